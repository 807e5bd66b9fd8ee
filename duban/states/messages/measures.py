"""Limits on the operations of a template, so that even a hostile one ends soon and its output stays small.

A list can contain another list twice, and that one a third twice: a dozen more characters of source double the output,
and the time to compare it. So each value is measured before an operation, by the length that its text would have, and
the total of all operations of a template is limited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, ValuesView
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NoReturn, cast

from jinja2 import Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.visitor import NodeTransformer

from duban import words

if TYPE_CHECKING:
    from jinja2.runtime import Context

LARGEST = 200_000
"""The most characters in any one value, and in a whole rendered part."""

MOST_STEPS = 100_000
"""The most iterations of all loops of one template together."""

_MOST_WEIGHT = 500_000
"""The most characters and members of a value that an operation uses but does not write out."""

_MOST_WORK = 5_000_000
"""The most characters and members for all operations of one template together, which take about a second."""

BUDGET = " budget"
"""The context's hidden key for the remaining iterations and work; no template can name it."""

COUNTED, JOINED, WEIGHED, SPELT = "counted ", "joined ", "weighed ", "spelt "  # nor these filters: a name has no space

_OF_MEMBERS = frozenset(
    [
        *("count", "d", "default", "dictsort", "first", "items", "last", "length", "list", "max", "min", "reverse"),
        *("sort", "unique"),
    ]
)
"""Filters that do not write out the value that they are given."""


def budget() -> list[int]:
    """Return the budget of one template: iterations of its loops, and work."""
    return [MOST_STEPS, _MOST_WORK]


def refuse(problem: words.Line) -> NoReturn:
    """Raise the SecurityError that ends a template."""
    raise SecurityError(cast("str", problem))


def weight(value: object, most: int) -> int:
    """Return the length that a value's text would have; if that is more than `most`, return any number above `most`."""
    total, left = 0, [value]
    while left and total <= most:
        one = left.pop()
        total += 1
        if isinstance(one, (str, bytes)):
            total += len(one)
        elif isinstance(one, Mapping):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, (Sequence, AbstractSet, ValuesView)):
            left += one
        elif isinstance(one, int):
            total += one.bit_length() // 3
    return total


def spend(context: Context, work: int) -> None:
    """Subtract `work` from a template's budget. Raise SecurityError if nothing is left."""
    left = context.get(BUDGET)
    if left is not None:
        left[1] -= work
        if left[1] < 0:
            refuse(words.Line("the template works through more than {most} characters", most=_MOST_WORK))


@pass_context
def weighed(context: Context, value: Any) -> Any:  # noqa: ANN401 - a template's value is what it is
    """Return a value unchanged, after charging an operation on it to the budget."""
    return _paid(context, value, _MOST_WEIGHT)


@pass_context
def spelt(context: Context, value: Any) -> Any:  # noqa: ANN401 - a template's value is what it is
    """Return a value unchanged, after charging its output to the budget."""
    return _paid(context, value, LARGEST)


def _paid(context: Context, value: Any, most: int) -> Any:  # noqa: ANN401 - a template's value is what it is
    if isinstance(value, Undefined):
        return value
    found = weight(value, most)
    if found > most:
        refuse(words.Line("a value is longer than {most} characters", most=most))
    spend(context, found)
    return value


class _Measures(NodeTransformer):
    """Adds filters to a template that count loop iterations and measure each value that is used, kept or written."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja2 finds it by this name
        node = cast("nodes.For", self.generic_visit(node))
        node.iter = _through(COUNTED, cast("nodes.Expr", node.iter))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - likewise
        node = cast("nodes.Concat", self.generic_visit(node))
        return _through(JOINED, nodes.List([_through(SPELT, part) for part in node.nodes], lineno=node.lineno))

    def visit_Filter(self, node: nodes.Filter) -> nodes.Filter:  # noqa: N802 - likewise
        node = cast("nodes.Filter", self.generic_visit(node))
        if node.node is not None:
            node.node = _through(WEIGHED if node.name in _OF_MEMBERS else SPELT, node.node)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - likewise
        node = cast("nodes.Output", self.generic_visit(node))
        node.nodes = [one if isinstance(one, nodes.TemplateData) else _through(SPELT, one) for one in node.nodes]
        return node

    def visit_Assign(self, node: nodes.Assign) -> nodes.Assign:  # noqa: N802 - likewise
        node = cast("nodes.Assign", self.generic_visit(node))
        node.node = _through(WEIGHED, cast("nodes.Expr", node.node))
        return node

    def visit_List(self, node: nodes.List) -> nodes.Filter:  # noqa: N802 - likewise
        return _through(WEIGHED, cast("nodes.List", self.generic_visit(node)))

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802 - likewise
        made = cast("nodes.Tuple", self.generic_visit(node))
        return _through(WEIGHED, made) if made.ctx == "load" else made

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802 - likewise
        node = cast("nodes.Compare", self.generic_visit(node))
        node.expr = _through(WEIGHED, node.expr)
        for operand in node.ops:
            operand.expr = _through(WEIGHED, operand.expr)
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Test:  # noqa: N802 - likewise
        node = cast("nodes.Test", self.generic_visit(node))
        node.node = _through(WEIGHED, node.node)
        node.args = [_through(WEIGHED, one) for one in node.args or ()]
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Getitem:  # noqa: N802 - likewise
        node = cast("nodes.Getitem", self.generic_visit(node))
        if isinstance(node.arg, nodes.Slice):
            node.node = _through(WEIGHED, node.node)
        return node


def measured(tree: nodes.Template) -> nodes.Template:
    """Return a template with the measuring filters added."""
    return cast("nodes.Template", _Measures().visit(tree))


def _through(name: str, node: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
