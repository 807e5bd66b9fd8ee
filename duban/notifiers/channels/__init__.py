"""The channels that send messages, one file for each, and what the mail channels share."""

__all__: list[str] = []
