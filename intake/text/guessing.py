"""Bytes of a text file to text, where nothing says in which charset it was written.

A byte order mark and valid UTF-8 tell themselves; UTF-16 without a mark shows by its zeros. Of all others every charset
in use is tried, and the one wins in which the letters belong to one language: a Czech text read as western holds
letters that no language has together. Mails declare their charset and are read by `charsets.decode`.
Pure: no I/O, no clock.
"""

import re
from collections import Counter
from itertools import pairwise

from intake.text.charsets import decode, guess

_SAMPLE = 20_000
_ZEROS = 0.3  # of every second byte: text in Latin letters in UTF-16
_DAMAGED = 0.1  # of the high bytes that fit no UTF-8 sequence: a text that was cut or mixed
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")

# In East Asian charsets nearly every pair of high bytes is a sign: what tells is whether the frequent ones are there.
_KANA = frozenset(map(chr, range(0x3041, 0x30FD)))
_CHINESE = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出分对對成会會可主发發年动動同工也能"
    "下过過子说說产產面方后後多定行学學法所民得经經十三之进進部度家电電力里如水化高自二理起小现現实實加量都"
    "体體制机機当當使点點业業本去好应應开開合因其前外天日月事平全表间間关關各重新内內数數正心反明看原利比或但"
    "职職历歷教育技语語言公司姓名生男女市区區"
)
_KOREAN = frozenset(
    "이다는에의을를가하고은한지로기사대인도자원학교년월일력서어시부업과리스전정동성용수제해상보문장구나주경관무"
)
_EAST_ASIAN = (
    ("euc_jp", _KANA, 0.08),
    ("cp932", _KANA, 0.08),
    ("euc_kr", _KOREAN, 0.2),
    ("cp949", _KOREAN, 0.2),
    ("gb18030", _CHINESE, 0.15),
    ("big5hkscs", _CHINESE, 0.15),
)
_KANJI = 0.6  # of the signs are Chinese characters or the charset's own letters

# The letters beyond ASCII of each language, lower case.
_ALPHABETS = (
    "äöüßé", "éèêëàâçîïôûùœÿæ", "áéíóúñü", "àèéìòùîí", "áàâãéêíóôõúçü", "éëïöüèóáíçê", "åäöéüàø", "æøåéöèòô",
    "áðéíóúýþæö",
    "ąćęłńóśźż", "áčďéěíňóřšťúůýžü", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "çğıİöşüâîû", "čćđšž", "äõöüšž",
    "āčēģīķļņšūž", "ąčęėįšųūž", "àèéíïòóúüç",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "абвгдежзийклмнопрстуфхцчшщьюяіїєґ", "абвгдежзијклмнопрстћуфхцчџшђљњ",
    "абвгдежзийклмнопрстуфхцчшщъьюя", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ", "กขคฆงจฉชซญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาำิีึืุูเแโใไๅ็่้๊๋์ัฤๆฯ",
)  # fmt: skip
_LANGUAGES = tuple(frozenset(letters) | frozenset(letters.upper()) for letters in _ALPHABETS)
_NEUTRAL = frozenset(
    "\u00a0–—‘’“”„‚«»‹›•·…€£§©®°™†²½\u00ad،؛؟ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u200e\u200f№"
)
_MARKS = "–—‘’“”„«»•…"
_SINGLE_BYTE = (
    "cp1252", "cp1250", "iso8859-2", "cp1251", "koi8_r", "koi8_u", "cp1253", "iso8859-7", "cp1254", "cp1257", "cp1255",
    "cp1256", "iso8859-6", "iso8859-5", "cp866", "mac_cyrillic", "cp874", "mac_roman", "mac_latin2", "cp852", "cp850",
    "cp437",
)  # fmt: skip
# A letter of another script in a word; a lone letter that is no word in any language, as a dash becomes.
_ODD = re.compile(
    "(?<=[A-Za-z])[\u0370-\u0e7f]|[\u0370-\u0e7f](?=[A-Za-z])|"
    "(?<= )[^\x00-\x7fàâéèêëìîíòóôúùáåæøöäőüýауоисвкяєійьъηοότ\u0590-\U0010ffff](?= )"
)
# Hebrew read as Cyrillic or Greek is made of letters too, but hardly of vowels, and of none with an accent.
_SCRIPTS = (
    ("\u0400", "\u04ff", "аеёиоуыэюяіїєАЕЁИОУЫЭЮЯІЇЄ", 0.33),
    ("\u0370", "\u03ff", "άέήίόύώΆΈΉΊΌΎΏ", 0.04),
)
_SMALL_SHARE = 0.3


