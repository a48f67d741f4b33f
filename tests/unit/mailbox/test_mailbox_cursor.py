"""What a poll has to do, and how far the cursor may go (imap.md, the poll, points 2 to 5)."""

import datetime as dt
import itertools
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.mailbox import cursor
from intake.mailbox.cursor import Action, Plan
from intake.model.ledger import FolderCursor, FolderStatus

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)

SAVED = FolderCursor(
    folder="INBOX",
    epoch=2,
    uidvalidity=7,
    last_uid=1_000,
    uidnext=1_001,
    highestmodseq=50,
    looked_back_at=NOW,
    checked_all_at=NOW,
)
SAME = FolderStatus(folder="INBOX", uidvalidity=7, uidnext=1_001, highestmodseq=50)


def plan(status: FolderStatus = SAME, saved: FolderCursor | None = SAVED, now: dt.datetime = NOW) -> Plan:
    return cursor.plan(status, saved, now, numbered=True)


def test_a_folder_that_did_not_change_needs_nothing() -> None:
    assert plan() == Plan(action=Action.NOTHING)


def test_a_folder_seen_for_the_first_time_begins_an_epoch() -> None:
    assert plan(saved=None).action is Action.NEW_EPOCH


@pytest.mark.parametrize("uidvalidity", [1, 6, 8, 4_294_967_295])
def test_any_other_uidvalidity_begins_an_epoch(uidvalidity: int) -> None:
    assert plan(replace(SAME, uidvalidity=uidvalidity)).action is Action.NEW_EPOCH


@pytest.mark.parametrize("uidnext", [1, 999, 1_000])
def test_uidnext_at_or_below_the_last_uid_begins_an_epoch(uidnext: int) -> None:
    assert plan(replace(SAME, uidnext=uidnext)).action is Action.NEW_EPOCH


@pytest.mark.parametrize("saved", [None, SAVED])
def test_without_uidvalidity_a_poll_waits(saved: FolderCursor | None) -> None:
    assert plan(replace(SAME, uidvalidity=None), saved).action is Action.WAIT


def test_new_mail_is_looked_for_above_the_last_uid() -> None:
    assert plan(replace(SAME, uidnext=1_005)) == Plan(action=Action.SCAN, above=1_000)


def test_changed_flags_alone_are_nothing_to_look_at() -> None:
    assert plan(replace(SAME, highestmodseq=51)).action is Action.NOTHING


def test_a_server_that_gives_no_uidnext_is_searched_every_time() -> None:
    status, saved = replace(SAME, uidnext=None), replace(SAVED, uidnext=None)
    assert plan(status, saved) == Plan(action=Action.SCAN, above=1_000)


def test_every_ten_minutes_a_poll_looks_back_over_the_last_uids() -> None:
    assert plan(now=NOW + 9 * MINUTE).action is Action.NOTHING
    assert plan(now=NOW + 10 * MINUTE) == Plan(action=Action.SCAN, above=500, looked_back=True)


def test_looking_back_in_a_small_folder_starts_at_its_beginning() -> None:
    small = replace(SAVED, last_uid=3, uidnext=4)
    assert plan(replace(SAME, uidnext=4), small, NOW + 10 * MINUTE).above == 0


def test_once_a_day_a_poll_checks_all_uids() -> None:
    whole = Plan(action=Action.SCAN, above=0, looked_back=True, checked_all=True)
    assert plan(now=NOW + dt.timedelta(days=1)) == whole
    assert plan(saved=replace(SAVED, checked_all_at=None)) == whole


def test_a_clock_that_jumps_back_puts_no_check_off() -> None:
    assert plan(now=NOW - dt.timedelta(days=400)).checked_all


def test_names_without_order_are_listed_every_time() -> None:
    status = FolderStatus(folder="INBOX", uidvalidity=None, uidnext=None)
    saved = replace(SAVED, uidvalidity=None, last_uid=0, uidnext=None, highestmodseq=None)
    assert cursor.plan(status, None, NOW, numbered=False) == Plan(action=Action.NEW_EPOCH)
    planned = cursor.plan(status, saved, NOW, numbered=False)
    assert planned == Plan(action=Action.SCAN)
    assert cursor.finished(saved, status, planned, ("a", "b"), NOW) == saved
    assert cursor.advanced(saved, ("a", "b"), ("a",), numbered=False) == saved


