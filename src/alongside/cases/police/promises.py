"""What a case owes of its offences: an end of each track, and of what police and courts owe those who were hurt."""

from collections.abc import Iterator

from alongside.cases.closing import Owed
from alongside.cases.models import Case
from alongside.cases.police.clocks import name_of
from alongside.cases.police.queries import OWED_RULES, clocks_of, tracks_of
from alongside.cases.police.said import offence_of
from alongside.cases.tracks.police import NOT_REPORTED, POLICE


def promises_of_police(case: Case) -> Iterator[Owed]:
    """Every track that has not come to its end, every offence of which nobody decided, every deadline that runs."""
    for track in tracks_of(case):
        state = POLICE.state(track.state)
        if track.state == NOT_REPORTED and track.unreported_reason == "to_be_decided":
            sentence = f"{offence_of(track)}: nobody has decided whether the police are told."
        elif track.state != NOT_REPORTED and not state.is_end:
            sentence = f"{offence_of(track)}: police and courts have not ended it."
        else:
            continue
        yield Owed(f"police:{track.pk}", sentence, f"/cases/{case.reference}/police#t{track.pk}")
    for duty in clocks_of(case, OWED_RULES):
        person = f" (person {duty.affected.number})" if duty.affected else ""
        yield Owed(
            f"clock:{duty.pk}", f"{name_of(duty)}{person} is not ended.", f"/cases/{case.reference}/police#clocks"
        )
