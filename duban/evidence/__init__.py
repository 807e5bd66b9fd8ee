"""Evidence: the bytes of files by their SHA-256, what a file may be, and what it may be called."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.evidence.disk import DiskStore as DiskStore
    from duban.evidence.errors import (
        EvidenceError as EvidenceError,
        FileGone as FileGone,
        FileRefused as FileRefused,
        FilesMissing as FilesMissing,
        NoEvidence as NoEvidence,
        NoRoomForFiles as NoRoomForFiles,
    )
    from duban.evidence.filenames import cleaned_name as cleaned_name
    from duban.evidence.kinds import KINDS as KINDS, Kind as Kind, kind_of as kind_of
    from duban.evidence.limits import Evidence as Evidence
    from duban.evidence.store import Incoming as Incoming, Kept as Kept, Store as Store
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
