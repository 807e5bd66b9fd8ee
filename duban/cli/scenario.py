"""Commands for those who write scenario files: check, test, diagram."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.failures import complain
from duban.cli.options import Json
from duban.cli.output import put, put_json, say

if TYPE_CHECKING:
    from duban.scenarios import Problem
    from duban.states import Definition

commands = typer.Typer(help="Check, test and draw scenario files.")

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, folders, or names of shipped scenarios.")]


@commands.callback(invoke_without_command=True)
def scenario(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command()
def check(files: Files, *, as_json: Json = False) -> None:
    """Check scenario files; every problem is shown with its place and what to write instead."""
    from duban.scenarios import ScenarioError, find_clashes

    problems: list[Problem] = []
    found: list[tuple[str, Definition]] = []
    for name in files:
        for source in _sources(name):
            try:
                found.append((source, _load(source)))
            except ScenarioError as error:
                problems += error.problems
    problems += find_clashes(found)
    if as_json:
        put_json([{each: getattr(problem, each) for each in problem.__slots__} for problem in problems])
    else:
        for source, definition in found:
            say(f"{source}: {definition.scenario} 第{definition.version}版（{definition.title}）无误")
    if problems:
        complain(map(str, problems))
        raise typer.Exit(1)


@commands.command("test")
def play(files: Files, *, as_json: Json = False) -> None:
    """Play the examples of scenario files on a virtual clock, with the real engine."""
    from duban.workflow import format_results, play_examples

    ok = True
    answers = []
    for name in files:
        for source in _sources(name):
            results = play_examples(_load(source))
            ok = ok and all(result.ok for result in results)
            if as_json:
                answers += [{"scenario": source, **result.to_json()} for result in results]
            else:
                say(f"{source}:")
                say(*format_results(results).splitlines())
    if as_json:
        put_json(answers)
    if not ok:
        raise typer.Exit(1)


@commands.command()
def diagram(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or the name of a shipped scenario.")],
) -> None:
    """Draw a scenario's states and transitions as a Mermaid diagram."""
    from duban.scenarios import diagram as draw

    put(draw(_load(file)).rstrip("\n") + "\n")


def _sources(name: str) -> list[str]:
    """Return the scenario files of a folder, or what was named."""
    path = Path(name)
    if not path.is_dir():
        return [name]
    return [str(file) for file in sorted(path.iterdir()) if file.suffix in {".yaml", ".yml"}] or [name]


def _load(source: str) -> "Definition":
    from duban.scenarios import load_scenario, shipped, shipped_names

    if not Path(source).exists() and source in shipped_names():
        return shipped(source)
    return load_scenario(source)
