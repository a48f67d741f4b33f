"""Waits after failed sign-ins: they grow, they end, and nobody is locked out."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from intake.accounts.throttle import ACCOUNT, ADDRESS, FORGET_AFTER, HERE, keys_of, wait_for
from intake.storage.accounts import Tries

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def failed(count: int, ago: float = 0) -> Tries:
    return Tries(failures=count, last_at=NOW - timedelta(seconds=ago))


def test_the_first_failures_cost_nothing_then_each_doubles_the_wait() -> None:
    waits = [HERE.wait(count).total_seconds() for count in range(14)]
    assert waits == [0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(0, 10**9))
def test_no_wait_is_longer_than_a_minute(failures: int) -> None:
    assert all(limit.wait(failures) <= timedelta(seconds=60) for limit in (HERE, ADDRESS, ACCOUNT))


def test_a_wait_passes_and_failures_are_forgotten() -> None:
    limits = {"k": HERE}
    assert wait_for(limits, {"k": failed(8, ago=1)}, NOW) == timedelta(seconds=3)
    assert wait_for(limits, {"k": failed(8, ago=4)}, NOW) == timedelta()
    assert wait_for(limits, {"k": failed(99, ago=FORGET_AFTER.total_seconds() + 1)}, NOW) == timedelta()
    assert wait_for(limits, {}, NOW) == timedelta()


def test_the_longest_of_the_waits_counts() -> None:
    limits = {"a": HERE, "b": ACCOUNT}
    assert wait_for(limits, {"a": failed(6), "b": failed(23)}, NOW) == timedelta(seconds=4)


def test_an_address_that_the_account_came_from_is_not_slowed_by_others() -> None:
    keys = keys_of("ana@example.org", "192.0.2.1")
    crowd = {keys.account: failed(1000)}
    assert wait_for(keys.limits(known=False), crowd, NOW) == timedelta(seconds=30)
    assert wait_for(keys.limits(known=True), crowd, NOW) == timedelta()


def test_keys_hold_no_address_in_the_clear_and_differ() -> None:
    keys = keys_of("ana@example.org", "192.0.2.1")
    assert len(set(keys.all)) == 3
    assert not [key for key in keys.all if "ana" in key or "192" in key]
    assert keys_of("a", "b").here != keys_of("ab", "").here
