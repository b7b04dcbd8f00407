"""Dated code lists of casework, each a file with its source; see `incidents.codes`."""

from functools import cache

from alongside.incidents.codes import CodeList, read_list


@cache
def code_list(name: str) -> CodeList:
    """The list called `name`. Raises FileNotFoundError where there is none."""
    return read_list(__name__, name)
