"""A case with something in each of its parts and words by which each is known, and everybody who might meet it.

For `tests/matrix_of_casework.py`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from alongside.cases.disclosure.actions import put_on_schedule
from alongside.cases.exhibits import actions as exhibits
from alongside.cases.inquiry import actions as inquiry
from alongside.cases.inquiry.scene import note_scene
from alongside.cases.inquiry.signing import ON_DEVICE, Signed, ask_to_sign, sign_by_self
from alongside.cases.lessons.actions import draft_lesson
from alongside.cases.models import Case, Referral
from alongside.cases.opening.actions import add_reports
from alongside.cases.police import actions as police
from alongside.cases.queries import incidents_of
from alongside.cases.redress.actions import begin_claim, move_claim, plan_instalments
from alongside.cases.redress.losses import note_loss
from alongside.cases.remedial.actions import give
from alongside.cases.review.actions import write_review
from alongside.cases.sanctions.actions import move_sanction, propose_sanction
from alongside.cases.sanctions.deciding import decide_sanctions
from alongside.cases.sanctions.letters import GAP, approve_letter, begun, write_letter
from alongside.cases.victims.actions import note_feedback
from alongside.cases.victims.wishes import note_wish
from alongside.cases.working.actions import add_task, note
from alongside.incidents.actions import submit_report
from alongside.incidents.completing.actions import ask
from alongside.incidents.models import Contribution
from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
from alongside.ledger.clock import now
from alongside.people.actions import actor_for, add_staff, appoint
from alongside.people.models import Organisation, Staff, Team, User
from alongside.people.roles import Role
from tests.days import today
from tests.referrals import Bodies, share
from tests.situations import arrange
from tests.world import PASSWORD, World

TRACES = {
    "narrative note": "zz-narrative-note",
    "people note": "zz-people-note",
    "suspect note": "zz-suspect-note",
    "evidence note": "zz-evidence-note",
    "legal note": "zz-legal-note",
    "clinical opinion": "zz-clinical-opinion",
    "police officer": "zz-police-officer",
    "sanction": "zz-sanction-ground",
    "sanction that waits": "zz-waiting-ground",
    "exhibit": "zz-exhibit",
    "interview of a witness": "zz-interview-witness",
    "interview of the suspect": "zz-interview-suspect",
    "statement": "zz-statement",
    "scene": "zz-scene",
    "loss": "zz-loss",
    "claim": "zz-claim",
    "disclosure item": "zz-disclosure-item",
    "what the person hurt was told": "zz-told",
    "review": "zz-review",
    "action": "zz-action",
    "task": "zz-task",
    "lesson that is a draft": "zz-lesson",
    "line that was shared": "zz-shared-line",
    "what was shared for advice": "zz-note-for-advice",
    "what was shared with a trust": "zz-note-for-trust",
    "what was returned": "zz-note-for-national",
}
"""Words that stand in one place of the case alone."""


@dataclass(frozen=True)
class Everybody:
    """The case, whoever might meet it by the names of the matrix (a `User`, or the secret of a link), and the keys of all."""

    case: Case
    users: dict[str, Any]
    link: str
    keys: dict[str, str]
    referrals: dict[str, Referral]
    bodies: Bodies


def arrange_everybody(world: World) -> Everybody:
    """Brings the case about, and the people."""
    keys = dict(arrange(world, "case").values)
    by = actor_for(world.lsms.user)
    case = Case.objects.get(pk=keys["id"])
    people = _people(world)
    _accuse(world, case, [people["acc"], people["acd"]])
    _fill(world, case, people["man"])
    report = incidents_of(case).order_by("occurred_at")[0]
    ask(report, Contribution.Part.WITNESS, of=world.second_nurse, by=by)
    link = ask(report, Contribution.Part.WITNESS, label="The porter", by=by).secret
    bodies = _bodies(world)
    line = note(case, TRACES["line that was shared"], by=by)
    me, files = world.lsms.user, (keys["file_id"],)
    referrals = {
        "lpu": share(me, case, bodies.adviser, "legal_advice", ("police",), note=TRACES["what was shared for advice"]),
        "nat": share(me, case, bodies.case_manager, "national", ("narrative",), note=TRACES["what was returned"]),
        "oth": share(
            me,
            case,
            bodies.other_trust,
            "share",
            ("harm",),
            (str(line.pk),),
            note=TRACES["what was shared with a trust"],
            files=files,
        ),
    }
    users = {name: staff.user for name, staff in people.items()}
    users |= {
        "nat": bodies.case_manager.user,
        "lpu": bodies.adviser.user,
        "lp2": bodies.stranger.user,
        "oth": bodies.other_trust.user,
    }
    return Everybody(
        case, {name: User.objects.get(pk=user.pk) for name, user in users.items()}, link, keys, referrals, bodies
    )


def _people(world: World) -> dict[str, Staff]:
    def place(name: str, *roles: Role, organisation: Organisation | None = None) -> Staff:
        user = User.objects.create_user(name, name=f"The {name}", email=f"{name}@example.org", password=PASSWORD)
        return add_staff(organisation or world.organisation, f"The {name}", user=user, roles=roles)

    elsewhere = place("els")
    appoint(elsewhere, Role.LSMS, team=Team.objects.create(organisation=world.organisation, name="Estates"))
    third = Organisation.objects.create(code="ZZT01", name="Third Trust", kind="provider")
    national = world.organisation.parent
    assert national is not None
    return {
        "own": world.lsms,
        "col": place("col", Role.LSMS),
        "els": elsewhere,
        "dir": world.director,
        "chi": world.chief_executive,
        "man": world.manager,
        "rep": world.nurse,
        "wit": world.second_nurse,
        "ope": world.operator,
        "sup": world.supervisor,
        "adm": world.administrator,
        "ana": place("ana", Role.NATIONAL_ANALYST, organisation=national),
        "thr": place("thr", Role.LSMS, organisation=third),
        "acc": place("acc", Role.LSMS),
        "acd": place("acd", Role.SECURITY_DIRECTOR),
    }


def _bodies(world: World) -> Bodies:
    """Those that the situation made already."""
    found = {name: Staff.objects.get(user__username=name) for name in ("adviser", "case_manager", "stranger")}
    return Bodies(found["adviser"], found["case_manager"], world.outsider, found["stranger"])


def _accuse(world: World, case: Case, people: list[Staff]) -> None:
    """A second report of the case says that they did it."""
    said = NewReport(
        kinds=["physical_assault"],
        acts=["hit"],
        occurred_at=now() - timedelta(hours=1),
        team=world.team,
        affected=[NewAffected("staff", who=Who(staff=world.nurse))],
        responsible=[NewResponsible("colleague", who=Who(staff=one)) for one in people],
        account="It happened again.",
        reporter=Who(staff=world.nurse),
    )
    user: Any = world.nurse.user
    sent = submit_report(world.organisation, said, by=actor_for(user), source="web", user_id=user.pk)
    add_reports(case, [sent.incident], by=actor_for(world.lsms.user))


def _fill(world: World, case: Case, manager: Staff) -> None:
    by = actor_for(world.lsms.user)
    for part in ("narrative", "people", "suspect", "evidence", "legal"):
        note(case, TRACES[f"{part} note"], compartment=part, by=by)
    report = incidents_of(case).order_by("occurred_at")[0]
    person, hurt, day = report.responsible.get(), report.affected.get(), today()
    track = police.open_track(report, "theft", by=by)
    told = {"force": "Northshire Police", "incident_number": "NS-9", "officer": TRACES["police officer"]}
    police.move_track(track, "report", {**told, "decided_on": day}, by=by)
    propose_sanction(case, "written_warning", person, TRACES["sanction"], by=by)
    waits = propose_sanction(case, "exclusion", person, TRACES["sanction that waits"], by=by)
    opinion = {"opinion": "no_objection", "opinion_by": "Dr Pell", "text": TRACES["clinical opinion"]}
    move_sanction(waits, "record_opinion", opinion, by=by)
    warning = propose_sanction(case, "written_warning", person, "Another.", by=by)
    move_sanction(warning, "record_opinion", opinion, by=by)
    days = {"starts_on": day, "ends_on": day + timedelta(days=90), "text": "It is right."}
    warning = move_sanction(warning, "approve", days, by=by)
    letter = write_letter(warning, "person", GAP.sub("Lee Stone", begun(warning, "person")), by=by)
    approve_letter(warning, "person", letter.number, by=actor_for(world.director.user))
    decide_sanctions(case, "sanctions", "", "They fit.", by=by)
    found = exhibits.Found("ZZ/1", TRACES["exhibit"], day, "Ward 7", "Lee Stone", "Safe 2")
    exhibit = exhibits.add_exhibit(case, found, None, by=by)
    exhibits.hand_over(exhibit, now(), "Lee Stone", "PC Odell", "For the trial.", "Police station", by=by)
    item = {"relevance": "relevant", "use": "unused", "sensitive": False, "description": TRACES["disclosure item"]}
    put_on_schedule(case, item, by=by)
    for whose in ("witness", "suspect"):
        asked = {
            "person": TRACES[f"interview of {'a witness' if whose == 'witness' else 'the suspect'}"],
            "held": False,
        }
        inquiry.add_interview(case, whose, asked | {"starts_at": now() + timedelta(days=2)}, by=by)
    stated = {
        "witness": "A porter",
        "words": TRACES["statement"],
        "taken_on": day,
        "taken_at_place": "W",
        "taken_by": "L",
    }
    inquiry.write_statement(case, "witness", stated, by=by)
    signed = inquiry.write_statement(case, "witness", stated | {"witness": "A cleaner"}, by=by)
    sign_by_self(ask_to_sign(signed.statement, ON_DEVICE, by=by).link, Signed("A cleaner", declared=True))
    note_scene(case, {"seen_at": now(), "place": "Ward", "seen_by": "L", "words": TRACES["scene"]}, by=by)
    note_loss(case, "property", "staff", TRACES["loss"], 1_000, by=by)
    claim = begin_claim(case, "agreement", "staff", TRACES["claim"], by=by)
    move_claim(claim, "award", {"on": day, "awarded": 5_000}, by=by)
    plan_instalments(claim, 2_500, day, "month", by=by)
    note_wish(hurt, "wants", day, by=by)
    note_feedback(hurt, day, "Lee Stone", TRACES["what the person hurt was told"], by=by)
    write_review(case, {"happened": TRACES["review"]}, by=by)
    give(case, TRACES["action"], owner=manager, due_on=day + timedelta(days=9), by=by)
    add_task(case, TRACES["task"], by=by)
    draft_lesson(case, {"title": TRACES["lesson that is a draft"], "learned": "L", "to_do": "D", "tags": []}, by=by)
