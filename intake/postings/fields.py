"""One Posting of one scope of a page: every field read by its own module, put together with its source words.

What a posting does not say itself is taken from what the page says for all of them ("How to apply").
Pure: no I/O, no clock.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from intake.model.posting import Contact, Posting
from intake.postings import channel
from intake.postings.blocks import BlockKind, items
from intake.postings.constraints import find_constraints
from intake.postings.contact import Addressees, find_addressees
from intake.postings.deadline import Declared, Timing, find_timing
from intake.postings.doubts import find_doubts
from intake.postings.outline import Scope
from intake.postings.particulars import find_particulars
from intake.postings.passages import Passage, passages
from intake.postings.schema import JobData
from intake.postings.sections import Section, SectionKind
from intake.postings.titles import clean_title, is_title, labelled_title, place_in, sought_title, whole_title
from intake.postings.wanted import find_documents

_SHARED = frozenset(
    {SectionKind.APPLY, SectionKind.DEADLINE, SectionKind.CONTACT, SectionKind.UNKNOWN, SectionKind.LISTING}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What the page itself says about its postings, beside their text: its head and its data."""

    language: str
    date: dt.date | None = None
    deadline: Declared | None = None
    contact: Contact | None = None
    data: JobData | None = None
    location: str | None = None
    employment_type: str | None = None


def shared_passages(scope: Scope) -> tuple[Passage, ...]:
    """What the page says for all of its postings."""
    return passages(s for s in scope.shared if s.kind in _SHARED)


def build_posting(scope: Scope, page: PageFacts, shared: Sequence[Passage]) -> Posting:
    """The posting that a scope states; `shared` are the passages for all postings of the page."""
    own = passages(scope.sections)
    way = channel.find_channel(own)
    addressees = find_addressees(own, has_form=way.apply_url is not None)
    if not addressees.contacts and not addressees.hidden and way.apply_url is None:
        way, addressees = _from_shared(shared, way, addressees)
    elif addressees.neutral:
        addressees = _beside_shared(shared, addressees)
    if not addressees.contacts and not addressees.hidden and way.apply_url is None and way.details:
        way = replace(way, apply_url=way.details[0], url_source=way.details[1])
    timing = _timing(own, shared, page)
    documents = find_documents(own) or find_documents(shared)
    posting = Posting(
        title=_title(scope, own, page),
        contacts=addressees.contacts,
        enquiries=addressees.enquiries,
        apply_via=channel.via(
            by_mail=bool(addressees.contacts) or addressees.hidden, by_form=way.apply_url is not None
        ),
        apply_url=way.apply_url,
        deadline=timing.deadline,
        rolling=timing.rolling,
        review_from=timing.review_from,
        documents=documents,
        subject_code=way.subject_code,
        constraints=find_constraints(own),
        responsibilities=_listed(scope.sections, SectionKind.RESPONSIBILITIES),
        requirements=_listed(scope.sections, SectionKind.REQUIREMENTS),
        nice_to_have=_listed(scope.sections, SectionKind.NICE_TO_HAVE),
        doubts=(*timing.doubts, *addressees.doubts),
    )
    posting = _with_particulars(posting, scope, own, page)
    posting = replace(posting, individuals_only=any(c.kind == "individuals_only" for c in posting.constraints))
    posting = _with_head(posting, page)
    posting = replace(posting, doubts=(*posting.doubts, *find_doubts(posting, (*own, *shared), way, addressees)))
    return replace(posting, sources=_sources(posting, scope, way, addressees, timing))


def _from_shared(
    shared: Sequence[Passage], way: channel.Channel, found: Addressees
) -> tuple[channel.Channel, Addressees]:
    common = channel.find_channel(shared)
    all_of_them = find_addressees(shared, has_form=common.apply_url is not None)
    if all_of_them.contacts:
        common = replace(common, apply_url=None, url_source=None)
    if way.subject_code:
        common = replace(common, subject_code=way.subject_code, code_source=way.code_source)
    common = replace(common, details=way.details or common.details)
    return common, replace(all_of_them, enquiries=found.enquiries or all_of_them.enquiries)


