"""Documents made in code: a small PDF writer and a small DOCX writer, so that no test needs a file."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

_HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>"


class PdfWriter:
    """Collects objects and writes them with a right cross-reference table.

    Fonts /F1 (Helvetica), /F2 (Helvetica-Bold) and /F3 (FontAwesome) are there; others go in by `fonts`.
    """

    def __init__(self) -> None:
        self.objects: list[bytes] = []
        self.fonts: dict[str, int] = {}
        for key, name in (("F1", "Helvetica"), ("F2", "Helvetica-Bold"), ("F3", "FontAwesome")):
            self.fonts[key] = self.add(_HELVETICA.format(name=name))
        self.pages: list[int] = []
        self.tree = self.add("")

    def add(self, body: str | bytes) -> int:
        """A new object; its number."""
        self.objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, data: str | bytes, extra: str = "", *, flate: bool = False) -> int:
        raw = data.encode("latin-1") if isinstance(data, str) else data
        if flate:
            raw, extra = zlib.compress(raw, 9), extra + "/Filter/FlateDecode"
        return self.add(f"<</Length {len(raw)}{extra}>>\nstream\n".encode() + raw + b"\nendstream")

    def page(self, content: str | bytes, extra: str = "", resources: str = "", *, flate: bool = False) -> int:
        fonts = " ".join(f"/{key} {number} 0 R" for key, number in self.fonts.items())
        body = self.stream(content, flate=flate)
        page = self.add(
            f"<</Type/Page/Parent {self.tree} 0 R/MediaBox[0 0 612 792]/Contents {body} 0 R"
            f"/Resources<</Font<<{fonts}>>{resources}>>{extra}>>"
        )
        self.pages.append(page)
        return page

    def data(self, trailer: str = "", tree: str | None = None) -> bytes:
        kids = " ".join(f"{page} 0 R" for page in self.pages)
        self.objects[self.tree - 1] = (tree or f"<</Type/Pages/Count {len(self.pages)}/Kids[{kids}]>>").encode()
        root = self.add(f"<</Type/Catalog/Pages {self.tree} 0 R>>")
        out, offsets = io.BytesIO(), []
        out.write(b"%PDF-1.7\n")
        for number, body in enumerate(self.objects, 1):
            offsets.append(out.tell())
            out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        out.write(f"trailer\n<</Size {len(offsets) + 1}/Root {root} 0 R{trailer}>>\n".encode())
        out.write(b"startxref\n%d\n%%%%EOF\n" % start)
        return out.getvalue()


def show(*lines: tuple[float, float, str], size: float = 11, font: str = "F1") -> str:
    """Operators that draw each (x, y, text) in one font."""
    drawn = "\n".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in lines)
    return f"BT /{font} {size} Tf {drawn} ET\n"


def pdf_of(*contents: str) -> bytes:
    """A PDF of one page a content."""
    writer = PdfWriter()
    for content in contents:
        writer.page(content)
    return writer.data()


def column(text: str, *, x: float = 72, top: float = 720, size: float = 11, step: float = 14) -> str:
    """Operators that draw a text a line below the other."""
    lines = [line.replace("(", r"\(").replace(")", r"\)") for line in text.split("\n")]
    return show(*((x, top - step * i, line) for i, line in enumerate(lines) if line.strip()), size=size)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx_xml(body: str, root: str = "document") -> str:
    """A WordprocessingML part around `body`."""
    inner = f"<w:body>{body}</w:body>" if root == "document" else body
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_W} {_R} {_MC}>{inner}</w:{root}>'


def docx_of(
    body: str, *, parts: Mapping[str, str] | None = None, relations: Sequence[tuple[str, str, str]] = ()
) -> bytes:
    """A DOCX whose body is this XML; `relations` are (id, kind, target), "http" targets being external."""
    rows = "".join(
        f'<Relationship Id="{id_}" Type="{_OFFICE}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for id_, kind, target in relations
    )
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": docx_xml(body),
        "word/_rels/document.xml.rels": f"<Relationships>{rows}</Relationships>",
        **(parts or {}),
    }
    return zip_of({name: text.encode() for name, text in files.items()})


def zip_of(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def paragraph(text: str, *, look: str = "", style: str = "") -> str:
    """A paragraph of one run."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{styled}<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


@pytest.fixture
def papers() -> Any:
    """The writers of this module."""
    return SimpleNamespace(
        PdfWriter=PdfWriter,
        show=show,
        pdf_of=pdf_of,
        column=column,
        docx_of=docx_of,
        docx_xml=docx_xml,
        paragraph=paragraph,
        zip_of=zip_of,
    )
