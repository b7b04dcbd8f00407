"""What is put on the schedule, how it is judged, and to whom it was disclosed: each a line of the file."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from alongside.cases.disclosure import said
from alongside.cases.disclosure.material import Material
from alongside.cases.events import LONGEST_TEXT, Overtaken, touch, words, write_event
from alongside.cases.inquiry.holding import past_day, running
from alongside.cases.models import Case, Disclosed, DisclosureItem, Event
from alongside.cases.queries import standing_for
from alongside.incidents.duties.presenters import long_day
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.machine import Refused


@transaction.atomic
def put_on_schedule(
    case: Case, given: Mapping[str, Any], material: Material | None = None, *, by: Actor
) -> DisclosureItem:
    """A row for something that was gathered, or, without `material`, for something else: `description`, `kept_at`, `relevance`,
    `use`, `sensitive`, `why_sensitive`, `remark`. ValidationError by field; `Refused`, and `Overtaken` where it has one.
    """
    standing = running(case)
    told = _checked(given)
    where = material.case if material else standing
    source = {material.source: material.thing} if material else {}
    if source and DisclosureItem.objects.filter(case=where, **source).exists():
        raise Overtaken(None)
    last = DisclosureItem.objects.filter(case=where).aggregate(last=Max("number"))["last"] or 0
    moment = now()
    item = DisclosureItem.objects.create(
        organisation_id=where.organisation_id,
        case=where,
        number=last + 1,
        made_at=moment,
        made_by=by.name,
        changed_at=moment,
        **source,
        **told,
    )
    _write(standing, item, "schedule_item_added", *said.item_lines(item), by=by)
    return item


@transaction.atomic
def put_several_on_schedule(
    case: Case, judged: Sequence[tuple[Material, str, str]], *, by: Actor
) -> list[DisclosureItem]:
    """A row each, of all or of none, for what was gathered, as it is called here: (material, relevance, use). None of it is sensitive:
    what harm something would do is written for each by itself. ValidationError where there is nothing; `Refused`, `Overtaken`.
    """
    if not judged:
        raise ValidationError("Choose an answer for at least one of them.")
    return [
        put_on_schedule(
            case,
            {"description": material.what, "relevance": relevance, "use": use, "sensitive": False},
            material,
            by=by,
        )
        for material, relevance, use in judged
    ]


@transaction.atomic
def change_item(
    item: DisclosureItem, given: Mapping[str, Any], *, seen_at: datetime | None, by: Actor
) -> DisclosureItem:
    """It is judged or described anew; what stood before is in the file. ValidationError by field; `Refused`, `Overtaken`."""
    case, item = _held(item, seen_at)
    told = _checked(given)
    before = said.item_lines(item)
    for name, value in told.items():
        setattr(item, name, value)
    if said.item_lines(item) == before:
        return item
    item.save(update_fields=list(told))
    _write(case, item, "schedule_item_changed", *said.item_lines(item), by=by)
    return item


@transaction.atomic
def strike_item(item: DisclosureItem, why: str, *, seen_at: datetime | None, by: Actor) -> DisclosureItem:
    """A row of its own that was entered by mistake. What was gathered stays on the schedule. ValidationError; `Refused`."""
    case, item = _held(item, seen_at)
    why = words(why, "why", "Write why it is struck out.")
    if item.source:
        raise Refused("This was gathered in the case and stays on the schedule. Say that it is not relevant.", "why")
    if item.disclosed.filter(taken_back_at=None).exists():
        raise Refused("It was disclosed and stays on the schedule.", "why")
    item.struck_at = now()
    item.save(update_fields=["struck_at"])
    _write(case, item, "schedule_item_struck", f"{item.number}. {item.description}", why, by=by)
    return item


@transaction.atomic
def disclose(
    case: Case,
    items: Sequence[DisclosureItem],
    on: date,
    to_whom: str,
    how: str = "",
    decided_by: str = "",
    *,
    by: Actor,
) -> list[Disclosed]:
    """Rows were disclosed to somebody. What is sensitive goes out only where somebody decided so, who is named. ValidationError by
    field; `Refused`, `Overtaken` where a row was struck out meanwhile.
    """
    case = running(case)
    if not items:
        raise ValidationError({"items": "Choose what was disclosed."})
    day = past_day(case, on, "on")
    to_whom = words(to_whom, "to_whom", "Write to whom.", longest=300)
    how = words(how, "how", longest=300)
    decided_by = words(decided_by, "decided_by", longest=200)
    keys = [one.pk for one in items]
    fresh = DisclosureItem.objects.select_for_update(of=("self",)).filter(pk__in=keys, struck_at=None)
    found = list(fresh.select_related("statement__statement", "interview").order_by("number", "pk"))
    if len(found) != len(set(keys)):
        raise Overtaken(None)
    if any(one.sensitive for one in found) and not decided_by:
        raise ValidationError({"decided_by": "Sensitive material is among it. Write who decided that it goes out."})
    moment = now()
    given = []
    for item in found:
        one = Disclosed.objects.create(
            organisation_id=item.organisation_id,
            item=item,
            on=day,
            to_whom=to_whom,
            how=how,
            decided_by=decided_by if item.sensitive else "",
            recorded_at=moment,
            recorded_by=by.name,
        )
        given.append(one)
        lines = [f"{item.number}. {item.description}", *_given_lines(one)]
        _write(case, item, "schedule_item_disclosed", *lines, by=by)
    return given


@transaction.atomic
def take_back_disclosure(given: Disclosed, why: str, *, by: Actor) -> None:
    """It turned out that it was not disclosed so; the file keeps what was noted. ValidationError without a reason; `Refused`."""
    case, item = _held(given.item, None, asked=False)
    why = words(why, "why", "Write why it is taken back.")
    if not Disclosed.objects.filter(pk=given.pk, taken_back_at=None).update(taken_back_at=now()):
        raise Refused("Somebody took it back before you.", "why")
    lines = [f"{item.number}. {item.description}", *_given_lines(given), why]
    _write(case, item, "schedule_disclosure_taken_back", *lines, by=by)


@transaction.atomic
def record_export(case: Case, show: str, form: str, rows: int, *, by: Actor) -> None:
    """The schedule, or a part of it, was taken away as a file."""
    details = {"list": "disclosure", "show": show, "form": form, "rows": rows}
    record("case.schedule_exported", "case", case.pk, organisation_id=case.organisation_id, actor=by, details=details)


def _held(item: DisclosureItem, seen_at: datetime | None, *, asked: bool = True) -> tuple[Case, DisclosureItem]:
    case = running(standing_for(item.case))
    fresh = DisclosureItem.objects.select_for_update(of=("self",)).select_related(
        "case", "statement__statement", "interview"
    )
    found = fresh.get(pk=item.pk)
    if asked and found.changed_at != seen_at:
        raise Overtaken(Event.objects.filter(about_id=found.pk).order_by("-recorded_at", "-pk").first())
    if found.struck_at is not None:
        raise Refused("This row was struck out.")
    return case, found


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    relevance, use = given["relevance"], given["use"]
    if relevance not in DisclosureItem.Relevance.values:
        raise ValidationError({"relevance": "Choose whether it is relevant."})
    if use not in DisclosureItem.Use.values:
        raise ValidationError({"use": "Choose whether it is used."})
    if use == DisclosureItem.Use.USED and relevance != DisclosureItem.Relevance.RELEVANT:
        raise ValidationError({"use": "What is used is relevant. Choose one of the two anew."})
    missing = "Write what harm it would do." if given["sensitive"] else ""
    why = words(given.get("why_sensitive") or "", "why_sensitive", missing)
    return {
        "description": words(given["description"], "description", "Write what it is.", longest=1000),
        "kept_at": words(given.get("kept_at") or "", "kept_at", longest=300),
        "relevance": relevance,
        "use": use,
        "sensitive": given["sensitive"],
        "why_sensitive": why if given["sensitive"] else "",
        "remark": words(given.get("remark") or "", "remark", longest=LONGEST_TEXT),
    }


def _given_lines(given: Disclosed) -> list[str]:
    decided = f"Decided by {given.decided_by}" if given.decided_by else ""
    return [f"{long_day(given.on)}: {given.to_whom}", given.how, decided]


def _write(case: Case, item: DisclosureItem, what: str, *lines: str, by: Actor) -> None:
    touch(case)
    item.changed_at = now()
    item.save(update_fields=["changed_at"])
    text = "\n".join(filter(None, lines))
    about = ("disclosureitem", item.pk)
    write_event(case, what, by=by, compartment=item.compartment, text=text, about=about, after={"item": item.number})
