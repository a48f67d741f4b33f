"""The countries of the world by their names in the languages in which resumes are written, to ISO 3166 codes.

Names are folded (`intake.text.fold`). Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable

from intake.text.fold import fold_name

_NAMES = {
    "DE": "germany deutschland allemagne alemania germania duitsland niemcy alemanha nemecko tyskland германия "
    "германія 德国 ドイツ",
    "AT": "austria osterreich autriche oostenrijk rakousko австрия 奥地利",
    "CH": "switzerland schweiz suisse svizzera suiza zwitserland szwajcaria suica svycarsko швейцария 瑞士",
    "FR": "france frankreich francia frankrijk francja franca francie франция 法国",
    "ES": "spain espana spanien espagne spagna spanje hiszpania espanha spanelsko испания 西班牙",
    "IT": "italy italia italien italie wlochy italsko италия 意大利",
    "NL": "netherlands the_netherlands nederland niederlande pays_bas paises_bajos paesi_bassi holland holandia "
    "нидерланды 荷兰",
    "BE": "belgium belgie belgique belgien belgica belgio belgia бельгия 比利时",
    "LU": "luxembourg luxemburg luxemburgo lussemburgo luksemburg",
    "PL": "poland polska polen pologne polonia polsko польша 波兰",
    "PT": "portugal portogallo portugalia португалия 葡萄牙",
    "GB": "united_kingdom uk u_k great_britain england scotland wales northern_ireland vereinigtes_konigreich "
    "royaume_uni "
    "reino_unido regno_unito verenigd_koninkrijk wielka_brytania velka_britanie великобритания 英国",
    "IE": "ireland eire irland irlande irlanda ierland irlandia ирландия",
    "US": "united_states united_states_of_america usa u_s_a us vereinigte_staaten etats_unis estados_unidos "
    "stati_uniti "
    "verenigde_staten stany_zjednoczone сша 美国 アメリカ",
    "CA": "canada kanada канада 加拿大",
    "MX": "mexico mexiko mexique messico meksyk",
    "BR": "brazil brasil brasilien bresil brasile brazylia бразилия 巴西",
    "AR": "argentina argentinien argentine argentyna",
    "CL": "chile chili cile",
    "CO": "colombia kolumbien colombie kolumbia",
    "PE": "peru perou",
    "EC": "ecuador",
    "UY": "uruguay",
    "VE": "venezuela",
    "BO": "bolivia",
    "CR": "costa_rica",
    "CU": "cuba kuba",
    "DO": "dominican_republic republica_dominicana",
    "GT": "guatemala",
    "JM": "jamaica",
    "TT": "trinidad_and_tobago",
    "SE": "sweden schweden sverige suede suecia svezia zweden szwecja svedsko швеция",
    "NO": "norway norwegen norge norvege noruega norvegia noorwegen norwegia norsko норвегия",
    "DK": "denmark danemark danmark dinamarca danimarca denemarken dania dansko дания",
    "FI": "finland finnland suomi finlande finlandia finsko финляндия",
    "IS": "iceland island islande islandia islanda",
    "CZ": "czech_republic czechia tschechien tschechische_republik ceska_republika cesko republique_tcheque tchequie "
    "republica_checa chequia repubblica_ceca tsjechie czechy чехия",
    "SK": "slovakia slowakei slovensko slovaquie eslovaquia slovacchia slowacja словакия",
    "HU": "hungary ungarn magyarorszag hongrie hungria ungheria hongarije wegry madarsko венгрия",
    "RO": "romania rumanien roumanie rumania roemenie rumunia rumunsko румыния",
    "BG": "bulgaria bulgarien bulgarie българия болгария bulgarije",
    "GR": "greece griechenland grece grecia griekenland grecja recko ελλαδα греция 希腊",
    "HR": "croatia kroatien hrvatska croatie croacia croazia kroatie chorwacja хорватия",
    "SI": "slovenia slowenien slovenija slovenie eslovenia",
    "RS": "serbia serbien srbija serbie србија сербия",
    "BA": "bosnia_and_herzegovina bosnien bosna_i_hercegovina",
    "MK": "north_macedonia nordmazedonien северна_македонија",
    "AL": "albania albanien shqiperia albanie",
    "EE": "estonia estland eesti estonie эстония",
    "LV": "latvia lettland latvija lettonie letonia латвия",
    "LT": "lithuania litauen lietuva lituanie lituania litwa литва",
    "UA": "ukraine ukraina ucraina ucrania україна украина oekraine",
    "BY": "belarus weissrussland беларусь bielorussie",
    "RU": "russia russland russie rusia rusland rosja россия russian_federation российская_федерация 俄罗斯",
    "MD": "moldova moldau moldavie",
    "GE": "georgia_tbilisi sakartvelo грузия საქართველო",
    "AM": "armenia armenien armenie հայաստան",
    "AZ": "azerbaijan aserbaidschan azerbaycan",
    "KZ": "kazakhstan kasachstan казахстан",
    "UZ": "uzbekistan usbekistan",
    "TR": "turkey turkei turkiye turquie turquia turchia turkije turcja turecko турция 土耳其",
    "CY": "cyprus zypern chypre κυπρος kibris",
    "MT": "malta malte",
    "IL": "israel israele izrael ישראל",
    "PS": "palestine فلسطين",
    "JO": "jordan jordanien jordanie الأردن",
    "LB": "lebanon libanon liban libano لبنان",
    "SY": "syria syrien syrie سوريا",
    "IQ": "iraq irak العراق",
    "IR": "iran ایران",
    "SA": "saudi_arabia saudi_arabien arabie_saoudite السعودية المملكة_العربية_السعودية",
    "AE": "united_arab_emirates uae vereinigte_arabische_emirate emirats_arabes_unis الإمارات "
    "الإمارات_العربية_المتحدة",
    "QA": "qatar katar قطر",
    "KW": "kuwait koweit الكويت",
    "OM": "oman عمان",
    "EG": "egypt agypten egypte egipto egitto egipt مصر",
    "MA": "morocco marokko maroc marruecos marocco maroko المغرب",
    "DZ": "algeria algerien algerie argelia الجزائر",
    "TN": "tunisia tunesien tunisie tunez تونس",
    "LY": "libya libyen ليبيا",
    "SD": "sudan السودان",
    "NG": "nigeria",
    "GH": "ghana",
    "KE": "kenya kenia",
    "UG": "uganda ouganda",
    "TZ": "tanzania tansania tanzanie",
    "RW": "rwanda ruanda",
    "ET": "ethiopia athiopien ethiopie ኢትዮጵያ",
    "SN": "senegal",
    "CI": "cote_d_ivoire cote_divoire ivory_coast elfenbeinkuste",
    "CM": "cameroon kamerun cameroun",
    "CD": "democratic_republic_of_the_congo",
    "MG": "madagascar madagaskar",
    "MU": "mauritius ile_maurice",
    "ZA": "south_africa sudafrika afrique_du_sud sudafrica zuid_afrika",
    "ZW": "zimbabwe",
    "ZM": "zambia sambia",
    "BW": "botswana",
    "MZ": "mozambique mocambique",
    "AO": "angola",
    "IN": "india indien inde indie भारत индия 印度",
    "PK": "pakistan پاکستان",
    "BD": "bangladesh bangladesch বাংলাদেশ",
    "LK": "sri_lanka",
    "NP": "nepal नेपाल",
    "CN": "china chine cina chiny 中国 中國 китай",
    "HK": "hong_kong hongkong 香港",
    "TW": "taiwan 台灣 台湾",
    "JP": "japan japon giappone japonia 日本 япония",
    "KR": "south_korea korea sudkorea coree_du_sud corea_del_sur 한국 대한민국",
    "VN": "vietnam viet_nam",
    "TH": "thailand thailande ประเทศไทย",
    "ID": "indonesia indonesien indonesie",
    "MY": "malaysia malaisie",
    "SG": "singapore singapur singapour 新加坡",
    "PH": "philippines philippinen filipinas",
    "KH": "cambodia kambodscha",
    "AU": "australia australien australie",
    "NZ": "new_zealand neuseeland nouvelle_zelande",
}  # fmt: skip

COUNTRIES = {fold_name(name.replace("_", " ")): code for code, names in _NAMES.items() for name in names.split()}
"""Folded name to ISO 3166 code."""


def _by_initial(names: Iterable[str]) -> str:
    """A pattern for any of them, the longest first; at a word only the names of its initial are tried."""
    ordered: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        ordered.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(initial)}(?:{'|'.join(ends)})" for initial, ends in ordered.items())


_COUNTRY = re.compile(rf"\b(?:{_by_initial(COUNTRIES)})\b")


def countries_in(text: str) -> tuple[str, ...]:
    """ISO 3166 codes of the countries that a line names."""
    return tuple(COUNTRIES[word] for word in _COUNTRY.findall(fold_name(text)))
