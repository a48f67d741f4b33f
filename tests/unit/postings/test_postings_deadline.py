"""Which date is the deadline, what it is worth, and what is in doubt."""

import datetime as dt
from collections.abc import Callable

import pytest

from intake.postings.deadline import Declared, Timing, find_timing
from intake.postings.passages import Passage

Told = Callable[[str], tuple[Passage, ...]]
D = dt.date


@pytest.fixture
def timing(told: Told) -> Callable[..., Timing]:
    def of(text: str, language: str = "en", page_date: dt.date | None = None) -> Timing:
        return find_timing(told(text), language=language, page_date=page_date)

    return of


Of = Callable[..., Timing]


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Please send a resume to Ann by December 31, 2021.", "en", D(2021, 12, 31)),
        ("Please send it to Ann by the 7th of February 2022.", "en", D(2022, 2, 7)),
        ("The closing date is 18 March 2026; interviews are on 25 March 2026.", "en", D(2026, 3, 18)),
        ("Deadline for application: 31 March 2026", "en", D(2026, 3, 31)),
        ("Applications close on 4 May 2026.", "en", D(2026, 5, 4)),
        ("Apply no later than the last day of December 2016.", "en", D(2016, 12, 31)),
        ("31 March 2026 is the closing date.", "en", D(2026, 3, 31)),
        ("Until 3 May 2026 you can apply.", "en", D(2026, 5, 3)),
        ("We accept applications until 3 May 2026.", "en", D(2026, 5, 3)),
        ("Applications for the post starting on 1 September 2026 must be sent by 1 March 2026.", "en", D(2026, 3, 1)),
        ("Applications received before midnight Pacific January 16, 2020 are read.", "en", D(2020, 1, 16)),
        ("Bewerbungen bitte bis zum 12.02.2026 an uns.", "de", D(2026, 2, 12)),
        ("Bewerbungsschluss ist der 31. März 2026, 12:00 Uhr.", "de", D(2026, 3, 31)),
        ("Bewerbungsfrist: 15. März 2026", "de", D(2026, 3, 15)),
        ("Bewirb dich bis Ende März 2026!", "de", D(2026, 3, 31)),
        ("Senden Sie Ihre Bewerbung bis spätestens 1. April 2026.", "de", D(2026, 4, 1)),
        ("Die Stelle ist bis 31.12.2028 befristet. Bewerbungen bis 1.3.2026.", "de", D(2026, 3, 1)),
        ("Date limite de candidature : 30 avril 2026", "fr", D(2026, 4, 30)),
        ("Envoyez votre CV au plus tard le 30 avril 2026 à Anne.", "fr", D(2026, 4, 30)),
        ("Candidature jusqu'au 15 juin 2026.", "fr", D(2026, 6, 15)),
        ("Stuur je cv uiterlijk 12 mei 2026 naar ons.", "nl", D(2026, 5, 12)),
        ("Je kunt solliciteren tot en met 12 mei 2026.", "nl", D(2026, 5, 12)),
        ("Sluitingsdatum: 12-05-2026", "nl", D(2026, 5, 12)),
        ("Cierre de la convocatoria: 23 de noviembre del 2018", "es", D(2018, 11, 23)),
        ("Enviar solicitudes hasta el 5 de mayo de 2026.", "es", D(2026, 5, 5)),
        ("Le candidature vanno inviate entro il 5 maggio 2026.", "it", D(2026, 5, 5)),
        ("Scadenza: 5 maggio 2026", "it", D(2026, 5, 5)),
        ("## Deadline\n\n1 May 2026", "en", D(2026, 5, 1)),
        ("## How to apply\n\nA CV and a letter, by 1 May 2026.", "en", D(2026, 5, 1)),
        ("Deadline for all:\n\n- 1 May 2026", "en", D(2026, 5, 1)),
        ("Dates to apply by:\n\n- until 1 May 2026", "en", D(2026, 5, 1)),
        ("Send your application. It must reach us by 1 May 2026.", "en", D(2026, 5, 1)),
        ("| Closing date | 6 April 2026 |\n|---|---|", "en", D(2026, 4, 6)),
    ],
)
def test_deadline_is_told_by_the_words_before_it(timing: Of, text: str, language: str, day: dt.date) -> None:
    found = timing(text, language)
    assert found.deadline is not None
    assert found.deadline.date == day
    assert not found.deadline.year_inferred
    assert found.doubts == ()
    assert found.deadline.text == found.deadline_source


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Interviews will take place on 3 March 2026.", "en"),
        ("The position starts on 1 June 2026.", "en"),
        ("The contract runs until 31 December 2028.", "en"),
        ("Funding is secured until 31 December 2028.", "en"),
        ("Posted on 3 March 2026.", "en"),
        ("Applicants will hear from us by 1 June 2026.", "en"),
        ("The office is closed from 24 December 2026 to 1 January 2027.", "en"),
        ("Our annual conference is on 3 May 2026.", "en"),
        ("Die Stelle ist zum 1. April 2026 zu besetzen.", "de"),
        ("Die Stelle ist befristet bis 31.12.2028.", "de"),
        ("Die Vorstellungsgespräche finden am 3. März 2026 statt.", "de"),
        ("Prise de poste : 1er septembre 2026", "fr"),
        ("Les entretiens auront lieu le 25 juin 2026.", "fr"),
        ("De gesprekken zijn op 20 mei 2026.", "nl"),
        ("Fecha del examen: 26 de noviembre de 2018", "es"),
        ("Colloqui il 15 maggio 2026.", "it"),
    ],
)
def test_dates_of_other_things_are_no_deadline(timing: Of, text: str, language: str) -> None:
    found = timing(text, language)
    assert found.deadline is None
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Review of applications will begin on 18 December 2015.", D(2015, 12, 18)),
        ("Applications will be considered beginning July 1, 2019.", D(2019, 7, 1)),
        ("Screening starts 1 August 2023 and goes on until the position is filled.", D(2023, 8, 1)),
    ],
)
def test_begin_of_a_review_is_no_deadline(timing: Of, text: str, day: dt.date) -> None:
    found = timing(text)
    assert (found.deadline, found.review_from, found.review_source) == (None, day, text)


