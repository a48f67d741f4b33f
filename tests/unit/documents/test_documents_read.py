"""Bytes to a Document: each format, each status, and never an exception."""

import time
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.documents.read import ReadDocument, _attempt, read_document, read_text
from intake.model.document import DocumentKind, DocumentStatus
from intake.model.policy import Limits, ReadingPolicy

RESUME = (
    "Ada Example\nada@example.org\n\nEXPERIENCE\n2019 - present Data engineer, Example Works\n2015 - 2019 Analyst\n\n"
    "EDUCATION\n2011 - 2015 BSc Statistics in the city of Example\n\nSKILLS\nPython and SQL, for the care of tables"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512


def read(data: bytes, filename: str | None = None, limits: Limits | None = None) -> ReadDocument:
    return read_document(data, filename, ReadingPolicy(limits=limits or Limits()))


def test_a_resume_as_pdf_is_read_whole(papers: Any) -> None:
    found = read(papers.pdf_of(papers.column(RESUME)), "cv.pdf")
    document = found.document
    assert (document.status, document.kinds, document.language) == (
        DocumentStatus.EXTRACTED,
        (DocumentKind.RESUME,),
        "en",
    )
    assert (document.media_type, document.pages, document.extractor) == ("application/pdf", 1, "pdfminer.six")
    assert document.headings == ("EXPERIENCE", "EDUCATION", "SKILLS")
    assert (document.warnings, document.error) == ((), None)
    assert found.page_texts == (document.text,)


def test_a_resume_as_docx_is_read_whole(papers: Any) -> None:
    document = read(papers.docx_of("".join(map(papers.paragraph, RESUME.split("\n")))), "cv.docx").document
    assert (document.status, document.kinds, document.pages) == (DocumentStatus.EXTRACTED, (DocumentKind.RESUME,), None)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "cp1252"])
def test_a_text_file_is_read_in_its_charset(charset: str) -> None:
    text = RESUME + "\n\nRésumé naïve – “quoted”"
    document = read(text.encode(charset), "cv.txt").document
    assert document.text == text
    assert document.headings == ("EXPERIENCE", "EDUCATION", "SKILLS")


def test_headings_of_plain_text_are_marked_named_or_asked() -> None:
    text = (
        "# Marked #\nwords\n\nUnderlined\n----------\nwords\n\nEducation\nwords\n\nA QUIET LINE\nwords\n\nWhy "
        "here?\nBecause.\n"
        "\nADA@EXAMPLE.ORG\n\nABC\nNOT AFTER AN EMPTY LINE"
    )
    document = read(text.encode(), "notes.md").document
    assert document.headings == ("Marked", "Underlined", "Education", "A QUIET LINE", "Why here?")


def test_html_gives_text_headings_and_links() -> None:
    page = (
        b'<html><meta charset="iso-8859-1"><body><h1>Ada &amp; <b>Co</b></h1><p>R\xe9sum\xe9 of years</p>'
        b'<a href="https://example.org/ada?a=1&amp;b=2">profile</a>'
        b'<a href="mailto:ada@example.org">mail</a></body></html>'
    )
    found = read(page, "cv.html")
    assert "Résumé of years" in found.document.text
    assert found.document.headings == ("Ada & Co",)
    assert found.annotations == ("https://example.org/ada?a=1&b=2", "mailto:ada@example.org")


def test_html_past_the_limit_is_cut_and_said_to_be() -> None:
    document = read(b"<html><body>" + b"<p>word</p>" * 200, "cv.html", Limits(html=500)).document
    assert (document.status, document.warnings) == (DocumentStatus.EXTRACTED, ("partly_read",))


def test_text_past_the_limit_is_cut_and_said_to_be() -> None:
    for size in (150, 1_000):
        document = read(b"a" * size, "long.txt", Limits(text=100)).document
        assert (len(document.text), document.warnings) == (100, ("partly_read",))


def test_pages_are_cut_at_the_limit_of_the_whole(papers: Any) -> None:
    first, second = (papers.column("a" * 60), papers.column("b" * 60))
    found = read(papers.pdf_of(first, second), "a.pdf", Limits(text=125))
    assert [len(page) for page in found.page_texts] == [60, 60]


