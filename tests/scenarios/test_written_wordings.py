"""A wording to start from is read back as it was, and can be used in the place of the one that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.scenarios import Wordings, library_names, shipped, shipped_names, written_wording
from duban.scenarios.checkers.nodes import plain
from duban.scenarios.yaml_reader import parse_yaml

if TYPE_CHECKING:
    from pathlib import Path

LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]), max_size=12)
TEXTS = st.lists(LINES, max_size=4).map("\n".join)


def read(written: str) -> object:
    root, problems = parse_yaml(written, "wording.yaml")
    assert problems == []
    return plain(root)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*shipped_names(), *library_names()])
def test_every_message_that_is_shipped_is_written_so_that_it_reads_the_same(
    name: str, language: str, tmp_path: Path
) -> None:
    definition = shipped(name)
    forms = Wordings().forms(definition, language)
    folder = tmp_path / language / name
    folder.mkdir(parents=True)
    for message, form in forms.items():
        written = written_wording(form.parts)
        assert read(written) == dict(form.parts), message
        (folder / f"{message}.yaml").write_text(written, "utf-8")
    own = Wordings(tmp_path)
    assert own.problems == []
    assert own.misfits(definition) == []
    assert {name: form.parts for name, form in own.forms(definition, language).items()} == {
        name: form.parts for name, form in forms.items()
    }


@given(text=TEXTS, value=TEXTS)
def test_any_text_is_read_as_it_was_written(text: str, value: str) -> None:
    parts = {"text": text, "sms": {"template": "S1", "values": {"号": value}}}
    assert read(written_wording(parts)) == parts
