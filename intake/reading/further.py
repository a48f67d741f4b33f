"""What a document still gets after its first child: its pages read as pictures, another engine, another program.

Every step is a child or a program of its own, with its own limits; here bytes are only handed on. What goes wrong
in a step leaves the document as the step before made it. The order: PDFium where pdfminer failed, then Tesseract.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from intake.documents.content import BLANK, Leftover, Recognised
from intake.documents.gaps import letters
from intake.model import codec
from intake.model.document import Document, DocumentStatus
from intake.model.message import ReadError
from intake.model.policy import ReadingPolicy
from intake.reading import ocr, wire
from intake.reading.endings import ChildFailed, Reply
from intake.reading.profiles import Profile, SandboxSettings
from intake.reading.tools import ToolFailed, run_tool
from intake.text.sniff import PDF, PICTURES

PDFIUM_SECONDS = 5
"""PDFium reads three hundred pages a second: a file that takes longer is a bomb there too."""

_FAILED = {DocumentStatus.CORRUPT, DocumentStatus.TOO_LARGE, DocumentStatus.TIMED_OUT}
_READ = {DocumentStatus.EXTRACTED, DocumentStatus.OCR}
_PROGRAMS = {"antiword": ("antiword", "-m", "UTF-8.txt", "-w", "0", "-")}

Ask = Callable[[str, dict[str, Any], bytes | Path, Profile], Reply]
"""Asks a fresh child: operation, arguments, input, limits; ChildFailed where there is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """The steps after the first child. `ask` and `run` start children and programs."""

    ask: Ask
    policy: ReadingPolicy
    settings: SandboxSettings
    run: ocr.Run = run_tool
    clock: Callable[[], float] = field(default=time.monotonic)

    def finish(
        self, raw: bytes | Path, arguments: dict[str, Any], document: Document, leftover: Leftover | None
    ) -> Document:
        """The document as whole as this machine can make it. `arguments` name its place in `raw`."""
        if document.media_type == PDF and document.status in _FAILED:
            document, leftover = self._by_pdfium(raw, arguments, document)
        if leftover is None:
            return document
        if leftover.program is not None:
            return self._converted(raw, arguments, document, leftover.program)
        return self._recognised(raw, arguments, document, leftover)

    def _by_pdfium(
        self, raw: bytes | Path, arguments: dict[str, Any], document: Document
    ) -> tuple[Document, Leftover | None]:
        profile = replace(self.settings.render, cpu_seconds=min(PDFIUM_SECONDS, self.settings.render_cpu_seconds))
        try:
            found, leftover = answer(self.ask("pdfium", arguments, raw, profile))
        except ChildFailed:
            return document, None
        if found.status in _READ:
            return replace(found, warnings=tuple(dict.fromkeys((*document.warnings, *found.warnings)))), leftover
        # A bomb without a word in its text layer is none that Tesseract should draw.
        return document, None

    def _converted(self, raw: bytes | Path, arguments: dict[str, Any], document: Document, program: str) -> Document:
        try:
            data = self.ask("payload", arguments, raw, self.settings.parse).parts[0]
            text = self.run(_PROGRAMS[program], data, self.settings.tool)
            asked = {"media": document.media_type, "program": program}
            found, _ = answer(self.ask("converted", asked, text, self.settings.parse))
        except ToolFailed as failure:
            return document if failure.code == "not_installed" else _failed(document, failure.code, str(failure))
        except ChildFailed as failure:
            return _failed(document, failure.code, str(failure))
        return replace(found, warnings=tuple(dict.fromkeys((*document.warnings, *found.warnings))))

    def _recognised(
        self, raw: bytes | Path, arguments: dict[str, Any], document: Document, leftover: Leftover
    ) -> Document:
        found = list(self._pages(raw, arguments, document.media_type in PICTURES, leftover))
        if document.status in _READ and all(one.reason == BLANK for one in found):
            return document
        packed = wire.pack({}, [codec.to_json(leftover), *map(codec.to_json, found)])
        asked = {"media": document.media_type, "warnings": document.warnings}
        try:
            return answer(self.ask("completed", asked, packed, self.settings.parse))[0]
        except ChildFailed:
            return document

    def _pages(
        self, raw: bytes | Path, arguments: dict[str, Any], picture: bool, leftover: Leftover
    ) -> Iterator[Recognised]:
        """Each page that wants it, read or with the reason why not; a picture tells how many it has as it is drawn."""
        began, limits = self.clock(), self.policy.limits
        waiting, read, most = sorted({*leftover.pages, *leftover.thin}), 0, min(limits.ocr_pages, wire.PARTS_MAX - 2)
        for page in waiting:
            if read >= most or self.clock() - began > limits.message_seconds:
                yield Recognised(page=page, table=None, reason="over_limit")
                if len(waiting) > wire.PARTS_MAX - 2:
                    return
                continue
            asked = {**arguments, "page": page, "target": ocr.RASTER, "picture": picture, "thin": None}
            if page in leftover.thin:
                asked["thin"] = letters(leftover.content.pages[page])
            one, count = self._page(raw, asked)
            read += one.reason != BLANK
            if picture and page == 0:
                waiting.extend(range(1, min(count, limits.pdf_pages, wire.PARTS_MAX - 2)))
            yield one
            if one.reason == "not_installed":
                return

    def _page(self, raw: bytes | Path, asked: dict[str, Any]) -> tuple[Recognised, int]:
        page, count = asked["page"], 0
        try:
            parts = self.ask("raster", asked, raw, self.settings.render).parts
            count = codec.from_json(int, parts[0])
            if len(parts) < 2:
                return Recognised(page=page, table=None, reason=BLANK), count
            table = ocr.words_of(parts[1], self.policy, self.settings, self.run)
        except (ChildFailed, ToolFailed) as failure:
            return Recognised(page=page, table=None, reason=failure.code), count
        except (ValueError, IndexError):
            return Recognised(page=page, table=None, reason="crashed"), count
        return Recognised(page=page, table=table), count


def answer(reply: Reply) -> tuple[Document, Leftover | None]:
    """The document of a reply and what it still needs; ChildFailed where that is not what was agreed."""
    try:
        document = codec.from_json(Document, reply.parts[0])
        return document, codec.from_json(Leftover, reply.parts[1]) if len(reply.parts) > 1 else None
    except (ValueError, IndexError) as error:
        raise ChildFailed("crashed", "The reader's answer was not what was agreed.") from error


def _failed(document: Document, code: str, detail: str) -> Document:
    """The document that another program could not read either."""
    statuses = {"timed_out": DocumentStatus.TIMED_OUT, "too_large": DocumentStatus.TOO_LARGE}
    return replace(
        document, status=statuses.get(code, DocumentStatus.CORRUPT), error=ReadError(code=code, detail=detail)
    )
