"""Scenario files: reading and comparing them, and the shipped ones; `diagram` draws them."""

from duban.scenarios.cautions import cautions
from duban.scenarios.comparing import Change, compare
from duban.scenarios.compiling import compile_document, read_scenario
from duban.scenarios.errors import Problem, ScenarioError, ScenarioNotFound
from duban.scenarios.fitting import Misfit, misfits, needed, newest_of, opened_by, opens_others
from duban.scenarios.json_schema import SCHEMA_ID, json_schema
from duban.scenarios.keys import DEEDS
from duban.scenarios.loading import (
    files_in,
    find_cautions,
    find_clashes,
    find_misfits,
    load_folder,
    load_scenario,
)
from duban.scenarios.longest import longest_filling
from duban.scenarios.offered import (
    Offer,
    is_offered,
    library_names,
    name_of,
    offered,
    offers,
    shipped,
    shipped_names,
    shipped_text,
)
from duban.scenarios.rewriting import NotRewritten, rewritten
from duban.scenarios.wordings import USUAL_LANGUAGE, Wordings, stamp_of
from duban.scenarios.written_wordings import written_wording
from duban.scenarios.yaml_reader import FileTexts, Written, parse_yaml, written_in

__all__ = [
    "DEEDS",
    "SCHEMA_ID",
    "USUAL_LANGUAGE",
    "Change",
    "FileTexts",
    "Misfit",
    "NotRewritten",
    "Offer",
    "Problem",
    "ScenarioError",
    "ScenarioNotFound",
    "Wordings",
    "Written",
    "cautions",
    "compare",
    "compile_document",
    "files_in",
    "find_cautions",
    "find_clashes",
    "find_misfits",
    "is_offered",
    "json_schema",
    "library_names",
    "load_folder",
    "load_scenario",
    "longest_filling",
    "misfits",
    "name_of",
    "needed",
    "newest_of",
    "offered",
    "offers",
    "opened_by",
    "opens_others",
    "parse_yaml",
    "read_scenario",
    "rewritten",
    "shipped",
    "shipped_names",
    "shipped_text",
    "stamp_of",
    "written_in",
    "written_wording",
]
