"""How long a sign-in must wait after failed ones. Nobody is ever locked out: every wait has a short end.

Three keys count: this account from this address, this address, and the account from anywhere. The last one does not
hold for an address from which the account has signed in before, so that a crowd of guessers slows itself and not
the person. A try that comes too early is not checked and not counted. Pure: no I/O, no clock.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.storage.accounts import Tries

FORGET_AFTER = timedelta(hours=1)
"""How long after the last failure the count begins anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """`free` failures cost nothing; each further one doubles the wait from one second up to `longest`."""

    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """The wait after so many failures in a row."""
        over = failures - self.free
        return min(self.longest, timedelta(seconds=2.0 ** min(over - 1, 30))) if over > 0 else timedelta()


HERE = Limit(free=5, longest=timedelta(seconds=60))
"""One account from one address: a person who mistypes has five tries."""
ADDRESS = Limit(free=20, longest=timedelta(seconds=60))
"""One address, all accounts: an office behind one address shares it."""
ACCOUNT = Limit(free=20, longest=timedelta(seconds=30))
"""One account from all addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The digests under which failures of one try count; `account` is None for an address that is known."""

    here: str
    address: str
    account: str

    def limits(self, *, known: bool) -> dict[str, Limit]:
        """Which limit holds for which key; a known address is not slowed by others' failures."""
        limits = {self.here: HERE, self.address: ADDRESS}
        return limits if known else {**limits, self.account: ACCOUNT}

    @property
    def all(self) -> tuple[str, ...]:
        """Every key, to count under."""
        return self.here, self.address, self.account


def keys_of(email_key: str, address: str) -> Keys:
    """The keys of a try; they hold no address in the clear."""
    return Keys(
        here=_digest("here", email_key, address),
        address=_digest("address", address),
        account=_digest("account", email_key),
    )


def wait_for(limits: Mapping[str, Limit], tries: Mapping[str, Tries], now: datetime) -> timedelta:
    """How long this try must still wait; zero where it may go on."""
    waits = [_left(limit, tries[key], now) for key, limit in limits.items() if key in tries]
    return max(waits, default=timedelta())


def _left(limit: Limit, tries: Tries, now: datetime) -> timedelta:
    if now - tries.last_at > FORGET_AFTER:
        return timedelta()
    return max(timedelta(), tries.last_at + limit.wait(tries.failures) - now)


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
