"""What kind of document a text is, by counted features, each decision with its reasons.

One file may hold several kinds: a letter as the last page of a resume. Where nothing speaks for a kind it is
`other`, never a guess. Pure: no I/O, no clock.
"""

from dataclasses import dataclass

from intake.documents.kind_features import Features
from intake.documents.kind_words import READ_LANGUAGES
from intake.model.document import DocumentKind

# Every resume has one of these; the other headings stand in handbooks too.
_CORE_SECTIONS = frozenset({"experience", "education"})
REFERENCES_SECTION = "references_section"
"""The reason that says that a resume names its referees, which answers a posting that asks for references."""

# A letter of fewer words says nothing that a statement has to say.
_LETTER_WORDS = 40
# Under this many words a mail's own text is a note that goes with attachments.
_BODY_WORDS = 60
# Under this many words a mail's own text that asks something is a question.
_QUESTION_WORDS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The kinds, the likeliest first, and why, in words for people."""

    kinds: tuple[DocumentKind, ...]
    reasons: tuple[str, ...]


def classify(features: Features) -> Verdict:
    """The kinds of a document."""
    special = _special(features)
    if special is not None:
        return special
    resume, resume_reasons = _resume(features)
    statement, statement_reasons = _statement(features, resume=resume)
    if resume and statement:
        return _both(features, resume_reasons, statement_reasons)
    if resume:
        return Verdict(kinds=(DocumentKind.RESUME,), reasons=_with_references(features, resume_reasons))
    if statement:
        return Verdict(kinds=(DocumentKind.STATEMENT,), reasons=statement_reasons)
    return Verdict(kinds=(DocumentKind.OTHER,), reasons=("nothing says resume, statement or another known kind",))


def classify_body(features: Features) -> Verdict:
    """The kinds of a mail's own text: a letter of motivation is a statement, a question or a short note is not."""
    if features.words < _BODY_WORDS:
        return Verdict(kinds=(DocumentKind.OTHER,), reasons=(f"a note of {features.words} words",))
    resume, reasons = _resume(features)
    if resume and len(features.sections) >= 3:
        return Verdict(kinds=(DocumentKind.RESUME,), reasons=_with_references(features, reasons))
    if features.questions and features.words < _QUESTION_WORDS:
        return Verdict(kinds=(DocumentKind.OTHER,), reasons=("a question",))
    if features.statement_title or _says_why(features):
        return Verdict(kinds=(DocumentKind.STATEMENT,), reasons=_statement_reasons(features))
    return Verdict(kinds=(DocumentKind.OTHER,), reasons=("the text does not say why they apply",))


def _says_why(features: Features) -> bool:
    """Whether somebody writes of themselves, of applying, and of their reasons; more is asked of a covering note."""
    if features.first_person * 40 < features.words or not features.applying:
        return False
    note = features.attached and features.words < 2 * _BODY_WORDS
    return min(features.applying, 3) + min(features.motive, 6) >= (7 if note else 5)


def _special(features: Features) -> Verdict | None:
    """Kinds that are neither resume nor statement, where they are plain."""
    if len(features.sections) >= 4 and (features.date_ranges >= 1 or features.resume_title):
        return None
    for kind, reason in (
        (DocumentKind.TRANSCRIPT, _transcript(features)),
        (DocumentKind.REFERENCE, _reference(features)),
        (DocumentKind.CERTIFICATE, _certificate(features)),
        (DocumentKind.WRITING_SAMPLE, features.writing_sample and f"title: {features.writing_sample}"),
        (DocumentKind.PORTFOLIO, _portfolio(features)),
        (DocumentKind.OTHER, _foreign(features)),
    ):
        if reason:
            return Verdict(kinds=(kind,), reasons=(reason,))
    return None


def _transcript(features: Features) -> str | None:
    if features.transcript and features.grades >= 2 and features.date_ranges < 4:
        return f"transcript in the first lines, {features.grades} words of grades and credits"
    return None


def _reference(features: Features) -> str | None:
    about_another = features.third_person * 2 > features.first_person
    if features.reference_title and about_another:
        return f"title: {features.reference_title}"
    if features.recommending >= 2 and about_another and len(features.sections) < 3:
        return "recommends somebody, in the third person"
    return None


