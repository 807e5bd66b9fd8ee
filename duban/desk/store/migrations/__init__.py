"""The migrations of the desk's own tables."""

__all__: list[str] = []
