"""Documents: pages a CPU second beside stock pdfminer.six and PDFium, and what the child adds to each.

`python -m tests.benchmarks.papers [FOLDER]` prints the table, over the PDF files of a folder too. The engines take
turns within one run and the best of their rounds counts, so that the ratios hold on a busy machine. A file that one
of them cannot read within a limit is left out: in this process nothing would end an engine that goes round in circles.
"""

import io
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from fixtures.generator.pdf import Text, pdf
from intake.documents.content import CannotRead
from intake.documents.pdf.document import read_pdf
from intake.documents.read import read_document
from intake.model.policy import ReadingPolicy
from intake.reading import Reader, SandboxSettings
from intake.reading.document import read_attached
from tests.benchmarks import cpu
from tests.e2e.mails import RESUME

_LINE = "Supported the users of a repository, answered their questions and mended what was broken in time"
PAGES = 8
_TURNS = 15
_CPU_SECONDS, _MEMORY = 120, 3_000_000_000
"""What all engines together may take for a file, and one of them for all files: far more than a child's limits."""


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
    data = resume()
    return compared([data], "PDF") | _child(data)


def compared(files: Sequence[bytes], title: str) -> dict[str, float]:
    """Pages a CPU second of each engine over the same files, what a document takes, and the memory at its height.

    "text" is what the readers of a PDF give: text, headings, links, hidden text; "whole" has language and kind too.
    """
    policy = ReadingPolicy()
    engines: dict[str, Callable[[bytes], object]] = {
        "text": lambda data: _refused(lambda: read_pdf(data, policy)),
        "whole": lambda data: read_document(data, "cv.pdf", policy),
        "stock": _stock,
        "PDFium": _pdfium,
    }
    peaks = {name: _peak(read, files) for name, read in engines.items()}
    took = {
        name: [min(times) for times in zip(*rounds, strict=True)] for name, rounds in _rounds(engines, files).items()
    }
    pages = sum(len(_pdfium(data)) for data in files)
    rate = {name: pages / sum(times) for name, times in took.items()}
    results: dict[str, float] = {
        f"{title}: files": len(files),
        f"{title}: pages": pages,
        f"{title}: pages a CPU second": round(rate["text"]),
        f"{title}: with language and kind, pages a CPU second": round(rate["whole"]),
        f"{title}: stock pdfminer.six, pages a CPU second": round(rate["stock"]),
        f"{title}: PDFium, pages a CPU second": round(rate["PDFium"]),
        f"{title}: times stock pdfminer.six": round(rate["text"] / rate["stock"], 2),
        f"{title}: with language and kind, times stock pdfminer.six": round(rate["whole"] / rate["stock"], 2),
        f"{title}: PDFium, times stock pdfminer.six": round(rate["PDFium"] / rate["stock"], 2),
    }
    for name, times in (("text", took["text"]), ("whole", took["whole"]), ("PDFium", took["PDFium"])):
        middle, high = _spread(times)
        results[f"{title}: {name}, CPU ms a document in the median"] = middle
        results[f"{title}: {name}, CPU ms a document at the 95th percentile"] = high
    return results | {f"{title}: {name}, memory that it adds at most, MB": peak for name, peak in peaks.items()}


