"""The headings under which resumes stand, in the languages that we read, folded (`intake.text.fold`).

Pure: no I/O, no clock.
"""

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
        "工作背景|工作经历|工作经验|实习经历|职業経歴|職務経歴|職歴"
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
        "utbildning|uddannelse|utdanning|koulutus|教育背景|教育经历|教育|学歴"
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
        "计算机技能|技能|专业技能|スキル|资格"
    ),
    "languages": (
        "languages|language skills|sprachen|sprachkenntnisse|langues|langues etrangeres|idiomas|lenguas|talen|"
        "talenkennis|lingue|competenze linguistiche|conoscenze linguistiche|jezyki|jezyki obce|znajomosc jezykow|"
        "linguas|jazyky|jazykove znalosti|sprak|sprog|语言技能|语言能力|语言"
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
        "个人简介|个人信息|自我评价"
    ),
    "projects": (
        "projects|personal projects|selected projects|research projects|key projects|side projects|open source|"
        "portfolio|"
        "projekte|projets|proyectos|projecten|progetti|projekty|"
        "项目经历|项目经验|research|research interests|theses|thesis|"
        "master thesis|publications|selected publications|publikationen|veroffentlichungen|publicaciones|publicaties|"
        "pubblicazioni|publikacje|conferences|talks|presentations|patents|毕业论文|论文"
    ),
    "awards": (
        "awards|honors|honours|honors and awards|achievements|accomplishments|scholarships|grants|most proud of|"
        "prizes|"
        "auszeichnungen|preise|stipendien|distinctions|prix|premios|logros|prijzen|premi|nagrody|osiagniecia|"
        "certifications|certificates|licenses|certificaciones|zertifikate|certificats|certificaten|certificazioni|"
        "certyfikaty|memberships|affiliations|professional memberships|获奖情况|证书"
    ),
    "interests": (
        "interests|hobbies|hobbies and interests|extracurricular|activities|leadership|extracurricular activities|"
        "interessen|hobbys|ehrenamt|freizeit|engagement|interets|centres d interet|loisirs|intereses|aficiones|"
        "interesses|interessi|hobby|zainteresowania|zajmy|konicky|个人兴趣|兴趣爱好|"
        "other information|additional information|"
        "sonstiges|divers|otros|otros datos|overig|altro|extra|miscellaneous|personal interests"
    ),
    "references": (
        "references|referees|professional references|academic references|referenzen|referenzpersonen|"
        "references professionnelles|referencias|referenties|referenze|referencje|reference|reference contacts"
    ),
}

SECTIONS: dict[str, str] = {
    heading: section for section, headings in reversed(_SECTIONS.items()) for heading in headings.split("|")
}
"""Folded heading to the section that it names."""

_TITLES = (
    "curriculum vitae|cv|resume|lebenslauf|tabellarischer lebenslauf|curriculum|c v|zyciorys|zivotopis|"
    "europass|europass curriculum vitae|hoja de vida|kurzlebenslauf|levenslauf|vita|"
    "简历|个人简历|履歴書|職務経歴書"
)

TITLES = frozenset(_TITLES.split("|"))
"""Folded lines that say what the document is: a resume."""
