"""What a DOCX hides is kept apart and warned of; white letters on something dark stay."""

from typing import Any

import pytest

from intake.documents.read import ReadDocument, read_document
from intake.model.policy import ReadingPolicy

SECRET = "kubernetes terraform leadership"
WHITE = '<w:color w:val="FFFFFF"/>'
_DML = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:rPr><w:b w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Ghost"><w:basedOn w:val="Pale"/></w:style>'
    f'<w:style w:type="paragraph" w:styleId="Pale"><w:basedOn w:val="Ghost"/><w:rPr>{WHITE}</w:rPr></w:style>'
    f'<w:style w:type="character" w:styleId="Faint"><w:rPr>{WHITE}</w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Bar"><w:pPr><w:shd w:val="clear" w:fill="1B2A41"/></w:pPr></w:style>'
    '<w:style w:type="table" w:styleId="Striped"><w:tblStylePr><w:tcPr><w:shd w:val="clear" w:fill="1B2A41"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
    '<w:style w:type="table" w:styleId="Lined"><w:basedOn w:val="Striped"/></w:style>'
)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(row: str, properties: str = "", row_properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tr><w:trPr>{row_properties}</w:trPr>{row}</w:tr></w:tbl>"


def box(fill: str, *, place: str = "0", size: str = "2000000", about: str = "", look: str = WHITE) -> str:
    shape = (
        f"<wp:docPr {about}/><wps:wsp><wps:spPr>{fill}</wps:spPr><wps:txbx><w:txbxContent>"
        f"{paragraph(run(SECRET, look))}</w:txbxContent></wps:txbx></wps:wsp>"
    )
    return drawing(shape, place=place, size=size)


def drawing(inner: str, *, place: str = "0", size: str = "2000000", kind: str = "anchor") -> str:
    place_ = f"<wp:positionH><wp:posOffset>{place}</wp:posOffset></wp:positionH>"
    return (
        f'<w:r><w:drawing><wp:{kind}><wp:extent cx="{size}" cy="{size}"/>{place_}{inner}</wp:{kind}></w:drawing></w:r>'
    )


def solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def vml(style: str, attributes: str = "") -> str:
    content = f"<v:textbox><w:txbxContent>{paragraph(run(SECRET, WHITE))}</w:txbxContent></v:textbox>"
    return f'<w:r><w:pict><v:shape style="{style}" {attributes}>{content}</v:shape></w:pict></w:r>'


def read(papers: Any, body: str, *, header: str = "", background: str = "") -> ReadDocument:
    seen = paragraph(run("Ada Example")) + paragraph(run("Data engineer in Example Town"))
    relations = [("h", "header", "header1.xml")] if header else []
    parts = {"word/styles.xml": papers.docx_xml(STYLES, "styles")}
    if header:
        parts["word/header1.xml"] = papers.docx_xml(header, "hdr").replace("<w:hdr ", f"<w:hdr {_DML} ")
    parts["word/document.xml"] = (
        papers.docx_xml(seen + body)
        .replace("<w:document ", f"<w:document {_DML} ")
        .replace("<w:body>", background + "<w:body>")
    )
    return read_document(papers.docx_of("", parts=parts, relations=relations), "cv.docx", ReadingPolicy())


HIDDEN = [
    paragraph(run(SECRET, "<w:vanish/>")),
    paragraph(run(SECRET, WHITE)),
    paragraph(run(SECRET, '<w:color w:val="fdfdfd"/>')),
    paragraph(run(SECRET, '<w:sz w:val="2"/>')),
    paragraph(run(SECRET, '<w:w w:val="1"/>')),
    paragraph(run(SECRET, '<w:rStyle w:val="Faint"/>')),
    paragraph(run(SECRET), '<w:pStyle w:val="Ghost"/>'),
    paragraph(run(SECRET, '<w:color w:val="1B2A41"/><w:shd w:val="clear" w:fill="1B2A41"/>')),
    paragraph(run(SECRET, '<w:color w:val="000000"/><w:highlight w:val="black"/>')),
    paragraph(run(SECRET, '<w:color w:val="1B2A41"/>'), '<w:shd w:val="solid" w:color="1B2A41" w:fill="auto"/>'),
    paragraph(run(SECRET, WHITE + '<w:highlight w:val="none"/>'), '<w:shd w:val="clear" w:fill="auto"/>'),
    paragraph(run(SECRET), '<w:spacing w:line="1" w:lineRule="exact"/>'),
    paragraph(run(SECRET, '<w:vanish w:val="0"/>'), '<w:spacing w:line="20" w:lineRule="exact"/>'),
    paragraph(run(SECRET), '<w:ind w:left="-40000"/>'),
    paragraph(run(SECRET), '<w:framePr w:x="30000" w:y="10"/>'),
    table(cell(paragraph(run(SECRET, WHITE)))),
    table(cell(paragraph(run(SECRET, WHITE)), '<w:shd w:val="clear" w:fill="FFFFFF"/>'), '<w:tblStyle w:val="Lined"/>'),
    table(cell(paragraph(run(SECRET))), row_properties='<w:trHeight w:val="10" w:hRule="exact"/>'),
    table(cell(paragraph(run(SECRET))), '<w:tblpPr w:tblpX="-30000"/>'),
    paragraph(box(solid("FFFFFF"))),
    paragraph(box("<a:noFill/>")),
    paragraph(box("")),
    paragraph(box('<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>')),
    paragraph(box(solid("1B2A41"), look='<w:color w:val="1B2A41"/>')),
    paragraph(box(solid("FFFF00"), place="-9000000", look="")),
    paragraph(box(solid("FFFF00"), place="99000000", look="")),
    paragraph(box(solid("FFFF00"), size="100", look="")),
    paragraph(box(solid("FFFF00"), about='hidden="1"', look="")),
    paragraph(vml("position:absolute;width:200pt;height:40pt", 'filled="f"')),
    paragraph(vml("position:absolute;margin-left:-4000pt;width:9in;height:2in", 'fillcolor="#123456"')),
    paragraph(vml("position:absolute;width:0;height:2in", 'fillcolor="#123456"')),
    paragraph(vml("visibility:hidden", 'fillcolor="#123456"')),
]


@pytest.mark.parametrize("body", HIDDEN)
def test_words_that_nobody_sees_are_kept_apart(papers: Any, body: str) -> None:
    document = read(papers, body + paragraph(run("Since 2019"))).document
    assert [line for line in document.text.split("\n") if line] == [
        "Ada Example",
        "Data engineer in Example Town",
        "Since 2019",
    ]
    assert document.hidden_text == SECRET
    assert document.warnings == ("hidden_text",)


SEEN = [
    paragraph(run(SECRET, '<w:vanish w:val="false"/>')),
    paragraph(run(SECRET, '<w:color w:val="auto"/>'), '<w:shd w:val="clear" w:fill="000000"/>'),
    paragraph(run(SECRET, '<w:color w:val="808080"/>')),
    paragraph(run(SECRET, '<w:color w:val="windowText"/>')),
    paragraph(run(SECRET, WHITE + '<w:highlight w:val="darkBlue"/>')),
    paragraph(run(SECRET, WHITE + '<w:shd w:val="clear" w:fill="1B2A41"/>')),
    paragraph(run(SECRET, WHITE), '<w:shd w:val="clear" w:fill="1B2A41"/>'),
    paragraph(run(SECRET, WHITE), '<w:shd w:val="pct50" w:fill="auto"/>'),
    paragraph(run(SECRET, WHITE), '<w:shd w:val="clear" w:fill="auto" w:themeFill="accent1"/>'),
    paragraph(run(SECRET, WHITE), '<w:pStyle w:val="Bar"/>'),
    table(cell(paragraph(run(SECRET, WHITE)), '<w:shd w:val="clear" w:fill="1B2A41"/>')),
    table(cell(paragraph(run(SECRET, WHITE))), '<w:shd w:val="clear" w:fill="1B2A41"/>'),
    table(cell(paragraph(run(SECRET, WHITE))), '<w:tblStyle w:val="Lined"/>'),
    table(cell(paragraph(run(SECRET))), row_properties='<w:trHeight w:val="400" w:hRule="exact"/>'),
    paragraph(run(SECRET), '<w:spacing w:line="240" w:lineRule="exact"/><w:ind w:left="720"/>'),
    paragraph(box(solid("1B2A41"))),
    paragraph(box("<a:gradFill/>")),
    paragraph(box('<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>')),
    paragraph(box('<a:solidFill><a:schemeClr val="bg1"><a:lumMod val="5"/></a:schemeClr></a:solidFill>')),
    paragraph(box("<a:solidFill/>")),
    paragraph(box(solid("nonsense"))),
    paragraph(vml("position:absolute;width:200pt;height:40pt", 'fillcolor="#1b2a41 [3204]"')),
    paragraph(vml("width:200px;height:40", 'fillcolor="[accent]"')),
    paragraph(drawing("<pic:pic/>")) + paragraph(run(SECRET, WHITE)),
    paragraph(drawing(f"<wps:wsp><wps:spPr>{solid('1B2A41')}</wps:spPr></wps:wsp>") + run(SECRET, WHITE)),
    paragraph(
        drawing('<wps:wsp><wps:spPr/><wps:style><a:fillRef idx="1"/></wps:style></wps:wsp>') + run(SECRET, WHITE)
    ),
    paragraph(run(SECRET, WHITE))
    + paragraph('<w:r><w:pict><v:rect style="position:absolute;height:90pt" fillcolor="navy"/></w:pict></w:r>'),
    paragraph(drawing("<pic:pic/>") + box("<a:noFill/>")),
    paragraph(drawing("<pic:pic/>") * 501) + paragraph(run("line")) * 60 + paragraph(run(SECRET, WHITE)),
]


@pytest.mark.parametrize("body", SEEN)
def test_words_that_a_reader_may_see_stay(papers: Any, body: str) -> None:
    document = read(papers, body).document
    assert SECRET in document.text
    assert document.warnings == ()


def test_a_bar_far_away_shelters_nothing(papers: Any) -> None:
    bar = '<w:r><w:pict><v:rect style="position:absolute;height:30pt" fillcolor="navy"/></w:pict></w:r>'
    body = paragraph(bar) + paragraph(run("line")) * 30 + paragraph(run(SECRET, WHITE))
    assert read(papers, body).document.hidden_text == SECRET


def test_a_picture_in_the_running_text_or_a_white_shape_shelters_nothing(papers: Any) -> None:
    white = drawing(f"<wps:wsp><wps:spPr>{solid('FFFFFF')}</wps:spPr></wps:wsp>")
    clear = '<w:r><w:pict><v:rect style="position:absolute;height:90pt"/></w:pict></w:r>'
    body = paragraph(drawing("<pic:pic/>", kind="inline") + white + clear) + paragraph(run(SECRET, WHITE))
    assert read(papers, body).document.hidden_text == SECRET


def test_what_floats_in_the_header_lies_behind_every_page(papers: Any) -> None:
    body = paragraph(run("line")) * 60 + paragraph(run(SECRET, WHITE))
    header = paragraph(drawing("<pic:pic/>"))
    assert SECRET in read(papers, body, header=header).document.text


def test_the_page_may_have_a_colour_of_its_own(papers: Any) -> None:
    white = paragraph(run(SECRET, WHITE))
    assert SECRET in read(papers, white, background='<w:background w:color="1B2A41"/>').document.text
    assert SECRET in read(papers, white, background='<w:background w:themeColor="dark1"/>').document.text
    navy = paragraph(run(SECRET, '<w:color w:val="1B2A41"/>'))
    assert read(papers, navy, background='<w:background w:color="1B2A41"/>').document.hidden_text == SECRET


def test_a_link_of_hidden_words_is_none_of_the_candidate(papers: Any) -> None:
    def link(id_: str, look: str) -> str:
        return f'<w:hyperlink r:id="{id_}">{run("my projects", look)}</w:hyperlink>'

    parts = {"word/styles.xml": papers.docx_xml(STYLES, "styles")}
    relations = [("a", "hyperlink", "https://github.com/ada"), ("b", "hyperlink", "https://github.com/eve")]
    body = paragraph(run("Ada Example ") + link("a", "") + link("b", "<w:vanish/>"))
    found = read_document(papers.docx_of(body, parts=parts, relations=relations), "cv.docx", ReadingPolicy())
    assert found.annotations == ("https://github.com/ada",)


def test_a_few_hidden_letters_are_no_warning(papers: Any) -> None:
    document = read(papers, paragraph(run("x1", "<w:vanish/>"))).document
    assert (document.hidden_text, document.warnings) == ("", ())


def test_a_line_in_a_bold_style_is_a_heading(papers: Any) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="Part"><w:rPr><w:b/></w:rPr></w:style>'
    parts = {"word/styles.xml": papers.docx_xml(styles, "styles")}
    body = paragraph(run("What I did at sea"), '<w:pStyle w:val="Part"/>') + paragraph(run("Sailed."))
    found = read_document(papers.docx_of(body, parts=parts), "cv.docx", ReadingPolicy())
    assert found.document.headings == ("What I did at sea",)
