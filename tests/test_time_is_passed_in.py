"""Time is passed in: nothing but the clock object asks what time it is."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "duban"
CLOCK = PACKAGE / "workflow" / "clock.py"

ASKING = {"now", "utcnow", "today", "localtime", "gmtime", "time", "time_ns"}
"""What datetime, date and the time module answer with the present moment."""

MODULES = {"datetime", "date", "time"}


def questions(path: Path) -> list[str]:
    """Return the calls in a file that ask the computer what time it is."""
    calls = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return [
        f"{path.relative_to(PACKAGE)}:{call.lineno} {ast.unparse(call)}"
        for call in calls
        if isinstance(call, ast.Attribute)
        and call.attr in ASKING
        and ast.unparse(call.value).rpartition(".")[2] in MODULES
    ]


def test_nothing_but_the_clock_asks_what_time_it_is() -> None:
    asking = [question for path in sorted(PACKAGE.rglob("*.py")) if path != CLOCK for question in questions(path)]
    assert asking == []
    assert questions(CLOCK), "the search finds nothing, not even what the clock asks"
