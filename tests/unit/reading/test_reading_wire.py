"""The wire: whatever is not a whole reply is refused."""

import json
import os
import struct
import tempfile
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading import wire
from intake.reading.wire import How, Status, WireError

heads = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=20) | st.none(), max_size=4)
parts = st.lists(st.binary(max_size=200), max_size=4)


@given(heads, parts)
def test_a_reply_comes_back_as_it_was(head: dict[str, object], pieces: list[bytes]) -> None:
    assert wire.unpack(wire.pack(head, pieces)) == (head, tuple(pieces))


def test_half_a_character_in_a_head_comes_back_too() -> None:
    assert wire.unpack(wire.pack({"detail": "\ud83d"})) == ({"detail": "\ud83d"}, ())


@given(heads, parts, st.data())
def test_a_reply_cut_short_anywhere_is_refused(
    head: dict[str, object], pieces: list[bytes], data: st.DataObject
) -> None:
    whole = wire.pack(head, pieces)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(WireError):
        wire.unpack(whole[:cut])


@given(heads, parts, st.binary(min_size=1, max_size=20))
def test_bytes_after_the_last_part_are_refused(head: dict[str, object], pieces: list[bytes], more: bytes) -> None:
    with pytest.raises(WireError):
        wire.unpack(wire.pack(head, pieces) + more)


@given(st.binary(max_size=300))
def test_garbage_never_raises_anything_else(data: bytes) -> None:
    try:
        head, _ = wire.unpack(data)
    except WireError:
        return
    assert isinstance(head, dict)


@pytest.mark.parametrize("text", [b"[]", b"{", b"\xff", b"1", b"[" * 200_000])
def test_a_head_that_is_no_object_is_refused(text: bytes) -> None:
    with pytest.raises(WireError):
        wire.unpack(struct.pack(">I", len(text)) + text + struct.pack(">I", 0))


def test_a_head_over_its_cap_is_refused() -> None:
    text = json.dumps({"x": "y" * wire.HEAD_MAX}).encode()
    with pytest.raises(WireError):
        wire.unpack(struct.pack(">I", len(text)) + text + struct.pack(">I", 0))


def test_more_parts_than_agreed_are_refused() -> None:
    with pytest.raises(WireError):
        wire.unpack(wire.pack({}, [b""] * (wire.PARTS_MAX + 1)))


def test_everything_is_written_to_a_pipe_that_takes_little_at_a_time() -> None:
    source, sink = os.pipe()
    data = os.urandom(500_000)

    def write() -> None:
        wire.write_all(sink, data)
        os.close(sink)

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(source, "rb") as reading:
        assert reading.read() == data
    writer.join()


def test_a_file_is_read_from_its_beginning_wherever_its_offset_stands() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"0123456789")
        file.flush()
        assert wire.read_all(file.fileno(), 10) == b"0123456789"
        assert wire.read_all(file.fileno(), 10) == b"0123456789"


def test_a_file_over_the_cap_is_not_read() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"0123456789")
        file.flush()
        assert wire.read_all(file.fileno(), 9) is None


@given(st.sampled_from(How), st.integers(-(2**31), 2**31 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_status_comes_back_as_it_was(how: How, number: int, cpu: int, peak: int) -> None:
    assert Status.unpack(wire.status_of(how, number, cpu, peak)) == Status(how, number, cpu, peak)


@pytest.mark.parametrize("data", [b"", b"\0" * (wire.STATUS_SIZE - 1), b"\xff" * wire.STATUS_SIZE])
def test_what_is_no_status_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        Status.unpack(data)
