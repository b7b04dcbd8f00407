"""What the law makes of an offence against somebody: whether there are six months to charge it. Pure.

- Common assault and battery are tried by magistrates alone and have to be charged within six months (Magistrates' Courts
  Act 1980, section 127; domain research, sections 2.1 and 9).
- The same against an emergency worker can be tried in either court and has no such limit (Assaults on Emergency Workers
  (Offences) Act 2018, section 1); graver offences against one are aggravated by that (section 2).

Of other offences no source was read: they start no such clock.
"""

from alongside.cases.codes import code_list

COMMON_ASSAULT = "common_assault"
ACT_2018 = "Assaults on Emergency Workers (Offences) Act 2018"


def has_six_months(offence: str, emergency_worker: bool | None) -> bool | None:
    """Whether the offence has to be charged within six months; None where that hangs on who the person is."""
    if offence != COMMON_ASSAULT:
        return False
    return None if emergency_worker is None else not emergency_worker


def summary_only(offence: str) -> bool | None:
    """Whether magistrates alone can try it, where a source says so; None where none was read."""
    more = code_list("offences")[offence].more if offence in code_list("offences") else {}
    return more.get("summary_only")


def is_violent(offence: str) -> bool:
    """Whether it may be a crime of violence, for which somebody hurt may claim compensation."""
    return offence in code_list("offences") and bool(code_list("offences")[offence].more.get("violent"))


def remarks(offence: str, emergency_worker: bool | None) -> list[str]:
    """What to know, or to ask the police, about this offence against this person."""
    if offence not in code_list("offences"):
        return []
    more = code_list("offences")[offence].more
    if offence == COMMON_ASSAULT and emergency_worker:
        return [
            f"An emergency worker: ask the police to use section 1 of the {ACT_2018}. "
            "It can be tried in either court, and has no six-month limit."
        ]
    if offence == COMMON_ASSAULT and emergency_worker is None:
        return ["Say whether they are an emergency worker: if not, there are only six months to charge it."]
    if more.get("on_emergency_worker") and emergency_worker is False:
        return [
            "Not an emergency worker: this offence does not fit. Common assault has to be charged within six months."
        ]
    if more.get("aggravated") and emergency_worker:
        return [f"An emergency worker: the court must treat that as making it graver ({ACT_2018}, section 2)."]
    return []
