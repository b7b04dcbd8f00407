"""The part of the access table that is about templates and documents; see `tests/access_table.py`.

`<kind>` is a letter to the police, of which `<number>` is a version of the first provider's own; `<document_id>` was produced about the
case. What a director and an administrator see is tried in `tests/database/documents` and `tests/database/cases/test_documents.py`.
"""

from typing import Any

#                                                                  given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = """
GET   /documents/templates                                          case     302  403  200  403  403  403  403  403  403  403  200
GET   /documents/templates/<kind>                                   case     302  403  200  403  403  403  403  403  403  403  200
POST  /documents/templates/<kind>                                   case     302  403  302  403  403  403  403  403  403  403  302
POST  /documents/templates/<kind>/try/<form>                        case     302  403  200  403  403  403  403  403  403  403  200
GET   /documents/templates/<kind>/versions/<number>                 case     302  403  404  403  403  403  403  403  403  403  200
POST  /documents/templates/<kind>/versions/<number>/in-force        case     302  403  404  403  403  403  403  403  403  403  302
GET   /documents/letterhead                                         case     302  403  200  403  403  403  403  403  403  403  200
POST  /documents/letterhead                                         case     302  403  302  403  403  403  403  403  403  403  302
GET   /documents/letterhead/picture                                 case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/documents                                  case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/documents/make/<kind>                      case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/documents/make/<kind>                      case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/documents/<document_id>/<form>             case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/<sanction_id>/letters/<addressee>/produce case     302  403  404  403  403  403  403  403  403  403  422
"""

BODIES: dict[str, dict[str, Any]] = {
    "POST /documents/templates/<kind>": {"source": "Dear {{ officer }}", "why": "Shorter."},
    "POST /documents/templates/<kind>/try/<form>": {"source": "Dear {{ officer }}"},
    "POST /documents/templates/<kind>/versions/<number>/in-force": {"in_force_why": "It is clearer."},
    "POST /documents/letterhead": {"name": "Health"},
    "POST /cases/<reference>/documents/make/<kind>": {
        "track": "<track_id>",
        "answer_by_day": "1",
        "answer_by_month": "12",
        "answer_by_year": "2030",
        "sender": "Somebody",
    },
}