def test_the_cursor_stops_below_the_first_uid_without_a_row() -> None:
    after = cursor.advanced(SAVED, ["1001", "1002", "1003"], {"1001", "1003"})
    assert after == replace(SAVED, last_uid=1_001)


def test_a_late_uid_below_the_cursor_does_not_take_it_back() -> None:
    assert cursor.advanced(SAVED, ["700", "1001"], {"700"}).last_uid == 1_000
    assert cursor.advanced(SAVED, ["700", "1001"], set()).last_uid == 1_000


def test_a_finished_poll_remembers_the_figures_and_its_checks() -> None:
    status = replace(SAME, uidnext=1_010, highestmodseq=60)
    later = NOW + dt.timedelta(days=2)
    after = cursor.finished(SAVED, status, plan(status, now=later), ["1009"], later)
    assert after == replace(
        SAVED, last_uid=1_009, uidnext=1_010, highestmodseq=60, looked_back_at=later, checked_all_at=later
    )
    assert plan(status, after, later).action is Action.NOTHING


def test_a_plain_scan_leaves_the_times_of_the_checks() -> None:
    status = replace(SAME, uidnext=1_002)
    after = cursor.finished(SAVED, status, plan(status, now=NOW + MINUTE), ["1001"], NOW + MINUTE)
    assert (after.looked_back_at, after.checked_all_at) == (NOW, NOW)


def test_retrying_old_rows_alone_changes_no_figures() -> None:
    after = cursor.finished(SAVED, SAME, Plan(action=Action.NOTHING), ["12"], NOW + MINUTE)
    assert after == SAVED


statuses = st.builds(
    FolderStatus,
    folder=st.just("INBOX"),
    uidvalidity=st.one_of(st.none(), st.integers(1, 3)),
    uidnext=st.one_of(st.none(), st.integers(1, 30)),
    highestmodseq=st.one_of(st.none(), st.integers(1, 3)),
)
cursors = st.builds(
    FolderCursor,
    folder=st.just("INBOX"),
    epoch=st.integers(1, 3),
    uidvalidity=st.integers(1, 3),
    last_uid=st.integers(0, 30),
    uidnext=st.one_of(st.none(), st.integers(1, 30)),
    highestmodseq=st.one_of(st.none(), st.integers(1, 3)),
    looked_back_at=st.one_of(st.none(), st.datetimes(timezones=st.just(dt.UTC))),
    checked_all_at=st.one_of(st.none(), st.datetimes(timezones=st.just(dt.UTC))),
)


@given(statuses, cursors, st.datetimes(timezones=st.just(dt.UTC)))
def test_nothing_is_only_planned_where_nothing_can_have_come(
    status: FolderStatus, saved: FolderCursor, now: dt.datetime
) -> None:
    planned = plan(status, saved, now)
    if planned.action is Action.NOTHING:
        assert (status.uidvalidity, status.uidnext) == (saved.uidvalidity, saved.uidnext)
        assert status.uidnext is not None
        assert saved.last_uid < status.uidnext
    if planned.action is Action.SCAN:
        assert 0 <= planned.above <= saved.last_uid
        assert status.uidvalidity == saved.uidvalidity
    if status.uidvalidity not in {None, saved.uidvalidity}:
        assert planned.action is Action.NEW_EPOCH


@given(cursors, st.sets(st.integers(1, 60)), st.data())
def test_no_uid_below_the_cursor_lacks_a_row(saved: FolderCursor, wanted: set[int], data: st.DataObject) -> None:
    answered = data.draw(st.sets(st.sampled_from(sorted(wanted)))) if wanted else set()
    after = cursor.advanced(saved, [str(uid) for uid in wanted], {str(uid) for uid in answered})
    missing = {uid for uid in wanted - answered if uid > saved.last_uid}
    assert after.last_uid >= saved.last_uid
    assert all(uid > after.last_uid for uid in missing)
    assert replace(after, last_uid=saved.last_uid) == saved


