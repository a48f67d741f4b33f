"""Conditions on who may apply and how, as the page words them: regions, work permits, individuals only.

Pure: no I/O, no clock.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from intake.model.posting import Constraint
from intake.postings.passages import Passage

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "individuals_only",
            (
                r"only (?:accept|consider) (?:applications? )?(?:by|from) individuals|applications? (?:by"
                r"|from) individuals only|individuals? (?:applicants? )?only\b|only individuals (?:may|can)"
                r"|(?:nur|ausschließlich) (?:bewerbungen )?(?:von )?(?:einzel|privat)personen|(?:uniquement"
                r"|seulement) (?:les )?(?:candidatures )?individuelles|alleen (?:sollicitaties van )?individuen"
                r"|solo (?:candidaturas |se aceptan )?(?:de )?(?:personas )?individu"
            ),
        ),
        (
            "no_agencies",
            (
                r"no (?:recruit(?:ers|ment)|agenc(?:y|ies)|head-?hunters|third part)|(?:recruit(?:ers|ment) (?:agencies"
                r"|firms)|agencies)[^.;]{0,40}\b(?:not|no|refrain|don['’]t)\b|keine? (?:personal(?:vermittl"
                r"|dienstleist)|agentur|headhunter)"
                r"|(?:von )?personalvermittl\w{1,20}+[^.;]{0,60}(?:abzusehen|nicht)|acquisitie[^.;]{0,60}(?:niet|geen)"
                r"|recruiters[^.;]{0,30}niet|pas (?:d['’]agences?|de cabinets?)|no (?:aceptamos )?agencias|no agenzie"
            ),
        ),
        (
            "work_permit",
            (
                r"right to work|work (?:permit|visa|authori[sz]ation)|visa sponsorship|eligible to work"
                r"|authori[sz]ed to work|eligibility to work|arbeitserlaubnis|arbeitsgenehmigung|permis de travail"
                r"|titre de séjour|werkvergunning|permiso de trabajo|permesso di (?:lavoro|soggiorno)|residence permit"
            ),
        ),
        (
            "no_remote",
            (
                r"no (?:remote|home)[ -]?(?:work|office)|(?:remote|home ?office)[^.;]{0,25}\bnot (?:possible|available"
                r"|an option)|not (?:a )?remote|kein(?:e)? (?:remote|home ?office)|on-?site only|pas de télétravail"
            ),
        ),
        (
            "no_photo",
            (
                r"(?:no|without|ohne|kein(?:e|en)?|sans|zonder|sin|senza) (?:\w+ )?(?:photo|picture|foto|lichtbild"
                r"|bewerbungsfoto|pasfoto)|(?:do not|don['’]t) (?:include|send) (?:a |your )?(?:photo|picture)"
                r"|verzicht\w{1,20} [^.;]{0,30}(?:foto|lichtbild)"
            ),
        ),
        (
            "region",
            (
                r"applications? from (?:all|any|every) (?:regions?|countr|locations?|parts)|(?:from|in) (?:all"
                r"|any) (?:geographic )?regions|(?:preferably |preferable |preferred )?\b(?:be |is |are )?based in\b"
                r"|(?:must|should|to) (?:live|reside|be located) in|preferabl[ey][^.;]{0,40}\b(?:Americas|Europe"
                r"|EMEA|Asia|Africa|America|timezone|time zone)"
                r"|(?:remote )?work from (?:Europe|North America|anywhere)|residents? of|wohnhaft in|wohnsitz in"
                r"|résid(?:er|ant) en|woonachtig in|residente en|residenza in|located anywhere|EMEA time ?zone"
                r"|suited for remote work from"
            ),
        ),
        (
            "eligibility",
            (
                r"(?:only|exclusively) open to|open only to|must be (?:enrolled|a (?:student|citizen|national|member)"
                r"|an? EU)|eligible (?:to apply|applicants|candidates)|immatrikuliert|eingeschrieben"
                r"|citizens? (?:only|of)|staatsangehörigkeit"
            ),
        ),
        (
            "channel",
            (
                r"(?:only|exclusively) (?:by|via|through) (?:e-?mail|the (?:online|web|form|portal)|our)|(?:e-?mail"
                r"|online"
                r"|electronic) applications? only|applications? (?:sent )?(?:by|via) (?:e-?mail|post"
                r"|mail)[^.;]{0,40}(?:not|cannot|won['’]t)|ausschließlich (?:per|über|online|via)|nur (?:per e-?mail"
                r"|online|über)"
                r"|single pdf|one pdf|(?:als|in) (?:einer|einem|eine) pdf|un seul (?:fichier|document|pdf)|één pdf"
                r"|un único (?:pdf|archivo)|unico (?:pdf|file)"
            ),
        ),
    )
)
_ABOUT_US = re.compile(
    r"^(?:we|our|the team|the organi[sz]ation|founded|wir|unser|nous|notre|wij|ons)\b", re.IGNORECASE
)


def find_constraints(told: Sequence[Passage]) -> tuple[Constraint, ...]:
    """Every condition in the passages, in their order; each with its whole sentence."""
    found: dict[Constraint, None] = {}
    for passage in told:
        for kind in _kinds(passage.text):
            found[Constraint(kind, passage.text)] = None
    return tuple(found)


@lru_cache(maxsize=4096)
def _kinds(text: str) -> tuple[str, ...]:
    return tuple(
        kind for kind, pattern in _KINDS if pattern.search(text) and not (kind == "region" and _ABOUT_US.match(text))
    )
