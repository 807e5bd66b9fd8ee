"""A step of an example in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.scenarios import DEEDS

if TYPE_CHECKING:
    from collections.abc import Mapping


def step_title(step: Mapping[str, Any]) -> str:
    """Return when a step is, who acts and what they do."""
    doing = step_deed(step).removeprefix("do ") if any(deed in step for deed in DEEDS) else ""
    return " ".join(filter(None, [step["at"], actor_words(step.get("by")), doing]))


def actor_words(by: str | Mapping[str, str] | None) -> str | None:
    """Return in words who acts."""
    return by if by is None or isinstance(by, str) else words.text("each unit of {role}", role=by["each"])


def step_deed(step: Mapping[str, Any]) -> str:
    """Return what a step does, as its author writes it."""
    deed = next(deed for deed in DEEDS if deed in step)
    if deed == "divide":
        return f"divide {', '.join(_titles(step['divide']))}"
    told = {"excuse": "unit", "extend": "clock"}
    if deed in told:
        return f"{deed} {step[deed][told[deed]]}"
    if deed == "assign":
        return f"assign {', '.join(step['assign'])}"
    return f"{deed} {step[deed]}" if deed in {"do", "decide", "sign"} else deed


def _titles(parts: Any) -> list[str]:  # noqa: ANN401 - one or several, as the author writes them
    listed = parts if isinstance(parts, list) else [parts]
    return [str(part.get("title") or part["units"]) for part in listed]
