"""The two national definitions of 2003, and why an incident falls under one of them."""

import pytest

from alongside.incidents.definitions import NEITHER, NON_PHYSICAL, PHYSICAL, UNDECIDED, define


@pytest.mark.parametrize(
    ("kinds", "acts", "more", "definition", "reason"),
    [
        (["physical_assault"], ["hit"], {}, PHYSICAL, "Force reached a person: hit or punched. No injury is needed."),
        (["physical_assault"], ["spat_on"], {}, PHYSICAL, "Force reached a person"),
        (["physical_assault"], [], {}, PHYSICAL, "how it was done is not known"),
        (["physical_assault"], ["unknown"], {}, UNDECIDED, "not known whether force"),
        (["physical_assault"], ["attempt_missed"], {}, NON_PHYSICAL, "An attempt that did not touch"),
        (["non_physical_assault"], [], {}, NON_PHYSICAL, "without touching"),
        (["threat"], [], {}, NON_PHYSICAL, "without touching"),
        (["sexual_safety"], [], {}, NON_PHYSICAL, "without touching"),
        (["theft"], [], {}, NEITHER, "No assault was reported."),
        (["physical_assault"], ["hit"], {"targets": ["property"]}, NEITHER, "Nobody was the target."),
        (["physical_assault"], ["hit"], {"targets": ["staff", "property"]}, PHYSICAL, "Force reached a person"),
        (["physical_assault"], ["hit"], {"opinions": {"clinician": "accident"}}, NEITHER, "clinician's opinion says"),
    ],
)
def test_which_definition_and_why(kinds, acts, more, definition, reason) -> None:
    found = define(kinds, acts, **more)
    assert found.definition == definition
    assert reason in found.reason


@pytest.mark.parametrize("opinion", ["did_not_know_act", "did_not_know_wrong", "intentional", "reckless", "cannot_say"])
def test_a_medical_factor_takes_nothing_out_of_the_definition(opinion: str) -> None:
    assert define(["physical_assault"], ["hit"], opinions={"clinician": opinion}).definition == PHYSICAL


def test_codes_that_nobody_knows_break_nothing() -> None:
    assert define(["hugging"], ["waving"]).definition == NEITHER
