"""A mail with more files than are read of one mail loses none of them."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from intake.clock import SystemClock
from intake.model.document import Document, DocumentStatus
from intake.model.ledger import Claim, MessageState
from intake.model.message import Attachment, Message
from intake.model.policy import ArrivalTimes, DecisionPolicy, Limits, ReadingPolicy
from intake.model.reading import AttachedDocument
from intake.pipeline import Line, read
from intake.reading.message import read_message

if TYPE_CHECKING:
    from intake.reading import Reader
    from intake.storage.archive import FolderArchive
    from intake.storage.store import Store

POLICY = ReadingPolicy(limits=Limits(attachments=2))
CLAIM = Claim(
    message="1",
    owner="test",
    mailbox="jobs",
    state=MessageState.RECEIVED,
    attempts=0,
    sha256="ab" * 32,
    internal_date=None,
    source_time=None,
)


class Folder:
    """An archive that holds one mail."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def verify(self, _sha256: str) -> bool:
        return True

    def path(self, _sha256: str) -> Path:
        return self.file


class InProcess:
    """Readers without a child, which find every document to be text."""

    def read_message(self, raw: Path, arrival: ArrivalTimes) -> tuple[Message, Document | None]:
        return read_message(raw.read_bytes(), arrival, POLICY)

    def read_documents(self, _raw: Path, attachment: Attachment) -> tuple[AttachedDocument, ...]:
        document = Document(media_type="text/plain", status=DocumentStatus.EXTRACTED, text="read")
        given = attachment
        return (
            AttachedDocument(
                part=given.part, filename=given.filename, sha256=given.sha256, size=given.size, document=document
            ),
        )

    def read_originals(self, _message: Message) -> tuple[AttachedDocument, ...]:
        return ()


def _line(file: Path) -> Line:
    return Line(
        store=cast("Store", None),
        archive=cast("FolderArchive", Folder(file)),
        reader=cast("Reader", InProcess()),
        reading_policy=POLICY,
        decision_policy=DecisionPolicy(),
        clock=SystemClock(),
        owner="test",
    )


def test_files_past_the_cap_are_documents_that_say_why_they_were_not_opened(tmp_path: Path) -> None:
    names = ("a.txt", "b.txt", "cv.pdf", "letter.docx")
    parts = "".join(f"--b\nContent-Disposition: attachment; filename={name}\n\n{name}\n" for name in names)
    file = tmp_path / "mail.eml"
    file.write_text(f"From: ann@example.net\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n")
    documents = read(_line(file), CLAIM).documents
    assert [(d.filename, d.document.status, d.document.error and d.document.error.code) for d in documents] == [
        ("a.txt", DocumentStatus.EXTRACTED, None),
        ("b.txt", DocumentStatus.EXTRACTED, None),
        ("cv.pdf", DocumentStatus.TOO_LARGE, "too_many_attachments"),
        ("letter.docx", DocumentStatus.TOO_LARGE, "too_many_attachments"),
    ]
