"""Which documents are asked for, and how firmly."""

from collections.abc import Callable

import pytest

from intake.model.posting import Need, WantedKind
from intake.postings.passages import Passage
from intake.postings.wanted import find_documents

Told = Callable[[str], tuple[Passage, ...]]
K = WantedKind


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Please send a resume and statement of interest.", [K.RESUME, K.STATEMENT_OF_INTEREST]),
        ("Please send a resume and a statement to us.", [K.RESUME, K.STATEMENT_OF_INTEREST]),
        ("Send your CV and a short statement explaining why you apply.", [K.RESUME, K.STATEMENT_OF_INTEREST]),
        ("Send your CV, a bank statement and a statement on diversity.", [K.RESUME]),
        ("Send your CV and a statement of motivation.", [K.RESUME, K.COVER_LETTER]),
        ("Send your CV, a cover letter and two references.", [K.RESUME, K.COVER_LETTER, K.REFERENCES]),
        ("Submit a curriculum vitae and a research statement.", [K.RESUME, K.RESEARCH_STATEMENT]),
        (
            "Include your CV, a statement of purpose, and relevant publications.",
            [K.RESUME, K.STATEMENT_OF_PURPOSE, K.PUBLICATIONS],
        ),
        ("Your application should contain a CV and a transcript.", [K.RESUME, K.TRANSCRIPT]),
        ("Please send your CV with your GitHub username.", [K.RESUME, K.CODE_PROFILE]),
        ("Attach a writing sample and a portfolio.", [K.WRITING_SAMPLE, K.PORTFOLIO]),
        (
            "Send work samples, code samples and your thesis: a copy of your thesis is enough.",
            [K.WORK_SAMPLE, K.CODE_SAMPLE, K.THESIS],
        ),
        (
            "Send the completed application form and a language certificate.",
            [K.APPLICATION_FORM, K.LANGUAGE_CERTIFICATE],
        ),
        ("Senden Sie Lebenslauf, Anschreiben und Arbeitszeugnisse.", [K.RESUME, K.COVER_LETTER, K.WORK_CERTIFICATES]),
        ("Schicke uns Gehaltsvorstellung und frühestmöglichen Eintrittstermin.", [K.SALARY_EXPECTATION, K.START_DATE]),
        ("Bewerbung mit Motivationsschreiben und Referenzen einreichen.", [K.COVER_LETTER, K.REFERENCES]),
        ("Envoyez CV, lettre de motivation et relevés de notes.", [K.RESUME, K.COVER_LETTER, K.TRANSCRIPT]),
        ("Stuur je cv en motivatiebrief.", [K.RESUME, K.COVER_LETTER]),
        ("Enviar currículum y carta de presentación.", [K.RESUME, K.COVER_LETTER]),
        ("La domanda va inviata con curriculum e lettera di motivazione.", [K.RESUME, K.COVER_LETTER]),
        ("Please send us:\n\n- your CV\n- a cover letter (one page)", [K.RESUME, K.COVER_LETTER]),
        ("Email us your CV and a short motivation.", [K.RESUME, K.COVER_LETTER]),
        ("To apply, please complete the application form and return it.", [K.APPLICATION_FORM]),
        ("Envoyez un lien vers votre GitHub.", [K.CODE_PROFILE]),
        ("## Documents required\n\n- CV\n- Transcript", [K.RESUME, K.TRANSCRIPT]),
        ("## How to apply\n\nA CV. We like short ones.", [K.RESUME]),
        ("Send your CV and copies of certificates.", [K.RESUME, K.WORK_CERTIFICATES]),
        ("Bitte senden Sie Lebenslauf und Zertifikate.", [K.RESUME, K.WORK_CERTIFICATES]),
        ("Envoyez CV et certificats.", [K.RESUME, K.WORK_CERTIFICATES]),
        ("Stuur je cv en certificaten.", [K.RESUME, K.WORK_CERTIFICATES]),
        ("Enviar currículum y certificados.", [K.RESUME, K.WORK_CERTIFICATES]),
        ("Inviare curriculum e copie dei certificati.", [K.RESUME, K.WORK_CERTIFICATES]),
        ("Send your CV and language certificates.", [K.RESUME, K.LANGUAGE_CERTIFICATE]),
        ("Send your CV and degree certificates.", [K.RESUME]),
        ("Mail us. Send it by May. It needs a CV and a cover letter.", [K.RESUME, K.COVER_LETTER]),
    ],
)
def test_documents_are_asked_for(told: Told, text: str, kinds: list[WantedKind]) -> None:
    found = find_documents(told(text))
    assert [d.kind for d in found] == kinds
    assert {d.need for d in found} == {Need.REQUIRED}


@pytest.mark.parametrize(
    "text",
    [
        "You maintain our portfolio of projects.",
        "## Requirements\n\n- Good references in industry\n- A strong publication list",
        "## Responsibilities\n\n- Writing cover letters for clients",
        "Dazu gehört kein Motivationsschreiben.",
        "Please send no cover letter.",
        "Send an e-mail without a CV.",
        "A cover letter is not required; send an e-mail.",
        "Ein Anschreiben ist nicht nötig, schick uns eine Mail.",
        "Envoyez un mail, sans lettre de motivation.",
        "Stuur een mail, geen motivatiebrief.",
        "Our resume screening is fast: send a mail.",
    ],
)
def test_documents_only_named_or_negated_are_not_asked_for(told: Told, text: str) -> None:
    assert find_documents(told(text)) == ()


def test_negation_of_one_document_leaves_its_neighbour(told: Told) -> None:
    found = find_documents(told("Dazu schicke uns einen Lebenslauf, aber kein Motivationsschreiben."))
    assert [d.kind for d in found] == [K.RESUME]


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("Send your CV and optionally a portfolio.", [Need.REQUIRED, Need.OPTIONAL]),
        ("Send a cover letter (optional) and your CV.", [Need.OPTIONAL, Need.REQUIRED]),
        (
            "Sende ein Anschreiben und (falls vorhanden) Schreibproben oder Quellcode.",
            [Need.REQUIRED, Need.OPTIONAL, Need.OPTIONAL],
        ),
        ("Send your CV. References will be requested from shortlisted candidates.", [Need.REQUIRED, Need.ON_REQUEST]),
        ("Apply with your CV. A transcript may be requested if invited.", [Need.REQUIRED, Need.ON_REQUEST]),
        (
            "Senden Sie den Lebenslauf. Zeugnisse reichen Sie bitte auf Anforderung ein.",
            [Need.REQUIRED, Need.ON_REQUEST],
        ),
        ("Send us, if you have them:\n\n- a portfolio\n- a writing sample", [Need.OPTIONAL, Need.OPTIONAL]),
        ("Upon request please submit:\n\n- references", [Need.ON_REQUEST]),
    ],
)
def test_need_is_told_by_the_words_around_a_document(told: Told, text: str, needs: list[Need]) -> None:
    assert [d.need for d in find_documents(told(text))] == needs


def test_document_asked_for_twice_is_held_once_by_its_firmest_need(told: Told) -> None:
    found = find_documents(told("Optionally send a portfolio.\n\nSend a portfolio. Send a portfolio, if you have one."))
    assert [(d.kind, d.need, d.text) for d in found] == [(K.PORTFOLIO, Need.REQUIRED, "Send a portfolio.")]