@given(st.lists(st.tuples(st.text("0123456789", min_size=1), st.integers(0, 12)), max_size=30), st.integers(1, 5))
def test_batches_hold_every_mail_once_in_order_and_within_bounds(sizes: list[tuple[str, int]], most: int) -> None:
    groups = list(cursor.batches(sizes, most_bytes=10, most=most))
    assert [uid for group in groups for uid in group] == [uid for uid, _ in sizes]
    start = 0
    for group in groups:
        held = sum(size for _, size in sizes[start : start + len(group)])
        assert 0 < len(group) <= most
        assert held <= 10 or len(group) == 1
        start += len(group)


HEADER = (
    b"Received: by mx\r\nMessage-ID: <1@example.net>\r\nDate: Tue, 1 Feb\r\nFrom: Ada\r\n <ada@example.net>\r\n\r\n"
)


def test_a_header_key_is_the_same_from_the_whole_mail_and_from_its_three_fields() -> None:
    fields = b"FROM:  Ada <ada@example.net>\nDate: Tue, 1 Feb\nMessage-Id:\n <1@example.net>\n\n"
    assert cursor.header_key(HEADER + b"From: body\r\n") == cursor.header_key(fields)


@pytest.mark.parametrize("field", [b"Message-ID: <2@example.net>", b"Date: Wed, 2 Feb", b"From: Bob"])
def test_a_header_key_depends_on_each_of_its_fields(field: bytes) -> None:
    assert cursor.header_key(field + b"\r\n" + HEADER) != cursor.header_key(HEADER)


@pytest.mark.parametrize("header", [b"", b"From: ada@example.net\r\n\r\n", b"Subject: x\r\n\r\nDate: body"])
def test_a_header_without_message_id_and_date_has_no_key(header: bytes) -> None:
    assert cursor.header_key(header) is None


@given(st.binary(max_size=400))
def test_header_keys_of_any_bytes_are_digests_or_nothing(raw: bytes) -> None:
    key = cursor.header_key(raw)
    assert key is None or len(key) == 64


def test_a_header_block_ends_with_its_empty_line() -> None:
    assert cursor.header_block(b"A: b\n\nbody\n\n") == b"A: b\n\n"
    assert cursor.header_block(b"A: b\r\nC: d") == b"A: b\r\nC: d"
    assert cursor.header_block(b"A: " + b"x" * 100, most=10) == b"A: xxxxxxx"


def test_the_key_of_a_long_hostile_header_takes_no_memory_to_speak_of() -> None:
    header = b"From: a@example.net\r\nSubject: " + b"y" * 150_000 + b"\r\n " * 30_000 + b"\r\nMessage-ID: <a@b>\r\n\r\n"
    tracemalloc.start()
    try:
        key = cursor.header_key(header)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
    assert key == cursor.header_key(b"Message-ID: <a@b>\r\nFrom: a@example.net\r\n\r\n")


@given(st.integers(0, 400_000), st.integers(1, 400_000))
def test_windows_cover_everything_above_and_overlap_nowhere(above: int, uidnext: int) -> None:
    windows = list(cursor.windows(above, replace(SAME, uidnext=uidnext, messages=60_000)))
    assert windows[0][0] == above
    assert windows[-1][1] is None
    for (_, end), (begin, _) in itertools.pairwise(windows):
        assert begin == end


@pytest.mark.parametrize("uidnext", [50_001, 50_002, 99_999, 100_001, 100_002])
def test_no_window_holds_more_than_an_answer_may(uidnext: int) -> None:
    edges = [above for above, _ in cursor.windows(0, replace(SAME, uidnext=uidnext, messages=60_000))]
    assert {end - begin for begin, end in itertools.pairwise(edges)} <= {cursor.WINDOW}
    assert 0 < uidnext - 1 - edges[-1] <= cursor.WINDOW


@pytest.mark.parametrize("figures", [{"messages": 60_000}, {"uidnext": 900_000}, {"uidnext": 900_000, "messages": 9}])
def test_small_or_unmeasured_folders_are_one_window(figures: dict[str, int | None]) -> None:
    status = FolderStatus(folder="INBOX", **({"uidvalidity": 7, "uidnext": None} | figures))
    assert list(cursor.windows(4, status)) == [(4, None)]
