"""The definitions that instances follow, judging acts by them, and what they show of an instance."""

from duban.workflow.rules.catalogue import Catalogue
from duban.workflow.rules.compiled import Compiled
from duban.workflow.rules.contents import changed_scenarios, keep_content, require_content
from duban.workflow.rules.judging import Judgement, entry_blockers, judge
from duban.workflow.rules.own_messages import (
    APPROVAL_DECIDED,
    APPROVAL_WAITS,
    DEMANDED,
    EXTENSION_DECIDED,
    EXTENSION_WAITS,
    OPINION_WAITS,
    OWN_NAMES,
    RELEASE_WAITS,
    URGED,
    message_called,
    own_message,
)
from duban.workflow.rules.rung_words import (
    asked_words,
    at_words,
    due_words,
    moment_words,
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
    "APPROVAL_DECIDED",
    "APPROVAL_WAITS",
    "DEMANDED",
    "EXTENSION_DECIDED",
    "EXTENSION_WAITS",
    "NOTHING",
    "OPINION_WAITS",
    "OWN_NAMES",
    "RELEASE_WAITS",
    "URGED",
    "Catalogue",
    "Compiled",
    "Judgement",
    "Wants",
    "asked_words",
    "at_words",
    "changed_scenarios",
    "clock_in_message",
    "clock_view",
    "due_words",
    "each_kept",
    "each_view",
    "entry_blockers",
    "instance_of",
    "item_of",
    "item_view",
    "judge",
    "keep_content",
    "may_see",
    "message_called",
    "moment_words",
    "owing_view",
    "own_message",
    "release_words",
    "require_content",
    "rung_called",
    "skip_words",
    "visible_data",
]
