"""What is asked about the scene, and about policies and risk assessments that applied."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alongside.cases.fields import Line
from alongside.cases.models import AppliedPolicy, SceneNoteVersion
from alongside.incidents.form_fields import ClockTime, Day, Radios, Words

EXAMPLE = "For example, 27 3 2026"


class SceneForm(forms.Form):
    """What somebody saw; of another version, why there is one."""

    why = Words(label="Why is it set right?", missing="Write why it is set right.")
    on = Day(label="On which day was it seen?", help_text=EXAMPLE)
    clock = ClockTime(label="At what time?", help_text="For example, 14:30", missing="Write the time.")
    place = Line(300, label="Where?", missing="Write where it was.")
    seen_by = Line(200, label="Who saw it?", missing="Write who saw it.")
    words = Words(
        label="What was to be seen?",
        help_text="Ways in and out, light, who and what was where, what was moved, alarms and cameras.",
        longest=20_000,
        missing="Write what was to be seen.",
    )

    def __init__(self, *args: Any, zone: ZoneInfo, version: SceneNoteVersion | None = None, **more: Any) -> None:
        self._zone = zone
        if version is not None:
            local = version.seen_at.astimezone(zone)
            stands = {name: getattr(version, name) for name in ("place", "seen_by", "words")}
            more["initial"] = stands | {"on": local.date(), "clock": f"{local:%H:%M}"}
        super().__init__(*args, **more)
        if version is None:
            del self.fields["why"]
        self.fields["clock"].error_messages["required"] = "Write the time with hours and minutes, for example 14:30."

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        return said | {"seen_at": datetime.combine(said["on"], said["clock"], self._zone)}


class PolicyForm(forms.Form):
    """Something that applied; where it is corrected, why."""

    why = Words(label="Why is it set right?", missing="Write why it is set right.")
    kind = Radios(AppliedPolicy.Kind.choices, label="What is it?")
    title = Line(300, label="What is it called?", missing="Write what it is called.")
    version = Line(60, label="Which version?", help_text="As it says itself: 3.2, or May 2025", required=False)
    in_force_from = Day(label="In force from which day? (If you know.)", help_text=EXAMPLE, required=False)
    in_force_until = Day(label="Until which day? (If it has ended.)", help_text=EXAMPLE, required=False)
    what_it_says = Words(label="What of it matters here?", longest=20_000, required=False)
    kept_at = Line(
        300, label="Where is it kept?", help_text="You can leave this empty where its file is here.", required=False
    )
    file = forms.FileField(
        label="Its file, if you have it",
        help_text="A PDF or a picture. The original is kept as it is.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput,
    )

    def __init__(self, *args: Any, policy: AppliedPolicy | None = None, **more: Any) -> None:
        if policy is not None:
            names = ("kind", "title", "version", "in_force_from", "in_force_until", "what_it_says", "kept_at")
            more["initial"] = {name: getattr(policy, name) for name in names}
        super().__init__(*args, **more)
        del self.fields["why" if policy is None else "file"]
