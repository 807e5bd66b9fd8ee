"""From an exception to lines on standard error and an exit status; a traceback is only shown on request."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

from duban.cli.terminal.output import clean
from duban.cli.terminal.words import sentence, word
from duban.words import masked

if TYPE_CHECKING:
    from collections.abc import Iterable

REFUSED, MISUSED = 1, 2
_LONGEST = 800


class Refusal(Exception):
    """Ends a command with these lines and status 1: something was refused, or is wrong."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))


def complain(lines: Iterable[str]) -> None:
    """Write lines to standard error, each with a mark in the locale's language unless it is indented."""
    _mark(word("error: "), lines)


def warn(lines: Iterable[str]) -> None:
    """Write lines to standard error that are no errors, each with a mark."""
    _mark(word("warning: "), lines)


def _mark(mark: str, lines: Iterable[str]) -> None:
    for line in (_cut(line) for line in lines):
        print(clean(line) if line.startswith(" ") else mark + clean(line), file=sys.stderr)  # noqa: T201 - a terminal


def warn_of_password(address: str, advice: str) -> None:
    """Warn on standard error of a password among the arguments, which the machine shows to every user while we run."""
    shown = masked(address)
    if shown != address:
        said = word("every user of this machine can see the password in {shown}: {advice}", shown=shown, advice=advice)
        warn([said])


def report(error: Exception) -> int:
    """Print what went wrong and what to do, and return the exit status."""
    if os.environ.get("DUBAN_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    usage: Any = getattr(error, "format_message", None)
    if usage is not None:
        context: Any = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "duban"
        problem = sentence(_on_one_line(usage()))
        complain([word("{problem} (see `{command} --help`)", problem=problem, command=command)])
        return MISUSED
    complain(_lines(error))
    return REFUSED


def _on_one_line(usage: str) -> str:
    """Return Typer's message about wrong usage on one line and without a full stop, in all versions of Typer."""
    text = " ".join(usage.split())
    text = re.sub(r"\.? (?:\(Possible options: (.+)\)|Did you mean:? (.+?)\?)$", r"; did you mean \1\2?", text)
    return text.rstrip(".")


def _lines(error: Exception) -> list[str]:
    blockers: Any = getattr(error, "blockers", None)
    if blockers is not None:
        subject, trigger = getattr(error, "subject", ""), getattr(error, "trigger", "")
        heading = word("{subject}: “{trigger:verb}” cannot be done:", subject=subject, trigger=trigger)
        return [heading, *(f"  [{blocker.code}] {blocker.message}" for blocker in blockers)]
    if isinstance(error, Refusal):
        return str(error).splitlines()
    if _declared(error):
        problems: Any = getattr(error, "problems", str(error).splitlines())
        return [sentence(line) for problem in problems for line in str(problem).splitlines()] or [type(error).__name__]
    if isinstance(error, OSError):
        reason = sentence(str(error.strerror or error))
        return [f"{error.filename}: {reason}" if error.filename else reason]
    summary = " ".join(f"{type(error).__name__}: {error}".split())
    return [word("{summary} — this is a fault of duban, please report it; DUBAN_DEBUG=1 shows where", summary=summary)]


def _declared(error: Exception) -> bool:
    """Return whether the error is declared in a room's `errors.py`, judging by its module, to import no room."""
    return any(
        kind.__module__.startswith("duban.") and kind.__module__.endswith(".errors") for kind in type(error).__mro__
    )


def _cut(line: str) -> str:
    """Return a line cut to a readable length: it may repeat an argument of any length."""
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}"
