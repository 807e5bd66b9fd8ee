"""What the engine refuses is called as people call it."""

from __future__ import annotations

import re
from pathlib import Path

import duban
from duban import speaking
from duban.words import text

WORKFLOW = Path(duban.__file__).parent / "workflow"
READS = {"allowed", "deeds", "directory"}
"""What is asked and changes nothing; only a name that cannot be one is refused there."""


def test_every_verb_that_can_be_refused_has_a_name_in_chinese() -> None:
    sources = [file.read_text("utf-8") for file in WORKFLOW.rglob("*.py")]
    verbs = {verb for source in sources for verb in re.findall(r'\btrigger="([a-z_]+)"', source)}
    assert {"open", "draft", "void_paper"} <= verbs
    with speaking("zh"):
        assert [verb for verb in sorted(verbs - READS) if text("{verb:verb}", verb=verb) == verb] == []
