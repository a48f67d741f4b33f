"""`intake applications` and `intake export`: what came of the mails."""

import csv
import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli import render
from intake.cli.session import session
from intake.errors import ConfigError, IntakeError

if TYPE_CHECKING:
    from intake.app import App

app = typer.Typer(help="The applications.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines.")]


class NotFound(IntakeError):
    """No application has this id."""


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Every application, oldest first. Example: `intake applications list`."""
    with session(context).app() as app_:
        if as_json:
            for row in app_.queries.applications(app_.config.timezone):
                render.print_json(row)
        else:
            print_list(app_)


def print_list(app_: "App") -> None:
    """The applications as a table for people."""
    zone = app_.config.timezone
    render.print_table(
        ("id", "candidate", "posting", "received", "timeliness", "documents", "flags"),
        (_cells(row, zone) for row in app_.queries.applications(zone)),
        empty="There are no applications yet. Take in mail with: intake poll, or intake import mail.eml",
    )


def _cells(row: dict[str, Any], zone: str) -> tuple[str | None, ...]:
    kinds = [(document["kinds"] or ["?"])[0] for document in row["documents"] if not document["superseded"]]
    missing = [f"no {kind.replace('_', ' ')}" for kind in row["missing"]]
    return (
        row["id"],
        row["candidate"]["name"] or ", ".join(row["candidate"]["emails"]),
        row["posting"]["title"] if row["posting"] else "needs a posting",
        render.moment_text(row["received_at"], zone),
        (row["timeliness"] or "–").replace("_", " "),
        ", ".join(kinds + missing),
        ", ".join(flag.replace("_", " ") for flag in row["flags"]),
    )


@app.command("show")
def show(context: typer.Context, application: str, as_json: AsJson = False) -> None:
    """One application, whole. Example: `intake applications show a5`."""
    with session(context).app() as app_:
        found = app_.queries.application(application, app_.config.timezone)
        if found is None:
            raise NotFound(f"No application has the id {application}; list them with: intake applications list")
        if as_json:
            render.print_json(found)
            return
        rows = [(key.replace("_", " "), _text(value)) for key, value in found.items() if value not in (None, [], "")]
        render.print_table(("field", "value"), rows, empty="Nothing is known of this application.")


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_text(item)}" for key, item in value.items() if item not in (None, [], ""))
    if isinstance(value, list):
        return "\n".join(_text(item).replace("\n", "; ") for item in value)
    return str(value)


def export(
    context: typer.Context,
    format_: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
    output: Annotated[Path | None, typer.Option(help="The file; without it standard output.")] = None,
) -> None:
    """Every application, whole. Example: `intake export --format csv --output applications.csv`."""
    if format_ not in {"jsonl", "csv"}:
        raise ConfigError([f'The format "{format_}" is not known; use jsonl or csv.'])
    with session(context).app() as app_:
        rows = app_.queries.applications(app_.config.timezone)
        text = _csv(rows) if format_ == "csv" else _jsonl(rows)
        if output is None:
            sys.stdout.writelines(text)
            return
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(text)
        output.chmod(0o600)


def _jsonl(rows: Iterable[dict[str, Any]]) -> Iterable[str]:
    import json

    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


_COLUMNS = (
    "id", "posting", "title", "candidate", "emails", "phones", "links", "status", "received_at", "deadline",
    "timeliness", "completeness", "missing", "documents", "flags",
)  # fmt: skip


def _csv(rows: Iterable[dict[str, Any]]) -> Iterable[str]:
    yield _csv_line(_COLUMNS)
    for row in rows:
        posting, person = row["posting"] or {}, row["candidate"]
        yield _csv_line(
            (
                row["id"],
                posting.get("id"),
                posting.get("title"),
                person["name"],
                " ".join(person["emails"]),
                " ".join(person["phones"]),
                " ".join(link["url"] for link in person["links"]),
                row["status"],
                row["received_at"],
                row["deadline"],
                row["timeliness"],
                row["completeness"],
                " ".join(row["missing"]),
                "; ".join(document["filename"] or "mail body" for document in row["documents"]),
                " ".join(row["flags"]),
            )
        )


def _csv_line(cells: Iterable[str | None]) -> str:
    """One CSV line; a cell that a spreadsheet would take for a formula begins with an apostrophe (security.md 13)."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_harmless(cell or "") for cell in cells])
    return buffer.getvalue()


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
