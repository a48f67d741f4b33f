"""Marks on the server: after the commit, repeatable, bound to their numbering, never more than was committed."""

from collections.abc import Callable

import pytest
import structlog

from intake.errors import MailboxUnavailable
from intake.mailbox.imap import ImapMailbox
from intake.mailbox.settings import Leave, Move, SetFlag, SetKeyword
from intake.model.ledger import Mark
from tests.servers.scripted_imap import Connection, Mail, ScriptedImap

MakeMail = Callable[..., Mail]
OpenMailbox = Callable[..., ImapMailbox]

WRITING = "^SELECT|STORE|COPY|MOVE|EXPUNGE|CREATE"


def marks(*uids: int, uidvalidity: int = 7, folder: str = "INBOX") -> list[Mark]:
    return [
        Mark(message=f"m{uid}", folder=folder, uidvalidity=uidvalidity, uid=str(uid), message_id=f"<{uid}@example.net>")
        for uid in uids
    ]


@pytest.fixture
def three(server: ScriptedImap, mail: MakeMail) -> ScriptedImap:
    server.inbox.update({uid: mail(uid) for uid in (1, 2, 3)})
    return server


def test_a_mailbox_that_is_left_alone_is_never_touched(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    assert open_mailbox(after=Leave()).acknowledge(marks(1, 2)) == ("m1", "m2")
    assert three.heard == []


def test_a_flag_is_set_on_just_the_committed_mails(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    mailbox = open_mailbox(after=SetFlag("\\Seen"))
    assert mailbox.acknowledge(marks(1, 3)) == ("m1", "m3")
    assert [mail.flags for mail in three.inbox.values()] == [{"\\Seen"}, set(), {"\\Seen"}]
    assert mailbox.acknowledge(marks(1, 3)) == ("m1", "m3")


def test_after_marking_the_folder_is_read_only_again(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    mailbox = open_mailbox(after=SetFlag("\\Seen"))
    mailbox.select("INBOX")
    mailbox.acknowledge(marks(1))
    mailbox.uids("INBOX")
    assert three.commands("^SELECT|^EXAMINE") == ['EXAMINE "INBOX"', 'SELECT "INBOX"', 'EXAMINE "INBOX"']


def test_a_keyword_needs_a_server_that_keeps_it(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    mailbox = open_mailbox(after=SetKeyword("$Intake"))
    assert mailbox.acknowledge(marks(1)) == ("m1",)
    assert three.inbox[1].flags == {"$Intake"}
    three.permanent_flags = r"\Seen \Deleted"
    with structlog.testing.capture_logs() as logs:
        assert mailbox.acknowledge(marks(2)) == ()
    assert three.inbox[2].flags == set()
    assert [log["reason"] for log in logs] == [
        "The server does not keep this flag in this folder; choose a move or another flag."
    ]


def test_without_permanentflags_every_flag_is_kept(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    three.on("^SELECT", b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n%TAG% OK [READ-WRITE] done\r\n")
    assert open_mailbox(after=SetKeyword("$Intake")).acknowledge(marks(1)) == ("m1",)


@pytest.mark.parametrize("word", ["two words", "x) BODY", "Ünseen", 'a"b', ""])
def test_a_flag_that_is_no_word_never_reaches_the_wire(
    three: ScriptedImap, open_mailbox: OpenMailbox, word: str
) -> None:
    assert open_mailbox(after=SetKeyword(word)).acknowledge(marks(1)) == ()
    assert three.commands("STORE") == []


def test_a_folder_that_may_only_be_read_is_left_alone(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    three.on("^SELECT", b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n%TAG% OK [READ-ONLY] done\r\n")
    with structlog.testing.capture_logs() as logs:
        assert open_mailbox(after=SetFlag("\\Seen")).acknowledge(marks(1)) == ()
    assert "may only read" in logs[0]["reason"]


def test_marks_of_another_numbering_touch_nothing_and_are_over(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    mailbox = open_mailbox(after=Move("Processed"))
    assert mailbox.acknowledge(marks(1, uidvalidity=6) + marks(2)) == ("m1", "m2")
    assert sorted(three.inbox) == [1, 3]


def test_without_uidvalidity_nothing_is_marked(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    three.uidvalidity = None
    assert open_mailbox(after=SetFlag("\\Seen")).acknowledge(marks(1)) == ()
    assert three.commands("STORE") == []


def test_a_refused_mark_is_tried_again_later(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    three.on("STORE", b"%TAG% NO [NOPERM] not yours\r\n")
    with pytest.raises(MailboxUnavailable, match="NOPERM"):
        open_mailbox(after=SetFlag("\\Seen")).acknowledge(marks(1))


def test_a_move_makes_its_target_and_may_be_repeated(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    raws = [three.inbox[uid].raw for uid in (1, 2)]
    mailbox = open_mailbox(after=Move("Processed"))
    assert mailbox.acknowledge(marks(1, 2)) == ("m1", "m2")
    assert [mail.raw for mail in three.folders["Processed"].values()] == raws
    assert sorted(three.inbox) == [3]
    before = len(three.commands(WRITING))
    assert mailbox.acknowledge(marks(1, 2)) == ("m1", "m2")
    assert three.commands(WRITING)[before:] == ['SELECT "INBOX"']


def test_a_target_that_cannot_be_made_keeps_the_mail_where_it_is(
    three: ScriptedImap, open_mailbox: OpenMailbox
) -> None:
    three.on("CREATE", b"%TAG% NO [CANNOT] not here\r\n")
    with pytest.raises(MailboxUnavailable, match="TRYCREATE"):
        open_mailbox(after=Move("Processed")).acknowledge(marks(1))
    assert sorted(three.inbox) == [1, 2, 3]


def test_without_move_a_mail_is_copied_and_just_itself_expunged(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    three.capabilities = "IMAP4rev1 UIDPLUS"
    three.inbox[3].flags.add("\\Deleted")
    assert open_mailbox(after=Move("Processed")).acknowledge(marks(1, 2)) == ("m1", "m2")
    assert sorted(three.inbox) == [3]
    assert len(three.folders["Processed"]) == 2
    assert three.commands("EXPUNGE") == ["UID EXPUNGE 1,2"]


@pytest.mark.parametrize("lost", ["STORE", "EXPUNGE"])
def test_a_move_interrupted_after_its_copy_leaves_one_copy(
    three: ScriptedImap, open_mailbox: OpenMailbox, lost: str
) -> None:
    three.capabilities = "IMAP4rev1 UIDPLUS"
    mailbox = open_mailbox(after=Move("Processed"))
    three.on(lost, lambda connection: connection.cut(), once=True)
    with pytest.raises(MailboxUnavailable):
        mailbox.acknowledge(marks(1, 2))
    assert len(three.folders["Processed"]) == 2
    assert mailbox.acknowledge(marks(1, 2)) == ("m1", "m2")
    assert len(three.folders["Processed"]) == 2
    assert sorted(three.inbox) == [3]


def test_another_mail_of_the_same_size_in_the_target_is_no_copy(
    three: ScriptedImap, open_mailbox: OpenMailbox, mail: MakeMail
) -> None:
    three.capabilities = "IMAP4rev1 UIDPLUS"
    three.folders["Processed"] = {1: mail(4)}
    assert open_mailbox(after=Move("Processed")).acknowledge(marks(1)) == ("m1",)
    assert [mail.raw for mail in three.folders["Processed"].values()] == [mail(4).raw, mail(1).raw]


def test_a_message_id_never_becomes_part_of_a_command(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    three.capabilities = "IMAP4rev1 UIDPLUS"
    evil = Mark(message="m1", folder="INBOX", uidvalidity=7, uid="1", message_id='<x" \r\nX9 DELETE INBOX\r\n>')
    open_mailbox(after=Move("Processed")).acknowledge([evil])
    assert three.commands("X9|DELETE INBOX|Message-ID") == []


def test_a_folder_renumbered_during_a_move_loses_nothing(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    three.capabilities = "IMAP4rev1 UIDPLUS"

    def renumber(connection: Connection) -> None:
        three.uidvalidity = 8
        connection.send(b"* SEARCH\r\n%TAG% OK done\r\n")

    three.folders["Processed"] = {}
    three.on("SEARCH LARGER", renumber)
    with pytest.raises(MailboxUnavailable, match="renumbered"):
        open_mailbox(after=Move("Processed")).acknowledge(marks(1))
    assert sorted(three.inbox) == [1, 2, 3]


def test_without_move_and_uidplus_nothing_is_moved(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    three.capabilities = "IMAP4rev1"
    with structlog.testing.capture_logs() as logs:
        assert open_mailbox(after=Move("Processed")).acknowledge(marks(1)) == ()
    assert sorted(three.inbox) == [1, 2, 3]
    assert "neither MOVE nor UIDPLUS" in logs[0]["reason"]


def test_a_mail_of_unknown_size_is_moved_all_the_same(three: ScriptedImap, open_mailbox: OpenMailbox) -> None:
    three.capabilities = "IMAP4rev1 UIDPLUS"
    three.folders["Processed"] = {}
    three.on("RFC822.SIZE", b"* 1 FETCH (UID 1 RFC822.SIZE NIL)\r\n%TAG% OK done\r\n")
    assert open_mailbox(after=Move("Processed")).acknowledge(marks(1)) == ("m1",)
    assert len(three.folders["Processed"]) == 1


def test_marks_of_several_folders_are_made_in_each(
    three: ScriptedImap, open_mailbox: OpenMailbox, mail: MakeMail
) -> None:
    three.folders["Other"] = {1: mail(9)}
    done = open_mailbox(after=SetFlag("\\Seen")).acknowledge([*marks(1), *marks(1, folder="Other")])
    assert done == ("m1", "m1")
    assert three.folders["Other"][1].flags == {"\\Seen"}
