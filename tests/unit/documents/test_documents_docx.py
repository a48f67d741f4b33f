"""DOCX to text: everything that a reader sees, in order, and nothing twice."""

import io
import zipfile
from typing import Any

import docx
import pytest

from intake.documents.content import CannotRead, Content
from intake.documents.docx import read_docx
from intake.documents.read import read_document
from intake.model.document import DocumentStatus
from intake.model.policy import Limits, ReadingPolicy
from intake.text.sniff import DOCX


def content_of(data: bytes, limits: Limits | None = None) -> Content:
    return read_docx(data, ReadingPolicy(limits=limits or Limits()))


def text_of(data: bytes) -> str:
    return "\n".join(content_of(data).pages)


def refusal_of(data: bytes, limits: Limits | None = None) -> CannotRead:
    with pytest.raises(CannotRead) as refused:
        content_of(data, limits)
    return refused.value


def test_a_document_written_by_python_docx_is_whole() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ada Example, ada@example.org"
    document.sections[0].footer.paragraphs[0].text = "Page footer"
    document.add_heading("Experience", level=1)
    document.add_paragraph("Data engineer at Example Works")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "2019 - 2023", "Berlin"
    target = io.BytesIO()
    document.save(target)
    content = content_of(target.getvalue())
    assert content.pages[0].split("\n") == [
        "Ada Example, ada@example.org",
        "Experience",
        "Data engineer at Example Works",
        "2019 - 2023\tBerlin",
        "Page footer",
    ]
    assert content.headings == ("Experience",)


def test_a_text_box_is_read_once_though_word_writes_it_twice(papers: Any) -> None:
    box = f"<w:txbxContent>{papers.paragraph('Boxed words')}</w:txbxContent>"
    run = (
        f"<w:p><w:r><w:t>Anchor</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(papers.docx_of(run + papers.paragraph("After"))) == "Anchor\nBoxed words\nAfter"


def test_a_word_split_over_runs_stays_one(papers: Any) -> None:
    split = "<w:p><w:r><w:t>Appli</w:t></w:r><w:r><w:t>cation</w:t></w:r></w:p>"
    assert text_of(papers.docx_of(split)) == "Application"


def test_tabs_breaks_and_hyphens_are_read(papers: Any) -> None:
    run = (
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t>"
        "<w:softHyphen/><w:t/></w:r></w:p>"
    )
    assert text_of(papers.docx_of(run)) == "a\tb\nc-d"


def test_deleted_text_is_left_out_and_inserted_text_is_read(papers: Any) -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
        "<!-- a note --></w:p><!-- another -->"
    )
    assert text_of(papers.docx_of(body)) == "new"


def test_content_controls_and_cells_with_several_paragraphs_are_read_in_order(papers: Any) -> None:
    cell = f"<w:tc>{papers.paragraph('one')}{papers.paragraph('two')}</w:tc>"
    kept = f"<w:sdt><w:sdtContent><w:tc>{papers.paragraph('three')}</w:tc></w:sdtContent></w:sdt>"
    last = f"<w:sdt><w:sdtContent>{papers.paragraph('four')}</w:sdtContent></w:sdt>"
    body = f"<w:tbl><w:tr><w:trPr/>{cell}{kept}</w:tr></w:tbl>{last}"
    assert text_of(papers.docx_of(body)) == "one\ntwo\nthree\nfour"


def test_links_come_from_relations_and_fields(papers: Any) -> None:
    body = (
        '<w:p><w:hyperlink r:id="k1"><w:r><w:t>profile</w:t></w:r></w:hyperlink>'
        '<w:hyperlink w:anchor="top"><w:r><w:t>top</w:t></w:r></w:hyperlink>'
        "<w:fldSimple w:instr=' HYPERLINK \"https://example.org/b\" '><w:r><w:t>b</w:t></w:r></w:fldSimple>"
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        r'<w:r><w:instrText>HYPERLINK \l "bookmark"</w:instrText></w:r>'
        "<w:r><w:instrText>HYPERLINK https://example.org/c</w:instrText></w:r></w:p>"
    )
    data = papers.docx_of(body, relations=[("k1", "hyperlink", "https://example.org/a")])
    assert content_of(data).annotations == ("https://example.org/a", "https://example.org/b", "https://example.org/c")


