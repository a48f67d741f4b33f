"""The hostile inputs by name: what is sent, and what must have become of it (security.md's table and more).

Each is a raw mail. A document travels in an ordinary application, which must stay one whatever the document does.
Sizes are `small` (part of `make test`) or `full` (`make hostile`).
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

ANY = frozenset(
    {"extracted", "ocr", "no_text", "unsupported", "encrypted", "corrupt", "empty", "too_large", "timed_out"}
)
"""Any named status: the input may be read or refused, but it is said which."""

UNREAD = ANY - {"extracted", "ocr"}
BOMB = frozenset({"too_large", "timed_out", "corrupt"})
READ = frozenset({"extracted"})
APPLICATION = frozenset({"application"})


@dataclass(frozen=True)
class Size:
    """Picks the small or the full number of a pair."""

    full: bool = False

    def __call__(self, small: int, full: int) -> int:
        return full if self.full else small


@dataclass(frozen=True)
class Input:
    """One hostile mail. `statuses` are those that its document may have; None where it brings none.

    `outcomes` are those that the ledger may show. `flag` must be among the flags of the application.
    """

    name: str
    make: Callable[[Size], bytes]
    outcomes: frozenset[str] = APPLICATION
    statuses: frozenset[str] | None = None
    flag: str | None = None


@dataclass
class Catalogue:
    """Collects inputs by decorator."""

    inputs: list[Input] = field(default_factory=list)

    def document(
        self, filename: str, statuses: frozenset[str] = ANY, *, flag: str | None = None
    ) -> Callable[[Callable[[Size], bytes]], Callable[[Size], bytes]]:
        """The function makes a document that is attached under this name."""

        def note(make: Callable[[Size], bytes]) -> Callable[[Size], bytes]:
            name = make.__name__.strip("_").replace("_", "-")

            def mail(size: Size) -> bytes:
                return application(name, filename, make(size))

            self.inputs.append(Input(name, mail, statuses=statuses, flag=flag))
            return make

        return note

    def mail(self, *outcomes: str) -> Callable[[Callable[[Size], bytes]], Callable[[Size], bytes]]:
        """The function makes the whole mail; without outcomes it may become anything but pending."""

        def note(make: Callable[[Size], bytes]) -> Callable[[Size], bytes]:
            name = make.__name__.strip("_").replace("_", "-")
            self.inputs.append(Input(name, make, outcomes=frozenset(outcomes) or SETTLED))
            return make

        return note


SETTLED = frozenset(
    {"application", "follow_up", "correspondence", "bulk", "auto_reply", "bounce", "report", "calendar"}
)
SETTLED |= {"quarantined"}

TEXT = """\
Dear team,

I am writing to apply for the position. For six years I have supported the users of a repository and mended what was
broken; my motivation is simple, and I would be glad to do the same with you. My resume is attached.

Yours sincerely
"""


def headers(name: str, **more: str) -> bytes:
    """The head of a mail by a person named after the input."""
    lines = {
        "From": f"Hostile {name.replace('-', ' ').title()} <{name}@example.net>",
        "To": "jobs@example.org",
        "Subject": f"Application {name}",
        "Date": "Wed, 1 Dec 2021 09:00:00 +0000",
        "Message-ID": f"<{name}.hostile@example.net>",
        "MIME-Version": "1.0",
    }
    lines |= {key.replace("_", "-"): value for key, value in more.items()}
    return "".join(f"{key}: {value}\r\n" for key, value in lines.items() if value).encode("utf-8", "surrogateescape")


def application(name: str, filename: str, document: bytes) -> bytes:
    """A mail of an applicant with one attachment."""
    parts = (
        part(TEXT.encode(), "text/plain; charset=utf-8"),
        part(
            base64.encodebytes(document).replace(b"\n", b"\r\n"),
            "application/octet-stream",
            f"Content-Disposition: attachment; filename={filename}\r\nContent-Transfer-Encoding: base64\r\n",
        ),
    )
    return headers(name, Content_Type='multipart/mixed; boundary="b"') + b"\r\n" + multipart(parts)


def part(body: bytes, kind: str, more: str = "") -> bytes:
    """A leaf of a multipart."""
    return f"Content-Type: {kind}\r\n{more}\r\n".encode("utf-8", "surrogateescape") + body


def multipart(parts: Sequence[bytes], boundary: str = "b") -> bytes:
    """The body of a multipart."""
    line = f"--{boundary}\r\n".encode()
    return b"".join(line + piece + b"\r\n" for piece in parts) + f"--{boundary}--\r\n".encode()


def text_mail(name: str, body: bytes, **more: str) -> bytes:
    """A mail of one text part."""
    return headers(name, **({"Content_Type": "text/plain; charset=utf-8"} | more)) + b"\r\n" + body
