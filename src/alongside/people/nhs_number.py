"""NHS numbers: ten digits, of which the last checks the others (modulus 11; NHS Data Dictionary, NHS NUMBER)."""

import re

from django.core.exceptions import ValidationError


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number, by its check digit."""
    rest = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return (11 - rest) % 11 == int(digits[9])


def nhs_number_of(typed: str) -> str:
    """The ten digits without gaps; empty where nothing was typed.

    Raises:
        ValidationError: in the field `nhs_number`; it is no NHS number.
    """
    digits = re.sub(r"[\s-]", "", typed)
    if digits and not (re.fullmatch(r"[0-9]{10}", digits) and is_nhs_number(digits)):
        raise ValidationError({"nhs_number": "That is no NHS number. It has 10 digits, such as 999 000 0018."})
    return digits
