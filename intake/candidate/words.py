"""The words by which lines are told apart: headings, labels, closings, salutations, trades, companies.

In the languages that Intake reads best (English, German, French, Spanish, Dutch, Italian, Polish) and a few more;
all are kept folded as `intake.text.fold.fold_name` folds. Pure: no I/O, no clock.
"""

import re

from intake.text.fold import fold_name
from intake.text.sections import SECTIONS
from intake.text.sections import TITLES as TITLES_OF_RESUMES


def _set(words: str) -> frozenset[str]:
    return frozenset(folded for word in words.split(",") if (folded := fold_name(word)))


# Whole lines that are headings or titles of the paper.
HEADINGS = (
    _set("""
vitae, contact, contact details, contact information, contacts, cover letter, motivation letter,
letter of motivation, statement of interest, research statement, teaching statement, statement of purpose,
to whom it may concern, enclosure, enclosures, table of contents, page, confidential, life philosophy,
a day of my life, work samples, responsibilities, last updated, details, links, social, application,
job application, teaching, zeugnisse, anlagen, anlage, kontakt, anschreiben, bewerbung, motivationsschreiben,
deckblatt, coordonnees, lettre de motivation, objet, carta de presentacion, carta de motivacion, contacto,
lettera di presentazione, contatti, persoonsgegevens, motivatiebrief, sollicitatiebrief, hobby s,
list motywacyjny, motivacni dopis, carta de apresentacao, personligt brev, anschrift, name, adresse, telefon,
e mail, email, phone, address, mobile, linkedin, github, geburtsdatum, 联系方式, 求职信, 其他, 氏名, 자기소개서,
контакты,
сопроводительное письмо, кореспонденция
""")
    | SECTIONS.keys()
    | TITLES_OF_RESUMES
)

# Words of headings that people are called too.
_NAMES_TOO = frozenset({"dane", "dati", "vita", "talen", "schule", "master", "prix", "over", "etat", "page", "minat"})

# A line with one of these is no person's name: trades, degrees, companies, streets, months, polite words.
NOT_IN_NAMES = _set("""
engineer, developer, manager, director, officer, analyst, consultant, scientist, researcher, student, assistant,
professor, lecturer, designer, architect, specialist, administrator, coordinator, teacher, nurse, accountant, intern,
programmer, technician, lead, senior, junior, head, team, department, ceo, cto, candidate, applicant, university,
college, school, institute, institution, academy, faculty, laboratory, hospital, ministry,
inc, ltd, llc, gmbh, ag, corp, company,
corporation, foundation, committee, recruitment, recruiting, hiring, human, resources, street, avenue, road, lane,
boulevard, square, city, postcode, postal, zip, country, state, phone, telephone, tel, mobile, email, mail, fax,
website, address, date, birth, nationality, married, single, dear, sir, madam, sirs, sincerely, regards, yours,
faithfully, january, february, march, april, may, june, july, august, september, october, november, december,
monday, tuesday, wednesday, thursday, friday, saturday, sunday, the, and, for, with, our, your, this, that, from,
letter, subject, re, regarding, ref, application, position, vacancy, job, attached, enclosed, enclosure, page, of,
software, data, science, computer, engineering, technology, technologies, systems, business, bachelor, master, phd,
msc, bsc, mba, degree, diploma, certificate, award, project, projects, management, development, marketing, sales,
finance, community, technical, support, research, kingdom, states, united, germany, france, spain, italy, poland,
austria, switzerland, netherlands, england, london, berlin, paris, madrid, rome, warsaw, vienna, zurich, amsterdam,
hamburg, munich, munchen, curriculum, vitae, resume, cv, skills, experience, education, profile, summary, languages,
references, publications, english, german, french, spanish, native, fluent, beginner, advanced, intermediate, hours,
java, python, javascript, linux, windows, microsoft, office, excel, sql, docker, google, your, here, full, firstname,
lastname, surname, invoice, total, amount, vat, order, number, transcript, records, reference, whom, concern,
geehrte, geehrter, sehr, herren, damen, freundlichen, grussen, grusse, hochachtungsvoll, strasse, str, platz, weg,
universitat, hochschule, fachhochschule, institut, fakultat, zentrum, abteilung, entwickler, entwicklerin, ingenieur,
ingenieurin, wissenschaftler, wissenschaftlerin, mitarbeiter, mitarbeiterin, januar, februar, marz, mai, juni, juli,
oktober, dezember, lebenslauf, bewerbung, als, und, der stelle, betreff, anlage, anlagen, geboren, staatsangehorigkeit,
madame, monsieur, messieurs, cher, chere, objet, rue, universite, ecole, faculte, ingenieure, developpeur,
developpeuse, janvier, fevrier, mars, avril, juin, juillet, aout, septembre, octobre, novembre, decembre, agreer,
salutations, cordialement, societe, entreprise, motivation, poste, candidature,
estimado, estimada, estimados, senor, senora, senores, asunto, calle, universidad, escuela, facultad, ingeniero,
ingeniera, desarrollador, desarrolladora, enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre,
octubre, noviembre, diciembre, atentamente, saludos, puesto, empresa,
gentile, egregio, spettabile, via, piazza, universita, scuola, facolta, ingegnere, sviluppatore, gennaio, febbraio,
aprile, maggio, giugno, luglio, settembre, ottobre, dicembre, cordiali, saluti, oggetto,
geachte, straat, universiteit, hogeschool, ontwikkelaar, januari, februari, maart, augustus, groet, groeten,
vriendelijke, onderwerp, betreft, szanowni, panstwo, ulica, uniwersytet, politechnika, powazaniem, dotyczy,
univerzita, vysoka, skola, ulice, sidste, side, seite, pagina, strona,
prenom, nom, vorname, nachname, nombre, apellido, apellidos, cognome, nome, naam, nazwisko, imie,
areas, core, key, highlights, competencies, competences, strengths, career, objectives, overview, background, history,
recent, relevant, selected, other, further, major, minor, honors, honours, awards, scholarships, memberships,
affiliations, coursework, leadership, volunteer, volunteering,
 conferences, workshops, software, hardware, tools, frameworks
""") | frozenset(word for heading in HEADINGS for word in heading.split() if len(word) > 3 and word not in _NAMES_TOO)

