"""`intake ledger`: every message ever seen and its one outcome."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from intake.cli import render
from intake.cli.session import session

if TYPE_CHECKING:
    from intake.app import App


def ledger(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Compare with the mailboxes: exit 1 when a mail there has no row.")
    ] = False,
) -> None:
    """Every message ever seen and its one outcome. Example: `intake ledger --check`."""
    with session(context).app() as app_:
        zone = app_.config.timezone
        if as_json:
            for row in app_.queries.ledger():
                render.print_json(row)
        elif not check:
            render.print_table(
                ("id", "mailbox", "received", "from", "subject", "outcome", "applications", "detail"),
                (
                    (
                        row["id"],
                        row["mailbox"],
                        render.moment_text(row["received_at"], zone),
                        (row["from"] or {}).get("name") or (row["from"] or {}).get("address"),
                        row["subject"],
                        row["outcome"].replace("_", " "),
                        " ".join(row["applications"]),
                        row["detail"],
                    )
                    for row in app_.queries.ledger()
                ),
                empty="No message has been seen yet. Take in mail with: intake poll, or intake import mail.eml",
            )
        if check and not _check(app_, render.say if as_json else print):
            raise typer.Exit(1)


def _check(app_: "App", tell: Callable[[str], None]) -> bool:
    from intake.audit import audit

    whole = True
    for found in audit(app_.store, app_.watches(), app_.connect):
        tell(found.sentence)
        whole = whole and found.accounted
    return whole
