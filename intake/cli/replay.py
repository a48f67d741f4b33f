"""`intake replay`: stored messages are read and decided again."""

from typing import Annotated

import typer

from intake.cli import render
from intake.cli.session import session
from intake.errors import ConfigError


def replay(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(help="Ledger ids, such as m17.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Whatever is quarantined or was not obtained.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="Every stored message.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change; change nothing.")] = False,
) -> None:
    """Read stored messages again and decide anew; what a person set stays.

    With --dry-run, each message and application that would change is shown as a diff: try a changed rule, a grace
    period or a staff domain in the configuration before it is applied. A running daemon stores nothing meanwhile.

    Example: `intake replay --failed --dry-run`.
    """
    from intake.replays import preview, select
    from intake.work import settle

    if sum((bool(ids), failed, whole)) != 1:
        raise ConfigError(["Say which messages: --failed, --all, or ledger ids such as m17 (see intake ledger)."])
    with session(context).app() as app_:
        messages = select(app_.store, ids or (), failed=failed)
        if dry_run:
            differences = preview(app_.line(), messages)
            for difference in differences:
                render.print_lines(difference.lines)
            print(f"{len(messages)} messages read again; {len(differences)} would change. Nothing was changed.")
            return
        count = app_.store.read_again(messages)
        with render.progress("messages") as progress:
            settle(app_, progress)
    print(f"{count} messages read and decided again.")
