"""The language of a text: by script, else by a vote of its most frequent small words.

No model and no gigabytes: a text of a resume's length holds dozens of such words. Pure: no I/O, no clock.
"""

import re
from collections import Counter

# Words that are frequent in one language and rare in the others, and those of a resume's sections and entries, for it
# has hardly a sentence; a word of several languages is shared among them.
_WORDS = {
    "en": "the and of to in for with on at from by as is was are an this that my i have has be you your which "
    "will would their not or were been while using also more about during into it our we across skills "
    "experience education employment languages present today university references summary profile "
    "projects interests native fluent degree address phone engineer manager work worked working team "
    "years school company project management development since",
    "de": "hat hatte herr frau an dem den ihrer ihren unser erfolgreich teilgenommen verantwortlich neuen neues "
    "projekte arbeit zwei drei während leitung entwicklung eines "
    "und der die das mit von für im in den zu auf bei als ich des dem ein eine einer nicht sich auch aus "
    "nach ist wurde durch sowie zur zum vom wir sie ihre ihr meine über seit bis haben habe sehr geehrte "
    "kenntnisse ausbildung berufserfahrung heute sprachen sprachkenntnisse lebenslauf universität "
    "hochschule studium muttersprache fließend geboren anschrift telefon",
    "fr": "responsable nouveau nouvelle gestion projets équipe travail deux trois pendant tous mise place "
    "le la les des et de du en un une pour dans avec au aux sur par je est vous mes mon ma votre nous "
    "que qui ce cette plus ans chez ainsi être ai été dont ses ou pas l d formation expériences "
    "professionnelle compétences langues aujourd université maternelle courant adresse téléphone "
    "ingénieur loisirs",
    "es": "responsable nuevo nueva gestión proyectos equipo mediante durante tres dos datos trabajo todos este esta "
    "el la los las de del y en un una para con por que se al su sus mi mis como es más años he ha desde "
    "lo muy sobre también entre estoy fue han educación formación experiencia laboral idiomas "
    "habilidades actualidad universidad nativo dirección teléfono ingeniero perfil",
    "nl": "verantwoordelijk nieuwe nieuw projecten werk twee drie leiding ontwikkeling "
    "de het een en van in voor met op bij als aan te ik dat is zijn naar om door mijn niet ook werd heb "
    "tot wij u uw jaar deze ervaring onder tijdens binnen opleiding werkervaring vaardigheden talen "
    "heden universiteit moedertaal adres telefoon hogeschool",
    "it": "responsabile nuovo nuova gestione progetti squadra lavoro due tre durante tutti "
    "il lo la gli le di del della dei delle e in un una per con che da al alla mi mia mio sono nel nella "
    "come anche presso più anni ho è i dal dalla ed questo istruzione formazione esperienze "
    "professionali competenze lingue oggi università madrelingua indirizzo",
    "pl": "i w z na do od dla oraz się jest nie o po przez jako przy za ze to że moje mam rok roku lat pracy a "
    "także doświadczenie które jestem który był wykształcenie umiejętności języki obecnie uniwersytet "
    "zawodowe adres telefon znajomość studia",
    "pt": "responsável novo nova gestão projetos equipa equipe trabalho dois três durante sistema "
    "o a os as de do da dos das e em um uma para com por que no na nos nas ao como mais são meu minha à "
    "é anos não sua também pela pelo foi desde experiência formação profissional idiomas competências "
    "atualmente universidade habilidades há seus suas eles trabalho às aos dados entre seis gosto "
    "trabalhar empresa conhecimentos educação línguas presente",
    "cs": "a v z na do se je pro od s jako i o po ve při za ze že jsem také jsou práce let roku byl univerzita "
    "životopis vzdělání zkušenosti praxe dovednosti jazyky současnost bydliště nebo která které který mě "
    "jejich jim rád už byla dat dosud bakalář fakulta střední škola",
    "sv": "och i att en ett av för med på som är till från den det jag har om inte vid under samt var mitt min "
    "även utbildning arbetslivserfarenhet språk universitet nuvarande kompetenser mina hos inom genom "
    "dem deras arbetat arbete erfarenhet kunskaper nu kurser",
    "da": "nyt mere ud meget over inden efter ansvar arbejdede udvikling ledede der "
    "og i at en et af for med på som er til fra den det jeg har om ikke ved under samt var mit min også "
    "blev uddannelse erhvervserfaring sprog universitet kompetencer nuværende mig hos hjælpe arbejdet "
    "arbejde deres kan efter nu erfaring",
    "nb": "nytt mer ut mye over innen etter ansvar jobbet utvikling ledet "
    "og i å en et av for med på som er til fra den det jeg har om ikke ved under samt var mitt min også "
    "ble utdanning arbeidserfaring språk universitet nåværende ferdigheter meg hos hjelpe jobbet arbeid "
    "deres kan etter nå erfaring",
    "fi": "ja on ei se että olen sekä kuin myös oli tai ovat joka mutta vuotta työ kokemus osaaminen koulutus "
    "ollut jotka heitä kanssa työskennellyt työssä taidot työkokemus yliopisto nykyinen kielitaito oma "
    "minä vuoden",
    "ro": "și si de la în in cu pe pentru din care este sunt o un una al ale ca prin mai am fost anul "
    "experiență lucrez ani îmi să îi cercetători ajut datele universitatea educație competențe limbi "
    "prezent facultatea liceul experiența",
    "hu": "a az és egy hogy nem is van volt meg mint vagy ez de csak még már között tapasztalat végzettség "
    "nyelv vagyok voltam évek éve során nekik segítek dolgozom valamint jelenleg tanulmányok "
    "munkatapasztalat készségek nyelvek egyetem iskola szakmai önéletrajz végeztem",
    "tr": "ve bir bu için ile olarak da de en olan çok daha gibi sonra kadar deneyim eğitim üniversitesi yıl "
    "yıldır yılında olmak çalışıyorum çalıştım halen günümüz lisans beceriler diller bölümü yabancı "
    "bilgisi hakkında",
    "hr": "i u je na se za od do s kao su sam iz o po te ili bio što iskustvo obrazovanje rada već godina "
    "godine radim koji koja njihovih ih im sveučilište fakultet vještine jezici danas životopis",
    "ca": "responsable nou nova aquest aquesta amb també fer tres dos gestió treball equip durant mitjançant "
    "el la els les de del i en un una per amb que al com és més anys dels va ser he meva des fa seves "
    "meves als m agrada treballo universitat actualitat habilitats idiomes formació experiència grau "
    "actualment també",
    "id": "atas baru tiga dua sejak sampai bertanggung jawab membuat oleh ke tersebut sistem juga bekerja tim "
    "yang dan di dengan untuk dari pada dalam saya adalah sebagai ini itu tidak telah oleh pengalaman "
    "kerja para selama tahun mereka pendidikan keterampilan bahasa universitas sekarang",
    "sk": "a v na do sa je som so s pre od ako aj po pri že bol bola rokov roku ich im už ktoré ktorý alebo "
    "pracujem univerzita vzdelanie pracovné skúsenosti zručnosti jazyky súčasnosť životopis",
    "sl": "in je na za se s z v od do pri kot sem ki tudi ali so leta let že bil bila jim njihovih delam "
    "univerza izobrazba delovne izkušnje znanja jeziki danes življenjepis",
    "et": "eest uue kes oli olin nende pärast alates kuni juures selle töötasin vastutasin kolme kahe juhtisin "
    "ja on ei see et ma olen kui oma või ka ning mis aastat aasta neil mulle minu töötanud töö haridus "
    "töökogemus oskused keeled ülikool praegu kool",
    "lv": "un ir es ar par no uz kas kā arī man mans gadu gadus gada darba pieredze izglītība prasmes valodas "
    "universitāte pašlaik viņiem strādāju vai bet",
    "lt": "ir yra su kad į iš tai aš mano bei kaip nuo iki metų metus metais darbo patirtis išsilavinimas "
    "įgūdžiai kalbos universitetas dabar jiems dirbu taip pat",
    "vi": "và của là cho với các những được tôi có trong đã một người năm công việc làm kinh nghiệm học vấn kỹ "
    "năng đại ngôn ngữ tại nay",
    "ms": "saya telah dengan dan yang untuk dalam pengalaman kemahiran pendidikan universiti bahasa kini kerja tahun",
    "is": "og að er ég sem við með hef um til fyrir af frá ekki menntun starfsreynsla háskóli tungumál ár",
    "sq": "dhe të në për me një nga si që kam jam është arsimi përvoja universiteti gjuhët",
    "af": "en die van in is het vir met op ek my was as wat nie opleiding ondervinding vaardighede tale universiteit",
    "sw": "na ya wa kwa ni katika mimi yangu kazi elimu uzoefu chuo lugha miaka",
    "tl": "ang ng sa mga na at ako ay para ko ito karanasan edukasyon kasanayan",
    "eu": "eta da bat naiz dut hezkuntza esperientzia hizkuntzak unibertsitatea lana urte",
    "gl": "e de da do que en unha un para con por traballo experiencia formación idiomas universidade anos desde",
    "bs": "i u je na se za sam iskustvo obrazovanje univerzitet jezici vještine godine",
}
_INDEX: dict[str, list[str]] = {}
for _language, _words in _WORDS.items():
    for _word in dict.fromkeys(_words.split()):
        _INDEX.setdefault(_word, []).append(_language)

