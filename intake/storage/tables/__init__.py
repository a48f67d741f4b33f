"""Every table. Importing this module fills `Row.metadata`, which migrations are compared with."""

from intake.storage.tables.accounts import AccountRow, AuditRow, GrantRow, InviteRow, SignedInRow, TryRow
from intake.storage.tables.base import Row
from intake.storage.tables.desk import MessageTextRow, QueueEntryRow
from intake.storage.tables.mail import (
    ContentRow,
    EpochRow,
    FolderRow,
    MailboxRow,
    MessageAddressRow,
    MessageReferenceRow,
    MessageRow,
    ReadingRow,
    RequestRow,
)
from intake.storage.tables.people import (
    ApplicationRow,
    CandidateEmailRow,
    CandidateNameRow,
    CandidateRow,
    DecisionRow,
    DocumentRow,
    HistoryRow,
    ReviewRow,
    RoundRow,
    SubmissionRow,
    SubmittedDocumentRow,
)

__all__ = [
    "AccountRow",
    "ApplicationRow",
    "AuditRow",
    "CandidateEmailRow",
    "CandidateNameRow",
    "CandidateRow",
    "ContentRow",
    "DecisionRow",
    "DocumentRow",
    "EpochRow",
    "FolderRow",
    "GrantRow",
    "HistoryRow",
    "InviteRow",
    "MailboxRow",
    "MessageAddressRow",
    "MessageReferenceRow",
    "MessageRow",
    "MessageTextRow",
    "QueueEntryRow",
    "ReadingRow",
    "RequestRow",
    "ReviewRow",
    "RoundRow",
    "Row",
    "SignedInRow",
    "SubmissionRow",
    "SubmittedDocumentRow",
    "TryRow",
]
