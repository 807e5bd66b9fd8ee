"""The errors of definitions, times, field values, templates and media.

StatesError
├── DurationError (ValueError)       a length of time that cannot be read or does not say its unit
│   └── MomentError                  a rung's `at` that cannot be read
├── CalendarError (LookupError)      an unknown calendar or time zone, or wrong office hours
├── OutOfCalendar (ValueError)       a day outside the years that calendars cover
├── NaiveInstant (ValueError)        an instant without a time zone
├── InvalidData (ValueError)         field values that are not of their declared types
├── ExpressionError (ValueError)     a `when` or template that does not compile or uses something forbidden
├── TemplateError (ValueError)       a template that cannot be filled in, or lacks a value
├── UnknownMedium (LookupError)      a medium that no installed package provides
└── BrokenMedium (ValueError)        a medium that cannot be used
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from datetime import date, datetime


_LONGEST_SHOWN = 80
_LONGEST_REASON = 300


def shown(value: object) -> str:
    """Return a value as text for an error message: on one line, and cut if it is long."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - Python refuses to print very long numbers, and a foreign object may raise anything
        text = f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _one_line(text: str) -> str:
    """Return `text` on one line and cut to what the outbox can hold: Jinja2 quotes the source in its messages."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 1]}…"


def _told(problem: words.Line | str) -> words.Line | str:
    return problem if isinstance(problem, words.Line) else _one_line(problem)


class StatesError(words.Portable, Exception):
    """The base of all errors that this room raises."""


class DurationError(StatesError, ValueError):
    """A length of time cannot be read; `choices` lists what could be written instead."""

    problem: words.Said = words.Said()

    def __init__(self, text: str, problem: words.Line | str, choices: tuple[str, ...] = ()) -> None:
        self.text = text
        self.problem = problem
        self.choices = choices
        quoted = [f"`{choice}`" for choice in choices]
        super().__init__(
            words.Line(
                "{text:shown} {problem}; write {choices} or {last}" if choices else "{text:shown} {problem}",
                text=text,
                problem=problem,
                choices=quoted[:-1],
                last=quoted[-1] if quoted else "",
            )
        )


class MomentError(DurationError):
    """A rung's `at` is neither `due`, `due ± duration` nor `start + duration`."""


class CalendarError(StatesError, LookupError):
    """A calendar or time zone is unknown, or office hours are wrong; `name` is what was asked for."""

    problem: words.Said = words.Said()

    def __init__(self, name: str, problem: words.Line | str) -> None:
        self.name = name
        self.problem = problem
        super().__init__(words.Line("{text:shown} {problem}", text=name, problem=problem))


class OutOfCalendar(StatesError, ValueError):
    """A day is outside the years that calendars cover."""

    def __init__(self, day: date | None, first: int, last: int) -> None:
        self.day = day
        super().__init__(
            words.Line(
                "{day} is outside of the years {first} to {last} that can be reckoned"
                if day
                else "the day asked for is outside of the years {first} to {last} that can be reckoned",
                day=str(day),
                first=first,
                last=last,
            )
        )


class NaiveInstant(StatesError, ValueError):
    """An instant has no time zone."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant
        super().__init__(
            words.Line(
                "{instant} has no time zone; give an aware instant, such as datetime.now(UTC)",
                instant=instant.isoformat(),
            )
        )


class ExpressionError(StatesError, ValueError):
    """A `when` or a template does not compile or uses something forbidden; `line` counts from 1, 0 is unknown."""

    problem: words.Said = words.Said()

    def __init__(self, source: str, problem: words.Line | str, line: int = 0) -> None:
        self.source = source
        self.problem = problem
        self.line = line
        super().__init__(words.Line("{text:shown} {problem}", text=source, problem=problem))


class TemplateError(StatesError, ValueError):
    """A template cannot be compiled or rendered.

    `part` says which one (`subject`, `text`, `html`, `sms.NAME`), `line` where in it, and `name` which value was
    missing, if one was.
    """

    problem: words.Said = words.Said()

    def __init__(
        self, part: str, problem: words.Line | str, *, line: int | None = None, name: str | None = None
    ) -> None:
        self.part = part
        self.problem = problem = _told(problem)
        self.line = line
        self.name = name
        super().__init__(
            words.at(part, problem)
            if line is None
            else words.Line("{part}, line {line}: {problem}", part=part, line=line, problem=problem)
        )


class UnknownMedium(StatesError, LookupError):
    """No medium with that name is installed; `known` lists those that are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(
            words.Line(
                "no message leaves by {name:shown}; there are: {known}"
                if known
                else "no message leaves by {name:shown}; there are none",
                name=name,
                known=known,
            )
        )


class BrokenMedium(StatesError, ValueError):
    """An installed medium cannot be used; `problem` says why."""

    problem: words.Said = words.Said()

    def __init__(self, name: str, problem: words.Line | str) -> None:
        self.name = name
        self.problem = problem = _told(problem)
        super().__init__(words.Line("medium {name}: {problem}", name=name, problem=problem))


class InvalidData(StatesError, ValueError):
    """Field values are not of their declared types; `problems` has a line for each."""

    problems: words.SaidEach = words.SaidEach()

    def __init__(self, problems: tuple[words.Line | str, ...]) -> None:
        self.problems = problems
        super().__init__(words.Line("{problems:clauses}", problems=problems))
