"""mbox files, as their many writers leave them."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.mailbox import mbox

FIRST = b"From: ada@example.net\nSubject: One\n\nDear all\n"
SECOND = b"From: bob@example.net\nSubject: Two\n\nHello\n"
LINE = b"From ada@example.net Tue Feb  1 10:00:00 2022\n"


def mails(data: bytes, tmp_path: Path) -> list[bytes]:
    path = tmp_path / "mails.mbox"
    path.write_bytes(data)
    with path.open("rb") as file:
        return [b"".join(mbox.content(path, span)) for span in mbox.spans(file)]


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        b"From 1740023411234@xxx Mon Feb 10 10:20:30 +0000 2025\n",
        b"From - Mon Feb 10 10:20:30 2025\n",
        b"From MAILER-DAEMON Fri Jul  8 12:08:34 2011 remote from host\n",
        b"From ???@??? 10:20:30 02/10/2025 -0500\n",
        b"From \n",
        b"From nobody\n",
    ],
)
def test_from_lines_of_many_writers_part_the_mails(line: bytes, tmp_path: Path) -> None:
    assert mails(line + FIRST + b"\n" + line + SECOND + b"\n", tmp_path) == [FIRST, SECOND]


def test_windows_line_ends_are_kept(tmp_path: Path) -> None:
    first, second, line = (part.replace(b"\n", b"\r\n") for part in (FIRST, SECOND, LINE))
    assert mails(line + first + b"\r\n" + line + second, tmp_path) == [first, second]


@pytest.mark.parametrize(
    "words",
    [
        b"From my first day on I liked it.\n",
        b"From spring 2019\nto summer\n",
        b"From 10:30 on\n",
    ],
)
def test_a_paragraph_that_begins_with_from_is_no_mail(words: bytes, tmp_path: Path) -> None:
    mail = FIRST + b"\n" + words + b"\nYours\n"
    assert mails(LINE + mail + b"\n" + LINE + SECOND, tmp_path) == [mail, SECOND]


def test_a_from_line_without_the_empty_line_needs_both_signs(tmp_path: Path) -> None:
    assert mails(LINE + FIRST + LINE + SECOND, tmp_path) == [FIRST, SECOND]
    quoting = FIRST + LINE + b"was the line\n"
    assert mails(LINE + quoting, tmp_path) == [quoting]


def test_one_quoting_mark_is_taken_from_quoted_lines(tmp_path: Path) -> None:
    quoted = FIRST + b"\n>From the start\n>>From twice\n> From a reply\nx >From within\n"
    plain = FIRST + b"\nFrom the start\n>From twice\n> From a reply\nx >From within\n"
    assert mails(LINE + quoted, tmp_path) == [plain]


def test_text_before_the_first_from_line_is_a_mail_too(tmp_path: Path) -> None:
    assert mails(b"\n\n" + FIRST + b"\n" + LINE + SECOND, tmp_path) == [FIRST, SECOND]


def test_a_file_without_mail_has_none(tmp_path: Path) -> None:
    assert mails(b"", tmp_path) == []
    assert mails(b"\n\n", tmp_path) == []


def test_a_from_line_at_the_very_end_is_an_empty_mail(tmp_path: Path) -> None:
    assert mails(LINE + FIRST + b"\n" + LINE, tmp_path) == [FIRST, b""]


def test_endless_lines_are_read_in_pieces(tmp_path: Path) -> None:
    mail = b"Subject: x\n\n" + b"y" * 200_000 + b"From me\n" + b">From " * 30_000 + b"\n"
    assert mails(LINE + mail, tmp_path) == [mail.replace(b"\n>From", b"\nFrom", 1)]


bodies = st.lists(
    st.sampled_from([b"", b"From here\n", b">From there\n", b"text\n", b"\n", b">>From \n", b"From: x\n"]), max_size=8
)


@given(st.lists(bodies, min_size=1, max_size=4))
def test_what_an_mboxrd_writer_wrote_comes_back(contents: list[list[bytes]]) -> None:
    originals = [b"Subject: x\n\n" + b"".join(lines) for lines in contents]
    stored = b"".join(LINE + _quoted(mail) + b"\n" for mail in originals)
    found = [stored[span.offset : span.offset + span.length] for span in mbox.spans(io.BytesIO(stored))]
    assert found == [_quoted(mail) for mail in originals]


def _quoted(mail: bytes) -> bytes:
    lines = mail.splitlines(keepends=True)
    return b"".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines)
