"""An IMAP server with as many mails as one likes: they are made as they are asked for, so half a million cost nothing.

It answers what a poll asks, quickly and without faults; scripted_imap.py is for quirks. Loopback only.
"""

import contextlib
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.servers.listening import listening


@dataclass
class BigImap:
    """One folder, INBOX, whose UIDs go from `first` on without a gap; `make` gives the n-th mail, n from 0.

    `given` counts the bodies that were handed over, `longest` is the most UIDs that one SEARCH answered.
    """

    make: Callable[[int], bytes]
    count: int
    first: int = 1
    uidvalidity: int = 7
    port: int = 0
    given: int = 0
    longest: int = 0
    heard: list[str] = field(default_factory=list)

    @property
    def uidnext(self) -> int:
        return self.first + self.count

    def serve(self, sock: socket.socket) -> None:
        """Talks with one client until it goes."""
        with contextlib.suppress(OSError), sock, sock.makefile("rb") as lines:
            sock.sendall(b"* OK ready\r\n")
            for line in lines:
                tag, _, command = line.decode("ascii").rstrip("\r\n").partition(" ")
                self.heard.append(command[:60])
                for part in self._answer(command):
                    sock.sendall(part)
                sock.sendall(f"{tag} OK done\r\n".encode())

    def _answer(self, command: str) -> Iterator[bytes]:
        words = command.split(" ", 3)
        name = words[0].upper()
        if name == "CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1 UNSELECT\r\n"
        elif name == "STATUS":
            yield b"* STATUS INBOX (UIDNEXT %d UIDVALIDITY %d)\r\n" % (self.uidnext, self.uidvalidity)
        elif name == "EXAMINE":
            yield b"* %d EXISTS\r\n* FLAGS (\\Seen)\r\n" % self.count
            yield b"* OK [UIDVALIDITY %d] valid\r\n* OK [UIDNEXT %d] next\r\n" % (self.uidvalidity, self.uidnext)
        elif name == "UID" and words[1].upper() == "SEARCH":
            found = self._uids(command.split()[3].split(","))
            self.longest = max(self.longest, len(found))
            yield b"* SEARCH %s\r\n" % " ".join(map(str, found)).encode()
        elif name == "UID" and words[1].upper() == "FETCH":
            yield from (self._fetched(uid, words[3]) for uid in self._uids(words[2].split(",")))

    def _uids(self, parts: Sequence[str]) -> Sequence[int]:
        """Those of an IMAP sequence set that are there."""
        last = self.uidnext - 1
        if len(parts) == 1:
            low, _, high = parts[0].replace("*", str(last)).partition(":")
            ends = sorted((int(low), int(high or low)))
            return range(max(ends[0], self.first), min(ends[1], last) + 1)
        return [uid for part in parts for uid in self._uids([part])]

    def _fetched(self, uid: int, items: str) -> bytes:
        raw = self.make(uid - self.first)
        told = b"UID %d" % uid
        if "RFC822.SIZE" in items:
            told += b' RFC822.SIZE %d INTERNALDATE "01-Feb-2022 10:00:00 +0100"' % len(raw)
        if match := re.search(r"BODY\.PEEK\[(HEADER[^\]]*)\]", items):
            header = raw[: raw.index(b"\r\n\r\n") + 4]
            told += b" BODY[%s]<0> {%d}\r\n%s" % (match[1].encode(), len(header), header)
        if "BODY.PEEK[]" in items:
            self.given += 1
            told += b" BODY[] {%d}\r\n%s" % (len(raw), raw)
        return b"* %d FETCH (%s)\r\n" % (uid - self.first + 1, told)


@contextlib.contextmanager
def big_imap(make: Callable[[int], bytes], count: int) -> Iterator[BigImap]:
    """A running server; it ends with the block, its connections with it."""
    server = BigImap(make, count)
    with listening(server.serve) as server.port:
        yield server
