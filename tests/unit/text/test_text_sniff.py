import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text import sniff


def _zip(*names: str, mimetype: str | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype is not None:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            archive.writestr(name, "x" * 100)
    return out.getvalue()


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream.encode("utf-16-le") + b"\0" * 60


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xef\xbb\xbf junk before\n%PDF-1.4", "application/pdf"),
        (b"{\\rtf1 x}", "application/rtf"),
        (_zip("word/document.xml", "[Content_Types].xml"), sniff.DOCX),
        (_zip("word/document.xml", "word/vbaProject.bin"), sniff.DOCM),
        (_zip("xl/workbook.xml"), sniff.XLSX),
        (_zip("ppt/presentation.xml"), sniff.PPTX),
        (_zip("content.xml", mimetype=sniff.ODT), sniff.ODT),
        (_zip("Index/Document.iwa"), "application/vnd.apple.pages"),
        (_zip("cv.pdf"), "application/zip"),
        (_zip("cv.pdf", mimetype="nonsense"), "application/zip"),
        (_zip(), "application/zip"),
        (_ole("WordDocument"), "application/msword"),
        (_ole("__substg1.0_0037001F"), "application/vnd.ms-outlook"),
        (_ole("Workbook"), "application/vnd.ms-excel"),
        (_ole("Nothing"), "application/x-ole-storage"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"BM" + b"\0" * 12 + b"\x28\0\0\0" + b"\0" * 20, "image/bmp"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x18ftypavif", "image/avif"),
        (b"\0\0\0\x18ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0" * 257 + b"ustar", "application/x-tar"),
        (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "application/pkcs7-signature"),
        (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", "application/pkcs7-mime"),
        (b"\x30\x80\0\0\0\0", sniff.UNKNOWN),
        (b"<!DOCTYPE html><html>", "text/html"),
        (b"<!-- x --><div>hello</div>", "text/html"),
        pytest.param(b"<!-- x --><!---->\n" * 50 + b"<div>hello</div>", "text/html", id="comments before HTML"),
        pytest.param(b"<!---->" * 100 + b"<svg>", "image/svg+xml", id="comments before SVG"),
        # Each comment could end at the end of every other one.
        pytest.param(b"<!---->" * 100 + b"<x>", "text/plain", id="comments before nothing"),
        ("<html>ü".encode("utf-16"), "text/html"),
        (b"<svg xmlns='x'>", "image/svg+xml"),
        (b"<?xml version='1.0'?><svg>", "image/svg+xml"),
        (b"<?xml version='1.0'?><cv>", "application/xml"),
        (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
        (b"BEGIN:VCARD\r\n", "text/vcard"),
        (b"From: a\r\nTo: b\r\nSubject: c\r\n\r\n", "message/rfc822"),
        (b"\xef\xbb\xbfplain text", "text/plain"),
        ("Größe".encode("cp1252"), "text/plain"),
        (b"", sniff.UNKNOWN),
        (b"\0\1\2\3" * 20, sniff.UNKNOWN),
        (b"MZ\x90\0", "application/x-msdownload"),
    ],
)
def test_types_are_told_by_content(data: bytes, media: str) -> None:
    assert sniff.media_type(data, "cv.pdf") == media


@pytest.mark.parametrize(
    ("name", "media"), [("a.csv", "text/csv"), ("a.MD", "text/markdown"), ("a.pdf", "text/plain"), (None, "text/plain")]
)
def test_a_name_parts_kinds_of_plain_text_only(name: str | None, media: str) -> None:
    assert sniff.media_type(b"a,b\n1,2\n", name) == media


def test_of_a_zip_with_many_members_only_some_are_looked_at() -> None:
    many = b"PK\x03\x04" + b"\0" * 22 + b"\x01\0\0\0a"
    assert sniff.media_type(many * 3_000, None) == "application/zip"


@given(st.binary(max_size=200), st.none() | st.text(max_size=10))
def test_any_octets_have_a_type(data: bytes, name: str | None) -> None:
    assert "/" in sniff.media_type(data, name)
