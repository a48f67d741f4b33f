"""What a decision may know beside the reading: the same mail seen before, the thread, candidates, postings.

Left out is everything that this message itself caused (later arrivals of the same mail count as itself) and
everything that came with messages received after it, so that deciding again is deciding anew and the result does
not depend on the order of arrival.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, union
from sqlalchemy.orm import Session

from intake.model.application import (
    ApplicationRecord,
    CandidateRecord,
    Context,
    Copy,
    FirstSighting,
    Flag,
    HeldDocument,
    ThreadLink,
    Wish,
)
from intake.model.codec import from_data
from intake.model.document import DocumentKind, Link
from intake.model.ledger import Outcome
from intake.model.message import Message
from intake.model.reading import Reading
from intake.storage import keys, postings, readings, reviews, sightings, versions
from intake.storage.tables import (
    ApplicationRow,
    CandidateEmailRow,
    CandidateNameRow,
    CandidateRow,
    MailboxRow,
    MessageAddressRow,
    MessageReferenceRow,
    MessageRow,
    ReviewRow,
    SubmissionRow,
)

MOST_PEOPLE = 100
"""A resume full of addresses must not become a statement full of them."""

MOST_CANDIDATES = 200
"""A name that more candidates share tells nobody apart; those known longest are shown."""

MOST_STEPS = 4
"""Mails without papers through which a thread is followed back."""

_DECIDED = (Outcome.APPLICATION, Outcome.FOLLOW_UP, Outcome.CORRESPONDENCE)


def context(session: Session, there: sightings.Sightings, reading: Reading, final: frozenset[str]) -> Context:
    """The Context of a message that has a reading. `final` are the statuses that end an application."""
    row, own, copies = there.row, there.own_ids, there.copies
    thread = _thread(session, row, own, reading.message)
    box = session.get_one(MailboxRow, row.mailbox_id)
    first = min((row, *copies), key=sightings.own_time)
    acts = reviews.of_mails(session, own)
    return Context(
        message=keys.spell("m", row.id),
        mailbox=box.name,
        mailbox_addresses=tuple(box.addresses),
        received_at=row.ordered_at,
        first_sighting=_first_sighting(session, there),
        thread=thread,
        candidates=_Candidates(session, row, own, final, acts).of(reading, thread),
        postings=postings.rounds(session),
        short=row.short,
        wish=_wish(session, own, acts),
        copies=tuple(_copies(session, copies)),
        received_by=None if first is row else keys.spell("m", first.id),
    )


def _wish(session: Session, own: Sequence[int], acts: Sequence[ReviewRow]) -> Wish:
    """What people have set of this mail: that it is an application, and where they put the ones that it opened."""
    adopted = next((act for act in reversed(acts) if act.kind == reviews.ADOPT), None)
    found = session.scalars(
        select(ApplicationRow).where(ApplicationRow.opened_by_id.in_(own)).order_by(ApplicationRow.id)
    )
    # Not in the statement: SQLite would read all of the index of what is merged, where nearly every row is NULL.
    opened = [row for row in found if row.merged_into_id is None]
    of_opened = reviews.of_applications(session, [row.id for row in opened])
    moved = {} if adopted is None or not adopted.after["posting"] else {0: adopted.after["posting"]}
    for row in opened:
        standing = reviews.set_values(of_opened.get(row.id, []))
        if reviews.POSTING in standing:
            moved[row.position] = standing[reviews.POSTING]
    return Wish(is_application=adopted is not None, moved=tuple(sorted(moved.items())))


def _first_sighting(session: Session, there: sightings.Sightings) -> FirstSighting | None:
    first = there.first
    if first is None:
        return None
    found = session.scalars(
        select(ApplicationRow.id)
        .join(SubmissionRow, SubmissionRow.application_id == ApplicationRow.id)
        .where(SubmissionRow.message_id == first.id, ApplicationRow.removed_at.is_(None))
        .order_by(ApplicationRow.id)
    )
    return FirstSighting(
        message=keys.spell("m", first.id),
        same_bytes=first.sha256 == there.row.sha256,
        applications=tuple(keys.spell("a", a) for a in found),
    )


def _copies(session: Session, rows: Iterable[MessageRow]) -> Iterator[Copy]:
    for copy in rows:
        recipients = session.scalars(
            select(MessageAddressRow.address)
            .where(MessageAddressRow.message_id == copy.id, MessageAddressRow.role == readings.RECIPIENT)
            .order_by(MessageAddressRow.address)
        )
        yield Copy(
            message=keys.spell("m", copy.id),
            mailbox_addresses=tuple(session.get_one(MailboxRow, copy.mailbox_id).addresses),
            recipients=tuple(recipients),
        )


def _thread(session: Session, row: MessageRow, own: Sequence[int], message: Message) -> tuple[ThreadLink, ...]:
    """The decided messages that this one answers or follows, in the order received.

    A mail that brought nothing leads on to what it answers: what a recruiter wrote, of which only their client kept
    the earlier references.
    """
    links: dict[int, ThreadLink] = {}
    order: list[tuple[datetime, int]] = []
    named = readings.references(message)
    for _ in range(MOST_STEPS):
        found = [each for each in _named(session, row, own, named) if each.id not in links]
        links.update({each.id: _thread_link(session, each) for each in found})
        order += [_order(each) for each in found]
        silent = [each.id for each in found if not links[each.id].applications]
        if not silent:
            break
        named = frozenset(
            session.scalars(
                select(MessageReferenceRow.reference).where(MessageReferenceRow.message_id.in_(silent))
            ).all()
        )
    return tuple(links[number] for _, number in sorted(order))


def _named(session: Session, row: MessageRow, own: Sequence[int], names: frozenset[str]) -> Sequence[MessageRow]:
    """The decided earlier messages that have one of these ids, or are of one of these conversations."""
    conversations = [name for name in sorted(names) if name.startswith("thread:")]
    followed = union(
        select(MessageRow.id).where(MessageRow.message_key.in_(sorted(names))),
        select(MessageReferenceRow.message_id).where(MessageReferenceRow.reference.in_(conversations)),
    )
    return session.scalars(
        select(MessageRow).where(
            MessageRow.id.in_(followed),
            MessageRow.id.not_in(own),
            MessageRow.outcome.in_(_DECIDED),
            sightings.earlier(row),
        )
    ).all()


def _thread_link(session: Session, other: MessageRow) -> ThreadLink:
    applications = session.execute(
        select(ApplicationRow.id, ApplicationRow.candidate_id)
        .join(SubmissionRow, SubmissionRow.application_id == ApplicationRow.id)
        .where(SubmissionRow.message_id == other.id, ApplicationRow.removed_at.is_(None))
        .order_by(SubmissionRow.position)
    ).all()
    candidate = root(session, applications[0].candidate_id).id if applications else None
    return ThreadLink(
        message=keys.spell("m", other.id),
        candidate=None if candidate is None else keys.spell("c", candidate),
        applications=tuple(keys.spell("a", application.id) for application in applications),
    )


def root(session: Session, candidate_id: int) -> CandidateRow:
    """The candidate that this one was merged into, or itself."""
    row = session.get_one(CandidateRow, candidate_id)
    while row.merged_into_id is not None:
        row = session.get_one(CandidateRow, row.merged_into_id)
    return row


_MERGED = select(CandidateRow.id).where(CandidateRow.merged_into_id.in_(bindparam("some", expanding=True)))


def members(session: Session, root_id: int) -> list[int]:
    """The candidate and all that were merged into it, in the order of their ids."""
    found, fresh = {root_id}, [root_id]
    while fresh:
        fresh = list(session.scalars(_MERGED, {"some": fresh}))
        found.update(fresh)
    return sorted(found)


def people(reading: Reading) -> tuple[list[str], list[str]]:
    """The folded addresses and names of whoever may have written the mail or its documents, the likeliest first."""
    found = list(_people(reading))
    addresses = dict.fromkeys(keys.address_key(address) for _, address in found if address)
    names = dict.fromkeys(key for name, _ in found if name and (key := keys.name_key(name)))
    return list(addresses)[:MOST_PEOPLE], list(names)[:MOST_PEOPLE]


def _people(reading: Reading) -> Iterator[tuple[str | None, str | None]]:
    yield from _authors(reading.message)
    for attached in reading.documents:
        facts = attached.document.candidate
        yield facts.name, None
        yield from ((None, email) for email in facts.emails)


def _authors(message: Message) -> Iterator[tuple[str | None, str]]:
    senders = (message.sender, message.forwarded.sender if message.forwarded else None, *message.reply_to)
    yield from ((sender.name, sender.address) for sender in senders if sender)
    for nested in message.nested:
        yield from _authors(nested.message)


class _Candidates:
    """Finds the candidates that may have sent one message, as they were known before it."""

    def __init__(
        self,
        session: Session,
        row: MessageRow,
        own: Sequence[int],
        final: frozenset[str],
        acts: Iterable[ReviewRow],
    ) -> None:
        self._session, self._row, self._own, self._final = session, row, own, final
        # A person split this mail off them: it says nothing about them any more.
        self._left = keys.numbers("a", (act.after["from"] for act in acts if act.kind == reviews.SPLIT))
        self._before = (MessageRow.id.not_in(own), sightings.earlier(row))

    def of(self, reading: Reading, thread: Sequence[ThreadLink]) -> tuple[CandidateRecord, ...]:
        """By address, by name, by thread; in the order of their ids."""
        addresses, names = people(reading)
        found = set(keys.numbers("c", (link.candidate for link in thread if link.candidate)))
        found.update(
            self._session.scalars(
                select(CandidateEmailRow.candidate_id)
                .join(MessageRow, MessageRow.id == CandidateEmailRow.message_id)
                .where(CandidateEmailRow.address_key.in_(addresses), *self._before)
            )
        )
        found.update(
            self._session.scalars(
                select(CandidateNameRow.candidate_id)
                .join(MessageRow, MessageRow.id == CandidateNameRow.message_id)
                .where(CandidateNameRow.name_key.in_(names), *self._before)
            )
        )
        roots = {root(self._session, candidate).id for candidate in sorted(found)[:MOST_CANDIDATES]}
        records = (self._record(candidate) for candidate in sorted(roots))
        return tuple(record for record in records if record.applications or record.emails or record.names)

    def _record(self, candidate: int) -> CandidateRecord:
        group = members(self._session, candidate)
        emails = self._session.scalars(
            select(CandidateEmailRow.email)
            .join(MessageRow, MessageRow.id == CandidateEmailRow.message_id)
            .where(CandidateEmailRow.candidate_id.in_(group), *self._before)
            .order_by(MessageRow.ordered_at, MessageRow.id, CandidateEmailRow.id)
        )
        names = self._session.scalars(
            select(CandidateNameRow.name)
            .join(MessageRow, MessageRow.id == CandidateNameRow.message_id)
            .where(CandidateNameRow.candidate_id.in_(group), *self._before)
            .order_by(MessageRow.ordered_at, MessageRow.id, CandidateNameRow.id)
        )
        return CandidateRecord(
            id=keys.spell("c", candidate),
            names=tuple(dict.fromkeys(names)),
            emails=tuple(dict.fromkeys(emails)),
            applications=tuple(self._applications(group, keys.spell("c", candidate))),
            unverified=self._is_unverified(group),
        )

    def _is_unverified(self, group: Sequence[int]) -> bool:
        """Whether every mail that made the candidate known fails authentication; one that does not vouches for it."""
        made = union(
            select(CandidateEmailRow.message_id).where(CandidateEmailRow.candidate_id.in_(group)),
            select(CandidateNameRow.message_id).where(CandidateNameRow.candidate_id.in_(group)),
            select(SubmissionRow.message_id)
            .join(ApplicationRow, ApplicationRow.id == SubmissionRow.application_id)
            .where(ApplicationRow.candidate_id.in_(group), ApplicationRow.id.not_in(self._left)),
        )
        flags = self._session.scalars(select(MessageRow.flags).where(MessageRow.id.in_(made), *self._before)).all()
        return bool(flags) and all(Flag.UNVERIFIED_SENDER in of_one for of_one in flags)

    def _applications(self, group: Sequence[int], candidate: str) -> Iterator[ApplicationRecord]:
        rows = self._session.scalars(
            select(ApplicationRow)
            .where(
                ApplicationRow.candidate_id.in_(group),
                ApplicationRow.removed_at.is_(None),
                ApplicationRow.id.not_in(self._left),
            )
            .order_by(ApplicationRow.id)
        ).all()
        acts = reviews.of_applications(self._session, [row.id for row in rows])
        for row in rows:
            brought = [
                item
                for item in versions.brought(self._session, [row.id])
                if item.message.id not in self._own and _order(item.message) < _order(self._row)
            ]
            if brought:
                yield ApplicationRecord(
                    id=keys.spell("a", row.id),
                    candidate=candidate,
                    posting=None if row.round_id is None else keys.spell("p", row.round_id),
                    status=row.status,
                    final=row.status in self._final,
                    received_at=brought[0].message.ordered_at,
                    documents=tuple(_held(brought)),
                    final_since=_status_since(acts.get(row.id, ())),
                )


def _status_since(acts: Sequence[ReviewRow]) -> datetime | None:
    """When its status was set; None where nobody set one."""
    return max((a.made_at for a in acts if a.kind == reviews.STATUS and a.undone_at is None), default=None)


def _order(row: MessageRow) -> tuple[datetime, int]:
    return (row.ordered_at, row.id)


def _held(brought: Iterable[versions.Brought]) -> Iterator[HeldDocument]:
    for placed in versions.number_versions(brought):
        if placed.superseded:
            continue
        document = placed.document
        yield HeldDocument(
            message=keys.spell("m", document.message_id),
            part=document.part,
            kinds=tuple(DocumentKind(kind) for kind in document.kinds),
            status=document.status,
            links=tuple(from_data(Link, link) for link in document.links),
            has_references_section=document.has_references_section,
        )
