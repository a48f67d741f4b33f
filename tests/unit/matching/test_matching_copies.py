"""One mail in several mailboxes: when it counts as received, for whom it was, whichever copy came first."""

import datetime as dt
from typing import Any

import pytest

from intake.model.application import Copy
from intake.model.ledger import Outcome


def copy(message: str = "m20", *recipients: str, mailbox: str = "hiring@example.org") -> Copy:
    return Copy(message=message, mailbox_addresses=(mailbox,), recipients=recipients)


def postings(decision: Any) -> list[Any]:
    return [s.posting for s in decision.submissions]


def received(decision: Any) -> list[str]:
    return [e.text for e in decision.evidence if e.rule == "received"]


def test_evidence_says_which_copy_was_received_first_and_when(make: Any) -> None:
    decision = make.decide(make.message(), make.document(), copies=(copy(),), received_by="m20")
    assert received(decision) == ["Its copy m20 was received first, 20 Dec 2021 09:00:00 UTC: that time counts."]


def test_a_copy_that_came_later_is_not_spoken_of(make: Any) -> None:
    assert received(make.decide(make.message(), make.document(), copies=(copy(),))) == []


def test_timeliness_is_that_of_the_time_which_counts(make: Any) -> None:
    late = dt.datetime(2022, 1, 3, tzinfo=dt.UTC)
    decision = make.decide(make.message(), make.document(), received_at=late, received_by="m20", copies=(copy(),))
    assert decision.submissions[0].timeliness.value == "late"
    assert received(decision) == ["Its copy m20 was received first, 3 Jan 2022 00:00:00 UTC: that time counts."]


def test_servers_of_any_copy_may_name_the_contact(make: Any) -> None:
    mail = make.message(to="jobs@example.org")
    decision = make.decide(mail, make.document(), copies=(copy("m20", "jobs@example.org", "otto@example.org"),))
    assert postings(decision) == ["p2"]
    assert decision.submissions[0].match.reasons == ("Delivered to otto@example.org, the contact of “Web Developer”.",)


def test_what_the_sender_wrote_counts_before_what_a_copy_says(make: Any) -> None:
    decision = make.decide(
        make.message(to="ines@example.org"), make.document(), copies=(copy("m20", "otto@example.org"),)
    )
    assert postings(decision) == ["p1"]


def test_one_copy_for_two_contacts_opens_two_applications_as_one_arrival_would(make: Any) -> None:
    mail = make.message(to="jobs@example.org")
    both = copy("m20", "ines@example.org", "otto@example.org")
    assert postings(make.decide(mail, make.document(), copies=(both,))) == ["p1", "p2"]
    assert postings(make.decide(mail, make.document(), copies=(copy("m21", "ines@example.org"), both))) == ["p1", "p2"]


@pytest.mark.parametrize("order", [("ines", "otto"), ("otto", "ines")])
def test_a_list_that_hands_on_to_a_contact_each_waits_for_a_person(make: Any, order: tuple[str, str]) -> None:
    mail = make.message(to="team@example.org", delivered_to=(f"{order[0]}@example.org",))
    decision = make.decide(mail, make.document(), copies=(copy("m20", f"{order[1]}@example.org"),))
    assert postings(decision) == [None]
    assert [a.posting for a in decision.submissions[0].match.alternatives] == ["p1", "p2"]


def test_a_mailbox_that_is_a_contacts_names_its_posting_in_any_copy(make: Any) -> None:
    mail = make.message(to="friends@example.net")
    decision = make.decide(mail, make.document(), copies=(copy(mailbox="Otto@Example.org"),))
    assert postings(decision) == ["p2"]
    assert decision.submissions[0].match.reasons[0].startswith("It arrived in the mailbox of otto@example.org")


def test_an_alias_counts_for_the_mailbox_of_its_own_copy_only(make: Any) -> None:
    mail = make.message(to="team@example.org")
    alias = Copy(
        message="m20", mailbox_addresses=("otto@example.org", "team@example.org"), recipients=("team@example.org",)
    )
    decision = make.decide(mail, make.document(), copies=(alias, copy("m21", mailbox="ines@example.org")))
    assert postings(decision) == ["p2"]
    assert decision.submissions[0].match.reasons == (
        "Sent to team@example.org, the same mailbox as otto@example.org, the contact of “Web Developer”.",
    )


def test_whom_a_forward_was_handed_on_to_says_nothing_of_its_original(make: Any) -> None:
    mail = make.forward("Jane Doe <jane@example.net>", original_to="ines@example.org")
    decision = make.decide(mail, make.document(), copies=(copy("m20", "otto@example.org"),))
    assert postings(decision) == ["p1"]
    unnamed = make.forward("Jane Doe <jane@example.net>", original_to="friend@example.net", by="desk@example.org")
    decision = make.decide(unnamed, make.document(), copies=(copy("m20", "otto@example.org"),))
    assert postings(decision) == [None]


def test_the_address_of_a_copys_mailbox_is_no_candidates(make: Any) -> None:
    mail = make.message("Hiring <hiring@example.org>", to="ines@example.org")
    assert make.decide(mail, make.body(), copies=(copy(),)).outcome is Outcome.CORRESPONDENCE


def test_order_of_the_copies_changes_nothing(make: Any) -> None:
    mail = make.message(to="team@example.org")
    copies = (copy("m20", "otto@example.org"), copy("m3", "b@example.org", "a@example.org", mailbox="INES@example.org"))
    first = make.decide(mail, make.document(), copies=copies)
    assert make.decide(mail, make.document(), copies=copies[::-1]) == first


def test_of_two_aliases_of_a_copy_the_first_by_name_is_said_in_any_order(make: Any) -> None:
    mail = make.message(to="team@example.org")
    boxes = ("otto@example.org", "b@example.org", "a@example.org")
    for recipients in (("a@example.org", "b@example.org"), ("b@example.org", "a@example.org")):
        alias = Copy(message="m20", mailbox_addresses=boxes, recipients=recipients)
        (made,) = make.decide(mail, make.document(), copies=(alias,)).submissions
        assert made.match.reasons[0].startswith("Sent to a@example.org, the same mailbox as otto@example.org")


@pytest.mark.parametrize("order", [("ida", "ines"), ("ines", "ida")])
def test_of_two_contacts_of_one_posting_the_first_by_name_is_said_in_any_order(
    make: Any, order: tuple[str, str]
) -> None:
    shared = (make.posting("p1", "Data Curator", ("ines@example.org", "ida@example.org")),)
    mail = make.message(to="team@example.org", delivered_to=(f"{order[0]}@example.org",))
    decision = make.decide(mail, make.document(), copies=(copy("m20", f"{order[1]}@example.org"),), postings=shared)
    assert decision.submissions[0].match.reasons == ("Delivered to ida@example.org, the contact of “Data Curator”.",)
