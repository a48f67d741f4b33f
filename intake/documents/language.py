"""The language of a text: by script, else by a vote of its most frequent small words.

No model and no gigabytes: a text of a resume's length holds dozens of such words. Pure: no I/O, no clock.
"""

import re
from collections import Counter

# Words that are frequent in one language and rare in the others; those shared by two count for both.
_STOP_WORDS = {
    "en": "the and of to in for with on at from by as is was are an this that my i have has be you your which will "
    "would their not or were been while using also more about during into it our we across skills experience",
    "de": "und der die das mit von für im in den zu auf bei als ich des dem ein eine einer nicht sich auch aus nach "
    "ist wurde durch sowie zur zum vom wir sie ihre ihr meine über seit bis haben habe sehr geehrte kenntnisse",
    "fr": "le la les des et de du en un une pour dans avec au aux sur par je est vous mes mon ma votre nous que qui "
    "ce cette plus ans chez ainsi être ai été dont ses ou pas l d",
    "es": "el la los las de del y en un una para con por que se al su sus mi mis como es más años he ha años desde "
    "lo muy sobre también entre estoy fue han",
    "nl": "de het een en van in voor met op bij als aan te ik dat is zijn naar om door mijn niet ook werd heb tot "
    "wij u uw jaar deze ervaring onder tijdens binnen",
    "it": "il lo la gli le di del della dei delle e in un una per con che da al alla mi mia mio sono nel nella come "
    "anche presso più anni ho è i dal dalla ed questo",
    "pl": "i w z na do od dla oraz się jest nie o po przez jako przy za ze to że moje mam rok roku lat pracy a także "
    "doświadczenie które jestem który był",
    "pt": "o a os as de do da dos das e em um uma para com por que no na nos nas ao como mais são meu minha à é "
    "anos não sua também pela pelo foi desde experiência",
    "cs": "a v z na do se je pro od s jako i o po ve při za ze že jsem také jsou práce let roku byl univerzita "
    "životopis vzdělání zkušenosti praxe dovednosti jazyky",
    "sv": "och i att en ett av för med på som är till från den det jag har om inte vid under samt var mitt min även",
    "da": "og i at en et af for med på som er til fra den det jeg har om ikke ved under samt var mit min også blev",
    "nb": "og i å en et av for med på som er til fra den det jeg har om ikke ved under samt var mitt min også ble",
    "fi": "ja on ei se että olen sekä kuin myös oli tai ovat joka mutta vuotta työ kokemus osaaminen koulutus",
    "ro": "și si de la în in cu pe pentru din care este sunt o un una al ale ca prin mai am fost anul experiență",
    "hu": "a az és egy hogy nem is van volt meg mint vagy ez de csak még már között tapasztalat végzettség nyelv",
    "tr": "ve bir bu için ile olarak da de en olan çok daha gibi sonra kadar deneyim eğitim üniversitesi",
    "hr": "i u je na se za od do s kao su sam iz o po te ili bio što iskustvo obrazovanje rada",
    "ca": "el la els les de del i en un una per amb que al com és més anys dels va ser he meva",
    "id": "yang dan di dengan untuk dari pada dalam saya adalah sebagai ini itu tidak telah oleh pengalaman kerja",
}
# A short resume has hardly a sentence: the words of its sections and entries tell more.
_RESUME_WORDS = {
    "en": "education employment languages present today university references summary profile projects interests "
    "native fluent degree address phone engineer manager",
    "de": "ausbildung berufserfahrung heute sprachen sprachkenntnisse lebenslauf universität hochschule studium "
    "muttersprache fließend geboren anschrift telefon",
    "fr": "formation expériences professionnelle compétences langues aujourd université maternelle courant adresse "
    "téléphone ingénieur loisirs",
    "es": "educación formación experiencia laboral idiomas habilidades actualidad universidad nativo dirección "
    "teléfono ingeniero perfil",
    "nl": "opleiding werkervaring vaardigheden talen heden universiteit moedertaal adres telefoon hogeschool",
    "it": "istruzione formazione esperienze professionali competenze lingue oggi università madrelingua indirizzo",
    "pl": "wykształcenie umiejętności języki obecnie uniwersytet zawodowe adres telefon znajomość studia",
    "pt": "formação experiência profissional idiomas competências atualmente universidade habilidades",
    "cs": "vzdělání zkušenosti dovednosti jazyky současnost univerzita bydliště",
    "sv": "utbildning arbetslivserfarenhet språk universitet nuvarande kompetenser",
    "da": "uddannelse erhvervserfaring sprog universitet kompetencer nuværende",
    "nb": "utdanning arbeidserfaring språk universitet nåværende ferdigheter",
}
for _language, _words in _RESUME_WORDS.items():
    _STOP_WORDS[_language] += " " + _words
_INDEX: dict[str, list[str]] = {}
for _language, _words in _STOP_WORDS.items():
    for _word in dict.fromkeys(_words.split()):
        _INDEX.setdefault(_word, []).append(_language)

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
)
# Letters that one language of a family has and the others have not.
_LETTERS = {
    "es": "ñ¿¡",
    "pt": "ãõ",
    "fr": "çœèêë",
    "de": "ßäöü",
    "pl": "ąęłńśźż",
    "cs": "řěůťď",
    "sv": "åäö",
    "da": "øæå",
    "nb": "øæå",
    "ro": "țșăâ",
    "hu": "őű",
    "tr": "ğışİ",
    "hr": "đčćž",
    "fi": "äö",
}
_SAMPLE = 50_000
# Fewer letters say nothing.
_MIN_LETTERS = 20


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language in which most of `text` stands, or None where too little tells."""
    sample = text[:_SAMPLE]
    letters = sum(1 for char in sample if char.isalpha())
    if letters < _MIN_LETTERS:
        return None
    return _by_script(sample, letters) or _by_words(sample)


def _by_script(sample: str, letters: int) -> str | None:
    counts = {code: len(pattern.findall(sample)) for code, pattern in _SCRIPTS}
    # An ideograph is worth a word of letters; kana beside them are Japanese.
    if counts["ja"] > 0.1 * (counts["zh"] + counts["ja"]) and 4 * (counts["ja"] + counts["zh"]) > letters:
        return "ja"
    for code, count in counts.items():
        if (4 if code == "zh" else 2) * count > letters:
            return _cyrillic(sample) if code == "cyrillic" else code
    return None


def _cyrillic(sample: str) -> str:
    lower = sample.lower()
    if re.search("[іїєґ]", lower):
        return "uk"
    if re.search("[ыэё]", lower):
        return "ru"
    return "sr" if re.search("[ђћљњџј]", lower) else "bg"


def _without_addresses(text: str) -> str:
    """Mail and web addresses are made of the words of every language."""
    return " ".join(token for token in text.split() if not any(sign in token for sign in ("@", "/", "www.")))


def _by_words(sample: str) -> str | None:
    words = Counter(_WORD.findall(_without_addresses(sample.lower())))
    votes: Counter[str] = Counter()
    for word, count in words.items():
        for code in _INDEX.get(word, ()):
            votes[code] += count / len(_INDEX[word])  # type: ignore[assignment]
    for code, special in _LETTERS.items():
        if code in votes:
            votes[code] += min(sum(sample.count(letter) for letter in special), votes[code]) / 2  # type: ignore[assignment]
    if not votes:
        return None
    code, most = votes.most_common(1)[0]
    return code if most >= 2 else None
