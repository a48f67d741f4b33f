"""Processes that hash, write and sync mails beside this one, while a large mailbox is taken in.

The threads of one Python process hand its lock to one another at each of the ten system calls that writing a mail
takes: a third of the computing time of a pull. Processes need none. The mails lie in memory that all of them share, and
each is told where. They live as long as one pull, and end by themselves when this process does.
"""

import mmap
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from intake.storage.durable import BLOCK
from intake.storage.worker_main import ANSWER, MAIL, MESSAGE_BYTES, STEM_ENDS

WORTH = 400
"""Mails from which on workers are started: for so many their start takes what they save."""

PROCESSES = 4

SHARED_BYTES = 20_000_000 // BLOCK * BLOCK
"""The shared memory: more than a pull writes together (`byte_queue`), and no mail above it is for workers."""

ROUND = 1_000
"""Mails that are handed out together: what a worker is told of a quarter of them fits into a message."""

_ROOT = str(Path(__file__).resolve().parent.parent.parent)
# Without installed packages (-S): it needs none, and starts in half the time.
_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from intake.storage.worker_main import main
main(sys.argv[2], int(sys.argv[3]), [int(number) for number in sys.argv[4:]])
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A mail that a worker looked at: the file that holds it now, or None where its digest seems to be there already.

    With `failed`, an errno, the file holds a part of it, or is not there.
    """

    sha256: str
    size: int
    file: str | None
    failed: int


class Workers:
    """Running workers, for one thread. When one of them is lost all are ended, and write no more."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", memory: memoryview, sockets: Sequence[socket.socket]
    ) -> None:
        self._process, self._memory, self._sockets = process, memory, sockets
        self.lost = False
        """Whether they ended before they were told to."""

    def write(self, items: Sequence[bytes | Path], stem: str) -> dict[int, Written]:
        """What became of the items, by their places; without those that workers did not write.

        These are files, very large mails, and after a loss all. What is new is in files that are on the disk when this
        returns, each named by `stem`, a number and the digest.
        """
        written: dict[int, Written] = {}
        if self.lost:
            return written
        for round_ in _rounds(items):
            try:
                written |= self._write(round_, stem)
            except OSError:
                self._end()
                # Nobody knows how far the round came; whoever asked has its mails yet.
                _remove(stem, round_)
                break
        return written

    def _write(self, mails: dict[int, bytes], stem: str) -> dict[int, Written]:
        """One round; raises OSError where a worker is lost."""
        tasks = [MAIL.pack(begin, len(mails[at]), at) for begin, at in self._share(mails)]
        asked = []
        for number, control in enumerate(self._sockets[: len(tasks)]):
            own = tasks[number :: len(self._sockets)]
            control.send(os.fsencode(stem) + STEM_ENDS + b"".join(own))
            asked.append((control, own))
        written: dict[int, Written] = {}
        for control, own in asked:
            answers = control.recv(MESSAGE_BYTES)
            if not answers:
                raise ConnectionResetError
            for task, (failed, is_new, digest) in zip(own, ANSWER.iter_unpack(answers), strict=True):
                _, size, at = MAIL.unpack(task)
                name = digest.hex()
                file = f"{stem}{at}-{name}" if is_new else None
                written[at] = Written(sha256=name, size=size, file=file, failed=failed)
        return written

    def _share(self, mails: dict[int, bytes]) -> list[tuple[int, int]]:
        """Puts mails into the shared memory, each at the beginning of a block: where each begins, and its place."""
        begin, places = 0, []
        for at, mail in mails.items():
            self._memory[begin : begin + len(mail)] = mail
            places.append((begin, at))
            begin += _padded(mail)
        return places

    def _end(self) -> None:
        """Ends at once what is left of them."""
        self.lost = True
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


@contextmanager
def working(root: str) -> Iterator[Workers | None]:
    """Workers of the archive in this folder while this lasts; None where the system starts none."""
    with ExitStack() as kept:
        try:
            workers = _started(root, kept)
        except OSError:
            workers = None
        yield workers


def _started(root: str, kept: ExitStack) -> Workers:
    given = kept.enter_context(ExitStack())
    memory = os.memfd_create("intake-mails")
    given.callback(os.close, memory)
    os.ftruncate(memory, SHARED_BYTES)
    mapped = kept.enter_context(mmap.mmap(memory, SHARED_BYTES))
    view = kept.enter_context(memoryview(mapped))
    ours: list[socket.socket] = []
    numbers: list[int] = []
    for _ in range(PROCESSES):
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.append(kept.enter_context(mine))
        numbers.append(given.enter_context(theirs).fileno())
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-I", "-S", "-B", "-c", _PROGRAM, _ROOT, root, str(memory), *map(str, numbers)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[memory, *numbers],
        env={"LC_ALL": "C.UTF-8"},  # what the archive's folder is called
        cwd="/",
        start_new_session=True,
    )
    given.close()
    kept.callback(_wait, process, ours)
    return Workers(process, view, ours)


def _wait(process: "subprocess.Popen[bytes]", sockets: Sequence[socket.socket]) -> None:
    """Closes what the workers wait at, and waits for their end."""
    for control in sockets:
        control.close()
    process.wait()


def _rounds(items: Sequence[bytes | Path]) -> Iterator[dict[int, bytes]]:
    """The mails that are for workers, by their places, as many together as are handed out at once."""
    round_: dict[int, bytes] = {}
    size = 0
    for at, item in enumerate(items):
        if not isinstance(item, bytes) or len(item) > SHARED_BYTES:
            continue
        if size + _padded(item) > SHARED_BYTES or len(round_) == ROUND:
            yield round_
            round_, size = {}, 0
        round_[at] = item
        size += _padded(item)
    if round_:
        yield round_


def _remove(stem: str, round_: Iterable[int]) -> None:
    folder, name = os.path.split(stem)
    for at in round_:
        for left in Path(folder).glob(f"{name}{at}-*"):
            left.unlink(missing_ok=True)


def _padded(mail: bytes) -> int:
    """The bytes that it takes in whole blocks."""
    return len(mail) + -len(mail) % BLOCK
