"""RTF to Content: its text in any code page, its headings, the targets of its links; hidden runs are kept apart.

One pass over the tokens with a bounded stack of groups: nothing is built that the file did not pay for in bytes. See
Rich Text Format 1.9.1. Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass, field, replace

from intake.documents.content import CannotRead, Content, hides
from intake.documents.rtf_unseen import UNKNOWN, Ground, ground_of
from intake.documents.rtf_words import CODECS, CODEPAGES, ENDS_PARAGRAPH, SHOWN, SIGNS, SKIPPED, SYMBOLS
from intake.model.document import DocumentStatus
from intake.model.policy import ReadingPolicy
from intake.text.sections import names_section, section_cell

EXTRACTOR = "rtf"
MAX_DEPTH = 1_000

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_LINK = re.compile(r"HYPERLINK\s+(?:\\l\s+)?\"?([^\"\s]{1,2000})")
_HEADING_STYLE = re.compile(
    r"^(heading|title|subtitle|überschrift|titre|título|titolo|titel|kop|nagłówek|rubrik)", re.IGNORECASE
)
_HEADING_LENGTH = 70
_TINY, _NARROW = 3, 5  # half points and hundredths of their width: nobody reads smaller letters
_NO_TEXT = "This document holds no text, perhaps pictures only: look at the original, or ask for a PDF with text."
_CORRUPT = "This document is damaged and no text could be had from it: ask the sender to send it again."


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group: `into` is the destination that its text belongs to."""

    into: str = "text"
    codec: str = "cp1252"
    fallback: int = 1
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    tiny: bool = False
    narrow: bool = False
    colour: int = 0
    ground: int | None = None


@dataclass(slots=True)
class _Paragraph:
    """A paragraph as read. `bold` and `large` hold for all its letters."""

    seen: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    style: int = -1
    outline: bool = False
    bold: bool = True

    @property
    def text(self) -> str:
        return _whole("".join(self.seen))


def read_rtf(data: bytes, policy: ReadingPolicy) -> Content:
    """The text of an RTF, cut at the limit (warning `partly_read`); CannotRead where it holds none."""
    walk = _Walk(policy.limits.text, ground_of(data))
    walk.run(data)
    paragraphs = [*walk.paragraphs, walk.current]
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    if not text.strip():
        raise CannotRead(*((DocumentStatus.CORRUPT, _CORRUPT) if walk.broken else (DocumentStatus.NO_TEXT, _NO_TEXT)))
    hidden = _whole("\n".join("".join(paragraph.unseen) for paragraph in paragraphs if paragraph.unseen))
    hidden = hidden if hides(hidden) else ""
    warnings = (*(("hidden_text",) if hidden else ()), *(("partly_read",) if walk.cut or walk.broken else ()))
    return Content(
        pages=(text,),
        extractor=EXTRACTOR,
        headings=tuple(dict.fromkeys(heading for one in paragraphs if (heading := _heading(one, walk.heading_styles)))),
        annotations=tuple(walk.links),
        warnings=warnings,
        hidden_text=hidden,
    )


def _heading(paragraph: _Paragraph, styles: set[int]) -> str | None:
    text = paragraph.text
    return section_cell(text.strip()) or (" ".join(text.split()) if _is_heading(paragraph, styles) else None)


def _is_heading(paragraph: _Paragraph, styles: set[int]) -> bool:
    text = paragraph.text.strip()
    if not 2 <= len(text) <= _HEADING_LENGTH or "\n" in text or not any(char.isalpha() for char in text):
        return False
    if paragraph.outline or paragraph.style in styles or names_section(text):
        return True
    return (paragraph.bold or text.isupper()) and not text.endswith((".", ",", ";")) and "@" not in text


