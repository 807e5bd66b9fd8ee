"""The schemes that come with duban, to start from."""

from __future__ import annotations

from importlib.resources import files

from duban.scenarios.checkers import hint
from duban.words import Line, Portable

_FOLDER = files(__package__ or "duban.ledger.scores") / "schemes"


class SchemeNotFound(Portable, LookupError):
    """No scheme of that `name` comes with duban."""

    def __init__(self, name: str) -> None:
        """Keep the name; the message says which there are."""
        super().__init__(
            Line("no scheme {name:shown} comes with duban{hint}", name=name, hint=hint(name, scheme_names()))
        )
        self.name = name


def scheme_names() -> tuple[str, ...]:
    """Return the names of the schemes that come with duban."""
    return tuple(sorted(each.name.removesuffix(".yaml") for each in _FOLDER.iterdir() if each.name.endswith(".yaml")))


def scheme_text(name: str) -> str:
    """Return the file of a scheme; raises SchemeNotFound."""
    if name not in scheme_names():
        raise SchemeNotFound(name)
    return (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
