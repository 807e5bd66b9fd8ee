"""The Jinja2 environment of message templates: sandboxed, strict, and limited in time and size.

Scenario files are untrusted. A template can use data and a fixed list of filters, and nothing else. Every operation
whose result can be much larger than its operands is refused or measured, and all loops share one budget of iterations.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from duban import words
from duban.states.generating import Generator
from duban.states.messages.filters import shorten, show_date, show_datetime, show_day, show_duration, show_short_day
from duban.states.messages.measures import (
    BUDGET,
    COUNTED,
    JOINED,
    LARGEST,
    MOST_STEPS,
    SPELT,
    WEIGHED,
    budget,
    measured,
    refuse,
    spelt,
    spend,
    weighed,
    weight,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2.runtime import Context

LONGEST_SOURCE = 64_000
"""The most characters in a template."""

_PLAIN_FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "forceescape"),
    *("int", "items", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse"),
    *(
        "select",
        "selectattr",
        "sort",
        "string",
        "striptags",
        "title",
        "trim",
        "truncate",
        "unique",
        "upper",
        "urlencode",
    ),
    *("wordcount",),
)
_STATEMENTS = (nodes.Template, nodes.Output, nodes.If, nodes.For, nodes.Assign)
_GROWING_METHODS = frozenset(
    {
        "center",
        "encode",
        "expandtabs",
        "format",
        "format_map",
        "join",
        "ljust",
        "replace",
        "rjust",
        "translate",
        "zfill",
    }
)


class MissingName(UndefinedError):
    """Raised if a template uses a value that does not exist; `name` is the missing one."""

    def __init__(self, message: str, *, name: str | None) -> None:
        super().__init__(message)
        self.name = name


class NotForMessages(SecurityError):
    """Raised if a template has what no message needs; `lineno` counts from 1."""

    def __init__(self, problem: words.Line, lineno: int) -> None:
        super().__init__(cast("str", problem))
        self.lineno = lineno


def _hint(line: words.Line) -> str:
    # Jinja2 takes it for text, and only hands it on to the error.
    return cast("str", line)


class _Strict(StrictUndefined):
    """An undefined value that raises MissingName when it is used."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: object = missing, name: str | None = None, exc: object = UndefinedError
    ) -> None:
        if exc is UndefinedError:
            exc = partial(MissingName, name=name)
            if hint is None and obj is None:
                hint = _hint(words.Line("{name:shown} is asked of a value that is none", name=name))
            elif hint is None and obj is not missing:
                hint = _hint(words.Line("there is no {name:shown} in it", name=name))
            elif hint is None:
                hint = _hint(words.Line("there is no {name:shown} here", name=name))
        super().__init__(hint, obj, name, cast("type[UndefinedError]", exc))


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2's immutable sandbox, without the operations whose results can grow without limit."""

    code_generator_class = Generator
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> object:  # noqa: ANN401 - operands are
        """Return the operation's result; refuse powers, repeated or formatted text, and sums larger than a message."""
        numbers = all(isinstance(side, (int, float)) for side in (left, right))
        if operator == "**":
            refuse(words.Line("** is not for messages"))
        if not numbers and operator in "*%":
            refuse(words.Line("{operator} is for numbers only", operator=operator))
        if not numbers and _size(left) + _size(right) > LARGEST:
            refuse(words.Line("the sum is larger than {most}", most=LARGEST))
        if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > LARGEST:
            refuse(words.Line("the number is too large"))
        if not numbers:
            spend(context, _size(left) + _size(right))
        result: object = super().call_binop(context, operator, left, right)
        return result

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Return False for methods that can make text arbitrarily long, and for what the sandbox already hides."""
        if isinstance(obj, (str, bytes)) and attr in _GROWING_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N805, PYI063 - as there
        """Call a method after charging its object to the budget."""
        spend(__context, weight(getattr(__obj, "__self__", None), LARGEST))
        return super().call(__context, __obj, *args, **kwargs)

    def wrap_str_format(self, value: object) -> None:
        """Return None, which leaves `format` to `is_safe_attribute`: the sandbox's own version pads without limit."""

    def bounded(self, source: str) -> nodes.Template:
        """Return a parsed template with measuring filters; refuse what no message needs."""
        if len(source) > LONGEST_SOURCE:
            raise NotForMessages(words.Line("the template is longer than {most} characters", most=LONGEST_SOURCE), 1)
        tree = self.parse(source)
        for statement in tree.find_all(nodes.Stmt):
            if not isinstance(statement, _STATEMENTS) or (isinstance(statement, nodes.For) and statement.recursive):
                word = type(statement).__name__.lower()
                problem = words.Line("{word} is not for messages: only if, for and set are", word=word)
                raise NotForMessages(problem, statement.lineno)
        return measured(tree)


def bounded_environment(*, html: bool) -> BoundedEnvironment:
    """Return a new environment for message templates; with `html` inserted values are escaped."""
    environment = BoundedEnvironment(autoescape=html, undefined=_Strict, trim_blocks=True, lstrip_blocks=True)
    environment.globals.clear()
    environment.filters = {name: FILTERS[name] for name in _PLAIN_FILTERS}
    environment.filters |= {"date": show_date, "datetime": show_datetime, "duration": show_duration}
    environment.filters |= {"day": show_day, "short_day": show_short_day, "short": shorten}
    environment.filters |= {"join": _join, "replace": _replace, "round": _round}
    environment.filters |= {JOINED: _join, COUNTED: _count, WEIGHED: weighed, SPELT: spelt}
    return environment


def bounded_text(parts: Iterable[str], separator: str = "") -> str:
    """Return `parts` joined; refuse as soon as they are larger than a message may be."""
    size, kept = 0, []
    for part in parts:
        size += len(part) + len(separator)
        if size > LARGEST:
            refuse(words.Line("the text comes out longer than {most} characters", most=LARGEST))
        kept.append(part)
    return separator.join(kept)


@pass_context
def _count(context: Context, items: Iterable[Any]) -> list[Any]:
    left = context.get(BUDGET) or budget()
    found = list(islice(items, left[0] + 1))
    left[0] -= len(found)
    if left[0] < 0:
        refuse(words.Line("the loops take more than {most} turns", most=MOST_STEPS))
    return found


@pass_context
def _join(context: Context, items: Iterable[Any], separator: str = "", attribute: str | int | None = None) -> str:
    if attribute is not None:
        items = context.environment.call_filter("map", items, kwargs={"attribute": attribute}, context=context)
    parts = (item if isinstance(item, str) else str(spelt(context, item)) for item in items)
    joined = Markup.escape(separator) if context.eval_ctx.autoescape else separator
    return bounded_text(parts, joined)


def _replace(text: object, old: str, new: str) -> str:
    whole = text if isinstance(text, str) else str(text)
    if len(whole) + whole.count(old) * len(new) > LARGEST:
        refuse(words.Line("the text comes out longer than {most} characters", most=LARGEST))
    return whole.replace(old, new)


def _round(value: float, precision: int = 0) -> float:
    return round(float(value), min(precision, 15))


def _size(value: object) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else 1
