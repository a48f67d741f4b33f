"""F3 to F9: what servers and networks do to a poll, on the whole line, with Dovecot behind a breaking proxy."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from intake.errors import MailboxUnavailable
from intake.mailbox.settings import SetFlag
from intake.model.ledger import FetchResult
from intake.model.scope import EVERYTHING
from intake.pipeline import Line, receive
from intake.polls import Polls
from intake.storage.desk import Desk
from tests.e2e import oracle
from tests.e2e.mails import applications
from tests.e2e.site import Site
from tests.faults.conftest import MakeLine, OpenMailbox, SetClock, dovecot_table, take_in, watch
from tests.servers.dovecot import Dovecot
from tests.servers.engines import open_shared
from tests.servers.fault_proxy import Fault, FaultProxy, fault_proxy
from tests.servers.scripted_imap import Connection, Mail, ScriptedImap

Recover = Callable[[], list[str]]


@pytest.fixture
def recover(site: Site, line: Line, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox) -> Recover:
    """Takes the rest in over a whole connection, asks the oracle, and gives the outcomes in the order of UIDs."""

    def run() -> list[str]:
        take_in(line, open_mailbox(dovecot.port, user))
        site.add(dovecot_table(dovecot.port, user))
        rows = oracle.check(site, dovecot, user)
        return [row["outcome"] for row in sorted(rows, key=lambda row: int(row["uid"]))]

    return run


def blobs(line: Line) -> int:
    return len(list(line.archive.blobs()))


BROKEN = {
    "before the tagged answer to a search": Fault(cut_before="UID SEARCH"),
    "before the tagged answer to the login": Fault(cut_before="LOGIN"),
    "at once": Fault(cut_after=1),
}
BROKEN_WHILE_FETCHING = {
    "in a literal": Fault(cut_in_literal=500),
    "before the tagged answer to sizes": Fault(cut_before="RFC822.SIZE"),
    "before the tagged answer to bodies": Fault(cut_before=r"BODY\.PEEK\[\]"),
}


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
def test_f3_a_cut_connection_stores_nothing_and_the_next_poll_has_every_mail(
    line: Line, proxy: FaultProxy, user: str, open_mailbox: OpenMailbox, recover: Recover, fault: Fault
) -> None:
    proxy.faults = [fault]
    with pytest.raises(MailboxUnavailable):
        receive(line, open_mailbox(proxy.port, user), ("INBOX",))
    assert proxy.broken == 1
    assert blobs(line) == 0
    assert line.store.known_uids("jobs", "INBOX") == frozenset()
    assert recover() == ["application", "application"]


@pytest.mark.parametrize("fault", BROKEN_WHILE_FETCHING.values(), ids=BROKEN_WHILE_FETCHING)
def test_f3_a_connection_cut_while_mails_are_fetched_is_made_again_by_the_same_poll(
    line: Line, proxy: FaultProxy, user: str, open_mailbox: OpenMailbox, recover: Recover, fault: Fault
) -> None:
    proxy.faults = [fault]
    assert receive(line, open_mailbox(proxy.port, user), ("INBOX",)).fetched == 2
    assert proxy.broken == 1
    # Where all came whole before the end, there is nothing left to ask.
    assert proxy.connections <= 2
    assert blobs(line) == 2
    assert recover() == ["application", "application"]


def test_f3_connections_that_are_all_cut_in_a_literal_store_nothing_and_blame_no_mail(
    line: Line, proxy: FaultProxy, user: str, open_mailbox: OpenMailbox, recover: Recover
) -> None:
    proxy.always = Fault(cut_in_literal=500)
    mailbox = open_mailbox(proxy.port, user)
    for _ in range(6):
        with pytest.raises(MailboxUnavailable):
            receive(line, mailbox, ("INBOX",))
    assert blobs(line) == 0
    assert line.store.known_uids("jobs", "INBOX") == frozenset()
    assert recover() == ["application", "application"]


def test_f3_a_line_that_always_ends_after_a_megabyte_brings_every_mail_in_one_poll(
    line: Line, proxy: FaultProxy, dovecot: Dovecot, open_mailbox: OpenMailbox
) -> None:
    user = dovecot.account()
    mails = [raw.replace(b"patience", b"patience" * 35_000) for raw in applications(12)]
    mails[5] = mails[5].replace(b"patience", b"patience" * 12)
    dovecot.append_many(user, mails)
    proxy.always = Fault(cut_after=1_000_000)
    mailbox = open_mailbox(proxy.port, user)
    assert receive(line, mailbox, ("INBOX",)).fetched == 12
    assert proxy.broken > 3
    held = {oracle.digest(raw) for raw in dovecot.bodies(user).values()}
    assert set(line.archive.blobs()) == held
    assert receive(line, mailbox, ("INBOX",)).new == 0


@pytest.mark.parametrize("ends", [r"RFC822\.SIZE", r"BODY\.PEEK\[\]"], ids=["sizes", "bodies"])
def test_f3_a_mail_at_which_the_server_always_ends_the_connection_stops_no_other(
    site: Site, make_line: MakeLine, scripted: ScriptedImap, open_mailbox: OpenMailbox, ends: str
) -> None:
    line = make_line(site, clock=(clock := SetClock()))
    scripted.inbox.update({uid: Mail(raw) for uid, raw in enumerate(applications(4), 1)})
    scripted.inbox[2].ends = ends
    mailbox = open_mailbox(scripted.port)
    take_in(line, mailbox)
    assert {row["uid"]: row["outcome"] for row in site.json("ledger")} == {
        "1": "application", "2": "pending", "3": "application", "4": "application"
    }  # fmt: skip
    assert len(site.json("applications", "list")) == 3
    asked = len(scripted.commands("UID FETCH"))
    take_in(line, mailbox)
    assert len(scripted.commands("UID FETCH")) == asked, "it waits for its next attempt"
    for _ in range(4):
        clock.ahead += timedelta(minutes=10)
        take_in(line, mailbox)
    assert {row["uid"]: row["outcome"] for row in site.json("ledger")}["2"] == "unfetchable"
    scripted.inbox[2].ends = None
    clock.ahead += timedelta(days=1)
    take_in(line, mailbox)
    assert len(site.json("applications", "list")) == 4


def test_f3_wherever_the_answers_are_cut_the_next_polls_have_every_mail_once(
    line: Line, proxy: FaultProxy, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox, recover: Recover
) -> None:
    mails = applications(26)
    for number, raw in enumerate(mails[2:]):
        dovecot.append(user, raw)
        proxy.faults = [Fault(cut_after=20 + 131 * number)]
        with contextlib.suppress(MailboxUnavailable):
            receive(line, open_mailbox(proxy.port, user), ("INBOX",))
    assert proxy.broken > 20
    assert recover() == ["application"] * 26


def test_f3_a_server_that_refuses_connections_is_waited_for(
    line: Line, proxy: FaultProxy, user: str, open_mailbox: OpenMailbox, recover: Recover
) -> None:
    proxy.refusing = True
    with pytest.raises(MailboxUnavailable):
        receive(line, open_mailbox(proxy.port, user), ("INBOX",))
    assert recover() == ["application", "application"]


@pytest.mark.parametrize("at", [3_000, 4_000, 4_900])
def test_f3_a_bit_flipped_under_tls_ends_the_connection_and_nothing_of_it_is_stored(
    line: Line, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox, recover: Recover, at: int
) -> None:
    with fault_proxy(dovecot.tls_port) as proxy:
        proxy.faults = [Fault(flip_at=at)]
        mailbox = open_mailbox(proxy.port, user, tls="implicit", tls_ca=dovecot.ca)
        with contextlib.suppress(MailboxUnavailable):
            receive(line, mailbox, ("INBOX",))
        # By the same poll over a new connection, or not at all: what came is what the server has.
        assert (blobs(line), proxy.connections) in {(0, 1), (2, 2)}
    assert recover() == ["application", "application"]


@pytest.mark.parametrize("fault", [Fault(stall_on=r"BODY\.PEEK\[\]"), Fault(trickle=0.05)], ids=["stalls", "trickles"])
def test_f4_a_server_that_hangs_is_left_in_time_while_other_mailboxes_go_on(
    line: Line,
    proxy: FaultProxy,
    dovecot: Dovecot,
    user: str,
    open_mailbox: OpenMailbox,
    recover: Recover,
    fault: Fault,
) -> None:
    proxy.always = fault
    other = dovecot.account()
    dovecot.append_many(other, applications(3, "other@example.org")[2:])
    sources = {
        "jobs": open_mailbox(proxy.port, user, command_timeout=3.0, read_timeout=3.0),
        "other": open_mailbox(dovecot.port, other, name="other"),
    }
    polls = Polls(line, [watch(), watch("other")], lambda name: sources[name])
    hanging: list[str | None] = []
    thread = threading.Thread(target=lambda: hanging.append(polls.poll("jobs").error))
    thread.start()
    assert polls.poll("other").received.fetched == 1
    assert thread.is_alive(), "the other mailbox was polled while this one hung"
    thread.join(15)
    assert hanging
    assert "does not answer as it should" in (hanging[0] or "")
    assert polls.failures("jobs") == 1
    assert recover() == ["application", "application"]


def test_f5_a_literal_of_eight_gigabytes_makes_the_mailbox_fail_and_nothing_else(
    line: Line, scripted: ScriptedImap, open_mailbox: OpenMailbox
) -> None:
    scripted.inbox[1] = Mail(applications(1)[0])
    huge = b"* 1 FETCH (UID 1 BODY[] {8000000000}\r\n"
    scripted.on(r"UID FETCH 1 .*BODY\.PEEK\[\]", huge)
    polls = Polls(line, [watch()], lambda _name: open_mailbox(scripted.port))
    result = polls.poll("jobs")
    assert "8000000000 bytes" in (result.error or "")
    assert polls.failures("jobs") == 1
    assert blobs(line) == 0
    scripted._rules.clear()
    assert polls.poll("jobs").received.fetched == 1
    assert polls.failures("jobs") == 0


def test_f6_a_body_shorter_than_announced_is_fetched_once_more_then_kept_and_flagged(
    site: Site, line: Line, scripted: ScriptedImap, open_mailbox: OpenMailbox
) -> None:
    raw = applications(1)[0]
    scripted.inbox[1] = Mail(raw, size=len(raw) + 100)
    take_in(line, open_mailbox(scripted.port))
    assert len(scripted.commands(r"UID FETCH 1 .*BODY\.PEEK\[\]")) == 2
    (row,) = site.json("ledger")
    assert row["outcome"] == "application"
    assert "short_body" in row["flags"]
    take_in(line, open_mailbox(scripted.port))
    assert len(scripted.commands(r"UID FETCH 1 .*BODY\.PEEK\[\]")) == 2


@pytest.mark.parametrize("command", [r"RFC822\.SIZE", r"BODY\.PEEK\[\]"])
def test_f7_a_mail_expunged_between_search_and_fetch_is_vanished_and_never_asked_for_again(
    site: Site, line: Line, proxy: FaultProxy, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox, command: str
) -> None:
    def interfere(line_: str) -> None:
        if command.replace("\\", "") in line_:
            proxy.before = lambda _command: None
            dovecot.expunge(user, "1")

    proxy.before = interfere
    mailbox = open_mailbox(proxy.port, user)
    take_in(line, mailbox)
    rows = {row["uid"]: row["outcome"] for row in site.json("ledger")}
    assert rows["2"] == "application"
    # A server may still hand the mail over to whoever had selected the folder; then it is simply taken.
    assert rows["1"] in {"vanished", "application"}
    asked = len(proxy.commands(r"UID FETCH"))
    receive(line, mailbox, ("INBOX",))
    assert len(proxy.commands("UID FETCH")) == asked


def test_f7_a_mail_that_is_gone_when_it_is_fetched_is_vanished(
    site: Site, line: Line, scripted: ScriptedImap, open_mailbox: OpenMailbox
) -> None:
    scripted.inbox.update({uid: Mail(raw) for uid, raw in enumerate(applications(2), 1)})

    def expunge(connection: Connection) -> None:
        scripted.inbox.pop(1, None)
        connection.send(b"* 1 EXPUNGE\r\n%TAG% OK done\r\n")

    scripted.on(r"UID FETCH 1,2 .*BODY\.PEEK\[\]|UID FETCH 1:2 .*BODY\.PEEK\[\]", expunge, once=True)
    take_in(line, open_mailbox(scripted.port))
    rows = {row["uid"]: row["outcome"] for row in site.json("ledger")}
    assert rows == {"1": FetchResult.VANISHED.value, "2": "application"}
    asked = len(scripted.commands("UID FETCH"))
    take_in(line, open_mailbox(scripted.port))
    assert len(scripted.commands("UID FETCH")) == asked


@pytest.mark.parametrize("uidvalidity", [1, 2_000_000_000], ids=["down", "up"])
@pytest.mark.parametrize("first", [1, 40])
def test_f8_a_renumbered_folder_doubles_and_loses_nothing(
    site: Site,
    line: Line,
    dovecot: Dovecot,
    user: str,
    open_mailbox: OpenMailbox,
    recover: Recover,
    uidvalidity: int,
    first: int,
) -> None:
    take_in(line, open_mailbox(dovecot.port, user))
    before = site.json("applications", "list")
    dovecot.renumber(user, uidvalidity=uidvalidity, first=first)
    dovecot.append(user, applications(3)[2])
    assert sorted(recover()) == ["application", "application", "application", "duplicate", "duplicate"]
    after = site.json("applications", "list")
    assert after[:2] == before
    assert len(after) == 3
    assert {row["epoch"] for row in site.json("ledger")} == {1, 2}


def test_f8_a_new_epoch_is_said_in_the_log_and_on_the_desk(site: Site, dovecot: Dovecot, user: str) -> None:
    site.add(dovecot_table(dovecot.port, user))
    site.run("poll")
    dovecot.renumber(user, uidvalidity=99)
    done = site.launch(site.command("poll"), {})
    assert done.returncode == 0
    assert '"event": "new epoch"' in done.stderr
    assert '"uidvalidity": 99' in done.stderr
    told = Desk(open_shared(site.database, site.data)).history(EVERYTHING).items
    assert "folder_renumbered" in [happened.what for happened in told]


def test_f8_a_folder_deleted_while_selected_and_made_again_is_a_new_epoch(
    site: Site, line: Line, proxy: FaultProxy, dovecot: Dovecot, open_mailbox: OpenMailbox
) -> None:
    user = dovecot.account()
    dovecot.create(user, "Jobs")
    dovecot.append_many(user, applications(2), "Jobs")
    mailbox = open_mailbox(proxy.port, user)
    take_in(line, mailbox, "Jobs")
    dovecot.append(user, applications(3)[2], "Jobs")

    def recreate(command: str) -> None:
        if "UID FETCH" in command:
            proxy.before = lambda _command: None
            dovecot.delete(user, "Jobs")
            dovecot.create(user, "Jobs")
            dovecot.append_many(user, applications(4)[1:], "Jobs")

    proxy.before = recreate
    with contextlib.suppress(MailboxUnavailable):  # the server ends the connection, as Dovecot does
        receive(line, mailbox, ("Jobs",))
    take_in(line, mailbox, "Jobs")
    rows = [row for row in site.json("ledger") if row["outcome"] != "vanished"]
    oracle.check_once(rows)
    newest = max(row["epoch"] for row in rows)
    assert newest == 2
    now = [row for row in rows if row["epoch"] == newest]
    assert {row["uid"]: row["sha256"] for row in now} == {
        uid: oracle.digest(raw) for uid, raw in dovecot.bodies(user, "Jobs").items()
    }
    assert len(site.json("applications", "list")) == 4
    oracle.check_applications(site)


@pytest.mark.parametrize("uidnext", [2, 3])
def test_f9_uids_that_are_given_again_overwrite_nothing(
    site: Site, line: Line, scripted: ScriptedImap, open_mailbox: OpenMailbox, uidnext: int
) -> None:
    mails = applications(4)
    scripted.inbox.update({uid: Mail(raw) for uid, raw in enumerate(mails[:3], 1)})
    take_in(line, open_mailbox(scripted.port))
    before = site.json("ledger")
    scripted.folders["INBOX"] = {1: Mail(mails[3])} if uidnext == 2 else {1: Mail(mails[3]), 2: Mail(mails[0])}
    take_in(line, open_mailbox(scripted.port))
    after = site.json("ledger")
    assert [row for row in after if row["epoch"] == 1] == before
    fresh = {row["uid"]: (row["sha256"], row["outcome"]) for row in after if row["epoch"] == 2}
    assert fresh["1"] == (oracle.digest(mails[3]), "application")
    assert uidnext == 2 or fresh["2"] == (oracle.digest(mails[0]), "duplicate")
    assert len(site.json("applications", "list")) == 4


def test_f8_a_folder_that_is_gone_keeps_no_other_one_away(site: Site, dovecot: Dovecot, user: str) -> None:
    folders = 'folders = ["Gone", "INBOX", "Gone too"]\n'
    site.add(dovecot_table(dovecot.port, user) + folders)
    done = site.launch(site.command("poll"), {})
    assert done.returncode == 1
    assert "jobs: 2 new, but not all could be done." in done.stdout
    assert 'refused the folder "Gone"' in done.stdout
    assert 'refused the folder "Gone too"' in done.stdout
    dovecot.create(user, "Gone")
    dovecot.create(user, "Gone too")
    site.run("poll")
    assert [row["outcome"] for row in oracle.check(site, dovecot, user)] == ["application", "application"]


def test_f8_where_no_folder_can_be_read_the_poll_has_failed(
    line: Line, dovecot: Dovecot, user: str, open_mailbox: OpenMailbox
) -> None:
    with pytest.raises(MailboxUnavailable, match="Gone"):
        receive(line, open_mailbox(dovecot.port, user), ("Gone", "Gone too"))


@pytest.mark.parametrize("first", [r"STATUS \"?Bad", r"EXAMINE \"?Bad"], ids=["status", "examine"])
def test_f8_a_folder_at_which_the_server_ends_every_connection_keeps_no_other_one_away(
    line: Line, scripted: ScriptedImap, open_mailbox: OpenMailbox, first: str
) -> None:
    scripted.folders["Bad"] = {}
    scripted.inbox[1] = Mail(applications(1)[0])
    scripted.on(first, lambda connection: connection.cut())
    polls = Polls(line, [replace(watch(), folders=("Bad", "INBOX"))], lambda _name: open_mailbox(scripted.port))
    result = polls.poll("jobs")
    assert result.received.fetched == 1
    assert 'The folder is "Bad".' in (result.error or "")
    assert not result.failed
    assert polls.statuses()[0].partly
    scripted._rules.clear()
    assert polls.poll("jobs").error is None
    assert not polls.statuses()[0].partly


def test_f3_mails_that_cannot_be_marked_keep_none_from_being_fetched(
    line: Line, scripted: ScriptedImap, open_mailbox: OpenMailbox
) -> None:
    scripted.inbox[1] = Mail(applications(1)[0])
    scripted.on("UID STORE", lambda connection: connection.cut())
    mailbox = open_mailbox(scripted.port, after=SetFlag(r"\Seen"))
    polls = Polls(line, [replace(watch(), marks=True)], lambda _name: mailbox)
    for uid in (2, 3):
        result = polls.poll("jobs")
        assert result.received.fetched == 1
        assert "could not be marked" in (result.error or "")
        assert not result.failed
        scripted.inbox[uid] = Mail(applications(uid)[-1])
    scripted._rules.clear()
    assert polls.poll("jobs").received.marked == 3
    assert all(mail.flags == {r"\Seen"} for mail in scripted.inbox.values())


def test_f9_fetch_data_that_nobody_asked_for_gets_no_row_and_takes_no_place(
    site: Site, line: Line, scripted: ScriptedImap, open_mailbox: OpenMailbox
) -> None:
    mails = applications(2)
    scripted.inbox[1] = Mail(mails[0])
    foreign = b"* 9 FETCH (UID 9 BODY[] {%d}\r\n%s)\r\n" % (len(mails[1]), mails[1])

    def more(connection: Connection) -> None:
        own = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (len(mails[0]), mails[0])
        connection.send(foreign + own + foreign + b"%TAG% OK done\r\n")

    scripted.on(r"UID FETCH 1 .*BODY\.PEEK\[\]", more)
    scripted.on("UID SEARCH", b"* SEARCH 1\r\n" + foreign + b"%TAG% OK done\r\n")
    take_in(line, open_mailbox(scripted.port))
    (row,) = site.json("ledger")
    assert (row["uid"], row["sha256"]) == ("1", oracle.digest(mails[0]))


def test_f10_one_mail_twice_in_two_mailboxes_is_one_application_and_other_content_is_another_message(
    site: Site, line: Line, dovecot: Dovecot, open_mailbox: OpenMailbox
) -> None:
    line.store.ensure_mailbox("other", "imap", ("other@example.org",))
    mail, forged = applications(2)
    forged = forged.replace(b"<1.kill@example.net>", b"<0.kill@example.net>")
    first, second = dovecot.account(), dovecot.account()
    dovecot.append_many(first, [mail, mail, forged])
    dovecot.append_many(second, [b"Received: from mx.example.org by b; Wed, 1 Dec 2021 10:00:00 +0000\r\n" + mail])
    take_in(line, open_mailbox(dovecot.port, first))
    take_in(line, open_mailbox(dovecot.port, second, name="other"))
    outcomes = [row["outcome"] for row in site.json("ledger")]
    assert sorted(outcomes) == ["application", "application", "duplicate", "duplicate"]
    applied = site.json("applications", "list")
    assert sorted(row["candidate"]["name"] for row in applied) == ["Jan Haddad", "Noor Haddad"]
    (original,) = [row for row in site.json("ledger") if row["uid"] == "1" and row["mailbox"] == "jobs"]
    copies = [row for row in site.json("ledger") if row["outcome"] == "duplicate"]
    assert all(row["applications"] == original["applications"] for row in copies)


def test_f19_a_backlog_that_is_cut_goes_on_where_it_was(
    line: Line, proxy: FaultProxy, dovecot: Dovecot, open_mailbox: OpenMailbox
) -> None:
    user = dovecot.account()
    dovecot.append_many(user, [raw.replace(b"patience", b"patience" * 2_000) for raw in applications(60)] * 2)
    proxy.faults = [Fault(cut_after=1_200_000), Fault(cut_after=1)]
    mailbox = open_mailbox(proxy.port, user)
    told: list[tuple[int, int]] = []
    with pytest.raises(MailboxUnavailable):
        receive(line, mailbox, ("INBOX",), progress=lambda done, all_: told.append((done, all_)))
    held = len(line.store.known_uids("jobs", "INBOX"))
    assert told[-1] == (held, 120)
    assert 0 < held < 120
    again = receive(line, mailbox, ("INBOX",))
    assert again.fetched == 120 - held
