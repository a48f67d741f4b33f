"""The instant of the deadline, its grace, and the sentence with both clocks."""

import datetime as dt
from typing import Any

import pytest

from intake.matching.rounds import Place, calendar, deadline_at, standing
from intake.matching.timeliness import judge
from intake.model.application import Flag, Timeliness
from intake.model.policy import DecisionPolicy
from intake.model.posting import Deadline

BERLIN = DecisionPolicy(timezone="Europe/Berlin")
LAST_SECOND = dt.datetime(2021, 12, 31, 22, 59, 59, tzinfo=dt.UTC)


def test_sentence_shows_both_clocks_and_the_span_between(make: Any) -> None:
    received = dt.datetime(2021, 12, 30, 23, 10, tzinfo=dt.UTC)
    verdict = judge(make.POSTINGS[0], received, BERLIN)

    assert verdict.timeliness is Timeliness.ON_TIME
    assert verdict.deadline_at == LAST_SECOND
    assert [(e.rule, e.text) for e in verdict.evidence] == [
        (
            "deadline",
            (
                "Received 30 Dec 2021 23:10:00 UTC, 23 h 49 min before the deadline 31 Dec 2021 23:59:59 Europe/Berlin "
                "(received 31 Dec 2021 00:10:00 Europe/Berlin; deadline 31 Dec 2021 22:59:59 UTC)."
            ),
        )
    ]


def test_sentence_in_one_zone_shows_its_clock_once(make: Any) -> None:
    verdict = judge(make.POSTINGS[0], LAST_SECOND, DecisionPolicy(timezone="UTC"))
    assert verdict.evidence[0].text == (
        "Received 31 Dec 2021 22:59:59 UTC, 1 h before the deadline 31 Dec 2021 23:59:59 UTC."
    )


@pytest.mark.parametrize(
    ("after", "timeliness"),
    [
        (dt.timedelta(seconds=-1), Timeliness.ON_TIME),
        (dt.timedelta(), Timeliness.ON_TIME),
        (dt.timedelta(milliseconds=999), Timeliness.ON_TIME),
        (dt.timedelta(seconds=1), Timeliness.IN_GRACE),
        (dt.timedelta(minutes=15), Timeliness.IN_GRACE),
        (dt.timedelta(minutes=15, milliseconds=999), Timeliness.IN_GRACE),
        (dt.timedelta(minutes=15, seconds=1), Timeliness.LATE),
        (dt.timedelta(days=400), Timeliness.LATE),
    ],
)
def test_last_second_counts_to_its_end_then_the_grace_then_it_is_late(
    make: Any, after: dt.timedelta, timeliness: Timeliness
) -> None:
    assert judge(make.POSTINGS[0], LAST_SECOND + after, BERLIN).timeliness is timeliness


def test_grace_and_lateness_are_said(make: Any) -> None:
    grace = judge(make.POSTINGS[0], LAST_SECOND + dt.timedelta(minutes=5), DecisionPolicy(timezone="UTC"))
    assert grace.timeliness is Timeliness.ON_TIME
    grace = judge(make.POSTINGS[0], LAST_SECOND + dt.timedelta(minutes=65), DecisionPolicy(timezone="UTC"))
    assert grace.evidence[0].text == (
        "Received 1 Jan 2022 00:04:59 UTC, 5 min after the deadline 31 Dec 2021 23:59:59 UTC, "
        "within the grace of 15 min."
    )
    late = judge(make.POSTINGS[0], LAST_SECOND + dt.timedelta(minutes=62), BERLIN)
    assert late.evidence[0].text == (
        "Received 1 Jan 2022 00:01:59 UTC, 1 h 2 min after the deadline 31 Dec 2021 23:59:59 Europe/Berlin: late "
        "(received 1 Jan 2022 01:01:59 Europe/Berlin; deadline 31 Dec 2021 22:59:59 UTC)."
    )


def test_zone_of_the_page_counts_before_the_organisations(make: Any) -> None:
    aoe = make.posting("p1", "X", "i@example.org", deadline=Deadline(date=dt.date(2021, 12, 31), timezone="Etc/GMT+12"))
    received = dt.datetime(2022, 1, 1, 11, 59, 59, tzinfo=dt.UTC)

    assert judge(aoe, received, BERLIN).timeliness is Timeliness.ON_TIME
    assert judge(make.POSTINGS[0], received, BERLIN).timeliness is Timeliness.LATE
    assert "31 Dec 2021 23:59:59 Etc/GMT+12" in judge(aoe, received, BERLIN).evidence[0].text


