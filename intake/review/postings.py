"""The postings: what each says and what came for it; closing, opening again, and mending what was read wrong."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, HTTPException, Request, Response

from intake.model.posting import Contact, Deadline, Posting
from intake.model.rounds import RoundAction, RoundChange
from intake.review import filters, posting_fields
from intake.review.acts import actor, again
from intake.review.chart import Chart, chart
from intake.review.current import Current, CurrentAccount, TheDesk
from intake.review.pages import page, redirect
from intake.storage.acts import Refused
from intake.storage.desk_values import PostingItem
from intake.storage.queue_values import QueueFilter

router = APIRouter(prefix="/postings")

Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A posting with its chart, and the address of its applications in the queue."""

    item: PostingItem
    chart: Chart | None
    queue: str

    @classmethod
    def of(cls, item: PostingItem) -> "Shown":
        """From the read model."""
        deadline = item.posting.deadline.date if item.posting.deadline else None
        view = filters.View(QueueFilter(status=None, posting=item.id))
        return cls(item=item, chart=chart(item.days, deadline), queue=view.link("/queue"))


@router.get("")
def list_(request: Request, desk: TheDesk, current: CurrentAccount) -> Response:
    """Every posting that the account may see."""
    found = [Shown.of(item) for item in desk.reads.postings(current.scope, current.zone)]
    sources = {shown.item.source for shown in found}
    watched = [status for status in desk.pages() if current.scope.every_posting or status.source in sources]
    return page(request, current, "postings.html", found=found, watched=watched, may_import=may_import(current))


@router.get("/{posting}")
def show(request: Request, desk: TheDesk, current: CurrentAccount, posting: str) -> Response:
    """One posting whole: its fields with the words that they were read from, and its history."""
    return _page(request, desk, current, _found(desk, current, posting))


@router.post("/{posting}/close")
def close(request: Request, desk: TheDesk, current: CurrentAccount, posting: str) -> Response:
    """Ends the round; what comes later is still kept, and flagged."""
    found = _found(desk, current, posting)
    asked = _change(found, RoundAction.CLOSED, ("Closed at the desk.",), closed_at=desk.clock.now())
    return _done(request, desk, current, found, asked=asked, said=f"{found.posting.title or posting} is closed.")


