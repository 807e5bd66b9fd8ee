"""What an office issues under a person's signature: signing a draft, and the register of what was signed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.papers.issued import PaperReply as PaperReply, PaperView as PaperView, papers_of as papers_of
    from duban.workflow.papers.register import PaperRegister as PaperRegister
    from duban.workflow.papers.signing import Signing as Signing
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
