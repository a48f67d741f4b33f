"""Which sentences of the documents speak to a requirement: those that share its significant words. Never a score.

Two words must be shared; one is enough where there are hardly more, or where it is a name (Python, English).
Sentences are shown in the order of the documents, a few for each requirement; which is better is for people.
Pure: no I/O, no clock.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from intake.model.posting import Posting
from intake.storage.desk_values import Requirement, Speaks
from intake.storage.queue_values import Span
from intake.text.fold import fold_words

MOST_SENTENCES = 3
"""Sentences shown for one requirement."""

MOST_TEXT = 60_000
"""Characters of a document that are looked through: thirty pages of a resume."""

_LONGEST_SENTENCE = 300
_SHORTEST_WORD = 4
_FEW = 2
_BULLETS = " •·▪‣◦–-*"
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+|\s[•·▪–]\s|\t+")
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")
_COMMON = frozenset(
    """
ability able about above across after also among appropriate applicant applicants based been being both
candidate candidates come comfort comfortable could demonstrated desire desired develop each either ensure
equivalent etc excellent experience experienced expertise familiar familiarity fluent from good great have
having help high highly ideal ideally including interest into knowledge least level like looking love minimum
more must need needs nice other others over people plus position prior preferably preferred proficiency
proficient proven qualifications related relevant required requirement requirements role should skill skilled
skills solid some strong such team that their them there these they this those through understanding using
very want well what when where which while will willing willingness with within without work working would
    know knows knowing fluency speak speaks
year years your yours eine einen einem einer eines erfahrung erfahrungen gute guter kenntnisse oder sehr sich
sowie uber wunschenswert wird werden
    """.split()  # noqa: SIM905 - a list of words is read more easily as words
)
_SHORT_TERMS = frozenset({"api", "aws", "c++", "c#", "css", "gcp", "git", "go", "ios", "php", "sql", "ux", "ui", "r"})


def requirements(posting: Posting | None, texts: Sequence[tuple[str, str | None, str]]) -> tuple[Requirement, ...]:
    """What the posting asks of people, each with its sentences. `texts`: document id, file name, text."""
    if posting is None:
        return ()
    sentences = [(doc, name, s, _significant(s)) for doc, name, text in texts for s in _sentences(text[:MOST_TEXT])]
    wanted = [*((text, False) for text in posting.requirements), *((text, True) for text in posting.nice_to_have)]
    return tuple(
        Requirement(text=text, nice=nice, sentences=tuple(_speaking(text, sentences))) for text, nice in wanted
    )


def _sentences(text: str) -> Iterator[str]:
    for part in _SENTENCES.split(text):
        sentence = " ".join(part.split()).lstrip(_BULLETS)
        if sentence:
            yield sentence[:_LONGEST_SENTENCE]


def _significant(text: str) -> frozenset[str]:
    return frozenset(stem for word in _WORD.findall(text) if (stem := _stem(word)))


@lru_cache(maxsize=8_192)
def _stem(word: str) -> str | None:
    """The word folded, without the endings that only grammar needs; None for a word that says nothing."""
    low = word.lower()
    if low in _SHORT_TERMS:
        return low
    folded = "".join(fold_words(word))
    if len(folded) < _SHORTEST_WORD or folded in _COMMON:
        return None
    for ending in ("ing", "ies", "es", "ed", "s", "e", "y"):
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST_WORD:
            return folded[: -len(ending)]
    return folded


def _names(text: str) -> frozenset[str]:
    """The words with a capital letter that does not begin the sentence."""
    every = [word[0] for word in _WORD.finditer(text)][1:]
    return frozenset(stem for word in every if word != word.lower() and (stem := _stem(word)))


def _speaking(text: str, sentences: Iterable[tuple[str, str | None, str, frozenset[str]]]) -> Iterator[Speaks]:
    """The first sentences that share enough of its words."""
    wanted, names = _significant(text), _names(text)
    enough = 1 if len(wanted) <= _FEW else 2
    found = 0
    for document, filename, sentence, words in sentences:
        if len(wanted & words) >= enough or names & words:
            yield Speaks(document=document, filename=filename, spans=marked(sentence, wanted))
            found += 1
            if found == MOST_SENTENCES:
                return


def marked(sentence: str, wanted: frozenset[str]) -> tuple[Span, ...]:
    """The sentence with the shared words marked."""
    spans: list[Span] = []
    end = 0
    for word in _WORD.finditer(sentence):
        if _stem(word[0]) in wanted:
            if word.start() > end:
                spans.append(Span(sentence[end : word.start()]))
            spans.append(Span(word[0], hit=True))
            end = word.end()
    if end < len(sentence):
        spans.append(Span(sentence[end:]))
    return tuple(spans)
