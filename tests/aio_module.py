"""Writes the async door from the verbs of `Engine`: `python tests/aio_module.py` rewrites duban/aio, as `make aio`."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import subprocess
import sys
import textwrap
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duban
from duban import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Function = ast.FunctionDef | ast.AsyncFunctionDef

FOLDER = Path(duban.__file__).parent / "aio"

NOT_AWAITED = {"now", "on", "off", "follow"}
"""Verbs that ask no database: an async application calls them on `AsyncEngine.engine`; to listen, and to follow the
feed, has its own there."""

DOORS = ("duban.workflow", "duban.evidence", "duban.states", "duban.storage", "duban.notifiers")
"""Where the types of ours come from, by the first that shows them: outside of its room nobody names a module of one."""

GUEST = "duban.aio.guest"
BY_HAND = (("duban.aio.listening", "AsyncListening"), ("duban.aio.following", "AsyncFollowing"))
"""What is written by hand, because nothing of it is awaited as the other verbs are."""


class Part(NamedTuple):
    """One module of the async door: the class in it, and what both say of themselves."""

    module: str
    name: str
    says: str
    about: str


OPENS = Part(
    "opening", "AsyncOpenings", "The verbs that open instances", "Opens instances, and says what that would mean."
)
ACTS = Part("acting", "AsyncActs", "The verbs that change something", "Moves, extends and links instances.")
KEEPS = Part("keeping", "AsyncKeeping", "The verbs that keep the directory", "Keeps who is who.")
CHANGES = Part(
    "changing",
    "AsyncChanges",
    "The verbs for what a year changes",
    "Decides on requests and takes them back, corrects, voids and merges instances.",
)
REPORTS = Part("reporting", "AsyncReporting", "The verbs of reports by sheets", "Writes the lines of sheets.")
FURTHER = Part(
    "further",
    "AsyncFurtherActs",
    "The verbs that change something beside the course of the work",
    "Says something about instances, erases, and moves to other rules.",
)
SAYS = Part(
    "saying", "AsyncSayings", "The verbs of what people say", "Remarks on instances, urges, answers and instructs."
)
RUNS = Part(
    "running", "AsyncRunning", "The verbs that run the services", "Sweeps, delivers, and says how the installation is."
)
EXPLAINS = Part(
    "explaining", "AsyncExplaining", "The verbs that explain", "Says why: a due date, an escalation, a refusal."
)
MAILS = Part("mailing", "AsyncMailing", "The verbs of messages", "Shows, sends again and gives up messages.")
PAPERS = Part(
    "papers",
    "AsyncPapers",
    "The verbs of papers",
    "Drafts, signs and voids papers, and keeps their documents.",
)
FILES = Part("filing", "AsyncFiles", "The verbs of files", "Adds, lists and opens the files that fields name.")
FEED = Part("feeding", "AsyncFeed", "The verbs of the feed", "Reads what has happened to all instances.")
READS = Part("reading", "AsyncReads", "The verbs that read instances", "Answers questions about instances.")
RULES = Part("rules", "AsyncRules", "The verbs that read rules", "Shows definitions, and their versions.")
HANDS = Part(
    "hands",
    "AsyncHands",
    "The verbs that count, and read what units have at hand",
    "Says how many there are, and whose.",
)
OFFICE = Part(
    "office",
    "AsyncOffice",
    "The verbs that read what instances rest on",
    "Answers questions about people and proofs.",
)
ENGINE = Part(
    "engine",
    "AsyncEngine",
    "The engine of async applications",
    """An `Engine` for async applications; it takes what `Engine` takes, and each verb takes and gives the same.

    Where a task is cancelled while a verb runs in its thread, the verb still comes to its end: it is done or refused as
    a whole, and a `key` tells which.
    """,
)

PARTS = (
    *(OPENS, ACTS, CHANGES, REPORTS, SAYS, FURTHER, PAPERS, MAILS, KEEPS, FILES),
    *(FEED, READS, EXPLAINS, HANDS, RULES, OFFICE, RUNS),
)
"""The classes that the engine is made of."""

OPENING = {"duban.workflow.acts.opening", "duban.workflow.acts.previewing"}
OF_A_YEAR = {f"duban.workflow.acts.{name}" for name in ("correcting", "deciding", "ending", "holding", "planning")}
_MAILING = ("acts.outbox", "reads.outbox_entries", "services.directly", "services.drafts", "links.verbs")
OF_MESSAGES = {f"duban.workflow.{name}" for name in _MAILING}
OF_PAPERS = {"duban.workflow.services.documents"}
ACTING_ELSEWHERE = {"duban.workflow.services.urging"}
_READING = ("reader", "situation", "figures.verbs", "finding.listing")
ABOUT_INSTANCES = {f"duban.workflow.reads.{name}" for name in _READING}
AT_HAND = {f"duban.workflow.reads.finding.{name}" for name in ("at_hand", "deeds", "tallying")}
"""Modules with verbs that open; for what a year changes; of messages; that act elsewhere; that read; at hand."""

LIFE = '''\
    async def __aenter__(self) -> Self:
        """Return the engine."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections that are ours."""
        await self.close()
