"""Papers as files: what was signed becomes a letter, by a service; and the register as a table."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.papers.filing import PaperFiler as PaperFiler, PapersFiled as PapersFiled
    from duban.ledger.papers.letters import (
        documents_of as documents_of,
        figures_of as figures_of,
        letter_of as letter_of,
        preview as preview,
    )
    from duban.ledger.papers.register import register_rows as register_rows, write_register as write_register
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
