"""The part of the access table that is about violence markers; see `tests/access_table.py`.

What the panel and the security director see of them is tried in `tests/database/risk/test_marker_pages.py`.
"""

from typing import Any

#                                                                  given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = """
GET   /risk/markers                                                 marker   302  403  200  403  403  403  403  403  403  403  200
GET   /risk/markers/search                                          marker   302  403  200  200  200  200  200  200  200  200  200
POST  /risk/markers/search                                          marker   302  403  200  200  200  200  200  200  200  200  200
GET   /risk/markers/settings                                        marker   302  403  200  403  403  403  403  403  403  403  200
POST  /risk/markers/settings                                        marker   302  403  302  403  403  403  403  403  403  403  302
GET   /risk/markers/proposed                                        marker   302  403  200  403  403  403  200  403  403  403  200
GET   /risk/markers/propose/<origin>/<key>                          marker   302  403  404  403  403  403  200  403  403  403  200
POST  /risk/markers/propose/<origin>/<key>                          marker   302  403  404  403  403  403  302  403  403  403  302
GET   /risk/markers/<id>                                            marker   302  403  404  403  403  403  403  403  403  403  200
GET   /risk/markers/<id>/looks                                      marker   302  403  404  403  403  403  403  403  403  403  200
GET   /risk/markers/<id>/act/<act>                                  marker   302  403  404  403  403  403  403  403  403  403  200
POST  /risk/markers/<id>/act/<act>                                  marker   302  403  404  403  403  403  403  403  403  403  302
GET   /risk/markers/<id>/report                                     marker   302  403  404  403  403  403  403  403  403  403  200
POST  /risk/markers/<id>/report                                     marker   302  403  404  403  403  403  403  403  403  403  302
GET   /risk/markers/<id>/told                                       marker   302  403  404  403  403  403  403  403  403  403  200
POST  /risk/markers/<id>/told                                       marker   302  403  404  403  403  403  403  403  403  403  302
GET   /risk/markers/<id>/not-told                                   marker   302  403  404  403  403  403  403  403  403  403  200
POST  /risk/markers/<id>/not-told                                   marker   302  403  404  403  403  403  403  403  403  403  302
GET   /risk/markers/<id>/letter                                     marker   302  403  404  403  403  403  403  403  403  403  200
POST  /risk/markers/<id>/letter                                     marker   302  403  404  403  403  403  403  403  403  403  422
GET   /risk/markers/<id>/documents/<document_id>/<form>             marker   302  403  404  403  403  403  403  403  403  403  200
GET   /api/v1/fhir/r4/Flag?patient=<subject_id>&_reason=visit       marker   401  403  200  200  200  200  200  200  200  200  200
GET   /api/v1/fhir/r4/Flag/<id>?_reason=visit                       marker   401  403  404  200  200  200  200  200  200  200  200
GET   /api/v1/fhir/r4/Provenance?target=Flag/<id>&_reason=visit     marker   401  403  404  200  200  200  200  200  200  200  200
"""
_SET = {
    "interim_days": "14",
    "usual_review_days": "90",
    "longest_review_days": "365",
    "grace_days": "28",
    "remind_days": "30",
    "panel_at_least": "1",
    "at_review": "escalate",
}
_DAY = {"_day": "<day>", "_month": "<month>", "_year": "<year>"}
_LATER = {"_day": "<later_day>", "_month": "<later_month>", "_year": "<later_year>"}
BODIES: dict[str, dict[str, Any]] = {
    "POST /risk/markers/search": {"address": "9 Elsewhere Road", "reason": "visit", "words": "A visit tomorrow"},
    "POST /risk/markers/settings": {**_SET, "reason": "Agreed in the committee"},
    "POST /risk/markers/propose/<origin>/<key>": {
        "kind": "premises",
        "address": "3 Weaver Street",
        "reports": ["<incident_id>"],
        "degree": "2",
        "injury_physical": "1",
        "injury_psychological": "1",
        "urgency": "3",
        "likelihood": "2",
        "proposal": "Two dogs bit her at the gate.",
    },
    "POST /risk/markers/<id>/act/<act>": {"why": "He moved away."},
    "POST /risk/markers/<id>/report": {"report": "<key>"},
    "POST /risk/markers/<id>/told": {"method": "letter", **{f"on{name}": value for name, value in _DAY.items()}},
    "POST /risk/markers/<id>/not-told": {
        "why_not": "He said that he would come back.",
        "agreed_by": "Dr Ines Vale, safeguarding",
        **{f"review_on{name}": value for name, value in _LATER.items()},
    },
}
