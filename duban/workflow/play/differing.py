"""Where an item differs from what a step of an example expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.workflow.values import Instance


def differs(
    name: str,
    wanted: Any,  # noqa: ANN401 - as written
    item: Instance,
    told: list[str],
    papers: list[str],
) -> str | None:
    """Return a line that says how one expectation is not met; None if it is met."""
    if name == "papers":
        return None if papers == as_list(wanted) else expected(name, listed(as_list(wanted)), listed(papers))
    if name in {"told", "told_exactly", "not_told"}:
        return _told_differs(name, as_list(wanted), told)
    if name == "owing":
        owing = list(dict.fromkeys(unit for units in item.owing.values() for unit in units))
        alike = set(owing) == set(as_list(wanted))
        return None if alike else expected(name, listed(as_list(wanted)), listed(owing))
    found = {
        "state": item.state,
        "light": str(item.light),
        "round": item.round,
        "ended": item.ended,
        "due": None if item.due_on is None else item.due_on.isoformat(),
    }[name]
    return None if found == wanted else expected(name, _or_nothing(wanted), _or_nothing(found))


def as_list(wanted: str | list[str]) -> list[str]:
    """Return units as a list, of which one may be written by itself."""
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _told_differs(name: str, wanted: list[str], told: list[str]) -> str | None:
    missing = [unit for unit in wanted if unit not in told]
    if name == "not_told":
        wrong = [unit for unit in wanted if unit in told]
    elif name == "told":
        wrong = missing
    else:
        wrong = [*missing, *(unit for unit in told if unit not in wanted)]
    return expected(name, listed(wanted), listed(told)) if wrong else None


def expected(name: str, wanted: object, found: object) -> str:
    """Return a line that says what was expected and what was found."""
    return words.headed(name, words.text("expected {wanted}, found {found}", wanted=wanted, found=found))


def listed(units: Iterable[str]) -> str:
    """Return units in a row, or that it is nobody."""
    return words.listed(units) or words.text("nobody")


def _or_nothing(value: object) -> object:
    return words.text("nothing") if value is None else value
