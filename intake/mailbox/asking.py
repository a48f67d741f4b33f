"""Questions about many mails that outlive a connection: one mail, or a bad line, must not keep the others away.

There are mails at which a server ends the connection whenever they are asked for (a fault in its store, or of its own),
and lines that end after so many bytes each time. What came whole before the end is kept. The first mail that did not
come is asked for alone, over a new connection; where that ends too, it is the mail's doing if others come, and the
server's where none does. A server that ends connections whatever it is asked is left for this time.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from intake import telemetry
from intake.mailbox.refusal import ConnectionEnded, Ended, Refused

if TYPE_CHECKING:
    from intake.mailbox.session import Session

T = TypeVar("T")

MOST_FRUITLESS = 12
"""Connections in a row that end with nothing said, after which the server is left."""

_OTHERS = 3
"""Mails that are tried to learn whether any comes."""


def gently(uids: Sequence[str], ask: Callable[[Sequence[str]], Mapping[str, T]]) -> tuple[dict[str, T], dict[str, str]]:
    """Asks for all at once, and in halves where the server refuses: the answers, and why single UIDs were refused."""
    if not uids:
        return {}, {}
    try:
        return dict(ask(uids)), {}
    except Refused as refused:
        if len(uids) == 1:
            return {}, {uids[0]: refused.sentence}
    half = len(uids) // 2
    answers, refusals = gently(uids[:half], ask)
    more_answers, more_refusals = gently(uids[half:], ask)
    return answers | more_answers, refusals | more_refusals


class Asking:
    """Questions to one folder of the mailbox of this name.

    `session` gives the connection, with the folder selected, and makes a new one where it has ended; it raises
    MailboxUnavailable where it cannot, as all methods do then. A server with which every connection ends is left
    after `patience` seconds, too: each may have hung first.
    """

    def __init__(self, mailbox: str, session: Callable[[], "Session"], *, patience: float) -> None:
        self._mailbox, self._session, self._patience = mailbox, session, patience
        self._fruitless = 0
        self._left_at = 0.0
        self._has_answered = False
        """Whether anything was told of any mail yet."""

    def one(self, act: Callable[["Session"], T], again: Callable[["Session"], T] | None = None) -> T:
        """Asks about one mail; once more, in the way of `again`, where the connection ends, and Ended after that."""
        for attempt in (act, again or act):
            try:
                answer = attempt(self._session())
            except ConnectionEnded as ended:
                end = ended
                self._note(ended)
            else:
                self._fruitless = 0
                return answer
        raise Ended(end)

    def each(
        self, uids: Sequence[str], ask: Callable[["Session", Sequence[str]], Mapping[str, T]]
    ) -> tuple[dict[str, T], dict[str, str]]:
        """The answers by UID, and why single UIDs got none: refused, or connections ended at them."""
        answers: dict[str, T] = {}
        refusals, suspects = self.many(uids, ask, answers)
        for uid in suspects:
            try:
                answers |= self.one(partial(_asked_alone, ask, uid))
            except Ended as ended:
                if not (self._has_answered or answers or self.another_comes(suspects, partial(_is_answered, ask))):
                    raise ended.end from None
                refusals[uid] = ended.sentence
            except Refused as refused:
                refusals[uid] = refused.sentence
        self._has_answered = self._has_answered or bool(answers)
        return answers, refusals

    def many(
        self, uids: Sequence[str], ask: Callable[["Session", Sequence[str]], Mapping[str, T]], answers: dict[str, T]
    ) -> tuple[dict[str, str], list[str]]:
        """Fills `answers`, even where it raises: why single UIDs were refused, and at which ones a connection ended.

        Those are still to be asked for alone.
        """

        def asked(part: Sequence[str]) -> Mapping[str, T]:
            answer = ask(self._session(), part)
            self._fruitless = 0
            answers.update(answer)
            return answer

        refusals: dict[str, str] = {}
        suspects: list[str] = []
        groups = [list(uids)]
        while groups:
            group = groups.pop()
            try:
                refusals |= gently(group, asked)[1]
            except ConnectionEnded as ended:
                answers.update(ended.came)
                self._note(ended)
                left = [uid for uid in group if uid not in answers]
                suspects += left[:1]
                groups += _parts(left[1:], whole=bool(ended.came))
        return refusals, suspects

    def another_comes(self, uids: Sequence[str], act: Callable[[str, "Session"], object]) -> bool:
        """Whether `act` gets anything from the server about mails that lie near these."""
        try:
            near = self.one(lambda session: session.near(uids[0]))
        except Ended:
            return False
        for other in [uid for uid in near if uid not in uids][:_OTHERS]:
            with suppress(Refused, Ended):
                if self.one(partial(act, other)):
                    return True
        return False

    def _note(self, ended: ConnectionEnded) -> None:
        """Counts the end of a connection; raises it where too many ended one after the other with nothing said."""
        now = time.monotonic()
        self._fruitless = 0 if ended.came else self._fruitless + 1
        if self._fruitless <= 1:
            self._left_at = now + self._patience
        if self._fruitless == MOST_FRUITLESS or now > self._left_at:
            raise ended
        telemetry.logger().warning("connection ended", mailbox=self._mailbox, received=len(ended.came))


def _asked_alone(
    ask: Callable[["Session", Sequence[str]], Mapping[str, T]], uid: str, session: "Session"
) -> Mapping[str, T]:
    return ask(session, [uid])


def _is_answered(ask: Callable[["Session", Sequence[str]], Mapping[str, T]], uid: str, session: "Session") -> bool:
    return bool(ask(session, [uid]))


def _parts(uids: list[str], *, whole: bool) -> list[list[str]]:
    """How the rest of a group is asked for, the last part first.

    Where nothing came of it, the half that is farther from the first mail: several of a kind mostly lie together.
    """
    half = 0 if whole else len(uids) // 2
    return [part for part in (uids[:half], uids[half:]) if part]
