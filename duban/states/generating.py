"""How Jinja2 sources become Python: as Jinja2 does it, except for numbers that no computer holds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from jinja2.compiler import CodeGenerator

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.compiler import Frame


class Generator(CodeGenerator):
    """Jinja2's generator would write an endless number, such as 1e400, as `inf`: a name that Python does not know.

    In a file such a number is refused, but there are items whose rules were read before it was.
    """

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:  # noqa: N802 - the name that Jinja2 calls
        """Write a constant."""
        if isinstance(node.value, float) and not math.isfinite(node.value):
            self.write("(1e999 - 1e999)" if math.isnan(node.value) else "1e999" if node.value > 0 else "-1e999")
        else:
            super().visit_Const(node, frame)
