"""The verbs of an engine, loaded when they are first needed: to name `duban.Engine` costs next to nothing.

An application names the class where it starts, in annotations and in a command line that ends up asking for help. What
the verbs are made of, five hundred modules, is imported when an engine is made, or a verb is looked up on the class.
"""

from __future__ import annotations

from abc import ABCMeta
from threading import RLock
from typing import Any

from duban.doors import bring

_WHERE = ("duban.workflow.verbs", "Verbs")
_loading = RLock()


class OnDemand(ABCMeta):
    """The kind of classes that have the verbs, whether they are loaded already or not.

    It is an ABCMeta so that an application's subclass may be abstract, too.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **given: Any) -> OnDemand:  # noqa: ANN401
        """Make a class; one that an application derives has the verbs from the start."""
        if any(Verbs in base.__bases__ for base in bases if isinstance(base, OnDemand)):
            load()
        return super().__new__(cls, name, bases, namespace, **given)

    def __getattr__(cls, name: str) -> Any:  # noqa: ANN401 - whatever the verbs have
        """Return what only the verbs have."""
        if not name.startswith("__") and load():
            return getattr(cls, name)
        message = f"type object {cls.__name__!r} has no attribute {name!r}"
        raise AttributeError(message)

    def __dir__(cls) -> list[str]:
        """Return the names of all verbs, too."""
        load()
        return list(super().__dir__())

    @property
    def __mro__(cls) -> tuple[type, ...]:
        """Return the classes that it is made of, the verbs' as well."""
        load()
        found: tuple[type, ...] = type.__dict__["__mro__"].__get__(cls)
        return found


class _Empty:
    """Stands where the verbs will; Python exchanges the bases of a class only if it has one that is not `object`."""


class Verbs(_Empty, metaclass=OnDemand):
    """What an engine is made of."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as the verbs take it
        load()
        super().__init__(*given, **named)


def load() -> bool:
    """Give `Verbs` its verbs; return whether it did not have them."""
    with _loading:
        if Verbs.__bases__ != (_Empty,):
            return False
        module, name = _WHERE
        Verbs.__bases__ = (getattr(bring(module), name),)
        return True
