"""`/files`: evidence is added, and named in an act by its hash; and read again by who may see a field that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from duban.desk import acts
from duban.desk.accounts import journal, tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.problems import Code, Problem
from duban.desk.api.shapes import File, Files
from duban.desk.store import writing
from duban.desk.who import ACTING
from duban.evidence import EvidenceError
from duban.states import InvalidData
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.desk.api.operation import Ask
    from duban.workflow import OpenedFile

_BLOCK = 1 << 16


class NamedFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file is called, if it comes by itself; in a form it has its name."""

    name: str | None = None


def add_file(ask: Ask) -> Given:
    """Add a file, by itself (its name in the address) or as the one field of a form.

    The answer is what a field of an act has to hold to name it, within a day. `Content-Digest` is held against it.
    """
    if not ask.engine.keeps_files:
        raise Problem(Code.NOT_FOUND)
    file = ask.content
    sha256, name = acts.keep_file(ask.engine, ask.order, file.content, name=file.name, sha256=file.sha256)
    return Given({"name": name, "sha256": sha256}, status=201)


def list_files(ask: Ask) -> Given:
    """Return the files that fields of a matter name which who asks may see."""
    if not ask.engine.keeps_files:
        return Given({"items": []})
    return Given({"items": [each.to_json() for each in ask.engine.files(ask.number, viewer=ask.viewer.name)]})


def get_file(ask: Ask) -> Given:
    """Return a file that a field of the matter names which who asks may see."""
    try:
        found = ask.engine.open_file(ask.number, ask.params["sha256"], viewer=ask.viewer.name)
    except (EvidenceError, WorkflowError, InvalidData):
        raise Problem(Code.NOT_FOUND) from None
    if found.file.private and ask.tools.local:
        facts = {"number": found.file.number, "sha256": found.file.sha256}
        with writing(ask.engine) as connection:
            at, who = ask.engine.now(), ask.who.account
            journal.note(connection, "private file", at=at, facts=facts, account=who, address=ask.caller.address)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.file.name, safe='')}",
        "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    }
    return Given(body=_blocks(found), kind=found.media_type, headers=headers)


def _blocks(found: OpenedFile) -> Iterator[bytes]:
    with found:
        while block := found.content.read(_BLOCK):
            yield block


OPERATIONS = (
    Operation(
        "add_file",
        "POST",
        "/files",
        add_file,
        File,
        scope=tokens.FILES,
        functions=ACTING,
        query=NamedFile,
        status=201,
        also=(404, 413, 422, 507),
        tag="files",
        takes="application/octet-stream",
    ),
    Operation(
        "list_files",
        "GET",
        "/items/{number}/files",
        list_files,
        Files,
        scope=tokens.READ,
        on_matter=True,
        also=(404,),
        tag="files",
    ),
    Operation(
        "get_file",
        "GET",
        "/items/{number}/files/{sha256}",
        get_file,
        scope=tokens.FILES,
        on_matter=True,
        also=(404,),
        tag="files",
        kind="application/octet-stream",
    ),
)