def test_headers_that_say_the_same_are_read_once(papers: Any) -> None:
    header = papers.docx_xml(papers.paragraph("Ada Example"), root="hdr")
    other = papers.docx_xml(papers.paragraph("Second page"), root="hdr")
    data = papers.docx_of(
        papers.paragraph("Body"),
        parts={"word/header1.xml": header, "word/header2.xml": header, "word/header3.xml": other},
        relations=[
            ("h1", "header", "header1.xml"),
            ("h2", "header", "header2.xml"),
            ("h3", "header", "header3.xml"),
            ("f1", "footer", "missing.xml"),
        ],
    )
    assert text_of(data) == "Ada Example\nSecond page\nBody"


def test_hidden_runs_are_kept_apart_and_warned_of(papers: Any) -> None:
    body = papers.paragraph("Seen") + papers.paragraph("Unseen keywords", look="<w:vanish/>")
    body += papers.paragraph("Tiny ones", look='<w:sz w:val="2"/>')
    body += papers.paragraph("Seen too", look='<w:vanish w:val="0"/>')
    content = content_of(papers.docx_of(body))
    assert content.pages[0].split() == ["Seen", "Seen", "too"]
    assert (content.hidden_text, content.warnings) == ("Unseen keywords\nTiny ones", ("hidden_text",))


def test_macros_are_warned_of_and_the_text_is_read(papers: Any) -> None:
    content = content_of(papers.docx_of(papers.paragraph("Text"), parts={"word/vbaProject.bin": "x"}))
    assert (content.pages, content.warnings) == (("Text",), ("macros",))


def test_headings_are_told_by_style_level_weight_size_capitals_and_name(papers: Any) -> None:
    styles = (
        '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="H"/></w:style>'
        '<w:style w:styleId="Level"><w:name w:val="L"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:styleId="Body"><w:basedOn w:val="Normal"/></w:style>'
    )
    small = '<w:sz w:val="20"/>'
    long = "This is the text of the document which goes on for a while and ends here"
    body = "".join(
        (
            papers.paragraph("By style", style="H", look=small),
            papers.paragraph("By its base", style="Mine", look=small),
            papers.paragraph("By its level", style="Level", look=small),
            '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>By outline</w:t></w:r></w:p>',
            papers.paragraph("By weight", look=small + "<w:b/>"),
            papers.paragraph("By size", look='<w:sz w:val="28"/>'),
            papers.paragraph("IN CAPITALS", look=small),
            papers.paragraph("Education", look=small),
            papers.paragraph(long, look=small),
            papers.paragraph("No heading", style="Body", look=small + '<w:b w:val="false"/>'),
            papers.paragraph("A bold sentence.", look=small + "<w:b/>"),
            papers.paragraph("2019", look=small + "<w:b/>"),
            papers.paragraph("odd size", look='<w:sz w:val="big"/>'),
            papers.paragraph(" ", look="<w:b/>"),
        )
    )
    headings = content_of(
        papers.docx_of(body, parts={"word/styles.xml": papers.docx_xml(styles, root="styles")})
    ).headings
    assert headings == (
        "By style",
        "By its base",
        "By its level",
        "By outline",
        "By weight",
        "By size",
        "IN CAPITALS",
        "Education",
    )


def test_the_strict_variant_of_the_format_is_read(papers: Any) -> None:
    strict = papers.docx_xml(papers.paragraph("Strict words")).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert text_of(papers.docx_of("", parts={"word/document.xml": strict})) == "Strict words"


def test_a_document_without_relations_is_found_by_its_usual_name(papers: Any) -> None:
    data = papers.zip_of(
        {"[Content_Types].xml": b"", "word/document.xml": papers.docx_xml(papers.paragraph("x")).encode()}
    )
    assert text_of(data) == "x"


def test_a_document_of_pictures_alone_has_no_text(papers: Any) -> None:
    assert refusal_of(papers.docx_of("<w:p/>")).status is DocumentStatus.NO_TEXT


