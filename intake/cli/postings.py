"""`intake postings`: careers pages in, postings out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake.cli import render
from intake.cli.session import session
from intake.errors import ConfigError

if TYPE_CHECKING:
    from intake.pages import PageResult

app = typer.Typer(help="The postings that mails are matched with.", no_args_is_help=True)


@app.command("import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Careers pages (Markdown, HTML, text) or posting files (TOML).")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when anything is in doubt.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change; change nothing.")] = False,
) -> None:
    """Add or update postings; says what changed and what was in doubt.

    Importing the same page again changes nothing. Mails that a change concerns are decided again: with --dry-run, what
    would become of them, when a deadline moves, say, is shown as a diff.
    Example: intake postings import jobs.md
    """
    from intake.imports import import_postings
    from intake.replays import preview_postings
    from intake.work import settle

    failed = doubted = False
    with session(context).app() as app_:
        pages, differences = preview_postings(app_.line(), files) if dry_run else ((), ())
        for imported in pages if dry_run else import_postings(app_.line(), files):
            failed = failed or imported.page.error is not None
            doubted = doubted or any(posting.doubts for posting in imported.page.postings)
            for line in imported.sentences():
                print(line)
        if dry_run:
            for difference in differences:
                render.print_lines(difference.lines)
            print(f"{len(differences)} mails and applications would change. Nothing was changed.")
        else:
            settle(app_)
    if failed or (strict and doubted):
        raise typer.Exit(1)


@app.command()
def watch(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Read each page one time and end.")] = False,
) -> None:
    """Read the configured careers pages again and again ([[postings]]), and say what changed; Ctrl-C ends it.

    `intake run` does the same beside its mailboxes. Example: intake postings watch --once
    """
    from intake.work import watch_pages

    with session(context).app() as app_:
        if not app_.config.postings:
            render.say("No page is configured. Add a [[postings]] table to the configuration file.")
        try:
            failed = watch_pages(app_, _say_page, once=once)
        except KeyboardInterrupt:
            failed = False
    if once and failed:
        raise typer.Exit(1)


def _say_page(result: "PageResult") -> None:
    if result.imported is None:
        print(f"{result.source}: not read. {result.error}")
    elif result.changed:
        for line in result.imported.sentences():
            print(line)
    else:
        print(f"{result.source}: unchanged")


@app.command()
def export(
    context: typer.Context,
    format_: Annotated[str, typer.Option("--format", help="toml or jsonld.")] = "toml",
    output: Annotated[Path | None, typer.Option(help="The file; without it standard output.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Closed postings, too.")] = False,
) -> None:
    """Write the open postings out: as a posting file, or as schema.org JobPostings for a page of your own.

    Example: intake postings export --format jsonld --output jobs.jsonld
    """
    import json

    from intake.postings.export import to_jsonld, to_toml

    if format_ not in {"toml", "jsonld"}:
        raise ConfigError([f'The format "{format_}" is not known; use toml or jsonld.'])
    with session(context).app() as app_:
        rounds = [one for one in app_.store.rounds() if all_ or one.closed_at is None]
        organisation, zone = app_.config.organisation.name, app_.config.timezone
    if format_ == "toml":
        text = to_toml(one.posting for one in rounds)
    else:
        text = (
            json.dumps(to_jsonld(rounds, organisation=organisation, timezone=zone), ensure_ascii=False, indent=2) + "\n"
        )
    if output is None:
        print(text, end="")
    else:
        output.write_text(text, encoding="utf-8")


@app.command("list")
def list_(context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False) -> None:
    """The postings, with how many applications each has."""
    current = session(context)
    with current.app() as app_:
        zone = app_.config.timezone
        rows = list(app_.queries.postings(zone))
    if as_json:
        for row in rows:
            render.print_json(row)
        return
    render.print_table(
        ("id", "title", "contacts", "deadline", "state", "applications"),
        (
            (
                row["id"],
                row["title"],
                ", ".join(contact["email"] for contact in row["contacts"]),
                render.moment_text(row["deadline_at"], zone),
                row["state"],
                str(row["applications"]),
            )
            for row in rows
        ),
        empty="There are no postings yet. Import a careers page: intake postings import jobs.md",
    )
