"""What machines say in six languages: the words by which a mail's kind is told.

The languages are English, German, French, Spanish, Dutch and Italian. Sure words are those that only programs write
at the head of a subject. All others people write too, so whoever asks here looks for a second sign (kind.py).

Pure: no I/O, no clock.
"""

import re

_HEAD = 4_000  # characters of a text that are looked at: a machine comes to the point
_ASKED = 600  # characters in which a person who writes about an absence or a bounce asks something

DAEMONS = re.compile(
    r"(?:mailer-?daemon|postmaster|mail-?daemon|mdaemon|mailerdaemon)\b|.*-mailer-daemon", re.IGNORECASE
)
"""The local part of an address at which mail servers write about mail."""

DAEMON_NAMES = re.compile(
    r"mail delivery (?:sub)?system|mail delivery service|internet mail delivery|system administrator", re.IGNORECASE
)

_BOUNCE_SUBJECTS = re.compile(
    r"(?:undeliver(?:able|ed)\b|undelivered mail|returned mail|failure notice"
    r"|delivery (?:status notification|failure|has failed)"
    r"|delivery notification: delivery has (?:failed|timed)"
    r"|mail delivery (?:failed|failure|system|status report|problem)"
    r"|mail system error|non[ -]?delivery|nondeliverable|mail delivery warning|automatically rejected mail"
    r"|mail could not be delivered|message not delivered|delivery error"
    r"|(?:message )?(?:delivery )?(?:unzustellbar|nicht zustellbar)|unzustellbare nachricht|fehlgeschlagene zustellung"
    r"|zustellung (?:der nachricht )?fehlgeschlagen|échec de (?:la )?remise|échec de (?:la )?livraison|non remis"
    r"|message non (?:remis|distribué|délivré)|no se puede entregar|no entregado|error de entrega|onbestelbaar"
    r"|niet bezorgd|impossibile recapitare|mancato recapito|non recapitabile|warning: could not send message"
    r"|warning: message .{0,60} delayed|user unknown)",
    re.IGNORECASE,
)
_SURE_BOUNCE = re.compile(
    r"(?:undeliverable|unzustellbar|nicht zustellbar|non remis|non distribué|no se puede entregar|onbestelbaar"
    r"|non recapitabile) ?:"
    r"|undelivered mail returned to sender|returned mail: see transcript|failure notice\W*\Z"
    r"|delivery status notification \(|mail delivery failed: returning message|.*\(delivery failed\)\W*\Z",
    re.IGNORECASE,
)
_BOUNCE_ENDS = re.compile(r"[(:] ?(?:non remis|delivery failed|undeliverable|unzustellbar)\W", re.IGNORECASE)
_UNDELIVERED = re.compile(
    r"\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b|\(#[45]\.\d\.\d\)|\b55[0-9][ -]"
    r"|(?:could|can|did|was|were|has)(?: ?n[o'’]t| not)(?: been)?(?: able to)?(?: be)? ?(?:deliver|reach|sent\b)"
    r"|(?:error|problem|trouble) deliver|(?:headers|original message) follow|postponed"
    r"|unable to (?:deliver|relay|reach)|deliver(?:y|ed) .{0,60}fail|fail(?:ed|ure) .{0,40}(?:deliver|recipient)"
    r"|permanent (?:fatal )?(?:error|failure)|undeliverable|unknown (?:user|recipient|address)|user unknown"
    r"|(?:mailbox|account|quota) .{0,30}(?:full|exceeded|unavailable|disabled|does not exist)"
    r"|no such (?:user|recipient)"
    r"|message .{0,40}(?:delayed|rejected|returned)|returned to (?:the )?sender|original message was received"
    r"|nicht (?:erfolgreich )?zu(?:ge|zu)?stell|unzustellbar|zustellung|empfänger .{0,40}unbekannt"
    r"|(?:pas pu|pu être) .{0,20}(?:remis|distribué|délivré|livré)|échec de (?:la )?(?:remise|distribution|livraison)"
    r"|no se (?:ha )?(?:pudo|puede|podido) entregar|(?:bezorging|afgeleverd|bezorgd|onbestelbaar)"
    r"|(?:recapit|consegn)(?:o|ato|ata|are) .{0,20}(?:non riuscit|fallit|impossibile)"
    r"|non .{0,30}(?:recapitat|consegnat)",
    re.IGNORECASE,
)

