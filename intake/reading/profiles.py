"""What a child may use, by profile, and how strictly the layers around it are required (security.md).

`parse` reads mails, documents and careers pages; `render` draws pictures of pages; `tool` runs other programs.
Memory is what a child may map *beyond* the readers that the zygote has loaded already: RLIMIT_AS counts those
too, and their share differs from machine to machine. Pure: no I/O, no clock.
"""

from dataclasses import dataclass
from typing import Literal

from intake.model.policy import MB

Require = Literal["best", "full"]
"""`best` takes every layer that the machine offers; `full` refuses to start without all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The limits of one child: `memory` and `reply` in bytes, times in seconds.

    `open_files` bounds the descriptors: input, reply, and what a lazy import opens.
    """

    name: str
    memory: int
    cpu_seconds: int
    wall_seconds: float
    reply: int
    open_files: int = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """The three profiles' limits and `require`; the first four are those of `parse`."""

    require: Require = "best"
    memory: int = 512 * MB
    cpu_seconds: int = 10
    wall_seconds: float = 15.0
    reply: int = 64 * MB
    render_memory: int = 512 * MB
    render_cpu_seconds: int = 10
    render_wall_seconds: float = 15.0
    tool_memory: int = 1_000 * MB
    tool_cpu_seconds: int = 60
    tool_wall_seconds: float = 60.0

    @property
    def parse(self) -> Profile:
        """For reading: bytes to values."""
        return Profile(
            name="parse",
            memory=self.memory,
            cpu_seconds=self.cpu_seconds,
            wall_seconds=self.wall_seconds,
            reply=self.reply,
        )

    @property
    def render(self) -> Profile:
        """For pictures of pages: bytes to PNG."""
        return Profile(
            name="render",
            memory=self.render_memory,
            cpu_seconds=self.render_cpu_seconds,
            wall_seconds=self.render_wall_seconds,
            reply=self.reply,
        )

    @property
    def tool(self) -> Profile:
        """For other programs: standard input to standard output."""
        return Profile(
            name="tool",
            memory=self.tool_memory,
            cpu_seconds=self.tool_cpu_seconds,
            wall_seconds=self.tool_wall_seconds,
            reply=self.reply,
            open_files=256,
        )
