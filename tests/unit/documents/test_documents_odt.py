"""ODT: its whole text, capped, and what nobody sees."""

import zipfile
from typing import Any

import pytest

from intake.documents.content import CannotRead, Content
from intake.documents.odt import MAX_SPACES, read_odt
from intake.documents.read import read_document
from intake.model.document import DocumentStatus
from intake.model.policy import Limits, ReadingPolicy
from intake.text.sniff import ODT

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = (
    f'xmlns:office="{_NS}office:1.0" xmlns:text="{_NS}text:1.0" xmlns:table="{_NS}table:1.0" '
    f'xmlns:style="{_NS}style:1.0" xmlns:draw="{_NS}drawing:1.0" xmlns:fo="{_NS}xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
STYLES = (
    '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="C" style:parent-style-name="B"/>'
    '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="L" style:parent-style-name="L"/>'
)


def parts(body: str, header: str = "") -> dict[str, bytes]:
    page = f"<style:master-page><style:header>{header}</style:header></style:master-page>"
    return {
        "mimetype": ODT.encode(),
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_NS}manifest:1.0"/>'.encode(),
        "content.xml": (
            f"<office:document-content {_SPACES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
        ).encode(),
        "styles.xml": (
            f"<office:document-styles {_SPACES}><office:master-styles>{page}{page}</office:master-styles>"
            "</office:document-styles>"
        ).encode(),
    }


@pytest.fixture
def read(papers: Any) -> Any:
    def read_body(body: str, header: str = "", **files: bytes) -> Content:
        return read_odt(papers.zip_of({**parts(body, header), **files}), ReadingPolicy(limits=Limits()))

    return read_body


def test_paragraphs_tables_frames_and_notes_are_read_in_order(read: Any) -> None:
    content = read(
        "<text:p>Ada <text:span>Example</text:span><text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>a note</text:p></text:note-body></text:note></text:p>"
        "<text:p><draw:frame><draw:text-box><text:p>in a frame</text:p></draw:text-box></draw:frame>beside</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>2019</text:p></table:table-cell><table:table-cell>"
        "<text:p>Clerk</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>alone"
        "</text:p></table:table-cell></table:table-row></table:table>"
        "<text:list><text:list-item><text:p>listed<text:tab/>x<text:line-break/>y</text:p></text:list-item></text:list>",
        "<text:p>the header</text:p>",
    )
    assert content.pages[0].split("\n") == [
        "the header", "Ada Example", "a note", "beside", "in a frame", "2019\tClerk", "alone", "listed\tx", "y",
    ]  # fmt: skip


def test_counted_spaces_are_capped(read: Any) -> None:
    content = read('<text:p>a<text:s text:c="999999999"/>b<text:s/>c<text:s text:c="nonsense"/>d</text:p>')
    assert content.pages[0] == "a" + " " * MAX_SPACES + "b c d"


def test_white_space_of_the_file_is_one_space(read: Any) -> None:
    assert read("<text:p>one\n   two <text:span> three</text:span></text:p>").pages[0].split() == [
        "one",
        "two",
        "three",
    ]


def test_hidden_and_deleted_text_is_not_shown(read: Any) -> None:
    content = read(
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:p>seen"
        '<text:span text:style-name="H">buried</text:span><text:hidden-text text:string-value="secret"/></text:p>'
        '<text:p text:style-name="H">all</text:p>'
    )
    assert content.pages[0].strip() == "seen"
    assert content.hidden_text == "buriedsecret\nall"
    assert content.warnings == ("hidden_text",)


def test_headings_are_told_by_element_weight_and_words(read: Any) -> None:
    content = read(
        '<text:h>Level</text:h><text:p text:style-name="C">Bold by its parent</text:p><text:p>Education</text:p>'
        '<text:p>words</text:p><text:p><text:span text:style-name="B">Bold. </text:span>then not</text:p>'
        '<text:p text:style-name="L">a style made from itself</text:p><text:p>CAPITALS</text:p>'
    )
    assert content.headings == ("Level", "Bold by its parent", "Education", "CAPITALS")


def test_link_targets_are_kept(read: Any) -> None:
    content = read('<text:p><text:a xlink:href="https://example.org/ada">my page</text:a></text:p>')
    assert (content.pages[0], content.annotations) == ("my page", ("https://example.org/ada",))


def test_a_locked_document_is_encrypted(read: Any) -> None:
    manifest = f'<m:manifest xmlns:m="{_NS}manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    with pytest.raises(CannotRead) as caught:
        read("<text:p>x</text:p>", **{"META-INF/manifest.xml": manifest.encode()})
    assert caught.value.status is DocumentStatus.ENCRYPTED


def test_a_manifest_with_the_old_document_type_is_read(read: Any) -> None:
    manifest = (
        '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
        f'<m:manifest xmlns:m="{_NS}manifest:1.0"/>'
    )
    assert read("<text:p>words</text:p>", **{"META-INF/manifest.xml": manifest.encode()}).pages[0] == "words"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("<text:p/>", DocumentStatus.NO_TEXT),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><text:p>x</text:p>", DocumentStatus.CORRUPT),
    ],
)
def test_nothing_to_read_and_declarations_are_refused(read: Any, body: str, status: DocumentStatus) -> None:
    with pytest.raises(CannotRead) as caught:
        read(body)
    assert caught.value.status is status


def test_a_document_without_content_is_corrupt(papers: Any) -> None:
    data = papers.zip_of({"mimetype": ODT.encode()}, zipfile.ZIP_STORED)
    document = read_document(data, "cv.odt", ReadingPolicy()).document
    assert (document.media_type, document.status) == (ODT, DocumentStatus.CORRUPT)


def test_endless_nesting_is_cut(read: Any) -> None:
    deep = "<text:section>" * 230 + "<text:p>too deep</text:p>" + "</text:section>" * 230
    spans = "<text:span>" * 230 + "too deep" + "</text:span>" * 230
    assert "too deep" not in read(f"<text:p>kept{spans}</text:p>{deep}").pages[0]
