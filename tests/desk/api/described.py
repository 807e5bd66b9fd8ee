"""Holds every answer of the API against what its description says of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from starlette.routing import compile_path

from duban.desk.api.document import document

if TYPE_CHECKING:
    from re import Pattern

    import httpx

BASE = "/api/v1"


@cache
def described() -> dict[str, Any]:
    return document()


@cache
def routes() -> list[tuple[Pattern[str], str]]:
    return [(compile_path(path)[0], path) for path in described()["paths"]]


@cache
def validator(path: str, method: str, status: str, kind: str) -> Draft202012Validator:
    resource = Resource.from_contents(described(), default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:api", resource)
    steps = ("paths", path, method, "responses", status, "content", kind, "schema")
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
    schema = {"$ref": f"urn:api#/{pointer}"}
    return Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def check_answer(method: str, answer: httpx.Response) -> None:
    """Assert that an answer is as the description says, if it is that of an operation."""
    assert answer.status_code != 500, answer.text
    path = answer.request.url.path.removeprefix(BASE)
    found = next((each for pattern, each in routes() if pattern.match(path)), None)
    operation = {} if found is None else described()["paths"][found].get(method.lower())
    if not operation or method == "HEAD" or answer.status_code in {405, 421}:
        return
    responses = operation["responses"]
    assert str(answer.status_code) in responses, (method, found, answer.status_code, answer.text)
    content = responses[str(answer.status_code)].get("content", {})
    kind = answer.headers.get("content-type", "")
    assert kind in content or not content or "application/octet-stream" in content, (found, kind)
    if "json" in kind:
        validator(found or "", method.lower(), str(answer.status_code), kind).validate(answer.json())
