"""What was gathered in the cases of the made-up world, what is shown to other bodies, and what is learned of it."""

from datetime import date, timedelta
from typing import Any

from alongside.cases.disclosure.actions import put_several_on_schedule
from alongside.cases.disclosure.queries import not_yet_listed
from alongside.cases.exhibits import actions as exhibits
from alongside.cases.inquiry import actions as inquiry
from alongside.cases.inquiry.applied import add_policy
from alongside.cases.inquiry.scene import note_scene
from alongside.cases.inquiry.signing import ON_DEVICE, Signed, ask_to_sign, sign_by_self
from alongside.cases.lessons.actions import draft_lesson, move_lesson
from alongside.cases.models import Case, Lesson
from alongside.cases.queries import incidents_of
from alongside.cases.referrals import parts, sending
from alongside.cases.referrals.queries import bodies_for
from alongside.cases.referrals.sending import Wanted
from alongside.cases.victims.queries import identities_of
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.people.actions import actor_for
from alongside.people.models import Staff

DAY = timedelta(days=1)


def gather(told: dict[str, Any], case: Case, hurt: Affected | None, owner: Staff, today: date, by: Actor) -> None:
    """Statements, the scene, things, recordings that were asked for, what applied; and the schedule of it, where it is judged."""
    for one in told.get("statements", ()):
        given = {
            "witness": _name_of(hurt, owner),
            **one,
            "taken_on": today,
            "taken_by": owner.name,
            "occurrence_number": told.get("incident_number", ""),
        }
        version = inquiry.write_statement(case, one["whose"], given, hurt if one["whose"] == "hurt" else None, by=by)
        if one.get("signed"):
            page = ask_to_sign(version.statement, ON_DEVICE, by=by)
            sign_by_self(page.link, Signed(version.witness, declared=True))
    begins = incidents_of(case)[0].occurred_at
    for one in told.get("scene", ()):
        note_scene(case, {**one, "seen_at": begins + DAY / 48, "seen_by": owner.name}, by=by)
    for one in told.get("things", ()):
        exhibits.add_exhibit(case, exhibits.Found(**one, found_on=today, found_by=owner.name), None, by=by)
    for one in told.get("recordings", ()):
        minutes = timedelta(minutes=one["minutes"])
        until = today + DAY * one["written_over_in_days"]
        exhibits.ask_footage(
            case, one["camera"], one["holder"], begins - minutes, begins + minutes, one["why"], today, until, by=by
        )
    for one in told.get("applied", ()):
        add_policy(case, one, by=by)
    if told.get("judged"):
        used = [
            (one, "relevant", "used" if one.source == "statement" else "unused")
            for one in not_yet_listed(owner.user, case)
        ]
        put_several_on_schedule(case, used, by=by)


def _name_of(hurt: Affected | None, owner: Staff) -> str:
    known = identities_of(owner.user, [hurt.incident]) if hurt else {}
    return known[hurt.pk].name if hurt and hurt.pk in known else ""


def show_others(told: dict[str, Any], case: Case, owner: Staff) -> None:
    """Sends a part of the case to another body, after a look at the copy, as a person does."""
    for one in told.get("referrals", ()):
        to = bodies_for(one["role"], case.organisation_id)[0]
        wanted = Wanted(to, one["purpose"], one["ground"], one["parts"], note=one["note"])
        copy = sending.preview(owner.user, case, wanted)
        referral = sending.send(owner.user, case, wanted, seen=parts.digest_of(copy))
        if "question" in one:
            sending.write_to_receiver(referral, one["question"], by=actor_for(owner.user))


def teach(told: dict[str, Any], case: Case, by: Actor) -> None:
    """What others can learn from it, once; shared where somebody has confirmed that it identifies nobody."""
    if "lesson" in told and not Lesson.objects.filter(title=told["lesson"]["title"]).exists():
        lesson = draft_lesson(case, told["lesson"], by=by)
        move_lesson(lesson, "share", {"confirmed": True}, by=by)
