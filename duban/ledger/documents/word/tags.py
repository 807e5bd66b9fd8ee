"""The tags of a Word template: found in its paragraphs, though Word splits them, and judged before they are used.

A template is untrusted. It may show values and choose among them by `if` and one loop at a time; it can call nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from duban import words
from duban.ledger.documents.errors import TemplateFault
from duban.ledger.documents.word.names import BY_NAME, LIST, PARAGRAPHS, RUN
from duban.ledger.documents.word.package import W, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2.runtime import Context

    from duban.ledger.documents.word.package import Package

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OPEN = re.compile(r"\{[\{%#]|[%#\}]\}")
_INSIDE = re.compile(r"\{([\{%#])-?(p|tr|tc|r)?(?=[\s])\s*(.*?)-?[\}%#]\}|\{([\{%#])-?\s*(.*?)-?[\}%#]\}", re.DOTALL)
_OF_CELLS = re.compile(r"^(vm|hm)$|^(?:cellbg|colspan)\s+(.*)$", re.DOTALL)
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_FILTERS = ("count", "d", "default", "first", "join", "last", "length", "lower", "trim", "upper")
_TESTS = ("defined", "undefined", "none", "odd", "even", "in", "eq", "ne", "==", "!=")
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Const),
    *(nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Not, nodes.And, nodes.Or, nodes.Compare),
    *(nodes.Operand, nodes.CondExpr, nodes.Concat, nodes.Mul, nodes.List, nodes.Tuple, nodes.Keyword),
)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's immutable sandbox, in which nothing can be called and only numbers are multiplied."""

    intercepted_binops = frozenset({"*"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> object:  # noqa: ANN401 - operands
        """Multiply numbers; a text that is multiplied could grow without limit."""
        if not (isinstance(left, int) and isinstance(right, int)):
            raise SecurityError("*")  # noqa: EM101 - the sign that is refused
        result: object = super().call_binop(context, operator, left, right)
        return result


@cache
def sandbox() -> Sandbox:
    """Return the environment of Word templates; what they insert is escaped, unless we made it."""
    made = Sandbox(autoescape=True, undefined=StrictUndefined, cache_size=0)
    made.globals.clear()
    made.filters = {name: FILTERS[name] for name in _FILTERS}
    made.tests = {name: TESTS[name] for name in _TESTS}
    return made


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: how it stands in the document, in which part, its prefix (p, tr, tc, r), what is in it.

    `alone` says that nothing else stands in its paragraph, `split` that Word keeps it in several pieces.
    """

    shown: str
    part: str
    sign: str
    prefix: str
    inner: str
    alone: bool
    split: bool


def tags_of(package: Package) -> list[Tag]:
    """Return a template's tags in order. Raise TemplateFault if one is not closed in its paragraph."""
    return [tag for part, text in package.tagged.items() for tag in _in_part(package.name, part, text)]


def _in_part(name: str, part: str, text: str) -> Iterator[Tag]:
    for paragraph in parsed(name, part, text.encode()).iter(f"{W}p"):
        pieces = [each.text or "" for each in paragraph.iter(f"{W}t") if next(each.iterancestors(f"{W}p")) is paragraph]
        whole = "".join(pieces)
        if not _OPEN.search(whole):
            continue
        rest = _TAG.sub("", whole)
        if (stray := _OPEN.search(rest)) is not None:
            problem = words.Line("a tag is not closed, or not opened, in its paragraph: {tag}", tag=whole.strip()[:60])
            raise TemplateFault(name, problem, tag=rest[stray.start() :][:60])
        ends = _ends(pieces)
        for found in _TAG.finditer(whole):
            split = any(found.start() < end < found.end() for end in ends)
            yield _tag(found.group(), part, alone=not rest.strip(), split=split)


def _ends(pieces: list[str]) -> list[int]:
    found, at = [], 0
    for piece in pieces:
        at += len(piece)
        found.append(at)
    return found


def _tag(shown: str, part: str, *, alone: bool, split: bool) -> Tag:
    inside = _INSIDE.fullmatch(shown)
    if inside is None:
        return Tag(shown, part, shown[1], "", "", alone, split)
    sign, prefix, inner = inside[1] or inside[4], inside[2] or "", inside[3] if inside[1] else inside[5]
    return Tag(shown, part, sign, prefix, (inner or "").strip().translate(_QUOTES), alone, split)


def judged(name: str, tags: Sequence[Tag]) -> frozenset[str]:
    """Return the names that the tags use. Raise TemplateFault for the first with a mistake, which it names."""
    used: set[str] = set()
    for fault in faults_of(name, tags, used):
        raise fault
    return frozenset(used)


def faults_of(name: str, tags: Sequence[Tag], used: set[str]) -> Iterator[TemplateFault]:
    """Yield what is wrong with the tags, each fault with its tag, and note the names that they use."""
    for part in dict.fromkeys(tag.part for tag in tags):
        own = [tag for tag in tags if tag.part == part]
        for tag in own:
            if (problem := _shape(tag)) is not None:
                yield TemplateFault(name, problem, tag=tag.shown)
        yield from _meaning(name, own, used)


def lines_of_tags(tags: Sequence[Tag]) -> str:
    """Return the tags alone, each on a line of its own, so that an error's line says which tag it is."""
    return "\n".join(_line(tag) for tag in tags)


def _line(tag: Tag) -> str:
    of_cells = _OF_CELLS.match(tag.inner) if tag.sign == "%" else None
    if tag.sign == "#" or (of_cells is not None and of_cells[1]):
        return ""
    inner = tag.inner.replace("\n", " ")
    if of_cells is not None:
        return f"{{{{ {of_cells[2]} }}}}"
    return f"{{{{ {inner} }}}}" if tag.sign == "{" else f"{{% {inner} %}}"


def _meaning(name: str, tags: Sequence[Tag], used: set[str]) -> Iterator[TemplateFault]:
    """Yield the faults of a part's tags as Jinja2 reads them, and note the names that they use."""
    try:
        tree = sandbox().parse(lines_of_tags(tags))
    except TemplateSyntaxError as error:
        tag = _of_line(tags, error.lineno)
        problem = words.Line("{tag}: {message:retold}", tag=tag.shown, message=error.message or "")
        yield TemplateFault(name, problem, tag=tag.shown)
        return
    declared = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"} | {"loop"}
    for node in tree.find_all(nodes.Node):
        tag = _of_line(tags, getattr(node, "lineno", 1))
        if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.For) and _nested(node)):
            facts = {"tag": tag.shown, "what": type(node).__name__.lower()}
            problem = words.Line("{tag}: “{what}” is not for templates: only if, and one for at a time", **facts)
            yield TemplateFault(name, problem, tag=tag.shown)
        elif isinstance(node, nodes.Filter | nodes.Test) and node.name not in (*_FILTERS, *_TESTS):
            problem = words.Line(
                "{tag}: there is no {name}; near: {known}", tag=tag.shown, name=node.name, known=_FILTERS
            )
            yield TemplateFault(name, problem, tag=tag.shown)
        elif isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in declared:
            if node.name in BY_NAME:
                used.add(node.name)
                continue
            problem = words.Line(
                "{tag}: there is no {name}; near: {known}", tag=tag.shown, name=node.name, known=_near(node.name)
            )
            yield TemplateFault(name, problem, tag=tag.shown)


