"""What was sent, as the people who got it would see it. Only where `ALONGSIDE_DEMO` is set."""

from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from alongside.demo.forms import AnswerForm
from alongside.ledger.keys import new_id
from alongside.messages.actions import record_receipt, record_reply
from alongside.messages.channels import Outcome
from alongside.messages.models import Message
from alongside.messages.queries import message_to_answer, messages_of_organisations
from alongside.messages.words import code_of
from alongside.people.access import SIGNED_IN, allow
from alongside.people.queries import colleagues_of

PAGE = 30


def demonstration_only(view: Any) -> Any:
    """There is no such page on a live installation."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@allow(SIGNED_IN)
@demonstration_only
@require_GET
def sent_messages(request: HttpRequest) -> HttpResponse:
    """Messages of the caller's organisations, newest first; `person` and `channel` limit them, `before` pages on."""
    everything = messages_of_organisations(request.user)
    person, channel = _uuid(request.GET.get("person")), request.GET.get("channel", "")
    found = everything
    if person:
        found = found.filter(recipient=person)
    if channel in Message.Channel.values:
        found = found.filter(channel=channel)
    before = _uuid(request.GET.get("before"))
    page = list((found.filter(id__lt=before) if before else found)[: PAGE + 1])
    chosen = {"person": str(person or ""), "channel": channel}
    context = {
        "sent": page[:PAGE],
        "answer_ids": {message.id: new_id() for message in page},
        "filters": [
            _filter("person", "Person", [("", "Everyone"), *_people(request.user, everything)], chosen),
            _filter("channel", "Channel", [("", "Every channel"), *Message.Channel.choices], chosen),
        ],
        "newest": _page_address(chosen) if before else "",
        "older": _page_address(chosen, before=page[PAGE - 1].id) if len(page) > PAGE else "",
        "here": request.get_full_path(),
    }
    return render(request, "demo/messages.html", context)


@allow(SIGNED_IN)
@demonstration_only
@require_POST
def answer(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Answers a message as the person who got it: one of its choices, or words as in a text message."""
    message = message_to_answer(request.user, message_id)
    if message is None or message.recipient is None:
        raise Http404
    form = AnswerForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"] or form.cleaned_data["code"]
        if message.channel == Message.Channel.VOICE:
            _press(message)
        record_reply(
            staff=message.recipient,
            code=code_of(text, message.choices),
            text=text,
            source="demo",
            source_id=str(form.cleaned_data["answer_id"]),
            message=message,
            address=message.address if message.channel == Message.Channel.SMS else "",
        )
    return redirect(f"{_back(request)}#message-{message.id}")


def _press(message: Message) -> None:
    """A key was pressed: whoever is rung has heard what it is about."""
    record_receipt(
        provider="demo",
        provider_id=str(message.id),
        reference=message.id,
        status="key",
        outcome=Outcome.DELIVERED,
        at=None,
    )


def _people(user: Any, everything: Any) -> list[tuple[str, str]]:
    ids = everything.order_by().values("recipient_id").distinct()
    people = colleagues_of(user).filter(id__in=ids).order_by("name")
    return [(str(one.id), one.name) for one in people]


def _filter(name: str, label: str, choices: list[tuple[str, str]], chosen: dict[str, str]) -> dict[str, Any]:
    items = [{"value": value, "text": text, "selected": value == chosen[name]} for value, text in choices]
    return {"name": name, "label": label, "items": items}


def _page_address(chosen: dict[str, str], **more: Any) -> str:
    query = urlencode({key: str(value) for key, value in (chosen | more).items() if value})
    return f"{reverse('demo-messages')}?{query}"


def _back(request: HttpRequest) -> str:
    """The list as it was, with its filters. Only the query of what the form says is used."""
    _, _, query = request.POST.get("here", "").partition("?")
    return f"{reverse('demo-messages')}?{query}" if query else reverse("demo-messages")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
