"""What belongs to one framework each; nothing else of duban imports it."""

__all__: list[str] = []
