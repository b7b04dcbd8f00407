"""Who is answered what by the pages of buddies, of a line manager's team, and of one's privacy; see `tests/access_table.py`."""

from typing import Any

TABLE = """
GET  /buddy                                          alarm    302    403  200   200  200   200  200  200  200  200  200
GET  /buddy/all                                      -        302    403  200   200  200   200  200  200  200  200  200
GET  /buddy/ask                                      -        302    403  200   200  200   200  403  403  403  403  403
POST /buddy/ask                                      -        302    403  422   302  302   302  403  403  403  403  403
POST /buddy/alarms/<id>/steps                        alarm    302    403  404   404  404   302  302  302  302  302  302
GET  /buddy/<agreement_id>                           -        302    403  404   200  404   200  404  404  404  404  404
POST /buddy/<agreement_id>/accept                    -        302    403  404   302  404   422  404  404  404  404  404
POST /buddy/<agreement_id>/decline                   -        302    403  404   302  404   422  404  404  404  404  404
POST /buddy/<agreement_id>/end                       -        302    403  404   302  404   302  404  404  404  404  404
GET  /buddy/<agreement_id>/take-over                 -        302    403  404   200  404   200  404  404  404  404  404
POST /buddy/<agreement_id>/take-over                 -        302    403  404   302  404   302  404  404  404  404  404
GET  /team                                           alarm    302    403  403   403  403   403  200  403  403  403  403
GET  /team/now                                       alarm    302    403  403   403  403   403  200  403  403  403  403
GET  /my-safety/privacy                              -        302    403  200   200  200   200  403  403  403  403  403
POST /my-safety/privacy/copies                       -        302    403  302   302  302   302  403  403  403  403  403
GET  /my-safety/privacy/copies/<archive_id>          -        302    403  404   200  404   404  403  403  403  403  403
GET  /privacy-notice                                 -        302    403  200   403  403   403  403  403  403  403  200
POST /privacy-notice                                 -        302    403  302   403  403   403  403  403  403  403  302
GET  /team/use                                       -        302    403  403   403  403   403  200  403  403  403  403
"""

BODIES: dict[str, dict[str, Any]] = {
    "POST /buddy/ask": {"who": "second_operator@example.org", "lasts": "standing"},
    "POST /buddy/alarms/<id>/steps": {"step": "no_answer"},
    "POST /privacy-notice": {"text": "x", "person": "x", "reached_by": "x", "applies_from": "2026-01-01"},
    "POST /buddy/<agreement_id>/accept": {"understood": "yes"},
    "POST /buddy/<agreement_id>/decline": {"reason": "I am away"},
    "POST /buddy/<agreement_id>/end": {"reason": "I change teams"},
    "POST /buddy/<agreement_id>/take-over": {"who": "second_operator@example.org", "lasts": "over"},
}
