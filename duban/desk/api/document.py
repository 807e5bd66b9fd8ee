"""The API as OpenAPI 3.1: made of the operations, of what they take, and of the values that verbs return."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import msgspec

from duban.desk.api.problems import STATUS, TITLE_TEXTS, Code
from duban.desk.api.resources import OPERATIONS
from duban.desk.api.schema import PREFIX, Schemas
from duban.desk.api.written import SHAPED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.desk.api.operation import Operation

VERSION = "1"
_PLACE = re.compile(r"\{(\w+)\}")
_ALWAYS = (400, 401, 403, 429, 503)
"""What any operation may answer that asks who somebody is."""

_PROBLEM = {
    "type": "object",
    "description": "Why a request was not done (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"enum": [str(code) for code in Code]},
        "blockers": {"type": "array", "items": {"$ref": f"{PREFIX}Blocker"}},
        "errors": {"type": "array", "items": {"$ref": f"{PREFIX}Wrong"}},
        "trace": {"type": "string"},
        "version": {"type": "integer"},
        "items": {"type": "array", "items": {"$ref": f"{PREFIX}Done"}},
    },
    "required": ["type", "title", "status", "code"],
}
_WRONG = {
    "type": "object",
    "description": "What is wrong at one place: of the content (a JSON pointer), or of the address.",
    "properties": {
        "pointer": {"type": "string"},
        "parameter": {"type": "string"},
        "code": {"type": "string"},
        "message": {"type": "string"},
    },
    "required": ["code", "message"],
}


def document() -> dict[str, Any]:
    """Return the document."""
    schemas = Schemas(SHAPED)
    schemas.named |= {"Problem": _PROBLEM, "Wrong": _WRONG}
    bodies = [each.body for each in OPERATIONS if each.body is not None]
    _, components = msgspec.json.schema_components(bodies, ref_template=PREFIX + "{name}")
    paths: dict[str, Any] = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, schemas)
    for name, schema in components.items():
        schemas.add(name, schema)
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "duban",
            "version": VERSION,
            "description": "Matters that must not be forgotten, for programs. Problems are RFC 9457; their `code` is "
            "the same in every language. Adding members is no break.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.named.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "dbn_…"}},
        },
    }
    return dict(msgspec.json.decode(msgspec.json.encode(whole)))  # with lists alone, as it is read again


def _operation(each: Operation, schemas: Schemas) -> dict[str, Any]:
    said = inspect.cleandoc(each.answer.__doc__ or "")
    summary, _, rest = said.partition("\n\n")
    made: dict[str, Any] = {
        "operationId": each.name,
        "tags": [each.tag],
        "summary": " ".join(summary.split()),
        "parameters": [*_places(each.path), *_query(each.query), *_headers(each)],
        "responses": dict(_responses(each, schemas)),
    }
    if rest:
        made["description"] = " ".join(rest.split())
    if each.open:
        made["security"] = []
    elif each.scope:
        made["x-scope"] = each.scope
    if each.body is not None:
        kind = {"application/json": {"schema": {"$ref": PREFIX + each.body.__name__}}}
        made["requestBody"] = {"required": True, "content": kind}
    if each.takes:
        whole = {"type": "object", "properties": {"file": {"type": "string", "contentMediaType": each.takes}}}
        form = {"multipart/form-data": {"schema": {**whole, "required": ["file"]}}}
        made["requestBody"] = {"required": True, "content": {each.takes: {"schema": {}}, **form}}
    return made


def _places(path: str) -> Iterable[dict[str, Any]]:
    for name in _PLACE.findall(path):
        kind = {"type": "integer"} if name == "seq" else {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", "required": True, "schema": kind}


def _query(query: type[msgspec.Struct] | None) -> Iterable[dict[str, Any]]:
    if query is None:
        return
    (_, components) = msgspec.json.schema_components([query])
    found = components[query.__name__]["properties"]
    for name, schema in found.items():
        plain = {key: value for key, value in schema.items() if key != "default"}
        if name == "data":
            yield {
                "name": name,
                "in": "query",
                "style": "deepObject",
                "description": "Sent as `data.NAME=value`.",
                "schema": {"type": "object", "additionalProperties": False},
            }
            continue
        made = {"name": name, "in": "query", "schema": _without_null(plain)}
        yield {**made, "style": "form", "explode": False} if plain.get("type") == "array" else made


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema as an address can have it, where what is nothing does not stand."""
    several = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    return several[0] if len(several) == 1 else schema


def _headers(each: Operation) -> Iterable[dict[str, Any]]:
    text = {"type": "string", "maxLength": 200}
    if each.method == "POST" and not each.takes:
        yield {"name": "Idempotency-Key", "in": "header", "schema": {**text, "pattern": "^[A-Za-z0-9_.:-]+$"}}
    if each.acts and each.on_matter:
        yield {"name": "If-Match", "in": "header", "schema": {**text, "pattern": '^[A-Za-z0-9."*]+$'}}
    if each.name == "get_item":
        yield {"name": "If-None-Match", "in": "header", "schema": {**text, "pattern": '^[A-Za-z0-9."]+$'}}


def _responses(each: Operation, schemas: Schemas) -> Iterable[tuple[str, Any]]:
    schema = {} if each.result is None else schemas.of(each.result)
    content = {each.kind: {"schema": schema}}
    for status in sorted({each.status, *(one for one in each.also if one < 300 and one != each.status)}):  # noqa: PLR2004
        yield str(status), {"description": "done", "content": content}
    if 304 in each.also:  # noqa: PLR2004 - the status
        yield "304", {"description": "as the client has it"}
    refused = {*(one for one in each.also if one >= 400), *(() if each.open else _ALWAYS)}  # noqa: PLR2004
    refused |= {413, 415, 422} if each.body is not None or each.takes else {400}
    refused |= {409, 412, 428} if each.acts and not each.open else set()
    for status in sorted(refused):
        titles = [TITLE_TEXTS[code] for code, found in STATUS.items() if found == status]
        kind = {"application/problem+json": {"schema": {"$ref": f"{PREFIX}Problem"}}}
        yield str(status), {"description": "; ".join(titles), "content": kind}
