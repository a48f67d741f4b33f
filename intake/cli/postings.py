"""`intake postings`: careers pages in, postings out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake.cli import render
from intake.cli.session import session

if TYPE_CHECKING:
    from intake.pages import PageResult

app = typer.Typer(help="The postings that mails are matched with.", no_args_is_help=True)


@app.command("import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Careers pages (Markdown, HTML, text) or posting files (TOML).")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when anything is in doubt.")] = False,
) -> None:
    """Add or update postings; says what changed and what was in doubt.

    Importing the same page again changes nothing. Mails that a change concerns are decided again.
    Example: intake postings import jobs.md
    """
    from intake.imports import import_postings
    from intake.work import settle

    failed = doubted = False
    with session(context).app() as app_:
        for imported in import_postings(app_.line(), files):
            failed = failed or imported.page.error is not None
            doubted = doubted or any(posting.doubts for posting in imported.page.postings)
            for line in imported.sentences():
                print(line)
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
