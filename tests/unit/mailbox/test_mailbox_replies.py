"""IMAP answers to values."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.mailbox import replies
from intake.mailbox.replies import Opened
from intake.model.ledger import FolderStatus


def status(**figures: int | None) -> FolderStatus:
    values: dict[str, int | None] = {"uidvalidity": 1, "uidnext": None} | figures
    return FolderStatus(folder="INBOX", **values)


@given(st.integers(0, 400_000), st.integers(1, 400_000))
def test_windows_cover_everything_above_and_overlap_nowhere(above: int, uidnext: int) -> None:
    windows = list(replies.windows(above, status(uidnext=uidnext, messages=60_000)))
    edges = [window.split(":") for window in windows]
    assert int(edges[0][0]) == above + 1
    assert edges[-1][1] == "*"
    for (_, end), (begin, _) in itertools.pairwise(edges):
        assert int(begin) == int(end) + 1


@pytest.mark.parametrize("figures", [{"messages": 60_000}, {"uidnext": 900_000}, {"uidnext": 900_000, "messages": 9}])
def test_small_or_unmeasured_folders_are_one_window(figures: dict[str, int | None]) -> None:
    assert list(replies.windows(4, status(**figures))) == ["5:*"]


@pytest.mark.parametrize(
    ("lasting", "flag", "kept"),
    [
        (None, "$Intake", True),
        ({"\\seen", "\\*"}, "$Intake", True),
        ({"\\seen", "\\*"}, "\\Seen", True),
        ({"\\seen", "\\*"}, "\\Flagged", False),
        ({"$intake"}, "$Intake", True),
        (set(), "\\Seen", False),
    ],
)
def test_flags_are_kept_as_permanentflags_say(lasting: set[str] | None, flag: str, kept: bool) -> None:
    opened = Opened(status=status(), lasting=None if lasting is None else frozenset(lasting))
    assert opened.keeps(flag) is kept


def test_bodies_may_come_as_numbers_or_not_at_all() -> None:
    assert replies.as_bytes(b"mail") == b"mail"
    assert replies.as_bytes(42) == b"42"
    assert replies.as_bytes(None) is None
    assert replies.as_bytes((b"x",)) is None


def test_a_listing_without_headers_has_no_key() -> None:
    told = replies.announced({b"RFC822.SIZE": 0, b"INTERNALDATE": None, b"FLAGS": ()})
    listed = replies.listed("4", told)
    assert (listed.size, listed.header_key, listed.internal_date) == (0, None, None)
