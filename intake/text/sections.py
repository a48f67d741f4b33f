"""The headings under which resumes stand, in the languages that we read, folded (`intake.text.fold`).

What tells a resume's kind, where its entries begin and end, and what is no name: all ask here. Pure: no I/O, no clock.
"""

import re
from functools import lru_cache

from intake.text.fold import fold_name

# One line a section and language group; a heading matches whole or as the words before an "and".
_SECTIONS = {
    "experience": (
        "experience|work experience|professional experience|employment|employment history|work history|career|"
        "career history|professional background|working experience|relevant experience|industry experience|"
        "research experience|teaching experience|academic experience|internships|internship experience|vocational|"
        "volunteer experience|volunteering|volunteer work|positions held|appointments|academic positions|experiences|"
        "berufserfahrung|beruflicher werdegang|berufspraxis|berufliche erfahrung|werdegang|praktika|"
        "praktische erfahrung|"
        "berufliche tatigkeit|berufliche laufbahn|arbeitserfahrung|erfahrung|"
        "experience professionnelle|experiences professionnelles|parcours professionnel|stages|experiences|"
        "experiencia|experiencia profesional|experiencia laboral|trayectoria profesional|practicas|"
        "werkervaring|ervaring|loopbaan|stages|relevante werkervaring|"
        "esperienza|esperienze|esperienza professionale|esperienze professionali|esperienza lavorativa|"
        "esperienze lavorative|doswiadczenie|doswiadczenie zawodowe|przebieg kariery|praktyki|"
        "experiencia profissional|pracovni zkusenosti|praxe|zamestnani|arbetslivserfarenhet|erfaring|"
        "工作背景|工作经历|工作经验|实习经历|职業経歴|職務経歴|職歴|"
        "professional history|work background|job experience|arbeitsleben|berufliche stationen|"
        "berufliche erfahrungen|experiencias|historial laboral|historia laboral|trayectoria|experiencia docente|"
        "carriere|parcours|emplois|percorso professionale|carriera|historia zatrudnienia|kariera|zatrudnienie|"
        "experiencias profissionais|historico profissional|percurso profissional|kariera a praxe|profesni zkusenosti|"
        "pracovne skusenosti|arbetserfarenhet|yrkeserfarenhet|anstallningar|erhvervserfaring|arbejdserfaring|"
        "arbeidserfaring|yrkeserfaring|tyokokemus|tyohistoria|experienta|experienta profesionala|szakmai tapasztalat|"
        "munkatapasztalat|munkahelyek|is deneyimi|deneyim|is tecrubesi|tecrube|radno iskustvo|iskustvo|"
        "delovne izkusnje|experiencia laboral i professional|experiencia professional|pengalaman kerja|pengalaman|"
        "kinh nghiem lam viec|опыт работы|трудовой опыт|профессиональный опыт|карьера|досвід роботи|досвід|"
        "професійний досвід|трудова діяльність|професиен опит|"
        "трудов стаж|радно искуство|επαγγελματικη εμπειρια|εργασιακη εμπειρια|προυπηρεσια|ניסיון|ניסיון תעסוקתי|"
        "ניסיון מקצועי|תעסוקה|الخبرات|الخبرة|الخبرات العملية|الخبرة العملية|الخبرة المهنية|الخبرات المهنية|"
        "خبرات العمل|سوابق شغلی|سوابق کاری|경력|경력사항|경력 사항|工作經歷|工作經驗|经历|職務要約|業務経歴"
    ),
    "education": (
        "education|education and training|academic background|educational background|academic qualifications|"
        "qualifications|studies|degrees|academic education|schooling|coursework|relevant coursework|training|"
        "ausbildung|studium|bildung|bildungsweg|schulbildung|akademische ausbildung|hochschulbildung|schule|"
        "weiterbildung|fortbildung|weiterbildungen|schulische ausbildung|akademischer werdegang|"
        "formation|formations|etudes|parcours academique|diplomes|diplomes et formations|scolarite|"
        "formacion|formacion academica|educacion|estudios|titulacion|titulos academicos|"
        "opleiding|opleidingen|onderwijs|cursussen|istruzione|istruzione e formazione|formazione|studi|"
        "titoli di studio|"
        "wyksztalcenie|edukacja|kursy|szkolenia|kursy i szkolenia|formacao|formacao academica|educacao|vzdelani|"
        "utbildning|uddannelse|utdanning|koulutus|教育背景|教育经历|教育|学歴|"
        "academic history|academic training|university education|educational qualifications|education history|"
        "schulbildung und studium|ausbildung und studium|akademische laufbahn|aus und weiterbildung|"
        "estudios realizados|preparacion academica|educacion y formacion|cursus|parcours scolaire|"
        "education et formation|formazione accademica|percorso di studi|titoli|edukacja i szkolenia|studia|"
        "formacao profissional|habilitacoes literarias|escolaridade|vzdelani a kurzy|vzdelanie|akademisk utbildning|"
        "utbildningar|uddannelser|koulutustausta|opinnot|educatie|studii|educatie si formare|tanulmanyok|vegzettseg|"
        "kepzettseg|egitim|egitim bilgileri|ogrenim|obrazovanje|izobrazba|izobrazevanje|formacio|formacio academica|"
        "estudis|pendidikan|riwayat pendidikan|hoc van|образование|обучение|освіта|навчання|образование и обучение|"
        "образовање|"
        "εκπαιδευση|σπουδες|ακαδημαικη εκπαιδευση|השכלה|לימודים|השכלה והכשרה|التعليم|المؤهلات|المؤهلات العلمية|"
        "المؤهل العلمي|التعليم والمؤهلات|تحصیلات|سوابق تحصیلی|학력|학력사항|학력 사항|教育經歷|學歷|学历|"
        "教育经验|学歴 職歴|学歴職歴"
    ),
    "skills": (
        "skills|technical skills|key skills|core competencies|competencies|computer skills|soft skills|hard skills|"
        "it skills|programming|programming skills|technologies|tools|expertise|areas of expertise|strengths|"
        "technical expertise|core skills|skill|professional skills|technical proficiency|skill set|"
        "programming languages|"
        "kenntnisse|fahigkeiten|kompetenzen|edv kenntnisse|it kenntnisse|fachkenntnisse|qualifikationen|starken|"
        "besondere kenntnisse|kenntnisse und fahigkeiten|weitere kenntnisse|"
        "competences|competences techniques|competences informatiques|savoir faire|atouts|informatique|logiciels|"
        "habilidades|competencias|aptitudes|conocimientos|informatica|conocimientos informaticos|"
        "vaardigheden|competenties|kennis|competenze|competenze tecniche|capacita|conoscenze informatiche|"
        "umiejetnosci|kompetencje|dovednosti|znalosti|pocitacove dovednosti|competencias|kompetenser|faerdigheder|"
        "计算机技能|技能|专业技能|スキル|资格|"
        "abilities|digital skills|language and computer skills|digitale kompetenzen|berufliche kompetenzen|"
        "fachliche kompetenzen|savoir etre|competences professionnelles|competences cles|destrezas|"
        "competencias digitales|competencias tecnicas|capacita e competenze|competenze digitali|abilita|kwalifikacje|"
        "umiejetnosci zawodowe|habilidades e competencias|aptidoes|schopnosti|zrucnosti|fardigheter|kunskaper|"
        "kvalifikationer|ferdigheter|kompetanse|taidot|osaaminen|abilitati|competente|keszsegek|szakertelem|"
        "kompetenciak|beceriler|yetenekler|yetkinlikler|vjestine|vestine|znanja|habilitats|competencies|keahlian|"
        "keterampilan|ky nang|навыки|профессиональные навыки|ключевые навыки|умения|навички|ключові навички|"
        "професійні навички|вміння|вештине|δεξιοτητες|"
        "ικανοτητες|מיומנויות|כישורים|المهارات|مهارات|المهارات التقنية|مهارت ها|기술|보유기술|보유 기술|"
        "능력|專業技能|スキル 資格|資格|"
        "免許 資格|免許資格"
    ),
    "languages": (
        "languages|language skills|sprachen|sprachkenntnisse|langues|langues etrangeres|idiomas|lenguas|talen|"
        "talenkennis|lingue|competenze linguistiche|conoscenze linguistiche|jezyki|jezyki obce|znajomosc jezykow|"
        "linguas|jazyky|jazykove znalosti|sprak|sprog|语言技能|语言能力|语言|"
        "foreign languages|spoken languages|language|fremdsprachen|langues parlees|langues vivantes|"
        "idiomas extranjeros|vreemde talen|lingue straniere|lingue parlate|jezyki obce i certyfikaty|"
        "linguas estrangeiras|linguas faladas|cizi jazyky|sprakkunskaper|sprogkundskaber|sprakferdigheter|kielitaito|"
        "kielet|limbi|limbi straine|limbi cunoscute|nyelvek|nyelvtudas|nyelvismeret|yabanci diller|diller|"
        "yabanci dil|jezici|strani jezici|idiomes|llengues|bahasa|ngoai ngu|языки|иностранные языки|знание языков|"
        "знання мов|володіння мовами|іноземні мови|"
        "мови|езици|језици|γλωσσες|ξενες γλωσσες|שפות|اللغات|اللغة|زبان ها|언어|외국어|외국어 능력|語言|"
        "語言能力|语言水平|語学|語学力|言語"
    ),
    "profile": (
        "summary|profile|professional summary|about me|objective|career objective|personal profile|executive summary|"
        "career summary|personal statement|about|summary of qualifications|highlights|my life philosophy|"
        "profil|kurzprofil|uber mich|personliche daten|personliche angaben|zur person|personalien|"
        "profil professionnel|a propos|a propos de moi|objectif|resume|"
        "perfil|perfil profesional|sobre mi|resumen|datos personales|objetivo|"
        "profiel|personalia|persoonlijke gegevens|over mij|samenvatting|profilo|profilo professionale|"
        "dati personali|informazioni personali|profil zawodowy|o mnie|dane osobowe|podsumowanie|personal details|"
        "personal information|personal data|osobni udaje|etat civil|informations personnelles|"
        "个人简介|个人信息|自我评价|"
        "profile summary|personal summary|my profile|kurzuberblick|profil personnel|presentation|"
        "acerca de mi|presentacion|chi sono|presentazione|profiel en ambities|sobre mim|resumo|perfil profissional|"
        "dados pessoais|o mne|profilovy souhrn|om mig|sammanfattning|om meg|om mig selv|personuppgifter|profiili|"
        "tiivistelma|despre mine|profil personal|date personale|informatii personale|bemutatkozas|szemelyes adatok|"
        "osszefoglalo|hakkimda|ozet|kisisel bilgiler|o meni|osobni podaci|sobre mi|dades personals|tentang saya|"
        "profil singkat|data diri|data pribadi|gioi thieu|обо мне|о себе|личные данные|цель|про мене|за мен|"
        "лични данни|личне информације|προφιλ|προσωπικα στοιχεια|σχετικα με εμενα|פרופיל|אודות|תמצית|פרטים אישיים|"
        "نبذة عني|نبذة شخصية|الملخص|المعلومات الشخصية|البيانات الشخصية|الهدف الوظيفي|مشخصات فردی|"
        "درباره من|자기소개|인적사항|"
        "인적 사항|프로필|個人資料|基本资料|基本信息|自己pr|自己 pr|志望動機|本人希望記入欄|profilo personale"
    ),
    "projects": (
        "projects|personal projects|selected projects|research projects|key projects|side projects|open source|"
        "portfolio|"
        "projekte|projets|proyectos|projecten|progetti|projekty|"
        "项目经历|项目经验|research|research interests|theses|thesis|"
        "master thesis|publications|selected publications|publikationen|veroffentlichungen|publicaciones|publicaties|"
        "pubblicazioni|publikacje|conferences|talks|presentations|patents|毕业论文|论文|"
        "publications and talks|publications et communications|comunicaciones|publicacions|yayinlar|projeler|"
        "proiecte|publicatii|projektek|publikaciok|projekt|publikationer|julkaisut|projektit|projektai|проекты|"
        "публикации|проекти|публикации и доклады|έργα|δημοσιευσεις|פרסומים|פרויקטים|المشاريع|المنشورات|"
        "프로젝트|논문|專案|"
        "研究業績|プロジェクト"
    ),
    "awards": (
        "awards|honors|honours|honors and awards|achievements|accomplishments|scholarships|grants|most proud of|"
        "prizes|"
        "auszeichnungen|preise|stipendien|distinctions|prix|premios|logros|prijzen|premi|nagrody|osiagniecia|"
        "certifications|certificates|licenses|certificaciones|zertifikate|certificats|certificaten|certificazioni|"
        "certyfikaty|memberships|affiliations|professional memberships|获奖情况|证书|"
        "certification|licences|licenses and certifications|courses|courses and certifications|reconocimientos|"
        "cursos|cursos y certificaciones|corsi|certifikaty|kurzy|kurser|kurssit|certificari|cursuri|tanfolyamok|"
        "oklevelek|sertifikalar|kurslar|certifikati|tecajevi|сертификаты|курсы|награды|курси|сертифікати|"
        "πιστοποιησεις|σεμιναρια|διακρισεις|הסמכות|קורסים|الشهادات|الدورات|الدورات التدريبية|الجوائز|"
        "자격증|수상|수상경력|獎項|"
        "證照|受賞歴"
    ),
    "interests": (
        "interests|hobbies|hobbies and interests|extracurricular|activities|leadership|extracurricular activities|"
        "interessen|hobbys|ehrenamt|freizeit|engagement|interets|centres d interet|loisirs|intereses|aficiones|"
        "interesses|interessi|hobby|zainteresowania|zajmy|konicky|个人兴趣|兴趣爱好|"
        "other information|additional information|"
        "sonstiges|divers|otros|otros datos|overig|altro|extra|miscellaneous|personal interests|"
        "free time|leisure|freiwilliges engagement|ehrenamtliches engagement|benevolat|voluntariado|volontariato|"
        "wolontariat|passatempi|passatempos|interesses pessoais|zaliby|intressen|fritid|interesser|harrastukset|"
        "kiinnostukset|interese|hobbyk|erdeklodesi kor|hobiler|ilgi alanlari|hobiji|interessos|aficions|hobi|minat|"
        "so thich|увлечения|хобби|интересы|захоплення|интереси|ενδιαφεροντα|χομπι|תחביבים|התנדבות|الاهتمامات|"
        "الهوايات|العمل التطوعي|علایق|취미|관심사|興趣|趣味|趣味 特技"
    ),
    "references": (
        "references|referees|professional references|academic references|referenzen|referenzpersonen|"
        "references professionnelles|referencias|referenties|referenze|referencje|reference|reference contacts|"
        "referencies|referenser|suosittelijat|referinte|referenciak|referanslar|preporuke|referensi|рекомендации|"
        "рекомендації|препоръки|συστασεις|ממליצים|המלצות|المراجع|추천인|推薦人"
    ),
}

