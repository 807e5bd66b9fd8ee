"""Every verb of an engine, in one class: what `on_demand` loads when the first engine is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.workflow.acts import (
    Commands,
    Correcting,
    Deciding,
    Dividing,
    Ending,
    Erasing,
    Excusing,
    Holding,
    Listening,
    Migrating,
    Planning,
    Previewing,
    Reporting,
    Resending,
    Saying,
)
from duban.workflow.feed import Feed
from duban.workflow.files import AddingFiles, ShowingFiles, TidyingFiles
from duban.workflow.keeping import Bodies, Importing, Leaving, Persons
from duban.workflow.making import make_core
from duban.workflow.papers import Papers
from duban.workflow.reads import (
    Aiming,
    Calling,
    Explaining,
    Figuring,
    Hands,
    Listing,
    Mailroom,
    Numbers,
    People,
    Proving,
    Rulebook,
    Situations,
)
from duban.workflow.services import (
    HearingBack,
    Indexing,
    PreviewingMessages,
    Running,
    SendingDirectly,
    UrgingMany,
)

if TYPE_CHECKING:
    from duban.workflow.settings import Settings


class Verbs(
    Commands,
    Deciding,
    Correcting,
    Dividing,
    Ending,
    Saying,
    Reporting,
    Papers,
    UrgingMany,
    Erasing,
    Excusing,
    Holding,
    Planning,
    Migrating,
    Previewing,
    HearingBack,
    Resending,
    SendingDirectly,
    Importing,
    Bodies,
    Leaving,
    Persons,
    Situations,
    Aiming,
    Explaining,
    Figuring,
    Listing,
    Hands,
    Rulebook,
    Numbers,
    People,
    Calling,
    Mailroom,
    PreviewingMessages,
    Indexing,
    Feed,
    AddingFiles,
    ShowingFiles,
    TidyingFiles,
    Proving,
    Listening,
    Running,
):
    """What an engine can do."""

    def __init__(self, database: str | Settings | None = None, **given: Any) -> None:  # noqa: ANN401 - as Engine takes it
        super().__init__(make_core(database, **given))
