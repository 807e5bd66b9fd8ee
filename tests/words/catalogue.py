"""The catalogue of what people read: taken out of the code, brought up to date, compiled. `make words` runs it."""

from __future__ import annotations

import ast
import inspect
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "duban"
ROOM = PACKAGE / "words"
PO = ROOM / "locale" / "zh" / "LC_MESSAGES" / "duban.po"
MO = PO.with_suffix(".mo")

_ALL = sys.maxsize
_SAYING = {"text": 1, "looked_up": 1, "plural": 2, "Line": 1}
"""The functions of the room whose texts are looked up, and how many of their arguments hold texts."""
_COMMAND_SAYING = {"word": 1, "words": _ALL, "show_rows": 1, "progress": 1}
"""Those of the command line."""
_LISTS = {"FOREIGN", "NAMES", "SENTENCES", "REASONS"}
_LABELLED = {"Key": 3, "FormKey": 2}
"""The declarations of keys, and which of their arguments is the label."""
_EXAMPLE = "\n\nExample: "
"""What parts a command's text from its examples."""

Found = tuple[int, str, str | tuple[str, ...], list[str]]


def extracted() -> Catalog:
    """Return every text of the code that is looked up, with the files in which it stands."""
    catalogue = _catalogue()
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0]
        for line, text, _, _ in extract_from_file(_texts, path, options={"room": room}):
            catalogue.add(text, locations=[(str(path.relative_to(ROOT)), line)])
    for path in sorted(PACKAGE.rglob("*.j2")):
        for line, text, _, _ in extract_from_file("jinja2", path, keywords={"say": None}):
            catalogue.add(text, locations=[(str(path.relative_to(ROOT)), line)])
    return catalogue


def translated() -> Catalog:
    """Return the Chinese catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh", domain="duban")


def as_po(catalogue: Catalog) -> bytes:
    """Return a catalogue as its file has it: by what stands in the code, without the lines, which move."""
    file = io.BytesIO()
    write_po(file, catalogue, width=120, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return a catalogue compiled."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def updated(known: Catalog) -> Catalog:
    """Return the texts of the code with the Chinese that is known of them; what is new has none yet."""
    fresh = extracted()
    for message in fresh:
        same = known.get(message.id) if message.id else None
        if same is not None:
            message.string = same.string
            message.user_comments = same.user_comments
    return fresh


def _catalogue() -> Catalog:
    # The day is no news: the same code makes the same file.
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return Catalog(
        "zh",
        domain="duban",
        project="duban",
        version="0.1",
        header_comment="# The Chinese of what duban says; `make words` brings it up to date with the code.",
        creation_date=day,
        revision_date=day,
        fuzzy=False,
    )


def _texts(file: io.BytesIO, _keywords: object, _comments: object, options: dict[str, str]) -> Iterator[Found]:
    """Yield what a file looks up, in the form that Babel asks of a method of extraction."""
    commands = options["room"] == "cli"
    for node in ast.walk(ast.parse(file.read())):
        for text in _looked_up(node, bare=options["room"] == "words"):
            yield node.lineno, "" if isinstance(text, str) else "ngettext", text, []  # type: ignore[attr-defined]
        for text in _of_commands(node) if commands else ():
            yield node.lineno, "", text, []  # type: ignore[attr-defined]


def _looked_up(node: ast.AST, *, bare: bool) -> Iterator[str | tuple[str, ...]]:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name("words"), attr=name), args=args) if name in _SAYING:
            pass
        case ast.Call(func=ast.Name(name), args=args) if (bare or name == "Line") and name in _SAYING:
            pass
        case ast.Assign(targets=[ast.Name(listed)], value=texts) if bare and listed in _LISTS:
            yield from _constants(texts)
            return
        case ast.Assign(targets=[ast.Name("LENGTHS")], value=ast.Dict(values=pairs)) if bare:
            yield from (tuple(_constants(pair)) for pair in pairs)
            return
        case ast.Assign(targets=[ast.Name(listed)], value=texts) if listed.endswith("_TEXTS"):
            yield from _constants(texts)
            return
        case ast.Call(func=ast.Name(name), args=args, keywords=named) if name in _LABELLED:
            yield from (text for label in args[_LABELLED[name] : _LABELLED[name] + 1] for text in _constants(label))
            yield from (text for given in named if given.arg == "label" for text in _constants(given.value))
            return
        case ast.Call(func=ast.Name("Keys"), keywords=named):
            yield from (text for given in named if given.arg == "also" for text in _constants(given.value))
            return
        case _:
            return
    if name == "plural":
        if forms := [*_constants(ast.Tuple(args[:2]))]:
            yield tuple(forms)
    else:
        yield from _constants(args[0])


def _of_commands(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(name), args=args) if name in _COMMAND_SAYING:
            for arg in args[: _COMMAND_SAYING[name]]:
                yield from _constants(arg)
        case ast.Assign(targets=[target], value=texts) if ast.unparse(target).endswith("_COLUMNS"):
            yield from _constants(texts)
        case ast.FunctionDef() if _EXAMPLE in (doc := ast.get_docstring(node) or ""):
            yield doc.partition(_EXAMPLE)[0]
        case ast.keyword(arg="help", value=ast.Constant(value=str(said))):
            yield inspect.cleandoc(said).partition(_EXAMPLE)[0]


def _constants(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.Tuple(elts=parts):
            for part in parts:
                yield from _constants(part)
        case ast.Dict(values=parts):
            for part in parts:
                yield from _constants(part)
        case ast.IfExp(body=body, orelse=other):
            yield from _constants(body)
            yield from _constants(other)


def main() -> None:
    """Write the catalogue anew, and say what has no Chinese yet."""
    catalogue = updated(translated())
    PO.write_bytes(as_po(catalogue))
    MO.write_bytes(as_mo(catalogue))
    for message in catalogue:
        if message.id and not message.string:
            print(f"no Chinese yet: {message.id!r}")


if __name__ == "__main__":
    main()
