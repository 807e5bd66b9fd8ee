"""The lines of a sheet as a form: their controls, with what was typed, and reading what was sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace as changed

from duban import words
from duban.desk.forms import asked_controls, read_form, with_sent
from duban.states import NOTE

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.desk.forms import Control
    from duban.desk.models.work import LineRow, OwedSheet

    Typed = Callable[[str], list[str]]

IDLE, WHY, SEEN = "idle", "why", "seen"
"""What else a line sends: that there is nothing new, why, and when it was written as its reader saw it."""


@dataclass(slots=True)
class LineForm:
    """One line as it stands in the form; `prefix` begins the names of all that it sends.

    `problems` say what is wrong with it as a whole. `given` is what it reports, if it was filled in and can be taken.
    """

    row: LineRow
    prefix: str
    controls: list[Control]
    idle: bool
    why: str
    seen: str
    may_idle: bool
    problems: list[str] = field(default_factory=list)
    given: dict[str, Any] | None = None
    typed: bool = False

    @property
    def first(self) -> list[Control]:
        """Return the controls that are always shown, under their full names: what a line has to say, and numbers."""
        return [self._named(each) for each in self.controls if each.required or each.kind != "area"]

    @property
    def more(self) -> list[Control]:
        """Return the other controls."""
        return [self._named(each) for each in self.controls if not each.required and each.kind == "area"]

    def _named(self, control: Control) -> Control:
        return replace(control, name=self.prefix + control.name, required=False)

    @property
    def anchor(self) -> str:
        """Return the name by which the page points to it."""
        return self.prefix.rstrip(".").replace(".", "-")

    @property
    def wrong(self) -> bool:
        """Return whether anything is wrong with it."""
        return bool(self.problems) or any(control.problem for control in self.controls)


def blank_lines(sheet: OwedSheet, values: Typed | None = None) -> list[LineForm]:
    """Return the lines of a sheet with what is written so far, or with what was typed."""
    return [_line(sheet, row, values) for row in sheet.lines]


def read_lines(sheet: OwedSheet, values: Typed) -> list[LineForm]:
    """Return the lines of a sheet as they were sent, each with what it reports; what was left empty reports nothing."""
    found = [_line(sheet, row, values) for row in sheet.lines]
    for line in found:
        _read(sheet, line, values)
    return found


def _line(sheet: OwedSheet, row: LineRow, values: Typed | None) -> LineForm:
    """Return a line; one that a form did not have yet stands as it is written."""
    prefix, said = f"l.{sheet.item.number}.{row.line.number}.", row.line
    controls, idle, why = _controls(sheet, row), said.nothing_new, said.note or ""
    seen = "-" if said.at is None else said.at.isoformat()
    if values is not None and (sent := values(prefix + SEEN)):
        controls = with_sent(controls, {each.name: tuple(values(prefix + each.name)) for each in controls}, {})
        idle, why, seen = bool(values(prefix + IDLE)), next(iter(values(prefix + WHY)), ""), sent[0]
    return LineForm(row, prefix, controls, idle, why, seen, sheet.rule.nothing_new is not None)


def _controls(sheet: OwedSheet, row: LineRow) -> list[Control]:
    definition = changed(sheet.definition, fields=sheet.rule.lines)
    item = changed(sheet.item, data=row.line.values)
    asked = asked_controls(definition, sheet.rule.lines, item)
    return [
        replace(each, required=declared.required)
        for each, declared in zip(asked, sheet.rule.lines.values(), strict=True)
    ]


def _read(sheet: OwedSheet, line: LineForm, values: Typed) -> None:
    stored = _line(sheet, line.row, None)
    now, before = [each.values for each in line.controls], [each.values for each in stored.controls]
    if (now, line.idle, line.why) == (before, stored.idle, stored.why) or not (any(now) or line.idle or line.why):
        return  # it is as it was, or was left empty
    line.typed = True
    if line.seen != stored.seen:
        line.seen = stored.seen
        facts = {"who": line.row.written, "said": words.listed(_words(stored))}
        said = words.text("{who} has written this line meanwhile: {said}; send it again if yours is to stand", **facts)
        line.problems.append(said)
    elif line.idle or not any(now):
        _read_idle(sheet, line, any(now))
    else:
        definition = changed(sheet.definition, fields=sheet.rule.lines)
        read = read_form(line.controls, definition, lambda name: values(line.prefix + name), lambda _: ())
        line.controls = with_sent(line.controls, read.sent, read.problems)
        if not read.problems:
            line.given = {**read.data, **({"note": line.why} if line.why else {})}


def _read_idle(sheet: OwedSheet, line: LineForm, has_values: bool) -> None:  # noqa: FBT001 - of the line
    rule = sheet.rule.nothing_new
    if has_values:
        said = words.text("either there is nothing new, or something is reported: leave one of them empty")
        line.problems.append(said)
    elif not line.idle:
        line.problems.append(words.text("tick that there is nothing new if this is the reason"))
    elif not line.why and rule is not None and NOTE in rule.requires:
        line.problems.append(words.text("say why there is nothing new"))
    else:
        line.given = {"nothing_new": True, **({"note": line.why} if line.why else {})}


def _words(line: LineForm) -> list[str]:
    said = [words.text("nothing new")] if line.idle else []
    said += [words.headed(control.title, words.listed(control.values)) for control in line.controls if control.values]
    return [*said, line.why] if line.why else said
