"""What `manage.py` can do for duban."""

__all__: list[str] = []