def _of_line(tags: Sequence[Tag], line: int) -> Tag:
    return tags[min(max(line, 1), len(tags)) - 1]


def _nested(loop: nodes.For) -> bool:
    return (
        loop.recursive
        or any(True for part in (*loop.body, *loop.else_) for _ in part.find_all(nodes.For))
        or any(isinstance(part, nodes.For) for part in (*loop.body, *loop.else_))
    )


def _near(name: str) -> list[str]:
    """Return the names that are most like one, or all of its language if none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    return get_close_matches(name, BY_NAME, n=3, cutoff=0.3) or [each for each in BY_NAME if not each.isascii()][:6]


def _shape(tag: Tag) -> words.Line | None:
    """Return what is wrong if a block is written as text, or text as a block: the document would be broken."""
    known = BY_NAME.get(tag.inner) if tag.sign == "{" else None
    wanted = {PARAGRAPHS: "p", RUN: "r"}.get(known.shape, "") if known is not None else ""
    if known is not None and (tag.prefix != wanted or known.shape == LIST):
        return words.Line("{tag}: write it as {form}", tag=tag.shown, form=known.tag)
    if tag.sign == "{" and known is None and tag.prefix:
        return words.Line("{tag}: only a name of a block can stand there", tag=tag.shown)
    if tag.prefix == "p" and not tag.alone:
        return words.Line("{tag}: it has to stand alone in its paragraph, which it replaces", tag=tag.shown)
    return None
