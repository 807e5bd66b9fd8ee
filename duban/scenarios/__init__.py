"""Scenario files: reading and comparing them, and the shipped ones; `diagram` draws them."""

from duban.scenarios.comparing import Change, compare
from duban.scenarios.compiling import compile_document, read_scenario
from duban.scenarios.errors import Problem, ScenarioError, ScenarioNotFound
from duban.scenarios.fitting import Misfit, misfits, needed
from duban.scenarios.json_schema import SCHEMA_ID, json_schema
from duban.scenarios.keys import DEEDS
from duban.scenarios.loading import (
    files_in,
    find_cautions,
    find_clashes,
    find_misfits,
    load_folder,
    load_scenario,
    shipped,
    shipped_names,
    shipped_text,
)

__all__ = [
    "DEEDS",
    "SCHEMA_ID",
    "Change",
    "Misfit",
    "Problem",
    "ScenarioError",
    "ScenarioNotFound",
    "compare",
    "compile_document",
    "files_in",
    "find_cautions",
    "find_clashes",
    "find_misfits",
    "json_schema",
    "load_folder",
    "load_scenario",
    "misfits",
    "needed",
    "read_scenario",
    "shipped",
    "shipped_names",
    "shipped_text",
]
