"""An SMS is counted with the longest number that a part can have: its own, or that under its parent's."""

from __future__ import annotations

from pathlib import Path

import pytest

from duban.scenarios import find_cautions, load_scenario

pytestmark = pytest.mark.usefixtures("english")
SCENARIOS = Path(__file__).parents[1] / "workflow" / "scenarios"


def test_the_longest_number_is_that_under_the_parent(tmp_path: Path) -> None:
    own, sign = len("FB-2026-9999"), len("【督办】")
    text = "${number}" + "办" * (70 - own - sign)  # one SMS to a character
    sms = f'sms: {{template: T1, sign: 督办, text: "{text}", values: {{number: "{{{{ item.number }}}}"}}}}'
    rules = (SCENARIOS / "piece.yaml").read_text("utf-8").replace('交办: {subject: "', f'交办: {{{sms}, subject: "')
    file = tmp_path / "piece.yaml"
    file.write_text(rules, "utf-8")
    piece, tasks = load_scenario(file), load_scenario(SCENARIOS / "tasks.yaml")
    assert find_cautions(str(file), piece) == []
    (caution,) = find_cautions(str(file), piece, among=[tasks])
    assert caution.path == "messages.交办.sms.text"
    assert "comes to 73 characters" in str(caution)  # FJ-2026-9999-99
