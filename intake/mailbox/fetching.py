"""The walk over requested UIDs: whatever a server does, every UID asked for is answered exactly once.

A batch that is refused is halved down to single mails; a mail without a body is looked for again; large mails
come in pieces to disk, those over the limit as headers. Memory holds one batch. RFC 3501, 6.4.5 and 7.4.2.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from intake.errors import MailboxUnavailable, StorageUnavailable
from intake.mailbox import cursor
from intake.mailbox.refusal import Refused, is_fake
from intake.model.ledger import Fetched, FetchResult

if TYPE_CHECKING:
    from intake.mailbox.imap import Session
    from intake.mailbox.replies import Announced

T = TypeVar("T")

SIZES_AT_ONCE = 500
HEADER_BYTES = 256_000
LARGE = 4_000_000
"""Above this a mail never lies in memory whole."""

PIECE = 4_000_000
LITERAL_SLACK = 1_000_000
"""How much longer than the limit a literal may be, since announced sizes are hints (Exchange)."""


def gently(uids: Sequence[str], ask: Callable[[Sequence[str]], Mapping[str, T]]) -> tuple[dict[str, T], dict[str, str]]:
    """Asks for all at once, and in halves where the server refuses: the answers, and the refusals of single UIDs."""
    if not uids:
        return {}, {}
    try:
        return dict(ask(uids)), {}
    except Refused as refused:
        if len(uids) == 1:
            return {}, {uids[0]: str(refused)}
    half = len(uids) // 2
    answers, refusals = gently(uids[:half], ask)
    more_answers, more_refusals = gently(uids[half:], ask)
    return answers | more_answers, refusals | more_refusals


class Fetch:
    """One fetch of one folder over a session on which it is selected. `limit` is bytes a mail.

    `in_pieces` takes every mail in pieces, for servers whose announced sizes proved wrong.
    """

    def __init__(self, session: "Session", *, limit: int, spool: Path, in_pieces: bool = False) -> None:
        self._session, self._limit, self._spool = session, limit, spool
        self._largest_whole = 0 if in_pieces else min(LARGE, limit)
        self._told: dict[str, Announced] = {}
        self._refused: dict[str, str] = {}

    def batches(self, uids: Sequence[str]) -> Iterator[tuple[Fetched, ...]]:
        """The answers in the order of `uids`, in batches bounded in bytes."""
        for start in range(0, len(uids), SIZES_AT_ONCE):
            some = uids[start : start + SIZES_AT_ONCE]
            self._told, self._refused = gently(some, self._session.sizes)
            for batch in cursor.batches([(uid, self._weight(uid)) for uid in some]):
                yield self._batch(batch)

    def _weight(self, uid: str) -> int:
        told = self._told.get(uid)
        if told is None or told.size is None:
            return 0
        return min(told.size, HEADER_BYTES) if self._is_oversized(told) else told.size

    def _is_oversized(self, told: "Announced") -> bool:
        return told.size is not None and told.size > self._limit

    def _comes_whole(self, told: "Announced") -> bool:
        return told.size is not None and told.size <= self._largest_whole

    def _batch(self, uids: Sequence[str]) -> tuple[Fetched, ...]:
        whole = [uid for uid in uids if uid in self._told and self._comes_whole(self._told[uid])]
        bodies, refused = gently(whole, self._bodies)
        self._refused |= refused
        return tuple(self._answer(uid, bodies) for uid in uids)

    def _bodies(self, uids: Sequence[str]) -> dict[str, bytes | None]:
        expected = sum(self._told[uid].size or 0 for uid in uids)
        return self._session.bodies(uids, expected=expected, literal=self._limit + LITERAL_SLACK)

    def _answer(self, uid: str, bodies: Mapping[str, bytes | None]) -> Fetched:
        if uid in self._refused:
            return self._failed(uid, f"The server refused this mail: {self._refused[uid]}.")
        told = self._told.get(uid)
        if told is None:
            return self._missing(uid)
        answer = self._obtained(uid, told, bodies.get(uid))
        return answer if answer is not None else self._missing(uid)

    def _obtained(self, uid: str, told: "Announced", body: bytes | None) -> Fetched | None:
        """The answer for a mail that the server announced; None where it gave no body."""
        try:
            if self._is_oversized(told):
                return self._oversized(uid, told)
            if not self._comes_whole(told):
                return self._spooled(uid, told)
            return None if body is None or is_fake(body) else self._whole(uid, told, body)
        except Refused as refused:
            return self._failed(uid, f"The server refused this mail: {refused}.")

    def _missing(self, uid: str) -> Fetched:
        """Searched for again: gone, or fetched alone once more."""
        try:
            self._session.refresh()
            if not self._session.present([uid]):
                return self._nothing(uid, FetchResult.VANISHED, None)
            told = self._session.sizes([uid]).get(uid)
            if told is not None:
                self._told[uid] = told
                body = self._bodies([uid]).get(uid) if self._comes_whole(told) else None
                answer = self._obtained(uid, told, body)
                if answer is not None:
                    return answer
        except Refused as refused:
            return self._failed(uid, f"The server refused this mail: {refused}.")
        return self._failed(uid, "The server lists this mail, but gives no body.")

    def _whole(self, uid: str, told: "Announced", body: bytes) -> Fetched:
        if told.size is not None and len(body) < told.size:
            again = self._bodies([uid]).get(uid)
            body = max(body, again or b"", key=len)
        return self._fetched(uid, told, body, len(body))

    def _fetched(self, uid: str, told: "Announced", body: bytes | Path, length: int) -> Fetched:
        return Fetched(
            uid=uid,
            result=FetchResult.FETCHED,
            body=body,
            size=length if told.size is None else told.size,
            header_key=cursor.header_key(_beginning(body)),
            internal_date=told.internal_date,
            short=told.size is not None and length < told.size,
        )

    def _oversized(self, uid: str, told: "Announced") -> Fetched | None:
        header = self._session.header(uid, HEADER_BYTES)
        if header is None:
            return None
        return Fetched(
            uid=uid,
            result=FetchResult.OVERSIZED,
            body=header[:HEADER_BYTES],
            size=told.size or 0,
            header_key=cursor.header_key(header),
            internal_date=told.internal_date,
            detail=f"The mail is larger than the limit of {self._limit} bytes; only its headers were taken.",
        )

    def _spooled(self, uid: str, told: "Announced") -> Fetched | None:
        path, length = self._in_pieces(uid, told)
        if path is not None and told.size is not None and length < told.size:
            again, longer = self._in_pieces(uid, told)
            path, length = _longer((path, length), (again, longer))
        if path is None:
            return None
        if length > self._limit:
            path.unlink()
            return self._oversized(uid, told)
        return self._fetched(uid, told, path, length)

    def _in_pieces(self, uid: str, told: "Announced") -> tuple[Path | None, int]:
        """The mail as a file of the spool folder and its length, at most one piece over the limit."""
        path = self._new_file()
        try:
            length = self._write_pieces(uid, told, path)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise StorageUnavailable(f"A large mail cannot be written to {self._spool} ({error.strerror}).") from None
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        if length is None:
            path.unlink()
            return None, 0
        return path, length

    def _write_pieces(self, uid: str, told: "Announced", path: Path) -> int | None:
        length = 0
        with path.open("wb") as file:
            while length <= self._limit:
                piece = self._piece(uid, length, told)
                if piece is None:
                    return None
                file.write(piece)
                length += len(piece)
                if len(piece) < PIECE:
                    break
        return length

    def _piece(self, uid: str, offset: int, told: "Announced") -> bytes | None:
        # The size is a hint: one piece more than it says is asked for, which some servers refuse.
        beyond = told.size is not None and offset >= told.size
        try:
            piece = self._session.piece(uid, offset, PIECE)
        except Refused:
            if beyond:
                return b""
            raise
        if piece is not None and len(piece) > PIECE:
            raise MailboxUnavailable("The server sent more of a mail than it was asked for. It is tried again later.")
        return b"" if piece is None and beyond else piece

    def _new_file(self) -> Path:
        try:
            self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._spool, prefix=f"mail-{os.getpid()}-", delete=False) as file:
                return Path(file.name)
        except OSError as error:
            raise StorageUnavailable(f"Nothing can be written to {self._spool} ({error.strerror}).") from None

    def _failed(self, uid: str, detail: str) -> Fetched:
        return self._nothing(uid, FetchResult.FAILED, detail)

    def _nothing(self, uid: str, result: FetchResult, detail: str | None) -> Fetched:
        told = self._told.get(uid)
        return Fetched(
            uid=uid,
            result=result,
            body=None,
            size=(told.size or 0) if told else 0,
            header_key=None,
            internal_date=told.internal_date if told else None,
            detail=detail,
        )


def _beginning(body: bytes | Path) -> bytes:
    if isinstance(body, bytes):
        return body
    with body.open("rb") as file:
        return file.read(HEADER_BYTES)


def _longer(first: tuple[Path, int], second: tuple[Path | None, int]) -> tuple[Path, int]:
    """Keeps the longer of two files and removes the other."""
    if second[0] is not None and second[1] > first[1]:
        first[0].unlink()
        return second[0], second[1]
    if second[0] is not None:
        second[0].unlink()
    return first
