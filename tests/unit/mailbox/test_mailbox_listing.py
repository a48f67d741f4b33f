"""A folder's mails as columns: what comes out is what went in, in little room."""

import datetime as dt
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from intake.model.ledger import Listed
from intake.model.listing import Listing

mails = st.builds(
    Listed,
    uid=st.integers(0, 2**63 - 1).map(str),
    size=st.integers(0, 2**62),
    header_key=st.none() | st.binary(min_size=32, max_size=32).filter(any).map(bytes.hex),
    internal_date=st.none() | st.datetimes(timezones=st.just(dt.UTC)),
)


@given(st.lists(mails), st.lists(mails))
def test_a_listing_gives_back_what_it_was_given_in_its_order(first: list[Listed], more: list[Listed]) -> None:
    listing = Listing(first)
    listing.extend(more)
    assert list(listing) == first + more
    assert len(listing) == len(first + more)


def test_a_size_that_no_mail_has_is_cut_to_one_that_the_ledger_can_hold() -> None:
    (listed,) = Listing([Listed(uid="1", size=10**30, header_key=None, internal_date=None)])
    assert listed.size == 2**63 - 1


@given(st.lists(mails, min_size=1), st.integers(-3, 3), st.integers(-3, 3))
def test_slices_are_those_of_a_list(items: list[Listed], start: int, stop: int) -> None:
    assert Listing(items)[start:stop] == items[start:stop]
    assert Listing(items)[-1] == items[-1]


def test_a_hundred_thousand_mails_take_less_than_ten_megabytes() -> None:
    key = "ab" * 32
    tracemalloc.start()
    listing = Listing(Listed(uid=str(n), size=n, header_key=key, internal_date=None) for n in range(100_000))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(listing) == 100_000
    assert held < 10_000_000
