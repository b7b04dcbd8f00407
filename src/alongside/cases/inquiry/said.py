"""What the file says of an investigation, in words."""

from datetime import datetime

from alongside.cases.models import AppliedPolicy, Interview, SceneNoteVersion, StatementVersion
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
    "scene_noted": "Somebody looked at the scene",
    "scene_corrected": "A note of the scene was set right",
    "policy_added": "What applied was written down",
    "policy_corrected": "What is written of something that applied was set right",
    "policy_struck": "Something that applied was struck out",
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


def scene_lines(version: SceneNoteVersion, local: datetime) -> list[str]:
    """The whole of a note, so that whoever may read the file and not the evidence reads it there."""
    return [
        f"{long_day(local.date())}, {local:%H:%M}, {version.place}: {version.seen_by}",
        version.words,
        version.why,
    ]


def policy_lines(policy: AppliedPolicy) -> list[str]:
    """The whole of something that applied, so that the file keeps what it was."""
    return [
        f"{policy.get_kind_display()}: {policy.title}",
        f"Version {policy.version}" if policy.version else "",
        in_force_words(policy),
        f"Kept at: {policy.kept_at}" if policy.kept_at else "",
        f"SHA-256 {policy.file.sha256}" if policy.file else "",
        policy.what_it_says,
    ]


def in_force_words(policy: AppliedPolicy) -> str:
    """ "In force from 1 May 2026 until 3 June 2026"; what is not known is left out."""
    begins = f"from {long_day(policy.in_force_from)}" if policy.in_force_from else ""
    ends = f"until {long_day(policy.in_force_until)}" if policy.in_force_until else ""
    return " ".join(filter(None, ["In force", begins, ends])) if begins or ends else ""
