"""Python's collector of garbage, in a process that has loaded all its code and now works for months."""

import gc

YOUNG_OBJECTS = 20_000
"""So many new objects make Python look for rings of garbage among them. Its own 700 is passed several times by every page, and
by every visit whose clock comes.
"""


def leave_code_alone() -> None:
    """What was loaded at the start stays until the end: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
