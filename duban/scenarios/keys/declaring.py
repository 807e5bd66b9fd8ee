"""How a key of the language is declared: one line says how it is read, what it means and what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import UNSET, Struct, UnsetType

from duban.scenarios.scope import hint
from duban.scenarios.shapes import Checker, Shape, shape_of, shaped
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope

Part = TypeVar("Part")


class Key(Struct, frozen=True):
    """One key that a mapping may have.

    `checker` reads its value. `meaning` is the sentence that editors show and the reference has, `label` the English of
    what `duban scenario diff` calls the key. `field` is the field that holds the value if it has another name than the
    key, and none if no field does. `default` stands there if the key is left out, where the field has no default.
    """

    name: str
    checker: Checker
    meaning: str
    label: str = ""
    field: str | UnsetType | None = UNSET
    default: Any = None
    required: bool = False


class Keys(Generic[Part]):
    """The keys that a mapping may have, and the part of the definition that is made of them: the reader follows both.

    `part` is a struct, or `dict` if no part of the definition is made of it. `also` holds the labels of the fields that
    are read from no key of this mapping alone. `untold` are the fields that are no difference of their own: by what a
    part is found again, and what is no rule.
    """

    def __init__(
        self,
        name: str,
        part: type[Part],
        *keys: Key,
        also: Mapping[str, str] | None = None,
        untold: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.part = part
        self.declared = {key.name: key for key in keys}
        self.required = tuple(key.name for key in keys if key.required)
        self.fields = {key.name: key.field or key.name for key in keys if key.field is not None}
        self._checkers = {key.name: key.checker for key in keys}
        self.also = also or {}
        self.untold = untold
        every: tuple[str, ...] = getattr(part, "__struct_fields__", ())
        without_default = every[: len(every) - len(getattr(part, "__struct_defaults__", ()))]
        self._defaults = {
            field: self.declared[name].default for name, field in self.fields.items() if field in without_default
        }

    def read(
        self, scope: Scope, node: Node, path: str, *, instead: Mapping[str, Checker] | None = None
    ) -> dict[str, Any]:
        """Check a mapping and return the meanings of the keys that are given.

        `instead` holds checkers that go before the declared ones.
        """
        if type(node.value) is not dict:
            facts = {"wanted": list(self.required or self.declared), "kind": node.kind}
            scope.refuse(node, path, Line("has to be a mapping with keys such as {wanted}, not {kind}", **facts))
            return {}
        checkers = {**self._checkers, **instead} if instead else self._checkers
        found = {}
        prefix = f"{path}." if path else ""
        for name, child in node.value.items():
            checker = checkers.get(name)
            if checker is None:
                facts = {"name": str(name), "hint": hint(name, self.declared)}
                scope.refuse(name, prefix + name, Line('unknown key "{name}"{hint}', **facts))
            else:
                found[str(name)] = checker(scope, child, prefix + name)
        for name in self.required:
            if name not in node.value:
                scope.refuse(node, path, Line('the key "{name}" is missing', name=name))
        return found

    def build(self, found: Mapping[str, Any], **given: Any) -> Part:  # noqa: ANN401 - fields of the part
        """Return the part that is made of what was read, and of the fields that are `given` by hand."""
        return self.part(**(self.held(found) | given))

    def held(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was read by the fields that hold it."""
        fields = self.fields
        read = {fields[name]: value for name, value in found.items() if value is not None and name in fields}
        return self._defaults | read if self._defaults else read

    def shape(self) -> Shape:
        """Return what the mapping takes, in the words of JSON Schema."""
        return {
            "type": "object",
            "properties": {
                name: {"description": key.meaning, **shape_of(key.checker)} for name, key in self.declared.items()
            },
            **({"required": list(self.required)} if self.required else {}),
            "additionalProperties": False,
        }


def keyed(keys: Keys[Any]) -> Checker:
    """Return a checker of a mapping that has these keys; it means what each of them means."""

    @shaped(keys.shape)
    def check(scope: Scope, node: Node, path: str) -> dict[str, Any]:
        return keys.read(scope, node, path)

    return check
