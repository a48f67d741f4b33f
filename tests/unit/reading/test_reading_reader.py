"""The Reader over scripted zygotes: what is tried again, what raises, what becomes a status."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.errors import ConfigError, MessageUnreadable, StorageUnavailable
from intake.model import codec
from intake.model.document import Document, DocumentStatus, Member
from intake.model.message import (
    Attachment,
    Authentication,
    HeaderSketch,
    Message,
    MessageKind,
)
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.model.posting import PostingPage
from intake.reading import READERS_VERSION, Reader, ReadersUnavailable, SandboxSettings
from intake.reading.endings import ChildFailed, Reply
from intake.reading.request import Request
from intake.reading.wire import How, Status
from intake.text.sniff import ZIP

ENDED = Status(How.EXITED, 0)
BY_LIMIT = ChildFailed("timed_out", "Reading took longer than 15 s.")
GONE_WRONG = ChildFailed("crashed", "The reader failed.", by_limit=False)
TEXT = Document(media_type="text/plain", status=DocumentStatus.EXTRACTED, text="Hello.")
ATTACHMENT = Attachment(
    part="1.2",
    filename="cv.pdf",
    media_type="application/pdf",
    declared_type="application/pdf",
    size=3,
    sha256="ab" * 32,
    disposition="attachment",
    embedded=False,
)
MESSAGE = Message(
    message_id="<1@example.org>",
    in_reply_to=None,
    references=(),
    thread_index=None,
    sent_at=datetime(2026, 1, 2, tzinfo=UTC),
    received_at=None,
    hops=(),
    sender=None,
    reply_to=(),
    to=(),
    cc=(),
    delivered_to=(),
    recipients=(),
    subject="Application",
    kind=MessageKind.PERSONAL,
    kind_reasons=(),
    forwarded=None,
    authentication=Authentication.UNKNOWN,
    encrypted=False,
    links=(),
    text="Hello.",
    full_text="Hello.",
    attachments=(ATTACHMENT,),
    defects=(),
    content_digest="cd" * 32,
)


def reply(*parts: bytes, layers: list[list[object]] | None = None) -> Reply:
    return Reply({"outcome": "read", "layers": layers or []}, parts, ENDED)


class ScriptedZygote:
    """Answers as told; remembers what it was asked."""

    def __init__(self, answers: list[Reply | Exception], asked: list[dict[str, Any]], number: int) -> None:
        self.answers, self.asked, self.pid = answers, asked, number
        self.users = 0
        self.closed = False

    def load(self) -> None:
        """Has loaded."""

    def ask(self, request: Request, source: int) -> Reply:
        assert Request.unpack(request.pack()) == request
        length = os.fstat(source).st_size
        told = {"zygote": self.pid, "data": os.pread(source, 1000, 0), "length": length}
        asked = codec.to_data(request)
        self.asked.append({**asked, **asked["settings"], **told})
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.closed = True


class Script:
    """Starts scripted zygotes for a Reader."""

    def __init__(self, *answers: Reply | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.zygotes: list[ScriptedZygote] = []

    def start(self) -> Any:
        self.zygotes.append(ScriptedZygote(self.answers, self.asked, len(self.zygotes) + 1))
        return self.zygotes[-1]


def reader(*answers: Reply | Exception, settings: SandboxSettings | None = None) -> tuple[Reader, Script]:
    script = Script(*answers)
    return Reader(settings or SandboxSettings(), ReadingPolicy(), start=script.start), script


def test_a_message_comes_with_its_body_as_a_document() -> None:
    asked, script = reader(reply(codec.to_json(MESSAGE), codec.to_json(TEXT)))
    arrival = ArrivalTimes(internal_date=datetime(2026, 1, 2, 3, tzinfo=UTC))
    assert asked.read_message(b"raw", arrival) == (MESSAGE, TEXT)
    assert codec.from_data(ArrivalTimes, script.asked[0]["arguments"]["arrival"]) == arrival
    assert script.asked[0]["data"] == b"raw"
    assert script.asked[0]["size"] == ReadingPolicy().limits.message


def test_a_message_without_a_body_comes_alone() -> None:
    asked, _ = reader(reply(codec.to_json(MESSAGE)))
    assert asked.read_message(b"raw", ArrivalTimes()) == (MESSAGE, None)


def test_a_child_ended_by_a_limit_gets_one_more_try_in_a_fresh_zygote() -> None:
    asked, script = reader(BY_LIMIT, reply(codec.to_json(TEXT)))
    assert asked.read_file(b"raw", "cv.pdf") == TEXT
    assert [request["zygote"] for request in script.asked] == [1, 2]
    assert [zygote.closed for zygote in script.zygotes] == [True, False]
    assert asked.pids() == (2,)


def test_a_text_that_ends_its_child_does_not_take_the_message_along() -> None:
    asked, script = reader(BY_LIMIT, reply(codec.to_json(MESSAGE)), BY_LIMIT)
    message, body = asked.read_message(b"raw", ArrivalTimes())
    assert message == MESSAGE
    assert body is not None
    assert (body.status, body.media_type, body.text) == (DocumentStatus.TIMED_OUT, "text/plain", "Hello.")
    assert [request["operation"] for request in script.asked] == ["message", "alone", "body"]
    assert script.asked[2]["data"] == b"Hello."


def test_a_message_whose_text_reads_well_the_second_time_is_whole() -> None:
    asked, _ = reader(BY_LIMIT, reply(codec.to_json(MESSAGE)), reply(codec.to_json(TEXT)))
    assert asked.read_message(b"raw", ArrivalTimes()) == (MESSAGE, TEXT)


def test_a_message_that_ends_two_children_is_unreadable() -> None:
    asked, script = reader(BY_LIMIT, BY_LIMIT)
    with pytest.raises(MessageUnreadable, match="longer than 15 s") as caught:
        asked.read_message(b"raw", ArrivalTimes())
    assert caught.value.code == "timed_out"
    assert len(script.asked) == 2
    assert all(zygote.closed for zygote in script.zygotes)


def test_what_the_reader_itself_refuses_is_not_tried_again() -> None:
    asked, script = reader(GONE_WRONG)
    with pytest.raises(MessageUnreadable):
        asked.read_message(b"raw", ArrivalTimes())
    assert len(script.asked) == 1
    assert not script.zygotes[0].closed


@pytest.mark.parametrize("parts", [(), (b"{}",), (b"\xff",), (codec.to_json(TEXT),)])
def test_an_answer_that_is_no_message_is_unreadable(parts: tuple[bytes, ...]) -> None:
    asked, _ = reader(reply(*parts), reply(*parts))
    with pytest.raises(MessageUnreadable) as caught:
        asked.read_message(b"raw", ArrivalTimes())
    assert caught.value.code == "crashed"


def test_a_document_carries_what_its_attachment_says() -> None:
    asked, script = reader(reply(codec.to_json(TEXT)))
    document = asked.read_document(b"raw", ATTACHMENT)
    assert (document.part, document.filename, document.size, document.sha256) == ("1.2", "cv.pdf", 3, "ab" * 32)
    assert document.document == TEXT
    assert script.asked[0]["arguments"] == {"part": "1.2", "filename": "cv.pdf"}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("timed_out", DocumentStatus.TIMED_OUT),
        ("too_large", DocumentStatus.TOO_LARGE),
        ("crashed", DocumentStatus.CORRUPT),
        ("anything", DocumentStatus.CORRUPT),
    ],
)
def test_a_document_that_ends_two_children_has_a_status_and_a_reason(code: str, status: DocumentStatus) -> None:
    asked, script = reader(ChildFailed(code, "Why."), ChildFailed(code, "Why."), ChildFailed("crashed", "PDFium too."))
    document = asked.read_document(b"raw", ATTACHMENT).document
    assert (document.status, document.media_type, document.text) == (status, "application/pdf", "")
    assert document.error is not None
    assert (document.error.code, document.error.detail) == (code, "Why.")
    assert [one["operation"] for one in script.asked] == ["attached", "attached", "pdfium"]


def zipped(*members: Member, warnings: tuple[str, ...] = ()) -> bytes:
    names = tuple(member.filename for member in members)
    status = DocumentStatus.EXTRACTED
    document = Document(media_type=ZIP, status=status, members=names, contents=members, warnings=warnings)
    return codec.to_json(document)


def member(number: int, media_type: str = "text/plain") -> Member:
    return Member(number=number, filename=f"{number}.txt", media_type=media_type, size=5, sha256="ef" * 32)


def test_the_files_of_an_archive_take_its_place() -> None:
    asked, script = reader(reply(zipped(member(2), member(5, ZIP))), reply(codec.to_json(TEXT)))
    first, second = asked.read_documents(b"raw", ATTACHMENT)
    assert (first.part, first.filename, first.size, first.document) == ("1.2!2", "2.txt", 5, TEXT)
    assert script.asked[1]["arguments"] == {"part": "1.2!2", "filename": "2.txt"}
    assert (second.part, second.document.status) == ("1.2!5", DocumentStatus.UNSUPPORTED)


def test_an_archive_of_which_something_was_left_out_stays_before_its_files() -> None:
    asked, _ = reader(reply(zipped(member(1), warnings=("partly_read",))), reply(codec.to_json(TEXT)))
    whole, only = asked.read_documents(b"raw", ATTACHMENT)
    assert (whole.part, whole.document.members, whole.document.contents) == ("1.2", ("1.txt",), ())
    assert only.document == TEXT


def test_an_attachment_that_is_no_archive_stays_itself() -> None:
    asked, _ = reader(reply(codec.to_json(TEXT)))
    assert [one.part for one in asked.read_documents(b"raw", ATTACHMENT)] == ["1.2"]


def test_an_archive_by_itself_is_read_with_its_files() -> None:
    asked, script = reader(reply(zipped(member(1))), reply(codec.to_json(TEXT)))
    assert asked.read_file(b"raw", "all.zip").contents[0].document == TEXT
    assert script.asked[1]["arguments"]["part"] == "!1"


def test_a_file_by_itself_is_read_and_its_endless_name_cut_at_the_front() -> None:
    asked, script = reader(reply(codec.to_json(TEXT)), GONE_WRONG)
    assert asked.read_file(b"raw", "x" * 5000 + ".pdf") == TEXT
    name = script.asked[0]["arguments"]["filename"]
    assert len(name) == 1000
    assert name.endswith("x.pdf")
    assert asked.read_file(b"raw", "cv.pdf").status is DocumentStatus.CORRUPT


def test_a_file_name_that_is_no_text_is_asked_for_as_text() -> None:
    asked, script = reader(reply(codec.to_json(TEXT)))
    assert asked.read_file(b"raw", "cv\udcff.pdf") == TEXT
    assert script.asked[0]["arguments"]["filename"] == "cv?.pdf"


def test_a_posting_page_is_read_or_says_why_not() -> None:
    asked, _ = reader(reply(codec.to_json(PostingPage(postings=()))), GONE_WRONG)
    assert asked.read_posting_page(b"# Clerk", "clerk.md").error is None
    error = asked.read_posting_page(b"# Clerk", "clerk.md").error
    assert error is not None
    assert error.code == "crashed"


def test_a_sketch_takes_only_the_beginning_and_never_raises(tmp_path: Path) -> None:
    sketch = HeaderSketch(sender=None, subject="Hello", message_id=None, sent_at=None)
    path = tmp_path / "mail"
    path.write_bytes(b"x" * 300_000)
    asked, script = reader(reply(codec.to_json(sketch)), BY_LIMIT, BY_LIMIT)
    assert asked.sketch(path) == sketch
    assert asked.sketch(b"raw").subject is None
    assert script.asked[0]["length"] == ReadingPolicy().limits.header_block


def test_a_picture_is_drawn_under_the_render_profile() -> None:
    asked, script = reader(reply(b"PNG"), GONE_WRONG, reply(), settings=SandboxSettings(render_wall_seconds=3.0))
    assert asked.render_page(b"pdf", 0, 800) == b"PNG"
    assert script.asked[0]["profile"]["name"] == "render"
    for _ in range(2):
        with pytest.raises(MessageUnreadable):
            asked.render_page(b"pdf", 0, 800)


def test_a_file_that_the_archive_does_not_give_is_storage_trouble(tmp_path: Path) -> None:
    asked, _ = reader()
    with pytest.raises(StorageUnavailable):
        asked.read_message(tmp_path / "absent", ArrivalTimes())


def test_readers_that_load_in_the_background_are_waited_for_by_the_first_request() -> None:
    script, may = Script(reply(codec.to_json(TEXT))), threading.Event()

    def slow() -> Any:
        assert may.wait(10)
        return script.start()

    asked = Reader(SandboxSettings(), ReadingPolicy(), start=slow)
    asked.begin()
    assert script.zygotes == []
    may.set()
    assert asked.read_file(b"raw", "a.txt") == TEXT
    assert len(script.zygotes) == 1
    asked.close()


def test_readers_that_cannot_be_loaded_say_so_at_the_first_request() -> None:
    tries = []

    def broken() -> Any:
        tries.append(1)
        raise ReadersUnavailable("The readers cannot be loaded.")

    asked = Reader(SandboxSettings(), ReadingPolicy(), start=broken)
    asked.begin()
    with pytest.raises(ReadersUnavailable, match="cannot be loaded"):
        asked.read_message(b"raw", ArrivalTimes())
    assert tries


def test_full_protection_is_waited_for_at_once() -> None:
    layers: list[list[object]] = [["seccomp", False, "install libseccomp2."]]
    asked, _ = reader(reply(layers=layers), settings=SandboxSettings(require="full"))
    with pytest.raises(ConfigError, match="seccomp is missing"):
        asked.begin()


def test_full_protection_refuses_to_start_without_a_layer() -> None:
    layers: list[list[object]] = [["seccomp", False, "install libseccomp2."]]
    asked, script = reader(reply(layers=layers), settings=SandboxSettings(require="full"))
    with pytest.raises(ConfigError, match=r"seccomp is missing: install libseccomp2\."):
        asked.start()
    assert script.asked[0]["require"] == "best"
    assert script.zygotes[0].closed


def test_layers_are_what_a_child_found_and_what_stands_around_it() -> None:
    layers: list[list[object]] = [["seccomp", True, "Fine."]]
    asked, script = reader(reply(layers=layers))
    names = [layer.name for layer in asked.layers()]
    assert names == ["seccomp", "wall deadline", "bubblewrap"]
    assert asked.layers() == asked.layers()
    assert len(script.asked) == 1


def test_a_closed_reader_refuses_and_leaves_no_zygote() -> None:
    asked, script = reader()
    with asked:
        assert asked.pids() == (1,)
    assert script.zygotes[0].closed
    assert asked.pids() == ()
    with pytest.raises(ReadersUnavailable):
        asked.read_message(b"raw", ArrivalTimes())
    asked.close()


def test_a_zygote_that_others_still_use_is_closed_by_the_last_of_them() -> None:
    asked, script = reader()
    with asked._borrowed() as first:
        with asked._borrowed() as second:
            assert first is second
            asked._retire(first)
            asked._retire(first)
        assert [zygote.closed for zygote in script.zygotes] == [False]
        with asked._borrowed() as fresh:
            assert fresh is not first
    assert [zygote.closed for zygote in script.zygotes] == [True, False]


def test_threads_share_one_zygote() -> None:
    asked, script = reader(*[reply(codec.to_json(TEXT))] * 8)
    threads = [threading.Thread(target=asked.read_file, args=(b"raw", "a.txt")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(script.zygotes) == 1
    assert len(script.asked) == 8


def test_the_readers_have_a_version() -> None:
    assert READERS_VERSION
