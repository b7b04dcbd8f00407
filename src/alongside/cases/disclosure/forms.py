"""What is asked about the schedule."""

from collections.abc import Iterable
from typing import Any

from django import forms

from alongside.cases.disclosure.material import LABELS, Material
from alongside.cases.fields import Line
from alongside.cases.models import DisclosureItem
from alongside.incidents.form_fields import Day, Radios, Words

EXAMPLE = "For example, 27 3 2026"


class ItemForm(forms.Form):
    """How a row of the schedule is described and judged."""

    description = Line(
        1000,
        label="How is it described?",
        help_text="So that somebody who has not seen it knows what it is, and nothing that is kept back is told.",
        missing="Write what it is.",
    )
    kept_at = Line(300, label="Where is it kept?", required=False)
    relevance = Radios(
        DisclosureItem.Relevance.choices,
        label="Does it bear on the case?",
        help_text="For or against whoever may have done it, or on whether a witness is believed.",
    )
    use = Radios(DisclosureItem.Use.choices, label="Is it used?", help_text="As evidence, before a court or elsewhere.")
    sensitive = Radios(
        [("no", "It can be disclosed"), ("yes", "It is sensitive")],
        label="Would it do harm to disclose it?",
        help_text="What is sensitive stands in a part of the schedule of its own.",
    )
    why_sensitive = Words(label="If it is sensitive: what harm would it do?", required=False)
    remark = Words(label="In words (you do not have to write anything)", longest=20_000, required=False)

    def __init__(self, *args: Any, item: DisclosureItem | None = None, **more: Any) -> None:
        if item is not None:
            names = ("description", "kept_at", "relevance", "use", "why_sensitive", "remark")
            stands = {name: getattr(item, name) for name in names}
            more["initial"] = stands | {"sensitive": "yes" if item.sensitive else "no"}
        super().__init__(*args, **more)

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        return self.cleaned_data | {"sensitive": self.cleaned_data["sensitive"] == "yes"}


class SeveralForm(forms.Form):
    """How several things that were gathered are judged, each by one answer."""

    LATER = "later"
    ANSWERS = {
        "used": ("It is used", (DisclosureItem.Relevance.RELEVANT, DisclosureItem.Use.USED)),
        "unused": (
            "It bears on the case and is not used",
            (DisclosureItem.Relevance.RELEVANT, DisclosureItem.Use.UNUSED),
        ),
        "not_relevant": (
            "It does not bear on the case",
            (DisclosureItem.Relevance.NOT_RELEVANT, DisclosureItem.Use.UNUSED),
        ),
    }

    def __init__(self, *args: Any, waiting: Iterable[Material], **more: Any) -> None:
        super().__init__(*args, **more)
        self._waiting = {f"{one.source}_{one.thing.pk}": one for one in waiting}
        choices = [(code, label) for code, (label, _) in self.ANSWERS.items()]
        for name, one in self._waiting.items():
            self.fields[name] = Radios(
                [*choices, (self.LATER, "Not now")],
                label=one.what,
                help_text=LABELS[one.source],
                initial=self.LATER,
                required=False,
            )

    @property
    def judged(self) -> list[tuple[Material, str, str]]:
        """Each that was judged, whether it is relevant, and whether it is used."""
        answers = {name: self.ANSWERS.get(self.cleaned_data.get(name, "")) for name in self._waiting}
        return [(self._waiting[name], *answer[1]) for name, answer in answers.items() if answer]


class DiscloseForm(forms.Form):
    """What was disclosed, when and to whom."""

    items = forms.MultipleChoiceField(
        label="What was disclosed?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose what was disclosed.",
            "invalid_choice": "Choose from what is on the schedule.",
        },
    )
    to_whom = Line(
        300, label="To whom?", help_text="For example, PC Odell, Northshire Police", missing="Write to whom."
    )
    on = Day(label="On which day?", help_text=EXAMPLE)
    how = Line(300, label="How?", help_text="For example, copies by secure e-mail", required=False)
    decided_by = Line(200, label="If something sensitive is among it: who decided that it goes out?", required=False)

    def __init__(self, *args: Any, items: Iterable[tuple[DisclosureItem, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        found = list(items)
        self._items = {str(one.pk): one for one, _ in found}
        self.fields["items"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{number}. {one.description}{' (sensitive)' if one.sensitive else ''}")
            for one, number in found
        ]

    @property
    def chosen(self) -> list[DisclosureItem]:
        """The rows that were chosen."""
        return [self._items[key] for key in self.cleaned_data["items"]]