# The line after one of these is who signed.
CLOSINGS = re.compile(
    r"^(?:(?:yours|very|most)?\s*(?:sincerely|faithfully|truly|respectfully)(?: yours)?|"
    r"(?:(?:with|my)\s+)?(?:best|kind|kindest|warm|warmest|many|sincere|with kind|with best)?\s*"
    r"(?:regards|wishes|thanks)|"
    r"respectfully(?: submitted| yours)?|best|cheers|thank you|thanks|many thanks(?: and best wishes)?|"
    r"(?:mit |viele |beste |liebe |herzliche )?(?:freundlichen |besten |herzlichen |vielen )?gru(?:ss|sse|ssen)"
    r"(?: (?:aus|nach) \w+)?|mfg|hochachtungsvoll|"
    r"(?:bien |tres )?cordialement(?: votre)?|respectueusement|sinceres salutations|salutations distinguees|"
    r"(?:muy )?atentamente|(?:un )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|cordialmente|"
    r"(?:cordiali|distinti) saluti|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|hoogachtend|"
    r"z (?:powazaniem|wyrazami szacunku)|s pozdravem|med vanlig(?:a)? halsning(?:ar)?|med venlig hilsen|"
    r"atenciosamente|с уважением|此致|敬具|敬上)[\s,.!]*$",
)

# A letter's salutation: the names in it are the addressee's.
SALUTATION = re.compile(
    r"^(?:dear|hello|hi|sehr geehrte[rs]?|guten tag|hallo|liebe[rs]?|madame|monsieur|chere?|bonjour|estimad[oa]s?|"
    r"apreciad[oa]s?|distinguid[oa]s?|hola|gentil[ei]|egregi[oa]?|spett(?:abile)?|geachte|beste|"
    r"szanown[aiey]|vazen[yai]|"
    r"kara|hej|prezad[oa]s?|уважаем\w*|to whom)\b",
)

# Lines that name the addressee or another person by title, attention or role.
OTHER_PERSON = re.compile(
    r"^(?:mr|mrs|ms|miss|herr|herrn|frau|mme|mlle|sr|sra|sig|sig ra|dhr|mevr|to|an|attn|attention|c o|z hd|"
    r"zu handen|t a v|a l attention|supervisor|supervised by|advisor|adviser|betreuer|referee|"
    r"contact person|professor|prof)\b",
)

# "Name: Ada Example", "Nom : ...", "氏名: ..."; in a table's row the colon may be gone.
NAME_LABEL = re.compile(
    r"^(?:full name|name|first and last name|first name\(s\) / surname\(s\)|first name / surname|name and surname|"
    r"vor und nachname|vor- und nachname|vorname nachname|nom et prenom|nom et prénom|"
    r"nom complet|nom|nombre completo|nombre y apellidos|nombre|nome e cognome|nome|naam|imie i nazwisko|"
    r"imię i nazwisko|jmeno|jméno|jméno a příjmení|namn|navn|"
    r"nume si prenume|nume și prenume|nume|név|nimi|ad soyad|adı soyadı|meno|meno a priezvisko|họ và tên|họ tên|nama|"
    r"ονοματεπώνυμο|όνομα|піб|ім.я|имя и фамилия|"
    r"姓名|氏名|名前|이름|성명|الاسم|имя|фио|שם)(?:\s*(?P<colon>:)\s*|\s+(?=\S+ \S))(?P<name>\S.*)$",
    re.IGNORECASE,
)

