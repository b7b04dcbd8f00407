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
           `<account>` of it, `<connection>` that is none; the LSMS is sending a file to it (`<upload>`), and has
           added another (`<file>`), held it (`<hold_id>`) and proposed to destroy it (`<destruction>`); her manager was asked for `<contribution>`. `<part_key>` and `<care_key>` open nothing: what
           the real ones open is tried in `tests/database/incidents`; `<view>` is a
           view that the LSMS saved; person `<number>` of it is off work (`<absence_id>`), and the police were told
           (`<duty_id>`)
`import`   a file of incidents that the `lsms` sent and that was checked: `<id>`
`case`     a case of such a report, which the `lsms` works: `<reference>` and `<id>`; `<task_id>` and `<event_id>` of it, and
           `<incident>`, another report without a case; `<owed>`, a promise to a person hurt that was kept already (`test_waiving` has one that was not), and `<waiver_id>`, that one asked not to keep it; `<sanction_id>`, a warning that is proposed, with `<letter_id>`; `<waiting_id>`, an
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
           A lesson, `<lesson_id>`, is a draft; `<lesson_act>` is next. Money was ordered to be paid, `<compensation_id>`.
           The director looked through it with the `lsms`, `<specialist_id>`: `<supervision_id>`, with `<agreed_id>`.
`marker`   an active violence marker, `<id>`, about `<subject_id>` on a report of the nurse, `<key>`, of which a letter, `<document_id>`, was made
`gate`     a visit that waits: `tests/access_table_of_gate.py`
`plan`     a draft of a plan, a rota, and how people are reached: `tests/access_table_of_plans.py`
=========  =========================================================================================================

