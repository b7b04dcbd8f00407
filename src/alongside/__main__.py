"""``python -m alongside`` is the same as ``alongside``."""

from alongside.config.cli import main

main()
