"""Forms and advertisements, subject codes, conditions and the other particulars."""

from collections.abc import Callable

import pytest

from intake.model.posting import ApplyVia
from intake.postings.blocks import mail_subject
from intake.postings.channel import find_channel, via
from intake.postings.constraints import find_constraints
from intake.postings.particulars import find_particulars
from intake.postings.passages import Passage

Told = Callable[[str], tuple[Passage, ...]]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("[Apply now](https://example.org/1)", "https://example.org/1"),
        ("Use our [application form](https://example.org/form).", "https://example.org/form"),
        ("Apply via https://example.org/jobs/1234.", "https://example.org/jobs/1234"),
        ("Bewirb dich über unser [Portal](https://example.org/portal).", "https://example.org/portal"),
        ('{{< button buttonText="Jetzt bewerben" buttonLink="https://example.org/b" >}}', "https://example.org/b"),
        ("[See here](https://example.org/h) for details on how to apply.", "https://example.org/h"),
        ("[SOLLICITEER VIA HOMERUN](https://x.homerun.co/dev/nl)", "https://x.homerun.co/dev/nl"),
        ("Read our [values](https://example.org/values).", None),
        ("Apply with a link to [GitHub](https://github.com/example).", None),
        ("[Apply](mailto:a@example.org)", None),
        ("[Apply](https://[broken)", None),
    ],
)
def test_form_is_told_by_the_words_of_a_link_and_around_it(told: Told, text: str, url: str | None) -> None:
    assert find_channel(told(text)).apply_url == url


@pytest.mark.parametrize(
    "text",
    [
        "For details, please see [the page](https://example.org/p).",
        "See the [full job posting](https://example.org/p).",
        "To find out more about this position please visit <https://example.org/p>.",
        "## Vacancies\n\n- [Data Analyst](https://example.org/p)",
    ],
)
def test_link_to_the_posting_elsewhere_is_kept_apart_from_a_form(told: Told, text: str) -> None:
    found = find_channel(told(text))
    assert found.apply_url is None
    assert found.details is not None
    assert found.details[0] == "https://example.org/p"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('Use the subject line "SWC postdoc ad".', "SWC postdoc ad"),
        ("with 'Associate Director' in the subject line", "Associate Director"),
        ("with “Incoming Master's Student: [Your Name]” in the subject", "Incoming Master's Student: [Your Name]"),
        ("subject line 'Master's thesis'", "Master's thesis"),
        ("Betreff: „Werkstudent 7“", "Werkstudent 7"),
        ("**con asunto:** Convocatoria 2018-11: {TU NOMBRE}", "Convocatoria 2018-11: {TU NOMBRE}"),
        ("include the text `[APPLICATION]` at the start of the subject", "[APPLICATION]"),
        ("[Mail us](mailto:a@example.org?subject=Sollicitatie%20Dev)", "Sollicitatie Dev"),
        ("[Mail us](mailto:a@example.org?Subject=[JOB]+7)", "[JOB] 7"),
        ("(search for vacancy reference ID 035330)", "035330"),
        ("Kennziffer: 2026-07", "2026-07"),
        ("Référence : COM-26.", "COM-26"),
        ("Bei Angabe der Referenznummer A/12", "A/12"),
        ("We like open subjects and good references.", None),
        ("Send it with [DATA-1] in the subject until 31 January 2027.", "[DATA-1]"),
        ("Name the post in the subject until 31 January 2027.", None),
        ("Mail us with the subject REF 12/27.", "REF 12/27"),
        ("[Mail us](mailto:a@example.org)", None),
    ],
)
def test_code_for_the_subject_is_read(told: Told, text: str, code: str | None) -> None:
    assert find_channel(told(text)).subject_code == code


@pytest.mark.parametrize(
    ("mail", "form", "expected"),
    [
        (True, True, ApplyVia.BOTH),
        (True, False, ApplyVia.EMAIL),
        (False, True, ApplyVia.FORM),
        (False, False, None),
    ],
)
def test_way_to_apply_follows_from_address_and_form(mail: bool, form: bool, expected: ApplyVia | None) -> None:
    assert via(by_mail=mail, by_form=form) is expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We only accept applications by individuals.", "individuals_only"),
        ("Applications from all regions considered", "region"),
        ("Preferably the candidate is based in the Americas.", "region"),
        ("You must already have the right to work in the UK.", "work_permit"),
        ("No recruiters please.", "no_agencies"),
        ("Acquisitie wordt niet op prijs gesteld.", "no_agencies"),
        ("Bitte bewerben Sie sich ohne Foto.", "no_photo"),
        ("Remote work is not possible.", "no_remote"),
        ("This post is only open to enrolled students.", "eligibility"),
        ("Bewerbungen ausschließlich per E-Mail.", "channel"),
    ],
)
def test_condition_is_told_by_its_words(told: Told, text: str, kind: str) -> None:
    assert [(c.kind, c.text) for c in find_constraints(told(text))] == [(kind, text)]


