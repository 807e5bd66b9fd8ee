"""The README as PyPI shows it: what is relative in the repository is absolute there, since PyPI has no files beside it.

Hatchling runs this when it builds (`tool.hatch.metadata.hooks.custom`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PICTURES = (".png", ".jpg", ".gif")
_LINK = re.compile(r"(\]\()(?!https?:|#|mailto:)([^)\s]+)(\))")
_DRAWN = re.compile(r"^```mermaid\n.*?^```\n\n?", re.MULTILINE | re.DOTALL)


class Readme(MetadataHookInterface):
    """Gives the metadata their README."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the README, with addresses under the project's `Source`."""
        text = Path(self.root, "README.md").read_text("utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": as_on_pypi(text, metadata["urls"]["Source"])}


def as_on_pypi(text: str, source: str) -> str:
    """Return a README whose links and pictures lead to the repository, without diagrams that PyPI does not draw."""
    raw = source.replace("://github.com/", "://raw.githubusercontent.com/")

    def absolute(found: re.Match[str]) -> str:
        place = found[2].removeprefix("./")
        if place.partition("#")[0].endswith(PICTURES):
            return f"{found[1]}{raw}/main/{place}{found[3]}"
        kind = "tree" if place.endswith("/") else "blob"
        return f"{found[1]}{source}/{kind}/main/{place.rstrip('/')}{found[3]}"

    return _LINK.sub(absolute, _DRAWN.sub("", text))
