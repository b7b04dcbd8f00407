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
GET   /api/v1/cases                                                 case     401  403  200  403  403  403  403  403  403  403  200
POST  /api/v1/cases                                                 case     401  403  404  403  403  403  403  403  403  403  201
GET   /api/v1/cases/<reference>                                     case     401  403  404  403  403  403  403  403  403  403  200
GET   /api/v1/cases/<reference>?include=narrative,suspect           case     401  403  404  403  403  403  403  403  403  403  200
PATCH /api/v1/cases/<reference>                                     case     401  403  404  403  403  403  403  403  403  403  200
POST  /api/v1/cases/<reference>/notes                               case     401  403  404  403  403  403  403  403  403  403  201
"""

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
    "POST /api/v1/cases": {"incidents": ["<incident>"]},
    "PATCH /api/v1/cases/<reference>": {"priority": 2},
    "POST /api/v1/cases/<reference>/notes": {"text": "The ward rang."},
}
