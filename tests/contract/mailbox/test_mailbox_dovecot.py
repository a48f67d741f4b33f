"""What only a real IMAP server shows: protection, signing in, renumbering, other clients."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake.errors import LoginRefused, MailboxUnavailable
from intake.mailbox import cursor
from intake.mailbox.cursor import Action
from intake.mailbox.protocol import Mailbox
from intake.mailbox.settings import Move, SetKeyword
from intake.model.ledger import FetchResult, FolderCursor, FolderStatus, Mark

if TYPE_CHECKING:
    from tests.contract.mailbox.conftest import DovecotSource
else:
    DovecotSource = object

MakeMail = Callable[..., bytes]
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_each_kind_of_protection_signs_in(dovecot_source: DovecotSource, mail: MakeMail, tls: str) -> None:
    server = dovecot_source.server
    uid = dovecot_source.deliver(mail())
    port = server.tls_port if tls == "implicit" else server.port
    mailbox = dovecot_source.open(tls=tls, port=port)
    assert mailbox.status("INBOX").uidnext == int(uid) + 1
    assert mailbox.uids("INBOX") == (uid,)


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_each_kind_of_protection_brings_large_mails_whole(
    dovecot_source: DovecotSource, mail: MakeMail, tmp_path: Path, tls: str
) -> None:
    """In more batches than are on their way at once."""
    server = dovecot_source.server
    uids = [dovecot_source.deliver(mail(body=b"0123456789abcde\r\n" * (50_000 + number))) for number in range(30)]
    mailbox = dovecot_source.open(tls=tls, port=server.tls_port if tls == "implicit" else server.port)
    mailbox.select("INBOX")
    batches = list(mailbox.fetch("INBOX", uids, limit=35_000_000, spool=tmp_path))
    assert len(batches) > 3
    held = server.bodies(dovecot_source.user)
    assert {answer.uid: answer.body for batch in batches for answer in batch} == held
    assert [answer.uid for batch in batches for answer in batch] == uids


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_of_an_unknown_authority_is_refused(dovecot_source: DovecotSource, tls: str) -> None:
    server = dovecot_source.server
    port = server.tls_port if tls == "implicit" else server.port
    with pytest.raises(MailboxUnavailable, match="give its authority as tls_ca"):
        dovecot_source.open(tls=tls, port=port, tls_ca=None).status("INBOX")


def test_a_certificate_for_another_host_is_refused(dovecot_source: DovecotSource) -> None:
    port = dovecot_source.server.tls_port
    with pytest.raises(MailboxUnavailable, match="Check the host name"):
        dovecot_source.open(tls="implicit", port=port, host="127.1").status("INBOX")


def test_a_wrong_password_is_for_the_operator(dovecot_source: DovecotSource) -> None:
    with pytest.raises(LoginRefused, match="AUTHENTICATIONFAILED"):
        dovecot_source.open(password=lambda: "wrong").status("INBOX")


def test_a_password_that_is_no_ascii_signs_in(dovecot_source: DovecotSource) -> None:
    mailbox = dovecot_source.open(password=lambda: dovecot_source.server.wide_password)
    assert mailbox.status("INBOX").uidnext == 1


def test_a_server_that_is_down_is_waited_for(dovecot_source: DovecotSource) -> None:
    with pytest.raises(MailboxUnavailable, match="refused"):
        dovecot_source.open(port=1).status("INBOX")


def test_internaldate_is_in_utc(dovecot_source: DovecotSource, mail: MakeMail) -> None:
    uid = dovecot_source.server.append(dovecot_source.user, mail(), at="01-Feb-2022 00:30:00 +0100")
    (listed,) = dovecot_source.open().describe("INBOX", [uid])
    assert listed.internal_date == datetime(2022, 1, 31, 23, 30, tzinfo=UTC)


def saved(status: FolderStatus, last_uid: int) -> FolderCursor:
    return FolderCursor(
        folder="INBOX",
        epoch=1,
        uidvalidity=status.uidvalidity,
        last_uid=last_uid,
        uidnext=status.uidnext,
        highestmodseq=status.highestmodseq,
        looked_back_at=NOW,
        checked_all_at=NOW,
    )


@pytest.mark.parametrize("uidvalidity", [1, 2_000_000_000])
def test_a_renumbered_folder_begins_an_epoch_and_its_mails_are_known_again(
    dovecot_source: DovecotSource, mail: MakeMail, uidvalidity: int
) -> None:
    server, user = dovecot_source.server, dovecot_source.user
    uids = server.append_many(user, [mail(1), mail(2)])
    mailbox = dovecot_source.open()
    before = saved(mailbox.select("INBOX"), int(uids[-1]))
    keys = [listed.header_key for listed in mailbox.describe("INBOX", uids)]
    mailbox.close()
    server.renumber(user, uidvalidity=uidvalidity, first=40)
    assert cursor.plan(mailbox.status("INBOX"), before, NOW, numbered=True).action is Action.NEW_EPOCH
    status = mailbox.select("INBOX")
    assert status.uidvalidity == uidvalidity
    assert cursor.plan(status, before, NOW, numbered=True).action is Action.NEW_EPOCH
    assert mailbox.uids("INBOX") == ("40", "41")
    assert sorted(filter(None, keys)) == sorted(
        str(listed.header_key) for listed in mailbox.describe("INBOX", ["40", "41"])
    )


def test_uids_given_again_under_the_same_number_begin_an_epoch(dovecot_source: DovecotSource, mail: MakeMail) -> None:
    server, user = dovecot_source.server, dovecot_source.user
    uids = server.append_many(user, [mail(number) for number in range(5)])
    mailbox = dovecot_source.open()
    before = saved(mailbox.select("INBOX"), int(uids[-1]))
    mailbox.close()
    for uid in uids[1:]:
        server.expunge(user, uid)
    server.renumber(user, first=1)
    status = mailbox.select("INBOX")
    assert status.uidvalidity == before.uidvalidity
    assert cursor.plan(status, before, NOW, numbered=True).action is Action.NEW_EPOCH


def test_a_folder_made_anew_between_two_polls_is_not_taken_for_the_old_one(
    dovecot_source: DovecotSource, mail: MakeMail
) -> None:
    server, user = dovecot_source.server, dovecot_source.user
    server.create(user, "Jobs")
    server.append(user, mail(1), "Jobs")
    mailbox = dovecot_source.open()
    first = mailbox.select("Jobs")
    mailbox.status("INBOX")
    server.delete(user, "Jobs")
    server.create(user, "Jobs")
    again = mailbox.select("Jobs")
    assert again.uidvalidity != first.uidvalidity
    assert mailbox.uids("Jobs") == ()


def test_a_mail_expunged_by_another_client_during_the_poll_is_vanished(
    dovecot_source: DovecotSource, mail: MakeMail, tmp_path: Path
) -> None:
    uids = dovecot_source.server.append_many(dovecot_source.user, [mail(number) for number in range(3)])
    mailbox = dovecot_source.open()
    mailbox.select("INBOX")
    assert mailbox.uids("INBOX") == tuple(uids)
    dovecot_source.remove(uids[1])
    answers = [a for batch in mailbox.fetch("INBOX", uids, limit=1_000, spool=tmp_path) for a in batch]
    results = [answer.result for answer in answers]
    assert results == [FetchResult.FETCHED, FetchResult.VANISHED, FetchResult.FETCHED]


def test_mail_that_comes_during_a_poll_is_seen_by_the_next(dovecot_source: DovecotSource, mail: MakeMail) -> None:
    first = dovecot_source.deliver(mail(1))
    mailbox = dovecot_source.open()
    status = mailbox.select("INBOX")
    second = dovecot_source.deliver(mail(2))
    planned = cursor.plan(status, saved(status, 0), NOW, numbered=True)
    after = cursor.finished(saved(status, 0), status, planned, [first], NOW)
    again = cursor.plan(mailbox.status("INBOX"), after, NOW, numbered=True)
    assert again.action is Action.SCAN
    assert mailbox.uids("INBOX", above=again.above) == (second,)


def test_folders_may_have_any_name(dovecot_source: DovecotSource, mail: MakeMail) -> None:
    mailbox = dovecot_source.open(after=Move('Erledigt & "fertig"/Bewerbungen ä€'))
    uid = dovecot_source.deliver(mail())
    uidvalidity = mailbox.select("INBOX").uidvalidity
    mark = Mark(message="m1", folder="INBOX", uidvalidity=uidvalidity, uid=uid, message_id=None)
    assert mailbox.acknowledge([mark]) == ("m1",)
    assert mailbox.status('Erledigt & "fertig"/Bewerbungen ä€').uidnext == 2


def test_a_keyword_is_set(dovecot_source: DovecotSource, mail: MakeMail) -> None:
    uid = dovecot_source.deliver(mail())
    mailbox = dovecot_source.open(after=SetKeyword("$Intake"))
    uidvalidity = mailbox.select("INBOX").uidvalidity
    mark = Mark(message="m1", folder="INBOX", uidvalidity=uidvalidity, uid=uid, message_id=None)
    assert mailbox.acknowledge([mark]) == ("m1",)
    assert dovecot_source.server.flags(dovecot_source.user)[uid] == {"$Intake"}


def test_marks_of_an_earlier_numbering_touch_nothing(dovecot_source: DovecotSource, mail: MakeMail) -> None:
    uid = dovecot_source.deliver(mail())
    mailbox = dovecot_source.open(after=Move("Processed"))
    now = mailbox.select("INBOX").uidvalidity
    assert now is not None
    mark = Mark(message="m1", folder="INBOX", uidvalidity=now - 1, uid=uid, message_id=None)
    before = dovecot_source.state()
    assert mailbox.acknowledge([mark]) == ("m1",)
    assert dovecot_source.state() == before


def look_twice(mailbox: Mailbox, folder: str) -> None:
    """Dovecot may answer once more from what it knows before it ends the connection."""
    mailbox.uids(folder)
    mailbox.select(folder)


def test_a_connection_that_the_server_ended_is_made_again(dovecot_source: DovecotSource, mail: MakeMail) -> None:
    dovecot_source.deliver(mail())
    server, user = dovecot_source.server, dovecot_source.user
    mailbox = dovecot_source.open()
    server.create(user, "Jobs")
    mailbox.select("Jobs")
    server.delete(user, "Jobs")
    with pytest.raises(MailboxUnavailable):
        look_twice(mailbox, "Jobs")
    assert mailbox.uids("INBOX") == ("1",)
