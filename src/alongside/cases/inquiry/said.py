"""What the file says of an investigation, in words."""

from datetime import datetime

from alongside.cases.models import Interview, StatementVersion
from alongside.incidents.duties.presenters import long_day

WHAT = {
    "interview_planned": "An interview is planned",
    "interview_held": "An interview was held",
    "interview_changed": "An interview was set right",
    "interview_called_off": "An interview was called off",
    "statement_written": "A statement was written down",
    "statement_version": "A statement was written down anew",
    "statement_signed": "A statement was signed",
    "statement_withdrawn": "A statement was withdrawn",
    "statement_stands": "A statement that was withdrawn stands again",
}
"""The lines of the file that this part writes."""


def interview_lines(interview: Interview, local: datetime) -> list[str]:
    """The whole of an interview as it stands, so that the file keeps what it was."""
    return [
        f"{interview.get_whose_display()}: {interview.person}",
        ", ".join(filter(None, [f"{long_day(local.date())}, {local:%H:%M}", interview.place])),
        f"Present: {interview.present}" if interview.present else "",
        interview.notes,
    ]


def version_lines(version: StatementVersion) -> list[str]:
    """Which version, of whom, and why there is another. Its words stand in the version, which nobody changes."""
    return [
        f"Version {version.number}, of {version.witness}",
        f"Taken on {long_day(version.taken_on)}, {version.taken_at_place}, by {version.taken_by}",
        version.why,
    ]
