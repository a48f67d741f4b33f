"""How values reach a terminal or a script."""

import json
from datetime import UTC, datetime

import pytest

from intake.cli import render


def test_json_is_one_object_a_line_in_utf_8(capsys: pytest.CaptureFixture[str]) -> None:
    render.print_json({"name": "Søren", "n": 1})
    render.print_json({"name": None})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == '{"name": "Søren", "n": 1}'
    assert json.loads(lines[1]) == {"name": None}


def test_a_table_prints_what_strangers_wrote_without_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    render.print_table(("name",), [("[red]A\x1b[31m\x07B",), (None,)], empty="nothing")
    out = capsys.readouterr().out
    assert "[red]A" in out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "–" in out


def test_an_empty_table_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    render.print_table(("name",), [], empty="There are none yet.")
    assert capsys.readouterr().out == "There are none yet.\n"


def test_times_are_shown_in_the_organisations_zone() -> None:
    moment = datetime(2021, 12, 30, 23, 10, tzinfo=UTC)
    assert render.moment(moment, "Europe/Berlin") == "31 Dec 2021 00:10"
    assert render.moment_text("2021-12-30T23:10:00Z", "UTC") == "30 Dec 2021 23:10"
    assert render.moment(None, "UTC") is None
    assert render.moment_text(None, "UTC") is None


def test_progress_elsewhere_than_on_a_terminal_is_a_line_every_thousand(capsys: pytest.CaptureFixture[str]) -> None:
    with render.progress("mails") as tell:
        for done in range(0, 2500, 100):
            tell(done, 2500)
        tell(2500, 2500)
    assert capsys.readouterr().err.splitlines() == ["mails: 1000 of 2500", "mails: 2000 of 2500", "mails: 2500 of 2500"]


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with render.progress("mails") as tell:
        tell(5, None)
        tell(10, 10)
    assert capsys.readouterr().err == ""
