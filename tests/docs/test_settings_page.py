"""The settings reference is what the code says, every setting is in it, and its examples can be used as they stand."""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from duban import Settings
from duban.notifiers import create, names

if TYPE_CHECKING:
    from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "reference" / "settings.md").read_text("utf-8")
ENTRY = re.compile(
    r"^#+ `(\w+)`\n\n(.+)\n\n- default: (.+)\n- environment: `(\w+)`\n"
    r"(?:- example: `(.+?)`(?: under `\[(.+)\]`|;.*)?\n)?",
    re.MULTILINE,
)
ENTRIES = ENTRY.findall(TEXT)
GENERAL = [entry for entry in ENTRIES if not entry[3].startswith("DUBAN_CHANNELS__")]
NEED_A_FILE = {"ca_file"}
NEED_ANOTHER = {"DUBAN_OPERATORS__SMS": 'sms_template = "SMS_1"'}
"""What has to stand beside an example for it to be taken."""


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("settings_page", DOCS / "settings_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_code_says() -> None:
    assert maker().page() == TEXT, "run `make docs`"


def test_every_setting_of_every_channel_is_in_it() -> None:
    channels = maker().CHANNEL_SETTINGS
    assert sorted(channels) == names()
    for kind, _, _, settings in channels.values():
        # A stream is for programs: no file can name one.
        assert set(settings) == set(inspect.signature(kind).parameters) - {"stream"}


def test_every_general_setting_is_in_it() -> None:
    top = [name for name, _, _, _, _, table in GENERAL if not table]
    apart = {"anchors", "archive", "backups", "bounces", "channels", "desk", "digests", "documents", "evidence"}
    apart |= {"fallback", "feed", "heartbeat", "operators", "receipts"}
    assert set(top) == set(Settings.model_fields) - apart


@pytest.mark.parametrize("entry", GENERAL, ids=lambda entry: entry[3])
def test_an_example_means_the_same_in_the_file_and_in_the_environment(
    entry: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _, _, variable, example, table = entry
    if example.startswith("DUBAN_"):
        monkeypatch.setenv(*example.split("="))
        assert str(getattr(Settings.load(), name)) == example.split("=")[1]
        return
    beside = (f"[{table}]\n" if table else "") + NEED_ANOTHER.get(variable, "")
    (tmp_path / "duban.toml").write_text(f"{beside}\n{example}", "utf-8")
    (tmp_path / "empty.toml").write_text(beside, "utf-8")
    from_file = Settings.load(tmp_path / "duban.toml")
    value = tomllib.loads(example)[name]
    monkeypatch.setenv(variable, value if isinstance(value, str) else json.dumps(value))
    from_environment = Settings.load(tmp_path / "empty.toml")
    monkeypatch.delenv(variable)
    assert from_file == from_environment != Settings.load(tmp_path / "empty.toml")


@pytest.mark.parametrize("notifier", names())
def test_the_examples_of_a_channel_make_it(notifier: str, tmp_path: Path) -> None:
    part = TEXT.split(f"### Notifier `{notifier}`")[1].split("\n### ")[0]
    examples = {entry[0]: entry[4] for entry in ENTRY.findall(part) if entry[4] and entry[0] not in NEED_A_FILE}
    options: dict[str, Any] = tomllib.loads("\n".join(examples.values()))
    lines = ["[channels.email]", f"notifier = {notifier!r}", *examples.values()]
    (tmp_path / "duban.toml").write_text("\n".join(lines), "utf-8")
    channel = Settings.load(tmp_path / "duban.toml").channels["email"]
    given = channel.options(tmp_path)
    assert set(given) == set(options)
    assert create(notifier, given) is not None