AUTO_SUBJECTS = re.compile(
    r"\W{0,3}(?:(?:auto|automatic|automated)[ -]?(?:reply|answer)\b"
    r"|(?:auto|automatic|automated)[ -]?response\W*(?::|\Z)"
    r"|yahoo! auto response|out of (?:the )?office(?::| auto ?-?reply| reply| message| notification)|ooo:"
    r"|vacation (?:reply|notice|message)|away from my (?:mail|e-mail)"
    r"|abwesenheits-?(?:notiz|assistent|meldung|benachrichtigung|agent|info\w*|nachricht)"
    r"|automatische (?:antwort|rückmeldung|e-?mail)|antwort bei abwesenheit"
    r"|réponse automatique|absent\(e\) du bureau|absence du bureau|message d['’]absence|notification d['’]absence"
    r"|respuesta autom[aá]tica|ausencia de la oficina|fuera de (?:la )?oficina:"
    r"|automatisch(?:e)? (?:antwoord|beantwoording|bericht)|afwezigheids(?:bericht|assistent|melding)"
    r"|risposta automatica|messaggio automatico di assenza)",
    re.IGNORECASE,
)
"""Heads of subjects that only programs write."""

_ABSENCE_SUBJECTS = re.compile(
    r"\W{0,3}(?:auto(?:matic|mated)?:? |out of (?:the )?office|ooo\b|away\W*\Z|away from (?:my )?(?:office|desk)"
    r"|on (?:annual |parental )?(?:vacation|leave|holiday)\b|vacation\b"
    r"|abwesen(?:d|heit)\b|außer haus|nicht im (?:büro|haus)|im urlaub|urlaub\b|urlaubsbedingt"
    r"|ich bin (?:derzeit |zurzeit |zur zeit |momentan |aktuell )?(?:nicht|im urlaub)"
    r"|absence\b|absente?\b|je suis (?:absente?|en congés?)|en (?:congés?|vacances)\b"
    r"|fuera de (?:la )?oficina|ausente\b|ausencia\b|(?:estoy )?de vacaciones"
    r"|afwezig(?:heid)?\b|niet (?:aanwezig|op kantoor)|met vakantie|op vakantie"
    r"|fuori (?:ufficio|sede)|assen(?:te|za)\b|in ferie)",
    re.IGNORECASE,
)
_ABSENCE_ENDS = re.compile(
    r"\b(?:(?:is|am|are) (?:currently )?(?:out of (?:the )?office|away|on (?:vacation|leave|holiday))"
    r"|ist (?:außer haus|abwesend|nicht im (?:büro|haus)|im urlaub)|est (?:absente?(?:\(e\))?|en congés?)"
    r"|está (?:ausente|de vacaciones)|is (?:afwezig|niet aanwezig|met vakantie)"
    r"|è (?:assente|in ferie|fuori (?:sede|ufficio)))"
    r"(?:\W|\Z)",
    re.IGNORECASE,
)
_AWAY = (
    r"(?:out of (?:the )?office|on (?:annual |parental |maternity |sick |my )?(?:vacation|leave|holidays?)|away"
    r"|nicht im (?:büro|haus)|im urlaub|außer haus|abwesend|nicht erreichbar"
    r"|absente?(?:\(e\))?|en (?:congés?|vacances)|fuera de (?:la|mi) oficina|de vacaciones|ausente"
    r"|afwezig|niet aanwezig|(?:met|op) vakantie|niet op kantoor|assente|in ferie|fuori (?:ufficio|sede))"
)
_UNTIL = r"(?:until|till|through|returning|bis|ab \d|ab dem|jusqu|du \d|hasta|tot(?: en met)?|fino|dal \d)"
_ABSENT = re.compile(
    rf"\b{_AWAY}\b[^.?!\n]{{0,80}}\b{_UNTIL}|\b{_UNTIL}\b[^?!\n]{{0,80}}\b{_AWAY}\b"
    r"|(?:limited|no|without) access to (?:my )?e-?mail|when i(?:['’]m| am| get)? (?:back|return)|up?on my return"
    r"|automat(?:ic|ed) (?:response|reply|message|answer)|back in the office|will be (?:back|returning)"
    r"|wieder (?:erreichbar|im (?:büro|haus)|für sie)|kehre .{0,20}zurück|automatisch (?:erstellt|generiert)"
    r"|nicht (?:gelesen|weitergeleitet|bearbeitet)|keine? e-?mails?|de retour|mon retour|pas accès"
    r"|ne (?:lis|consulte) pas"
    r"|mi (?:regreso|vuelta)|vuelvo el|regreso el|no tengo acceso|terug op|weer (?:terug|aanwezig)|geen toegang"
    r"|mio rientro|di nuovo in ufficio|rientr(?:o|erò) il|non ho accesso",
    re.IGNORECASE,
)

