"""`intake rebuild`: makes anew what the review desk reads, from what is stored."""

import typer

from intake.cli.session import session


def rebuild(context: typer.Context) -> None:
    """Make the search index, the queue and its counters anew from the stored mails and decisions.

    Nothing else is read, decided or changed. Needed after the database was restored or repaired by hand, or when a
    search does not find what is there; an upgrade does it by itself. Stop `intake run` first. Example:
    `intake rebuild`.
    """
    from intake.owner import OwnerLock
    from intake.storage.rebuilding import rebuild as make_anew

    with session(context).app() as app_, OwnerLock(app_.config.data, "rebuild"):
        count = make_anew(app_.store.engine)
    print(f"Made anew for {count} {'application' if count == 1 else 'applications'}: search, queue, counters.")
