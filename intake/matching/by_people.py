"""What a person has set of a mail: that it is an application, and its posting. Decisions keep to it and say so.

Pure: no I/O, no clock.
"""

from collections.abc import Iterable
from dataclasses import replace

from intake.matching.follow_up import Target
from intake.matching.posting import Naming, alternatives
from intake.matching.rounds import Calendar
from intake.model.application import Alternative, Wish

_MOVED = "A person put it into this posting."
_UNPLACED = "A person took it out of its posting."
_ADOPTED = "A person says that it is an application."


def heed(found: tuple[Target, ...], naming: Naming, calendar: Calendar, wish: Wish) -> tuple[Target, ...]:
    """The targets as people want them; a round that is gone changes nothing."""
    targets = found
    if wish.is_application and not found:
        targets = (_opened(naming),)
    moved = {place: round_ for place, round_ in wish.moved if round_ is None or round_ in calendar.rounds}
    return tuple(_moved(t, moved[place]) if place in moved else t for place, t in enumerate(targets))


def _opened(naming: Naming) -> Target:
    """An application of its own, in the one round that the mail names, else in none."""
    named = naming.named[0] if len(naming.named) == 1 else None
    others = (*naming.named, *naming.left, *naming.others) if named is None else (*naming.left, *naming.others)
    return Target(
        application=None,
        round=named.round if named else None,
        reasons=(_ADOPTED, *(named.reasons if named else ())),
        alternatives=alternatives(others),
    )


def _moved(target: Target, round_: str | None) -> Target:
    if target.application is not None or target.round == round_:
        return target
    was = () if target.round is None else (Alternative(posting=target.round, reasons=target.reasons),)
    return replace(
        target,
        round=round_,
        reasons=(_UNPLACED if round_ is None else _MOVED,),
        alternatives=_without(round_, (*was, *target.alternatives)),
    )


def _without(round_: str | None, found: Iterable[Alternative]) -> tuple[Alternative, ...]:
    return tuple(each for each in found if each.posting != round_)
