"""Connections that end while mails are fetched: what came counts, and no mail keeps the others away."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from intake.errors import MailboxUnavailable
from intake.mailbox.asking import MOST_FRUITLESS
from intake.mailbox.imap import ImapMailbox
from intake.model.ledger import Fetched, FetchResult
from tests.servers.scripted_imap import Connection, Mail, ScriptedImap

MakeMail = Callable[..., Mail]
OpenMailbox = Callable[..., ImapMailbox]
FetchAll = Callable[[Sequence[str]], dict[str, Fetched]]

BODY = r"BODY\.PEEK\[\]"
WHOLE = BODY + "(?!<)"
SIZE = r"RFC822\.SIZE"


@pytest.fixture
def fetched(mailbox: ImapMailbox, tmp_path: Path) -> FetchAll:
    """Fetches UIDs of the INBOX to the end, or to where it raises: each UID is answered once at most."""

    def run(uids: Sequence[str]) -> dict[str, Fetched]:
        answers: dict[str, Fetched] = {}
        for batch in mailbox.fetch("INBOX", uids, limit=35_000_000, spool=tmp_path / "spool"):
            for answer in batch:
                assert answer.uid not in answers
                answers[answer.uid] = answer
        return answers

    return run


def raw(answer: Fetched) -> bytes | None:
    return answer.body.read_bytes() if isinstance(answer.body, Path) else answer.body


def uids(count: int) -> list[str]:
    return [str(uid) for uid in range(1, count + 1)]


@pytest.mark.slow
@pytest.mark.parametrize("ends", [SIZE, BODY, f"{SIZE}|{BODY}"], ids=["sizes", "bodies", "both"])
@pytest.mark.parametrize("bad", [{1}, {60}, {30}, {1, 2, 3}, {29, 30, 31, 32}, {57, 58, 59, 60}, {1, 30, 60}], ids=str)
def test_mails_at_which_the_server_ends_the_connection_fail_alone(
    server: ScriptedImap, fetched: FetchAll, mail: MakeMail, ends: str, bad: set[int]
) -> None:
    server.inbox.update({uid: mail(uid, ends=ends if uid in bad else None) for uid in range(1, 61)})
    answers = fetched(uids(60))
    assert {int(uid) for uid, answer in answers.items() if answer.result is FetchResult.FAILED} == bad
    assert all(raw(answers[str(uid)]) == server.inbox[uid].raw for uid in set(range(1, 61)) - bad)
    assert {answers[str(uid)].detail for uid in bad} == {"The connection ended each time when this mail was asked for."}


def test_what_came_before_the_end_is_not_asked_for_again(
    server: ScriptedImap, fetched: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({uid: mail(uid, ends=BODY if uid == 30 else None) for uid in range(1, 51)})
    fetched(uids(50))
    asked = [line.split()[2] for line in server.commands(WHOLE)]
    assert asked == [",".join(uids(50)), ",".join(map(str, range(31, 51)))]
    assert server.connections == 3


def test_a_mail_in_a_crowd_of_bad_ones_still_comes(server: ScriptedImap, fetched: FetchAll, mail: MakeMail) -> None:
    server.inbox.update({uid: mail(uid, ends=BODY if uid != 41 else None) for uid in range(1, 42)})
    with pytest.raises(MailboxUnavailable):
        fetched(uids(41))
    assert "41" in [line.split()[2] for line in server.commands(WHOLE)]


@pytest.mark.parametrize("ends", [SIZE, BODY], ids=["sizes", "bodies"])
def test_a_bad_mail_that_is_asked_for_by_itself_fails_where_its_neighbours_come(
    server: ScriptedImap, fetched: FetchAll, mail: MakeMail, ends: str
) -> None:
    server.inbox.update({uid: mail(uid, ends=ends if uid in (5, 6) else None) for uid in range(1, 9)})
    answers = fetched(["5"])
    assert answers["5"].result is FetchResult.FAILED


@pytest.mark.parametrize("ends", [SIZE, BODY], ids=["sizes", "bodies"])
def test_where_no_neighbour_comes_either_no_mail_is_blamed(
    server: ScriptedImap, fetched: FetchAll, mail: MakeMail, ends: str
) -> None:
    server.inbox.update({uid: mail(uid, ends=ends) for uid in range(1, 9)})
    with pytest.raises(MailboxUnavailable, match="EOF"):
        fetched(["5"])


def test_a_bad_mail_is_not_blamed_while_nothing_else_comes(
    server: ScriptedImap, fetched: FetchAll, mail: MakeMail
) -> None:
    server.inbox[1] = mail(1, ends=BODY)
    with pytest.raises(MailboxUnavailable, match="EOF"):
        fetched(["1"])
    server.inbox[2] = mail(2)
    answers = fetched(["1", "2"])
    assert [answers[uid].result for uid in ("2", "1")] == [FetchResult.FETCHED, FetchResult.FAILED]


def test_a_server_that_ends_the_connection_whatever_it_is_asked_is_left(
    server: ScriptedImap, fetched: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({uid: mail(uid) for uid in range(1, 101)})
    server.on(BODY, lambda connection: connection.cut())
    with pytest.raises(MailboxUnavailable):
        fetched(uids(100))
    assert server.connections == MOST_FRUITLESS


def test_a_server_that_hangs_whatever_it_is_asked_is_left_sooner(
    server: ScriptedImap, open_mailbox: OpenMailbox, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox.update({uid: mail(uid) for uid in range(1, 101)})
    server.on(BODY, lambda _connection: None)
    mailbox = open_mailbox(command_timeout=0.3)
    with pytest.raises(MailboxUnavailable):
        list(mailbox.fetch("INBOX", uids(100), limit=1_000_000, spool=tmp_path))
    assert server.connections < 6


def test_a_server_that_cannot_be_reached_again_is_left_with_what_came(
    server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail, tmp_path: Path
) -> None:
    server.inbox.update({uid: mail(uid, ends=BODY if uid == 4 else None) for uid in range(1, 9)})
    mailbox.select("INBOX")
    server.on("LOGIN", lambda connection: connection.cut())
    came: list[Fetched] = []

    def take() -> None:
        for batch in mailbox.fetch("INBOX", uids(8), limit=1_000_000, spool=tmp_path):
            came.extend(batch)

    with pytest.raises(MailboxUnavailable):
        take()
    assert [(answer.uid, answer.body) for answer in came] == [(uid, server.inbox[int(uid)].raw) for uid in uids(3)]


def test_a_line_that_ends_after_so_many_bytes_each_time_brings_every_mail(
    server: ScriptedImap, fetched: FetchAll, mail: MakeMail
) -> None:
    sizes = {1: 700_000, 2: 100, 3: 5_000_000, 4: 900_000, 5: 3_000_000, 6: 100}
    server.inbox.update({uid: mail(uid, body=b"%d\r\n" % uid * (size // 3)) for uid, size in sizes.items()})

    def cut_short(connection: Connection) -> None:
        answer = server.answer(connection, server.heard[-1])
        connection.send(answer[:1_000_000])
        if len(answer) > 1_000_000:
            connection.cut()

    server.on("UID FETCH", cut_short)
    answers = fetched(uids(6))
    assert {uid: raw(answers[str(uid)]) for uid in sizes} == {uid: m.raw for uid, m in server.inbox.items()}
    # In pieces, none of which is asked for twice but the first.
    assert len(server.commands(r"FETCH 5 .*<0\.")) == 1


def test_a_mail_is_not_taken_for_whole_where_connections_end_beyond_its_announced_size(
    server: ScriptedImap, fetched: FetchAll, mail: MakeMail
) -> None:
    header = len(mail(1, body=b"").raw)
    server.inbox.update({1: mail(1, body=b"x" * (8_000_000 - header)), 2: mail(2)})
    server.on(r"FETCH 1 .*<8000000\.", lambda connection: connection.cut())
    answers = fetched(["1", "2"])
    assert [answers[uid].result for uid in ("2", "1")] == [FetchResult.FETCHED, FetchResult.FAILED]


def test_half_an_answer_that_is_no_imap_counts_for_nothing(
    server: ScriptedImap, fetched: FetchAll, mail: MakeMail
) -> None:
    server.inbox.update({uid: mail(uid) for uid in (1, 2)})

    def broken(connection: Connection) -> None:
        connection.send(b"* 1 FETCH (UID 1 BODY[] {5}\r\nHello)\r\n* 2 FETCH (UID ((\r\n")
        connection.cut()

    server.on(BODY, broken, once=True)
    answers = fetched(["1", "2"])
    assert [raw(answers[uid]) for uid in ("1", "2")] == [server.inbox[1].raw, server.inbox[2].raw]


def test_the_listing_of_a_renumbered_folder_leaves_out_the_mail_at_which_the_server_ends(
    server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail
) -> None:
    server.inbox.update({uid: mail(uid, ends=SIZE if uid == 501 else None) for uid in range(1, 502)})
    listed = mailbox.describe("INBOX", uids(501))
    assert [item.uid for item in listed] == uids(500)


def test_the_log_tells_of_connections_that_end(server: ScriptedImap, fetched: FetchAll, mail: MakeMail) -> None:
    server.inbox.update({uid: mail(uid, ends=BODY if uid == 3 else None) for uid in range(1, 5)})
    with capture_logs() as logs:
        fetched(uids(4))
    assert [(log["event"], log["mailbox"], log["received"]) for log in logs] == [
        ("connection ended", "jobs", 2),
        ("connection ended", "jobs", 0),
        ("connection ended", "jobs", 0),
    ]
