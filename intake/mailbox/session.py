"""A signed-in IMAP connection: the only module that imports imapclient.

Whatever goes wrong on it ends it, as MailboxUnavailable; a command that the server refuses raises Refused. Reading
never changes the account: bodies are taken with BODY.PEEK. RFC 3501, 4315 (UIDPLUS), 6851 (MOVE).
"""

import contextlib
import logging
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import imapclient  # type: ignore[import-untyped] # the library carries no types
from imapclient.exceptions import (  # type: ignore[import-untyped] # the library carries no types
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
    ProtocolError,
)
from imapclient.response_parser import parse_fetch_response  # type: ignore[import-untyped] # the library carries no types

from intake.errors import LoginRefused, MailboxUnavailable
from intake.mailbox import fetch_answer, replies
from intake.mailbox.bodies import Asked, Bodies
from intake.mailbox.refusal import (
    ConnectionEnded,
    ReadOnly,
    Refused,
    is_account_wide,
    login_is_refused,
    quotable,
    retry_after,
    speakable,
    without_line_breaks,
)
from intake.mailbox.replies import Announced, Opened, as_bytes
from intake.mailbox.settings import ImapSettings
from intake.mailbox.wire import Wire
from intake.model.ledger import FolderStatus

T = TypeVar("T")

GOODBYE_SECONDS = 2.0
"""How long a server may take to answer LOGOUT: stopping must not wait for one that stalls."""

LAST_UID = 2**32 - 1
"""UIDs have 32 bits (RFC 3501, 2.3.1.1)."""

NEAR = 1_000
"""As many numbers before and after a mail are looked through for others."""

HEADER_CUT = 8_192

# What the library raises on answers that are no IMAP, beside its own errors and the network's.
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)

# Its debug log holds headers and bodies.
logging.getLogger("imapclient").setLevel(logging.CRITICAL)


class _Client(imapclient.IMAPClient):  # type: ignore[misc] # the library carries no types
    """IMAPClient over a guarded wire."""

    def __init__(self, settings: ImapSettings, context: ssl.SSLContext) -> None:
        self._settings, self._tls_context = settings, context
        super().__init__(settings.host, settings.port, ssl=settings.tls == "implicit", timeout=settings.read_timeout)
        # 5, the constructor's value, formats every literal for a silent logger: ten times the CPU and 2.5 times
        # the memory. 4 still keeps the password out of it; 0 would keep the LOGIN line in memory.
        self._imap.debug = 4

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - the library's own seam
        return Wire(self._settings, self._tls_context if self._settings.tls == "implicit" else None)

    @property
    def wire(self) -> Wire:
        """The connection itself."""
        wire: Wire = self._imap
        return wire


