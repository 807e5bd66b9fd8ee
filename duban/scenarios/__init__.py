"""Scenario files: reading them, the shipped ones, and their diagrams."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from duban.scenarios.compiling import compile_document, read_scenario
from duban.scenarios.errors import Problem, ScenarioError, ScenarioNotFound
from duban.scenarios.json_schema import SCHEMA_ID, json_schema
from duban.scenarios.loading import (
    check_scenario,
    find_clashes,
    load_folder,
    load_scenario,
    shipped,
    shipped_names,
    shipped_text,
)

if TYPE_CHECKING:
    from duban.scenarios.comparing import Change, compare
    from duban.scenarios.drawing import diagram

_ON_DEMAND = {"Change": "comparing", "compare": "comparing", "diagram": "drawing"}
"""What neither a check nor an application has a use for, each with its module: they start without it."""

__all__ = [
    "SCHEMA_ID",
    "Change",
    "Problem",
    "ScenarioError",
    "ScenarioNotFound",
    "check_scenario",
    "compare",
    "compile_document",
    "diagram",
    "find_clashes",
    "json_schema",
    "load_folder",
    "load_scenario",
    "read_scenario",
    "shipped",
    "shipped_names",
    "shipped_text",
]


if not TYPE_CHECKING:  # A type checker that saw this would take any misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name in _ON_DEMAND:
            found: object = getattr(import_module(f"{__name__}.{_ON_DEMAND[name]}"), name)
            return found
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
