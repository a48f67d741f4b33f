"""Whatever the order in which things are found or strangers' mails arrive, the same is decided."""

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.matching.decide import decide
from intake.model.application import Context, Decision

# The fixture is a namespace of functions without state: sharing it between examples is harmless.
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)

NAMES = ("Jane Doe", "J. Doe", "Ben Doe", "Anna Roe", "")
ADDRESSES = ("doe@example.net", "jane@example.net", "anna@example.net")
CONTACTS = ("ines@example.org", "otto@example.org", "jobs@example.org")
TITLES = ("Data Curator", "Web Developer", "Engineer", "Software Engineer")
SUBJECTS = ("Application", "Data Curator", "Web Developer / Data Curator", "EX-1", "engineer", "developer wanted")


def at(data: Any, *days: int) -> dt.datetime:
    return dt.datetime(2021, 12, 20, 9, tzinfo=dt.UTC) + dt.timedelta(days=data.draw(st.sampled_from(days)))


def draw_postings(make: Any, data: Any) -> tuple[Any, ...]:
    count = data.draw(st.integers(0, 5))
    return tuple(
        make.posting(
            f"p{n + 8}",
            data.draw(st.sampled_from(TITLES)),
            data.draw(st.sampled_from(CONTACTS)),
            deadline=data.draw(st.sampled_from((None, dt.date(2021, 12, 1), dt.date(2022, 1, 5)))),
            subject_code=data.draw(st.sampled_from((None, "EX-1", "EX-2"))),
            previous=f"p{n + 7}" if n and data.draw(st.booleans()) else None,
            closed_at=at(data, -1, 1) if data.draw(st.booleans()) else None,
        )
        for n in range(count)
    )


def draw_candidates(make: Any, data: Any, postings: tuple[Any, ...]) -> tuple[Any, ...]:
    rounds = [None, *(p.id for p in postings)]
    number = 0
    found = []
    for c in range(data.draw(st.integers(0, 4))):
        applications = []
        for posting in data.draw(st.lists(st.sampled_from(rounds), max_size=3, unique=True)):
            number += 1
            final = data.draw(st.booleans())
            held = [make.held(k) for k in data.draw(st.lists(st.sampled_from(("resume", "statement")), max_size=2))]
            applications.append(make.application(f"a{number + 7}", f"c{c + 8}", posting, *held, final=final))
        names = ",".join(data.draw(st.lists(st.sampled_from(NAMES), max_size=2)))
        emails = ",".join(data.draw(st.lists(st.sampled_from(ADDRESSES), max_size=2)))
        unverified = data.draw(st.booleans()) and data.draw(st.booleans())
        found.append(make.candidate(f"c{c + 8}", names, emails, *applications, unverified=unverified))
    return tuple(found)


def draw_thread(make: Any, data: Any, candidates: tuple[Any, ...]) -> tuple[Any, ...]:
    links = []
    for n, candidate in enumerate(candidates):
        if data.draw(st.booleans()):
            links.append(make.thread(f"m{n + 8}", candidate.id, *(a.id for a in candidate.applications)))
    return tuple(links)


def draw_reading(make: Any, data: Any) -> Any:
    name = data.draw(st.sampled_from(NAMES))
    sender = f"{name} <{data.draw(st.sampled_from(ADDRESSES))}>"
    mail = make.message(
        sender,
        ", ".join(data.draw(st.lists(st.sampled_from(CONTACTS), max_size=2, unique=True))),
        subject=data.draw(st.sampled_from(SUBJECTS)),
        text=data.draw(st.sampled_from(("Hello", "Data Curator and Web Developer"))),
    )
    kinds = data.draw(st.lists(st.sampled_from(("resume", "statement", "transcript")), max_size=2))
    return make.reading(mail, *(make.document(k, name=data.draw(st.sampled_from((None, *NAMES[:4])))) for k in kinds))


