"""What a page leaves out so that the rest is seen: words said already, a reckoning that nobody needs."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from intake.model.application import Context, Decision, Evidence, Timeliness
from intake.model.posting import Contact, Posting, PostingPage
from intake.model.reading import Reading
from tests.contract.storage.builders import MANAGER, RESUME, decide, message, reading
from tests.servers.desk import DeskHouse, StandInReader

if TYPE_CHECKING:
    from intake.reading import Reader

SENTENCE = "Write to library@example.org with [NIGHT] in the subject."
LIBRARIAN = Posting(
    title="Night Librarian",
    contacts=(Contact(None, "library@example.org"),),
    subject_code="[NIGHT]",
    salary="Paid by the hour",
    sources={"contacts": SENTENCE, "subject_code": SENTENCE, "salary": "Paid by the hour."},
)
RECKONING = "Received a day before or after the deadline."


class _PageReader(StandInReader):
    def read_posting_page(self, _data: bytes, _filename: str) -> PostingPage:
        return PostingPage(postings=(LIBRARIAN,))


def test_a_sentence_that_says_several_things_is_quoted_once(desk: DeskHouse) -> None:
    desk.desk = replace(desk.desk, reader=lambda: cast("Reader", _PageReader()))
    page = desk.browser("administrator").post("/import-postings/preview", {"text": "Night Librarian"}).text
    assert page.count(f"“{SENTENCE}”") == 1
    assert page.count("the same words") == 1
    assert "“Paid by the hour.”" in page


@pytest.mark.parametrize(("timeliness", "before_the_eyes"), [(Timeliness.ON_TIME, False), (Timeliness.LATE, True)])
def test_the_reckoning_is_before_the_eyes_only_of_who_was_late(
    desk: DeskHouse, timeliness: Timeliness, *, before_the_eyes: bool
) -> None:
    def judged(said: Reading, context: Context) -> Decision:
        decided = decide(said, context)
        submissions = tuple(replace(one, timeliness=timeliness) for one in decided.submissions)
        return replace(decided, submissions=submissions, evidence=(Evidence("deadline", RECKONING),))

    desk.house.decide = judged
    desk.house.bring(("9", reading(message("eve@example.net", "Eve Sample", recipients=(MANAGER,)), RESUME)))
    page = desk.browser("administrator").get("/applications/a4").text
    told = page.partition(">Deadline</h2>")[2].partition("</section>")[0]
    folded = told.partition("<details>")[2].partition("</details>")[0]
    assert RECKONING in told
    assert (RECKONING not in folded) is before_the_eyes


def test_the_way_back_from_a_mail_is_to_what_it_is_part_of(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    assert '<a href="/applications/a1">Noor Haddad</a></nav>' in browser.get("/correspondence/m1").text
    question = reading(message("pia@example.net", "Pia Sample", recipients=("jobs@example.org",)))
    (key,) = desk.house.bring(("9", question))
    assert '<a href="/correspondence">Correspondence</a></nav>' in browser.get(f"/correspondence/{key}").text
