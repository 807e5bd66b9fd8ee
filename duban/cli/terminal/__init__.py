"""What appears on the terminal: text, tables, progress, help pages and failures, in the terminal's language.

Its modules are imported one by one: `duban --version` must not wait for those that it does not need.
"""

__all__: list[str] = []
