"""Titles of postings: told from other headings by the words of the trade, and freed of what is no part of them.

Pure: no I/O, no clock.
"""

import re
from functools import lru_cache

from intake.postings.trades import names_trade
from intake.text.fold import fold_name

_LISTING_WORDS = (
    r"jobs?|vacanc(?:y|ies)|openings?|opportunit(?:y|ies)|positions?|careers?|employment|hiring|roles?|internships?"
    r"|stellen?|stellen(?:angebote?|anzeigen?|ausschreibung(?:en)?|markt)|karriere|jobangebote?|offres?|emplois?"
    r"|recrutement"
    r"|postes?|vacatures?|werken|ofertas?|empleos?|convocatorias?|lavora|lavoro|posizion[ei]"
)
_FILLER = (
    r"current|currently|open|our|all|the|a|available|latest|new|with|at|in|us|for|of|and|or|list|we|are|is|job|work"
    r"|join"
    r"|team|page|to|fill|group|lab|offene|offen|aktuelle?|unsere|bei|uns|d|de|en|chez|nous|notre|nos|bij|ons|con|noi"
    r"|trabajo|di|aperte"
)
# One that heads a list, and no others: looked for apart, so that no word is read in two ways.
_LISTED = rf"(?:{_FILLER}|{_LISTING_WORDS})(?![^ ])"
_LISTING = re.compile(rf"^(?=(?:(?:{_FILLER}) )*(?:{_LISTING_WORDS})(?![^ ]))(?>{_LISTED})(?> {_LISTED})*+$")
# In the plural they head a list whatever follows ("Vacancies for research engineers", "Jobs at Example").
_PLURAL = re.compile(
    r"^(?:(?:current|open|our|all|latest|job|available) )*(?:jobs|vacancies|openings|opportunities|careers"
    r"|stellenangebote|stellenanzeigen|offene stellen|vacatures|ofertas|offres d? ?emploi|posizioni aperte"
    r"|open positions)\b"
    r"|^(?:work|working|join) (?:at|for|with|us)\b|^we(?: a)?re hiring$|^lavora con\b|^werken bij\b"
)
_COLLECTIVE = re.compile(
    r"\b(?:internships|traineeships|apprenticeships|fellowships|studentships|scholarships|positions|praktika"
    r"|praktikumsplatze|ausbildungsplatze|stages|stageplaatsen|practicas|tirocini|theses|doctorats|becas|borse)\b"
)
_PARTS = re.compile(r"(?<!\s)\s++[-–—|:·»]+\s+|(?:(?<!\s)\s++)?[|»]\s*")

_SOUGHT = re.compile(
    r"(?:looking for|seeking|seeks?|hiring|recruiting|to hire|suchen|sucht|cherchons|recherchons|recrute|recrutons"
    r"|zoeken|zoekt"
    r"|buscamos|busca|cerchiamo|cerca)(?: wir)?(?: [a-zà-ÿ]+){0,3}? (?:an?|eine?n?|une?|een|un|una|one)\s+"
    r"(?P<title>[^.,;:!?()\n]{3,70}?)(?=\s+(?:to|who|for|in|with|at|für|zum|zur|mit|in der|im|die|der|pour|qui|afin"
    r"|voor|om|met|para|que|con|per|che|based|\()|[.,;:!?()\n]|$)",
    re.IGNORECASE,
)
_GENDER = re.compile(
    r"\(\s*[mwfdxihg]\s*/\s*[mwfdxihgv*](?:\s*/\s*[mwfdxihgv*])*\s*\)|\b[mwf]/[mwf]/[dx]\b", re.IGNORECASE
)
_BRACKETS = re.compile(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]")
_SENTENCE = re.compile(r"[.!?]\s+\S|[.?]$|^(?:if|please|we|wir|nous|wij|you|how|what|why|when|where)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:¡?(?:buscamos|se busca|cercasi|si cerca|gezocht|gesucht|on recrute)(?:\s*:)?\s+(?:una?\s+|een\s+|eine?n?\s+)?"
    r"|(?:(?:job |position |vacancy |call for )?(?:vacancy|opening|title|announcement|applications)"
    r"|appel à candidatures"
    r"|avis de recrutement|ausschreibung|bando|job|jobs|(?:open )?position(?: available)?|job offer"
    r"|convocatoria|offre|now hiring|we(?: a|')re hiring|hiring"
    r"|vacature|stellenausschreibung|stellenangebot|offre d'emploi|oferta de empleo|wir suchen)\s*(?:[:–—]|\s-\s)\s*"
    r"|(?:vacature|stellenausschreibung|stellenangebot|offre d'emploi|wir suchen|we are hiring)\s+(?=[A-ZÀ-Þ]|an?\s"
    r"|eine?n?\s))(?:an?\s+|eine?n?\s+)?(?=\S)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?<!\s)\s++(?:(?:bij|@|at)\s++[^()]{2,60}?\s*+\([^()]{2,40}\)|(?:bij)\s++[A-Z][^()]{1,60}|vacancy"
    r"|position available)$",
)
# "Buchhalterin ab sofort gesucht!": the title is who is sought.
_IS_SOUGHT = re.compile(
    r"(?<!\s)(?:\s++(?:ab sofort|dringend|zum nächstmöglichen zeitpunkt|per direct))?\s++"
    r"(?:gesucht|gezocht|wanted|cercasi|ricercasi|recherchée?s?)(?P<mark>\s*\([^()]{1,12}\))?\s*[!.]?$",
    re.IGNORECASE,
)
# What is said of the advertisement and not of the job.
_NOTICE = re.compile(
    r"(?<!\s)\s*+[(\[](?:[^()\[\]]{0,20}\b)?(?:deadline|extended|frist|verlängert|closed|filled|new|neu|prolong\w*|clôture\w*"
    r"|proroga\w*|ampliad\w*|verlengd)\b[^()\[\]]{0,40}[)\]]\s*+$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?<!\s)\s++(?:bij|at|@)\s++(?P<firm>[^()]{2,60}?)\s*+\((?P<place>[^()/]{2,40})\)$")
