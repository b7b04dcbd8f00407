"""The letter that tells somebody of their marker, and how they can object: as PDF and to be edited."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string

from alongside.documents.actions import produce
from alongside.documents.kinds import Kind, Subject
from alongside.documents.models import Produced
from alongside.documents.queries import produced_about
from alongside.evidence.models import StoredFile
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.messages.actions import queue
from alongside.messages.composing import to_way
from alongside.people.days import today_in
from alongside.people.reached import quiet_ways
from alongside.risk.markers.presenters import in_words
from alongside.risk.markers.queries import panel_of
from alongside.risk.markers.states import SHOWN
from alongside.risk.markers.telling import NOT_NOW
from alongside.risk.models import Marker

WHAT, SEES = "marker", "markers.see"
LETTER = Kind(
    "marker_letter",
    "Letter about a violence marker",
    "Tells somebody that a marker about them, their animal or their address is shown to staff, and how they can object.",
    Path(__file__).with_name("templates") / "letter.md",
    {
        "today": "The day on which it is produced",
        "organisation": "The name of your organisation",
        "number": "The number of the marker",
        "sender": "Who writes it",
        "person": "To whom it goes",
        "address": "Their address, where it is known",
        "words": "What it says, in the words of the writer",
        "review_on": "By which day the marker is reviewed",
        "appeal": "How they can object",
        "reach": "How the writer is reached: telephone, e-mail and address, a line each",
    },
    {
        "today": "28 November 2026",
        "organisation": "Fernley Health Trust",
        "number": "17",
        "sender": "Robin Quayle, Local Security Management Specialist",
        "person": "Kit Doe",
        "address": "3 Weaver Street\nFernley",
        "words": "On 3 November 2026 a nurse who visited you was threatened.\n\nStaff who visit you now see a note that says: come in "
        "twos, and ring before you come.",
        "review_on": "28 May 2027",
        "appeal": "Write to us, or ring us, and say what you disagree with. Somebody who did not decide looks at it again.",
        "reach": "Telephone 01632 960 417\nrobin.quayle@fernley.example\nFernley Hospital, Security office",
    },
    SEES,
    "Violence markers",
    body="words",
)


def of_marker(marker: Marker) -> QuerySet[Produced]:
    """The letters that were made about a marker, the newest first. Whether somebody may read them, whoever asks has asked."""
    return produced_about(WHAT, [marker.pk], [SEES])


def begun(marker: Marker) -> dict[str, str]:
    """The words with which a letter begins. What the writer has to fill in stands in square brackets."""
    said = {"marker": marker, "subject": marker.subject, "review_on": in_words(marker.review_on)}
    whom = marker.subject if marker.subject.kind in ("patient", "associate") else marker.subject.about
    return {
        "person": whom.name if whom else "",
        "address": (whom.address if whom else "") or marker.subject.address,
        "words": render_to_string("risk/markers/letter_words.txt", said).strip(),
        "appeal": render_to_string("risk/markers/letter_appeal.txt", said).strip(),
    }


def produce_letter(marker: Marker, said: Mapping[str, Any], *, by: Actor) -> Produced:
    """Makes the letter, kept as evidence. `Refused` where nothing is shown of them, or a gap is left in square brackets.

    Raises `documents.actions.Unproducible`.
    """
    if marker.state not in SHOWN:
        raise Refused(NOT_NOW)
    for name in ("words", "appeal"):
        if "[" in said[name]:
            raise Refused("Fill in what stands in square brackets.", name)
    if not said["person"].strip():
        raise Refused("Write to whom it goes.", "person")
    data = {
        "today": in_words(today_in(marker.organisation)),
        "organisation": marker.organisation.name,
        "number": str(marker.number),
        "sender": by.name,
        "review_on": in_words(marker.review_on),
        **{name: said[name] for name in ("person", "address", "words", "appeal", "reach")},
    }
    title = f"Letter about marker {marker.number}"
    return produce(LETTER, marker.organisation, data, by=by, title=title, subject=(WHAT, marker.pk))


def _address(marker_id: UUID) -> str:
    return f"/risk/markers/{marker_id}"


def _key(marker_id: UUID) -> str:
    return f"Marker {Marker.objects.values_list('number', flat=True).get(pk=marker_id)}"


def _tell(file: StoredFile, marker_id: UUID) -> None:
    """Tells those who keep markers that a letter is no longer what was stored."""
    marker = Marker.objects.select_related("organisation").get(pk=marker_id)
    said = {"number": marker.number, "link": f"{settings.PUBLIC_URL}{_address(marker_id)}"}
    text, key = render_to_string("risk/messages/damaged.txt", said), f"evidence:damaged:{file.pk}:{now():%Y-%m-%d}"
    ways = [way for one in panel_of(marker.organisation_id) for way in quiet_ways(one)]
    queue([to_way(way, text, key=key, about=("evidence", file.pk)) for way in ways])


SUBJECT = Subject(WHAT, _address, _key, _tell)
