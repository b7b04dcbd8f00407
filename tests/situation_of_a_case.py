"""A case with something in each of its parts, for the situation `case` of `tests/access_table.py`."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from alongside.cases.exhibits import actions as exhibits
from alongside.cases.lessons.actions import draft_lesson
from alongside.cases.models import Case
from alongside.cases.opening.actions import open_case
from alongside.cases.producing.actions import produce_about
from alongside.cases.redress.actions import begin_claim, enter_payment, move_claim
from alongside.cases.redress.losses import note_loss
from alongside.cases.remedial.actions import give
from alongside.cases.sanctions.actions import move_sanction, propose_sanction
from alongside.cases.sanctions.forms import HospitalForm
from alongside.cases.sanctions.letters import emergency_sentence, write_letter
from alongside.cases.sanctions.removing import begin_practice_removal, record_hospital_removal
from alongside.cases.supervision.actions import agree, hold_supervision
from alongside.cases.working.actions import add_task, note
from alongside.documents.actions import write_letterhead, write_template
from alongside.documents.kinds import kind_of
from alongside.evidence.arriving import arrive
from alongside.incidents.actions import Submitted
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from tests.access_table import BODIES
from tests.files import MEDIA, WEBM
from tests.one_offence import offence_in
from tests.referrals import make_bodies, share
from tests.world import World

MARK = MEDIA / "bite.png"
SUSPECT, ACCOUNT = "Arno Velt", "He struck her with his fist."


def a_case(world: World, submit: Callable[[World], Submitted]) -> dict[str, str]:
    """A case of what the nurse reported, with a note and a task."""
    by = actor_for(world.lsms.user)
    first, other = (submit(world).incident for _ in range(2))
    case = open_case([first], owner=world.lsms, by=by)
    return {
        "id": str(case.pk),
        "reference": case.reference,
        "incident": other.reference,
        "event_id": str(note(case, ACCOUNT, by=by).pk),
        "owed": f"victim_told:{first.affected.get().pk}",
        "waiver_id": str(uuid4()),
        "task_id": str(add_task(case, f"See {SUSPECT}", by=by).pk),
        **_sanctions(case, by),
        **_redress(case, by),
        **_action(case, world, by),
        **_exhibits(case, by),
        **_lesson(case, by),
        **_shared(case, world),
        **offence_in(first, world, by),
        **_documents(case, by),
        **_supervision(case, world),
    }


def _documents(case: Case, by: Actor) -> dict[str, str]:
    """A template of the organisation's own, a letterhead, and a letter that was produced about the case."""
    kind = kind_of("police_update")
    version = write_template(case.organisation, kind, "Dear {{ officer }}", "Shorter.", by=by)
    mark = arrive("mark.png", [MARK.read_bytes()])
    write_letterhead(case.organisation, name="Security", lines="", foot="", picture=mark, without_picture=False, by=by)
    document = produce_about(case, kind, {**kind.sample, "officer": SUSPECT}, f"Letter about {SUSPECT}", by=by)
    return {"kind": kind.code, "number": str(version.number), "document_id": str(document.pk), "form": "pdf"}


def _sanctions(case: Case, by: Actor) -> dict[str, str]:
    """A warning with a letter, an exclusion that waits on the director, and a removal of either kind."""
    person = case.links.get().incident.responsible.get()
    warning = propose_sanction(case, "written_warning", person, ACCOUNT, by=by)
    letter = f"To {SUSPECT}. {emergency_sentence()}"
    words = write_letter(warning, "person", letter, by=by)
    waiting = propose_sanction(case, "exclusion", person, ACCOUNT, by=by)
    opinion = {"opinion": "no_objection", "opinion_by": "Dr Amara Pell"}
    move_sanction(waiting, "record_opinion", opinion, by=by)
    zone = ZoneInfo("Europe/London")
    local = now().astimezone(zone)
    typed = {"responsible": str(person.pk), "clock": f"{local:%H:%M}", "happened_on_day": str(local.day)}
    typed |= {"happened_on_month": str(local.month), "happened_on_year": str(local.year)}
    body = BODIES["POST /cases/<reference>/sanctions/removals/add"] | typed
    form = HospitalForm(body, people=[person], zone=zone)
    assert form.is_valid(), form.errors
    removal = record_hospital_removal(case, person, form.happened_at(), "Ward 7", form.said(), "left", by=by)
    practice = begin_practice_removal(case, person, "Tannery Row", ACCOUNT, "0412", by=by)
    return {
        "responsible": str(person.pk),
        "clock": typed["clock"],
        "sanction_id": str(warning.pk),
        "waiting_id": str(waiting.pk),
        "letter_id": str(words.pk),
        "removal_id": str(removal.pk),
        "practice_id": str(practice.pk),
        "act": "withdraw",
        "decision": "approve",
        "addressee": "person",
        "letter": letter,
    }


