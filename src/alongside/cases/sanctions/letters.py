"""The words of letters about a sanction: begun from a template, changed by people, approved, then sent.

Every version stays. The sentence about emergency treatment cannot be taken out, and nothing is approved that has a gap
left in square brackets. The days are those of the sanction, and whoever wrote the words does not approve them.
"""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string

from alongside.cases.events import LONGEST_TEXT, words
from alongside.cases.models import LetterApproval, Sanction, SanctionLetter
from alongside.cases.sanctions import queries
from alongside.cases.sanctions.actions import hold, save, write
from alongside.cases.sanctions.kinds import kind_of
from alongside.cases.sanctions.letter_days import refuse_missing_days, refuse_other_days
from alongside.cases.sanctions.news import OF_CHANGE, is_of_change, news_owed_to
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.days import today_in

EMERGENCY_TEMPLATE = "cases/sanctions/emergency.txt"
GAP = re.compile(r"\[[^\[\]\n]*\]")
FIRST_DAY, LAST_DAY = "[first day]", "[last day]"
BEFORE_SENDING = ("proposed", "opinion_recorded", "approved")


def emergency_sentence() -> str:
    """That emergency treatment is never withheld, in the words of every page and letter."""
    return render_to_string(EMERGENCY_TEMPLATE).strip()


def begun(sanction: Sanction, addressee: str) -> str:
    """The words with which a letter begins; what is not known yet stands in square brackets."""
    identity = getattr(sanction.responsible, "identity", None)
    case = sanction.case
    context: dict[str, Any] = {
        "sanction": sanction,
        "kind": kind_of(sanction.kind),
        "name": (identity.name if identity is not None else "") or "[name]",
        "organisation": case.organisation.name,
        "reference": case.reference,
        "starts_on": _day(sanction.starts_on) or FIRST_DAY,
        "ends_on": _day(sanction.ends_on) or LAST_DAY,
        "appealed_on": _day(sanction.appealed_on) or "[day of the appeal]",
        "result": sanction.appeal_result or "overturned",
        "news": sanction.news,
        "for_person": addressee == f"person{OF_CHANGE}",
        "ended_on": _day(sanction.ended_on) or "[day on which it ended]",
        "decided_on": _day(sanction.appeal_decided_on or sanction.ended_on) or "[day of the decision]",
        "terms": sanction.terms or "[what the person is asked to keep to]",
        "happened_on": _day(queries.local_day(sanction, sanction.responsible.incident.occurred_at)),
    }
    words_of = "news" if is_of_change(addressee) else addressee
    text = render_to_string(f"cases/sanctions/letters/{words_of}.txt", context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def with_days(sanction: Sanction, text: str) -> str:
    """The words of a letter with the days of the sanction, where they are approved, in place of their gaps."""
    if sanction.approved_at is None:
        return text
    for gap, day in ((FIRST_DAY, sanction.starts_on), (LAST_DAY, sanction.ends_on)):
        text = text.replace(gap, _day(day) or gap)
    return text


@transaction.atomic
def write_letter(
    sanction: Sanction, addressee: str, text: str, *, seen: int | None = None, by: Actor
) -> SanctionLetter:
    """A new version of a letter; the same words again make none. `seen` is the number of the version that was changed.

    ValidationError where the words about emergency treatment are missing or somebody wrote a newer version; `Refused`
    where the letters were sent, or it says other days than those that were approved.
    """
    case, sanction = hold(sanction)
    _refuse_sent(sanction, addressee)
    text = words(text.replace("\r\n", "\n"), "text", "Write the letter.", longest=LONGEST_TEXT)
    if _one_line(emergency_sentence()) not in _one_line(text):
        raise ValidationError({"text": f"This sentence has to stand in it: “{emergency_sentence()}”"})
    if (days := queries.approved_days(sanction)) is not None:
        refuse_other_days(text, days, today_in(case.organisation))
    before = queries.letters_of(sanction).get(addressee)
    number = before.number if before else 0
    older = sanction.letters.filter(addressee=addressee).aggregate(Max("number", default=0))["number__max"]
    if seen is not None and seen != number:
        raise ValidationError({"text": "Somebody changed this letter meanwhile. Read theirs first."})
    if before is not None and before.text == text:
        return before
    letter = SanctionLetter.objects.create(
        organisation_id=sanction.organisation_id,
        sanction=sanction,
        addressee=addressee,
        number=older + 1,
        text=text,
        written_at=now(),
        written_by=by.name,
        written_by_id=by.id,
    )
    write(sanction, case, "letter_written", by, "", addressee=addressee, number=letter.number)
    save(sanction)
    return letter


@transaction.atomic
def approve_letter(sanction: Sanction, addressee: str, number: int, *, by: Actor) -> SanctionLetter:
    """Approves the latest words of a letter, which is version `number`. `Refused` where it is not, or has gaps, where the sanction
    is not approved or has other days, and to whoever wrote it.
    """
    case, sanction = hold(sanction)
    _refuse_sent(sanction, addressee)
    letter = queries.letters_of(sanction).get(addressee)
    if letter is None or letter.number != number:
        raise Refused("Somebody changed this letter meanwhile. Read theirs first.", "text")
    if queries.is_approved(letter):
        return letter
    gap = GAP.search(letter.text)
    if gap:
        raise Refused(f"Fill in what still stands in square brackets: {gap.group()}", "text")
    if queries.is_writer(letter, by.id, by.name):
        raise Refused("Somebody else has to approve these words: you wrote them.", "text")
    days = queries.approved_days(sanction)
    if days is None:
        raise Refused("The sanction is not approved yet, and with it the days that the letter has to say.", "text")
    refuse_other_days(letter.text, days, today_in(case.organisation))
    if says_days(sanction, addressee):
        refuse_missing_days(letter.text, days)
    LetterApproval.objects.create(
        organisation_id=sanction.organisation_id,
        letter=letter,
        approved_at=now(),
        approved_by=by.name,
        approved_by_id=by.id,
    )
    write(sanction, case, "letter_approved", by, "", addressee=addressee, number=number)
    save(sanction)
    return letter


def says_days(sanction: Sanction, addressee: str) -> bool:
    """Whether a letter has to say the first and the last day: not one that says that it is over."""
    if is_of_change(addressee):
        return sanction.ended_on is None
    return addressee != queries.OF_APPEAL or sanction.appeal_result == "varied"


def may_change(sanction: Sanction, addressee: str) -> bool:
    """Whether a letter of a sanction can still be changed: until it is sent."""
    if is_of_change(addressee):
        return addressee in news_owed_to(sanction)
    if addressee == queries.OF_APPEAL:
        return sanction.status == "overturned" or queries.is_to_be_told(sanction)
    return sanction.status in BEFORE_SENDING


def _refuse_sent(sanction: Sanction, addressee: str) -> None:
    if addressee not in queries.letters_needed(sanction):
        raise Refused("There is no such letter with this sanction.", "text")
    if not may_change(sanction, addressee):
        raise Refused("The letters of this sanction cannot be changed any more.", "text")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
