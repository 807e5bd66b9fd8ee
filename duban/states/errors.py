"""What can be wrong with what a workflow is declared to be, or with the times that it is asked about.

StatesError
├── DurationError (ValueError)       a length of time that does not say its unit
│   └── MomentError                  a rung's `at` that cannot be read
├── CalendarError (LookupError)      a calendar, time zone or office hours that nobody knows
├── OutOfCalendar (ValueError)       a day too far away to be reckoned with
├── NaiveInstant (ValueError)        an instant without a time zone
├── InvalidData (ValueError)         field values that are not of their declared types
├── ExpressionError (ValueError)     a `when` or a template that does not compile or asks for too much
├── TemplateError (ValueError)       a template that cannot be filled in, or lacks a value
├── UnknownMedium (LookupError)      a medium that no package brings
└── BrokenMedium (ValueError)        a medium that cannot be used
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


_LONGEST_SHOWN = 80
_LONGEST_REASON = 300


def shown(value: object) -> str:
    """Return what was given as a message can repeat it: on one line, cut where it is long."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a number of many digits cannot be shown, and a stranger's object may do anything
        text = f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _one_line(text: str) -> str:
    """Return `text` on one line and of a length that the outbox can hold: Jinja2 repeats whatever stood there."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 1]}…"


class StatesError(Exception):
    """Is the root of what this room raises."""


class DurationError(StatesError, ValueError):
    """A length of time that cannot be read; `choices` lists what may be written instead."""

    def __init__(self, text: str, problem: str, choices: tuple[str, ...] = ()) -> None:
        self.text = text
        self.problem = problem
        self.choices = choices
        quoted = [f"`{choice}`" for choice in choices]
        instead = f"; write {', '.join(quoted[:-1])} or {quoted[-1]}" if choices else ""
        super().__init__(f"{shown(text)} {problem}{instead}")


class MomentError(DurationError):
    """A rung's `at` that is neither `due`, `due ± duration` nor `start + duration`."""


class CalendarError(StatesError, LookupError):
    """A calendar, a time zone or office hours that cannot be had; `name` is what was asked for."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"{shown(name)} {problem}")


class OutOfCalendar(StatesError, ValueError):
    """A day outside of the years that a calendar reckons with."""

    def __init__(self, day: date | None, first: int, last: int) -> None:
        self.day = day
        super().__init__(f"{day or 'the day asked for'} is outside of the years {first} to {last} that can be reckoned")


class NaiveInstant(StatesError, ValueError):
    """An instant that does not say its time zone."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant
        super().__init__(f"{instant.isoformat()} has no time zone; give an aware instant, such as datetime.now(UTC)")


class ExpressionError(StatesError, ValueError):
    """A `when` or a template that does not compile or asks for too much; `line` counts from 1, 0 is unknown."""

    def __init__(self, source: str, problem: str, line: int = 0) -> None:
        self.source = source
        self.problem = problem
        self.line = line
        shown = source if len(source) <= 80 else f"{source[:80]}…"  # noqa: PLR2004 - a line's worth
        super().__init__(f"{shown!r} {problem}")


class TemplateError(StatesError, ValueError):
    """A template that cannot be compiled or rendered.

    `part` says which (`subject`, `text`, `html`, `sms.NAME`), `line` where, `name` which value was missing, if one was.
    """

    def __init__(self, part: str, problem: str, *, line: int | None = None, name: str | None = None) -> None:
        self.part = part
        self.problem = _one_line(problem)
        self.line = line
        self.name = name
        where = part if line is None else f"{part}, line {line}"
        super().__init__(f"{where}: {self.problem}")


class UnknownMedium(StatesError, LookupError):
    """No medium of that name is installed; `known` lists those that are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"no message leaves by {shown(name)}; there are: {', '.join(known) or 'none'}")


class BrokenMedium(StatesError, ValueError):
    """A medium that a package brings and that cannot be used, by its `problem`."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.problem = _one_line(problem)
        super().__init__(f"medium {name}: {self.problem}")


class InvalidData(StatesError, ValueError):
    """Field values that are not of their declared types; `problems` holds a line for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))
