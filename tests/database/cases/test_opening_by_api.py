"""A case is opened by the API, of reports that the caller may see."""

from collections.abc import Callable

import pytest
from tests.conftest import AppClient

from alongside.cases.models import Case
from alongside.cases.queries import incidents_of
from alongside.incidents.actions import Submitted
from alongside.incidents.models import Incident
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
JSON = {"content_type": "application/json"}


def test_reports_are_named_by_number_or_key_and_the_same_one_twice_is_one(
    report: Report, sign_in: Callable[[str], AppClient]
) -> None:
    first, second = report().incident, report(kinds=["theft"]).incident
    asked = [first.reference.lower(), str(second.pk), str(first.pk), first.reference]
    opened = sign_in("lsms").post("/api/v1/cases", {"incidents": asked}, **JSON)
    assert opened.status_code == 201, opened.content
    case = Case.objects.get(reference=opened.json()["reference"])
    assert set(incidents_of(case)) == {first, second}
    verbs = set(Entry.objects.filter(organisation_id=case.organisation_id).values_list("verb", flat=True))
    assert {"case.opened", "incident.status"} <= verbs


def test_one_report_that_is_not_there_and_no_case_is_opened(
    report: Report, sign_in: Callable[[str], AppClient]
) -> None:
    known = report().incident
    lsms = sign_in("lsms")
    for missing in ("0000-0000", "00000000-0000-7000-8000-000000000000", "not a number"):
        refused = lsms.post("/api/v1/cases", {"incidents": [known.reference, missing]}, **JSON)
        assert refused.status_code == 404, missing
    assert not Case.objects.exists()
    assert Incident.objects.get(pk=known.pk).status == known.status


def test_the_outsider_opens_no_case_of_another_bodys_report(
    report: Report, sign_in: Callable[[str], AppClient]
) -> None:
    known = report().incident
    assert sign_in("outsider").post("/api/v1/cases", {"incidents": [known.reference]}, **JSON).status_code in (403, 404)
    assert not Case.objects.exists()
