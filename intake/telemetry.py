"""Logs without personal data.

Events carry ids, digests, counts and names from the configuration: never a name, address, subject, file name or
body of a stranger. A processor at the end of the chain drops every key that is not known to be safe, so that a
careless call cannot leak. Libraries that log headers or bodies (imapclient, mailparser, pdfminer) stay silent.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Literal


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Lets no module load this package meanwhile, if none has yet."""
    hidden = name not in sys.modules
    if hidden:
        sys.modules[name] = None  # type: ignore[assignment] # what import takes for "there is none"
    try:
        yield
    finally:
        if hidden:
            del sys.modules[name]


# structlog looks for rich, to colour tracebacks that are never shown here: half of the time that it takes to load.
with _without("rich"):
    import structlog

SAFE_KEYS = frozenset(
    {
        "event", "level", "timestamp", "exception", "mailbox", "folder", "message", "application", "posting", "epoch",
        "uidvalidity", "count", "seconds", "state", "outcome", "code", "error", "attempts", "retry_in", "pid", "owner",
        "sha256", "size", "layer", "reason", "received", "decided", "pending", "request", "status", "every", "version",
        "signal", "database", "logger", "port", "page",
    }
)  # fmt: skip
"""The keys that may reach a log line; everything else is replaced by its name under `dropped`."""

_SILENT = (
    "imapclient", "mailparser", "pdfminer", "pdfplumber", "alembic", "sqlalchemy", "apscheduler", "dateparser",
    "uvicorn", "python_multipart",
)  # fmt: skip


def _keep_safe_keys(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    unknown = sorted(key for key in event if key not in SAFE_KEYS)
    for key in unknown:
        del event[key]
    if unknown:
        event["reason"] = f"dropped keys that may be personal: {', '.join(unknown)}"
    return event


def _frames_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The traceback without the exception's words, which may quote what a stranger wrote."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        places = " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in reversed(frames))
        event["exception"] = f"{type(error).__name__} at {places}"
    return event


def configure(
    level: Literal["debug", "info", "warning", "error"] = "info", style: Literal["auto", "plain", "json"] = "auto"
) -> None:
    """Sends log lines to standard error: for people on a terminal or with `plain`, else as JSON Lines."""
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    plain = style == "plain" or (style == "auto" and sys.stderr.isatty())
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False) if plain else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _frames_only,
            _keep_safe_keys,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Asked at each line: whoever replaces standard error must not leave us writing to a closed one.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def logger() -> Any:
    """A logger; call it with an event word and safe keys only."""
    return structlog.get_logger()
