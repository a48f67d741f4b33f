"""A reading packed part by part is the reading packed whole."""

import zlib

import pytest

from intake.model.codec import to_json
from intake.storage.packing import packed, unpacked
from tests.contract.storage.builders import document, message, reading


@pytest.mark.parametrize("documents", [0, 1, 3])
def test_a_packed_reading_is_its_json_whole(documents: int) -> None:
    said = reading(
        message(subject='A "quoted" subject, Zoë'), *[document(part=str(number)) for number in range(documents)]
    )
    assert zlib.decompress(packed(said)) == to_json(said)
    assert unpacked(packed(said)) == said
