"""Who may do what with a matter of the tide, by docs/ alone: for each verb the codes of what is in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calendar_walk import length, local_day
from oracle import listed
from tide_oracle import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from tide_oracle import Request, TideOracle


def fits(item: TideOracle, by: str, roles: Any) -> set[str]:  # noqa: ANN401 - YAML
    """Return `role` unless a unit fills one of the roles; left out means anybody."""
    if roles is None:
        return set()
    names = listed(roles["each"] if isinstance(roles, dict) else roles)
    return set() if any(unit_of(by) in item.units.get(role, ()) for role in names) else {"role"}


def written(note: str | None) -> set[str]:
    return set() if note else {"requires"}


def decided_by_others(item: TideOracle, by: str, rule: dict[str, Any]) -> set[str]:
    """Return `approval` if nobody but the unit that asks could approve."""
    others = [unit for role in listed(rule["approve"]) for unit in item.units[role] if unit != unit_of(by)]
    return set() if others else {"approval"}


def asks_twice(item: TideOracle, act: dict[str, Any]) -> set[str]:
    """Return `approval` if the very act waits already."""
    waits = any(
        one.kind == "approval" and one.act["verb"] == act["verb"]
        for one in item.requests.values()
        if one.act.get("trigger") == act.get("trigger")
    )
    return {"approval"} if waits else set()


def fire(item: TideOracle, trigger: str, by: str, note: str | None) -> set[str]:
    rule = item.entry(trigger)
    if rule is None:
        return {"state"}
    found = fits(item, by, rule["by"]) | ({"unassigned"} if item.unassigned else set())
    if "note" in listed(rule.get("requires")):
        found |= written(note)
    if unit_of(by) in item.signed.get(trigger, ()):
        found.add("signed")
    if any(trigger == one["then"] and not item._join_holds(one) for one in item._children(item.state)):
        found.add("children")
    sheet = item.scenario.get("sheet")
    if sheet and trigger == sheet["hand_in"]["do"] and None in item.lines.values():
        found.add("lines")
    if "approve" in rule:
        found |= decided_by_others(item, by, rule) | asks_twice(item, {"verb": "fire", "trigger": trigger})
    return found


def excuse(item: TideOracle, act: str, unit: str, by: str, note: str | None) -> set[str]:
    triggers = [trigger for trigger, role in item.each_here() if act in {trigger, role}]
    if not triggers:
        return {"state"}
    rule = item.rule(triggers[0], item.state) or {}
    if "excuse" not in rule:
        return {"excuse"}
    role = item.each(triggers[0]) or ""
    found = fits(item, by, rule["excuse"]["by"]) | written(note)
    if unit not in item.units[role]:
        found.add("excuse")
    elif unit not in item.owing(role):
        found.add("signed")
    if unit == unit_of(by):
        found.add("four-eyes")
    return found


def divide(item: TideOracle, parts: Iterable[Mapping[str, Any]], by: str, note: str | None) -> set[str]:
    rules = listed(item.scenario.get("children"))
    if not rules:
        return {"divide"}
    (rule,) = rules
    found = fits(item, by, rule["breakdown"]["by"]) | written(note)
    if item.closed or item.state not in rule["breakdown"]["in"]:
        found.add("state")
    if rule["on"] in item.joined:
        found.add("divide")
    if not {unit for part in parts for unit in part["units"]} <= set(item.units[rule["each"]]):
        found.add("divide")
    return found


def assign(item: TideOracle, by: str) -> set[str]:
    return fits(item, by, item.scenario.get("opens_by")) | ({"state"} if item.closed else set())


def extend(item: TideOracle, clock: str, more: str, by: str, *, note: str | None, now: datetime) -> set[str]:
    if item.closed:
        return {"state"}
    rule = item._extension(clock)
    watch = item.clocks.get(clock)
    if rule is None or watch is None or watch.state == "stopped":
        return {"extension"}
    found = fits(item, by, rule["by"])
    if "note" in listed(rule.get("requires")):
        found |= written(note)
    at = watch.halted if watch.state == "paused" else now
    if at >= item._ask_until(rule) or length(more)[0] > length(rule["at_most"])[0]:
        found.add("extension")
    if any(one.kind == "extension" and one.clock == clock for one in item.requests.values()):
        found.add("extension")
    return found


def decide(
    item: TideOracle,
    request: Request | None,
    by: str,
    *,
    approve: bool,
    note: str | None,
    on_behalf: str | None,
    on: date | None,
    now: datetime,
) -> set[str]:
    if request is None:
        return {"state"}
    decider = on_behalf or by
    if on_behalf is not None:
        day = on or local_day(now)
        wrong = fits(item, by, request.recorded_by) or fits(item, decider, request.approve)
        if not request.recorded_by or wrong or not local_day(request.at) <= day <= local_day(now):
            return {"recorded", "role", "four-eyes"}
        if "four-eyes" in own(request, by):
            return {"recorded", "four-eyes"}
    found = fits(item, decider, request.approve) | own(request, decider)
    until = item.undecided_until(request)
    if until is not None and now < until:
        found.add("opinion")
    if request.kind == "paper":
        found |= {"sign"} if approve else written(note)
    return found


def own(request: Request, by: str) -> set[str]:
    return {"four-eyes"} if same(by, request.by) else set()


def same(one: str, other: str) -> bool:
    """Say whether two are of one unit, or one person under two units."""
    person = one.partition("/")[2]
    return unit_of(one) == unit_of(other) or (bool(person) and person == other.partition("/")[2])


def opine(item: TideOracle, request: Request | None, by: str) -> set[str]:
    if request is None:
        return {"state"}
    if not request.opinion:
        return {"opinion"}
    found = fits(item, by, request.opinion) | own(request, by)
    return found | ({"opinion"} if unit_of(by) in request.given else set())


def sign(item: TideOracle, request: Request | None, by: str, data: Mapping[str, Any]) -> set[str]:
    if request is None:
        return {"state"}
    if request.kind != "paper":
        return {"sign", "state"}
    found = fits(item, by, request.approve) | (set() if "/" in by else {"sign"})
    if not any(item.meant(one) for one in listed(request.rung["to"])):
        found.add("sign")
    asks = listed(item.scenario["papers"][request.rung["paper"]].get("asks"))
    return found | (set() if set(asks) <= set(data) else {"requires"})


def withdraw(request: Request | None, by: str) -> set[str]:
    if request is None or request.by == "system":
        return {"state"}
    return set() if unit_of(request.by) == unit_of(by) else {"role"}


def correct(item: TideOracle, data: Mapping[str, Any], by: str, note: str | None) -> set[str]:
    rule = item.scenario.get("corrects", {"by": item.scenario.get("opens_by")})
    found = fits(item, by, rule["by"]) | written(note) | ({"state"} if item.closed else set())
    if not set(data) <= set(listed(rule.get("fields", [*data]))):
        found.add("corrects")
    if all(item.data.get(name) == value for name, value in data.items()):
        found.add("nothing")
    if "approve" in rule:
        found |= decided_by_others(item, by, rule) | asks_twice(item, {"verb": "correct"})
    return found


def end(item: TideOracle, verb: str, by: str, note: str | None, into: TideOracle | None = None) -> set[str]:
    """Return what is in the way of voiding, or of merging into another."""
    found: set[str] = written(note)
    for one in (item, *([into] if into is not None else ())):
        rule = one.scenario.get("voids", {"by": one.scenario.get("opens_by")})
        found |= fits(one, by, rule["by"]) | ({"state"} if one.closed else set())
    if into is not None and (into is item or into.whole == item.number or item.whole == into.number):
        found.add("conflict")
    rule = item.scenario.get("voids", {})
    if "approve" in rule:
        found |= decided_by_others(item, by, rule) | asks_twice(item, {"verb": verb})
    return found


def report(item: TideOracle, lines: Mapping[str, Mapping[str, Any]], by: str, *, hand_in: bool) -> set[str]:
    sheet = item.scenario.get("sheet")
    if sheet is None:
        return {"lines"}
    found = fits(item, by, sheet["unit"])
    if item.closed or item.rule(sheet["hand_in"]["do"], item.state) is None:
        return found | {"state"}
    if any(not said.get("nothing_new") and not said.get("done") for said in lines.values()):
        found.add("lines")
    if any(said.get("nothing_new") and not said.get("note") for said in lines.values()):
        found |= {"lines", "requires"}
    if hand_in and any(line is None and number not in lines for number, line in item.lines.items()):
        found.add("lines")
    return found


def urge(item: TideOracle, by: str, now: datetime) -> set[str]:
    if item.closed:
        return {"state"}
    found = fits(item, by, item.scenario.get("opens_by"))
    role = item.scenario["states"][item.state].get("waits_for")
    units = (item.owing(role) or item.units.get(role, [])) if role else []
    if not units or set(units) <= {unit_of(by)}:
        found.add("urge")
    if item.urged_at is not None and now < item.habits.over(item.urged_at, 1, "working day"):
        found.add("urge?")
    return found


def answer(item: TideOracle, seq: int, by: str) -> set[str]:
    letter = item.letters.get(seq)
    to = letter.to if letter is not None and letter.answers else item.urges.get(seq, ())
    return set() if unit_of(by) in to and (seq, unit_of(by)) not in item.answers else {"answer", "role"}


def instruct(item: TideOracle, by: str, leader: str, on: date, now: datetime, *, opens: bool) -> set[str]:
    rule = item.scenario.get("instructions")
    if rule is None:
        return {"instruct", "role"}
    found = fits(item, by, rule["recorded_by"])
    if fits(item, leader, rule["of"]) or on > local_day(now) or (opens and "opens" not in rule):
        found.add("instruct")
    return found
