"""Writes the reference of the API from its docstrings: `python docs/api_page.py` rewrites docs/reference/api.md."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, is_typeddict

from msgspec import Struct

import duban
import duban.values
from duban import Engine
from duban.testing import AsyncHarness, FixedClock, Harness, RecordingNotifier, Said, empty, throwaway_engine
from duban.testing.asserting import Assertions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = Path(__file__).parent / "reference" / "api.md"

HEAD = """\
# The API

This page is made from the docstrings by `make docs`, and a test compares the two. Everything here is imported from
`duban`, except for what the end of the page lists. [Embed duban](../how-to/embed.md) shows how to use it.

These arguments mean the same everywhere:

| argument | what it is |
|---|---|
| `number` | what people quote, such as `WT-2026-0001` |
| `by` | who acts: `unit`, or `unit/person`; the unit must fill the role that the act requires |
| `viewer` | the unit that reads: fields private to others are left out; `None` is trusted code, which sees everything |
| `data` | values of fields, by their names; `None` and empty text count as not given |
| `note` | a remark, kept in the history |
| `key` | an idempotency key: a repeat returns the first result; with other arguments it raises `KeyReused` |
| `expect` | the version last seen: if somebody has acted since then, `TransitionConflict` is raised |
| `session` | your own `Session` or `Connection`: the verb joins your transaction, and neither commits nor rolls back |

Any verb may also raise an error of the database: `StorageBusy`, `StorageUnavailable`, `StorageReadOnly`, `StorageFull`;
`DatabaseMoved` if a SQLite file was deleted or replaced while it was open; and `SchemaMissing`, `SchemaOlder` or
`SchemaNewer` if its tables are missing or have another version. A naive `datetime` is refused everywhere.
"""

_SHARED = {
    "to_json",
    "from_json",
    "of",
    "settings_customise_sources",
    "anchored",
    "directory_stamp",
    "directory_files",
    "usable_directory",
    "channel_factories",
}
"""Methods that every value has, or that only the engine calls."""

GROUPS = {
    "Verbs that change something": (
        *("open", "fire", "assign", "extend", "decide", "opine", "withdraw", "link", "remark", "urge"),
        *("answer", "instruct", "hand_on", "correct", "void", "merge", "excuse", "divide", "erase", "include"),
        *("draft", "edit_draft", "sign", "void_paper", "add_scan"),
        *("carry_over", "put_file"),
        *("open_many", "fire_many", "urge_many", "report"),
        *("migrate", "transact", "retry", "give_up", "received", "bounced", "send_test", "send_directly"),
    ),
    "Verbs that keep the directory": (
        *("import_units", "import_contacts", "rename_unit", "merge_units", "split_unit", "close_unit", "leave"),
        *("set_contact", "away", "back", "mend_address", "address_works", "directory_history"),
    ),
    "Verbs that read": (
        *("instance", "situation", "find", "page", "count", "counts", "case_files", "opened", "opened_for"),
        *("pending", "papers", "paper_content", "draft_content"),
        *(
            "links",
            "history",
            "events",
            "follow",
            "allowed",
            "allowed_many",
            "explain",
            "why_due",
            "why_escalated",
            "why_not",
            "rules",
        ),
        *("definitions", "definition", "versions", "targets"),
        *("working_calendar", "calendar", "outbox", "outbox_counts", "drafts", "read_draft"),
        "preview_message",
        "link_of",
        "by_link",
        "follow_link",
        *("units", "contacts", "marked_addresses", "call_list"),
        *("at_hand", "deeds", "matrix", "figures", "today", "files", "open_file"),
        *("preview", "numbers", "nearest_number", "health", "troubles", "verify", "anchor", "next_instant"),
    ),
    "Services": (
        *("sweep", "deliver", "media_waiting", "index_texts", "tell_operators", "import_calendar", "tidy_files"),
        "order_events",
        *("read_bounces", "poll_receipts", "papers_to_file", "file_paper", "put_off_paper"),
    ),
    "The engine itself": (
        *("prepare", "create_tables", "has_database", "require_in_place", "now", "close"),
        *("refresh_directory", "refresh_scenarios"),
        *("on", "off", "keeps_files", "keeps_directory", "on_file_opened"),
        *("settings", "where", "database", "directory", "directory_version", "channels", "unusable", "unusable_rows"),
    ),
}
"""Every public name of an engine, in the order in which people look for them."""

ALIASES = {
    "Days": "what `import_calendar` takes: for each day whether it is worked, and a note or None",
    "Durability": "`full` or `relaxed`",
    "FiguresPeriod": "a period as `figures` takes it: its name, its first and last day, or None",
    "Guest": "what `session=` takes: a `Session`, a `scoped_session` or a `Connection`",
    "Progress": "what long work calls with how much is done and how much there is, or None if that is not known",
}
"""What is no class, but a name for several."""

VALUES = """\
## In `duban.values`

