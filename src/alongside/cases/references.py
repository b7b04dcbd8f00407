"""The number of a case, as people read it out: that of a report with a C in front, so that the two are not mixed up."""

from alongside.incidents import references

PREFIX = "C-"


def new_reference() -> str:
    """`C-7KQ2-9F3M`: 40 random bits."""
    return PREFIX + references.new_reference()


def tidy(written: str) -> str:
    """A reference as it was meant, with or without its C and dashes, in capitals or not."""
    kept = references.tidy(written)
    bare = kept.replace("-", "")
    if len(bare) == 9 and bare.startswith("C"):
        kept = references.tidy(bare[1:])
    return PREFIX + kept
