"""What has to be so before anybody is removed from hospital premises. Pure.

Criminal Justice and Immigration Act 2008, sections 119 and 120 (domain research, section 2.5): the three elements of the
offence, no reasonable excuse, no need of care, and a remover who may do it. The sentences say what the law asks.
"""

from dataclasses import dataclass
from datetime import date

from alongside.machine import Refused

IN_FORCE = date(2009, 1, 1)
"""No authorisation is older than the Act's section 119 and 120 (in force in England from 2009)."""
EXCUSES = "Bad news, a bereavement, or somebody who depends on the person and is on the premises may be an excuse."


@dataclass(frozen=True, slots=True)
class Removal:
    """What is said of one removal. None is "not answered", which is never taken for an answer."""

    happened_on: date
    nuisance: str
    asked_by: str
    refusal: str
    there_for_care: bool | None
    not_for_care: str
    had_excuse: bool | None
    excuse: str
    needs_care: bool | None
    checked_by: str
    check_ground: str
    removed_by: str
    officer: str
    certificate: str
    authorised_on: date | None
    trained_on: date | None
    removers: str
    force_used: bool | None
    force: str


OUTSIDE = {
    "nuisance": "No nuisance or disturbance was said.",
    "had_excuse": "The person had a reasonable excuse.",
    "excuse": "Nobody knows whether the person had an excuse.",
    "asked_by": "Nothing shows that anybody had asked the person to leave.",
    "refusal": "Nothing shows that the person had refused to leave.",
    "there_for_care": "The person was there for their own care.",
    "not_for_care": "Nobody knew whether the person was there for their own care.",
    "needs_care": "The person needed care, or leaving would have endangered their health.",
    "checked_by": "Nothing shows that a clinician looked whether the person needed care.",
    "check_ground": "What a clinician found is not known.",
    "officer": "It is not known by which constable or officer.",
    "certificate": "Nothing shows an authorisation of the officer.",
    "authorised_on": "Nothing shows that the officer was authorised on that day.",
    "trained_on": "Nothing shows that the officer was trained on that day.",
    "removers": "It is not known whom the officer authorised.",
}
"""What was not as the law asks, by the field at which it shows. It says no more than is known: a field nobody filled in is no fact."""
UNKNOWN = {"had_excuse": "excuse", "there_for_care": "not_for_care", "needs_care": "check_ground"}
"""What it counts as where nobody answered: that it is not known, never that the answer was yes."""
ALWAYS = ("removed_by", "force_used", "force")
"""What happened, whether it was lawful or not: it is never left out."""


def outside_power(said: Removal, *, as_it_happened: bool = False) -> list[str]:
    """What put a removal outside the power, as codes of `OUTSIDE`; empty where all was as the law asks.

    An answer that forbids a removal is taken as it was given. What was not answered raises `Refused` at its field, unless it is
    written down `as_it_happened`: then it counts as not known, and nothing as having been so.
    """
    found: list[str] = []
    for name, wrong, sentence in _everything(said):
        if not wrong or (name in FOLLOWS and FOLLOWS[name] in found):
            continue
        if name in ALWAYS or not (as_it_happened or _forbids(said, name)):
            raise Refused(sentence, name)
        code = UNKNOWN[name] if name in UNKNOWN and getattr(said, name) is None else name
        if code not in found:
            found.append(code)
    return [code for code in found if FOLLOWS.get(code) not in found]


FOLLOWS = {"not_for_care": "there_for_care", "check_ground": "checked_by"}
"""What need not be said where something else was not so."""


def _forbids(said: Removal, name: str) -> bool:
    """Whether the answer at a field says by itself that nobody could be removed."""
    if name in ("had_excuse", "there_for_care", "needs_care"):
        return getattr(said, name) is True
    if name in ("authorised_on", "trained_on"):
        day = getattr(said, name)
        return day is not None and day > said.happened_on
    return False


def _everything(said: Removal) -> list[tuple[str, bool, str]]:
    by_officer = said.removed_by in ("officer", "staff")
    return [
        (
            "nuisance",
            _empty(said.nuisance),
            "Write what the nuisance or disturbance was. Without one, nobody may be removed.",
        ),
        ("had_excuse", said.had_excuse is None, "Choose whether the person had a reasonable excuse."),
        ("had_excuse", said.had_excuse is True, "Nobody may be removed who has a reasonable excuse."),
        ("excuse", _empty(said.excuse), "Write what the person said, and why it was, or was not, a reasonable excuse."),
        (
            "asked_by",
            _empty(said.asked_by),
            "Write who asked the person to leave. Without that, nobody may be removed.",
        ),
        (
            "refusal",
            _empty(said.refusal),
            "Write how the person refused to leave. Without that, nobody may be removed.",
        ),
        ("there_for_care", said.there_for_care is None, "Choose whether the person was there for their own care."),
        ("there_for_care", said.there_for_care is True, "Nobody may be removed who is there for their own care."),
        ("not_for_care", _empty(said.not_for_care), "Write how it was known that the person was not there for care."),
        ("needs_care", said.needs_care is None, "Choose what the clinician found."),
        (
            "needs_care",
            said.needs_care is True,
            "Nobody may be removed who needs care, or whose health it would endanger.",
        ),
        ("checked_by", _empty(said.checked_by), "Write which clinician looked whether the person needs care."),
        ("check_ground", _empty(said.check_ground), "Write what the clinician found."),
        ("removed_by", said.removed_by not in ("constable", "officer", "staff"), "Choose who removed the person."),
        ("officer", _empty(said.officer), "Write the constable with their number, or the authorised officer."),
        (
            "certificate",
            by_officer and _empty(said.certificate),
            "Write the number of the officer's authorisation. It is given in writing at the level of the board.",
        ),
        ("authorised_on", by_officer and said.authorised_on is None, "Write the day of the authorisation."),
        (
            "authorised_on",
            by_officer and said.authorised_on is not None and said.authorised_on > said.happened_on,
            "The officer was not authorised yet on that day.",
        ),
        (
            "authorised_on",
            by_officer and said.authorised_on is not None and said.authorised_on < IN_FORCE,
            "There was no such power before 2009. Check the day of the authorisation.",
        ),
        ("trained_on", by_officer and said.trained_on is None, "Write the day on which the officer was trained."),
        (
            "trained_on",
            by_officer and said.trained_on is not None and said.trained_on > said.happened_on,
            "The officer was not trained yet on that day.",
        ),
        ("removers", said.removed_by == "staff" and _empty(said.removers), "Write whom the officer authorised."),
        ("force_used", said.force_used is None, "Choose whether force was used."),
        (
            "force",
            said.force_used is True and _empty(said.force),
            "Write what force was used, and why it was reasonable.",
        ),
    ]


def _empty(text: str) -> bool:
    return not any(sign.isalnum() for sign in text)
