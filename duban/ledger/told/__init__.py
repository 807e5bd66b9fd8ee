"""What happened, in the words of an office: histories, papers, reports, figures."""

__all__: list[str] = []
