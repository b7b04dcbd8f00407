"""What is asked before a visit: seeing and setting it, for organisations and teams."""

from datetime import time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.risk.gate_rules import newest_rule, rules_of, rules_set, set_rule
from alongside.risk.models import GateRule
from alongside.watch.planning.timing_scopes import scopes_seen_by
from alongside.watch.rotas import moment_of
from alongside.web.listing import day_of

MOST_SHOWN = 50
ASKED = dict(GateRule.Asked.choices)


@require_GET
@allow("risk.answers_for")
def rules_list(request: HttpRequest) -> HttpResponse:
    """GET /risk/rules: what is asked, by organisation and team."""
    rows = [
        (scope, rules_of(scope.organisation, scope.team), newest_rule(scope.organisation, scope.team))
        for scope in scopes_seen_by(request.user).values()
    ]
    return render(request, "watch/gating/rules.html", {"rows": rows, "asked": ASKED})


@require_http_methods(["GET", "POST"])
@allow("risk.answers_for")
def rule(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """GET /risk/rules/ID (of an organisation or a team); POST sets it, whole, from a day on."""
    scope = scopes_seen_by(request.user).get(place_id)
    if scope is None:
        raise Http404
    newest, errors = newest_rule(scope.organisation, scope.team), {}
    days = newest.longest_days if newest else None
    entered = {"asked": newest.asked if newest else "", "longest_days": str(days or ""), "why": "", "day": ""}
    if request.method == "POST":
        require(request.user, "risk.answers_for", scope.row)
        entered = {name: request.POST.get(name, "").strip()[:600] for name in entered}
        try:
            longest, day = entered["longest_days"], day_of(entered["day"])
            if longest and not (longest.isascii() and longest.isdigit() and len(longest) < 6):
                raise ValidationError({"longest_days": "Write a number of days."})
            if entered["day"] and day is None:
                raise ValidationError({"in_force_from": "Choose a day."})
            set_rule(
                scope.organisation,
                scope.team,
                asked=entered["asked"],
                longest_days=int(longest) if longest else None,
                why=entered["why"],
                in_force_from=moment_of(day, time(), scope.organisation.time_zone) if day else None,
                by=actor_for(request.user),
            )
            return redirect(f"/risk/rules/{place_id}?done=yes")
        except ValidationError as error:
            errors = {name: texts[0] for name, texts in error.message_dict.items()}
    shown = {
        "scope": scope,
        "counts": rules_of(scope.organisation, scope.team),
        "asked": ASKED,
        "entered": entered,
        "errors": errors,
        "history": rules_set(scope.organisation, scope.team)[:MOST_SHOWN],
        "done": bool(request.GET.get("done")),
        "may_set": request.user.has_perm("risk.answers_for", scope.row),
    }
    return render(request, "watch/gating/rule.html", shown, status=422 if errors else 200)
