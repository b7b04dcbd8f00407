"""The part of the access table that is about risk before the door; see `tests/access_table.py`. The situation `gate`: a visit of the
nurse's, `<id>`, waits, because its patient is assessed as of high risk, `<assessment_id>`; `second_nurse` is asked to come along,
`<companion_id>`.
"""

from typing import Any

#                                                                 given anon nobody outs nurse 2nd buddy mana oper 2nd sup lsms
TABLE = """
GET  /my-safety/visits/<id>/gate                                  gate 302 403 404 200 404 404 403 403 403 403 403
POST /my-safety/visits/<id>/gate                                  gate 302 403 404 302 404 404 403 403 403 403 403
GET  /my-safety/visits/<id>/checklist/<phase>                     gate 302 403 404 200 404 404 403 403 403 403 403
POST /my-safety/visits/<id>/checklist/<phase>                     gate 302 403 404 302 404 404 403 403 403 403 403
POST /my-safety/visits/<id>/felt                                  gate 302 403 404 302 404 404 403 403 403 403 403
GET  /my-safety/along/<companion_id>                              gate 302 403 404 404 200 404 403 403 403 403 403
POST /my-safety/along/<companion_id>                              gate 302 403 404 404 302 404 403 403 403 403 403
GET  /risk                                                        gate 302 403 200 403 403 403 200 403 403 403 200
GET  /risk?search=velt&state=high&format=csv                      gate 302 403 200 403 403 403 200 403 403 403 200
GET  /risk/visits/<id>                                            gate 302 403 404 403 403 403 200 403 403 403 200
POST /risk/visits/<id>                                            gate 302 403 404 403 403 403 302 403 403 403 302
GET  /risk/rules                                                  gate 302 403 200 403 403 403 200 403 403 403 200
GET  /risk/rules/<place_id>                                       gate 302 403 404 403 403 403 200 403 403 403 200
POST /risk/rules/<place_id>                                       gate 302 403 404 403 403 403 302 403 403 403 302
GET  /risk/checklists                                             gate 302 403 200 403 403 403 403 403 403 403 200
GET  /risk/checklists/<phase>                                     gate 302 403 200 403 403 403 403 403 403 403 200
POST /risk/checklists/<phase>                                     gate 302 403 302 403 403 403 403 403 403 403 302
GET  /risk/assessments/new                                        gate 302 403 200 200 200 200 200 403 403 403 200
POST /risk/assessments/new                                        gate 302 403 302 302 302 302 302 403 403 403 302
GET  /risk/assessments/<assessment_id>                            gate 302 403 404 200 200 200 200 200 200 200 200
GET  /risk/assessments/<assessment_id>/again                      gate 302 403 404 200 200 200 200 403 403 403 200
POST /risk/assessments/<assessment_id>/again                      gate 302 403 404 302 302 302 302 403 403 403 302
GET  /api/v1/risk/assessments                                     gate 401 403 200 200 200 200 200 200 200 200 200
GET  /api/v1/risk/assessments/<assessment_id>                     gate 401 403 404 200 200 200 200 200 200 200 200
POST /api/v1/risk/assessments                                     gate 401 403 404 201 201 201 201 403 403 403 201
"""

BODIES: dict[str, dict[str, Any]] = {
    "POST /my-safety/visits/<id>/gate": {"do": "ask"},
    "POST /my-safety/visits/<id>/checklist/<phase>": {"read": "yes"},
    "POST /my-safety/visits/<id>/felt": {"felt": "safe"},
    "POST /my-safety/along/<companion_id>": {"answer": "yes"},
    "POST /risk/visits/<id>": {"reason": "His brother is away"},
    "POST /risk/rules/<place_id>": {"asked": "block"},
    "POST /risk/checklists/<phase>": {"items": "Is your phone charged?"},
    "POST /risk/assessments/new": {"scope": "activity", "activity": "Giving injections", "level": "low"},
    "POST /risk/assessments/<assessment_id>/again": {"level": "high", "controls": "By two"},
    "POST /api/v1/risk/assessments": {"subject": "<subject>", "level": "high", "controls": "By two"},
}
