"""What was last reported of a matter by a unit, in words; or of a part, or else what was last done there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.desk.models.values import value_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from duban.workflow import LastReport, PartView


class Told(NamedTuple):
    """What was reported, or done, and when."""

    said: str = ""
    on: str = ""


NOT_TOLD = Told()


def report_words(report: LastReport, titles: Mapping[str, str], zone: tzinfo) -> Told:
    """Return a report in words; `titles` has what people call its values."""
    values = [
        words.headed(titles.get(name, name), value_words(value))
        for name, value in report.values.items()
        if value is not None
    ]
    said = words.text("nothing new") if report.nothing_new else "；".join(values)
    on = words.joined([report.period_name, words.written_on_weekday(report.at.astimezone(zone))])
    return Told(words.joined([said, report.note or ""]), on)


def told_of_part(part: PartView, titles: Mapping[str, str], zone: tzinfo) -> Told:
    """Return what was last reported of a part, or else what its people last did."""
    last = part.last
    if part.progress is not None:
        return report_words(part.progress, titles, zone)
    if last is None or last.trigger is None:
        return NOT_TOLD
    said = words.headed(last.trigger, last.note) if last.note else last.trigger
    return Told(said, words.joined([last.by.replace("/", " "), words.written_on_weekday(last.at.astimezone(zone))]))
