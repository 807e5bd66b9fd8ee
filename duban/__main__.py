"""Runs the command as `python -m duban`."""

import sys

from duban.cli import main

sys.exit(main())
