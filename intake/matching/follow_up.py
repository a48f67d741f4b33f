"""Which application a mail joins or opens, from who wrote it and what it names.

A mail that names a round where its candidate already applied always joins, also late or after a final status. One
that names none joins the candidate's one application whose round is not over and whose status is not final; several
such wait for a person. Pure: no I/O, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.matching.evidence import listed
from intake.matching.identity import Person
from intake.matching.material import Material
from intake.matching.order import by_id
from intake.matching.posting import Named, Naming, alternatives
from intake.matching.rounds import Calendar
from intake.matching.thread import Followed, followed
from intake.model.application import Alternative, ApplicationRecord, Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One application that the mail brings something to: an existing one, or a new one in `round` (id).

    `round` None waits for a person.
    """

    application: ApplicationRecord | None
    round: str | None
    reasons: tuple[str, ...]
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    person: Person
    naming: Naming
    material: Material
    calendar: Calendar
    answered: tuple[Followed, ...]

    def is_active(self, application: ApplicationRecord) -> bool:
        """Whether an application still runs: its round is not over and no person has ended it."""
        return not application.final and not self.calendar.is_over(application.posting)


def place(
    person: Person, naming: Naming, material: Material, calendar: Calendar, context: Context
) -> tuple[Target, ...]:
    """Every application that the mail joins or opens; () for correspondence."""
    own = {a.id for a in person.applications}
    answered = tuple(f for f in followed(context) if f.application.id in own)
    case = _Case(person=person, naming=naming, material=material, calendar=calendar, answered=answered)
    if naming.explicit:
        return _settled(case) or _threaded(case)
    if naming.subject:
        return _contradicted(case)
    if answered:
        return _threaded(case)
    if _continues(case):
        return _unnamed(case)
    if naming.named:
        return _settled(case)
    if naming.left:
        return _among(case)
    return _unnamed(case)


def _threaded(case: _Case) -> tuple[Target, ...]:
    """The candidate's own applications that the mail answers; what else it names is a runner-up."""
    others = (*case.naming.named, *case.naming.left, *case.naming.others)
    return tuple(_join(f.application, (f.reason,), others) for f in case.answered)


def _continues(case: _Case) -> bool:
    """Whether a mail that only lies in a contact's mailbox, without a resume, goes on with what runs elsewhere."""
    running = [a for a in case.person.applications if case.is_active(a)]
    here = (*case.naming.named, *case.naming.left)
    applied_here = any(a.posting and case.calendar.same_posting(a.posting, n.round) for a in running for n in here)
    return case.naming.by_arrival and bool(running) and not applied_here and not case.material.resumes


def _settled(case: _Case) -> tuple[Target, ...]:
    settled = (_settle(n, case) for n in case.naming.named)
    return tuple(t for t in settled if t is not None)


def _contradicted(case: _Case) -> tuple[Target, ...]:
    """The subject names another posting than the address: join it where the candidate applied there, else wait."""
    named = [
        a
        for a in case.person.applications
        if a.posting and any(case.calendar.same_posting(a.posting, i) for i in case.naming.subject)
    ]
    if len(named) == 1:
        return (_join(named[0], (_applied(named[0]),), case.naming.left),)
    waits = _wait(case, "The subject names another posting than the address.", case.naming.left)
    return waits or _threaded(case) or _among(case)


def _join(application: ApplicationRecord, reasons: Iterable[str], others: Iterable[Named]) -> Target:
    return Target(
        application=application,
        round=application.posting,
        reasons=tuple(reasons),
        alternatives=alternatives(n for n in others if n.round != application.posting),
    )


def _settle(named: Named, case: _Case) -> Target | None:
    """Join where the candidate applied in the named round, else open an application in it."""
    posting = [a for a in case.person.applications if a.posting and case.calendar.same_posting(a.posting, named.round)]
    answered = next((f for f in case.answered if f.application in posting), None)
    if answered:
        return _join(answered.application, (*named.reasons, answered.reason), case.naming.others)
    same = next((a for a in posting if a.posting == named.round), None)
    if same:
        return _join(same, (*named.reasons, _applied(same)), case.naming.others)
    if posting and not case.material.resumes:
        # The posting runs again, but what completes an application without a resume is meant for the earlier one.
        earlier = max(posting, key=lambda a: by_id(a.posting or ""))
        return _join(earlier, (*named.reasons, _applied(earlier)), case.naming.others)
    return _open(named, case)


def _open(named: Named, case: _Case) -> Target | None:
    if not case.material.is_application:
        return None
    others = alternatives(n for n in (*case.naming.left, *case.naming.others) if n.round != named.round)
    return Target(application=None, round=named.round, reasons=named.reasons, alternatives=others)


def _among(case: _Case) -> tuple[Target, ...]:
    """Several postings are left: the candidate's own application among them, else the only open one."""
    own = [
        a
        for a in case.person.applications
        if a.posting is None or any(case.calendar.same_posting(a.posting, n.round) for n in case.naming.left)
    ]
    active = [a for a in own if case.is_active(a)]
    if len(active) == 1:
        return (_join(active[0], (_applied(active[0]),), case.naming.left),)
    if active:
        return _wait(case, _several(active), case.naming.left, known=True)
    if len(own) == 1 and not (case.material.resumes and _other_is_open(own[0], case)):
        return (_join(own[0], (_applied(own[0]),), case.naming.left),)
    if case.naming.open_one:
        settled = _settle(case.naming.open_one, case)
        return (settled,) if settled else ()
    return _wait(case, "Nothing tells which of these postings it is for.", case.naming.left)


def _other_is_open(application: ApplicationRecord, case: _Case) -> bool:
    return any(case.calendar.is_open(n.round) and n.round != application.posting for n in case.naming.left)


def _unnamed(case: _Case) -> tuple[Target, ...]:
    """No posting is named: the candidate's one running application, else it waits."""
    active = [a for a in case.person.applications if case.is_active(a)]
    if len(active) == 1:
        reason = f"It names no posting; application {active[0].id} is the candidate's only one that still runs."
        return (_join(active[0], (reason,), ()),)
    if active:
        runners = tuple(Named(round=a.posting, reasons=(_applied(a),)) for a in active if a.posting is not None)
        return _wait(case, _several(active), runners, known=True)
    return _wait(case, "It names no posting.", case.naming.others)


def _wait(case: _Case, reason: str, others: Iterable[Named], *, known: bool = False) -> tuple[Target, ...]:
    """An application that waits for a person to say its posting; without material it is correspondence.

    From somebody `known` to have applied any document is material: it belongs to one of the applications.
    """
    if not case.material.is_application and not (known and case.material.documents):
        return ()
    return (Target(application=None, round=None, reasons=(reason,), alternatives=alternatives(others)),)


def _applied(application: ApplicationRecord) -> str:
    return f"The candidate has applied there with {application.id}."


def _several(active: list[ApplicationRecord]) -> str:
    return f"The candidate's applications {listed([a.id for a in active])} all still run."