@pytest.mark.parametrize("data", [b"", b"\x00" * 50, b" \r\n "])
def test_nothing_is_empty(data: bytes) -> None:
    document = read(data, "cv.pdf").document
    assert document.status is DocumentStatus.EMPTY
    assert document.error is not None
    assert document.error.code == "empty"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (PNG, DocumentStatus.NO_TEXT),
        (OLE, DocumentStatus.UNSUPPORTED),
        (OLE + "WordDocument".encode("utf-16-le"), DocumentStatus.UNSUPPORTED),
        (OLE + "EncryptedPackage".encode("utf-16-le"), DocumentStatus.ENCRYPTED),
        (b"{\\rtf1 }", DocumentStatus.NO_TEXT),
        (b"-----BEGIN PGP MESSAGE-----\n\nabc", DocumentStatus.ENCRYPTED),
        (b"MZ" + b"\x00" * 60, DocumentStatus.UNSUPPORTED),
        (b"%PDF-1.4 no more", DocumentStatus.CORRUPT),
        (b"PK\x03\x04" + b"\x01" * 60, DocumentStatus.CORRUPT),
        (b"<html><body><img src='x'></body></html>", DocumentStatus.NO_TEXT),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, status: DocumentStatus) -> None:
    document = read(data, "file").document
    assert document.status is status
    assert document.error is not None
    assert document.error.code == status.value
    assert document.error.detail.endswith(".")
    assert (document.text, document.kinds) == ("", ())


def test_a_locked_resume_is_kept_without_text(papers: Any) -> None:
    writer = papers.PdfWriter()
    writer.page(papers.column(RESUME))
    lock = writer.add(f"<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>")
    document = read(writer.data(f"/Encrypt {lock} 0 R/ID[<41><41>]"), "cv.pdf").document
    assert (document.status, document.text) == (DocumentStatus.ENCRYPTED, "")


def test_an_archive_lists_its_files_named_safely(papers: Any) -> None:
    data = papers.zip_of(
        {"folder/": b"", "a/cv.txt": b"x", "../../etc/letter.txt": b"y", "__MACOSX/._cv": b"z", "..": b""}
    )
    document = read(data, "all.zip").document
    assert (document.status, document.members) == (DocumentStatus.EXTRACTED, ("cv.txt", "letter.txt", "file 5"))
    assert [(one.number, one.media_type, one.size) for one in document.contents] == [
        (2, "text/plain", 1),
        (3, "text/plain", 1),
        (5, "application/octet-stream", 0),
    ]


def test_an_archive_of_more_files_than_a_mail_may_bring_is_partly_read(papers: Any) -> None:
    data = papers.zip_of({f"{number}.txt": b"x" for number in range(5)})
    document = read(data, "all.zip", Limits(attachments=3)).document
    assert (len(document.members), len(document.contents), document.warnings) == (5, 3, ("partly_read",))


def test_an_archive_without_files_is_empty(papers: Any) -> None:
    assert read(papers.zip_of({"folder/": b"", "__MACOSX/x": b"y"}), "a.zip").document.status is DocumentStatus.EMPTY


def test_an_archive_whose_every_file_is_damaged_is_corrupt(papers: Any) -> None:
    data = bytearray(papers.zip_of({"cv.txt": b"words of a resume"}, zipfile.ZIP_STORED))
    data[data.find(b"words")] ^= 1
    assert read(bytes(data), "all.zip").document.status is DocumentStatus.CORRUPT


