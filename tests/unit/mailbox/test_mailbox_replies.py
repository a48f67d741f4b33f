"""IMAP answers to values."""

import pytest

from intake.mailbox import replies
from intake.mailbox.replies import Opened
from intake.model.ledger import FolderStatus


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
    status = FolderStatus(folder="INBOX", uidvalidity=1, uidnext=None)
    opened = Opened(status=status, lasting=None if lasting is None else frozenset(lasting))
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
