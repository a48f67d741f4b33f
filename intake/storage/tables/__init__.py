"""Every table. Importing this module fills `Row.metadata`, which migrations are compared with."""

from intake.storage.tables.base import Row
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
    "ApplicationRow",
    "CandidateEmailRow",
    "CandidateNameRow",
    "CandidateRow",
    "ContentRow",
    "DecisionRow",
    "DocumentRow",
    "EpochRow",
    "FolderRow",
    "HistoryRow",
    "MailboxRow",
    "MessageAddressRow",
    "MessageReferenceRow",
    "MessageRow",
    "ReadingRow",
    "RequestRow",
    "ReviewRow",
    "RoundRow",
    "Row",
    "SubmissionRow",
    "SubmittedDocumentRow",
]
