"""What the link of a message opens for somebody without an account: the way to their report, and one button that stops the
messages. It shows nothing of the report, for a message may come into other hands.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.incidents.following import actions
from alongside.incidents.following.queries import NEWS, incident_of_news, wants_notices
from alongside.ledger.actions import Actor
from alongside.people.access import ANYONE, allow
from alongside.people.queries import link_of
from alongside.people.scope import entering_by


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def news(request: HttpRequest, news_key: str) -> HttpResponse:
    """GET /report/news/KEY: how to read what is new. POST: no more messages about this report."""
    with entering_by(news_key):
        link = link_of(news_key, NEWS)
        incident = incident_of_news(link) if link else None
        if link is None or incident is None:
            return render(request, "incidents/following/news.html", {"ended": True}, status=404)
        if request.method == "POST":
            actions.stop_messages(incident, by=Actor("link", link.pk, "Reporter"))
            return redirect("report_news", news_key=news_key)
        shown = {"body": incident.organisation, "wanted": wants_notices(incident)}
        return render(request, "incidents/following/news.html", shown)
