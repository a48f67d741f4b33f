"""An IMAP server that does what it is told: for the faults and quirks that no real server shows on demand.

It holds mails in folders and answers the commands that Intake sends; `on` replaces the answer to commands that
match a pattern. Loopback only, a thread for each connection.
"""

import contextlib
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tests.servers.listening import listening

CAPABILITIES = "IMAP4rev1 UIDPLUS MOVE UNSELECT"


@dataclass
class Mail:
    """A mail on the server; `size` is what RFC822.SIZE says, None for the truth.

    A FETCH of items that match `ends` gives the mails before this one and half of this, and ends the connection there.
    """

    raw: bytes
    size: int | None = None
    flags: set[str] = field(default_factory=set)
    internal_date: str = "01-Feb-2022 10:00:00 +0100"
    ends: str | None = None


@dataclass
class Connection:
    """One client's connection, for reactions that read and write on it themselves."""

    sock: socket.socket
    lines: BinaryIO
    tag: str = ""
    selected: str | None = None

    def send(self, data: bytes) -> None:
        self.sock.sendall(data.replace(b"%TAG%", self.tag.encode()))

    def trickle(self, data: bytes, *, every: float) -> None:
        """A byte at a time, until the client has had enough."""
        for number in data:
            self.sock.sendall(bytes([number]))
            time.sleep(every)

    def cut(self) -> None:
        self.sock.shutdown(socket.SHUT_RDWR)


class _Refusal(Exception):
    """The text behind NO."""


Reaction = bytes | Callable[[Connection], None]


