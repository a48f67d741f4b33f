"""Counters: they say what is there after whatever was written, and are counted anew where their triggers are gone."""

from typing import Any

from sqlalchemy import Engine, text

from intake.model.application import Timeliness
from intake.model.scope import EVERYTHING
from intake.storage import counting
from intake.storage.acts import Actor, Bulk
from intake.storage.database import migrate
from intake.storage.rebuilding import rebuild
from tests.contract.storage.builders import MANAGER, RESUME, House, arrival, message, opened, posting, reading

ANA = Actor(who="Ana", scope=EVERYTHING)
TABLES = ("queue_counts", "arrival_counts", "message_counts")


def counted(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            table: sorted(tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} WHERE number <> 0")))
            for table in TABLES
        }


def counted_anew(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.begin() as connection:
        counting.recount(connection)
    return counted(engine)


def work(house: House) -> None:
    house.store.apply_rounds([opened(), opened(posting("Community Manager", MANAGER))])
    house.bring(
        ("1", reading(message(), RESUME)),
        ("2", reading(message("jan@example.net", "Jan Kowalski", recipients=(MANAGER,)), RESUME)),
        ("3", reading(message("li@example.net", "Li Chen", recipients=("other@example.org",)), RESUME)),
    )
    (key,) = house.receive(arrival("9"))
    house.store.quarantine(house.claim_one(key), "timed_out", "Reading took too long.", None)


def test_the_counters_follow_whatever_is_written(house: House) -> None:
    work(house)
    acts = house.acts
    acts.bulk(ANA, ["a1", "a2", "a3"], Bulk(status="declined", add_tags=("x",)))
    acts.move(ANA, "a3", "p1")
    acts.overrule(ANA, "a1", Timeliness.LATE, "it was")
    merged = acts.merge(ANA, "a2", "a1")
    house.process()
    assert counted(house.engine) == counted_anew(house.engine)
    acts.undo(ANA, merged.review or "")
    house.store.read_again(["m1"])
    house.process()
    followed = counted(house.engine)
    assert followed == counted_anew(house.engine)
    assert ("all", "declined", 1, 2) in followed["queue_counts"]
    assert sum(row[-1] for row in followed["message_counts"]) == 4


def test_what_is_rolled_back_is_not_counted(house: House) -> None:
    work(house)
    before = counted(house.engine)
    with house.engine.connect() as connection:
        connection.execute(text("DELETE FROM queue_entries"))
        connection.execute(text("UPDATE messages SET outcome = 'bulk'"))
        connection.rollback()
    assert counted(house.engine) == before


def test_lost_triggers_come_back_with_true_numbers(house: House) -> None:
    work(house)
    before = counted(house.engine)
    with house.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        connection.execute(text("DROP TRIGGER message_counts_update" + ("" if sqlite else " ON messages")))
        connection.execute(text("UPDATE messages SET outcome = 'bulk'"))
    assert counted(house.engine) == before
    migrate(house.engine)
    assert [tuple(row)[1:] for row in counted(house.engine)["message_counts"]] == [("bulk", 4)]


def test_rebuilding_counts_anew(house: House) -> None:
    work(house)
    before = counted(house.engine)
    with house.engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"UPDATE {table} SET number = number + 7"))
    rebuild(house.engine)
    assert counted(house.engine) == before
