"""What the sender wrote, without quoted history and signature: a rule set of our own for six languages.

English, German, French, Spanish, Dutch and Italian clients mark history by `>`, by an attribution line ("On …
wrote:"), by a rule ("-----Original Message-----") or by a block of header lines. Text between quotes is kept:
people answer there. The full text is kept beside it by the caller, so a wrong cut loses nothing.

Pure: no I/O, no clock.
"""

import re

_LINES = 50_000  # a longer text was not typed: it is taken as it is, in no time
_ATTRIBUTION_LENGTH = 400  # characters: longer than any line that names a date, a name and an address
_ATTRIBUTION = re.compile(
    r"\A\W{0,5}(?:"
    r"on\b.{5,}\bwrote"
    r"|.{5,}<[^\s<>@]+@[^\s<>]+>+\)? (?:wrote|schrieb|a écrit|escribió|schreef|ha scritto)"
    r"|(?:am|on)\b.{5,}\bschrieb\b.{0,200}"
    r"|le\b.{5,}\ba écrit"
    r"|el\b.{5,}\bescribió"
    r"|op\b.{5,}\b(?:schreef|heeft)\b.{0,200}"
    r"|(?:il|in data)\b.{5,}\bha scritto"
    r")\s{0,3}:\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = re.compile(
    r"(?:wrote|schrieb\b.{0,200}|a écrit|escribió|schreef\b.{0,200}|het volgende geschreven|ha scritto)\s{0,3}:\s*\Z",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\A(?>[\s>]*[-_=*~ ]{3,}\s*)(?:original message|original appointment|ursprüngliche nachricht|original ?nachricht"
    r"|ursprünglicher termin|message d['’]origine|message original|mensaje original|oorspronkelijk bericht"
    r"|messaggio originale|forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado"
    r"|doorgestuurd bericht|messaggio inoltrato|reply message|antwort"
    r"|(?:forwarded by|weitergeleitet von|(?:transféré|réacheminé) par|reenviado por|doorgestuurd door|inoltrato da)"
    r"\s.{1,80})(?>\s*[-_=*~ ]{3,}\s*)\Z",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"\A[\s>]*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail|mail)"
    r"|début du (?:message|courriel) (?:réexpédié|transféré)|inicio del mensaje reenviado"
    r"|begin doorgestuurd bericht|inizio (?:del )?messaggio inoltrato)\s{0,3}:\s*\Z",
    re.IGNORECASE,
)
# Lotus Notes puts a summary above its block of headers: "Ines Berg ---07.12.2021 09:30:00---we would like".
_NOTES = re.compile(r"\A[^\W\d].{0,80} ---\d{1,4}[./-]\d{1,2}[./-]\d{2,4} \d{1,2}:\d{2}[^-]{0,12}---")
_LABELS = {
    "from": ("from", "von", "de", "van", "da", "expéditeur", "absender", "remitente", "afzender", "mittente"),
    "date": (
        "date",
        "sent",
        "datum",
        "gesendet",
        "envoyé",
        "fecha",
        "enviado",
        "enviado el",
        "verzonden",
        "data",
        "inviato",
    ),
    "to": ("to", "an", "à", "para", "aan", "a", "pour", "destinataire", "empfänger", "destinatario"),
    "cc": ("cc", "kopie", "copie", "copia"),
    "subject": ("subject", "betreff", "objet", "sujet", "asunto", "onderwerp", "oggetto"),
    "reply_to": ("reply-to", "antwort an", "répondre à", "responder a", "antwoord aan", "rispondi a"),
}
LABELS = {word: name for name, all_words in _LABELS.items() for word in all_words}
"""The header labels that clients write into forwards and replies, in six languages -> our names for them."""

_LABELLED = re.compile(r"\A[\s>*_]*([^\W\d][\w -]{0,14}?)[\s*_]{0,4}:[*_]{0,3}(?:\s+(.*))?\Z")
_BY_A_CLIENT = re.compile(r"\S@\S|\d[:h]\d\d")
_LINE_ABOVE = re.compile(r"\s*[_-]{10,200}\s*")
_SIGNATURE_LINES = 25
_SHORT_SIGNATURE = 12  # below a delimiter that lost its space, or that somebody drew
_SIGNATURE = re.compile(r"\A--\s?\Z|\A_{2,3}\Z")
_APPS = (
    r"(?:proton|tuta(?:nota)?|k-9|fairemail|bluemail|spark|airmail|thunderbird|outlook|gmail|gmx|web\.de|yahoo|samsung"
    r"|aqua mail|mailbird|mailspring|canary|edison|superhuman)"
)
_MOBILE = re.compile(
    rf"\A\s*(?:sent (?:with|via|using|from) {_APPS}\b.{{0,60}}"
    rf"|(?:envoyé avec|enviado con|inviato con) {_APPS}\b.{{0,60}}"
    r"|sent from (?:my|mail|outlook|the|yahoo|samsung)\b.{0,60}|get outlook for \w+.{0,40}"
    r"|(?:von meinem|gesendet (?:von|mit|vom))\b.{0,80}|holen sie sich outlook.{0,40}|outlook für \w+.{0,40}"
    r"|envoyé (?:de|depuis|à partir)\b.{0,60}|télécharger outlook.{0,40}|obtenez outlook.{0,40}"
    r"|enviado desde\b.{0,60}|obtener outlook.{0,40}|(?:verstuurd|verzonden) (?:vanaf|met|vanuit)\b.{0,60}"
    r"|outlook voor \w+.{0,30}|inviato da\b.{0,60}|(?:ottieni|scarica) outlook.{0,40})\s*\Z",
    re.IGNORECASE,
)


def own_text(text: str) -> str:
    """What the sender wrote in `text`, without quoted history and signature; "" where all is quoted."""
    if was_not_typed(text):
        return text
    lines = text.split("\n")
    lines = lines[: _history(lines)]
    lines = _without_quotes(lines)
    return "\n".join(_without_signature(lines)).strip("\n").rstrip()


def was_not_typed(text: str) -> bool:
    """Whether a text has more lines than anybody types: each would cost fifty bytes and a moment to look at."""
    return text.count("\n") >= _LINES


def labelled(line: str) -> tuple[str, str] | None:
    """The header that a line of a forward or reply states, as (our name, value): `("from", "Ann <a@…>")`."""
    found = _LABELLED.match(line[:1000])
    name = LABELS.get(found[1].strip().lower()) if found else None
    return None if name is None or found is None else (name, (found[2] or "").strip().strip("*").strip())


def is_forward_rule(line: str) -> bool:
    """Whether the line is what a client writes above a forwarded or quoted message."""
    return len(line) < 120 and (_RULE.match(line) is not None or _BEGIN.match(line) is not None)


def header_block(lines: list[str], at: int) -> int:
    """How many lines of a block of header lines begin at `at`; 0 where there is none.

    A block names at least a sender and two others, and in it stands an address or a time of day: prose that
    begins with "From:" is no block, nor is the head of a letter ("To: … From: … Date: 1 May … Subject: …").
    """
    names: list[str] = []
    length, blank = 0, False
    for offset, line in enumerate(lines[at : at + 14]):
        stated = labelled(line)
        empty = not line.strip(" \t>")
        if stated is not None:
            names.append(stated[0])
            length = offset + 1
        elif not names or (empty and len(set(names)) >= 3) or (blank and not empty):
            break
        blank = empty
    if "from" not in names[:3] or len(set(names)) < 3:
        return 0
    return length if any(_BY_A_CLIENT.search(line) for line in lines[at : at + length]) else 0


def _history(lines: list[str]) -> int:
    """The line where unquoted history begins, or the number of lines."""
    for number, line in enumerate(lines):
        if is_forward_rule(line) or _NOTES.match(line) or (line.strip() and header_block(lines, number)):
            return number - 1 if number and _LINE_ABOVE.fullmatch(lines[number - 1]) else number
        length = attribution(lines, number)
        if length and not _quoted_follows(lines, number + length):
            return number
    return len(lines)


def attribution(lines: list[str], at: int) -> int:
    """How many lines (1 to 3) an attribution line has that begins at `at`; 0 where there is none."""
    if not lines[at].strip() or lines[at].lstrip().startswith(">"):
        return 0
    joined = ""
    for length, line in enumerate(lines[at : at + 3], start=1):
        if not line.strip():
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > _ATTRIBUTION_LENGTH:
            return 0
        if joined.endswith(":") and _ENDS.search(joined) and _ATTRIBUTION.match(joined):
            return length
    return 0


def _quoted_follows(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 10] if line.strip()), "")
    return following.lstrip().startswith((">", "|"))


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    number = 0
    while number < len(lines):
        length = attribution(lines, number)
        if length and _quoted_follows(lines, number + length):
            number += length
        elif lines[number].lstrip(" ").startswith(">"):
            number += 1
        else:
            kept.append(lines[number])
            number += 1
    return kept


def _without_signature(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        # What looks like a delimiter far above the end parts a text, it closes none (signatures are short).
        if _SIGNATURE.match(line) and len(lines) - number <= (_SIGNATURE_LINES if line == "-- " else _SHORT_SIGNATURE):
            lines = lines[:number]
            break
    return [line for line in lines if not _MOBILE.match(line)]
