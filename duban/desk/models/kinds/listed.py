"""事项类型: the kinds that are loaded, with the open matters of each, and the files that could not be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.who import Viewer
    from duban.workflow import Engine


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind: its title, the version by which matters are opened, and the open ones, in all and by older versions."""

    scenario: str
    title: str
    version: int
    digest: str
    open: int
    older: tuple[tuple[int, int], ...] = ()
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class KindsList:
    """The page; `unusable` says what is wrong with files that were left out.

    If it is not `whole`, it is for somebody who does not reach all matters: how many are open, and which files there
    are, is not told.
    """

    rows: tuple[KindRow, ...]
    retired: tuple[KindRow, ...] = ()
    unusable: tuple[str, ...] = ()
    whole: bool = True


def kinds_list(engine: Engine, viewer: Viewer) -> KindsList:
    """Return the kinds that are loaded, and those that only open matters still go by."""
    if not viewer.scope.everything:
        loaded = engine.definitions()
        plain = (KindRow(each.scenario, each.title, each.version, each.digest, open=0) for each in loaded)
        return KindsList(tuple(plain), whole=False)
    found = engine.versions()
    newest = {each.scenario: each for each in engine.definitions()}
    rows, retired = [], []
    for name in dict.fromkeys(each.scenario for each in found):
        own = [each for each in found if each.scenario == name]
        shown = newest.get(name, own[-1].definition)
        older = tuple((each.version, each.open) for each in own if each.open and each.version != shown.version)
        row = KindRow(
            scenario=name,
            title=shown.title,
            version=shown.version,
            digest=shown.digest,
            open=sum(each.open for each in own),
            older=older,
            sheet=shown.sheet is not None,
        )
        if name in newest:
            rows.append(row)
        elif row.open:
            retired.append(row)
    return KindsList(tuple(rows), tuple(retired), tuple(str(each) for each in engine.unusable))
