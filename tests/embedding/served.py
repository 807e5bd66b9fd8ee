"""The example applications as their users run them: copied, on a real server on loopback, on both databases."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[2] / "examples"
SERVING = re.compile(r"http://127\.0\.0\.1:([0-9]+)")
REASON = re.compile(r"<li>(.*?)</li>")


class Example:
    """A copy of an example, for it writes beside itself, and what it finds in its environment."""

    def __init__(self, name: str, folder: Path, **environment: str) -> None:
        self.folder = folder / name
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
        shutil.copytree(EXAMPLES / name, self.folder, ignore=shutil.ignore_patterns("*.db*", "mail", "__pycache__"))

    def run(self, *command: str) -> str:
        """Run a command of Python's to its end, as its README says it; `duban` and the like are modules as well."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def served(self, *command: str) -> Iterator[httpx.Client]:
        """Start the server on a port that is free, and stop it afterwards."""
        server = subprocess.Popen(
            [sys.executable, "-m", *command, "--port", "0"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert server.stdout is not None
        said: list[str] = []
        try:
            for line in server.stdout:
                said.append(line)
                if found := SERVING.search(line):
                    break
            else:
                pytest.fail("the server did not start:\n" + "".join(said))
            with httpx.Client(base_url=f"http://127.0.0.1:{found[1]}", follow_redirects=True, timeout=60) as client:
                yield client
        finally:
            server.terminate()
            server.communicate()

    def told(self) -> set[tuple[str, str]]:
        """Return who is told of what, sent already or waiting for the office to open."""
        listed = json.loads(self.run("-m", "duban", "outbox", "list", "--status", "all", "--json"))
        return {(message["number"], message["address"]) for message in listed}


def reasons(page: httpx.Response) -> tuple[int, list[str]]:
    """Return the status of a page that says why nothing was done, and its sentences."""
    return page.status_code, REASON.findall(page.text)


def key_of(form: httpx.Response) -> str:
    """Return the key that a form has with it."""
    found = re.search(r'name="key" value="([^"]+)"', form.text)
    assert found is not None
    return found[1]
