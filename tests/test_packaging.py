"""The wheel carries all that the program needs, and works in an environment of its own outside the clone."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("forms", "templates", "samples")
SECONDS = 240
LITTER = {"__pycache__"}


@dataclass(frozen=True, slots=True)
class Installed:
    """``folder`` is an empty place outside the clone to run in."""

    python: Path
    script: Path
    folder: Path

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Without what this machine's shell says about Python, so that only the wheel can be found."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            [str(part) for part in command],
            cwd=self.folder,
            env={**clean, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )


def _build(target: str, source: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = out.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Only the project itself is installed, from the wheel. What it depends on comes from the environment that runs
    the tests, whose folder stands last on the path: an editable install there stays unknown."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "venv"], check=True, timeout=SECONDS)
    binaries = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / ("python.exe" if os.name == "nt" else "python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True, timeout=SECONDS)
    outside = home / "outside"
    outside.mkdir()
    made = Installed(python, binaries / "dokumentverk", outside)
    where = made.run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    paths = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    (Path(where) / "dependencies.pth").write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    return made


def _files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not LITTER & set(path.parts)
    }


def test_everything_shipped_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    wanted = {f"dokumentverk/{file}" for file in _files_below(ROOT / "dokumentverk")}
    for folder in SHIPPED:
        wanted |= {f"dokumentverk/_shipped/{folder}/{file}" for file in _files_below(ROOT / folder)}
    assert wanted - inside == set()
    ours = {name for name in inside if not name.startswith("dokumentverk-")}
    assert ours - wanted == set(), "the wheel carries what is not of the project"


def test_licences_are_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name.partition("/licenses/")[2] for name in archive.namelist() if "/licenses/" in name]
    assert sorted(names) == ["LICENSE", "dokumentverk/engines/models/NOTICE", "templates/fonts/OFL.txt"]


def test_the_wheel_can_be_built_from_the_source_archive(wheel: Path, tmp_path: Path) -> None:
    source = _build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(source) as archive:
        # Python 3.11.2, as Debian 12 has it, knows no filters yet; 3.12 and newer ask for one.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path / "unpacked")
    (tree,) = (tmp_path / "unpacked").iterdir()
    again = _build("wheel", tree, tmp_path / "again")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())


def test_the_installed_package_finds_its_own_files(installed: Installed) -> None:
    said = installed.run(
        installed.python,
        "-c",
        "from dokumentverk import shipped; print(*(p for p in (shipped.forms(), shipped.templates(), shipped.fonts(),"
        " shipped.samples()) if p.is_dir()), sep='\\n')",
    )
    assert said.stderr == ""
    folders = [Path(line) for line in said.stdout.splitlines()]
    assert len(folders) == 4
    assert all(installed.python.parent.parent in folder.parents for folder in folders)


def test_the_command_is_there(installed: Installed) -> None:
    said = installed.run(installed.script, "--help")
    assert said.returncode == 0, said.stderr
    assert "generate" in said.stdout


def test_demo_runs_outside_the_clone(installed: Installed) -> None:
    said = installed.run(installed.script, "demo", "demo")
    assert said.returncode == 0, said.stdout + said.stderr
    assert "Traceback" not in said.stderr
    assert any((installed.folder / "demo").rglob("record.json")), "demo filed nothing"
