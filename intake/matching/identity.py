"""Which candidate wrote: an address is a hint, a name that contradicts is another person.

Same address and no contradicting name in mail or resume: the same candidate. Another name: another candidate, with
the first one's applications proposed. Another address with the same name: the same. A mail that fails authentication
never joins by itself, and nothing joins a candidate that only such mails made. Pure: no I/O, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from intake.matching.addresses import domain_of, fold_address
from intake.matching.evidence import listed
from intake.matching.material import Material
from intake.matching.names import any_same, contradicts, fuller, mentions, same_full_name, same_name
from intake.matching.origin import Origin, shown
from intake.matching.thread import thread_candidates
from intake.model.application import ApplicationRecord, CandidateRecord, Context, Evidence
from intake.model.document import Link
from intake.model.policy import DecisionPolicy
from intake.text.fold import fold_name, fold_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another candidate who may be the same person, and the sentence that says why."""

    candidate: CandidateRecord
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who wrote. `fits` are the candidates that it may be; more than one waits for more evidence.

    `sharing` are all candidates of the sender's address, whatever their names.
    """

    name: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    links: tuple[Link, ...]
    fits: tuple[CandidateRecord, ...] = ()
    sharing: tuple[CandidateRecord, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def candidate(self) -> CandidateRecord | None:
        """The candidate that it is; None for a new one, and while several fit."""
        return self.fits[0] if len(self.fits) == 1 else None

    @property
    def applications(self) -> tuple[ApplicationRecord, ...]:
        """All that this person has applied with."""
        return self.candidate.applications if self.candidate else ()


def own_addresses(context: Context) -> frozenset[str]:
    """Our side's addresses, folded: of the mailboxes and of every contact. No candidate has one of them."""
    boxes = (a for c in context.copies for a in c.mailbox_addresses)
    people = (c.email for r in context.postings for c in (*r.posting.contacts, *r.posting.enquiries))
    return frozenset(fold_address(a) for a in (*context.mailbox_addresses, *boxes, *people))


def identify(origin: Origin, material: Material, context: Context, policy: DecisionPolicy) -> Person:
    """Who wrote, among the candidates of `context`, or somebody new."""
    ours = own_addresses(context)
    outside = origin.address not in ours
    stated, address = (origin.name, origin.address) if outside else (None, None)
    person = _facts(address, stated, material, ours, policy)
    sharing = tuple(c for c in context.candidates if address and address in map(fold_address, c.emails))
    fits = tuple(c for c in sharing if origin.verified and _agrees(c, stated, material))
    person = replace(person, sharing=sharing, fits=_best(fits, person.name, context))
    return replace(person, proposals=_proposals(person, context), evidence=_evidence(person, origin, address))


def choose(person: Person, rounds: Iterable[str]) -> Person:
    """`person` as the one of several fitting candidates who applied in one of `rounds` (ids), if one did."""
    named = frozenset(rounds)
    applied = tuple(c for c in person.fits if any(a.posting in named for a in c.applications))
    return replace(person, fits=applied) if len(person.fits) > 1 and len(applied) == 1 else person


def resume_names(material: Material) -> tuple[str, ...]:
    """The people whom the resumes name, each once.

    Two spellings of one name count once, and so does a second resume that shows the first one's name at its top.
    """
    people: list[str] = []
    for document in (d.document for d in material.resumes):
        name = document.candidate.name
        if not name or any(mentions(document.text, n) for n in people):
            continue
        if not people or contradicts(name, people):
            people.append(name)
    return tuple(people)


def _resume_name(material: Material) -> str | None:
    people = resume_names(material)
    return people[0] if len(people) == 1 else None


def _facts(
    address: str | None, stated: str | None, material: Material, ours: frozenset[str], policy: DecisionPolicy
) -> Person:
    """The person as mail and documents describe it; documents of several people describe nobody."""
    staff = {d.lower() for d in policy.staff_domains}
    documents = () if len(resume_names(material)) > 1 else tuple(d.document.candidate for d in material.documents)
    resumes = () if len(resume_names(material)) > 1 else tuple(d.document.candidate for d in material.resumes)
    read = (e.lower() for facts in resumes for e in facts.emails)
    emails = (e for e in read if fold_address(e) not in ours and domain_of(e) not in staff)
    return Person(
        name=_name(stated, material) or next((f.name for f in documents if f.name), _signed(address, material)),
        emails=tuple(dict.fromkeys((*((address,) if address else ()), *emails))),
        phones=tuple(dict.fromkeys(p for facts in documents for p in facts.phones)),
        links=tuple(dict.fromkeys(link for facts in documents for link in facts.links)),
    )


