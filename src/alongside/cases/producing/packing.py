"""What a pack of a case is filled with: an account of what is known, statements, exhibits and whose hands they were in, the schedule,
and the file in words. Legal advice among the exhibits and every word of supervision are left out.
"""

import re
from collections.abc import Iterable
from typing import Any

from alongside.cases.disclosure.queries import number_words, schedule_of
from alongside.cases.disclosure.said import WHAT as ABOUT_THE_SCHEDULE
from alongside.cases.exhibits.queries import exhibits_of
from alongside.cases.inquiry.queries import statements_of
from alongside.cases.models import Case, Compartment, Event, compartment_of
from alongside.cases.models import Exhibit as Thing
from alongside.cases.producing.facts import Data, local, moment_words, sent
from alongside.cases.queries import file_of, incidents_of
from alongside.cases.rows import lines_of
from alongside.cases.tracks.case import CASE
from alongside.documents.models import Produced
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.models import Account, Exhibit

CHANGE = re.compile(r"^(?:(?P<label>[^:→]+): )?(?P<before>.*?) → (?P<after>.*)$")
"""A line of the file that says what something was before and after."""


def pack(
    user: Any, case: Case, compartments: list[str], documents: Iterable[Produced], *, sender: str, purpose: str
) -> Data:
    """For the pack: of the case what lies in these compartments, each list the oldest first. The caller has asked whether `user` may
    read them.
    """
    evidence = Compartment.EVIDENCE in compartments
    parts: dict[str, tuple[str, list[Data]]] = {
        "reports": ("Reports", _reports(case)),
        "accounts": ("What was told", _accounts(case) if Compartment.NARRATIVE in compartments else []),
        "statements": ("Statements", _statements(user, case, compartments)),
        "things": ("Exhibits and whose hands they were in", _things(case) if evidence else []),
        "exhibits": ("Files of evidence that came with reports", _files(case) if evidence else []),
        "schedule": ("Schedule of what there is", _schedule(user, case, compartments) if evidence else []),
        "documents": ("Documents that were produced", _documents(case, documents)),
        "lines": ("The file", _lines(case, compartments)),
    }
    return {
        **sent(case, sender),
        "title": case.title,
        "opened": long_day(local(case, case.opened_at).date()),
        "state": CASE.state(case.status).label,
        "owner": case.owner.name if case.owner else "nobody yet",
        "purpose": purpose,
        "parts": ", ".join(Compartment(one).label for one in compartments),
        "index": [{"part": part, "count": len(found)} for part, found in parts.values() if found],
        **{name: found for name, (_, found) in parts.items()},
    }


def in_words(text: str) -> str:
    """Lines of the file without arrows: "How: nothing → By text message" is "How: By text message"."""
    return "\n".join(_line_in_words(line) for line in text.splitlines())


def _line_in_words(line: str) -> str:
    found = CHANGE.match(line)
    if found is None:
        return line
    label, before, after = found["label"], found["before"], found["after"]
    if label is None:
        return f"{before} to {after}"
    if before == "nothing":
        return f"{label}: {after}"
    return f"{label}: {'taken out' if after == 'nothing' else after} (before: {before})"


def _reports(case: Case) -> list[Data]:
    return [
        {
            "reference": one.reference,
            "when": moment_words(case, one.occurred_at),
            "what": ", ".join(incident_codes("kinds").label(kind) for kind in one.kinds),
        }
        for one in incidents_of(case)
    ]


def _accounts(case: Case) -> list[Data]:
    found = Account.objects.filter(incident__in=incidents_of(case), compartment=Compartment.NARRATIVE, replaced_by=None)
    return [
        {
            "report": one.incident.reference,
            "who": one.get_author_display(),
            "day": long_day(local(case, one.given_at).date()),
            "text": one.text,
        }
        for one in found.select_related("incident").defer("search").order_by("given_at", "pk")
    ]


def _statements(user: Any, case: Case, compartments: list[str]) -> list[Data]:
    """The latest version of each that was not withdrawn."""
    found = []
    for statement in statements_of(user, case).filter(withdrawn_on=None):
        if compartment_of(statement.whose) not in compartments:
            continue
        version = statement.versions.all()[0]
        signed = f"signed on {long_day(version.signed_on)}" if version.signed_on else "not signed"
        found.append(
            {
                "witness": version.witness,
                "version": version.number,
                "taken": f"{long_day(version.taken_on)}, {version.taken_at_place}, by {version.taken_by}",
                "signed": signed,
                "words": version.words.replace("\r\n", "\n"),
            }
        )
    return found


def _things(case: Case) -> list[Data]:
    return [
        {
            "mark": one.mark,
            "what": one.what,
            "found": f"{one.found_by}, {long_day(one.found_on)}, {one.found_where}",
            "file": one.file.name if one.file and one.file.erased_at is None else "",
            "sha256": one.file.sha256 if one.file and one.file.erased_at is None else "",
            "place": ", ".join(filter(None, [one.place, f"seal {one.seal}" if one.seal else ""])),
            "hands": [
                f"{moment_words(case, hand.at)}: {hand.giver} to {hand.taker}, {hand.place}"
                f"{f', seal {hand.seal}' if hand.seal else ''}. {hand.why}"
                for hand in one.hands.all()
            ],
        }
        for one in exhibits_of(case).filter(struck_at=None)
        if not _is_advice(one)
    ]


def _is_advice(exhibit: Thing) -> bool:
    return exhibit.file_id is not None and Exhibit.objects.filter(file=exhibit.file_id, privileged=True).exists()


def _files(case: Case) -> list[Data]:
    found = Exhibit.objects.filter(incident__in=incidents_of(case), privileged=False, file__erased_at=None)
    return [
        {
            "name": one.file.name,
            "caption": one.caption,
            "size": one.file.size_bytes,
            "received": long_day(local(case, one.file.received_at).date()),
            "sha256": one.file.sha256,
        }
        for one in found.select_related("file").order_by("pk")
    ]


def _schedule(user: Any, case: Case, compartments: list[str]) -> list[Data]:
    """What may be handed on of it: no row that is sensitive, and none of a part that the pack does not hold."""
    number = number_words(case)
    found = schedule_of(user, case).filter(struck_at=None, sensitive=False)
    return [
        {
            "number": number(one),
            "what": one.description,
            "relevance": one.get_relevance_display(),
            "use": one.get_use_display(),
        }
        for one in found
        if one.compartment in compartments
    ]


def _documents(case: Case, documents: Iterable[Produced]) -> list[Data]:
    return [
        {"day": long_day(local(case, one.made_at).date()), "title": one.title, "by": one.made_by} for one in documents
    ]


def _lines(case: Case, compartments: list[str]) -> list[Data]:
    """How rows of the schedule were judged is left out: what is sensitive of it would stand there word for word."""
    found = file_of(case, compartments).exclude(what__in=["supervised", *ABOUT_THE_SCHEDULE])
    events: list[Event] = list(found.order_by("at", "pk"))
    return [
        {
            "when": moment_words(case, line.at),
            "what": line.what,
            "who": line.who,
            "part": line.part,
            "text": in_words(line.text),
            "corrected": line.replaced,
        }
        for line in lines_of(case, events)
    ]
