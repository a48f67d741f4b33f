"""Mail between the fetching and the writing thread is bounded in bytes."""

import threading
from pathlib import Path

from intake.mailbox.byte_queue import JOINED, ByteQueue
from intake.model.ledger import Fetched, FetchResult


def batch(size: int) -> tuple[Fetched, ...]:
    return (
        Fetched(uid="1", result=FetchResult.FETCHED, body=b"x" * size, size=size, header_key=None, internal_date=None),
    )


def spooled() -> tuple[Fetched, ...]:
    return (
        Fetched(uid="2", result=FetchResult.FETCHED, body=Path("big"), size=9, header_key=None, internal_date=None),
    )


def test_batches_come_out_in_order_and_then_it_ends() -> None:
    queue = ByteQueue(100)
    assert all(queue.put(item) for item in (batch(1), spooled(), batch(3)))
    queue.end()
    assert [item.size for batch_ in queue for item in batch_] == [1, 9, 3]


def test_what_waits_comes_as_one_batch_up_to_half_of_the_limit() -> None:
    queue = ByteQueue(100)
    for size in (20, 20, 20, 1):
        queue.put(batch(size))
    queue.end()
    assert [[item.size for item in taken] for taken in queue] == [[20, 20], [20, 1]]


def test_no_more_than_a_few_batches_are_written_as_one_however_small_they_are() -> None:
    queue = ByteQueue(1_000_000)
    for _ in range(2 * JOINED):
        queue.put(batch(1))
    queue.end()
    assert [len(taken) for taken in queue] == [JOINED, JOINED]


def test_a_batch_larger_than_the_limit_still_fits_alone() -> None:
    queue = ByteQueue(10)
    assert queue.put(batch(50))


def test_a_full_queue_holds_the_fetch_until_there_is_room() -> None:
    queue = ByteQueue(10)
    queue.put(batch(8))
    put = threading.Event()

    def fetch() -> None:
        queue.put(batch(8))
        put.set()

    thread = threading.Thread(target=fetch)
    thread.start()
    assert not put.wait(0.1)
    taken = iter(queue)
    next(taken)
    assert not put.wait(0.1), "the first batch is still being written"
    queue.end()
    thread.join(5)
    assert put.is_set()


def test_room_is_made_when_a_batch_is_written() -> None:
    queue = ByteQueue(10)
    queue.put(batch(8))
    done: list[int] = []

    def write() -> None:
        done.extend(item[0].size for item in queue)

    thread = threading.Thread(target=write)
    thread.start()
    assert queue.put(batch(9))
    assert queue.put(batch(7))
    queue.end()
    thread.join(5)
    assert done == [8, 9, 7]


def test_a_writer_that_gave_up_stops_the_fetch() -> None:
    queue = ByteQueue(10)
    queue.end()
    assert queue.put(batch(1)) is False
