"""Pictures of a scenario: an SVG that draws itself, and Mermaid text for pages that draw that."""

from duban.scenarios.diagram.mermaid import mermaid
from duban.scenarios.diagram.svg import svg

__all__ = ["mermaid", "svg"]
