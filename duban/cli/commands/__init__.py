"""The commands, a room for each kind of work and a module for each group; `duban.cli.app` puts them together."""

__all__: list[str] = []
