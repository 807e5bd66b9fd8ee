"""Checks whether silence is noticed: who is told of it, whether they could be, and which channels are silent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from duban import words
from duban.operations.doctor.checks import Check, fine, wanting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duban.storage import Telling
    from duban.workflow import Engine

_DOWN = frozenset({"down", "stopped"})
_SHOWN = _DOWN | {"refused"}
"""The troubles that no other check looks for."""


def look_at_operators(engine: Engine) -> Iterator[Check]:
    """Yield whether anybody is told of what keeps messages or work from people, and whether by channels that exist."""
    ways = engine.settings.operators.ways()
    if not ways:
        yield fine(
            "operators",
            words.text("nobody is told of what keeps messages or work from people"),
            note=words.text("set [operators] in duban.toml: they are told once a day, if there is anything"),
        )
        return
    missing = [medium for medium in ways if medium not in engine.channels]
    if missing:
        yield wanting(
            "operators",
            words.text("they cannot be told: no channel is set up for {media}", media=missing),
            words.text("set up [channels.{medium}] in duban.toml", medium=missing[0]),
        )
        return
    addresses = [address for each in ways.values() for address in each]
    yield fine("operators", words.text("told once a day if anything is wrong: {addresses}", addresses=addresses))


def look_at_silence(engine: Engine, days: Sequence[Telling]) -> Iterator[Check]:
    """Yield the channels that have been down for long, refused addresses, and whether the operators could be told."""
    for each in engine.troubles():
        if each.code in _SHOWN:
            which = each.names[0] if each.code in _DOWN else ""
            names = "" if which else words.aside(words.listed(each.names))
            yield wanting(each.code, words.headed(f"{each.found}{names}", each.why), each.advice, which=which)
    failed = json.loads(days[0].how).get("failed") if days else None
    if days and failed and days[0].told_at is None:
        reasons = [words.headed(medium, words.told(why)) for medium, why in failed.items()]
        yield wanting(
            "told",
            words.text("the operators could not be told: {reasons:clauses}", reasons=reasons),
            words.text("see to the channels, or name another way in [operators]; it is tried again within an hour"),
        )
