"""What a new user has: a wheel, installed, from any folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: object, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, cwd=cwd, timeout=240, env=env
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Where the wheel, built from this checkout, is unpacked."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("application_intake-*.whl")
    run(*pip, "install", "--no-deps", "--no-index", "--target", tmp_path / "site", wheel, cwd=tmp_path)
    return tmp_path / "site"


@pytest.mark.slow
def test_a_wheel_carries_what_it_needs_and_no_tests_and_its_demo_works_from_any_folder(
    installed: Path, tmp_path: Path
) -> None:
    names = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    assert any(name.startswith("intake/storage/migrations/versions/") for name in names)
    assert "intake/fixtures/careers/jobs.md" in names
    assert not [name for name in names if name.startswith(("tests", "fixtures"))]
    (folder := tmp_path / "elsewhere").mkdir()
    env = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    where = run(sys.executable, "-c", "import intake; print(intake.__file__)", cwd=folder, env=env)
    assert where.startswith(str(installed))
    told = run(sys.executable, "-m", "intake", "demo", "--once", cwd=folder, env=env)
    assert "Ada Keller" in told
    (command,) = [line.strip() for line in told.splitlines() if line.endswith("ledger --check")]
    checked = run(*command.split(), cwd=folder, env=env)
    assert "every one accounted for" in checked
    again = run(sys.executable, "-m", "intake", "demo", "--once", cwd=folder, env=env)
    assert again.count("Ada Keller") == told.count("Ada Keller")