SECTIONS: dict[str, str] = {
    fold_name(heading): section for section, headings in reversed(_SECTIONS.items()) for heading in headings.split("|")
}
"""Folded heading to the section that it names."""

_TITLES = (
    "curriculum vitae|cv|resume|lebenslauf|tabellarischer lebenslauf|curriculum|c v|zyciorys|zivotopis|"
    "europass|europass curriculum vitae|hoja de vida|kurzlebenslauf|levenslauf|vita|"
    "简历|个人简历|履歴書|職務経歴書|個人簡歷|履歷表|이력서|резюме|резюме кандидата|автобиография|биографија|"
    "βιογραφικο|βιογραφικο σημειωμα|קורות חיים|السيرة الذاتية|سيرة ذاتية|رزومه|oneletrajz|szakmai oneletrajz|"
    "ozgecmis|ansioluettelo|meritforteckning|zivotopis|zivljenjepis|zyciorys zawodowy|riwayat hidup|"
    "daftar riwayat hidup|"
    "so yeu ly lich|curriculo|curriculum profissional|profesni zivotopis|personligt cv"
)

TITLES = frozenset(map(fold_name, _TITLES.split("|")))
"""Folded lines that say what the document is: a resume."""

# A resume's section heading is short; longer lines hold the word by chance.
_WORDS, _LENGTH = 6, 100
_JOINED = re.compile(r"(?:(?<!\s)\s++)?[&/,+]\s*")
_AND = re.compile(r" (?:and|und|et|y|en|e|i|with|of|as|a|och|og|ja|si|es|ve|и|та|και) ")


@lru_cache(maxsize=4_096)
def section_of(heading: str) -> str | None:
    """The section of a resume that a heading names, or None."""
    if len(heading) > _LENGTH:
        return None
    folded = fold_name(_JOINED.sub(" and ", heading))
    if not folded or len(folded.split()) > _WORDS:
        return None
    if folded in SECTIONS:
        return SECTIONS[folded]
    return next((SECTIONS[part] for part in _AND.split(folded) if part in SECTIONS), None)


@lru_cache(maxsize=4_096)
def names_section(line: str) -> bool:
    """Whether a line is, word for word, the heading of a resume's section, or its title."""
    folded = fold_name(line)
    return folded in SECTIONS or folded in TITLES


def section_cell(row: str) -> str | None:
    """The first cell of a table's row ("Education<tab>2012 - 2016 ..."), where it is a section's heading."""
    cell, tab, _ = row.partition("\t")
    return cell.strip() if tab and names_section(cell) else None
