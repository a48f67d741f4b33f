"""What people do on an application's page: each a plain form, each a Review with a link that takes it back.

A form says which version of the page it was made from. Where somebody has set the same value since, nothing is
written; a page shows both values and asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from intake.model.application import Timeliness
from intake.review import filters, wording
from intake.review.application import found_application, page_of
from intake.review.cookies import FORM_FIELD
from intake.review.current import Current, CurrentAccount, TheDesk
from intake.review.pages import page, redirect
from intake.storage.acts import Actor, Acts, BulkDone, Conflict, Done, NotThere, Refused

router = APIRouter()
one = APIRouter(prefix="/applications/{application}")

Text = Annotated[str, Form()]
Many = Annotated[list[str] | None, Form()]


MOST_UNDONE = 100
"""Reviews that one undo button takes back: a page of lines, twice; the address stays short."""


def again(desk: TheDesk, done: Done | BulkDone) -> str:
    """What becomes of the mails that an act sent back to be decided, as a sentence to append; "" without any."""
    if not done.again:
        return ""
    if desk.working():
        return " The mails that it concerns are judged again."
    return " The mails that it concerns are judged again once intake run is started: nothing does so now."


def actor(current: Current) -> Actor:
    """Who acts, by the name that others see in the history."""
    return Actor(who=current.account.name, scope=current.scope)


@dataclass(frozen=True, slots=True)
class On:
    """A form about one application, who sent it, and its plain fields: to go on with, and to ask again."""

    request: Request
    desk: TheDesk
    current: Current
    application: str
    fields: dict[str, str]

    @property
    def acts(self) -> Acts:
        """What can be done."""
        return self.desk.acts

    @property
    def by(self) -> Actor:
        """Who does it."""
        return actor(self.current)

    @property
    def seen(self) -> str | None:
        """The version of the page that the form was made from."""
        return self.fields.get("seen") or None


async def on_application(request: Request, desk: TheDesk, current: CurrentAccount, application: str) -> On:
    """The form that was sent."""
    fields = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return On(request, desk, current, application, fields)


OnApplication = Annotated[On, Depends(on_application)]


@one.post("/status")
def set_status(on: OnApplication, status: Text = "") -> Response:
    """Gives it a status; the way on is the next one of the queue."""
    return _act(
        on, lambda: on.acts.set_status(on.by, on.application, status, seen=on.seen), f"{{name}}: {status or 'none'}."
    )


@one.post("/posting")
def move(on: OnApplication, posting: Text = "") -> Response:
    """Moves it to a posting, or out of any."""
    said = f"{{name}} is moved to {_title(on, posting)}." if posting else "{name} is in no posting now."
    return _act(
        on,
        lambda: on.acts.move(on.by, on.application, posting or None, seen=on.seen),
        said,
        stays=on.current.scope.sees_posting(posting) if posting else on.current.scope.triages,
    )


@one.post("/notes")
def note(on: OnApplication, text: Text = "") -> Response:
    """Writes a note beside it."""
    return _act(on, lambda: on.acts.note(on.by, on.application, text), "The note is kept.")


@one.post("/tags")
def tag(on: OnApplication, add: Text = "", remove: Text = "") -> Response:
    """Adds a tag, or takes one away."""
    plus, minus = (add,) if add else (), (remove,) if remove else ()
    said = f"The tag {add or remove} is {'set' if add else 'taken away'}."
    return _act(on, lambda: on.acts.tag(on.by, on.application, add=plus, remove=minus), said)


@one.post("/facts")
def edit_fact(on: OnApplication, field: Text = "", value: Text = "", was: Text = "") -> Response:
    """Sets a field of the candidate; what was read stays beside it."""
    said = f"{wording.FACTS.get(field, 'The field')} is {'set' if value.strip() else 'taken away'}."
    return _act(on, lambda: on.acts.edit_fact(on.by, on.application, field, value, was=was or None, seen=on.seen), said)


@one.post("/timeliness")
def overrule(on: OnApplication, timeliness: Annotated[Timeliness, Form()], reason: Text = "") -> Response:
    """Says whether it was in time, with a reason."""
    said = f"{{name}} counts as {wording.TIMELINESS[timeliness]}."
    return _act(on, lambda: on.acts.overrule(on.by, on.application, timeliness, reason, seen=on.seen), said)


@one.post("/duplicate")
def no_duplicate(on: OnApplication) -> Response:
    """Says that it is nobody's duplicate."""
    said = "{name} counts as nobody's duplicate."
    return _act(on, lambda: on.acts.mark_duplicate(on.by, on.application, None, seen=on.seen), said)


