"""Reading pipes to their ends."""

import os
import time

from intake.reading.pipes import drain


def pipe(*pieces: bytes, closed: bool = True) -> tuple[int, int]:
    source, sink = os.pipe()
    for piece in pieces:
        os.write(sink, piece)
    if closed:
        os.close(sink)
    return source, sink


def test_several_pipes_are_read_to_their_ends() -> None:
    first, _ = pipe(b"one", b"two")
    second, _ = pipe()
    drained = drain({first: 100, second: 0}, 5)
    assert drained.data == {first: b"onetwo", second: b""}
    assert drained.complete
    assert not drained.over
    os.close(first)
    os.close(second)


def test_a_pipe_that_gives_more_than_its_cap_ends_the_reading() -> None:
    source, sink = pipe(b"four", closed=False)
    drained = drain({source: 3}, 5)
    assert drained.over
    assert not drained.complete
    os.close(source)
    os.close(sink)


def test_a_pipe_that_stays_open_ends_the_reading_at_the_deadline_without_spinning() -> None:
    source, sink = pipe(b"x", closed=False)
    cpu, began = time.process_time(), time.monotonic()
    drained = drain({source: 100}, 0.3)
    assert 0.3 <= time.monotonic() - began < 2
    assert time.process_time() - cpu < 0.2
    assert drained.data == {source: b"x"}
    assert not drained.complete
    os.close(source)
    os.close(sink)
