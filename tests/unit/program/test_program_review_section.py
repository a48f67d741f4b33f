"""The desk's configuration: nothing is sent readable unless the operator insists."""

import pytest
from pydantic import ValidationError

from intake.config import ReviewSection


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"host": "localhost", "port": 0},
        {"public_url": "https://intake.example.org/"},
        {"host": "0.0.0.0", "public_url": "https://intake.example.org"},
        {"host": "0.0.0.0", "insecure": True},
        {"public_url": "http://desk.lan", "insecure": True},
    ],
)
def test_what_is_private_or_insisted_on_is_taken(keys: dict[str, object]) -> None:
    assert ReviewSection.model_validate(keys).public_url in {None, "https://intake.example.org", "http://desk.lan"}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"host": "0.0.0.0"}, "sent readable"),
        ({"host": "192.0.2.1", "public_url": "http://desk.lan"}, "sent readable"),
        ({"public_url": "http://desk.lan"}, "sent readable"),
        ({"public_url": "intake.example.org"}, "the address that people type"),
        ({"public_url": "https://intake.example.org/desk"}, "the address that people type"),
        ({"port": 70000}, "less than 65536"),
    ],
)
def test_what_would_be_readable_or_leads_nowhere_is_refused(keys: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        ReviewSection.model_validate(keys)
