"""The desk's pure pieces: filters, marking, the chart, words, the export's cells, file names."""

import datetime as dt
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.application import Flag, Timeliness
from intake.model.document import DocumentStatus
from intake.model.ledger import Outcome
from intake.model.posting import (
    ApplyVia,
    Constraint,
    Contact,
    Deadline,
    Doubt,
    Need,
    Posting,
    WantedDocument,
    WantedKind,
)
from intake.review import exports, filters, posting_fields, wording
from intake.review.chart import HEIGHT, chart
from intake.review.documents import safe_name
from intake.review.marking import direction, marked
from intake.storage.desk_values import Day
from intake.storage.queue_values import CHIPS, Order, QueueFilter

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=20)
FILTERS = st.builds(
    QueueFilter,
    status=st.sampled_from([None, "new", "shortlisted"]),
    chip=st.sampled_from(["all", "late", "incomplete"]),
    posting=st.none() | st.just("p3"),
    tag=st.none() | st.just("phone first"),
    words=WORDS,
    order=st.sampled_from(Order),
)


def query(address: str) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(address, keep_blank_values=True))


@given(FILTERS)
def test_a_filter_survives_its_address(wanted: QueueFilter) -> None:
    assert filters.read(query(filters.spelled(wanted))).filter == wanted


def test_the_queue_as_it_opens_has_no_query() -> None:
    view = filters.read({})
    assert (view.query, view.link("/queue"), view.narrowed) == ("", "/queue", False)


def test_what_is_no_filter_of_ours_counts_as_not_said() -> None:
    view = filters.read({"chip": "<script>", "order": "best", "status": "", "q": "  two   words "})
    assert view.filter == QueueFilter(status=None, words="two words")
    assert view.narrowed


def test_a_search_looks_at_every_status_unless_one_is_named() -> None:
    assert filters.read({"q": "ruby"}).filter.status is None
    assert filters.read({"q": "ruby", "status": "new"}).filter.status == "new"
    assert filters.read({"q": "ruby"}).chip("late") == "/queue?chip=late&q=ruby"


def test_words_are_marked_whatever_their_case_and_accents() -> None:
    spans = marked("María José wrote Rubyists a résumé.", "maria resume ruby")
    assert [(span.text, span.hit) for span in spans] == [
        ("María", True), (" José wrote ", False), ("Rubyists", True), (" a ", False), ("résumé", True), (".", False),
    ]  # fmt: skip


@given(st.text(), WORDS)
def test_marking_changes_no_letter(text: str, words: str) -> None:
    assert "".join(span.text for span in marked(text, words)) == text


def test_a_chart_reaches_to_the_deadline_and_shows_what_came_after() -> None:
    day = dt.date(2026, 3, 1)
    drawn = chart([Day(day, 2), Day(day + dt.timedelta(4), 4)], day + dt.timedelta(2))
    assert drawn is not None
    last = [(bar.count, bar.late) for bar in drawn.bars[-5:]]
    assert last == [(2, False), (0, False), (0, False), (0, True), (4, True)]
    assert (drawn.bars[-1].height, drawn.bars[-1].y, drawn.bars[-5].height) == (HEIGHT, 0, HEIGHT / 2)
    assert (len(drawn.bars), drawn.deadline_x) == (30, 28 * 8)
    assert drawn.sentence == "6 applications from 4 Feb 2026 to 5 Mar 2026; most on 5 Mar: 4."


def test_a_chart_of_a_long_round_shows_its_last_sixty_days() -> None:
    day = dt.date(2026, 3, 1)
    drawn = chart([Day(day, 1), Day(day + dt.timedelta(300), 1)], None)
    assert drawn is not None
    assert (len(drawn.bars), drawn.last, drawn.deadline_x) == (60, day + dt.timedelta(300), None)


