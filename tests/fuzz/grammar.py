"""Scenario files by chance that are right: states, transitions, clocks, ladders and all that hangs on them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[..., Any]

ROLES = ["lead", "doer", "watch"]
STATES = ["交办", "整改", "复核", "挂账", "会商", "销号"]
DURATIONS = [
    *("1 working day", "5 working days", "30 calendar days", "8 working hours", "36 hours", "2 weeks", "3 months"),
    *("2个工作日", "10个自然日", "4个工作小时", "12小时", "240 months", "1 hour"),
]
OFFSETS = ["5 working days", "3 calendar days", "4 hours", "6 working hours", "1 week", "2 months", "1 working day"]
CONDITIONS = [
    "grade != '差'",
    "times('报审') < 3",
    "round == 1 or note_text",
    "clocks['办理时限'].light == 'red'",
    "repeats() > 0 or not done",
    "lights('red') < 2",
    "amount > 3",
    "item.units.doer | length >= 1",
    "day is none or day.isoformat() > '2024'",
]
TEXTS = [
    "{{ unit }}：{{ item.number }}{{ item.title }}",
    "{{ clock.due | date }}现剩{{ clock.left }}，{{ clock.light }}",
    "{% if clock %}{{ clock.name }}{% endif %}{{ contact.name }}第{{ round }}轮",
    "{% for file in files or [] %}{{ loop.index }}{{ file.name }}{% endfor %}{{ item.units.doer | join('、') }}",
    "{{ moment | datetime }}{{ day | date }}{{ amount }}{{ done }}{{ tags }}",
]


def _some(draw: Draw, chance: int) -> bool:
    """Say yes once in so many times."""
    return bool(draw(st.integers(1, chance)) == 1)


@st.composite
def scenarios(draw: Draw) -> dict[str, Any]:
    """Return a scenario as a mapping, to be written as YAML."""
    states = [*STATES[: draw(st.integers(1, 5))], "销号"]
    clocks = _clocks(draw, states)
    transitions = _transitions(draw, states, clocks)
    if clocks:
        _stay(draw, states, clocks, transitions)
    made: dict[str, Any] = {
        "scenario": "chance",
        "version": 1,
        "number": draw(st.sampled_from(["C-{year}-{seq:04d}", "{year}{month:02d}-{seq}", "第{seq}号（{year}）"])),
        "calendar": _calendar(draw),
        "roles": {
            "lead": {"title": "牵头单位", "required": True},
            "doer": {"many": True, "required": True},
            "watch": {"default": "市督考办"},
        },
        "fields": _fields(draw),
        "states": _states(draw, states, clocks, transitions),
        "transitions": transitions,
    }
    if _some(draw, 3):
        made["opens_by"] = draw(st.sampled_from(["lead", "watch"]))
    sent: set[str] = set()
    if clocks:
        made["clocks"] = clocks
        made["ladder"] = {name: _ladder(draw, transitions, sent) for name in clocks if _some(draw, 2)} or None
        if made["ladder"] is None:
            del made["ladder"]
        for clock in clocks.values():
            if "review" in clock:
                sent.add(clock["review"]["message"])
        made |= _extension(draw, clocks)
    if _some(draw, 2):
        made["announce"] = [_announcement(draw, transitions, sent) for _ in range(draw(st.integers(1, 3)))]
    if sent:
        made["messages"] = {name: _message(draw) for name in sorted(sent)}
    return made


def _calendar(draw: Draw) -> Any:  # noqa: ANN401 - a word or a mapping
    name = draw(st.sampled_from(["china", "24x7", "DE-BY", "FR"]))
    if not _some(draw, 3):
        return name
    conventions = {
        "start_day": draw(st.sampled_from(["counted", "not counted"])),
        "roll": draw(st.sampled_from(["next", "previous"])),
    }
    return {"days": name, **conventions, **({"cut_off": "16:00"} if _some(draw, 2) else {})}


def _fields(draw: Draw) -> dict[str, Any]:
    private = {"private": ["lead"]} if _some(draw, 3) else {}
    return {
        "grade": {"type": "choice", "choices": ["好", "差"]},
        "amount": {"type": "number"},
        "note_text": {"type": "text"},
        "secret": {"type": "string", **private},
        "day": {"type": "date"},
        "moment": {"type": "datetime"},
        "done": {"type": "boolean"},
        "files": {"type": "file", "many": True},
        "tags": {"type": "string", "many": True, **({"required": True} if _some(draw, 5) else {})},
    }


def _clocks(draw: Draw, states: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in ["办理时限", "签收时限", "总时限"][: draw(st.integers(0, 3))]:
        place = draw(st.integers(0, len(states) - 2))
        stops = draw(st.lists(st.sampled_from(states[place + 1 :]), unique=True, max_size=2))
        clock: dict[str, Any] = {
            "starts": "open" if place == 0 else states[place],
            "stops": list(dict.fromkeys([*stops, "销号"])),
        }
        kind = draw(st.integers(0, 5))
        if kind < 4:
            clock["budget"] = draw(st.sampled_from(DURATIONS))
        if kind in (0, 4):
            clock["unless"] = draw(st.sampled_from(["day", "moment"]))
        if kind == 5 or _some(draw, 5):
            every = draw(st.sampled_from(["1 month", "2 weeks", "5 working days"]))
            clock["review"] = {"every": every, "notify": "lead", "message": "催报"}
        made[name] = clock
    if "办理时限" not in made:
        made["办理时限"] = {"starts": "open", "stops": "销号", "budget": "5 working days"}
    return made


def _transitions(draw: Draw, states: list[str], clocks: dict[str, Any]) -> dict[str, Any]:
    """Return a way from each state to the next, so that all can be reached and left, and others by chance."""
    made: dict[str, Any] = {}
    for place, (source, target) in enumerate(pairwise(states)):
        made[f"办{place}"] = {"from": source, "to": target, "by": _pullers(draw), **_guards(draw, clocks, sparing=True)}
    made["报审"] = {"from": states[0], "to": states[0], "by": "doer", "requires": "note"}
    for place in range(draw(st.integers(0, 5))):
        source = draw(st.sampled_from([*states, "*"]))
        entry: dict[str, Any] = {"from": source, "to": draw(st.sampled_from(states)), "by": _pullers(draw)}
        if source == "销号":
            entry |= {"to": states[0], "new_round": True}
        entry |= _guards(draw, clocks, sparing=False)
        made[f"另{place}"] = [entry, {**entry, "to": states[-1]}] if _some(draw, 6) else entry
    made["自动"] = {"from": "*", "to": draw(st.sampled_from(states)), "by": ["lead", "system"]}
    return made


def _pullers(draw: Draw) -> Any:  # noqa: ANN401 - a role, a list of them, or all of them together
    return draw(st.sampled_from(["lead", "doer", ["lead", "watch"], "anyone", {"all": ["lead", "doer"]}, "doer"]))


def _guards(draw: Draw, clocks: dict[str, Any], *, sparing: bool) -> dict[str, Any]:
    made: dict[str, Any] = {}
    often = 8 if sparing else 3
    if _some(draw, often):
        made["requires"] = draw(st.sampled_from([["note"], ["note_text", "files"], "amount", "secret"]))
        if _some(draw, 3):
            made["fresh"] = True
    if _some(draw, often):
        made["when"] = draw(st.sampled_from(CONDITIONS))
    if _some(draw, often):
        made["not_by"] = "报审"
    if not sparing and _some(draw, 4):
        made["times"] = draw(st.integers(1, 3))
    if not sparing and _some(draw, 4):
        made["within"] = draw(st.sampled_from(DURATIONS))
    if not sparing and _some(draw, 4):
        made["rebinds"] = draw(st.sampled_from(["lead", "doer"]))
    if not sparing and clocks and _some(draw, 4):
        made["restarts"] = [draw(st.sampled_from(sorted(clocks)))]
    return made


def _stay(draw: Draw, states: list[str], clocks: dict[str, Any], transitions: dict[str, Any]) -> None:
    """Let a clock pull a trigger as the system now and then; which of them may is known by its `by`."""
    if _some(draw, 3):
        target = draw(st.sampled_from(states))
        transitions["到点"] = {"from": "*", "to": target, "by": "system", "restarts": [min(clocks)]}


def _states(
    draw: Draw, states: list[str], clocks: dict[str, Any], transitions: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    system = [name for name, entry in transitions.items() if isinstance(entry, dict) and "system" in entry["by"]]
    for place, name in enumerate(states[:-1]):
        made[name] = {"waits_for": draw(st.sampled_from(ROLES))}
        if place == 0:
            made[name]["initial"] = True
        elif _some(draw, 3):
            made[name]["pauses"] = draw(st.lists(st.sampled_from(sorted(clocks)), unique=True, min_size=1))
        if _some(draw, 4):
            made[name] |= {"at_most": draw(st.sampled_from(DURATIONS)), "then": draw(st.sampled_from(system))}
    made[states[-1]] = {"final": True}
    return made


def _ladder(draw: Draw, transitions: dict[str, Any], sent: set[str]) -> list[dict[str, Any]]:
    system = [name for name, entry in transitions.items() if isinstance(entry, dict) and "system" in entry["by"]]
    rungs = []
    for place in range(draw(st.integers(1, 5))):
        offset = draw(st.sampled_from(OFFSETS))
        at = draw(st.sampled_from(["due", f"due - {offset}", f"due + {offset}", f"start + {offset}"]))
        rung: dict[str, Any] = {
            "at": at,
            "id": f"第{place}级",
            "notify": _recipients(draw),
            "message": _named(draw, sent),
        }
        if _some(draw, 2):
            rung["light"] = draw(st.sampled_from(["blue", "yellow", "red"]))
        if _some(draw, 3):
            rung["urgent"] = True
        if _some(draw, 3):
            rung["missed"] = draw(st.sampled_from(["each", "latest", "skip"]))
        if _some(draw, 4):
            rung["confirm"] = draw(st.sampled_from(ROLES))
        if _some(draw, 5):
            rung["then"] = draw(st.sampled_from(system))
        rungs.append(rung)
    return rungs


def _recipients(draw: Draw) -> list[str]:
    known = ["lead", "doer", "watch", "lead.leader", "doer.leader", "unit:市教育局", "mailto:office@example.org"]
    return list(draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True)))


def _named(draw: Draw, sent: set[str]) -> str:
    name: str = draw(st.sampled_from(["催办", "逾期", "专报"]))
    sent.add(name)
    return name


def _announcement(draw: Draw, transitions: dict[str, Any], sent: set[str]) -> dict[str, Any]:
    on = draw(st.sampled_from(["open", *sorted(transitions)]))
    return {"on": on, "notify": _recipients(draw), "message": _named(draw, sent)}


def _extension(draw: Draw, clocks: dict[str, Any]) -> dict[str, Any]:
    dated = [name for name, clock in clocks.items() if {"budget", "unless"} & clock.keys()]
    if not dated or not _some(draw, 2):
        return {}
    clock = draw(st.sampled_from(dated))
    entry = {"clock": clock, "by": "doer", "approve": ["lead", "watch"], "before": "due", "at_most": "10 working days"}
    return {"extension": [entry, {**entry, "approve": "watch", "at_most": draw(st.sampled_from(DURATIONS))}]}


def _message(draw: Draw) -> dict[str, Any]:
    made: dict[str, Any] = {"subject": "【督办】{{ item.number }}", "text": draw(st.sampled_from(TEXTS))}
    if _some(draw, 3):
        made["html"] = f"<p>{draw(st.sampled_from(TEXTS))}</p>"
    if _some(draw, 3):
        made["sms"] = {"template": "SMS_1", "values": {"left": "{{ clock.left }}"}}
    return made
