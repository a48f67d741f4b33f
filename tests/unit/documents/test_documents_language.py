"""The language of a text by its script and its small words."""

import tomllib
from pathlib import Path

import pytest

from intake.documents.language import language_of

TEXTS = {
    "en": "The team has worked on this for years and I have been part of it since the start.",
    "de": "Ich habe in den letzten Jahren mit großen Datenmengen gearbeitet und bin für die Betreuung zuständig.",
    "fr": "Je travaille depuis cinq ans dans une équipe qui partage ses données avec les autres services.",
    "es": "Durante los últimos años he trabajado en proyectos con muchos datos para una universidad.",
    "nl": "De afgelopen jaren heb ik met mijn team gewerkt aan een dienst die veel mensen gebruiken.",
    "it": "Negli ultimi anni ho lavorato con gruppi di più paesi e ho imparato molto dalla documentazione.",
    "pl": "Od pięciu lat pracuję z dużymi zbiorami danych i prowadzę małe projekty w zespole, które są ważne.",
    "pt": "Nos últimos anos trabalhei em projetos de dados para uma universidade e não só com a minha equipe.",
    "cs": "Poslední roky pracuji s velkými soubory dat a vedu malé projekty, které jsou pro lidi důležité.",
    "sv": "Jag har under de senaste åren arbetat med data och det är något som jag vill fortsätta med.",
    "ja": "私は五年間データの仕事をしています。よろしくお願いします。どうぞよろしく。",
    "zh": "我在过去五年里一直从事数据工作，希望加入贵公司的团队继续学习。",
    "ko": "저는 지난 오 년 동안 데이터 업무를 해 왔으며 귀사에 지원하고자 합니다.",
    "ar": "عملت خلال السنوات الخمس الماضية في مجال البيانات وأرغب في الانضمام إلى فريقكم",
    "he": "בחמש השנים האחרונות עבדתי בתחום הנתונים ואני רוצה להצטרף לצוות שלכם",
    "el": "Τα τελευταία πέντε χρόνια εργάζομαι με δεδομένα και θέλω να συνεχίσω.",
    "ru": "Последние пять лет я работаю с данными и хотел бы продолжить эту работу, были разные проекты.",
    "uk": "Останні п'ять років я працюю з даними і хотів би продовжити цю роботу в її розвитку.",
    "bg": "През последните пет години работя с данни и искам да продължа тази работа.",
    "sr": "Последњих пет година радим са подацима и желео бих да наставим тај посао.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_is_told_by_its_language(language: str) -> None:
    assert language_of(TEXTS[language]) == language


_SAMPLES = tomllib.loads((Path(__file__).parent / "languages.toml").read_text(encoding="utf-8"))
SHORT = [(language, text) for language, texts in _SAMPLES.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), SHORT)
def test_a_sentence_or_the_headings_of_a_resume_tell_the_language(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ka", "ექვსი წელია ვმუშაობ მკვლევრებთან და მიყვარს მათი დახმარება"),
        ("hy", "Վեց տարի աշխատում եմ հետազոտողների հետ"),
        ("bn", "আমি ছয় বছর ধরে গবেষকদের সাথে কাজ করছি"),
        ("ta", "நான் ஆறு ஆண்டுகளாக ஆராய்ச்சியாளர்களுடன் பணிபுரிகிறேன்"),
        ("am", "ከተመራማሪዎች ጋር ለስድስት ዓመታት ሠርቻለሁ ደስ ይለኛል"),
        ("be", "Ужо шэсць гадоў я працую з даследчыкамі і люблю дапамагаць ім, ён і яна, будаўніцтва ў горадзе"),
        ("kk", "Мен зерттеушілермен алты жыл жұмыс істеймін және оларға көмектескенді ұнатамын, тәжірибе"),
        ("mk", "Веќе шест години работам со истражувачи и сакам да им помагам, ќе продолжам, ѓаци и ќерка"),
    ],
)
def test_scripts_and_their_own_letters_tell_further_languages(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "12345 67890", "Ada Example", "Xylophon Zephyr Quarz Brzl Krtek Smrt"])
def test_too_little_to_tell_is_no_language(text: str) -> None:
    assert language_of(text) is None


def test_a_short_resume_is_told_by_the_words_of_its_sections() -> None:
    resume = "Uma Com\numa.com@example.com\n\nExperience\n2017 - today Analyst\n\nEducation\nUniversity of Example"
    assert language_of(resume) == "en"


def test_names_in_another_script_do_not_decide() -> None:
    assert language_of(TEXTS["en"] + " 李小龙 Мария") == "en"
