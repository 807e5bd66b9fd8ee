"""Who carries messages: a file for each channel, and what the mail channels share."""

__all__: list[str] = []
