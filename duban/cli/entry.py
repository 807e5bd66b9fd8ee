"""The way in and the way out: runs a command, and turns whatever happened into an exit status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

from duban.cli.app import app
from duban.cli.failures import report
from duban.cli.output import ReaderGone, prepare_streams

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is done, 1 refused or found wanting, 2 wrong usage, 130 interrupted."""
    prepare_streams()
    try:
        status = _run(None if arguments is None else list(arguments))
        sys.stdout.flush()
    except (ReaderGone, BrokenPipeError):
        # Whoever read us has seen enough (`duban list | head`); the interpreter must not try to flush once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _run(arguments: list[str] | None) -> int:
    try:
        status = app(arguments, prog_name="duban", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except ReaderGone:
        raise
    except Exception as error:  # noqa: BLE001 - the last resort: nobody at a terminal should meet a traceback
        return report(error)
    return status if isinstance(status, int) else 0
