"""The languages that a candidate says to speak, as ISO 639-1 codes, from under a languages heading.

A language named anywhere else (a course, a place) says nothing. Pure: no I/O, no clock.
"""

import re

from intake.candidate.contact import Found
from intake.candidate.lines import Line
from intake.candidate.words import HEADINGS
from intake.model.document import SourceWords
from intake.text.fold import fold_name

_HEADINGS = frozenset(
    fold_name(word)
    for word in (
        "languages",
        "language",
        "language skills",
        "spoken languages",
        "sprachen",
        "sprachkenntnisse",
        "langues",
        "idiomas",
        "lingue",
        "talen",
        "jezyki",
        "znajomosc jezykow",
        "jazyky",
        "sprak",
        "linguas",
        "语言",
        "语言技能",
        "اللغات",
        "языки",
        "שפות",
    )
)
_NAMES = {
    "en": "english englisch anglais ingles inglese engels angielski anglictina engelska engelsk 英语 английский",
    "de": "german deutsch allemand aleman tedesco duits niemiecki nemcina tyska tysk 德语 немецкий",
    "fr": "french franzosisch francais frances francese frans francuski francouzstina franska fransk 法语",
    "es": "spanish spanisch espagnol espanol castellano spagnolo spaans hiszpanski spanelstina spanska",
    "it": "italian italienisch italien italiano italiaans wloski italstina italienska",
    "nl": "dutch niederlandisch neerlandais holandes neerlandes olandese nederlands niderlandzki holenderski",
    "pl": "polish polnisch polonais polaco polacco pools polski polstina",
    "pt": "portuguese portugiesisch portugais portugues portoghese portugees portugalski",
    "cs": "czech tschechisch tcheque checo ceco tsjechisch czeski cestina",
    "ru": "russian russisch russe ruso russo rosyjski rustina русский",
    "uk": "ukrainian ukrainisch ukrainien ucraniano ukrainski українська",
    "zh": "chinese mandarin chinesisch chinois chino cinese chinees chinski 汉语 中文 普通话",
    "ja": "japanese japanisch japonais japones giapponese japans japonski 日本語",
    "ko": "korean koreanisch coreen coreano koreaans 한국어",
    "ar": "arabic arabisch arabe arabo arabski العربية",
    "he": "hebrew hebraisch hebreu hebreo ebraico עברית",
    "hi": "hindi",
    "tr": "turkish turkisch turc turco turks turecki turkce",
    "sv": "swedish schwedisch suedois sueco svedese zweeds szwedzki svenska",
    "da": "danish danisch danois danes danese deens dunski dansk",
    "no": "norwegian norwegisch norvegien noruego norvegese noors norweski norsk",
    "fi": "finnish finnisch finnois finlandes finlandese fins finski suomi",
    "el": "greek griechisch grec griego greco grieks grecki ελληνικα",
    "hu": "hungarian ungarisch hongrois hungaro ungherese hongaars wegierski magyar",
    "ro": "romanian rumanisch roumain rumano rumeno roemeens rumunski romana",
}
_CODES = {fold_name(word): code for code, words in _NAMES.items() for word in words.split()}
_WORD = re.compile(r"\w+")
# A section of languages is short; further down the columns of a page may have got mixed.
_SECTION = 12


def find_languages(lines: tuple[Line, ...], headings: tuple[str, ...]) -> tuple[Found, ...]:
    """The languages in the order of the text, each once; `headings` end the section as known headings do."""
    ends = HEADINGS | {fold_name(heading) for heading in headings}
    found: dict[str, Found] = {}
    left = 0
    for at, line in enumerate(lines):
        folded = line.folded
        if folded in _HEADINGS:
            left = _SECTION
        elif folded in ends:
            left = 0
        elif left or _labelled(line.text):
            left = max(left - 1, 0)
            for code in _codes(folded):
                found.setdefault(code, Found(code, SourceWords(line.text, line.page), at))
    return tuple(found.values())


def _labelled(text: str) -> bool:
    """Whether the line itself says so: "Languages: English, German"."""
    label, colon, _ = text.partition(":")
    return bool(colon) and fold_name(label) in _HEADINGS


def _codes(folded: str) -> tuple[str, ...]:
    return tuple(_CODES[word] for word in _WORD.findall(folded) if word in _CODES)
