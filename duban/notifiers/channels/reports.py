"""What providers report later of SMS that they took: whether they arrived, in whatever JSON they post or answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from duban.notifiers.errors import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DEEPEST = 6
_IDS = ("id", "out_id", "OutId", "SessionContext")
_SERIALS = ("biz_id", "BizId", "sid", "SerialNo", "msgGroup")
_NUMBERS = ("phone_number", "PhoneNum", "PhoneNumber", "mobile")
_STATES = ("arrived", "success", "SendStatus", "report_status", "ReportStatus", "reportStatus")
_TOLD = ("detail", "err_code", "ErrCode", "errmsg", "description", "Description", "errorCode", "err_msg")
_ARRIVED = frozenset({"true", "3", "success", "delivrd", "delivered", "cm:0000", "0"})
_UNDER_WAY = frozenset({"1", "", "none", "waiting"})
"""States that say nothing yet; a number is Aliyun's `SendStatus`."""
_LONGEST = 200
_NOBODY = re.compile(r"\bMK:0001\b|空号|号码不存在|unknown subscriber", re.IGNORECASE)
"""What says that a number does not exist; codes that may also mean a telephone that is switched off do not."""


class Report(NamedTuple):
    """What a provider says of one SMS: our id of it or the provider's own, the number, and whether it arrived."""

    id: str
    serial: str
    number: str
    arrived: bool
    detail: str

    @property
    def named(self) -> str:
        """Return by what the message is known, our own id first."""
        return self.id or self.serial

    @property
    def is_gone(self) -> bool:
        """Return whether the provider says that the number does not exist."""
        return not self.arrived and bool(_NOBODY.search(self.detail))

    def names(self, codes: Iterable[str]) -> bool:
        """Return whether the provider says one of these codes; `*` in one stands for any characters."""
        said = self.detail.split()
        return any(fnmatchcase(word, code) for code in codes for word in said)


def reports_in(answer: object, depth: int = 0) -> Iterator[Report]:
    """Yield the reports in what a provider posts, or answers to a poll; whatever else is in it is passed over."""
    if depth > _DEEPEST:
        return
    if isinstance(answer, list | tuple):
        for each in answer:
            yield from reports_in(each, depth + 1)
    elif isinstance(answer, Mapping):
        found = _report(answer)
        if found is not None:
            yield found
            return
        for each in answer.values():
            yield from reports_in(each, depth + 1)


def _report(given: Mapping[str, object]) -> Report | None:
    state = next((str(given[name]).lower() for name in _STATES if name in given), None)
    ours, serial, number = (_first(given, names) for names in (_IDS, _SERIALS, _NUMBERS))
    if state is None or state in _UNDER_WAY or not (ours or serial):
        return None
    told = " ".join(dict.fromkeys(str(given[name]) for name in _TOLD if given.get(name)))
    return Report(ours, serial, number, state in _ARRIVED, one_line(told or state)[:_LONGEST])


def _first(given: Mapping[str, object], names: tuple[str, ...]) -> str:
    return next((str(given[name]) for name in names if given.get(name)), "")
