"""Environments in which nothing but the wheel is installed; what it needs is borrowed from that of the tests."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path


def brought_by(*roots: str) -> list[metadata.Distribution]:
    """Return what comes with these distributions and with no extra of theirs, without themselves."""
    names, waiting = set(roots), list(roots)
    found = []
    while waiting:
        for requirement in metadata.requires(waiting.pop()) or ():
            name = re.split(r"[^A-Za-z0-9_.-]", requirement)[0].lower().replace("_", "-")
            if name in names or "extra ==" in requirement:
                continue
            try:
                one = metadata.distribution(name)
            except metadata.PackageNotFoundError:
                continue  # for another system, or another Python
            names.add(name)
            waiting.append(name)
            found.append(one)
    return found


def needed_by(wheel: Path) -> list[metadata.Distribution]:
    """Return what `pip install duban` brings, by what the wheel says."""
    said = next(metadata.distributions(path=[str(wheel)])).requires or ()
    names = {re.split(r"[^A-Za-z0-9_.-]", each)[0] for each in said if "extra ==" not in each}
    direct = [metadata.distribution(name) for name in sorted(names)]
    further = brought_by(*(each.metadata["Name"].lower() for each in direct))
    return [*direct, *further]


def environment(folder: Path, wheel: Path, distributions: list[metadata.Distribution]) -> Path:
    """Install the wheel and nothing else into an environment that borrows distributions; return its Python."""
    venv.create(folder, with_pip=False)
    made = folder / "bin" / "python"
    answer = [str(made), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(answer, capture_output=True, text=True, check=True).stdout.strip())
    for found in distributions:
        tops = {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}
        for path in {Path(str(found.locate_file(top))) for top in tops}:
            if not (site / path.name).exists():
                (site / path.name).symlink_to(path)
    command = [sys.executable, "-m", "pip", "--python", str(made), "install", "--no-deps", "--quiet"]
    command += ["--force-reinstall", "--no-index", "--disable-pip-version-check", "--ignore-installed", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return made
