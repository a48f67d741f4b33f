"""What is welcome is optional: it never makes an application incomplete."""

import pytest

from intake.model.posting import Need, WantedKind
from intake.postings.page import read_page

PAGE = """# Analyst

## How to apply

Please send a resume to ines@example.org by 15 March 2022. {said}
"""


@pytest.mark.parametrize(
    "said",
    [
        "References are welcome, but not required.",
        "References are also welcome.",
        "References help, though not mandatory.",
    ],
)
def test_what_is_welcome_is_not_required(said: str) -> None:
    (posting,) = read_page(PAGE.format(said=said).encode(), "jobs.md").postings
    needs = {document.kind: document.need for document in posting.documents}
    assert needs[WantedKind.RESUME] is Need.REQUIRED
    assert needs.get(WantedKind.REFERENCES, Need.OPTIONAL) is Need.OPTIONAL
