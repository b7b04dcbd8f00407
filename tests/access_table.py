"""Who is answered what by every route.

One line for a method and a route, and the status that it answers to each viewer, who all come to the same situation
(`given`, made by `tests/database/test_every_route.py`). A new route needs a line here; the outsider is in every one.

Situations, all of them the nurse's:

=========  =========================================================================================================
`-`        no visit, no alarm
`planned`  a visit on her list
`visit`    a visit that runs, with an amber note, written and spoken
`alarm`    a visit that runs, and a call for help that nobody has taken; `<id>` is the alarm
`taken`    the same, taken by `operator`
`closed`   the same, closed by `operator` as genuine
`incident` no visit; the nurse reported that she was struck: `<reference>`, `<code>`, and `<affected>`, `<responsible>`,
           `<account>` of it; the LSMS is sending a file to it (`<upload>`), and has
           added another (`<file>`) and proposed to destroy that (`<destruction>`); her manager was asked for `<contribution>`. `<part_key>` and `<care_key>` open nothing: what
           the real ones open is tried in `tests/database/incidents`; `<view>` is a
           view that the LSMS saved; person `<number>` of it is off work (`<absence_id>`), and the police were told
           (`<duty_id>`)
`import`   a file of incidents that the `lsms` sent and that was checked: `<id>`
`case`     a case of such a report, which the `lsms` works: `<reference>` and `<id>`; `<task_id>` and `<event_id>` of it, and
           `<incident>`, another report without a case; `<sanction_id>`, a warning that is proposed; `<waiting_id>`, an
           exclusion that waits on the director; `<removal_id>` and `<practice_id>`, removals; `<loss_id>`, `<claim_id>`
           and `<payment_id>` of it. An offence of its `<report>` against `<affected_id>` was found proved: `<track_id>`,
           with a hearing, somebody who comes to it, a plea, an order and a deadline; `<police_act>` is next. They were
           offered support, `<offer_id>`, and told. `<document_id>` was produced about it, by a template of which
           `<number>` is a version of the provider's own. The nurse's manager is to change something: `<action_id>`.
           A recording was asked for, `<footage_id>` and `<footage_act>`; `<exhibit_id>` is a thing.
           What happened was sent for legal advice, `<referral_id>`, to `<adviser_body>`.
           An interview, `<interview_id>`, is planned and a statement, `<statement_id>`, is not signed. The scene was
           described, `<note_id>`, and a policy applied, `<policy_id>`. Of the disclosure schedule the statement,
           `<source>` and `<source_id>`, is not on it yet, `<item_id>` is, and another row was disclosed, `<given_id>`
           A lesson, `<lesson_id>`, is a draft; `<lesson_act>` is next.
=========  =========================================================================================================

Viewers: `anonymous`; `nobody`, with an account and no place anywhere; `outsider`, operator, worker and LSMS of
another provider; `nurse` herself; `second_nurse` of the same team; her `buddy`, who is a worker too; her `manager`; two
operators; the `supervisor` of the response centre; the `lsms`.
"""

from dataclasses import dataclass
from typing import Any

from tests.access_table_of_cases import BODIES as BODIES_OF_CASES
from tests.access_table_of_cases import TABLE as TABLE_OF_CASES
from tests.access_table_of_documents import BODIES as BODIES_OF_DOCUMENTS
from tests.access_table_of_documents import TABLE as TABLE_OF_DOCUMENTS
from tests.access_table_of_sanctions import BODIES as BODIES_OF_SANCTIONS
from tests.access_table_of_sanctions import TABLE as TABLE_OF_SANCTIONS

VIEWERS = (
    "anonymous",
    "nobody",
    "outsider",
    "nurse",
    "second_nurse",
    "buddy",
    "manager",
    "operator",
    "second_operator",
    "supervisor",
    "lsms",
)
"""What `director` and `administrator` may do besides is tried where it matters, in `tests/database/incidents`."""

