"""What a mail brings: which of its parts are documents of an application, and whether that makes it one.

The body is a document only where it is taken as the statement (or the resume) that no attachment holds.
Pure: no I/O, no clock.
"""

import re
from dataclasses import dataclass

from intake.matching.completeness import has_references_section
from intake.matching.origin import Origin
from intake.model.application import Flag, HeldDocument
from intake.model.document import DocumentKind, DocumentStatus, Link, LinkKind
from intake.model.message import Message
from intake.model.policy import DecisionPolicy
from intake.model.reading import AttachedDocument, Reading, is_body

# Signatures, keys, cards and appointments come with a mail and are nobody's application document.
_NO_DOCUMENT = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
        "text/vcard",
        "text/x-vcard",
        "text/calendar",
        "application/ics",
    }
)
_READ = frozenset({DocumentStatus.EXTRACTED, DocumentStatus.OCR})
_FILE_HOSTS = re.compile(
    r"^https?://(?:[\w-]+\.)*(?:drive\.google\.com|docs\.google\.com|dropbox\.com|dropboxusercontent\.com|onedrive\.live\.com|"
    r"1drv\.ms|sharepoint\.com|box\.com|wetransfer\.com|we\.tl|icloud\.com|mega\.nz|transfernow\.net|swisstransfer\.com|"
    r"sendgb\.com|filemail\.com|smash\.com|proton\.me|drive\.proton\.me)/",
    re.IGNORECASE,
)
_FILE_NAMES = re.compile(r"^https?://[^?#]+\.(?:pdf|docx?|odt|rtf|pages|zip)(?:[?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a mail brings to an application.

    `resumes` are the documents of that kind. `signed` are names that the mail's own text gives. `reasons` say why it
    is an application by itself; empty where it is none. `unopened` says that it brings something that was not seen.
    """

    documents: tuple[AttachedDocument, ...]
    resumes: tuple[AttachedDocument, ...]
    links: tuple[Link, ...]
    signed: tuple[str, ...]
    reasons: tuple[str, ...]
    flags: tuple[Flag, ...]
    unopened: bool

    @property
    def is_application(self) -> bool:
        """Whether the mail is an application by what it carries."""
        return bool(self.reasons)


def weigh(reading: Reading, origin: Origin, policy: DecisionPolicy) -> Material:
    """What `reading` brings."""
    message = reading.message
    attached = tuple(
        d for d in reading.documents if not is_body(d.part) and d.document.media_type.lower() not in _NO_DOCUMENT
    )
    bodies = tuple(d for d in reading.documents if d.part == origin.body)
    documents = tuple(d for d in bodies if _is_taken(d, attached)) + attached
    files = () if attached else file_links(message, policy)
    reasons = tuple(filter(None, (_reason(d) for d in documents)))
    link_only = bool(files) and not reasons
    locked = message.encrypted and not documents
    if link_only:
        reasons = (f"It carries no document, but a link to a file: {files[0]}.",)
    if locked and not reasons:
        reasons = ("It is encrypted, so what it carries cannot be seen.",)
    return Material(
        documents=documents,
        resumes=tuple(d for d in documents if DocumentKind.RESUME in d.document.kinds),
        links=tuple(dict.fromkeys((*(k for d in bodies for k in d.document.candidate.links), *_plain_links(message)))),
        signed=tuple(d.document.candidate.name for d in bodies if d.document.candidate.name),
        reasons=reasons,
        flags=_flags(message, documents, link_only=link_only),
        unopened=link_only or locked or bool(files),
    )


def held(message: str, documents: tuple[AttachedDocument, ...]) -> tuple[HeldDocument, ...]:
    """`documents` as an application holds them."""
    return tuple(
        HeldDocument(
            message=message,
            part=d.part,
            kinds=d.document.kinds,
            status=d.document.status,
            links=d.document.candidate.links,
            has_references_section=has_references_section(d.document),
        )
        for d in documents
    )


def file_links(message: Message, policy: DecisionPolicy) -> tuple[str, ...]:
    """The links of a mail that lead to files elsewhere; the organisation's own pages are none."""
    return tuple(
        link
        for link in message.links
        if (_FILE_HOSTS.match(link) or _FILE_NAMES.match(link)) and not _own(link, policy)
    )


def _own(link: str, policy: DecisionPolicy) -> bool:
    host = re.sub(r"^https?://(?:[^/?#]*@)?([^/:?#]*).*$", r"\1", link, flags=re.IGNORECASE | re.DOTALL).lower()
    return any(host == d.lower() or host.endswith(f".{d.lower()}") for d in policy.staff_domains)


def _is_taken(body: AttachedDocument, attached: tuple[AttachedDocument, ...]) -> bool:
    """Whether a body is the statement, or the resume, that no attachment is."""
    wanted = {DocumentKind.STATEMENT, DocumentKind.RESUME}.intersection(body.document.kinds)
    return bool(wanted - {kind for d in attached for kind in d.document.kinds})


def _reason(document: AttachedDocument) -> str | None:
    """Why a document makes the mail an application, as a sentence."""
    name = f" ({document.filename})" if document.filename else ""
    kinds, status = document.document.kinds, document.document.status
    if DocumentKind.RESUME in kinds:
        return f"It carries a resume{name}." if not is_body(document.part) else "Its text holds a resume."
    if DocumentKind.STATEMENT in kinds:
        return f"It carries a statement{name}." if not is_body(document.part) else "Its text is taken as the statement."
    if status not in _READ:
        return f"It carries a document that could not be read ({status.value.replace('_', ' ')}){name}."
    if frozenset(kinds) <= {DocumentKind.OTHER}:
        return f"It carries a document whose kind could not be told{name}."
    return None


def _flags(message: Message, documents: tuple[AttachedDocument, ...], *, link_only: bool) -> tuple[Flag, ...]:
    statuses = {d.document.status for d in documents}
    found = (
        (Flag.HIDDEN_TEXT, any("hidden_text" in d.document.warnings for d in documents)),
        (Flag.ENCRYPTED, message.encrypted or DocumentStatus.ENCRYPTED in statuses),
        (Flag.LINK_ONLY, link_only),
        # Of an encrypted mail the envelope is all that came: one flag says it.
        (Flag.UNREADABLE_DOCUMENT, not message.encrypted and bool(statuses - _READ - {DocumentStatus.ENCRYPTED})),
    )
    return tuple(flag for flag, is_so in found if is_so)


def _plain_links(message: Message) -> tuple[Link, ...]:
    return tuple(Link(LinkKind.OTHER, link) for link in message.links)
