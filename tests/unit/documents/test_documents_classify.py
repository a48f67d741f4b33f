"""Kinds told apart in the languages that we read, and the hard negatives of each."""

import pytest

from intake.documents import classify as kinds
from intake.documents.classify import REFERENCES_SECTION, Verdict
from intake.documents.kind_features import features_of
from intake.model.document import DocumentKind


def classify(text: str, headings: tuple[str, ...] = ()) -> Verdict:
    return kinds.classify(features_of(text, headings))


def classify_body(text: str) -> Verdict:
    return kinds.classify_body(features_of(text, ()))


RESUMES = {
    "en": "Ada Example\nada@example.org\n\nWork Experience\n2019 – present  Data engineer, Example Works\n"
    "2015 – 2019  Analyst, Sample Ltd\n\nEducation\n2011 – 2015  BSc Statistics\n\nSkills\nPython, SQL",
    "de": "Lebenslauf\nName  Jonas Beispiel\n\nBerufserfahrung\n04/2018 – heute  Entwickler, "
    "Musterwerk\n\nAusbildung\n"
    "2012 – 2017  Studium der Informatik\n\nSprachkenntnisse\nDeutsch, Englisch",
    "fr": "Léa Exemple\n\nExpérience professionnelle\n2018 à aujourd’hui  Ingénieure, Société Modèle\n\nFormation\n"
    "2013 – 2018  Master, Université d’Exemple\n\nCompétences\nLinux",
    "es": "Mar Ejemplo\n\nExperiencia laboral\n2017 – actualidad  Analista, Ejemplo SL\n\nFormación académica\n"
    "2012 – 2016  Grado en Física\n\nIdiomas\nEspañol, inglés",
    "nl": "Curriculum vitae\nPiet Voorbeeld\n\nWerkervaring\n2016 – heden  Adviseur, Voorbeeld BV\n\nOpleiding\n"
    "2010 – 2015  Bestuurskunde\n\nTalenkennis\nNederlands",
    "it": "Gaia Esempio\n\nEsperienze professionali\n2018 – oggi  Ricercatrice, Istituto "
    "Esempio\n\nIstruzione e formazione\n"
    "2012 – 2017  Laurea in Chimica\n\nCompetenze linguistiche\nItaliano",
    "pl": "Życiorys\nAnna Przykład\n\nDoświadczenie zawodowe\n2019 – obecnie  Analityk, Przykład Sp. z "
    "o.o.\n\nWykształcenie\n"
    "2013 – 2018  Informatyka\n\nZnajomość języków\npolski",
    "zh": "李小龙\n\n教育背景\n2010年 – 2014年 计算机科学\n\n工作经历\n2014年 – 至今 工程师\n\n语言能力\n英语",
}
LETTERS = {
    "en": "Dear hiring committee,\n\nI am writing to apply for the position of data engineer at the Example "
    "Foundation. For six "
    "years I have worked on pipelines that many teams rely on, and I have learned how much care a shared "
    "table needs. I "
    "believe in your mission and would like to contribute to it.\n\nYours sincerely,\nAda Example",
    "de": "Sehr geehrte Damen und Herren,\n\nhiermit bewerbe ich mich auf die ausgeschriebene Stelle als "
    "Entwickler. In den "
    "letzten Jahren habe ich Werkzeuge entwickelt, mit denen viele Menschen arbeiten, und ich bringe "
    "Erfahrung im Umgang "
    "mit großen Beständen mit. Über die Einladung zu einem persönlichen Gespräch freue ich mich sehr.\n\n"
    "Mit freundlichen Grüßen\nJonas Beispiel",
    "fr": "Madame, Monsieur,\n\nJe vous adresse ma candidature au poste de gestionnaire. Depuis cinq ans je "
    "travaille avec des "
    "équipes qui partagent leurs données, et mon expérience me permet de comprendre ce dont elles ont besoin. Votre "
    "annonce correspond à ce que je cherche et je souhaite rejoindre votre équipe.\n\nJe vous prie d’agréer, Madame, "
    "Monsieur, l’expression de mes salutations distinguées.\nLéa Exemple",
    "es": "Estimados señores:\n\nMe dirijo a ustedes para presentar mi candidatura al puesto de analista. "
    "Durante los últimos "
    "años he trabajado en proyectos con muchos datos y he aprendido a explicar los resultados a quienes los "
    "usan. Quedo "
    "a su disposición para una entrevista y les agradezco su atención.\n\nAtentamente,\nMar Ejemplo",
    "nl": "Geachte heer, mevrouw,\n\nGraag solliciteer ik naar de functie van adviseur. De afgelopen jaren "
    "heb ik met mijn team "
    "gewerkt aan een dienst die veel mensen gebruiken, en ik heb geleerd hoe belangrijk duidelijke afspraken "
    "zijn. Ik "
    "licht mijn motivatie graag toe in een gesprek en hoor graag van u.\n\nMet vriendelijke groet,\nPiet Voorbeeld",
    "it": "Gentile responsabile,\n\nvorrei presentare la mia candidatura per la posizione di ricercatrice. "
    "Negli ultimi anni ho "
    "lavorato con gruppi di più paesi e ho imparato quanto conti una buona documentazione. La mia esperienza "
    "e il mio "
    "interesse per il vostro lavoro mi spingono a scrivervi, e sarei lieta di un colloquio.\n\nCordiali "
    "saluti\nGaia Esempio",
    "pl": "Szanowni Państwo,\n\naplikuję na stanowisko analityka w Państwa zespole. Od pięciu lat pracuję z "
    "dużymi zbiorami "
    "danych i prowadzę małe projekty, dzięki którym wiele osób pracuje szybciej. Moje doświadczenie i "
    "umiejętności chętnie "
    "przedstawię podczas rozmowy kwalifikacyjnej, bo bardzo zależy mi na tej pracy.\n\nZ poważaniem\nAnna Przykład",
}