TABLE = """
                                                     given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
GET  /                                               -        302    200  200   200  200   200  200  200  200  200  200
GET  /healthz                                        -        200    200  200   200  200   200  200  200  200  200  200
GET  /readyz                                         -        200    200  200   200  200   200  200  200  200  200  200
GET  /metrics                                        -        200    200  200   200  200   200  200  200  200  200  200
GET  /accounts/login/                                -        200    302  302   302  302   302  302  302  302  302  302
POST /accounts/login/                                -        200    302  302   302  302   302  302  302  302  302  302
GET  /accounts/logout/                               -        302    200  200   200  200   200  200  200  200  200  200
POST /accounts/logout/                               -        302    302  302   302  302   302  302  302  302  302  302
GET  /accounts/inactive/                             -        200    200  200   200  200   200  200  200  200  200  200
GET  /accounts/signed-in/                            -        302    200  200   200  200   200  200  200  200  200  200
POST /accounts/signed-in/others/sign-out/            -        302    302  302   302  302   302  302  302  302  302  302
POST /accounts/signed-in/<session_id>/sign-out/      -        302    404  404   302  404   404  404  404  404  404  404
GET  /accounts/password/change/                      -        302    200  200   200  200   200  200  200  200  200  200
POST /accounts/password/change/                      -        302    200  200   200  200   200  200  200  200  200  200
GET  /accounts/password/reset/                       -        200    200  200   200  200   200  200  200  200  200  200
POST /accounts/password/reset/                       -        302    302  302   302  302   302  302  302  302  302  302
GET  /accounts/password/reset/done/                  -        200    200  200   200  200   200  200  200  200  200  200
GET  /accounts/password/reset/key/<uidb36>-<key>/    -        302    302  302   302  302   302  302  302  302  302  302
POST /accounts/password/reset/key/<uidb36>-<key>/    -        302    302  302   302  302   302  302  302  302  302  302
GET  /accounts/password/reset/key/done/              -        200    200  200   200  200   200  200  200  200  200  200
GET  /my-safety                                      taken    302    403  200   200  200   200  403  403  403  403  403
GET  /my-safety/now                                  taken    302    403  200   200  200   200  403  403  403  403  403
GET  /my-safety/who                                  taken    302    403  200   200  200   200  403  403  403  403  403
POST /my-safety/help                                 visit    302    403  302   302  302   302  403  403  403  403  403
POST /my-safety/visits                               -        302    403  409   302  302   302  403  403  403  403  403
POST /my-safety/visits/<id>/start                    planned  302    403  404   302  404   404  403  403  403  403  403
GET  /my-safety/visits/<id>/cancel                   planned  302    403  404   200  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/cancel                   planned  302    403  404   302  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/note                     visit    302    403  404   302  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/check-in                 visit    302    403  404   302  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/extend                   visit    302    403  404   302  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/end                      visit    302    403  404   302  404   404  403  403  403  403  403
GET  /response                                       taken    302    403  200   200  200   200  200  200  200  200  200
GET  /response?alarm=<id>                            taken    302    403  200   200  200   200  200  200  200  200  200
GET  /response/live                                  taken    302    403  200   200  200   200  200  200  200  200  200
GET  /response/live?alarm=<id>                       taken    302    403  200   200  200   200  200  200  200  200  200
GET  /response/alarms/<id>                           alarm    302    403  404   404  404   302  302  302  302  302  302
POST /response/alarms/<id>/take                      alarm    302    403  404   404  404   302  302  302  302  302  302
POST /response/alarms/<id>/note                      taken    302    403  404   404  404   302  302  302  302  302  302
GET  /response/alarms/<id>/spoken-note               taken    302    403  404   404  404   200  200  200  200  200  200
POST /response/alarms/<id>/hand-over                 taken    302    403  404   404  404   409  409  302  409  409  409
POST /response/alarms/<id>/close                     taken    302    403  404   404  404   403  403  302  403  302  302
POST /response/alarms/<id>/check                     closed   302    403  404   404  404   302  302  409  302  302  302
GET  /incidents/import                               -        302    403  200   403  403   403  403  403  403  403  200
POST /incidents/import                               -        302    403  422   403  403   403  403  403  403  403  422
GET  /incidents/import/<id>                          import   302    403  404   403  403   403  403  403  403  403  200
GET  /incidents/import/<id>/columns                  import   302    403  404   403  403   403  403  403  403  403  200
POST /incidents/import/<id>/columns                  import   302    403  404   403  403   403  403  403  403  403  422
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
POST /incidents/webhooks/<id>/test                   incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/<id>/switch                 incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/<id>/secret                 incident 302    403  403   403  403   403  403  403  403  403  403
GET  /incidents/webhooks/<id>/remove                 incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/<id>/remove                 incident 302    403  403   403  403   403  403  403  403  403  403
POST /incidents/webhooks/deliveries/<id>/again       incident 302    403  403   403  403   403  403  403  403  403  403
GET  /c/<key>                                        visit    200    200  200   200  200   200  200  200  200  200  200
POST /c/<key>                                        visit    200    200  200   200  200   200  200  200  200  200  200
GET  /c/<key>/<press>                                visit    200    200  200   200  200   200  200  200  200  200  200
POST /c/<key>/<press>                                visit    200    200  200   200  200   200  200  200  200  200  200
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
GET  /incidents/<reference>/closed                   incident 302    403  404   403  403   403  403  403  403  403  200
POST /incidents/<reference>/closed                   incident 302    403  404   403  403   403  403  403  403  403  422
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
POST /messages/notify/receipts                       -        401    401  401   401  401   401  401  401  401  401  401
POST /messages/notify/replies                        -        401    401  401   401  401   401  401  401  401  401  401
GET  /demo/messages                                  taken    302    200  200   200  200   200  200  200  200  200  200
POST /demo/messages/<message_id>/answer              alarm    302    404  404   302  302   302  302  302  302  302  302
GET  /api/v1/                                        -        302    302  302   302  302   302  302  302  302  302  302
GET  /api/v1/docs                                    -        200    200  200   200  200   200  200  200  200  200  200
GET  /api/v1/openapi.json                            -        200    200  200   200  200   200  200  200  200  200  200
GET  /api/v1/me                                      -        401    200  200   200  200   200  200  200  200  200  200
GET  /api/v1/alarms/stream                           -        401    403  200   200  200   200  200  200  200  200  200
POST /api/v1/visits                                  -        401    403  409   201  201   201  403  403  403  403  403
GET  /api/v1/visits                                  visit    401    403  200   200  200   200  200  200  200  200  200
GET  /api/v1/visits/<id>                             visit    401    403  404   200  404   200  200  200  200  200  200
POST /api/v1/visits/<id>/start                       planned  401    403  404   200  404   404  403  403  403  403  403
POST /api/v1/visits/<id>/cancel                      planned  401    403  404   200  404   404  403  403  403  403  403
POST /api/v1/visits/<id>/check-in                    visit    401    403  404   200  404   404  403  403  403  403  403
POST /api/v1/visits/<id>/extend                      visit    401    403  404   200  404   404  403  403  403  403  403
POST /api/v1/visits/<id>/end                         visit    401    403  404   200  404   200  200  200  200  200  403
POST /api/v1/visits/<id>/note                        visit    401    403  404   201  404   404  403  403  403  403  403
POST /api/v1/alarms                                  visit    401    403  201   201  201   201  403  403  403  403  403
GET  /api/v1/alarms                                  taken    401    403  200   200  200   200  200  200  200  200  200
GET  /api/v1/alarms/<id>                             taken    401    403  404   404  404   200  200  200  200  200  200
POST /api/v1/alarms/<id>/take                        alarm    401    403  404   404  404   200  200  200  200  200  200
POST /api/v1/alarms/<id>/note                        taken    401    403  404   404  404   200  200  200  200  200  200
POST /api/v1/alarms/<id>/hand-over                   taken    401    403  404   404  404   409  409  200  409  409  409
POST /api/v1/alarms/<id>/close                       taken    401    403  404   404  404   403  403  200  403  200  200
GET  /api/v1/alarms/<id>/timeline                    taken    401    403  404   404  404   200  200  200  200  200  200
POST /api/v1/incidents                               -        401    422  201   201  201   201  201  201  201  201  201
GET  /api/v1/incidents                               incident 401    403  200   403  403   403  200  403  403  403  200
GET  /api/v1/incidents/codes                         -        401    200  200   200  200   200  200  200  200  200  200
GET  /api/v1/incidents/<reference>                   incident 401    403  404   403  403   403  200  403  403  403  200
PATCH /api/v1/incidents/<reference>                  incident 401    403  404   403  403   403  403  403  403  403  200
"""

