"""The codes and titles of postings found in what a mail says. A longer find hides the shorter one inside it.

Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from intake.matching.evidence import listed, title
from intake.model.posting import PostingRound
from intake.text.fold import fold_name, fold_words

MAX_TEXT = 20_000
"""Characters of a body or statement that are searched: whoever names a posting does so early."""
_GENDERS = re.compile(r"\([^)]{0,300}\)|\b[mfwdx](?:\s*/\s*[mfwdx*]){1,3}(?!\w)|[:*_/]-?in(?:nen)?\b", re.IGNORECASE)
_SUBTITLE = re.compile(r"(?<!\s)(?:\s++[-–—|/]\s|\s*+[:;,]\s)")
# Words of application mails and of every title: alone they name no posting.
_COMMON = frozenset(
    fold_words(
        "a an and as at by de der des die du e el en et for fur im in la le of on the to und von with zu zum zur "
        "apply applying applicant applicants application applications bewerbung als candidature candidatura "
        "sollicitatie cv resume position post posting job jobs role vacancy stelle your my new work employment "
        "senior junior statement interest letter cover motivation re aw fwd wg"
    )
)
_INTRODUCED = r"\b(?:ref(?:erence|erenz)?|code|kenn(?:ziffer|ung)|job|id|nr|no|number|nummer)\b|#"
_LONG_NUMBER = 5
"""Digits from which a number stands for nothing but a code: fewer may be a year or a postcode."""
ENOUGH = 2
"""Words of a title (or a code) from which a find names a posting that no address names."""
_FUZZY_FROM = 6
_LIKE = 88
"""Likeness (0-100) from which a long word of a title counts as found, so that a slip of the pen does not hide it."""


# Codes and titles of all postings are asked for with every mail; they are the organisation's own words.
_cached = lru_cache(maxsize=8_192)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A round whose code or title stands in a text, and the sentence that says so.

    `words` counts the words of a title that were found; a code counts as enough by itself. `said` is what was
    found, folded: two rounds found by the same words are not told apart by them.
    """

    round: PostingRound
    reason: str
    words: int
    said: frozenset[str]


def codes(text: str, rounds: Iterable[PostingRound], where: str) -> tuple[Found, ...]:
    """The rounds whose subject code stands in `text`; `where` begins the sentence ("The subject")."""
    said = text[:MAX_TEXT]
    plain = said.casefold()
    spans = [
        _Span(match.start(1), match.end(1), round_)
        for round_ in rounds
        # Looking for the parts first spares nearly every search by pattern.
        if (parts := _code_parts(round_.posting.subject_code)) and all(p.casefold() in plain for p in parts)
        for match in _code_pattern(parts).finditer(said)
    ]
    return tuple(
        Found(
            round=r,
            reason=f"{where} carries {r.posting.subject_code}, the code of {title(r)}.",
            words=ENOUGH,
            said=frozenset({" ".join(_code_parts(r.posting.subject_code)).casefold()}),
        )
        for r, _ in _outermost(spans)
    )


def titles(text: str, rounds: Iterable[PostingRound], where: str) -> tuple[Found, ...]:
    """The rounds whose whole title (without gender marks and subtitle) stands in `text`."""
    folded = f" {fold_name(text[:MAX_TEXT])} "
    spans = []
    for round_ in rounds:
        for wanted in _title_forms(round_.posting.title):
            spans += [_Span(at, at + len(wanted) + 1, round_) for at in _places(folded, f" {wanted} ")]
    found = ((r, frozenset(folded[s.start : s.end].strip() for s in places)) for r, places in _outermost(spans))
    return tuple(
        Found(
            round=r,
            reason=f"{where} names {title(r)}.",
            words=max(len(words.split()) for words in said),
            said=said,
        )
        for r, said in found
    )


def title_words(text: str, rounds: Iterable[PostingRound], where: str) -> tuple[Found, ...]:
    """The one posting whose title shares most words with `text`, and at least half of its own; () if none stands out.

    Rounds of one posting share their title: all of the best are given, if they have the same title.
    """
    said = frozenset(fold_words(text[:MAX_TEXT])) - _COMMON
    scored = []
    for round_ in rounds:
        wanted = _telling_words(round_.posting.title)
        hits = tuple(w for w in wanted if _heard(w, said))
        if hits and len(hits) * 2 >= len(wanted):
            scored.append((len(hits), hits, round_))
    first = [(hits, r) for count, hits, r in scored if count == max(c for c, _, _ in scored)]
    if len({fold_name(r.posting.title or "") for _, r in first}) != 1:
        return ()
    return tuple(
        Found(
            round=r,
            reason=f"{where} says {_quoted(hits)}, as in {title(r)}.",
            words=len(hits),
            said=frozenset(hits),
        )
        for hits, r in first
    )


class _Span(NamedTuple):
    """Where something of a round stands in a text."""

    start: int
    end: int
    round: PostingRound


def _outermost(spans: Iterable[_Span]) -> tuple[tuple[PostingRound, list[_Span]], ...]:
    """The rounds that stand somewhere outside of a longer span, and those spans."""
    kept: dict[str, tuple[PostingRound, list[_Span]]] = {}
    reach = -1
    in_order = sorted(spans, key=lambda s: (s.start, -s.end))
    for (_, end), same in groupby(in_order, key=lambda s: (s.start, s.end)):
        # Whatever began before and ends no earlier is another span, so it is longer.
        for span in same if end > reach else ():
            kept.setdefault(span.round.id, (span.round, []))[1].append(span)
        reach = max(reach, end)
    return tuple(kept.values())


def _places(text: str, wanted: str) -> Iterable[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


@_cached
def _code_parts(code: str | None) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", code or ""))


@_cached
def _code_pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    """The code with any separators between its parts: "EX-2-03" is found in "[ex 2/03]", not in "EX-2-03-7".

    A code that could be any number or word must be introduced ("Ref. 7") or stand as it is written ("DATA").
    """
    whole = "".join(parts)
    plain = whole.isdigit() and len(whole) < _LONG_NUMBER
    found = r"[\W_]{0,3}".join(re.escape(p) for p in parts)
    introduced = rf"(?:{_INTRODUCED})[\W_]{{0,3}}" if plain else r"(?<![^\W_])"
    return re.compile(rf"{introduced}({found})(?![^\W_]|[-_/.]\d)", 0 if whole.isalpha() else re.IGNORECASE)


def _plain(text: str | None) -> str:
    return _GENDERS.sub(" ", text or "")


@_cached
def _title_forms(text: str | None) -> tuple[str, ...]:
    """The folded title, and its part before a subtitle where that has two words or more."""
    plain = _plain(text)
    whole = fold_name(plain) or fold_name(text or "")
    main = fold_name(_SUBTITLE.split(plain.strip())[0])
    return tuple(dict.fromkeys(form for form in (whole, main if " " in main else "") if form))


@_cached
def _telling_words(text: str | None) -> tuple[str, ...]:
    """The words of a title that tell it from others."""
    return tuple(dict.fromkeys(w for w in fold_words(_plain(text)) if w not in _COMMON))


def _heard(word: str, said: frozenset[str]) -> bool:
    if word in said:
        return True
    return len(word) >= _FUZZY_FROM and any(
        len(s) >= _FUZZY_FROM and fuzz.ratio(word, s, processor=default_process) >= _LIKE for s in said
    )


def _quoted(words: tuple[str, ...]) -> str:
    return listed([f"“{w}”" for w in words])