'''


class Names:
    """What a module imports: for type checkers alone, or because it runs it."""

    def __init__(self) -> None:
        self.checked: set[tuple[str, str]] = set()
        self.run: set[tuple[str, str]] = set()

    def gather(self, kind: type, node: Function) -> None:
        """Note where the types of a verb come from, and the values of arguments that are left out."""
        assert node.returns is not None
        arguments = [each for each in (*node.args.args, *node.args.kwonlyargs) if each.arg != "session"]
        hints = [each.annotation for each in arguments if each.annotation is not None]
        self.checked |= {found for hint in (*hints, node.returns) for found in _homes(kind, hint)}
        defaults = [each for each in (*node.args.defaults, *node.args.kw_defaults) if each is not None]
        self.run |= {found for each in defaults for found in _homes(kind, each)}

    def lines(self) -> list[str]:
        """Return the imports; what is run is not imported for type checkers once more."""
        checked = [f"    from {home} import {name}" for home, name in sorted(self.checked - self.run)]
        run = [f"from {home} import {name}" for home, name in sorted(self.run)]
        return [*run, "from typing import TYPE_CHECKING", "if TYPE_CHECKING:", *checked]


def modules() -> dict[str, str]:
    """Return the text of each module, by the name of its file."""
    return {f"{part.module}.py": _formatted(_module(part)) for part in (*PARTS, ENGINE)}


def verbs() -> Iterator[tuple[type, Function]]:
    """Yield each public verb of an engine as it is written, with the class that has it."""
    for kind in Engine.__mro__[:-1]:
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
        assert isinstance(tree, ast.ClassDef)
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.decorator_list:
                continue  # what is decorated is a property
            if not node.name.startswith("_") and node.name not in NOT_AWAITED:
                yield kind, node


PLACES: tuple[tuple[Part, Callable[[str], bool]], ...] = (
    (OPENS, OPENING.__contains__),
    (ACTS, "duban.workflow.acts.verbs".__eq__),
    (KEEPS, lambda module: module.startswith("duban.workflow.keeping.")),
    (CHANGES, OF_A_YEAR.__contains__),
    (REPORTS, "duban.workflow.acts.reporting".__eq__),
    (PAPERS, lambda module: module.startswith("duban.workflow.papers.") or module in OF_PAPERS),
    (MAILS, OF_MESSAGES.__contains__),
    (SAYS, "duban.workflow.acts.saying".__eq__),
    (FURTHER, lambda module: module.startswith("duban.workflow.acts.") or module in ACTING_ELSEWHERE),
    (FILES, lambda module: module.startswith("duban.workflow.files.")),
    (FEED, lambda module: module.startswith("duban.workflow.feed.")),
    (READS, ABOUT_INSTANCES.__contains__),
    (RULES, "duban.workflow.reads.rulebook".__eq__),
    (EXPLAINS, "duban.workflow.reads.explaining".__eq__),
    (RUNS, "duban.workflow.services.running".__eq__),
    (HANDS, AT_HAND.__contains__),
)
"""Where the verbs of each part are written, in the order in which it is asked; those of other modules are the rest."""


def _part_of(kind: type) -> Part:
    if kind is Engine:
        return ENGINE
    return next((part for part, is_there in PLACES if is_there(kind.__module__)), OFFICE)


def _module(part: Part) -> str:
    names, body, bases = Names(), list[str](), ""
    if part is ENGINE:
        (start,) = ast.parse(textwrap.dedent(inspect.getsource(Engine.__init__))).body
        assert isinstance(start, ast.FunctionDef)
        names.gather(Engine, start)
        names.run |= {
            ("duban.workflow", "Engine"),
            *((f"duban.aio.{one.module}", one.name) for one in PARTS),
            *BY_HAND,
        }
        names.checked.add(("typing", "Self"))
        body.append(_start(start))
        bases = f"({', '.join([*(one.name for one in PARTS), *(name for _, name in BY_HAND)])})"
    else:
        names.checked.add(("duban.workflow", "Engine"))
        body.append("    engine: Engine\n")
    for kind, node in verbs():
        if _part_of(kind) is part:
            names.gather(kind, node)
            body.append(_verb(node))
    text = "\n".join([*body, LIFE] if part is ENGINE else body)
    names.run |= {(home, name) for used, home, name in _USED if used in text}
    if "AsyncGuest" in text:
        names.checked.add((GUEST, "AsyncGuest"))
    head = [f'"""{part.says}, awaited; `make aio` writes it from `Engine`."""', "from __future__ import annotations"]
    head += ["import asyncio"] if "asyncio." in text else []
    return "\n".join([*head, *names.lines(), f"class {part.name}{bases}:", f'    """{part.about}"""', "", text])


_USED = (("partial(", "functools", "partial"), ("await run(", GUEST, "run"))
"""What the verbs call, and where it comes from."""


def _verb(node: Function) -> str:
    """Return a verb as it is awaited."""
    arguments = node.args
    guests = [each for each in arguments.kwonlyargs if each.arg == "session"]
    for each in guests:
        each.annotation = ast.parse("AsyncGuest | None", mode="eval").body
    says = textwrap.indent(_docstring(node), "        ")
    given = _handed_on(arguments)
    call = f"self.engine.{node.name}"
    verb = f"partial({', '.join([call, *given])})" if given else call
    if isinstance(node, ast.AsyncFunctionDef):
        does = f"await {call}({', '.join(given)})"
    else:
        does = f"await run({verb}, session)" if guests else f"await run({verb})"
    assert node.returns is not None
    returns = ast.unparse(node.returns)
    does = does if returns == "None" else f"return {does}"
    return f"    async def {node.name}({ast.unparse(arguments)}) -> {returns}:\n{says}\n        {does}\n"


def _start(node: ast.FunctionDef) -> str:
    made = f"self.engine = Engine({', '.join(_handed_on(node.args))})"
    return f"    def __init__({ast.unparse(node.args)}) -> None:\n        {made}\n"


def _handed_on(arguments: ast.arguments) -> list[str]:
    by_name = [f"{each.arg}={each.arg}" for each in arguments.kwonlyargs if each.arg != "session"]
    return [*(each.arg for each in arguments.args[1:]), *by_name]


def _docstring(node: Function) -> str:
    text = ast.get_docstring(node) or ""
    if "\n" not in text:
        return f'"""{text}"""'
    return f'"""{text}\n{chr(10) if re.search(r"^(Args|Raises):$", text, re.MULTILINE) else ""}"""'


def _homes(kind: type, tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the names in an annotation as they are imported, each behind the module from which it comes."""
    for name in {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)} - set(dir(builtins)):
        yield (GUEST, name) if name == "Result" else _home(kind, name)


def _home(kind: type, name: str) -> tuple[str, str]:
    module = sys.modules[kind.__module__]
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        for alias in (
            node.names if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("duban.") else ()
        ):
            if name in {alias.asname, alias.name}:
                return node.module or "", name if name == alias.name else f"{alias.name} as {name}"
    return next(door for door in DOORS if hasattr(import_module(door), name)), name


def _formatted(text: str) -> str:
    """Return a module as the linter wants it."""
    for arguments in (["check", "--fix", "--quiet", "--select=I"], ["format", "--quiet"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--stdin-filename", str(FOLDER / "made.py"), "-"]
        made = subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=FOLDER.parent.parent)
        text = made.stdout
    return text


def write(texts: Iterable[tuple[str, str]]) -> None:
    """Write the modules."""
    for name, text in texts:
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write(modules().items())
