"""Imports in words."""

from datetime import datetime
from typing import Any

from alongside.incidents.exchange.fields import FIELDS, fields_of, list_of
from alongside.incidents.exchange.queries import own_list
from alongside.incidents.exchange.staff_list import leaves_too_many
from alongside.incidents.models import ImportRun

KINDS = {
    "arrived": "calm",
    "checking": "calm",
    "checked": "warning",
    "importing": "calm",
    "done": "good",
    "stopped": "quiet",
    "failed": "danger",
}
NOTES = {
    "no_time": "no time is given. Noon is taken, and marked as estimated.",
    "not_that_night": "the clocks jumped over the time when they went forward. An hour later is taken, and marked as estimated.",
    "twice": "the time came twice when the clocks went back. The first is taken, and marked as estimated.",
}
LISTS = {"sites": "Site", "teams": "Team"}
WRONG = ("Cannot be imported", "Not imported")
CHANGES = ("Would be changed", "Changed")
STAYS = ("Stays as it is", "Stayed as it is")
BECAME = {
    "incidents": {
        "wrong": WRONG,
        "changed": ("Already here, and different", "Already here, and different"),
        "added": ("Would be imported", "Imported"),
        "same": ("Already here", "Already here"),
    },
    "staff": {
        "wrong": WRONG,
        "changed": ("Only a part can be taken", "Only a part was taken"),
        "leaves": ("Would become inactive", "Became inactive"),
        "joins": ("Would join", "Joined"),
        "changes": CHANGES,
        "same": STAYS,
    },
    "sites": {"wrong": WRONG, "added": ("Would be added", "Added"), "changes": CHANGES, "same": STAYS},
}
"""What becomes of a row, before and after it has: what needs somebody comes first."""


def columns_of(run: ImportRun, columns: dict[str, str], errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Each column with its first values and the field that it is taken for."""
    options = [("", "Leave this column out"), *((one.name, one.label) for one in FIELDS[run.what])]
    found = []
    for number, heading in enumerate(run.headings):
        values = [cells[number] for cells in run.samples if number < len(cells) and cells[number]]
        chosen = columns.get(str(number), "")
        found.append(
            {
                "name": f"column-{number}",
                "heading": heading,
                "values": [value if len(value) <= 60 else value[:59] + "…" for value in values[:3]],
                "items": [{"value": value, "text": text, "selected": value == chosen} for value, text in options],
                "error": " ".join(errors.get(f"column-{number}", [])),
            }
        )
    return found


def needed(run: ImportRun) -> list[str]:
    """Labels of the fields that a file must have."""
    return [one.label for one in fields_of(run.what).values() if one.required]


def unmatched_words(run: ImportRun, shown: int = 100) -> list[dict[str, Any]]:
    """Words of the file to be matched, by list, the most frequent first."""
    found = []
    for list_name, words in run.unmatched.items():
        options = (
            own_list(run, list_name) if list_name in LISTS else [(one.code, one.label) for one in list_of(list_name)]
        )
        items = [("", "Decide later"), ("-", "Leave it out"), *options]
        found.append(
            {
                "list": list_name,
                "title": LISTS.get(list_name) or list_of(list_name).title,
                "items": [{"value": value, "text": text} for value, text in items],
                "words": [
                    {"name": f"{list_name}|{word}", "word": word, "count": count}
                    for word, count in sorted(words.items(), key=lambda one: -one[1])[:shown]
                ],
            }
        )
    return found


def progress(run: ImportRun, now: datetime) -> dict[str, Any]:
    """How far a run is: `percent` and `minutes_left` are None while they are not known."""
    done, total = run.rows_done, run.rows_total
    seconds = (now - run.phase_at).total_seconds() if run.phase_at else 0.0
    left = (total - done) * seconds / done if total and done else None
    return {
        "done": done,
        "total": total,
        "percent": min(100, 100 * done // total) if total else None,
        "left": None if left is None else _left(left),
    }


def is_written(run: ImportRun) -> bool:
    """Whether what stands there has become of the rows; otherwise it would. Incidents are written a batch at a time, so that
    what was imported before somebody stopped it is here; a check that is stopped knows no number of rows.
    """
    if run.status in (ImportRun.Status.DONE, ImportRun.Status.IMPORTING):
        return True
    broken_off = run.status in (ImportRun.Status.STOPPED, ImportRun.Status.FAILED)
    return broken_off and run.what == ImportRun.What.INCIDENTS and run.rows_total is not None


def kinds_of(run: ImportRun) -> list[tuple[str, str]]:
    """What may have become of a row of this run, or what would: (kind, words)."""
    return [(kind, words[is_written(run)]) for kind, words in BECAME[run.what].items()]


def results(run: ImportRun) -> list[tuple[str, str]]:
    """What became of the rows, or what would: (words, number)."""
    would = not is_written(run)
    if run.what == ImportRun.What.INCIDENTS:
        rows = [
            ("Would be imported" if would else "Imported", run.rows_added),
            ("Here already", run.rows_same),
            ("Here already, but the file says something else: not touched", run.rows_changed),
        ]
    else:
        rows = [
            ("Would be added" if would else "Added", run.rows_added),
            ("Would be changed" if would else "Changed", run.rows_changed),
            ("Stay as they are", run.rows_same),
        ]
    if run.what == ImportRun.What.STAFF:
        rows.append(("Would become inactive" if would else "Became inactive", run.rows_left))
    rows.append(("Wrong: cannot be imported" if would else "Wrong: not imported", run.rows_wrong))
    return [(words, f"{number:,}") for words, number in rows]


def notes(run: ImportRun) -> list[str]:
    """What was assumed about times, in sentences."""
    return [f"In {count:,} row{'s' * (count != 1)} {NOTES[note]}" for note, count in run.notes.items() if note in NOTES]


def too_many_leave(run: ImportRun, active: int) -> bool:
    """Whether the page must ask again before the import."""
    return run.what == ImportRun.What.STAFF and leaves_too_many(run.rows_left, active)


def _left(seconds: float) -> str:
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    return f"about {minutes} minute{'s' * (minutes != 1)} left"
