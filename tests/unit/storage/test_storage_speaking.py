"""Sentences that speak to a requirement: by its significant words, in order, a few, and never a score."""

from intake.model.posting import Posting
from intake.storage import speaking
from intake.storage.desk_values import Requirement

TEXT = """Noor Haddad
I administered Linux servers and PostgreSQL clusters. I like hiking.
• Supported clients of three time zones in English and Arabic
Wrote Go and SQL."""


def asked(*texts: str, nice: tuple[str, ...] = (), text: str = TEXT) -> tuple[Requirement, ...]:
    return speaking.requirements(Posting(title=None, requirements=texts, nice_to_have=nice), [("d1", "cv.pdf", text)])


def said(requirement: Requirement) -> list[str]:
    return ["".join(span.text for span in sentence.spans) for sentence in requirement.sentences]


def test_a_sentence_speaks_to_what_shares_two_of_its_words() -> None:
    (found,) = asked("Experience with administering Linux servers")
    assert said(found) == ["I administered Linux servers and PostgreSQL clusters."]
    assert [span.text for span in found.sentences[0].spans if span.hit] == ["administered", "Linux", "servers"]
    assert (found.sentences[0].document, found.sentences[0].filename) == ("d1", "cv.pdf")


def test_one_word_is_enough_where_there_is_only_one() -> None:
    assert said(asked("You know SQL")[0]) == ["Wrote Go and SQL."]
    assert said(asked("administering servers for universities and libraries")[0]) == [
        "I administered Linux servers and PostgreSQL clusters."
    ]
    assert said(asked("hiking through universities and libraries")[0]) == []


def test_a_name_is_enough_alone() -> None:
    assert said(asked("Experience with one scripting language, ideally Go or Ruby")[0]) == ["Wrote Go and SQL."]
    assert said(asked("Good written and spoken English")[0]) == [
        "Supported clients of three time zones in English and Arabic"
    ]


def test_words_that_everybody_uses_say_nothing() -> None:
    assert said(asked("You have strong skills and are willing to work with the team")[0]) == []


def test_what_is_nice_to_have_comes_after_what_is_required() -> None:
    found = asked("Linux", nice=("Arabic",))
    assert [(each.text, each.nice, len(each.sentences)) for each in found] == [("Linux", False, 1), ("Arabic", True, 1)]
    assert speaking.requirements(None, []) == ()


def test_a_few_sentences_are_enough() -> None:
    (found,) = asked("Linux", text="I ran Linux.\n" * 50)
    assert len(found.sentences) == speaking.MOST_SENTENCES


def test_the_marked_sentence_is_the_sentence() -> None:
    for requirement in asked("Linux servers", "English and Arabic"):
        for sentence in requirement.sentences:
            line = "".join(span.text for span in sentence.spans)
            assert line in " ".join(TEXT.split())
