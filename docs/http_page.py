"""Make the description of the JSON API (OpenAPI) and the reference page of its operations: `make docs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.desk.api.document import document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = Path(__file__).parent / "reference"
FILE, PAGE = FOLDER / "openapi.json", FOLDER / "http.md"

HEAD = """# The JSON API

This page is made from the operations by `make docs`, and a test compares the two; [openapi.json](openapi.json) has all
of it in OpenAPI 3.1, as `/api/v1/openapi.json` gives it. [Use the desk from programs](../how-to/use-the-api.md) shows
how to begin. What is answered has the names that [the library](api.md) has.

All addresses stand below `/api/v1` of the desk. A problem is `application/problem+json`: `code` says what it is in
every language, `blockers` are the engine's reasons, `errors` point at what is wrong.

| status | codes |
|---|---|
"""


def page() -> str:
    """Return the reference page."""
    described = document()
    return HEAD + "\n".join([*_codes(), "", *_operations(described)]) + "\n"


def _codes() -> Iterator[str]:
    from duban.desk.api.problems import STATUS  # noqa: PLC0415 - beside what it is for

    for status in sorted(set(STATUS.values())):
        codes = ", ".join(f"`{code}`" for code, found in STATUS.items() if found == status)
        yield f"| {status} | {codes} |"


def _operations(described: Mapping[str, Any]) -> Iterator[str]:
    tags = dict.fromkeys(each["tags"][0] for methods in described["paths"].values() for each in methods.values())
    for tag in tags:
        yield from (f"## {tag.capitalize()}", "")
        for path, methods in described["paths"].items():
            for method, each in methods.items():
                if each["tags"][0] == tag:
                    yield from _operation(f"{method.upper()} {path}", each, described)


def _operation(title: str, each: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"### `{title}`", "", each["summary"])
    if "description" in each:
        yield from ("", each["description"])
    told = [f"`{one['name']}`" for one in each["parameters"] if one["in"] == "query"]
    if told:
        yield from ("", f"In the address: {', '.join(told)}.")
    content = each.get("requestBody", {}).get("content", {})
    for kind, one in content.items():
        name = one["schema"].get("$ref", "").rpartition("/")[2]
        if name:
            schema = described["components"]["schemas"][name]
            yield from ("", _members(name, schema))
        elif kind != "multipart/form-data":
            yield from ("", f"The content is a file (`{kind}`, or `multipart/form-data`).")
    if "x-scope" in each:
        yield from ("", f"Scope of the token: `{each['x-scope']}`.")
    yield ""


def _members(name: str, schema: Mapping[str, Any]) -> str:
    required = schema.get("required", [])
    told = [f"**`{one}`**" if one in required else f"`{one}`" for one in schema["properties"]]
    said = " ".join(str(schema.get("description", "")).split())
    return f"The content, `{name}`: {', '.join(told)}. {said}"


if __name__ == "__main__":
    FILE.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    PAGE.write_text(page(), "utf-8")