DEVICES_PORT = """
                           stranger guesser elsewhere device
POST /owntracks            401      401     200       200
GET  /                     400      400     200       200
POST /                     400      400     200       200
GET  /osmand               400      400     200       200
POST /osmand               400      400     200       200
GET  /osmand/              400      400     200       200
POST /osmand/              400      400     200       200
GET  /c/<key>              404      404     200       200
POST /c/<key>              404      404     200       200
GET  /c/<key>/sos          404      404     200       200
POST /c/<key>/sos          404      404     200       200
GET  /c/<key>/end          404      404     200       200
POST /c/<key>/end          404      404     200       200
GET  /healthz              200      200     200       200
GET  /readyz               200      200     200       200
GET  /metrics              200      200     200       200
"""
"""The gateway's own port. `stranger` sends no credentials, `guesser` the device's name and a wrong secret; `elsewhere`
is a device of another provider, with its own credentials, that names the first one's in what it says; `device` is the
nurse's."""

BODIES: dict[str, dict[str, Any]] = {
    "POST /evidence/<file>/<deed>": {"hold_reason": "The police asked for it."},
    "POST /evidence/destruction/<destruction>": {"decision": "confirm"},
    "POST /accounts/login/": {"login": "manager", "password": "not the one"},
    "POST /accounts/password/change/": {"oldpassword": "not the one", "password1": "x", "password2": "x"},
    "POST /accounts/password/reset/": {"email": "manager@example.org"},
    "POST /accounts/password/reset/key/<uidb36>-<key>/": {"password1": "short", "password2": "short"},
    "POST /my-safety/visits": {"place": "2 Mill Lane", "minutes": "45"},
    "POST /my-safety/visits/<id>/extend": {"minutes": "30"},
    "POST /my-safety/visits/<id>/note": {"text": "Two dogs."},
    "POST /my-safety/visits/<id>/end": {"pin": "2468"},
    "POST /report/track": {"reference": "0000-0000", "code": "0000-0000-0000"},
    "POST /report/track/<reference>/answer": {"text": "Thank you."},
    "POST /report/track/<reference>/correct": {"text": "It was a push."},
    "POST /report/track/<reference>/take-back": {"why": ""},
    "POST /report/track/<reference>/notices": {"wanted": "no"},
    "POST /incidents/parts/<contribution>": {"text": "Rest.", "staffing": "as_planned", "offered_1": "yes"},
    "POST /incidents/support": {"text": "Occupational health"},
    "POST /incidents/<reference>/support/<affected>": {"what": "stop"},
    "POST /incidents/<reference>/ask": {"part": "witness", "how": "staff", "staff": "<second_operator>"},
    "POST /incidents/<reference>/parts/<contribution>": {"what": "take_back"},
    "POST /incidents/<reference>/tell": {"kind": "message", "text": "We are looking into it."},
    "POST /response/alarms/<id>/note": {"note": "Ringing her."},
    "POST /response/alarms/<id>/hand-over": {"to": "<second_operator>"},
    "POST /response/alarms/<id>/close": {"outcome": "found_safe", "text": "She is well."},
    "POST /incidents/views": {"name": "Mine"},
    "POST /incidents/views/<view>": {"name": "Theirs"},
    "POST /response/alarms/<id>/check": {"text": "Her manager confirms it."},
    "POST /incidents/<reference>/triage": {"outcome": "keep"},
    "POST /incidents/<reference>/reopen": {"why": "New footage."},
    "POST /incidents/<reference>/opinions": {"source": "lsms", "opinion": "cannot_say"},
    "POST /incidents/<reference>/accounts": {"text": "The door was open.", "compartment": "narrative"},
    "POST /incidents/local-codes": {"system": "Datix", "meaning": "kinds:theft", "local": "Theft of items"},
    "POST /incidents/local-codes/<local_code>": {"system": "Datix", "meaning": "kinds:burglary", "local": "Theft"},
    "POST /report": {"organisation": "ZZN01"},
    "POST /incidents/links/door": {"organisation": "ZZN01", "open": "yes"},
    "POST /demo/messages/<message_id>/answer": {"code": "take", "answer_id": "018f0000-0000-7000-8000-000000000001"},
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
    "POST /api/v1/visits": {"place": "2 Mill Lane", "planned_end": "<in an hour>", "start": True},
    "POST /api/v1/visits/<id>/extend": {"minutes": 30},
    "POST /api/v1/visits/<id>/end": {"pin": "2468", "evidence": "I spoke to her."},
    "POST /api/v1/visits/<id>/note": {"text": "Two dogs."},
    "POST /api/v1/incidents": {"kinds": ["theft"], "occurred_at": "2026-05-03T09:42:00Z"},
    "PATCH /api/v1/incidents/<reference>": {"lfpse_reference": "77"},
    "POST /api/v1/alarms": {"kind": "sos", "text": "Dog"},
    "POST /api/v1/alarms/<id>/note": {"text": "Ringing her."},
    "POST /api/v1/alarms/<id>/hand-over": {"to": "<second_operator>"},
    "POST /api/v1/alarms/<id>/close": {"outcome": "found_safe", "text": "She is well."},
    **BODIES_OF_CASES,
    **BODIES_OF_DOCUMENTS,
    **BODIES_OF_SANCTIONS,
}
"""What is sent with a POST: a form to a page, JSON to the API."""


@dataclass(frozen=True)
class Line:
    """A line of the table. `query` is what follows `?`, with `<id>` for the alarm."""

    method: str
    path: str
    query: str
    given: str
    statuses: dict[str, int]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def __str__(self) -> str:
        return f"{self.name}{self.query and '?'}{self.query} {self.given}"


def lines_of_the_devices_port() -> list[Line]:
    """The second table, read."""
    viewers, *rows = [text.split() for text in DEVICES_PORT.strip().splitlines()]
    return [
        Line(method, path, "", "", dict(zip(viewers, map(int, statuses), strict=True)))
        for method, path, *statuses in rows
    ]


def lines() -> list[Line]:
    """The table, read."""
    found = []
    tables = (TABLE_OF_CASES, TABLE_OF_SANCTIONS, TABLE_OF_DOCUMENTS)
    of_cases = [line for table in tables for line in table.strip().splitlines()]
    for text in [*TABLE.strip().splitlines()[1:], *of_cases]:
        method, url, given, *statuses = text.split()
        path, _, query = url.partition("?")
        by_viewer = dict(zip(VIEWERS, map(int, statuses), strict=True))
        found.append(Line(method, path, query, given, by_viewer))
    return found