_LABEL = re.compile(
    r"^[^\S\n]*+(?:job title|position title|title|position|role|stellenbezeichnung|position/stelle|puesto|poste"
    r"|intitule du poste"
    r"|functie|posizione|ruolo)\s*:\s*(?P<title>[^\n:]{3,90})$",
    re.IGNORECASE | re.MULTILINE,
)


def is_listing(heading: str) -> bool:
    """Whether a heading or page title stands over postings and names none ("Current openings", "Vacancy")."""
    parts = [fold_name(p) for p in _PARTS.split(heading)]
    whole = fold_name(heading)
    if not whole:
        return True
    others = [p for p in parts if p and not _LISTING.match(p)]
    if len(others) < len(parts) and len(others) <= 1:
        return not others or not names_trade(others[0])
    return _PLURAL.match(whole) is not None


def has_gender_mark(text: str) -> bool:
    """Whether a text holds (m/f/d) or its like."""
    return _GENDER.search(text) is not None


def is_title(heading: str) -> bool:
    """Whether a heading names a job by the words of the trade."""
    if is_listing(heading) or len(heading) > 140:
        return False
    return has_gender_mark(heading) or (names_trade(fold_name(heading)) and _SENTENCE.search(heading) is None)


def may_be_title(heading: str) -> bool:
    """Whether a heading could be a title: short, no sentence, and not only a word for jobs."""
    return not is_listing(heading) and len(heading) <= 140 and _SENTENCE.search(heading) is None


def clean_title(heading: str) -> str:
    """A title without "Vacancy:" before it, the firm and place behind it, and marks around it."""
    title = _without_sought(_NOTICE.sub("", " ".join(heading.split())).strip(" *_:#-–—"))
    title = _LEAD.sub("", title, count=1) if not is_listing(_LEAD.sub("", title, count=1)) else title
    shorter = _TAIL.sub("", title).strip()
    return shorter if len(shorter) >= 3 and not is_listing(shorter) else title


def is_collective(heading: str) -> bool:
    """Whether a heading names a kind of employment in the plural: it may stand over the postings of that kind."""
    return _COLLECTIVE.search(fold_name(heading)) is not None


def whole_title(headline: str, text: str) -> str | None:
    """The job of a headline ("Hilfskräfte gesucht!") as a sentence names it: "Studentische Hilfskräfte (m/w/d)"."""
    short = _without_sought(headline)
    if short == headline:
        return None
    # In German the words before a noun that belong to it are inflected; a noun before them is something else.
    own = rf"(?:[A-ZÄÖÜ][\w/:*·-]*(?:e[nrs]?)\s+){{1,3}}{re.escape(short)}"
    found = re.search(rf"\b{own}(?:\s*{_GENDER.pattern})?", text)
    return found[0] if found else None


@lru_cache(maxsize=256)
def _without_sought(title: str) -> str:
    shorter = _IS_SOUGHT.sub(lambda found: found["mark"] or "", title)
    return shorter if names_trade(fold_name(shorter)) or has_gender_mark(shorter) else title


def place_in(heading: str) -> str | None:
    """The place that a heading of a job board gives: "... at Example Ltd (Utrecht)"."""
    found = _PLACE.search(heading)
    return found["place"].strip() if found else None


def labelled_title(text: str) -> str | None:
    """The title that a line states outright: "Job title: Research Software Engineer"."""
    found = _LABEL.search(text)
    title = found["title"].strip(" .") if found else None
    return title if title and not is_listing(title) else None


def bare_title(title: str) -> str:
    """A title without gender marks and what stands in brackets, for comparing versions of a page."""
    return _BRACKETS.sub(" ", _GENDER.sub(" ", _without_sought(title))).strip() or title


def sought_title(text: str) -> str | None:
    """The job in a sentence that seeks somebody for it: "We are looking for a full-stack developer to ..."."""
    found = _SOUGHT.search(text)
    title = found["title"].strip() if found else ""
    return title[:1].upper() + title[1:] if title and is_title(title) else None
