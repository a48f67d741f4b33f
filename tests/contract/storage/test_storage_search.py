"""Search: the same on both databases, without case and diacritics, always up to date, narrowed by the scope."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from intake.model.document import DocumentKind
from intake.model.scope import EVERYTHING, Scope
from intake.storage import search
from intake.storage.acts import Actor
from intake.storage.database import migrate
from intake.storage.database import reading as transaction
from intake.storage.queue_values import Order, QueueFilter
from intake.storage.rebuilding import rebuild
from tests.contract.storage.builders import MANAGER, NOON, House, document, message, opened, posting, reading

ANA = Actor(who="Ana", scope=EVERYTHING)


@pytest.fixture
def three(house: House) -> House:
    house.store.apply_rounds([opened(), opened(posting("Community Manager", MANAGER))])
    for uid, said, words in (
        ("1", message(subject="Systemadministration"), "Köln, Straße 5\nI ran PostgreSQL servers."),
        ("2", message("jm@example.net", "María José Núñez"), "Łódź, PostgreSQL and O'Brien's lamp"),
        ("3", message("li@example.org", "Li Müller", recipients=(MANAGER,)), "数据库 and Linux"),
    ):
        name = "Lebenslauf.pdf" if uid == "3" else "resume.pdf"
        resume = document(DocumentKind.RESUME, text=words, filename=name, hidden_text="kubernetes")
        house.bring((uid, reading(said, resume)))
    return house


def found(house: House, words: str, scope: Scope = EVERYTHING, **wanted: str) -> list[str]:
    return [item.id for item in house.desk.queue(scope, QueueFilter(status=None, words=words, **wanted)).items]  # type: ignore[arg-type]


FOUND: tuple[tuple[str, list[str]], ...] = (
    ("postgresql", ["a2", "a1"]),
    ("POSTGRESQL koln", ["a1"]),
    ("Köln", ["a1"]),
    ("koeln", ["a1"]),
    ("strasse", ["a1"]),
    ("nunez", ["a2"]),
    ("maria jose", ["a2"]),
    ("lodz", ["a2"]),
    ("obrien's", ["a2"]),
    ("o'briens", ["a2"]),
    ("mueller", ["a3"]),
    ("Müller", ["a3"]),
    ("muller linux", ["a3"]),
    ("数据库", ["a3"]),
    ("li@example.org", ["a3"]),
    ("lebenslauf", ["a3"]),
    ("system", ["a1"]),
    ("system koln", []),
    ("servers ran", ["a1"]),
    ("kubernetes", []),
    ("nobody", []),
    ("...", []),
    ("\"' OR 1=1 --", []),
    ("a* NOT b:(c) & | ! <->", []),
    ("nul\0byte", []),
    ("li", ["a3"]),
    ("lin", ["a3"]),
)


def test_words_find_what_has_them_all(three: House) -> None:
    assert [(words, found(three, words)) for words, _ in FOUND] == list(FOUND)


def test_what_is_found_is_narrowed_counted_and_paged(three: House) -> None:
    assert found(three, "postgresql", Scope(postings=("p2",))) == []
    assert found(three, "example", Scope(postings=("p2",))) == ["a3"]
    assert found(three, "example", posting="p1") == ["a2", "a1"]
    wanted = QueueFilter(words="example", order=Order.POSTING)
    page = three.desk.queue(EVERYTHING, wanted, limit=2)
    assert [item.id for item in page.items] == ["a3", "a2"]
    assert [item.id for item in three.desk.queue(EVERYTHING, wanted, after=page.after).items] == ["a1"]
    assert (page.counts["all"], page.counts["incomplete"]) == (3, 3)
    three.acts.set_status(ANA, "a1", "declined")
    assert three.desk.queue(EVERYTHING, wanted).counts["all"] == 2
    assert three.desk.queue(EVERYTHING, replace(wanted, posting="p2")).counts["all"] == 1
    assert three.desk.queue(EVERYTHING, QueueFilter(words="...")).counts["all"] == 0
    near = three.desk.neighbours(EVERYTHING, QueueFilter(words="example", status=None), "a2")
    assert (near.previous, near.next) == ("a3", "a1")
    with transaction(three.engine) as session:
        assert search.search(session, "example", before=3, limit=1) == [2]
        assert search.search(session, "...") == []


def test_snippets_mark_the_words_in_their_lines(three: House) -> None:
    (line,) = three.desk.queue(EVERYTHING, QueueFilter(words="koln servers")).items
    (snippet,) = line.snippets
    assert snippet.source == "resume.pdf"
    assert [span.text for span in snippet.spans if span.hit] == ["Köln", "servers"]
    assert "".join(span.text for span in snippet.spans) == "Köln, Straße 5 I ran PostgreSQL servers."


def test_the_index_follows_every_change(three: House) -> None:
    three.acts.edit_fact(ANA, "a1", "name", "Zeynep Aydın")
    assert found(three, "zeynep") == ["a1"]
    assert found(three, "aydin") == ["a1"]
    done = three.acts.merge(ANA, "a2", "a1")
    three.process()
    assert (found(three, "lodz"), found(three, "postgresql")) == (["a1"], ["a1"])
    three.acts.undo(ANA, done.review or "")
    three.process()
    assert found(three, "lodz") == ["a2"]
    certificate = document(DocumentKind.CERTIFICATE, text="Ansible")
    three.bring(("4", reading(message(subject="Zertifikat", received_at=NOON), certificate)))
    assert found(three, "ansible koln") == ["a1"]
    three.readings["m4"] = reading(message(subject="Zertifikat"), document(DocumentKind.CERTIFICATE, text="Puppet"))
    three.store.read_again(["m4"])
    three.process()
    assert (found(three, "ansible"), found(three, "puppet")) == ([], ["a1"])


def test_rebuilding_makes_the_same_anew_and_forgets_what_is_gone(three: House) -> None:
    before = _without_counters(three)
    assert rebuild(three.engine) == 3
    assert _without_counters(three) == before
    assert found(three, "postgresql") == ["a2", "a1"]
    with three.engine.begin() as connection:
        for table in ("search_index", "queue_entries", "message_texts"):
            connection.execute(text(f"DELETE FROM {table}"))
    assert found(three, "postgresql") == []
    migrate(three.engine)
    assert found(three, "postgresql") == ["a2", "a1"]


def _without_counters(house: House) -> dict[str, list[Any]]:
    """Counters that have fallen to zero need not come back: test_storage_counting looks at the others."""
    return {table: rows for table, rows in house.dump().items() if not table.endswith("_counts")}
