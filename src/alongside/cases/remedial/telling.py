"""Messages about actions. They say that there is something, by when and where; never what, and of nobody."""

from datetime import date

from alongside.cases.models import RemedialAction
from alongside.cases.queries import specialists_of
from alongside.cases.remedial.queries import LINK, is_closed_to, open_links
from alongside.cases.remedial.times import times
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.reaching import is_here, reachable, send_notice
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now
from alongside.messages.actions import cancel
from alongside.people.actions import close_link, open_link
from alongside.people.models import Staff

ABOUT = "action"


def ask(action: RemedialAction, who: Staff, template: str, today: date, *, key: str = "") -> bool:
    """Writes to whoever has it, or looks at it again, with a link by which they answer without signing in; False where they
    cannot be reached, or the case is closed to them.
    """
    if reachable(who) is None or is_closed_to(who, action.case_id):
        return False
    link = open_link(
        action.organisation_id,
        LINK,
        action.pk,
        label=str(who.pk),
        expires_at=now() + times().link_open,
        by=SYSTEM,
    )
    until = action.check_on if action.state == "done" and action.check_on else action.due_on
    return _send(action, who, template, today, f"/actions/by-link/{link.secret}", until, key)


def tell_setter(action: RemedialAction, template: str, today: date, *, key: str = "") -> bool:
    """Writes to whoever set it; where they left, to whoever works the case, else to all security specialists."""
    here = f"/cases/{action.case.reference}/review#a{action.pk}"
    told = [_send(action, one, template, today, here, action.due_on, key) for one in setters(action)]
    return any(told)


def setters(action: RemedialAction) -> list[Staff]:
    """Who answers for an action that was set."""
    for one in (action.set_by, action.case.owner):
        if one is not None and is_here(one) and not is_closed_to(one, action.case_id):
            return [one]
    return [one for one in specialists_of(action.organisation_id) if not is_closed_to(one, action.case_id)]


def forget(action: RemedialAction, *, by: Actor) -> None:
    """Closes the links of an action, and takes back what was not sent yet."""
    for link in open_links(action):
        close_link(link, by=by)
    take_back_unsent(action)


def take_back_unsent(action: RemedialAction) -> None:
    """Takes back what was not sent yet; links stay, so that who answered by one can see that it arrived."""
    cancel(ABOUT, action.pk)


def _send(action: RemedialAction, who: Staff, template: str, today: date, path: str, until: date, key: str) -> bool:
    return send_notice(
        who,
        f"cases/messages/{template}",
        key=f"{ABOUT}:{action.pk}:{template}:{key or today.isoformat()}",
        about=(ABOUT, action.pk),
        path=path,
        context={"until": long_day(until), "reference": action.case.reference},
    )
