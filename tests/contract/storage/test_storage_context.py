"""What a decision may know: earlier messages only, nothing that the message itself caused."""

import base64
from datetime import timedelta
from typing import Any

from intake.model.application import Context, Flag
from intake.model.document import CandidateFacts, DocumentKind, DocumentStatus, Link, LinkKind
from intake.model.message import Address, Forwarded, MessageKind, NestedMessage
from intake.model.reading import Reading
from tests.contract.storage.builders import (
    MANAGER,
    NOON,
    RESUME,
    STATEMENT,
    House,
    document,
    message,
    opened,
    posting,
    reading,
)

HOUR = timedelta(hours=1)


def context_of(house: House, said: Reading, uid: str = "50", **where: Any) -> Context:
    """The context of a mail that has just been read."""
    claim = house.claim_one(house.mail(uid, said, **where))
    house.store.keep_reading(claim, said)
    return house.store.context(claim)[1]


def later(hours: float = 1, *documents: Any, sender: str = "noor@example.net", **changes: Any) -> Reading:
    said = message(sender, changes.pop("name", "Noor Haddad"), received_at=NOON + hours * HOUR, **changes)
    return reading(said, *documents)


def test_a_first_mail_knows_the_postings_and_nobody(house: House) -> None:
    house.store.apply_rounds([opened(), opened(posting("Manager", MANAGER))])
    seen = context_of(house, reading(message(), RESUME))
    assert (seen.message, seen.mailbox, seen.mailbox_addresses) == ("m1", "jobs", ("jobs@example.org",))
    assert [(r.id, r.posting.title) for r in seen.postings] == [
        ("p1", "Application Support Engineer"),
        ("p2", "Manager"),
    ]
    assert (seen.first_sighting, seen.thread, seen.candidates, seen.received_at) == (None, (), (), NOON)


def test_a_known_address_brings_its_candidate_with_the_current_documents(house: House) -> None:
    house.store.apply_rounds([opened()])
    resume = document(
        DocumentKind.RESUME,
        headings=("Experience", "References:"),
        candidate=CandidateFacts(links=(Link(LinkKind.ORCID, "https://orcid.org/0"),)),
    )
    house.bring(("1", reading(message(), RESUME)), ("2", later(1, resume)))
    (candidate,) = context_of(house, later(2, sender="Noor+jobs@EXAMPLE.net")).candidates
    (application,) = candidate.applications
    (held,) = application.documents
    assert (candidate.id, candidate.names, candidate.emails) == ("c1", ("Noor Haddad",), ("noor@example.net",))
    assert (application.id, application.posting, application.status, application.final) == ("a1", "p1", "new", False)
    assert application.received_at == NOON
    assert (held.message, held.part, held.kinds, held.status) == (
        "m2",
        "2",
        (DocumentKind.RESUME,),
        DocumentStatus.EXTRACTED,
    )
    assert held.links == (Link(LinkKind.ORCID, "https://orcid.org/0"),)
    assert held.has_references_section


def test_a_name_in_another_spelling_brings_its_candidate(house: House) -> None:
    house.bring(("1", reading(message("a@example.net", "María José Müller"), RESUME)))
    seen = context_of(house, later(1, sender="b@example.org", name="Mueller, Maria"))
    assert [candidate.id for candidate in seen.candidates] == ["c1"]


def test_addresses_and_names_in_documents_and_forwards_are_looked_up(house: House) -> None:
    house.bring(("1", reading(message(), RESUME)))
    facts = document(DocumentKind.RESUME, candidate=CandidateFacts(name="Noor Haddad"))
    forwarded = Forwarded(sender=Address(None, "noor@example.net"), to=(), subject=None, sent_at=None)
    unsaid = Forwarded(sender=None, to=(Address(None, MANAGER),), subject=None, sent_at=None)
    staff: dict[str, Any] = {"sender": "staff@example.org", "name": None}
    assert context_of(house, later(1, **staff), "50").candidates == ()
    assert len(context_of(house, later(1, facts, **staff), "51").candidates) == 1
    assert len(context_of(house, later(1, forwarded=forwarded, **staff), "52").candidates) == 1
    assert context_of(house, later(1, forwarded=unsaid, **staff), "53").candidates == ()


