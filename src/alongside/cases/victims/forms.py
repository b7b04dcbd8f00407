"""Forms about somebody hurt."""

from datetime import date
from typing import Any

from django import forms

from alongside.cases.fields import Codes, Line
from alongside.cases.models import SupportOffer, Victim
from alongside.cases.working.forms import Words
from alongside.incidents.duties.forms import Day, Radios
from alongside.incidents.models import Told


class WishForm(forms.Form):
    """What somebody hurt wants of the police."""

    wish = Codes("victim_wishes", label="What do they want?", missing="Choose what they want.")
    said_on = Day(label="On which day did they say so?")
    words = Words(label="In their own words, where they want that", longest=20_000, required=False)


class ContactForm(forms.Form):
    """How somebody wants to be reached."""

    contact_way = Codes("contact_ways", label="How do they want to be reached?", required=False)
    contact_when = Line(300, label="When?", help_text="For example, on weekdays after six", required=False)
    not_told = Words(
        label="Who may not learn of it?",
        help_text="At home or at work. Whoever rings has to know before they ring.",
        longest=20_000,
        required=False,
    )
    safe_contact = Words(
        label="What has to be kept in mind?",
        help_text="For example, say nothing on the answering machine",
        longest=20_000,
        required=False,
    )
    no_messages = Radios(
        [("no", "Messages may be sent"), ("yes", "Nothing may be sent by itself")],
        label="May messages be sent to them by themselves?",
        help_text="Reminders of hearings, and the questions how they are. Where nothing may be sent, you tell them.",
    )

    def __init__(self, *args: Any, victim: Victim | None, **more: Any) -> None:
        if victim is not None:
            names = ("contact_way", "contact_when", "not_told", "safe_contact")
            more["initial"] = {name: getattr(victim, name) for name in names}
        more.setdefault("initial", {})["no_messages"] = "yes" if victim and victim.no_messages else "no"
        super().__init__(*args, **more)

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        return self.cleaned_data | {"no_messages": self.cleaned_data["no_messages"] == "yes"}


class PromiseForm(forms.Form):
    """By when we are in touch."""

    on = Day(
        label="By which day are we in touch?",
        help_text="It becomes a promise among the tasks of the case. Leave it empty where no day is promised.",
        required=False,
    )
    note = Words(label="What was agreed (you do not have to write it)", longest=20_000, required=False)


class DisclosureForm(forms.Form):
    """Whether somebody agrees that others see what is kept of them."""

    agrees = Radios([("yes", "They agree"), ("no", "They do not agree")], label="Do they agree to disclosure?")
    on = Day(label="On which day did they say so?")
    note = Words(label="To whom, and to what", longest=20_000, required=False)


class StatementForm(forms.Form):
    """How it stands with the Victim Personal Statement."""

    statement = Radios(
        [(one.value, one.label) for one in Victim.Statement],
        label="How does it stand?",
        help_text="The Victim Personal Statement tells the court, in the person's own words, what it has done to them. They "
        "do not have to make one.",
    )
    on = Day(label="On which day?")
    reading = Codes("statement_readings", label="Is it to be read in court?", required=False)


class SupportForm(forms.Form):
    """What was offered."""

    kind = Codes("support_kinds", label="What was offered?", missing="Choose what was offered.")
    on = Day(label="On which day?")
    note = Words(label="More about it (you do not have to)", longest=20_000, required=False)


class AnswerForm(forms.Form):
    """What they answered."""

    answer = Radios([(one.value, one.label) for one in SupportOffer.Answer], label="What did they answer?")
    on = Day(label="On which day?")
    note = Words(label="More about it (you do not have to)", longest=20_000, required=False)


class FeedbackForm(forms.Form):
    """What they were told, or that they do not want to be."""

    refused = Radios(
        [("no", "They were told"), ("yes", "They do not want to be told")], label="Were they told what came of it?"
    )
    on = Day(label="On which day?")
    teller = Line(200, label="Who spoke with them?", required=False)
    way = Codes("contact_ways", label="How?", required=False)
    text = Words(
        label="What were they told, or how did they say that they do not want it?", longest=20_000, required=False
    )


class ReporterForm(forms.Form):
    """What the reporter may know."""

    kind = Radios(
        [(kind.value, str(kind.label)) for kind in (Told.Kind.OUTCOME, Told.Kind.CHANGED, Told.Kind.MESSAGE)],
        label="What are you telling?",
    )
    text = Words(
        label="What they read",
        help_text="Nothing that identifies anybody: not everybody who reports was hurt, and others may read over a shoulder.",
        longest=5_000,
        missing="Write what you want to say.",
    )


def today_as(today: date) -> dict[str, date]:
    """A form whose day is today's to begin with."""
    return {"on": today, "said_on": today}
