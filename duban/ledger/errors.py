"""The errors of notices and of the demo.

NoticeError (ValueError)           a file cannot be read as a work plan
ListError (ValueError)             a file cannot be read as a list of matters
DivisionError (ValueError)         a table that divides a plan among units has mistakes
WrongEnding (ValueError)           a file is called what it will not be, such as a workbook with the name of a PDF
ScoreError (ValueError)            scores cannot be compared, or nobody answers for what was lost
PackDamaged (ValueError)           a file that goes into a pack has other bytes than were given
NoArchiving (ValueError)           nothing ends a plan where it stands, or several acts would
NothingCollected (LookupError)     no scenario is loaded by which units hand in material
StillOpen (ValueError)             a matter that is not closed cannot be archived
DemoFolderTaken (FileExistsError)  the demo would have to overwrite files that are not its own
DemoChannelDown (ConnectionError)  the demo's mail cannot leave
"""

from __future__ import annotations

from duban import words


class NoticeError(words.Portable, ValueError):
    """The file `source` cannot be read as a work plan; `problem` says what is wrong and what to do."""

    problem: words.Said = words.Said()

    def __init__(self, source: str, problem: words.Line | str) -> None:
        """Keep the facts; the message is one line of both."""
        super().__init__(words.at(source, problem))
        self.source = source
        self.problem = problem


class ListError(NoticeError):
    """The file `source` cannot be read as a list of matters; `problem` says what is wrong, in which `line`."""

    def __init__(self, source: str, problem: words.Line | str, *, line: int | None = None) -> None:
        """Keep the facts; the message is one line of them."""
        super().__init__(source if line is None else f"{source}:{line}", problem)
        self.line = line


class DivisionError(ListError):
    """The table `source`, which divides a plan among units, has mistakes; `problems` holds every one."""

    def __init__(self, source: str, problems: tuple[words.Line, ...]) -> None:
        """Keep the problems; the message is all of them, one a line."""
        super().__init__(source, words.Line("{problems:lines}", problems=problems))
        self.problems = problems


class WrongEnding(words.Portable, ValueError):
    """The name of `file` says that it is another kind of file than is written; `endings` are those that fit."""

    def __init__(self, file: str, endings: tuple[str, ...]) -> None:
        """Keep the facts; the message is one line of them."""
        super().__init__(
            words.Line("what is written ends with {endings}: name it so, not {file:shown}", endings=endings, file=file)
        )
        self.file = file
        self.endings = endings


class ScoreError(words.Portable, ValueError):
    """Scores cannot be reckoned, compared or worked on; `problem` says what is wrong and what to do."""

    problem: words.Said = words.Said()

    def __init__(self, problem: words.Line | str) -> None:
        """Keep what is wrong; it is the message."""
        super().__init__(problem)
        self.problem = problem


class NoArchiving(words.Portable, ValueError):
    """The plan `number` cannot be ended from its `state`: by none of the scenario's acts, or `triggers` are several."""

    def __init__(self, number: str, state: str, triggers: tuple[str, ...]) -> None:
        """Keep the facts; the message is one line of them."""
        facts = {"number": number, "state": state, "triggers": triggers}
        one = words.Line("{number} stands at “{state}”, from where nothing ends it", **facts)
        several = words.Line("{number}: several acts would end it: {triggers:quoted}; name one (--act)", **facts)
        super().__init__(several if triggers else one)
        self.number = number
        self.state = state
        self.triggers = triggers


class NothingCollected(words.Portable, LookupError):
    """No `scenario` is loaded by which units hand in material."""

    def __init__(self, scenario: str) -> None:
        """Keep the fact; the message says what to do."""
        super().__init__(
            words.Line(
                "units hand in material by the scenario {scenario}, which is not loaded: add it to `scenarios` in "
                "duban.toml, or name another one (--scenario)",
                scenario=scenario,
            )
        )
        self.scenario = scenario


class PackDamaged(words.Portable, ValueError):
    """A file that goes into a pack at `path` has other bytes than those of its `sha256`; no pack was written."""

    def __init__(self, path: str, sha256: str) -> None:
        """Keep the facts; the message is one line of both."""
        said = words.Line("the file {sha256} was changed; `duban verify --files` names all such files", sha256=sha256)
        super().__init__(words.at(path, said))
        self.path = path
        self.sha256 = sha256


class StillOpen(words.Portable, ValueError):
    """The matter `number` stands at `state`, and is not closed: only what is closed goes into the archive."""

    def __init__(self, number: str, state: str) -> None:
        """Keep the facts; the message is one line of both."""
        facts = {"number": number, "state": state}
        super().__init__(words.Line("{number} is not closed, it stands at “{state}”: close it first", **facts))
        self.number = number
        self.state = state


class DemoFolderTaken(words.Portable, FileExistsError):
    """The folder `path` contains something other than an earlier demo, and is not touched."""

    def __init__(self, path: str) -> None:
        """Keep the path; the message is one line."""
        problem = words.Line("is there already and is no earlier demo; name another folder, or remove this one")
        super().__init__(words.at(path, problem))
        self.path = path


class DemoChannelDown(words.Portable, ConnectionError):
    """The channel for `medium` is down, for the `reason` that it gives; the demo ends."""

    reason: words.Said = words.Said()

    def __init__(self, medium: str, reason: words.Line | str) -> None:
        """Keep the facts; the message is one line of both."""
        problem = words.Line("{reason}; put it right, or leave --smtp out to write the mail to files", reason=reason)
        super().__init__(words.at(medium, problem))
        self.medium = medium
        self.reason = reason
