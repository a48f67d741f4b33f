"""How values are printed: JSON Lines on standard output, tables for people, progress on standard error."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table


def print_json(value: Any) -> None:
    """One object on one line, written at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str | None]], *, empty: str) -> None:
    """A table for people; `empty` is the sentence for no rows. What strangers wrote is printed as it is, no markup."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    count = 0
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
        count += 1
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 160)
    if count:
        console.print(table)
    else:
        print(empty)


def print_lines(lines: Iterable[str]) -> None:
    """Lines in which strangers' words stand, and an empty one behind them."""
    for line in (*lines, ""):
        print(_plain(line))


def _plain(cell: str | None) -> str:
    """A cell without control characters, which a terminal would obey."""
    text = "–" if cell is None else cell
    return "".join(c if c.isprintable() else " " for c in text)


def moment(value: datetime | None, zone: str) -> str | None:
    """A time that people read, in the organisation's zone: "30 Dec 2021 23:10"."""
    return None if value is None else value.astimezone(ZoneInfo(zone)).strftime("%-d %b %Y %H:%M")


def say(sentence: str) -> None:
    """A line for people on standard error, so that standard output stays for results."""
    print(sentence, file=sys.stderr, flush=True)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int | None], None]]:
    """Tells how far long work is: a bar on a terminal, a line every thousand elsewhere."""
    if sys.stderr.isatty():
        with _bar(label) as tell:
            yield tell
        return
    last = 0

    def line(done: int, whole: int | None) -> None:
        nonlocal last
        if done // 1000 > last // 1000 or (done == whole and done != last and done >= 1000):
            say(f"{label}: {done}" + (f" of {whole}" if whole else ""))
        last = done

    yield line


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int | None], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def moment_text(value: str | None, zone: str) -> str | None:
    """`moment` of a time in RFC 3339."""
    return None if value is None else moment(datetime.fromisoformat(value), zone)