@pytest.mark.parametrize(
    ("text", "time", "zone"),
    [
        ("Apply by 5pm GMT on 3 March 2026.", dt.time(17), "Etc/GMT"),
        ("The deadline is Tuesday 3 March 2026 at 23:59 CET.", dt.time(23, 59), "Europe/Berlin"),
        ("The deadline is midnight on 3 March 2026.", dt.time(23, 59, 59), None),
        ("Deadline: 3 March 2026, noon (Europe/Zurich)", dt.time(12), "Europe/Zurich"),
        ("Deadline: 3 March 2026 (AoE)", None, "Etc/GMT+12"),
        ("Apply by close of business on 3 March 2026.", None, None),
    ],
)
def test_time_and_zone_of_a_deadline_are_kept(timing: Of, text: str, time: dt.time | None, zone: str | None) -> None:
    deadline = timing(text).deadline
    assert deadline is not None
    assert (deadline.date, deadline.time, deadline.timezone) == (D(2026, 3, 3), time, zone)


@pytest.mark.parametrize(
    ("text", "language", "inclusive"),
    [
        ("Candidatures à envoyer avant le 15 juin 2026.", "fr", False),
        ("Enviar la solicitud antes del 15 de junio de 2026.", "es", False),
        ("Inviare la candidatura prima del 15 giugno 2026.", "it", False),
        ("Bewerbung vor dem 15. Juni 2026 einreichen.", "de", False),
        ("Candidatures à envoyer avant le 15 juin 2026 à 12h00.", "fr", True),
        ("Apply before 15 June 2026.", "en", True),
        ("Solliciteer vóór 15 juni 2026.", "nl", True),
    ],
)
def test_words_that_exclude_the_day_are_told_from_those_that_do_not(
    timing: Of, text: str, language: str, inclusive: bool
) -> None:
    deadline = timing(text, language).deadline
    assert deadline is not None
    assert (deadline.date, deadline.inclusive) == (D(2026, 6, 15), inclusive)


@pytest.mark.parametrize(
    ("text", "language", "page", "day"),
    [
        ("Bewerbungen bis zum 12.2. an uns.", "de", D(2026, 1, 20), D(2026, 2, 12)),
        ("Apply by 5 January.", "en", D(2025, 12, 1), D(2026, 1, 5)),
        ("The deadline is midnight on Sunday 6th July.", "en", D(2014, 6, 18), D(2014, 7, 6)),
        ("Apply by 30 November.", "en", D(2025, 11, 30), D(2025, 11, 30)),
    ],
)
def test_year_is_inferred_from_the_page_and_said_to_be(
    timing: Of, text: str, language: str, page: dt.date, day: dt.date
) -> None:
    found = timing(text, language, page)
    assert found.deadline is not None
    assert (found.deadline.date, found.deadline.year_inferred, found.doubts) == (day, True, ())


@pytest.mark.parametrize(
    ("text", "page", "day", "word"),
    [
        ("Apply by 31 May.", D(2022, 6, 1), D(2022, 5, 31), "before the page's own date"),
        ("Apply by Monday 6 July.", D(2014, 6, 18), D(2015, 7, 6), None),
        ("Apply by 6 July.", None, None, "without a year"),
        ("Apply by Tuesday 29 February.", D(2025, 6, 1), None, "no near one"),
        ("Apply by Friday 3 March 2026.", None, D(2026, 3, 3), "not the day of the week"),
        ("Apply by 03/04/2026.", None, None, "either could come first"),
    ],
)
def test_what_the_page_leaves_open_is_doubted(
    timing: Of, text: str, page: dt.date | None, day: dt.date | None, word: str | None
) -> None:
    found = timing(text, "en", page)
    assert (found.deadline.date if found.deadline else None) == day
    if word is None:
        assert found.doubts == ()
    else:
        assert [d.field for d in found.doubts] == ["deadline"]
        assert word in found.doubts[0].text
        assert text in found.doubts[0].text


