"""Compares the ledger with the mailboxes: every UID now in a watched folder has a row in the current epoch.

A row whose mail is gone from the server is reported and is no failure: people delete mail.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from intake.errors import IntakeError
from intake.mailbox.protocol import Mailbox
from intake.polls import Watch
from intake.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One folder compared; `accounted` is False where a mail has no row or the folder could not be looked at."""

    mailbox: str
    folder: str
    accounted: bool
    sentence: str


def audit(store: Store, watches: Sequence[Watch], connect: Callable[[str], Mailbox]) -> Iterator[Account]:
    """Every watched folder in turn; a mailbox that cannot be reached is not accounted for."""
    if not watches:
        yield Account(mailbox="", folder="", accounted=True, sentence="No mailbox is configured; nothing to compare.")
    for watch in watches:
        try:
            source = connect(watch.name)
            try:
                for folder in watch.folders:
                    status = source.select(folder)
                    yield _compare(store, watch.name, folder, set(source.uids(folder)), status.uidvalidity)
            finally:
                source.close()
        except IntakeError as error:
            sentence = f"{watch.name}: not compared. {error}"
            yield Account(mailbox=watch.name, folder="", accounted=False, sentence=sentence)


def _compare(store: Store, mailbox: str, folder: str, present: set[str], uidvalidity: int | None) -> Account:
    place = f"{mailbox}/{folder}"
    saved = store.cursor(mailbox, folder)
    if saved is None or saved.uidvalidity != uidvalidity:
        why = "was never polled" if saved is None else "was renumbered by its server since the last poll"
        sentence = f"{place} {why}: {len(present)} mails have no row. Run: intake poll {mailbox}"
        return Account(mailbox=mailbox, folder=folder, accounted=not present, sentence=sentence)
    rows = store.known_uids(mailbox, folder)
    missing, gone = present - rows, rows - present
    sentence = f"{place}: {len(present)} in the mailbox, "
    if missing:
        sentence += f"{len(missing)} without a row (UID {_some(missing)}). Run: intake poll {mailbox}"
    else:
        sentence += "every one accounted for."
    if gone:
        sentence += f" {len(gone)} seen before are no longer there."
    return Account(mailbox=mailbox, folder=folder, accounted=not missing, sentence=sentence)


def _some(uids: set[str]) -> str:
    first = sorted(uids, key=lambda uid: (len(uid), uid))[:5]
    return ", ".join(first) + (", …" if len(uids) > 5 else "")
