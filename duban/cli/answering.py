"""Answers a shell that asks how a line that is being typed can be completed."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def answer(line: str) -> None:
    """Write the words that can follow on a line, one per line, each with a tab and its meaning."""
    from typer.completion import get_completion_inspect_parameters

    from duban.cli.app import app

    # Typer's answer to fish is the simplest, so the scripts of all three shells read that one.
    os.environ |= {
        "_DUBAN_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_ARGS": line,
        "COLUMNS": "10000",  # Typer would wrap long meanings, and the shell take each line for a word
    }
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, suppress(Exception, SystemExit):
        sys.stderr = nowhere
        get_completion_inspect_parameters()  # makes Typer's shells known
        app(args=[], prog_name="duban")
