"""What a receiver knows that leads to somebody: what stands in the copies that were shared with them, and in what both wrote.

A lesson of theirs is cleared against it as one of a case is against the case (`lessons.knowing`). Who is named in so many
words stands in rows of the copy; besides, the accounts may name anybody: what is written there with a capital within a sentence,
or as a number, is taken for a name and a reference.
"""

import re
from collections.abc import Iterable, Iterator

from alongside.cases.lessons.clearing import EMAIL, NO_NAMES, POSTCODE, Known, Sort, known_telephones
from alongside.cases.models import Referral
from alongside.cases.referrals.parts import Block
from alongside.cases.referrals.queries import matter_of, messages_of, snapshots_of
from alongside.incidents.codes import code_list as incident_codes

NAMED, BY = "Name", "By"
NUMBERED = ("Incident number", "Crime number", "SHA-256")
REPORT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
CAPITAL = re.compile(
    r"(?<=[\w,;)\u2019'\u201d\"] )[\u201c\u2018\"'(]*([A-Z\u00c0-\u00de][^\W\d_]*(?:['\u2019\-][^\W\d_]+)*)"
)
"""A word with a capital that no beginning of a sentence gave it."""
WRITTEN_TOGETHER = re.compile(r"[\w/.\-]+")
DIGITS_OF_A_NUMBER = 5
ORDINARY_WRITTEN = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december christmas easter nhs trust hospital ward emergency department accident reception police
court crown magistrates prosecution service security management specialist specialists british english england
welsh wales scotland scottish ireland irish act team clinic surgery general ambulance community health mental legal
protection unit cctv report i victims code criminal justice assaults workers offences
"""
ORDINARY = NO_NAMES | frozenset(ORDINARY_WRITTEN.split())
"""Words that are written with a capital and name nobody."""


def known_in(referral: Referral) -> list[Known]:
    """Of one that its receiver reads now."""
    found: list[Known] = [Known(referral.reference, Sort.REFERENCE), *_of_body(referral)]
    for snapshot in snapshots_of(referral):
        found.append(Known(snapshot.sent_by, Sort.NAME))
        found += _of_words(snapshot.content["note"])
        for part in snapshot.content["parts"]:
            for block in part["blocks"]:
                found += _of_block(part["code"], block)
    for message in messages_of(referral):
        found += [Known(message.by, Sort.NAME), *_of_words(message.text)]
    if matter := matter_of(referral):
        found += [Known(matter.decided_by, Sort.NAME), Known(matter.agreed_by, Sort.NAME)]
    return list(dict.fromkeys(one for one in found if one.value.strip()))


def _of_body(referral: Referral) -> Iterator[Known]:
    yield Known(referral.organisation.name, Sort.BODY)
    yield Known(referral.organisation.code, Sort.BODY)


def _of_block(code: str, block: Block) -> Iterator[Known]:
    rows = dict(block["rows"])
    yield from (Known(rows[name], Sort.NAME) for name in (NAMED, BY) if rows.get(name))
    yield from (Known(rows[name], Sort.REFERENCE) for name in NUMBERED if rows.get(name))
    yield from (Known(hit.group(), Sort.REFERENCE) for hit in REPORT.finditer(block["heading"]))
    if code == "suspect":
        yield Known(block.get("name") or _name_in(block["heading"]), Sort.NAME)
    if site := rows.get("Where", "").partition(",")[0]:
        yield Known(site, Sort.BODY)
    for text in (block["heading"] if code in ("files", "events") else "", rows.get("Description", ""), *block["texts"]):
        yield from _of_words(text)


def _name_in(heading: str) -> str:
    """The name in "Arno Velt, relative of a patient (7KQ2-9F3M, person 1)"; of a copy that was sent without it apart."""
    kinds = [one.label[:1].lower() + one.label[1:] for one in incident_codes("responsible_kinds")]
    return next((heading.partition(f", {kind}")[0] for kind in kinds if f", {kind}" in heading), "")


def _of_words(text: str) -> Iterator[Known]:
    """What an account may name: a word with a capital, a telephone number, an address, any longer number."""
    small = {word for word in re.findall(r"[^\W\d_]+", text) if word == word.lower()}
    for hit in CAPITAL.finditer(text):
        word = hit.group(1)
        if word.lower() not in ORDINARY | small and word != word.upper():
            yield Known(word, Sort.NAME)
    yield from (Known(hit.group(), Sort.EMAIL) for hit in EMAIL.finditer(text))
    yield from (Known(hit.group(), Sort.POSTCODE) for hit in POSTCODE.finditer(text))
    yield from known_telephones(text)
    yield from (Known(number, Sort.REFERENCE) for number in _numbers(text))


def _numbers(text: str) -> Iterable[str]:
    for hit in WRITTEN_TOGETHER.finditer(text):
        if sum(sign.isdigit() for sign in hit.group()) >= DIGITS_OF_A_NUMBER or REPORT.fullmatch(hit.group()):
            yield hit.group().strip("/.-")
