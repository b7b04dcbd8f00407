"""A report about somebody makes what was assessed of them before no longer current."""

import pytest

from alongside.incidents.actions import note_change
from alongside.incidents.models import Identity, Incident
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.people.scope import acting_as
from alongside.risk.assessments.actions import Assessing, assess
from alongside.risk.assessments.queries import newest_about, standing_of
from alongside.risk.models import FactChange, Subject
from alongside.risk.subjects import Who as Whom
from alongside.risk.subjects import subject_for
from alongside.watch import actions, engine
from alongside.watch.models import Alarm

pytestmark = pytest.mark.django_db
NUMBER = "9990000018"
REPORTED = ("An incident was reported.",)


@pytest.fixture
def patient(world):
    subject = subject_for(world.organisation, Whom(Subject.Kind.PATIENT, name="Arno Velt", nhs_number=NUMBER))
    assess(world.organisation, subject, Assessing("low"), world.manager, by=actor_for(world.manager.user))
    return subject


def changed(subject):
    return standing_of(newest_about(subject.organisation, subject)).changed


def named(number):
    return {"responsible": [NewResponsible("patient", who=Who(name="A. Velt", nhs_number=number))]}


def test_a_report_that_names_a_patient_by_number(world, report, patient, app_role):
    report(**named("9990000026"))
    assert changed(patient) == (), "it was about somebody else"
    with app_role(), acting_as(world.nurse.user):  # as it is taken on the page
        report(**named(NUMBER))
    assert changed(patient) == REPORTED


def test_a_report_of_which_somebody_says_later_who_it_was(world, report, patient):
    incident = report(**named("")).incident
    assert changed(patient) == ()
    Identity.objects.filter(incident=incident, part="responsible").update(nhs_number=NUMBER)
    by = actor_for(world.lsms.user)
    note_change(incident, "responsible", by=by)
    note_change(incident, "classified", by=by)
    assert changed(patient) == REPORTED, "told once, however often the report is changed"


def test_a_report_that_grew_out_of_an_alarm_of_a_visit_to_them(world, report, patient):
    by = actor_for(world.nurse.user)
    itinerary = actions.Itinerary(
        "14 Mill Lane", now() + engine.changes.seconds(3600), who=Whom(Subject.Kind.PATIENT, nhs_number=NUMBER)
    )
    actions.plan_visit(world.nurse, itinerary, by=by, start=True)
    actions.ask_for_help(world.nurse, actions.Press(engine.AlarmKind.SOS, now()), by=by)
    report(alarm_id=Alarm.objects.get().pk)
    assert REPORTED[0] in changed(patient)


def test_a_report_of_another_organisation_changes_nothing_here(world, report, patient):
    incident = report(**named("")).incident
    Incident.objects.filter(pk=incident.pk).update(organisation=world.outsider.organisation)
    Identity.objects.filter(incident=incident).update(nhs_number=NUMBER, organisation=world.outsider.organisation)
    note_change(Incident.objects.get(pk=incident.pk), "responsible", by=actor_for(world.lsms.user))
    assert not FactChange.objects.exists()