@one.post("/merge")
def merge(on: OnApplication, into: Text = "") -> Response:
    """Makes two applications one; the way on is the one that has everything."""
    target = into.strip()

    def said(done: Done) -> str:
        if done.application == on.application:
            return f"{{name}} and who sent {target} are one person now; of two postings the applications stay two."
        return f"{{name}} ({on.application}) is merged into {target}."

    return _act(on, lambda: on.acts.merge(on.by, on.application, target), said, follow=True)


@one.post("/split")
def split(on: OnApplication, message: Many = None) -> Response:
    """Takes what some mails brought out, into an application of its own."""
    said = "What the mails brought is an application of its own now."
    return _act(on, lambda: on.acts.split(on.by, on.application, message or ()), said, follow=True)


@router.post("/undo/{reviews}")
def undo(
    request: Request,
    desk: TheDesk,
    current: CurrentAccount,
    reviews: str,
    next: Text = "/",  # noqa: A002 - the field's name
) -> Response:
    """Takes one act back, or those of a bulk act (their ids joined by dots), the last first."""
    keys = [key for key in reversed(reviews.split(".")) if key]
    try:
        for key in keys:
            desk.acts.undo(actor(current), key)
    except NotThere:
        raise HTTPException(404) from None
    except Refused as error:
        return redirect(request, next, say=f"Not taken back: {error}")
    return redirect(request, next, say="Taken back." if len(keys) == 1 else f"{len(keys)} acts are taken back.")


def _act(
    on: On, do: Callable[[], Done], say: str | Callable[[Done], str], *, follow: bool = False, stays: bool = True
) -> Response:
    """Does it and goes on: `follow` to where the act leads, else to the form's `next`; to the queue if out of sight."""
    found = found_application(on.desk, on.current, on.application)
    try:
        done = do()
    except (Refused, NotThere) as error:
        # This application is there: what is not there is what the form named, such as the one to merge into.
        view = filters.read(on.request.query_params)
        return page_of(on.request, on.desk, on.current, found, view, problem=str(error))
    except Conflict as conflict:
        return _conflict(on, found.name, conflict)
    told = say if isinstance(say, str) else say(done)
    said = told.replace("{name}", found.name or found.id) if done.reviews else "It was so already; nothing is changed."
    # With a daemon it takes a moment, and is no news.
    said += "" if on.desk.working() else again(on.desk, done)
    # Whoever takes it back wants to see it as it was, not the next one of the queue.
    here = on.fields.get("back") or on.fields.get("next") or f"/applications/{found.id}"
    query = here.partition("?")[1:]
    led = f"/applications/{done.application}{''.join(query)}" if follow and done.application else on.fields.get("next")
    target = (led or here) if stays else "/queue"
    return redirect(on.request, target, say=said, undo=".".join(done.reviews) or None, back=here)


def _conflict(on: On, name: str | None, conflict: Conflict) -> Response:
    """Both values, and the way to each."""
    again = {key: value for key, value in on.fields.items() if key not in {"seen", FORM_FIELD}}
    return page(
        on.request,
        on.current,
        "conflict.html",
        status=409,
        application=on.application,
        name=name,
        conflict=conflict,
        again=again | {"seen": conflict.version},
    )


def _title(on: On, posting: str) -> str:
    choices = on.desk.reads.posting_choices(on.current.scope)
    return next((c.title or c.id for c in choices if c.id == posting), "another posting")


router.include_router(one)
