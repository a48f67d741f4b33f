"""Which posting rounds a page opens, changes, extends, closes: a plan, made of two states, that storage applies.

A posting is the same over versions of its page where its title and a contact are (folded), or failing that
its title alone, or its contacts and nearly its title. While a round is open whatever changes is a change of
that round; a deadline moved later is an extension. Advertised again after it was over, with a deadline more
than `AGAIN_AFTER` later, it is a new round that names the previous one. What left the page is closed; back on
it within that time it is open again. Planning the same page twice plans nothing.

What people set of a round stays as they set it, whatever its page says. A posting that an open round of another page
or file already holds is that round, which stays with its own page: only that one closes it. Pure: no I/O, no clock.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from intake.model.posting import Deadline, Posting, PostingRound
from intake.model.rounds import RoundAction, RoundChange
from intake.postings.titles import bare_title
from intake.text.fold import fold_name

AGAIN_AFTER = dt.timedelta(days=60)
"""A deadline moved by more than this after it has passed is a new call; extensions are days or weeks."""

_ALIKE = 88
"""Least likeness (0 to 100) of two titles with the same contacts to be the same posting, reworded."""

_LABELS = {
    "title": "title",
    "contacts": "contacts",
    "enquiries": "contacts for questions",
    "apply_via": "way to apply",
    "apply_url": "address of the form",
    "rolling": "rolling admission",
    "review_from": "begin of the review",
    "documents": "documents asked for",
    "subject_code": "subject code",
    "individuals_only": "restriction to individuals",
    "constraints": "conditions",
}

_TOLD = ("responsibilities", "requirements", "nice_to_have", "documents", "constraints")
"""What describes a posting at length: two that are alike in all of it are one, whatever their deadlines."""

_CLOSING = "closed_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """What planning one import rests on."""

    now: dt.datetime
    page_date: dt.date | None
    source: str
    zone: str
    watched: bool


def plan_rounds(
    found: Sequence[Posting],
    known: Sequence[PostingRound],
    *,
    now: dt.datetime,
    page_date: dt.date | None,
    source: str,
    default_timezone: str,
    watched: bool = False,
) -> tuple[RoundChange, ...]:
    """What importing the postings `found` on the page `source` does to the rounds `known`.

    `known` are all rounds, closed ones and those of other pages too. `now` is aware. `page_date` is the page's own.
    `watched`: nobody asked for this reading, so it changes no round of another page. The changes are in the order of
    the page, the rounds that left it last, in the order of `known`.
    """
    told = _Import(now=now, page_date=page_date, source=source, zone=default_timezone, watched=watched)
    earlier = {r.previous for r in known}
    heads = [r for r in known if r.id not in earlier and r.source == source]
    pairs = _pairs(found, heads)
    others = _elsewhere(found, [r for r in known if r.source != source and r.closed_at is None], pairs, told)
    changes = [
        _beside(posting, others[n], told) if n in others else _change(posting, pairs.get(n), told)
        for n, posting in enumerate(found)
    ]
    kept = {r.id for r in pairs.values()}
    gone = [_closed(r, told) for r in heads if r.id not in kept and r.closed_at is None and _CLOSING not in r.by_hand]
    return (*changes, *gone)


def _elsewhere(
    found: Sequence[Posting], rounds: Sequence[PostingRound], pairs: Mapping[int, PostingRound], told: _Import
) -> dict[int, PostingRound]:
    """Index of each found posting that has no open round of its own page to the round of another that holds it."""
    others: dict[int, PostingRound] = {}
    free = list(rounds)
    for n, posting in enumerate(found):
        if n in pairs and pairs[n].closed_at is None:
            continue
        same = next((r for r in free if any(_is_same(posting, other, told) for other in _sayings(r))), None)
        if same is not None:
            others[n] = same
            free.remove(same)
    return others


def _is_same(posting: Posting, other: Posting, told: _Import) -> bool:
    """Whether two pages mean the same: all that tells postings apart is equal, and the deadline or all the rest.

    Two departments with one mailbox may both look for a "PhD student", until different days.
    """
    mine, theirs = _title_key(posting), _title_key(other)
    way, other_way = _contact_key(posting), _contact_key(other)
    if not mine or mine != theirs or way != other_way or not (way or posting.apply_url):
        return False
    if any(getattr(posting, name) != getattr(other, name) for name in ("apply_url", "subject_code", "location")):
        return False
    if _moved(other.deadline, posting.deadline, told.zone) is None:
        return True
    lists = [(getattr(posting, name), getattr(other, name)) for name in _TOLD]
    return any(one for one, _ in lists) and all(one == another for one, another in lists)


def _sayings(round_: PostingRound) -> tuple[Posting, ...]:
    """What a round says, and what its page said where people set something else."""
    return (round_.posting,) if round_.as_read is None else (round_.posting, round_.as_read)


def _pairs(found: Sequence[Posting], heads: Sequence[PostingRound]) -> dict[int, PostingRound]:
    """Index of each found posting to its round; the surest pairs first, each round once."""
    scored = [
        (-score, n, m)
        for n, posting in enumerate(found)
        for m, head in enumerate(heads)
        if (score := _likeness(posting, head))
    ]
    pairs: dict[int, PostingRound] = {}
    taken: set[int] = set()
    for _, n, m in sorted(scored):
        if n not in pairs and m not in taken:
            pairs[n] = heads[m]
            taken.add(m)
    return pairs


def _likeness(posting: Posting, head: PostingRound) -> int:
    """How surely a posting is that of a round: 0 is another; an open round goes before a closed one."""
    return max(_alike(posting, other, still_open=head.closed_at is None) for other in _sayings(head))


def _alike(posting: Posting, other: Posting, *, still_open: bool) -> int:
    mine, theirs = _title_key(posting), _title_key(other)
    contacts, others = _contact_key(posting), _contact_key(other)
    shared = bool(contacts & others) or (not contacts and not others)
    if mine and mine == theirs:
        return (600 if shared else 400) + 10 * int(posting.deadline == other.deadline) + still_open
    if contacts and contacts == others and mine and theirs:
        ratio = int(fuzz.ratio(mine, theirs))
        return ratio + still_open if ratio >= _ALIKE else 0
    return 0


def _title_key(posting: Posting) -> str:
    return fold_name(bare_title(posting.title or ""))


def _contact_key(posting: Posting) -> frozenset[str]:
    return frozenset(c.email.casefold() for c in posting.contacts)


def _change(posting: Posting, head: PostingRound | None, told: _Import) -> RoundChange:
    if head is None:
        return _new(posting, None, told, _named(posting, "is new on the page."))
    if _advertised_again(posting, head, told):
        return _new(posting, head, told, _named(posting, "is advertised again: a new round begins."))
    said = _with_hands(posting, head)
    closed_at = head.closed_at if _CLOSING in head.by_hand else None
    action, sentences = _compare(said, head, told, reopened=head.closed_at is not None and closed_at is None)
    return RoundChange(
        action=action,
        round_id=head.id,
        posting=said,
        opened_at=head.opened_at,
        closed_at=closed_at,
        previous=head.previous,
        source=told.source,
        sentences=(*sentences, *_kept(posting, head, told)),
    )


def _beside(posting: Posting, head: PostingRound, told: _Import) -> RoundChange:
    """What a page or file changes of a round that is another page's; the words of that page stay beside its values."""
    same = frozenset(f.name for f in fields(Posting) if getattr(posting, f.name) == getattr(head.posting, f.name))
    said = replace(
        _with_hands(posting, head),
        sources={name: words for name, words in head.posting.sources.items() if name in same} | dict(posting.sources),
        doubts=(*posting.doubts, *(d for d in head.posting.doubts if d.field in same and d not in posting.doubts)),
    )
    action, sentences = _compare(said, head, told, reopened=False)
    if told.watched or action is RoundAction.UNCHANGED:
        action, sentences, said = RoundAction.UNCHANGED, (), head.posting
    else:
        sentences = (*sentences, f"It stays with {head.source}, where it was found first.")
    return RoundChange(
        action=action,
        round_id=head.id,
        posting=said,
        opened_at=head.opened_at,
        closed_at=None,
        previous=head.previous,
        source=head.source,
        sentences=sentences,
    )