def test_a_locked_archive_is_encrypted(papers: Any) -> None:
    data = bytearray(papers.zip_of({"cv.txt": b"x"}, zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    assert read(bytes(data), "all.zip").document.status is DocumentStatus.ENCRYPTED


def test_an_archive_of_too_many_members_is_too_large(papers: Any) -> None:
    data = papers.zip_of({str(i): b"" for i in range(20)})
    assert read(data, "all.zip", Limits(zip_members=10)).document.status is DocumentStatus.TOO_LARGE


@pytest.mark.parametrize(
    ("filename", "warned"),
    [
        ("cv.docx", True),
        ("cv.pdf", False),
        ("CV.PDF", False),
        ("cv", False),
        (None, False),
        ("cv.v2", False),
        ("photo.png", True),
    ],
)
def test_a_name_of_another_type_is_warned_of(papers: Any, filename: str | None, *, warned: bool) -> None:
    document = read(papers.pdf_of(papers.column(RESUME)), filename).document
    assert document.status is DocumentStatus.EXTRACTED
    assert ("wrong_name" in document.warnings) is warned


def test_a_letter_in_the_body_is_a_statement_and_a_note_is_none() -> None:
    letter = (
        "Dear hiring team,\n\nI am writing to apply for the position of data engineer. For six years I have "
        "worked on tables "
        "that many teams rely on, and I have learned how much care they need. I believe in your mission, I "
        "bring the skills "
        "that you ask for, and I would like to contribute to it with all that my projects taught "
        "me.\n\nYours,\nAda Example"
    )
    document = read_text(letter, ReadingPolicy()).document
    assert (document.media_type, document.kinds) == ("text/plain", (DocumentKind.STATEMENT,))
    note = read_text("Please find my resume attached.\nAda", ReadingPolicy()).document
    assert (note.status, note.kinds) == (DocumentStatus.EXTRACTED, (DocumentKind.OTHER,))


@pytest.mark.parametrize("text", ["", " \n\u00a0", "\u200b"])
def test_an_empty_body_is_empty_and_never_raises(text: str) -> None:
    assert read_text(text, ReadingPolicy()).document.status in {DocumentStatus.EMPTY, DocumentStatus.NO_TEXT}


@given(st.binary(max_size=300), st.sampled_from([b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"", b"{\\rtf", b"\xff\xfe"]))
@settings(deadline=None, max_examples=150)
def test_no_bytes_make_the_reader_raise(tail: bytes, head: bytes) -> None:
    document = read(head + tail, "any.pdf").document
    assert (document.error is None) is (document.status is DocumentStatus.EXTRACTED)


@given(st.data())
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_to_a_document_makes_the_reader_raise(papers: Any, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([papers.pdf_of(papers.column(RESUME)), papers.docx_of(papers.paragraph("Text"))]))
    damaged = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        damaged[at] = data.draw(st.integers(0, 255))
    document = read(bytes(damaged[: data.draw(st.integers(0, len(whole)))]), "any").document
    assert (document.error is None) is (document.status is DocumentStatus.EXTRACTED)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (MemoryError(), DocumentStatus.TOO_LARGE),
        (RecursionError(), DocumentStatus.CORRUPT),
        (ValueError(), DocumentStatus.CORRUPT),
    ],
)
def test_whatever_a_library_raises_is_a_status(error: BaseException, status: DocumentStatus) -> None:
    def fail() -> ReadDocument:
        raise error

    assert _attempt("application/pdf", ("wrong_name",), fail).document.status is status


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "1(" * 100_000,
        "\t" * 200_000 + "x",
        "# " + " " * 200_000 + "x",
        "2019 - " * 30_000,
        "\u00ad " * 100_000,
        "?\n" * 100_000,
        "A " * 100_000,
        "recommend a " * 20_000,
        "\u05d0 1 a (" * 20_000,
        "Dear all\n" * 20_000,
        "=\n" * 100_000,
        "Skills" + "\t" * 200_000 + "x",
    ],
    ids=range(13),
)
def test_no_text_makes_a_pattern_run_away(text: str) -> None:
    start = time.process_time()
    for document in (read(text.encode()).document, read_text(text, ReadingPolicy()).document):
        assert document.status in {DocumentStatus.EXTRACTED, DocumentStatus.NO_TEXT}
    assert time.process_time() - start < 8.0


def test_a_paragraph_of_a_ten_thousand_runs_takes_no_time(papers: Any) -> None:
    start = time.process_time()
    runs = "<w:r><w:t>word </w:t></w:r>" * 30_000
    document = read(papers.docx_of(f"<w:p>{runs}</w:p>"), "cv.docx").document
    assert len(document.text.split()) == 30_000
    assert time.process_time() - start < 8.0


def test_headings_and_links_are_capped() -> None:
    links = "".join(f'<a href="https://example.org/{i}">x</a><h2>Part {i}</h2>' for i in range(600))
    found = read(f'<html><body>{links}<a href="https://example.org/{"x" * 1990}">y</a></body></html>'.encode())
    assert (len(found.document.headings), len(found.annotations)) == (300, 500)
