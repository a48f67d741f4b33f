"""Hostile PDFs: loops, bombs, ranges without end, text that nobody sees, and files that are something else too."""

import zlib

from tests.hostile.catalogue import ANY, BOMB, READ, UNREAD, Catalogue, Size

catalogue = Catalogue()
pdf = catalogue.document

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
_WORDS = b"Ada Example, curriculum vitae, ada@example.net, work experience 2018 - 2021 clerk"


def file(
    content: bytes = b"",
    *objects: bytes,
    page: bytes = b"",
    font: bytes = _FONT,
    resources: bytes = b"",
    stream: bytes | None = None,
    trailer: bytes = b"",
    pages: bytes = b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
) -> bytes:
    """A PDF: 1 catalog, 2 pages, 3 page, 4 content, 5 font, and from 6 on `objects`. No cross-reference is right."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>"
        + resources
        + b">>"
        + page
        + b">>",
        stream if stream is not None else wrapped(content),
        font,
        *objects,
    ]
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, trailer, start)
    return bytes(out)


def wrapped(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def show(words: bytes = _WORDS, *, at: tuple[float, float] = (72, 700), size: float = 11, before: bytes = b"") -> bytes:
    """Operators that draw a line of text."""
    return b"%s BT /F1 %f Tf 1 0 0 1 %f %f Tm (%s) Tj ET\n" % (before, size, *at, words)


def flate(data: bytes, times: int = 1) -> bytes:
    """A stream that is deflated so many times."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return wrapped(data, b"/Filter[" + b"/FlateDecode" * times + b"]")


def cid_font(extra: bytes) -> bytes:
    system = b"/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    below = b"<</Type/Font/Subtype/CIDFontType2" + system + extra + b">>"
    return b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[" + below + b"]>>"


@pdf("cv.pdf")
def object_that_is_itself(_: Size) -> bytes:
    return file(show(), b"6 0 R", page=b"/Rotate 6 0 R/Annots 6 0 R")


@pdf("cv.pdf", UNREAD)
def contents_that_are_themselves(_: Size) -> bytes:
    return file(stream=b"4 0 R")


@pdf("cv.pdf")
def two_objects_in_a_circle(_: Size) -> bytes:
    return file(show(), b"7 0 R", b"6 0 R", page=b"/Annots 6 0 R", trailer=b"/Info 6 0 R")


@pdf("cv.pdf")
def array_of_contents_with_itself(_: Size) -> bytes:
    return file(b"", wrapped(show()), stream=b"[4 0 R 4 0 R 6 0 R]")


@pdf("cv.pdf")
def length_that_is_the_stream(_: Size) -> bytes:
    return file(stream=b"<</Length 4 0 R>>\nstream\n" + show() + b"\nendstream")


@pdf("cv.pdf")
def page_tree_in_a_circle(_: Size) -> bytes:
    return file(show(), pages=b"<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 3>>")


@pdf("cv.pdf")
def deep_page_tree(size: Size) -> bytes:
    depth = size(3_000, 30_000)
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent 2 0 R>>" % (7 + n) for n in range(depth)]
    return file(show(), *nodes, b"3 0 R", pages=b"<</Type/Pages/Kids[6 0 R]/Count 1>>")


@pdf("cv.pdf")
def many_pages(size: Size) -> bytes:
    count = size(10_000, 100_000)
    return file(show(), pages=b"<</Type/Pages/Kids[" + b"3 0 R " * count + b"]/Count %d>>" % count)


@pdf("cv.pdf")
def many_page_objects(size: Size) -> bytes:
    count = size(3_000, 100_000)
    objects = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>"] * count
    kids = b" ".join(b"%d 0 R" % number for number in range(6, 6 + count))
    return file(show(), *objects, pages=b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count)


