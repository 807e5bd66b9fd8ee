"""Package doors that import each name when it is first used; the imports under TYPE_CHECKING list the names."""

from __future__ import annotations

import gc
import sys
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from duban.hints import hints_of, lend_hints

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

__all__ = ["hints_of", "on_demand"]

_PUBLIC = {"duban", "duban.aio", "duban.values"}
"""The doors of what applications use: they may ask for its type hints."""


def on_demand(door: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` for the package `door`, which offers the names imported under TYPE_CHECKING.

    The package's source is read when the first name is used. Python 3.15 has lazy imports of its own (PEP 810).
    """

    def attribute(name: str) -> object:
        homes = _homes(door)
        if name == "__all__":
            return sorted(shown for shown in homes if not shown.startswith("_"))
        if name not in homes:
            message = f"module {door!r} has no attribute {name!r}"
            raise AttributeError(message)
        found: object = getattr(_bring(homes[name]), name)
        if door in _PUBLIC:
            lend_hints(found)
        setattr(sys.modules[door], name, found)
        return found

    return attribute, lambda: sorted(_homes(door))


def _bring(module: str) -> ModuleType:
    """Import a module, with all that it imports, while the collector of garbage rests.

    Next to nothing of what is imported is garbage, and to look for it takes a quarter of the time.
    """
    if not gc.isenabled():
        return import_module(module)
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.enable()


@cache
def _homes(door: str) -> dict[str, str]:
    """Return for each name of a door the module that it comes from."""
    import ast  # noqa: PLC0415 - `import duban` must cost next to nothing
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
