"""The errors of notices and of the demo.

NoticeError (ValueError)           a file cannot be read as a work plan
DemoFolderTaken (FileExistsError)  the demo would have to overwrite files that are not its own
DemoChannelDown (ConnectionError)  the demo's mail cannot leave
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
    """The folder `path` contains something other than an earlier demo, and is not touched."""

    def __init__(self, path: str) -> None:
        """Keep the path; the message is one line."""
        super().__init__(f"{path}: is there already and is no earlier demo; name another folder, or remove this one")
        self.path = path


class DemoChannelDown(ConnectionError):
    """The channel for `medium` is down, for the `reason` that it gives; the demo ends."""

    def __init__(self, medium: str, reason: str) -> None:
        """Keep the facts; the message is one line of both."""
        super().__init__(f"{medium}: {reason}; put it right, or leave --smtp out to write the mail to files")
        self.medium = medium
        self.reason = reason