class Session:
    """A signed-in connection. A command that the server refuses raises Refused; all other trouble ends it."""

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self.alive = False
        self.selected: str | None = None
        self.writable = False
        self._ahead: Asked | None = None
        """Bodies that were asked for before their turn."""
        self._client = self._connected()
        self.alive = True

    def _connected(self) -> _Client:
        client: _Client | None = None
        try:
            client = _Client(self._settings, _context(self._settings))
            if self._settings.tls == "starttls":
                client.starttls(_context(self._settings))
            _sign_in(client, self._settings)
        except LoginError as error:
            _end(client)
            raise self._login_failed(error) from None
        except (IMAPClientError, OSError, *_UNREADABLE) as error:
            _end(client)
            raise self._unavailable(error) from None
        except BaseException:
            _end(client)
            raise
        return client

    def _login_failed(self, error: LoginError) -> LoginRefused | MailboxUnavailable:
        # The library wraps a lost connection as LoginError too; the first cause tells.
        if isinstance(error.__context__, IMAPClientAbortError) or not login_is_refused(str(error)):
            return self._unavailable(error)
        return LoginRefused(
            f'Mailbox "{self._settings.name}": the server refused the login of {self._settings.user} '
            f"({quotable(str(error))}). Check the user name and the password."
        )

    def _unavailable(self, error: BaseException) -> MailboxUnavailable:
        where = f'Mailbox "{self._settings.name}": {self._settings.host}:{self._settings.port}'
        if isinstance(error, ssl.SSLCertVerificationError):
            return MailboxUnavailable(
                f"{where} shows a certificate that does not verify ({quotable(error.verify_message)}). "
                "Check the host name, or give its authority as tls_ca."
            )
        said = isinstance(error, (IMAPClientError, OSError)) and not isinstance(error, ProtocolError)
        text = (speakable(str(error)) if said else "an answer that is no IMAP") or type(error).__name__
        return MailboxUnavailable(
            f"{where} does not answer as it should ({text}). It is tried again later.", retry_after=retry_after(text)
        )

    def ask(self, act: Callable[[Any], T], *, expected: int = 0, literal: int = 0) -> T:
        """Runs one command in its time and bounds; Refused for NO and BAD, MailboxUnavailable for the rest.

        It is ConnectionEnded where a new connection may do better.
        """
        self._settle()
        self._prepare(expected, literal=literal)
        with self._understood():
            return act(self._client)

    def _settle(self) -> None:
        """Reads what was asked for ahead, so that the next answer is that to the next command."""
        if self._ahead is not None and not self._ahead.is_answered:
            try:
                self._finish(self._ahead)
            except ConnectionEnded as ended:
                ended.came = {}  # of what is to be asked now nothing came
                raise

    def _prepare(self, expected: int = 0, *, literal: int = 0) -> None:
        self._client.wire.allow(expected, literal=literal)
        # Unasked data of an earlier command must neither pass for the answer to this one nor pile up.
        responses = self._client.wire.untagged_responses
        for kind in responses.keys() - {"BYE", "CAPABILITY"}:
            del responses[kind]

    @contextlib.contextmanager
    def _understood(self) -> Iterator[None]:
        """Gives what the library raises the meaning that it has here."""
        try:
            yield
        except IMAPClientReadOnlyError:
            self.drop()
            raise ReadOnly("the folder may only be read") from None
        except (IMAPClientAbortError, ProtocolError, OSError, *_UNREADABLE) as error:
            self.drop()
            failure = self._unavailable(error)
            raise (failure if failure.retry_after is not None else ConnectionEnded(str(failure))) from None
        except IMAPClientError as error:
            if is_account_wide(str(error)):
                self.drop()
                raise self._unavailable(error) from None
            raise Refused(quotable(str(error))) from None

    def drop(self) -> None:
        """Ends the connection without a word."""
        self.alive, self._ahead = False, None
        _end(self._client)

    def close(self) -> None:
        """Signs out and ends the connection."""
        if self._ahead is not None and not self._ahead.is_answered:
            # The goodbye would come after all of it.
            self.drop()
            return
        self.alive = False
        self._client.wire.allow(seconds=GOODBYE_SECONDS)
        with contextlib.suppress(IMAPClientError, OSError, *_UNREADABLE):
            self._client.logout()
        _end(self._client)

    def can(self, capability: str) -> bool:
        """Whether the server offers an extension."""
        return bool(self.ask(lambda client: client.has_capability(capability)))

    def status(self, folder: str) -> FolderStatus:
        """One STATUS round trip; the selected folder is left first, of which STATUS may tell old news."""
        if self.selected is not None:
            self._leave()
        items = ["UIDNEXT", "UIDVALIDITY"]
        reply = self.ask(lambda client: client.folder_status(without_line_breaks(folder), items))
        return replies.folder_status(folder, reply)

    def _leave(self) -> None:
        # Not CLOSE: under EXAMINE it should expunge nothing, but Courier stores flags there too.
        if self.can("UNSELECT"):
            self.ask(lambda client: client.unselect_folder())
            self.selected = self._ahead = None
        else:
            self.refresh()

    def open(self, folder: str, *, writable: bool = False) -> Opened:
        """EXAMINE, or SELECT where marks will be written."""
        name = without_line_breaks(folder)
        self._settle()
        # Its UIDs are others in another folder, and after a renumbering.
        self.selected = self._ahead = None
        reply = self.ask(lambda client: client.select_folder(name, readonly=not writable))
        self.selected, self.writable = folder, writable
        return replies.opened(folder, reply)

    def search(self, criteria: Sequence[str | date]) -> list[int]:
        """UIDs; criteria are numbers, words and dates of our own, never a stranger's text."""

        def found(client: Any) -> list[int]:
            uids = [int(uid) for uid in client.search(list(criteria))]
            if not all(0 < uid <= LAST_UID for uid in uids):
                raise ValueError("a UID that is none")
            return uids

        return self.ask(found)

    def refresh(self) -> None:
        """Lets the server tell what changed in the selected folder; some know of an expunge only then."""
        self.ask(lambda client: client.noop())

    def present_now(self, uid: str) -> bool:
        """Whether a mail is still there, with what changed in the folder until now."""
        self.refresh()
        return bool(self.present([uid]))

    def present(self, uids: Sequence[str]) -> list[str]:
        """Those of the mails that are still there."""
        found = set(self.search(["UID", ",".join(uids)])) if uids else set()
        return [uid for uid in uids if int(uid) in found]

    def near(self, uid: str) -> list[str]:
        """The mails around this one, the nearest first."""
        number = int(uid)
        found = self.search(["UID", f"{max(1, number - NEAR)}:{min(number + NEAR, LAST_UID)}"])
        return [str(other) for other in sorted(found, key=lambda other: abs(other - number))]

    def sizes(self, uids: Sequence[str], header: str | None = None) -> dict[str, Announced]:
        """Size and INTERNALDATE of each mail, and its header block or the fields of it that `header` asks for."""
        items = ["RFC822.SIZE", "INTERNALDATE", *([header] if header else [])]
        return self._fetch(uids, items, _announced, expected=HEADER_CUT * len(uids) if header else 0)

    def bodies(self, wanted: Bodies, then: Bodies | None = None) -> dict[str, bytes]:
        """The mails, whole, without those for which the server says NIL or nothing.

        With `then` those are asked for before these have come, so that the server need not wait for us in between
        (RFC 3501, 5.5); whoever wants them next gets them. ConnectionEnded brings those of `wanted` that came whole.
        """
        if not wanted.uids:
            return {}
        if self._ahead is not None and self._ahead.wanted == wanted:
            asked, self._ahead = self._ahead, None
        else:
            self._settle()
            self._prepare()
            with self._understood():
                asked = self._asked_for(wanted)
        cut_off = then is not None and bool(then.uids) and not self._ask_ahead(then)
        if not asked.is_answered:
            self._finish(asked)
        if cut_off:
            self.drop()
        if asked.refused is not None:
            raise asked.refused
        return _chosen(asked.told, _item(b"BODY[]"))

    def _asked_for(self, wanted: Bodies) -> Asked:
        """Asks for bodies and does not wait for them."""
        return Asked(wanted, self._client.wire.begin("FETCH", ",".join(wanted.uids), "(BODY.PEEK[])"))

    def _ask_ahead(self, wanted: Bodies) -> bool:
        """Whether it could be asked for; if not, the connection is of no use beyond what has come already."""
        try:
            self._ahead = self._asked_for(wanted)
        except (IMAPClientError, OSError):
            return False
        return True

    def _finish(self, asked: Asked) -> None:
        """Reads until a request is answered, or refused, which it keeps.

        Of one that was sent after it some may be told before, as by Dovecot.
        """
        on_their_way = [asked] if self._ahead in (None, asked) else [asked, self._ahead]
        self._prepare(sum(each.wanted.expected for each in on_their_way), literal=asked.wanted.literal)
        try:
            with self._understood():
                told = _fetched(self._client.wire.finish(asked.tag))
        except Refused as refused:
            asked.refused = refused
            told = self._came_whole()
        except ConnectionEnded as ended:
            asked.hear(self._came_whole())
            ended.came = _chosen(asked.told, _item(b"BODY[]"))
            raise
        asked.is_answered = True
        for each in on_their_way:
            each.hear(told)

    def header(self, uid: str, most: int) -> bytes | None:
        """The header block of a mail, cut at `most` bytes."""
        return self._fetch([uid], [f"BODY.PEEK[HEADER]<0.{most}>"], _item(b"BODY[HEADER]<0>"), expected=most).get(uid)

    def piece(self, uid: str, offset: int, length: int, *, expected: int) -> bytes | None:
        """`length` bytes of a mail from `offset` on, fewer at its end; `expected` are those that should be there."""
        items = [f"BODY.PEEK[]<{offset}.{length}>"]
        return self._fetch([uid], items, _item(b"BODY[]<%d>" % offset), expected=expected, literal=length).get(uid)

    def store(self, uids: Sequence[str], flag: str) -> None:
        """Adds a flag or keyword."""
        self.ask(lambda client: client.add_flags(_numbers(uids), [without_line_breaks(flag)], silent=True))

    def move(self, uids: Sequence[str], folder: str) -> None:
        """Moves mails to another folder (RFC 6851)."""
        self.ask(lambda client: client.move(_numbers(uids), without_line_breaks(folder)))

    def copy(self, uids: Sequence[str], folder: str) -> None:
        """Copies mails to another folder."""
        self.ask(lambda client: client.copy(_numbers(uids), without_line_breaks(folder)))

    def expunge(self, uids: Sequence[str]) -> None:
        """Removes just these mails for good, where they are marked as deleted (RFC 4315)."""
        self.ask(lambda client: client.uid_expunge(_numbers(uids)))

    def create(self, folder: str) -> None:
        """Makes a folder."""
        self.ask(lambda client: client.create_folder(without_line_breaks(folder)))

    def _fetch(
        self,
        uids: Sequence[str],
        items: Sequence[str],
        read: Callable[[Mapping[bytes, Any]], T | None],
        *,
        expected: int,
        literal: int = 0,
    ) -> dict[str, T]:
        """What `read` makes of the items of each mail; ConnectionEnded brings that of the mails that came whole."""
        wanted = _numbers(uids)

        def fetched(client: Any) -> Mapping[int, Mapping[bytes, Any]]:
            return _fetched(client.wire.uid("FETCH", ",".join(map(str, wanted)), f"({' '.join(items)})"))

        def chosen(reply: Mapping[int, Mapping[bytes, Any]]) -> dict[str, T]:
            # Servers tell of other mails, too, when something happens to them.
            return _chosen({uid: reply[uid] for uid in wanted if uid in reply}, read)

        try:
            return chosen(self.ask(fetched, expected=expected, literal=literal)) if wanted else {}
        except ConnectionEnded as ended:
            ended.came = chosen(self._came_whole())
            raise

    def _came_whole(self) -> Mapping[int, Mapping[bytes, Any]]:
        """What the answer that was not finished told; nothing where it cannot be read."""
        answer = list(self._client.wire.untagged_responses.get("FETCH", ()))
        while answer and isinstance(answer[-1], tuple):
            answer.pop()  # a literal whose line did not end
        try:
            return _told(answer)
        except (ProtocolError, *_UNREADABLE):
            return {}


