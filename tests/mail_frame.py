"""Makes the frame of mails from its source: each rule of the style sheet becomes attributes of what it applies to.

Mail programs, Outlook first of all, know attributes and no style sheets. `make frame` runs this when the source has
changed; mails are then put together from what it writes, without a library.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "duban" / "notifiers" / "media" / "frame"
SOURCE, MADE = FOLDER / "source.html", FOLDER / "made.html"


def mark() -> str:
    """Return the line by which what was made tells from which source."""
    return f"<!-- made from source.html {sha256(SOURCE.read_bytes()).hexdigest()} -->"


def main() -> None:
    """Write the frame."""
    import css_inline  # noqa: PLC0415 - those who only ask for the mark do without it

    inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
    inlined = inliner.inline(SOURCE.read_text("utf-8"))
    pieces = re.findall(r"<!-- piece (?!end)(\w+) -->(.*?)(?=<!-- piece)", inlined, re.DOTALL)
    lines = [mark()]
    for name, piece in pieces:
        plain = (
            re.sub(r' class="[^"]*"', "", piece)
            .replace('"#link"', '"$href"')
            .replace('"#matter"', '"$matter"')
            .replace("<!-- rows -->", "$rows")
            .strip()
        )
        lines.append(f"<!-- piece {name} -->\n{plain}")
    MADE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
