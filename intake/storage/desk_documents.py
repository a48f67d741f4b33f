"""Documents with their texts, put together from the reading and the rows that give them their ids."""

from collections.abc import Iterable, Iterator

from intake.model.reading import AttachedDocument, Reading
from intake.storage import keys
from intake.storage.desk_values import ShownDocument
from intake.storage.tables import DocumentRow


def of_reading(
    reading: Reading, rows: Iterable[DocumentRow], placed: dict[int, tuple[int, bool]] | None = None
) -> Iterator[ShownDocument]:
    """The documents of a mail that have rows; `placed` gives version and superseded by row number."""
    attached = {document.part: document for document in reading.documents}
    for row in rows:
        if row.part in attached:
            version, superseded = (placed or {}).get(row.id, (1, False))
            yield shown(row, attached[row.part], version=version, superseded=superseded)


def shown(row: DocumentRow, attached: AttachedDocument, *, version: int, superseded: bool) -> ShownDocument:
    """One document."""
    document = attached.document
    return ShownDocument(
        id=keys.spell("d", row.id),
        message=keys.spell("m", row.message_id),
        part=row.part,
        filename=row.filename,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        status=row.status,
        kinds=tuple(kind.value for kind in document.kinds),
        kind_reasons=document.kind_reasons,
        version=version,
        superseded=superseded,
        pages=document.pages,
        language=document.language,
        extractor=document.extractor,
        ocr_confidence=document.ocr_confidence,
        text=document.text,
        hidden_text=document.hidden_text,
        warnings=document.warnings,
        members=document.members,
        error=None if document.error is None else document.error.detail,
    )
