import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text import clean


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("cv.pdf", "cv.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\TEMP\\cv.pdf", "cv.pdf"),
        ("Lebenslauf\r\n X.pdf", "Lebenslauf X.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("Mu\u0308ller.pdf", "Müller.pdf"),
        ("a\x00b.pdf", "a b.pdf"),
        ("a:b.pdf", "a_b.pdf"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("folder/", "folder"),
    ],
)
def test_file_names_are_safe_to_show(sent: str, shown: str) -> None:
    assert clean.filename(sent) == shown


@pytest.mark.parametrize("sent", [None, "", "..", "/", " . ", "\r\n"])
def test_a_name_with_nothing_in_it_is_none(sent: str | None) -> None:
    assert clean.filename(sent) is None


def test_a_long_name_keeps_its_suffix() -> None:
    name = clean.filename("x" * 400 + ".docx")
    assert name is not None
    assert len(name) == clean.FILENAME_LENGTH
    assert name.endswith("x.docx")
    assert clean.filename("x" * 400) == "x" * clean.FILENAME_LENGTH


@given(st.text(st.characters(), max_size=200))
def test_no_file_name_leads_out_of_a_folder_or_breaks_a_line(sent: str) -> None:
    name = clean.filename(sent)
    assert name is None or not set(name) & set("/\\\r\n\x00:\u202e\u2028")


def test_one_line_has_no_breaks_and_no_direction_marks() -> None:
    assert clean.one_line("Subject\r\nBcc: x\u202e\x00y\u2028z\t\ta") == "Subject Bcc: x y z a"


def test_text_keeps_its_lines_and_loses_controls() -> None:
    assert clean.text("a\r\nb\rc\x00\x07\u2067d\te\ud800") == "a\nb\ncd\te\ufffd"
