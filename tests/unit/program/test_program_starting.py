"""What a start costs: a command loads what it needs. Seen in processes of their own, since loading happens once."""

import subprocess
import sys


def _said(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_on_sqlite_no_driver_of_postgresql_is_loaded() -> None:
    loaded = "[name for name in sys.modules if name.startswith('sqlalchemy.dialects.postgresql')]"
    assert _said(f"import sys, intake.app, intake.pipeline, intake.storage.store; print({loaded})") == "[]"


def test_logging_does_not_load_rich_which_others_may_load_afterwards() -> None:
    script = (
        "import sys\nfrom intake import telemetry\nprint('rich' in sys.modules)\n"
        "from rich.console import Console\nprint(Console.__name__)"
    )
    assert _said(script) == "False\nConsole"


def test_garbage_is_looked_for_rarely_and_not_at_the_end() -> None:
    script = (
        "import atexit, gc\nfrom intake import heap\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 0))\n"
        "heap.load_undisturbed()\nprint(gc.get_threshold()[0])\n"
        "atexit.register(lambda: print(gc.get_freeze_count()))"
    )
    assert _said(script) == "500000\n0\nTrue"


def test_what_was_loaded_is_set_aside_once_and_garbage_is_looked_for_again_when_work_begins() -> None:
    script = (
        "import gc\nfrom intake import heap\nheap.load_undisturbed()\nheap.loaded()\nfirst = gc.get_freeze_count()\n"
        "later = [[] for _ in range(1000)]\nheap.loaded()\n"
        "print(first > 0, gc.get_freeze_count() == first, gc.get_threshold()[0])"
    )
    assert _said(script) == "True True 50000"
