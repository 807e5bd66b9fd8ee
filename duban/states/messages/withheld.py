"""What stands in a template for a value that the reader may not see, and what is written if that is not enough."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NoReturn

from duban import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Derived(Exception):
    """Raised if a template asks something of a value that its reader may not see, other than to write it."""


def _refused(*_: object) -> NoReturn:
    raise Derived


class Withheld:
    """A value that its reader may not see: it is written as a mark, and whatever else is asked of it fails.

    Comparing, counting or cutting it would tell something of it, or something wrong. Only that it was given is no
    secret: the history says so too. Of a number or a choice between yes and no, not even that is answered, since `if`
    asks for the value itself.
    """

    __slots__ = ("_many", "_telling")

    def __init__(self, *, many: bool = False, telling: bool = False) -> None:
        """Say whether it stands for several values, and whether to be true is part of what it says."""
        self._many = many
        self._telling = telling

    def __str__(self) -> str:
        """Return the mark, in the language of the reader."""
        return words.text("(not to be passed on; please log in to see it)")

    def __bool__(self) -> bool:
        """Return True, as it was given; raise Derived if the value itself decides."""
        if self._telling:
            raise Derived
        return True

    def __iter__(self) -> Iterator[Any]:
        """Yield it once, so that a list of several is written as one mark; raise Derived for a single value."""
        if not self._many:
            raise Derived
        yield Withheld(telling=self._telling)

    def __hash__(self) -> int:
        """Raise Derived: what is looked up by it would be compared."""
        raise Derived

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refused
    __contains__ = __getitem__ = __len__ = __call__ = _refused
    __int__ = __float__ = __index__ = __abs__ = __neg__ = __pos__ = __round__ = _refused
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refused
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refused


def neutral(part: str, item: Mapping[str, Any], *, html: bool = False, line: bool = False) -> str:
    """Return what is written in place of a part that cannot be filled in without a value that is withheld."""
    facts = {"number": item.get("number", ""), "title": item.get("title", "")}
    if part == "subject":
        return words.text("{number}: not to be passed on, please log in to read it", **facts)
    if line:
        return str(Withheld())
    said = words.text("“{title}” ({number}): this message is not to be passed on. Please log in to read it.", **facts)
    return f"<p>{escape(said)}</p>" if html else said
