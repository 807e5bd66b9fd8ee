"""Type hints of public names, for programs that ask for them while they run, as web frameworks do.

What annotations alone need is imported for type checkers only: at start it would cost more than all the rest. So a
public class or verb gets annotations that import it when somebody reads them.
"""

from __future__ import annotations

import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_keys
    from collections.abc import Iterator

_named: set[str] = set()
"""The modules whose names for type checkers are imported already."""


def lend_hints(shown: object) -> None:
    """Let `typing.get_type_hints` work on a function, or on a class and all that it offers."""
    if isinstance(shown, FunctionType):
        _lend(shown)
    if isinstance(shown, type):
        for kind in shown.__mro__:
            if _is_ours(kind.__module__):
                _lend_class(kind)


def hints_of(kind: type) -> dict[str, Any]:
    """Return the type hints of a class of ours."""
    lend_hints(kind)
    return get_type_hints(kind)


class _Lent(dict[str, Any]):
    """Annotations as text; whoever reads all of them finds in their module what they name."""

    def __init__(self, annotations: dict[str, Any], module: str) -> None:
        super().__init__(annotations)
        self._module = module

    def __iter__(self) -> Iterator[str]:
        _import_names(self._module)
        return super().__iter__()

    def keys(self) -> dict_keys[str, Any]:
        _import_names(self._module)
        return super().keys()

    def items(self) -> dict_items[str, Any]:
        _import_names(self._module)
        return super().items()


def _lend_class(kind: type) -> None:
    own = vars(kind).get("__annotations__")
    if type(own) is dict and own and not hasattr(kind, "model_fields"):  # pydantic has resolved those of its own
        kind.__annotations__ = _Lent(own, kind.__module__)
    for offered in list(vars(kind).values()):
        for step in (offered, *(getattr(offered, name, None) for name in ("__func__", "fget", "fset"))):
            if isinstance(step, FunctionType):
                _lend(step)


def _lend(function: FunctionType) -> None:
    own = function.__annotations__
    if type(own) is dict and own and _is_ours(function.__module__):
        function.__annotations__ = _Lent(own, function.__module__)


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == __name__.partition(".")[0]


def _import_names(module: str) -> None:
    """Import what a module imports for type checkers, so that its annotations can be evaluated."""
    if module in _named:
        return
    _named.add(module)
    import ast  # noqa: PLC0415 - nobody needs it at start
    from contextlib import suppress  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    there = sys.modules[module]
    found: dict[str, Any] = {}
    for block in ast.parse(Path(there.__file__ or "").read_text("utf-8")).body:
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING":
            for step in block.body:
                with suppress(ImportError):  # of an extra that is not installed
                    exec(compile(ast.Module([step], []), module, "exec"), vars(there), found)  # noqa: S102 - our own
    for name, value in found.items():
        vars(there).setdefault(name, value)
