"""The owner's statuses: sound ones are taken in their order, others are refused with the reason."""

import pytest
from pydantic import ValidationError

from intake.config import ReviewSection
from intake.model.status import DEFAULT_STATUSES, NEW


def test_without_any_the_usual_ones_are_there() -> None:
    statuses = ReviewSection().all_statuses
    assert statuses == DEFAULT_STATUSES
    assert (statuses.names[0], statuses.final) == (NEW, frozenset({"hired", "declined", "withdrawn"}))


def test_the_owners_own_are_taken_in_their_order() -> None:
    own = [{"name": "new"}, {"name": "second look"}, {"name": "no", "final": True}]
    statuses = ReviewSection.model_validate({"statuses": own}).all_statuses
    assert (statuses.names, statuses.final) == (("new", "second look", "no"), frozenset({"no"}))


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ([], "not final"),
        ([{"name": "new", "final": True}], "not final"),
        ([{"name": "seen"}], "not final"),
        ([{"name": "new"}, {"name": "new"}], "of its own"),
        ([{"name": "new"}, {"name": " x"}], "characters"),
        ([{"name": "new"}, {"name": "x" * 41}], "characters"),
        ([{"name": "new", "finl": True}], "finl"),
    ],
)
def test_what_would_confuse_is_refused(own: list[dict[str, object]], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        ReviewSection.model_validate({"statuses": own})
