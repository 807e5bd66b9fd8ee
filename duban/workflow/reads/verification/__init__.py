"""Verification: everything that is stored is held against the histories, a module for each kind of thing."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.reads.verification.findings import (
        FilesProved as FilesProved,
        Finding as Finding,
        Verification as Verification,
    )
    from duban.workflow.reads.verification.kept_files import FileProof as FileProof
    from duban.workflow.reads.verification.walking import verify as verify
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
