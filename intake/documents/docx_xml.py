"""The XML of office files: parsed without entities and declarations, with the names and relations that they use.

Pure: no I/O, no clock.
"""

import posixpath

from lxml import etree

from intake.documents.archive import Archive
from intake.documents.content import CannotRead
from intake.model.document import DocumentStatus
from intake.model.policy import Limits

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# The strict variant of the format (ISO/IEC 29500-1) has names of its own.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1].encode(),
}
_CORRUPT = "This document is damaged and no text could be had from it: ask the sender to send it again."
_DECLARED = (
    "This document holds entity declarations, as no office program writes them: look at it with care, or ask for a PDF."
)


def parse_xml(data: bytes) -> etree._Element:
    """The root element; CannotRead where it is no XML, or has a document type declaration (XXE, billion laughs)."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise CannotRead(DocumentStatus.CORRUPT, _DECLARED)
    for strict, usual in _STRICT.items():
        data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=True
    )
    root = etree.fromstring(data, parser)
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise CannotRead(DocumentStatus.CORRUPT, _CORRUPT)
    return root


def relations_of(archive: Archive, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """The relations of a part by id: (type's last word, target); inner targets as member names."""
    folder, name = posixpath.split(part)
    data = archive.read(posixpath.join(folder, "_rels", name + ".rels"), limit=limits.xml)
    if not data:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for relation in parse_xml(data):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        found[relation.get("Id") or ""] = ((relation.get("Type") or "").rpartition("/")[2], target)
    return found
