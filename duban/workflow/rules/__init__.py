"""The definitions that instances follow, judging acts by them, and what they show of an instance."""

from duban.workflow.rules.catalogue import Catalogue
from duban.workflow.rules.compiled import Compiled
from duban.workflow.rules.contents import changed_scenarios, keep_content, require_content
from duban.workflow.rules.judging import Judgement, condition_holds, divides, entry_blockers, judge
from duban.workflow.rules.own_messages import (
    DEMANDED,
    EXTENSION_DECIDED,
    EXTENSION_WAITS,
    OWN_NAMES,
    PAPER_WAITS,
    RELEASE_WAITS,
    URGED,
    message_called,
    own_message,
)
from duban.workflow.rules.reported import last_view, reports_kept, sheet_kept, sheet_view
from duban.workflow.rules.rung_words import (
    at_words,
    due_words,
    moment_words,
    paper_words,
    release_words,
    rung_called,
    skip_words,
)
from duban.workflow.rules.views import (
    clock_in_message,
    clock_view,
    each_kept,
    each_view,
    instance_of,
    item_of,
    item_view,
    may_see,
    owing_view,
    visible_data,
)
from duban.workflow.rules.wants import NOTHING, Wants

__all__ = [
    "DEMANDED",
    "EXTENSION_DECIDED",
    "EXTENSION_WAITS",
    "NOTHING",
    "OWN_NAMES",
    "PAPER_WAITS",
    "RELEASE_WAITS",
    "URGED",
    "Catalogue",
    "Compiled",
    "Judgement",
    "Wants",
    "at_words",
    "changed_scenarios",
    "clock_in_message",
    "clock_view",
    "condition_holds",
    "divides",
    "due_words",
    "each_kept",
    "each_view",
    "entry_blockers",
    "instance_of",
    "item_of",
    "item_view",
    "judge",
    "keep_content",
    "last_view",
    "may_see",
    "message_called",
    "moment_words",
    "owing_view",
    "own_message",
    "paper_words",
    "release_words",
    "reports_kept",
    "require_content",
    "rung_called",
    "sheet_kept",
    "sheet_view",
    "skip_words",
    "visible_data",
]
