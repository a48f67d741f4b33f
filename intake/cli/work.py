"""`intake run`, `intake poll` and `intake import`: mail comes in."""

from pathlib import Path
from typing import Annotated, Any

import typer

from intake.cli import render
from intake.cli.session import session


def run(
    context: typer.Context,
    review: Annotated[bool, typer.Option("--review/--no-review", help="Serve the review desk too.")] = True,
) -> None:
    """The daemon: poll every mailbox on its schedule, process what comes, serve the review desk.

    SIGTERM or Ctrl-C ends it within ten seconds, SIGHUP reads the configuration again. Example: `intake run`.
    """
    from intake.app import daemon

    raise typer.Exit(daemon(session(context).config, review=review).run())


def poll(
    context: typer.Context,
    mailboxes: Annotated[list[str] | None, typer.Argument(help="Names of mailboxes; without them all.")] = None,
) -> None:
    """Poll now and process until nothing is pending; with a daemon running, ask it and wait.

    Prints one line a mailbox. Example: `intake poll jobs`.
    """
    from intake.work import poll as poll_now

    with session(context).app() as app_, render.progress("messages") as progress:
        names = [section.name for section in app_.sections(mailboxes or ())]
        told = poll_now(app_, names, progress)
    if not names:
        render.say("No mailbox is configured. Add a [[mailboxes]] table to the configuration file.")
    for result in told["mailboxes"]:
        print(_line(result))
    _say_outcomes(told)
    if any(result["error"] for result in told["mailboxes"]):
        raise typer.Exit(1)


def _line(result: dict[str, Any]) -> str:
    if result["error"] and not result["folders"]:
        return f"{result['name']}: failed. {result['error']}"
    parts = [f"{result['new']} new"]
    if result["oversized"]:
        parts.append(f"{result['oversized']} over the size limit")
    if result["failed"]:
        parts.append(f"{result['failed']} not obtained yet")
    if result["error"]:
        parts.append(f"but not all could be done. {result['error']}")
    return f"{result['name']}: {', '.join(parts)}"


def _say_outcomes(told: dict[str, Any]) -> None:
    counts = [f"{count} {outcome.replace('_', ' ')}" for outcome, count in sorted(told["outcomes"].items())]
    if told["quarantined"]:
        counts.append(f"{told['quarantined']} quarantined")
    if told["postponed"]:
        counts.append(f"{told['postponed']} to be tried again")
    if counts:
        print(f"processed: {', '.join(counts)}")


def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Mail files (.eml), mbox files, Maildir folders, or folders.")],
) -> None:
    """Take in mail from files, then process it; importing the same file again adds nothing.

    Example: `intake import old-mail.mbox`.
    """
    from intake.imports import import_mail
    from intake.mailbox.files import sources
    from intake.work import settle

    problems: list[str] = []
    with session(context).app() as app_:
        with render.progress("files") as progress:
            done = import_mail(app_.line(), sources(paths, problems.append), lambda count: progress(count, None))
        with render.progress("messages") as progress:
            told = settle(app_, progress)
    print(f"imported: {done.new} new, {done.known} known before")
    _say_outcomes(told)
    for problem in problems:
        render.say(problem)
    if problems:
        raise typer.Exit(1)