What results hold and signatures show beside the names above, for annotations of your own. The parts of a `Definition`
are in `duban.states`, those of `Settings` in `duban.workflow`, and `duban.aio.AsyncGuest` is what `session=` takes
there. Values and results serialise in pydantic and FastAPI as `to_json` writes them, with their schema; nothing in them
can be changed, and all of them can be pickled.
"""

TAIL = """\
## Elsewhere

`duban.aio.AsyncEngine` has the verbs and services of `Engine` as coroutines. With `session=` they take an
`AsyncSession` or an `AsyncConnection`, otherwise they run in a thread. `async with AsyncEngine(...)` closes it at the
end.

Some errors are imported from their rooms: `duban.workflow.ScenarioClash` and `duban.workflow.CalendarTableError` (both
are a `WorkflowError`), `duban.notifiers.NotifierError`, and the `LookupError`s `duban.states.CalendarError` and
`duban.states.UnknownMedium`.

`duban.notifiers` has `SmtpNotifier`, `HttpSmsNotifier`, `FileNotifier` and `ConsoleNotifier`, with the
[settings](settings.md#channelsemail-and-channelssms) as arguments, and `register(name, factory)`.

`duban.testing`, for your own tests; `duban.testing.NotEmpty` is a `StorageError`. `AsyncHarness` has what `Harness`
has, to await. See [how to test an application](../how-to/test-an-application.md), also for the fixtures of pytest.
"""


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, "## `Engine`\n", _call(Engine, "Engine"), _prose(Engine)]
    for title, names in GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [_member(name) for name in names]
    found = [getattr(duban, name) for name in duban.__all__ if name != "Engine"]
    errors = [each for each in found if inspect.isclass(each) and issubclass(each, Exception)]
    values = [each for each in found if inspect.isclass(each) and each not in errors]
    functions = [each for each in found if not inspect.isclass(each)]
    held = [getattr(duban.values, name) for name in duban.values.__all__]
    aliases = {name for name, each in zip(duban.values.__all__, held, strict=True) if not inspect.isclass(each)}
    parts += ["## Functions\n", *(_function(each) for each in functions)]
    parts += ["## Values\n", *(_value(each) for each in values)]
    parts += ["## Errors\n", *_errors(errors)]
    parts += [VALUES, *(f"- `{name}`: {ALIASES[name]}" for name in sorted(aliases)), ""]
    parts += [*(_value(each) for each in held if inspect.isclass(each)), TAIL]
    parts += [_value(Harness), _value(Assertions), _value(AsyncHarness), _value(Said), _function(empty)]
    parts += [_function(throwaway_engine), _value(FixedClock), _value(RecordingNotifier)]
    return "\n".join(parts).rstrip() + "\n"


def public_names() -> set[str]:
    """Return every public name of an engine."""
    return {name for name in dir(Engine) if not name.startswith("_")}


def _member(name: str) -> str:
    found = inspect.getattr_static(Engine, name)
    if isinstance(found, property):
        return f"### `engine.{name}`\n\n{_prose(found)}"
    return f"### `engine.{name}`\n\n{_call(getattr(Engine, name), f'engine.{name}')}\n{_prose(getattr(Engine, name))}"


def _function(found: Callable[..., Any]) -> str:
    return f"### `{found.__name__}`\n\n{_call(found, found.__name__)}\n{_prose(found)}"


def _value(found: type) -> str:
    lines = [f"### `{found.__name__}`\n", _prose(found)]
    if dataclasses.is_dataclass(found):
        lines += [f"- `{field.name}: {_type(field.type)}`" for field in dataclasses.fields(found) if field.repr]
    elif issubclass(found, Struct):
        lines += [f"- `{name}: {_type(found.__annotations__[name])}`" for name in found.__struct_fields__]
    elif issubclass(found, enum.Enum):
        lines += [f"- `{member.name}`: `{member.value!s}`" for member in found]
    elif is_typeddict(found):
        lines += [f"- `{name}: {_type(kind)}`" for name, kind in found.__annotations__.items()]
    lines += [f"- `{name}{_signature(each)}`: {_first(each)}" for name, each in _methods(found)]
    return "\n".join(lines).rstrip() + "\n"


def _errors(errors: list[type]) -> Iterator[str]:
    for error in errors:
        parents = [
            base.__name__ for base in error.__mro__[1:] if base.__module__ != "builtins" or base in error.__bases__
        ]
        kept = [name for name in parents if name not in {"Exception", "object"}]
        yield f"### `{error.__name__}`\n\n{_prose(error)}\n" + (
            f"Is a {', a '.join(f'`{each}`' for each in kept)}.\n" if kept else ""
        )


def _methods(found: type) -> Iterator[tuple[str, Any]]:
    """Yield the methods of a class that are its own, but for those that every value has."""
    if issubclass(found, enum.Enum) or is_typeddict(found) or found.__name__ == "Definition":
        return
    for name, each in vars(found).items():
        plain = each.__func__ if isinstance(each, classmethod | staticmethod) else each
        if inspect.isfunction(plain) and not name.startswith("_") and name not in _SHARED:
            yield name, plain


def _call(found: Callable[..., Any], shown: str) -> str:
    signature = inspect.signature(found)
    params = [each for each in signature.parameters.values() if each.name != "self"]
    lines, starred = [], False
    for param in params:
        if param.kind is param.KEYWORD_ONLY and not starred:
            lines.append("    *,")
            starred = True
        default = "" if param.default is param.empty else f" = {_default(param.default)}"
        lines.append(f"    {param.name}: {_type(param.annotation)}{default},")
    returned = "" if inspect.isclass(found) else f" -> {_type(signature.return_annotation)}"
    awaited = "await " if inspect.iscoroutinefunction(found) else ""
    inside = "\n" + "\n".join(lines) + "\n" if lines else ""
    return f"```text\n{awaited}{shown}({inside}){returned}\n```\n"


def _signature(found: Callable[..., Any]) -> str:
    params = [name for name in inspect.signature(found).parameters if name not in {"self", "cls"}]
    return f"({', '.join(params)})"


def _default(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _type(annotation: object) -> str:
    if annotation is inspect.Parameter.empty:
        return "None"
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return re.sub(r"ForwardRef\('(.+?)'(?:, .*?)?\)", r"\1", text)


def _prose(found: object) -> str:
    """Return a docstring as Markdown; its last sentence on errors is a paragraph of its own."""
    text = inspect.getdoc(found) or ""
    text = re.sub(r"^(Args|Raises):\n", r"\1:\n\n", text, flags=re.MULTILINE)
    text = re.sub(r"^ {4}(\w+): ", r"- `\1`: ", text, flags=re.MULTILINE)
    text = re.sub(r"^ {8}(?=\S)", "  ", text, flags=re.MULTILINE)
    return re.sub(r"\s+(Raises )", r"\n\n\1", text) + "\n"


def _first(found: object) -> str:
    return (inspect.getdoc(found) or "").partition("\n")[0]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
