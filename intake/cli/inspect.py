"""`intake inspect`: what would be understood of a file; stores nothing."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli import contract, render
from intake.cli.session import Session, session

if TYPE_CHECKING:
    from intake.reading import Reader

app = typer.Typer(help="Show what would be understood of a file; nothing is stored.", no_args_is_help=True)

Paths = Annotated[list[Path], typer.Argument(help="The files, answered in this order.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines, one object a path.")]
Inspect = Callable[["Reader", Path], dict[str, Any]]

_AT_ONCE = 4
"""How many files are read ahead in parallel children while the first one's answer is printed."""


@app.command("message")
def message(context: typer.Context, paths: Paths, as_json: AsJson = False) -> None:
    """A mail. Example: `intake inspect message mail.eml --json`."""
    _answer(session(context), paths, _message, as_json=as_json)


@app.command("document")
def document(context: typer.Context, paths: Paths, as_json: AsJson = False) -> None:
    """A resume or another document. Example: `intake inspect document resume.pdf`."""
    _answer(session(context), paths, _document, as_json=as_json)


@app.command("postings")
def postings(context: typer.Context, paths: Paths, as_json: AsJson = False) -> None:
    """A careers page or posting file. Example: `intake inspect postings jobs.md --json`."""
    _answer(session(context), paths, _page, as_json=as_json)


def _answer(current: Session, paths: list[Path], inspect: Inspect, *, as_json: bool) -> None:
    from intake.app import started_reader

    with started_reader(current.config()) as reader:
        for answer in _in_order(paths, lambda path: _safely(inspect, reader, path)):
            if as_json:
                render.print_json(answer)
            else:
                _print(answer)


def _in_order(paths: Iterable[Path], read: Callable[[Path], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Answers in the order of the paths, a few read ahead."""
    waiting: list[Future[dict[str, Any]]] = []
    rest = iter(paths)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        waiting.extend(pool.submit(read, path) for path in islice(rest, _AT_ONCE))
        while waiting:
            yield waiting.pop(0).result()
            waiting.extend(pool.submit(read, path) for path in islice(rest, 1))


def _safely(inspect: Inspect, reader: "Reader", path: Path) -> dict[str, Any]:
    try:
        return inspect(reader, path)
    except OSError:
        return {"path": str(path), "error": contract.error_data("no_file", f"{path} cannot be read; check the path.")}


def _message(reader: "Reader", path: Path) -> dict[str, Any]:
    from intake.errors import MessageUnreadable
    from intake.model.policy import ArrivalTimes

    file_time = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    try:
        found, _body = reader.read_message(path, ArrivalTimes(file_time=file_time))
    except MessageUnreadable as error:
        return contract.unread_message_data(str(path), error.code, str(error))
    return contract.message_data(str(path), found)


def _document(reader: "Reader", path: Path) -> dict[str, Any]:
    return contract.document_data(str(path), reader.read_file(path.read_bytes(), path.name))


def _page(reader: "Reader", path: Path) -> dict[str, Any]:
    return contract.page_data(str(path), reader.read_posting_page(path.read_bytes(), path.name))


def _print(answer: dict[str, Any]) -> None:
    """The same for people: a line a field, long texts cut, unknown ones left out."""
    print(f"# {answer['path']}")
    for item in answer.get("postings") or [answer]:
        rows = [
            (key, _short(value)) for key, value in item.items() if key != "path" and value not in (None, [], {}, "")
        ]
        render.print_table(("field", "value"), rows, empty="Nothing was understood of this file.")


def _short(value: Any) -> str:
    import json

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 600 else text[:600] + " …"
