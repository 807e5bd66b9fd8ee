"""The engine of a Django project: made of `settings.DUBAN` when it is first used, one for each process and tenant."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.module_loading import import_string

from duban import Engine, words
from duban.contrib.django.lending import lent_by, sharing

if TYPE_CHECKING:
    from collections.abc import Coroutine

_KEYS = ("SCENARIOS", "DIRECTORY", "CHANNELS", "CLOCK", "OPERATORS", "EVIDENCE")
"""Arguments of `Engine` that the setting may have."""

_OURS = ("DATABASE", "TENANT")
"""The alias of one of Django's databases, and a function that says for which tenant it works now."""

_CALLED = ("DIRECTORY", "CLOCK", "OPERATORS", "EVIDENCE")
"""Those that may be a function, which gives the value when the engine is made."""

T = TypeVar("T")

_made: dict[tuple[str, str, str], Engine] = {}
_making = threading.RLock()


def used_alias() -> str:
    """Return the alias of the database in which duban's tables are."""
    return str(_setting().get("DATABASE", DEFAULT_DB_ALIAS))


def current() -> Engine:
    """Return the engine of this process; raises ImproperlyConfigured if `settings.DUBAN` cannot be used."""
    given = _setting()
    alias = used_alias()
    tenant = str(_value(given["TENANT"])) if "TENANT" in given else ""
    # A test run goes on with another database under the same alias.
    key = alias, str(connections[alias].settings_dict["NAME"]), tenant
    found = _made.get(key)
    if found is None:
        with _making:
            found = _made.get(key) or _made.setdefault(key, Engine(bind=lent_by(alias), **_arguments()))
    return found


def forget() -> None:
    """Make the engine anew when it is next asked for."""
    with _making:
        _made.clear()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run what an async verb returns, such as `engine.deliver()`, on the connection of this thread.

    In a test case of Django's it so sees what the test has written, which is never committed.
    """
    with sharing(used_alias()) as executor, asyncio.Runner() as runner:
        runner.get_loop().set_default_executor(executor)
        return runner.run(work)


class _Current:
    """Stands for the engine, as `django.db.connection` stands for the connection."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the engine has
        return getattr(current(), name)

    def __repr__(self) -> str:
        return "<the engine of settings.DUBAN>"


engine = cast("Engine", _Current())
"""The engine of this process, made when something of it is first used."""


def _setting() -> dict[str, Any]:
    given = getattr(settings, "DUBAN", {})
    unknown = sorted(set(given) - {*_OURS, *_KEYS})
    if unknown:
        known = ", ".join((*_OURS, *_KEYS))
        message = words.Line(
            "settings.DUBAN has no {unknown}; its keys are {known}", unknown=", ".join(unknown), known=known
        )
        raise ImproperlyConfigured(message)
    return dict(given)


def _arguments() -> dict[str, Any]:
    given = {key: value for key, value in _setting().items() if key not in _OURS}
    for key in _CALLED:
        if key in given:
            given[key] = _value(given[key])
    channels = given.get("CHANNELS")
    if channels:
        given["CHANNELS"] = {medium: _imported(channel) for medium, channel in channels.items()}
    return {key.lower(): value for key, value in given.items()}


def _imported(given: object) -> Any:  # noqa: ANN401 - whatever has that name
    """Return what a dotted name stands for; anything else as it is."""
    return import_string(given) if isinstance(given, str) else given


def _value(given: object) -> object:
    found = _imported(given)
    return found() if callable(found) else found
