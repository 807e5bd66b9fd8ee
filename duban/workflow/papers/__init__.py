"""What an office issues under a person's signature: drafts, signing them, what comes after, and the register."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.papers.drafting import DraftingPapers as DraftingPapers, written as written
    from duban.workflow.papers.following import FollowingPapers as FollowingPapers
    from duban.workflow.papers.issued import (
        PaperFileView as PaperFileView,
        PaperReply as PaperReply,
        PaperView as PaperView,
        papers_of as papers_of,
    )
    from duban.workflow.papers.register import PaperRegister as PaperRegister
    from duban.workflow.papers.signing import Signing as Signing
    from duban.workflow.papers.verbs import Papers as Papers
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
