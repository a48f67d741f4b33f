"""Requests for whole mails, of which one may be on its way before its turn (RFC 3501, 5.5). Pure: no I/O, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from intake.mailbox.refusal import Refused


@dataclass(frozen=True, slots=True)
class Bodies:
    """A request for whole mails: about how many bytes of mail it brings, and the most in a single one."""

    uids: tuple[str, ...]
    expected: int
    literal: int


@dataclass(slots=True)
class Asked:
    """A request that was sent, and what was told of its mails so far; `refused` once the server said so."""

    wanted: Bodies
    tag: bytes
    told: dict[int, dict[bytes, Any]] = field(default_factory=dict)
    refused: Refused | None = None
    is_answered: bool = False

    def hear(self, told: Mapping[int, Mapping[bytes, Any]]) -> None:
        """Takes what concerns these mails: servers tell of other ones, too, when something happens to them."""
        for uid in map(int, self.wanted.uids):
            if uid in told:
                self.told.setdefault(uid, {}).update(told[uid])
