"""`intake review`: the review desk alone."""

import signal
import threading

import typer

from intake.cli.session import session


def review(context: typer.Context) -> None:
    """Serve the review desk without polling; Ctrl-C or SIGTERM ends it. Example: `intake review`."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with session(context).app() as app_, app_.review() as site:
        print(f"The review desk is at {site.base_url}/ - Ctrl-C ends it.", flush=True)
        if not app_.accounts.accounts():
            print('Nobody has an account yet: intake users invite you@example.org --name "You" --administrator')
        ended.wait()
