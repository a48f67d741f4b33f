"""Mails are asked for before the ones before them have come, and every answer still goes to what it answers."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from intake.errors import MailboxUnavailable
from intake.mailbox.bodies import Bodies
from intake.mailbox.imap import ImapMailbox
from intake.model.ledger import Fetched, FetchResult
from tests.servers.scripted_imap import Connection, Mail, ScriptedImap

FetchAll = Callable[..., dict[str, Fetched]]
MakeMail = Callable[..., Mail]
OpenMailbox = Callable[..., ImapMailbox]

WHOLE = r"FETCH [\d,]* \(BODY\.PEEK\[\]\)"
BATCH = 50
UIDS = [str(uid) for uid in range(1, 4 * BATCH + 41)]
"""Five batches."""


def bodies(uid: int | str) -> str:
    """The pattern of a request for whole mails, of which one has this number."""
    return rf"FETCH [\d,]*\b{uid}\b[\d,]* \(BODY\.PEEK\[\]\)"


@pytest.fixture(autouse=True)
def _full(server: ScriptedImap, mail: MakeMail) -> None:
    server.inbox.update({int(uid): mail(int(uid), f"mail {uid}\r\n".encode()) for uid in UIDS})


def check(server: ScriptedImap, answers: dict[str, Fetched], *but: str) -> None:
    """All but these are fetched, each with its own bytes."""
    for uid, answer in answers.items():
        if uid not in but:
            body = answer.body.read_bytes() if isinstance(answer.body, Path) else answer.body
            assert (answer.result, body) == (FetchResult.FETCHED, server.inbox[int(uid)].raw)


def heard_together(server: ScriptedImap, connection: Connection) -> list[tuple[str, str]]:
    """The tags and commands of two requests; a client that waits for the first answer has sent but one."""
    connection.sock.settimeout(10)
    first = (connection.tag, server.heard[-1])
    command = server.hear(connection, connection.lines.readline())
    return [first, (connection.tag, command)]


def test_a_server_has_the_next_request_before_it_answers_the_first(server: ScriptedImap, fetch: FetchAll) -> None:
    def react(connection: Connection) -> None:
        for tag, command in heard_together(server, connection):
            connection.tag = tag
            connection.send(server.answer(connection, command))

    server.on(bodies(1), react, once=True)
    check(server, fetch(UIDS))
    assert len(server.commands(WHOLE)) == 5
    assert server.connections == 1


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("in_halves", [True, False])
def test_a_server_may_answer_what_is_on_its_way_in_any_order_and_mixed(
    server: ScriptedImap, fetch: FetchAll, first: int, in_halves: bool
) -> None:
    """As Dovecot does while it waits for room in its output (RFC 3501, 5.5)."""

    def react(connection: Connection) -> None:
        commands = heard_together(server, connection)
        mails = [server.answer(connection, command).removesuffix(b"%TAG% OK done\r\n") for _, command in commands]
        parts = [mail.index(b"* ", len(mail) // 2) if in_halves else len(mail) for mail in mails]
        for at in (first, 1 - first):
            connection.send(mails[at][: parts[at]])
        for at in (first, 1 - first):
            connection.send(mails[at][parts[at] :])
            # What is told of a mail once more must not put its body out.
            connection.send(f"* {at + 1} FETCH (UID {at * BATCH + 1} FLAGS (\\Seen))\r\n".encode())
            connection.send(f"* {2 - at} FETCH (UID {(1 - at) * BATCH + 1} FLAGS (\\Seen))\r\n".encode())
            connection.send(f"{commands[at][0]} OK done\r\n".encode())

    server.on(bodies(1), react, once=True)
    check(server, fetch(UIDS))
    assert len(server.commands(WHOLE)) == 5


@pytest.mark.parametrize("refused", ["1", "60", "240"])
def test_a_batch_that_is_refused_is_halved_while_another_is_on_its_way(
    server: ScriptedImap, fetch: FetchAll, refused: str
) -> None:
    server.on(bodies(refused), b"%TAG% NO [UNAVAILABLE] not this one\r\n")
    answers = fetch(UIDS)
    check(server, answers, refused)
    assert answers[refused].result is FetchResult.FAILED
    assert server.connections == 1


def test_what_a_server_told_of_the_next_batch_before_it_refused_the_first_is_not_asked_for_again(
    server: ScriptedImap, fetch: FetchAll
) -> None:
    def react(connection: Connection) -> None:
        (first, _), (connection.tag, command) = heard_together(server, connection)
        mails, end = server.answer(connection, command).rsplit(b"%TAG%", 1)
        connection.send(mails + f"{first} NO not now\r\n".encode() + b"%TAG%" + end)

    server.on(bodies(1), react, once=True)
    check(server, fetch(UIDS))
    assert len(server.commands(bodies(BATCH + 1))) == 1


def test_a_batch_that_came_while_the_one_before_was_halved_is_not_asked_for_again(
    server: ScriptedImap, fetch: FetchAll
) -> None:
    server.on(bodies(1), b"%TAG% NO [UNAVAILABLE] not this one\r\n")
    fetch(UIDS)
    assert len(server.commands(bodies(BATCH + 1))) == 1


def test_a_mail_that_is_gone_is_looked_for_while_others_are_on_their_way(server: ScriptedImap, fetch: FetchAll) -> None:
    def expunge(connection: Connection) -> None:
        del server.inbox[30]
        connection.send(server.answer(connection, server.heard[-1]))

    server.on(bodies(1), expunge, once=True)
    answers = fetch(UIDS)
    check(server, answers, "30")
    assert answers["30"].result is FetchResult.VANISHED
    assert len(server.commands(WHOLE)) == 5


def test_mails_too_large_for_one_answer_come_in_pieces_between_batches_on_their_way(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    for uid in (20, 130):
        server.inbox[uid] = mail(uid, b"x" * 4_100_000)
    answers = fetch(UIDS)
    check(server, answers, "20", "130")
    for uid in (20, 130):
        path = answers[str(uid)].body
        assert isinstance(path, Path)
        assert path.read_bytes() == server.inbox[uid].raw


def test_a_connection_that_ends_in_a_batch_on_its_way_is_no_fault_of_the_mail_that_is_asked_for(
    server: ScriptedImap, fetch: FetchAll, mail: MakeMail
) -> None:
    server.inbox[20] = mail(20, b"x" * 4_100_000)

    def half(connection: Connection) -> None:
        answer = server.answer(connection, server.heard[-1])
        connection.send(answer[: len(answer) // 2])
        connection.cut()

    server.on(bodies(60), half, once=True)
    with capture_logs() as logs:
        check(server, fetch(UIDS))
    assert [(log["event"], log["received"]) for log in logs] == [("connection ended", 0)]


def begun(mailbox: ImapMailbox, folder: str, tmp_path: Path) -> Iterator[tuple[Fetched, ...]]:
    """A fetch that gave its first batch, and has asked for the second."""
    batches = iter(mailbox.fetch(folder, UIDS, limit=1_000_000, spool=tmp_path))
    assert [answer.uid for answer in next(batches)] == UIDS[:BATCH]
    return batches


def test_what_an_ended_fetch_had_asked_for_is_not_taken_for_a_later_answer(
    server: ScriptedImap, mailbox: ImapMailbox, fetch: FetchAll, tmp_path: Path
) -> None:
    begun(mailbox, "INBOX", tmp_path)
    assert mailbox.status("INBOX").uidnext == len(UIDS) + 1
    begun(mailbox, "INBOX", tmp_path)
    assert mailbox.uids("INBOX", above=200) == tuple(UIDS[200:])
    check(server, fetch(UIDS[100:]))
    assert server.connections == 1


@pytest.mark.parametrize("closed_by", ["status", "select"])
def test_what_was_asked_for_in_one_folder_is_never_given_for_another_one(
    server: ScriptedImap, mailbox: ImapMailbox, mail: MakeMail, tmp_path: Path, closed_by: str
) -> None:
    """With the same UIDs and lengths, which is all that a request says."""
    server.folders["Other"] = {int(uid): mail(int(uid), f"MAIL {uid}\r\n".encode()) for uid in UIDS}
    begun(mailbox, "INBOX", tmp_path)
    getattr(mailbox, closed_by)("Other")
    answers = [a for b in mailbox.fetch("Other", UIDS[BATCH:], limit=1_000_000, spool=tmp_path) for a in b]
    assert {answer.uid: answer.body for answer in answers} == {
        uid: server.folders["Other"][int(uid)].raw for uid in UIDS[BATCH:]
    }


def test_after_a_connection_that_ended_each_batch_waits_for_the_one_before(
    server: ScriptedImap, fetch: FetchAll
) -> None:
    server.on(bodies(60), Connection.cut, once=True)
    check(server, fetch(UIDS))
    served: list[int] = []

    def react(connection: Connection) -> None:
        connection.sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            connection.lines.readline()
        served.append(1)
        connection.cut()

    server.on(bodies(1), react, once=True)
    check(server, fetch(UIDS))
    assert served == [1]


@pytest.mark.parametrize("heard", [1, 60, 240])
def test_wherever_a_connection_ends_every_mail_comes_in_the_same_fetch(
    server: ScriptedImap, fetch: FetchAll, heard: int
) -> None:
    server.on(bodies(heard), Connection.cut, once=True)
    check(server, fetch(UIDS))
    assert server.connections == 2


def test_a_server_that_hangs_when_it_is_asked_ahead_is_asked_for_one_batch_after_the_other(
    server: ScriptedImap, open_mailbox: OpenMailbox, tmp_path: Path
) -> None:
    def hang(connection: Connection) -> None:
        heard_together(server, connection)
        assert connection.lines.readline() == b""  # until the client goes

    server.on(bodies(1), hang, once=True)
    mailbox = open_mailbox(command_timeout=0.5)
    answers = {a.uid: a for b in mailbox.fetch("INBOX", UIDS, limit=1_000_000, spool=tmp_path) for a in b}
    assert list(answers) == UIDS
    check(server, answers)
    assert server.connections == 2


def test_what_has_come_counts_where_the_next_batch_cannot_be_asked_for(
    server: ScriptedImap, open_mailbox: OpenMailbox
) -> None:
    mailbox = open_mailbox()
    mailbox.select("INBOX")
    session = mailbox._session()
    first, second, third = (Bodies((uid,), expected=1_000, literal=1_000_000) for uid in ("1", "2", "3"))
    assert session.bodies(first, second) == {"1": server.inbox[1].raw}
    # As where the server has gone after its last answer.
    session._client.wire.sock.shutdown(socket.SHUT_WR)
    assert session.bodies(second, third) == {"2": server.inbox[2].raw}
    assert not session.alive


def test_stopping_does_not_wait_for_what_is_on_its_way(
    server: ScriptedImap, mailbox: ImapMailbox, tmp_path: Path
) -> None:
    server.on(bodies(60), lambda _connection: None)
    begun(mailbox, "INBOX", tmp_path)
    mailbox.close()
    assert not server.commands("LOGOUT")


def test_a_refusal_that_concerns_the_account_ends_the_connection_with_all_that_was_asked(
    server: ScriptedImap, fetch: FetchAll
) -> None:
    server.on(bodies(60), b"%TAG% BAD Request is throttled. Suggested Backoff Time: 5000 milliseconds\r\n", once=True)
    with pytest.raises(MailboxUnavailable) as raised:
        fetch(UIDS)
    assert raised.value.retry_after == 5.0
    check(server, fetch(UIDS))
    assert server.connections == 2
