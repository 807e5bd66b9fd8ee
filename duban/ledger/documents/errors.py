"""The errors of documents.

DocumentError (ValueError)              a document cannot be made
├── TemplateFault                       a Word template has a mistake
└── TypesettingFailed                   the typesetter refuses what it was given
NoDocuments (RuntimeError)              the libraries for documents are not installed
"""

from __future__ import annotations

from duban import words


class DocumentError(words.Portable, ValueError):
    """A document cannot be made; `problem` says why."""

    problem: words.Said = words.Said()

    def __init__(self, problem: words.Line | str) -> None:
        """Keep the problem, which is the message."""
        super().__init__(problem)
        self.problem = problem


class TemplateFault(DocumentError):
    """The Word template `template` has a mistake; `tag` is what it stands in, empty if it is in none."""

    def __init__(self, template: str, problem: words.Line | str, *, tag: str = "") -> None:
        """Keep the facts; the message is one line of them."""
        super().__init__(words.at(template, problem))
        self.template = template
        self.tag = tag


class TypesettingFailed(DocumentError):
    """The typesetter refuses what it was given."""


class NoDocuments(words.Portable, RuntimeError):
    """The library that makes documents is not installed."""

    def __init__(self, library: str = "typst") -> None:
        """Keep the library's name; the message says what to install."""
        super().__init__(
            words.Line("documents need {library}, which is not installed: pip install 'duban[office]'", library=library)
        )
        self.library = library
