"""`intake check`: what is wrong and how to mend it."""

from typing import Annotated

import typer

from intake.cli import render
from intake.cli.session import session

_SIGNS = {"ok": "✓", "warning": "!", "problem": "✗"}


def check(context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False) -> None:
    """Configuration, database, archive, mailboxes, sandbox and helper programs: what is wrong, and the mend.

    Exit status 1 when anything is a problem; a warning is none. Example: `intake check`.
    """
    from intake.checkup import checkup

    failed = False
    with session(context).app() as app_:
        for finding in checkup(app_):
            failed = failed or finding.state == "problem"
            if as_json:
                render.print_json({"subject": finding.subject, "state": finding.state, "detail": finding.detail})
            else:
                print(f"{_SIGNS[finding.state]} {finding.subject}: {finding.detail}")
    if failed:
        raise typer.Exit(1)
