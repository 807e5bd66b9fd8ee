"""Plans and lists that open matters: what they would do, and doing it once."""

__all__: list[str] = []