def test_stated_time_and_excluded_day_count_as_written(make: Any) -> None:
    noon = make.posting("p1", "X", "i@example.org", deadline=Deadline(date=dt.date(2022, 3, 31), time=dt.time(12)))
    before = make.posting("p1", "X", "i@example.org", deadline=Deadline(date=dt.date(2022, 3, 31), inclusive=False))

    assert deadline_at(noon, BERLIN) == dt.datetime(2022, 3, 31, 10, 0, tzinfo=dt.UTC)
    assert deadline_at(before, BERLIN) == dt.datetime(2022, 3, 30, 21, 59, 59, tzinfo=dt.UTC)


def test_late_mail_is_flagged_and_never_dropped(make: Any) -> None:
    decision = make.decide(
        make.message(), make.document(("resume", "statement")), received_at=LAST_SECOND + dt.timedelta(hours=1)
    )
    assert decision.submissions[0].timeliness is Timeliness.LATE
    assert decision.flags == (Flag.LATE,)
    graced = make.decide(
        make.message(), make.document(("resume", "statement")), received_at=LAST_SECOND + dt.timedelta(minutes=9)
    )
    assert graced.submissions[0].timeliness is Timeliness.IN_GRACE
    assert graced.flags == ()


def test_decision_carries_the_instant_and_the_claim_of_the_date_header(make: Any) -> None:
    decision = make.decide(
        make.message(sent_at=LAST_SECOND), make.document("resume"), received_at=LAST_SECOND + dt.timedelta(hours=1)
    )
    assert decision.submissions[0].deadline_at == LAST_SECOND
    assert any(e.text.startswith("Its Date header says 31 Dec 2021 22:59:59 UTC") for e in decision.evidence)


def test_late_document_of_any_kind_is_flagged_where_it_joins(make: Any) -> None:
    known = make.candidate("c1", "Jane Doe", "jane@example.net", make.application("a1", "c1", "p1"))
    decision = make.decide(
        make.message(),
        make.document("transcript"),
        received_at=LAST_SECOND + dt.timedelta(hours=1),
        candidates=(known,),
    )
    assert decision.flags == (Flag.LATE, Flag.INCOMPLETE)


def test_late_mail_with_only_a_link_is_late_too(make: Any) -> None:
    known = make.candidate("c1", "Jane Doe", "jane@example.net", make.application("a1", "c1", "p1"))
    decision = make.decide(
        make.message(links=("https://we.tl/t-1",)), received_at=LAST_SECOND + dt.timedelta(hours=1), candidates=(known,)
    )
    assert Flag.LATE in decision.flags


def test_date_header_before_the_deadline_is_a_claim_beside_the_verdict(make: Any) -> None:
    sent = LAST_SECOND - dt.timedelta(minutes=2)
    verdict = judge(make.POSTINGS[0], LAST_SECOND + dt.timedelta(hours=1), BERLIN, sent_at=sent)

    assert verdict.timeliness is Timeliness.LATE
    assert [e.text for e in verdict.evidence[1:]] == [
        ("Its Date header says 31 Dec 2021 22:57:59 UTC, 2 min before the deadline: a claim, for a person to weigh.")
    ]
    at_the_last = judge(make.POSTINGS[0], LAST_SECOND + dt.timedelta(hours=1), BERLIN, sent_at=LAST_SECOND)
    assert "0 s before the deadline" in at_the_last.evidence[1].text


def test_claims_are_not_said_where_they_change_nothing(make: Any) -> None:
    on_time = judge(make.POSTINGS[0], LAST_SECOND, BERLIN, sent_at=LAST_SECOND)
    after = judge(
        make.POSTINGS[0],
        LAST_SECOND + dt.timedelta(hours=1),
        BERLIN,
        sent_at=LAST_SECOND + dt.timedelta(minutes=1),
        claimed_at=LAST_SECOND + dt.timedelta(minutes=1),
    )
    assert len(on_time.evidence) == len(after.evidence) == 1


