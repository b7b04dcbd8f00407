"""Who may do what to visits and alarms. What nobody may do, the engine refuses."""

from typing import Any

import rules

from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.queries import place_in, places_of
from alongside.people.roles import Role
from alongside.people.rules import holds
from alongside.watch.buddies.standing import is_buddy_of
from alongside.watch.team.queries import manages_anybody

centre = holds(Role.OPERATOR, Role.OPERATOR_SUPERVISOR)
security = holds(Role.LSMS, Role.SECURITY_DIRECTOR)
manages = holds(Role.LINE_MANAGER)


@rules.predicate
def is_the_worker(user: Any, obj: Any = None) -> bool:
    """The visit or alarm is the user's own; without an object, that the user has a place as a worker."""
    if obj is None:
        return holds(Role.WORKER)(user)
    return any(place.pk == obj.worker_id for place in places_of(user))


@rules.predicate
def looks_after_the_worker(user: Any, obj: Any = None) -> bool:
    """The user is the worker's line manager or buddy; without an object, is anybody's."""
    if obj is None:
        return holds(Role.LINE_MANAGER, Role.BUDDY)(user)
    mine = place_in(user, obj.organisation_id)
    if mine is None:
        return False
    return mine.pk == obj.worker.line_manager_id or is_buddy_of(mine, obj.worker_id, now())


@rules.predicate
def was_rung(user: Any, obj: Any = None) -> bool:
    """The user was rung for this alarm, or owns it; without an object, that the user works anywhere here."""
    if obj is None:
        return bool(places_of(user))
    mine = place_in(user, obj.organisation_id)
    if mine is None:
        return False
    return (
        obj.owner_id == mine.pk or Message.objects.filter(about_type="alarm", about_id=obj.pk, recipient=mine).exists()
    )


@rules.predicate
def owns(user: Any, obj: Any = None) -> bool:
    """The user has taken this alarm."""
    mine = place_in(user, obj.organisation_id) if obj is not None else None
    return mine is not None and obj.owner_id == mine.pk


@rules.predicate
def manages_people(user: Any, obj: Any = None) -> bool:
    """The user is somebody's line manager."""
    return manages_anybody(user)


responds = centre | security | manages | looks_after_the_worker | was_rung

rules.add_perm("visits.own", is_the_worker)
rules.add_perm("visits.see", is_the_worker | centre | security | manages | looks_after_the_worker)
rules.add_perm("visits.end_for_worker", (centre | manages | looks_after_the_worker) & ~is_the_worker)
rules.add_perm("team.see", manages_people)
"""See who of one's team is out, due or late, and how lone working is used there; the queries say whose team."""
rules.add_perm("team.find", manages)
"""Find it in the menu, which asks for nothing that is not known already."""
rules.add_perm("alarms.raise", is_the_worker)
rules.add_perm("alarms.respond", responds)
"""See an alarm, take it, note what is being done, hand it over, check its closing."""
rules.add_perm("alarms.desk", centre | security | holds(Role.LINE_MANAGER, Role.BUDDY))
"""Find the response centre in the menu; whoever is rung can open it by the message's link."""
rules.add_perm("alarms.close", owns | holds(Role.OPERATOR_SUPERVISOR, Role.LSMS))
"""End it: whoever has taken it, or a supervisor."""

keeps = security | holds(Role.OPERATOR_SUPERVISOR, Role.LINE_MANAGER)
rules.add_perm("plans.see", keeps | centre)
"""See who is rung by which plan, and who is on call."""
rules.add_perm("plans.keep", keeps)
"""Make, change and publish plans and rotas: of the whole organisation, or a line manager those of their team."""

rules.add_perm("privacy.keep", security | holds(Role.ADMINISTRATOR))
"""Set what one's organisation tells lone workers of what is recorded of them, and who answers an objection."""
