"""The parts of a mail: our own walk over its octets, and the decoded payload of any part found again by its path.

A part is a pair of offsets into the mail, so nothing is copied before it is wanted, a nested message is the
exact octets that were sent, and depth and number are capped while walking (RFC 2046; security.md: 10,000
nested multiparts are a RecursionError for the standard library). Part paths are those of
`model.message.Attachment`: child numbers from 1 joined by dots, a slash where a nested message is entered.

Pure: no I/O, no clock.
"""

import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.errors import MessageUnreadable
from intake.message import cms, fields, tnef, uuencoded, words
from intake.message.octets import PART_HEADER_BLOCK, Fields, Octets, of_mail, split
from intake.model.policy import Limits, ReadingPolicy
from intake.text import clean, sniff

_TEXT_BODIES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html"})
_NESTED = frozenset({"message/rfc822", "message/global", "message/news", "message/rfc2822"})
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+*-]{1,120}")
_FIRST_BOUNDARY = re.compile(rb"(?:\A|[\r\n])--([^\r\n]{1,200}?)[ \t]*\r?\n(?=content-|\r?\n)", re.IGNORECASE)
_DELIMITER_END = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_UUENCODINGS = frozenset({"uuencode", "x-uuencode", "x-uue", "uue"})
_BASE64_ONLY = re.compile(rb"\s*[A-Za-z0-9+/=][A-Za-z0-9+/=\s]*\Z")
_BLANK = re.compile(rb"\r?\n\r?\n")
# An equals sign that quoted-printable would have encoded, as in `boundary=`: the headers were left as they were.
_UNQUOTED = re.compile(rb"=(?![0-9A-F]{2}|[ \t]*\r?\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A leaf, or a nested message. `octets` holds its own fields and where its body lies.

    `declared_type` is lower case and well formed. `related` says that it stands in a multipart/related,
    beside the HTML that may show it.
    """

    path: str
    octets: Octets
    declared_type: str
    charset: str | None
    disposition: str | None
    filename: str | None
    content_id: str | None
    related: bool
    parameters: dict[str, str]

    @property
    def is_message(self) -> bool:
        """Whether it is a message inside the message."""
        return self.declared_type in _NESTED

    @property
    def is_body(self) -> bool:
        """Whether it is a text that a mail client shows as the mail's own."""
        return self.declared_type in _TEXT_BODIES and self.disposition != "attachment" and not self.filename

    @property
    def is_attachment(self) -> bool:
        """Whether it is a named, attachment-disposition, non-text or calendar leaf."""
        if self.filename or self.disposition == "attachment":
            return not self.is_message
        return not self.is_body and not self.declared_type.startswith(("message/", "text/rfc822-headers"))

    @property
    def encoding(self) -> str:
        """Its transfer encoding, lower case; "" where none is named."""
        return words.decode(self.octets.fields.first("content-transfer-encoding")).lower().strip("\"' ;")

    def decoded(self) -> bytes:
        """Its payload without the transfer encoding; damage is read around, never raised."""
        encoding, body = self.encoding, self.octets.body
        if encoding.startswith("base64"):
            return fields.base64(body)
        if encoding.startswith("quoted"):
            return quopri.decodestring(body)
        return uuencoded.decoded(body) if encoding in _UUENCODINGS else body

    def uuencoded(self) -> tuple[uuencoded.Block, ...]:
        """The files uuencoded in it, where it is a plain text that a client shows."""
        if self.declared_type != "text/plain" or not self.is_body or not self.octets.holds(b"begin "):
            return ()
        return uuencoded.blocks(self.decoded())

    def text_octets(self) -> bytes:
        """The octets of a text, without the files uuencoded in it (they are leaves of their own)."""
        return uuencoded.without(self.decoded(), self.uuencoded())


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place in the tree of parts: a leaf or nested message (`part`), or a container of others."""

    container: str = ""
    children: tuple["Node", ...] = ()
    part: Part | None = None

    def parts(self) -> Iterator[Part]:
        """The leaves and nested messages below, in the order of the message."""
        if self.part is not None:
            yield self.part
        for child in self.children:
            yield from child.parts()

    def containers(self) -> Iterator[str]:
        """The types of this and all containers below."""
        if self.container:
            yield self.container
        for child in self.children:
            yield from child.containers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a walk is: the path so far, how deep, and whether a multipart/related is around it."""

    prefix: str = ""
    path: tuple[int, ...] = ()
    depth: int = 0
    related: bool = False

    @property
    def name(self) -> str:
        """The part path of a leaf here."""
        return self.prefix + ".".join(map(str, self.path or (1,)))

    def child(self, number: int, *, related: bool) -> "Place":
        """The place of a container's child."""
        path = (*self.path, number)
        return Place(prefix=self.prefix, path=path, depth=self.depth + 1, related=self.related or related)


class Budget:
    """How many parts may still be read in the whole mail, nested messages included; collects the defects."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.parts = limits.parts
        self.attachments = limits.attachments
        self.defects: list[str] = []


def walk(octets: Octets, place: Place, budget: Budget) -> Node:
    """The tree of parts of a mail whose fields and body are `octets`; nested messages are leaves, not entered."""
    return _node(octets, "text/plain", place, budget)


def payload(raw: bytes, part: str, policy: ReadingPolicy) -> bytes:
    """The decoded bytes of the part that `Attachment.part` names.

    Raises MessageUnreadable (`no_such_part`) where the mail has no part of this path.
    """
    octets = of_mail(raw, policy.limits.header_block)
    place, budget = Place(), Budget(policy.limits)
    while True:
        found = list(walk(octets, place, budget).parts())
        leaf = next((p for p in found if p.path == part), None)
        if leaf is not None:
            return leaf.decoded()
        outer = next((p for p in found if p.is_message and part.startswith(p.path + "/")), None)
        if outer is None:
            break
        octets, place = nested(outer, policy.limits), inside(outer, place)
    raise MessageUnreadable("no_such_part", f"The mail has no part {part[:60]!r}: read the mail again.")


def inside(part: Part, place: Place) -> Place:
    """Where a walk through the nested message `part` begins."""
    return Place(prefix=part.path + "/", depth=place.depth + part.path.rpartition("/")[2].count(".") + 1)


def nested(part: Part, limits: Limits) -> Octets:
    """The message inside a message/rfc822 part, also where it was sent in base64 (which RFC 2046 forbids)."""
    octets, encoding = part.octets, part.encoding
    head = octets.buffer[octets.start : min(octets.start + 4_000, octets.end)]
    if encoding.startswith("base64") or (b":" not in head[:400] and _BASE64_ONLY.match(head[:400])):
        return of_mail(fields.base64(octets.body), limits.header_block)
    if encoding.startswith("quoted") and not _UNQUOTED.search(_BLANK.split(head, maxsplit=1)[0]):
        return of_mail(quopri.decodestring(octets.body), limits.header_block)
    return of_mail(octets.buffer, limits.header_block, octets.start, octets.end)


def _node(octets: Octets, default: str, place: Place, budget: Budget) -> Node:
    budget.defects.extend(octets.defects)
    declared, parameters = _content_type(octets, default)
    if not declared.startswith("multipart/"):
        return _opened(_leaf(octets, declared, parameters, place), place, budget)
    if place.depth >= budget.limits.depth:
        budget.defects.append("too_deep")
        return Node(container=declared)
    spans = _spans(octets, parameters.get("boundary", ""), budget)
    if not spans:
        budget.defects.append("no_boundary")
        return Node(part=_leaf(octets, "text/plain", {}, place))
    inner = "message/rfc822" if declared == "multipart/digest" else "text/plain"
    related = declared == "multipart/related"
    return Node(
        container=declared,
        children=tuple(
            _node(split(octets.buffer, start, end, PART_HEADER_BLOCK), inner, place.child(n, related=related), budget)
            for n, (start, end) in enumerate(spans, start=1)
        ),
    )


def _opened(part: Part, place: Place, budget: Budget) -> Node:
    """The leaf, or what is wrapped in it: winmail.dat, an opaque S/MIME signature, files uuencoded in a text."""
    if part.declared_type in _TNEF or (part.filename or "").lower() == "winmail.dat":
        return _out_of_tnef(part, budget)
    if part.declared_type in _PKCS7 and place.depth < budget.limits.depth:
        content = cms.signed_content(part.decoded())
        if content is not None:
            inner = split(content, 0, len(content), PART_HEADER_BLOCK)
            below = Place(prefix=part.path + "/", depth=place.depth + 1)
            return Node(container=part.declared_type, children=(_node(inner, "text/plain", below, budget),))
    if part.is_body:
        wrapped = [(words.decode(block.name), block.data) for block in part.uuencoded()]
        return Node(part=part) if not wrapped else Node(children=(Node(part=part), *_files(part, wrapped, budget)))
    return Node(part=part)


def _out_of_tnef(part: Part, budget: Budget) -> Node:
    """The files in a winmail.dat. One that is none, or holds none because it is damaged, stays what it is."""
    data = part.decoded()
    if not tnef.is_tnef(data):
        budget.defects.append("not_tnef")
        return Node(part=part)
    found, whole = tnef.files(data)
    if not whole:
        budget.defects.append("tnef_damaged")
    if not found and not whole:
        return Node(part=part)
    return Node(container="application/ms-tnef", children=_files(part, [(f.name, f.data) for f in found], budget))


def _files(outer: Part, wrapped: Sequence[tuple[str | None, bytes]], budget: Budget) -> tuple[Node, ...]:
    """Leaves for files that a wrapper holds by name, without headers of their own."""
    nodes: list[Node] = []
    for number, (name, data) in enumerate(wrapped, start=1):
        if budget.parts <= 0:
            budget.defects.append("too_many_parts")
            break
        budget.parts -= 1
        part = Part(
            path=f"{outer.path}/{number}",
            octets=Octets(buffer=data, fields=Fields([]), start=0, end=len(data)),
            declared_type=sniff.UNKNOWN,
            charset=None,
            disposition=None,
            filename=clean.filename(name),
            content_id=None,
            related=False,
            parameters={},
        )
        nodes.append(Node(part=part))
    return tuple(nodes)


def _spans(octets: Octets, boundary: str, budget: Budget) -> list[tuple[int, int]]:
    """Where the children of a multipart lie; found by a boundary that its body shows where the named one is wrong."""
    named = boundary.rstrip().encode("utf-8", "replace")
    spans = _between(octets, named, budget) if named else []
    if spans:
        return spans
    shown = _FIRST_BOUNDARY.search(octets.buffer, max(octets.start - 1, 0), min(octets.start + 20_000, octets.end))
    if shown is None:
        return []
    budget.defects.append("wrong_boundary")
    return _between(octets, shown[1], budget)


def _between(octets: Octets, boundary: bytes, budget: Budget) -> list[tuple[int, int]]:
    """What lies between the delimiter lines (RFC 2046 section 5.1.1); the last part may lack its end."""
    spans: list[tuple[int, int]] = []
    begin = None
    for start, end, closes in _delimiters(octets, b"--" + boundary):
        if begin is not None:
            if budget.parts <= 0:
                budget.defects.append("too_many_parts")
                return spans
            budget.parts -= 1
            spans.append((begin, max(begin, start)))
        begin = None if closes else end
    if begin is not None and begin < octets.end:
        budget.defects.append("no_closing_boundary")
        spans.append((begin, octets.end))
    return spans


def _delimiters(octets: Octets, line: bytes) -> Iterator[tuple[int, int, bool]]:
    """Delimiter lines: where the part before ends (its line break is the delimiter's), where the next begins."""
    buffer, at = octets.buffer, octets.start
    while (at := buffer.find(line, at, octets.end)) >= 0:
        rest = _DELIMITER_END.match(buffer, at + len(line), octets.end)
        if rest is not None and (at == octets.start or buffer[at - 1 : at] in {b"\n", b"\r"}):
            before = at - 2 if buffer[at - 2 : at] == b"\r\n" else at - 1
            yield max(before, octets.start), rest.end(), bool(rest[1])
            at = rest.end()
        else:
            at += len(line)


def _content_type(octets: Octets, default: str) -> tuple[str, dict[str, str]]:
    value = octets.fields.first("content-type")
    declared, parameters = words.parameters(value[:PART_HEADER_BLOCK] if value else None)
    if not _TYPE.fullmatch(declared):
        declared = default
    return declared, parameters


def _leaf(octets: Octets, declared: str, parameters: dict[str, str], place: Place) -> Part:
    value = octets.fields.first("content-disposition")
    disposition, more = words.parameters(value[:PART_HEADER_BLOCK] if value else None)
    name = clean.filename(more.get("filename")) or clean.filename(parameters.get("name"))
    content_id = words.decode(octets.fields.first("content-id")).strip("<> ")
    return Part(
        path=place.name,
        octets=octets,
        declared_type=declared,
        charset=parameters.get("charset"),
        disposition=disposition or None,
        filename=name,
        content_id=content_id or None,
        related=place.related,
        parameters=parameters,
    )
