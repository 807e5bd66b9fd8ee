"""Writes the reference of the history: `python docs/history_page.py` rewrites docs/reference/history.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from msgspec import UnsetType
from msgspec.json import schema
from msgspec.structs import FieldInfo, fields

from duban.states.history import KINDS, Entry, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent / "reference" / "history.md"

HEAD = """# The history

Each instance has an append-only history. An entry has `seq` (from 1, without a gap), `at`, `actor`, `kind`,
`trigger`, `from_state`, `to_state`, `round`, `payload` and `hash`. The payload is canonical JSON: sorted keys, no
spaces, no escapes for non-ASCII characters; this page lists its keys for each kind of entry. `hash` is the SHA-256 of
the canonical JSON of `[previous, number, seq, at, actor, kind, trigger, from_state, to_state, round, payload]`, with
the payload as the text that is stored. The first `previous` is the digest of the definition that the instance was
opened under.

A key in bold is always present; any other is omitted if it is empty. `null` means that there is no value, for example
no due day of a clock. Instants are UTC, days are local. A program reads an entry by `entry.facts`, a frozen struct of
`duban.states.history`; a kind that this version does not know raises `UnknownEntry`, because a newer duban wrote it.

This page is made from the code: `make docs`.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(_section(entry) for entry in KINDS.values()), *_shapes()])


def _section(entry: type[Entry]) -> str:
    said = (entry.__doc__ or "").strip().splitlines()[0]
    steps = "\n`units` to `lapsed` are what followed: see [step](#step).\n" if issubclass(entry, Step) else ""
    inherited = set(Step.__struct_fields__) if issubclass(entry, Step) else set()
    return f"## `{entry.kind}`\n\n{said} Written by {entry.by}.\n{steps}\n{_table(entry, leave=inherited)}"


def _shapes() -> Iterator[str]:
    """Yield the sections of what several kinds have in common."""
    yield f"## Step\n\nWhat followed from an act.\n\n{_table(Step)}"
    found: dict[str, Any] = {}
    for entry in KINDS.values():
        found |= schema(entry).get("$defs", {})
    for name in sorted(found.keys() - {each.__name__ for each in KINDS.values()}):
        shape = found[name]
        lines = [
            _row(key, value, always=key in shape.get("required", ())) for key, value in shape["properties"].items()
        ]
        yield f"## {name}\n\n{shape.get('description', '').splitlines()[0]}\n\n" + "\n".join([*_TABLE, *lines]) + "\n"


_TABLE = ["| key | value |", "|---|---|"]


def _table(entry: type[Entry], leave: set[str] | None = None) -> str:
    properties = schema(entry)["$defs"][entry.__name__]["properties"]
    lines = [
        _row(each.encode_name, _said(each, properties[each.encode_name]), always=each.required)
        for each in fields(entry)
        if each.name not in (leave or ())
    ]
    if not lines:
        return ""
    return "\n".join([*_TABLE, *lines]) + "\n"


def _said(each: FieldInfo, value: dict[str, Any]) -> dict[str, Any]:
    """Return what a key may hold where it is written: one that is left out for want of a value is never null."""
    if each.required or UnsetType in get_args(each.type) or "anyOf" not in value:
        return value
    return {"anyOf": [one for one in value["anyOf"] if one != {"type": "null"}]}


def _row(key: str, value: dict[str, Any], *, always: bool) -> str:
    said = _type(value)
    if key.endswith("_at") or key == "moment":
        said = said.replace("text", "instant")
    return f"| {f'**`{key}`**' if always else f'`{key}`'} | {said} |"


_PLAIN = {"string": "text", "integer": "number", "boolean": "true or false", "null": "`null`", "object": "by name"}


def _type(value: dict[str, Any]) -> str:
    """Say in words what a key holds."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in value:
        return " or ".join(dict.fromkeys(_type(each) for each in value["anyOf"]))
    if value.get("format") == "date":
        return "day"
    if value.get("type") == "array":
        return f"list of {_type(value.get('items', {}))}"
    if value.get("type") == "object" and isinstance(value.get("additionalProperties"), dict):
        return f"by name: {_type(value['additionalProperties'])}"
    return _PLAIN.get(str(value.get("type")), "any value")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
