"""Pictures of pages: drawn once, private, within their bound, gone with their mail."""

import os
import stat
from pathlib import Path

import pytest

from intake.storage.archive import FolderArchive
from intake.storage.previews import Previews

PNG = b"\x89PNG\r\n\x1a\n"


def picture(mark: str, size: int = 100) -> bytes:
    return PNG + mark.encode().ljust(size, b".") + b"\0\0\0\0IEND\xaeB`\x82"


class Draw:
    """Draws, and counts how often it was asked."""

    def __init__(self, drawn: bytes) -> None:
        self.drawn, self.asked = drawn, 0

    def __call__(self) -> bytes:
        self.asked += 1
        return self.drawn


@pytest.fixture
def archive(tmp_path: Path) -> FolderArchive:
    return FolderArchive(tmp_path / "archive")


@pytest.fixture
def mail(archive: FolderArchive) -> str:
    return archive.put_batch([b"Subject: one"])[0].sha256


def cache(archive: FolderArchive, limit: int = 10_000) -> Previews:
    return Previews(archive.root.parent / "previews", archive.path, limit=limit)


def files(archive: FolderArchive) -> list[Path]:
    return sorted(path for path in (archive.root.parent / "previews").rglob("*") if path.is_file())


def test_a_page_is_drawn_once_a_part_page_and_width(archive: FolderArchive, mail: str) -> None:
    previews = cache(archive)
    draw = Draw(picture("one"))
    for _ in range(2):
        assert previews.page(mail, "2", 0, 900, draw) == draw.drawn
    assert draw.asked == 1
    for key in (("2!1", 0, 900), ("2", 1, 900), ("2", 0, 1350)):
        previews.page(mail, *key, draw)
    assert draw.asked == 4
    assert cache(archive).page(mail, "2", 0, 900, Draw(b"")) == draw.drawn


def test_pictures_are_for_their_owner_only(archive: FolderArchive, mail: str) -> None:
    cache(archive).page(mail, "../../etc", 0, 900, Draw(picture("one")))
    (kept,) = files(archive)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert kept.parent.name == mail


def test_pictures_go_with_their_mail(archive: FolderArchive, mail: str) -> None:
    other = archive.put_batch([b"Subject: two"])[0].sha256
    previews = cache(archive)
    for digest in (mail, other):
        previews.page(digest, "1", 0, 900, Draw(picture(digest)))
    previews.drop(mail)
    assert [path.parent.name for path in files(archive)] == [other]
    previews.drop(mail)


def test_a_picture_of_a_mail_that_is_erased_meanwhile_is_not_kept(archive: FolderArchive, mail: str) -> None:
    def draw() -> bytes:
        archive.delete(mail)
        return picture("one")

    assert cache(archive).page(mail, "1", 0, 900, draw) == picture("one")
    assert files(archive) == []


def test_the_archive_removes_a_mail_with_its_pictures(archive: FolderArchive, mail: str) -> None:
    archive.previews.page(mail, "1", 0, 900, Draw(picture("one")))
    assert list(archive.blobs()) == [mail]
    assert archive.collect_orphans(frozenset()) == 1
    assert [path for path in archive.root.rglob("*") if path.is_file()] == []


def test_the_longest_unseen_make_room(archive: FolderArchive, mail: str) -> None:
    previews = cache(archive, limit=4 * len(picture("x")))
    for page in range(4):
        previews.page(mail, "1", page, 900, Draw(picture(str(page))))
        os.utime(max(files(archive), key=lambda path: path.stat().st_mtime), (1_000 + page, 1_000 + page))
    previews.page(mail, "1", 0, 900, Draw(b""))
    previews.page(mail, "1", 9, 900, Draw(picture("9")))
    assert sum(path.stat().st_size for path in files(archive)) <= 4 * len(picture("x"))
    seen, gone = Draw(picture("again")), Draw(picture("again"))
    assert previews.page(mail, "1", 0, 900, seen) == picture("0")
    assert previews.page(mail, "1", 1, 900, gone) == picture("again")


def test_what_an_earlier_process_left_counts(archive: FolderArchive, mail: str) -> None:
    other = archive.put_batch([b"Subject: two"])[0].sha256
    for page in range(5):
        cache(archive).page(other, "1", page, 900, Draw(picture(str(page))))
    cache(archive, limit=2 * len(picture("x"))).page(mail, "1", 0, 900, Draw(picture("new")))
    assert len(files(archive)) == 1


def test_what_a_crash_left_of_a_mail_that_is_gone_goes_too(archive: FolderArchive, mail: str) -> None:
    other = archive.put_batch([b"Subject: two"])[0].sha256
    cache(archive).page(other, "1", 0, 900, Draw(picture("two")))
    archive.path(other).unlink()
    cache(archive).page(mail, "1", 0, 900, Draw(picture("one")))
    assert [path.parent.name for path in files(archive)] == [mail]


def test_a_picture_larger_than_the_bound_is_shown_and_not_kept(archive: FolderArchive, mail: str) -> None:
    large = picture("large", 5_000)
    assert cache(archive, limit=1_000).page(mail, "1", 0, 900, Draw(large)) == large
    assert files(archive) == []


def test_a_damaged_picture_is_drawn_again(archive: FolderArchive, mail: str) -> None:
    previews = cache(archive)
    previews.page(mail, "1", 0, 900, Draw(picture("one")))
    (kept,) = files(archive)
    kept.write_bytes(picture("one")[:50])
    assert previews.page(mail, "1", 0, 900, Draw(picture("two"))) == picture("two")


def test_a_folder_that_takes_no_picture_still_shows_it(archive: FolderArchive, mail: str) -> None:
    (archive.root.parent / "previews").write_bytes(b"in the way")
    assert cache(archive).page(mail, "1", 0, 900, Draw(picture("one"))) == picture("one")


def test_only_a_digest_names_a_mail(archive: FolderArchive) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal"):
        cache(archive).drop("../..")
    with pytest.raises(ValueError, match="64 hexadecimal"):
        cache(archive).page("../..", "1", 0, 900, Draw(picture("one")))