def test_what_came_with_later_messages_is_left_out(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(("1", later(0, RESUME)), ("3", later(3, STATEMENT)))
    (candidate,) = context_of(house, later(2)).candidates
    assert [held.kinds for held in candidate.applications[0].documents] == [(DocumentKind.RESUME,)]
    assert context_of(house, later(-1), "51").candidates == ()


def test_what_the_message_itself_caused_is_left_out(house: House) -> None:
    house.store.apply_rounds([opened()])
    (key,) = house.bring(("1", reading(message(), RESUME)))
    (claim,) = house.store.stored([key])
    assert house.store.context(claim)[1].candidates == ()
    assert house.store.context(claim, fresh=later(0, sender="x@example.net"))[0].message.sender == Address(
        "Noor Haddad", "x@example.net"
    )


def test_the_first_sighting_is_the_oldest_row_of_the_same_mail(house: House) -> None:
    house.store.apply_rounds([opened()])
    said = reading(message(), RESUME)
    house.mail("1", said, body="one way")
    house.process()
    same_bytes = context_of(house, said, "2", body="one way").first_sighting
    other_bytes = context_of(house, said, "3", body="another way", mailbox="anna").first_sighting
    assert same_bytes is not None
    assert other_bytes is not None
    assert (same_bytes.message, same_bytes.same_bytes, same_bytes.applications) == ("m1", True, ("a1",))
    assert (other_bytes.message, other_bytes.same_bytes) == ("m1", False)


def test_the_same_message_id_with_other_content_is_no_sighting(house: House) -> None:
    house.bring(("1", reading(message(message_id="<a@x>"), RESUME)))
    assert context_of(house, later(1, message_id="<a@x>", subject="Other")).first_sighting is None


def test_references_lead_to_the_thread_and_its_candidate(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(
        ("1", later(0, RESUME, message_id="<1@x>")),
        ("2", later(1, sender="jan@example.net", name="Jan", message_id="<2@x>")),
    )
    seen = context_of(
        house,
        later(2, sender="w@example.org", name=None, references=("<2@x>",), in_reply_to="<1@x>", message_id="<3@x>"),
    )
    assert [(link.message, link.candidate, link.applications) for link in seen.thread] == [
        ("m1", "c1", ("a1",)),
        ("m2", None, ()),
    ]
    assert [candidate.id for candidate in seen.candidates] == ["c1"]


def test_an_outlook_conversation_is_a_thread_too(house: House) -> None:
    root = bytes(range(22))
    house.bring(("1", later(0, RESUME, thread_index=base64.b64encode(root).decode())))
    answer = base64.b64encode(root + b"12345").decode()
    seen = context_of(house, later(1, sender="w@example.org", name=None, thread_index=answer))
    assert [link.message for link in seen.thread] == ["m1"]
    other = base64.b64encode(b"x" * 22).decode()
    assert context_of(house, later(1, sender="v@example.org", name=None, thread_index=other), "51").thread == ()


def test_a_message_that_is_not_decided_or_later_is_no_thread(house: House) -> None:
    house.mail("1", later(0, message_id="<1@x>"))
    assert context_of(house, later(1, references=("<1@x>",))).thread == ()
    house.bring(("3", later(3, message_id="<3@x>")))
    assert context_of(house, later(2, references=("<3@x>",)), "51").thread == ()


def test_mail_of_machines_is_looked_up_by_nobody(house: House) -> None:
    house.bring(("1", later(0, kind=MessageKind.BULK, message_id="<1@x>", references=("<0@x>",))))
    assert house.counts()["message_addresses"] == house.counts()["message_references"] == 0
    assert house.outcomes() == {"m1": "bulk"}


def test_a_flag_of_any_submission_is_a_flag_of_the_application(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(("1", later(0, RESUME)), ("2", later(1, RESUME, sender="other@example.org")))
    assert house.application("a2")["flags"] == [Flag.INCOMPLETE, Flag.POSSIBLE_DUPLICATE]
    assert house.application("a2")["possible_duplicates"] == ["a1"]


def test_addresses_longer_than_any_index_takes_are_compared_all_the_same(house: House) -> None:
    address, reference = f"{'n' * 5000}@example.net", f"<{'r' * 5000}@x>"
    house.store.apply_rounds([opened()])
    house.bring(("1", later(0, RESUME, sender=address, name="N" * 5000, message_id=reference)))
    seen = context_of(house, later(1, sender=address, references=(reference,)))
    assert [candidate.emails for candidate in seen.candidates] == [(address,)]
    assert [link.message for link in seen.thread] == ["m1"]


def test_a_flood_of_references_and_addresses_is_cut_and_the_nearest_count(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(("1", later(0, RESUME, message_id="<last@x>")))
    flood = document(
        DocumentKind.RESUME,
        candidate=CandidateFacts(name="Noor Haddad", emails=tuple(f"{n}@example.net" for n in range(40_000))),
    )
    references = (*(f"<{n}@x>" for n in range(40_000)), "<last@x>")
    seen = context_of(house, later(1, flood, references=references))
    assert [link.message for link in seen.thread] == ["m1"]
    assert [candidate.id for candidate in seen.candidates] == ["c1"]
    assert house.counts()["message_references"] == 50


def test_the_authors_of_nested_messages_are_looked_up(house: House) -> None:
    house.bring(("1", later(0, RESUME)))
    nested = NestedMessage(part="2/", message=message("noor@example.net", None))
    assert len(context_of(house, later(1, sender="s@example.org", name=None, nested=(nested,))).candidates) == 1


def test_a_newer_reading_takes_back_what_the_older_one_misread(house: House) -> None:
    house.store.apply_rounds([opened()])
    (key,) = house.bring(("1", later(0, RESUME, STATEMENT, sender="wrong@example.net", references=("<0@x>", "<1@x>"))))
    house.readings[key] = later(0, RESUME, sender="right@example.net", references=("<1@x>",))
    house.store.read_again([key])
    house.process()
    assert context_of(house, later(1, sender="wrong@example.net", name=None), "50").candidates == ()
    assert len(context_of(house, later(1, sender="right@example.net", name=None), "51").candidates) == 1
    assert house.counts()["documents"] == house.counts()["message_references"] == 1


def test_words_that_no_database_takes_are_kept_readable(house: House) -> None:
    house.store.apply_rounds([opened()])
    said = later(0, RESUME, sender="a\0@example.net", name="No\0or H", message_id="<\0@x>", references=("<\0\0@x>",))
    (key,) = house.bring(("1", said))
    house.store.read_again([key])
    house.process()
    assert house.application("a1")["candidate"]["name"] == "No\ufffdor H"
    assert house.entry(key)["message_id"] == "<\ufffd@x>"


def test_a_mail_that_brought_nothing_leads_on_to_what_it_answers(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(
        ("1", reading(message(message_id="<1@x>"), RESUME)),
        ("2", later(1, sender="ada@example.org", name="Ada", message_id="<2@x>", in_reply_to="<1@x>", recipients=())),
    )
    seen = context_of(house, later(2, sender="noor.h@example.net", in_reply_to="<2@x>"))
    assert [(link.message, link.applications) for link in seen.thread] == [("m1", ("a1",)), ("m2", ())]


def test_a_thread_is_followed_back_through_four_mails_without_papers(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(("1", reading(message(message_id="<1@x>"), RESUME)))
    for number in range(2, 8):
        said = later(number, sender="ada@example.org", name="Ada", recipients=(), message_id=f"<{number}@x>",
                     in_reply_to=f"<{number - 1}@x>")  # fmt: skip
        house.bring((str(number), said))
    assert [link.message for link in context_of(house, later(9, in_reply_to="<4@x>")).thread] == [
        "m1",
        "m2",
        "m3",
        "m4",
    ]
    far = context_of(house, later(9, in_reply_to="<7@x>"), uid="51")
    assert [link.message for link in far.thread] == ["m4", "m5", "m6", "m7"]


def test_a_mail_that_brought_something_leads_no_further(house: House) -> None:
    house.store.apply_rounds([opened()])
    house.bring(
        ("1", reading(message(message_id="<1@x>"), RESUME)),
        ("2", later(1, RESUME, message_id="<2@x>", in_reply_to="<1@x>")),
    )
    assert [link.message for link in context_of(house, later(2, in_reply_to="<2@x>")).thread] == ["m2"]
