"""Statements that are kept ready: each can be executed, whatever columns its table has come to have."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import Update

from duban.storage import statements

if TYPE_CHECKING:
    from collections.abc import Iterator


def updates() -> Iterator[tuple[str, Update]]:
    for module in pkgutil.walk_packages(statements.__path__, f"{statements.__name__}."):
        for name, kept in vars(import_module(module.name)).items():
            statement = getattr(kept, "_statement", kept)
            if isinstance(statement, Update):
                yield f"{module.name}.{name}", statement


def test_no_parameter_of_an_update_is_called_as_a_column_is() -> None:
    found = dict(updates())
    assert len(found) > 10
    for statement in found.values():
        names = [name for name in statement.compile().params if name is not None]
        statement.compile(column_keys=names)  # as it is where it is executed with these; raises CompileError