@pytest.mark.parametrize("language", RESUMES)
def test_a_resume_is_told_in_its_language(language: str) -> None:
    verdict = classify(RESUMES[language])
    assert verdict.kinds == (DocumentKind.RESUME,)
    assert any(reason.startswith("section headings: ") for reason in verdict.reasons)


@pytest.mark.parametrize("language", LETTERS)
def test_a_letter_of_motivation_is_told_in_its_language(language: str) -> None:
    verdict = classify(LETTERS[language])
    assert verdict.kinds == (DocumentKind.STATEMENT,)
    assert verdict.reasons[0] == "salutation and closing of a letter"


@pytest.mark.parametrize("language", LETTERS)
def test_a_letter_in_the_mail_itself_is_a_statement(language: str) -> None:
    more = LETTERS[language].split("\n\n")
    body = "\n\n".join([more[0], more[1], more[1], *more[2:]])
    assert classify_body(body).kinds == (DocumentKind.STATEMENT,)


def test_a_letter_behind_a_resume_makes_both_kinds() -> None:
    long_resume = RESUMES["en"] + "\n" + "Built and ran the shared tables of the department. " * 20
    verdict = classify(long_resume + "\n\n" + LETTERS["en"])
    assert verdict.kinds == (DocumentKind.RESUME, DocumentKind.STATEMENT)


def test_the_longer_part_of_a_file_comes_first() -> None:
    paragraph = LETTERS["en"].split("\n\n")[1]
    verdict = classify(LETTERS["en"].replace(paragraph, paragraph * 4) + "\n\n" + RESUMES["en"])
    assert verdict.kinds == (DocumentKind.STATEMENT, DocumentKind.RESUME)


def test_a_references_section_with_people_in_it_is_a_reason() -> None:
    named = RESUMES["en"] + "\n\nReferences\nProf. Bo Sample, bo@example.net\nDr. Cy Sample"
    assert REFERENCES_SECTION in classify(named).reasons
    assert REFERENCES_SECTION in classify(LETTERS["en"] + "\n" + named).reasons


@pytest.mark.parametrize("below", ["Available upon request", "", "auf Anfrage"])
def test_references_on_request_are_none(below: str) -> None:
    assert REFERENCES_SECTION not in classify(RESUMES["en"] + f"\n\nReferences\n{below}").reasons


@pytest.mark.parametrize(
    "text",
    [
        (
            "To whom it may concern,\n\nLetter of recommendation for Tom Sample\n\nIt is a pleasure to recommend "
            "him for the "
            "position. He rewrote our code and she who followed him never found a mistake. I recommend him without "
            "reservation.\n\nYours faithfully,\nNia Example"
        ),
        (
            "Dear committee,\n\nI have known Tom Sample since he joined; he worked under my supervision, his "
            "reports were "
            "complete and his colleagues trusted him. He wrote our handbook. I strongly recommend him for your "
            "programme, and "
            "he has my support in what he does next.\n\nSincerely,\nNia Example"
        ),
        (
            "Arbeitszeugnis\n\nHerr Jonas Beispiel war vom 1. Mai 2018 bis heute bei uns tätig. Er hat seine "
            "Aufgaben stets zu "
            "unserer vollsten Zufriedenheit erledigt. Sein Verhalten war einwandfrei. Wir wünschen ihm alles Gute."
        ),
        (
            "Lettre de recommandation\n\nElle a travaillé dans mon équipe pendant trois ans. Son sérieux et sa "
            "curiosité ont été "
            "précieux. Je recommande vivement sa candidature."
        ),
    ],
)
def test_a_letter_about_somebody_else_is_a_reference(text: str) -> None:
    assert classify(text).kinds == (DocumentKind.REFERENCE,)


