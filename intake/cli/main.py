"""The root command: global options, and the command groups beneath it."""

from pathlib import Path
from typing import Annotated

import typer

from intake import __version__
from intake.cli import applications, check, demo, inspect, ledger, postings, rebuild, replay, review, users, work
from intake.cli.session import Session

app = typer.Typer(
    name="intake",
    help="Reads hiring mailboxes and turns every mail into a complete, deadline-judged application.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"intake {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(envvar="INTAKE_CONFIG", help="The configuration file; without it config/intake.toml, if there."),
    ] = None,
    data: Annotated[Path | None, typer.Option(envvar="INTAKE_DATA", help="The data folder; without it ./var.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more, on standard error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Reads hiring mailboxes and turns every mail into a complete, deadline-judged application."""
    del version
    context.obj = Session(config, data, verbose)


app.command("demo")(demo.demo)
app.command("run")(work.run)
app.command("poll")(work.poll)
app.command("import")(work.import_)
app.add_typer(postings.app, name="postings")
app.add_typer(applications.app, name="applications")
app.command("export")(applications.export)
app.command("ledger")(ledger.ledger)
app.command("replay")(replay.replay)
app.add_typer(inspect.app, name="inspect")
app.command("check")(check.check)
app.command("rebuild")(rebuild.rebuild)
app.command("review")(review.review)
app.add_typer(users.app, name="users")