def _spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Milliseconds in the median and at the 95th percentile."""
    ordered = sorted(seconds)
    return round(1000 * statistics.median(ordered), 1), round(1000 * ordered[len(ordered) * 95 // 100], 1)


def _peak(read: Callable[[bytes], object], files: Sequence[bytes]) -> float:
    """What reading them all adds to the memory of a process that has read nothing yet."""
    whole, idle = (_apart(lambda some=some: [read(data) for data in some])[1] for some in (files, ()))  # type: ignore[misc]
    return round((whole - idle) / 1000, 1)


def _apart(act: Callable[[], object]) -> tuple[bool, int]:
    """Whether a process of its own got through `act` within the limits, and its memory at the height, in kB."""
    pid = os.fork()
    if pid == 0:
        done = False
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            act()
            done = True
        finally:
            os._exit(0 if done else 1)
    _, code, usage = os.wait4(pid, 0)
    return code == 0, usage.ru_maxrss


def _rounds(engines: dict[str, Callable[[bytes], object]], files: Sequence[bytes]) -> dict[str, list[list[float]]]:
    """The CPU seconds of each engine and file, a list a round."""
    for data in files:
        engines["whole"](data)
    rounds: dict[str, list[list[float]]] = {name: [] for name in engines}
    for _ in range(3):
        for name, read in engines.items():
            rounds[name].append([_cpu(lambda read=read, data=data: read(data)) for data in files])  # type: ignore[misc]
    return rounds


def _cpu(read: Callable[[], object]) -> float:
    started = time.process_time()
    read()
    return time.process_time() - started


def _refused(read: Callable[[], object]) -> object:
    try:
        return read()
    except CannotRead:
        return None


def _stock(data: bytes) -> str:
    from pdfminer.high_level import extract_text

    return extract_text(io.BytesIO(data))


def _pdfium(data: bytes) -> list[str]:
    import pypdfium2  # type: ignore[import-untyped]  # it has no annotations

    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_bounded() for page in document]


def _child(data: bytes) -> dict[str, float]:
    """What a child adds to a document, on one core."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    policy = ReadingPolicy()
    small = RESUME.format(name="Ada Example", address="ada@example.net").encode()
    try:
        with Reader(SandboxSettings(), policy) as reader:
            results: dict[str, float] = {}
            for name, raw in (("short text", small), (f"PDF of {PAGES} pages", data)):
                results |= _added(reader, name, raw, policy)
    finally:
        os.sched_setaffinity(0, everywhere)
    return results


def _added(reader: Reader, name: str, raw: bytes, policy: ReadingPolicy) -> dict[str, float]:
    at_once = 10 if len(raw) < 10_000 else 4
    times: list[float] = []
    # In turns, and the median of what they differ by: a machine that is slow for a second is slow for both.
    added = [
        _cost(lambda: times.append(_seconds(lambda: reader.read_file(raw, "cv"))), reader, at_once)
        - _cost(lambda: read_attached(raw, None, "cv", policy), reader, at_once)
        for _ in range(_TURNS)
    ]
    times.sort()
    return {
        f"child: {name}, ms in the median": round(1000 * statistics.median(times), 1),
        f"child: {name}, ms at the 95th percentile": round(1000 * times[len(times) * 95 // 100], 1),
        f"child: {name}, CPU ms added to reading in this process": round(1000 * statistics.median(added), 1),
    }


def _cost(run: Callable[[], object], reader: Reader, times: int) -> float:
    """CPU seconds of one run, the zygote and its children included."""
    run()
    before = cpu.with_readers(reader)
    for _ in range(times):
        run()
    return (cpu.with_readers(reader) - before) / times


def _seconds(read: Callable[[], object]) -> float:
    started = time.perf_counter()
    read()
    return time.perf_counter() - started


def _readable(folder: Path) -> list[bytes]:
    """The PDF files of a folder that all engines read; one that is locked, broken or without end tells nothing."""
    found = (path.read_bytes() for path in sorted(folder.glob("*.pdf")))
    return [data for data in found if _apart(lambda data=data: _by_all(data))[0]]  # type: ignore[misc]


def _by_all(data: bytes) -> None:
    read_pdf(data, ReadingPolicy())
    _pdfium(data)
    _stock(data)


def over_files(files: Sequence[bytes], title: str) -> dict[str, float]:
    """What a child adds to each of them, in CPU: that of this process, the zygote and the child, less reading here."""
    policy = ReadingPolicy()
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    try:
        with Reader(SandboxSettings(), policy) as reader:
            added = [_added_to(reader, data, policy) for data in files]
    finally:
        os.sched_setaffinity(0, everywhere)
    middle, high = _spread(added)
    return {
        f"{title}: CPU ms that a child adds to a document, median": middle,
        f"{title}: CPU ms that a child adds to a document, 95th percentile": high,
    }


def _added_to(reader: Reader, data: bytes, policy: ReadingPolicy) -> float:
    """Seconds; the ticks of a process's clock are 10 ms, so several runs count together, as many of both."""
    inside = _cost(lambda: read_attached(data, None, "cv.pdf", policy), reader, 10)
    return _cost(lambda: reader.read_file(data, "cv.pdf"), reader, 10) - inside


def over_folder(folder: Path) -> dict[str, float]:
    files = _readable(folder)
    return compared(files, "files") | over_files(files, "files")


if __name__ == "__main__":
    figures = over_folder(Path(sys.argv[1])) if sys.argv[1:] else measure()
    print("\n".join(f"{name}: {figure}" for name, figure in figures.items()))
