"""Jinja2 sources in scenario files: restricted to a harmless part of the language, analysed, and `when` compiled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, cast

from jinja2 import TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from duban import words
from duban.states.errors import ExpressionError
from duban.states.generating import Generator
from duban.states.wording import (
    ANY_NUMBER,
    CONDITION_FUNCTIONS,
    MESSAGE_FILTERS,
    MESSAGE_FUNCTIONS,
    TEMPLATE_FILTERS,
    path_of_call,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


LONGEST_EXPRESSION = 1_000
LONGEST_TEMPLATE = 20_000
_DEEPEST = 60
_DEEPEST_LOOP = 8  # Python cannot compile more than twenty nested blocks

# The filters allowed in expressions and how many arguments each takes; none makes large output from small input.
_EXPRESSION_FILTERS = {
    **dict.fromkeys(["abs", "count", "first", "float", "int", "last", "length", "list", "lower"], 0),
    **dict.fromkeys(["max", "min", "round", "sort", "string", "sum", "trim", "unique", "upper"], 0),
    "d": 2,
    "default": 2,
}
_METHODS = frozenset(
    [
        *("endswith", "get", "isoformat", "items", "keys", "lower", "split", "startswith", "strftime", "strip"),
        *("upper", "values"),
    ],
)
_FUNCTIONS = frozenset(["times", "lights", "repeats", "overdue_steps", "date", "waits"])
_EXPRESSION_PARTS: frozenset[type[nodes.Node]] = frozenset(
    [
        *(nodes.Add, nodes.And, nodes.Call, nodes.Compare, nodes.Concat, nodes.CondExpr, nodes.Const, nodes.Div),
        *(nodes.Filter, nodes.FloorDiv, nodes.Getattr, nodes.Getitem, nodes.List, nodes.Mod, nodes.Mul, nodes.Name),
        *(nodes.Neg, nodes.Not, nodes.Operand, nodes.Or, nodes.Pos, nodes.Slice, nodes.Sub, nodes.Test, nodes.Tuple),
    ],
)
_TEMPLATE_PARTS: frozenset[type[nodes.Node]] = _EXPRESSION_PARTS | {
    *(nodes.Assign, nodes.For, nodes.If, nodes.Keyword, nodes.Output, nodes.Template, nodes.TemplateData),
}
_WRITTEN: dict[type[nodes.Node], str] = {
    nodes.Pow: "**",
    nodes.Scope: "autoescape",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter",
    nodes.AssignBlock: "set … endset",
}
"""What authors write, and Jinja2's own word for it."""
_COLOURS = ("blue", "yellow", "red")
_TEXTS = (nodes.Concat, nodes.List, nodes.Tuple)


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, in which `*` and `%` work only on numbers: on text they could fill the memory."""

    code_generator_class = Generator
    intercepted_binops = frozenset(["*", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as declared there
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            raise SecurityError(cast("str", words.Line("{operator} is for numbers only", operator=operator)))
        return super().call_binop(context, operator, left, right)


_SANDBOX = _Sandbox()
_SANDBOX.globals.clear()


class Usage(Struct, frozen=True):
    """What a source uses.

    `paths` holds each name with the attributes and constant keys that follow it, such as `("item", "data", "source")`;
    `triggers` the constant arguments of `times(…)`; `functions` the functions called; `own` the names that a template
    sets itself, which are not in `paths` as far as they are set; `unbounded` says that it writes a number that no
    computer holds, such as 1e400.
    """

    paths: frozenset[tuple[str, ...]] = frozenset()
    triggers: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    unbounded: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Return the first name of each path; functions are not included."""
        return frozenset(path[0] for path in self.paths)


