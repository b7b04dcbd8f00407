"""Does things inside a running installation, as its owner, for stories that are told from outside.

`python -m tests.inside` reads what is asked from standard input, one JSON object a line: the `module` and `function` to
call and its `arguments`. It answers each with a line: what the function has `told`, or how it has `failed`.

One process serves all stories of an installation: starting one took longer than most of what it is asked for.
"""

import json
import sys
import traceback
from importlib import import_module
from typing import Any

from alongside.config.commands.django_ready import start_django


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # what a function prints is no answer
    start_django("owner")
    from django.db import connections

    for line in sys.stdin:
        answer = _answer(**json.loads(line))
        connections.close_all()  # the server may be killed before the next question
        print(json.dumps(answer), file=answers, flush=True)


def _answer(module: str, function: str, arguments: list[Any]) -> dict[str, Any]:
    try:
        return {"told": getattr(import_module(module), function)(*arguments)}
    except Exception:
        return {"failed": traceback.format_exc()}


if __name__ == "__main__":
    main()
