"""Maildir folders: read as they lie, changed only by marks."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from intake.errors import MailboxUnavailable, StorageUnavailable
from intake.mailbox.maildir import MaildirMailbox, unique_name
from intake.mailbox.settings import After, Leave, MaildirSettings, Move, SetFlag, SetKeyword
from intake.model.ledger import FetchResult, Mark

RAW = b"Message-ID: <1@example.net>\nDate: Tue, 1 Feb 2022 10:00:00 +0100\nFrom: ada@example.net\n\nDear all\n"
DELIVERED_AT = dt.datetime(2026, 1, 5, 10, tzinfo=dt.UTC)

Deliver = Callable[..., Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    return tmp_path / "Maildir"


@pytest.fixture
def deliver(root: Path) -> Deliver:
    def put(name: str, raw: bytes = RAW, *, place: str = "new", at: dt.datetime = DELIVERED_AT) -> Path:
        path = root / place / name
        path.write_bytes(raw)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    return put


def mailbox(root: Path, after: After | None = None, since: dt.date | None = None) -> MaildirMailbox:
    return MaildirMailbox(MaildirSettings(name="jobs", path=root, after=after or Leave(), since=since))


def mark(uid: str) -> Mark:
    return Mark(message=f"m-{uid}", folder="INBOX", uidvalidity=None, uid=uid, message_id=None)


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_uid_stays_when_a_client_moves_and_flags_the_mail(root: Path, deliver: Deliver) -> None:
    path = deliver("1.a.host,S=9")
    before = mailbox(root).uids("INBOX")
    path.rename(root / "cur" / "1.a.host,S=9:2,RS")
    assert mailbox(root).uids("INBOX") == before == ("1.a.host,S=9",)


def test_only_delivered_mails_are_listed(root: Path, deliver: Deliver) -> None:
    deliver("1.a")
    deliver("2.b", place="tmp")
    deliver(".hidden")
    (root / "new" / "folder").mkdir()
    (root / "cur" / "link").symlink_to(root / "new" / "1.a")
    assert mailbox(root).uids("INBOX") == ("1.a",)


def test_mail_before_the_first_day_is_left_out_by_its_files_time(root: Path, deliver: Deliver) -> None:
    deliver("1.old", at=dt.datetime(2026, 1, 4, 23, 59, tzinfo=dt.UTC))
    deliver("2.new", at=dt.datetime(2026, 1, 5, 0, 0, tzinfo=dt.UTC))
    assert mailbox(root, since=dt.date(2026, 1, 5)).uids("INBOX") == ("2.new",)


def test_a_mail_is_fetched_as_it_lies_with_the_time_of_its_file(root: Path, deliver: Deliver, tmp_path: Path) -> None:
    deliver("1.a", place="cur")
    (batch,) = mailbox(root).fetch("INBOX", ["1.a"], limit=1_000, spool=tmp_path / "spool")
    assert batch[0].body == RAW
    assert batch[0].source_time == DELIVERED_AT
    assert batch[0].internal_date is None
    assert batch[0].header_key == mailbox(root).describe("INBOX", ["1.a", "9"])[0].header_key
    assert files(root) == ["cur/1.a"]


def test_a_mail_renamed_during_the_fetch_is_found_again(root: Path, deliver: Deliver, tmp_path: Path) -> None:
    deliver("1.a", raw=RAW + b"x" * 9_000_000)
    second = deliver("2.b")
    batches = mailbox(root).fetch("INBOX", ["1.a", "2.b"], limit=35_000_000, spool=tmp_path)
    next(batches)
    second.rename(root / "cur" / "2.b:2,S")
    assert next(batches)[0].body == RAW


def test_a_mail_deleted_during_the_fetch_is_vanished(root: Path, deliver: Deliver, tmp_path: Path) -> None:
    deliver("1.a", raw=RAW + b"x" * 9_000_000)
    second = deliver("2.b")
    batches = mailbox(root).fetch("INBOX", ["1.a", "2.b", "3.c"], limit=35_000_000, spool=tmp_path)
    next(batches)
    second.unlink()
    assert [answer.result for answer in next(batches)] == [FetchResult.VANISHED] * 2


def test_a_file_that_cannot_be_read_fails_with_a_reason(root: Path, deliver: Deliver, tmp_path: Path) -> None:
    path = deliver("1.a")
    folder = mailbox(root)
    batches = folder.fetch("INBOX", ["0.gone", "1.a"], limit=1_000, spool=tmp_path)
    path.unlink()
    path.symlink_to(path)
    (answer,) = [a for batch in batches for a in batch if a.uid == "1.a"]
    assert answer.result is FetchResult.VANISHED


def test_a_file_behind_a_loop_fails_with_a_reason(root: Path, deliver: Deliver, tmp_path: Path) -> None:
    deliver("1.a", raw=RAW + b"x" * 9_000_000)
    second = deliver("2.b")
    batches = mailbox(root).fetch("INBOX", ["1.a", "2.b"], limit=35_000_000, spool=tmp_path)
    next(batches)
    second.unlink()
    second.symlink_to(second)
    answer = next(batches)[0]
    assert answer.result is FetchResult.FAILED
    assert "cannot be read" in str(answer.detail)


def test_a_large_mail_is_copied_and_its_file_stays(root: Path, deliver: Deliver, tmp_path: Path) -> None:
    raw = RAW + b"x" * 17_000_000
    path = deliver("1.a", raw=raw)
    (batch,) = mailbox(root).fetch("INBOX", ["1.a"], limit=35_000_000, spool=tmp_path / "spool")
    assert isinstance(batch[0].body, Path)
    assert batch[0].body.parent == tmp_path / "spool"
    assert batch[0].body.read_bytes() == raw
    assert path.read_bytes() == raw


def test_a_large_mail_without_room_for_its_copy_stops_the_poll(root: Path, deliver: Deliver) -> None:
    deliver("1.a", raw=RAW + b"x" * 17_000_000)
    with pytest.raises(StorageUnavailable, match="cannot be written"):
        list(mailbox(root).fetch("INBOX", ["1.a"], limit=35_000_000, spool=Path("/dev/null/spool")))


def test_a_mail_over_the_limit_comes_as_its_headers(root: Path, deliver: Deliver, tmp_path: Path) -> None:
    deliver("1.a", raw=RAW + b"x" * 1_000)
    (batch,) = mailbox(root).fetch("INBOX", ["1.a"], limit=500, spool=tmp_path)
    assert batch[0].result is FetchResult.OVERSIZED
    assert batch[0].body == RAW[: RAW.index(b"\n\n") + 2]
    assert "500 bytes" in str(batch[0].detail)


def test_a_path_that_is_no_maildir_is_said(tmp_path: Path) -> None:
    with pytest.raises(MailboxUnavailable, match="neither cur nor new"):
        mailbox(tmp_path / "nowhere").status("INBOX")


def test_a_folder_that_cannot_be_listed_is_said(root: Path) -> None:
    (root / "new").rmdir()
    (root / "new").write_text("a file")
    with pytest.raises(MailboxUnavailable, match="cannot be listed"):
        mailbox(root).uids("INBOX")


def test_a_maildir_without_cur_is_read_all_the_same(root: Path, deliver: Deliver) -> None:
    (root / "cur").rmdir()
    deliver("1.a")
    assert mailbox(root).uids("INBOX") == ("1.a",)


def test_folders_beside_the_inbox_are_maildir_plus_plus(root: Path) -> None:
    (root / ".Jobs.2026" / "cur").mkdir(parents=True)
    (root / ".Jobs.2026" / "cur" / "5.e:2,").write_bytes(RAW)
    assert mailbox(root).uids("Jobs/2026") == ("5.e",)
    assert mailbox(root).uids(".Jobs.2026") == ("5.e",)


def test_names_that_are_no_utf8_are_escaped() -> None:
    assert unique_name(os.fsdecode(b"1.\xff:2,S")) == "1.\\xff"


def test_an_unreadable_header_gives_a_listing_without_key(root: Path, deliver: Deliver) -> None:
    deliver("1.a", raw=b"no header at all")
    (listed,) = mailbox(root).describe("INBOX", ["1.a"])
    assert (listed.size, listed.header_key) == (16, None)


def test_a_flag_becomes_a_letter_in_the_name_and_may_be_set_again(root: Path, deliver: Deliver) -> None:
    deliver("1.a")
    deliver("2.b:2,FR", place="cur")
    seen = mailbox(root, SetFlag("\\Seen"))
    for _ in range(2):
        assert seen.acknowledge([mark("1.a"), mark("2.b")]) == ("m-1.a", "m-2.b")
        assert files(root) == ["cur/1.a:2,S", "cur/2.b:2,FRS"]


@pytest.mark.parametrize("after", [SetKeyword("$Intake"), SetFlag("\\Deleted")])
def test_what_a_maildir_has_no_letter_for_is_said_and_not_done(root: Path, deliver: Deliver, after: After) -> None:
    deliver("1.a")
    with structlog.testing.capture_logs() as logs:
        assert mailbox(root, after).acknowledge([mark("1.a")]) == ()
    assert "choose one of them or a move" in logs[0]["reason"]
    assert files(root) == ["new/1.a"]


def test_a_move_goes_to_cur_of_a_folder_that_is_made(root: Path, deliver: Deliver) -> None:
    deliver("1.a")
    deliver("2.b:2,S", place="cur")
    moving = mailbox(root, Move("Processed"))
    for _ in range(2):
        assert moving.acknowledge([mark("1.a"), mark("2.b")]) == ("m-1.a", "m-2.b")
        moved = [".Processed/cur/1.a:2,", ".Processed/cur/2.b:2,S", ".Processed/maildirfolder"]
        assert files(root) == moved


def test_a_mailbox_that_is_left_alone_is_never_touched(root: Path, deliver: Deliver) -> None:
    deliver("1.a")
    assert mailbox(root).acknowledge([mark("1.a")]) == ("m-1.a",)
    assert files(root) == ["new/1.a"]


def test_a_move_that_the_disk_refuses_is_tried_again_later(root: Path, deliver: Deliver) -> None:
    deliver("1.a")
    (root / ".Processed").write_text("in the way")
    with pytest.raises(MailboxUnavailable, match="cannot be changed"):
        mailbox(root, Move("Processed")).acknowledge([mark("1.a")])
    mailbox(root).close()
