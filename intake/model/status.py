"""The statuses that people give applications, as the owner has configured them (`[[review.statuses]]`).

Pure: no I/O, no clock.
"""

from dataclasses import dataclass

NEW = "new"
"""The status of an application that nobody has judged yet; it is always there and never final."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A status; `final` says that it ends an application."""

    name: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Statuses:
    """Every status, in the order in which people see them."""

    all: tuple[Status, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(status.name for status in self.all)

    @property
    def final(self) -> frozenset[str]:
        """The names of those that end an application."""
        return frozenset(status.name for status in self.all if status.final)


DEFAULT_STATUSES = Statuses(
    (
        Status(name=NEW),
        Status(name="to discuss"),
        Status(name="shortlisted"),
        Status(name="interview"),
        Status(name="hired", final=True),
        Status(name="declined", final=True),
        Status(name="withdrawn", final=True),
    )
)
