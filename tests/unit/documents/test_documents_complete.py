"""Pages read from their pictures: which want it, what Tesseract's table says, and the document made whole."""

import pytest

from intake.documents.complete import complete
from intake.documents.content import Content, Leftover, Recognised
from intake.documents.converted import converted
from intake.documents.gaps import pages_without_text, thin_pages
from intake.documents.read import ReadDocument, read_converted, read_document
from intake.documents.recognised import mean_confidence, page_text
from intake.model.document import Document, DocumentKind, DocumentStatus
from intake.model.policy import Limits, ReadingPolicy
from intake.text.sniff import PDF

POLICY = ReadingPolicy()
WORDS = "The keeper of the lighthouse wrote down every ship that passed, and the weather of the day beside it. " * 2
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def table(*lines: str, height: int = 20, confidence: float = 90.0) -> str:
    """A table of words: a block a line."""
    rows = [HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t100\t100\t-1\t"]
    for block, line in enumerate(lines, 1):
        rows += [f"5\t1\t{block}\t1\t1\t1\t0\t0\t9\t{height}\t{confidence}\t{word}" for word in line.split()]
    return "\n".join(rows)


def content(*pages: str, unmapped: tuple[int, ...] = ()) -> Content:
    return Content(pages=pages, extractor="pdfminer.six", page_count=len(pages), unmapped=unmapped)


def made(leftover: Leftover, *recognised: Recognised, policy: ReadingPolicy = POLICY) -> Document:
    read: ReadDocument = complete(PDF, leftover, recognised, ("wrong_name",), policy)
    return read.document


def test_empty_and_garbled_pages_want_to_be_read_and_short_ones_a_look() -> None:
    pages = content(WORDS, "", "(cid:12)(cid:13)(cid:14)", "\ue001\ue002\ue003 a", "a short page", WORDS)
    assert (pages_without_text(pages), thin_pages(pages)) == ((1, 2, 3), (4,))


def test_a_page_with_more_unmapped_glyphs_than_signs_is_garbage_and_icons_are_not() -> None:
    assert pages_without_text(content(WORDS, WORDS, unmapped=(10, 500))) == (1,)
    assert pages_without_text(content(WORDS + "\ue001" * 6)) == ()


def test_a_table_of_words_gives_lines_paragraphs_and_headings() -> None:
    large = table("Ada Example", height=40).split("\n")[2:]
    rows = "\n".join([table("EDUCATION", "BSc of the city", "Experience", "a sentence, and more"), *large])
    page = page_text(rows)
    assert page.text.split("\n\n")[:3] == ["EDUCATION", "BSc of the city", "Experience"]
    assert page.headings == ("EDUCATION", "Experience", "Ada Example")


@pytest.mark.parametrize(
    "row",
    [
        "5\t1\t1\t1\t1\t1\t0\t0\t9\tx\t90\tbroken",
        "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\tnan\tbroken",
        "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t3\tspeck",
        "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t ",
        "no row",
    ],
)
def test_what_is_no_row_of_words_is_left_out(row: str) -> None:
    page = page_text(row)
    assert (page.text, page.headings, mean_confidence([page])) == ("", (), None)


def test_an_address_that_was_read_in_two_is_put_together() -> None:
    assert page_text(table("see http://www. example.org and www .example.net")).text == (
        "see http://www.example.org and www.example.net"
    )
    assert page_text(table("GitHub: https: //github.com/ada, http: // and")).text == (
        "GitHub: https://github.com/ada, http: // and"
    )


@pytest.mark.parametrize("link", ["https: //github.com/ada", "https://ada.example.org", "www.example.org/ada"])
def test_a_link_in_a_fax_is_no_speck_however_unsure_its_reading(link: str) -> None:
    page = page_text(table(link, "//", "www.", "https://x", "k.J", confidence=4.0))
    assert page.text == link.replace(" ", "")
    assert mean_confidence([page]) == 4.0


def test_a_link_of_labels_without_end_that_holds_a_blank_is_a_speck() -> None:
    assert page_text(table("www.x", confidence=4.0).replace("x", "ab." * 20_000 + "\u00a0x")).text == ""


def test_a_scan_is_read_with_the_mean_confidence_of_its_words() -> None:
    leftover = Leftover(content=content("", ""), pages=(0, 1))
    read = made(
        leftover,
        Recognised(
            page=0, table=table("Ada Example", "EDUCATION", "2019 BSc", "EXPERIENCE", "2020 Clerk", confidence=80)
        ),
        Recognised(page=1, table=table("the end of it", confidence=90)),
    )
    assert (read.status, read.extractor, read.pages) == (DocumentStatus.OCR, "tesseract", 2)
    assert read.text.endswith("the end of it")
    assert read.kinds[0] is DocumentKind.RESUME
    assert read.ocr_confidence == 83.3
    assert read.warnings == ("wrong_name",)


def test_a_mixed_file_is_whole_and_says_both_engines() -> None:
    leftover = Leftover(content=content(WORDS, ""), pages=(1,))
    read = made(leftover, Recognised(page=1, table=table("from the picture")))
    assert (read.status, read.extractor) == (DocumentStatus.OCR, "pdfminer.six+tesseract")
    assert read.text == f"{WORDS.strip()}\n\nfrom the picture"


def test_a_page_whose_picture_shows_no_more_than_its_text_keeps_the_text() -> None:
    leftover = Leftover(content=content("Ada Example"), thin=(0,))
    read = made(leftover, Recognised(page=0, table=table("Ada Exampie")))
    assert (read.status, read.text, read.ocr_confidence) == (DocumentStatus.EXTRACTED, "Ada Example", None)
    more = made(leftover, Recognised(page=0, table=table("Ada Example wrote many a letter")))
    assert more.status is DocumentStatus.OCR


def test_garbage_is_replaced_also_by_less() -> None:
    leftover = Leftover(content=content("(cid:1)(cid:2)(cid:3)(cid:4) xxxxxxx"), pages=(0,))
    assert made(leftover, Recognised(page=0, table=table("short"))).text == "short"


@pytest.mark.parametrize(
    ("reason", "status", "words"),
    [
        ("not_installed", DocumentStatus.NO_TEXT, "apt install tesseract-ocr"),
        ("timed_out", DocumentStatus.TIMED_OUT, "too long"),
        ("too_large", DocumentStatus.TOO_LARGE, "larger"),
        ("crashed", DocumentStatus.NO_TEXT, "No words"),
        ("blank", DocumentStatus.NO_TEXT, "No words"),
    ],
)
def test_a_scan_that_was_not_read_says_why(reason: str, status: DocumentStatus, words: str) -> None:
    read = made(Leftover(content=content(""), pages=(0,)), Recognised(page=0, table=None, reason=reason))
    assert read.error is not None
    assert (read.status, words in read.error.detail) == (status, True)


def test_a_mixed_file_without_tesseract_is_partly_read_and_says_so() -> None:
    leftover = Leftover(content=content(WORDS, ""), pages=(1,))
    read = made(leftover, Recognised(page=1, table=None, reason="not_installed"))
    assert (read.status, read.warnings) == (DocumentStatus.EXTRACTED, ("wrong_name", "partly_read", "no_ocr"))


def test_a_picture_of_several_pages_gets_them_all_within_the_limit() -> None:
    pages = [Recognised(page=at, table=table(f"page number {at}")) for at in range(3)]
    leftover = Leftover(content=Content(pages=("",), extractor=""), pages=(0,))
    read = made(leftover, *pages, policy=ReadingPolicy(limits=Limits(pdf_pages=2)))
    assert (read.text, read.pages) == ("page number 0\n\npage number 1", None)


@pytest.mark.parametrize(("text", "expected"), [("|2019 |Clerk |", "2019\tClerk"), ("words\n[pic]\n", "words")])
def test_a_programs_text_loses_its_table_borders_and_picture_marks(text: str, expected: str) -> None:
    assert converted(text.encode(), "antiword").pages[0].strip() == expected


def test_what_a_program_wrote_is_a_document_and_nothing_is_no_text() -> None:
    read = read_converted("application/msword", WORDS.encode(), "antiword", POLICY).document
    assert (read.status, read.extractor, read.media_type) == (
        DocumentStatus.EXTRACTED,
        "antiword",
        "application/msword",
    )
    assert read_converted("application/msword", b" ", "antiword", POLICY).document.status is DocumentStatus.NO_TEXT


def _doc(flags: int) -> bytes:
    block = b"\xec\xa5" + b"\0" * 8 + flags.to_bytes(2, "little") + b"\0" * 500
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + block + "WordDocument".encode("utf-16-le")


def test_an_old_word_document_asks_for_antiword_unless_it_is_locked() -> None:
    asked = read_document(_doc(0), "cv.doc", POLICY)
    assert asked.document.error is not None
    assert asked.document.status is DocumentStatus.UNSUPPORTED
    assert "apt install antiword" in asked.document.error.detail
    assert asked.leftover is not None
    assert asked.leftover.program == "antiword"
    assert read_document(_doc(0x0100), "cv.doc", POLICY).document.status is DocumentStatus.ENCRYPTED
