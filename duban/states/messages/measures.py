"""Measures around whatever a template works on, so that it ends soon and stays small, whatever it was made to do.

A list may hold itself twice and again: a dozen characters more double what is written out, and what comparing it takes.
So everything is weighed before it is worked on, as long as it would be if it were written out, and all that a template
works on together is bounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, ValuesView
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NoReturn, cast

from jinja2 import Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.visitor import NodeTransformer

if TYPE_CHECKING:
    from jinja2.runtime import Context

LARGEST = 200_000
"""Characters that any one value, and the whole of a rendered part, may have."""

MOST_STEPS = 100_000
"""Turns that all loops of one template may take together."""

_MOST_WEIGHT = 500_000
"""Characters and members that a value may have which is worked on and not written out."""

_MOST_WORK = 5_000_000
"""Characters and members that all operations of one template may go through together, which takes about a second."""

BUDGET = " budget"
"""The context's hidden key for what is left of the turns and of the work; no template can name it."""

COUNTED, JOINED, WEIGHED, SPELT = "counted ", "joined ", "weighed ", "spelt "  # nor these filters: a name has no space

_OF_MEMBERS = frozenset(
    [
        *("count", "d", "default", "dictsort", "first", "items", "last", "length", "list", "max", "min", "reverse"),
        *("sort", "unique"),
    ]
)
"""Filters that leave what they are given unwritten."""


def budget() -> list[int]:
    """Return what one template may use up: turns of its loops, and work."""
    return [MOST_STEPS, _MOST_WORK]


def refuse(problem: str) -> NoReturn:
    """Raise what ends a template."""
    raise SecurityError(problem)


def weight(value: object, most: int) -> int:
    """Return how long a value would be if it were written out; where that is more than `most`, some number above it."""
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
    """Use up some of a template's work; raises SecurityError where nothing is left."""
    left = context.get(BUDGET)
    if left is not None:
        left[1] -= work
        if left[1] < 0:
            refuse(f"the template works through more than {_MOST_WORK} characters")


@pass_context
def weighed(context: Context, value: Any) -> Any:  # noqa: ANN401 - a template's value is what it is
    """Return a value that is worked on as it is, once it has been paid for."""
    return _paid(context, value, _MOST_WEIGHT)


@pass_context
def spelt(context: Context, value: Any) -> Any:  # noqa: ANN401 - a template's value is what it is
    """Return a value that is written out as it is, once it has been paid for."""
    return _paid(context, value, LARGEST)


def _paid(context: Context, value: Any, most: int) -> Any:  # noqa: ANN401 - a template's value is what it is
    if isinstance(value, Undefined):
        return value
    found = weight(value, most)
    if found > most:
        refuse(f"a value is longer than {most} characters")
    spend(context, found)
    return value


class _Measures(NodeTransformer):
    """Counts the turns of each loop, and has everything weighed that is worked on, kept or written out."""

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
    """Return a template with its measures."""
    return cast("nodes.Template", _Measures().visit(tree))


def _through(name: str, node: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
