"""What is asked about lessons."""

from typing import Any

from django import forms

from alongside.cases.codes import code_list
from alongside.cases.fields import Line
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.form_fields import Words
from alongside.machine import Move

LONGEST = 20_000
LIST = {"invalid_choice": "Choose from the list."}


class LessonForm(forms.Form):
    """The words of a lesson, and where it is found."""

    title = Line(200, label="What is it about?", help_text="In one line", missing="Write in one line what it is about.")
    learned = Words(
        label="What was learned?",
        help_text="What made it possible, without names, places or days. No blame.",
        longest=LONGEST,
        missing="Write what was learned.",
    )
    to_do = Words(
        label="What should others do?",
        help_text="So that somebody who reads it elsewhere can begin tomorrow",
        longest=LONGEST,
        missing="Write what to do.",
    )
    tags = forms.MultipleChoiceField(
        label="Topics", widget=forms.CheckboxSelectMultiple, required=False, error_messages=LIST
    )
    own_tags = Line(
        430, label="Tags of your own", help_text="With commas between. They are shared too.", required=False
    )
    kinds = forms.MultipleChoiceField(
        label="Which kinds of incident?", widget=forms.CheckboxSelectMultiple, required=False, error_messages=LIST
    )
    setting = forms.ChoiceField(label="In which setting?", required=False, error_messages=LIST)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, codes in (("tags", code_list("lesson_tags")), ("kinds", incident_codes("kinds"))):
            self.fields[name].choices = [(one.code, one.label) for one in codes]  # type: ignore[attr-defined]
        settings = [("", "Any"), *((one.code, one.label) for one in incident_codes("place_kinds"))]
        self.fields["setting"].choices = settings  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """A move of a lesson: a name put to it where it is shared, else a reason."""

    def __init__(self, *args: Any, move: Move, name: str, **more: Any) -> None:
        super().__init__(*args, **more)
        if "confirmed" in move.needs:
            self.fields["confirmed"] = forms.BooleanField(
                label=f"I, {name}, confirm that nobody can be recognised in it",
                error_messages={"required": move.needs["confirmed"]},
            )
        else:
            self.fields["text"] = Words(label="Why?", missing=move.needs["text"])
