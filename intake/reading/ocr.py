"""Tesseract on the picture of one page: standard input to standard output, a table of words (TSV) as the answer.

It runs in the `tool` profile with the time that one page may take. See tesseract(1).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from intake.model.policy import ReadingPolicy
from intake.reading.profiles import Profile, SandboxSettings
from intake.reading.tools import ToolFailed, run_tool

PROGRAM = "tesseract"
RASTER = 6_000_000
"""Pixels of a page's picture, chosen by number and not by resolution: an A4 page at about 250 dpi."""

Run = Callable[[Sequence[str], bytes, Profile], bytes]
"""Runs a program: argv, standard input, limits; its output, or ToolFailed."""


def words_of(png: bytes, policy: ReadingPolicy, settings: SandboxSettings, run: Run = run_tool) -> str:
    """The table of words on a page; ToolFailed where there is none."""
    profile = page_profile(settings, policy.limits.ocr_seconds)
    known = _languages(settings) if run is run_tool else policy.ocr_languages
    wanted = [name for name in policy.ocr_languages if name in known]
    if not wanted:
        raise ToolFailed("not_installed", f"Tesseract does not know {', '.join(policy.ocr_languages)}; install it.")
    argv = (PROGRAM, "stdin", "stdout", "-l", "+".join(wanted), "-c", "tessedit_create_tsv=1")
    return run(argv, png, profile).decode("utf-8", "replace")


def page_profile(settings: SandboxSettings, seconds: int) -> Profile:
    """The `tool` profile with the time for one page."""
    return replace(settings.tool, cpu_seconds=seconds, wall_seconds=float(seconds))


@cache
def _languages(settings: SandboxSettings) -> frozenset[str]:
    """What Tesseract has data for, asked once a process; a new language counts after the next start."""
    return frozenset(run_tool((PROGRAM, "--list-langs"), b"", settings.tool).decode("utf-8", "replace").split())
