"""Help pages: what a command does, its arguments and an example, laid out with Chinese characters two columns wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from duban.cli.terminal.output import width
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import typer

EXAMPLE = "Example: "
"""The beginning of the last paragraph of every command's docstring."""

_USUAL_WIDTH, _WIDEST = 80, 100
_WIDEST_TERM = 26
# A line can be broken between any two Chinese characters, but must not begin with closing punctuation.
_PIECES = re.compile(r"\s+|[\u2e80-\uffef][，。；：、？！）》」”…]*|[^\s\u2e80-\uffef]+[，。；：、？！）》」”…]*")


class Command(TyperCommand):
    """A command whose help follows the locale."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - Typer and Click each have a context
        """Return the whole page."""
        return page(self, ctx)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - the hook's shape
        """Return the first sentence or paragraph, whole."""
        return in_short(self)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:  # noqa: ANN401 - likewise
        """Return what may follow, explained in the language of the locale."""
        return [_explained(item) for item in super().shell_complete(ctx, incomplete)]


class Group(TyperGroup):
    """A group of commands whose help follows the locale."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - Typer and Click each have a context
        """Return the whole page."""
        return page(self, ctx)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - the hook's shape
        """Return the first sentence or paragraph, whole."""
        return in_short(self)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:  # noqa: ANN401 - likewise
        """Return what may follow, explained in the language of the locale."""
        return [_explained(item) for item in super().shell_complete(ctx, incomplete)]


def dress(app: typer.Typer) -> typer.Typer:
    """Give every command and group below `app` a help page of ours."""
    app.info.cls = Group
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            group.cls = Group
            dress(group.typer_instance)
    return app


def told(command: TyperCommand | TyperGroup) -> tuple[str, list[str]]:
    """Return a command's text, in English, and its examples."""
    text, _, example = (command.help or "").partition(f"\n\n{EXAMPLE}")
    return text, example.splitlines()


def in_short(command: TyperCommand | TyperGroup) -> str:
    """Return the first paragraph of a command's text, in the language of the locale."""
    return word(told(command)[0]).partition("\n\n")[0].rstrip(".。")


def page(command: TyperCommand | TyperGroup, context: Any) -> str:  # noqa: ANN401 - see above
    """Return the help page of a command."""
    declared: list[Any] = [*command.get_params(context)]
    params = [param for param in declared if not param.hidden]
    arguments = [param for param in params if param.param_type_name == "argument"]
    options = [param for param in params if param.param_type_name == "option"]
    text, examples = told(command)
    wide = min(width() or _USUAL_WIDTH, _WIDEST)
    usage = [context.command_path, word("[OPTIONS]"), *(param.metavar for param in arguments)]
    if isinstance(command, TyperGroup):
        usage.append(word("COMMAND"))
    lines = [*_hung(word("Usage: "), " ".join(usage), wide), ""]
    for paragraph in word(text).split("\n\n"):
        lines += [f"  {line}" for line in wrap(" ".join(paragraph.split()), wide - 2)]
        lines.append("")
    if examples:
        lines += [word("Example:"), *(f"  {line}" for line in examples), ""]
    lines += _listed(word("Arguments:"), [(param.metavar, _explanation(param)) for param in arguments], wide)
    lines += _listed(word("Options:"), [(_names(param), _explanation(param)) for param in options], wide)
    lines += _listed(word("Commands:"), [*_commands(command, context)], wide)
    return "\n".join(lines).rstrip()


def wrap(text: str, wide: int) -> list[str]:
    """Return text in lines of at most `wide` columns; Chinese characters take two."""
    from rich.cells import cell_len

    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if line.strip() and cell_len(line) + cell_len(piece.rstrip()) > wide:
            lines.append(line.rstrip())
            line = ""
        line += piece if line or not piece.isspace() else ""
    return [*lines, line.rstrip()] if line.strip() else lines


def _hung(heading: str, text: str, wide: int) -> list[str]:
    """Return a heading with text beside it, further lines indented to the text."""
    from rich.cells import cell_len

    indent = cell_len(heading)
    first, *others = wrap(text, wide - indent)
    return [heading + first, *(" " * indent + line for line in others)]


def _listed(heading: str, rows: Sequence[tuple[str, str]], wide: int) -> Iterator[str]:
    """Yield terms, each with its meaning beside it, or under it if the term is long."""
    if not rows:
        return
    yield heading
    column = min(max(len(term) for term, _ in rows), _WIDEST_TERM) + 2
    for term, meaning in rows:
        lines = wrap(meaning, wide - column - 2)
        if len(term) > column - 2:
            yield f"  {term}"
        else:
            yield f"  {term:<{column}}{lines.pop(0) if lines else ''}".rstrip()
        for line in lines:
            yield " " * (column + 2) + line
    yield ""


def _commands(command: TyperCommand | TyperGroup, context: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - above
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            if (below := command.get_command(context, name)) is not None and not below.hidden:
                yield name, below.get_short_help_str()


def _names(param: Any) -> str:  # noqa: ANN401 - see above
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        names = f"{names} / {', '.join(param.secondary_opts)}"
    return names if param.is_flag or not param.metavar else f"{names} {param.metavar}"


def _explanation(param: Any) -> str:  # noqa: ANN401 - see above
    parts = [word(param.help or "")]
    if param.required:
        parts.append(word("[required]"))
    elif isinstance(param.default, str) and param.default:
        parts.append(word("[default: {value}]", value=param.default))
    return "  ".join(filter(None, parts))


def _explained(item: Any) -> Any:  # noqa: ANN401 - see above
    if item.help:
        item.help = word(item.help)
    return item
