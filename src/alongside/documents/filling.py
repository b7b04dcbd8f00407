"""A template with its fields filled in. Pure: no clock, no database, no network, no file.

A template is text in Markdown with the fields, conditions and repetitions of Jinja. What a field holds is never read as either: a
mark stands for it until the text is taken apart, so that nothing anybody typed can become a heading, a table or a field.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

BEGINS, ENDS = "\ue000", "\ue001"
"""Around the number of a value. Of a private area of Unicode: taken out of everything that comes in."""
MARK = re.compile(f"{BEGINS}(\\d+){ENDS}")
PAGE, PAGES = "page", "pages"
"""Fields that every template has: the number of the page, and how many there are. They are known when the pages stand."""
CONTROLS = [sign for sign in range(0x20) if chr(sign) not in "\t\n"]
SURROGATES = range(0xD800, 0xE000)
UNWRITABLE = dict.fromkeys([ord(BEGINS), ord(ENDS), *CONTROLS, *SURROGATES, 0x7F, 0xFFFE, 0xFFFF])
"""Characters that are taken out: our marks, and what neither XML nor a page can hold."""


class TemplateFault(Exception):
    """What is wrong with a template, in a sentence; `line` counts from one, 0 where no line can be told."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that is known only when the pages stand: `page` or `pages`."""

    what: str


Value = str | Counted


def fill(source: str, data: Mapping[str, Any]) -> tuple[str, list[Value]]:
    """The text with a mark for each value, and the values by their number. Raises `TemplateFault`."""
    values: list[Value] = []

    def mark(value: Any) -> Any:
        if isinstance(value, Undefined):
            str(value)  # says what is missing
        if isinstance(value, str) and MARK.search(value):
            return value  # made of marks already: of a `set` block or a macro
        values.append(value if isinstance(value, Counted) else _told(value))
        return f"{BEGINS}{len(values) - 1}{ENDS}"

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=mark, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.globals.pop("lipsum", None)
    source = source.replace("\r\n", "\n").translate(UNWRITABLE)
    try:
        template = environment.from_string(source)
        text = template.render(**clean(dict(data)), page=Counted(PAGE), pages=Counted(PAGES))
    except TemplateSyntaxError as error:
        raise TemplateFault(_syntax(error), error.lineno or 0) from error
    except UndefinedError as error:
        raise TemplateFault(_missing(error), _line_of(error)) from error
    except SecurityError as error:
        raise TemplateFault("A template cannot do this: it may only use its fields.", _line_of(error)) from error
    except MemoryError:
        raise
    except TemplateFault as fault:  # its time was over
        raise TemplateFault(fault.sentence, _line_of(fault)) from fault
    except Exception as error:
        raise TemplateFault(_other(error), _line_of(error)) from error
    return text, values


def clean(value: Any) -> Any:
    """The same, of plain JSON, without the characters that nothing can hold."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").translate(UNWRITABLE)
    if isinstance(value, Mapping):
        return {str(key): clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean(one) for one in value]
    return value


def _told(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _syntax(error: TemplateSyntaxError) -> str:
    unknown = re.search(r"unknown tag '([^']+)'", error.message or "")
    if unknown:
        return f"There is no instruction called “{unknown[1]}”. Those there are: if, for and set, each with its end."
    return (
        "Something is not complete or not spelt right here. A field stands in two braces, {{ today }}; a condition begins with "
        "{% if … %} and ends with {% endif %}."
    )


def _missing(error: UndefinedError) -> str:
    named = re.search(r"'([^']+)' is undefined|has no attribute '([^']+)'", error.message or "")
    name = (named[1] or named[2]) if named else ""
    return f"There is no field called “{name}” here." if name else "A field is used here that is not there."


def _other(error: Exception) -> str:
    if "loader" in str(error):
        return "A template stands by itself: it cannot take in another one."
    return f"This cannot be worked out with the fields: {str(error).rstrip('.')}."


def _line_of(error: BaseException) -> int:
    """The line of the template in which it happened: the innermost of its frames."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
