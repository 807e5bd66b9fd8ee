"""What `--json` prints of each kind of value, to the byte: programs read it."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections import Counter
from pathlib import Path

import pytest
from one_of_each import ONE_OF_EACH

import duban
from duban.testing import FixedClock, throwaway_engine

PRINTED = Path(__file__).parent / "printed"
NO_VALUES = {"Jsonable", "Opening", "Situation", "Happening"}
"""What all others are; what an idempotency key stands for; and what needs an engine to be made."""


def named() -> dict[str, object]:
    """Return the values by the files that hold their JSON."""
    count: Counter[str] = Counter()
    found = {}
    for value in ONE_OF_EACH:
        name = type(value).__name__
        count[name] += 1
        found[name if count[name] == 1 else f"{name}-{count[name]}"] = value
    return found


@pytest.mark.parametrize("name", named())
def test_a_value_is_printed_as_it_always_was(name: str) -> None:
    shown = json.dumps(named()[name].to_json(), ensure_ascii=False, indent=2) + "\n"
    assert shown == (PRINTED / f"{name}.json").read_text("utf-8")


def test_every_value_that_can_be_printed_is_among_them() -> None:
    kinds = set()
    for module in pkgutil.walk_packages(duban.__path__, "duban."):
        if ".migrations" in module.name or module.name in {"duban.__main__", "duban.storage.alembic_plugin"}:
            continue  # programs of their own, which Alembic and Python start
        if module.name.startswith(("duban.contrib.", "duban.desk.api.")):
            continue  # inside of a project of that framework only; and what docs/reference/openapi.json holds
        for found in vars(importlib.import_module(module.name)).values():
            if isinstance(found, type) and found.__module__ == module.name and hasattr(found, "to_json"):
                kinds.add(found.__name__)
    assert kinds - NO_VALUES - {type(value).__name__ for value in ONE_OF_EACH} == set()
    assert {path.stem for path in PRINTED.iterdir()} == set(named())


def test_where_an_instance_stands_is_printed_with_its_turn_and_its_clocks() -> None:
    with throwaway_engine(scenarios=["issue"], clock=FixedClock("2024-04-16T09:00+08:00")) as engine:
        item = engine.open("issue", by="市优化办", units={"lead": "市优化办", "responsible": "市住建局"})
        shown = engine.situation(item.number).to_json()
        assert list(shown) == [
            *item.to_json(),
            "turn",
            "waits_for",
            "clocks",
            "erased",
            "remark",
            "urges",
            "instructions",
            "each",
            "targets",
            "timeline",
            "holders",
            "waits_for_items",
            "papers",
            "parts",
            "plan",
        ]
        assert json.loads(json.dumps(shown)) == shown
