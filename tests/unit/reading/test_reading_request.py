"""A request's packet, as the zygote takes it."""

import pytest

from intake.model.policy import ReadingPolicy
from intake.reading.profiles import SandboxSettings
from intake.reading.request import Request, Settings

SETTINGS = Settings(
    policy=ReadingPolicy(staff_domains=("example.org",)), profile=SandboxSettings(cpu_seconds=7).parse, require="full"
)


def test_a_packet_gives_the_request_again() -> None:
    request = Request(operation="file", arguments={"filename": "Lebenslauf\nä.pdf"}, settings=SETTINGS, size=3)
    assert Request.unpack(request.pack()) == request


def test_what_requests_share_is_unpacked_once() -> None:
    one, other = (Request(operation="file", arguments={"n": n}, settings=SETTINGS, size=3) for n in (1, 2))
    assert Request.unpack(one.pack()).settings is Request.unpack(other.pack()).settings


@pytest.mark.parametrize("own", [b"", b"[]", b'["file"]', b'["file", [], 3]', b"[1, {}, 3]", b"{}", b"\xff"])
def test_what_is_no_request_is_a_value_error(own: bytes) -> None:
    shared = Request(operation="file", arguments={}, settings=SETTINGS, size=3).pack().partition(b"\n")[0]
    with pytest.raises(ValueError, match=r".*"):
        Request.unpack(shared + b"\n" + own)
    with pytest.raises(ValueError, match=r".*"):
        Request.unpack(b"{}\n" + b'["file", {}, 3]')
