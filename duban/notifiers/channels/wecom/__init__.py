"""The channels for WeCom (企业微信, 政务微信): an application's messages to people, and robots in group chats.

The provider's servers and those that a city runs itself are asked alike, each at its own address. One module says what
their answers mean, another keeps the application's token.
"""

__all__: list[str] = []
