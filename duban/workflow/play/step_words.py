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
    if "excuse" in step:
        return f"excuse {step['excuse']['unit']}"
    if "extend" in step:
        return f"extend {step['extend']['clock']}"
    if "assign" in step:
        return f"assign {', '.join(step['assign'])}"
    if "decide" in step:
        return f"decide {step['decide']}"
    if "sign" in step:
        return f"sign {step['sign']}"
    return f"do {step['do']}" if "do" in step else next(deed for deed in DEEDS if deed in step)
