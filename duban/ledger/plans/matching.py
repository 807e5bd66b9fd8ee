"""Which matter stands for which task of a plan that is read again, even if tasks were added, struck or renumbered."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from duban.ledger.plans.opening import KEY
from duban.states import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.ledger.notice import Notice, NoticeItem
    from duban.workflow import Instance

_MARKS = re.compile(r"[\s\W_]+")
_ALIKE = 0.4
"""How alike two titles, or two texts, must be to be of one task, from 0 to 1."""
_TELLING = 10
"""Texts that are shorter say nothing about whether they are of one task."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The matters that stand for tasks, by the tasks' keys, and what is left on either side.

    `keys` are those under which tasks are opened that no matter stands for; a key of the plan can be taken by the
    matter of another task. `struck` are open matters whose tasks the plan does not have any more.
    """

    standing: Mapping[str, Instance]
    keys: Mapping[str, str]
    struck: tuple[Instance, ...]


def match_tasks(notice: Notice, there: Mapping[str, Instance]) -> Matched:
    """Return which of the matters that were opened for a plan, by their keys, stands for which task.

    Tasks with one title are one, whatever their numbers. Otherwise the number decides, unless both title and text are
    quite different: another task has been put in the place of the first.
    """
    left = {key: item for key, item in there.items() if key != KEY}
    standing: dict[str, Instance] = {}
    _pair_by_title(notice.items, left, standing)
    for item in notice.items:
        if item.key not in standing and item.key in left and _may_be(item, left[item.key]):
            standing[item.key] = left.pop(item.key)
    taken = {*there, *(item.key for item in notice.items)}
    keys = {}
    for item in notice.items:
        if item.key not in standing:
            keys[item.key] = item.key if item.key not in there else _free(item.key, taken)
            taken.add(keys[item.key])
    return Matched(standing, keys, tuple(item for item in left.values() if item.closed_at is None))


def _pair_by_title(items: Iterable[NoticeItem], left: dict[str, Instance], standing: dict[str, Instance]) -> None:
    """Pair tasks and matters with one title; first those whose number is the same too."""
    items = list(items)
    for item in items:
        if item.key in left and _core(left[item.key].title) == _core(item.title):
            standing[item.key] = left.pop(item.key)
    here = Counter(_core(item.title) for item in items if item.key not in standing)
    there = Counter(_core(each.title) for each in left.values())
    by_title = {_core(each.title): key for key, each in left.items()}
    for item in items:
        title = _core(item.title)
        if item.key not in standing and title and here[title] == there[title] == 1:
            standing[item.key] = left.pop(by_title[title])


def _may_be(item: NoticeItem, matter: Instance) -> bool:
    """Return whether a task and a matter with one number, and with different titles, may be the same."""
    text = _core(str(matter.data.get("content") or ""))
    body = _core(item.body)
    if min(len(text), len(body)) < _TELLING:
        return True
    return _alike(_core(item.title), _core(matter.title)) or _alike(body, text)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _core(text: str) -> str:
    return _MARKS.sub("", fold_name(text))


def _free(key: str, taken: set[str]) -> str:
    count = 2
    while f"{key}#{count}" in taken:
        count += 1
    return f"{key}#{count}"
