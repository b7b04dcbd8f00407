"""Who is owed a new letter: whoever had one of a sanction that changed since. What a letter said is then not true any more, and a ward
or a practice that still has it would keep to it.
"""

from alongside.cases.models import Event, Sanction
from alongside.cases.sanctions.kinds import kind_of

PATIENT = "patient"
"""What kind of person (of `responsible_kinds`) has a GP, and is on the list of a practice."""
OF_CHANGE = "_new"
"""How letters about a change are named: by whom the first one was for, and this."""
SENT = "letter_sent"
"""The line of the file by which one was sent."""
CHANGES = ("vary", "overturn", "extend", "end")
"""Steps after which the letters that were sent say something else than what holds. That its last day passed, they said."""
BY_APPEAL = ("vary", "overturn")
"""Of these the person is told by the letter about their appeal."""
TAKEN_BACK = "taken_back"
"""A change of which somebody was told was no change after all."""


def letters_sent_with(sanction: Sanction) -> list[str]:
    """To whom letters go when it begins: to the GP only of a patient."""
    is_patient = sanction.responsible.kind == PATIENT
    return [one for one in kind_of(sanction.kind).letters if one != "gp" or is_patient]


def is_of_change(addressee: str) -> bool:
    """Whether this letter says what changed."""
    return addressee.endswith(OF_CHANGE)


def news_owed_to(sanction: Sanction) -> list[str]:
    """The letters about the last change that are still to be sent."""
    if not sanction.news or sanction.issued_on is None:
        return []
    told = news_sent(sanction)
    by_appeal = ("person",) if sanction.news in BY_APPEAL else ()
    due = [f"{one}{OF_CHANGE}" for one in letters_sent_with(sanction) if one not in by_appeal]
    return [one for one in due if one not in told]


def news_sent(sanction: Sanction) -> set[str]:
    """The letters about the last change that were sent."""
    found = Event.objects.filter(about_type="sanction", about_id=sanction.pk, what=SENT)
    if sanction.news_at is not None:
        found = found.filter(recorded_at__gte=sanction.news_at)
    return {after["addressee"] for after in found.values_list("after", flat=True)}


def letters_of_change(sanction: Sanction) -> list[str]:
    """Every letter about the last change: those that are owed, and those that were sent."""
    if not sanction.news:
        return []
    owed, told = news_owed_to(sanction), news_sent(sanction)
    return [one for one in (f"{each}{OF_CHANGE}" for each in letters_sent_with(sanction)) if one in owed or one in told]
