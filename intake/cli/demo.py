"""`intake demo`: a self-contained trial run."""

import shlex
import sys
import threading
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake.cli import applications, render
from intake.cli.session import Session, session

if TYPE_CHECKING:
    from intake.app import App
    from intake.review.desk import Site
    from intake.trial import Trial

_AT_ONCE = 30
"""How many mails are in the mailbox when the demo starts; the others come one by one."""

_EVERY = 3.0
"""Seconds between two of the mails that come later."""


def demo(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Deliver everything at once, show the result, and end.")] = False,
) -> None:
    """A trial run on invented mails: a mailbox polled on schedule, postings, applications, the review desk.

    Keeps all in var/demo (or --data). Ctrl-C ends it. Example: `intake demo`.
    """
    from intake.trial import Trial

    trial = Trial(session(context).data or Path("var/demo"))
    trial.prepare()
    own = Session(trial.config_path, trial.folder, session(context).verbose)
    _import_postings(own, trial)
    _print_commands(trial)
    if once:
        list(trial.deliver())
        _poll_once(own)
    else:
        _run(own, trial)


def _import_postings(own: Session, trial: "Trial") -> None:
    from intake.imports import import_postings

    with own.app() as app_:
        for page in import_postings(app_.line(), list(trial.pages())):
            for sentence in page.sentences():
                print(sentence)


def _print_commands(trial: "Trial") -> None:
    program = sys.argv[0] if Path(sys.argv[0]).name == "intake" else f"{sys.executable} -m intake"
    options = f"--config {shlex.quote(_near(trial.config_path))} --data {shlex.quote(_near(trial.folder))}"
    print("\nType beside it, in another terminal:")
    for command in ("applications list", "applications show a1", "ledger", "ledger --check", "check"):
        print(f"  {_near(Path(program)) if ' ' not in program else program} {options} {command}")
    print(flush=True)


def _near(path: Path) -> str:
    """The path as it is typed from here."""
    absolute = path.absolute()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(path)


def _poll_once(own: Session) -> None:
    from intake.work import poll

    with own.app() as app_, render.progress("messages") as progress:
        poll(app_, [section.name for section in app_.sections()], progress)
    _print_applications(own)


def _run(own: Session, trial: "Trial") -> None:
    from intake.app import daemon
    from intake.trial import on_a_free_port

    mails = trial.deliver()
    for _name in islice(mails, _AT_ONCE):
        pass
    service = daemon(
        lambda: on_a_free_port(own.config()),
        on_processed=lambda: _print_applications(own),
        on_served=_print_sign_in,
    )
    ended = threading.Event()

    def deliver() -> None:
        while not ended.wait(_EVERY) and next(mails, None) is not None:
            pass

    threading.Thread(target=deliver, name="deliver", daemon=True).start()
    print("The mailbox is polled every 2 seconds; a new mail comes every 3. Ctrl-C ends the demo.\n", flush=True)
    try:
        status = service.run()
    finally:
        ended.set()
    raise typer.Exit(status)


def _print_sign_in(app_: "App", site: "Site") -> None:
    """The address of the desk, with a link that signs in once; it is printed here and logged nowhere."""
    from intake.trial import sign_in_token

    print(
        f"Open the review desk (this link signs in once):\n  {site.base_url}/welcome/{sign_in_token(app_.accounts)}\n",
        flush=True,
    )


def _print_applications(own: Session) -> None:
    with own.app() as app_:
        applications.print_list(app_)
    print(flush=True)