def test_where_nothing_came_there_is_no_chart() -> None:
    assert chart([], dt.date(2026, 3, 1)) is None


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (timedelta(seconds=0), "in its last second"),
        (timedelta(seconds=1), "1 s before"),
        (-timedelta(seconds=1), "1 s after"),
        (timedelta(seconds=119), "119 s before"),
        (timedelta(minutes=20), "20 min before"),
        (timedelta(hours=25), "25 h before"),
        (timedelta(days=3), "3 days before"),
        (-timedelta(minutes=20), "20 min after"),
    ],
)
def test_time_against_the_deadline_in_one_unit(apart: timedelta, words: str) -> None:
    assert wording.against(NOON, NOON + apart) == words


def test_a_language_is_named_and_what_somebody_typed_stays() -> None:
    assert wording.fact_value("language", "gd") == "Scottish Gaelic"
    assert wording.fact_value("language", "Low German") == "Low German"
    assert wording.fact_value("location", "de") == "de"
    assert wording.fact_value("link", "https://github.com/noorh") == "github.com/noorh"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("+493055500100", "+49 30 55500100"), ("+33199001234", "+33 1 99 00 12 34"), ("030 555", "030 555"),
     ("+1", "+1"), ("+49 30 5550 0100", "+49 30 5550 0100"), ("ask me", "ask me"), ("", "")],
)  # fmt: skip
def test_phone_numbers_are_grouped_as_people_read_them(stored: str, shown: str) -> None:
    assert wording.fact_value("phone", stored) == shown


def test_every_field_of_a_posting_has_a_name_for_people() -> None:
    assert [name for name in posting_fields.SHOWN if name not in wording.POSTING_FIELDS] == []
    assert wording.posting_field("subject_code") == "Code in the subject"
    assert wording.posting_field("summary") == "Summary"


@pytest.mark.parametrize(
    ("way", "said"), [(ApplyVia.EMAIL, "mail"), (ApplyVia.FORM, "a form"), (ApplyVia.BOTH, "mail or a form")]
)
def test_the_way_to_apply_is_told_in_words(way: ApplyVia, said: str) -> None:
    assert posting_fields.said(Posting(title="Analyst", apply_via=way), "apply_via", "UTC") == said


@pytest.mark.parametrize(
    ("word", "count", "said"),
    [("duplicate", 1, "second copy"), ("duplicate", 2, "second copies"), ("correspondence", 1, "correspondence")],
)
def test_one_mail_is_no_plural(word: str, count: int, said: str) -> None:
    assert wording.outcomes(word, count) == said


def test_no_deadline_no_words() -> None:
    assert wording.against(NOON, None) == ""


@pytest.mark.parametrize(
    ("what", "payload", "words"),
    [
        ("person_status", {"before": {"status": "new"}, "after": {"status": "hired"}}, "new → hired"),
        ("person_timeliness", {"before": {"timeliness": None}, "after": {"timeliness": "on_time"}}, "on time"),
        ("person_tags", {"before": {"tags": ["a"]}, "after": {"tags": []}}, "a → nothing"),
        ("person_fact", {"before": {"value": "x"}, "after": {"value": "y"}}, "x → y"),
        ("person_note", {"before": {}, "after": {"note": "Call her."}}, "Call her."),
        ("person_merge", {"before": {}, "after": {"merge": 3}}, ""),
        ("posting_closed", {"sentences": ["It has left the page."]}, "It has left the page."),
        ("application_opened", None, ""),
    ],
)
def test_what_an_act_set_in_a_few_words(what: str, payload: dict[str, object] | None, words: str) -> None:
    assert wording.value_of(what, payload) == words


def test_every_event_has_words_without_underscores() -> None:
    assert wording.happened("person_status") == "set the status"
    assert wording.happened("application_opened") == "opened the application"
    assert wording.happened("folder_renumbered") == "found a mail folder that its server had numbered anew"
    assert wording.happened("some_new_event") == "some new event"
    assert wording.flag("some_new_flag") == "some new flag"


