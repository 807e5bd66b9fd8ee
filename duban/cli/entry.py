"""The entry point: runs a command, and turns whatever happens into an exit status."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.cli.haste import end, hasten
from duban.cli.terminal.failures import report
from duban.cli.terminal.output import ReaderGone, prepare_streams, show_version
from duban.cli.terminal.words import terminal_locale
from duban.words import speaking, typing_commands

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

INTERRUPTED = 130

OURS_ALONE = 0o077
"""The rights that nobody else gets to what a command writes: databases, mails and reports tell of people."""

TYPED = "_DUBAN_TYPED"
"""The variable in which a shell passes a line that is being typed, to have it completed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    0 is done, 1 refused or something wrong was found, 2 wrong usage, 130 interrupted.
    """
    if arguments is not None:
        return _main(arguments)
    # The process is this command's own.
    hasten()
    try:
        return _main(None)
    finally:
        end()


def _main(arguments: Sequence[str] | None) -> int:
    _open_what_is_closed()
    prepare_streams()
    before = os.umask(OURS_ALONE)
    try:
        with speaking(terminal_locale(), everywhere=True), typing_commands():
            return _answer(arguments)
    finally:
        os.umask(before)


def _answer(arguments: Sequence[str] | None) -> int:
    if (typed := os.environ.get(TYPED)) is not None:
        from duban.cli.answering import answer

        answer(typed)
        return 0
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except (ReaderGone, BrokenPipeError):
        # The reader has seen enough (`duban list | head`); the interpreter must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _open_what_is_closed() -> None:
    """Replace standard streams that the caller has closed (`>&-`), for which Python has None, by ones to nowhere."""
    if sys.stdout is None or sys.stderr is None:
        nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it stands in to the end
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere


def _run(arguments: list[str]) -> int:
    try:
        status = _without_typer(arguments)
        return _with_typer(arguments) if status is None else status
    except KeyboardInterrupt:
        return INTERRUPTED
    except ReaderGone:
        raise
    except Exception as error:  # noqa: BLE001 - the last resort: nobody at a terminal should meet a traceback
        return report(error)


def _without_typer(arguments: list[str]) -> int | None:
    """Run what editors and scripts call often, if there is nothing to parse: importing Typer alone takes longer."""
    if arguments == ["--version"]:
        show_version()
        return 0
    if arguments[:2] == ["scenario", "check"] and arguments[2:] and not any(a.startswith("-") for a in arguments):
        from duban.cli.checking import check_scenarios

        return 0 if check_scenarios(arguments[2:], as_json=False) else 1
    return None


def _with_typer(arguments: list[str]) -> int:
    import typer

    try:
        status: Any = _commands()(arguments, prog_name="duban", standalone_mode=False)
    except typer.Abort:
        return INTERRUPTED
    return status if isinstance(status, int) else 0


@cache
def _commands() -> Callable[..., Any]:
    """Return the commands, of which each has dozens of options: whoever runs several in a process makes them once."""
    import typer

    from duban.cli.app import app

    return typer.main.get_command(app)
