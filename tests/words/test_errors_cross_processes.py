"""Every error crosses processes whole: its class, its attributes, and what it says in either language."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import duban
from duban.scenarios import Problem
from duban.states import Blocker
from duban.words import Line, speaking
from duban.workflow import CannotOpen, TransitionRefused

PACKAGE = Path(duban.__file__).parent
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROBLEM = Line("is empty; name the mail server")
GIVEN: dict[str, Any] = {
    "advice": PROBLEM,
    "alike": "550",
    "blockers": [Blocker("children", {}, "none-all")],
    "day": date(1900, 1, 1),
    "first": 1950,
    "found": "0001",
    "ids": (3, 4),
    "instant": MOMENT,
    "kind": "role",
    "known": ("one", "two"),
    "last": 2150,
    "length": 80,
    "line": 3,
    "most": 70,
    "names": ("issue", "task"),
    "problem": PROBLEM,
    "reason": PROBLEM,
    "reasons": ("nobody may open it",),
    "refusals": [TransitionRefused("WT-1", "签收", [Blocker("children", {}, "none-all")])],
    "sqlite": True,
    "value": MOMENT,
    "version": 3,
    "why": PROBLEM,
    "wanted": "0006",
}
"""An argument for each parameter that is no plain text."""


def every_error() -> list[type[Exception]]:
    """Return the classes of errors that the rooms' `errors.py` declare, what else says that it crosses, and more."""
    files = [path.relative_to(PACKAGE.parent).with_suffix("") for path in sorted(PACKAGE.rglob("*.py"))]
    declared = [path for path in files if path.name == "errors" or _declares(PACKAGE.parent / f"{path}.py")]
    homes = [importlib.import_module(".".join(path.parts)) for path in declared]
    found = [kind for home in homes for kind in vars(home).values() if _is_error(kind, home.__name__)]
    offered = [getattr(duban, name) for name in dir(duban)]
    return [*dict.fromkeys([*found, CannotOpen, *(kind for kind in offered if _is_error(kind, "duban"))])]


def _declares(file: Path) -> bool:
    """Return whether an error that says that it crosses is declared beside what raises it."""
    return re.search(r"^class \w+\((?:words\.)?Portable", file.read_text("utf-8"), re.MULTILINE) is not None


def _is_error(kind: object, home: str) -> bool:
    return isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__.startswith(home)


def made(kind: type[Exception]) -> Exception:
    if "__init__" not in {name for each in kind.__mro__ if each.__module__.startswith("duban") for name in vars(each)}:
        return kind(PROBLEM)
    positional, named = [], {}
    for name, parameter in list(inspect.signature(kind.__init__).parameters.items())[1:]:
        problems = [PROBLEM] if "Problem" not in str(parameter.annotation) else [Problem("a.yaml", 1, 2, "x", PROBLEM)]
        value = tuple(problems) if name == "problems" else _of_kind(str(parameter.annotation), GIVEN.get(name, name))
        if name == "known" and "int" in str(parameter.annotation):
            value = (1, 2)
        if parameter.kind is parameter.KEYWORD_ONLY:
            named[name] = value
        else:
            positional.append(value)
    return kind(*positional, **named)


def _of_kind(annotation: str, value: Any) -> Any:  # noqa: ANN401 - whatever is asked for
    """Return the value, or a plain one of the kind that is asked for."""
    return {"datetime": MOMENT, "int": 3, "str": str(value)}.get(annotation, value)


def facts(error: Exception) -> dict[str, str]:
    """Return what an error tells a program."""
    names = {name for name in dir(error) if not name.startswith("_")} - set(dir(OSError))
    return {name: repr(getattr(error, name)) for name in names if not callable(getattr(error, name))}


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_an_error_is_the_same_on_the_other_side(kind: type[Exception]) -> None:
    error = made(kind)
    error.add_note("while the office was closed")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 - our own
        assert type(again) is kind
        assert again.__notes__ == error.__notes__
        for locale in ("zh", "en"):
            with speaking(locale):
                assert str(error)
                assert str(again) == str(error)
                assert facts(again) == facts(error)


def test_the_errors_of_every_room_are_among_them() -> None:
    names = {kind.__name__ for kind in every_error()}
    assert names >= {
        "StorageUnavailable",
        "InvalidData",
        "TransitionConflict",
        "BadSetting",
        "ScenarioError",
        "NoticeError",
    }