@pytest.mark.parametrize(
    "text",
    [
        (
            "Example University\nTranscript of Records\nStudent: Ada Example\nModule Credits Grade\nAlgebra 10 "
            "A\nLogic 5 B"
        ),
        "Hochschule Musterstadt\nNotenspiegel\nFach Note ECTS\nAnalysis 1,3 9\nLogik 2,0 6",
        "Relevé de notes\nSemestre 1\nModule Note Crédits ECTS\nAlgèbre 14 6",
    ],
)
def test_a_list_of_grades_is_a_transcript(text: str) -> None:
    assert classify(text).kinds == (DocumentKind.TRANSCRIPT,)


@pytest.mark.parametrize(
    "text",
    [
        "Certificate of Completion\nThis is to certify that Ada Example has successfully completed the course.",
        "Teilnahmebescheinigung\nHiermit wird bescheinigt, dass Jonas Beispiel am Kurs teilgenommen hat.",
    ],
)
def test_what_certifies_is_a_certificate(text: str) -> None:
    assert classify(text).kinds == (DocumentKind.CERTIFICATE,)


def test_portfolio_and_writing_sample_go_by_their_title() -> None:
    assert classify("Design Portfolio\nAda Example\nPosters and books").kinds == (DocumentKind.PORTFOLIO,)
    assert classify("Writing sample\nOn the care of tables").kinds == (DocumentKind.WRITING_SAMPLE,)


@pytest.mark.parametrize(
    "text",
    [
        "Invoice no 17\nBill to: Example Foundation\nSubtotal 100\nVAT 19\nAmount due 119\nPayment terms 15 days",
        "On tables\nAbstract\nKeywords: tables\nIntroduction\n"
        + "We show that tables help, as Sample et al. say. " * 40
        + "doi",
        "Job description\nWe are looking for an engineer. We offer a desk. How to apply: send your resume.",
        "Meeting notes\nTuesday\nSomebody brought cake.",
        "",
    ],
)
def test_papers_that_are_no_application_are_other(text: str) -> None:
    assert classify(text).kinds == (DocumentKind.OTHER,)


def test_answers_to_questions_are_a_statement() -> None:
    text = (
        "Why do you want to join the programme?\n\nI have spent four years teaching, and my pupils taught me "
        "what a good "
        "example is.\n\nWhat have you learned from a failure?\n\nI now write the test before the worksheet, "
        "because my first "
        "experiment was wrong and I believe in showing that."
    )
    verdict = classify(text)
    assert verdict.kinds == (DocumentKind.STATEMENT,)
    assert "answers to questions" in verdict.reasons


def test_a_title_alone_makes_a_statement() -> None:
    text = "Statement of Purpose\n\nThe care of data has been my interest for years, and I learn from every project."
    assert classify(text).kinds == (DocumentKind.STATEMENT,)


def test_prose_of_a_resume_is_no_letter() -> None:
    text = (
        RESUMES["en"] + "\n\nProfile\nI am excited to apply my skills and my experience to the position of an engineer."
    )
    assert classify(text).kinds == (DocumentKind.RESUME,)


def test_headings_that_the_format_marks_count_as_sections() -> None:
    verdict = classify("2019 – 2021 somewhere\n2015 – 2019 elsewhere", ("Experience & Projects", "Education"))
    assert verdict.kinds == (DocumentKind.RESUME,)


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\n\nis the position still open? And may I send a CV in French?\n\nBest regards\nAda",
        (
            "Dear all,\n\nplease find attached my CV and cover letter for the position of data engineer.\n\nKind "
            "regards\nAda Example"
        ),
        (
            "Dear team,\n\nI have seen the position of data engineer and I am interested in it. I have worked "
            "with tables for many years, and my degree is in statistics; most of my projects were for libraries.\n"
            "Could you tell me whether a part-time contract is possible for the role?\n\n"
            "Best\nAda Example, who would like to know soon, thank you"
        ),
        "Dear all, " + "the meeting of the reading circle moves to Thursday, and the room is the small one. " * 8,
    ],
)
def test_a_question_or_a_short_note_is_no_statement(text: str) -> None:
    assert classify_body(text).kinds == (DocumentKind.OTHER,)


def test_a_resume_pasted_into_the_mail_is_a_resume() -> None:
    body = RESUMES["en"] + "\n" + "Built and ran the shared tables of the department. " * 10 + "\nReferences\nBo Sample"
    verdict = classify_body(body)
    assert verdict.kinds == (DocumentKind.RESUME,)
    assert REFERENCES_SECTION in verdict.reasons