def _beside_shared(shared: Sequence[Passage], found: Addressees) -> Addressees:
    """Where the page tells all to apply to one address, those that a posting only names are for questions."""
    common = find_addressees(shared, has_form=False)
    if not (common.sure and common.contacts):
        return found
    return replace(common, enquiries=(*found.enquiries, *found.contacts), enquiries_source=found.source)


def _timing(own: Sequence[Passage], shared: Sequence[Passage], page: PageFacts) -> Timing:
    timing = find_timing(own, language=page.language, page_date=page.date, declared=page.deadline)
    if timing.deadline or timing.rolling or timing.doubts:
        return timing
    common = find_timing(shared, language=page.language, page_date=page.date)
    return replace(common, review_from=timing.review_from or common.review_from) if shared else timing


def _title(scope: Scope, own: Sequence[Passage], page: PageFacts) -> str | None:
    stated = next((t for p in own if not p.is_item and (t := labelled_title(p.text))), None)
    if stated:
        return stated
    if scope.title:
        headline = scope.title
        title = next((t for p in own if (t := whole_title(headline, p.text))), clean_title(headline))
        # "We're hiring a programme manager!" is a sentence that names the job.
        return title if is_title(title) else sought_title(headline) or title
    if page.data and page.data.title:
        return page.data.title
    return next((t for p in own if (t := sought_title(p.text))), None)


def _listed(sections: Iterable[Section], kind: SectionKind) -> tuple[str, ...]:
    """The items of all sections of a kind; their paragraphs where none has items."""
    mine = [s for s in sections if s.kind is kind]
    listed = tuple(text for s in mine for text in items(s.blocks))
    if listed:
        return listed
    return tuple(" ".join(b.text.split()) for s in mine for b in s.blocks if b.kind is BlockKind.PARAGRAPH)


def _with_particulars(posting: Posting, scope: Scope, own: Sequence[Passage], page: PageFacts) -> Posting:
    found = find_particulars(own, page.language)
    data = page.data or JobData()

    def words(field: str) -> str | None:
        return found[field].value if field in found else None

    return replace(
        posting,
        location=words("location") or page.location or data.location or place_in(scope.title or ""),
        remote=words("remote") or ("remote" if data.remote else None),
        employment_type=words("employment_type") or page.employment_type or data.employment_type,
        term=words("term"),
        start=words("start"),
        interviews=words("interviews"),
        salary=words("salary"),
        sources={field: p.source for field, p in found.items()},
    )


def _with_head(posting: Posting, page: PageFacts) -> Posting:
    """The contact of the page's head, where the text names nobody."""
    if posting.contacts or page.contact is None or posting.apply_url is not None or posting.enquiries:
        return posting
    return replace(
        posting,
        contacts=(page.contact,),
        apply_via=channel.via(by_mail=True, by_form=False),
        doubts=tuple(d for d in posting.doubts if d.field != "contacts"),
    )


def _sources(
    posting: Posting, scope: Scope, way: channel.Channel, addressees: Addressees, timing: Timing
) -> dict[str, str]:
    """Field name to the words on the page, for every field that has a value."""
    words = {
        "title": scope.title or posting.title,
        "contacts": addressees.source or (posting.contacts[0].email if posting.contacts else None),
        "enquiries": addressees.enquiries_source,
        "apply_url": way.url_source,
        "deadline": timing.deadline_source,
        "rolling": timing.rolling_source,
        "review_from": timing.review_source,
        "documents": "\n".join(dict.fromkeys(d.text for d in posting.documents)),
        "subject_code": way.code_source,
        "individuals_only": next((c.text for c in posting.constraints if c.kind == "individuals_only"), None),
    }
    for field in ("responsibilities", "requirements", "nice_to_have"):
        if getattr(posting, field):
            kind = SectionKind(field)
            words[field] = next((s.heading.text for s in scope.sections if s.kind is kind and s.heading), None)
    words["apply_via"] = words["contacts"] or words["apply_url"]
    known = {field: text for field, text in posting.sources.items() if getattr(posting, field, None)}
    return {field: text for field, text in {**known, **words}.items() if text}
