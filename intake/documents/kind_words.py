"""The words by which a document's kind shows, in the languages that we read, folded (`intake.text.fold`).

Each pattern runs on folded text: lower case, no diacritics, no punctuation, single spaces; a line at a time where
its name says LINE. Pure: no I/O, no clock.
"""

import re


def _line_start(words: str, unspaced: str = "(?!)") -> re.Pattern[str]:
    """A line that begins with one of the words; `unspaced` are of languages that put no space behind a word."""
    return re.compile(rf"^(?:(?:{words})\b|(?:{unspaced}))")


def _in_whole(words: str) -> re.Pattern[str]:
    """Anywhere in a whole text that begins with a space: `re` skips to the next space in a fifth of the time."""
    return re.compile(rf" (?:{words})\b")


def _anywhere(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b")


SALUTATION_LINE = _line_start(
    "dear|to whom it may concern|hello|hi|good (?:morning|day|afternoon)|esteemed|greetings|"
    "sehr (?:geehrte|geehrter|verehrte)\\w*|liebe[rs]?|guten (?:tag|morgen)|hallo|werte|"
    "madame|monsieur|mesdames|messieurs|cher|chere|chers|cheres|bonjour|"
    "estimad[oa]s?|querid[oa]s?|buenos dias|buenas tardes|hola|apreciad[oa]s?|muy senor\\w*|a quien corresponda|"
    "geachte|beste|goedendag|goedemorgen|"
    "gentil[ei]|gentilissim\\w+|egregi\\w*|spettabile|spett le|buongiorno|caro|cara|alla cortese attenzione|"
    "szanown\\w+|drog[ai]\\w*|dzien dobry|prezad[oa]s?|caros?|vazen[aiy]\\w*|dobry den|hej|kara|kaere|exm[oa]s?|"
    "ex(?:celentissim|m)\\w*|hei|"
    "sayin|merhaba|tisztelt|udvozlom|stimat[ae]\\w*|buna ziua|hyva|hyvat|postovan[ai]\\w*|spostovan[ai]\\w*|"
    "benvolgu\\w+|"
    "dengan hormat|kepada yth|yth|kinh gui|lugupeetud|godatais|cien\\w*|gerbiam\\w+|kjaere|"
    "уважаем\\w+|здравствуйте|добрый день|шановн\\w+|добрий день|уважаеми|поштован\\w+|"
    "αξιοτιμ\\w+|αγαπητ\\w+|κυριε|κυρια|לכבוד|שלום|السادة|السيد|السيدة|تحية طيبة|عزيزي|عزيزتي|حضرة|"
    "담당자님께|안녕하십니까|안녕하세요|존경하는",
    "尊敬的|您好|敬启者|敬啟者|拝啓|採用ご担当|人事ご担当|ご担当者|前略|เรียน|สวัสดี",
)
CLOSING_LINE = _line_start(
    "(?:yours )?(?:sincerely|faithfully|truly|respectfully)(?: yours)?|yours|respectfully yours|"
    "(?:with )?(?:kind|best|warm|kindest|warmest|many)(?: best| kind)? (?:regards|wishes)|regards|best|cheers|"
    "thank you for (?:your|the|considering)|thanks|many thanks|with best regards|warmly|cordially|"
    "mit (?:freundlich\\w+|herzlich\\w+|besten|vielen|lieben) gru\\w+|freundliche grusse|herzliche grusse|"
    "viele grusse|"
    "beste grusse|hochachtungsvoll|liebe grusse|"
    "cordialement|bien cordialement|bien a vous|sinceres salutations|salutations distinguees|respectueusement|"
    "atentamente|atte|un cordial saludo|un saludo|saludos|cordialmente|reciba un cordial saludo|saludos cordiales|"
    "met vriendelijke groet\\w*|vriendelijke groet\\w*|hoogachtend|met hartelijke groet\\w*|groet\\w*|"
    "cordiali saluti|distinti saluti|in fede|cordialmente|saluti|un cordiale saluto|"
    "z powazaniem|z wyrazami szacunku|pozdrawiam|serdecznie pozdrawiam|"
    "atenciosamente|com os melhores cumprimentos|cumprimentos|s pozdravem|med vanlig halsning|venlig hilsen|"
    "com os meus cumprimentos|s uctou|s pozdravom|med venlig hilsen|med vennlig hilsen|med vanliga halsningar|"
    "vanliga halsningar|ystavallisin terveisin|parhain terveisin|udvozlettel|tisztelettel|cu stima|cu respect|"
    "saygilarimla|saygilarimizla|s postovanjem|srdacan pozdrav|s spostovanjem|lep pozdrav|atentament|"
    "hormat saya|tran trong|lugupidamisega|ar cienu|pagarbiai|"
    "с уважением|з повагою|с уважение|с поштовањем|με εκτιμηση|בברכה|בכבוד רב|مع خالص|مع فائق|وتفضلوا|تفضلوا بقبول|"
    "감사합니다",
    "此致|敬礼|敬禮|谨上|敬具|敬上|草々|よろしくお願い|ขอแสดงความนับถือ",
)
# French takes leave in a whole sentence.
CLOSING_PHRASE = _anywhere(
    "(?:veuillez|je vous prie d) ?(?:agreer|accepter|recevoir|croire)|salutations distinguees|"
    "agreer (?:madame|monsieur|mesdames)|sentiments (?:distingues|respectueux|les meilleurs)"
)
STATEMENT_TITLE_LINE = re.compile(
    r"^(?:(?:cover(?:ing)?|motivation|application) letter|letter of (?:motivation|intent|interest|application)|"
    r"statement of (?:purpose|interest|motivation|intent)|(?:personal|research|teaching|motivation|"
    r"diversity) statement|"
    r"expression of interest|motivational letter|"
    r"(?:motivations|bewerbungs|begleit)schreiben|anschreiben|motivationsbrief|"
    r"lettre de (?:motivation|candidature|presentation)|"
    r"carta de (?:motivacion|presentacion|interes|intencion)|(?:motivatie|sollicitatie)brief|motivatie|"
    r"lettera di (?:motivazione|presentazione|candidatura|accompagnamento)|lettera motivazionale|"
    r"list motywacyjny|carta de (?:motivacao|apresentacao)|motivacni dopis|personligt brev|"
    r"motivacny list|motivacijsko pismo|motivacios level|kiserolevel|scrisoare de (?:intentie|motivatie)|on yazi|"
    r"motivasyon mektubu|motivasjonsbrev|motivationsbrev|ansogning|motivaatiokirje|tyohakemus|carta de motivacio|"
    r"surat lamaran|thu xin viec|motivatsioonikiri|motivacijas vestule|motyvacinis laiskas|"
    r"сопроводительное письмо|мотивационное письмо|мотиваційний лист|супровідний лист|мотивационно писмо|"
    r"μοτιβατιον|συνοδευτικη επιστολη|מכתב מקדים|خطاب (?:تقديم|تغطية|دافع)|رسالة (?:تغطية|دافع)|자기소개서|"
    r"지원 ?동기)\b|"
    r"^(?:求职信|求職信|自荐信|自薦信|动机信|志望理由書|志望動機書|カバーレター|送付状)"
)
APPLYING = _in_whole(
    "appl(?:y|ying|ication|ied) (?:for|to)|(?:my|this) (?:application|candidacy)|application for|i am writing|"
    "express(?:ing)? my (?:strong |keen |sincere |great )?interest|(?:your|the) (?:advert\\w*|job posting|"
    "vacancy|opening)|"
    "(?:position|role|post|job|vacancy) (?:of|as|at|in|with|advertised)|would (?:love|like|welcome) (?:to|the)|"
    "i am (?:very |really |highly |particularly |genuinely |deeply )?(?:interested|motivated|excited|keen|eager|"
    "thrilled)|"
    "my (?:motivation|interest in|enthusiasm)|look(?:ing)? forward to|opportunity to|contribute to|"
    "bewerb\\w+|stellenanzeige|stellenausschreibung|ausgeschriebene\\w*|ihre anzeige|"
    "vorstellungsgesprach|personlichen gesprach|mich (?:reizt|interessiert|begeistert)|meine motivation|"
    "je (?:soumets|pose|presente) ma candidature|ma candidature|(?:candidature|postuler?) (?:au|a|pour)|"
    "votre (?:annonce|offre|entreprise)|"
    "poste (?:de|d)|un entretien|ma motivation|rejoindre votre|je vous adresse|m interesse|"
    "(?:mi|presentar mi|esta) (?:candidatura|solicitud)|manifestar mi interes|(?:el )?puesto (?:de|como)|"
    "vacante|una entrevista|mi interes|"
    "me dirijo a|su oferta|a su disposicion|incorporarme|"
    "soliciteer|solliciteer|sollicitatie|sollicitatiegesprek|(?:de )?(?:functie|vacature|positie) (?:van|als|"
    "voor)|mijn motivatie|"
    "(?:mia|la) candidatura|candidar\\w+|(?:la )?posizione (?:di|come)|un colloquio|mio interesse|"
    "aplik\\w+|stanowisk\\w+|rozmow\\w+ kwalifikacyjn\\w+|moja kandydatur\\w+|ubiega\\w+ sie|ofert\\w+ pracy"
)
MOTIVE = _in_whole(
    "because|experience|background|passion\\w*|enthusias\\w*|skills?|team|years|learn\\w*|research|worked|working|"
    "developed|project\\w*|responsib\\w+|believe|values?|mission|degree|studied|role|"
    "weil|erfahrung\\w*|kenntnisse|jahre\\w*|gearbeitet|entwick\\w+|studium|studier\\w+|leidenschaft\\w*|"
    "aufgabe\\w*|ausbildung|team|"
    "parce|experiences?|competences?|annees|travaill\\w+|developp\\w+|etudes|mission|equipe|"
    "porque|experiencia|anos|trabaj\\w+|desarroll\\w+|equipo|estudi\\w+|conocimientos|"
    "omdat|ervaring|jaar|gewerkt|ontwikkel\\w+|opleiding|studie|"
    "perche|esperienza|anni|lavor\\w+|svilupp\\w+|studi\\w*|competenze|"
    "poniewaz|doswiadcz\\w+|lat|prac\\w+|zespol\\w*|studi\\w+|umiejetnosci"
)
ATTACHED = _in_whole(
    "attached|attachments?|enclosed|anbei|im anhang|beigefugt|anlage|anlagen|ci joint\\w*|en piece jointe|adjunt\\w+|"
    "bijgaand|bijlagen?|bijgevoegd|in allegato|allego|allegat\\w+|w zalacz\\w+|zalacz\\w+|em anexo"
)
# By language, for the words of one mean something else in the next: "je" is I and you, "i" is I and and.
_FIRST_PERSON = {
    "en": "i|my|me|myself|im|ive|mine",
    "de": "ich|mein\\w*|mich|mir",
    "fr": "je|j|mon|ma|mes|moi|me|m",
    "es": "yo|mi|mis|me|he|soy|estoy|mio",
    "nl": "ik|mijn|mij",
    "it": "io|mi|mia|mio|miei|mie|ho|sono|vorrei",
    "pl": "jestem|moj\\w*|mnie|mam|mi|moim|pracuje|mna|\\w{3,}lam|\\w{3,}lem",
    "pt": "eu|meu|minha|meus|minhas|me|sou|estou",
    "cs": "jsem|muj|moje|mne|mi|me|mam",
    "sv": "jag|min|mitt|mina|mig",
    "da": "jeg|min|mit|mine|mig",
    "nb": "jeg|min|mitt|mine|meg",
}
_THIRD_PERSON = {
    "en": "he|she|his|her|him|hers",
    "de": "herr|herrn|frau|er|ihm|ihn|seine\\w*|sein",
    "fr": "elle|il|lui|son|sa|ses",
    "es": "ella|el|su|sus",
    "nl": "hij|zij|haar|zijn|hem",
    "it": "lei|egli|suo|sua|suoi|sue",
    "pl": "on|ona|jej|jego|pan|pani|pana",
}
READ_LANGUAGES = frozenset(_FIRST_PERSON)
"""The languages of which the words tell the kind; of others the layout has to."""

FIRST_PERSON = {language: _in_whole(words) for language, words in _FIRST_PERSON.items()}
THIRD_PERSON = {language: _in_whole(words) for language, words in _THIRD_PERSON.items()}
REFERENCE_TITLE_LINE = re.compile(
    r"^(?:letter of (?:recommendation|reference)|recommendation letter|reference letter|(?:employment|work|"
    r"character|academic|"
    r"professional|employer) reference|reference for|recommendation for|"
    r"(?:qualifiziertes )?(?:arbeits|zwischen|praktikums|dienst)zeugnis|empfehlungsschreiben|referenzschreiben|"
    r"zeugnis|"
    r"lettre de recommandation|certificat de travail|attestation de travail|"
    r"carta de (?:recomendacion|referencia)|aanbevelingsbrief|referentiebrief|getuigschrift|"
    r"lettera di (?:referenze?|raccomandazione)|list (?:referencyjny|polecajacy)|swiadectwo pracy|referencje)\b"
)
RECOMMENDING = _in_whole(
    "(?:i|we|to) (?:can |would |highly |strongly |warmly |wholeheartedly |fully |heartily |gladly |"
    "unreservedly )*recommend|"
    "recommend (?:him|her|them|\\w+ \\w+) (?:for|to|without|as|highly)|without (?:any )?reservations?|"
    "(?:i )?have known|(?:i|we) supervised|under my supervision|has been (?:employed|working) (?:by|with|at)|"
    "was employed|"
    "pleasure to (?:recommend|support|write)|strongest (?:possible )?(?:recommendation|support)|"
    "in support of|"
    "zu unserer (?:vollen|vollsten)|stets (?:zu|zur|vorbildlich)|wunschen (?:ihm|ihr|herrn|frau)|"
    "war (?:in der zeit )?(?:vom|von|seit)|empfehle\\w*|"
    "(?:je|nous) (?:recommand\\w+|vous recommand\\w+)|recommande vivement|"
    "recomiend\\w+|recomendar|aanbevel\\w+|beveel|raccomand\\w+|polec\\w+|rekomend\\w+"
)
TRANSCRIPT = _in_whole(
    "(?:academic |official |unofficial )?transcript(?: of (?:academic )?records?)?|academic record|grade report|"
    "record of study|"
    "leistungsubersicht|notenspiegel|notenauszug|leistungsnachweis|studienleistungen|transkript|notenubersicht|"
    "releve de notes|releves de notes|expediente academico|certificado de (?:notas|calificaciones)|cijferlijst|"
    "studieresultaten|certificato degli esami|carriera accademica|piano degli esami|wykaz ocen|karta ocen|"
    "historico escolar"
)
GRADES = _in_whole(
    "credits?|ects|gpa|grades?|marks?|note|noten|leistungspunkte|cp|notes?|moyenne|creditos?|calificacion\\w*|"
    "nota|cijfers?|"
    "studiepunten|ec|crediti|cfu|voto|voti|ocena|oceny|punkty|semester|modules?|course code|ue"
)
CERTIFICATE = _in_whole(
    "(?:this is to certify|we hereby certify|hereby certif\\w+|this certif\\w+|is awarded to|"
    "has successfully completed|"
    "has been awarded|certificate of (?:completion|attendance|achievement|proficiency|participation)|"
    "hat (?:erfolgreich|mit erfolg) (?:teilgenommen|abgeschlossen|bestanden)|wird (?:hiermit )?bescheinigt|"
    "teilnahmebescheinigung|"
    "zertifikat uber|urkunde|hochschulgrad|certifie que|atteste que|attestation de (?:reussite|formation|"
    "participation)|"
    "certifica que|hace constar|se otorga|verklaart dat|certificaat van|si certifica che|attestato di|certificato di|"
    "zaswiadcza\\w*|certyfikat|niniejszym)"
)
CERTIFICATE_TITLE_LINE = re.compile(
    r"^(?:certificate|certification|diploma|zertifikat|bescheinigung|urkunde|certificat|attestation|certificado|"
    r"diplome|"
    r"diploma de|certificaat|attestato|certificato|certyfikat|zaswiadczenie|dyplom|bachelorurkunde|masterurkunde)\b"
)
INVOICE = _in_whole(
    "invoice(?: (?:no|number|date))?|amount due|total due|due date|payment terms|bill to|subtotal|vat(?: (?:no|"
    "number|reg\\w*))?|"
    "unit price|purchase order|remittance|rechnung(?:s\\w+)?|mwst|ust id|steuer nr|zahlungsziel|"
    "zahlungsbedingungen|iban|"
    "facture|tva|montant (?:ht|ttc|total)|total ttc|factura|iva|importe|factuur|btw|fattura|imponibile|faktura|"
    "nip|kwota"
)
PAPER = _in_whole(
    "abstract|keywords|doi|arxiv|et al|introduction|related work|conclusions?|theorem|lemma|proof|bibliography|"
    "acknowledg\\w+|"
    "proceedings|figure \\d+|table \\d+|issn|isbn|preprint|we (?:propose|present|show|prove)|zusammenfassung|"
    "einleitung|fazit"
)
FORM = _in_whole(
    "application form|please (?:complete|fill|print|tick|indicate)|for office use only|signature of|block capitals|"
    "bitte ausfullen|formular|zutreffendes|formulaire|cocher|formulario|formulier|modulo|formularz|"
    "(?:terms and conditions)|"
    "job description|(?:what we offer|we offer|we are looking for|responsibilities include|how to apply|"
    "equal opportunity employer)"
)
PORTFOLIO_LINE = re.compile(r"^(?:\w+ ){0,4}portfolio\b|^(?:selected works?|works? samples?|arbeitsproben|mappe)\b")
WRITING_SAMPLE_LINE = re.compile(r"^(?:writing sample|textprobe|schreibprobe|work sample|code sample)\b")
CONTACT = re.compile(r"[\w.+-]{1,64}@[\w-]{1,100}\.\w|\+?\d[\d ()./-]{8,30}\d")
DATE_RANGE = re.compile(
    r"(?=[\dy年])(?:(?:\b\d{1,2}[./-])?\b(?:19|20)\d\d(?:[./-]\d{1,2})?|\b(?:19|20)xx|\byear|年)\s*(?:-|–|—|to|bis|until|"
    r"till|à|au|a|al|tot|do|至|~|～|→)+\s*"
    r"(?:(?:[^\W\d_]{3,12}\.?\s*)?(?:\d{1,2}[./-])?(?:19|20)(?:\d\d|xx)|present|now|today|current\w*|ongoing|"
    r"heute|jetzt|aujourd|actuel\w*|"
    r"présent|presente|actual\w*|heden|nu\b|oggi|attuale|obecnie|teraz|dnes|year\b|年|至今|现在|現在)",
    re.IGNORECASE,
)
SINCE = re.compile(
    r"^[^\w\n]{0,10}(?:since|seit|depuis|desde|sinds|dal|od)\s+(?:[^\W\d_]{3,12}\.?\s+|\d{1,2}[./])?(?:19|20)\d\d",
    re.IGNORECASE | re.MULTILINE,
)
DATED_LINE = re.compile(r"^[^\w\n]{0,10}(?:\d{1,2}[./])?(?:19|20)\d\d\b|\b(?:19|20)\d\d[^\w\n]{0,10}$", re.MULTILINE)
QUESTION_LINE = re.compile(r"^.{8,150}\?[ \t]{0,5}$", re.MULTILINE)
