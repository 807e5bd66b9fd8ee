"""What can go wrong with the office's paper.

The tree:

    ValueError
    └── NoticeError          a file is no work plan that can be read
    FileExistsError
    └── DemoFolderTaken      the demo would have to write over what is not its own
    ConnectionError
    └── DemoChannelDown      the demo's mail cannot leave
"""

from __future__ import annotations


class NoticeError(ValueError):
    """The file `source` cannot be read as a work plan; `problem` says what is wrong and what to do."""

    def __init__(self, source: str, problem: str) -> None:
        """Keep the facts; the message is one line of both."""
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem


class DemoFolderTaken(FileExistsError):
    """The folder `path` holds something else than an earlier demo, and is left alone."""

    def __init__(self, path: str) -> None:
        """Keep the path; the message is one line."""
        super().__init__(f"{path}: is there already and is no earlier demo; name another folder, or remove this one")
        self.path = path


class DemoChannelDown(ConnectionError):
    """The way out for `medium` is down, by its own `reason`; the demo ends there."""

    def __init__(self, medium: str, reason: str) -> None:
        """Keep the facts; the message is one line of both."""
        super().__init__(f"{medium}: {reason}; put it right, or leave --smtp out to write the mail to files")
        self.medium = medium
        self.reason = reason
