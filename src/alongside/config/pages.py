"""What every page's frame shows: whose organisation, who is signed in, where they may go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from alongside.ledger.clock import now
from alongside.people.queries import places_of

NAVIGATION = [
    ("My safety", "/my-safety", "visits.own"),
    ("Response centre", "/response", "alarms.desk"),
    ("Report an incident", "/report", ""),
]
"""Words, address, and the permission without which it is not shown; everybody signed in is shown what needs none."""
DEMONSTRATION = ("What was sent", "/demo/messages")
"""Shown to everybody signed in, in a demonstration only."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor of every page; see `web/layout.html`."""
    user = getattr(request, "user", None)
    places = places_of(user)
    organisation = places[0].organisation if places else None
    navigation = [
        {"text": text, "href": href}
        for text, href, permission in NAVIGATION
        if user is not None and user.is_authenticated and (not permission or user.has_perm(permission))
    ]
    if settings.DEMO and places:
        navigation.append({"text": DEMONSTRATION[0], "href": DEMONSTRATION[1]})
    return {
        "organisation": organisation,
        "time_zone": organisation.time_zone if organisation else "Europe/London",
        "signed_in_as": user.name if places and user else getattr(user, "name", ""),
        "navigation": navigation,
        "now": now(),
    }
