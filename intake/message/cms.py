"""What an opaque S/MIME signature is around: the signed MIME entity (RFC 5652 section 5, RFC 8551 section 3.5).

Only the way to the content is read, in BER with definite and indefinite lengths; whether the signature is
good is not judged here. Pure: no I/O, no clock.
"""

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_OBJECT_ID, _SEQUENCE, _SET, _OCTETS, _CHUNKS, _CONTENT = 0x06, 0x30, 0x31, 0x04, 0x24, 0xA0
_DEPTH = 20


class _Malformed(Exception):
    """The octets are no BER, or not the structure looked for."""


def signed_content(data: bytes) -> bytes | None:
    """The content of a CMS SignedData structure; None where it is none, is detached, or is damaged."""
    try:
        return _content(data)
    except (_Malformed, IndexError):
        return None


def _content(data: bytes) -> bytes:
    at = _enter(data, 0, _SEQUENCE)
    at, kind = _read(data, at, _OBJECT_ID)
    if kind != _SIGNED_DATA:
        raise _Malformed
    at = _enter(data, _enter(data, at, _CONTENT), _SEQUENCE)
    at = _skip(data, at, 0)  # version
    at = _skip(data, at, 0)  # digest algorithms
    at = _skip(data, _enter(data, at, _SEQUENCE), 0)  # the content's type
    return _octets(data, _enter(data, at, _CONTENT))


def _octets(data: bytes, at: int) -> bytes:
    """An octet string, whole or in chunks (one level: nobody writes more)."""
    tag, start, end = _header(data, at)
    if tag == _OCTETS and end is not None:
        return data[start:end]
    if tag != _CHUNKS:
        raise _Malformed
    chunks: list[bytes] = []
    at = start
    while at < (len(data) if end is None else end) and data[at : at + 2] != b"\0\0":
        at, chunk = _read(data, at, _OCTETS)
        chunks.append(chunk)
    return b"".join(chunks)


def _enter(data: bytes, at: int, wanted: int) -> int:
    """Where the content of the element at `at` begins, which must bear the tag `wanted`."""
    tag, start, _ = _header(data, at)
    if tag != wanted:
        raise _Malformed
    return start


def _read(data: bytes, at: int, wanted: int) -> tuple[int, bytes]:
    """Where the primitive element at `at` ends, and its content."""
    tag, start, end = _header(data, at)
    if tag != wanted or end is None:
        raise _Malformed
    return end, data[start:end]


def _skip(data: bytes, at: int, depth: int) -> int:
    """Where the element at `at` ends."""
    if depth > _DEPTH:
        raise _Malformed
    _, at, end = _header(data, at)
    if end is not None:
        return end
    while data[at : at + 2] != b"\0\0":
        at = _skip(data, at, depth + 1)
    return at + 2


def _header(data: bytes, at: int) -> tuple[int, int, int | None]:
    """Tag, start and end of the element at `at`; no end where its length is indefinite."""
    tag, length = data[at], data[at + 1]
    start = at + 2
    if length == 0x80:
        return tag, start, None
    if length > 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[start : start + count], "big") if count <= 4 else len(data) + 1
        start += count
    if start + length > len(data):
        raise _Malformed
    return tag, start, start + length