def test_where_the_organisation_is_based_is_no_condition(told: Told) -> None:
    assert find_constraints(told("We are based in Berlin. Our team is based in Kiel.")) == ()


@pytest.mark.parametrize(
    ("text", "language", "field", "value"),
    [
        ("Location: Berlin", "en", "location", "Berlin"),
        ("**Standort:** Hamburg", "de", "location", "Hamburg"),
        ("| Lieu | Lyon |\n|---|---|", "fr", "location", "Lyon"),
        ("A fully remote position.", "en", "remote", "fully remote position"),
        ("Data Analyst (remote) in Graz", "en", "remote", "remote"),
        ("Mogelijkheid om deels remote te werken.", "nl", "remote", "deels remote"),
        ("This is a full-time position at 38 hours.", "en", "employment_type", "full-time position at 38 hours"),
        ("Eine 50%-Stelle", "de", "employment_type", "50%-Stelle"),
        ("Voor 32 uur per week", "nl", "employment_type", "32 uur per week"),
        ("This is a fixed-term contract for 2 years.", "en", "term", "fixed-term contract for 2 years"),
        ("For an initial period of 1 year.", "en", "term", "an initial period of 1 year"),
        ("befristet bis 31.12.2028", "de", "term", "befristet bis 31.12.2028"),
        ("Contrat à durée déterminée de 18 mois.", "fr", "term", "durée déterminée de 18 mois"),
        ("We seek a clerk for 12 months.", "en", "term", "for 12 months"),
        ("The candidate starts on 1 September 2026.", "en", "start", "1 September 2026"),
        ("We would like you to start around October 2023.", "en", "start", "around October 2023"),
        ("Die Stelle ist zum nächstmöglichen Zeitpunkt frei.", "de", "start", "zum nächstmöglichen Zeitpunkt"),
        ("zum 1. April 2026 gesucht, befristet bis 31.12.2028", "de", "start", "1. April 2026"),
        ("Interviews will take place in early January.", "en", "interviews", "early January"),
        ("Interviews will start the last week of February.", "en", "interviews", "the last week of February"),
        ("Interviews are in the second half of May.", "en", "interviews", "the second half of May"),
        ("Die Gespräche finden am 3. März 2026 statt.", "de", "interviews", "3. März 2026"),
        (
            "del examen: del 26 de noviembre al 7 de diciembre de 2018",
            "es",
            "interviews",
            "26 de noviembre al 7 de diciembre de 2018",
        ),
        ("Salary: EUR 60,000", "en", "salary", "EUR 60,000"),
        ("We pay a competitive local salary.", "en", "salary", "competitive local salary"),
    ],
)
def test_particular_is_the_words_that_say_it(told: Told, text: str, language: str, field: str, value: str) -> None:
    found = find_particulars(told(text), language)
    assert found[field].value == value
    assert value.split(maxsplit=1)[0] in found[field].source


@pytest.mark.parametrize(
    "text",
    [
        "We store your application for six months.",
        "Interviews will be held soon.",
        "The deadline is 1 May 2026.",
        "You begin with people.",
        "Apply by 1 May 2026 to be invited to an interview.",
    ],
)
def test_what_is_no_particular_says_nothing(told: Told, text: str) -> None:
    assert find_particulars(told(text), "en") == {}


def test_words_about_the_position_go_before_words_about_the_organisation(told: Told) -> None:
    found = find_particulars(told("We are a remote-first team.\n\nThis is a partly remote job."), "en")
    assert found["remote"].value == "partly remote job"


@pytest.mark.parametrize(
    "target", ["mailto://a\u2100b@example.org?subject=x", "mailto://[x?subject=x", "mailto:?subject=x#y"]
)
def test_a_mail_link_to_no_host_at_all_still_gives_its_subject(target: str) -> None:
    assert mail_subject(target) == "x"
