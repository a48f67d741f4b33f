"""What is doubted and what is not: a doubt rests on what the page does say."""

from collections.abc import Callable

import pytest

from intake.model.posting import Posting

One = Callable[..., Posting]

SURE = "# Data Steward\n\n## How to apply\n\nPlease send your CV to ann@example.org by 3 March 2026.\n"


def fields(posting: Posting) -> list[str]:
    return [doubt.field for doubt in posting.doubts]


def test_sure_posting_is_not_doubted(one: One) -> None:
    assert fields(one(SURE)) == []


@pytest.mark.parametrize(
    ("sentence", "field"),
    [
        ("Send your CV to bo@example.org, too.", "contacts"),
        ("Send your CV to anm@sample.example.org and ann@examqle.org.", "contacts"),
        ("The deadline is 5 March 2026.", "deadline"),
        ("Please mention the job reference number.", "subject_code"),
        ("Add transcripts (for PhD applicants).", "documents"),
    ],
)
def test_contradiction_or_gap_is_doubted(one: One, sentence: str, field: str) -> None:
    assert field in fields(one(SURE + "\n" + sentence + "\n"))


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("# Data Steward\n\n## Contact\n\nAnn Lee, ann@example.org\n\nOffice, office@example.org\n", "contacts"),
        ("# Data Steward\n\nSend your CV to björn@example.org.\n", "contacts"),
        ("# Data Steward\n\nQuestions? Ask ann@example.org.\n\n## Tasks\n- Maps\n", "contacts"),
        ("# Data Steward\n\nQuestions? Ask ann@example.org.\n\n## Tasks\n- Maps\n", "apply_via"),
        ("# Data Steward\n\nFill in [the form](https://forms.gle/x) or send it to bo@example.org.\n", "apply_via"),
        ("# Data Steward\n\n## How to apply\n\nSend it to ann@example.org. 3 March 2026, Ely.\n", "deadline"),
        ("# Data Steward\n\nWe read every CV with care. Apply to ann@example.org.\n", "documents"),
        ("---\ndate: 2026-04-01\n---\n" + SURE, "deadline"),
        ("---\ndate: 2024-04-01\n---\n" + SURE, "deadline"),
        ("---\ndeadline: 2026-03-01\n---\n" + SURE, "deadline"),
        ("# What we do\n\nYou draw maps.\n\n## Requirements\n- Order\n\nSend your CV to ann@example.org.\n", "title"),
    ],
)
def test_page_that_leaves_a_field_open_is_doubted_about_it(one: One, page: str, field: str) -> None:
    assert field in fields(one(page))


@pytest.mark.parametrize(
    "sentence",
    [
        "Questions? Ask bo@example.org.",
        "We publish our curriculum.",
        "Interviews are on 20 March 2026.",
        "Nothing suitable? Write to desk@example.org.",
        "No letter of motivation is needed.",
    ],
)
def test_what_does_not_contradict_is_not_doubted(one: One, sentence: str) -> None:
    posting = one(SURE + "\n" + sentence + "\n")
    assert fields(posting) == []
    assert [c.email for c in posting.contacts] == ["ann@example.org"]


def test_page_that_goes_offline_after_its_deadline_does_not_contradict_it(one: One) -> None:
    data = '{"@type": "JobPosting", "title": "Data Steward", "validThrough": "%s"}'
    page = (
        '<html><head><script type="application/ld+json">' + data + "</script></head><body><h1>Data Steward</h1>"
        "<p>Please send your CV to ann@example.org by 3 March 2026.</p></body></html>"
    )
    assert fields(one(page % "2026-04-01", "job.html")) == []
    assert fields(one(page % "2026-02-01", "job.html")) == ["deadline"]


def test_page_that_stays_open_until_filled_has_no_deadline_in_its_data(one: One) -> None:
    page = (
        '<html><body><div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Data Steward</h1>'
        '<meta itemprop="validThrough" content="2026-04-01"><p>Send your CV to ann@example.org. The post is open until'
        " filled.</p></div></body></html>"
    )
    posting = one(page, "job.html")
    assert (posting.deadline, posting.rolling, fields(posting)) == (None, True, [])


@pytest.mark.parametrize(
    "sentence",
    [
        "Put the role in the subject.",
        "Bitte den Namen der Stelle im Betreff nennen.",
        "With your name as subject line.",
    ],
)
def test_subject_that_each_applicant_words_is_not_missed(one: One, sentence: str) -> None:
    assert "subject_code" not in fields(one(SURE + "\n" + sentence + "\n"))


def test_subject_that_a_template_s_function_sets_is_read(one: One) -> None:
    call = "{{ mailto('Application map maker', 'Dear all', jobs: true) }}"
    page = f'<html><body><h1>Map Maker</h1><p>Send us your CV: <a href="{call}">apply</a>.</p></body></html>'
    posting = one(page, "map-maker.html")
    assert posting.subject_code == "Application map maker"
    assert fields(posting) == ["contacts"]


def test_final_deadline_beside_one_for_full_consideration_is_sure(one: One) -> None:
    posting = one(
        "# Data Steward\n\n## How to apply\n\nSend your CV to ann@example.org. Applications received by 20 May 2026 are"
        " given priority; the final deadline is 3 June 2026.\n"
    )
    assert posting.deadline is not None
    assert (posting.deadline.date.isoformat(), fields(posting)) == ("2026-06-03", [])
