"""Jinja2 sources out of scenario files: what they use, held to a harmless part of the language, and `when` compiled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from duban.states.errors import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_EXPRESSION = 1_000
LONGEST_TEMPLATE = 20_000
_DEEPEST = 60

MESSAGE_FILTERS = frozenset(["date", "datetime", "duration"])
"""The filters that whoever renders messages has to bring along."""

# Filters and methods whose result cannot be much larger than what they are given; the number is how many arguments
# they may have. `replace`, `center`, `format` and their like can be made to fill the memory.
_FILTERS = {
    **dict.fromkeys(MESSAGE_FILTERS, 0),
    **dict.fromkeys(["abs", "count", "e", "escape", "first", "float", "int", "last", "length", "list", "lower"], 0),
    **dict.fromkeys(["max", "min", "round", "sort", "string", "sum", "title", "trim", "unique", "upper"], 0),
    "d": 2,
    "default": 2,
    "join": 1,
    "truncate": 1,
}
_METHODS = frozenset(
    ["endswith", "get", "isoformat", "items", "keys", "lower", "startswith", "strip", "upper", "values"],
)
_FUNCTIONS = frozenset(["times", "repeats"])
_PARTS_OF_BOTH: tuple[type[nodes.Node], ...] = (
    nodes.Add,
    nodes.And,
    nodes.Call,
    nodes.Compare,
    nodes.Concat,
    nodes.CondExpr,
    nodes.Const,
    nodes.Filter,
    nodes.Getattr,
    nodes.Getitem,
    nodes.List,
    nodes.Name,
    nodes.Neg,
    nodes.Not,
    nodes.Operand,
    nodes.Or,
    nodes.Sub,
    nodes.Test,
    nodes.Tuple,
)
_PARTS_OF_EXPRESSIONS: frozenset[type[nodes.Node]] = frozenset(
    [*_PARTS_OF_BOTH, nodes.Div, nodes.Mul, nodes.Mod],
)
_PARTS_OF_TEMPLATES: frozenset[type[nodes.Node]] = frozenset(
    [*_PARTS_OF_BOTH, nodes.For, nodes.If, nodes.Output, nodes.Template, nodes.TemplateData],
)
_CALLED: dict[type[nodes.Node], str] = {
    nodes.Pow: "**",
    nodes.Mul: "*",
    nodes.Mod: "%",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
}


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, in which `*` and `%` are for numbers alone: on text they can fill the memory."""

    intercepted_binops = frozenset(["*", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as declared there
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            message = f"{operator} is for numbers only"
            raise SecurityError(message)
        return super().call_binop(context, operator, left, right)


_SANDBOX = _Sandbox()
_SANDBOX.globals.clear()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a source uses.

    `paths` holds each name with the attributes and constant keys that follow it, such as `("item", "data", "source")`;
    `triggers` the constant arguments of `times(…)`; `functions` the functions called.
    """

    paths: frozenset[tuple[str, ...]]
    triggers: frozenset[str]
    functions: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """Return the names alone, functions not among them."""
        return frozenset(path[0] for path in self.paths)


@dataclass(frozen=True)
class Condition:
    """A `when`, ready to be judged."""

    source: str
    usage: Usage

    @property
    def names(self) -> frozenset[str]:
        """Return the names that the expression uses, functions among them."""
        return self.usage.names | self.usage.functions

    @property
    def triggers(self) -> frozenset[str]:
        """Return the triggers that `times(…)` counts."""
        return self.usage.triggers

    @property
    def clocks(self) -> frozenset[str]:
        """Return the clocks that `clocks['…']` asks for."""
        return frozenset(path[1] for path in self.usage.paths if path[0] == "clocks" and len(path) > 1)

    @cached_property
    def _judge(self) -> Callable[..., Any]:
        # Compiled when it is first needed: reading a hundred files must not pay for what is never asked.
        return _SANDBOX.compile_expression(self.source, undefined_to_none=True)

    def __call__(self, context: Mapping[str, Any]) -> bool:
        """Tell whether it holds; names that the context lacks are none.

        What cannot be judged for want of a value (`score > 3` without a score) does not hold.
        """
        given = {name: context.get(name) for name in self.names}
        try:
            return bool(self._judge(**given))
        except (TypeError, ValueError, ArithmeticError, LookupError, TemplateError):
            return False


@lru_cache(maxsize=4096)
def compile_condition(source: str) -> Condition:
    """Return the condition that `source` says; raises ExpressionError where it says none or asks for too much."""
    if len(source) > LONGEST_EXPRESSION:
        raise ExpressionError(source, f"has more than {LONGEST_EXPRESSION} characters")
    try:
        parser = Parser(_SANDBOX, source, state="variable")
        parsed = parser.parse_expression()
        if not parser.stream.eos:
            raise ExpressionError(source, f"goes on after its end, at {parser.stream.current.value!r}")
        usage = _Examination(source, _PARTS_OF_EXPRESSIONS, _FUNCTIONS).usage(parsed)
    except TemplateError as error:
        raise ExpressionError(source, f"does not compile: {error.message}") from error
    except RecursionError as error:
        raise ExpressionError(source, "nests too deeply") from error
    return Condition(source, usage)


@lru_cache(maxsize=4096)
def template_usage(source: str) -> Usage:
    """Return what a message template uses; raises ExpressionError where it does not compile or asks for too much."""
    if len(source) > LONGEST_TEMPLATE:
        raise ExpressionError(source, f"has more than {LONGEST_TEMPLATE} characters")
    if "{" not in source:
        return Usage(frozenset(), frozenset(), frozenset())
    try:
        return _Examination(source, _PARTS_OF_TEMPLATES, frozenset()).usage(_SANDBOX.parse(source))
    except TemplateError as error:
        raise ExpressionError(source, f"does not compile: {error.message}", getattr(error, "lineno", 0)) from error
    except RecursionError as error:
        raise ExpressionError(source, "nests too deeply") from error


class _Examination:
    """One walk over a parsed source that refuses what is not allowed and gathers what is used."""

    def __init__(self, source: str, parts: frozenset[type[nodes.Node]], functions: frozenset[str]) -> None:
        self.source = source
        self.parts = parts
        self.allowed = functions
        self.paths: set[tuple[str, ...]] = set()
        self.locals: set[str] = set()
        self.triggers: set[str] = set()
        self.functions: set[str] = set()
        self.looping = False

    def usage(self, root: nodes.Node) -> Usage:
        self.visit(root, 0)
        paths = frozenset(path for path in self.paths if path[0] not in self.locals)
        return Usage(paths, frozenset(self.triggers), frozenset(self.functions))

    def refuse(self, node: nodes.Node, message: str) -> ExpressionError:
        return ExpressionError(self.source, message, node.lineno)

    def visit(self, node: nodes.Node, depth: int) -> None:
        kind = type(node)
        if kind not in self.parts:
            word = _CALLED.get(kind, kind.__name__.lower())
            raise self.refuse(node, f"uses `{word}`, which is not for scenario files")
        if depth > _DEEPEST:
            raise self.refuse(node, "nests too deeply")
        match node:
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                self._path(node, depth)
            case nodes.Call():
                self._call(node, depth)
            case nodes.Filter():
                self._filter(node, depth)
            case nodes.Test():
                if node.name not in _SANDBOX.tests:
                    raise self.refuse(node, f"uses the test `{node.name}`, which does not exist")
                self._children(node, depth)
            case nodes.For():
                self._loop(node, depth)
            case _:
                self._children(node, depth)

    def _children(self, node: nodes.Node, depth: int) -> None:
        for child in node.iter_child_nodes():
            self.visit(child, depth + 1)

    def _path(self, node: nodes.Expr, depth: int) -> None:
        path = self._chain(node)
        if path is not None:
            self.paths.add(path)
            return
        self._children(node, depth)
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise self.refuse(node, f"uses `{node.attr}`, which is not for scenario files")

    def _chain(self, node: nodes.Node) -> tuple[str, ...] | None:
        """Return a name and what is asked of it, or none where the steps are not all constant."""
        if isinstance(node, nodes.Name):
            if node.ctx == "store":
                self.locals.add(node.name)
            return (node.name,)
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
            raise self.refuse(node, f"uses `{step}`, which is not for scenario files")
        return (*before, step) if isinstance(step, str) else before

    def _call(self, node: nodes.Call, depth: int) -> None:
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise self.refuse(node, "calls with arguments that are not for scenario files")
        target = node.node
        if isinstance(target, nodes.Name) and target.name in self.allowed:
            self._function(node, target.name)
        elif isinstance(target, nodes.Getattr) and target.attr in _METHODS:
            path = self._chain(target.node)
            if path is None:
                self.visit(target.node, depth + 1)
            elif target.attr == "get" and node.args and isinstance(node.args[0], nodes.Const):
                self.paths.add((*path, str(node.args[0].value)))
            else:
                self.paths.add(path)
            for argument in node.args:
                self.visit(argument, depth + 1)
        else:
            known = ", ".join(sorted(self.allowed | _METHODS))
            raise self.refuse(node, f"calls what cannot be called here; there are {known}")

    def _function(self, node: nodes.Call, name: str) -> None:
        self.functions.add(name)
        if name == "repeats" and not node.args:
            return
        argument = node.args[0] if len(node.args) == 1 else None
        if name != "times" or not isinstance(argument, nodes.Const) or not isinstance(argument.value, str):
            raise self.refuse(node, "counts with times('TRIGGER') or repeats(), and nothing else")
        self.triggers.add(argument.value)

    def _filter(self, node: nodes.Filter, depth: int) -> None:
        most = _FILTERS.get(node.name)
        if most is None:
            known = ", ".join(sorted(_FILTERS))
            raise self.refuse(node, f"uses the filter `{node.name}`, which does not exist here; there are {known}")
        if len(node.args) > most or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise self.refuse(node, f"gives the filter `{node.name}` more arguments than it takes here ({most})")
        self._children(node, depth)

    def _loop(self, node: nodes.For, depth: int) -> None:
        if self.looping or node.recursive:
            raise self.refuse(node, "has a loop in a loop, which could run without bound")
        self.looping = True
        self.locals.add("loop")
        self._children(node, depth)
        self.looping = False