@router.post("/{posting}/open")
def open_again(request: Request, desk: TheDesk, current: CurrentAccount, posting: str) -> Response:
    """Opens a closed round again."""
    found = _found(desk, current, posting)
    asked = _change(found, RoundAction.CHANGED, ("Opened again at the desk.",))
    return _done(request, desk, current, found, asked=asked, said=f"{found.posting.title or posting} is open again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The fields of the form as they were typed."""

    title: str
    subject_code: str
    contacts: str
    date: str
    time: str
    timezone: str


@router.post("/{posting}")
def edit(
    request: Request,
    desk: TheDesk,
    current: CurrentAccount,
    posting: str,
    *,
    title: Text = "",
    subject_code: Text = "",
    contacts: Text = "",
    date: Text = "",
    time: Text = "",
    timezone: Text = "",
    seen: Text = "",
) -> Response:
    """Mends what decides: title, code, contacts and deadline. Mails that it concerns are decided again."""
    found = _found(desk, current, posting)
    form = Edited(title=title, subject_code=subject_code, contacts=contacts, date=date, time=time, timezone=timezone)
    try:
        changed = _changed(found.posting, form)
    except ValueError as error:
        return _page(request, desk, current, found, problem=str(error))
    if changed == found.posting:
        return redirect(request, f"/postings/{posting}", say="It was so already; nothing is changed.")
    action = RoundAction.EXTENDED if _later(found.posting.deadline, changed.deadline, desk) else RoundAction.CHANGED
    said = tuple(_differences(found.posting, changed, moved=action is RoundAction.EXTENDED))
    asked = _change(found, action, said, posting=changed, closed_at=found.closed_at)
    return _done(request, desk, current, found, asked=asked, said="Saved.", seen=seen or None)


def may_import(current: Current) -> bool:
    """Whether the account may bring new postings in: a page may hold any."""
    return current.scope.may_write and current.scope.every_posting


def _found(desk: TheDesk, current: Current, posting: str) -> PostingItem:
    found = desk.reads.posting(current.scope, posting, current.zone)
    if found is None:
        raise HTTPException(404)
    return found


def _page(
    request: Request, desk: TheDesk, current: Current, item: PostingItem, *, problem: str | None = None
) -> Response:
    history = desk.reads.history_of(current.scope, item.id)
    return page(
        request,
        current,
        "posting.html",
        status=422 if problem else 200,
        shown=Shown.of(item),
        item=item,
        rows=posting_fields.rows(item.posting, desk.timezone),
        history=history.items if history else (),
        zones=sorted(available_timezones()),
        house_zone=desk.timezone,
        problem=problem,
    )


def _change(
    item: PostingItem,
    action: RoundAction,
    sentences: tuple[str, ...],
    *,
    posting: Posting | None = None,
    closed_at: dt.datetime | None = None,
) -> RoundChange:
    return RoundChange(
        action=action,
        round_id=item.id,
        posting=posting or item.posting,
        opened_at=item.opened_at,
        closed_at=closed_at,
        previous=item.previous,
        source=item.source,
        sentences=sentences,
    )


def _done(
    request: Request,
    desk: TheDesk,
    current: Current,
    found: PostingItem,
    *,
    asked: RoundChange,
    said: str,
    seen: str | None = None,
) -> Response:
    """Does it and goes back to the posting, with a button that takes it back."""
    try:
        done = desk.acts.change_postings(actor(current), [asked], seen=seen)
    except Refused as error:
        return _page(request, desk, current, found, problem=str(error))
    return redirect(request, f"/postings/{found.id}", say=said + again(desk, done), undo=".".join(done.reviews) or None)


def _differences(before: Posting, after: Posting, *, moved: bool) -> Iterator[str]:
    """What an edit changed, for the history, which says itself that a deadline `moved`."""
    for name in ("deadline", "title", "subject_code", "contacts"):
        if difference := posting_fields.difference(before, after, name):
            yield difference if moved and name == "deadline" else f"{name.replace('_', ' ')}: {difference}"


def _changed(posting: Posting, form: Edited) -> Posting:
    """The posting with what was typed; ValueError with a sentence."""
    if not form.title.strip():
        raise ValueError("A posting needs a title.")
    return replace(
        posting,
        title=" ".join(form.title.split())[:200],
        subject_code=form.subject_code.strip()[:60] or None,
        contacts=_contacts(posting, form.contacts),
        deadline=_deadline(posting.deadline, form),
    )


def _contacts(posting: Posting, typed: str) -> tuple[Contact, ...]:
    known = {contact.email: contact for contact in posting.contacts}
    emails = [email.lower() for email in typed.replace(",", " ").split()]
    if bad := [email for email in emails if email.count("@") != 1 or email.startswith("@") or email.endswith("@")]:
        raise ValueError(f"{bad[0]} is no mail address.")
    return tuple(known.get(email) or Contact(None, email) for email in dict.fromkeys(emails))


def _deadline(before: Deadline | None, form: Edited) -> Deadline | None:
    if not form.date:
        return None
    try:
        day = dt.date.fromisoformat(form.date)
        clock = dt.time.fromisoformat(form.time) if form.time else None
    except ValueError:
        raise ValueError("The deadline is not a day and time, such as 2026-03-31 and 12:00.") from None
    if form.timezone and form.timezone not in available_timezones():
        raise ValueError("Choose a time zone of the list, such as Europe/Berlin.")
    zone = form.timezone or None
    if before and (before.date, before.time, before.timezone) == (day, clock, zone):
        return before
    return Deadline(date=day, time=clock, timezone=zone, text="" if before is None else before.text)


def _later(before: Deadline | None, after: Deadline | None, desk: TheDesk) -> bool:
    return bool(before and after and after.instant(desk.timezone) > before.instant(desk.timezone))