def test_a_document_without_its_main_part_is_corrupt(papers: Any) -> None:
    assert refusal_of(papers.zip_of({"[Content_Types].xml": b""})).status is DocumentStatus.CORRUPT


@pytest.mark.parametrize("xml", ["<<<", "", " "])
def test_a_main_part_that_is_no_xml_is_corrupt_or_empty(papers: Any, xml: str) -> None:
    data = papers.docx_of("", parts={"word/document.xml": xml})
    assert refusal_of(data).status in {DocumentStatus.CORRUPT, DocumentStatus.NO_TEXT}


def test_a_cut_file_is_corrupt(papers: Any) -> None:
    data = papers.docx_of(papers.paragraph("Text " * 500))
    assert refusal_of(data[: len(data) // 2]).status is DocumentStatus.CORRUPT


def test_entities_are_refused_and_never_expanded(papers: Any) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    xml = papers.docx_xml(papers.paragraph("&b;")).replace("<w:document", bomb + "<w:document", 1)
    refused = refusal_of(papers.docx_of("", parts={"word/document.xml": xml}))
    assert refused.status is DocumentStatus.CORRUPT
    assert "entity" in refused.detail


def test_entities_in_another_encoding_are_refused_too(papers: Any) -> None:
    xml = papers.docx_xml(papers.paragraph("&a;")).replace(
        "<w:document", '<!DOCTYPE d [<!ENTITY a "ha">]><w:document', 1
    )
    data = papers.zip_of(
        {
            "[Content_Types].xml": b"",
            "word/document.xml": xml.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
        }
    )
    assert refusal_of(data).status is DocumentStatus.CORRUPT


def test_a_bomb_is_too_large_by_what_it_inflates_to(papers: Any) -> None:
    data = papers.docx_of(papers.paragraph("a" * 200_000))
    assert refusal_of(data, Limits(xml=100_000)).status is DocumentStatus.TOO_LARGE
    assert refusal_of(data, Limits(zip_inflated=100_000)).status is DocumentStatus.TOO_LARGE


def test_a_size_field_that_lies_does_not_help(papers: Any) -> None:
    honest = papers.docx_of(papers.paragraph("a" * 200_000))
    lying = honest.replace((len(papers.docx_xml(papers.paragraph("a" * 200_000)))).to_bytes(4, "little"), b"\x05\0\0\0")
    assert lying != honest
    assert refusal_of(lying, Limits(zip_inflated=100_000)).status in {DocumentStatus.CORRUPT, DocumentStatus.TOO_LARGE}


def test_more_members_than_the_limit_are_too_large(papers: Any) -> None:
    data = papers.docx_of("", parts={f"word/media/{i}": "" for i in range(20)})
    assert refusal_of(data, Limits(zip_members=10)).status is DocumentStatus.TOO_LARGE


def test_nesting_deeper_than_any_document_ends(papers: Any) -> None:
    deep = "<w:sdt>" * 230 + papers.paragraph("too deep") + "</w:sdt>" * 230
    inline = "<w:p>" + "<w:smartTag>" * 230 + "<w:r><w:t>too deep</w:t></w:r>" + "</w:smartTag>" * 230 + "</w:p>"
    assert text_of(papers.docx_of(papers.paragraph("top") + deep + inline)).strip() == "top"


def test_a_member_with_a_password_is_encrypted(papers: Any) -> None:
    data = bytearray(papers.zip_of({"[Content_Types].xml": b"x", "word/document.xml": b"y"}, zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 1)
    assert refusal_of(bytes(data)).status is DocumentStatus.ENCRYPTED


def test_a_zip_that_only_holds_a_docx_is_an_archive(papers: Any) -> None:
    inner = papers.docx_of(papers.paragraph("inside"))
    document = read_document(
        papers.zip_of({"a/letter.docx": inner}, zipfile.ZIP_STORED), "a.zip", ReadingPolicy()
    ).document
    assert (document.media_type, document.members) == ("application/zip", ("letter.docx",))
    assert document.contents[0].media_type == DOCX
