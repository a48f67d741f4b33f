"""What a child can be asked for: each operation takes bytes and plain arguments, and answers in binary parts.

The readers are imported by the zygote before it forks (`warm`), so that a child finds everything loaded: lazy
imports, codecs and type adapters cost it nothing. Pure: no I/O, no clock.
"""

import json
from collections.abc import Callable
from typing import Any

from intake.model import codec
from intake.model.policy import ArrivalTimes, ReadingPolicy

Operation = Callable[[bytes, dict[str, Any], ReadingPolicy], tuple[bytes, ...]]


def message(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """A Message, and the Document of its body where it has one."""
    from intake.reading.message import read_message

    read, document = read_message(raw, codec.from_data(ArrivalTimes, arguments["arrival"]), policy)
    return (encode(read),) if document is None else (encode(read), encode(document))


def alone(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """A Message, its body left unread."""
    from intake.reading.message import read_alone

    return (encode(read_alone(raw, codec.from_data(ArrivalTimes, arguments["arrival"]), policy)),)


def body(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:  # noqa: ARG001 - an Operation
    """The Document of a mail's own text, given in UTF-8."""
    from intake.reading.message import read_body

    return (encode(read_body(raw.decode(), policy)),)


def attached(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """The Document at a part of a mail."""
    from intake.reading.document import read_attached

    return (encode(read_attached(raw, arguments["part"], arguments["filename"], policy)),)


def file(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:
    """A Document by itself."""
    from intake.reading.document import read_file

    return (encode(read_file(raw, arguments["filename"], policy)),)


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


def probe(raw: bytes, arguments: dict[str, Any], policy: ReadingPolicy) -> tuple[bytes, ...]:  # noqa: ARG001 - an Operation
    """Nothing: the head of every reply says which layers hold."""
    return ()


OPERATIONS: dict[str, Operation] = {
    "message": message,
    "alone": alone,
    "body": body,
    "attached": attached,
    "file": file,
    "page": page,
    "sketch": sketch,
    "picture": picture,
    "probe": probe,
}


def encode(value: Any) -> bytes:
    """JSON of a model value; lone surrogates, which UTF-8 has no bytes for, become U+FFFD."""
    try:
        return codec.to_json(value)
    except ValueError:
        text = json.dumps(codec.to_data(value), ensure_ascii=False)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


_MAIL = b"""\
From: Ada Example <ada@example.org>
To: jobs@example.org
Subject: =?utf-8?q?Application?=
Date: Mon, 2 Feb 2026 09:00:00 +0100
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>Dear team, please find my resume attached. I was born in Bremen and live in Oslo, +47 21 90 00 00.</p>
"""


def warm() -> None:
    """Runs the readers over small texts of our own, so that all that they load lazily is loaded."""
    policy = ReadingPolicy()
    message(_MAIL, {"arrival": codec.to_data(ArrivalTimes())}, policy)
    sketch(_MAIL, {}, policy)
    for data, name in ((b"Curriculum vitae\n", "cv.txt"), (TINY_PDF, "cv.pdf"), (b"<h1>Resume</h1>", "cv.html")):
        file(data, {"filename": name}, policy)
    page(b"# Clerk\n\nApply by 31 March 2030 to jobs@example.org.\n", {"filename": "2030-01-01-clerk.md"}, policy)


TINY_PDF = b"""\
%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 100] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>
endobj
4 0 obj << /Length 60 >> stream
BT /F1 12 Tf 10 50 Td (Ada Example, ada@example.org, CV) Tj ET
endstream endobj
5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> endobj
trailer << /Root 1 0 R >>
"""
