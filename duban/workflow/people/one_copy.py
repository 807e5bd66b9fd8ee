"""One copy for whoever stands in for many units: twenty that cannot be reached are named in one message."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban import words
from duban.words import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.workflow.people.recipients import Addressee

_FORWARDED, _UNREACHABLE = "forwarded", "unreachable"


def one_copy_each(addressees: Sequence[Addressee]) -> list[Addressee]:
    """Return addressees, with one for all units whose people cannot be reached and for whom the same person gets it."""
    alike: dict[tuple[object, ...], list[Addressee]] = {}
    for place, each in enumerate(addressees):
        same = (each.medium, each.address, each.contact, each.reader, each.is_copy, each.level)
        alike.setdefault(same if _is_forwarded(each) else (place,), []).append(each)
    return [found[0] if len(found) == 1 else _for_all(found) for found in alike.values()]


def _is_forwarded(each: Addressee) -> bool:
    """Return whether somebody of the fallback role gets it for a unit that nobody can reach."""
    if not each.address or len(each.reasons) != 1 or each.reasons[0].code != _FORWARDED:
        return False
    return [why["code"] for why in each.reasons[0].facts["why"]] == [_UNREACHABLE]


def _for_all(found: Sequence[Addressee]) -> Addressee:
    units = tuple(dict.fromkeys(each.unit for each in found))
    why = [Reason(_UNREACHABLE, {"unit": words.listed(units)})._asdict()]
    reasons = (Reason(_FORWARDED, {**found[0].reasons[0].facts, "why": why}),)
    return replace(found[0], unit=words.listed(units), units=units, reasons=reasons)
