"""The services of a daemon: the sweeper, the dispatcher, recurring work, word to the operators; drafts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.services.bounces import BouncesRead as BouncesRead
    from duban.workflow.services.directly import SendingDirectly as SendingDirectly
    from duban.workflow.services.documents import PaperContent as PaperContent, PaperDue as PaperDue
    from duban.workflow.services.drafts import Draft as Draft
    from duban.workflow.services.indexer import Indexed as Indexed, Indexing as Indexing
    from duban.workflow.services.operators import OperatorsTold as OperatorsTold
    from duban.workflow.services.polling import HearingBack as HearingBack, ReceiptsPolled as ReceiptsPolled
    from duban.workflow.services.previews import (
        MessagePreview as MessagePreview,
        PreviewingMessages as PreviewingMessages,
    )
    from duban.workflow.services.running import Running as Running
    from duban.workflow.services.urging import UrgeOutcome as UrgeOutcome, UrgingMany as UrgingMany
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
