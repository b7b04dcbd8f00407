"""Two people at the same browser of a ward."""

from typing import Any

import pytest
from tests.world import World

from alongside.incidents.models import Draft
from alongside.incidents.reporting.actions import new_secret, start_draft
from alongside.incidents.reporting.entering import COOKIE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("who", "goes_on"), [("nurse", True), ("second_nurse", False), ("outsider", False)])
def test_only_who_began_a_report_goes_on_with_it(sign_in: Any, world: World, who: str, goes_on: bool) -> None:
    secret = new_secret()
    start_draft(world.organisation, secret, user_id=world.nurse.user_id, answers={"kinds": ["theft"]})
    browser = sign_in(who)
    browser.cookies[COOKIE] = secret
    found = browser.get("/report/check")
    assert (getattr(found, "url", "") != "/report?not=found") is goes_on
    browser.post("/report", {})
    assert Draft.objects.filter(user_id=world.nurse.user_id).exists()
