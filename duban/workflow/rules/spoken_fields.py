"""Which private fields papers can speak of, by the messages that they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from duban.workflow.rules.views import may_see

if TYPE_CHECKING:
    from duban.states import Subject
    from duban.workflow.rules.compiled import Compiled


def speaks_of(compiled: Compiled, paper: str, field: str, kept: str = "") -> bool:
    """Return whether papers of a kind can speak of a field; those of a kind that the rules do not know may.

    `kept` is what one that was signed says: it may have been worded by the office otherwise than papers are now.
    """
    declared = compiled.definition.papers.get(paper)
    if declared is None or field in declared.asks:
        return True
    own = json.loads(kept)["facts"].get("wording", {}) if '"wording":' in kept else {}
    names = [name for name in (declared.message, declared.document) if name]
    forms = [form.parts for name in names for form in (compiled.form(name), compiled.spoken(name))]
    return any(_speaks(part, field) for part in (own, *forms))


def sees_papers(compiled: Compiled, subject: Subject, paper: str, unit: str | None, kept: str = "") -> bool:
    """Return whether a unit may read papers of a kind: it may see every private field that they can speak of.

    None is trusted code; `kept` is as for `speaks_of`.
    """
    fields = compiled.definition.fields
    hidden = [name for name in compiled.private if unit is not None and not may_see(fields[name], subject.units, unit)]
    return not any(speaks_of(compiled, paper, name, kept) for name in hidden)


def _speaks(part: object, field: str) -> bool:
    """Return whether a field stands in the templates of a message, or `data`, by which all can be reached."""
    if isinstance(part, str):
        return field in part or "data" in part
    return isinstance(part, Mapping) and any(_speaks(each, field) for each in part.values())
