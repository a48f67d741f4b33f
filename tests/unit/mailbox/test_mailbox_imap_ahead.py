"""Mails are asked for before the ones before them have come, and every answer still goes to what it answers."""

import re
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from intake.errors import MailboxUnavailable
from intake.mailbox.fetching import IN_FLIGHT
from intake.mailbox.imap import ImapMailbox
from intake.model.ledger import Fetched, FetchResult
from tests.servers.scripted_imap import Connection, Mail, ScriptedImap

FetchAll = Callable[..., dict[str, Fetched]]
MakeMail = Callable[..., Mail]

BODIES = r"FETCH [\d,]*\b{}\b[\d,]* \(BODY\.PEEK\[\]\)"
"""A request for mails, of which one has this number."""

UIDS = [str(uid) for uid in range(1, 241)]
"""Five batches."""


@pytest.fixture(autouse=True)
def _full(server: ScriptedImap, mail: MakeMail) -> None:
    server.inbox.update({int(uid): mail(int(uid), f"mail {uid}\r\n".encode()) for uid in UIDS})


def check(server: ScriptedImap, answers: dict[str, Fetched], *but: str) -> None:
    """All but these are fetched, each with its own bytes."""
    for uid, answer in answers.items():
        if uid not in but:
            assert (answer.result, answer.body) == (FetchResult.FETCHED, server.inbox[int(uid)].raw)


def heard_together(server: ScriptedImap, connection: Connection) -> list[tuple[str, str]]:
    """The tags and commands of the requests on their way; a client that waits for the first answer has sent but one."""
    connection.sock.settimeout(10)
    commands = [(connection.tag, server.heard[-1])]
    while len(commands) < IN_FLIGHT:
        command = server.hear(connection, connection.lines.readline())
        commands.append((connection.tag, command))
    return commands


def test_a_server_has_the_next_requests_before_it_answers_the_first(server: ScriptedImap, fetch: FetchAll) -> None:
    def react(connection: Connection) -> None:
        for tag, command in heard_together(server, connection):
            connection.tag = tag
            connection.send(server.answer(connection, command))

    server.on(BODIES.format(1), react, once=True)
    check(server, fetch(UIDS))
    assert len(server.commands(r"BODY\.PEEK\[\]")) == 5


@pytest.mark.parametrize("order", list(permutations(range(IN_FLIGHT))))
def test_a_server_may_answer_what_is_on_its_way_in_any_order_and_mixed(
    server: ScriptedImap, fetch: FetchAll, order: tuple[int, ...]
) -> None:
    """As Dovecot does while it waits for room in its output (RFC 3501, 5.5)."""

    def react(connection: Connection) -> None:
        commands = heard_together(server, connection)
        mails = [server.answer(connection, command).removesuffix(b"%TAG% OK done\r\n") for _, command in commands]
        halves = [mail.index(b"* ", len(mail) // 2) for mail in mails]
        for at in order:
            connection.send(mails[at][: halves[at]])
        for at in order:
            connection.send(mails[at][halves[at] :])
            connection.send(f"* {at + 1} FETCH (UID {at * 50 + 1} FLAGS (\\Seen))\r\n".encode())
            connection.send(f"{commands[at][0]} OK done\r\n".encode())

    server.on(BODIES.format(1), react, once=True)
    check(server, fetch(UIDS))
    assert len(server.commands(r"BODY\.PEEK\[\]")) == 5


@pytest.mark.parametrize("refused", ["1", "60", "240"])
def test_a_batch_that_is_refused_is_halved_while_others_are_on_their_way(
    server: ScriptedImap, fetch: FetchAll, refused: str
) -> None:
    server.on(BODIES.format(refused), b"%TAG% NO [UNAVAILABLE] not this one\r\n")
    answers = fetch(UIDS)
    check(server, answers, refused)
    assert answers[refused].result is FetchResult.FAILED
    assert server.connections == 1


def test_a_mail_that_is_gone_is_looked_for_while_others_are_on_their_way(server: ScriptedImap, fetch: FetchAll) -> None:
    def expunge(connection: Connection) -> None:
        del server.inbox[30]
        connection.send(server.answer(connection, server.heard[-1]))

    server.on(BODIES.format(1), expunge, once=True)
    answers = fetch(UIDS)
    check(server, answers, "30")
    assert answers["30"].result is FetchResult.VANISHED


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


def test_what_an_ended_fetch_had_asked_for_is_not_taken_for_a_later_answer(
    server: ScriptedImap, mailbox: ImapMailbox, fetch: FetchAll, tmp_path: Path
) -> None:
    batches = mailbox.fetch("INBOX", UIDS, limit=1_000_000, spool=tmp_path)
    assert [answer.uid for answer in next(batches)] == UIDS[:50]
    del batches
    assert mailbox.status("INBOX").uidnext == 241
    batches = mailbox.fetch("INBOX", UIDS, limit=1_000_000, spool=tmp_path)
    next(batches)
    assert mailbox.uids("INBOX", above=200) == tuple(UIDS[200:])
    check(server, fetch(UIDS[100:]))
    assert server.connections == 1


def test_a_connection_that_ends_with_batches_on_their_way_fails_and_the_next_one_has_them(
    server: ScriptedImap, fetch: FetchAll
) -> None:
    server.on(BODIES.format(60), Connection.cut, once=True)
    with pytest.raises(MailboxUnavailable):
        fetch(UIDS)
    check(server, fetch(UIDS))
    assert len([line for line in server.heard if re.search(BODIES.format(60), line)]) == 2


def test_a_refusal_that_concerns_the_account_ends_the_connection_with_all_that_was_asked(
    server: ScriptedImap, fetch: FetchAll
) -> None:
    server.on(
        BODIES.format(60), b"%TAG% BAD Request is throttled. Suggested Backoff Time: 5000 milliseconds\r\n", once=True
    )
    with pytest.raises(MailboxUnavailable) as raised:
        fetch(UIDS)
    assert raised.value.retry_after == 5.0
    check(server, fetch(UIDS))
    assert server.connections == 2
