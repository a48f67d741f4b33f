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


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel, built from this checkout, is unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("application_intake-*.whl")
    run(*pip, "install", "--no-deps", "--no-index", "--target", folder / "site", wheel, cwd=folder)
    return folder / "site"


@pytest.mark.slow
def test_the_demo_of_an_installed_wheel_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    where = run(sys.executable, "-c", "import intake; print(intake.__file__)", cwd=tmp_path, env=env)
    assert where.startswith(str(installed))
    told = run(sys.executable, "-m", "intake", "demo", "--once", cwd=tmp_path, env=env)
    assert "Ada Keller" in told
    (command,) = [line.strip() for line in told.splitlines() if line.endswith("ledger --check")]
    checked = run(*command.split(), cwd=tmp_path, env=env)
    assert "every one accounted for" in checked
    again = run(sys.executable, "-m", "intake", "demo", "--once", cwd=tmp_path, env=env)
    assert again.count("Ada Keller") == told.count("Ada Keller")


def test_the_wheel_carries_what_the_program_needs_and_no_tests(installed: Path) -> None:
    names = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    assert any(name.startswith("intake/storage/migrations/versions/") for name in names)
    assert "intake/fixtures/careers/jobs.md" in names
    assert not [name for name in names if name.startswith(("tests", "fixtures"))]
