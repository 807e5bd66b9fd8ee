"""What mail servers say of mails that do not arrive: which answers mean a dead address, and reports that come later."""

__all__: list[str] = []
