"""The own interpreter and pdfminer's come to the same: on the fixtures' files and on content streams at random."""

import email
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdfpage import PDFPage
from pdfminer.psparser import PSEOF

from fixtures.generator.pdf import Text, pdf
from intake.documents.pdf.canvas import Canvas
from intake.documents.pdf.fonts import BoundedFonts
from intake.documents.pdf.hidden import part_hidden
from intake.documents.pdf.interpreter import draw_page
from intake.documents.pdf.lines import lines_of, text_of
from intake.documents.pdf.reference import draw_by_pdfminer
from intake.documents.pdf.resources import Faces
from intake.documents.pdf.streams import Budget, open_document
from intake.reading import samples

MESSAGES = Path(__file__).parents[3] / "fixtures" / "messages"


class Read(NamedTuple):
    """What an interpreter made of a page."""

    seen: str
    hidden: str
    unmapped: int
    painted: int


def both_ways(data: bytes) -> list[tuple[Read, Read]]:
    """Each page of a file by the own interpreter and by pdfminer's."""
    document, _ = open_document(data, Budget(100_000_000))
    canvas, faces = Canvas(budget=1_000_000, content=10_000_000), Faces(BoundedFonts())
    return [
        (
            drawn(partial(draw_page, page, canvas, faces), canvas),
            drawn(partial(draw_by_pdfminer, page, canvas, faces.fonts), canvas),
        )
        for page in PDFPage.create_pages(document)
    ]


def drawn(draw: Any, canvas: Canvas) -> Read:
    draw()
    seen, hidden = part_hidden(canvas)
    return Read(text_of(lines_of(seen)), text_of(lines_of(hidden)), canvas.unmapped, len(canvas.paints))


def attached_pdfs() -> list[bytes]:
    found = [
        payload
        for path in sorted(MESSAGES.glob("*.eml"))
        for part in email.message_from_bytes(path.read_bytes()).walk()
        if isinstance(payload := part.get_payload(decode=True), bytes) and payload.startswith(b"%PDF")
    ]
    long = pdf([[Text(f"Line {n} of a page", 9, link="https://example.org") for n in range(60)]] * 3, title="long")
    return [*dict.fromkeys(found), samples.PDF, long]


def test_every_page_of_the_fixtures_reads_the_same_both_ways() -> None:
    pages = 0
    for data in attached_pdfs():
        try:
            read = both_ways(data)
        except (PDFEncryptionError, PSEOF):
            # Locked, or cut off.
            continue
        pages += len(read)
        assert [own for own, _ in read] == [reference for _, reference in read]
    assert pages > 20


NUMBERS = st.one_of(
    st.integers(-40, 800).map(str),
    st.floats(-50, 700, allow_nan=False).map(lambda number: f"{number:.3f}"),
    st.sampled_from([".5", "-.25", "4.", "+3", "1", "0", "0.96", "99999999999", "--5", "1.2.3", "-"]),
)
STRINGS = st.one_of(
    st.text("abcdeXYZ ,.-", max_size=12).map(lambda text: f"({text})"),
    st.sampled_from(
        [
            r"(a\)b)",
            r"(a(b)c)",
            r"(\101\102)",
            r"(x\\y)",
            r"(((deep)))",
            "<4142>",
            "<41 42>",
            "<>",
            "()",
            r"(line\nbreak)",
            "(two\nlines)",
            r"(Jos\264)",
        ]
    ),
)
ARRAYS = st.lists(st.one_of(STRINGS, NUMBERS, st.sampled_from(["-300", "400", "-5000", "80"])), max_size=8).map(
    lambda items: "[" + " ".join(items) + "]"
)


def on(count: int, *names: str) -> st.SearchStrategy[str]:
    """Operators that take so many numbers."""
    return st.tuples(st.lists(NUMBERS, min_size=count, max_size=count), st.sampled_from(names)).map(
        lambda made: " ".join([*made[0], made[1]])
    )


