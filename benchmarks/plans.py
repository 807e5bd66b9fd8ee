"""How well real work plans are read: every task, unit and date against what somebody else labelled by hand.

`make plans PLANS=DIR` (left out: those of the tests) reads each plan of a folder (`NAME.txt`, `.docx` or `.html`) that
has its truth beside it (`NAME.json`, a list of tasks with number, title, lead_units, responsible_units, deadline_text,
deadline_date).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.ledger import NoticeError, read_notice

if TYPE_CHECKING:
    from collections.abc import Iterable

MUST = 0.95
_SUFFIXES = (".txt", ".docx", ".html", ".htm")


@dataclass
class Score:
    """What was found, rightly found and labelled of one kind of thing; wrong ones are kept to be looked at."""

    found: int = 0
    right: int = 0
    labelled: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, found: Iterable[object], labelled: Iterable[object], *, where: str) -> None:
        """Count the things of one task; each counts as often as it is there."""
        mine, theirs = Counter(found), Counter(labelled)
        self.found += mine.total()
        self.labelled += theirs.total()
        self.right += (mine & theirs).total()
        self.wrong += [f"{where}: 多出 {one}" for one in mine - theirs] + [
            f"{where}: 缺少 {one}" for one in theirs - mine
        ]

    @property
    def share(self) -> float:
        """Return the lesser of precision and recall."""
        return self.right / max(self.found, self.labelled, 1) if self.labelled or self.found else 1.0


KINDS = ("tasks", "units", "dates")


def judge(found: list[dict[str, Any]], truth: list[dict[str, Any]], name: str, scores: dict[str, Score]) -> None:
    """Compare a plan's tasks with its truth; a task is known by its number and title."""

    def known(task: dict[str, Any]) -> tuple[str, str]:
        return str(task["number"]), task["title"].rstrip("。")

    mine = {known(task): task for task in found}
    scores["tasks"].count(map(known, found), map(known, truth), where=name)
    for task in truth:
        here = mine.get(known(task), {})
        where = f"{name} {task['number']}"
        for role in ("lead_units", "responsible_units"):
            label = role.partition("_")[0]
            scores["units"].count(
                [(label, unit) for unit in here.get(role, ())], [(label, unit) for unit in task[role]], where=where
            )
        dates = ("deadline_text", "deadline_date")
        scores["dates"].count(
            [(part, here.get(part)) for part in dates if here.get(part)],
            [(part, task.get(part)) for part in dates if task.get(part)],
            where=where,
        )


def main(folder: str) -> int:
    """Print a line for each plan and one for all; returns 1 if less than 95 % of anything is right."""
    overall = {kind: Score() for kind in KINDS}
    plans = sorted(path for path in Path(folder).glob("*") if path.suffix in _SUFFIXES and _truth(path).exists())
    if not plans:
        print(f"{folder}: no plan with its truth (NAME.json) beside it")
        return 1
    print(f"{'plan':24}", *(f"{kind:>16}" for kind in KINDS), "  doubts")
    for path in plans:
        scores = {kind: Score() for kind in KINDS}
        truth = json.loads(_truth(path).read_text(encoding="utf-8"))
        doubts = 0
        try:
            notice = read_notice(path.read_bytes(), source=path.name)
        except NoticeError as error:
            print(f"{path.name}: {error}")
            found: list[dict[str, Any]] = []
        else:
            found = [item.to_json() for item in notice.items]
            doubts = sum(len(item.doubts) for item in notice.items) + len(notice.doubts)
        judge(found, truth, path.stem, scores)
        print(f"{path.name:24}", *(_shown(scores[kind]) for kind in KINDS), f"  {doubts}")
        for kind in KINDS:
            for line in scores[kind].wrong:
                print(f"    {kind}: {line}")
            for name in ("found", "right", "labelled"):
                setattr(overall[kind], name, getattr(overall[kind], name) + getattr(scores[kind], name))
    print(f"{'all':24}", *(_shown(overall[kind]) for kind in KINDS))
    return 0 if all(score.share >= MUST for score in overall.values()) else 1


def _truth(plan: Path) -> Path:
    return plan.with_suffix(".json")


def _shown(score: Score) -> str:
    return f"{score.right:4}/{score.labelled:<4} {score.share:6.1%}"


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the folder
        sys.exit("usage: make plans PLANS=DIR")
    sys.exit(main(sys.argv[1]))
