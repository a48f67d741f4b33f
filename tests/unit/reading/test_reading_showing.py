"""What the desk shows of strangers' bytes: clean HTML, pictures, files."""

import io
from email.message import EmailMessage

import pytest
from PIL import Image

from intake.errors import MessageUnreadable
from intake.model.policy import Limits, ReadingPolicy
from intake.reading import samples, showing

POLICY = ReadingPolicy()


def mail(html: str, *files: bytes) -> bytes:
    made = EmailMessage()
    made["From"] = "noor@example.net"
    made.set_content("Plain words.")
    made.add_alternative(html, subtype="html")
    for file in files:
        made.add_attachment(file, maintype="application", subtype="octet-stream", filename="file")
    return made.as_bytes()


def photo(form: str = "PNG", size: tuple[int, int] = (400, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>Hello <b>there</b></p>", "<p>Hello <b>there</b></p>"),
        ('<script>alert(1)</script><p onclick="x()">a</p>', "<p>a</p>"),
        ('<img src="https://example.net/x.png" onerror="x()">text', "text"),
        ('<a href="javascript:x()">one</a><a href="https://example.net/">two</a>', "<a>one</a><a>two</a>"),
        ('<style>@import "https://example.net/a.css";</style><div style="background:url(x)">a</div>', "<div>a</div>"),
        ('<form action="https://example.net/"><input name="a"><button>Go</button></form>', "Go"),
        ('<meta http-equiv="refresh" content="0;url=https://example.net/"><base href="https://example.net/">', ""),
        ("<svg><a xlink:href='javascript:x()'>svg</a></svg><iframe srcdoc='<p>x</p>'></iframe>", ""),
        ('<td background="https://example.net/x" colspan="2">cell</td>', "cell"),
        ("<!-- <p>unclosed", ""),
    ],
)
def test_html_keeps_its_words_and_nothing_that_acts_or_loads(html: str, clean: str) -> None:
    assert showing.clean_html(mail(html), POLICY).strip() == clean


def test_mail_without_html_has_none_to_show() -> None:
    made = EmailMessage()
    made.set_content("Plain words.")
    assert showing.clean_html(made.as_bytes(), POLICY) == ""


def test_html_is_cut_before_it_is_cleaned() -> None:
    policy = ReadingPolicy(limits=Limits(html=40))
    assert len(showing.clean_html(mail("<p>word</p>" * 500), policy)) < 60


def test_file_in_a_mail_comes_out_as_it_went_in() -> None:
    assert showing.payload(mail("<p>x</p>", samples.PDF), "2", POLICY) == samples.PDF


def test_page_of_a_pdf_is_drawn() -> None:
    assert showing.picture(samples.PDF, 0, 120, POLICY).startswith(b"\x89PNG")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_picture_is_drawn_again_and_never_wider_than_asked(form: str) -> None:
    drawn = Image.open(io.BytesIO(showing.picture(photo(form), 0, 100, POLICY)))
    assert (drawn.format, drawn.size) == ("PNG", (100, 50))


@pytest.mark.parametrize("data", [b"", b"<svg onload='x()'/>", b"PK\x03\x04", photo()[:60], b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_says_so(data: bytes) -> None:
    with pytest.raises(MessageUnreadable) as raised:
        showing.picture(data, 0, 100, POLICY)
    assert raised.value.code == "no_picture"


def test_picture_has_no_second_page() -> None:
    with pytest.raises(MessageUnreadable):
        showing.picture(photo(), 1, 100, POLICY)


def test_picture_past_the_limit_is_not_decoded() -> None:
    with pytest.raises(MessageUnreadable) as raised:
        showing.picture(photo(), 0, 100, ReadingPolicy(limits=Limits(image_pixels=1000)))
    assert raised.value.code == "too_large"
