"""What a heading announces: duties, requirements, how to apply, ... or a list of postings, or a title.

Headings are compared folded (text.fold), in English, German, French, Dutch, Spanish and Italian. Whatever is
not known here may be the title of a posting: `outline` decides. Pure: no I/O, no clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from intake.postings.blocks import Block, BlockKind
from intake.postings.titles import is_listing
from intake.text.fold import fold_name


class SectionKind(StrEnum):
    """What the blocks under a heading are about."""

    RESPONSIBILITIES = "responsibilities"
    REQUIREMENTS = "requirements"
    NICE_TO_HAVE = "nice_to_have"
    APPLY = "apply"
    DEADLINE = "deadline"
    CONTACT = "contact"
    OFFER = "offer"
    ABOUT = "about"
    LISTING = "listing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading (None before the first one), what it announces, and the blocks under it."""

    kind: SectionKind
    heading: Block | None
    blocks: tuple[Block, ...]


# The first pattern that is found in the folded heading decides, so the narrower ones stand first.
_NAMES: tuple[tuple[SectionKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            SectionKind.NICE_TO_HAVE,
            (
                r"nice to haves?|desir(ed|able)|preferred|^bonus|bonus (skills|points|if)|^(a |big )?plus(es)?$"
                r"|advantage(s|ous)?$"
                r"|optional (skills|qualifications)|von vorteil|wunschenswert|idealerweise|^atouts?|^un plus"
                r"|souhaite|pluspunt"
                r"|^pres$|^pre s?$|^deseable|se valorara|^valorable|^(titoli )?preferenzial|^gradit|additional skills"
            ),
        ),
        (
            SectionKind.DEADLINE,
            (
                r"deadline|closing date|important dates|key dates|^timeline|bewerbungs(frist|schluss|ende)"
                r"|einsendeschluss"
                r"|date limite|cloture|sluitingsdatum|^plazo|fecha limite|scadenza|^termine?$"
            ),
        ),
        (
            SectionKind.APPLY,
            (
                r"\bapply\b|applying|^applications?$|application (process|procedure|guidelines|instructions"
                r"|materials?|documents)"
                r"|your application|submit|bewerb(ung|en|t)|so geht s? ?weiter|so gehts weiter|^interess(e|iert|ed"
                r"|e s)|interesse gewekt"
                r"|candidature|postul(er|ez)|sollicit(eer|eren|atie)|weet je voldoende|enthousiast|^(de )?procedure"
                r"|como (aplicar|solicitar)|solicitud(es)?$|documentacion requerida|candidat(i|ura|ure|arsi)"
                r"|come candidarsi"
                r"|recruitment process|hiring process|next steps|team up|documents required|required documents"
                r"|what to send"
            ),
        ),
        (
            SectionKind.CONTACT,
            (
                r"^(your )?contacts?\b|contact (us|person|details|information)|kontakt|ansprechp|contacto|contatt[io]"
                r"|^(any )?questions|^(noch |haben sie )?fragen|^vragen|meer weten|renseignements|^informations?$"
                r"|further (details|information)"
            ),
        ),
        (
            SectionKind.OFFER,
            (
                r"(we|is|are|our) offer|what s offered|why (work|join|us)|benefits|\bperks\b|(wir|das) bieten"
                r"|was wir .*bieten"
                r"|unser angebot|nous (vous )?(offrons|proposons)|avantages|wij bieden|we bieden|^aanbod|ofrecemos"
                r"|(cosa )?offriamo"
                r"|compensation|^salar(y|is)|remuneration|what you (will )?get|krijg( je| jij)?( |$)|arbeidsvoorwaarden"
                r"|verwachten van ons|van ons verwachten|boxes we tick|goed om te weten|^vergutung|^gehalt|^stipend"
            ),
        ),
        (
            SectionKind.REQUIREMENTS,
            (
                r"requirement|qualifications?|\brequired\b|\bskills\b|who (you are|we re looking|are you"
                r"|we are looking)|^about you"
                r"|and you$|looking for$|you (will |ll )?(bring|need|have)$|what you (ll |will )?(bring|need)"
                r"|your (profile|background)"
                r"|candidate profile|^(the )?profile?$|^profil\b|eligib|\bexperience$|must haves?"
                r"|essential (criteria|skills)"
                r"|anforderung|voraussetzung|(was|das) (du|sie) (mitbring|bring)|bringst du|wir (suchen|erwarten)"
                r"|uber dich"
                r"|(ihr|dein) profil|profil recherche|competences|exigences|prerequis|vereist|\beisen\b|(vragen"
                r"|zoeken)( van je| wij)?\b"
                r"|jij bent|wie (ben jij|zoeken)|op je cv|requisitos|perfil|requisiti|profilo|competenze"
                r"|solliciteer als|boxes you tick"
            ),
        ),
        (
            SectionKind.RESPONSIBILITIES,
            (
                r"responsibilit|\bduties\b|(your|the|key|main) (tasks|role|job|work|mission)|^tasks$|^role$"
                r"|^the position$"
                r"|you (ll|will) (do|be doing|be|work on)|what (will )?you (will )?do|youll (do|be)|aufgaben"
                r"|tatigkeit|dich erwartet|sie erwartet|du machst"
                r"|^(vos |les |ses )?missions?\b|\btaches\b|activites|^taken|\btaken\b|werkzaamheden|jouw (werk|rol"
                r"|functie)"
                r"|ga je doen|verantwoordelijkhe|funciones|responsabilidades|tareas|mansioni|responsabilita"
                r"|\battivita\b|compiti"
            ),
        ),
        (
            SectionKind.ABOUT,
            (
                r"^about\b|who we are|wer wir sind|uber uns|qui sommes|over ons|wie (zijn wij|we zijn)|^sobre\b"
                r"|chi siamo|^working (at|with)\b"
                r"|our (team|mission|office|stack|values)|ons kantoor|^background$|project (goals|description)"
                r"|equal opportunit|diversity"
                r"|data protection|datenschutz|privacy|^location|^standort|job description|position description"
                r"|^description"
                r"|stellenbeschreibung|^beschreibung|^introduction|even voorstellen|^overview|^contract|^duration"
                r"|^start|werken bij"
                r"|wo wir stehen|^summary|^note|^(position )?details|^category|^reference"
            ),
        ),
    )
)

