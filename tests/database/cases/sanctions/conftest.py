"""Sanctions against a patient who has a GP: proposed, approved, sent."""

from collections.abc import Callable

import pytest

from alongside.cases.models import Case
from alongside.incidents.new_report import NewResponsible, Who


@pytest.fixture
def case(new_case: Callable[..., Case]) -> Case:
    """A case against a patient, who has a GP."""
    return new_case(responsible=[NewResponsible("patient", who=Who(name="Arno Velt"))])
