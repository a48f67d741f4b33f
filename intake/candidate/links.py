"""Links of a document, from its text and its link annotations, each with its kind.

Icons and handles hide the address: the annotation then is the only place where it stands. A website is a
page of the candidate's own: it stands with the contact details or says so. Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from intake.candidate.contact import Found, lines_of_referees
from intake.candidate.lines import Line, tidy
from intake.model.document import Link, LinkKind, SourceWords
from intake.text.fold import fold_name

_URL = re.compile(r"(?<![\w@.])(?:https?://|www\.)[^\s<>\"'|()\[\]{}«»]{3,300}", re.IGNORECASE)
_PROFILE = re.compile(
    r"(?<![\w@./-])(?:[a-z]{2,3}\.)?(?:linkedin\.com/(?:in|pub|profile)/|github\.com/|gitlab\.com/|orcid\.org/|"
    r"[a-z0-9-]+\.github\.io)[^\s<>\"'|()\[\]{}«»,;]{0,200}",
    re.IGNORECASE,
)
_ORCID = re.compile(r"(?<![\d-])\d{4}-\d{4}-\d{4}-\d{3}[\dXx](?![\d-])")
_BARE = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]+\.){1,3}[a-z]{2,10}(?:/[\w./~%-]*)?(?![\w@])", re.IGNORECASE)
_OWN = re.compile(r"\b(?:homepage|website|web|site|webseite|portfolio|blog|url|internet|page|sitio|sito)\b")
# Without one of these no pattern finds a link in a line.
_HINT = re.compile(r"://|www\.|\.\w|\d-\d", re.IGNORECASE)
_TAIL = ".,;:!?'’”»*_"
_NEAR = 5


def find_links(
    lines: tuple[Line, ...], annotations: tuple[str, ...], emails: tuple[Found, ...]
) -> tuple[tuple[Link, SourceWords], ...]:
    """The links in the order of the text, then those of annotations alone; each address once."""
    found: dict[str, tuple[Link, SourceWords]] = {}
    contact = _contact_lines(lines, emails)
    shown: dict[str, bool] = {}
    others = lines_of_referees(lines)
    for at, line in enumerate(lines):
        if at in others or not _HINT.search(line.text):
            continue
        own = at in contact or bool(_OWN.search(line.folded))
        for url, words in _printed(line.text, own=at in contact):
            shown[_key(url)] = shown.get(_key(url), False) or own
            _keep(found, url, SourceWords(words, line.page), own=own)
    for target in annotations:
        url = tidy(target)
        if url.lower().startswith(("http://", "https://")) and _is_address(url):
            _keep(found, url, SourceWords(url), own=shown.get(_key(url), _home(url)))
    return tuple(found.values())


def link_kind(url: str, *, own: bool) -> LinkKind:
    """Whose profile `url` is; `own` says that it stands where a person names pages of their own."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    host = (parts.hostname or "").removeprefix("www.")
    steps = [step for step in parts.path.split("/") if step]
    if host == "linkedin.com" or host.endswith(".linkedin.com"):
        return LinkKind.LINKEDIN if steps and steps[0] in {"in", "pub", "profile"} else LinkKind.OTHER
    if host in {"github.com", "gitlab.com"}:
        known = LinkKind.GITHUB if host == "github.com" else LinkKind.GITLAB
        return known if len(steps) == 1 else LinkKind.OTHER
    if host == "orcid.org":
        return LinkKind.ORCID
    if host in _NO_HOMES or (steps and steps[0].startswith("@")):
        return LinkKind.OTHER
    return LinkKind.WEBSITE if own else LinkKind.OTHER


_NO_HOMES = frozenset(
    {"twitter.com", "x.com", "facebook.com", "instagram.com", "doi.org", "dx.doi.org", "youtube.com", "t.me", "wa.me",
     "scholar.google.com", "researchgate.net", "stackoverflow.com", "skype.com", "medium.com", "xing.com"}
)  # fmt: skip


def _printed(text: str, *, own: bool) -> Iterator[tuple[str, str]]:
    """Address and source words of the links in a line; without a scheme they get https."""
    rest = text
    for pattern in (_URL, _PROFILE):
        for match in pattern.finditer(rest):
            words = match[0].rstrip(_TAIL)
            url = words if "://" in words else f"https://{words}"
            if _is_address(url):
                yield url, words
        rest = pattern.sub(" ", rest)
    for match in _ORCID.finditer(rest):
        yield f"https://orcid.org/{match[0].upper()}", match[0]
    if own or _OWN.search(fold_name(text)):
        for match in _BARE.finditer(rest):
            if _homepage(match[0]):
                yield f"https://{match[0]}", match[0]


def _is_address(url: str) -> bool:
    """False for what no browser opens: half a bracket of an IPv6 host, letters that stand for a slash (RFC 3986)."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _homepage(words: str) -> bool:
    """A host without scheme: only under endings that people have pages under ("e.g", "node.js" are none)."""
    host = words.partition("/")[0].lower()
    return host.rpartition(".")[2] in _ENDINGS and len(host) > 5


_ENDINGS = frozenset(
    {"com", "org", "net", "io", "dev", "me", "info", "eu", "de", "fr", "es", "it", "nl", "pl", "at", "ch", "uk", "se",
     "no", "dk", "fi", "cz", "pt", "be", "ie", "us", "ca", "blog", "page", "site", "tech", "example"}
)  # fmt: skip


def _contact_lines(lines: tuple[Line, ...], emails: tuple[Found, ...]) -> frozenset[int]:
    if any(mail.line >= 0 for mail in emails):
        return frozenset(
            at for mail in emails if mail.line >= 0 for at in range(mail.line - _NEAR, mail.line + _NEAR + 1)
        )
    return frozenset(range(min(10, len(lines))))


def _keep(found: dict[str, tuple[Link, SourceWords]], url: str, words: SourceWords, *, own: bool) -> None:
    kind = link_kind(url, own=own)
    held = found.get(_key(url))
    if held is None or (held[0].kind is LinkKind.OTHER and kind is not LinkKind.OTHER):
        found[_key(url)] = (Link(kind, url), words)


def _home(url: str) -> bool:
    """An address that names a host alone: somebody's page, when nothing printed says more."""
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _key(url: str) -> str:
    return url.lower().partition("://")[2].removeprefix("www.").rstrip("/") or url.lower()