def _with_hands(posting: Posting, head: PostingRound) -> Posting:
    """The posting with what people set of its round: no page changes that."""
    return replace(posting, **{name: getattr(head.posting, name) for name in head.by_hand if name != _CLOSING})


def _kept(posting: Posting, head: PostingRound, told: _Import) -> Iterator[str]:
    """A sentence for each field that people set and of which the page says something new."""
    before = head.as_read or head.posting
    for name in sorted(head.by_hand - {_CLOSING}):
        new = getattr(posting, name)
        if name == "deadline":
            moved = _moved(before.deadline, new, told.zone)
            if moved and _moved(head.posting.deadline, new, told.zone):
                yield f"Its deadline stays as a person set it: its page {moved}"
        elif new not in (getattr(before, name), getattr(head.posting, name)):
            yield f"Its {_LABELS.get(name, name)} is left as a person set it: its page says something else now."


def _new(posting: Posting, head: PostingRound | None, told: _Import, sentence: str) -> RoundChange:
    return RoundChange(
        action=RoundAction.NEW,
        round_id=None,
        posting=posting,
        opened_at=_opened_at(head, told),
        closed_at=None,
        previous=head.id if head else None,
        source=told.source,
        sentences=(sentence,),
    )


def _opened_at(head: PostingRound | None, told: _Import) -> dt.datetime | None:
    """The page's date where it can be that of this round, else unknown for a first one and now for a later one."""
    dated = None
    if told.page_date is not None:
        dated = dt.datetime.combine(told.page_date, dt.time(), ZoneInfo(told.zone)).astimezone(dt.UTC)
    if head is None:
        return dated
    over = _over_at(head, told)
    return dated if dated is not None and (over is None or over < dated <= told.now) else told.now


