"""The queue's filter as the query of an address, and back: so that a link, a form and an export mean the same lines.

Pure: no I/O, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from intake.storage.queue_values import ANY, CHIPS, Order, QueueFilter

ANY_STATUS = "any"
"""The status in an address that filters nothing."""

_NOTHING = QueueFilter()
_WORDS_LONGEST = 200


@dataclass(frozen=True, slots=True)
class View:
    """A filter, and the addresses that carry it."""

    filter: QueueFilter

    @property
    def query(self) -> str:
        """What follows the question mark; "" for the queue as it opens."""
        return spelled(self.filter)

    def link(self, path: str, **more: str | None) -> str:
        """An address with this filter and `more` beside it, of which None is left out."""
        query = spelled(self.filter, **more)
        return f"{path}?{query}" if query else path

    def chip(self, chip: str) -> str:
        """The queue narrowed to a chip."""
        return View(replace(self.filter, chip=chip)).link("/queue")

    def tagged(self, tag: str | None) -> str:
        """The queue narrowed to a tag, whatever the status; or to none again."""
        return View(replace(self.filter, tag=tag, status=None if tag else self.filter.status)).link("/queue")

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out that the queue as it opens would show."""
        return replace(self.filter, order=Order.NEWEST) != _NOTHING


def read(query: Mapping[str, str]) -> View:
    """The filter of an address; what is no filter of ours counts as not said."""
    status = query.get("status") or _NOTHING.status
    chip = query.get("chip", ANY)
    words = " ".join(query.get("q", "").split())[:_WORDS_LONGEST]
    if words and not query.get("status"):
        status = ANY_STATUS
    return View(
        QueueFilter(
            status=None if status == ANY_STATUS else status,
            chip=chip if chip in CHIPS else ANY,
            posting=query.get("posting") or None,
            tag=query.get("tag") or None,
            words=words,
            order=Order.POSTING if query.get("order") == Order.POSTING.value else Order.NEWEST,
        )
    )


def spelled(wanted: QueueFilter, **more: str | None) -> str:
    """The query of a filter, only what differs from the queue as it opens."""
    status = ANY_STATUS if wanted.status is None else wanted.status
    usual = ANY_STATUS if wanted.words else _NOTHING.status
    pairs = {
        "status": status if status != usual else None,
        "chip": wanted.chip if wanted.chip != ANY else None,
        "posting": wanted.posting,
        "tag": wanted.tag,
        "q": wanted.words or None,
        "order": wanted.order.value if wanted.order is not Order.NEWEST else None,
    }
    return urlencode({name: value for name, value in (pairs | more).items() if value is not None})
