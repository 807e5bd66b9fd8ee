"""Anchors: a log of the heads of all histories, to be kept where those who write the database cannot change it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.anchors.appending import (
        Appended as Appended,
        AppendedTo as AppendedTo,
        opened_log as opened_log,
    )
    from duban.workflow.anchors.keys import Anchoring as Anchoring, read_key as read_key
    from duban.workflow.anchors.lines import Head as Head, Heads as Heads
    from duban.workflow.anchors.reading import (
        HISTORY as HISTORY,
        AnchorLog as AnchorLog,
        AnchorsRead as AnchorsRead,
        read_anchors as read_anchors,
    )
    from duban.workflow.anchors.signing import Signer as Signer, Signers as Signers
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
