"""What a child can be asked for: each operation takes bytes and plain arguments, and answers in binary parts.

The readers are imported by the zygote before it forks (`warm`), so that a child finds everything loaded: lazy
imports, codecs and type adapters cost it nothing. Pure: no I/O, no clock.
"""

import codecs
import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from intake.model import codec
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading import samples, wire

if TYPE_CHECKING:
    from intake.documents.content import Leftover
    from intake.model.document import Document

Operation = Callable[[bytes, dict[str, Any], ReadingPolicy], tuple[bytes, ...]]


def message(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """A Message, and the Document of its body where it has one."""
    from intake.reading.message import read_message

    read, document = read_message(raw, _arrival(arguments), policy)
    return (encode(read),) if document is None else (encode(read), encode(document))


def alone(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """A Message, its body left unread."""
    from intake.reading.message import read_alone

    return (encode(read_alone(raw, _arrival(arguments), policy)),)


def body(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:  # noqa: ARG001 - an Operation
    """The Document of a mail's own text, given in UTF-8."""
    from intake.reading.message import read_body

    return (encode(read_body(raw.decode(), policy)),)


def attached(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """The Document at a part of a mail, or of a file by itself; beside it the Leftover, where there is one."""
    from intake.reading.document import read_attached

    return _read(*read_attached(raw, arguments.get("part"), arguments["filename"], policy))


def pdfium(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """The same by PDFium."""
    from intake.reading.document import payload
    from intake.reading.pdfium import read_by_pdfium

    return _read(*read_by_pdfium(payload(raw, arguments.get("part"), policy), policy))


def raster(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """How many pages a picture has (JSON), and a page as PNG in grey, unless nothing is on it."""
    from intake.reading import document, pictures, render

    data = document.payload(raw, arguments.get("part"), policy)
    page, target = arguments["page"], arguments["target"]
    count = 0
    if arguments["picture"]:
        drawn, count = pictures.raster(data, page, target=target, pixels=policy.limits.image_pixels)
    else:
        drawn = render.raster(data, page, target=target, thin=arguments["thin"])
    return (encode(count),) if drawn is None else (encode(count), drawn)


def completed(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """The Document of a Leftover and what was recognised, both in the input."""
    from intake.documents.content import Leftover, Recognised
    from intake.reading.document import read_completed

    _, (leftover, *recognised) = wire.unpack(raw)
    read = [codec.from_json(Recognised, one) for one in recognised]
    warnings = tuple(arguments["warnings"])
    return (encode(read_completed(arguments["media"], codec.from_json(Leftover, leftover), read, warnings, policy)),)


def converted(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """The Document that a program wrote out as text."""
    from intake.reading.document import read_program

    return (encode(read_program(arguments["media"], raw, arguments["program"], policy)),)


def _arrival(arguments: dict[str, Any]) -> ArrivalTimes:
    # Not by the codec: a first value that it validates costs a child as much as the mail's addresses do.
    times = {name: at and datetime.fromisoformat(at) for name, at in arguments["arrival"].items()}
    return ArrivalTimes(**times)


def _read(document: "Document", leftover: "Leftover | None") -> tuple[bytes, ...]:
    return (encode(document),) if leftover is None else (encode(document), encode(leftover))


def page(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:  # noqa: ARG001 - an Operation
    """A PostingPage."""
    from intake.reading.page import read_posting_page

    return (encode(read_posting_page(raw, arguments["filename"])),)


def sketch(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:  # noqa: ARG001 - an Operation
    """A HeaderSketch."""
    from intake.reading import message as reading

    return (encode(reading.sketch(raw)),)


def picture(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """A page as PNG."""
    from intake.reading.render import render_page

    return (render_page(raw, arguments["page"], arguments["width"], pixels=policy.limits.image_pixels),)


def shown(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """A page, or a picture, of a file in a mail, as PNG."""
    from intake.reading import showing

    data = showing.payload(raw, arguments["part"], policy)
    return (showing.picture(data, arguments["page"], arguments["width"], policy),)


def payload(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """The bytes of a file in a mail, or of a file by itself."""
    from intake.reading import showing

    return (showing.payload(raw, arguments.get("part"), policy),)


def sanitised(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:  # noqa: ARG001 - an Operation
    """A mail's HTML without anything that acts or loads, in UTF-8."""
    from intake.reading import showing

    return (showing.clean_html(raw, policy).encode("utf-8", "replace"),)


def probe(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:  # noqa: ARG001 - an Operation
    """Nothing: the head of every reply says which layers hold."""
    return ()


OPERATIONS: dict[str, Operation] = {
    "message": message,
    "alone": alone,
    "body": body,
    "attached": attached,
    "file": attached,
    "pdfium": pdfium,
    "raster": raster,
    "completed": completed,
    "converted": converted,
    "page": page,
    "sketch": sketch,
    "picture": picture,
    "shown": shown,
    "payload": payload,
    "sanitised": sanitised,
    "probe": probe,
}


def encode(value: Any) -> bytes:
    """JSON of a model value; lone surrogates, which UTF-8 has no bytes for, become U+FFFD."""
    try:
        return codec.to_json(value)
    except ValueError:
        text = json.dumps(codec.to_data(value), ensure_ascii=False)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


ROUNDS = 10
"""Python 3.11 specialises a function after eight calls."""


def warm() -> None:
    """Runs the readers over small texts of our own, so that all that they load lazily is loaded, and code is hot.

    Mails come last: `re` keeps the patterns that it met latest, and what it has dropped a child compiles again.
    """
    from phonenumbers import enable_pattern_cache

    # It has more patterns than `re` keeps; a child would compile some fifty anew for one number of North America.
    enable_pattern_cache()
    for name in samples.CODECS:
        codecs.lookup(name)
    policy = ReadingPolicy()
    sketch(samples.MAILS[0], {}, policy)
    attached(b"<h1>Resume</h1>", {"filename": "cv.html"}, policy)
    attached(samples.phones().encode(), {"filename": "phones.txt"}, policy)
    page(samples.PAGE, {"filename": "2030-01-01-clerk.md"}, policy)
    sanitised(samples.MAILS[0], {}, policy)
    files = ((samples.RESUME.encode(), "cv.txt"), (samples.PDF, "cv.pdf"), (samples.docx(), "cv.docx"))
    for _ in range(ROUNDS):
        for data, name in files:
            attached(data, {"filename": name}, policy)
        for mail in samples.MAILS:
            message(mail, {"arrival": codec.to_data(ArrivalTimes())}, policy)
