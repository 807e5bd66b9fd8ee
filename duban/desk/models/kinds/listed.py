"""事项类型: the kinds that are loaded, with the open matters of each, and the files that could not be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    """The page; `unusable` says what is wrong with files that were left out."""

    rows: tuple[KindRow, ...]
    retired: tuple[KindRow, ...]
    unusable: tuple[str, ...] = ()


def kinds_list(engine: Engine) -> KindsList:
    """Return the kinds that are loaded, and those that only open matters still go by."""
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