def _action(case: Case, world: World, by: Actor) -> dict[str, str]:
    """An action that the nurse's manager has."""
    action = give(case, "Mend the door", owner=world.manager, due_on=now().date() + timedelta(days=9), by=by)
    step = action.steps.get()
    return {
        "action_id": str(action.pk),
        "action_act": "cancel",
        "action_key": "opens-nothing",
        "signing_key": "opens-nothing",
        "scan_number": "1",
        "learning_id": str(uuid4()),
        "step_id": str(step.pk),
        "giver_id": str(world.lsms.pk),
    }


def _exhibits(case: Case, by: Actor) -> dict[str, str]:
    """A recording that is asked for, and an exhibit."""
    begins, today = now() - timedelta(hours=3), now().astimezone(ZoneInfo(case.organisation.time_zone)).date()
    span = (begins, begins + timedelta(hours=1))
    asked = exhibits.ask_footage(case, f"Camera of {SUSPECT}", "The shop", *span, ACCOUNT, today, None, by=by)
    found = exhibits.Found("LS/1", f"Sleeve torn by {SUSPECT}", today, "Ward 7", "Lee Stone", "Safe 2")
    exhibit = exhibits.add_exhibit(case, found, None, by=by)
    return {"footage_id": str(asked.pk), "footage_act": "refuse", "exhibit_id": str(exhibit.pk)}


def _lesson(case: Case, by: Actor) -> dict[str, str]:
    """A lesson that is a draft."""
    said = {"title": f"Ask {SUSPECT} in", "learned": ACCOUNT, "to_do": "Put up a board.", "tags": ["waiting"]}
    return {"lesson_id": str(draft_lesson(case, said, by=by).pk), "lesson_act": "withdraw"}


def _supervision(case: Case, world: World) -> dict[str, str]:
    """The director looked through it with whoever works it; something was agreed about the caseload."""
    by, today = actor_for(world.director.user), now().astimezone(ZoneInfo(case.organisation.time_zone)).date()
    held = hold_supervision(world.director, world.lsms, today, ACCOUNT, [(case, f"See {SUSPECT}")], by=by)
    agreed = agree(held, f"Ask about {SUSPECT}", world.lsms, today, by=by)
    return {
        "supervision_id": str(held.pk),
        "agreed_id": str(agreed.pk),
        "specialist_id": str(world.lsms.pk),
    }


def _shared(case: Case, world: World) -> dict[str, str]:
    """What happened, sent for legal advice."""
    adviser = make_bodies(world).adviser
    incident = case.links.get(unlinked_at=None).incident
    file = add_exhibit(incident, arrive("ward.webm", [WEBM]), caption="", by=actor_for(world.lsms.user)).file_id
    sent = share(world.lsms.user, case, adviser, "legal_advice", files=(str(file),))
    return {"referral_id": str(sent.pk), "file_id": str(file), "adviser_body": str(adviser.organisation_id)}


def _redress(case: Case, by: Actor) -> dict[str, str]:
    """A loss, and a claim of which a part was paid."""
    loss = note_loss(case, "property", "staff", "A watch", 12_000, by=by)
    claim = begin_claim(case, "compensation_order", "staff", "A watch", by=by)
    today = now().date()
    move_claim(claim, "award", {"on": today, "awarded": 10_000}, by=by)
    payment = enter_payment(claim, today, 2_500, by=by)
    return {
        "loss_id": str(loss.pk),
        "claim_id": str(claim.pk),
        "payment_id": str(payment.pk),
        "claim_act": "ask_write_off",
    }
