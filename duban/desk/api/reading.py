"""Reading what was asked: names and values of the address, and JSON, each into the struct of its operation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from duban import words
from duban.desk.api.problems import Code, Problem, error_at
from duban.desk.models.ledger import strange_in

if TYPE_CHECKING:
    from collections.abc import Iterable

DEEPEST = 20
"""So many lists and objects may stand within each other."""

DATA = "data"
"""The parameter that stands for several: `data.category=roads`."""

_SAID = 40
_PLACE = re.compile(r" - at `\$(?P<place>[^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `(?P<name>.*)`")


def read_query(pairs: Iterable[tuple[str, str]], into: type[msgspec.Struct] | None) -> Any:  # noqa: ANN401 - of that type
    """Return what an address asks for. Raise Problem for names that there are not, and values that cannot be used."""
    fields = {} if into is None else {each.encode_name: each for each in msgspec.structs.fields(into)}
    given: dict[str, Any] = {}
    for name, value in pairs:
        whole, _, part = name.partition(".")
        if part and whole == DATA and DATA in fields:
            given.setdefault(DATA, {})[part] = value
        elif name == DATA or name not in fields:
            raise Problem(Code.PARAMETERS, errors=[_strange(name, fields)])
        elif _takes_several(fields[name]):
            given.setdefault(name, []).extend(each for each in value.split(",") if each)
        elif name in given:
            said = words.text("{name} stands there twice", name=name)
            raise Problem(Code.PARAMETERS, errors=[{"parameter": name, "code": "twice", "message": said}])
        else:
            given[name] = value
    if into is None:
        return None
    try:
        return msgspec.convert(given, into, strict=False)
    except msgspec.ValidationError as error:
        place, said = _parts(error)
        name = place.strip(".").partition("[")[0].partition(".")[0]
        raise Problem(Code.PARAMETERS, errors=[{"parameter": name, "code": "invalid", "message": said}]) from None


def _takes_several(field: Any) -> bool:  # noqa: ANN401 - as msgspec has it
    return getattr(field.type, "__origin__", None) is tuple


def _strange(name: str, known: Iterable[str]) -> dict[str, str]:
    (said,) = strange_in([(name, "")], [each for each in known if each != DATA])
    return {"parameter": name[:_SAID], "code": "unknown", "message": said}


def read_json(content: bytes) -> Any:  # noqa: ANN401 - whatever was sent
    """Return what was sent as JSON. Raise Problem if it is none, or too deep."""
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Problem(Code.MALFORMED, words.text("this is no JSON: {reason}", reason=str(error))) from None
    if _is_deeper(found, DEEPEST):
        raise Problem(Code.MALFORMED, words.text("at most {count} lists and objects within each other", count=DEEPEST))
    return found


def _is_deeper(value: object, most: int) -> bool:
    if isinstance(value, dict):
        return most == 0 or any(_is_deeper(each, most - 1) for each in value.values())
    return isinstance(value, list) and (most == 0 or any(_is_deeper(each, most - 1) for each in value))


def read_body(found: Any, into: type[msgspec.Struct]) -> Any:  # noqa: ANN401 - of that type
    """Return what was sent as the struct of an operation. Raise Problem with the place of what does not fit."""
    try:
        return msgspec.convert(found, into)
    except msgspec.ValidationError as error:
        place, said = _parts(error)
        unknown = _UNKNOWN.search(str(error))
        if unknown is not None:
            said = words.text("there is no member “{name}”", name=unknown["name"][:_SAID])
            place = f"{place}.{unknown['name']}"
        pointer = "#" + place.replace("~", "~0").replace("/", "~1").replace(".", "/").replace("[", "/").replace("]", "")
        raise Problem(Code.FIELDS, errors=[error_at(pointer, "unknown" if unknown else "invalid", said)]) from None


def _parts(error: msgspec.ValidationError) -> tuple[str, str]:
    """Return where something does not fit, and what is said of it."""
    text = str(error)
    place = _PLACE.search(text)
    said = _PLACE.sub("", text)
    return ("" if place is None else place["place"]), words.text("this cannot be used here: {reason}", reason=said)
