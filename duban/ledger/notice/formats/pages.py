"""Page numbers, which printed pages put between the lines of a text."""

from __future__ import annotations

import re

_DASH = r"[-—–－―·•~～]"
_PAGE = re.compile(
    rf"{_DASH} ?{_DASH}? ?[0-9]{{1,4}} ?{_DASH}? ?{_DASH}|"
    r"第 ?[0-9]{1,4} ?页(?:[ ,，/／]{0,3}[共总] ?[0-9]{1,4} ?页)?|"
    r"[0-9]{1,4} ?[/／] ?[0-9]{1,4}|[Pp]age ?[0-9]{1,4}(?: ?of ?[0-9]{1,4})?"
)
_LONGEST = 40


def is_page_number(line: str) -> bool:
    """Return whether a line is a page number (— 3 —, 第3页 共8页) and nothing else."""
    return len(line) < _LONGEST and _PAGE.fullmatch(" ".join(line.split())) is not None
