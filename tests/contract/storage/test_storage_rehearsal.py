"""A rehearsal does everything and leaves nothing: what it would bring is seen inside, what holds outside."""

import pytest

from intake.model.rounds import RoundAction
from intake.storage.queries import Queries
from tests.contract.storage.builders import LEASE, RESUME, STATEMENT, House, message, opened, posting, reading, until


@pytest.fixture
def applied(house: House) -> House:
    """One application on time."""
    house.store.apply_rounds([opened()])
    house.bring(("1", reading(message(), RESUME)))
    return house


def test_a_rehearsal_leaves_no_row_changed(applied: House) -> None:
    before = applied.dump()
    with applied.store.rehearsal() as trial:
        trial.apply_rounds([opened(posting("Manager", "manager@example.org"))])
        trial.read_again(["m1"])
        (claim,) = trial.claim("me", limit=5, lease=LEASE)
        trial.keep_reading(claim, reading(message(), RESUME, STATEMENT))
    assert applied.dump() == before


def test_a_rehearsal_shows_inside_what_it_did_and_outside_what_holds(applied: House) -> None:
    change = opened(posting(deadline=until("2026-03-01")), round_id="p1", action=RoundAction.CHANGED)
    with applied.store.rehearsal() as trial:
        assert trial.apply_rounds([change]).messages == 1
        assert trial.undecided() == ("m1",)
        assert applied.store.undecided() == ()
        inside, outside = Queries(trial.bind).application("a1"), Queries(applied.store.bind).application("a1")
    assert inside is not None
    assert outside is not None
    assert (inside["deadline"], outside["deadline"]) == ("2026-03-01T23:59:59Z", None)


def test_a_rehearsal_that_fails_leaves_nothing_either(applied: House) -> None:
    before = applied.dump()
    with pytest.raises(ZeroDivisionError), applied.store.rehearsal() as trial:
        assert 1 // (1 - trial.read_again(["m1"]))
    assert applied.dump() == before


def test_only_what_is_read_and_due_waits_to_be_decided(house: House) -> None:
    first, second = (house.mail(uid, reading(message(), RESUME), body=uid) for uid in ("1", "2"))
    claim = house.claim_one(first)
    house.store.keep_reading(claim, house.readings[first])
    assert house.store.undecided() == ()
    house.store.release(claim)
    assert house.store.undecided() == (first,)
    assert second not in house.store.undecided()
