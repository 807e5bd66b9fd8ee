"""Pictures of a scenario: an SVG that draws itself, Mermaid text for pages that draw that, and its tables as text."""

from duban.scenarios.diagram.mermaid import mermaid
from duban.scenarios.diagram.svg import svg
from duban.scenarios.diagram.telling import ToldRow, ToldTable, told_of
from duban.scenarios.diagram.wording import act_said, opening_said, people_said

__all__ = ["ToldRow", "ToldTable", "act_said", "mermaid", "opening_said", "people_said", "svg", "told_of"]
