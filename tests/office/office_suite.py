"""LibreOffice as somebody's spreadsheet: it opens what we write, and saves it as other formats."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SOFFICE = shutil.which("soffice")


def converted(path: Path, ending: str, into: Path, *, profile: Path, read_as: str = "") -> Path:
    """Return what LibreOffice makes of a file; where it is not installed the test is skipped, but never in CI.

    `read_as` is the filter by which it reads the file, if it cannot tell: without a window it takes no CSV for UTF-8.
    """
    if SOFFICE is None and not os.environ.get("CI"):
        pytest.skip("soffice is not installed")
    assert SOFFICE is not None, "CI needs LibreOffice"
    into.mkdir(exist_ok=True)
    command = [SOFFICE, "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to", ending]
    command += [f"--infilter={read_as}"] if read_as else []
    subprocess.run([*command, "--outdir", str(into), str(path)], check=True, capture_output=True, timeout=180)
    return into / f"{path.stem}.{ending.partition(':')[0]}"
