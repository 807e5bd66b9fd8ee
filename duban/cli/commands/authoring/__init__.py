"""Commands for authors of scenario files, and for moving instances to a newer version."""

__all__: list[str] = []
