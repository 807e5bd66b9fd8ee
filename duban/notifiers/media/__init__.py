"""What a message of each medium must be: a file for each."""

__all__: list[str] = []
