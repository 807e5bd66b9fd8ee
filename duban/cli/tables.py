"""How instances, clocks and histories are laid out for people, under the headings that an office uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.cli.output import clean, light

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from rich.text import Text

    from duban.states import ReckonedDay
    from duban.workflow import HistoryEntry, Instance, Link, Pending, Situation, WhyDue, WhyEscalated, WhyNot

INSTANCE_COLUMNS = ("编号", "事项", "牵头单位", "责任单位", "状态", "时限", "灯")
HISTORY_COLUMNS = ("序", "时间", "办理人", "事由", "说明", "已告知")
RUNG_COLUMNS = ("时间", "时限", "步骤", "结果", "缘由", "已告知")
LINK_COLUMNS = ("关联", "编号", "事项", "状态")
PENDING_COLUMNS = ("编号", "事项", "待决定", "申请", "由谁决定")
CLOCK_COLUMNS = ("时限", "情形", "到期日", "剩余")

_LONGEST_VALUE = 60
_STATUS = {"running": "计时中", "paused": "暂停", "stopped": "已停止"}


def headline(item: Instance) -> Text:
    """Return an instance on one line: number, title, state, due day and light."""
    from rich.text import Text

    line = Text(clean(f"{item.number}  {item.title}  {item.state}"))
    if item.due_on is not None:
        line.append(f"  {due(item)}前")
    return line.append("  ").append(light(item.light))


def instance_row(item: Instance) -> list[str | Text]:
    """Return an instance as a row of the ledger."""
    units = item.units
    if "lead" in units or "responsible" in units:
        lead, responsible = units.get("lead", ()), units.get("responsible", ())
    else:
        lead, responsible = (), tuple(dict.fromkeys(unit for names in units.values() for unit in names))
    return [
        item.number,
        item.title,
        "、".join(lead) or ("待指定" if "lead" in units else ""),
        "、".join(responsible) or ("待指定" if "responsible" in units else ""),
        item.state,
        due(item),
        light(item.light),
    ]


def due(item: Instance) -> str:
    """Return the due day as the ledger shows it."""
    if item.due_on is None:
        return "持续推进" if item.ongoing and item.closed_at is None else ""
    return f"{item.due_on}（暂定）" if item.provisional else str(item.due_on)


def situation_pairs(standing: Situation) -> list[tuple[str, str | Text]]:
    """Return what there is to say of one instance, heading by heading."""
    item, definition = standing.instance, standing.definition
    titles = {name: role.title for name, role in definition.roles.items()}
    waiting = "、".join(standing.waits_for) or "待指定"
    rows: list[tuple[str, str | Text]] = [
        ("编号", item.number),
        ("事项", item.title),
        ("类别", f"{definition.title}（{item.scenario} 第{item.scenario_version}版）"),
        ("状态", f"{item.state}（第{item.round}轮，版本{item.version}）"),
        ("灯", light(item.light)),
        ("时限", due(item)),
        ("轮到", f"{titles[standing.turn]}：{waiting}" if standing.turn else ""),
        ("立项", moment(item.opened_at, standing.timezone)),
        ("办结", moment(item.closed_at, standing.timezone) if item.closed_at else ""),
    ]
    rows += [(titles.get(role, role), "、".join(units) or "待指定") for role, units in item.units.items()]
    rows += [(definition.fields[name].title, value_text(value)) for name, value in item.data.items()]
    return [(heading, value) for heading, value in rows if value]


def clock_row(clock: WhyDue) -> list[str]:
    """Return a clock as a row."""
    day = "" if clock.due_on is None else f"{clock.due_on}（暂定）" if clock.provisional else str(clock.due_on)
    left = clock.left if clock.status in {"running", "paused"} else ""
    return [clock.clock, _STATUS.get(clock.status, clock.status), day, left]


def link_row(link: Link) -> list[str]:
    """Return a link as a row, with what the other end is to this instance."""
    from duban.ledger import link_words

    towards = {"child_of": ("上级事项", "分办事项"), "opened_by": ("来源事项", "衍生事项")}
    outwards, inwards = towards.get(link.kind, (link_words(link.kind), link_words(link.kind)))
    return [outwards if link.outgoing else inwards, link.number, link.title, link.state]


def pending_row(pending: Pending) -> list[str]:
    """Return what waits for a decision as a row."""
    from duban.ledger import length_words
    from duban.states import SYSTEM

    if pending.length is None:
        what = f"{pending.clock}：{pending.what}"
    else:
        what = f"{pending.clock}延期{length_words(pending.length)}（{pending.due_on}→{pending.due_on_if_granted}）"
    asked = "" if pending.asked_by == SYSTEM else pending.asked_by
    return [pending.id, pending.title, what, "；".join(filter(None, [asked, pending.note])), "、".join(pending.units)]


def history_rows(standing: Situation, entries: Sequence[HistoryEntry]) -> list[list[str]]:
    """Return the entries of a history as rows, each in words."""
    from duban.ledger import tell

    told = tell(standing.definition, entries, standing.timezone)
    return [
        [
            str(entry.seq),
            moment(entry.at, standing.timezone),
            happening.who,
            happening.what,
            _remark(standing, entry, happening.why),
            "、".join(happening.told),
        ]
        for entry, happening in zip(entries, told, strict=True)
    ]


def rung_row(rung: WhyEscalated, zone: tzinfo) -> list[str]:
    """Return a rung that was fired or skipped as a row."""
    from duban.ledger import moment_words, skip_words

    result = "已执行" if rung.fired else "略过"
    step = moment_words(rung.rung)
    return [moment(rung.at, zone), rung.clock, step, result, skip_words(rung.why), "、".join(rung.told)]


def clock_story(clock: WhyDue, zone: tzinfo) -> list[str]:
    """Return how a clock came to its due day: a heading, and a line for each thing that happened to it."""
    day = "不限期" if clock.due_on is None else f"{clock.due_on}{'（暂定）' if clock.provisional else ''}"
    lines = [f"{clock.clock}：{clock.basis}；到期日{day}", f"  日历 {clock.revision}"]
    for event in clock.story:
        change = ""
        if event.due_on is not None and event.due_on != event.due_before:
            change = f"，到期日{event.due_on}" if event.due_before is None else f"，{event.due_before}→{event.due_on}"
        who = "" if event.by == "system" else f"，{event.by}"
        lines.append(f"  第{event.seq}条 {moment(event.at, zone)} {event.what}{change}{who}")
    return lines


def day_rows(days: Sequence[ReckonedDay]) -> list[list[str]]:
    """Return the days of a walk as rows; days in a row that do not count for one reason share a line."""
    rows: list[list[str]] = []
    first = None
    for place, each in enumerate(days):
        first = first or each
        after = days[place + 1] if place + 1 < len(days) else None
        if after is not None and not each.counted and (after.counted, after.why) == (False, each.why):
            continue
        span = str(first.day) if first is each else f"{first.day}～{each.day:%m-%d}"
        rows.append([span, str(each.consumed) if each.counted else "", each.why])
        first = None
    return rows


def fate_lines(rung: WhyEscalated, zone: tzinfo) -> list[str]:
    """Return how a rung's moment was reckoned, what came of it, and what became of each of its messages."""
    from duban.ledger import moment_words

    facts = [fact for fact in (rung.reckoning, rung.followed) if fact]
    lines = [f"  {rung.clock}{moment_words(rung.rung)}：{'；'.join(facts)}"] if facts and rung.fired else []
    for told in rung.messages:
        when = "" if told.at is None else f" {moment(told.at, zone)}"
        why = f"（{told.why}）" if told.why else ""
        lines.append(f"    {told.unit} {told.contact} {told.medium} {_FATES.get(told.status, told.status)}{when}{why}")
    return lines