@pytest.mark.parametrize(("count", "words"), [(640, "640 B"), (12_400, "12 kB"), (1_440_000, "1.4 MB")])
def test_sizes_for_people(count: int, words: str) -> None:
    assert wording.size(count) == words


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_starts_a_formula(start: str) -> None:
    assert exports.cell(f"{start}cmd") == f"'{start}cmd"


def test_cells_of_lists_and_of_nothing() -> None:
    assert [exports.cell(value) for value in (["a", "b"], None, 3, "plain")] == ["a, b", "", "3", "plain"]


def test_an_empty_export_is_a_table_and_data_all_the_same() -> None:
    assert "".join(exports.as_csv([])).startswith("\ufeffid,name")
    assert json.loads("".join(exports.as_json([]))) == []
    assert json.loads("".join(exports.as_json([{"id": "a1"}, {"id": "a2"}]))) == [{"id": "a1"}, {"id": "a2"}]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("resume\u202efdp.exe", "resumefdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("", "d1.bin"),
        (None, "d1.bin"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
        ("...", "d1.bin"),
    ],
)
def test_file_names_are_safe_to_save_by(name: str | None, safe: str) -> None:
    assert safe_name(name, "d1.bin") == safe


def test_fields_of_a_posting_come_with_their_words_and_doubts() -> None:
    posting = Posting(
        title="Librarian",
        contacts=(Contact("Ada Example", "ada@example.org"), Contact(None, "jobs@example.org")),
        deadline=Deadline(date=dt.date(2027, 3, 31), time=dt.time(12, 0), year_inferred=True),
        documents=(WantedDocument(kind=WantedKind.COVER_LETTER, need=Need.REQUIRED, text="a cover letter"),),
        constraints=(Constraint("region", "Only in Europe"),),
        individuals_only=True,
        sources={"title": "Librarian (all genders)"},
        doubts=(Doubt("deadline", "Which year?"), Doubt("pay", "No pay is named.")),
    )
    rows = {name: (value, words, doubts) for name, value, words, doubts in posting_fields.rows(posting, "UTC")}
    assert rows == {
        "title": ("Librarian", "Librarian (all genders)", []),
        "contacts": ("Ada Example <ada@example.org>, jobs@example.org", None, []),
        "deadline": ("31 Mar 2027 12:00, UTC (the page names no zone); the year is guessed", None, ["Which year?"]),
        "documents": ("cover letter (required)", None, []),
        "constraints": ("Only in Europe", None, []),
        "individuals_only": ("yes", None, []),
        "pay": ("", None, ["No pay is named."]),
    }


@pytest.mark.parametrize(
    ("media_type", "said"),
    [
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
        ("application/vnd.ms-word.document.macroEnabled.12", "Word with macros"),
        ("image/jpeg", "JPEG picture"),
        ("image/svg+xml", "SVG picture"),
        ("application/x-tex", "application/x-tex"),
    ],
)
def test_a_format_has_the_name_that_people_call_it_by(media_type: str, said: str) -> None:
    assert wording.format_of(media_type) == said


@pytest.mark.parametrize(
    ("said", "every"),
    [
        (wording.CHIP_NAMES, CHIPS),
        (wording.FLAGS, tuple(Flag)),
        (wording.TIMELINESS, tuple(Timeliness)),
        (wording.STATUS_OF_DOCUMENT, tuple(DocumentStatus)),
        (wording.OUTCOMES, tuple(Outcome)),
    ],
)
def test_whatever_a_page_may_have_to_say_has_its_words(said: dict[str, str], every: tuple[str, ...]) -> None:
    # A template that looks up a word which is not there fails, and the page with it.
    assert [one for one in every if one not in said] == []


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("السيرة الذاتية\n2014 - 2020\nPython", "rtl"),
        ("קורות חיים", "rtl"),
        ("Curriculum of ليلى\n2014 - 2020", "ltr"),
        ("2014 - 2020", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_text_runs_as_most_of_its_letters_do(text: str, way: str) -> None:
    assert direction(marked(text, "2014")) == way
