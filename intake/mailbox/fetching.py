"""The walk over requested UIDs: whatever a server does, every UID asked for is answered exactly once.

A batch that is refused is halved down to single mails; a mail without a body is looked for again; large mails
come in pieces to disk, those over the limit as headers. Memory holds one batch, and of the one that is asked for ahead
what the server tells too early. RFC 3501, 5.5, 6.4.5 and 7.4.2.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from intake.errors import MailboxUnavailable, StorageUnavailable
from intake.mailbox import cursor
from intake.mailbox.asking import Asking
from intake.mailbox.bodies import Bodies
from intake.mailbox.refusal import Ended, Refused, is_fake
from intake.model.ledger import Fetched, FetchResult

if TYPE_CHECKING:
    from intake.mailbox.replies import Announced
    from intake.mailbox.session import Session

SIZES_AT_ONCE = 500
HEADER_BYTES = 256_000
LARGE = 4_000_000
"""Above this a mail never lies in memory whole."""

PIECE = 4_000_000
SMALL_PIECE = 256_000
"""Once a connection has ended within a larger one: what came of the mail before is not asked for again."""

GLIMPSE = 1_000
"""Bytes of another mail, to see that the server hands mails over."""

LITERAL_SLACK = 1_000_000
"""How much longer than the limit a literal may be, since announced sizes are hints (Exchange)."""


class Fetch:
    """One fetch of one folder; `limit` is bytes a mail.

    With `ahead` each batch is asked for before the one before it has come; it is False afterwards where a server had
    any trouble meanwhile: then each waits for the other, and what came before a connection ended is that of one batch.
    """

    def __init__(self, asking: Asking, *, limit: int, spool: Path, ahead: bool = True) -> None:
        self._asking, self._limit, self._spool = asking, limit, spool
        self.ahead = ahead
        self._largest_whole = min(LARGE, limit)
        self._told: dict[str, Announced] = {}
        self._refused: dict[str, str] = {}
        self._suspects: set[str] = set()
        """Mails at which a connection ended: they come in pieces."""
        self._piece_bytes = PIECE
        self._brought = False
        """Whether this fetch has brought a mail: then a connection that ends at another is that mail's doing."""
        self._ended: dict[str, Ended] = {}
        """Mails at which connections ended while they were asked for alone."""

    def batches(self, uids: Sequence[str]) -> Iterator[tuple[Fetched, ...]]:
        """The answers, in batches bounded in bytes, in the order of `uids` but for those that did not come.

        Where it raises, what came whole before is given first.
        """
        for start in range(0, len(uids), SIZES_AT_ONCE):
            some = uids[start : start + SIZES_AT_ONCE]
            self._told, self._refused = self._asking.each(some, lambda session, part: session.sizes(part))
            batches = list(cursor.batches([(uid, self._weight(uid)) for uid in some]))
            for batch, following in zip_longest(batches, batches[1:], fillvalue=()):
                yield from self._batch(batch, following)
        if self._ended:
            if not (self._brought or self._asking.another_comes(tuple(self._ended), _begins)):
                raise next(iter(self._ended.values())).end
            yield tuple(self._failed(uid, ended.sentence) for uid, ended in self._ended.items())

    def _weight(self, uid: str) -> int:
        told = self._told.get(uid)
        if told is None or told.size is None:
            return 0
        return min(told.size, HEADER_BYTES) if self._is_oversized(told) else told.size

    def _is_oversized(self, told: "Announced") -> bool:
        return told.size is not None and told.size > self._limit

    def _comes_whole(self, uid: str, told: "Announced") -> bool:
        return told.size is not None and told.size <= self._largest_whole and uid not in self._suspects

    def _batch(self, uids: Sequence[str], following: Sequence[str]) -> Iterator[tuple[Fetched, ...]]:
        bodies: dict[str, bytes] = {}
        answers: list[Fetched] = []
        try:
            self._take_bodies(uids, following, bodies)
            for uid in uids:
                try:
                    answers.append(self._answer(uid, bodies))
                except Ended as ended:
                    self._ended[uid] = ended
        except MailboxUnavailable:
            self.ahead = False
            answered = {answer.uid for answer in answers}
            answers += [
                self._fetched(uid, self._told[uid], body, len(body))
                for uid, body in bodies.items()
                if uid not in answered and self._is_whole(uid, body)
            ]
            if answers:
                yield tuple(answers)
            raise
        self._brought = self._brought or any(answer.result is FetchResult.FETCHED for answer in answers)
        if answers:
            yield tuple(answers)

    def _is_whole(self, uid: str, body: bytes) -> bool:
        return not is_fake(body) and len(body) >= (self._told[uid].size or 0)

    def _take_bodies(self, uids: Sequence[str], following: Sequence[str], bodies: dict[str, bytes]) -> None:
        whole = self._whole_ones(uids)
        then = self._wanted(self._whole_ones(following)) if self.ahead else None

        def ask(session: "Session", some: Sequence[str]) -> dict[str, bytes]:
            return session.bodies(self._wanted(some), then if len(some) == len(whole) else None)

        refused, suspects = self._asking.many(whole, ask, bodies)
        self._refused |= refused
        self._suspects.update(suspects)
        self.ahead = self.ahead and not (refused or suspects)

    def _whole_ones(self, uids: Sequence[str]) -> list[str]:
        return [uid for uid in uids if uid in self._told and self._comes_whole(uid, self._told[uid])]

    def _wanted(self, uids: Sequence[str]) -> Bodies:
        expected = sum(self._told[uid].size or 0 for uid in uids)
        return Bodies(tuple(uids), expected=expected, literal=self._limit + LITERAL_SLACK)

    def _body(self, uid: str) -> bytes | None:
        return self._asking.one(lambda session: session.bodies(self._wanted([uid]))).get(uid)

    def _answer(self, uid: str, bodies: Mapping[str, bytes]) -> Fetched:
        if uid in self._refused:
            return self._failed(uid, self._refused[uid])
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
            if not self._comes_whole(uid, told):
                return self._spooled(uid, told)
            return None if body is None or is_fake(body) else self._whole(uid, told, body)
        except Refused as refused:
            return self._failed(uid, refused.sentence)

    def _missing(self, uid: str) -> Fetched:
        """Searched for again: gone, or fetched alone once more."""
        try:
            if not self._asking.one(lambda session: session.present_now(uid)):
                return self._nothing(uid, FetchResult.VANISHED, None)
            told = self._asking.one(lambda session: session.sizes([uid])).get(uid)
            if told is not None:
                self._told[uid] = told
                body = self._body(uid) if self._comes_whole(uid, told) else None
                answer = self._obtained(uid, told, body)
                if answer is not None:
                    return answer
        except Refused as refused:
            return self._failed(uid, refused.sentence)
        return self._failed(uid, "The server lists this mail, but gives no body.")

    def _whole(self, uid: str, told: "Announced", body: bytes) -> Fetched:
        if told.size is not None and len(body) < told.size:
            body = max(body, self._body(uid) or b"", key=len)
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
        header = self._asking.one(lambda session: session.header(uid, HEADER_BYTES))
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
                piece, asked = self._piece(uid, length, told)
                if piece is None:
                    return None
                file.write(piece)
                length += len(piece)
                if len(piece) < asked:
                    break
        return length

    def _piece(self, uid: str, offset: int, told: "Announced") -> tuple[bytes | None, int]:
        """The bytes from `offset` on, and how many were asked for."""
        # The size is a hint: one piece more than it says is asked for, which some servers refuse.
        beyond = told.size is not None and offset >= told.size
        left = PIECE if told.size is None else max(0, told.size - offset)

        def taken(session: "Session", length: int) -> tuple[bytes | None, int]:
            return session.piece(uid, offset, length, expected=min(left, length)), length

        try:
            piece, asked = self._asking.one(
                lambda session: taken(session, self._piece_bytes), lambda session: taken(session, SMALL_PIECE)
            )
        except Refused:
            if beyond:
                return b"", PIECE
            raise
        self._piece_bytes = asked
        if piece is not None and len(piece) > asked:
            raise MailboxUnavailable("The server sent more of a mail than it was asked for. It is tried again later.")
        return b"" if piece is None and beyond else piece, asked

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


def _begins(uid: str, session: "Session") -> bool:
    return session.piece(uid, 0, GLIMPSE, expected=GLIMPSE) is not None


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
