"""Times as the contract prints them: RFC 3339 in UTC, with a `Z`. Pure: no I/O, no clock."""

from datetime import UTC, datetime


def moment(at: datetime | None) -> str | None:
    """`2021-12-30T22:10:00Z`; fractions of a second only where there are any."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
