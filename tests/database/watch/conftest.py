"""Who can be reached, and drafts of the plan of the nurse's team."""

import pytest
from tests.situation_of_plans import draft, plan_of

from alongside.people.actions import actor_for
from alongside.people.models import ContactPoint
from alongside.watch.planning import actions


@pytest.fixture
def only(world):
    """Takes every verified number away but those of these people."""

    def keep(*people):
        numbers = ContactPoint.objects.filter(channel="sms", organisation=world.organisation)
        numbers.exclude(staff__in=people).update(verified_at=None)

    return keep


@pytest.fixture
def writes(world):
    """Saves the draft of the team's plan as the manager wrote it."""

    def write(*steps, **how):
        return actions.save_draft(plan_of(world), draft(*steps, **how), by=actor_for(world.manager.user))

    return write
