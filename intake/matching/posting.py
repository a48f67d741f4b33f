"""The posting rounds that a mail names: the round whose contact it is; several left: code, title words, thread.

What the subject names whole (a code, a title) is explicit and may name two postings at once. A subject that names
another posting than the contact's waits for a person, as do several postings that nothing tells apart.
Pure: no I/O, no clock.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from intake.matching.evidence import title
from intake.matching.origin import Origin
from intake.matching.recipients import Addressed, Way, addressed
from intake.matching.rounds import Calendar
from intake.matching.thread import followed
from intake.matching.words import ENOUGH, Found, codes, title_words, titles
from intake.model.application import Alternative, Context
from intake.model.document import DocumentKind
from intake.model.posting import PostingRound
from intake.model.reading import Reading

_MAX_ALTERNATIVES = 20
"""Open rounds that are offered for a mail that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A round (id), and the sentences that name it."""

    round: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What a mail names. `named` are settled; `explicit` says that the subject names them itself.

    Where several are left, `left` holds them and `open_one` the only one that is open, if one is. `subject` are
    those of them that the subject names against the address. `by_arrival` says that no address names them: the mail
    only lies in a mailbox that is their contact. `others` are runner-ups.
    """

    named: tuple[Named, ...] = ()
    explicit: bool = False
    left: tuple[Named, ...] = ()
    open_one: Named | None = None
    subject: tuple[str, ...] = ()
    by_arrival: bool = False
    others: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """All that may name a round, gathered once."""

    origin: Origin
    reading: Reading
    context: Context
    calendar: Calendar
    pool: dict[str, Addressed]
    near: tuple[str, ...]

    def rounds(self, ids: Iterable[str]) -> tuple[PostingRound, ...]:
        """Every round of the postings that `ids` are rounds of."""
        wanted = tuple(ids)
        return tuple(r for r in self.context.postings if any(self.calendar.same_posting(r.id, i) for i in wanted))

    def holds(self, id_: str) -> bool:
        """Whether a round is of a posting that the recipients name."""
        return any(self.calendar.same_posting(id_, i) for i in self.pool)

    def named(self, id_: str, found: Iterable[str] = ()) -> Named:
        """A round with its sentences: the address, what was found, and where it stands."""
        address = next((a.reason for a in self.pool.values() if a.round.id == id_), None)
        address = address or next(
            (a.reason for a in self.pool.values() if self.calendar.same_posting(a.round.id, id_)), None
        )
        standing = self.calendar.standings[id_].reason
        return Named(round=id_, reasons=tuple(filter(None, (address, *found, standing))))


def name_rounds(
    origin: Origin, reading: Reading, context: Context, calendar: Calendar, applied: frozenset[str]
) -> Naming:
    """What the mail names among all rounds. `applied` are the rounds (ids) where its candidate has applied."""
    pool = addressed(origin, context)
    by_round = {a.round.id: a for a in pool.addressed}
    near = calendar.near(calendar.one_a_posting(by_round), keep=applied)
    search = _Search(origin=origin, reading=reading, context=context, calendar=calendar, pool=by_round, near=near)
    subject = _one_a_posting(_by_subject(search), search)
    inside = tuple(f for f in subject if search.holds(f.round.id))
    # Of two postings of one title the contact tells which.
    others = (f for f in subject if not search.holds(f.round.id) and f.words >= ENOUGH)
    outside = tuple(f for f in others if not any(f.said & i.said for i in inside))
    if inside or (outside and not pool.strong):
        return _explicit((*inside, *outside), search)
    if outside:
        return _contradicted(outside, search)
    if not near:
        return _unaddressed(search)
    naming = _narrowed(search, strong=pool.strong)
    by_words = len(near) > 1 and not naming.left
    return replace(naming, by_arrival=pool.way is Way.ARRIVED and not by_words)


def alternatives(named: Iterable[Named]) -> tuple[Alternative, ...]:
    """`named` as runner-ups."""
    return tuple(Alternative(posting=n.round, reasons=n.reasons) for n in named)


def _one_a_posting(found: Iterable[Found], search: _Search) -> tuple[Found, ...]:
    """`found` with one round a posting: the one that a mail of this instant means."""
    by_round = {f.round.id: f for f in found}
    return tuple(by_round[i] for i in search.calendar.one_a_posting(by_round))


def _by_subject(search: _Search) -> tuple[Found, ...]:
    """What the subject names whole, else the code in a plus-tag of a recipient."""
    tags = " ".join(a.partition("@")[0].partition("+")[2] for a in search.origin.recipients)
    everything = search.context.postings
    return (
        codes(search.origin.subject, everything, "The subject")
        or titles(search.origin.subject, everything, "The subject")
        or codes(tags, everything, "The address")
    )


def _explicit(found: tuple[Found, ...], search: _Search) -> Naming:
    chosen = {f.round.id: search.named(f.round.id, (f.reason,)) for f in found}
    apart = _told_apart(found, search)
    if not apart:
        return Naming(left=tuple(chosen[i] for i in search.calendar.one_a_posting(chosen)))
    named = tuple(chosen[i] for i in search.calendar.one_a_posting(f.round.id for f in apart))
    return Naming(named=named, explicit=True, others=_rest(named, search))


