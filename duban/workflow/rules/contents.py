"""One version of a scenario has one content: whoever comes with another is refused, in whatever process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.storage import DefinitionRecord, contents
from duban.workflow.errors import ScenarioChanged

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states import Definition
    from duban.storage import ContentRecord


def require_content(connection: Connection, definition: Definition) -> bool:
    """Return whether a definition is known as the content of its version, or False if the version has none yet.

    Raises ScenarioChanged if the version has another content.
    """
    found = contents.read_content(connection, definition.scenario, definition.version)
    if found is None:
        return False
    _require_same(definition, found)
    return True


def keep_content(connection: Connection, definition: Definition, *, at: datetime) -> None:
    """Store a definition, and that it is the content of its version.

    Raises ScenarioChanged if somebody else has said otherwise in the meantime.
    """
    record = DefinitionRecord(definition.digest, definition.scenario, definition.version, definition.document)
    _require_same(definition, contents.keep_content(connection, record, at=at))


def changed_scenarios(connection: Connection, definitions: Iterable[Definition]) -> list[ScenarioChanged]:
    """Return for each definition whose version has another content in the database how they differ."""
    known = {(found.scenario, found.version): found for found in contents.read_contents(connection)}
    changed = []
    for definition in definitions:
        found = known.get((definition.scenario, definition.version))
        if found is not None and found.digest != definition.digest:
            changed.append(_changed(definition, found))
    return changed


def _require_same(definition: Definition, found: ContentRecord) -> None:
    if found.digest != definition.digest:
        raise _changed(definition, found)


def _changed(definition: Definition, found: ContentRecord) -> ScenarioChanged:
    return ScenarioChanged(
        definition.scenario, definition.version, definition.digest, known=found.digest, since=found.at
    )
