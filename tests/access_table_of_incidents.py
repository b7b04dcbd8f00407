"""The part of the access table that is about reports, incidents and files; see `tests/access_table.py`."""

from typing import Any

#                                                    given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = """
GET  /incidents/import                               -        302    403  200   403  403   403  403  403  403  403  200
POST /incidents/import                               -        302    403  422   403  403   403  403  403  403  403  422
GET  /incidents/import/<id>                          import   302    403  404   403  403   403  403  403  403  403  200
GET  /incidents/import/<id>/columns                  import   302    403  404   403  403   403  403  403  403  403  200
POST /incidents/import/<id>/columns                  import   302    403  404   403  403   403  403  403  403  403  422
POST /incidents/import/<id>/mapping                  import   302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/import/<id>/words                    import   302    403  404   403  403   403  403  403  403  403  200
POST /incidents/import/<id>/words                    import   302    403  404   403  403   403  403  403  403  403  302
POST /incidents/import/<id>/start                    import   302    403  404   403  403   403  403  403  403  403  302
POST /incidents/import/<id>/stop                     import   302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/import/<id>/erase                    import   302    403  404   403  403   403  403  403  403  403  200
POST /incidents/import/<id>/erase                    import   302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/import/<id>/rows.csv                 import   302    403  404   403  403   403  403  403  403  403  200
GET  /incidents/webhooks                             incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks                             incident 302    403  403   403  403   403  403  403  403  403  403
GET  /incidents/webhooks/<id>                        incident 302    403  403   403  403   403  403  403  403  403  403
GET  /incidents/webhooks/<id>/change                  incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/<id>/change                  incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/<id>/test                   incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/<id>/switch                 incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/<id>/secret                 incident 302    403  403   403  403   403  403  403  403  403  403
GET  /incidents/webhooks/<id>/remove                 incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/<id>/remove                 incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/<id>/again                   incident 302    403  403   403  403   403  403  403  403  403  403
GET  /incidents/webhooks/deliveries/<id>              incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/deliveries/<id>/again       incident 302    403  403   403  403   403  403  403  403  403  403
GET  /incidents                                       incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents?q=velt&kind=theft                     incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents?q=struck                              incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents?q=<reference>                         incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents/export.csv                            incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents/export.xlsx                           incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents/map                                   incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents/when                                  incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents/views                                 incident 302    403  200   403  403   403  200  403  403  403  200
POST /incidents/views                                 incident 302    403  302   403  403   403  302  403  403  403  302
GET  /incidents/views/<view>                          incident 302    403  404   403  403   403  404  403  403  403  200
POST /incidents/views/<view>                          incident 302    403  404   403  403   403  404  403  403  403  302
GET  /incidents/views/<view>/remove                   incident 302    403  404   403  403   403  404  403  403  403  200
POST /incidents/views/<view>/remove                   incident 302    403  404   403  403   403  404  403  403  403  302
GET  /incidents/<reference>                           incident 302    403  404   403  403   403  200  403  403  403  200
GET  /incidents/triage                               incident 302    403  200   403  403   403  403  403  403  403  200
GET  /incidents/triage/export                        incident 302    403  200   403  403   403  403  403  403  403  200
GET  /incidents/triage/next?after=<reference>        incident 302    403  404   403  403   403  403  403  403  403  302
POST /incidents/<reference>/triage                   incident 302    403  404   403  403   403  403  403  403  403  302
POST /incidents/<reference>/assign                   incident 302    403  404   403  403   403  403  403  403  403  302
POST /incidents/<reference>/reopen                   incident 302    403  404   403  403   403  403  403  403  403  409
GET  /incidents/<reference>/classify                 incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/classify                 incident 302    403  404   403  403   403  403  403  403  403  422
GET  /incidents/<reference>/connections              incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/connections              incident 302    403  404   403  403   403  403  403  403  403  422
POST /incidents/<reference>/part                     incident 302    403  404   403  403   403  403  403  403  403  409
POST /incidents/<reference>/disconnect               incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/<reference>/looks                    incident 302    403  404   403  403   403  403  403  403  403  200
GET  /incidents/<reference>/closed                   incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/closed                   incident 302    403  404   403  403   403  403  403  403  403  422
GET  /incidents/<reference>/marker                   incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/marker                   incident 302    403  404   403  403   403  403  403  403  403  422
GET  /incidents/<reference>/marker/<connection>      incident 302    403  404   403  403   403  403  403  403  403  404
POST /incidents/<reference>/marker/<connection>      incident 302    403  404   403  403   403  403  403  403  403  404
POST /incidents/<reference>/opinions                 incident 302    403  404   403  403   403  403  403  403  403  302
POST /incidents/<reference>/accounts                 incident 302    403  404   403  403   403  403  403  403  403  302
GET  /evidence                                       incident 302    403  200   403  403   403  403  403  403  403  200
GET  /evidence/export.<ending>                       incident 302    403  200   403  403   403  403  403  403  403  200
GET  /evidence/checks                                incident 302    403  200   403  403   403  403  403  403  403  200
GET  /evidence/destruction                           incident 302    403  200   403  403   403  403  403  403  403  200
GET  /evidence/destruction/<destruction>             incident 302    403  404   403  403   403  403  403  403  403  200
POST /evidence/destruction/<destruction>             incident 302    403  404   403  403   403  403  403  403  403  422
GET  /evidence/<file>                                incident 302    403  404   403  403   403  403  403  403  403  200
POST /evidence/<file>/<deed>                         incident 302    403  404   403  403   403  403  403  403  403  302
GET  /api/v1/evidence                                incident 401    403  200   403  403   403  403  403  403  403  200
GET  /api/v1/evidence?q=ward&state=held              incident 401    403  200   403  403   403  403  403  403  403  200
GET  /api/v1/evidence/codes                          incident 401    403  200   403  403   403  403  403  403  403  200
GET  /api/v1/evidence/destruction                    incident 401    403  200   403  403   403  403  403  403  403  200
GET  /api/v1/evidence/destruction/<destruction>      incident 401    403  404   403  403   403  403  403  403  403  200
POST /api/v1/evidence/destruction/<destruction>/decision incident 401    403  404   403  403   403  403  403  403  403  422
GET  /api/v1/evidence/<file>                         incident 401    403  404   403  403   403  403  403  403  403  200
POST /api/v1/evidence/<file>/holds                   incident 401    403  404   403  403   403  403  403  403  403  201
POST /api/v1/evidence/<file>/holds/<hold_id>/lift    incident 401    403  404   403  403   403  403  403  403  403  200
POST /api/v1/evidence/<file>/destruction             incident 401    403  404   403  403   403  403  403  403  403  422
POST /api/v1/evidence/<file>/disclosures             incident 401    403  404   403  403   403  403  403  403  403  201
POST /api/v1/evidence/<file>/class                   incident 401    403  404   403  403   403  403  403  403  403  200
POST /api/v1/evidence/<file>/release                 incident 401    403  404   403  403   403  403  403  403  403  422
GET  /evidence/uploads                               incident 302    200  200   200  200   200  200  200  200  200  200
POST /evidence/uploads                               incident 302    412  412   412  412   412  412  412  412  412  412
GET  /evidence/uploads/<upload>                      incident 302    404  404   404  404   404  404  404  404  404  200
PATCH /evidence/uploads/<upload>                     incident 302    404  404   404  404   404  404  404  404  404  412
DELETE /evidence/uploads/<upload>                    incident 302    404  404   404  404   404  404  404  404  404  412
POST /evidence/uploads/<upload>/cancel               incident 302    404  404   404  404   404  404  404  404  404  302
POST /incidents/<reference>/accounts/<account>       incident 302    403  404   403  403   403  403  403  403  403  422
POST /incidents/<reference>/exhibits                 incident 302    403  404   403  403   403  403  403  403  403  422
GET  /incidents/<reference>/exhibits/<exhibit>       incident 302    403  404   403  403   403  403  403  403  403  404
POST /incidents/<reference>/exhibits/<exhibit>/privilege incident 302    403  404   403  403   403  403  403  403  403  404
GET  /incidents/local-codes                          incident 302    403  200   403  403   403  403  403  403  403  200
POST /incidents/local-codes                          incident 302    403  302   403  403   403  403  403  403  403  302
GET  /incidents/local-codes/export                   incident 302    403  200   403  403   403  403  403  403  403  200
POST /incidents/local-codes/import                   incident 302    403  422   403  403   403  403  403  403  403  422
GET  /incidents/local-codes/<local_code>             incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/local-codes/<local_code>             incident 302    403  404   403  403   403  403  403  403  403  302
GET  /report/track                                    incident 200    200  200   200  200   200  200  200  200  200  200
POST /report/track                                    incident 422    422  422   422  422   422  422  422  422  422  422
POST /report/track/close                              incident 302    302  302   302  302   302  302  302  302  302  302
GET  /report/track/<reference>                        incident 302    302  302   200  302   302  302  302  302  302  302
POST /report/track/<reference>/answer                 incident 403    403  403   302  403   403  403  403  403  403  403
GET  /report/track/<reference>/correct                incident 403    403  403   200  403   403  403  403  403  403  403
POST /report/track/<reference>/correct                incident 403    403  403   302  403   403  403  403  403  403  403
GET  /report/track/<reference>/take-back              incident 403    403  403   200  403   403  403  403  403  403  403
POST /report/track/<reference>/take-back              incident 403    403  403   302  403   403  403  403  403  403  403
POST /report/track/<reference>/notices                incident 403    403  403   302  403   403  403  403  403  403  403
GET  /report/mine                                     incident 302    200  200   200  200   200  200  200  200  200  200
GET  /report/part/<part_key>                          incident 404    404  404   404  404   404  404  404  404  404  404
POST /report/part/<part_key>                          incident 404    404  404   404  404   404  404  404  404  404  404
GET  /report/part/<part_key>/decline                  incident 404    404  404   404  404   404  404  404  404  404  404
POST /report/part/<part_key>/decline                  incident 404    404  404   404  404   404  404  404  404  404  404
GET  /wellbeing/<care_key>                            incident 404    404  404   404  404   404  404  404  404  404  404
POST /wellbeing/<care_key>                            incident 404    404  404   404  404   404  404  404  404  404  404
POST /wellbeing/<care_key>/stop                       incident 404    404  404   404  404   404  404  404  404  404  404
GET  /report/news/<news_key>                          incident 404    404  404   404  404   404  404  404  404  404  404
POST /report/news/<news_key>                          incident 404    404  404   404  404   404  404  404  404  404  404
POST /incidents/<reference>/agree-to-take-back        incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/signposts                             -        302    403  200   403  403   403  403  403  403  403  200
POST /incidents/signposts                             -        302    403  302   403  403   403  403  403  403  403  302
GET  /incidents/answers                               incident 302    403  200   403  403   403  403  403  403  403  200
GET  /incidents/feedback-measures                     incident 302    403  200   403  403   403  403  403  403  403  200
GET  /incidents/parts                                 incident 302    200  200   200  200   200  200  200  200  200  200
GET  /incidents/parts/<contribution>                  incident 302    404  404   404  404   404  200  404  404  404  404
POST /incidents/parts/<contribution>                  incident 302    404  404   404  404   404  302  404  404  404  404
GET  /incidents/parts/<contribution>/decline          incident 302    404  404   404  404   404  200  404  404  404  404
POST /incidents/parts/<contribution>/decline          incident 302    404  404   404  404   404  302  404  404  404  404
GET  /incidents/support                               incident 302    403  200   403  403   403  403  403  403  403  200
POST /incidents/support                               incident 302    403  302   403  403   403  403  403  403  403  302
POST /incidents/<reference>/support/<affected>        incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/<reference>/ask                       incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/ask                       incident 302    403  404   403  403   403  403  403  403  403  302
POST /incidents/<reference>/parts/<contribution>      incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/<reference>/tell                      incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/tell                      incident 302    403  404   403  403   403  403  403  403  403  302
POST /incidents/<reference>/answer-read               incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/<reference>/as-reporter               incident 302    403  404   403  403   403  403  403  403  403  200
GET  /report                                         -        200    200  200   200  200   200  200  200  200  200  200
GET  /report?alarm=<id>                              closed   302    200  200   200  200   200  200  200  200  200  200
POST /report                                         -        422    422  422   302  302   302  302  302  302  302  302
GET  /report/at/<key>                                -        404    404  404   404  404   404  404  404  404  404  404
POST /report/at/<key>                                -        404    404  404   404  404   404  404  404  404  404  404
GET  /report/<step>                                  -        302    302  302   302  302   302  302  302  302  302  302
POST /report/<step>                                  -        302    302  302   302  302   302  302  302  302  302  302
GET  /report/help                                    -        302    302  302   302  302   302  302  302  302  302  302
POST /report/help                                    -        302    302  302   302  302   302  302  302  302  302  302
POST /report/files/<held>/take-out                   -        302    302  302   302  302   302  302  302  302  302  302
GET  /report/more/<part>                             -        302    302  302   302  302   302  302  302  302  302  302
POST /report/more/<part>                             -        302    302  302   302  302   302  302  302  302  302  302
GET  /report/check                                   -        302    302  302   302  302   302  302  302  302  302  302
POST /report/send                                    -        302    302  302   302  302   302  302  302  302  302  302
GET  /report/sent                                    -        302    302  302   302  302   302  302  302  302  302  302
GET  /report/sent.txt                                -        302    302  302   302  302   302  302  302  302  302  302
GET  /report/finish                                  -        302    302  302   302  302   302  302  302  302  302  302
POST /report/finish                                  -        302    302  302   302  302   302  302  302  302  302  302
GET  /report/erase                                   -        302    302  302   302  302   302  302  302  302  302  302
POST /report/erase                                   -        302    302  302   302  302   302  302  302  302  302  302
GET  /report/whole                                   -        302    302  302   302  302   302  302  302  302  302  302
GET  /report/whole?of=ZZN01                          -        302    302  302   200  200   200  200  200  200  200  200
GET  /report/whole/token                             -        200    200  200   200  200   200  200  200  200  200  200
POST /report/whole/save                              -        400    400  400   400  400   400  400  400  400  400  400
POST /report/whole/files                             -        400    400  400   400  400   400  400  400  400  400  400
POST /report/whole/take-out                          -        400    400  400   400  400   400  400  400  400  400  400
POST /report/whole/help                              -        400    400  400   400  400   400  400  400  400  400  400
POST /report/whole/erase                             -        400    400  400   400  400   400  400  400  400  400  400
POST /report/whole/send                              -        400    400  400   400  400   400  400  400  400  400  400
GET  /report/worker.js                               -        200    200  200   200  200   200  200  200  200  200  200
GET  /incidents/links                                -        302    403  200   403  403   403  403  403  403  403  200
POST /incidents/links                                -        302    403  302   403  403   403  403  403  403  403  302
POST /incidents/links/door                           -        302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/links/print                          -        302    403  302   403  403   403  403  403  403  403  302
POST /incidents/links/<id>/replace                   incident 302    403  404   403  403   403  403  403  403  403  404
POST /incidents/links/<id>/close                     incident 302    403  404   403  403   403  403  403  403  403  404
GET  /incidents/due                                   incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents/due.csv                               incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents/due.xlsx                              incident 302    403  200   403  403   403  200  403  403  403  200
GET  /incidents/due.ics                               incident 404    404  404   404  404   404  404  404  404  404  404
POST /incidents/due/calendar                          incident 302    403  302   403  403   403  302  403  403  403  302
POST /incidents/due/digest                            incident 302    403  302   403  403   403  302  403  403  403  302
GET  /incidents/due/settings                          incident 302    403  200   403  403   403  403  403  403  403  200
POST /incidents/due/settings                          incident 302    403  302   403  403   403  403  403  403  403  302
GET  /incidents/due/settings/<rule>                   incident 302    403  200   403  403   403  403  403  403  403  200
POST /incidents/due/settings/<rule>                   incident 302    403  422   403  403   403  403  403  403  403  422
GET  /incidents/due/<duty_id>/done                    incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/due/<duty_id>/done                    incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/due/<duty_id>/not-needed              incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/due/<duty_id>/not-needed              incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/due/<duty_id>/counted-from            incident 302    403  404   403  403   403  403  403  403  403  404
POST /incidents/due/<duty_id>/counted-from            incident 302    403  404   403  403   403  403  403  403  403  404
GET  /incidents/due/organisation/<own_rule>           incident 302    403  200   403  403   403  403  403  403  403  200
POST /incidents/due/organisation/<own_rule>           incident 302    403  302   403  403   403  403  403  403  403  302
GET  /incidents/<reference>/deadlines                 incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/deadlines                 incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/absences                              incident 302    403  200   403  403   403  403  403  403  403  200
POST /incidents/absences                              incident 302    403  422   403  403   403  403  403  403  403  422
POST /incidents/absences/look                         incident 302    403  409   403  403   403  403  403  403  403  409
POST /incidents/absences/take-over                    incident 302    403  409   403  403   403  403  403  403  403  409
GET  /incidents/<reference>/riddor/<number>           incident 302    403  404   403  403   403  200  403  403  403  200
POST /incidents/<reference>/riddor/<number>           incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/<reference>/riddor/<number>/step      incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/riddor/<number>/step      incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/<reference>/riddor/<number>/f2508     incident 302    403  404   403  403   403  403  403  403  403  200
GET  /incidents/<reference>/riddor/<number>/absences  incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/riddor/<number>/absences  incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/<reference>/riddor/<number>/absences/<absence_id> incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/riddor/<number>/absences/<absence_id> incident 302    403  404   403  403   403  403  403  403  403  302
GET  /incidents/<reference>/riddor/<number>/absences/<absence_id>/wrong incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/riddor/<number>/absences/<absence_id>/wrong incident 302    403  404   403  403   403  403  403  403  403  302
POST /api/v1/incidents                               -        401    422  201   201  201   201  201  201  201  201  201
GET  /api/v1/incidents                               incident 401    403  200   403  403   403  200  403  403  403  200
GET  /api/v1/incidents/codes                         -        401    200  200   200  200   200  200  200  200  200  200
GET  /api/v1/incidents/<reference>                   incident 401    403  404   403  403   403  200  403  403  403  200
PATCH /api/v1/incidents/<reference>                  incident 401    403  404   403  403   403  403  403  403  403  200
"""

BODIES: dict[str, dict[str, Any]] = {
    "POST /evidence/<file>/<deed>": {"hold_reason": "The police asked for it."},
    "POST /evidence/destruction/<destruction>": {"decision": "confirm"},
    "POST /api/v1/evidence/destruction/<destruction>/decision": {"confirm": True},
    "POST /api/v1/evidence/<file>/holds": {"reason": "The police asked for it."},
    "POST /api/v1/evidence/<file>/holds/<hold_id>/lift": {"reason": "They have it."},
    "POST /api/v1/evidence/<file>/destruction": {"reason": "Its time is over."},
    "POST /api/v1/evidence/<file>/disclosures": {"to_whom": "PC Odell", "ground": "police"},
    "POST /api/v1/evidence/<file>/class": {
        "kept_as": "serious_incident",
        "starts_on": "2026-01-05",
        "reason": "It is a serious one.",
    },
    "POST /api/v1/evidence/<file>/release": {"reason": "I looked at it on a machine apart."},
    "POST /report/track": {"reference": "0000-0000", "code": "0000-0000-0000"},
    "POST /report/track/<reference>/answer": {"text": "Thank you."},
    "POST /report/track/<reference>/correct": {"text": "It was a push."},
    "POST /report/track/<reference>/take-back": {"why": ""},
    "POST /report/track/<reference>/notices": {"wanted": "no"},
    "POST /incidents/parts/<contribution>": {"text": "Rest.", "staffing": "as_planned", "offered_1": "yes"},
    "POST /incidents/support": {"text": "Occupational health"},
    "POST /incidents/signposts": {"kind": "fraud", "whom": "Our counter fraud specialist"},
    "POST /incidents/<reference>/support/<affected>": {"what": "stop"},
    "POST /incidents/<reference>/ask": {"part": "witness", "how": "staff", "staff": "<second_operator>"},
    "POST /incidents/<reference>/parts/<contribution>": {"what": "take_back"},
    "POST /incidents/<reference>/tell": {"kind": "message", "text": "We are looking into it."},
    "POST /incidents/views": {"name": "Mine"},
    "POST /incidents/views/<view>": {"name": "Theirs"},
    "POST /incidents/<reference>/triage": {"outcome": "keep"},
    "POST /incidents/<reference>/reopen": {"why": "New footage."},
    "POST /incidents/<reference>/opinions": {"source": "lsms", "opinion": "cannot_say"},
    "POST /incidents/<reference>/accounts": {"text": "The door was open.", "compartment": "narrative"},
    "POST /incidents/local-codes": {"system": "Datix", "meaning": "kinds:theft", "local": "Theft of items"},
    "POST /incidents/local-codes/<local_code>": {"system": "Datix", "meaning": "kinds:burglary", "local": "Theft"},
    "POST /report": {"organisation": "ZZN01"},
    "POST /incidents/links/door": {"organisation": "ZZN01", "open": "yes"},
    "POST /incidents/due/<duty_id>/done": {"act": "victim_referred"},
    "POST /incidents/due/<duty_id>/not-needed": {"because": "She wants none."},
    "POST /incidents/due/organisation/<own_rule>": {"on_day": "<day>", "on_month": "<month>", "on_year": "<year>"},
    "POST /incidents/<reference>/deadlines": {
        "fact": "investigator_named",
        "on_day": "<day>",
        "on_month": "<month>",
        "on_year": "<year>",
    },
    "POST /incidents/due/settings": {"country": "wales", "aim_day": "9"},
    "POST /incidents/<reference>/riddor/<number>": {"work_related": "yes"},
    "POST /incidents/<reference>/riddor/<number>/step": {
        "seen": "<decision_id>",
        "to": "not_reportable",
        "reason": "No injury.",
    },
    "POST /incidents/<reference>/riddor/<number>/absences": {
        "kind": "off_work",
        "first_day_day": "<day>",
        "first_day_month": "<month>",
        "first_day_year": "<year>",
    },
    "POST /incidents/<reference>/riddor/<number>/absences/<absence_id>": {
        "kind": "off_work",
        "first_day_day": "<day>",
        "first_day_month": "<month>",
        "first_day_year": "<year>",
    },
    "POST /incidents/<reference>/riddor/<number>/absences/<absence_id>/wrong": {"why": "Another person."},
    "POST /api/v1/incidents": {"kinds": ["theft"], "occurred_at": "2026-05-03T09:42:00Z"},
    "PATCH /api/v1/incidents/<reference>": {"lfpse_reference": "77"},
}
