"""Phone numbers of a document, in E.164.

A number written with + and its country code is taken as it stands; a national one needs a region (from the
address's country domain, the language, country names in the text, then the policy) in which it is valid, and
must stand where contact details stand. Years, dates, DOIs, ORCIDs and links are no phones.
Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberMatch, PhoneNumberMatcher

from intake.candidate.contact import Found, lines_of_referees
from intake.candidate.countries import countries_in
from intake.candidate.lines import Line
from intake.model.document import SourceWords

# A country whose numbers are dialled where a language is written, the likeliest first.
_LANGUAGE_REGIONS = {
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "CH", "BE"),
    "es": ("ES", "MX", "AR", "CO"),
    "nl": ("NL", "BE"),
    "it": ("IT", "CH"),
    "pl": ("PL",),
    "pt": ("PT", "BR"),
    "cs": ("CZ",),
    "sk": ("SK",),
    "da": ("DK",),
    "sv": ("SE",),
    "nb": ("NO",),
    "no": ("NO",),
    "fi": ("FI",),
    "hu": ("HU",),
    "ro": ("RO",),
    "el": ("GR",),
    "tr": ("TR",),
    "ru": ("RU",),
    "uk": ("UA",),
    "sl": ("SI",),
    "hr": ("HR",),
    "sr": ("RS",),
    "bg": ("BG",),
    "et": ("EE",),
    "lv": ("LV",),
    "lt": ("LT",),
    "is": ("IS",),
    "ca": ("ES",),
    "eu": ("ES",),
    "he": ("IL",),
    "ar": ("EG", "SA", "AE", "MA", "JO", "DZ", "TN", "LB"),
    "fa": ("IR",),
    "hi": ("IN",),
    "th": ("TH",),
    "vi": ("VN",),
    "id": ("ID",),
    "ms": ("MY",),
    "zh": ("CN", "TW"),
    "ja": ("JP",),
    "ko": ("KR",),
    "en": ("US", "GB"),
}
_TLD_REGIONS = {"uk": "GB"}

# A year, or a month of one: "2014", "09/2012", "2017.07"; two of them, with whatever parts them, are a span.
_MONTH = r"(?:\d{1,2}\s?[./]\s?)?(?:19|20)\d\d(?:[./]\d{1,2}(?!\d))?"
# An address is looked for from the begin of a word, and in what another match that holds blanks leaves of one.
_NO_PHONE = re.compile(
    r"\bhttps?://\S+|\bwww\.\S+|(?<!\S)\S+@\S+|\b10\.\d{4,9}/\S+|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b|"
    rf"(?:\bis[bs]n[:\s]*[\d\s-]+|\b{_MONTH}\s*(?:[-–—~/.]|to|bis|au|al|do|tot)\s*{_MONTH}\b)(?:\S+@\S+)?|"
    r"(?<![\d./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})(?![./-]?\d)|"
    r"\b[A-Z]{2}\d{2}(?:\s?[\dA-Z]{4}){3,7}(?:\s?[\dA-Z]{1,3})?\b(?:\S+@\S+)?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:tel|phone|telephone|telefon|telefono|telefoon|telefone|mobile|mobil|mobiel|movil|cell|cellulare|handy|"
    r"portable|gsm|komorka|kom|whatsapp|fon|fixe|ph|m|t|p)\b|電話|电话|手机|전화|тел",
)
_FIRST_GROUP = re.compile(r"\d+")
_DIGITS = re.compile(r"\d")
_ABROAD = re.compile(r"(?<![\d(/])(?<!\d[ ./-])00\s?(?=[1-9])")
# How far from an address or the top a national number may stand and still be a contact detail.
_NEAR = 6
_TOP = 15
_FEWEST = 7  # digits of a number


def find_phones(
    lines: tuple[Line, ...], emails: tuple[Found, ...], *, language: str | None, regions: tuple[str, ...]
) -> tuple[Found, ...]:
    """The numbers in the order of the text, each once. `regions` are the policy's, tried last."""
    written = [at for at, line in enumerate(lines) if len(_DIGITS.findall(line.text)) >= _FEWEST]
    if not written:
        return ()
    tried = _regions(lines, emails, language, regions)
    others = lines_of_referees(lines)
    near = {at for mail in emails if mail.line >= 0 for at in range(mail.line - _NEAR, mail.line + _NEAR + 1)}
    found: dict[str, Found] = {}
    for at in written:
        line = lines[at]
        if at in others:
            continue
        contact = at in near or at < _TOP or bool(_LABEL.search(line.folded))
        for value, words in _numbers(line.text, tried if contact else ()):
            found.setdefault(value, Found(value, SourceWords(words, line.page), at))
    return tuple(found.values())


def grouped(number: str) -> str:
    """A number in E.164 grouped as its country writes it abroad: "+49 30 23125014"; any other text as it is."""
    try:
        parsed = phonenumbers.parse(number) if number.startswith("+") else None
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or phonenumbers.format_number(parsed, PhoneNumberFormat.E164) != number:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def _numbers(text: str, regions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    masked = _ABROAD.sub("+", _NO_PHONE.sub(lambda match: "|" * len(match[0]), text))
    taken: list[range] = []
    for region in (None, *regions):
        leniency = phonenumbers.Leniency.POSSIBLE if region is None else phonenumbers.Leniency.VALID
        for match in PhoneNumberMatcher(masked, region, leniency):
            span = range(match.start, match.end)
            if _dialled(match, masked, abroad=region is None) and not any(_overlap(span, other) for other in taken):
                taken.append(span)
                yield phonenumbers.format_number(match.number, PhoneNumberFormat.E164), match.raw_string


def _dialled(match: PhoneNumberMatch, text: str, *, abroad: bool) -> bool:
    """Written with its country code, a number of the right length counts though its range is not yet given out.

    Not so in North America: there the plan itself says which ones cannot exist. "+2 (345)" names no country,
    and digits that go on in letters ("87xxx") are blanked out.
    """
    if text[match.end : match.end + 1].isalpha() or text[match.end : match.end + 1] == "*":
        return False
    if phonenumbers.is_valid_number(match.number):
        return True
    code = str(match.number.country_code)
    written = _FIRST_GROUP.search(match.raw_string)
    whole = written is not None and written[0].startswith(code)
    return abroad and whole and code != "1" and phonenumbers.is_possible_number(match.number)


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _regions(
    lines: tuple[Line, ...], emails: tuple[Found, ...], language: str | None, configured: tuple[str, ...]
) -> tuple[str, ...]:
    domains = (mail.value.rpartition(".")[2] for mail in emails)
    by_domain = (_TLD_REGIONS.get(end, end.upper()) for end in domains)
    by_country = (code for line in lines[:_TOP] for code in countries_in(line.text))
    by_language = _LANGUAGE_REGIONS.get((language or "").partition("-")[0].lower(), ())
    wanted = (*by_country, *by_domain, *by_language, *configured)
    return tuple(dict.fromkeys(region for region in wanted if region in phonenumbers.SUPPORTED_REGIONS))