Viewers: `anonymous`; `nobody`, with an account and no place anywhere; `outsider`, operator, worker and LSMS of
another provider; `nurse` herself; `second_nurse` of the same team; her `buddy`, who is a worker too; her `manager`; two
operators; the `supervisor` of the response centre; the `lsms`.
"""

from dataclasses import dataclass
from typing import Any

from tests.access_table_of_buddies import BODIES as BODIES_OF_BUDDIES
from tests.access_table_of_buddies import TABLE as TABLE_OF_BUDDIES
from tests.access_table_of_cases import BODIES as BODIES_OF_CASES
from tests.access_table_of_cases import TABLE as TABLE_OF_CASES
from tests.access_table_of_casework_api import BODIES as BODIES_OF_CASEWORK_API
from tests.access_table_of_casework_api import TABLE as TABLE_OF_CASEWORK_API
from tests.access_table_of_documents import BODIES as BODIES_OF_DOCUMENTS
from tests.access_table_of_documents import TABLE as TABLE_OF_DOCUMENTS
from tests.access_table_of_gate import BODIES as BODIES_OF_GATE
from tests.access_table_of_gate import TABLE as TABLE_OF_GATE
from tests.access_table_of_incidents import BODIES as BODIES_OF_INCIDENTS
from tests.access_table_of_incidents import TABLE as TABLE_OF_INCIDENTS
from tests.access_table_of_inquiry import BODIES as BODIES_OF_INQUIRY
from tests.access_table_of_inquiry import TABLE as TABLE_OF_INQUIRY
from tests.access_table_of_markers import BODIES as BODIES_OF_MARKERS
from tests.access_table_of_markers import TABLE as TABLE_OF_MARKERS
from tests.access_table_of_plans import BODIES as BODIES_OF_PLANS
from tests.access_table_of_plans import TABLE as TABLE_OF_PLANS
from tests.access_table_of_sanctions import BODIES as BODIES_OF_SANCTIONS
from tests.access_table_of_sanctions import TABLE as TABLE_OF_SANCTIONS
from tests.access_table_of_supervision import BODIES as BODIES_OF_SUPERVISION
from tests.access_table_of_supervision import TABLE as TABLE_OF_SUPERVISION

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
POST /accounts/unsaved/                              -        400    400  400   400  400   400  400  400  400  400  400
GET  /accounts/signed-in/                            -        302    200  200   200  200   200  200  200  200  200  200
GET  /accounts/sign-ins/                             -        302    200  200   200  200   200  200  200  200  200  200
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
GET  /staff                                          -        302    403  403   403  403   403  403  403  403  403  403
GET  /staff/tokens                                   -        302    403  403   403  403   403  403  403  403  403  403
GET  /staff/tokens/<token_id>/revoke                 -        302    403  403   403  403   403  403  403  403  403  403
POST /staff/tokens/<token_id>/revoke                 -        302    403  403   403  403   403  403  403  403  403  403
GET  /staff/<staff_id>                               -        302    403  403   403  403   403  403  403  403  403  403
POST /staff/<staff_id>/roles                         -        302    403  403   403  403   403  403  403  403  403  403
GET  /staff/<staff_id>/roles/<appointment_id>/end    -        302    403  403   403  403   403  403  403  403  403  403
POST /staff/<staff_id>/roles/<appointment_id>/end    -        302    403  403   403  403   403  403  403  403  403  403
POST /staff/<staff_id>/sign-out                      -        302    403  403   403  403   403  403  403  403  403  403
GET  /my-safety                                      taken    302    403  200   200  200   200  403  403  403  403  403
GET  /my-safety/now                                  taken    302    403  200   200  200   200  403  403  403  403  403
GET  /my-safety/who                                  taken    302    403  200   200  200   200  403  403  403  403  403
GET  /my-safety/worker.js                            taken    200    200  200   200  200   200  200  200  200  200  200
GET  /my-safety/without-signal                       taken    200    200  200   200  200   200  200  200  200  200  200
POST /my-safety/help                                 visit    302    403  302   302  302   302  403  403  403  403  403
POST /my-safety/visits                               -        302    403  409   302  302   302  403  403  403  403  403
POST /my-safety/visits/<id>/start                    planned  302    403  404   302  404   404  403  403  403  403  403
GET  /my-safety/visits/<id>/cancel                   planned  302    403  404   200  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/cancel                   planned  302    403  404   302  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/note                     visit    302    403  404   302  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/check-in                 visit    302    403  404   302  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/extend                   visit    302    403  404   302  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/driving                  visit    302    403  404   409  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/end                      visit    302    403  404   302  404   404  403  403  403  403  403
POST /my-safety/visits/<id>/home-safe                visit    302    403  404   409  404   404  403  403  403  403  403
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
POST /response/alarms/<id>/reopen                    closed   302    403  404   404  404   302  302  302  302  302  302
GET  /c/<key>                                        visit    200    200  200   200  200   200  200  200  200  200  200
POST /c/<key>                                        visit    200    200  200   200  200   200  200  200  200  200  200
GET  /c/<key>/<press>                                visit    200    200  200   200  200   200  200  200  200  200  200
POST /c/<key>/<press>                                visit    200    200  200   200  200   200  200  200  200  200  200
POST /messages/notify/receipts                       -        401    401  401   401  401   401  401  401  401  401  401
POST /messages/notify/replies                        -        401    401  401   401  401   401  401  401  401  401  401
GET  /messages/push/worker.js                        -        200    200  200   200  200   200  200  200  200  200  200
POST /messages/push/<message_id>/shown                -        403    403  403   403  403   403  403  403  403  403  403
POST /messages/voice/<message_id>/answer              -        403    403  403   403  403   403  403  403  403  403  403
POST /messages/voice/<message_id>/heard               -        403    403  403   403  403   403  403  403  403  403  403
POST /messages/voice/<message_id>/key                 -        403    403  403   403  403   403  403  403  403  403  403
POST /messages/voice/<message_id>/outcome/<digits>/<turn> -         403    403  403   403  403   403  403  403  403  403  403
POST /messages/voice/<message_id>/status              -        403    403  403   403  403   403  403  403  403  403  403
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
POST /api/v1/visits/<id>/driving                     visit    401    403  404   409  404   404  403  403  403  403  403
POST /api/v1/visits/<id>/end                         visit    401    403  404   200  404   200  200  200  200  200  403
POST /api/v1/visits/<id>/home-safe                   visit    401    403  404   409  404   404  403  403  403  403  403
POST /api/v1/visits/<id>/note                        visit    401    403  404   201  404   404  403  403  403  403  403
POST /api/v1/alarms                                  visit    401    403  201   201  201   201  403  403  403  403  403
GET  /api/v1/alarms                                  taken    401    403  200   200  200   200  200  200  200  200  200
GET  /api/v1/alarms/<id>                             taken    401    403  404   404  404   200  200  200  200  200  200
POST /api/v1/alarms/<id>/take                        alarm    401    403  404   404  404   200  200  200  200  200  200
POST /api/v1/alarms/<id>/note                        taken    401    403  404   404  404   200  200  200  200  200  200
POST /api/v1/alarms/<id>/hand-over                   taken    401    403  404   404  404   409  409  200  409  409  409
POST /api/v1/alarms/<id>/close                       taken    401    403  404   404  404   403  403  200  403  200  200
POST /api/v1/alarms/<id>/reopen                      closed   401    403  404   404  404   200  200  200  200  200  200
GET  /api/v1/alarms/<id>/timeline                    taken    401    403  404   404  404   200  200  200  200  200  200
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
    "POST /accounts/login/": {"login": "manager", "password": "not the one"},
    "POST /accounts/password/change/": {"oldpassword": "not the one", "password1": "x", "password2": "x"},
    "POST /accounts/password/reset/": {"email": "manager@example.org"},
    "POST /accounts/password/reset/key/<uidb36>-<key>/": {"password1": "short", "password2": "short"},
    "POST /my-safety/visits": {"place": "2 Mill Lane", "minutes": "45"},
    "POST /my-safety/visits/<id>/extend": {"minutes": "30"},
    "POST /my-safety/visits/<id>/note": {"text": "Two dogs."},
    "POST /my-safety/visits/<id>/driving": {"minutes": "30"},
    "POST /my-safety/visits/<id>/end": {"pin": "2468"},
    "POST /my-safety/visits/<id>/home-safe": {"pin": "2468"},
    "POST /response/alarms/<id>/note": {"note": "Ringing her."},
    "POST /response/alarms/<id>/hand-over": {"to": "<second_operator>"},
    "POST /response/alarms/<id>/close": {"outcome": "found_safe", "text": "She is well."},
    "POST /response/alarms/<id>/check": {"text": "Her manager confirms it."},
    "POST /response/alarms/<id>/reopen": {"why": "She has not come home."},
    "POST /demo/messages/<message_id>/answer": {"code": "take", "answer_id": "018f0000-0000-7000-8000-000000000001"},
    "POST /api/v1/visits": {"place": "2 Mill Lane", "planned_end": "<in an hour>", "start": True},
    "POST /api/v1/visits/<id>/extend": {"minutes": 30},
    "POST /api/v1/visits/<id>/driving": {"minutes": 30},
    "POST /api/v1/visits/<id>/end": {"pin": "2468", "evidence": "I spoke to her."},
    "POST /api/v1/visits/<id>/home-safe": {"pin": "2468"},
    "POST /api/v1/visits/<id>/note": {"text": "Two dogs."},
    "POST /api/v1/alarms": {"kind": "sos", "text": "Dog"},
    "POST /api/v1/alarms/<id>/note": {"text": "Ringing her."},
    "POST /api/v1/alarms/<id>/hand-over": {"to": "<second_operator>"},
    "POST /api/v1/alarms/<id>/reopen": {"text": "She has not come home."},
    "POST /api/v1/alarms/<id>/close": {"outcome": "found_safe", "text": "She is well."},
    **BODIES_OF_BUDDIES,
    **BODIES_OF_CASES,
    **BODIES_OF_CASEWORK_API,
    **BODIES_OF_DOCUMENTS,
    **BODIES_OF_GATE,
    **BODIES_OF_INCIDENTS,
    **BODIES_OF_INQUIRY,
    **BODIES_OF_PLANS,
    **BODIES_OF_MARKERS,
    **BODIES_OF_SANCTIONS,
    **BODIES_OF_SUPERVISION,
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
    of_cases = (TABLE_OF_CASES, TABLE_OF_CASEWORK_API, TABLE_OF_INQUIRY, TABLE_OF_SANCTIONS, TABLE_OF_SUPERVISION)
    of_people = (TABLE_OF_MARKERS, TABLE_OF_BUDDIES, TABLE_OF_GATE)
    parts = (TABLE_OF_INCIDENTS, *of_cases, TABLE_OF_DOCUMENTS, TABLE_OF_PLANS, *of_people)
    of_parts = [line for part in parts for line in part.strip().splitlines()]
    for text in [*TABLE.strip().splitlines()[1:], *of_parts]:
        method, url, given, *statuses = text.split()
        path, _, query = url.partition("?")
        by_viewer = dict(zip(VIEWERS, map(int, statuses), strict=True))
        found.append(Line(method, path, query, given, by_viewer))
    return found