_NOTHING = re.compile(
    r"\b(?:no|not any|keine|keinen|aucune?|pas d|geen|ningun[ao]?|no hay|nessun[ao]?)\b.{0,40}"
    r"\b(?:open(?:ings?| positions?| jobs?| roles?| vacanc)|vacanc|positions?|jobs?\b|stellen|ausschreibung|offres?"
    r"|postes?"
    r"|vacatures|vacantes|convocatorias|posizion)"
)


@lru_cache(maxsize=4096)
def kind_of(heading: str) -> SectionKind:
    """What a heading announces; `UNKNOWN` may be the title of a posting."""
    folded = fold_name(heading)
    if is_listing(heading):
        return SectionKind.LISTING
    return next((kind for kind, pattern in _NAMES if pattern.search(folded)), SectionKind.UNKNOWN)


def says_nothing_open(text: str) -> bool:
    """Whether a sentence says that no posting is open."""
    return _NOTHING.search(fold_name(text)) is not None


def split(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The sections of `blocks`; a heading that says nothing itself belongs to the known one above it."""
    found: list[Section] = []
    above: list[tuple[int, SectionKind]] = []
    heading: Block | None = None
    kind = SectionKind.UNKNOWN
    under: list[Block] = []
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            under.append(block)
            continue
        found.append(Section(kind=kind, heading=heading, blocks=tuple(under)))
        above = [(level, k) for level, k in above if level < block.level]
        heading, under, kind = block, [], kind_of(block.text)
        if kind is SectionKind.UNKNOWN and above:
            kind = above[-1][1]
        above.append((block.level, kind))
    found.append(Section(kind=kind, heading=heading, blocks=tuple(under)))
    return tuple(s for s in found if s.heading is not None or s.blocks)
