"""The answer to a shell that asks what may follow on a line that is being typed."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def answer(line: str) -> None:
    """Write the words that may follow on a line, a word each, behind a tab what it means."""
    from typer.completion import get_completion_inspect_parameters

    from duban.cli.app import app

    # Typer's answer to fish is the plainest of its answers: the scripts of all three shells read it.
    os.environ |= {
        "_DUBAN_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_ARGS": line,
        "COLUMNS": "10000",  # it would wrap what stands behind a word, and a shell take each line for a word
    }
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, suppress(Exception, SystemExit):
        sys.stderr = nowhere
        get_completion_inspect_parameters()  # makes Typer's shells known
        app(args=[], prog_name="duban")