def _told_apart(found: tuple[Found, ...], search: _Search) -> tuple[Found, ...]:
    """`found` without rounds that share their words with one that has words of its own, or is the only open one.

    () where several could be meant by the same words.
    """
    kept = []
    for one in found:
        rivals = [f for f in found if f.said & one.said]
        telling = [f for f in rivals if f.said.difference(*(r.said for r in rivals if r is not f))]
        if not telling:
            telling = [f for f in rivals if search.calendar.is_open(f.round.id)]
            if len(telling) != 1:
                return ()
        if one in telling:
            kept.append(one)
    return tuple(kept)


def _contradicted(found: tuple[Found, ...], search: _Search) -> Naming:
    """The subject names another posting than the address: both are left, a person decides."""
    outside = {f.round.id: search.named(f.round.id, (f.reason,)) for f in found}
    left = {**{i: search.named(i) for i in search.near}, **outside}
    kept = search.calendar.one_a_posting(left)
    return Naming(left=tuple(left[i] for i in kept), subject=tuple(outside))


def _unaddressed(search: _Search) -> Naming:
    """No address names a round: only what is said plainly does, and of one posting only."""
    everything = search.context.postings
    for find in (_title_words, _threads, _text, _papers):
        found = _one_a_posting((f for f in find(search, everything) if f.words >= ENOUGH), search)
        if len(found) == 1:
            return Naming(named=(search.named(found[0].round.id, (found[0].reason,)),))
    return Naming(others=_open_ones(search))


def _narrowed(search: _Search, *, strong: bool) -> Naming:
    """The one round that the address names; of several the one that anything else tells."""
    if len(search.near) == 1:
        return Naming(named=(search.named(search.near[0]),))
    for find, several in ((_title_words, False), (_threads, True), (_text, True), (_papers, False)):
        found = _told_apart(_one_a_posting(find(search, search.rounds(search.near)), search), search)
        if len(found) == 1 or (found and several):
            named = tuple(search.named(f.round.id, (f.reason,)) for f in found)
            return Naming(named=named, others=_rest(named, search))
    each = _one_a_contact(search) if strong else ()
    if each:
        named = tuple(search.named(i) for i in each)
        return Naming(named=named, others=_rest(named, search))
    return _left(search)


def _left(search: _Search) -> Naming:
    left = tuple(search.named(i) for i in search.near)
    open_ = [n for n in left if search.calendar.is_open(n.round)]
    if len(open_) != 1:
        return Naming(left=left)
    only = title(search.calendar.rounds[open_[0].round])
    reasons = (*open_[0].reasons, f"Of the postings of this contact only {only} was open.")
    return Naming(left=left, open_one=Named(round=open_[0].round, reasons=reasons))


def _one_a_contact(search: _Search) -> tuple[str, ...]:
    """One round for each of several contacts that the mail was sent to; () unless each has just one."""
    contacts: dict[str, list[str]] = {}
    for id_ in search.near:
        contacts.setdefault(search.pool[id_].recipient, []).append(id_)
    if len(contacts) < 2:
        return ()
    each = [ids if len(ids) == 1 else [i for i in ids if search.calendar.is_open(i)] for ids in contacts.values()]
    return search.calendar.one_a_posting(ids[0] for ids in each) if all(len(ids) == 1 for ids in each) else ()


def _rest(named: tuple[Named, ...], search: _Search) -> tuple[Named, ...]:
    """The rounds of the address that were not chosen."""
    return tuple(
        search.named(i) for i in search.near if not any(search.calendar.same_posting(i, n.round) for n in named)
    )


def _open_ones(search: _Search) -> tuple[Named, ...]:
    """What was open, for a person to choose from."""
    every = search.calendar.one_a_posting(r.id for r in search.context.postings)
    ids = [i for i in every if search.calendar.is_open(i)][:_MAX_ALTERNATIVES]
    return tuple(
        Named(round=i, reasons=(f"{title(search.calendar.rounds[i])} was open when the mail came.",)) for i in ids
    )


def _title_words(search: _Search, rounds: tuple[PostingRound, ...]) -> tuple[Found, ...]:
    return title_words(search.origin.subject, rounds, "The subject")


def _threads(search: _Search, rounds: tuple[PostingRound, ...]) -> tuple[Found, ...]:
    by_id = {r.id: r for r in rounds}
    return tuple(
        Found(round=by_id[f.application.posting], reason=f.reason, words=ENOUGH, said=frozenset({f.application.id}))
        for f in followed(search.context)
        if f.application.posting in by_id
    )


def _text(search: _Search, rounds: tuple[PostingRound, ...]) -> tuple[Found, ...]:
    text = search.origin.text
    return codes(text, rounds, "The mail") or titles(text, rounds, "The mail")


def _papers(search: _Search, rounds: tuple[PostingRound, ...]) -> tuple[Found, ...]:
    """Statements and file names; a resume names the titles of other posts."""
    documents = search.reading.documents
    names = " / ".join(d.filename or "" for d in documents)
    statements = "\n".join(d.document.text for d in documents if d.document.kinds[:1] == (DocumentKind.STATEMENT,))
    looks: tuple[Callable[[], tuple[Found, ...]], ...] = (
        lambda: codes(names, rounds, "A file name"),
        lambda: titles(names, rounds, "A file name"),
        lambda: codes(statements, rounds, "The statement"),
        lambda: titles(statements, rounds, "The statement"),
    )
    return next((found for look in looks if (found := look())), ())
