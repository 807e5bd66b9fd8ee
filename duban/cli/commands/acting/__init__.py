"""Commands that act on instances, one or many."""

__all__: list[str] = []
