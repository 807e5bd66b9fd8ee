"""How a key of the language is declared: in one place, with its checker, its meaning and its label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import UNSET, Struct, UnsetType

from duban.scenarios.checkers import Checker, Shape, hint, shape_of, shaped
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.checkers import Node, Scope

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
    """The keys that a mapping may have, and the part of the definition that they are read into.

    `part` is a struct, or `dict` if the mapping is not read into a part of the definition. `also` has the labels of
    fields that are not read from a key of this mapping alone. `untold` names the fields that are not compared: those by
    which a part is identified, and those that are not rules.
    """

    def __init__(
        self,
        name: str,
        part: type[Part],
        *keys: Key,
        also: Mapping[str, str] | None = None,
        untold: tuple[str, ...] = (),
        others: Checker | None = None,
    ) -> None:
        self.name = name
        self.others = others
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
        """Check a mapping and return the values of its keys; `instead` has checkers to use in place of the declared."""
        if type(node.value) is not dict:
            facts = {"wanted": list(self.required or self.declared), "kind": node.kind}
            scope.refuse(node, path, Line("has to be a mapping with keys such as {wanted}, not {kind}", **facts))
            return {}
        checkers = {**self._checkers, **instead} if instead else self._checkers
        found = {}
        prefix = f"{path}." if path else ""
        for name, child in node.value.items():
            checker = checkers.get(name, self.others)
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
        """Return the part with the values that were `found`, and the fields that are `given`."""
        return self.part(**(self.held(found) | given))

    def held(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values that were found, by the fields that hold them."""
        fields = self.fields
        read = {fields[name]: value for name, value in found.items() if value is not None and name in fields}
        return self._defaults | read if self._defaults else read

    def shape(self) -> Shape:
        """Return the JSON Schema of the mapping."""
        return {
            "type": "object",
            "properties": {
                name: {"description": key.meaning, **shape_of(key.checker)} for name, key in self.declared.items()
            },
            **({"required": list(self.required)} if self.required else {}),
            "additionalProperties": False if self.others is None else shape_of(self.others),
        }


def keyed(keys: Keys[Any]) -> Checker:
    """Return a checker of a mapping with these keys, which returns the value of each key."""

    @shaped(keys.shape)
    def check(scope: Scope, node: Node, path: str) -> dict[str, Any]:
        return keys.read(scope, node, path)

    return check
