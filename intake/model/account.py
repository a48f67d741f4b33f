"""A person who reviews, what was granted to them, and the browsers in which they are signed in.

Pure: no I/O, no clock.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.model.scope import ALL, Scope, Some


class Role(StrEnum):
    """What a grant allows: everything, the applications to a round, or the unplaced mail of a mailbox."""

    ADMINISTRATOR = "administrator"
    RECRUITER = "recruiter"
    TRIAGE = "triage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role, and of what: a round id ("p2") for a recruiter, a mailbox's name for triage; None means all of them."""

    role: Role
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who reviews. `has_password` is False until the first link was used; `timezone` None: the house's."""

    id: str
    email: str
    name: str
    grants: tuple[Grant, ...]
    read_only: bool
    has_password: bool
    timezone: str | None
    created_at: datetime
    disabled_at: datetime | None
    last_seen_at: datetime | None = None

    @property
    def scope(self) -> Scope:
        """What the grants add up to."""
        administrator = any(grant.role == Role.ADMINISTRATOR for grant in self.grants)
        return Scope(
            administrator=administrator,
            postings=ALL if administrator else self._some(Role.RECRUITER),
            mailboxes=ALL if administrator else self._some(Role.TRIAGE),
            read_only=self.read_only,
        )

    def _some(self, role: Role) -> Some:
        found = [grant.of for grant in self.grants if grant.role == role]
        return ALL if None in found else tuple(of for of in found if of is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A browser's session; `expires_at` is its absolute end, `ended_at` when it was signed out or cut off."""

    id: str
    account: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    address: str
    browser: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """An entry of the audit log; `who` None is the terminal. `object` is an id ("a5"); no stranger's data anywhere."""

    at: datetime
    who: str | None
    who_name: str | None
    act: str
    object: str | None
    detail: dict[str, str]
