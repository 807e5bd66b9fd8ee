"""All verbs of papers: drafting, signing, what comes after, and the register."""

from __future__ import annotations

from duban.workflow.papers.drafting import DraftingPapers
from duban.workflow.papers.following import FollowingPapers
from duban.workflow.papers.register import PaperRegister
from duban.workflow.papers.signing import Signing


class Papers(DraftingPapers, Signing, FollowingPapers, PaperRegister):
    """Drafts, signs, scans, voids and lists papers."""
