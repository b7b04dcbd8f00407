"""Who is shown a violence marker: whoever is about to go there, and nobody else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.markers import ADVICE, NAME, NUMBER, PATIENT, active, interim, proposed
from tests.world import World

from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.models import Staff
from alongside.people.scope import acting_as
from alongside.risk.markers import looking
from alongside.risk.markers.queries import shown_for
from alongside.risk.models import Marker, MarkerSearch, Subject
from alongside.risk.subjects import Who, subject_for
from alongside.watch import actions
from alongside.watch.engine import AlarmKind
from alongside.watch.models import Visit

pytestmark = pytest.mark.django_db
HOME = "14 Mill Lane, NB1 2XY"
SEEN = "marker.seen"


def visit_of(worker: Staff, *, place: str = "At home", subject: Subject | None = None, start: bool = False) -> Visit:
    itinerary = actions.Itinerary(place, now() + timedelta(hours=1))
    visit = actions.plan_visit(worker, itinerary, by=actor_for(worker.user), start=start)
    Visit.objects.filter(pk=visit.pk).update(subject=subject)
    return Visit.objects.select_related("subject").get(pk=visit.pk)


def page_of(client: Client, staff: Staff, address: str = "/my-safety") -> str:
    client.force_login(staff.user)
    return client.get(address).content.decode()


def looks() -> Any:
    return Entry.objects.filter(verb=SEEN).order_by("pk")


def test_the_worker_reads_what_to_do_on_a_planned_visit_and_nothing_of_why(world: World, client: Client) -> None:
    marker = active(world)
    visit_of(world.nurse, subject=marker.subject)
    page = page_of(client, world.nurse)
    assert ADVICE in page
    assert "chair" not in page
    assert NAME not in page
    assert ADVICE not in page_of(client, world.second_nurse)
    [look] = looks()
    assert (look.subject_id, look.actor_name) == (marker.pk, "Nia Okoye")


def test_the_page_that_asks_again_and_again_leaves_one_look(world: World, client: Client) -> None:
    marker = active(world)
    visit_of(world.nurse, subject=marker.subject, start=True)
    for _ in range(3):
        assert ADVICE in page_of(client, world.nurse, "/my-safety/now")
    assert looks().count() == 1


def test_a_proposal_and_what_has_ended_are_shown_to_nobody_who_visits(world: World) -> None:
    marker = proposed(world)
    visit = visit_of(world.nurse, subject=marker.subject)
    assert shown_for(visit) == []
    Marker.objects.filter(pk=marker.pk).update(state="removed")
    assert shown_for(visit) == []


def test_an_interim_warning_is_shown_with_the_day_on_which_it_ends(world: World, client: Client) -> None:
    marker = interim(world)
    visit = visit_of(world.nurse, subject=marker.subject)
    [shown] = shown_for(visit)
    assert shown.until == marker.interim_until
    assert "has not decided yet" in page_of(client, world.nurse)


def test_the_dog_at_the_address_is_told_whoever_is_visited_there_and_however_it_was_typed(world: World) -> None:
    home = subject_for(world.organisation, Who(Subject.Kind.PREMISES, address=HOME))
    dog = Who(Subject.Kind.ANIMAL, name="Rex", about=home)
    active(world, dog, advice="Ask for the dog to be shut in.")
    other = subject_for(
        world.organisation, Who(Subject.Kind.PATIENT, name="Somebody Else", address="14 mill lane nb1 2xy")
    )
    for visit in (
        visit_of(world.nurse, subject=home),
        visit_of(world.nurse, subject=other),
        visit_of(world.nurse, place="14 Mill Lane  NB1 2XY"),
    ):
        assert [one.about for one in shown_for(visit)] == ["About an animal there: Rex"]
    assert shown_for(visit_of(world.nurse, place="141 Mill Lane, NB1 2XY")) == []


def test_a_brother_is_told_on_visits_to_the_patient_and_the_patient_is_not_blamed_for_him(world: World) -> None:
    patient = subject_for(world.organisation, PATIENT)
    active(world, Who(Subject.Kind.ASSOCIATE, name="Tom", about=patient))
    [shown] = shown_for(visit_of(world.nurse, subject=patient))
    assert shown.about == "About somebody who may be there: Tom"


def test_nothing_of_another_provider_is_shown_at_the_same_address(world: World) -> None:
    active(world, Who(Subject.Kind.PREMISES, address=HOME))
    assert shown_for(visit_of(world.outsider, place=HOME)) == []
    assert shown_for(visit_of(world.nurse, place=HOME)) != []


def test_whoever_answers_an_alarm_reads_what_to_do_while_it_is_open(world: World, client: Client) -> None:
    marker = active(world)
    visit_of(world.nurse, subject=marker.subject, start=True)
    alarm = actions.ask_for_help(world.nurse, actions.Press(AlarmKind.SOS, now()), by=actor_for(world.nurse.user))
    for _ in range(2):
        assert ADVICE in page_of(client, world.operator, f"/response?alarm={alarm.pk}")
    [look] = looks().filter(actor_id=world.operator.user.pk)
    assert '"where": "alarm"' in look.details
    actions.take_alarm(alarm, world.operator, by=actor_for(world.operator.user))
    actions.close_alarm(alarm, world.operator, "found_safe", "She is safe.", by=actor_for(world.operator.user))
    assert ADVICE not in page_of(client, world.operator, f"/response?alarm={alarm.pk}")


def test_looking_for_somebody_takes_a_reason_and_is_kept_also_where_nothing_is_found(world: World) -> None:
    marker = active(world)
    user, by = world.nurse.user, actor_for(world.nurse.user)
    with acting_as(user):
        for reason, words in (("", "A visit."), ("visit", " ")):
            with pytest.raises(ValidationError):
                looking.search(user, {"nhs_number": NUMBER}, reason, words, by=by)
        assert MarkerSearch.objects.count() == 0
        assert looking.search(user, {"nhs_number": "999 000 0018"}, "visit", "Tomorrow at 10.", by=by) == [marker]
        assert looking.search(user, {"name": "Mara Nobody"}, "visit", "Tomorrow at 11.", by=by) == []
    found, nothing = MarkerSearch.objects.order_by("pk")
    assert (found.found, found.asked, found.words) == ([marker.pk], ["nhs_number"], "Tomorrow at 10.")
    assert (nothing.found, nothing.asked) == ([], ["name"])
    assert Entry.objects.filter(verb="marker.searched").count() == 2
    [look] = looks()
    assert str(found.pk) in look.details
    assert NUMBER not in look.details


def test_one_word_of_a_name_is_not_enough_to_look_for(world: World) -> None:
    user, by = world.nurse.user, actor_for(world.nurse.user)
    for said in ({"name": "Velt"}, {}, {"nhs_number": "12"}):
        with pytest.raises(ValidationError):
            looking.search(user, said, "visit", "A visit.", by=by)


def test_the_outsider_finds_nothing_and_a_proposal_is_found_by_nobody(world: World) -> None:
    active(world)
    proposed(world, replace(PATIENT, name="Somebody Else", nhs_number="9990000026"))
    user, by = world.outsider.user, actor_for(world.outsider.user)
    assert looking.search(user, {"nhs_number": NUMBER}, "visit", "A visit.", by=by) == []
    nurse = world.nurse.user
    assert looking.search(nurse, {"nhs_number": "9990000026"}, "visit", "A visit.", by=actor_for(nurse)) == []


def test_the_database_shows_nothing_of_markers_to_the_outsider(world: World, app_role: Any) -> None:
    marker = active(world)
    with app_role(), acting_as(world.lsms.user):
        assert Marker.objects.filter(pk=marker.pk).exists()
    with app_role(), acting_as(world.outsider.user):
        assert not Marker.objects.exists()
        assert not marker.steps.exists()
        assert not marker.grounds.exists()
