"""Servers that fail, lie or stall (faults F3 to F6 and F9)."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.errors import ConfigError, LoginRefused, MailboxUnavailable
from intake.mailbox.imap import ImapMailbox
from intake.model.ledger import Fetched, FetchResult
from tests.servers.scripted_imap import Connection, Mail, ScriptedImap

FetchAll = Callable[..., dict[str, Fetched]]
MakeMail = Callable[..., Mail]
OpenMailbox = Callable[..., ImapMailbox]

BODY = r"BODY\.PEEK\[\]"
COURIER_FAKE = (
    b"From: root@localhost\r\nTo: root@localhost\r\nSubject: message unavailable\r\n\r\n"
    b"This message is no longer available on the server.\r\n"
)


def test_a_literal_of_eight_gigabytes_is_refused_before_it_is_allocated(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox[1] = mail()
    server.on(BODY, b"* 1 FETCH (UID 1 BODY[] {8589934592}\r\nabc")
    with pytest.raises(MailboxUnavailable, match="8589934592"):
        fetch(["1"])


def test_many_literals_that_nobody_asked_for_end_the_connection(
    server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail
) -> None:
    server.inbox[1] = mail()

    def flood(connection: Connection) -> None:
        while True:
            connection.send(b"* 1 FETCH (UID 1 BODY[] {1000000}\r\n" + b"x" * 1_000_000 + b")\r\n")

    server.on("SEARCH", flood)
    with pytest.raises(MailboxUnavailable, match="longer than anything"):
        mailbox.uids("INBOX")


def test_an_endless_line_ends_the_connection(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    def endless(connection: Connection) -> None:
        while True:
            connection.send(b"x" * 100_000)

    server.on("SEARCH", endless)
    with pytest.raises(MailboxUnavailable, match="1 MB"):
        mailbox.uids("INBOX")


def test_a_connection_cut_within_a_literal_is_made_again_and_the_mail_asked_for_alone(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox[1] = mail()

    def half(connection: Connection) -> None:
        connection.send(b"* 1 FETCH (UID 1 BODY[] {1000}\r\nMessage-ID: <1@exa")
        connection.cut()

    server.on(BODY, half, once=True)
    body = fetch(["1"])["1"].body
    assert isinstance(body, Path)
    assert body.read_bytes() == server.inbox[1].raw
    assert server.connections == 2


@pytest.mark.slow
def test_a_server_that_trickles_is_left_when_its_time_is_up(
    server: ScriptedImap, open_mailbox: OpenMailbox, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox[1] = mail()
    server.on(
        BODY, lambda connection: connection.trickle(b"* 1 FETCH (UID 1 BODY[] {900}\r\n" + b"x" * 900, every=0.05)
    )
    mailbox = open_mailbox(command_timeout=0.7)
    started = time.monotonic()
    with pytest.raises(MailboxUnavailable):
        list(mailbox.fetch("INBOX", ["1"], limit=1_000_000, spool=tmp_path))
    assert time.monotonic() - started < 5


def test_a_server_that_says_nothing_is_left_after_the_read_timeout(
    server: ScriptedImap, open_mailbox: OpenMailbox
) -> None:
    server.on("STATUS", lambda _connection: None)
    with pytest.raises(MailboxUnavailable):
        open_mailbox(read_timeout=0.3).status("INBOX")


def test_a_greeting_that_never_comes_is_not_waited_for(server: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    server.greeting = b""
    with pytest.raises(MailboxUnavailable):
        open_mailbox(read_timeout=0.3).status("INBOX")


def test_a_refused_batch_is_halved_until_only_the_bad_mail_is_left_out(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({number: mail(number) for number in range(1, 9)})
    server.on(rf"FETCH (\S*,)?5(,\S*)? \({BODY}", b"%TAG% NO [UNAVAILABLE] UID FETCH Server error\r\n")
    answers = fetch([str(number) for number in range(1, 9)])
    assert answers["5"].result is FetchResult.FAILED
    assert "UNAVAILABLE" in str(answers["5"].detail)
    assert answers["5"].body is None
    for number in (1, 2, 3, 4, 6, 7, 8):
        assert answers[str(number)].body == server.inbox[number].raw
    assert server.connections == 1


def test_a_mail_whose_size_is_refused_fails_alone(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox.update({number: mail(number) for number in (1, 2)})
    server.on(r"FETCH (\S*,)?2(,\S*)? \(RFC822\.SIZE", b"%TAG% NO something is wrong with it\r\n")
    answers = fetch(["1", "2"])
    assert answers["1"].result is FetchResult.FETCHED
    assert answers["2"].result is FetchResult.FAILED


def test_unasked_fetch_data_is_not_taken_for_an_answer(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox.update({number: mail(number) for number in (1, 2)})
    stray = b"* 9 FETCH (UID 99 BODY[] {5}\r\nwrong)\r\n* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n"
    honest = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n" % len(server.inbox[1].raw) + server.inbox[1].raw + b")\r\n"
    server.on(BODY, stray + honest + stray + b"%TAG% OK done\r\n", once=True)
    answers = fetch(["1", "2"])
    assert set(answers) == {"1", "2"}
    assert answers["1"].body == server.inbox[1].raw
    assert answers["2"].body == server.inbox[2].raw


def test_fetch_data_left_over_from_a_refused_command_is_forgotten(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({number: mail(number) for number in (1, 2)})
    server.on(BODY, b"* 1 FETCH (UID 1 BODY[] {5}\r\nwrong)\r\n%TAG% NO not now\r\n", once=True)
    answers = fetch(["1", "2"])
    assert answers["1"].body == server.inbox[1].raw


def test_a_body_shorter_than_announced_is_fetched_once_more(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox[1] = mail()
    server.on(BODY, b"* 1 FETCH (UID 1 BODY[] {5}\r\nshort)\r\n%TAG% OK done\r\n", once=True)
    answer = fetch(["1"])["1"]
    assert answer.body == server.inbox[1].raw
    assert not answer.short


def test_a_body_that_stays_shorter_is_kept_and_flagged(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail(size=5_000)
    answer = fetch(["1"])["1"]
    assert answer.body == server.inbox[1].raw
    assert answer.short
    assert answer.size == 5_000
    assert len(server.commands(BODY)) == 2


def test_a_body_longer_than_announced_is_simply_taken(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail(size=10)
    answer = fetch(["1"])["1"]
    assert answer.body == server.inbox[1].raw
    assert not answer.short
    assert len(server.commands(BODY)) == 1


def test_a_mail_that_has_gone_is_vanished(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[2] = mail(2)
    answers = fetch(["1", "2", "3"])
    assert answers["1"].result is FetchResult.VANISHED
    assert answers["2"].result is FetchResult.FETCHED
    assert answers["3"].result is FetchResult.VANISHED


def test_a_nil_body_of_a_mail_that_is_still_there_is_asked_for_alone(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({number: mail(number) for number in (1, 2)})
    server.on(BODY, b"* 1 FETCH (UID 1 BODY[] NIL)\r\n* 2 FETCH (UID 2 BODY[] NIL)\r\n%TAG% OK done\r\n", once=True)
    answers = fetch(["1", "2"])
    assert [answer.result for answer in answers.values()] == [FetchResult.FETCHED] * 2


def test_a_mail_that_never_gets_a_body_fails_with_a_reason(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox[1] = mail()
    server.on(BODY, b"* 1 FETCH (UID 1 BODY[] NIL)\r\n%TAG% OK done\r\n")
    answer = fetch(["1"])["1"]
    assert answer.result is FetchResult.FAILED
    assert answer.detail == "The server lists this mail, but gives no body."


def test_a_mail_refused_when_asked_for_alone_fails(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail()
    server.on(BODY, b"* 1 FETCH (UID 1 BODY[] NIL)\r\n%TAG% OK done\r\n", once=True)
    server.on(BODY, b"%TAG% NO it is broken\r\n")
    answer = fetch(["1"])["1"]
    assert answer.result is FetchResult.FAILED
    assert "it is broken" in str(answer.detail)


def test_a_server_that_tells_no_size_is_read_in_pieces(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail()
    server.on("RFC822.SIZE", b"* 1 FETCH (UID 1 RFC822.SIZE NIL)\r\n%TAG% OK done\r\n")
    answer = fetch(["1"])["1"]
    assert isinstance(answer.body, Path)
    assert answer.body.read_bytes() == server.inbox[1].raw
    assert answer.size == len(server.inbox[1].raw)


def test_couriers_fake_mail_counts_as_missing(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox.update({1: Mail(COURIER_FAKE), 2: mail(2)})
    server.on("SEARCH UID 1$", b"* SEARCH\r\n%TAG% OK done\r\n")
    answers = fetch(["1", "2"])
    assert answers["1"].result is FetchResult.VANISHED
    assert answers["2"].result is FetchResult.FETCHED


def test_a_throttled_account_waits_as_long_as_the_server_says(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({number: mail(number) for number in (1, 2)})
    server.on(BODY, b"%TAG% BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds\r\n")
    with pytest.raises(MailboxUnavailable) as caught:
        fetch(["1", "2"])
    assert caught.value.retry_after == pytest.approx(92.415)
    assert len(server.commands(BODY)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"%TAG% NO [AUTHENTICATIONFAILED] Authentication failed.\r\n",
        b"%TAG% NO [AUTHORIZATIONFAILED] No.\r\n",
        b"%TAG% NO Login failed.\r\n",
        b"%TAG% NO LOGIN failed.\r\n",
    ],
)
def test_a_refused_login_is_for_the_operator(server: ScriptedImap, mailbox: ImapMailbox, answer: bytes) -> None:
    server.on("^LOGIN", answer)
    with pytest.raises(LoginRefused, match="Check the user name and the password"):
        mailbox.status("INBOX")


@pytest.mark.parametrize(
    "answer",
    [
        b"%TAG% NO [UNAVAILABLE] Temporary authentication failure.\r\n",
        b"%TAG% NO [LIMIT] Too many connections\r\n",
        b"%TAG% NO User is authenticated but not connected.\r\n",
        b"%TAG% BAD Request is throttled. Suggested Backoff Time: 5 seconds\r\n",
        b"* BYE Autologout\r\n",
    ],
)
def test_a_login_that_fails_for_now_is_tried_again(server: ScriptedImap, mailbox: ImapMailbox, answer: bytes) -> None:
    server.on("^LOGIN", answer)
    with pytest.raises(MailboxUnavailable):
        mailbox.status("INBOX")


def test_a_connection_lost_at_login_is_no_refusal(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    server.on("^LOGIN", lambda connection: connection.cut())
    with pytest.raises(MailboxUnavailable):
        mailbox.status("INBOX")


def test_the_password_is_in_no_message(server: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    server.on("^LOGIN", b"%TAG% NO Login failed.\r\n")
    mailbox = open_mailbox(password=lambda: "open sesame")
    with pytest.raises(LoginRefused) as caught:
        mailbox.status("INBOX")
    assert "sesame" not in f"{caught.value}{caught.value!r}"
    assert server.commands("^LOGIN") == ['LOGIN "jobs@example.org" "open sesame"']


def test_line_breaks_in_names_and_secrets_never_reach_the_wire(server: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    mailbox = open_mailbox(user='a"b\r\nX1 DELETE INBOX', password=lambda: "p\r\nX2 LOGOUT\0")
    mailbox.status("INBOX\r\nX3 DELETE INBOX")
    assert server.heard[1] == r'LOGIN "a\"bX1 DELETE INBOX" "pX2 LOGOUT"'
    assert [line.split()[0] for line in server.heard] == ["CAPABILITY", "LOGIN", "STATUS"]


@pytest.mark.parametrize(
    "answer",
    [
        b"* SEARCH x y\r\n%TAG% OK done\r\n",
        b"* SEARCH 1\r\n* SEARCH 2\r\n%TAG% OK done\r\n",
        b"(((\r\n",
        b"\xff\xfe\r\n",
    ],
)
def test_an_answer_that_is_no_imap_ends_the_connection(
    server: ScriptedImap, mailbox: ImapMailbox, answer: bytes
) -> None:
    server.on("SEARCH", answer)
    with pytest.raises(MailboxUnavailable):
        mailbox.uids("INBOX")


def test_deeply_nested_answers_end_the_connection(server: ScriptedImap, fetch: FetchAll, mail: MakeMail) -> None:
    server.inbox[1] = mail()
    server.on("RFC822.SIZE", b"* 1 FETCH " + b"(" * 50_000 + b"\r\n%TAG% OK done\r\n")
    with pytest.raises(MailboxUnavailable):
        fetch(["1"])


def test_an_empty_answer_to_status_ends_the_connection(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    server.on("STATUS", b"%TAG% OK done\r\n")
    with pytest.raises(MailboxUnavailable):
        mailbox.status("INBOX")


def test_a_folder_that_is_refused_is_named_in_the_sentence(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    with pytest.raises(MailboxUnavailable, match='refused the folder "Archive"'):
        mailbox.select("Archive")
    assert server.connections == 1


def test_an_authority_that_cannot_be_read_is_said_without_a_traceback(
    open_mailbox: OpenMailbox, tmp_path: Path
) -> None:
    with pytest.raises(MailboxUnavailable, match="No such file"):
        open_mailbox(tls="implicit", tls_ca=tmp_path / "missing.pem").status("INBOX")


def test_starttls_is_never_given_up_for_plain_text(server: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    with pytest.raises(MailboxUnavailable, match="STARTTLS"):
        open_mailbox(tls="starttls").status("INBOX")
    assert server.commands("LOGIN") == []


def test_a_body_that_overruns_its_announced_size_comes_in_pieces_and_the_others_whole(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({1: mail(1), 2: mail(2, body=b"x" * 5_100_000, size=100), 3: mail(3)})
    answers = fetch(["1", "2", "3"], limit=3_000_000)
    assert answers["2"].result is FetchResult.OVERSIZED
    assert answers["1"].body == server.inbox[1].raw
    assert answers["3"].body == server.inbox[3].raw
    assert server.connections == 2
    assert [line.split()[2] for line in server.commands(BODY + "\\)")] == ["1,2,3", "3"]


def test_mails_answered_before_an_overrun_are_not_answered_again(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({uid: mail(uid) for uid in range(1, 61)})
    server.inbox[55] = mail(55, body=b"x" * 5_100_000, size=100)
    answers = fetch([str(uid) for uid in range(1, 61)], limit=3_000_000)
    assert answers["50"].body == server.inbox[50].raw
    assert answers["55"].result is FetchResult.OVERSIZED
    assert answers["60"].body == server.inbox[60].raw


@pytest.mark.parametrize("first", ["STATUS", "EXAMINE"])
def test_a_connection_that_died_between_polls_is_quietly_made_again(
    server: ScriptedImap, mailbox: ImapMailbox, first: str
) -> None:
    mailbox.status("INBOX")
    server.on(first, lambda connection: connection.cut(), once=True)
    assert (mailbox.status if first == "STATUS" else mailbox.select)("INBOX").uidvalidity == 7
    assert server.connections == 2


def test_a_server_that_ends_every_connection_is_unavailable(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    mailbox.status("INBOX")
    server.on("STATUS", b"* BYE going down\r\n")
    with pytest.raises(MailboxUnavailable, match="going down"):
        mailbox.status("INBOX")
    assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"Dear Ada\r\n",
        b"* 1 FETCH (UID 1 BODY[] {9}\r\nDear Ada,Dear Ada\r\n%TAG% OK\r\n",
        b'* 1 FETCH (UID 1 BODY[HEADER.FIELDS (FROM)]<0> "Dear Ada\r\n%TAG% OK x\r\n',
        b"* 1 FETCH (UID (Dear Ada\r\n%TAG% OK x\r\n",
        b"* 1 FETCH (UID Dear RFC822.SIZE Ada)\r\n%TAG% OK x\r\n",
    ],
)
def test_no_piece_of_an_answer_reaches_a_message(server: ScriptedImap, mailbox: ImapMailbox, answer: bytes) -> None:
    server.on("FETCH", answer)
    with pytest.raises(MailboxUnavailable, match="an answer that is no IMAP") as caught:
        mailbox.describe("INBOX", ["1"])
    assert "Ada" not in str(caught.value)
    assert "Dear" not in str(caught.value)


def test_a_password_that_cannot_be_had_is_said_by_whoever_keeps_it(
    server: ScriptedImap, open_mailbox: OpenMailbox
) -> None:
    def missing() -> str:
        raise ConfigError(["the password file cannot be read"])

    with pytest.raises(ConfigError, match="password file"):
        open_mailbox(password=missing).status("INBOX")
    assert server.commands("LOGIN") == []


def test_stopping_does_not_wait_for_a_server_that_stalls(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    server.on("LOGOUT", lambda _connection: None)
    mailbox.status("INBOX")
    started = time.monotonic()
    mailbox.close()
    assert time.monotonic() - started < 4


def test_a_server_that_only_tells_of_an_expunge_when_asked_is_asked(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({1: Mail(COURIER_FAKE), 2: mail(2)})

    def tell(connection: Connection) -> None:
        del server.inbox[1]
        connection.send(b"* 1 EXPUNGE\r\n%TAG% OK done\r\n")

    server.on("NOOP", tell, once=True)
    assert fetch(["1", "2"])["1"].result is FetchResult.VANISHED


def test_a_greeting_that_turns_the_client_away_is_temporary(server: ScriptedImap, mailbox: ImapMailbox) -> None:
    server.greeting = b"* BYE too many connections\r\n"
    with pytest.raises(MailboxUnavailable, match="too many connections"):
        mailbox.status("INBOX")
