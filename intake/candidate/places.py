"""Where a candidate lives: after a label, or as "City, Country" among the contact details.

Countries are known by their names in a few languages; a place without one needs its label.
Pure: no I/O, no clock.
"""

import re

from intake.candidate.contact import Found
from intake.candidate.lines import Line
from intake.model.document import SourceWords
from intake.text.fold import fold_name

_COUNTRIES = {
    "germany": "DE", "deutschland": "DE", "austria": "AT", "osterreich": "AT", "switzerland": "CH", "schweiz": "CH",
    "suisse": "CH", "france": "FR", "spain": "ES", "espana": "ES", "italy": "IT", "italia": "IT", "poland": "PL",
    "polska": "PL", "netherlands": "NL", "nederland": "NL", "belgium": "BE", "belgique": "BE", "portugal": "PT",
    "united kingdom": "GB", "uk": "GB", "england": "GB", "scotland": "GB", "ireland": "IE", "usa": "US",
    "united states": "US", "canada": "CA", "mexico": "MX", "brazil": "BR", "brasil": "BR", "india": "IN",
    "china": "CN", "japan": "JP", "australia": "AU", "new zealand": "NZ", "south africa": "ZA", "kenya": "KE",
    "nigeria": "NG", "egypt": "EG", "israel": "IL", "turkey": "TR", "greece": "GR", "sweden": "SE", "norway": "NO",
    "denmark": "DK", "finland": "FI", "czech republic": "CZ", "czechia": "CZ", "hungary": "HU", "romania": "RO",
}  # fmt: skip
_COUNTRY = re.compile(rf"\b(?:{'|'.join(sorted(_COUNTRIES, key=len, reverse=True))})\b")
_LABEL = re.compile(
    r"^(?:location|place of residence|residence|city|address|based in|wohnort|anschrift|adresse|ort|lieu de residence|"
    r"ville|domicilio|direccion|ciudad|residenza|indirizzo|citta|woonplaats|adres|miejsce zamieszkania|bydliste|adresa|"
    r"morada|localidade)\s*:\s*(?P<place>\S.{2,80})$",
    re.IGNORECASE,
)
_CITY_COUNTRY = re.compile(r"^(?P<city>[^\W\d_][\w .'’-]{1,40}), ?(?P<country>[^\W\d_][\w .'’-]{1,30})$")
_NEAR, _TOP = 6, 10


def countries_in(text: str) -> tuple[str, ...]:
    """ISO 3166 codes of the countries that a line names."""
    return tuple(_COUNTRIES[word] for word in _COUNTRY.findall(fold_name(text)))


def find_location(lines: tuple[Line, ...], emails: tuple[Found, ...]) -> tuple[str, SourceWords] | None:
    """The place and its words: the first after a label, else the first "City, Country" among the contact details."""
    near = {at for mail in emails if mail.line >= 0 for at in range(mail.line - _NEAR, mail.line + _NEAR + 1)}
    lived = [line for at, line in enumerate(lines) if at < _TOP or at in near]
    for line in lived:
        label = _LABEL.match(line.text)
        if label and "@" not in label["place"]:
            return label["place"].strip(), SourceWords(line.text, line.page)
    for line in lived:
        for cell in line.cells:
            match = _CITY_COUNTRY.match(cell)
            if match and fold_name(match["country"]) in _COUNTRIES:
                return cell, SourceWords(cell, line.page)
    return None
