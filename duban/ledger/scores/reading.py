"""Reads a scheme of scores from its YAML file, and says everything that is wrong with it."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from duban import words
from duban.ledger.scores.problems import Mapping, Problems, as_number
from duban.ledger.scores.scheme import (
    PERCENT,
    Extra,
    Extras,
    Indicator,
    PerCase,
    Scheme,
    Share,
    Slope,
    Steps,
    Target,
    exact,
)
from duban.scenarios import FileTexts, Problem, ScenarioError, parse_yaml
from duban.workflow import FIGURE_NAMES, FIGURES, FigureSort

if TYPE_CHECKING:
    from os import PathLike

    from duban.ledger.scores.scheme import Rule, Source
    from duban.scenarios.checkers import Node

_SCHEME = (
    *("scheme", "title", "total", "places", "rate_places", "without_data", "indicators", "bonus", "deductions"),
    *("veto", "levels", "groups", "sizes"),
)
_INDICATOR = ("weight", "parts", "figure", "entered", "basis", "lead", "scored", "target", "steps", "slope", "cases")
_RULES = ("scored", "target", "steps", "slope", "cases")
_ENTERED = ("points", "percent", "value", "cases")
_WITHOUT_DATA = ("full", "reweight")
_MOST_PLACES = 6
_MOST_BYTES = 256 * 1024
_TEXTS = FileTexts(
    words.Line("is larger than the {most} bytes that a scheme may have", most=_MOST_BYTES),
    words.Line("the file is empty; begin with `scheme:`"),
    words.Line("a second document begins here; one file is one scheme"),
    words.Line("a scheme is a mapping of keys such as `scheme:`, not {kind}").english,
    words.Line("tags such as {tag} are not used in schemes; leave it out").english,
)
_PAIR = 2
_RATES = {each.name for each in FIGURES if each.sort is FigureSort.RATE}
_ZERO = Fraction(0)


class SchemeError(ScenarioError):
    """A file is no scheme of scores; `problems` has everything that is wrong with it."""


def read_scheme(path: str | PathLike[str]) -> Scheme:
    """Return the scheme that a file says.

    Raises SchemeError with every problem, and OSError if the file cannot be opened.
    """
    with Path(path).open("rb") as file:
        return scheme_of(file.read(_MOST_BYTES + 1), source=str(path))


def scheme_of(content: bytes, *, source: str) -> Scheme:
    """Return the scheme that the content of a file says; `source` names it in errors. Raises SchemeError."""
    if len(content) > _MOST_BYTES:
        raise SchemeError((Problem(source, 0, 0, "", _TEXTS.too_large),))
    try:
        root, problems = parse_yaml(content, source, _TEXTS)
    except ScenarioError as error:
        raise SchemeError(error.problems) from None
    if problems:
        raise SchemeError(tuple(problems))
    found = Problems(source)
    scheme = _scheme(Mapping(found, root), sha256(content).hexdigest())
    if found.found:
        raise SchemeError(tuple(sorted(found.found, key=_place)))
    return scheme


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column


def _scheme(given: Mapping, digest: str) -> Scheme:
    total = given.number("total", Fraction(PERCENT), least=Fraction(1))
    groups = {name: _texts(given, name, node) for name, node in _items(given.child("groups"))}
    sizes = {name: _sizes(given, name, node) for name, node in _items(given.child("sizes"))}
    vetoes = given.child("veto")
    scheme = Scheme(
        name=given.text("scheme"),
        title=given.text("title"),
        total=total,
        indicators=_indicators(given, total),
        without_data=cast("Any", given.one_of("without_data", _WITHOUT_DATA)),
        places=given.whole("places", 2, most=_MOST_PLACES),
        rate_places=given.whole("rate_places", 2, most=_MOST_PLACES),
        bonus=_extras(given.child("bonus")),
        deductions=_extras(given.child("deductions")),
        veto=() if vetoes is None else vetoes.texts("for"),
        vetoed_as="" if vetoes is None else vetoes.text("called"),
        levels=_levels(given),
        groups=groups,
        sizes=sizes,
        digest=digest,
    )
    if vetoes is not None:
        vetoes.end(("for", "called"))
    given.end(_SCHEME)
    _check_names(given, scheme)
    return scheme


def _items(given: Mapping | None) -> list[tuple[str, Node]]:
    return [] if given is None else list(given.items())


def _texts(given: Mapping, name: str, node: Node) -> tuple[str, ...]:
    several = node.value if isinstance(node.value, list) else [node]
    return tuple(given.problems_text(each, f"groups.{name}") for each in several)


def _sizes(given: Mapping, name: str, node: Node) -> dict[str, Fraction]:
    found = {}
    for unit, size in Mapping(given.problems, node, f"sizes.{name}").items():
        number = as_number(size.value)
        if number is None or number <= 0:
            given.note(words.Line("has to be a number above 0, not {kind}", kind=size.kind), f"sizes.{name}", size)
        else:
            found[unit] = number
    return found


def _levels(given: Mapping) -> tuple[tuple[Fraction, str], ...]:
    levels = []
    for called, node in _items(given.child("levels")):
        number = as_number(node.value)
        if number is None:
            given.note(words.Line("has to be a number, not {kind}", kind=node.kind), f"levels.{called}", node)
        else:
            levels.append((number, called))
    return tuple(sorted(levels, reverse=True))


def _indicators(given: Mapping, total: Fraction) -> tuple[Indicator, ...]:
    child = given.child("indicators")
    if child is None:
        given.note(words.Line("needs {key}", key="indicators"))
        return ()
    return _summed(child, total, ())


def _summed(given: Mapping, whole: Fraction, above: tuple[str, ...]) -> tuple[Indicator, ...]:
    """Return the indicators of a mapping, whose weights have to sum to the whole, or to 100 % of it."""
    found, percent = [], set()
    for name, node in given.items():
        keys = Mapping(given.problems, node, given.at(name))
        weight, share = _weight(keys, whole)
        percent.add(share)
        found.append(_indicator(keys, weight, (*above, name)))
    if len(percent) > 1:
        given.note(words.Line("write the weights all as points or all as percentages"))
    total = sum((indicator.weight for indicator in found), _ZERO)
    if total != whole:
        facts = {"total": exact(total), "whole": exact(whole)}
        given.note(words.Line("the weights come to {total}, and have to come to {whole}", **facts))
    return tuple(found)


def _weight(keys: Mapping, whole: Fraction) -> tuple[Fraction, bool]:
    node = keys.take("weight")
    if node is None:
        keys.note(words.Line("needs {key}", key="weight"))
        return _ZERO, False
    written = node.value
    share = isinstance(written, str) and written.strip().endswith("%")
    number = as_number(written.strip().rstrip("%") if share else written)
    if number is None or number < 0:
        keys.note(
            words.Line("has to be points, or a percentage such as 40%, not {kind}", kind=node.kind), "weight", node
        )
        return _ZERO, share
    return (whole * number / PERCENT if share else number), share


def _indicator(keys: Mapping, weight: Fraction, path: tuple[str, ...]) -> Indicator:
    basis, lead = keys.text("basis", ""), keys.text("lead", "")
    parts = keys.child("parts")
    if parts is not None:
        indicator = Indicator(path, weight, _summed(parts, weight, path), basis=basis, lead=lead)
        for key in ("figure", "entered", *_RULES):
            if keys.take(key) is not None:
                keys.note(words.Line("is scored by its parts; leave it out"), key)
        keys.end(_INDICATOR)
        return indicator
    figure = keys.one_of("figure", FIGURE_NAMES, "") if "figure" in keys else ""
    entered = keys.one_of("entered", _ENTERED, "") if "entered" in keys else ""
    if bool(figure) == bool(entered):
        keys.note(words.Line("needs either figure, entered or parts: where its points come from"))
    source: Source = "figure" if figure else cast("Source", entered or "points")
    rate = source == "percent" or figure in _RATES
    rule = _rule(keys, source, weight, rate=rate)
    keys.end(_INDICATOR)
    return Indicator(path, weight, (), source, figure, rule, basis, lead)


def _rule(keys: Mapping, source: Source, weight: Fraction, *, rate: bool) -> Rule | None:
    named = [key for key in _RULES if key in keys]
    if source == "points":
        if named:
            keys.note(words.Line("points that are entered have no rule; leave it out"), named[0])
            for key in named:
                keys.take(key)
        return None
    if len(named) > 1:
        keys.note(words.Line("has several rules: {named}; keep one", named=named))
    if not named:
        if rate:
            return Share()
        keys.note(words.Line("needs a rule: {rules}", rules=["steps", "slope", "cases"]))
        return None
    return _RULE_READERS[named[0]](keys, weight)


def _scored(keys: Mapping, weight: Fraction) -> Rule:  # noqa: ARG001 - one shape for all readers
    return Share(inverse=keys.one_of("scored", ("rate", "inverse"), "rate") == "inverse")


def _target(keys: Mapping, weight: Fraction) -> Rule:
    given = cast("Mapping", keys.child("target"))
    rule = Target(given.number("at"), given.number("lose", least=_ZERO), given.number("floor", _ZERO, least=_ZERO))
    if rule.floor > weight:
        given.note(words.Line("the floor is above the weight"))
    given.end(("at", "lose", "floor"))
    return rule


def _steps(keys: Mapping, weight: Fraction) -> Rule:
    node = cast("Node", keys.take("steps"))
    steps = []
    for pair in node.value if isinstance(node.value, list) else [node]:
        numbers = [as_number(each.value) for each in pair.value] if isinstance(pair.value, list) else []
        if len(numbers) != _PAIR or None in numbers:
            said = words.Line("has to be steps such as [90, 8]: from which number on, how many points")
            keys.note(said, "steps", pair)
            continue
        at, points = cast("tuple[Fraction, Fraction]", tuple(numbers))
        if points > weight:
            keys.note(words.Line("gives more points than the weight"), "steps", pair)
        steps.append((at, points))
    return Steps(tuple(sorted(steps, reverse=True)))


def _slope(keys: Mapping, weight: Fraction) -> Rule:  # noqa: ARG001 - one shape for all readers
    given = cast("Mapping", keys.child("slope"))
    rule = Slope(given.number("at", _ZERO), given.number("gives", _ZERO), given.number("each"))
    given.end(("at", "gives", "each"))
    return rule


def _cases(keys: Mapping, weight: Fraction) -> Rule:  # noqa: ARG001 - one shape for all readers
    given = cast("Mapping", keys.child("cases"))
    cap = given.number("cap", _ZERO, least=_ZERO) if "cap" in given else None
    lose, free = given.number("lose", least=_ZERO), given.whole("free", 0, most=10_000)
    rule = PerCase(lose, free, cap, given.text("divided_by", ""))
    given.end(("lose", "free", "cap", "divided_by"))
    return rule


_RULE_READERS = {"scored": _scored, "target": _target, "steps": _steps, "slope": _slope, "cases": _cases}


def _extras(given: Mapping | None) -> Extras:
    if given is None:
        return Extras()
    cap = given.number("cap", _ZERO, least=_ZERO) if "cap" in given else None
    items = []
    for name, node in _items(given.child("items")):
        keys = Mapping(given.problems, node, given.at(f"items.{name}"))
        each = keys.number("points", least=_ZERO)
        most = keys.number("cap", _ZERO, least=_ZERO) if "cap" in keys else None
        items.append(Extra(name, each, most, keys.texts("doubled_for"), keys.text("basis", "")))
        keys.end(("points", "cap", "doubled_for", "basis"))
    given.end(("cap", "items"))
    return Extras(tuple(items), cap)


def _check_names(given: Mapping, scheme: Scheme) -> None:
    """Note names that stand twice, since what is entered names its indicator, and sizes that nobody gives."""
    seen: set[str] = set()
    extras = [each.name for each in (*scheme.bonus.items, *scheme.deductions.items)]
    for name in [*(leaf.name for leaf in scheme.leaves()), *extras, *scheme.veto]:
        if name in seen:
            given.note(words.Line("{name:shown} stands twice; call one of them otherwise", name=name))
        seen.add(name)
    for leaf in scheme.leaves():
        if isinstance(leaf.rule, PerCase) and leaf.rule.size and leaf.rule.size not in scheme.sizes:
            said = words.Line("there are no sizes called {size:shown}; declare them under sizes", size=leaf.rule.size)
            given.note(said, ".".join(("indicators", *leaf.path)))
