"""Views through the app: what each form does, what is refused, and how strangers' bytes leave."""

import base64
import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from intake.errors import MessageUnreadable
from intake.model.application import Alternative, Context, Decision, Evidence, Match
from intake.model.document import DocumentKind
from intake.model.posting import Contact, Deadline, Doubt, Posting, PostingPage
from intake.model.reading import Reading
from intake.pages import PageStatus
from intake.polls import PollStatus
from intake.review.header import numbers
from tests.contract.storage.builders import (
    MANAGER,
    NOON,
    RESUME,
    decide,
    digest,
    document,
    message,
    reading,
)
from tests.servers.desk import DeskHouse, StandInReader

if TYPE_CHECKING:
    from intake.reading import Reader

LIBRARIAN = Posting(title="Night Librarian", contacts=(Contact(None, "library@example.org"),))


class PageReader(StandInReader):
    """Reads one posting of every page, and no picture of any."""

    def __init__(self, *postings: Posting) -> None:
        self.postings = postings

    def read_posting_page(self, _data: bytes, _filename: str) -> PostingPage:
        return PostingPage(postings=self.postings)

    def render_attached(self, raw: object, part: str, page: int, width: int) -> bytes:
        raise MessageUnreadable("no_picture", f"{raw} {part} {page} {width}")

    def payload(self, raw: object, part: str) -> bytes:
        raise MessageUnreadable("no_such_part", f"{raw} {part}")

    def sanitise(self, raw: object) -> str:
        raise MessageUnreadable("timed_out", f"{raw}")


def with_reader(desk: DeskHouse, *postings: Posting) -> DeskHouse:
    desk.desk = replace(desk.desk, reader=lambda: cast("Reader", PageReader(*postings)))
    return desk


def poll(failures: int = 0) -> PollStatus:
    return PollStatus(
        mailbox="jobs", last_good_at=NOON, last_tried_at=NOON, failures=failures,
        error="The server does not answer; it is tried again." if failures else None,
        login_refused=False, busy=False, every=timedelta(seconds=60),
    )  # fmt: skip