_WORD = re.compile(r"[^\W\d_]+")
_URDU = re.compile("[ٹڈڑےں]")
_PERSIAN = re.compile("[پچژگ]|\u06cc|\u06a9")
_CYRILLIC = (
    ("kk", re.compile("[әғқңөұүһ]")),
    ("uk", re.compile("[іїєґ]")),
    ("ru", re.compile("[ыэё]")),
    ("mk", re.compile("[ѓќѕ]")),
    ("sr", re.compile("[ђћљњџј]")),
)
# All that the scripts below are in: the texts of most languages hold none of it, and need no closer look.
_BEYOND_LATIN = re.compile("[\u0370-\u1cff\u1f00-\u1fff\u3040-\ud7af\ufb50-\ufefc]+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
)
# Letters beyond ASCII that a language's own words hold. One that few languages have says much.
_LETTERS = {
    "de": "äöüß", "fr": "éèêëàâçîïôûùœ", "es": "áéíóúñü", "nl": "éëïöü", "it": "àèéìòù", "pl": "ąćęłńóśźż",
    "pt": "áàâãéêíóôõúç", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "sl": "čšž", "hr": "čćđšž",
    "bs": "čćđšž",
    "sv": "åäö", "da": "æøå", "nb": "æøå", "fi": "äö", "et": "äõöüšž", "lv": "āčēģīķļņšūž", "lt": "ąčęėįšųūž",
    "hu": "áéíóöőúüű", "ro": "ăâîșțşţ", "tr": "çğıöşü", "ca": "àèéíïòóúüç", "is": "áðéíóúýþæö", "sq": "çë", "eu": "ñ",
    "gl": "áéíóúñ", "af": "êëï",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}  # fmt: skip
