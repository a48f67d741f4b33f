"""What suggests that an agency sends people, with the words that raised it; a person decides what follows.

Three signs: wording of the trade in the mail or the sender's name, resumes of several people in one mail, one address
for three people or more (two are a couple). Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable

from intake.matching.evidence import listed
from intake.matching.identity import Person, resume_names
from intake.matching.material import Material
from intake.matching.names import contradicts
from intake.matching.origin import Origin

# The trade speaks of its candidate in the third person; an applicant who worked for an agency does not.
_WORDING = re.compile(
    r"\b(?:"
    r"(?:our|my) (?:candidates?|talents?|client'?s? candidate)|"
    r"on behalf of (?:our|my|the|a) (?:candidate|client|talent)s?|"
    r"we (?:represent|would like to (?:present|introduce|propose))|"
    r"we are (?:pleased|happy|delighted) to (?:present|introduce)|"
    r"(?:i|we) (?:am|are) (?:a|an|your) (?:recruitment|recruiting|staffing|personnel) (?:agency|firm|company|partner)|"
    r"(?:recruitment|recruiting|staffing|placement|agency) fees?|(?:our )?terms of business|candidate profiles?|"
    r"unser(?:e|en|em)? (?:kandidat|bewerber)\w*|im namen unser\w+ (?:kandidat|mandant)\w*|"
    r"personal(?:vermittlung|dienstleister|beratung)\w*|vermittlungs(?:honorar|provision)\w*|"
    r"notre candidate?s?|cabinet de recrutement|nuestr[oa]s? candidat[oa]s?|onze kandida(?:at|ten)|il nostro candidato"
    r")\b",
    re.IGNORECASE,
)
_TRADE = re.compile(
    r"(?:recruit(?:ment|ing|ers?)|staffing|headhunt\w*|executive search|talent (?:solutions|partners|agency)|"
    r"personal(?:vermittlung|dienst\w*|beratung)|zeitarbeit|manpower|employment agency)",
    re.IGNORECASE,
)
_SEARCHED = 20_000
_MOST = 10
"""People after whom counting stops: an agency's hundreds need no list."""
_MANY = 3
"""People behind one address from which it looks like a trade: a couple is two."""


def signs(origin: Origin, person: Person, material: Material) -> tuple[str, ...]:
    """The sentences that suggest an agency; () where nothing does."""
    return tuple(filter(None, (_wording(origin), _trade(origin), _resumes(material), _many(person))))


def _wording(origin: Origin) -> str | None:
    match = _WORDING.search(" ".join(f"{origin.subject} | {origin.text[:_SEARCHED]}".split()))
    return f"The mail says “{match.group()}”, as agencies do." if match else None


def _trade(origin: Origin) -> str | None:
    domain = (origin.address or "").rpartition("@")[2]
    match = _TRADE.search(f"{origin.display} / {domain.replace('-', ' ')}")
    return f"The sender's name or domain says “{match.group()}”." if match else None


def _resumes(material: Material) -> str | None:
    people = resume_names(material)
    return f"The resumes are of several people: {listed(people)}." if len(people) > 1 else None


def _many(person: Person) -> str | None:
    known = _distinct((person.name, *(n for c in person.sharing for n in c.names)))
    count = f"{len(known)} or more" if len(known) == _MOST else f"{len(known)}"
    return f"One address writes for {count} people: {listed(known)}." if len(known) >= _MANY else None


def _distinct(names: Iterable[str | None]) -> list[str]:
    """The first people that names name, at most `_MOST`."""
    people: list[str] = []
    for name in names:
        if len(people) == _MOST:
            break
        if name and (not people or contradicts(name, people)):
            people.append(name)
    return people