@dataclass
class ScriptedImap:
    """`heard` are all command lines without their tags; literals of commands are not understood."""

    port: int = 0
    capabilities: str = CAPABILITIES
    greeting: bytes = b"* OK ready\r\n"
    uidvalidity: int | None = 7
    uidnext: int | None = None
    uidnext_in_select: bool = True
    permanent_flags: str = r"\Answered \Flagged \Deleted \Seen \Draft \*"
    folders: dict[str, dict[int, Mail]] = field(default_factory=lambda: {"INBOX": {}})
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    _rules: list[tuple[re.Pattern[str], Reaction, bool]] = field(default_factory=list)

    @property
    def inbox(self) -> dict[int, Mail]:
        return self.folders["INBOX"]

    def on(self, pattern: str, reaction: Reaction, *, once: bool = False) -> None:
        """Answers commands that match `pattern` like this; in bytes `%TAG%` stands for the command's tag."""
        self._rules.append((re.compile(pattern, re.IGNORECASE), reaction, once))

    def commands(self, pattern: str) -> list[str]:
        return [line for line in self.heard if re.search(pattern, line, re.IGNORECASE)]

    def serve(self, sock: socket.socket) -> None:
        """Talks with one client until it goes."""
        self.connections += 1
        with contextlib.suppress(OSError), sock, sock.makefile("rb") as lines:
            connection = Connection(sock, lines)
            connection.send(self.greeting)
            for line in lines:
                command = self.hear(connection, line)
                reaction = self._reaction(command)
                if reaction is None:
                    connection.send(self.answer(connection, command))
                elif isinstance(reaction, bytes):
                    connection.send(reaction)
                else:
                    reaction(connection)

    def hear(self, connection: Connection, line: bytes) -> str:
        """Notes a line; its command without the tag, which is the connection's from now on."""
        connection.tag, _, command = line.decode("latin-1").rstrip("\r\n").partition(" ")
        self.heard.append(command)
        return command

    def _reaction(self, command: str) -> Reaction | None:
        for rule in self._rules:
            if rule[0].search(command):
                if rule[2]:
                    self._rules.remove(rule)
                return rule[1]
        return None

    def answer(self, connection: Connection, command: str) -> bytes:
        """What it says to a command of which no rule speaks."""
        try:
            return self._answer(connection, command) + b"%TAG% OK done\r\n"
        except _Refusal as refusal:
            return f"%TAG% NO {refusal}\r\n".encode()

    def _answer(self, connection: Connection, command: str) -> bytes:
        words = command.split()
        name = words[0].upper()
        if name == "UID":
            return self._uid(connection, words[1].upper(), command.split(None, 2)[2])
        if name in {"SELECT", "EXAMINE"}:
            connection.selected = _unquoted(command.split(None, 1)[1])
            return self._select(connection.selected, name)
        if name == "CREATE":
            self.folders[_unquoted(words[1])] = {}
        answers = {
            "CAPABILITY": f"* CAPABILITY {self.capabilities}\r\n",
            "LOGOUT": "* BYE bye\r\n",
            "STATUS": f"* STATUS {command[7 : command.rfind('(')]}({self._figures()})\r\n",
        }
        return answers.get(name, "").encode()

    def _next(self) -> int:
        return self.uidnext if self.uidnext is not None else max(self.inbox, default=0) + 1

    def _figures(self) -> str:
        validity = f"UIDVALIDITY {self.uidvalidity} " if self.uidvalidity is not None else ""
        return f"{validity}UIDNEXT {self._next()}"

    def _select(self, folder: str, name: str) -> bytes:
        if folder not in self.folders:
            raise _Refusal("[NONEXISTENT] no such folder")
        lines = [f"* {len(self.folders[folder])} EXISTS", "* 0 RECENT", r"* FLAGS (\Answered \Flagged \Deleted \Seen)"]
        lines += [f"* OK [PERMANENTFLAGS ({self.permanent_flags})] kept"]
        if self.uidvalidity is not None:
            lines += [f"* OK [UIDVALIDITY {self.uidvalidity}] valid"]
        if self.uidnext_in_select:
            lines += [f"* OK [UIDNEXT {self._next()}] next"]
        lines += ["* OK [READ-ONLY] look only"] if name == "EXAMINE" else []
        return "".join(line + "\r\n" for line in lines).encode()

    def _uid(self, connection: Connection, name: str, rest: str) -> bytes:
        folder = self.folders[connection.selected or "INBOX"]
        if name == "SEARCH":
            return ("* SEARCH" + "".join(f" {uid}" for uid in _search(folder, rest)) + "\r\n").encode()
        numbers, _, arguments = rest.partition(" ")
        uids = [uid for uid in _numbers(numbers, folder) if uid in folder]
        if name == "FETCH":
            answer = b""
            for seq, uid in enumerate(sorted(folder), 1):
                if uid in uids:
                    told = _fetched(seq, uid, folder[uid], arguments)
                    ends = folder[uid].ends
                    if ends and re.search(ends, arguments):
                        connection.send(answer + told[: len(told) // 2])
                        connection.cut()
                    answer += told
            return answer
        if name == "STORE":
            for uid in uids:
                folder[uid].flags |= set(re.findall(r"[\\$\w]+", arguments.split("(")[1]))
        if name in {"COPY", "MOVE"}:
            target = self.folders.get(_unquoted(arguments))
            if target is None:
                raise _Refusal("[TRYCREATE] no such folder")
            for uid in uids:
                target[max(target, default=0) + 1] = folder[uid]
        if name in {"MOVE", "EXPUNGE"}:
            for uid in uids:
                del folder[uid]
        return b""


def _unquoted(word: str) -> str:
    return word.strip().strip('"')


def _numbers(sequence: str, folder: dict[int, Mail]) -> list[int]:
    last = max(folder, default=0)
    found: set[int] = set()
    for part in sequence.split(","):
        ends = [last if end == "*" else int(end) for end in part.split(":")]
        found.update(uid for uid in folder if min(ends) <= uid <= max(ends))
    return sorted(found)


def _search(folder: dict[int, Mail], criteria: str) -> list[int]:
    uids = sorted(folder)
    if match := re.search(r"UID (\S+)", criteria):
        uids = _numbers(match[1], folder)
    if match := re.search(r"LARGER (\d+) SMALLER (\d+)", criteria):
        uids = [uid for uid in uids if int(match[1]) < len(folder[uid].raw) < int(match[2])]
    return uids


def _fetched(seq: int, uid: int, mail: Mail, items: str) -> bytes:
    parts = [b"UID %d" % uid]
    header = mail.raw.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    if "RFC822.SIZE" in items:
        parts.append(b"RFC822.SIZE %d" % (len(mail.raw) if mail.size is None else mail.size))
    if "INTERNALDATE" in items:
        parts.append(b'INTERNALDATE "%s"' % mail.internal_date.encode())
    if match := re.search(r"BODY\.PEEK\[(HEADER[^\]]*)\]<0\.(\d+)>", items):
        parts.append(b"BODY[%s]<0> " % match[1].encode() + _literal(header[: int(match[2])]))
    if match := re.search(r"BODY\.PEEK\[\]<(\d+)\.(\d+)>", items):
        start, length = int(match[1]), int(match[2])
        parts.append(b"BODY[]<%d> " % start + _literal(mail.raw[start : start + length]))
    if re.search(r"BODY\.PEEK\[\](?!<)", items):
        parts.append(b"BODY[] " + _literal(mail.raw))
    return b"* %d FETCH (" % seq + b" ".join(parts) + b")\r\n"


def _literal(data: bytes) -> bytes:
    return b"{%d}\r\n" % len(data) + data


@contextlib.contextmanager
def scripted_imap() -> Iterator[ScriptedImap]:
    """A running server; it ends with the block, its connections with it."""
    server = ScriptedImap()
    with listening(server.serve) as server.port:
        yield server
