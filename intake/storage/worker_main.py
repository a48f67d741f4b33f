"""A process that hashes, writes and syncs mails for another one (`workers`); it knows their bytes and nothing else.

It imports only what that takes, since a pull waits for it to begin.
"""

import errno
import gc
import mmap
import os
import signal
import socket
import struct
from hashlib import sha256

from intake.storage.durable import create
from intake.storage.naming import blob_name

MAIL = struct.Struct("=QQI")
"""One mail of a request: where it lies in the shared memory, its length in bytes, and its number.

The file that it is written to has a name of the stem, the number, a hyphen and the digest."""

ANSWER = struct.Struct("=i?32s")
"""About one mail: errno or 0, whether it was to be written (else its digest seems to be there), and its SHA-256."""

STEM_ENDS = b"\0"
"""A request is the stem, which the files' names begin with, this, and its mails."""

MESSAGE_BYTES = 65_536
"""More than any request or answer has."""


def main(root: str, memory: int, sockets: list[int]) -> None:
    """Works until the other side closes, as one process for each socket; `root` is the archive's folder."""
    # With its pull, not before: when all is told to end, mails may be on their way.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # So that no child touches, and thereby copies, what it never needs.
    gc.disable()
    gc.freeze()
    mine = sockets[0]
    others: list[int] = []
    for number in sockets[1:]:
        child = os.fork()
        if child == 0:
            mine, others = number, []
            break
        others.append(child)
    for number in sockets:
        if number != mine:
            os.close(number)
    with socket.socket(fileno=mine) as control:
        serve(root, memory, control)
    for child in others:
        os.waitpid(child, 0)
    os._exit(0)


def serve(root: str, memory: int, control: socket.socket) -> None:
    """Answers requests about mails in the shared memory, until the other side closes."""
    size = os.fstat(memory).st_size
    with mmap.mmap(memory, size, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ) as mapped, memoryview(mapped) as mails:
        while request := control.recv(MESSAGE_BYTES):
            stem, _, tasks = request.partition(STEM_ENDS)
            control.send(_written(root, mails, os.fsdecode(stem), tasks))


def _written(root: str, mails: memoryview, stem: str, tasks: bytes) -> bytes:
    """Writes the mails of a request, and only then syncs them: a journal goes to the disk once for all of them."""
    answers: list[tuple[int, bool, bytes]] = []
    created: list[tuple[int, int]] = []
    for at, (begin, length, number) in enumerate(MAIL.iter_unpack(tasks)):
        mail = mails[begin : begin + length]
        digest = sha256(mail)
        name, failed = digest.hexdigest(), 0
        is_new = not os.path.exists(blob_name(root, name))  # noqa: PTH110 - see naming
        if is_new:
            try:
                created.append((at, create(f"{stem}{number}-{name}", mail, in_place=True)))
            except OSError as error:
                failed = error.errno or errno.EIO
        answers.append((failed, is_new, digest.digest()))
    for at, descriptor in created:
        try:
            os.fsync(descriptor)
        except OSError as error:
            answers[at] = (error.errno or errno.EIO, True, answers[at][2])
        finally:
            os.close(descriptor)
    return b"".join(ANSWER.pack(*answer) for answer in answers)
