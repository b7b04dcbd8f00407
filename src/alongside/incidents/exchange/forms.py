"""What is typed and chosen on the pages of imports."""

from collections.abc import Sequence
from typing import Any

from django import forms


class FileForm(forms.Form):
    """A table to be imported, and what it holds."""

    what = forms.ChoiceField(label="What is in the file?", widget=forms.RadioSelect)
    file = forms.FileField(label="File", help_text="Excel (.xlsx) or CSV, up to 100 MB", allow_empty_file=True)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
        for wrong in ("required", "invalid_choice"):
            self.fields["what"].error_messages[wrong] = "Choose what is in the file."
        self.fields["file"].error_messages["required"] = (
            "Choose a file. If you chose one, it did not arrive whole: send it again."
        )
