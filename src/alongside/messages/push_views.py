"""Notifications in browsers: turning them on, the script that shows them, and what the browser says when it has."""

import logging
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from alongside.messages.actions import keep_callback
from alongside.messages.browsers import turn_on
from alongside.messages.callbacks import Malformed, check_shown
from alongside.messages.channels.push import PROVIDER, is_receipt
from alongside.messages.push import LARGEST_SUBSCRIPTION, NotASubscription, read_subscription
from alongside.messages.reached_views import PAGE, show
from alongside.people.access import ANYONE, MACHINE, allow
from alongside.people.actions import actor_for
from alongside.people.browsers import name_browser
from alongside.people.middleware import problem
from alongside.people.queries import places_of
from alongside.web.workers import service_worker

LARGEST_WORD = 2000
"""Bytes that a browser needs to say that it has shown something."""

log = logging.getLogger(__name__)


@require_GET
@allow(ANYONE)
def worker(request: HttpRequest) -> HttpResponse:
    """GET /messages/push/worker.js: the script that shows notifications, kept for the page on which they are turned on."""
    return service_worker("push_worker.js", PAGE)


@require_POST
@allow("people.work_here")
def on(request: HttpRequest) -> HttpResponse:
    """POST /accounts/reached/notifications (subscription, instead_of): turns them on in this browser, at every place where the
    caller works, and sends a trial.
    """
    places = places_of(request.user)
    if not settings.PUSH_KEY or not places:
        raise Http404
    try:
        if int(request.headers.get("Content-Length") or 0) > 4 * LARGEST_SUBSCRIPTION:
            raise NotASubscription("This browser said more about itself than we can take.")
        said = read_subscription(request.POST.get("subscription", ""), settings.PUSH_HOSTS)
        device = name_browser(request.headers.get("User-Agent", ""))
        instead_of, by = request.POST.get("instead_of", ""), actor_for(request.user)
        points = turn_on(places, said, device=device, instead_of=instead_of, by=by)
    except NotASubscription as error:
        return show(request, {"push": str(error)})
    except ValidationError as error:
        return show(request, {"push": error.message_dict["push"][0]})
    return redirect(f"{PAGE}?done=trial#way-{points[0].pk}")


@csrf_exempt
@allow(MACHINE)
@require_POST
def shown(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """POST /messages/push/ID/shown (receipt, what, code): a browser has shown a notification, or somebody has opened it there.

    It proves itself by what only who could decrypt the message knows. 403 to anybody else, 400 to rubbish; told again, it
    changes nothing.
    """
    if int(request.headers.get("Content-Length") or 0) > LARGEST_WORD:
        return problem(413, "Too large", "What a browser says about a notification is a few dozen bytes.")
    if not is_receipt(message_id, request.POST.get("receipt", "")):
        log.warning("something was said about a notification without its receipt, and refused")
        return problem(403, "Wrong receipt", "This is not the receipt of that notification.")
    try:
        told = check_shown(request.POST, message_id)
    except Malformed as error:
        return problem(400, "Not understood", str(error))
    keep_callback(PROVIDER, "shown", told)
    return HttpResponse(status=204)
