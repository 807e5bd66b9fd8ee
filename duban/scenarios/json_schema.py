"""The scenario language as a JSON Schema, so that editors help while one types."""

from __future__ import annotations

from typing import Any

from duban.scenarios.keys import SCENARIO

SCHEMA_ID = "urn:duban:scenario-language:1"
"""What the schema is called, whatever version of duban prints it."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    It is built from the keys that the reader follows, and refuses nothing that the reader takes. The reader looks at
    more: whether names are declared, states can be reached, templates say what exists.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "duban scenario",
        "description": "One workflow: its states and acts, its clocks and ladders, and the wording of its messages.",
        **SCENARIO.shape(),
    }