def test_claim_of_a_forward_counts_before_the_date_of_the_forward(make: Any) -> None:
    verdict = judge(
        make.POSTINGS[0],
        LAST_SECOND + dt.timedelta(days=1),
        BERLIN,
        sent_at=LAST_SECOND,
        claimed_at=LAST_SECOND - dt.timedelta(hours=26),
    )
    assert [e.text for e in verdict.evidence[1:]] == [
        (
            "The forward states that the original was sent 30 Dec 2021 20:59:59 UTC, 1 d 2 h before the deadline: "
            "a claim, for a person to weigh."
        )
    ]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"deadline": None}, "Received 20 Dec 2021 09:00:00 UTC; the posting has no deadline."),
        (
            {"deadline": None, "rolling": True},
            "Received 20 Dec 2021 09:00:00 UTC; the posting takes applications at any time.",
        ),
        (
            {"deadline": Deadline(date=dt.date(9999, 12, 31), timezone="Etc/GMT+12", text="one day")},
            "Received 20 Dec 2021 09:00:00 UTC; the deadline “one day” makes no instant that can be compared.",
        ),
        (
            {"deadline": Deadline(date=dt.date(2021, 12, 31), timezone="Mars/Olympus", text="on Mars")},
            "Received 20 Dec 2021 09:00:00 UTC; the deadline “on Mars” makes no instant that can be compared.",
        ),
    ],
)
def test_posting_without_a_deadline_to_compare_says_so(make: Any, more: dict[str, Any], words: str) -> None:
    verdict = judge(make.posting("p1", "X", "i@example.org", **more), make.NOW, BERLIN)

    assert (verdict.timeliness, verdict.deadline_at) == (Timeliness.NO_DEADLINE, None)
    assert [(e.rule, e.text) for e in verdict.evidence] == [("deadline", words)]


def test_without_a_round_there_is_no_verdict(make: Any) -> None:
    verdict = judge(None, make.NOW, BERLIN)
    assert (verdict.timeliness, verdict.deadline_at, verdict.evidence) == (None, None, ())


@pytest.mark.parametrize(
    ("more", "place", "distance"),
    [
        ({}, Place.OPEN, dt.timedelta()),
        ({"deadline": None}, Place.OPEN, dt.timedelta()),
        ({"deadline": dt.date(2021, 12, 19)}, Place.OVER, dt.timedelta(hours=9, minutes=45, seconds=1)),
        ({"closed_at": dt.datetime(2021, 12, 20, 8, tzinfo=dt.UTC)}, Place.OVER, dt.timedelta(hours=1)),
        ({"closed_at": dt.datetime(2021, 12, 20, 9, tzinfo=dt.UTC)}, Place.OPEN, dt.timedelta()),
        (
            {"deadline": None, "closed_at": dt.datetime(2021, 12, 20, 8, tzinfo=dt.UTC)},
            Place.OVER,
            dt.timedelta(hours=1),
        ),
        ({"opened_at": dt.datetime(2021, 12, 20, 10, tzinfo=dt.UTC)}, Place.EARLY, dt.timedelta(hours=1)),
        (
            {"deadline": None, "opened_at": dt.datetime(2021, 12, 20, 10, tzinfo=dt.UTC)},
            Place.EARLY,
            dt.timedelta(hours=1),
        ),
        ({"opened_at": dt.datetime(2021, 12, 20, 9, tzinfo=dt.UTC)}, Place.OPEN, dt.timedelta()),
        ({"opened_at": dt.datetime(2022, 1, 1, tzinfo=dt.UTC)}, Place.OPEN, dt.timedelta()),
    ],
)
def test_instant_lies_before_in_or_after_a_round(
    make: Any, more: dict[str, Any], place: Place, distance: dt.timedelta
) -> None:
    at = standing(make.posting("p1", "X", "i@example.org", **more), make.NOW, BERLIN)
    assert (at.place, at.distance) == (place, distance)
    assert (at.reason is None) == (place is Place.OPEN)
    assert at.deadline_at == deadline_at(make.posting("p1", "X", "i@example.org", **more), BERLIN)


def test_first_round_of_a_posting_is_the_first_that_is_known(make: Any) -> None:
    """An earlier one may have been taken back; rows that point in a circle are one posting by the first id."""
    later = make.posting("p3", "X", "i@example.org", previous="p1")
    ring = [
        make.posting("p2", "Y", "i@example.org", previous="p10"),
        make.posting("p10", "Y", "i@example.org", previous="p2"),
    ]
    assert calendar([later, *ring], make.NOW, BERLIN).chains == {"p3": "p3", "p2": "p2", "p10": "p2"}


def test_grace_belongs_to_the_round(make: Any) -> None:
    round_ = make.POSTINGS[0]
    assert standing(round_, LAST_SECOND + dt.timedelta(minutes=15), BERLIN).place is Place.OPEN
    assert standing(round_, LAST_SECOND + dt.timedelta(minutes=15, seconds=1), BERLIN).place is Place.OVER