@pytest.mark.parametrize(
    ("text", "page", "day"),
    [
        ("Apply by Friday 03/04/2026.", None, D(2026, 4, 3)),
        ("Apply by 03/04/2026.", D(2026, 3, 20), D(2026, 4, 3)),
        ("Apply by 03/04/2026.", D(2026, 2, 1), None),
    ],
)
def test_order_of_day_and_month_is_settled_by_weekday_or_page_date(
    timing: Of, text: str, page: dt.date | None, day: dt.date | None
) -> None:
    found = timing(text, "en", page)
    assert (found.deadline.date if found.deadline else None) == day


@pytest.mark.parametrize(
    "text",
    [
        "Deadline extended: 15 May 2026 (was 30 April 2026).",
        "The deadline is extended from 30 April 2026 to 15 May 2026.",
        "The deadline is 30 April 2026.\n\nWe extended the deadline: 15 May 2026.",
        "The deadline is ~~30 April 2026~~ 15 May 2026.",
        "Applications originally due on 30 April 2026 are now accepted until 15 May 2026: we extended the call.",
    ],
)
def test_extended_deadline_replaces_the_former_one(timing: Of, text: str) -> None:
    found = timing(text)
    assert found.deadline is not None
    assert (found.deadline.date, found.doubts) == (D(2026, 5, 15), ())


def test_two_deadlines_are_a_doubt_and_the_surer_one_is_marked(timing: Of) -> None:
    found = timing("The deadline is 1 March 2026.\n\nSend your CV to us by 15 March 2026.")
    assert found.deadline is not None
    assert found.deadline.date == D(2026, 3, 1)
    assert "2026-03-01, 2026-03-15" in found.doubts[0].text


def test_of_two_equally_sure_deadlines_the_later_is_marked(timing: Of) -> None:
    found = timing("The deadline is 1 March 2026.\n\nThe deadline is 15 March 2026.")
    assert found.deadline is not None
    assert found.deadline.date == D(2026, 3, 15)
    assert len(found.doubts) == 1


def test_soft_deadline_counts_where_there_is_no_other(timing: Of) -> None:
    soft = "For full consideration apply by 1 March 2026."
    found = timing(soft)
    assert found.deadline is not None
    assert found.deadline.date == D(2026, 3, 1)
    both = timing(soft + " The deadline is 1 April 2026.")
    assert both.deadline is not None
    assert (both.deadline.date, both.doubts) == (D(2026, 4, 1), ())


def test_same_deadline_twice_is_no_contradiction_and_its_time_counts(timing: Of) -> None:
    found = timing("The deadline is 1 March 2026.\n\nThe deadline is 1 March 2026 at 12:00 CET.")
    assert found.deadline is not None
    assert (found.deadline.time, found.doubts) == (dt.time(12), ())


@pytest.mark.parametrize(
    "text",
    [
        "The position will remain open until filled.",
        "The call is open until a suitable candidate has been found.",
        "Applications are accepted on a rolling basis.",
        "Apply at any time.",
        "Bewerbungen sind jederzeit willkommen.",
        "Die Ausschreibung läuft, bis die Stelle besetzt ist.",
        "Poste ouvert jusqu'à ce qu'il soit pourvu.",
        "Reageren kan tot de vacature is vervuld.",
        "## Deadline\n\nContinuous",
    ],
)
def test_posting_without_an_end_is_rolling(timing: Of, text: str) -> None:
    found = timing(text)
    assert (found.deadline, found.rolling, found.doubts) == (None, True, ())
    assert found.rolling_source


def test_rolling_review_with_a_deadline_is_not_rolling(timing: Of) -> None:
    found = timing("Applications are reviewed on a rolling basis. The deadline is 1 March 2026.")
    assert found.deadline is not None
    assert not found.rolling


@pytest.mark.parametrize("text", ["You learn continuously.", "Our rolling stock is old.", "You may leave at any time."])
def test_rolling_words_about_other_things_say_nothing(timing: Of, text: str) -> None:
    assert not timing(text).rolling


def test_vague_deadline_is_a_doubt(timing: Of) -> None:
    found = timing("The deadline is in mid March 2026.")
    assert found.deadline is None
    assert "names no day" in found.doubts[0].text


def test_declared_date_counts_where_the_text_has_none(told: Told) -> None:
    declared = Declared(date=D(2026, 5, 1), time=dt.time(12), text="deadline: 2026-05-01")
    found = find_timing(told("You keep data."), language="en", page_date=None, declared=declared)
    assert found.deadline is not None
    assert (found.deadline.date, found.deadline.time) == (D(2026, 5, 1), dt.time(12))
    stated = find_timing(told("Apply by 2 May 2026."), language="en", page_date=None, declared=declared)
    assert stated.deadline is not None
    assert stated.deadline.date == D(2026, 5, 2)
