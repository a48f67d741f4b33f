"""Logs carry ids and digests, never what a stranger wrote."""

import contextlib
import io
import json

import pytest

from intake import telemetry


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_carries_its_safe_keys(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure("info", "json")
    telemetry.logger().info("polled", mailbox="jobs", received=3)
    (line,) = lines(capsys)
    assert (line["event"], line["mailbox"], line["received"], line["level"]) == ("polled", "jobs", 3, "info")


def test_a_key_that_may_be_personal_is_dropped_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure("info", "json")
    telemetry.logger().info("polled", subject="My application", address="noor@example.net")
    text = capsys.readouterr().err
    assert "My application" not in text
    assert "noor@example.net" not in text
    assert "address, subject" in text


def test_a_traceback_shows_places_and_no_words_of_the_exception(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure("info", "json")

    def fail() -> None:
        raise ValueError("noor@example.net wrote this")

    try:
        fail()
    except ValueError as error:
        telemetry.logger().error("failed", exc_info=error)
        telemetry.logger().error("failed", exc_info=True)
    text = capsys.readouterr().err
    assert text.count("ValueError at ") == 2
    assert "noor" not in text


def test_lines_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.configure("warning", "plain")
    telemetry.logger().info("polled")
    telemetry.logger().warning("poll failed", mailbox="jobs")
    text = capsys.readouterr().err
    assert "polled" not in text
    assert "poll failed" in text


def test_lines_go_to_the_standard_error_of_the_moment(capsys: pytest.CaptureFixture[str]) -> None:
    with io.StringIO() as gone, contextlib.redirect_stderr(gone):
        telemetry.configure("info", "json")
    telemetry.logger().info("polled")
    assert "polled" in capsys.readouterr().err