# Given and family name on lines of their own, as forms and Europass have them.
GIVEN_LABEL = re.compile(
    r"^(?:first name|given name|forename|vorname|prenom|prénom|nombre|nome|voornaam|imie|imię|jméno|jmeno|名)"
    r"(?:s|\(s\)|n)?\s*:\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
FAMILY_LABEL = re.compile(
    r"^(?:last name|surname|family name|nachname|familienname|nom de famille|nom|apellidos?|cognome|achternaam|"
    r"nazwisko|příjmení|prijmeni|sobrenome|apelido|姓)(?:s|\(s\)|n)?\s*:\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)

# "My name is Ada Example and ..."
NAME_SAID = re.compile(
    r"\b(?:I am|I'm|Ich bin|[Ii]ch heiße|Je suis|Soy|Sono|[Mm]y name is|[Mm]ein Name ist|[Jj]e m['’]appelle|"
    r"[Mm]e llamo|[Mm]i nombre es|[Mm]i chiamo|[Mm]ijn naam is|[Nn]azywam się|[Oo] meu nome é|[Jj]menuji se)"
    r"\s+(?P<name>\w[\w'’.-]+(?:\s+[^\W\d_a-z][\w'’-]+){1,3})",
)

# "Curriculum Vitae of Ada Example", "Lebenslauf - Ada Example"
PAPER_OF = re.compile(
    r"^(?:curriculum vitae|curriculum|resume|résumé|cv|lebenslauf|životopis|życiorys)"
    r"(?:\s+(?:of|von|de|di|del|for|by)\s+|\s*[-–—|:,]\s*)(?P<name>[^,|]+)",
    re.IGNORECASE,
)

# Lower-case words inside names.
PARTICLES = _set("""
de, da, do, dos, das, del, della, di, la, le, les, du, des, van, von, vom, zu, zur, zum, der, den,
ten, ter, te, el, al,
bin, binti, ibn, los, las, dello, dei, degli, bint, abu, y, e, i, af, av, mac, mc, o, san, st, 't, op
""")

# A line under a name that says what somebody does.
TRADE = re.compile(
    r"\b(?:engineer|developer|manager|designer|analyst|scientist|researcher|student|consultant|architect|director|"
    r"administrator|teacher|professor|assistant|coordinator|specialist|technician|writer|editor|librarian|officer|"
    r"entwickler\w*|ingenieur\w*|informatiker\w*|wissenschaftler\w*|ingenieure?|developpeur|developpeuse|ingenier[oa]|"
    r"desarrollador[a]?|ingegnere|sviluppat\w+|ontwikkelaar|programist\w+|inzynier)\b",
)

# Letters after a name, and titles before it, that are no part of it.
TITLES = _set("""
dr, prof, mr, mrs, ms, miss, herr, frau, dipl, ing, phd, ph d, msc, m sc, bsc, b sc, mba, ma, m a, ba, b a, md, m d,
jr, sr, pmp, cpa, rer, nat, phil, med, habil, mag, meng, m eng, beng, b eng, mme, mlle, m,
bc, bca, mgr, mga, mudr, mddr, mvdr, judr, rndr, phdr, paeddr, pharmdr, thdr, doc, csc, drsc, dis, inz, hab,
drs, dott, dott ssa, avv, sig, sig ra, dra, sra, srta, lic
""")

REFERENCES_HEADINGS = _set("""
references, referees, referenzen, references professionnelles, referencias, referenze, referenties, referencje,
academic references, professional references, personal references
""")

# Somebody recommends somebody else.
RECOMMENDS = re.compile(
    r"\brecommend (?:him|her|them|mr|ms|mrs|dr)\b|\b(?:pleasure|happy|pleased|delighted|honou?red) to recommend\b|"
    r"\bin support of the application of\b|\bempfehle (?:ich )?(?:ihn|sie|herrn|frau)\b|\brecommande vivement\b",
)

# Titles of papers that somebody else made: their addresses and phones are not the candidate's.
OTHERS_PAPERS = re.compile(
    r"^(?:letter of (?:reference|recommendation)|reference letter|recommendation letter|letter of support|"
    r"(?:official |academic )*transcript(?: of (?:academic )?records?)?|"
    r"(?:qualifiziertes )?(?:arbeits|zwischen)zeugnis|"
    r"empfehlungsschreiben|referenzschreiben|lettre de recommandation|carta de recomendacion|lettera di referenze|"
    r"invoice|tax invoice|rechnung(?:snr|snummer)?|facture|factura|fattura|faktura|receipt|quittung)\b",
)
