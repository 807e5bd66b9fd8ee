"""Commands about units and people."""

__all__: list[str] = []
