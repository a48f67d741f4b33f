"""What of a posting an operator should look at before mails are matched by it, beside its deadline and addresses.

Each doubt rests on what a page does say: a word for a subject and no code, a form and an address of which neither is
said to be the way, a document that some applicants send. A sure field is not doubted. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator, Sequence

from intake.model.posting import ApplyVia, Doubt, Posting
from intake.postings.channel import Channel
from intake.postings.contact import Addressees
from intake.postings.passages import Passage
from intake.postings.sections import SectionKind
from intake.postings.titles import is_title
from intake.postings.wanted import names_documents, some_send

_CODE = re.compile(
    r"subject line|in the subject|(?:im|als|in der) betreff|kennziffer|referenznummer|ausschreibungsnummer"
    r"|(?:job|vacancy|position|posting) (?:reference|code|number|id)\b|reference (?:number|code)|in the reference"
    r"|(?:dans|en) (?:l.)?objet|sous la référence|référence de l.(?:offre|annonce)|onder vermelding van|vacaturenummer"
    r"|en el asunto|nell.oggetto|indicando (?:el|il|la) (?:código|codice|referencia)",
    re.IGNORECASE,
)
# "With your name in the subject": what it says is another for each applicant or posting.
_OWN_WORDS = re.compile(
    r"\b(?:name|title|role|position|job|namen?|titel|stelle|nom|intitulé|poste|naam|functie|nombre|puesto|nome|posizione)"
    r"\b[^.;]{0,25}\b(?:in|im|as|als|dans|en|nell)\b[^.;]{0,12}(?:subject|betreff|objet|onderwerp|asunto|oggetto)",
    re.IGNORECASE,
)
_PLACES = frozenset({SectionKind.APPLY, SectionKind.CONTACT, SectionKind.UNKNOWN, SectionKind.LISTING})


def find_doubts(posting: Posting, told: Sequence[Passage], way: Channel, addressees: Addressees) -> tuple[Doubt, ...]:
    """The doubts about a posting's title, ways to apply, documents and code; `told` are all passages that say them."""
    found = (
        *_about_title(posting),
        *_about_way(posting, way, addressees),
        *_about_documents(posting, told),
        *_about_code(posting, told),
    )
    return tuple(dict.fromkeys(found))


def _about_title(posting: Posting) -> Iterator[Doubt]:
    if posting.title is None:
        yield Doubt("title", "No heading of the page could be the title of this posting.")
    elif not is_title(posting.title):
        yield Doubt("title", f"“{posting.title}” does not read like the title of a job.")


def _about_way(posting: Posting, way: Channel, addressees: Addressees) -> Iterator[Doubt]:
    if addressees.hidden:
        yield Doubt("contacts", "The page's program fills in an address that the file does not hold.")
    if posting.apply_via is None:
        yield Doubt("apply_via", "The page names neither an address nor a form to apply by.")
        if posting.enquiries:
            named = ", ".join(c.email for c in posting.enquiries)
            yield Doubt("contacts", f"The page's only address is for questions: {named}.")
    elif posting.apply_via is ApplyVia.BOTH and not (addressees.sure and way.sure):
        yield Doubt("apply_via", "The page has an address and a form, and does not say of both that one applies there.")


def _about_documents(posting: Posting, told: Sequence[Passage]) -> Iterator[Doubt]:
    some = next((p.text for p in told if some_send(p)), None)
    if some:
        yield Doubt("documents", f"Not every applicant is asked for the same: “{some}”")
    elif not posting.documents:
        named = next((p.text for p in told if p.kind in _PLACES and names_documents(p)), None)
        if named:
            yield Doubt("documents", f"The page speaks of documents, and does not say to send them: “{named}”")


def _about_code(posting: Posting, told: Sequence[Passage]) -> Iterator[Doubt]:
    if posting.subject_code is not None:
        return
    said = next((p.text for p in told if _CODE.search(p.text) and not _OWN_WORDS.search(p.text)), None)
    if said:
        yield Doubt("subject_code", f"The page speaks of a subject or a reference, and none could be told: “{said}”")