def shuffled(data: Any, context: Context) -> Context:
    def mix(items: Any) -> tuple[Any, ...]:
        return tuple(data.draw(st.permutations(items)))

    def candidate(one: Any) -> Any:
        applications = mix([replace(a, documents=mix(a.documents)) for a in one.applications])
        return replace(one, names=mix(one.names), emails=mix(one.emails), applications=applications)

    return replace(
        context,
        mailbox_addresses=mix(context.mailbox_addresses),
        postings=mix(context.postings),
        candidates=mix([candidate(c) for c in context.candidates]),
        thread=mix([replace(t, applications=mix(t.applications)) for t in context.thread]),
    )


@shared
@given(data=st.data())
def test_shuffled_context_decides_the_same(make: Any, data: Any) -> None:
    postings = draw_postings(make, data)
    candidates = draw_candidates(make, data, postings)
    context = make.context(
        postings=postings,
        candidates=candidates,
        thread=draw_thread(make, data, candidates),
        mailbox_addresses=("jobs@example.org", "ines@example.org", "alias@example.org"),
    )
    reading = draw_reading(make, data)

    assert decide(reading, shuffled(data, context), make.POLICY) == decide(reading, context, make.POLICY)


@shared
@given(data=st.data())
def test_every_decision_names_only_what_the_context_holds_and_each_application_once(make: Any, data: Any) -> None:
    postings = draw_postings(make, data)
    candidates = draw_candidates(make, data, postings)
    context = make.context(postings=postings, candidates=candidates, thread=draw_thread(make, data, candidates))
    reading = draw_reading(make, data)
    decision = decide(reading, context, make.POLICY)

    applications = {a.id: a for c in candidates for a in c.applications}
    joined = [s.application for s in decision.submissions if s.application]
    opened = [s.posting for s in decision.submissions if s.application is None]
    assert len(set(joined)) == len(joined)
    assert len(set(opened)) == len(opened)
    for made in decision.submissions:
        assert made.candidate in {None, *(c.id for c in candidates)}
        assert made.posting in {None, *(p.id for p in postings)}
        assert set(made.possible_duplicates) <= set(applications)
        if made.application is not None:
            assert applications[made.application].candidate == made.candidate
            assert applications[made.application].posting == made.posting
        elif made.candidate is not None and made.posting is not None:
            # Unique is (candidate, posting round): whoever applied there is joined, never doubled.
            own = next(c for c in candidates if c.id == made.candidate)
            assert made.posting not in {a.posting for a in own.applications}
        assert {d.part for d in reading.documents} >= set(made.documents)
        assert made.posting not in {a.posting for a in made.match.alternatives} or made.posting is None


def verdicts(decision: Decision) -> list[tuple[Any, ...]]:
    """What a decision says of one sender's mail, whatever the ids are."""
    return [
        (decision.outcome, s.posting, s.timeliness, s.completeness, s.missing, s.documents, s.flags)
        for s in decision.submissions
    ]


@shared
@given(data=st.data())
def test_order_in_which_strangers_mails_arrive_changes_nothing_for_any_of_them(make: Any, data: Any) -> None:
    people = ("Jane Doe <jane@example.net>", "Anna Roe <anna@example.net>", "Ben Poe <ben@example.net>")
    mails = [
        (who, number, to, kind)
        for who in people
        for number, (to, kind) in enumerate(
            data.draw(
                st.lists(
                    st.tuples(st.sampled_from(CONTACTS), st.sampled_from(("resume", "statement", "transcript"))),
                    max_size=3,
                )
            )
        )
    ]

    def received(order: list[Any]) -> dict[Any, Any]:
        desk = make.Desk(*make.POSTINGS)
        return {
            (who, number): verdicts(desk.receive(make.message(who, to), make.document(kind)))
            for who, number, to, kind in order
        }

    # Mails of one address come in their own order; those of others come between them in any.
    turns = data.draw(st.permutations([who for who, *_ in mails]))
    waiting = {who: [m for m in mails if m[0] == who] for who in people}
    assert received([waiting[who].pop(0) for who in turns]) == received(mails)
