"""Mappings and lists that cannot be changed: what is inside of a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

K = TypeVar("K")
V = TypeVar("V")

_PLAIN = frozenset({str, int, float, bool, type(None), date, datetime})


def _refuse(one: object, *_args: object, **_named: object) -> NoReturn:
    plain = "dict" if isinstance(one, dict) else "list"
    message = f"what a value of duban holds is frozen: take {plain}(…) of it, and change that"
    raise TypeError(message)


_refused: Any = _refuse
"""What stands for every method that would change something, whatever it takes and gives otherwise."""


class FrozenDict(dict[K, V]):
    """A dict that stays as it was made; `copy()` and `|` return ordinary ones."""

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refused
    clear = pop = popitem = setdefault = update = _refused

    def __hash__(self) -> int:  # type: ignore[override]
        """Return the hash of what is in it, in whatever order."""
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[object, ...]:
        """Let it be pickled and copied, which would fill an empty one."""
        return type(self), (dict(self),)


class FrozenList(list[V]):
    """A list that stays as it was made; `copy()`, `+` and slices return ordinary ones."""

    __slots__ = ()

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refused
    append = clear = extend = insert = pop = remove = reverse = sort = _refused

    def __hash__(self) -> int:  # type: ignore[override]
        """Return the hash of what is in it."""
        return hash(tuple(self))

    def __reduce__(self) -> tuple[object, ...]:
        """Let it be pickled and copied, which would append to an empty one."""
        return type(self), (list(self),)


class Frozen:
    """A frozen struct or dataclass in which nothing can be changed either: its mappings and lists are frozen."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        """Freeze what fields may hold that could be changed, as soon as a value is made."""
        super().__init_subclass__()
        annotations: dict[str, Any] = vars(cls).get("__annotations__", {})
        if names := [name for name, kind in annotations.items() if str(kind).startswith(_CHANGEABLE)]:
            cls.__post_init__ = _freezing(cls, names)  # type: ignore[attr-defined]


_CHANGEABLE = ("Mapping", "dict", "list", "Any", "Sequence", "tuple[Mapping", "tuple[dict", "tuple[tuple[Mapping")
"""What the annotations of such fields begin with."""


def _freezing(kind: type, names: Sequence[str]) -> Callable[[Any], None]:
    """Return what freezes these fields of a value that is just being made."""
    put: Callable[[Any, str, object], None] = force_setattr if issubclass(kind, Struct) else object.__setattr__

    def frozen(value: Any) -> None:  # noqa: ANN401 - of whatever class
        for name in names:
            put(value, name, freeze(getattr(value, name)))

    return frozen


_NOTHING: FrozenDict[Any, Any] = FrozenDict()


def freeze(value: Any) -> Any:  # noqa: ANN401 - whatever a value holds
    """Return a value that nobody can change; what is frozen by itself is returned as it is."""
    kind = type(value)
    if kind in _PLAIN or kind is FrozenDict or kind is FrozenList:
        return value
    if kind is tuple:
        return value if _PLAIN.issuperset(map(type, value)) else tuple([freeze(each) for each in value])
    if kind is list:
        return FrozenList([freeze(each) for each in value])
    if kind is dict or isinstance(value, Mapping):
        return FrozenDict({name: freeze(each) for name, each in value.items()}) if value else _NOTHING
    return value
