"""Acts that set one value of an application or of its candidate."""

from collections.abc import Sequence

from sqlalchemy import select

from intake.model.application import Timeliness
from intake.model.status import Statuses
from intake.storage import acting, context, desk_facts, keys, reviews, scoping
from intake.storage.acting import Act, Done, Refused
from intake.storage.tables import ApplicationRow, RoundRow

LONGEST_NOTE = 10_000
LONGEST_VALUE = 500
LONGEST_TAG = 50
MOST_TAGS = 20


def status(act: Act, statuses: Statuses, value: str, reason: str | None) -> Done:
    """One of the configured statuses."""
    if value not in statuses.names:
        raise Refused(f"“{value}” is no status; there are: {', '.join(statuses.names)}.")
    act.check(reviews.STATUS, value, current=act.row.status)
    if act.row.status != value:
        act.write(reviews.STATUS, {"status": act.row.status}, {"status": value}, reason=reason)
        act.refresh()
    return act.done()


def posting(act: Act, value: str | None, reason: str | None) -> Done:
    """Another posting round, or none."""
    number = None
    if value is not None:
        number = keys.number("p", value)
        if number is None or act.session.get(RoundRow, number) is None or not act.scope.sees_posting(value):
            raise Refused(f"There is no posting {value}.")
    before = None if act.row.round_id is None else keys.spell("p", act.row.round_id)
    act.check(reviews.POSTING, value, current=before)
    if before == value:
        return act.done()
    if number is not None:
        _refuse_second(act, number)
    act.write(reviews.POSTING, {"posting": before}, {"posting": value}, reason=reason)
    act.refresh()
    return act.done(again=acting.decide_again(act.session, [act.row.id]))


def _refuse_second(act: Act, number: int) -> None:
    """One candidate has one application in a round: a second one must be merged."""
    there = act.session.scalars(
        select(ApplicationRow.id).where(
            ApplicationRow.candidate_id.in_(context.members(act.session, act.candidate.id)),
            ApplicationRow.round_id == number,
            ApplicationRow.removed_at.is_(None),
            ApplicationRow.id != act.row.id,
        )
    ).first()
    if there is not None:
        raise Refused(f"This candidate has an application there already, {keys.spell('a', there)}; merge the two.")


def note(act: Act, text: str) -> Done:
    """A note."""
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise Refused(f"A note has between 1 and {LONGEST_NOTE:,} characters.")
    act.write(reviews.NOTE, {}, {"note": text})
    return act.done()


def tags(act: Act, add: Sequence[str], remove: Sequence[str]) -> Done:
    """The set of tags, changed."""
    before = tuple(reviews.set_values(act.reviews()).get(reviews.TAGS) or ())
    wanted = [" ".join(tag.split()).lower() for tag in add]
    gone = {" ".join(tag.split()).lower() for tag in remove}
    after = tuple(tag for tag in dict.fromkeys((*before, *wanted)) if tag and tag not in gone)
    if len(after) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in after):
        raise Refused(f"There are at most {MOST_TAGS} tags, of at most {LONGEST_TAG} characters each.")
    if after != before:
        act.write(reviews.TAGS, {"tags": list(before)}, {"tags": list(after)})
        act.refresh()
    return act.done()


def fact(act: Act, field: str, value: str, was: str | None) -> Done:
    """A field of the candidate."""
    value = " ".join(value.split())
    if field not in desk_facts.FIELDS or len(value) > LONGEST_VALUE or not (value or was):
        raise Refused("This field cannot be set to that.")
    candidate = act.candidate
    if field == reviews.NAME:
        return _name(act, value, candidate.name)
    act.check(reviews.FACT, value, field_=field, current=_current(act, field, was))
    act.write(reviews.FACT, {"field": field, "value": was}, {"field": field, "value": value}, candidate_id=candidate.id)
    act.refresh()
    return act.done()


def _name(act: Act, value: str, before: str | None) -> Done:
    if not value:
        raise Refused("A name cannot be empty.")
    act.check(reviews.NAME, value, field_="name", current=before)
    if value != before:
        act.write(
            reviews.NAME,
            {"field": "name", "name": before, "value": before},
            {"field": "name", "name": value, "value": value},
            candidate_id=act.candidate.id,
        )
        act.refresh()
    return act.done()


def _current(act: Act, field: str, was: str | None) -> str | None:
    """What the field says now in the place of `was`."""
    current = was
    for row in act.reviews():
        if row.kind == reviews.FACT and row.undone_at is None and row.after.get("field") == field:
            current = row.after["value"] if row.before.get("value") == current else current
    return current


def timeliness(act: Act, value: Timeliness, reason: str) -> Done:
    """A verdict that a person gives."""
    if not reason.strip():
        raise Refused("Say why: whoever reads this later must understand it.")
    before = act.row.timeliness
    act.check(reviews.TIMELINESS, value, current=before)
    if before is not value:
        act.write(
            reviews.TIMELINESS,
            {"timeliness": before.value if before else None},
            {"timeliness": value.value},
            reason=reason.strip(),
        )
        act.refresh()
    return act.done()


def duplicate(act: Act, other: str | None) -> Done:
    """Whose duplicate it is; None says that it is nobody's, whatever was proposed."""
    if other is not None and (other == act.key or scoping.application(act.session, act.scope, other) is None):
        raise Refused(f"There is no other application {other}.")
    mine = reviews.set_values(act.reviews())
    before = mine.get(reviews.DUPLICATE)
    act.check(reviews.DUPLICATE, other, current=before)
    if before != other or reviews.DUPLICATE not in mine:
        act.write(reviews.DUPLICATE, {"duplicate": before}, {"duplicate": other})
        act.refresh()
    return act.done()
