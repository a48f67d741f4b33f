"""What another program made of a file to Content: antiword's text of an old Word document.

Pure: no I/O, no clock.
"""

import re

from intake.documents.content import CannotRead, Content
from intake.documents.plain import plain_content
from intake.model.document import DocumentStatus
from intake.model.policy import ReadingPolicy
from intake.text.charsets import decode

ANTIWORD = "antiword"
_ENCRYPTED = "This document is locked with a password: ask the sender for a copy without one."
_SECTOR = 512
_WORD_MAGIC = b"\xec\xa5"
# [MS-DOC] 2.5.2: the ninth bit of the flags at offset 10 of the file information block.
_FLAGS, _LOCKED = 10, 0x0100
_ROW = re.compile(r"^\|(.*)\|$")
_PICTURE = re.compile(r"^\s{0,200}\[pic\]\s*$", re.MULTILINE)


def ask_antiword(data: bytes, policy: ReadingPolicy) -> Content:
    """Nothing yet: the text of an old Word document is another program's to give; CannotRead where it is locked."""
    del policy
    for at in range(_SECTOR, len(data), _SECTOR):
        if data[at : at + 2] == _WORD_MAGIC:
            if int.from_bytes(data[at + _FLAGS : at + _FLAGS + 2], "little") & _LOCKED:
                raise CannotRead(DocumentStatus.ENCRYPTED, _ENCRYPTED)
            break
    return Content(pages=(), extractor=ANTIWORD)


def converted(data: bytes, program: str) -> Content:
    """The text that the program wrote, in UTF-8; table rows with tabs between their cells."""
    text = _PICTURE.sub("", decode(data, "utf-8"))
    rows = (_cells(line) for line in text.split("\n"))
    plain = plain_content("\n".join(rows))
    return Content(pages=plain.pages, extractor=program, headings=plain.headings)


def _cells(line: str) -> str:
    found = _ROW.match(line.strip())
    return "\t".join(cell.strip() for cell in found[1].split("|")).strip() if found else line
