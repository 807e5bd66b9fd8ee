"""Scenario files: reading and comparing them, the shipped ones, and diagrams."""

from duban.scenarios.comparing import Change, compare
from duban.scenarios.compiling import compile_document, read_scenario
from duban.scenarios.drawing import diagram
from duban.scenarios.errors import Problem, ScenarioError, ScenarioNotFound
from duban.scenarios.json_schema import SCHEMA_ID, json_schema
from duban.scenarios.loading import (
    files_in,
    find_clashes,
    load_folder,
    load_scenario,
    shipped,
    shipped_names,
    shipped_text,
)

__all__ = [
    "SCHEMA_ID",
    "Change",
    "Problem",
    "ScenarioError",
    "ScenarioNotFound",
    "compare",
    "compile_document",
    "diagram",
    "files_in",
    "find_clashes",
    "json_schema",
    "load_folder",
    "load_scenario",
    "read_scenario",
    "shipped",
    "shipped_names",
    "shipped_text",
]
