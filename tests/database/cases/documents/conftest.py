"""A letter to the police, among the documents of a case."""

import pytest

from alongside.cases.models import Case
from alongside.cases.producing.actions import produce_about
from alongside.documents.kinds import kind_of
from alongside.documents.models import Produced
from alongside.ledger.actions import Actor


@pytest.fixture
def here(case: Case) -> str:
    return f"/cases/{case.reference}/documents"


@pytest.fixture
def letter(case: Case, by: Actor) -> Produced:
    """A letter to the police, in the compartment of whoever did it."""
    kind = kind_of("police_update")
    return produce_about(case, kind, dict(kind.sample), "Letter to the police, how it stands: theft", by=by)
