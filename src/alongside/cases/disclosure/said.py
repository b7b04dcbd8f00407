"""What the file says of the schedule, in words."""

from alongside.cases.models import DisclosureItem

WHAT = {
    "schedule_item_added": "Something was put on the disclosure schedule",
    "schedule_item_changed": "A row of the disclosure schedule was changed",
    "schedule_item_struck": "A row of the disclosure schedule was struck out",
    "schedule_item_disclosed": "Something was disclosed",
    "schedule_disclosure_taken_back": "It turned out that something was not disclosed",
}
"""The lines of the file that this part writes."""


def item_lines(item: DisclosureItem) -> list[str]:
    """The whole of a row as it stands, so that the file keeps what it was."""
    judged = [item.get_relevance_display(), item.get_use_display().lower(), "sensitive" if item.sensitive else ""]
    return [
        f"{item.number}. {item.description}",
        f"Kept at: {item.kept_at}" if item.kept_at else "",
        ", ".join(filter(None, judged)),
        item.why_sensitive,
        item.remark,
    ]
