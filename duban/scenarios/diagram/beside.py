"""What a diagram says of what may be done beside the triggers: correcting, urging, remarks, instructions, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.scenarios.diagram.wording import deciders_said, levels_said, people_said, roles_said
from duban.states import act_called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Definition


def beside_triggers(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield what the file says of each of these acts; of those that it leaves out, nothing."""
    if definition.corrects is not None:
        by = roles_said(definition, definition.corrects.by or definition.office)
        fields = words.listed(definition.fields[name].title for name in definition.corrects.fields)
        only = words.joined([by, words.text("only {fields}", fields=fields) if fields else ""])
        yield words.text("correct"), words.clauses([only, *deciders_said(definition, definition.corrects)])
    if definition.void_roles or definition.voids is not None:
        who = roles_said(definition, definition.void_roles or definition.office)
        held = [] if definition.voids is None else deciders_said(definition, definition.voids)
        yield words.text("void or merge"), words.clauses([who, *held])
    yield from _urging(definition)
    if definition.remarks is not None:
        roles = roles_said(definition, definition.remarks.seen_by)
        yield words.text("remarks for the office"), words.text("read by {roles}", roles=roles)
    yield from _instructing(definition)
    yield from _reporting(definition)
    yield from _issuing(definition)


def _issuing(definition: Definition) -> Iterator[tuple[str, str]]:
    for paper in definition.papers.values():
        parts = [words.text("numbered {pattern} as it is signed", pattern=paper.number)]
        if paper.levels:
            parts.append(words.text("the first, second, …: {levels}", levels=words.listed(paper.levels)))
        if paper.asks:
            titles = words.listed(definition.fields[name].title for name in paper.asks)
            parts.append(words.text("the signer writes {fields}", fields=titles))
        if paper.draft is not None:
            parts.append(words.text("the signer is told by “{message}”", message=paper.draft))
        if paper.by:
            parts.append(words.text("drafted by {roles}", roles=roles_said(definition, paper.by)))
        if paper.on:
            parts.append(words.text("drafted on {triggers:quoted}", triggers=paper.on))
        if paper.after:
            parts.append(words.text("drafted {acts}", acts=words.listed(map(act_called, paper.after))))
        if paper.sign is not None:
            people = people_said(definition, paper.to)
            parts.append(words.text("to {people}", people=people))
            parts.append(words.text("signed by {roles}", roles=roles_said(definition, [paper.sign])))
        if paper.reply_within is not None:
            parts.append(words.text("answered within {length}", length=paper.reply_within.said))
        yield paper.name, words.clauses(parts)


def _urging(definition: Definition) -> Iterator[tuple[str, str]]:
    urge = definition.urge
    if urge is None:
        return
    parts = [roles_said(definition, urge.by or definition.office)]
    if urge.notify:
        people = people_said(definition, urge.notify)
        parts.append(words.text("“{message}” to {people}", message=_form(urge.message), people=people))
    if urge.copy:
        parts.append(words.text("copy to {people}", people=people_said(definition, urge.copy)))
    if urge.at_least is not None:
        parts.append(words.text("again after {length}", length=urge.at_least.said))
    if urge.answer_within is not None:
        parts.append(words.text("answered within {length}", length=urge.answer_within.said))
    for step in urge.unanswered:
        facts = {"moment": step.at.said, "levels": levels_said(step.levels)}
        parts.append(
            words.text("not answered, {moment}: “{message}” to {levels}", message=_form(step.message), **facts)
        )
    yield words.text("urge"), words.clauses(parts)


def _instructing(definition: Definition) -> Iterator[tuple[str, str]]:
    rule = definition.instructions
    if rule is None:
        return
    recorders = roles_said(definition, rule.recorded_by or definition.office)
    parts = [words.text("recorded by {roles}", roles=recorders)]
    if rule.seen_by:
        parts.append(words.text("read by {roles}", roles=roles_said(definition, rule.seen_by)))
    if rule.notify:
        people = people_said(definition, rule.notify)
        parts.append(words.text("“{message}” to {people}", message=_form(rule.message), people=people))
    if rule.copy:
        parts.append(words.text("copy to {people}", people=people_said(definition, rule.copy)))
    if rule.opens is not None:
        parts.append(words.text("can open an item of {scenario}", scenario=rule.opens.scenario))
    if rule.reply_to:
        parts.append(words.text("the result goes to {people}", people=people_said(definition, rule.reply_to)))
    heading = words.text("instructions of {role}", role=roles_said(definition, [rule.of]))
    yield heading, words.clauses(parts)


def _reporting(definition: Definition) -> Iterator[tuple[str, str]]:
    sheet, progress = definition.sheet, definition.progress
    if sheet is not None:
        facts = {"unit": roles_said(definition, [sheet.unit]), "every": words.text(sheet.every.value)}
        parts = [words.text("one for {unit} and {every}", **facts)]
        parts.append(words.text("“{trigger}” once every line is written", trigger=sheet.hand_in.do))
        parts.append(words.listed(field.title for field in sheet.lines.values()))
        yield words.text("sheet"), words.clauses(parts)
    if progress is not None:
        roles = roles_said(definition, [progress.by])
        parts = [words.text("{roles} by the sheet “{sheet}”", roles=roles, sheet=progress.sheet)]
        parts += [words.text("if {condition}", condition=progress.when)] if progress.when else []
        silent = [state.name for state in definition.states.values() if state.silent]
        parts += [words.text("not at {states:quoted}", states=silent)] if silent else []
        yield words.text("reports"), words.clauses(parts)


def _form(message: str | None) -> str:
    return message or words.text("duban's own wording")
