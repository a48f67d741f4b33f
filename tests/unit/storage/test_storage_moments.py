"""Times as the contract prints them."""

from datetime import UTC, datetime, timedelta, timezone

from intake.storage.moments import moment


def test_a_time_is_printed_in_utc_with_a_z() -> None:
    berlin = timezone(timedelta(hours=1))
    assert moment(datetime(2021, 12, 30, 23, 10, tzinfo=berlin)) == "2021-12-30T22:10:00Z"
    assert moment(datetime(2021, 12, 30, 22, 10, 0, 500_000, tzinfo=UTC)) == "2021-12-30T22:10:00.500000Z"


def test_an_unknown_time_is_null() -> None:
    assert moment(None) is None
