"""The commands, a module for each group of them; `duban.cli.app` puts them together."""

__all__: list[str] = []
