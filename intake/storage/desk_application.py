"""One application whole: facts with their words, documents, deadline verdict, why this posting, mails, history."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, Executable, bindparam, select
from sqlalchemy.orm import Session

from intake.model.application import Alternative, Decision, SubmissionDecision, Timeliness
from intake.model.codec import from_data
from intake.model.posting import Posting
from intake.model.scope import Scope
from intake.storage import (
    asked,
    context,
    desk_documents,
    desk_facts,
    desk_history,
    desk_lines,
    effective,
    keys,
    others,
    postings,
    readings,
    reviews,
    scoping,
    speaking,
    versions,
)
from intake.storage.database import columns
from intake.storage.desk_values import ApplicationPage, Fact, Note, ShownDocument, ShownMail, Verdict
from intake.storage.queue_values import PostingRef
from intake.storage.tables import (
    ApplicationRow,
    CandidateEmailRow,
    CandidateNameRow,
    DecisionRow,
    MailboxRow,
    MessageRow,
    ReviewRow,
    RoundRow,
    SubmissionRow,
)

_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_BOXES = select(MailboxRow.id, MailboxRow.name)
_DECISIONS = select(DecisionRow.message_id, DecisionRow.decision).where(
    DecisionRow.message_id.in_(_SOME), DecisionRow.latest.is_(True)
)
_DECIDED = (
    select(SubmissionRow.decided)
    .join(ApplicationRow, ApplicationRow.id == SubmissionRow.application_id)
    .join(MessageRow, MessageRow.id == SubmissionRow.message_id)
    .where(ApplicationRow.candidate_id.in_(_SOME))
    .order_by(MessageRow.ordered_at, MessageRow.id, SubmissionRow.id)
)
_NAMES, _EMAILS = (
    select(value, table.message_id)
    .join(MessageRow, MessageRow.id == table.message_id)
    .where(table.candidate_id.in_(_SOME))
    .order_by(MessageRow.ordered_at, MessageRow.id, table.id)
    for table, value in ((CandidateNameRow, CandidateNameRow.name), (CandidateEmailRow, CandidateEmailRow.email))
)


def page(session: Session, scope: Scope, key: str, zone: str) -> ApplicationPage | None:
    """Everything about one application; None where it may not be seen."""
    row = scoping.application(session, scope, key)
    if row is not None:
        return _Page(session, scope, row, zone).whole()
    merged = session.get(ApplicationRow, keys.number("a", key) or 0)
    if merged is None or merged.merged_into_id is None:
        return None
    into = keys.spell("a", effective.root_application(session, merged.id).id)
    found = page(session, scope, into, zone)
    return None if found is None else replace(found, merged_into=into)


class _Page:
    """The application and what is around it, fetched once."""

    def __init__(self, session: Session, scope: Scope, row: ApplicationRow, zone: str) -> None:
        self._session, self._scope, self._row, self._zone = session, scope, row, zone
        self._brought = versions.brought(session, [row.id])
        self._placed = versions.number_versions(self._brought)
        messages = [item.message.id for item in self._brought]
        self._readings = readings.load_readings(session, messages)
        self._decisions = _decisions(session, messages)
        self._said = [effective.decided(item.submission) for item in self._brought]
        self._root = context.root(session, row.candidate_id)
        self._members = context.members(session, self._root.id)
        self._merged = effective.merged_into(session, row.id)
        every = reviews.of_applications(session, self._merged)
        self._acts = every.get(row.id, [])
        self._notes = sorted((a for acts in every.values() for a in acts if a.kind == reviews.NOTE), key=lambda a: a.id)
        self._candidate_acts = reviews.rows_of_candidate(session, self._root.id)
        self._round = session.get(RoundRow, row.round_id) if row.round_id else None
        self._posting = from_data(Posting, self._round.posting) if self._round else None
        self._boxes: dict[int, str] = dict(columns(session, _BOXES).all())

    def whole(self) -> ApplicationPage:
        """The page."""
        row, said = self._row, self._said
        documents = self._documents()
        opened = self._session.get_one(MessageRow, row.opened_by_id)
        return ApplicationPage(
            id=keys.spell("a", row.id),
            version=reviews.version([*self._acts, *self._candidate_acts]),
            candidate=keys.spell("c", self._root.id),
            name=self._root.name,
            status=row.status,
            posting=self._ref(self._round),
            mailbox=self._boxes[opened.mailbox_id],
            received_at=row.received_at,
            completeness=row.completeness,
            missing=tuple(row.missing),
            flags=tuple(row.flags),
            tags=desk_lines.tags(reviews.set_values(self._acts)),
            facts=self._facts(),
            asked=asked.of(self._posting, self._came(), row.missing),
            verdict=self._verdict(),
            reasons=said[0].match.reasons if said else (),
            alternatives=self._alternatives(said[:1]),
            requirements=speaking.requirements(
                self._posting, [(d.id, d.filename, d.text) for d in documents if not d.superseded]
            ),
            documents=documents,
            mails=tuple(self._mail(item, said[index]) for index, item in enumerate(self._brought)),
            notes=tuple(_note(act) for act in self._notes if act.undone_at is None),
            others=others.of_candidate(self._session, self._scope, row, self._members),
            possible_duplicates=others.possible(self._session, self._scope, row, said, self._files()),
            history=desk_history.of_applications(self._session, self._merged),
        )

    def _files(self) -> list[str]:
        """The digests of the attachments, without their order's being of use."""
        documents = (document for item in self._brought for document in item.documents)
        return list(dict.fromkeys(document.sha256 for document in documents if document.filename is not None))

    def _came(self) -> list[asked.Came]:
        documents = (placed.document for placed in self._placed if not placed.superseded)
        return [asked.Came(d.id, d.kinds, d.links, d.has_references_section) for d in documents]

    @staticmethod
    def _ref(row: RoundRow | None) -> PostingRef | None:
        return None if row is None else PostingRef(keys.spell("p", row.id), row.title)

    def _alternatives(self, said: Iterable[SubmissionDecision]) -> tuple[tuple[PostingRef, Alternative], ...]:
        found = [a for decision in said for a in decision.match.alternatives]
        numbers = keys.numbers("p", (a.posting for a in found))
        known = postings.titles(self._session, set(numbers))
        titles = {keys.spell("p", number): title for number, title in known.items()}
        return tuple((PostingRef(a.posting, titles[a.posting]), a) for a in found if a.posting in titles)

    def _documents(self) -> tuple[ShownDocument, ...]:
        parts = {
            number: {attached.part: attached for attached in reading.documents}
            for number, reading in self._readings.items()
        }
        return tuple(
            desk_documents.shown(p.document, attached, version=p.version, superseded=p.superseded)
            for p in self._placed
            if (attached := parts.get(p.document.message_id, {}).get(p.document.part)) is not None
        )

    def _mail(self, item: versions.Brought, said: SubmissionDecision) -> ShownMail:
        row, submission = item.message, item.submission
        reading = self._readings.get(row.id)
        decision = self._decisions.get(row.id)
        message = reading.message if reading else None
        return ShownMail(
            message=keys.spell("m", row.id),
            mailbox=self._boxes[row.mailbox_id],
            subject=row.subject,
            sender=message.sender if message else None,
            to=message.to if message else (),
            cc=message.cc if message else (),
            sent_at=row.sent_at,
            received_at=row.ordered_at,
            hops=message.hops if message else (),
            authentication=message.authentication.value if message else "unknown",
            text=message.text if message else "",
            full_text=message.full_text if message else "",
            timeliness=submission.timeliness,
            claimed_at=submission.claimed_at,
            documents=tuple(keys.spell("d", document.id) for document in item.documents),
            reasons=said.match.reasons,
            evidence=decision.evidence if decision else (),
            flags=tuple(flag.value for flag in said.flags),
            opened=self._row.opened_by_id == row.id,
        )

    def _verdict(self) -> Verdict:
        first = self._brought[0] if self._brought else None
        reading = self._readings.get(first.message.id) if first else None
        decision = self._decisions.get(first.message.id) if first else None
        sentences = tuple(e.text for e in decision.evidence if e.rule in _TIMELY) if decision else ()
        overrule = next((a for a in reversed(self._acts) if a.kind == reviews.TIMELINESS and not a.undone_at), None)
        deadline = self._posting.deadline if self._posting else None
        return Verdict(
            timeliness=self._row.timeliness,
            decided=self._decided_timeliness(),
            deadline=deadline,
            deadline_at=None if deadline is None else deadline.instant(self._zone),
            sent_at=first.message.sent_at if first else None,
            received_at=self._row.received_at,
            claimed_at=first.submission.claimed_at if first else None,
            hops=reading.message.hops if reading else (),
            sentences=sentences,
            overruled_by=None if overrule is None else overrule.who,
            reason=None if overrule is None else overrule.reason,
        )

    def _decided_timeliness(self) -> Timeliness | None:
        return self._brought[0].submission.timeliness if self._brought else None

    def _facts(self) -> tuple[Fact, ...]:
        ids = {(p.document.message_id, p.document.part): p.document.id for p in self._placed}
        sources = [
            desk_facts.Source(
                id=keys.spell("d", ids[number, attached.part]) if (number, attached.part) in ids else None,
                message=keys.spell("m", number),
                attached=attached,
            )
            for number, reading in self._readings.items()
            for attached in reading.documents
        ]
        edits = [reviews.value(a) for a in self._candidate_acts if a.kind in _FACTS and a.undone_at is None]
        return desk_facts.of(self._known(self._members), sources, edits)

    def _known(self, group: Sequence[int]) -> desk_facts.Known:
        session = self._session
        said = columns(session, _DECIDED, some=group).scalars().all()
        senders = [(n, r.message.sender) for n, r in self._readings.items() if r.message.sender]
        return desk_facts.Known(
            names=_said_by(session, group, _NAMES),
            emails=_said_by(session, group, _EMAILS),
            phones=tuple(dict.fromkeys(phone for data in said for phone in data["phones"])),
            links=tuple(dict.fromkeys(link["url"] for data in said for link in data["links"])),
            addresses={
                keys.spell("m", n): f"{sender.name} <{sender.address}>" if sender.name else sender.address
                for n, sender in senders
            },
        )


_TIMELY = frozenset({"received", "timeliness", "deadline"})
_FACTS = (reviews.FACT, reviews.NAME)


def _said_by(session: Session, group: Sequence[int], statement: Executable) -> tuple[tuple[str, str], ...]:
    return tuple((value, keys.spell("m", message)) for value, message in columns(session, statement, some=group))


def _decisions(session: Session, messages: Sequence[int]) -> dict[int, Decision]:
    rows = columns(session, _DECISIONS, some=messages)
    return {message: from_data(Decision, data) for message, data in rows}


def _note(act: ReviewRow) -> Note:
    return Note(review=keys.spell("v", act.id), who=act.who, at=act.made_at, text=str(act.after.get(reviews.NOTE)))
