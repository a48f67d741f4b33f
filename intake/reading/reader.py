"""The Reader: bytes to values, each in a child of its own; what the rest of Intake knows of `reading/`.

A child that dies by a limit or a signal will do so again: one retry in a fresh zygote at once, then the answer
says why. What a stranger sent never raises but as MessageUnreadable of `read_message`; trouble of the machine is
ReadersUnavailable or StorageUnavailable. Thread-safe; children of several threads run side by side.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from intake import __version__
from intake.errors import ConfigError, MessageUnreadable
from intake.model import codec
from intake.model.document import Document, DocumentStatus, Member
from intake.model.message import Attachment, HeaderSketch, Message, ReadError
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.model.posting import PostingPage
from intake.model.reading import AttachedDocument
from intake.reading import source, tools, zygote
from intake.reading.body import as_attached, has_body, originals
from intake.reading.endings import ChildFailed, ReadersUnavailable, Reply
from intake.reading.further import Further, answer
from intake.reading.layers import Layer, missing
from intake.reading.profiles import Profile, Require, SandboxSettings
from intake.reading.request import Request, Settings
from intake.reading.zygote import Zygote
from intake.text.sniff import PDF, ZIP

READERS_VERSION = f"{__version__}/6"
"""Names the readers that made a reading; the second number rises when the same bytes read differently."""

_NAME_MAX = 1000
_STATUSES = {"timed_out": DocumentStatus.TIMED_OUT, "too_large": DocumentStatus.TOO_LARGE}

T = TypeVar("T")


class Reader:
    """Reads mails, documents and careers pages in children under `settings`, by the limits of `policy`."""

    def __init__(
        self, settings: SandboxSettings, policy: ReadingPolicy, *, start: Callable[[], Zygote] = zygote.start
    ) -> None:
        self._start = start
        self._settings = settings
        self._policy = policy
        self._lock = threading.Lock()
        self._zygote: Zygote | None = None
        self._layers: tuple[Layer, ...] | None = None
        self._closed = False
        self._further = Further(ask=self._again, policy=policy, settings=settings)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Loads the readers. ConfigError where `require` is "full" and a layer is missing; ReadersUnavailable."""
        with self._borrowed():
            pass
        if self._settings.require == "full" and (problems := missing(self.layers())):
            self.close()
            raise ConfigError(f'reading.sandbox is "full". {problem}' for problem in problems)

    def begin(self) -> None:
        """Loads the readers while mail is fetched already; with `require` "full" it waits for them as `start` does.

        Where they cannot be loaded, the first request tries again and says why.
        """
        if self._settings.require == "full":
            self.start()
            return
        threading.Thread(target=self._load, name="load readers", daemon=True).start()

    def _load(self) -> None:
        with suppress(ReadersUnavailable):
            self.start()

    def close(self) -> None:
        """Ends the zygote and every child; further requests are refused."""
        with self._lock:
            self._closed = True
            current, self._zygote = self._zygote, None
        if current is not None:
            current.close()

    def pids(self) -> tuple[int, ...]:
        """Process ids of the zygote now in use, for measuring."""
        current = self._zygote
        return () if current is None else (current.pid,)

    def layers(self) -> tuple[Layer, ...]:
        """The layers around a child, as a child just found them, with what is missing and how to mend it."""
        if self._layers is None:
            settings = self._settings
            # Asked for in the best way even where all are required: a refusal would not say which is missing.
            reply = self._twice(self._request("probe", {}, require="best"), b"")
            held = tuple(Layer(str(name), bool(active), str(detail)) for name, active, detail in reply.head["layers"])
            deadline = Layer("wall deadline", active=True, detail=f"{settings.wall_seconds:g} s, then it is killed.")
            self._layers = (*held, deadline, tools.bubblewrap())
        return self._layers

    def read_message(self, raw: bytes | Path, arrival: ArrivalTimes) -> tuple[Message, Document | None]:
        """The mail, and its own text as a document where it is personal and has any.

        MessageUnreadable(code) where nothing can be had: timed_out, too_large, crashed, or what the parser says.
        """
        arguments = {"arrival": codec.to_data(arrival)}
        try:
            try:
                return _message_and_body(self._once(self._request("message", arguments), raw))
            except ChildFailed as failure:
                if not failure.by_limit:
                    raise
            # Once more in a fresh zygote, the text apart: where only its search ends the child, the mail is not lost.
            message = _value(Message, self._once(self._request("alone", arguments), raw), 0)
        except ChildFailed as failure:
            raise MessageUnreadable(failure.code, str(failure)) from failure
        return message, self._body(message.text) if has_body(message) else None

    def _body(self, text: str) -> Document:
        try:
            return _value(Document, self._once(self._request("body", {}), text.encode("utf-8", "replace")), 0)
        except ChildFailed as failure:
            return replace(_unread("text/plain", failure), text=text)

    def read_originals(self, message: Message) -> tuple[AttachedDocument, ...]:
        """What the writers of forwarded originals say, as documents; the outermost first."""
        return tuple(as_attached(part, self._body(text)) for part, text in originals(message))

    def read_document(self, raw: bytes | Path, attachment: Attachment) -> AttachedDocument:
        """The document that `attachment` names in the raw mail; what cannot be read has a status and a reason."""
        arguments = {"part": attachment.part, "filename": _short(attachment.filename)}
        document = self._document("attached", raw, arguments, attachment.media_type)
        return AttachedDocument(
            part=attachment.part,
            filename=attachment.filename,
            sha256=attachment.sha256,
            size=attachment.size,
            document=document,
        )

    def read_documents(self, raw: bytes | Path, attachment: Attachment) -> tuple[AttachedDocument, ...]:
        """The same, an archive opened: its files take its place, behind it where something of it was left out."""
        whole = self.read_document(raw, attachment)
        files = tuple(
            AttachedDocument(
                part=f"{attachment.part}!{member.number}",
                filename=member.filename,
                sha256=member.sha256,
                size=member.size,
                document=self._member(raw, attachment.part, member),
            )
            for member in whole.document.contents
        )
        whole = replace(whole, document=replace(whole.document, contents=()))
        return (whole, *files) if not files or "partly_read" in whole.document.warnings else files

    def read_file(self, data: bytes, filename: str) -> Document:
        """A document by itself, an archive with all its files; what cannot be read has a status and a reason."""
        media = PDF if b"%PDF-" in data[:1024] else "application/octet-stream"
        document = self._document("file", data, {"filename": _short(filename)}, media)
        if not document.contents:
            return document
        read = (replace(member, document=self._member(data, "", member)) for member in document.contents)
        return replace(document, contents=tuple(read))

    def _member(self, raw: bytes | Path, part: str, member: Member) -> Document:
        """A file of the archive at `part`; an archive in it stays closed."""
        if member.media_type == ZIP:
            reason = ReadError(
                code="unsupported", detail="An archive inside an archive is not opened: open it by hand."
            )
            return Document(media_type=ZIP, status=DocumentStatus.UNSUPPORTED, error=reason)
        arguments = {"part": f"{part}!{member.number}", "filename": _short(member.filename)}
        return self._document("attached", raw, arguments, member.media_type)

    def read_posting_page(self, data: bytes, filename: str) -> PostingPage:
        """The postings of a careers page or posting file, or `error`."""
        arguments = {"filename": _short(filename)}
        try:
            request = self._request("page", arguments, size=self._policy.limits.page)
            return _value(PostingPage, self._twice(request, data), 0)
        except ChildFailed as failure:
            return PostingPage(postings=(), error=ReadError(code=failure.code, detail=str(failure)))

    def sketch(self, raw: bytes | Path) -> HeaderSketch:
        """The few headers of a mail that cannot be read whole; empty where even these cannot be had."""
        limit = self._policy.limits.header_block
        try:
            return _value(HeaderSketch, self._twice(self._request("sketch", {}), source.beginning(raw, limit)), 0)
        except ChildFailed:
            return HeaderSketch(sender=None, subject=None, message_id=None, sent_at=None)

    def render_page(self, data: bytes, page: int, width: int) -> bytes:
        """PNG of one page (from 0) of a PDF, `width` pixels wide; MessageUnreadable(code) where there is none."""
        return self._bytes(
            self._request("picture", {"page": page, "width": width}, profile=self._settings.render), data
        )

    def render_attached(self, raw: bytes | Path, part: str, page: int, width: int) -> bytes:
        """PNG of one page (from 0) of the file at `part` of a mail; MessageUnreadable(code) where there is none."""
        arguments = {"part": part, "page": page, "width": width}
        return self._bytes(self._request("shown", arguments, profile=self._settings.render), raw)

    def payload(self, raw: bytes | Path, part: str) -> bytes:
        """The bytes of the file at `part` of a mail; MessageUnreadable(code) where they cannot be had."""
        return self._bytes(self._request("payload", {"part": part}), raw)

    def sanitise(self, raw: bytes | Path) -> str:
        """A mail's HTML with words, lists and tables only; "" where it has none. MessageUnreadable(code)."""
        return self._bytes(self._request("sanitised", {}), raw).decode("utf-8", "replace")

    def _bytes(self, request: Request, raw: bytes | Path) -> bytes:
        try:
            return _part(self._twice(request, raw), 0)
        except ChildFailed as failure:
            raise MessageUnreadable(failure.code, str(failure)) from failure

    def _document(self, operation: str, raw: bytes | Path, arguments: dict[str, Any], media_type: str) -> Document:
        try:
            document, leftover = answer(self._twice(self._request(operation, arguments), raw))
        except ChildFailed as failure:
            document, leftover = _unread(media_type, failure), None
        return self._further.finish(raw, arguments, document, leftover)

    def _again(self, operation: str, arguments: dict[str, Any], raw: bytes | Path, profile: Profile) -> Reply:
        """A step after the first child: tried once, over an input that may hold what that child read."""
        size = max(self._policy.limits.message, 2 * self._settings.reply)
        return self._once(self._request(operation, arguments, profile=profile, size=size), raw)

    def _request(
        self,
        operation: str,
        arguments: dict[str, Any],
        *,
        profile: Profile | None = None,
        require: Require | None = None,
        size: int | None = None,
    ) -> Request:
        """What a child is asked; `size` is the largest input, in bytes."""
        return Request(
            operation=operation,
            arguments=arguments,
            settings=Settings(
                policy=self._policy,
                profile=profile or self._settings.parse,
                require=require or self._settings.require,
            ),
            size=self._policy.limits.message if size is None else size,
        )

    def _twice(self, request: Request, raw: bytes | Path) -> Reply:
        """One request, once more in a fresh zygote where the child was ended by a limit or a signal."""
        try:
            return self._once(request, raw)
        except ChildFailed as failure:
            if not failure.by_limit:
                raise
        return self._once(request, raw)

    def _once(self, request: Request, raw: bytes | Path) -> Reply:
        with source.opened(raw) as descriptor, self._borrowed() as current:
            try:
                return current.ask(request, descriptor)
            except ChildFailed as failure:
                if failure.by_limit:
                    self._retire(current)
                raise

    @contextmanager
    def _borrowed(self) -> Iterator[Zygote]:
        with self._lock:
            if self._closed:
                raise ReadersUnavailable("The readers are closed.")
            if self._zygote is None:
                self._zygote = self._start()
            current = self._zygote
            current.users += 1
        try:
            # Not under the lock: who closes the readers must not wait for them.
            self._wait_for(current)
            yield current
        finally:
            with self._lock:
                current.users -= 1
                idle = current.users == 0 and current is not self._zygote
            if idle:
                current.close()

    def _wait_for(self, current: Zygote) -> None:
        try:
            current.load()
        except ReadersUnavailable:
            self._retire(current)
            raise

    def _retire(self, old: Zygote) -> None:
        """Lets the next request have a fresh zygote; the old one ends with its last child."""
        with self._lock:
            if self._zygote is old:
                self._zygote = None


def _message_and_body(reply: Reply) -> tuple[Message, Document | None]:
    return _value(Message, reply, 0), _value(Document, reply, 1) if len(reply.parts) > 1 else None


def _unread(media_type: str, failure: ChildFailed) -> Document:
    """A document of which nothing is known but why."""
    status = _STATUSES.get(failure.code, DocumentStatus.CORRUPT)
    return Document(media_type=media_type, status=status, error=ReadError(code=failure.code, detail=str(failure)))


def _value(cls: type[T], reply: Reply, place: int) -> T:
    """A part as a value of `cls`; what does not fit comes from a child gone wrong."""
    try:
        return codec.from_json(cls, _part(reply, place))
    except ValueError as error:
        raise ChildFailed("crashed", "The reader's answer was not what was agreed.") from error


def _part(reply: Reply, place: int) -> bytes:
    if place >= len(reply.parts):
        raise ChildFailed("crashed", "The reader's answer was not what was agreed.")
    return reply.parts[place]


def _short(filename: str | None) -> str | None:
    """A request is one small packet of UTF-8; of an endless name the end is kept, which says the format."""
    return None if filename is None else filename[-_NAME_MAX:].encode("utf-8", "replace").decode()
