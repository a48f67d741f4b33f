"""The whole decision: duplicate, then kind, then who wrote it, what it names, what it joins or opens, and why.

One function from what a mail says and what is known to an intent that storage applies. People decide: everything
here is shown with its evidence, late is flagged and never dropped, ambiguity waits. Pure: no I/O, no clock.
"""

from intake.matching import by_people, follow_up, identity, material, origin, posting, rounds, thread
from intake.matching.addresses import domain_of
from intake.matching.evidence import clock
from intake.matching.order import ordered
from intake.matching.submission import Case, Submitted, in_order, mail_flags, submit
from intake.model.application import Context, Decision, Evidence, Flag
from intake.model.ledger import Outcome
from intake.model.message import MessageKind
from intake.model.policy import DecisionPolicy
from intake.model.reading import Reading

_OUTCOMES = {
    MessageKind.AUTO_REPLY: Outcome.AUTO_REPLY,
    MessageKind.BOUNCE: Outcome.BOUNCE,
    MessageKind.REPORT: Outcome.REPORT,
    MessageKind.CALENDAR: Outcome.CALENDAR,
    MessageKind.BULK: Outcome.BULK,
}


def decide(reading: Reading, context: Context, policy: DecisionPolicy) -> Decision:
    """What becomes of one message. The same for every order of what `context` holds."""
    context = ordered(context)
    if context.first_sighting is not None:
        return _duplicate(context)
    if reading.message.kind in _OUTCOMES:
        return _by_kind(reading, context)
    case, naming = _look(reading, context, policy)
    if _is_ours(case) and not context.wish.is_application:
        return _correspondence(case, naming, "It was written by our own side and carries no resume.")
    targets = follow_up.place(case.person, naming, case.material, case.calendar, context)
    targets = by_people.heed(targets, naming, case.calendar, context.wish)
    if not targets:
        return _correspondence(case, naming, _why_not(case))
    return _applications(case, tuple(submit(t, case) for t in targets))


def _duplicate(context: Context) -> Decision:
    first = context.first_sighting
    assert first is not None  # the caller looked
    same = "the same bytes" if first.same_bytes else "the same content"
    said = f"It has {same} as message {first.message}, which came first."
    return Decision(
        outcome=Outcome.DUPLICATE,
        duplicate_of=first.message,
        flags=_short(context),
        detail=said,
        evidence=(Evidence("duplicate", said),),
    )


def _by_kind(reading: Reading, context: Context) -> Decision:
    message = reading.message
    reasons = message.kind_reasons
    return Decision(
        outcome=_OUTCOMES[message.kind],
        flags=_short(context),
        detail="; ".join(reasons) or None,
        evidence=tuple(Evidence("kind", reason) for reason in reasons),
    )


def _short(context: Context) -> tuple[Flag, ...]:
    return (Flag.SHORT_BODY,) if context.short else ()


def _look(reading: Reading, context: Context, policy: DecisionPolicy) -> tuple[Case, posting.Naming]:
    """Who wrote, what the mail brings, and what it names."""
    calendar = rounds.calendar(context.postings, context.received_at, policy)
    wrote = origin.trace(reading.message, policy)
    brings = material.weigh(reading, wrote, policy)
    person = identity.identify(wrote, brings, context, policy)
    posted = (a.posting for c in person.fits for a in c.applications if a.posting)
    applied = frozenset(id_ for id_ in posted if id_ in calendar.rounds)
    naming = posting.name_rounds(wrote, reading, context, calendar, applied)
    person = identity.choose(person, (n.round for n in naming.named))
    case = Case(
        message=reading.message,
        origin=wrote,
        person=person,
        material=brings,
        calendar=calendar,
        context=context,
        policy=policy,
    )
    return case, naming


def _is_ours(case: Case) -> bool:
    """Whether our own side wrote it: a mailbox or contact of ours, or a colleague in an applicant's thread.

    With a resume it is an application all the same, of whom the resume names: somebody brought it on paper.
    """
    address = case.origin.address
    if address is None or case.material.resumes:
        return False
    colleague = domain_of(address) in {d.lower() for d in case.policy.staff_domains}
    answers = bool(case.context.thread) and case.person.candidate is None
    return address in identity.own_addresses(case.context) or (colleague and answers)


def _why_not(case: Case) -> str:
    if case.person.candidate and case.person.applications:
        return "It brings no application, and nothing tells which application of the candidate it belongs to."
    return "It joins no application and carries no resume, no statement and nothing that could not be read."


def _correspondence(case: Case, naming: posting.Naming, why: str) -> Decision:
    """No application; what it names and answers is shown all the same, for who turns it into one."""
    named = (Evidence("posting", reason) for n in naming.named for reason in n.reasons)
    answered = (Evidence("thread", f.reason) for f in thread.followed(case.context))
    return Decision(
        outcome=Outcome.CORRESPONDENCE,
        flags=in_order(mail_flags(case)),
        detail=why,
        evidence=tuple(
            dict.fromkeys(
                (*case.origin.evidence, *case.person.evidence, *named, *answered, Evidence("correspondence", why))
            )
        ),
    )


def _received(context: Context) -> tuple[Evidence, ...]:
    """That a copy came first, and when: the order in which mails are decided rests on it."""
    if context.received_by is None:
        return ()
    said = f"Its copy {context.received_by} was received first, {clock(context.received_at)}: that time counts."
    return (Evidence("received", said),)


def _applications(case: Case, submitted: tuple[Submitted, ...]) -> Decision:
    opened = any(s.decision.application is None for s in submitted)
    evidence = (
        *case.origin.evidence,
        *_received(case.context),
        *(Evidence("material", reason) for reason in case.material.reasons),
        *case.person.evidence,
        *(e for s in submitted for e in s.evidence),
    )
    return Decision(
        outcome=Outcome.APPLICATION if opened else Outcome.FOLLOW_UP,
        submissions=tuple(s.decision for s in submitted),
        flags=in_order(tuple(f for s in submitted for f in s.decision.flags)),
        evidence=tuple(dict.fromkeys(evidence)),
    )