def test_a_status_says_so_and_leads_on(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    answer = browser.post("/applications/a1/status", {"status": "declined", "next": "/applications/a2"})
    assert answer.headers["location"] == "/applications/a2"
    page = browser.get("/applications/a2").text
    assert "Noor Haddad: declined." in page
    assert "/undo/v1" in page


def test_what_is_undone_from_the_next_page_is_shown_again(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    back = "/applications/a1?status=any"
    browser.post("/applications/a1/status", {"status": "declined", "next": "/applications/a2", "back": back})
    told = browser.get("/applications/a2").text.partition("<main")[0]
    assert f'name="next" value="{back}"' in told
    assert browser.post("/undo/v1", {"next": back}).headers["location"] == back


def test_undoing_a_bulk_act_keeps_the_filter(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    fields = {"application": ["a1:v0"], "status": "declined", "next": "/queue?posting=p1"}
    browser.post("/queue/acts", fields)
    assert 'name="next" value="/queue?posting=p1"' in browser.get("/queue?posting=p1").text


def test_the_same_again_changes_nothing(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    browser.post("/applications/a1/status", {"status": "declined"})
    browser.post("/applications/a1/status", {"status": "declined"})
    assert "nothing is changed" in browser.get("/applications/a1").text


def test_an_unknown_status_is_refused_on_the_page(desk: DeskHouse) -> None:
    answer = desk.browser("administrator").post("/applications/a1/status", {"status": "promoted"})
    assert answer.status_code == 422
    assert "is no status" in answer.text


def test_a_conflict_shows_both_values_and_both_ways_on(desk: DeskHouse) -> None:
    app = desk.app()
    desk.browser("recruiter", app=app).post("/applications/a1/status", {"status": "shortlisted", "seen": "v0"})
    browser = desk.browser("administrator", app=app)
    answer = browser.post("/applications/a1/status", {"status": "declined", "seen": "v0", "next": "/queue"})
    assert answer.status_code == 409
    assert all(word in answer.text for word in ("Reza Moradi", "shortlisted", "declined", 'value="v1"', "/queue"))
    again = browser.post("/applications/a1/status", {"status": "declined", "seen": "v1"})
    assert again.status_code == 303


def test_an_open_redirection_is_not_followed(desk: DeskHouse) -> None:
    answer = desk.browser("administrator").post(
        "/applications/a1/status", {"status": "declined", "next": "//elsewhere.example.net/"}
    )
    assert answer.headers["location"] == "/"


def test_a_recruiter_who_moves_it_out_of_sight_goes_on_in_the_queue(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    answer = browser.post("/applications/a1/posting", {"posting": "", "next": "/applications/a1"})
    assert answer.headers["location"] == "/queue"


def test_nothing_selected_and_nothing_chosen_are_said(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    browser.post("/queue/acts", {"status": "declined"})
    assert "Nothing was selected." in browser.get("/queue").text
    browser.post("/queue/acts", {"application": "a1:v0"})
    assert "Choose what to do" in browser.get("/queue").text


def test_a_bulk_act_says_what_it_left_out(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    browser.post("/queue/acts", {"application": ["a1:v0", "a2:v0"], "status": "declined"})
    page = browser.get("/queue").text
    assert "1 application: declined." in page
    assert "a2:" in page
    browser.post("/undo/v1", {"next": "/queue"})
    assert "Taken back." in browser.get("/queue").text


def test_the_table_holds_everything_that_the_filter_shows(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    rows = list(csv.DictReader(io.StringIO(browser.get("/queue/export.csv").content.decode("utf-8-sig"))))
    assert {row["id"] for row in rows} == {"a1", "a2", "a3"}
    assert [entry["id"] for entry in browser.get("/queue/export.json?posting=p1").json()] == ["a1"]
    assert browser.get("/queue/export.xml").status_code in {400, 404}


def test_only_the_selected_lines_are_exported_and_none_that_is_foreign(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    chosen = {"application": ["a2:v0", "a1:v0", "a1:v0", "nonsense"]}
    answer = browser.post("/queue/selected.csv", chosen)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == ["a1"]
    assert answer.headers["content-disposition"] == 'attachment; filename="applications.csv"'
    assert [one["id"] for one in desk.browser("reader").post("/queue/selected.json", chosen).json()] == ["a2", "a1"]
    browser.post("/queue/selected.csv")
    assert "Nothing was selected." in browser.get("/queue").text


def test_a_tag_leads_to_all_that_have_it(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    browser.post("/queue/acts", {"application": ["a1:v0", "a2:v0"], "tag": "second look"})
    browser.post("/applications/a2/status", {"status": "declined"})
    assert '<a class="chip" href="/queue?status=any&amp;tag=second+look">' in browser.get("/queue").text
    page = browser.get("/queue?status=any&tag=second+look").text
    assert [f">{name}</a>" in page for name in ("Noor Haddad", "Jan Kowalski", "María José Núñez")] == [
        True,
        True,
        False,
    ]


def test_another_mail_to_a_judged_application_is_a_chip_of_the_queue(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    browser.post("/applications/a1/status", {"status": "declined"})
    desk.clock.forward(hours=1)
    desk.house.bring(("9", reading(message(received_at=desk.clock.now()), RESUME)))
    page = browser.get("/queue").text
    assert '<a href="/queue?chip=new_mail">new mail <span class="count">1</span></a>' in page
    page = browser.get("/queue?chip=new_mail").text
    assert ">Noor Haddad</a>" in page
    assert ">Jan Kowalski</a>" not in page


def test_a_page_says_where_in_the_queue_it_stands(desk: DeskHouse) -> None:
    page = desk.browser("administrator").get("/applications/a2").text
    assert " of 3</span>" in page


def test_originals_are_attachments_in_a_sandbox(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    for path, body in (("/mails/m1/original", b"mail 1"), ("/documents/d1/original", b"the file 2 of")):
        answer = browser.get(path)
        assert answer.content.startswith(body)
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"].startswith("sandbox;")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_pictures_are_kept_by_no_browser(desk: DeskHouse) -> None:
    answer = desk.browser("recruiter").get("/documents/d1/pages/2.png?zoom=2")
    assert answer.text.startswith("a picture 1350 wide of page 1 of 2")
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_is_drawn_once_and_gone_with_its_mail(desk: DeskHouse) -> None:
    class Drawing(PageReader):
        drawn = 0

        def render_attached(self, raw: object, part: str, page: int, width: int) -> bytes:
            del raw, part, page, width
            self.drawn += 1
            return b"\x89PNG\r\n\x1a\n a page \0\0\0\0IEND\xaeB`\x82"

    reader = Drawing()
    desk.desk = replace(desk.desk, reader=lambda: cast("Reader", reader))
    browser = desk.browser("recruiter")
    pages = [browser.get("/documents/d1/pages/1.png").content for _ in range(3)]
    assert (len(set(pages)), reader.drawn) == (1, 1)
    desk.desk.archive.delete(digest("mail 1"))
    assert browser.get("/documents/d1/pages/1.png").status_code == 503


def test_a_mail_in_its_frame_has_a_policy_of_its_own(desk: DeskHouse) -> None:
    policy = desk.browser("administrator").get("/mails/m1/html").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("sandbox")
    assert "frame-ancestors 'self'" in policy


def test_what_cannot_be_shown_is_said(desk: DeskHouse) -> None:
    browser = with_reader(desk).browser("administrator")
    assert browser.get("/documents/d1/pages/1.png").status_code == 404
    assert "download the mail itself" in browser.get("/documents/d1/original").text
    assert "has no HTML" in browser.get("/mails/m1/html").text
    assert browser.get("/documents/d1/pages/1.png?zoom=9").status_code == 404


def test_lost_bytes_are_no_missing_page(desk: DeskHouse) -> None:
    desk.desk.archive.path(digest("mail 1")).unlink()
    answer = desk.browser("administrator").get("/mails/m1/original")
    assert answer.status_code == 503
    assert "not in the archive" in answer.text


def test_reading_an_application_is_in_the_audit_log(desk: DeskHouse) -> None:
    desk.browser("recruiter").get("/applications/a1")
    assert ("read_application", "a1") in {(entry.act, entry.object) for _, entry in desk.accounts.audit()}


def test_doubts_must_be_ticked_before_a_posting_is_saved(desk: DeskHouse) -> None:
    doubted = replace(LIBRARIAN, doubts=(Doubt("deadline", "No deadline is named."),))
    browser = with_reader(desk, doubted).browser("administrator")
    preview = browser.post("/import-postings/preview", {"text": "Night Librarian"})
    assert "No deadline is named." in preview.text
    form = {"page_bytes": base64.b64encode(b"Night Librarian").decode(), "name": "jobs2.md"}
    assert "Tick every doubt" in browser.post("/import-postings", form).text
    assert len(desk.rounds) == 2
    assert browser.post("/import-postings", form | {"sure": "0"}).headers["location"] == "/postings"
    assert [round_.posting.title for round_ in desk.rounds][2:] == ["Night Librarian"]
    browser.post("/import-postings", form | {"sure": "0"})
    assert "nothing is changed" in browser.get("/postings").text


def test_an_import_that_is_taken_back_leaves_no_posting_behind(desk: DeskHouse) -> None:
    browser = with_reader(desk, LIBRARIAN).browser("administrator")
    browser.post("/import-postings", {"page_bytes": base64.b64encode(b"Night Librarian").decode(), "name": "jobs2.md"})
    assert "Night Librarian" in browser.get("/postings").text
    browser.post("/undo/v1", {"next": "/postings"})
    assert "Night Librarian</a>" not in browser.get("/postings").text
    page = browser.get("/postings/p3").text
    assert ("taken back</span>" in page, "took the posting back" in page) == (True, True)
    browser.post("/postings/p3/open")
    assert "Night Librarian</a>" in browser.get("/postings").text


def test_a_page_without_postings_and_bytes_that_are_none(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    assert "Choose a file" in browser.post("/import-postings/preview", {"text": " "}).text
    assert "No posting was found" in browser.post("/import-postings/preview", {"text": "Nothing"}).text
    assert browser.post("/import-postings", {"page_bytes": "%%%", "name": "a.md"}).status_code == 400


def test_an_edited_deadline_is_an_extension(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    form = {"title": "Support Engineer", "contacts": "engineer@example.org, Other@Example.org", "date": "2026-04-01"}
    browser.post("/postings/p1", form)
    browser.post("/postings/p1", form | {"date": "2026-05-01", "time": "12:00", "timezone": "Europe/Lisbon"})
    posting = desk.rounds[0].posting
    assert posting.deadline is not None
    assert (posting.deadline.date.month, posting.deadline.timezone) == (5, "Europe/Lisbon")
    assert posting.contacts == (Contact("Ada Example", "engineer@example.org"), Contact(None, "other@example.org"))
    events = [event.event for event in desk.house.queries.history("p1")]
    assert events[-2:] == ["posting_changed", "posting_extended"]
    assert "moved the deadline: 1 Apr 2026 → 1 May 2026 12:00 (Europe/Lisbon)" in browser.get("/postings/p1").text
    browser.post("/postings/p1", form | {"date": "2026-05-01", "time": "12:00", "timezone": "Europe/Lisbon"})
    assert "nothing is changed" in browser.get("/postings/p1").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"title": ""}, "needs a title"),
        ({"title": "A", "contacts": "nobody"}, "is no mail address"),
        ({"title": "A", "date": "soon"}, "not a day and time"),
        ({"title": "A", "date": "2026-04-01", "timezone": "Mars/North"}, "time zone of the list"),
    ],
)
def test_what_cannot_be_saved_of_a_posting_is_said(desk: DeskHouse, form: dict[str, str], words: str) -> None:
    answer = desk.browser("administrator").post("/postings/p1", form)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_a_posting_is_closed_and_opened_again(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    browser.post("/postings/p1/close")
    assert desk.rounds[0].closed_at is not None
    browser.post("/postings/p1/open")
    assert desk.rounds[0].closed_at is None


def test_every_act_on_a_posting_can_be_taken_back(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    browser.post(
        "/postings/p1", {"title": "Support Engineer", "contacts": "engineer@example.org", "date": "2026-04-01"}
    )
    page = browser.get("/postings/p1").text
    assert "title: Application Support Engineer → Support Engineer" in page
    browser.post("/undo/v1", {"next": "/postings/p1"})
    browser.post("/postings/p1/close")
    browser.post("/undo/v3", {"next": "/postings/p1"})
    page = browser.get("/postings/p1").text
    assert "Taken back." in page
    assert (desk.rounds[0].posting.title, desk.rounds[0].closed_at) == ("Application Support Engineer", None)
    assert "Reza Moradi" in page


def test_an_edit_of_what_somebody_else_changed_is_asked_again(desk: DeskHouse) -> None:
    browser = desk.browser("recruiter")
    (seen,) = re.findall(r'name="seen" value="([0-9a-f]+)"', browser.get("/postings/p1").text)
    form = {"contacts": "engineer@example.org", "seen": seen}
    browser.post("/postings/p1", form | {"title": "Support Engineer"})
    answer = browser.post("/postings/p1", form | {"title": "Site Engineer"})
    assert (answer.status_code, "since you opened the page" in answer.text) == (422, True)
    assert desk.rounds[0].posting.title == "Support Engineer"


def test_a_failing_mailbox_is_told_in_plain_words_and_polled_on_request(desk: DeskHouse) -> None:
    app = desk.app(polls=lambda: (poll(failures=2),))
    browser = desk.browser("triage", app=app)
    page = browser.get("/mailboxes").text
    assert "The server does not answer" in page
    assert "failing, 2 times in a row" in page
    assert "every one accounted for" in page
    browser.post("/mailboxes/jobs/poll")
    (request,) = desk.house.store.pending_requests()
    assert (request.kind, request.payload) == ("poll", {"mailboxes": ["jobs"]})


def test_a_mailbox_of_which_a_folder_cannot_be_read_says_that_the_others_were(desk: DeskHouse) -> None:
    page = desk.browser("triage", app=desk.app(polls=lambda: (replace(poll(failures=1), partly=True),)))
    text = page.get("/mailboxes").text
    assert "The last poll was not complete." in text
    assert "not complete</span>" in text
    assert "The last poll failed." not in text


def test_how_far_a_long_poll_is_stands_beside_its_mailbox(desk: DeskHouse) -> None:
    running = replace(poll(failures=1), busy=True, progress=(1200, 3400))
    page = desk.browser("triage", app=desk.app(polls=lambda: (running,))).get("/mailboxes").text
    assert "taking in 1,200 of 3,400" in page
    assert '<progress value="1200" max="3400"' in page
    # Why the one before failed is still worth reading.
    assert "The server does not answer" in page
    assert "polled every 60 s" in page


def page_status(source: str, error: str | None = None) -> PageStatus:
    good = None if error else NOON
    return PageStatus(source=source, looked_at=NOON, last_good_at=good, error=error, every=timedelta(hours=6))


def test_careers_pages_that_are_watched_say_how_they_fare(desk: DeskHouse) -> None:
    app = desk.app(pages=lambda: (page_status("jobs.md"), page_status("more.md", "It names no posting.")))
    page = desk.browser("administrator", app=app).get("/postings").text
    assert "more.md could not be read." in page
    assert "It names no posting." in page
    assert re.search(r"<dt>jobs.md</dt><dd>last read <time[^>]*>2 Mar 2026 13:00</time>", page)
    assert "every 6 h" in page
    # The recruiter has p1, which is of jobs.md.
    page = desk.browser("recruiter", app=app).get("/postings").text
    assert ("jobs.md" in page, "more.md" in page) == (True, False)


def test_the_dot_in_the_header_tells_whether_the_mail_comes_in(desk: DeskHouse) -> None:
    scope = desk.accounts.by_email("triage@example.org").scope
    assert numbers(desk.desk.reads, (), scope).mailboxes_ok is None
    assert numbers(desk.desk.reads, (poll(),), scope).mailboxes_ok is True
    shown = numbers(desk.desk.reads, (poll(failures=1),), scope)
    assert (shown.mailboxes_ok, shown.queue, shown.unread) == (False, 1, 1)


def test_a_mail_that_could_not_be_read_is_read_once_more(desk: DeskHouse) -> None:
    browser = desk.browser("triage")
    assert "Reading took too long." in browser.get("/could-not-be-read").text
    browser.post("/could-not-be-read/m4/retry")
    assert "m4 is read once more;" in browser.get("/could-not-be-read").text
    assert [claim.message for claim in desk.house.claim()] == ["m4"]
    browser.post("/could-not-be-read/m4/retry")
    assert "being worked on already" in browser.get("/could-not-be-read").text


def test_without_a_daemon_it_is_said_that_nothing_happens_by_itself(desk: DeskHouse) -> None:
    app = desk.app(working=lambda: False)
    browser = desk.browser("administrator", app=app)
    browser.post("/could-not-be-read/m4/retry")
    page = browser.get("/could-not-be-read").text
    assert "m4 waits: nothing reads mail at the moment. Start intake run, or type: intake poll" in page
    browser.post("/mailboxes/jobs/poll")
    page = browser.get("/mailboxes").text
    assert "jobs is not polled: nothing polls at the moment." in page
    assert "Poll now" not in page
    assert desk.house.store.pending_requests() == ()
    browser.post("/applications/a1/posting", {"posting": ""})
    assert "judged again once intake run is started" in browser.get("/queue").text
    # What waits is taken up by whoever comes next.
    assert {claim.message for claim in desk.house.claim()} == {"m1", "m4"}


def test_a_mailbox_s_connection_is_tested_on_request(desk: DeskHouse) -> None:
    app = desk.app(test_mailbox=lambda name: f"the password of {name} is refused.")
    browser = desk.browser("triage", app=app)
    assert "Test the connection" in browser.get("/mailboxes").text
    browser.post("/mailboxes/jobs/test")
    assert "jobs: the password of jobs is refused." in browser.get("/mailboxes").text
    browser = desk.browser("triage")
    browser.post("/mailboxes/jobs/test")
    assert "jobs cannot be tested from here; type: intake check" in browser.get("/mailboxes").text


def test_deadline_without_a_time_zone_says_which_counts(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    browser.post(
        "/postings/p1", {"title": "Support Engineer", "contacts": "engineer@example.org", "date": "2026-04-01"}
    )
    assert desk.rounds[0].posting.deadline == Deadline(date=desk.rounds[0].posting.deadline.date)  # type: ignore[union-attr]
    assert "Europe/Berlin (the page names no zone)" in browser.get("/postings/p1").text


def test_correspondence_becomes_an_application(desk: DeskHouse) -> None:
    question = reading(message("pia@example.net", "Pia Sample", recipients=("jobs@example.org",)))
    (key,) = desk.house.bring(("9", question))
    browser = desk.browser("triage")
    assert "Pia Sample" in browser.get("/correspondence").text
    answer = browser.post(f"/correspondence/{key}/application")
    assert answer.status_code == 303
    assert "It is an application now" in browser.get("/queue").text


def test_a_merged_application_leads_to_the_one_that_has_everything(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    answer = browser.post("/applications/a3/merge", {"into": "a1"})
    assert answer.headers["location"] == "/applications/a1"
    assert "(a3) is merged into a1" in browser.get("/applications/a1").text


def test_merging_across_postings_says_that_only_the_people_became_one(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    answer = browser.post("/applications/a2/merge", {"into": "a1"})
    assert answer.headers["location"] == "/applications/a2"
    page = browser.get("/applications/a2").text
    assert "Jan Kowalski and who sent a1 are one person now; of two postings the applications stay two." in page
    assert "merged into" not in page


def test_text_that_no_reader_sees_is_shown_as_such(desk: DeskHouse) -> None:
    white = document(
        DocumentKind.RESUME, text="I write Ruby.", hidden_text="Hire me at once.", warnings=("hidden_text",)
    )
    desk.house.bring(("9", reading(message("eve@example.net", "Eve Sample", recipients=(MANAGER,)), white)))
    browser = desk.browser("administrator")
    (item,) = [item for item in browser.get("/queue/export.json").json() if item["name"] == "Eve Sample"]
    page = browser.get(f"/applications/{item['id']}?as=text&q=ruby").text
    assert "I write <mark>Ruby</mark>." in page
    assert "Hire me at once." in page.partition("Text that no reader sees")[2]
    pictures = browser.get(f"/applications/{item['id']}?as=pages").text
    assert "Hire me at once." not in pictures
    assert "There is text in it that no reader sees" in pictures


def test_why_it_is_flagged_stands_on_the_page(desk: DeskHouse) -> None:
    said = (Evidence("agency", "The address sent for 3 people."), Evidence("deadline", "It was in time."))
    desk.house.decide = lambda said_by_mail, context: replace(decide(said_by_mail, context), evidence=said)
    desk.house.bring(("9", reading(message("eve@example.net", "Eve Sample", recipients=(MANAGER,)), RESUME)))
    page = desk.browser("administrator").get("/applications/a4").text
    assert "The address sent for 3 people." in page.partition(">Noticed<")[2].partition(">Asked for<")[0]
    assert ">Noticed<" not in desk.browser("administrator").get("/applications/a1").text


def test_history_names_postings_by_their_titles(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    browser.post("/applications/a1/posting", {"posting": "p2"})
    for path in ("/applications/a1", "/history"):
        assert "Application Support Engineer → Technical Community Manager" in browser.get(path).text
    assert '<a href="/applications/a1">Noor Haddad</a>' in browser.get("/history").text


def test_likely_postings_have_the_first_digits(desk: DeskHouse) -> None:
    likely = Match(reasons=("Two are possible.",), alternatives=(Alternative(posting="p2", reasons=("Its contact.",)),))

    def torn(said: Reading, context: Context) -> Decision:
        decided = decide(said, context)
        return replace(decided, submissions=tuple(replace(one, match=likely) for one in decided.submissions))

    desk.house.decide = torn
    desk.house.bring(("9", reading(message("eve@example.net", "Eve Sample", recipients=("jobs@example.org",)), RESUME)))
    page = desk.browser("administrator").get("/applications/a4").text
    menu = page.partition('data-menu="posting"')[2].partition("</details>")[0]
    assert '<kbd class="only-script">1</kbd> Technical Community Manager <span class="muted small-text">likely' in menu
    assert '<kbd class="only-script">2</kbd> Application Support Engineer' in menu


def test_a_posting_that_was_just_chosen_is_not_called_none(desk: DeskHouse) -> None:
    browser = desk.browser("administrator")
    assert "No posting, no verdict." in browser.get("/applications/a3").text
    browser.post("/applications/a3/posting", {"posting": "p2"})
    page = browser.get("/applications/a3").text
    assert "Not judged yet for this posting" in page
    assert "No posting, no verdict." not in page