def decode_unlabelled(data: bytes) -> str:
    """The text of `data`, by the charset in which it makes sense; never raises."""
    wide = _wide(data[:_SAMPLE])
    if wide is not None:
        return data.decode(wide, "replace")
    if b"\x1b$" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode(data, "iso-2022-jp")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    sample = data[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    if high - sum(map(len, _MULTIBYTE.findall(sample))) <= _DAMAGED * high:
        return guess(data)
    codec = _east_asian(sample) or _single_byte(sample)
    return data.decode(codec, "replace") if codec != "cp1252" else decode(data, "cp1252")


def looks_wide(data: bytes) -> bool:
    """Whether the zeros in `data` are those of UTF-16 text without a byte order mark."""
    return _wide(data[:_SAMPLE]) is not None


def _wide(sample: bytes) -> str | None:
    if len(sample) < 8 or b"\0" not in sample:
        return None
    even, odd = sample[::2], sample[1::2]
    for codec, zeros, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros.count(0) > _ZEROS * len(zeros) and letters.count(0) == 0:
            text = sample[: len(sample) // 2 * 2].decode(codec, "replace")
            return codec if sum(char.isprintable() or char.isspace() for char in text) > 0.95 * len(text) else None
    return None


def _east_asian(sample: bytes) -> str | None:
    """The first charset in which the frequent signs of its language stand, and hardly anything is broken."""
    for codec, frequent, least in _EAST_ASIAN:
        counts = Counter(char for char in sample.decode(codec, "replace") if char > "\x7f")
        total = sum(counts.values())
        broken = counts["\ufffd"] - 1  # the sample may end within a sign
        known = sum(count for char, count in counts.items() if char in frequent)
        letters = sum(count for char, count in counts.items() if "\u3040" <= char <= "\u9fff" or "가" <= char <= "힣")
        if total and broken <= 0 and known >= least * total and letters >= _KANJI * total:
            return codec
    return None


def _single_byte(sample: bytes) -> str:
    return max(_SINGLE_BYTE, key=lambda codec: _sense(sample.decode(codec, "replace")))


def _sense(text: str) -> float:
    """How many of the signs beyond ASCII belong to one language, less those that none has, and less odd neighbours."""
    counts = Counter(char for char in text if char > "\x7f" and char not in _NEUTRAL)
    total = sum(counts.values())
    best: float = max(sum(count for char, count in counts.items() if char in letters) for letters in _LANGUAGES)
    if any(_is_foreign(counts, *script) for script in _SCRIPTS):
        best /= 2
    # Capitals stand behind small letters where Russian of one charset is read as another.
    turned = sum(before.islower() and after.isupper() for before, after in pairwise(text) if not after.isascii())
    marks = sum(text.count(mark) for mark in _MARKS)
    return 2 * best - total + marks / 2 - turned - len(_ODD.findall(text))


def _is_foreign(counts: Counter[str], first: str, last: str, telling: str, least: float) -> bool:
    """Whether letters of a script hold too few of those that its languages cannot do without, or are all capitals."""
    letters = Counter({char: count for char, count in counts.items() if first <= char <= last})
    total = letters.total()
    small = sum(count for char, count in letters.items() if char.islower())
    return total > 0 and (sum(letters[char] for char in telling) < least * total or small < _SMALL_SHARE * total)