@pdf("cv.pdf")
def count_that_lies(_: Size) -> bytes:
    return file(show(), pages=b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>")


_CMAP = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF>\
 endcodespacerange %s endcmap end end"


@pdf("cv.pdf")
def unicode_range_without_end(_: Size) -> bytes:
    cmap = _CMAP % b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange"
    return file(show(), wrapped(cmap), font=_FONT[:-2] + b"/ToUnicode 6 0 R>>")


@pdf("cv.pdf")
def many_unicode_ranges(size: Size) -> bytes:
    ranges = b"100 beginbfrange " + b"<0000> <FFFF> <0041> " * size(200, 5_000) + b"endbfrange"
    return file(show(), wrapped(_CMAP % ranges), font=_FONT[:-2] + b"/ToUnicode 6 0 R>>")


@pdf("cv.pdf")
def unicode_map_of_itself(_: Size) -> bytes:
    return file(show(), wrapped(b"/X usecmap", b"/UseCMap 6 0 R/CMapName/X"), font=_FONT[:-2] + b"/ToUnicode 6 0 R>>")


@pdf("cv.pdf")
def cid_widths_without_end(_: Size) -> bytes:
    return file(show(), font=cid_font(b"/W[0 4294967295 500]"))


@pdf("cv.pdf")
def vertical_widths_without_end(_: Size) -> bytes:
    return file(show(), font=cid_font(b"/W2[0 4294967295 500 600 700]"))


@pdf("cv.pdf")
def encoding_by_a_path(_: Size) -> bytes:
    font = cid_font(b"").replace(b"/Identity-H", b"/..#2f..#2f..#2f..#2fetc#2fpasswd")
    return file(show(), font=font)


@pdf("cv.pdf")
def form_that_draws_itself(_: Size) -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    return file(show() + b"/X Do", wrapped(b"/X Do /X Do", form), resources=b"/XObject<</X 6 0 R>>")


@pdf("cv.pdf")
def forms_that_double(size: Size) -> bytes:
    depth = size(24, 40)
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>"
    forms = [wrapped(b"/X Do /X Do", form % (7 + n)) for n in range(depth)]
    return file(b"/X Do", *forms, wrapped(show(), form % 3), resources=b"/XObject<</X 6 0 R>>")


@pdf("cv.pdf")
def glyphs_without_end(size: Size) -> bytes:
    return file(stream=flate(show(b"a" * size(3_000_000, 60_000_000))))


@pdf("cv.pdf")
def many_strings(size: Size) -> bytes:
    return file(stream=flate(b"BT /F1 9 Tf 1 0 0 1 9 9 Tm " + b"(a) Tj 3 0 Td " * size(300_000, 5_000_000) + b"ET"))


@pdf("cv.pdf")
def operators_without_end(size: Size) -> bytes:
    return file(stream=flate(show() + b"q 1 0 0 1 0 0 cm Q " * size(300_000, 5_000_000)))


@pdf("cv.pdf")
def states_that_are_never_left(size: Size) -> bytes:
    return file(stream=flate(b"q " * size(1_000_000, 20_000_000) + show()))


@pdf("cv.pdf")
def paths_without_end(size: Size) -> bytes:
    return file(stream=flate(b"0 0 m " + b"9 9 l " * size(500_000, 8_000_000) + b"S " + show()))


@pdf("cv.pdf")
def rectangles_without_end(size: Size) -> bytes:
    return file(stream=flate(b"0 0 9 9 re f " * size(100_000, 3_000_000) + show()))


@pdf("cv.pdf", BOMB)
def flate_bomb(size: Size) -> bytes:
    return file(stream=flate(b" " * size(150_000_000, 1_000_000_000)))


@pdf("cv.pdf", BOMB)
def double_flate_bomb(size: Size) -> bytes:
    return file(stream=flate(b" " * size(150_000_000, 1_000_000_000), times=2))


@pdf("cv.pdf")
def flate_of_flate_of_flate(_: Size) -> bytes:
    return file(stream=flate(show(), times=60))


@pdf("cv.pdf")
def run_length_bomb(size: Size) -> bytes:
    return file(stream=wrapped(b"\x81 " * size(500_000, 5_000_000) + b"\x80", b"/Filter/RunLengthDecode"))


@pdf("cv.pdf")
def lzw_without_end(size: Size) -> bytes:
    return file(stream=wrapped(bytes(range(256)) * size(500, 10_000), b"/Filter/LZWDecode"))


@pdf("cv.pdf")
def ascii85_of_flate_bomb(size: Size) -> bytes:
    import base64

    data = base64.a85encode(zlib.compress(b"(a) Tj " * size(8_000_000, 40_000_000), 9)) + b"~>"
    return file(stream=wrapped(data, b"/Filter[/ASCII85Decode/FlateDecode]"))


@pdf("cv.pdf")
def predictor_of_a_billion_columns(_: Size) -> bytes:
    extra = b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1000000000/Colors 4/BitsPerComponent 16>>"
    return file(stream=wrapped(zlib.compress(show()), extra))


@pdf("cv.pdf")
def unknown_filters(_: Size) -> bytes:
    return file(stream=wrapped(show(), b"/Filter[/JBIG2Decode/JPXDecode/Crypt/Nonsense]"))


@pdf("cv.pdf")
def text_boxes(size: Size) -> bytes:
    count = size(6_000, 60_000)
    boxes = b"".join(show(b"word%d" % n, at=(n * 37 % 600, n * 53 % 780), size=8) for n in range(count))
    return file(stream=flate(boxes))


@pdf("cv.pdf", READ)
def scattered_words(_: Size) -> bytes:
    words = b"".join(show(b"word%d" % n, at=(n * 137 % 600, n * 71 % 780), size=6) for n in range(2_500))
    return file(stream=flate(words))


@pdf("cv.pdf")
def cross_references_in_a_circle(_: Size) -> bytes:
    data = file(show())
    start = data.index(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


@pdf("cv.pdf")
def cross_references_without_end(_: Size) -> bytes:
    return file(show()).replace(b"xref\n0 6", b"xref\n0 999999999")


@pdf("cv.pdf")
def cross_reference_stream_of_nonsense(_: Size) -> bytes:
    extra = b"/Type/XRef/Size 2147483647/W[8 8 8]/Index[0 2147483647]/Root 1 0 R"
    return b"%PDF-1.7\n1 0 obj\n" + wrapped(b"\xff" * 240, extra) + b"\nendobj\nstartxref\n9\n%%EOF\n"


@pdf("cv.pdf")
def object_stream_of_a_billion(_: Size) -> bytes:
    return file(show(), wrapped(b"1 0 2 9 <<>> <<>>", b"/Type/ObjStm/N 1000000000/First 8"), page=b"/Annots 6 0 R")


@pdf("cv.pdf")
def brackets_without_end(size: Size) -> bytes:
    return file(show(), b"[" * size(100_000, 5_000_000), page=b"/Annots 6 0 R")


@pdf("cv.pdf")
def dictionaries_without_end(size: Size) -> bytes:
    return file(show(), b"<</A" * size(100_000, 3_000_000), page=b"/Annots 6 0 R")


@pdf("cv.pdf")
def parentheses_without_end(size: Size) -> bytes:
    return file(b"BT /F1 9 Tf " + b"(" * size(500_000, 10_000_000))


@pdf("cv.pdf")
def number_without_end(size: Size) -> bytes:
    return file(b"9" * size(200_000, 5_000_000) + b" 0 Td " + show())


@pdf("cv.pdf")
def name_without_end(size: Size) -> bytes:
    return file(b"/" + b"A" * size(1_000_000, 10_000_000) + b" gs " + show())


@pdf("cv.pdf")
def inline_image_without_end(_: Size) -> bytes:
    return file(show() + b"BI /W 99999 /H 99999 ID " + b"\x00" * 100_000)


@pdf("cv.pdf")
def glyphs_that_draw_themselves(_: Size) -> bytes:
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 4 0 R>>/FirstChar 97"
        b"/LastChar 2147483647/Widths[500]/Encoding<</Differences[97/a]>>/Resources<</Font<</F1 5 0 R>>>>>>"
    )
    return file(show(b"aaa"), font=font)


@pdf("cv.pdf")
def embedded_font_of_nonsense(size: Size) -> bytes:
    noise = bytes((n * 7919) >> 3 & 255 for n in range(size(60_000, 2_000_000)))
    extra = b"/Length1 1/Length2 999999999/Length3 -5"
    font = _FONT[:-2] + b"/FontDescriptor<</Type/FontDescriptor/FontFile 6 0 R/FontFile2 6 0 R/FontFile3 6 0 R>>>>"
    return file(show(), wrapped(b"%!PS-AdobeFont\n/Encoding 256 array\n" + noise, extra), font=font)


@pdf("cv.pdf")
def matrices_of_nothing(_: Size) -> bytes:
    return file(b"0 0 0 0 0 0 cm 1e38 0 0 1e38 1e38 1e38 cm " + show(size=1e30) + show(size=-1e-30))


@pdf("cv.pdf")
def page_of_no_size(_: Size) -> bytes:
    return file(show()).replace(b"[0 0 612 792]", b"[1e99 -1e99 (x) null]")


@pdf("cv.pdf")
def many_links(size: Size) -> bytes:
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(javascript:alert%d)>>>>"
    return file(show(), page=b"/Annots[" + b"".join(link % n for n in range(size(5_000, 200_000))) + b"]")


@pdf("cv.pdf", READ)
def scripts_and_launches(_: Size) -> bytes:
    action = b"<</S/Launch/F(/bin/sh)/Next<</S/JavaScript/JS(app.alert(1))>>>>"
    return file(show(), page=b"/AA<</O " + action + b">>").replace(
        b"/Pages 2 0 R", b"/Pages 2 0 R/OpenAction " + action
    )


@pdf("cv.pdf")
def encrypted_in_no_known_way(_: Size) -> bytes:
    lock = b"/Encrypt<</Filter/Standard/V 5/R 6/Length 1000000000/O(x)/U(x)/OE(x)/UE(x)/P -1/Perms(x)>>/ID[(a)(b)]"
    return file(show(), trailer=lock)


@pdf("cv.pdf", frozenset({"encrypted"}))
def locked_with_a_password(_: Size) -> bytes:
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -44>>/ID[<00><00>]" % (b"11" * 32, b"22" * 32)
    return file(show(), trailer=lock)


def _hidden(trick: bytes) -> bytes:
    return file(show() + b"0 g " + trick)


_SECRET = b"secret words that nobody sees, python java kubernetes"


@pdf("cv.pdf", READ, flag="hidden_text")
def white_text(_: Size) -> bytes:
    return _hidden(show(_SECRET, at=(72, 300), before=b"1 g"))


@pdf("cv.pdf", READ, flag="hidden_text")
def tiny_text(_: Size) -> bytes:
    return _hidden(show(_SECRET, at=(72, 300), size=0.4))


@pdf("cv.pdf", READ, flag="hidden_text")
def text_off_the_page(_: Size) -> bytes:
    return _hidden(show(_SECRET, at=(-3_000, 300)))


@pdf("cv.pdf", READ, flag="hidden_text")
def covered_text(_: Size) -> bytes:
    return _hidden(show(_SECRET, at=(72, 300)) + b"1 g 60 280 500 50 re f")


@pdf("cv.pdf", READ, flag="hidden_text")
def clipped_text(_: Size) -> bytes:
    return _hidden(b"q 0 0 1 1 re W n " + show(_SECRET, at=(72, 300)) + b" Q")


@pdf("cv.pdf", READ, flag="hidden_text")
def invisible_text(_: Size) -> bytes:
    return _hidden(show(_SECRET, at=(72, 300), before=b"3 Tr"))


@pdf("cv.pdf")
def cut_in_half(_: Size) -> bytes:
    data = file(show() * 50)
    return data[: len(data) // 2]


@pdf("cv.pdf", READ)
def late_head(_: Size) -> bytes:
    return b"#" * 900 + b"\n" + file(show())


@pdf("cv.pdf")
def picture_of_a_pdf(_: Size) -> bytes:
    return b"GIF89a" + file(show())


@pdf("cv.html", ANY)
def page_that_is_a_pdf(_: Size) -> bytes:
    return b"<!doctype html><script>alert(1)</script><!--\n" + file(show()) + b"-->"


@pdf("cv.pdf", UNREAD)
def only_a_head(_: Size) -> bytes:
    return b"%PDF-1.7\n"


@pdf("cv.pdf", UNREAD)
def head_and_noise(size: Size) -> bytes:
    return b"%PDF-1.7\n" + bytes((n * 2_654_435_761) >> 8 & 255 for n in range(size(200_000, 5_000_000)))


@pdf("cv.pdf")
def endobj_without_end(size: Size) -> bytes:
    return b"%PDF-1.7\n" + b"1 0 obj << endobj " * size(20_000, 1_000_000)


@pdf("cv.pdf")
def outlines_in_a_circle(_: Size) -> bytes:
    return file(show(), b"<</Next 6 0 R/First 6 0 R/Parent 6 0 R>>").replace(
        b"/Pages 2 0 R", b"/Outlines 6 0 R/Pages 2 0 R"
    )
