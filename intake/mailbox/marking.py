"""Flags and moves on the server, for committed rows only; each may be repeated without harm.

A crash between a COPY and its expunge must not leave two copies, so before a COPY the target is searched, by
size and then by the bytes of the header block: a Message-ID is a stranger's text and never part of a command.
"""

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from intake import telemetry
from intake.errors import MailboxUnavailable
from intake.faults import fault_point
from intake.mailbox.refusal import ReadOnly, Refused
from intake.mailbox.settings import ImapSettings, Leave, Move, SetFlag
from intake.model.ledger import Mark

if TYPE_CHECKING:
    from intake.mailbox.replies import Announced
    from intake.mailbox.session import Session

AT_ONCE = 100
"""Mails a command: a command line of 1,000 bytes is safe everywhere (RFC 2683, 3.2.1.5)."""

DELETED = "\\Deleted"
WHOLE_HEADER = "BODY.PEEK[HEADER]<0.8192>"

# RFC 3501, section 9: a flag is an atom, a system flag one behind a backslash.
_FLAG = re.compile(r"\\?[^\x00-\x20(){%*\"\\\]\x7f-\U0010ffff]+")


def acknowledge(session: Callable[[], "Session"], settings: ImapSettings, marks: Sequence[Mark]) -> tuple[str, ...]:
    """The ledger ids that need no more: marked, gone from the server, or of an epoch that is over.

    What the server cannot do is said in the log and stays to be done. MailboxUnavailable where it refuses.
    """
    if isinstance(settings.after, Leave):
        return tuple(mark.message for mark in marks)
    done: list[str] = []
    for folder in dict.fromkeys(mark.folder for mark in marks):
        try:
            done += _Folder(session(), settings, folder).mark([mark for mark in marks if mark.folder == folder])
        except ReadOnly:
            _say(settings, folder, "The account may only read this folder; give it the right to write, or leave mail.")
        except Refused as refused:
            raise MailboxUnavailable(
                f'Mailbox "{settings.name}": the server refused to mark mail in "{folder}" ({refused}). '
                "Check the rights of the account."
            ) from None
    return tuple(done)


def _say(settings: ImapSettings, folder: str, reason: str) -> None:
    telemetry.logger().warning("mark not possible", mailbox=settings.name, folder=folder, reason=reason)


class _Folder:
    """The marks of one folder, which is open for writing."""

    def __init__(self, session: "Session", settings: ImapSettings, folder: str) -> None:
        self._session, self._settings, self._folder = session, settings, folder
        self._opened = session.open(folder, writable=True)

    def mark(self, marks: Sequence[Mark]) -> Iterator[str]:
        """Marks what belongs to the numbering that the folder has now; the ids that need no more, as they are done."""
        now = self._opened.status.uidvalidity
        # A number of another epoch names another mail by now, or none: it must never be touched.
        yield from (mark.message for mark in marks if now is not None and mark.uidvalidity != now)
        current = [mark for mark in marks if now is not None and mark.uidvalidity == now]
        if not current or not self._is_possible():
            return
        for start in range(0, len(current), AT_ONCE):
            some = current[start : start + AT_ONCE]
            self._mark([mark.uid for mark in some])
            yield from (mark.message for mark in some)

    def _is_possible(self) -> bool:
        reason = self._obstacle()
        if reason:
            _say(self._settings, self._folder, reason)
        return reason is None

    def _obstacle(self) -> str | None:
        if isinstance(self._settings.after, Move):
            if self._session.can("MOVE") or self._session.can("UIDPLUS"):
                return None
            return "The server has neither MOVE nor UIDPLUS; choose a flag, or leave the mail as it is."
        flag = self._flag
        if not _FLAG.fullmatch(flag):
            return "The configured flag is no word that IMAP allows; system flags begin with a backslash."
        if not self._opened.keeps(flag):
            return "The server does not keep this flag in this folder; choose a move or another flag."
        return None

    @property
    def _flag(self) -> str:
        after = self._settings.after
        return after.flag if isinstance(after, SetFlag) else getattr(after, "keyword", "")

    def _mark(self, uids: Sequence[str]) -> None:
        after = self._settings.after
        if not isinstance(after, Move):
            self._step("flag", lambda: self._session.store(uids, self._flag))
            return
        there = self._session.present(uids)
        if not there:
            return
        if self._session.can("MOVE"):
            self._into(after.folder, lambda: self._step("move", lambda: self._session.move(there, after.folder)))
        else:
            self._copy_and_expunge(there, after.folder)

    def _step(self, name: str, act: Callable[[], None]) -> None:
        fault_point(f"imap.{name}")
        act()
        fault_point(f"imap.{name}.done")

    def _into(self, target: str, act: Callable[[], None]) -> None:
        """Does it; where the server refuses, perhaps for want of the target, makes that and does it again."""
        try:
            act()
        except Refused as refused:
            try:
                self._step("create", lambda: self._session.create(target))
            except Refused:
                raise refused from None
            act()

    def _copy_and_expunge(self, uids: Sequence[str], target: str) -> None:
        copied = self._copied(uids, target)
        rest = [uid for uid in uids if uid not in copied]
        if rest:
            self._into(target, lambda: self._step("copy", lambda: self._session.copy(rest, target)))
        self._step("delete", lambda: self._session.store(uids, DELETED))
        self._step("expunge", lambda: self._session.expunge(uids))

    def _copied(self, uids: Sequence[str], target: str) -> set[str]:
        """Those of the mails that an interrupted move left in the target."""
        told = self._session.sizes(uids, WHOLE_HEADER)
        found: set[str] = set()
        with contextlib.suppress(Refused):  # no such folder yet
            self._session.open(target)
            found = {uid for uid, mail in told.items() if self._is_in_open_folder(mail)}
        numbering = self._opened.status.uidvalidity
        self._opened = self._session.open(self._folder, writable=True)
        if self._opened.status.uidvalidity != numbering:
            raise MailboxUnavailable(
                f'Mailbox "{self._settings.name}": the folder "{self._folder}" was renumbered during a move. '
                "The next poll sees to it."
            )
        return found

    def _is_in_open_folder(self, mail: "Announced") -> bool:
        if mail.size is None or mail.header is None:
            return False
        near = self._session.search(["LARGER", str(mail.size - 1), "SMALLER", str(mail.size + 1)])
        found = self._session.sizes([str(uid) for uid in near], WHOLE_HEADER) if near else {}
        return any(_digest(other.header) == _digest(mail.header) for other in found.values())


def _digest(header: bytes | None) -> bytes:
    return hashlib.sha256(header or b"").digest()