_FATES = {"pending": "待发", "delivered": "已送达", "withdrawn": "已撤回", "dead": "未能送达"}


def yet_line(one: WhyNot, zone: tzinfo) -> str:
    """Return what is still to come as a line."""
    when = "" if one.at is None else f"（{moment(one.at, zone)}）"
    return f"  {one.about}：{one.why}{when}"


def moment(at: datetime, zone: tzinfo) -> str:
    """Return an instant as people there read it."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def value_text(value: Any) -> str:  # noqa: ANN401 - a field's value
    """Return a field's value in words; a file by its name."""
    if isinstance(value, list | tuple):
        return "、".join(value_text(each) for each in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if hasattr(value, "keys"):
        return str(value.get("name", value))
    return str(value)


def _remark(standing: Situation, entry: HistoryEntry, why: str) -> str:
    """Return what an entry says beside its heading: the note or the reason, and the data that came with it."""
    payload = entry.payload
    titles = {name: field.title for name, field in standing.definition.fields.items()}
    parts = [str(payload["note"])] if "note" in payload else []
    if entry.kind != "act" and why and why not in parts:
        parts.append(why)
    parts += [
        f"{titles.get(name, name)}：{_short(value_text(value))}" for name, value in payload.get("data", {}).items()
    ]
    if payload.get("private"):
        parts.append(f"不公开：{'、'.join(titles.get(name, str(name)) for name in payload['private'])}")
    return "；".join(parts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