MACHINES = re.compile(
    r"(?:no-?_?reply|do-?not-?reply|donotreply|ne-?pas-?repondre|nicht-?antworten|no-?responder|non-?rispondere"
    r"|niet-?antwoorden|geen-?antwoord)(?:[+._-].*)?|.+[+._-](?:no-?reply|donotreply)"
    r"|(?:newsletters?|notifications?|notify|mailings?|alerts?|orders?|ship-confirm|order-(?:update|confirm\w*)"
    r"|auto-confirm|confirmations?|bounces?|mailman(?:-owner)?|listserv|majordomo)(?:[+_-].*)?",
    re.IGNORECASE,
)
"""The local part of an address at which nobody reads."""

JOB_BOARDS = re.compile(
    r"(?:.*\.)?(?:indeed(?:email)?|stepstone|linkedin|xing|monster|glassdoor|jobteaser|academics|heyjobs|join"
    r"|kimeta|jobvector|welcometothejungle|apec|infojobs|hellowork|jobscout24|jobs|euraxess|ziprecruiter|karriere)"
    r"\.(?:com|de|fr|es|nl|it|at|ch|org|eu|ac\.uk|co\.uk)",
    re.IGNORECASE,
)

APPLIED = re.compile(
    r"\b(?:new|1 new) (?:job )?(?:application|applicant)\b(?!s)|\bapplication (?:from|received from|submitted by)\b"
    r"|\b(?:has |just )?applied (?:for|to|on|via)\b|\bneue bewerbung\b|\bbewerbung von\b|\bhat sich .{0,80}beworben"
    r"|\bnouvelle candidature\b|\bcandidature de\b|\ba postulé\b|\bnueva (?:candidatura|solicitud)\b|\bcandidatura de\b"
    r"|\bse ha (?:inscrito|postulado)|\bnieuwe (?:sollicitatie|sollicitant|kandidaat)\b|\bsollicitatie van\b"
    r"|\bheeft gesolliciteerd|\bnuova candidatura\b|\bcandidatura di\b|\bsi è candidat",
    re.IGNORECASE,
)
"""A subject by which a relay says that somebody applied."""

RESUME_NAMES = re.compile(
    r"(?:\b|_)(?:cv|c\.v|resume|résumé|lebenslauf|curriculum|vitae|bewerbung\w*|application|candidature|candidatura"
    r"|anschreiben|motivation\w*|cover[ _-]?letter|lettre|sollicitatie|carta|lettera|levenloop)(?:\b|_|\d)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")


def is_bounce_subject(subject: str) -> bool:
    """Whether a subject is one that only mail servers write."""
    return _SURE_BOUNCE.match(subject) is not None


def bounce_subject(subject: str) -> bool:
    """Whether a subject begins or ends as that of a bounce; people write about bounces, too."""
    return (_BOUNCE_SUBJECTS.match(subject) or _BOUNCE_ENDS.search(subject)) is not None


def says_undelivered(text: str) -> bool:
    """Whether a text says that a mail did not arrive, without asking about it."""
    return _UNDELIVERED.search(text[:_HEAD]) is not None and not _asks(text)


def absence_subject(subject: str) -> bool:
    """Whether a subject is one by which somebody says that they are away, in a program or with their own hands."""
    return (_ABSENCE_SUBJECTS.match(subject) or _ABSENCE_ENDS.search(subject)) is not None


def says_absent(text: str) -> bool:
    """Whether a text says that its writer is away and reads no mail, without asking for anything."""
    return _ABSENT.search(text[:_HEAD]) is not None and not _asks(text)


def names_somebody(text: str, domain: str) -> bool:
    """Whether a text names an address of another domain than the sender's."""
    found = (host.lower() for host in _ADDRESS.findall(text[:_HEAD]))
    return any(host != domain and not host.endswith("." + domain) and not domain.endswith("." + host) for host in found)


def _asks(text: str) -> bool:
    return "?" in _LINK.sub("", text[:_ASKED])
