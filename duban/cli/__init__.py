"""The duban command: parse, call, print."""