def _over_at(head: PostingRound, told: _Import) -> dt.datetime | None:
    """When a round was over: closed, or its deadline passed, whichever came first; None while it is open."""
    deadline = head.posting.deadline
    ends = [head.closed_at] if head.closed_at else []
    if deadline is not None and (instant := deadline.instant(told.zone)) < told.now:
        ends.append(instant)
    return min(ends, default=None)


def _advertised_again(posting: Posting, head: PostingRound, told: _Import) -> bool:
    over = _over_at(head, told)
    if over is None:
        return False
    before, after = (head.as_read or head.posting).deadline, posting.deadline
    if after is not None and before is not None:
        return after.date - before.date > AGAIN_AFTER
    if after is not None:
        return after.instant(told.zone) - over > AGAIN_AFTER
    # Without a deadline only an absence tells: a page that never dropped the posting still means the same round.
    return head.closed_at is not None and _CLOSING not in head.by_hand and told.now - head.closed_at > AGAIN_AFTER


def _compare(
    posting: Posting, head: PostingRound, told: _Import, *, reopened: bool
) -> tuple[RoundAction, tuple[str, ...]]:
    before, after = head.posting.deadline, posting.deadline
    sentences = [] if not reopened else [_named(posting, "is on the page again: its round is open again.")]
    moved = _moved(before, after, told.zone)
    if moved is not None:
        sentences.append(_named(posting, moved))
    sentences += _differences(posting, head.posting)
    if not sentences:
        return RoundAction.UNCHANGED, ()
    extended = before and after and after.instant(told.zone) > before.instant(told.zone)
    return (RoundAction.EXTENDED if extended else RoundAction.CHANGED), tuple(sentences)


def _moved(before: Deadline | None, after: Deadline | None, zone: str) -> str | None:
    if before is None:
        return f"now has the deadline {_shown(after)}." if after else None
    if after is None:
        return f"no longer has a deadline; it was {_shown(before)}."
    if before.instant(zone) == after.instant(zone):
        return None
    verb = "is extended" if after.instant(zone) > before.instant(zone) else "is brought forward"
    return f"has a deadline that {verb} from {_shown(before)} to {_shown(after)}."


def _shown(deadline: Deadline) -> str:
    time = f" {deadline.time.isoformat('minutes')}" if deadline.time else ""
    return f"{deadline.date.isoformat()}{time}{f' ({deadline.timezone})' if deadline.timezone else ''}"


def _differences(posting: Posting, before: Posting) -> list[str]:
    """A sentence for each field that changed, the deadline left out; those that only describe share one."""
    changed = [
        f.name for f in fields(Posting) if f.name != "deadline" and getattr(posting, f.name) != getattr(before, f.name)
    ]
    sentences = [_named(posting, f"has other {_LABELS[name]} than before.") for name in changed if name in _LABELS]
    if not sentences and (changed or posting.deadline != before.deadline):
        sentences.append(_named(posting, "is described in other words than before."))
    return sentences


def _closed(head: PostingRound, told: _Import) -> RoundChange:
    return RoundChange(
        action=RoundAction.CLOSED,
        round_id=head.id,
        posting=head.posting,
        opened_at=head.opened_at,
        closed_at=told.now,
        previous=head.previous,
        source=told.source,
        sentences=(_named(head.posting, "has left the page: its round is closed."),),
    )


def _named(posting: Posting, predicate: str) -> str:
    return f"“{posting.title or 'A posting without a title'}” {predicate}"
