"""Which messages a changed decision concerns: those received later that it may have something to say to.

Messages of one address are decided in the order received; whoever was decided too early is decided again.
"""

from collections.abc import Iterable

from sqlalchemy import select, union, update
from sqlalchemy.orm import Session

from intake.model.ledger import MessageState
from intake.storage import postings, readings, sightings
from intake.storage.tables import (
    CandidateEmailRow,
    CandidateNameRow,
    MessageAddressRow,
    MessageReferenceRow,
    MessageRow,
    SubmissionRow,
)


def decide_later_ones_again(
    session: Session, row: MessageRow, applications: Iterable[int], candidates: Iterable[int]
) -> int:
    """Sends back to be decided the later mails of the same people, of the same applications, of the same thread."""
    people = sorted(candidates)
    addresses = select(CandidateEmailRow.address_key).where(CandidateEmailRow.candidate_id.in_(people))
    mine = select(MessageAddressRow.address).where(
        MessageAddressRow.message_id == row.id, MessageAddressRow.role.in_(readings.SENDERS)
    )
    names = select(CandidateNameRow.name_key).where(CandidateNameRow.candidate_id.in_(people))
    concerned = [
        select(MessageAddressRow.message_id).where(
            MessageAddressRow.role.in_(readings.SENDERS), MessageAddressRow.address.in_(union(addresses, mine))
        ),
        select(CandidateNameRow.message_id).where(CandidateNameRow.name_key.in_(names)),
        select(SubmissionRow.message_id).where(SubmissionRow.application_id.in_(sorted(applications))),
    ]
    if row.message_key is not None:
        concerned.append(select(MessageReferenceRow.message_id).where(MessageReferenceRow.reference == row.message_key))
    sent_back = session.execute(
        update(MessageRow)
        .where(
            MessageRow.state == MessageState.DONE,
            MessageRow.outcome.in_(postings.DECIDED_BY_POSTING),
            MessageRow.id != row.id,
            sightings.later(row),
            # A union, not OR: PostgreSQL reads the whole ledger for an OR over subqueries.
            MessageRow.id.in_(union(*concerned)),
        )
        .values(state=MessageState.READ, attempts=0)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(sent_back.all())