def _fetched(answer: tuple[str, Sequence[Any]]) -> Mapping[int, Mapping[bytes, Any]]:
    """What a server answered to a FETCH; IMAPClientError where it refused."""
    done, told = answer
    if done != "OK":
        raise IMAPClientError(f"fetch failed: {(told[0] or b'').decode('utf-8', 'replace')}")
    return _told(told)


def _chosen(reply: Mapping[int, Mapping[bytes, Any]], read: Callable[[Mapping[bytes, Any]], T | None]) -> dict[str, T]:
    """What `read` makes of each mail, without those of which it makes nothing."""
    values = {uid: read(data) for uid, data in reply.items()}
    return {str(uid): value for uid, value in values.items() if value is not None}


def _told(answer: Sequence[Any]) -> Mapping[int, Mapping[bytes, Any]]:
    """What an answer to FETCH says, by UID; raises what the library raises where it cannot be read."""
    told = fetch_answer.plain(answer)
    return told if told is not None else parse_fetch_response(answer, normalise_times=False)


def _announced(data: Mapping[bytes, Any]) -> Announced | None:
    return replies.announced(data) if b"RFC822.SIZE" in data else None


def _item(name: bytes) -> Callable[[Mapping[bytes, Any]], bytes | None]:
    return lambda data: as_bytes(data.get(name))


def _context(settings: ImapSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(settings.tls_ca) if settings.tls_ca else None)


def _sign_in(client: _Client, settings: ImapSettings) -> None:
    """The seam for other ways to sign in (OAuth2 comes here). LOGIN takes ASCII only; PLAIN takes UTF-8."""
    user, password = without_line_breaks(settings.user), without_line_breaks(settings.password())
    if user.isascii() and password.isascii():
        # The library sends the user name as it is; quoted, it may hold blanks and backslashes.
        client.login(client.wire._quote(user), password)  # noqa: SLF001 - see above
    else:
        client.plain_login(user, password)


def _end(client: _Client | None) -> None:
    if client is not None:
        with contextlib.suppress(OSError):
            client.wire.shutdown()


def _numbers(uids: Sequence[str]) -> list[int]:
    return [int(uid) for uid in uids]
