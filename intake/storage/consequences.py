"""Which messages a changed decision concerns: those received later that it may have something to say to.

Messages of one address are decided in the order received; whoever was decided too early is decided again.
"""

from collections.abc import Iterable

from sqlalchemy import or_, select, update
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
        MessageRow.id.in_(
            select(MessageAddressRow.message_id).where(
                MessageAddressRow.role.in_(readings.SENDERS),
                or_(MessageAddressRow.address.in_(addresses), MessageAddressRow.address.in_(mine)),
            )
        ),
        MessageRow.id.in_(select(CandidateNameRow.message_id).where(CandidateNameRow.name_key.in_(names))),
        MessageRow.id.in_(
            select(SubmissionRow.message_id).where(SubmissionRow.application_id.in_(sorted(applications)))
        ),
    ]
    if row.message_key is not None:
        following = select(MessageReferenceRow.message_id).where(MessageReferenceRow.reference == row.message_key)
        concerned.append(MessageRow.id.in_(following))
    sent_back = session.execute(
        update(MessageRow)
        .where(
            MessageRow.state == MessageState.DONE,
            MessageRow.outcome.in_(postings.DECIDED_BY_POSTING),
            MessageRow.id != row.id,
            sightings.later(row),
            or_(*concerned),
        )
        .values(state=MessageState.READ, attempts=0)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(sent_back.all())