@dataclass(frozen=True)
class Condition:
    """A checked `when` expression that can be evaluated."""

    source: str
    usage: Usage

    @property
    def names(self) -> frozenset[str]:
        """Return the names that the expression uses, including functions."""
        return frozenset(name.removesuffix("()") for name in self.usage.names) | self.usage.functions

    @property
    def triggers(self) -> frozenset[str]:
        """Return the triggers that `times(…)` counts."""
        return self.usage.triggers

    @property
    def clocks(self) -> frozenset[str]:
        """Return the clocks that are used as `clocks['…']`."""
        return frozenset(path[1] for path in self.usage.paths if path[0] == "clocks" and len(path) > 1)

    @cached_property
    def _judge(self) -> Callable[..., Any]:
        # Compiled when it is first needed: reading a hundred files must not pay for conditions never evaluated.
        return _SANDBOX.compile_expression(self.source, undefined_to_none=True)

    def value(self, context: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the expression comes to
        """Return the value of the expression, or None if it cannot be evaluated because a value is missing."""
        given = {name: context.get(name) for name in self.names}
        if "date" in self.usage.functions:
            given["date"] = date.fromisoformat
        try:
            return self._judge(**given)
        except (TypeError, ValueError, ArithmeticError, LookupError, TemplateError):
            return None

    def __call__(self, context: Mapping[str, Any]) -> bool:
        """Return whether the condition holds; names that the context lacks are None.

        A condition that cannot be evaluated because a value is missing (`score > 3` without a score) does not hold.
        """
        return bool(self.value(context))


def parse_condition(source: str) -> nodes.Expr:
    """Return the parts of a condition that compiles."""
    return Parser(_SANDBOX, source, state="variable").parse_expression()


@lru_cache(maxsize=4096)
def compile_condition(source: str) -> Condition:
    """Return the compiled condition. Raise ExpressionError if `source` does not compile or uses something forbidden."""
    if len(source) > LONGEST_EXPRESSION:
        raise ExpressionError(source, words.Line("has more than {most} characters", most=LONGEST_EXPRESSION))
    try:
        parser = Parser(_SANDBOX, source, state="variable")
        parsed = parser.parse_expression()
        if not parser.stream.eos:
            found = parser.stream.current.value
            raise ExpressionError(source, words.Line("goes on after its end, at {found:shown}", found=found))
        usage = _Examination(source, template=False).usage(parsed)
    except TemplateError as error:
        raise ExpressionError(source, _uncompiled(error)) from error
    except RecursionError as error:
        raise ExpressionError(source, words.Line("nests too deeply")) from error
    return Condition(source, usage)


@lru_cache(maxsize=4096)
def template_usage(source: str) -> Usage:
    """Return what a message template uses. Raise ExpressionError if it does not compile or uses something forbidden."""
    if len(source) > LONGEST_TEMPLATE:
        raise ExpressionError(source, words.Line("has more than {most} characters", most=LONGEST_TEMPLATE))
    if "{" not in source:
        return Usage()
    try:
        return _Examination(source, template=True).usage(_SANDBOX.parse(source))
    except TemplateError as error:
        raise ExpressionError(source, _uncompiled(error), getattr(error, "lineno", 0)) from error
    except RecursionError as error:
        raise ExpressionError(source, words.Line("nests too deeply")) from error


def _uncompiled(error: TemplateError) -> words.Line:
    return words.Line("does not compile: {reason:retold}", reason=error.message or "")


class _Examination:
    """One walk over a parsed source that refuses what is not allowed and collects what is used."""

    def __init__(self, source: str, *, template: bool) -> None:
        self.source = source
        self.parts = _TEMPLATE_PARTS if template else _EXPRESSION_PARTS
        self.filters = TEMPLATE_FILTERS if template else _EXPRESSION_FILTERS
        self.allowed: frozenset[str] = frozenset() if template else _FUNCTIONS
        self.called: frozenset[str] = MESSAGE_FUNCTIONS if template else CONDITION_FUNCTIONS
        self.paths: set[tuple[str, ...]] = set()
        self.locals: set[str] = set()
        self.own: set[str] = set()
        self.loops = 0
        self.triggers: set[str] = set()
        self.functions: set[str] = set()
        self.unbounded = False

    def usage(self, root: nodes.Node) -> Usage:
        self.visit(root, 0)
        return Usage(
            paths=frozenset(self.paths),
            triggers=frozenset(self.triggers),
            functions=frozenset(self.functions),
            own=frozenset(self.own),
            unbounded=self.unbounded,
        )

    def refuse(self, node: nodes.Node, problem: words.Line) -> ExpressionError:
        return ExpressionError(self.source, problem, node.lineno or 0)  # a few of Jinja2's nodes have no line

    def visit(self, node: nodes.Node, depth: int) -> None:
        kind = type(node)
        if kind not in self.parts:
            word = _WRITTEN.get(kind) or kind.__name__.lower()
            raise self.refuse(node, words.Line("uses `{word}`, which is not for scenario files", word=word))
        if depth > _DEEPEST:
            raise self.refuse(node, words.Line("nests too deeply"))
        match node:
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                self._path(node, depth)
            case nodes.Call() if (path := path_of_call(node, self.called)) is not None:
                self._use(path)
            case nodes.Call():
                self._call(node, depth)
            case nodes.Filter():
                self._filter(node, depth)
            case _:
                self._plain(node, depth)

    def _plain(self, node: nodes.Node, depth: int) -> None:
        match node:
            case nodes.Const(value=float(number)) if not math.isfinite(number):
                self.unbounded = True
            case nodes.Test() if node.name not in _SANDBOX.tests:
                raise self.refuse(node, words.Line("uses the test `{name}`, which does not exist", name=node.name))
            case nodes.For() if node.recursive:
                raise self.refuse(node, words.Line("has a recursive loop, which is not for scenario files"))
            case nodes.For():
                self._loop(node, depth)
                return
            case nodes.Mul() | nodes.Mod() if _is_text(node.left) or _is_text(node.right):
                operator = node.operator
                raise self.refuse(
                    node, words.Line("uses `{operator}` on text, which could fill the memory", operator=operator)
                )
        self._children(node, depth)

    def _loop(self, node: nodes.For, depth: int) -> None:
        """Visit a loop; the names that it sets end with it."""
        outside = self.locals.copy()
        self.loops += 1
        if self.loops > _DEEPEST_LOOP:
            raise self.refuse(node, words.Line("has more than {most} loops within each other", most=_DEEPEST_LOOP))
        self._set("loop")
        self._children(node, depth)
        self.loops -= 1
        self.locals = outside

    def _set(self, name: str) -> None:
        self.locals.add(name)
        self.own.add(name)

    def _use(self, path: tuple[str, ...]) -> None:
        if path[0] not in self.locals:
            self.paths.add(path)

    def _children(self, node: nodes.Node, depth: int) -> None:
        for child in node.iter_child_nodes():
            self.visit(child, depth + 1)

    def _path(self, node: nodes.Expr, depth: int) -> None:
        path = self._chain(node)
        if path is not None:
            self._use(path)
            return
        if (
            isinstance(node, nodes.Getitem)
            and isinstance(node.arg, nodes.Slice)
            and self.allowed
            and self._chain(node.node) is None
        ):
            # Python would warn when it compiles a slice of a constant, and the warning would puzzle users.
            raise self.refuse(node, words.Line("cuts a piece out of something that has no name"))
        self._children(node, depth)
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise self.refuse(node, words.Line("uses `{word}`, which is not for scenario files", word=node.attr))

    def _chain(self, node: nodes.Node) -> tuple[str, ...] | None:
        """Return a name followed by its attributes and keys, or None if some of them are not constant."""
        if isinstance(node, nodes.Name):
            if node.ctx == "store":
                self._set(node.name)
            return (node.name,)
        if isinstance(node, nodes.Call):
            return path_of_call(node, self.called)
        if isinstance(node, nodes.Getattr):
            step: Any = node.attr
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            step = node.arg.value
        else:
            return None
        before = self._chain(node.node)
        if before is None:
            return None
        if isinstance(step, str) and step.startswith("_"):
            raise self.refuse(node, words.Line("uses `{word}`, which is not for scenario files", word=step))
        return (*before, step) if isinstance(step, str) else before

    def _call(self, node: nodes.Call, depth: int) -> None:
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise self.refuse(node, words.Line("calls with arguments that are not for scenario files"))
        target = node.node
        if isinstance(target, nodes.Name) and target.name in self.allowed:
            self._function(node, target.name)
        elif isinstance(target, nodes.Getattr) and target.attr in _METHODS:
            path = self._chain(target.node)
            if path is None:
                self.visit(target.node, depth + 1)
            elif target.attr == "get" and node.args and isinstance(node.args[0], nodes.Const):
                self._use((*path, str(node.args[0].value)))
            else:
                self._use(path)
            for argument in node.args:
                self.visit(argument, depth + 1)
        else:
            if isinstance(target, nodes.Name) and target.name in self.called:
                raise self.refuse(node, words.Line("calls {name}('NAME') with one name in quotes", name=target.name))
            known = sorted(self.allowed | self.called | _METHODS)
            raise self.refuse(node, words.Line("calls what cannot be called here; there are {known}", known=known))

    def _function(self, node: nodes.Call, name: str) -> None:
        self.functions.add(name)
        if name in {"repeats", "overdue_steps", "waits"} and not node.args:
            return
        argument = node.args[0] if len(node.args) == 1 else None
        word = argument.value if isinstance(argument, nodes.Const) else None
        if name == "date":
            self._day(node, word)
        elif name == "times" and isinstance(word, str):
            self.triggers.add(word)
        elif name != "lights" or word not in _COLOURS:
            colours = [f"'{colour}'" for colour in _COLOURS]
            advice = words.Line(
                "counts with times('TRIGGER'), lights(…) of {colours}, repeats() or overdue_steps(), and asks waits()",
                colours=colours,
            )
            raise self.refuse(node, advice)

    def _day(self, node: nodes.Call, word: Any) -> None:  # noqa: ANN401 - whatever is written
        try:
            date.fromisoformat(word)
        except (TypeError, ValueError):
            raise self.refuse(node, words.Line("writes a date as date('2026-03-31')")) from None

    def _filter(self, node: nodes.Filter, depth: int) -> None:
        most = self.filters.get(node.name)
        if most is None:
            known = sorted(MESSAGE_FILTERS & self.filters.keys()) or ["length", "default", "lower", "upper"]
            raise self.refuse(
                node,
                words.Line(
                    "uses the filter `{name}`, which is not here; there are {known} and a few more",
                    name=node.name,
                    known=known,
                ),
            )
        if len(node.args) > most or (most < ANY_NUMBER and node.kwargs) or node.dyn_args or node.dyn_kwargs:
            raise self.refuse(
                node,
                words.Line(
                    "gives the filter `{name}` more arguments than it takes here ({most})", name=node.name, most=most
                ),
            )
        self._children(node, depth)


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, _TEXTS) or (isinstance(node, nodes.Const) and isinstance(node.value, str))
