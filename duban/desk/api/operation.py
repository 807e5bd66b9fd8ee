"""What an operation of the API is: a method and an address, a rule of who may ask, and a function that answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duban.desk.acts import Order
from duban.desk.who import ON_MATTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import msgspec

    from duban.desk.accounts import Bearer, Caller
    from duban.desk.models import Rulebook
    from duban.desk.serving import Tools
    from duban.desk.who import Function, Identity, Viewer
    from duban.workflow import Engine, Instance


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: what is written as JSON, or a body as it is."""

    value: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterator[bytes] | None = None
    kind: str = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; its name is what programs call it, and its docstring what the reference says of it.

    `scope` is what a token needs for it, `functions` are those of accounts that may ask. `on_matter`: the `number` of
    the address has to be a matter inside their reach. `query` and `body` are structs of what the address and the
    content may have; `result` says what is answered, `also` with which other statuses. An operation `takes` a file as
    its content, if it is of no struct. An `open` one asks nobody who they are.
    """

    name: str
    method: str
    path: str
    answer: Callable[[Ask], Given]
    result: Any = None
    scope: str = ""
    functions: frozenset[Function] = ON_MATTERS
    on_matter: bool = False
    query: type[msgspec.Struct] | None = None
    body: type[msgspec.Struct] | None = None
    status: int = 200
    also: tuple[int, ...] = ()
    tag: str = "items"
    kind: str = "application/json"
    takes: str = ""
    open: bool = False
    waits: bool = False
    """Whether its answer can be waited for."""

    @property
    def acts(self) -> bool:
        """Return whether it changes something."""
        return self.method not in {"GET", "HEAD"}


@dataclass(slots=True)
class Ask:
    """One request; `item` is the matter that the address names, already found to be inside the reach of who asks."""

    tools: Tools
    operation: Operation
    params: Mapping[str, str]
    who: Identity
    viewer: Viewer
    caller: Caller
    address: str
    """Where the API is, with the mount prefix: what addresses in answers begin with."""
    bearer: Bearer | None = None
    query: Any = None
    body: Any = None
    item: Instance | None = None
    key: str | None = None
    expect: int | None = None
    seen: str = ""
    """The tags that the client has, by which it is told that nothing has changed."""
    content: Any = None
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def engine(self) -> Engine:
        """Return the engine."""
        return self.tools.engine

    @property
    def rulebook(self) -> Rulebook:
        """Return what is known of the definitions."""
        return self.tools.rulebook

    @property
    def matter(self) -> Instance:
        """Return the matter of the address, which the rule of the operation has found inside the reach."""
        assert self.item is not None  # noqa: S101 - see above
        return self.item

    @property
    def number(self) -> str:
        """Return the number of the matter of the address."""
        return self.matter.number

    @property
    def order(self) -> Order:
        """Return what every act has; who acts is whoever has asked, never what the content says."""
        number = "" if self.item is None else self.item.number
        return Order(self.who, number, None if self.key is None else f"api:{self.key}", expect=self.expect)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Return the scenarios to which the token is limited; none if it is not."""
        return () if self.bearer is None else self.bearer.limits.scenarios

    @property
    def only_unit(self) -> str:
        """Return the unit to whose matters the token is limited; empty if it is not."""
        return "" if self.bearer is None else self.bearer.limits.unit
