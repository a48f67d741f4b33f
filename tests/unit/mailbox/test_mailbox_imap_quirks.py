"""What servers leave out, and how much is asked of them: status, search, listing, large and oversized mail."""

import datetime as dt
import logging
import resource
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.errors import MailboxUnavailable, StorageUnavailable
from intake.mailbox.cursor import header_key
from intake.mailbox.imap import ImapMailbox
from intake.model.ledger import Fetched, FetchResult
from tests.servers.scripted_imap import Connection, Mail, ScriptedImap

FetchAll = Callable[..., dict[str, Fetched]]
MakeMail = Callable[..., Mail]
OpenMailbox = Callable[..., ImapMailbox]

PIECES = r"BODY\.PEEK\[\]<"


def test_a_poll_that_finds_nothing_new_is_one_status_on_the_kept_connection(
    server: ScriptedImap, mailbox: ImapMailbox
) -> None:
    mailbox.status("INBOX")
    before = len(server.heard)
    mailbox.status("INBOX")
    assert server.heard[before:] == ['STATUS "INBOX" (UIDNEXT UIDVALIDITY)']
    assert server.connections == 1


def test_highestmodseq_is_not_asked_for_since_every_flag_raises_it(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    server.capabilities += " CONDSTORE"
    mailbox.status("INBOX")
    assert server.commands("STATUS") == ['STATUS "INBOX" (UIDNEXT UIDVALIDITY)']


def test_the_selected_folder_is_left_before_its_status_is_asked(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    mailbox.select("INBOX")
    mailbox.status("INBOX")
    assert [line.split()[0] for line in server.heard[-2:]] == ["UNSELECT", "STATUS"]


def test_without_unselect_the_selected_folder_is_refreshed(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    server.capabilities = "IMAP4rev1"
    mailbox.select("INBOX")
    mailbox.status("INBOX")
    assert [line.split()[0] for line in server.heard[-2:]] == ["NOOP", "STATUS"]


def test_uidnext_missing_in_select_is_that_of_the_last_status(
    server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail
) -> None:
    server.uidnext_in_select = False
    server.inbox[4] = mail()
    assert mailbox.select("INBOX").uidnext is None
    mailbox.status("INBOX")
    assert mailbox.select("INBOX").uidnext == 5


def test_a_server_without_uidvalidity_is_told_as_such(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    server.uidvalidity = None
    assert mailbox.status("INBOX").uidvalidity is None
    assert mailbox.select("INBOX").uidvalidity is None


def test_reading_opens_folders_read_only(server: ScriptedImap, mailbox: ImapMailbox, fetch: FetchAll) -> None:
    mailbox.select("INBOX")
    mailbox.uids("INBOX")
    fetch(["1"])
    assert server.commands("^SELECT") == []
    assert len(server.commands("^EXAMINE")) == 1


def test_the_last_mail_is_not_taken_for_a_new_one(server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail) -> None:
    server.inbox.update({uid: mail(uid) for uid in (3, 5)})
    assert mailbox.uids("INBOX", above=5) == ()
    assert mailbox.uids("INBOX", above=3) == ("5",)
    assert mailbox.uids("INBOX") == ("3", "5")
    assert server.commands("SEARCH")[0] == "UID SEARCH UID 6:*"


def test_large_folders_are_searched_in_windows(server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail) -> None:
    server.inbox.update({uid: mail(1) for uid in (7, 50_000, 50_001, 120_000)})
    server.on("EXAMINE", b"* 60000 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT 120001] n\r\n%TAG% OK done\r\n")
    assert mailbox.uids("INBOX") == ("7", "50000", "50001", "120000")
    assert [line.split("UID ")[2] for line in server.commands("SEARCH")] == ["1:50000", "50001:100000", "100001:*"]


def test_a_part_of_a_folder_is_searched_for_alone(server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail) -> None:
    server.inbox.update({uid: mail(1) for uid in (3, 5, 7, 9)})
    assert mailbox.uids("INBOX", above=3, up_to=7) == ("5", "7")
    assert server.commands("SEARCH") == ["UID SEARCH UID 4:7"]


@pytest.mark.parametrize("uid", ["0", "4294967296", "9" * 40])
def test_a_number_that_is_no_uid_ends_the_connection(server: ScriptedImap, mailbox: ImapMailbox, uid: str) -> None:
    server.on("UID SEARCH", f"* SEARCH 1 {uid}\r\n%TAG% OK done\r\n".encode())
    with pytest.raises(MailboxUnavailable, match="no IMAP"):
        mailbox.uids("INBOX")


def test_mail_before_the_first_day_is_left_out_by_the_server(server: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    open_mailbox(since=dt.date(2026, 1, 5)).uids("INBOX", above=9)
    assert server.commands("SEARCH") == ["UID SEARCH UID 10:* SINCE 05-Jan-2026"]


def test_a_listing_has_sizes_and_keys_and_leaves_out_what_is_gone(
    server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail
) -> None:
    server.inbox[2] = mail(2)
    (listed,) = mailbox.describe("INBOX", ["1", "2"])
    assert listed.uid == "2"
    assert listed.size == len(server.inbox[2].raw)
    assert listed.header_key == header_key(server.inbox[2].raw)
    assert listed.internal_date == dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)
    assert server.commands(r"BODY(?!\.PEEK)") == []


def test_an_internaldate_that_no_calendar_has_is_unknown(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail(internal_date="41-Xyz-2022 10:00:00 +0100")
    server.inbox[2] = mail(internal_date="31-Dec-9999 23:00:00 -2300")
    answers = fetch(["1", "2"])
    assert answers["1"].internal_date is None
    assert answers["2"].internal_date is None


def test_mails_over_the_limit_come_as_their_headers(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail(body=b"x" * 9_000)
    answer = fetch(["1"], limit=8_000)["1"]
    assert answer.result is FetchResult.OVERSIZED
    assert answer.body == server.inbox[1].raw[: server.inbox[1].raw.index(b"\r\n\r\n") + 4]
    assert answer.header_key == header_key(server.inbox[1].raw)
    assert answer.size == len(server.inbox[1].raw)
    assert "8000 bytes" in str(answer.detail)
    assert server.commands(r"BODY\.PEEK\[\]") == []


def test_a_header_block_is_cut_at_256_kilobytes(server: ScriptedImap, fetch: FetchAll) -> None:
    server.inbox[1] = Mail(b"Subject: " + b"x" * 300_000 + b"\r\n\r\nbody")
    body = fetch(["1"], limit=1_000)["1"].body
    assert isinstance(body, bytes)
    assert len(body) == 256_000


def test_an_oversized_mail_that_has_gone_is_vanished(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail(size=9_000)
    server.on(r"BODY\.PEEK\[HEADER\]", b"%TAG% OK nothing\r\n")
    server.on("SEARCH", b"* SEARCH\r\n%TAG% OK done\r\n")
    assert fetch(["1"], limit=8_000)["1"].result is FetchResult.VANISHED


def test_batches_are_bounded_in_mails_and_in_bytes(
    server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox.update({uid: mail(1) for uid in range(1, 61)})
    server.inbox.update({uid: mail(1, body=b"x" * 5_000_000) for uid in (61, 62)})
    uids = [str(uid) for uid in range(1, 63)]
    batches = list(mailbox.fetch("INBOX", uids, limit=35_000_000, spool=tmp_path))
    assert [len(batch) for batch in batches] == [50, 11, 1]
    assert [answer.uid for batch in batches for answer in batch] == uids


def test_a_very_large_mail_comes_in_pieces_to_disk(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail(body=b"0123456789" * 1_700_000)
    answer = fetch(["1"])["1"]
    assert isinstance(answer.body, Path)
    assert answer.body.stat().st_mode & 0o777 == 0o600
    assert answer.body.read_bytes() == server.inbox[1].raw
    assert answer.header_key == header_key(server.inbox[1].raw)
    assert not answer.short
    assert len(server.commands(PIECES)) == 5


def test_pieces_beyond_the_announced_size_may_be_refused(server: ScriptedImap, fetch: FetchAll) -> None:
    server.inbox[1] = Mail(b"Subject: x\r\n\r\n" + b"0" * 15_999_986 + b"1" * 4_000_000)
    server.on(PIECES + "20000000", b"%TAG% BAD no such part\r\n")
    answer = fetch(["1"])["1"]
    assert isinstance(answer.body, Path)
    assert answer.body.stat().st_size == 20_000_000


def test_a_large_mail_that_turns_out_over_the_limit_is_oversized(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox[1] = mail(body=b"x" * 17_500_000, size=16_500_000)
    answer = fetch(["1"], limit=17_000_000)["1"]
    assert answer.result is FetchResult.OVERSIZED
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_large_mail_that_stays_short_is_fetched_twice_and_flagged(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox[1] = mail(size=17_000_000)
    answer = fetch(["1"])["1"]
    assert isinstance(answer.body, Path)
    assert answer.body.read_bytes() == server.inbox[1].raw
    assert answer.short
    assert len(server.commands(PIECES)) == 2
    assert len(list((tmp_path / "spool").iterdir())) == 1


def test_the_longer_of_two_large_bodies_is_kept(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail(size=17_000_000)
    server.on(PIECES, b"* 1 FETCH (UID 1 BODY[]<0> {3}\r\nMes)\r\n%TAG% OK done\r\n", once=True)
    answer = fetch(["1"])["1"]
    assert isinstance(answer.body, Path)
    assert answer.body.read_bytes() == server.inbox[1].raw


def test_a_connection_lost_between_pieces_leaves_no_file(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox[1] = mail(body=b"x" * 17_000_000)
    server.on(PIECES + "8000000", lambda connection: connection.cut())
    with pytest.raises(MailboxUnavailable):
        fetch(["1"])
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_large_mail_that_goes_between_pieces_is_vanished(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox[1] = mail(body=b"x" * 17_000_000)

    def gone(connection: Connection) -> None:
        server.inbox.clear()
        connection.send(b"%TAG% OK nothing\r\n")

    server.on(PIECES + "8000000", gone)
    assert fetch(["1"])["1"].result is FetchResult.VANISHED
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_large_mail_refused_between_pieces_fails_with_a_reason(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox[1] = mail(body=b"x" * 17_000_000)
    server.on(PIECES + "8000000", b"%TAG% NO disk error\r\n")
    answer = fetch(["1"])["1"]
    assert answer.result is FetchResult.FAILED
    assert "disk error" in str(answer.detail)
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_piece_longer_than_asked_for_ends_the_poll(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail(size=17_000_000)
    server.on(PIECES, b"* 1 FETCH (UID 1 BODY[]<0> {4000001}\r\n" + b"x" * 4_000_001 + b")\r\n%TAG% OK done\r\n")
    with pytest.raises(MailboxUnavailable):
        fetch(["1"])


def test_a_spool_folder_that_cannot_be_made_stops_the_poll(
    server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox[1] = mail(size=17_000_000)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageUnavailable, match="Nothing can be written"):
        list(mailbox.fetch("INBOX", ["1"], limit=35_000_000, spool=tmp_path / "file" / "spool"))


def test_a_full_disk_stops_the_poll_and_leaves_no_file(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox[1] = mail(body=b"x" * 17_000_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, hard))
    try:
        with pytest.raises(StorageUnavailable, match="cannot be written"):
            fetch(["1"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_folder_renumbered_between_listing_and_fetch_is_not_fetched(
    server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox[1] = mail()
    mailbox.select("INBOX")
    server.uidvalidity = 3
    server.on("SEARCH", lambda connection: connection.cut(), once=True)
    with pytest.raises(MailboxUnavailable):
        mailbox.uids("INBOX")
    with pytest.raises(MailboxUnavailable, match="renumbered"):
        list(mailbox.fetch("INBOX", ["1"], limit=1_000, spool=tmp_path))
    assert mailbox.select("INBOX").uidvalidity == 3


def test_closing_signs_out_and_the_next_call_signs_in_again(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    mailbox.status("INBOX")
    mailbox.close()
    mailbox.close()
    assert server.heard[-1] == "LOGOUT"
    mailbox.status("INBOX")
    assert server.connections == 2


def test_closing_a_dead_connection_is_no_error(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    server.on("LOGOUT", lambda connection: connection.cut())
    mailbox.status("INBOX")
    mailbox.close()
    assert server.heard[-1] == "LOGOUT"


def test_the_connection_is_made_for_speed_and_silence(mailbox: ImapMailbox) -> None:
    client = mailbox._session()._client
    assert client._imap.debug == 4
    assert client.wire.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert not logging.getLogger("imapclient").isEnabledFor(logging.WARNING)


def test_unasked_data_does_not_pile_up_on_a_kept_connection(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    server.on("STATUS", b'* 9 EXISTS\r\n* FLAGS (a)\r\n* STATUS "INBOX" (UIDNEXT 1 UIDVALIDITY 7)\r\n%TAG% OK done\r\n')
    for _ in range(5):
        mailbox.status("INBOX")
    held = mailbox._session()._client.wire.untagged_responses
    assert sum(len(answers) for answers in held.values()) < 5


def test_settings_never_show_the_password(mailbox: ImapMailbox) -> None:
    assert "password" not in repr(mailbox._settings)
