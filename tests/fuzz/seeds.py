"""What the fuzz damages: every fixture mail, the documents in them and some more formats, every careers page."""

import email
import io
import zipfile
from functools import cache
from pathlib import Path

from intake.reading import samples

FIXTURES = Path(__file__).parents[2] / "fixtures"

_RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0\fs24 Curriculum vitae\par Ada Ex\'e4mple\par ada@example.net\par}"
_HTML = """<!doctype html><html><head><title>CV</title><style>.x{display:none}</style></head><body><h1>Ada Example</h1>
<p class=x>hidden</p><h2>Experience</h2><ul><li>2018 - 2021 Clerk<li>2015 - 2018 Baker</ul>
<table><tr><td>English</td><td>C1</td></tr></table><a href="https://github.com/ada-example">code</a></body></html>"""
_TEXTS = (
    "Ada Example\nada@example.net\n+49 30 901820\n\nWork experience\n2018 - 2021  Clerk\n\nEducation\nBA\n",
    "Sehr geehrte Damen und Herren,\n\nhiermit bewerbe ich mich.\n\nMit freundlichen Grüßen\nJörg Muster\n",
    "Jan Voorbeeld\nCurriculum vitae\n\nWerkervaring\n2018 – heden  Ontwikkelaar\n\nTalen\nNederlands, Engels\n",
)


@cache
def mails() -> tuple[bytes, ...]:
    """Every fixture mail and the readers' own samples."""
    folders = (FIXTURES / "messages", FIXTURES / "mails")
    return (*(path.read_bytes() for folder in folders for path in sorted(folder.glob("*.eml"))), *samples.MAILS)


@cache
def documents() -> tuple[bytes, ...]:
    """Every attachment of the fixtures once, and small documents of other formats."""
    found = dict.fromkeys(
        payload
        for mail in mails()
        for part in email.message_from_bytes(mail).walk()
        if part.get_filename() and isinstance(payload := part.get_payload(decode=True), bytes) and payload
    )
    more = (samples.PDF, samples.docx(), _RTF, _HTML.encode(), *(text.encode() for text in _TEXTS), _zip(), _odt())
    return (*(data for data in found if len(data) < 200_000), *more)


@cache
def pages() -> tuple[tuple[str, bytes], ...]:
    """Every careers page with its name."""
    found = [(path.name, path.read_bytes()) for path in sorted((FIXTURES / "careers").iterdir())]
    return (*found, ("2030-01-01-clerk.md", samples.PAGE))


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("cv.pdf", samples.PDF)
        archive.writestr("letter.txt", _TEXTS[1])
    return out.getvalue()


def _odt() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
            '<text:h text:outline-level="1">Ada Example</text:h><text:p>Curriculum<text:s text:c="3"/>vitae</text:p>'
            "</office:text></office:body></office:document-content>",
        )
    return out.getvalue()