def _whole(text: str) -> str:
    """The text with surrogate pairs, which RTF writes as two numbers, put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Walk:
    """One pass over the tokens. `cut` says that the limit ended it, `broken` that groups did not fit together."""

    def __init__(self, limit: int, ground: Ground) -> None:
        self._ground = ground
        self.paragraphs: list[_Paragraph] = []
        self.current = _Paragraph()
        self.links: dict[str, None] = {}
        self.heading_styles: set[int] = set()
        self.cut = self.broken = False
        self._left = limit
        self._state = _State()
        self._stack: list[_State] = []
        self._starred = False
        self._skip = 0  # signs of a fallback that the reader of \u leaves out
        self._bytes = bytearray()
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._named: list[str] = []
        self._style = -1
        self._field: list[str] = []
        self._ansi = "cp1252"

    def run(self, data: bytes) -> None:
        """Reads everything up to the limit."""
        at = 0
        while found := _TOKEN.match(data, at):
            at = found.end()
            word, number, code, symbol, brace, plain = found.groups()
            if code is not None:
                self._byte(int(code, 16))
            else:
                self._flush()
                if word is not None:
                    at += self._word(word.decode("ascii"), None if number is None else int(number))
                elif symbol is not None:
                    self._symbol(symbol.decode("latin-1"))
                elif brace is not None:
                    self._brace(brace)
                elif plain is not None:
                    self._plain(plain)
            if self._left < 0:
                self.cut = True
                return
        self._flush()
        self.broken = self.broken or bool(self._stack) or at < len(data)

    def _brace(self, brace: bytes) -> None:
        self._skip, self._starred = 0, False
        if brace == b"{":
            if len(self._stack) < MAX_DEPTH:
                self._stack.append(self._state)
            else:
                self.broken = True
        elif self._stack:
            left, self._state = self._state, self._stack.pop()
            self._leave(left)
        else:
            self.broken = True

    def _leave(self, left: _State) -> None:
        if left.into == "fldinst" != self._state.into:
            target = _LINK.search("".join(self._field))
            if target is not None:
                self.links.setdefault(target[1])
            self._field.clear()
        elif left.into == "stylesheet":
            if _HEADING_STYLE.match("".join(self._named).strip()) and self._style >= 0:
                self.heading_styles.add(self._style)
            self._named.clear()
            self._style = -1

    def _word(self, word: str, number: int | None) -> int:
        """Acts on a control word; the number of raw bytes after it that are no text."""
        if self._starred or word in SKIPPED or word in SHOWN or word in {"fonttbl", "stylesheet", "fldinst"}:
            self._enter(word)
        elif word == "bin":
            return max(number or 0, 0)
        elif word == "u":
            self._say(chr((number or 0) % 0x10000))
            self._skip = self._state.fallback
        elif word in SIGNS:
            self._sign(word)
        else:
            self._look(word, number)
        self._starred = False
        return 0

    def _enter(self, word: str) -> None:
        if word in SHOWN:
            self._state = replace(self._state, into="text")
        elif word in {"fonttbl", "stylesheet", "fldinst"}:
            self._state = replace(self._state, into=word)
        elif word not in {"cs", "ds", "ts"}:
            self._state = replace(self._state, into="skipped")

    def _sign(self, word: str) -> None:
        if self._state.into != "text":
            return
        if word in {"cell", "row"}:
            self._ground.end(word)
        if word in ENDS_PARAGRAPH:
            self.paragraphs.append(self.current)
            self.current = _Paragraph(style=self.current.style, outline=self.current.outline)
            self._left -= 1
        else:
            self._say(SIGNS[word])

    def _look(self, word: str, number: int | None) -> None:
        """A word that says how what follows looks or is written."""
        state, on = self._state, number != 0
        self._ground.act(word, number)
        match word:
            case "b":
                self._state = replace(state, bold=on)
            case "v":
                self._state = replace(state, hidden=on)
            case "deleted":
                self._state = replace(state, deleted=on)
            case "fs":
                self._state = replace(state, tiny=number is not None and number <= _TINY)
            case "charscalex":
                self._state = replace(state, narrow=number is not None and 0 < number <= _NARROW)
            case "cf":
                self._state = replace(state, colour=number or 0)
            case "cb" | "chcbpat" | "highlight":
                self._state = replace(state, ground=number or None)
            case "chshdng":
                self._state = replace(state, ground=UNKNOWN if number else state.ground)
            case "plain":
                self._state = _State(into=state.into, codec=state.codec, fallback=state.fallback)
            case "uc":
                self._state = replace(state, fallback=min(max(number or 0, 0), 16))
            case "pard":
                self.current.style, self.current.outline = -1, False
            case "s":
                self._style = self.current.style = -1 if number is None else number
            case "outlinelevel":
                self.current.outline = number is not None and 0 <= number < 9
            case "f" | "fcharset" | "ansicpg" | "mac" | "pc" | "pca" | "cpg":
                self._charset(word, number or 0)

    def _charset(self, word: str, number: int) -> None:
        if word == "ansicpg":
            self._ansi = f"cp{number}" if f"cp{number}" in CODECS else "cp1252"
        elif word in {"mac", "pc", "pca"}:
            self._ansi = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "f":
            self._font = number
        elif self._state.into == "fonttbl":
            named = f"cp{number}" if word == "cpg" else CODEPAGES.get(number, "")
            if named in CODECS or named in CODEPAGES.values():
                self._fonts[self._font] = named
            return
        codec = self._fonts.get(self._font, self._ansi) if word == "f" else self._ansi
        self._state = replace(self._state, codec=codec)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in {"\n", "\r"}:
            self._sign("par")
        else:
            self._say(SYMBOLS.get(symbol, ""))

    def _byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(value)

    def _flush(self) -> None:
        """The bytes gathered, decoded together: a sign of a Chinese code page has two."""
        if self._bytes:
            text = bytes(self._bytes).decode(self._state.codec, "replace")
            self._bytes.clear()
            self._say(text)

    def _plain(self, raw: bytes) -> None:
        kept = raw[self._skip :]
        self._skip = max(0, self._skip - len(raw))
        self._say(kept.decode("ascii") if kept.isascii() else kept.decode(self._state.codec, "replace"))

    def _say(self, text: str) -> None:
        state = self._state
        if state.into == "text" and not state.deleted:
            self._left -= len(text)
            if self._is_unseen(state, text):
                self.current.unseen.append(text)
                return
            self.current.seen.append(text)
            if text.strip():
                self.current.bold = self.current.bold and state.bold
        elif state.into == "stylesheet":
            self._named.append(text[:100])
        elif state.into == "fldinst" and sum(map(len, self._field)) < 4_000:
            self._field.append(text)

    def _is_unseen(self, state: _State, text: str) -> bool:
        if state.hidden or state.tiny or state.narrow:
            return True
        return bool(text.strip()) and self._ground.hides(state.colour, state.ground)
