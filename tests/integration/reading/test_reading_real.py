"""The real readers in real children: the same values as in this process, and hostile input that ends in a reason."""

import contextlib
import io
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake.errors import MessageUnreadable
from intake.model.document import DocumentStatus
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading import Reader, SandboxSettings, document, message, page
from intake.reading.samples import PDF

POLICY = ReadingPolicy()
HEADERS = b"From: Ada Example <ada@example.org>\nTo: jobs@example.net\nSubject: Application\nMIME-Version: 1.0\n"
MAIL = (
    HEADERS
    + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: text/plain; charset=utf-8\n\nDear team,\nI am writing to apply as a clerk.\n"
    + b"--b\nContent-Type: application/pdf; name=cv.pdf\nContent-Transfer-Encoding: 8bit\n\n"
    + PDF
    + b"\n--b--\n"
)
PAGE = b"# Clerk\n\nApply by 31 March 2030 to jobs@example.net with your CV.\n"


def pdf(*objects: bytes) -> bytes:
    """Numbered objects without a cross-reference table, which readers then make for themselves."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def one_page(contents: bytes, *more: bytes) -> bytes:
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        contents,
        *(more or (b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",)),
    )


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def flate(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter [%s]" % (b"/FlateDecode " * times))


def docx(body: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    return file.getvalue()


def wide_font() -> bytes:
    ranges = b"1 begincodespacerange <00000000> <ffffffff> endcodespacerange "
    return one_page(
        stream(b"BT /F1 12 Tf 10 10 Td <0001> Tj ET"),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] "
        b"/ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /W [0 200000000 500] >>",
        stream(ranges + b"1 beginbfrange <00000000> <0fffffff> <0041> endbfrange"),
    )


def long_document() -> bytes:
    """Five pages of a line each and a million steps that draw nothing: seconds of work, and nothing wrong with it."""
    one = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count 5 >>" % b" ".join(b"%d 0 R" % number for number in range(5, 10)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        flate(b"BT /F1 9 Tf (a line) Tj ET\n" + b"q Q\n" * 1_000_000, 1),
        *[one] * 5,
    )


# Made when asked for: some take a second to build.
BOMBS: dict[str, Callable[[], bytes]] = {
    "an object that refers to itself": lambda: one_page(b"4 0 R"),
    "a length that refers to itself": lambda: one_page(b"<< /Length 4 0 R >>\nstream\nBT (x) Tj ET\nendstream"),
    "pages that hold themselves": lambda: pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] >>"
    ),
    "an operator bomb": lambda: one_page(flate(b"BT /F1 12 Tf (x) Tj ET\n" * 2_000_000, 1)),
    "a double flate bomb": lambda: one_page(flate(b"q " * 60_000_000, 2)),
    "a wide range of characters": wide_font,
    "a zip bomb": lambda: docx(b"<w>" + b" " * 110_000_000 + b"</w>"),
    "many laughs": lambda: docx(b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w>&b;</w>'),
    "deep HTML": lambda: b"<html><body>" + b"<div>" * 60_000 + b"x",
    "an endless HTML comment": lambda: b"<html><body>x<!-- " + b"-" * 3_600_000,
}


def multiparts(depth: int) -> bytes:
    heads = [b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(depth)]
    return HEADERS + b"".join(heads) + b"Content-Type: text/plain\n\nHello.\n"


def endless_attachment() -> bytes:
    return HEADERS + b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + b"QUJD" * 8_000_000


def mail(headers: bytes) -> bytes:
    return headers + b"\n\nHello.\n"


MAIL_BOMBS: dict[str, Callable[[], bytes]] = {
    "deep multiparts": lambda: multiparts(10_000),
    "an endless subject": lambda: mail(b"From: ada@example.org\nSubject: " + b"=?utf-8?q?=C3=A4x?=\n " * 200_000),
    "many addresses": lambda: mail(b"From: ada@example.org\nTo: " + b"ada@example.org,\n " * 100_000),
    "many quotes": lambda: mail(b"From: " + b'"' * 100_000 + b" <ada@example.org>"),
    "a slow charset": lambda: HEADERS + b"Content-Type: text/plain; charset=punycode\n\na-" + b"b" * 200_000,
    "a long line of base64": endless_attachment,
    "nothing but NUL": lambda: bytes(1_000_000),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    # Tighter than the defaults, so that what is hostile beyond the readers' own caps costs the tests little time.
    with Reader(SandboxSettings(cpu_seconds=3, wall_seconds=6.0), POLICY) as started:
        yield started


def test_a_mail_reads_in_the_child_as_it_does_here(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "mail"
    path.write_bytes(MAIL)
    here = message.read_message(MAIL, ArrivalTimes(), POLICY)
    assert here[1] is not None
    assert reader.read_message(MAIL, ArrivalTimes()) == here
    assert reader.read_message(path, ArrivalTimes()) == here


def test_a_document_reads_in_the_child_as_it_does_here(reader: Reader) -> None:
    read, _ = reader.read_message(MAIL, ArrivalTimes())
    (attachment,) = read.attachments
    attached = reader.read_document(MAIL, attachment)
    assert attached.document == document.read_attached(MAIL, attachment.part, "cv.pdf", POLICY)[0]
    assert attached.document.status is DocumentStatus.EXTRACTED
    assert attached.document.candidate.name == "Ada Example"
    assert attached.sha256 == attachment.sha256


def test_a_document_in_japanese_finds_its_character_maps_in_the_child(reader: Reader) -> None:
    text = "\u65e5\u672c\u8a9e".encode("cp932").hex().encode()
    data = one_page(
        stream(b"BT /F1 12 Tf 1 1 Td <%s> Tj ET" % text),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /90ms-RKSJ-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X /FontDescriptor 7 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /Ascent 800 /Descent -200 >>",
    )
    assert reader.read_file(data, "cv.pdf").text == "\u65e5\u672c\u8a9e"


def test_a_part_that_is_not_there_is_a_corrupt_document(reader: Reader) -> None:
    read, _ = reader.read_message(MAIL, ArrivalTimes())
    attached = reader.read_document(HEADERS + b"\nHello.\n", read.attachments[0])
    assert attached.document.error is not None
    assert attached.document.status is DocumentStatus.CORRUPT


def test_a_careers_page_reads_in_the_child_as_it_does_here(reader: Reader) -> None:
    assert reader.read_posting_page(PAGE, "clerk.md") == page.read_posting_page(PAGE, "clerk.md")


def test_a_page_is_drawn_in_the_child(reader: Reader) -> None:
    assert reader.render_page(PDF, 0, 200).startswith(b"\x89PNG")
    with pytest.raises(MessageUnreadable):
        reader.render_page(b"no PDF", 0, 200)


def test_a_sketch_shows_who_wrote_what_could_not_be_read(reader: Reader) -> None:
    sketch = reader.sketch(HEADERS + b"\n" + bytes(1_000_000))
    assert sketch.sender is not None
    assert (sketch.sender.address, sketch.subject) == ("ada@example.org", "Application")
    assert reader.sketch(os.urandom(10_000)).message_id is None


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_document_ends_in_time_and_the_next_mail_is_read(name: str, reader: Reader) -> None:
    bomb = BOMBS[name]()
    began = time.monotonic()
    read = reader.read_file(bomb, "cv.pdf")
    assert time.monotonic() - began < 20
    assert len(read.text) < 1_000
    assert read.error is None or read.error.detail.endswith(".")
    assert reader.read_message(MAIL, ArrivalTimes())[0].subject == "Application"


@pytest.mark.parametrize("name", MAIL_BOMBS)
def test_a_hostile_mail_ends_in_time_and_the_next_mail_is_read(name: str, reader: Reader) -> None:
    bomb = MAIL_BOMBS[name]()
    began = time.monotonic()
    with contextlib.suppress(MessageUnreadable):
        reader.read_message(bomb, ArrivalTimes())
    assert time.monotonic() - began < 20
    assert reader.read_message(MAIL, ArrivalTimes())[0].subject == "Application"


def test_a_mail_over_the_limit_of_memory_is_too_large() -> None:
    with Reader(SandboxSettings(memory=40_000_000), POLICY) as tight, pytest.raises(MessageUnreadable) as caught:
        tight.read_message(endless_attachment(), ArrivalTimes())
    assert caught.value.code == "too_large"


def test_a_pdf_over_the_limit_of_computing_time_is_read_by_the_other_engine() -> None:
    with Reader(SandboxSettings(cpu_seconds=1), POLICY) as tight:
        read = tight.read_file(long_document(), "cv.pdf")
        assert (read.status, read.extractor) == (DocumentStatus.EXTRACTED, "pdfium")
        assert "hidden_text_unchecked" in read.warnings
        assert tight.read_message(MAIL, ArrivalTimes())[0].subject == "Application"


def test_a_mail_over_the_size_limit_is_too_large() -> None:
    limits = ReadingPolicy(limits=POLICY.limits.__class__(message=1_000))
    with Reader(SandboxSettings(), limits) as small, pytest.raises(MessageUnreadable) as caught:
        small.read_message(MAIL + bytes(1_000), ArrivalTimes())
    assert caught.value.code == "too_large"
