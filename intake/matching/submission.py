"""One submission as storage records it: its verdicts, its flags, its evidence. Pure: no I/O, no clock."""

from dataclasses import dataclass

from intake.matching import agency, completeness, timeliness
from intake.matching.follow_up import Target
from intake.matching.identity import Person, Proposal
from intake.matching.material import Material, held
from intake.matching.order import by_id
from intake.matching.origin import Origin
from intake.matching.rounds import Calendar
from intake.model.application import (
    Completeness,
    Context,
    Evidence,
    Flag,
    Match,
    SubmissionDecision,
    Timeliness,
)
from intake.model.message import Message
from intake.model.policy import DecisionPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that the submissions of one mail share."""

    message: Message
    origin: Origin
    person: Person
    material: Material
    calendar: Calendar
    context: Context
    policy: DecisionPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A submission and the evidence that the ledger shows beside it."""

    decision: SubmissionDecision
    evidence: tuple[Evidence, ...]


def submit(target: Target, case: Case) -> Submitted:
    """What the mail brings to `target`."""
    round_ = case.calendar.rounds.get(target.round or "")
    on_time = timeliness.judge(
        round_,
        case.context.received_at,
        case.policy,
        sent_at=case.message.sent_at,
        claimed_at=case.origin.claimed_at,
    )
    earlier = target.application.documents if target.application else ()
    whole = completeness.assess(
        round_,
        (*earlier, *held(case.context.message, case.material.documents)),
        links=case.material.links,
        unopened=case.material.unopened,
    )
    proposals = _proposals(target, case.person)
    duplicates = _duplicates(target, case.person, proposals)
    suspected = agency.signs(case.origin, case.person, case.material)
    flags = _flags(
        target,
        case,
        on_time.timeliness,
        whole.completeness,
        duplicated=bool(duplicates),
        suspected=bool(suspected),
    )
    decision = SubmissionDecision(
        candidate=case.person.candidate.id if case.person.candidate else None,
        name=case.person.name,
        emails=case.person.emails,
        phones=case.person.phones,
        links=case.person.links,
        application=target.application.id if target.application else None,
        posting=target.round,
        deadline_at=on_time.deadline_at,
        timeliness=on_time.timeliness,
        completeness=whole.completeness,
        missing=whole.missing,
        documents=tuple(d.part for d in case.material.documents),
        match=Match(reasons=target.reasons, alternatives=target.alternatives),
        flags=flags,
        possible_duplicates=duplicates,
        claimed_at=case.origin.claimed_at,
    )
    judged = (*on_time.evidence, *whole.evidence)
    asked = (*(Evidence("possible_duplicate", p.reason) for p in proposals), *_agency(suspected, target, case))
    return Submitted(decision=decision, evidence=(*_placed(target), *judged, *asked))


def _proposals(target: Target, person: Person) -> tuple[Proposal, ...]:
    """Who else it may be: asked where an application is opened, not again at each follow-up."""
    return person.proposals if target.application is None else ()


def _duplicates(target: Target, person: Person, proposals: tuple[Proposal, ...]) -> tuple[str, ...]:
    """Applications that a person may merge the new one with: of others, and the candidate's own that wait."""
    waiting = (
        ()
        if target.application or target.round is None
        else tuple(a.id for a in person.applications if a.posting is None)
    )
    others = (a.id for p in proposals for a in p.candidate.applications)
    return tuple(sorted({*others, *waiting}, key=by_id))


def _placed(target: Target) -> tuple[Evidence, ...]:
    """Why this posting and application, and whether a person had ended it."""
    reasons = tuple(Evidence("posting", reason) for reason in target.reasons)
    application = target.application
    if application is None or not application.final:
        return reasons
    said = f"Application {application.id} had its final status, “{application.status}”, when the mail came."
    return (*reasons, Evidence("after_decision", said))


def _agency(suspected: tuple[str, ...], target: Target, case: Case) -> tuple[Evidence, ...]:
    """The signs of an agency, and what the posting says of agencies."""
    found = tuple(Evidence("agency", sign) for sign in suspected)
    round_ = case.calendar.rounds.get(target.round or "")
    if not found or round_ is None or not round_.posting.individuals_only:
        return found
    return (*found, Evidence("agency", "The posting takes applications of individuals only."))


def _flags(
    target: Target,
    case: Case,
    on_time: Timeliness | None,
    whole: Completeness,
    *,
    duplicated: bool,
    suspected: bool,
) -> tuple[Flag, ...]:
    # A late word without documents makes nobody's application late.
    brings = target.application is None or bool(case.material.documents) or case.material.is_application
    found = {
        Flag.LATE: on_time is Timeliness.LATE and brings,
        Flag.INCOMPLETE: whole is Completeness.INCOMPLETE,
        Flag.NEEDS_POSTING: target.round is None,
        Flag.POSSIBLE_AGENCY: suspected,
        Flag.POSSIBLE_DUPLICATE: duplicated,
        Flag.AFTER_DECISION: target.application is not None and target.application.final,
    }
    return in_order((*(f for f, is_so in found.items() if is_so), *mail_flags(case)))


def mail_flags(case: Case) -> tuple[Flag, ...]:
    """The flags of the mail itself, whatever becomes of it."""
    found = {Flag.UNVERIFIED_SENDER: not case.origin.verified, Flag.SHORT_BODY: case.context.short}
    return (*(f for f, is_so in found.items() if is_so), *case.material.flags)


def in_order(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """`flags` once each, in the order of `Flag`."""
    return tuple(f for f in Flag if f in flags)
