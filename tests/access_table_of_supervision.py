"""The part of the access table that is about supervision; see `tests/access_table.py`. What the director and the chief executive
may do is tried in `tests/database/cases/test_supervision.py`.
"""

from typing import Any

#                                                                  given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = """
GET   /cases/supervision                                                  case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/supervision?q=waited&about=case&undone=yes                   case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/supervision/export.csv                                       case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/supervision/export.xlsx                                      case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/supervision/rule                                             case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/supervision/rule                                             case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/supervision/with/<specialist_id>                             case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/supervision/with/<specialist_id>                             case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/supervision/with/<specialist_id>/next                        case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/supervision/with/<specialist_id>/next                        case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/supervision/<supervision_id>                                 case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/supervision/<supervision_id>/add                             case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/supervision/<supervision_id>/add                             case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/supervision/<supervision_id>/agree                           case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/supervision/<supervision_id>/agree                           case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/supervision/<supervision_id>/agreed/<agreed_id>/end          case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/supervision/<supervision_id>/agreed/<agreed_id>/end          case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/supervision                                      case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/supervise                                        case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/<reference>/supervise                                        case     302  403  403  403  403  403  403  403  403  403  403
"""

BODIES: dict[str, dict[str, Any]] = {
    "POST /cases/supervision/rule": {"directors_read": "yes"},
    "POST /cases/supervision/with/<specialist_id>": {"caseload": "Much."},
    "POST /cases/supervision/<supervision_id>/add": {"text": "I see it otherwise."},
    "POST /cases/supervision/<supervision_id>/agree": {"what": "Ask the ward"},
    "POST /cases/supervision/<supervision_id>/agreed/<agreed_id>/end": {"result": "It is booked."},
    "POST /cases/<reference>/supervise": {"supervision": "On its way."},
}
