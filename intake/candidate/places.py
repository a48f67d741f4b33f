"""Where a candidate lives: after a label, as "City, Country", or as a postcode and its city, among contact details.

A city alone, without a country, a state or a postcode, says so by its label only. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator

from intake.candidate.contact import Found
from intake.candidate.countries import COUNTRIES
from intake.candidate.lines import Line
from intake.model.document import SourceWords
from intake.text.fold import fold_name

_LABEL = re.compile(
    r"^(?:location|place of residence|residence|current location|city|address|home address|based in|"
    r"wohnort|wohnhaft in|"
    r"anschrift|adresse|ort|lieu de residence|lieu de résidence|ville|domicilio|direccion|dirección|ciudad|residencia|"
    r"residenza|indirizzo|citta|città|woonplaats|adres|miejsce zamieszkania|adres zamieszkania|bydliste|"
    r"bydliště|adresa|"
    r"morada|localidade|bostadsort|adress|bopæl|bosted|osoite|lakcim|lakcím|cim|cím|adresi|"
    r"место жительства|город|адрес|"
    r"местожительство|місто|адреса|διευθυνση|διεύθυνση|כתובת|עיר|العنوان|المدينة|地址|现居地|現住所|住所|주소)"
    r"\s*[:：]\s*(?P<place>\S.{1,80})$",
    re.IGNORECASE,
)
_CITY_COUNTRY = re.compile(
    r"(?:^|[,;] )(?P<place>(?:\d{2,6}[- ]?\d{0,3} )?(?P<city>[^\W\d_][^\d,;:@]{1,40}), ?"
    r"(?P<country>[^\W\d_][\w .'’-]{1,30}))$"
)
_ARABIC_CITY = re.compile(r"^(?P<place>(?P<city>[^\W\d_][^\d,;:@]{1,40})، ?(?P<country>\S.{1,40}))$")
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d [^,]*$")
# 28195 Bremen, 1010 Wien, 69002 Lyon, 31-001 Kraków, 602 00 Brno, 1000-001 Lisboa, 3511 AB Utrecht
_POSTCODE = re.compile(
    r"(?:^|[,;] )(?P<place>(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{2}-\d{3}|\d{3} \d{2}|\d{4}-\d{3}|\d{4} ?[A-Z]{2}) "
    r"[^\W\d_][^\d,;:@]{1,40}?)(?:, ?(?P<country>[^\W\d_][\w .'’-]{1,30}))?$"
)
_STATE = re.compile(r"(?:^|, )(?P<place>[A-Z][\w .'’-]{1,30}, (?P<state>[A-Z]{2})(?: \d{5}(?:-\d{4})?)?)$")
_STATES = frozenset(  # of the United States and Canada
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
        "DC",
        "ON",
        "QC",
        "BC",
        "AB",
        "MB",
        "NB",
        "NS",
        "SK",
        "NL",
        "PE",
    ]
)
_NEAR, _TOP = 6, 10


def find_location(lines: tuple[Line, ...], emails: tuple[Found, ...]) -> tuple[str, SourceWords] | None:
    """The place and its words: the first after a label, else the first that names a country, a state or a postcode."""
    near = {at for mail in emails if mail.line >= 0 for at in range(mail.line - _NEAR, mail.line + _NEAR + 1)}
    lived = [line for at, line in enumerate(lines) if at < _TOP or at in near]
    for line in lived:
        label = _LABEL.match(line.text)
        if label and "@" not in label["place"]:
            return label["place"].strip(), SourceWords(line.text, line.page)
    for line in lived:
        for cell in line.cells:
            place = next(_places(cell), None)
            if place is not None:
                return place, SourceWords(cell, line.page)
    return None


def _places(cell: str) -> Iterator[str]:
    for pattern in (_CITY_COUNTRY, _ARABIC_CITY):
        match = pattern.search(cell)
        if match and fold_name(match["country"]) in COUNTRIES:
            yield match["place"]
    match = _POSTCODE.search(cell)
    # A year is a postcode of four digits: "2019 Bremen" stands where somebody worked.
    if match and not _YEAR_FIRST.match(match["place"]):
        country = match["country"]
        yield match["place"] + (f", {country}" if country and fold_name(country) in COUNTRIES else "")
    match = _STATE.search(cell)
    if match and match["state"] in _STATES:
        yield match["place"]
