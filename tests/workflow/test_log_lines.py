"""Log lines: whatever happened is one line, and what it says can be taken apart again."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from duban.workflow.logs import Complaints, Event, LineFormatter, event

if TYPE_CHECKING:
    import pytest

PAIR = re.compile(r'([^\s=]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)')


def line_of(said: object, *arguments: object, exc_info: object = None) -> str:
    record = logging.LogRecord("duban.test", logging.WARNING, __file__, 1, said, arguments, exc_info)  # type: ignore[arg-type]
    return LineFormatter().format(record)


def taken_apart(line: str) -> dict[str, str]:
    pairs = PAIR.findall(line)
    assert " ".join(f"{key}={value}" for key, value in pairs) == line
    return {key: json.loads(value) if value.startswith('"') else value for key, value in pairs}


def test_an_event_is_one_line_with_its_facts() -> None:
    line = line_of(event("swept", fired=3, left_out=None, reason='a "b" = c'))
    found = taken_apart(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", found.pop("time"))
    assert found == {
        "level": "warning",
        "logger": "duban.test",
        "event": "swept",
        "fired": "3",
        "reason": 'a "b" = c',
    }


@given(st.text(), st.text())
@example("", "one\u2028two\u2029three")
def test_no_text_breaks_the_line_or_hides_in_it(name: str, reason: str) -> None:
    line = line_of(Event(name, {"reason": reason}))
    assert len(line.splitlines()) == 1
    assert taken_apart(line)["level"] == "warning"
    visible = {sign for sign in reason if sign.isalnum()}
    assert visible <= set(taken_apart(line)["reason"])


def test_what_others_log_and_a_traceback_are_one_line_as_well() -> None:
    assert taken_apart(line_of("retrying in %s s", 5))["event"] == "retrying in 5 s"
    try:
        _ = 1 / 0
    except ZeroDivisionError as error:
        line = line_of(event("sweep failed"), exc_info=(type(error), error, error.__traceback__))
    assert "\n" not in line
    assert taken_apart(line)["traceback"].endswith("ZeroDivisionError: division by zero")


def test_a_failure_is_said_once_until_it_is_over_or_another(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    complaints = Complaints(logging.getLogger("duban.test"))
    for reason in ("away", "away", "full", "full"):
        complaints.failed("sweep", reason, advice="wait")
    complaints.done("sweep")
    complaints.done("sweep")
    complaints.failed("sweep", "full", advice="wait")
    assert [record.getMessage() for record in caplog.records] == [
        "sweep failed reason=away advice=wait",
        "sweep failed reason=full advice=wait",
        "sweep works again",
        "sweep failed reason=full advice=wait",
    ]
