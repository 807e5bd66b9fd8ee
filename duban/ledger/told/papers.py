"""What happened to papers, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words
from duban.states.history import PaperDrafted, PaperEdited, PaperFiled, PaperScanned, PaperVoided, Signed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duban.states.history import Entry

PAPERS: Mapping[type[Entry], Callable[[Any], str]] = {
    PaperDrafted: lambda facts: words.text("drafted {paper}, which waits for a signature", paper=facts.paper),
    PaperEdited: lambda facts: words.text("edited the draft of entry {asked}", asked=facts.asked),
    Signed: lambda facts: words.text(
        "signed {paper} {number} to {units}", paper=facts.paper, number=facts.number, units=facts.to
    ),
    PaperFiled: lambda facts: words.text(
        "made the document of the paper of entry {asked}: {files}",
        asked=facts.asked,
        files=words.listed(each.name for each in facts.files),
    ),
    PaperScanned: lambda facts: words.text(
        "added {name}, a scan of the paper of entry {asked}", name=facts.file.name, asked=facts.asked
    ),
    PaperVoided: lambda facts: words.text("voided {number}", number=facts.number),
}
"""The kinds of entries of papers, each with its sentence."""