def _name(stated: str | None, material: Material) -> str | None:
    """The sender's name, unless the resume is somebody else's; the fuller of two spellings."""
    resume = _resume_name(material)
    if stated is None or resume is None:
        return stated or resume
    if same_name(stated, resume):
        return fuller(stated, resume)
    return resume if contradicts(resume, (stated,)) and not _on_resume(stated, material) else stated


def _signed(address: str | None, material: Material) -> str | None:
    """The name under the mail, where the address has one of its words: it may be anybody's else."""
    local = fold_name((address or "").partition("@")[0]).replace(" ", "")
    return next((n for n in material.signed if any(len(w) > 2 and w in local for w in fold_words(n))), None)


def _on_resume(name: str, material: Material) -> bool:
    """Whether a resume shows `name` at its top, whatever was taken for its owner's name."""
    return any(mentions(d.document.text, name) for d in material.resumes)


def _agrees(candidate: CandidateRecord, stated: str | None, material: Material) -> bool:
    """Whether no name in mail or resume contradicts that it is `candidate`."""
    if candidate.unverified:
        return False
    resume = _resume_name(material)
    if resume is not None:
        if any_same(resume, candidate.names):
            return True
        if contradicts(resume, candidate.names) and not any(_on_resume(n, material) for n in candidate.names):
            return False
    return stated is None or not contradicts(stated, candidate.names)


def _best(fits: tuple[CandidateRecord, ...], name: str | None, context: Context) -> tuple[CandidateRecord, ...]:
    """Of several that fit: those that have the very name, then those whose mail this one answers."""
    answered = thread_candidates(context)
    for better in (
        tuple(c for c in fits if name and any_same(name, c.names)),
        tuple(c for c in fits if c.id in answered),
    ):
        if len(fits) > 1 and better:
            fits = better
    return fits


def _proposals(person: Person, context: Context) -> tuple[Proposal, ...]:
    """The other candidates who may be the same person, in the order of their ids."""
    answered = thread_candidates(context)
    found = ((c, _why(c, person, answered)) for c in context.candidates if c is not person.candidate)
    return tuple(Proposal(candidate=c, reason=why) for c, why in found if why)


def _why(other: CandidateRecord, person: Person, answered: frozenset[str]) -> str | None:
    """Why `other` may be the same person, as a sentence; None where nothing says so."""
    names = listed(other.names)
    who = names or "Somebody without a name"
    if other in person.sharing:
        # Who is already known apart at a shared address need not be asked about again.
        return None if person.candidate else f"{who} has the same address."
    if person.name and any(same_full_name(person.name, n) for n in other.names):
        return f"Somebody has the same name, {person.name}, at another address."
    if person.name and contradicts(person.name, other.names):
        return None
    if set(map(fold_address, person.emails)) & set(map(fold_address, other.emails)):
        return f"{who} has an address that the resume names."
    if other.id in answered:
        return f"It answers a mail of {names or 'somebody without a name'}, from another address."
    return None


def _evidence(person: Person, origin: Origin, address: str | None) -> tuple[Evidence, ...]:
    if not origin.verified:
        who = shown(origin.name, origin.address)
        return (
            Evidence("authentication", f"The mail fails authentication as from {who}: it joins nothing by itself."),
        )
    if person.candidate:
        return (
            Evidence("candidate", f"{address} is an address of candidate {person.candidate.id}; no name contradicts."),
        )
    if person.fits:
        several = listed([c.id for c in person.fits])
        return (Evidence("candidate", f"{address} is an address of the candidates {several}; nothing tells which."),)
    return tuple(
        Evidence(
            "candidate",
            f"{address} is an address of candidate {c.id} ({listed(c.names)}), but this is {person.name}'s.",
        )
        for c in person.sharing
        if not c.unverified
    )