def _certificate(features: Features) -> str | None:
    if len(features.sections) >= 3 or features.letter.whole or features.words > 700:
        return None
    if features.certificate and (features.certificate_title or features.certificate >= 2 or features.words < 200):
        return f"certifies something: {features.certificate_title or 'by its words'}"
    return None


def _portfolio(features: Features) -> str | None:
    if features.portfolio and len(features.sections) < 3 and not features.letter.whole:
        return f"title: {features.portfolio}"
    return None


def _foreign(features: Features) -> str | None:
    """Invoices, papers and forms that came along."""
    if features.statement_title or features.resume_title:
        return None
    if features.invoice >= 3 and len(features.sections) < 3:
        return "words of an invoice"
    if features.paper >= 4 and len(features.sections) < 3 and not features.letter.whole and features.words > 300:
        return "words of a paper"
    if features.form >= 2 and not features.letter.whole and features.date_ranges < 2:
        return "words of a form or a job advertisement"
    return None


def _resume(features: Features) -> tuple[bool, tuple[str, ...]]:
    reasons: list[str] = []
    score = 2 * len(features.sections) + min(features.date_ranges, 5) + min(features.dated_lines, 4) / 2
    if features.sections:
        reasons.append("section headings: " + ", ".join(features.sections.values()))
    if features.resume_title:
        score += 4
        reasons.append(f"title: {features.resume_title}")
    if features.date_ranges:
        reasons.append(f"date ranges: {features.date_ranges}")
    known = len(features.sections)
    if not known and features.contact and features.date_ranges >= 2 and features.dated_lines >= 2:
        score += 2
        reasons.append("layout: contact details on top of dated lines")
    enough = (
        features.resume_title is not None
        or (known >= 2 and not _CORE_SECTIONS.isdisjoint(features.sections))
        or (features.date_ranges >= 3 and (known >= 1 or features.contact))
        or (features.date_ranges >= 2 and features.contact and features.language not in READ_LANGUAGES)
    )
    if features.letter.whole and len(features.sections) < 3:
        enough = False
    return enough and score >= 5, tuple(reasons)


def _statement(features: Features, *, resume: bool) -> tuple[bool, tuple[str, ...]]:
    reasons = _statement_reasons(features)
    if features.letter.whole and features.letter_words >= _LETTER_WORDS:
        return True, reasons
    if resume:
        return False, ()
    if features.letter_layout >= _LETTER_WORDS and features.language not in READ_LANGUAGES:
        return True, (*reasons, "laid out as a letter")
    personal = features.first_person * 50 >= features.words > _LETTER_WORDS
    score = (
        (4 if features.statement_title else 0)
        + (2 if features.letter.salutation is not None or features.letter.closing is not None else 0)
        + min(features.applying, 4)
        + min(features.motive, 6) / 2
        + (2 if personal else 0)
        + (2 if personal and features.questions >= 2 else 0)
    )
    return score >= 5 and (personal or features.statement_title is not None), reasons


def _statement_reasons(features: Features) -> tuple[str, ...]:
    found = (
        (features.letter.whole, "salutation and closing of a letter"),
        (features.statement_title, f"title: {features.statement_title}"),
        (features.applying, f"words of applying: {features.applying}"),
        (features.first_person, f"first person: {features.first_person} times"),
        (features.questions >= 2, "answers to questions"),
    )
    return tuple(reason for holds, reason in found if holds)


def _both(features: Features, resume: tuple[str, ...], statement: tuple[str, ...]) -> Verdict:
    """A letter and a resume in one file; the longer part comes first."""
    kinds = (DocumentKind.RESUME, DocumentKind.STATEMENT)
    if features.letter_words * 2 > features.words:
        kinds = (DocumentKind.STATEMENT, DocumentKind.RESUME)
    return Verdict(kinds=kinds, reasons=_with_references(features, resume + statement))


def _with_references(features: Features, reasons: tuple[str, ...]) -> tuple[str, ...]:
    return (*reasons, REFERENCES_SECTION) if features.references_section else reasons
