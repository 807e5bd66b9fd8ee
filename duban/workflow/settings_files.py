"""The files that settings are read from: duban.toml, and those that hold a secret."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from duban import words
from duban.workflow.errors import SettingsError
from duban.workflow.people import MAX_BYTES, brief, read_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_PATH = 500
"""The most characters of a path in a message."""

_LONGEST_SECRET = 64 * 1024


def read_toml(path: Path) -> dict[str, Any]:
    """Return the contents of a duban.toml; raises SettingsError if it cannot be read."""
    try:
        text = read_file(path, MAX_BYTES).decode()
    except FileNotFoundError:
        problem: words.Line | str = words.Line("there is no such file; {way_sample} writes one to start from")
    except UnicodeDecodeError:
        problem = words.Line("is not UTF-8 text; save it as UTF-8")
    except OSError as error:
        problem = words.Line("cannot be read: {message:retold}", message=error.strerror or str(error))
    except ValueError as error:
        problem = words.said_by(error)
    else:
        return _parse_toml(path, text)
    raise SettingsError(words.at(named(path), problem))


def _parse_toml(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = words.Line("{message:retold}", message=str(error))
    except RecursionError:
        problem = words.Line("has lists or tables nested too deeply")
    except ValueError:  # which the library lets through
        problem = words.Line("has a number of thousands of digits")
    raise SettingsError(words.at(named(path), problem))


def named(path: Path) -> str:
    """Return a path for use in a message: it comes from outside and can hold any character, and be of any length."""
    text = str(path)[:LONGEST_PATH]
    return text if text.isprintable() else repr(text)


def read_secret(name: str, path: Path) -> str:
    """Return the secret in a file that the setting `name` names; raises SettingsError if it cannot be read."""
    try:
        return read_file(path, _LONGEST_SECRET).decode().strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or words.said_by(error)
        if isinstance(error, UnicodeDecodeError):
            reason = words.Line("not UTF-8")
        problem = words.Line("cannot be read: {message:retold}", message=reason)
        raise SettingsError(words.at(f"{name} = {str(path)!r}", problem)) from None


def holding_nul(value: Any, path: tuple[str, ...]) -> Iterator[str]:  # noqa: ANN401 - whatever a file holds
    """Yield where a value of a file holds NUL characters."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from holding_nul(child, (*path, brief(str(key))))
    elif isinstance(value, list):
        for child in value:
            yield from holding_nul(child, path)
    elif isinstance(value, str) and "\0" in value:
        yield ".".join(path)
