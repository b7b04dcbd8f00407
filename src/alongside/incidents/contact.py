"""Whether what somebody wrote is an e-mail address or a telephone number. Pure.

The rules are patterns, so that the page on a phone without signal asks the same as the server. They are read without
regard to capitals, and must fit the whole text.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

_BETWEEN = r"[\s().\-\/]*"
PHONE = (
    rf"(?:\(?(?:(?:\+|00){_BETWEEN}4{_BETWEEN}4{_BETWEEN}0?|0){_BETWEEN}[1-9](?:{_BETWEEN}[0-9]){{8,9}}"
    rf"|(?:\+|00){_BETWEEN}(?!4{_BETWEEN}4)[1-9](?:{_BETWEEN}[0-9]){{6,14}}){_BETWEEN}(?:(?:ext|x)\.?\s*[0-9]{{1,6}})?"
)
"""A whole number: of here with its area code, or of another country with its code; perhaps with an extension. What
`messages.callbacks.e164` can bring into the networks' form.
"""
WRONG_PHONE = "Write a whole telephone number with its area code, for example 01632 960001."

_USER = EmailValidator.user_regex.pattern.replace(r"\Z", "").replace("(^[", "([").replace("|^", "|")
_DOMAIN = EmailValidator.domain_regex.pattern.removeprefix("^").removesuffix(r"\Z")
EMAIL = rf"(?:{_USER})@(?:{_DOMAIN}|localhost|\[[A-F0-9:.]+\])"
"""The parts of Django's own rule, in one pattern."""
WRONG_EMAIL = "Write an e-mail address like name@example.com."


def is_email(text: str) -> bool:
    """Whether Django takes it for an e-mail address."""
    try:
        EmailValidator()(text)
    except ValidationError:
        return False
    return True


def is_phone(text: str) -> bool:
    """Whether it is a whole telephone number."""
    return re.fullmatch(PHONE, text, re.IGNORECASE | re.ASCII) is not None
