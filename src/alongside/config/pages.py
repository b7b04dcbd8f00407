"""What every page's frame shows: whose organisation, who is signed in, where they may go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from alongside.ledger.clock import now
from alongside.people.queries import places_of
from alongside.people.unsaved.marks import lazy_field, lazy_token


@dataclass(frozen=True, slots=True)
class Entry:
    """Somewhere to go: a card on the home page, and a word in the menu of every page unless `in_menu` is false.

    `permission` is empty where everybody signed in may go there.
    """

    text: str
    href: str
    permission: str
    card: str
    in_menu: bool = True

    def is_for(self, user: Any) -> bool:
        """Whether this signed-in person may go there."""
        return not self.permission or user.has_perm(self.permission)


ENTRIES = (
    Entry("My safety", "/my-safety", "visits.own", "Start a visit, say that you are safe, or ask for help."),
    Entry(
        "Buddies",
        "/buddy",
        "people.work_here",
        "Who looks out for you while you work alone, and for whom you look out.",
        in_menu=False,
    ),
    Entry("Your team", "/team", "team.find", "Who of your team is out alone now, due, or late."),
    Entry("Response centre", "/response", "alarms.desk", "Open alarms: take them, act, close them."),
    Entry(
        "Report an incident",
        "/report",
        "",
        "Violence, abuse, threats, theft, or anything that is not safe. It takes about 90 seconds.",
    ),
    Entry("My reports", "/report/mine", "", "What became of what you reported.", in_menu=False),
    Entry("Incidents", "/incidents", "incidents.see", "Find what was reported, by words, kind, place and time."),
    Entry("Cases", "/cases", "cases.see", "What is investigated, what waits on whom, and what is late."),
    Entry("Lessons", "/lessons", "", "What was learned from incidents, here and elsewhere, and what to do."),
    Entry(
        "Violence markers",
        "/risk/markers",
        "markers.see",
        "Warnings for whoever goes there: proposed, decided, due for review.",
        in_menu=False,
    ),
    Entry(
        "Is there a violence marker?",
        "/risk/markers/search",
        "markers.search",
        "Look before you visit or treat somebody. That you looked is recorded.",
        in_menu=False,
    ),
    Entry(
        "Shared with you",
        "/cases/referrals",
        "cases.receive",
        "What other organisations sent you of their cases, and what you answered.",
        in_menu=False,
    ),
    Entry(
        "Legal advice",
        "/cases/referrals?purpose=legal_advice",
        "cases.advise",
        "What health bodies sent you for advice.",
    ),
    Entry(
        "Returned cases",
        "/cases/referrals/returned",
        "cases.national",
        "Physical assaults that health bodies returned to you: where they stand, how old they are, who has not answered.",
    ),
    Entry(
        "To approve",
        "/cases/to-approve",
        "cases.approve",
        "Sanctions that wait on your approval, or on your answer to an appeal.",
    ),
    Entry(
        "Caseload",
        "/cases/board",
        "cases.see",
        "Cases by where they stand and by who has them; what is late, and what waits on whom.",
        in_menu=False,
    ),
    Entry(
        "Supervision",
        "/cases/supervision",
        "cases.see_supervision",
        "What was looked through and agreed between a specialist and their supervisor, and when the next time is.",
        in_menu=False,
    ),
    Entry(
        "Who reads supervision",
        "/cases/supervision/rule",
        "cases.rule_supervision",
        "Whether anybody besides the two who held it reads supervision.",
        in_menu=False,
    ),
    Entry(
        "New reports",
        "/incidents/triage",
        "incidents.triage",
        "What came in, urgent first, and what becomes of it.",
        in_menu=False,
    ),
    Entry(
        "What you were asked",
        "/incidents/parts",
        "",
        "Add what you know about an incident, where somebody asked you.",
        in_menu=False,
    ),
    Entry(
        "Your actions",
        "/actions",
        "",
        "What you are asked to change so that an incident does not happen again.",
        in_menu=False,
    ),
    Entry(
        "Deadlines",
        "/incidents/due",
        "incidents.duties",
        "What has to be done by when, and what is late.",
        in_menu=False,
    ),
    Entry(
        "Absences",
        "/incidents/absences",
        "incidents.write_people",
        "Take in from the staff system who was off work after an incident.",
        in_menu=False,
    ),
    Entry(
        "Answers of reporters",
        "/incidents/answers",
        "incidents.triage",
        "What reporters wrote back, and nobody has read.",
        in_menu=False,
    ),
    Entry(
        "Feedback measures",
        "/incidents/feedback-measures",
        "incidents.measures",
        "How many reporters were told an outcome, and how soon.",
        in_menu=False,
    ),
    Entry(
        "Evidence",
        "/evidence",
        "evidence.keep",
        "What is kept, for how long, held for whom, and what is due to be destroyed.",
        in_menu=False,
    ),
    Entry(
        "Checks of stored files",
        "/evidence/checks",
        "evidence.checks",
        "Whether every stored file is still what was received.",
        in_menu=False,
    ),
    Entry(
        "Templates of documents",
        "/documents/templates",
        "documents.templates",
        "The words and the letterhead of letters, statements and packs.",
        in_menu=False,
    ),
    Entry(
        "Where to get help",
        "/incidents/support",
        "incidents.triage",
        "What everybody who was hurt reads about support.",
        in_menu=False,
    ),
    Entry(
        "Whom else to tell",
        "/incidents/signposts",
        "incidents.triage",
        "Where whoever reports fraud, terrorism or an attack on computers is sent.",
        in_menu=False,
    ),
    Entry(
        "Links and posters",
        "/incidents/links",
        "incidents.links",
        "Let people report without an account, by a link or a poster for a place.",
        in_menu=False,
    ),
    Entry(
        "What is said of privacy",
        "/privacy-notice",
        "privacy.keep",
        "What people who work alone read about what is recorded of them, and how they can object.",
        in_menu=False,
    ),
    Entry(
        "Plans",
        "/plans",
        "plans.see",
        "Who is rung when somebody needs help, whether enough people can be reached, and who is on call.",
        in_menu=False,
    ),
    Entry(
        "Timings",
        "/timings",
        "plans.see",
        "How often people who work alone check in, how long is waited, and what else is asked of them.",
        in_menu=False,
    ),
    Entry(
        "Rotas",
        "/rotas",
        "plans.see",
        "Who is on call when, who covers for whom, and who is away.",
        in_menu=False,
    ),
    Entry(
        "When you are on call",
        "/on-call",
        "people.work_here",
        "Your own turns on rotas, and saying that you are away.",
        in_menu=False,
    ),
    Entry(
        "How you are reached",
        "/accounts/reached/",
        "people.work_here",
        "Your numbers and addresses: show that they reach you, and say which comes first.",
        in_menu=False,
    ),
    Entry(
        "Risk",
        "/risk",
        "risk.answers_for",
        "Visits that wait, assessments that are missing or not current, and who felt threatened.",
    ),
    Entry("Staff", "/staff", "people.administer", "Who works here, with which roles, API tokens and devices."),
    Entry(
        "Import",
        "/incidents/import",
        "incidents.exchange",
        "Bring in incidents, staff, sites and places from a file.",
        in_menu=False,
    ),
    Entry(
        "Local codes",
        "/incidents/local-codes",
        "incidents.local_codes",
        "What your other systems call things.",
        in_menu=False,
    ),
    Entry(
        "Webhooks",
        "/incidents/webhooks",
        "incidents.webhooks",
        "Tell other systems when something happens to an incident.",
        in_menu=False,
    ),
)
DEMONSTRATION = ("What was sent", "/demo/messages")
"""Shown to everybody signed in, in a demonstration only."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor of every page; see `web/layout.html`."""
    user = getattr(request, "user", None)
    places = places_of(user)
    organisation = places[0].organisation if places else None
    navigation = [
        {"text": entry.text, "href": entry.href}
        for entry in ENTRIES
        if entry.in_menu and user is not None and user.is_authenticated and entry.is_for(user)
    ]
    if settings.DEMO and places:
        navigation.append({"text": DEMONSTRATION[0], "href": DEMONSTRATION[1]})
    return {
        "organisation": organisation,
        "time_zone": organisation.time_zone if organisation else "Europe/London",
        "signed_in_as": user.name if places and user else getattr(user, "name", ""),
        "navigation": navigation,
        "now": now(),
        "csrf_input": lazy_field(request),
        "csrf_token": lazy_token(request),
    }
