"""The statuses that people give applications, as the owner has configured them (`[[review.statuses]]`).

Pure: no I/O, no clock.
"""

from dataclasses import dataclass

NEW = "new"
"""The status of an application that nobody has judged yet; it is always there and never final."""


LONGEST_NAME = 40


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
    def problem(self) -> str | None:
        """What is wrong with them, as a sentence."""
        names = self.names
        if NEW not in names or NEW in self.final:
            return f'there must be a status "{NEW}" that is not final: what nobody has judged yet has it'
        if len(set(names)) < len(names):
            return "every status needs a name of its own"
        if any(name != " ".join(name.split()) or not 0 < len(name) <= LONGEST_NAME for name in names):
            return f"a status has a name of 1 to {LONGEST_NAME} characters, without spaces at its ends"
        return None

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