_OWN = {code: frozenset(_LETTERS.get(code, "")) for code in _WORDS}
_OWNERS = Counter(letter for letters in _LETTERS.values() for letter in letters)
_FOREIGN = re.compile("[à-öø-ÿĀ-ſƠơƯưșțȘȚạ-ỹ]")
_SAMPLE = 50_000
# Fewer letters say nothing.
_MIN_LETTERS = 20
# Words of its own that a text needs; fewer do where no other language comes near.
_ENOUGH, _LITTLE, _AHEAD = 2.0, 1.0, 1.4
_NORWEGIAN = re.compile(
    r"\b(?:av|ble|meg|nå|etter|jobb\w*|ut\w+ning|\w+(?:sjon\w*|het|tt|ttet|jobb|ene|sk))\b|øy|ei|skj|kj"
)
_DANISH = re.compile(r"\b(?:af|blev|mig|nu|efter|arbejd\w*|ud\w*|\w+(?:tion\w*|hed|erne|ede|sk|else))\b|øj|ej|æ")


_RUSSIAN = re.compile(
    r"\b(?:я|что|как|это|мне|или|работы|работе|при|по|для|из|года|лет|университет\w*|навыки|знание)\b"
)
_BULGARIAN = re.compile(
    r"\b(?:да|се|съм|са|със|при|от|по|за|години|опит|умения|езици|университет|досега|като|ми|си)\b|ъ"
)


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language in which most of `text` stands, or None where too little tells."""
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    if letters < _MIN_LETTERS:
        return None
    return _by_script(sample, letters) or _by_words(sample)


def _by_script(sample: str, letters: int) -> str | None:
    others = "".join(_BEYOND_LATIN.findall(sample))
    if 4 * len(others) <= letters:
        return None
    counts = {code: len(pattern.findall(others)) for code, pattern in _SCRIPTS}
    # An ideograph is worth a word of letters; kana beside them are Japanese.
    if counts["ja"] > 0.1 * (counts["zh"] + counts["ja"]) and 4 * (counts["ja"] + counts["zh"]) > letters:
        return "ja"
    for code, count in counts.items():
        if (4 if code == "zh" else 2) * count > letters:
            return _of_script(code, sample)
    return None


def _of_script(script: str, sample: str) -> str:
    """The language of a script that several have, by the letters that one has and the others have not."""
    lower = sample.lower()
    if script == "ar":
        return "ur" if _URDU.search(lower) else "fa" if _PERSIAN.search(lower) else "ar"
    if script != "cyrillic":
        return script
    for code, letters in _CYRILLIC:
        # A few may stand in names.
        if len(letters.findall(lower)) * 100 > len(lower) / 4:
            return "be" if code == "uk" and "ў" in lower else code
    # Hardly a sentence of Russian is without one of those letters; the headings of a resume may be.
    return "ru" if len(_RUSSIAN.findall(lower)) > len(_BULGARIAN.findall(lower)) else "bg"


def _without_addresses(text: str) -> str:
    """Mail and web addresses are made of the words of every language."""
    return " ".join(token for token in text.split() if "@" not in token and "/" not in token and "www." not in token)


def _by_words(sample: str) -> str | None:
    """The language with the most words of its own, weighed by whether the letters beyond ASCII are its own too."""
    text = _without_addresses(sample.lower())
    words = Counter(_WORD.findall(text))
    votes: dict[str, float] = dict.fromkeys(_WORDS, 0.0)
    for word, count in words.items():
        for code in _INDEX.get(word, ()):
            votes[code] += count / len(_INDEX[word])
    letters = Counter(_FOREIGN.findall(text))
    scores = votes
    if letters:
        size = sum(len(word) * count for word, count in words.items())
        scores = {code: _score(votes[code], _OWN[code], letters, size) for code in votes}
    second, first = sorted(scores, key=lambda one: scores[one])[-2:]
    enough = scores[first] >= _ENOUGH or (scores[first] >= _LITTLE and scores[first] > _AHEAD * scores[second])
    if not enough:
        return None
    # The two are spelt apart more than they are worded apart.
    if first in {"da", "nb"}:
        return "nb" if len(_NORWEGIAN.findall(text)) > len(_DANISH.findall(text)) else "da"
    return first


def _score(votes: float, own: frozenset[str], letters: Counter[str], size: int) -> float:
    shared = own & letters.keys()
    special = sum(letters[letter] / _OWNERS[letter] for letter in shared)
    others = letters.total() - sum(letters[letter] for letter in shared)
    # Names bring letters of other languages; a whole text of them is another language's.
    return (votes + min(special, votes + _ENOUGH)) / (1 + others / (2 + size / 100))
