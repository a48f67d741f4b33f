"""The steps after the first child, over scripted children and programs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from intake.documents.content import Content, Leftover, Recognised
from intake.model import codec
from intake.model.document import Document, DocumentStatus
from intake.model.policy import Limits, ReadingPolicy
from intake.reading import wire
from intake.reading.endings import ChildFailed, Reply
from intake.reading.further import Further
from intake.reading.profiles import Profile, SandboxSettings
from intake.reading.tools import ToolFailed
from intake.reading.wire import How, Status
from intake.text.sniff import PDF

FOUND = Document(media_type=PDF, status=DocumentStatus.EXTRACTED, text="found", warnings=("hidden_text_unchecked",))
SCAN = Document(media_type=PDF, status=DocumentStatus.NO_TEXT, warnings=("wrong_name",))
BROKEN = Document(media_type=PDF, status=DocumentStatus.CORRUPT, warnings=("wrong_name",))
DOC = Document(media_type="application/msword", status=DocumentStatus.UNSUPPORTED)
OLD = Leftover(content=Content(pages=(), extractor="antiword"), program="antiword")
COUNT, PNG = b"0", b"PNG"


def pages(count: int, thin: tuple[int, ...] = ()) -> Leftover:
    return Leftover(content=Content(pages=("few words",) * count, extractor="x"), pages=tuple(range(count)), thin=thin)


class Script:
    """Children and programs that answer as told, in order; remembers what they were asked."""

    def __init__(self, *answers: tuple[bytes, ...] | Exception, limits: Limits | None = None) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, Any], bytes | Path, Profile]] = []
        self.programs: list[Sequence[str]] = []
        self.now = 0.0
        policy = ReadingPolicy(limits=limits or Limits())
        self.steps = Further(
            ask=self.ask, policy=policy, settings=SandboxSettings(), run=self.run, clock=lambda: self.now
        )

    def next(self) -> tuple[bytes, ...]:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask(self, operation: str, arguments: dict[str, Any], raw: bytes | Path, profile: Profile) -> Reply:
        self.asked.append((operation, arguments, raw, profile))
        return Reply({}, self.next(), Status(How.EXITED, 0))

    def run(self, argv: Sequence[str], stdin: bytes, profile: Profile) -> bytes:
        self.programs.append(argv)
        assert stdin
        assert profile.name == "tool"
        return self.next()[0]

    def finish(self, document: Document, leftover: Leftover | None) -> Document:
        return self.steps.finish(b"raw", {"part": "2", "filename": "cv"}, document, leftover)

    def recognised(self) -> list[Recognised]:
        packed = self.asked[-1][2]
        assert isinstance(packed, bytes)
        return [codec.from_json(Recognised, part) for part in wire.unpack(packed)[1][1:]]


def test_a_document_that_needs_nothing_is_left_as_it_is() -> None:
    script = Script()
    assert script.finish(FOUND, None) is FOUND
    assert script.asked == []


@pytest.mark.parametrize("status", [DocumentStatus.CORRUPT, DocumentStatus.TOO_LARGE, DocumentStatus.TIMED_OUT])
def test_a_pdf_that_failed_is_tried_by_pdfium_in_a_short_child(status: DocumentStatus) -> None:
    script = Script((codec.to_json(FOUND),))
    document = script.finish(Document(media_type=PDF, status=status, warnings=("wrong_name",)), None)
    assert (document.text, document.warnings) == ("found", ("wrong_name", "hidden_text_unchecked"))
    ((operation, arguments, raw, profile),) = script.asked
    assert (operation, arguments["part"], raw, profile.cpu_seconds) == ("pdfium", "2", b"raw", 5)


@pytest.mark.parametrize(
    "answer", [(codec.to_json(SCAN), codec.to_json(pages(1))), (b"nonsense",), (), ChildFailed("x", "y")]
)
def test_a_pdf_that_pdfium_cannot_read_either_keeps_its_reason(answer: Any) -> None:
    script = Script(answer)
    assert script.finish(BROKEN, None) is BROKEN
    assert len(script.asked) == 1


def test_a_locked_pdf_is_not_tried_again() -> None:
    locked = Document(media_type=PDF, status=DocumentStatus.ENCRYPTED)
    assert Script().finish(locked, None) is locked


def test_each_page_of_a_scan_is_drawn_and_read_and_the_whole_is_made_in_a_child() -> None:
    script = Script((COUNT, PNG), (b"one",), (COUNT, PNG), (b"two",), (codec.to_json(FOUND),))
    assert script.finish(SCAN, pages(2)) == FOUND
    assert [one[0] for one in script.asked] == ["raster", "raster", "completed"]
    assert [one[1]["page"] for one in script.asked[:2]] == [0, 1]
    assert [one.table for one in script.recognised()] == ["one", "two"]
    assert script.programs[0][:5] == ("tesseract", "stdin", "stdout", "-l", "eng")
    assert script.asked[2][1]["warnings"] == ("wrong_name",)


def test_blank_pages_cost_no_program_and_change_nothing() -> None:
    script = Script((COUNT,))
    assert script.finish(FOUND, pages(1)) is FOUND
    assert script.programs == []


def test_a_page_of_few_words_is_asked_for_with_their_number() -> None:
    script = Script((COUNT,))
    leftover = Leftover(content=Content(pages=("few words",), extractor="x"), thin=(0,))
    assert script.finish(FOUND, leftover) is FOUND
    assert script.asked[0][1]["thin"] == 8


def test_pages_over_the_limit_are_said_to_be_left_out() -> None:
    script = Script((COUNT, PNG), (b"one",), (codec.to_json(FOUND),), limits=Limits(ocr_pages=1))
    script.finish(SCAN, pages(3))
    assert [one.reason for one in script.recognised()] == [None, "over_limit", "over_limit"]


def test_pages_of_a_long_scan_are_left_out_within_what_one_answer_holds() -> None:
    script = Script(*[(COUNT, PNG), (b"x",)] * 5, (codec.to_json(FOUND),))
    script.finish(SCAN, pages(200))
    assert [one.reason for one in script.recognised()] == [None] * 5 + ["over_limit"]


def test_a_document_whose_time_is_up_is_left_as_far_as_it_is() -> None:
    script = Script((codec.to_json(FOUND),), limits=Limits(message_seconds=-1))
    script.finish(SCAN, pages(1))
    assert [one.reason for one in script.recognised()] == ["over_limit"]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([ChildFailed("too_large", "Why.")], "too_large"),
        ([(COUNT, PNG), ToolFailed("timed_out", "Why.")], "timed_out"),
        ([(COUNT, PNG), ToolFailed("not_installed", "Why.")], "not_installed"),
        ([()], "crashed"),
        ([(b"nonsense", PNG)], "crashed"),
    ],
)
def test_a_page_that_was_not_read_says_why(answers: list[Any], reason: str) -> None:
    script = Script(*answers, (codec.to_json(SCAN),))
    script.finish(SCAN, pages(1))
    assert [one.reason for one in script.recognised()] == [reason]


def test_without_tesseract_one_page_tells_it_for_all() -> None:
    script = Script((COUNT, PNG), ToolFailed("not_installed", "Why."), (codec.to_json(SCAN),))
    script.finish(SCAN, pages(4))
    assert len(script.recognised()) == 1


def test_a_picture_tells_how_many_pages_it_has() -> None:
    picture = Document(media_type="image/tiff", status=DocumentStatus.NO_TEXT)
    script = Script((b"2", PNG), (b"one",), (b"2", PNG), (b"two",), (codec.to_json(FOUND),))
    script.finish(picture, pages(1))
    assert [one.table for one in script.recognised()] == ["one", "two"]
    assert script.asked[0][1]["picture"]


def test_a_scan_whose_last_child_fails_keeps_its_reason() -> None:
    assert Script((COUNT, PNG), (b"one",), ChildFailed("x", "y")).finish(SCAN, pages(1)) is SCAN


def test_an_old_word_document_is_read_by_antiword() -> None:
    script = Script((b"doc",), (b"text",), (codec.to_json(FOUND),))
    assert script.finish(DOC, OLD) == FOUND
    assert script.programs[0][0] == "antiword"
    assert (script.asked[1][0], script.asked[1][2]) == ("converted", b"text")


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ([(b"doc",), ToolFailed("not_installed", "Why.")], DocumentStatus.UNSUPPORTED),
        ([(b"doc",), ToolFailed("crashed", "Why.")], DocumentStatus.CORRUPT),
        ([(b"doc",), ToolFailed("timed_out", "Why.")], DocumentStatus.TIMED_OUT),
        ([ChildFailed("too_large", "Why.")], DocumentStatus.TOO_LARGE),
    ],
)
def test_an_old_word_document_that_was_not_read_says_why(answers: list[Any], status: DocumentStatus) -> None:
    assert Script(*answers).finish(DOC, OLD).status is status
