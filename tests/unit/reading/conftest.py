"""What the reading tests share: running a piece in a thread of its own, which some layers shut in for good."""

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")


def in_thread(piece: Callable[[], T]) -> T:
    results: list[T] = []
    errors: list[BaseException] = []

    def body() -> None:
        try:
            results.append(piece())
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            errors.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


@pytest.fixture
def alone() -> Callable[[Callable[[], T]], T]:
    """Runs a callable in a fresh thread: Landlock, seccomp and capabilities bind only the thread that takes them."""
    return in_thread
