"""From the answers of a draft to a report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alongside.incidents.codes import code_list
from alongside.incidents.deadlines.book import Unit, rule
from alongside.incidents.new_report import NewAffected, NewPropertyItem, NewReport, NewResponsible, Who
from alongside.incidents.reporting.asking import Answers
from alongside.incidents.reporting.more import in_pence, rows_of
from alongside.incidents.reporting.reading import happened_at
from alongside.incidents.reporting.way_through import Known, applying_steps, fields_for, given
from alongside.people.models import Place, Site, Staff

PLACE_KINDS = {
    "place": "unknown",
    "private_home": "private_home",
    "vehicle": "vehicle",
    "public_place": "public_place",
    "online": "online",
    "elsewhere": "unknown",
    "unknown": "unknown",
}
"""From what is answered to "where" to a code of `place_kinds`. A ward's kind is known from no list of places yet."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report is made of beside its answers: the ward or at least the site where it was, as far as known, and the
    reporter's own place at work.
    """

    moment: datetime
    zone: ZoneInfo
    place: Place | None = None
    site: Site | None = None
    staff: Staff | None = None


def report_of(answers: Answers, known: Known, setting: Setting, *, alarm_id: Any = None) -> NewReport:
    """The report that the answers make. What does not apply to them is left out, whatever it holds."""
    said = applying(answers, known)
    occurred_at, guessed = happened_at(said, setting.moment, setting.zone)
    anonymous = said.get("reporter") == "anonymous"
    reporter = _reporter(said, setting)
    return NewReport(
        kinds=given(said, "kinds"),
        occurred_at=occurred_at,
        occurred_estimated=guessed,
        place=setting.place,
        site=setting.site,
        place_kind=PLACE_KINDS.get(str(said.get("where", "")), "unknown"),
        place_name=_place_name(said, setting),
        place_words=_place_words(said, setting),
        team=setting.staff.team if setting.staff and said.get("reporter") == "account" else None,
        acts=given(said, "acts"),
        sexual_acts=given(said, "sexual_acts"),
        weapons=given(said, "weapons"),
        hate_strands=given(said, "hate_strands"),
        targets=given(said, "targets"),
        factors=given(said, "factors"),
        police=str(said.get("police") or "undecided"),
        danger_now=said.get("danger") == "yes",
        footage_until=_footage_until(occurred_at) if said.get("camera") == "yes" else None,
        affected=_affected(said, reporter, known),
        responsible=_responsible(said),
        property_items=[_item(row) for row in rows_of(said, "property")],
        witnesses=[
            Who(name=row["name"], phone=row.get("phone", ""), email=row.get("email", ""))
            for row in rows_of(said, "witnesses")
            if row.get("name")
        ],
        account=str(said.get("account") or ""),
        reporter=reporter,
        anonymous=anonymous,
        anonymous_because=str(said.get("anonymous_because") or ""),
        alarm_id=None if anonymous else alarm_id,
    )


def told_to_helpers(answers: Answers) -> list[str]:
    """What those who come to help must know of the answers so far, a line each: where it is, and whether there is a weapon.

    No more: an alarm may carry the caller's name, and the report may yet become anonymous.
    """
    said = [f"Where: {words}"] if (words := _typed_place(answers)) else []
    weapons = [code_list("weapons").plain(one) for one in given(answers, "weapons")]
    if "weapon" in given(answers, "kinds"):
        said.append(f"There is a weapon: {', '.join(weapons)}" if weapons else "There is a weapon.")
    return said


def _typed_place(answers: Answers) -> str:
    return ", ".join(filter(None, (str(answers.get(name) or "") for name in ("where_place", "where_words"))))


def applying(answers: Answers, known: Known) -> dict[str, Any]:
    """The answers of the fields that apply, with the rows that were added and when the time was told."""
    known_place = Known(place=known.place and not answers.get("where"), account=known.account)
    names = {
        field.name for step in applying_steps(answers, known_place) for field in fields_for(step, answers, known_place)
    }
    names |= {"when_at", "affected", "responsible_people", "property", "witnesses"}
    return {name: value for name, value in answers.items() if name in names}


def _reporter(said: Answers, setting: Setting) -> Who:
    if said.get("reporter") == "account" and setting.staff:
        return Who(staff=setting.staff)
    if said.get("reporter") == "contact":
        return Who(
            name=str(said.get("name") or ""),
            phone=str(said.get("phone") or ""),
            email=str(said.get("email") or ""),
            may_write=said.get("no_messages") != "yes",
        )
    return Who()


def _affected(said: Answers, reporter: Who, known: Known) -> list[NewAffected]:
    """One for each sort of person that was chosen, or those who were added of that sort. The injury is the worst of
    all: it is the reporter's where they are among them, else the first one's.
    """
    found: list[NewAffected] = []
    rows = rows_of(said, "affected")
    for target in given(said, "targets"):
        person = code_list("targets")[target].more.get("person")
        if person == "reporter":
            kind = "staff" if known.account else str(said.get("i_am") or "unknown")
            found.append(NewAffected(kind, is_reporter=True, who=reporter, police_wish=_wish(said)))
        elif person and not any(row.get("kind") == person for row in rows):
            found.append(NewAffected(str(person)))
    added = [
        NewAffected(row["kind"], who=Who(name=row.get("name", "")), injury=row.get("injury") or "unknown")
        for row in rows
        if row.get("kind")
    ]
    injury = str(said.get("injury") or "unknown")
    worst = next((number for number, one in enumerate(found) if one.is_reporter), 0)
    found = [replace(one, injury=injury if number == worst else "unknown") for number, one in enumerate(found)]
    if added and not found and all(one.injury == "unknown" for one in added):
        added[0] = NewAffected(added[0].kind, who=added[0].who, injury=injury)
    return found + added


def _wish(said: Answers) -> str:
    """What whoever was hurt wants of the police, as far as their own report says it: that the police came says nothing."""
    wish = str(said.get("police") or "")
    return wish if wish in ("wanted", "not_wanted") else "undecided"


def _responsible(said: Answers) -> list[NewResponsible]:
    """One for each sort of person that was chosen, or those who were added of that sort."""
    rows = [row for row in rows_of(said, "responsible_people") if row.get("kind")]
    named = {row["kind"] for row in rows}
    chosen = [kind for kind in given(said, "responsible") if kind not in named and kind != "nobody"]
    factors = given(said, "factors")
    people: list[tuple[str, int, Who]] = [(kind, 1, Who()) for kind in chosen]
    people += [
        (
            row["kind"],
            int(row.get("how_many") or 1),
            Who(name=row.get("name", ""), description=row.get("description", "")),
        )
        for row in rows
    ]
    return [
        NewResponsible(kind, how_many=many, who=who, factors=factors if number == 0 else ())
        for number, (kind, many, who) in enumerate(people)
    ]


def _item(row: Mapping[str, str]) -> NewPropertyItem:
    return NewPropertyItem(
        row.get("kind") or "other",
        row.get("loss") or "lost",
        description=row.get("description", ""),
        owner=row.get("owner") or "unknown",
        value_pence=in_pence(row.get("value", "")),
    )


def _place_name(said: Answers, setting: Setting) -> str:
    return "" if setting.place or setting.site else str(said.get("where_place") or "")


def _place_words(said: Answers, setting: Setting) -> str:
    """Where it was in words; what was typed for a ward that no list holds is kept too."""
    return ", ".join(filter(None, [_place_name(said, setting), str(said.get("where_words") or "")]))


def _footage_until(occurred_at: datetime) -> datetime:
    """When a camera's recording is to be reckoned gone, from the deadlines' own list (rule CCTV)."""
    due = rule("CCTV", occurred_at.date()).due
    days = due.amount if due is not None and due.unit is Unit.DAYS else 0
    return occurred_at + timedelta(days=days)
