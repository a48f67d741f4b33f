"""Documents: pages a CPU second beside stock pdfminer.six and PDFium, and what the child adds to each."""

import io
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from fixtures.generator.pdf import Text, pdf
from intake.documents.read import read_document
from intake.model.policy import ArrivalTimes, ReadingPolicy
from intake.reading import Reader, SandboxSettings
from intake.reading.document import read_attached
from tests.e2e.mails import RESUME, STATEMENT, applications

_LINE = "Supported the users of a repository, answered their questions and mended what was broken in time"
PAGES = 8


def resume() -> bytes:
    """A dense resume of several pages."""
    lines = [
        Text("Ada Example", 20, bold=True),
        Text("ada@example.net, github.com/ada-example", link="https://x.example"),
    ]
    page = [
        *lines,
        *(
            Text(f"{2021 - n} Experience {n}", 13, bold=True) if n % 12 == 0 else Text(f"{_LINE} {n}", 9)
            for n in range(55)
        ),
    ]
    return pdf([page] * PAGES, title="bench")


def measure() -> dict[str, float]:
    data, policy = resume(), ReadingPolicy()
    ours = _pages(lambda: read_document(data, "cv.pdf", policy))
    stock = _pages(lambda: _stock(data))
    limit = _pages(lambda: _pdfium(data))
    return {
        "PDF: pages a CPU second": round(ours),
        "PDF: stock pdfminer.six, pages a CPU second": round(stock),
        "PDF: PDFium, pages a CPU second": round(limit),
        "PDF: times stock pdfminer.six": round(ours / stock, 2),
    } | _child(data)


def _pages(read: Callable[[], object]) -> float:
    read()
    best = min(_cpu(read) for _ in range(5))
    return PAGES / best


def _cpu(read: Callable[[], object]) -> float:
    started = time.process_time()
    read()
    return time.process_time() - started


def _stock(data: bytes) -> str:
    from pdfminer.high_level import extract_text

    return extract_text(io.BytesIO(data))


def _pdfium(data: bytes) -> list[str]:
    import pypdfium2  # type: ignore[import-untyped]  # it has no annotations

    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_bounded() for page in document]


def _child(data: bytes) -> dict[str, float]:
    """On one core: messages a second without attachments, and what a child adds to a document."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    policy = ReadingPolicy()
    head = applications(1)[0].partition(b"MIME-Version")[0]
    plain = (
        head + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + STATEMENT.format(contact="x", name="Ada").encode()
    )
    small = RESUME.format(name="Ada Example", address="ada@example.net").encode()
    try:
        with Reader(SandboxSettings(), policy) as reader:
            reader.read_message(plain, ArrivalTimes())
            cost = _cost(lambda: reader.read_message(plain, ArrivalTimes()), reader, 300)
            results = {
                "child: messages a CPU second, no attachments": round(1 / cost),
                "child: CPU ms a message": round(1000 * cost, 1),
            }
            for name, raw in (("short text", small), (f"PDF of {PAGES} pages", data)):
                results |= _added(reader, name, raw, policy)
    finally:
        os.sched_setaffinity(0, everywhere)
    return results


def _added(reader: Reader, name: str, raw: bytes, policy: ReadingPolicy) -> dict[str, float]:
    runs = 100 if len(raw) < 10_000 else 20
    times: list[float] = []
    inside = _cost(lambda: read_attached(raw, None, "cv", policy), reader, runs)
    outside = _cost(lambda: times.append(_seconds(lambda: reader.read_file(raw, "cv"))), reader, runs)
    times.sort()
    return {
        f"child: {name}, ms in the median": round(1000 * statistics.median(times), 1),
        f"child: {name}, ms at the 95th percentile": round(1000 * times[runs * 95 // 100], 1),
        f"child: {name}, CPU ms added to reading in this process": round(1000 * (outside - inside), 1),
    }


def _cost(run: Callable[[], object], reader: Reader, times: int) -> float:
    """CPU seconds of one run, the zygote and its children included."""
    run()
    before = _all_cpu(reader)
    for _ in range(times):
        run()
    return (_all_cpu(reader) - before) / times


def _seconds(read: Callable[[], object]) -> float:
    started = time.perf_counter()
    read()
    return time.perf_counter() - started


def _all_cpu(reader: Reader) -> float:
    """CPU of this process, the zygote and its children so far."""
    fields = Path(f"/proc/{reader.pids()[0]}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
