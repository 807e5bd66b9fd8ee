"""The layouts that an office has: those that come with duban, and its own in the folder `layouts` of its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ledger.layouts.reading import load_layout, shipped_layouts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike
    from pathlib import Path

    from duban.ledger.layouts.values import Layout
    from duban.workflow import Settings

_ENDINGS = (".yaml", ".yml")


def own_layouts(settings: Settings) -> Mapping[str, Path]:
    """Return the files of an office's own layouts, each by the name of the file without its ending."""
    if settings.layouts is None:
        return {}
    folder = settings.folder / settings.layouts
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {file.stem: file for file in files if file.suffix.lower() in _ENDINGS}


def layout_names(settings: Settings) -> tuple[str, ...]:
    """Return the names of all layouts: an office's own first, which stand in for those of the same name."""
    return tuple(dict.fromkeys((*own_layouts(settings), *shipped_layouts())))


def find_layout(settings: Settings, layout: str | PathLike[str]) -> Layout:
    """Return a layout by its name, an office's own before those that come with duban, or that of another file.

    Raises UnknownLayout, LayoutError with every problem of the file, and OSError if it cannot be read.
    """
    own = own_layouts(settings).get(str(layout))
    return load_layout(layout if own is None else own, known=layout_names(settings))
