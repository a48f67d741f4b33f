"""The languages that a candidate says to speak, as ISO 639-1 codes, from under a languages heading.

A language named anywhere else (a course, a place) says nothing. Pure: no I/O, no clock.
"""

import re
from itertools import pairwise

from intake.candidate.contact import Found
from intake.candidate.lines import Line
from intake.candidate.words import HEADINGS
from intake.model.document import SourceWords
from intake.text.fold import fold_name
from intake.text.sections import SECTIONS

_NAMES = {
    "en": "english englisch anglais ingles inglese engels angielski anglictina angielskiego engelska engelsk "
    "inglés inglês angol engleza ingilizce englanti английский англійська английски 英語 英语 영어 αγγλικα "
    "אנגלית الإنجليزية الانجليزية bahasa_inggris",
    "de": "german deutsch allemand aleman alemao tedesco duits niemiecki nemcina nemecky tyska tysk nemet "
    "germana almanca saksa немецкий німецька немски 德语 德語 ドイツ語 독일어 γερμανικα גרמנית الألمانية",
    "fr": "french franzosisch francais frances francese frans francuski francouzstina franska fransk francia "
    "franceza fransizca ranska французский французька 法语 フランス語 프랑스어 γαλλικα צרפתית الفرنسية",
    "es": "spanish spanisch espagnol espanol castellano espanhol spagnolo spaans hiszpanski spanelstina spanska "
    "spansk spanyol spaniola ispanyolca испанский іспанська 西班牙语 スペイン語 스페인어 ισπανικα ספרדית "
    "الإسبانية",
    "it": "italian italienisch italien italiano italiaans wloski italstina italienska italiensk olasz italiana "
    "italyanca итальянский 意大利语 イタリア語 ιταλικα איטלקית الإيطالية",
    "nl": "dutch niederlandisch neerlandais holandes neerlandes olandese nederlands niderlandzki holenderski "
    "hollandisch nizozemstina nederlandska flemish vlaams нидерландский 荷兰语",
    "pl": "polish polnisch polonais polaco polacco pools polski polstina polska польский польська 波兰语",
    "pt": "portuguese portugiesisch portugais portugues portoghese portugees portugalski portugalstina "
    "portugisiska португальский 葡萄牙语",
    "cs": "czech tschechisch tcheque checo ceco tsjechisch czeski cestina чешский",
    "sk": "slovak slowakisch slovaque eslovaco slovacco slowacki slovencina slovenstina словацкий",
    "sl": "slovene slovenian slowenisch esloveno sloveno slovenscina",
    "ru": "russian russisch russe ruso russo rosyjski rustina ryska orosz rusa rusca русский російська руски "
    "俄语 ρωσικα רוסית الروسية",
    "uk": "ukrainian ukrainisch ukrainien ucraniano ukrainski українська украинский ukrajinstina",
    "be": "belarusian belarussisch bielorusse белорусский беларуская",
    "bg": "bulgarian bulgarisch bulgare bulgaro български болгарский",
    "sr": "serbian serbisch serbe serbio srpski српски сербский",
    "hr": "croatian kroatisch croate croata chorwacki hrvatski",
    "bs": "bosnian bosnisch bosanski",
    "mk": "macedonian mazedonisch македонски",
    "sq": "albanian albanisch albanais albanes shqip",
    "el": "greek griechisch grec griego greco grieks grecki ελληνικα греческий 希腊语",
    "ro": "romanian rumanisch roumain rumano rumeno roemeens rumunski romana румынский",
    "hu": "hungarian ungarisch hongrois hungaro ungherese hongaars wegierski magyar madarstina венгерский",
    "fi": "finnish finnisch finnois finlandes finlandese fins finski suomi finska",
    "et": "estonian estnisch estonien eesti viro",
    "lv": "latvian lettisch letton latviesu latviski",
    "lt": "lithuanian litauisch lituanien lietuviu litewski",
    "sv": "swedish schwedisch suedois sueco svedese zweeds szwedzki svenska svensk ruotsi шведский",
    "da": "danish danisch danois danes danese deens dunski dansk",
    "no": "norwegian norwegisch norvegien noruego norvegese noors norweski norsk bokmal nynorsk",
    "is": "icelandic islandisch islandais islenska",
    "ga": "irish irisch irlandais gaeilge gaelic",
    "cy": "welsh walisisch gallois cymraeg",
    "gd": "scottish_gaelic",
    "eu": "basque baskisch euskera euskara vasco",
    "ca": "catalan katalanisch catala",
    "gl": "galician galego gallego",
    "oc": "occitan",
    "lb": "luxembourgish luxemburgisch luxembourgeois letzebuergesch",
    "mt": "maltese maltesisch malti",
    "tr": "turkish turkisch turc turco turks turecki turkce turcina турецкий 土耳其语 トルコ語 تركية",
    "ku": "kurdish kurdisch kurde kurdi kurmanji sorani",
    "ar": "arabic arabisch arabe arabo arabski arabsky العربية арабский ערבית 阿拉伯语 アラビア語 arapca",
    "he": "hebrew hebraisch hebreu hebreo ebraico hebrajski עברית иврит",
    "yi": "yiddish jiddisch",
    "fa": "persian farsi persisch dari فارسی الفارسية персидский",
    "ps": "pashto paschtu پښتو",
    "ur": "urdu اردو",
    "hi": "hindi हिन्दी हिंदी 印地语",
    "bn": "bengali bangla bengalisch বাংলা",
    "pa": "punjabi panjabi",
    "gu": "gujarati",
    "mr": "marathi मराठी",
    "ta": "tamil தமிழ்",
    "te": "telugu తెలుగు",
    "kn": "kannada",
    "ml": "malayalam മലയാളം",
    "si": "sinhala sinhalese",
    "ne": "nepali nepalesisch नेपाली",
    "zh": "chinese mandarin cantonese chinesisch chinois chino chines cinese chinees chinski cinstina "
    "kantonesisch китайский 汉语 中文 普通话 國語 粤语 중국어 中国語 kinesiska",
    "ja": "japanese japanisch japonais japones giapponese japans japonski 日本語 日语 일본어 японский",
    "ko": "korean koreanisch coreen coreano koreaans 한국어 韩语 韓国語 корейский",
    "vi": "vietnamese vietnamesisch vietnamien tieng_viet",
    "th": "thai thailandisch ไทย ภาษาไทย",
    "id": "indonesian indonesisch indonesien bahasa_indonesia",
    "ms": "malay malaiisch malais bahasa_melayu",
    "tl": "tagalog filipino",
    "jv": "javanese",
    "km": "khmer",
    "my": "burmese birmanisch",
    "mn": "mongolian mongolisch",
    "ka": "georgian georgisch georgien ქართული",
    "hy": "armenian armenisch armenien հայերեն",
    "az": "azerbaijani azeri aserbaidschanisch azerbaycanca",
    "kk": "kazakh kasachisch казахский қазақша",
    "uz": "uzbek usbekisch",
    "sw": "swahili suaheli kiswahili",
    "ha": "hausa haoussa",
    "yo": "yoruba",
    "ig": "igbo",
    "zu": "zulu isizulu",
    "xh": "xhosa isixhosa",
    "af": "afrikaans",
    "st": "sotho sesotho",
    "tn": "setswana tswana",
    "sn": "shona",
    "rw": "kinyarwanda",
    "lg": "luganda",
    "am": "amharic amharisch amharique አማርኛ",
    "ti": "tigrinya",
    "so": "somali",
    "wo": "wolof",
    "ff": "fula fulani peul pulaar",
    "bm": "bambara",
    "ln": "lingala",
    "mg": "malagasy malgache",
    "qu": "quechua ketschua",
    "gn": "guarani",
    "ay": "aymara",
    "ht": "haitian_creole kreyol creole_haitien",
    "eo": "esperanto",
    "la": "latin latein lateinisch latim latino",
    "ber": "berber tamazight amazigh",
}  # fmt: skip
_CODES = {fold_name(name.replace("_", " ")): code for code, names in _NAMES.items() for name in names.split()}
_WORD = re.compile(r"\w+")
# A section of languages is short; further down the columns of a page may have got mixed.
_SECTION = 12


