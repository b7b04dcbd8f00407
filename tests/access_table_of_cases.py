"""The part of the access table that is about cases; see `tests/access_table.py`."""

from typing import Any

#                                                                  given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = """
GET   /cases                                                        case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases?q=struck                                               case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases?q=<reference>&status=running&sort=due                  case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/export.csv                                             case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/export.xlsx                                            case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/board                                                  case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/calendar                                               case     302  403  200  403  403  403  403  403  403  403  200
GET   /incidents/<reference>/case                                   incident 302  403  404  403  403  403  403  403  403  403  200
POST  /incidents/<reference>/case                                   incident 302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>                                            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/move                                       case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/give                                       case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/describe                                   case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/file                                       case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/plan                                       case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/tasks/add                                  case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/reports/add                                case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/join                                       case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/part                                       case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/split                                      case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/describe                                   case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/file                                       case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/plan                                       case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/tasks/add                                  case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/reports/add                                case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/join                                       case     302  403  404  403  403  403  403  403  403  403  422
POST  /cases/<reference>/part                                       case     302  403  404  403  403  403  403  403  403  403  422
POST  /cases/<reference>/split                                      case     302  403  404  403  403  403  403  403  403  403  422
GET   /cases/<reference>/file/<event_id>/correct                    case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/file/<event_id>/correct                    case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/tasks/<task_id>                            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/tasks/<task_id>                            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/tasks/<task_id>/end                        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/tasks/<task_id>/end                        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/supervise                                  case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/<reference>/supervise                                  case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/<reference>/tasks/<task_id>/reopen                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/tasks/<task_id>/reopen                     case     302  403  404  403  403  403  403  403  403  403  422
GET   /cases/<reference>/inquiry                                    case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/inquiry/interviews/add                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/interviews/add                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/interviews/<interview_id>          case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/interviews/<interview_id>          case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/interviews/<interview_id>/call-off case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/interviews/<interview_id>/call-off case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/statements/add                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/statements/add                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/statements/<statement_id>          case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/inquiry/statements/<statement_id>/version  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/statements/<statement_id>/version  case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/statements/<statement_id>/sign     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/statements/<statement_id>/sign     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police                                     case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/police/add/<report>                        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/add/<report>                        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/clocks/<duty_id>                    case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/clocks/<duty_id>                    case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/hearings/<hearing_id>               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/hearings/<hearing_id>               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/hearings/<hearing_id>/attend        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/hearings/<hearing_id>/attend        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/hearings/<hearing_id>/result        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/hearings/<hearing_id>/result        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/orders/<order_id>                   case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/orders/<order_id>                   case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/orders/<order_id>/take-back         case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/orders/<order_id>/take-back         case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/pleas/<plea_id>/take-back           case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/pleas/<plea_id>/take-back           case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/correct                  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/correct                  case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/take-back                case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/take-back                case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/step                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/step                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/news                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/news                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/plea                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/plea                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/hearings/add             case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/hearings/add             case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/orders/add               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/orders/add               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/move/<police_act>               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/move/<police_act>               case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/police/attendances/<attendance_id>/release case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/wish                  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/wish                  case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people                                     case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/people/reporter/<report>                   case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/reporter/<report>                   case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/support/<offer_id>                  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/support/<offer_id>                  case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/support/<offer_id>/take-back        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/support/<offer_id>/take-back        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/told/<told_id>/take-back            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/told/<told_id>/take-back            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/contact               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/contact               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/promise               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/promise               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/disclosure            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/disclosure            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/statement             case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/statement             case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/support               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/support               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/told                  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/told                  case     302  403  404  403  403  403  403  403  403  403  302
GET   /api/v1/cases                                                 case     401  403  200  403  403  403  403  403  403  403  200
POST  /api/v1/cases                                                 case     401  403  404  403  403  403  403  403  403  403  201
GET   /api/v1/cases/<reference>                                     case     401  403  404  403  403  403  403  403  403  403  200
GET   /api/v1/cases/<reference>?include=narrative,suspect           case     401  403  404  403  403  403  403  403  403  403  200
PATCH /api/v1/cases/<reference>                                     case     401  403  404  403  403  403  403  403  403  403  200
POST  /api/v1/cases/<reference>/notes                               case     401  403  404  403  403  403  403  403  403  403  201
"""


def on(name: str) -> dict[str, str]:
    """Today, in the three boxes of a day."""
    return {f"{name}_day": "<day>", f"{name}_month": "<month>", f"{name}_year": "<year>"}


HEARING = {**on("on"), "clock": "10:00", "court": "Northbrook Magistrates' Court", "kind": "trial"}
INTERVIEW = {"person": "The porter", "held": "no", "clock": "10:00", **on("on")}
STATEMENT = {
    "witness": "Ines Halloran",
    "words": "I saw him raise his arm.",
    "taken_at_place": "Ward 4",
    "taken_by": "Lee Stone",
    **on("taken_on"),
}
BODIES: dict[str, dict[str, Any]] = {
    "POST /incidents/<reference>/case": {"title": "Thursday at the desk", "priority": "3"},
    "POST /cases/<reference>/move": {"act": "investigate"},
    "POST /cases/<reference>/give": {"owner": ""},
    "POST /cases/<reference>/describe": {"title": "The man at the desk", "priority": "2"},
    "POST /cases/<reference>/file": {"text": "The ward rang.", "compartment": "narrative"},
    "POST /cases/<reference>/file/<event_id>/correct": {"text": "The porter rang."},
    "POST /cases/<reference>/plan": {"plan": "Ask the ward."},
    "POST /cases/<reference>/tasks/add": {"what": "Ask for the tape", "kind": "task"},
    "POST /cases/<reference>/tasks/<task_id>": {"what": "Ask for both tapes", "kind": "task"},
    "POST /cases/<reference>/tasks/<task_id>/end": {"ending": "done"},
    "POST /cases/<reference>/reports/add": {"incident": "<incident>"},
    "POST /cases/<reference>/join": {"other": "<reference>", "why": "The same."},
    "POST /cases/<reference>/part": {"why": "Another man."},
    "POST /cases/<reference>/split": {"why": "Another man."},
    "POST /cases/<reference>/supervise": {"supervision": "On its way."},
    "POST /cases/<reference>/tasks/<task_id>/reopen": {"why": "The porter remembers more."},
    "POST /cases/<reference>/inquiry/interviews/add": {"whose": "suspect", **INTERVIEW},
    "POST /cases/<reference>/inquiry/interviews/<interview_id>": INTERVIEW,
    "POST /cases/<reference>/inquiry/interviews/<interview_id>/call-off": {"why": "She is away."},
    "POST /cases/<reference>/inquiry/statements/add": {"whose": "witness", **STATEMENT},
    "POST /cases/<reference>/inquiry/statements/<statement_id>/version": {"why": "She left a word out.", **STATEMENT},
    "POST /cases/<reference>/inquiry/statements/<statement_id>/sign": {"signing": "paper", **on("on")},
    "POST /cases/<reference>/police/add/<report>": {
        "offence": "theft",
        "unreported_reason": "to_be_decided",
        "person-1": "not_of_it",
    },
    "POST /cases/<reference>/police/clocks/<duty_id>": {"act": "victim_told"},
    "POST /cases/<reference>/police/hearings/<hearing_id>": HEARING,
    "POST /cases/<reference>/police/hearings/<hearing_id>/attend": {"other": "Witness 2", "role": "witness"},
    "POST /cases/<reference>/police/hearings/<hearing_id>/result": {"result": "vacated"},
    "POST /cases/<reference>/police/orders/<order_id>": {"order_words": "Two years", **on("made_on")},
    "POST /cases/<reference>/police/orders/<order_id>/take-back": {"why": "Set aside."},
    "POST /cases/<reference>/police/pleas/<plea_id>/take-back": {"why": "Misheard."},
    "POST /cases/<reference>/police/<track_id>/correct": {
        "offence": "wounding",
        "person-1": "yes",
        "force": "Northshire Police",
        "incident_number": "NS-2",
        "charge": "Wounding",
    },
    "POST /cases/<reference>/police/<track_id>/take-back": {"why": "It was another man."},
    "POST /cases/<reference>/police/<track_id>/step": {"kind": "bailed", **on("on")},
    "POST /cases/<reference>/police/<track_id>/news": {**on("news_on")},
    "POST /cases/<reference>/police/<track_id>/plea": {"plea": "guilty", **on("on")},
    "POST /cases/<reference>/police/<track_id>/hearings/add": HEARING,
    "POST /cases/<reference>/police/<track_id>/orders/add": {"sentence": "costs", "amount": "£85", **on("made_on")},
    "POST /cases/<reference>/police/<track_id>/move/<police_act>": {
        "sentence": "fine",
        "amount": "250",
        **on("decided_on"),
    },
    "POST /cases/<reference>/people/reporter/<report>": {"kind": "outcome", "text": "He was fined."},
    "POST /cases/<reference>/people/support/<offer_id>": {"answer": "taken", **on("on")},
    "POST /cases/<reference>/people/support/<offer_id>/take-back": {"why": "It was another day."},
    "POST /cases/<reference>/people/told/<told_id>/take-back": {"why": "It was her sister."},
    "POST /cases/<reference>/people/<affected_id>/contact": {"contact_way": "telephone", "no_messages": "yes"},
    "POST /cases/<reference>/people/<affected_id>/promise": {**on("on")},
    "POST /cases/<reference>/people/<affected_id>/disclosure": {"agrees": "yes", **on("on")},
    "POST /cases/<reference>/people/<affected_id>/statement": {"statement": "offered", **on("on")},
    "POST /cases/<reference>/people/<affected_id>/support": {"kind": "union", **on("on")},
    "POST /cases/<reference>/people/<affected_id>/told": {
        "refused": "no",
        "teller": "Lee Stone",
        "text": "He was fined.",
        **on("on"),
    },
    "POST /cases/<reference>/people/<affected_id>/wish": {"wish": "wants", **on("said_on")},
    "POST /api/v1/cases": {"incidents": ["<incident>"]},
    "PATCH /api/v1/cases/<reference>": {"priority": 2},
    "POST /api/v1/cases/<reference>/notes": {"text": "The ward rang."},
}
