"""Mail files given by hand: every mail once, named by its bytes."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.mailbox.files import ImportItem, sources

MAIL = b"From: ada@example.net\nSubject: One\n\nDear all\n"
OTHER = b"From: bob@example.net\nSubject: Two\n\nHello\n"
LINE = b"From ada@example.net Tue Feb  1 10:00:00 2022\n"

Take = Callable[..., list[ImportItem]]


@pytest.fixture
def problems() -> list[str]:
    return []


@pytest.fixture
def take(problems: list[str]) -> Take:
    def run(*paths: Path) -> list[ImportItem]:
        return list(sources(paths, problems.append))

    return run


def test_a_mail_file_is_one_mail_named_by_its_bytes(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(MAIL)
    os.utime(path, (1_643_700_000, 1_643_700_000))
    (item,) = take(path)
    assert item.uid == hashlib.sha256(MAIL).hexdigest()
    assert item.read() == MAIL
    assert item.size == len(MAIL)
    assert item.origin == str(path)
    assert item.source_time == dt.datetime(2022, 2, 1, 7, 20, tzinfo=dt.UTC)
    assert item.header() == MAIL[: MAIL.index(b"\n\n") + 2]


def test_importing_again_names_every_mail_the_same(tmp_path: Path, take: Take) -> None:
    (tmp_path / "a.mbox").write_bytes(LINE + MAIL + b"\n" + LINE + MAIL + b"\n" + LINE + OTHER)
    (tmp_path / "b.eml").write_bytes(OTHER)
    first = [item.uid for item in take(tmp_path)]
    assert first == [item.uid for item in take(tmp_path)]
    assert len(set(first)) == 4


def test_the_same_bytes_twice_in_one_mbox_are_two_sightings(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "mails.mbox"
    path.write_bytes(LINE + MAIL + b"\n" + LINE + MAIL)
    digest = hashlib.sha256(MAIL).hexdigest()
    items = take(path)
    assert [item.uid for item in items] == [digest, f"{digest}-2"]
    assert [item.read() for item in items] == [MAIL, MAIL]
    assert [item.origin for item in items] == [f"{path} (mail 1)", f"{path} (mail 2)"]


def test_a_file_named_twice_counts_once(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(MAIL)
    assert len(take(path, tmp_path, path)) == 1


def test_a_maildir_is_taken_without_the_folders_within(tmp_path: Path, take: Take, problems: list[str]) -> None:
    for name in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "cur" / "1.a:2,S").write_bytes(MAIL)
    (tmp_path / "new" / "2.b").write_bytes(OTHER)
    (tmp_path / "new" / ".hidden").write_bytes(OTHER)
    (tmp_path / "tmp" / "3.c").write_bytes(b"half")
    (tmp_path / ".Sent" / "cur" / "4.d:2,").write_bytes(b"Subject: answer\n\n")
    assert [item.read() for item in take(tmp_path)] == [MAIL, OTHER]
    assert problems == []


def test_a_folder_is_searched_for_mail_files_and_says_what_it_left_out(
    tmp_path: Path, take: Take, problems: list[str]
) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.eml").write_bytes(MAIL)
    (tmp_path / "deep" / "er" / "a.EML").write_bytes(MAIL)
    (tmp_path / "mbox").write_bytes(LINE + OTHER)
    (tmp_path / "notes.txt").write_text("notes")
    assert sorted(item.read() for item in take(tmp_path)) == [MAIL, OTHER]
    assert problems == [f"{tmp_path} holds 1 other files (neither .eml nor .mbox), which were left out."]


def test_a_folder_without_mail_is_said(tmp_path: Path, take: Take, problems: list[str]) -> None:
    assert take(tmp_path) == []
    assert problems == [f"{tmp_path} holds no .eml file, no mbox file and no Maildir; nothing was taken from it."]


@pytest.mark.parametrize(
    ("data", "count"),
    [(MAIL, 1), (b"\xef\xbb\xbf\r\n" + MAIL, 1), (LINE + MAIL + b"\n" + LINE + OTHER, 2)],
)
def test_a_file_of_any_name_is_known_by_its_first_bytes(tmp_path: Path, take: Take, data: bytes, count: int) -> None:
    path = tmp_path / "export.txt"
    path.write_bytes(data)
    assert len(take(path)) == count


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0outlook", b"", b"plain words\n"])
def test_a_file_that_is_no_mail_is_said(tmp_path: Path, take: Take, problems: list[str], data: bytes) -> None:
    path = tmp_path / "something"
    path.write_bytes(data)
    assert take(path) == []
    assert problems == [f"{path} is no mail file; Intake reads .eml files, mbox files and Maildir folders."]


def test_an_empty_mbox_is_said(tmp_path: Path, take: Take, problems: list[str]) -> None:
    (tmp_path / "empty.mbox").write_bytes(b"")
    assert take(tmp_path / "empty.mbox") == []
    assert problems == [f"{tmp_path / 'empty.mbox'} is empty; nothing was taken from it."]


def test_a_path_that_does_not_exist_is_said_and_the_others_are_taken(
    tmp_path: Path, take: Take, problems: list[str]
) -> None:
    (tmp_path / "one.eml").write_bytes(MAIL)
    assert len(take(tmp_path / "missing", tmp_path / "one.eml")) == 1
    assert problems == [f"{tmp_path / 'missing'} does not exist; give the path of a mail file or folder."]


def test_a_device_is_no_mail_file(take: Take, problems: list[str]) -> None:
    assert take(Path("/dev/null")) == []
    assert problems == ["/dev/null is neither a file nor a folder; nothing was taken from it."]


def test_a_file_that_goes_before_it_is_read_is_said(tmp_path: Path, problems: list[str]) -> None:
    for name in ("a.eml", "b.eml", "c.mbox"):
        (tmp_path / name).write_bytes(LINE + MAIL)
    items = sources([tmp_path], problems.append)
    next(items)
    (tmp_path / "b.eml").unlink()
    (tmp_path / "c.mbox").unlink()
    assert list(items) == []
    assert [problem.split(" cannot")[0] for problem in problems] == [str(tmp_path / "b.eml"), str(tmp_path / "c.mbox")]


def test_the_header_of_a_mail_without_end_is_cut(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "long.eml"
    path.write_bytes(b"Subject: " + b"x" * 2_500_000)
    (item,) = take(path)
    assert len(item.header()) == 256_000
    assert sum(len(chunk) for chunk in item.chunks()) == item.size == 2_500_009
