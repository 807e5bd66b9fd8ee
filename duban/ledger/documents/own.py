"""What an office has of its own beside ours: the folder of its Word templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from duban.workflow import Settings


def own_templates(settings: Settings) -> Path | None:
    """Return the folder of the office's own Word templates, if the settings name one."""
    named = settings.documents.templates
    return None if named is None else settings.folder / named
