import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text import charsets

GERMAN = "Größe: 5 €"


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("utf-8", "utf-8", GERMAN),
        ("UTF8", "utf-8", GERMAN),
        ("iso-8859-1", "cp1252", GERMAN),
        ("Windows-1252", "cp1252", GERMAN),
        ("us-ascii", "cp1252", GERMAN),
        ("iso-8859-15", "iso8859-15", GERMAN),
        ("cp-850", "cp850", "Größe"),
        ("gb2312", "gb18030", "邮件传输失败镕"),
        ("X-GBK", "gb18030", "镕"),
        ("ks_c_5601-1987", "cp949", "안녕하세요 똠"),
        ("big5", "big5hkscs", "繁體中文"),
        ("shift_jis", "cp932", "日本語①"),
        ("iso-2022-jp", "iso2022_jp", "日本語"),
        ("csISO2022JP", "iso2022_jp_ext", "日本語ｱ"),
        ("iso-8859-8-i", "iso8859-8", "שלום"),
        ("iso-8859-9", "cp1254", "İstanbul"),
        ("tis-620", "cp874", "สวัสดี"),
        ("koi8-r", "koi8_r", "Привет"),
        ("windows-1251", "cp1251", "Привет"),
        ("1251", "cp1251", "Привет"),
        ("unicode-1-1-utf-7", "utf-7", "Größe"),
        ("macintosh", "mac_roman", "Größe"),
        ("utf-16le", "utf-16-le", "Größe"),
    ],
)
def test_labels_mean_what_mail_programs_mean_by_them(label: str, codec: str, text: str) -> None:
    assert charsets.decode(text.encode(codec), label) == text


@pytest.mark.parametrize(
    "label", ["punycode", "idna", "rot13", "zlib", "unicode_escape", "undefined", "x" * 200, "nonsense"]
)
def test_codecs_that_are_no_charsets_are_never_run(label: str) -> None:
    assert charsets.codec_for(label) is None
    assert charsets.decode(GERMAN.encode(), label) == GERMAN


def test_punycode_costs_no_time() -> None:
    began = time.process_time()
    charsets.decode(b"abc-" * 50_000, "punycode")
    assert time.process_time() - began < 1


@pytest.mark.parametrize("label", [None, "us-ascii", "utf-8", "iso-8859-1", "unknown-8bit"])
def test_utf8_is_seen_whatever_western_label_it_bears(label: str | None) -> None:
    assert charsets.decode(GERMAN.encode(), label) == GERMAN


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_outweighs_the_label(mark: str) -> None:
    assert charsets.decode(GERMAN.encode(mark), "iso-8859-1") == GERMAN


def test_western_octets_under_a_utf8_label_keep_their_letters() -> None:
    assert charsets.decode("Frösche".encode("cp1252"), "utf-8") == "Frösche"


def test_damaged_utf8_is_replaced_where_it_is_damaged() -> None:
    assert charsets.decode("Größe ".encode() + b"\xff", None) == "Größe \ufffd"


def test_octets_that_windows_1252_leaves_open_become_controls() -> None:
    assert charsets.decode(b"a\x81\x93b", "iso-8859-1") == "a\x81“b"


def test_japanese_rows_of_nec_under_the_plain_label_are_read() -> None:
    assert charsets.decode(b"\x1b$B-!F|\x1b(B a", "iso-2022-jp") == "①日 a"


def test_japanese_with_broken_pairs_loses_only_those() -> None:
    assert charsets.decode(b"x \x1b$B-!\x01\x02\x1b(B y", "iso-2022-jp") == "x ①\x01\x02 y"
    assert charsets.decode(b"\xff\xe9t\xe9", "iso-2022-jp") == "ÿété"
    assert charsets.decode(b"\x1b(Ba\xff\x1b$B!r-\x7e\x1b(B", "iso-2022-jp").startswith("a\ufffd")


def test_headers_without_a_label_are_read_by_that_of_the_text() -> None:
    assert charsets.guess("邮件传输失败".encode("gb18030"), "gb2312") == "邮件传输失败"
    assert charsets.guess("é".encode("cp1252"), "utf-8") == "é"


@given(
    st.binary(max_size=300),
    st.none() | st.text(max_size=20) | st.sampled_from(["iso-2022-jp", "gb2312", "utf-16", "hz"]),
)
def test_any_octets_become_text_under_any_label(data: bytes, label: str | None) -> None:
    assert isinstance(charsets.decode(data, label), str)
