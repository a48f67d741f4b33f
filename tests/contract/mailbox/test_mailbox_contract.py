"""What every mail source must do, whatever it is (protocol.Mailbox)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake.errors import FolderUnavailable
from intake.mailbox import cursor
from intake.mailbox.cursor import Action
from intake.mailbox.protocol import Mailbox
from intake.mailbox.settings import Leave, Move, SetFlag
from intake.model.ledger import Fetched, FetchResult, FolderCursor, Mark

if TYPE_CHECKING:
    from tests.contract.mailbox.conftest import Source
else:
    Source = object

MakeMail = Callable[..., bytes]
LIMIT = 35_000_000


def fetched(mailbox: Mailbox, uids: list[str], spool: Path, limit: int = LIMIT) -> list[Fetched]:
    mailbox.select("INBOX")
    return [answer for batch in mailbox.fetch("INBOX", uids, limit=limit, spool=spool) for answer in batch]


def marks(mailbox: Mailbox, *uids: str) -> list[Mark]:
    uidvalidity = mailbox.select("INBOX").uidvalidity
    return [Mark(message=f"m{uid}", folder="INBOX", uidvalidity=uidvalidity, uid=uid, message_id=None) for uid in uids]


def test_an_empty_folder_has_no_mail(mailbox: Mailbox, tmp_path: Path) -> None:
    assert mailbox.select("INBOX").folder == "INBOX"
    assert mailbox.uids("INBOX") == ()
    assert mailbox.describe("INBOX", []) == ()
    assert fetched(mailbox, [], tmp_path) == []


def test_every_mail_is_listed_in_order_and_fetched_as_it_is(
    source: Source, mailbox: Mailbox, mail: MakeMail, tmp_path: Path
) -> None:
    raws = {source.deliver(mail(number)): mail(number) for number in range(1, 13)}
    assert mailbox.uids("INBOX") == tuple(raws)
    answers = fetched(mailbox, list(raws), tmp_path)
    assert {answer.uid: answer.body for answer in answers} == raws
    assert {answer.result for answer in answers} == {FetchResult.FETCHED}
    assert [answer.size for answer in answers] == [len(raw) for raw in raws.values()]


def test_every_mail_has_a_time_of_arrival(source: Source, mailbox: Mailbox, mail: MakeMail, tmp_path: Path) -> None:
    uid = source.deliver(mail())
    (answer,) = fetched(mailbox, [uid], tmp_path)
    arrived = answer.internal_date or answer.source_time
    assert arrived is not None
    assert arrived.utcoffset() == datetime.now(UTC).utcoffset()
    assert abs((datetime.now(UTC) - arrived).total_seconds()) < 120


def test_a_listing_describes_what_a_fetch_brings(
    source: Source, mailbox: Mailbox, mail: MakeMail, tmp_path: Path
) -> None:
    uid = source.deliver(mail())
    (listed,) = mailbox.describe("INBOX", mailbox.uids("INBOX"))
    (answer,) = fetched(mailbox, [uid], tmp_path)
    assert (listed.uid, listed.size) == (answer.uid, answer.size)
    assert listed.header_key is not None
    assert listed.header_key == answer.header_key
    assert listed.internal_date == answer.internal_date


def test_odd_mails_come_as_they_are(source: Source, mailbox: Mailbox, tmp_path: Path) -> None:
    odd = [b"no header\r\n", b"Subject: \xe9\xff\x80\r\n\r\n\xff\r\n", b"A: b\r\n\r\n" + b"x" * 70_000 + b"\r\n"]
    uids = [source.deliver(raw) for raw in odd]
    assert [answer.body for answer in fetched(mailbox, uids, tmp_path)] == odd


def test_every_uid_asked_for_is_answered_once(source: Source, mailbox: Mailbox, mail: MakeMail, tmp_path: Path) -> None:
    kept, gone = source.deliver(mail(1)), source.deliver(mail(2))
    listed = mailbox.uids("INBOX")
    source.remove(gone)
    answers = fetched(mailbox, list(listed), tmp_path)
    assert {answer.uid: answer.result for answer in answers} == {
        kept: FetchResult.FETCHED,
        gone: FetchResult.VANISHED,
    }


def test_a_mail_over_the_limit_comes_as_its_headers(
    source: Source, mailbox: Mailbox, mail: MakeMail, tmp_path: Path
) -> None:
    raw = mail(body=b"x" * 5_000 + b"\r\n")
    uid = source.deliver(raw)
    (answer,) = fetched(mailbox, [uid], tmp_path, limit=4_000)
    assert answer.result is FetchResult.OVERSIZED
    assert answer.body == raw[: raw.index(b"\r\n\r\n") + 4]
    assert answer.size == len(raw)


def test_a_very_large_mail_is_spooled(source: Source, mailbox: Mailbox, mail: MakeMail, tmp_path: Path) -> None:
    raw = mail(body=b"0123456789abcdef" * 1_100_000 + b"\r\n")
    uid = source.deliver(raw)
    (answer,) = fetched(mailbox, [uid], tmp_path / "spool")
    assert isinstance(answer.body, Path)
    assert answer.body.parent == tmp_path / "spool"
    assert answer.body.read_bytes() == raw


def test_mail_before_the_first_day_is_left_out(source: Source, mail: MakeMail) -> None:
    uid = source.deliver(mail())
    assert source.open(since=date(2020, 1, 1)).uids("INBOX") == (uid,)
    assert source.open(since=date(2100, 1, 1)).uids("INBOX") == ()


def test_reading_leaves_the_source_exactly_as_it_was(
    source: Source, mailbox: Mailbox, mail: MakeMail, tmp_path: Path
) -> None:
    uids = [source.deliver(mail(number)) for number in range(3)]
    before = source.state()
    mailbox.status("INBOX")
    fetched(mailbox, uids, tmp_path)
    fetched(mailbox, uids, tmp_path, limit=10)
    mailbox.describe("INBOX", uids)
    source.open(after=Leave()).acknowledge(marks(mailbox, *uids))
    mailbox.close()
    assert source.state() == before


def test_a_flag_is_set_on_just_these_mails_and_may_be_set_again(source: Source, mail: MakeMail) -> None:
    first, second = source.deliver(mail(1)), source.deliver(mail(2))
    mailbox = source.open(after=SetFlag("\\Seen"))
    for _ in range(2):
        assert mailbox.acknowledge(marks(mailbox, first)) == (f"m{first}",)
        assert source.seen(first)
    assert mailbox.uids("INBOX") == (first, second)


def test_a_move_takes_just_these_mails_and_may_be_made_again(source: Source, mail: MakeMail) -> None:
    first, second = source.deliver(mail(1)), source.deliver(mail(2))
    mailbox = source.open(after=Move("Processed"))
    for _ in range(2):
        assert mailbox.acknowledge(marks(mailbox, first)) == (f"m{first}",)
        assert source.folder("Processed") == [mail(1)]
        assert mailbox.uids("INBOX") == (second,)


def test_a_folder_that_is_not_there_is_said(mailbox: Mailbox) -> None:
    with pytest.raises(FolderUnavailable) as caught:
        mailbox.select("Nowhere")
    assert "Nowhere" in str(caught.value)


def test_a_closed_mailbox_opens_again(source: Source, mailbox: Mailbox, mail: MakeMail) -> None:
    uid = source.deliver(mail())
    mailbox.status("INBOX")
    mailbox.close()
    assert mailbox.uids("INBOX") == (uid,)


def poll(mailbox: Mailbox, saved: FolderCursor, ledger: dict[str, Fetched], spool: Path) -> FolderCursor:
    """One poll as the pipeline makes it, with a dictionary for the ledger."""
    now = datetime.now(UTC)
    planned = cursor.plan(mailbox.status("INBOX"), saved, now, numbered=mailbox.numbered)
    if planned.action is Action.NOTHING:
        return saved
    status = mailbox.select("INBOX")
    assert planned.action is Action.SCAN
    wanted = [uid for uid in mailbox.uids("INBOX", above=planned.above) if uid not in ledger]
    for answer in fetched(mailbox, wanted, spool):
        assert answer.uid not in ledger
        ledger[answer.uid] = answer
    return cursor.finished(saved, status, planned, wanted, now)


def test_polls_take_in_every_mail_once_and_then_change_nothing(
    source: Source, mailbox: Mailbox, mail: MakeMail, tmp_path: Path
) -> None:
    saved = FolderCursor(
        folder="INBOX",
        epoch=1,
        uidvalidity=mailbox.select("INBOX").uidvalidity,
        last_uid=0,
        uidnext=None,
        highestmodseq=None,
        looked_back_at=None,
        checked_all_at=None,
    )
    ledger: dict[str, Fetched] = {}
    delivered = []
    for number in range(1, 4):
        delivered.append(source.deliver(mail(number)))
        saved = poll(mailbox, saved, ledger, tmp_path)
        assert list(ledger) == delivered
    assert poll(mailbox, saved, ledger, tmp_path) == saved
    assert list(ledger) == delivered
