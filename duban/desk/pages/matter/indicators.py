"""Pages beside a list of indicators, or one: how ready each is and what is missing, and its evidence as a zip."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from duban import words
from duban.desk.accounts import journal
from duban.desk.serving import SEES_THE_MATTER, Answer, NotFound, Page
from duban.desk.store import writing
from duban.evidence import EvidenceError
from duban.ledger import STANDING_TEXTS, PackDamaged, indicators_of, plan_pack, safe_name, send_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.desk.serving import Visit
    from duban.ledger import Pack

_BLOCK = 1 << 16
_LONGEST = 80


def show_indicators(visit: Visit) -> Answer:
    """Show how ready each indicator of a list is: what is wanted, given and checked, and what is missing of whom."""
    found = indicators_of(visit.engine, visit.matter.number, viewer=visit.viewer.name)
    facts = {"item": visit.matter, "found": found, "standings": STANDING_TEXTS, "keeps": visit.engine.keeps_files}
    return Answer("indicators.j2", facts)


def give_pack(visit: Visit) -> Answer:
    """Give the evidence of a list as a zip; it is made whole before it leaves, in a file that has no name."""
    engine, number, unchecked = visit.engine, visit.matter.number, visit.query.get("unchecked") == "1"
    if not engine.keeps_files:
        raise NotFound
    _note(visit, plan_pack(engine, number, viewer=visit.viewer.name, unchecked=unchecked))
    beside = engine.settings.folder  # on a disk: the system's folder for such files may be memory
    place = beside if os.access(beside, os.W_OK) else None
    made: BinaryIO = tempfile.TemporaryFile(dir=place)  # noqa: SIM115 - closed when it has left
    try:
        send_pack(engine, number, made, viewer=visit.viewer.name, unchecked=unchecked)
    except (EvidenceError, PackDamaged) as error:
        made.close()
        facts = {"title": words.text("the pack cannot be made"), "lines": (str(error),)}
        return Answer("problem.j2", facts, 409)
    except BaseException:
        made.close()
        raise
    size = made.tell()
    made.seek(0)
    name = quote(f"{safe_name(f'{number} {visit.matter.title}', _LONGEST)}.zip", safe="")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}", "content-length": str(size)}
    return Answer(body=_blocks(made), kind="application/zip", headers=headers)


def _note(visit: Visit, pack: Pack) -> None:
    """Note in the journal which private files somebody takes along, as when each is opened."""
    private = [each for each in pack.files if each.private]
    if not private or not visit.tools.local:
        return
    who, address = visit.who.account, visit.caller.address
    with writing(visit.engine) as connection:
        for each in private:
            facts = {"number": each.number, "sha256": each.sha256}
            journal.note(connection, "private file", at=visit.now, facts=facts, account=who, address=address)


def _blocks(made: BinaryIO) -> Iterator[bytes]:
    with made:
        while block := made.read(_BLOCK):
            yield block


PAGES = (
    Page("indicators", "/i/{number}/indicators", SEES_THE_MATTER, shown=show_indicators),
    Page("pack", "/i/{number}/indicators.zip", SEES_THE_MATTER, shown=give_pack),
)
