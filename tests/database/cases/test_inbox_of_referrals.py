"""What arrived by referral is reached from the list of cases."""

from typing import Any

import pytest
from tests.referrals import Bodies, share
from tests.world import World

from alongside.cases.models import Case

pytestmark = pytest.mark.django_db


def test_the_list_of_cases_leads_to_the_inbox_and_says_how_many_wait(
    world: World, bodies: Bodies, case: Case, browser: Any, sign_in: Any
) -> None:
    sent = share(world.lsms.user, case, bodies.other_trust, note="As agreed.")
    page = browser(bodies.other_trust.user)
    assert "1 not answered yet" in page.get("/cases").content.decode()
    assert 'href="/cases/referrals"' in page.get("/cases").content.decode()
    assert page.post(f"/cases/referrals/{sent.pk}/accept", {"text": ""}).status_code == 302
    assert "1 not answered yet" not in page.get("/cases").content.decode()
    assert 'href="/cases/referrals"' not in sign_in("director").get("/cases").content.decode(), "who receives nothing"