def find_languages(lines: tuple[Line, ...], headings: tuple[str, ...]) -> tuple[Found, ...]:
    """The languages in the order of the text, each once; `headings` end the section as known headings do."""
    own = {fold_name(heading) for heading in headings}
    found: dict[str, Found] = {}
    left = 0
    for at, line in enumerate(lines):
        folded = line.folded
        if _is_heading(folded):
            left = _SECTION
        elif folded in HEADINGS or folded in own:
            left = 0
        elif left or _labelled(line.text):
            left = max(left - 1, 0)
            for code in _codes(folded):
                found.setdefault(code, Found(code, SourceWords(line.text, line.page), at))
    return tuple(found.values())


def english_name(code: str) -> str | None:
    """The name of a language that is found, by its code: "German" of "de"."""
    names = _NAMES.get(code)
    return None if names is None else names.split()[0].replace("_", " ").title()


def _labelled(text: str) -> bool:
    """Whether the line itself says so: "Languages: English, German"."""
    label, colon, _ = text.partition(":")
    return bool(colon) and _is_heading(fold_name(label))


def _is_heading(folded: str) -> bool:
    return SECTIONS.get(folded) == "languages"


def _codes(folded: str) -> tuple[str, ...]:
    """The languages that a line names, by one word or by two ("bahasa Inggris")."""
    words = _WORD.findall(folded)
    pairs = {at: code for at, two in enumerate(pairwise(words)) if (code := _CODES.get(" ".join(two)))}
    found = (pairs.get(at) or (None if at - 1 in pairs else _CODES.get(word)) for at, word in enumerate(words))
    return tuple(code for code in found if code)
