"""The scenario language as a JSON Schema, for editors to check and complete while one types."""

from __future__ import annotations

from typing import Any

from duban.scenarios.keys import SCENARIO

SCHEMA_ID = "urn:duban:scenario-language:1"
"""The schema's id, the same in every version of duban."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    It is built from the keys that the reader uses, and accepts everything that the reader accepts. The reader checks
    more: that names are declared, states can be reached, and templates only use what exists.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "duban scenario",
        "description": "One workflow: its states and acts, its clocks and ladders, and the wording of its messages.",
        **SCENARIO.shape(),
    }