OPERATORS = st.one_of(
    on(0, "q", "Q", "BT", "ET", "T*", "W", "W*", "n", "f", "F", "f*", "B", "b*", "S", "s", "h", "EMC", "BX", "sh"),
    on(1, "w", "g", "G", "Tc", "Tw", "TL", "Ts", "i", "J", "scn"),
    on(2, "m", "l", "Td", "TD", "Tc"),
    on(3, "rg", "RG", "scn", "unknown"),
    on(4, "re", "k", "K", "v", "y", "sc"),
    on(6, "c"),
    st.sampled_from(["0", "1", "2", "3", "7"]).map(lambda mode: f"{mode} Tr"),
    st.sampled_from(["50", "100", "150"]).map(lambda percent: f"{percent} Tz"),
    st.tuples(NUMBERS, NUMBERS).map(lambda at: f"1 0 0 1 {at[0]} {at[1]} Tm"),
    st.tuples(NUMBERS, NUMBERS).map(lambda at: f"1 0 0 1 {at[0]} {at[1]} cm"),
    st.sampled_from(["0 1 -1 0 300 300 Tm", "-1 0 0 -1 300 300 Tm", "2 0 0 .5 9 9 cm", "0 0 0 0 0 0 Tm"]),
    st.tuples(st.sampled_from(["/F1", "/F2", "/F3", "/F9", "/Nameless"]), NUMBERS).map(
        lambda font: " ".join([*font, "Tf"])
    ),
    STRINGS.map(lambda string: f"{string} Tj"),
    STRINGS.map(lambda string: f"{string}'"),
    st.tuples(NUMBERS, NUMBERS, STRINGS).map(lambda made: " ".join([*made, '"'])),
    ARRAYS.map(lambda array: f"{array}TJ"),
    ARRAYS.map(lambda array: f"{array} 0 d"),
    st.sampled_from(
        [
            "/Half gs",
            "/Clear gs",
            "/Form Do",
            "/Deep Do",
            "/Picture Do",
            "/Nameless Do",
            "/Spot cs 1 scn",
            "/Pattern cs /P1 scn",
            "/DeviceRGB cs 1 1 1 sc",
            "/DeviceCMYK CS",
            "/Span <</ActualText (whole)>> BDC",
            "/Span <</ActualText <FEFF00E9>/MCID 3>> BDC",
            "/Span<</MCID 1>>BDC",
            "/Span /Named BDC",
            "/Artifact <</BBox[0 0 1 1]/Attached[/Top]>> BDC",
            "/Span BMC",
            "/Name /Other",
            "% a comment (with a string\n",
            # The line ends: pdfminer sees no end of a picture in a NUL, which is white space too (ISO 32000, 7.2.3).
            "BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI\n",
            "BI /W 2 /H 2 /F /A85 ID abcd~> EI\n",
            "[] 0 d",
            "true false null",
            "]",
            ">>",
            "<</A [1 2 (x)] /B <</C /D>>>>",
        ]
    ),
)
SHOWN = "BT /F1 11 Tf 1 0 0 1 72 700 Tm (Ada Example) Tj ET\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(
    operators=st.lists(OPERATORS, max_size=40),
    inside=st.lists(OPERATORS, max_size=10),
    between=st.sampled_from([" ", "\n", "\r\n", "\0 ", "  \t"]),
    split=st.integers(0, 40),
)
def test_any_content_reads_the_same_both_ways(
    papers: Any, operators: list[str], inside: list[str], between: str, split: int
) -> None:
    first = SHOWN + between.join(operators[:split]) + "\n"
    data = papers_of(papers, first, between.join(operators[split:]), between.join(inside))
    for own, reference in both_ways(data):
        assert own == reference


def papers_of(papers: Any, first: str, second: str, inside: str) -> bytes:
    """A page whose content lies in two streams, with forms, a picture, opacities and a font that maps to Hebrew."""
    writer = papers.PdfWriter()
    table = writer.stream("begincmap 1 beginbfrange <61> <7b> <05D0> endbfrange endcmap")
    writer.fonts["F9"] = writer.add(f"<</Type/Font/Subtype/TrueType/BaseFont/X-Bold/ToUnicode {table} 0 R>>")
    fonts = " ".join(f"/{key} {number} 0 R" for key, number in writer.fonts.items())
    picture = writer.stream(b"\x00", "/Type/XObject/Subtype/Image/Width 1/Height 1")
    form = writer.stream(
        SHOWN.replace("700", "300") + inside + "\n",
        f"/Type/XObject/Subtype/Form/BBox[10 10 500 600]/Matrix[1 0 0 1 5 5]/Resources<</Font<<{fonts}>>>>",
    )
    deep = writer.stream("q /Form Do Q /Deep Do (after) Tj", "/Type/XObject/Subtype/Form/BBox[0 0 612 792]")
    # pdfminer wants white space behind the end of a picture.
    more = writer.stream(second + "\n")
    page = writer.page(
        first,
        resources=f"/XObject<</Picture {picture} 0 R/Form {form} 0 R/Deep {deep} 0 R>>"
        "/ColorSpace<</Spot[/Separation/Spot]>>/Properties<</Named<</ActualText(named)>>>>"
        "/ExtGState<</Clear<</ca 0>>/Half<</ca 0.5/CA 0.5>>>>",
    )
    body = writer.objects[page - 1]
    number = body.partition(b"/Contents ")[2].split()[0].decode()
    writer.objects[page - 1] = body.replace(f"{number} 0 R".encode(), f"[{number} 0 R {more} 0 R]".encode(), 1)
    data: bytes = writer.data()
    return data


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        # ISO 32000-1, 7.3.4.2: a backslash before any other character is ignored; pdfminer drops both.
        (r"(one \-\o\ two) Tj", "one -o two"),
        # 7.3.4.3: a last digit alone counts sixteenfold.
        ("<6F6E6> Tj", "on`"),
        # 7.3.4.2: high-order overflow is ignored; pdfminer gives the page up.
        (r"(\501) Tj", "A"),
    ],
)
def test_where_pdfminer_departs_from_the_standard_the_own_interpreter_does_not(
    papers: Any, shown: str, text: str
) -> None:
    data = papers.pdf_of(f"BT /F1 11 Tf 1 0 0 1 72 700 Tm {shown} ET")
    document, _ = open_document(data, Budget(1_000_000))
    canvas = Canvas(budget=1_000, content=1_000)
    draw_page(next(PDFPage.create_pages(document)), canvas, Faces(BoundedFonts()))
    assert text_of(lines_of(canvas.pieces)) == text
