"""Whom a visit concerns is found again, however it was typed."""

import pytest
from django.core.exceptions import ValidationError
from tests.world import World

from alongside.people.scope import acting_as
from alongside.risk.models import Subject
from alongside.risk.subjects import Who, subject_for

pytestmark = pytest.mark.django_db
NUMBER = "999 000 0018"
PATIENT, ASSOCIATE, PREMISES = Subject.Kind.PATIENT, Subject.Kind.ASSOCIATE, Subject.Kind.PREMISES


def test_a_patient_is_known_again_by_either_number(world: World) -> None:
    first = subject_for(world.organisation, Who(PATIENT, name="Arno Velt", nhs_number=NUMBER))
    assert first.nhs_number == "9990000018"
    completed = subject_for(world.organisation, Who(PATIENT, nhs_number="9990000018", reference="RX-17"))
    assert (completed.pk, completed.reference, completed.name) == (first.pk, "RX-17", "Arno Velt")
    assert subject_for(world.organisation, Who(PATIENT, name="A. Velt", reference="RX-17")).pk == first.pk
    first.refresh_from_db()
    assert first.name == "Arno Velt", "whoever plans a visit renames nobody"


def test_two_people_of_one_name_stay_two(world: World) -> None:
    one = subject_for(world.organisation, Who(PATIENT, name="Ann Smith"))
    other = subject_for(world.organisation, Who(PATIENT, name="Ann Smith"))
    assert one.pk != other.pk


def test_numbers_of_two_patients_are_not_mixed(world: World) -> None:
    subject_for(world.organisation, Who(PATIENT, nhs_number=NUMBER, reference="A"))
    subject_for(world.organisation, Who(PATIENT, nhs_number="999 000 0026", reference="B"))
    with pytest.raises(ValidationError, match="two different patients"):
        subject_for(world.organisation, Who(PATIENT, nhs_number=NUMBER, reference="B"))
    subject_for(world.organisation, Who(PATIENT, reference="C", nhs_number="999 000 0034"))
    with pytest.raises(ValidationError, match="has another NHS number"):
        subject_for(world.organisation, Who(PATIENT, reference="C", nhs_number="999 000 0042"))


def test_an_address_is_the_same_however_it_is_written(world: World) -> None:
    first = subject_for(world.organisation, Who(PREMISES, address="14, Mill Lane, NB1 2XY"))
    assert subject_for(world.organisation, Who(PREMISES, address="14 mill lane nb1 2xy ")).pk == first.pk
    assert subject_for(world.organisation, Who(PREMISES, address="141 Mill Lane, NB1 2XY")).pk != first.pk


def test_who_is_met_there_is_known_by_name_and_where(world: World) -> None:
    home = subject_for(world.organisation, Who(PREMISES, address="14 Mill Lane"))
    brother = subject_for(world.organisation, Who(ASSOCIATE, name="Tom", about=home))
    assert subject_for(world.organisation, Who(ASSOCIATE, name="tom", about=home)).pk == brother.pk
    assert subject_for(world.organisation, Who(ASSOCIATE, name="Tom")).pk != brother.pk


@pytest.mark.parametrize(
    ("who", "field"),
    [
        (Who(PATIENT), "name"),
        (Who(PATIENT, nhs_number="999 000 0019"), "nhs_number"),
        (Who(PATIENT, nhs_number="12"), "nhs_number"),
        (Who(PREMISES, name="The house"), "address"),
        (Who(PATIENT, name="x" * 201), "name"),
    ],
)
def test_what_says_nothing_or_is_wrong_is_refused_where_it_was_typed(world: World, who: Who, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        subject_for(world.organisation, who)
    assert field in refused.value.message_dict
    assert not Subject.objects.exists()


def test_another_organisation_sees_nobody(world: World, app_role) -> None:
    subject_for(world.organisation, Who(PATIENT, name="Arno Velt"))
    with app_role(), acting_as(world.outsider.user):
        assert not Subject.objects.exists()
    with app_role(), acting_as(world.nurse.user):
        assert Subject.objects.count() == 1


def test_who_is_signed_in_finds_and_makes_them_with_no_more_than_the_web_may(world: World, app_role) -> None:
    with app_role(), acting_as(world.nurse.user):
        first = subject_for(world.organisation, Who(PATIENT, nhs_number=NUMBER))
        assert subject_for(world.organisation, Who(PATIENT, name="Arno Velt", nhs_number=NUMBER)).pk == first.pk
