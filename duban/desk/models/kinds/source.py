"""The file that a kind of matters was read from, and where its next version goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.scenarios import ScenarioError, files_in, is_offered, read_scenario, shipped_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban.states import Definition
    from duban.workflow import Engine


@dataclass(frozen=True, slots=True)
class Source:
    """The text that a definition was read from, and the folder and the name for the file of its next version."""

    text: str
    folder: Path
    name: str


def source_of(engine: Engine, definition: Definition) -> Source | str:
    """Return the source of a loaded definition; if it has none that can be followed by another, why."""
    settings = engine.settings
    folder = next((path for each in settings.scenarios if (path := settings.folder / each).is_dir()), None)
    if folder is None:
        return words.text("the settings name no folder of scenario files into which a new version could go")
    name = f"{definition.scenario}-{definition.version + 1}.yaml"
    if (folder / name).exists():
        facts = {"version": definition.version + 1, "file": name}
        return words.text(
            "version {version} is there already ({file}), and is used once the desk is started again", **facts
        )
    for text in _texts(engine):
        try:
            if read_scenario(text, definition.scenario).digest == definition.digest:
                return Source(text, folder, name)
        except ScenarioError:
            continue
    return words.text("the file of version {version} is not there any more, or was changed", version=definition.version)


def _texts(engine: Engine) -> Iterator[str]:
    """Yield the texts of all scenarios that the settings name."""
    settings = engine.settings
    for each in settings.scenarios:
        path = settings.folder / each
        if path.exists():
            for file in files_in(path) if path.is_dir() else (path,):
                try:
                    yield file.read_text("utf-8-sig")
                except (OSError, UnicodeDecodeError):
                    continue
        elif is_offered(each):
            yield shipped_text(each)
