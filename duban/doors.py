"""Doors that load what they show when it is first asked for; the imports for type checkers are the list of it."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["on_demand"]


def on_demand(door: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` for the package `door`, which shows what it imports under TYPE_CHECKING.

    Its source is read when the first name is asked for. Python 3.15 will have this in its grammar (PEP 810).
    """

    def attribute(name: str) -> object:
        homes = _homes(door)
        if name == "__all__":
            return sorted(shown for shown in homes if not shown.startswith("_"))
        if name not in homes:
            message = f"module {door!r} has no attribute {name!r}"
            raise AttributeError(message)
        found: object = getattr(import_module(homes[name]), name)
        setattr(sys.modules[door], name, found)
        return found

    return attribute, lambda: sorted(_homes(door))


@cache
def _homes(door: str) -> dict[str, str]:
    """Return the module from which each name of a door comes."""
    import ast  # noqa: PLC0415 - `import duban` has to cost next to nothing
    from pathlib import Path  # noqa: PLC0415

    source = Path(sys.modules[door].__file__ or "").read_text("utf-8")
    return {
        alias.name: imported.module or ""
        for block in ast.parse(source).body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for imported in block.body
        if isinstance(imported, ast.ImportFrom)
        for alias in imported.names
    }
