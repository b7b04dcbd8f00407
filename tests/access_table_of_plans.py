"""The part of the access table that is about plans, rotas, the next of kin and how people are reached; see
`tests/access_table.py`. The situation `plan`: the plan of the nurse's team, `<plan_id>`, has a draft; a rota of the team,
`<rota_id>`, has a cover, `<cover_id>`, and her manager is away, `<away_id>`; `<point_id>` is a number of the nurse's that is
not verified.
"""

from typing import Any

#                                                        given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = """
GET  /plans                                              plan     302    403  200   403  403   403  200  200  200  200  200
GET  /plans?search=nursing&state=draft                   plan     302    403  200   403  403   403  200  200  200  200  200
GET  /plans?format=csv                                   plan     302    403  200   403  403   403  200  200  200  200  200
GET  /timings                                            plan     302    403  200   403  403   403  200  200  200  200  200
GET  /timings/<place_id>                                 plan     302    403  404   403  403   403  200  200  200  200  200
POST /timings/<place_id>                                 plan     302    403  404   403  403   403  302  403  403  302  302
GET  /plans/new                                          plan     302    403  200   403  403   403  200  403  403  200  200
POST /plans/new                                          plan     302    403  422   403  403   403  422  403  403  302  302
GET  /plans/<plan_id>                                    plan     302    403  404   403  403   403  200  200  200  200  200
GET  /plans/<plan_id>/change                             plan     302    403  404   403  403   403  200  403  403  200  200
POST /plans/<plan_id>/change                             plan     302    403  404   403  403   403  302  403  403  302  302
GET  /plans/<plan_id>/drop                               plan     302    403  404   403  403   403  200  403  403  200  200
POST /plans/<plan_id>/drop                               plan     302    403  404   403  403   403  302  403  403  302  302
GET  /plans/<plan_id>/publish                            plan     302    403  404   403  403   403  200  403  403  200  200
POST /plans/<plan_id>/publish                            plan     302    403  404   403  403   403  302  403  403  302  302
GET  /plans/<plan_id>/week                               plan     302    403  404   403  403   403  200  200  200  200  200
GET  /plans/<plan_id>/week?of=draft                      plan     302    403  404   403  403   403  200  200  200  200  200
GET  /plans/<plan_id>/try                                plan     302    403  404   403  403   403  200  200  200  200  200
GET  /plans/<plan_id>/try?occasion=missed                plan     302    403  404   403  403   403  200  200  200  200  200
GET  /plans/<plan_id>/versions/<number>                  plan     302    403  404   403  403   403  200  200  200  200  200
GET  /rotas                                              plan     302    403  200   403  403   403  200  200  200  200  200
GET  /rotas?format=xlsx                                  plan     302    403  200   403  403   403  200  200  200  200  200
GET  /rotas/new                                          plan     302    403  200   403  403   403  200  403  403  200  200
POST /rotas/new                                          plan     302    403  422   403  403   403  302  403  403  302  302
GET  /rotas/<rota_id>                                    plan     302    403  404   403  403   403  200  200  200  200  200
GET  /rotas/<rota_id>/change                             plan     302    403  404   403  403   403  200  403  403  200  200
POST /rotas/<rota_id>/change                             plan     302    403  404   403  403   403  302  403  403  302  302
GET  /rotas/<rota_id>/versions/<number>                  plan     302    403  404   403  403   403  200  200  200  200  200
POST /rotas/<rota_id>/covers                             plan     302    403  404   403  403   403  302  403  403  302  302
GET  /rotas/<rota_id>/covers/<cover_id>/end              plan     302    403  404   403  403   403  200  403  403  200  200
POST /rotas/<rota_id>/covers/<cover_id>/end              plan     302    403  404   403  403   403  302  403  403  302  302
POST /rotas/<rota_id>/away                               plan     302    403  404   403  403   403  302  403  403  302  302
GET  /rotas/<rota_id>/away/<away_id>/end                 plan     302    403  404   403  403   403  200  403  403  200  200
POST /rotas/<rota_id>/away/<away_id>/end                 plan     302    403  404   403  403   403  302  403  403  302  302
GET  /on-call                                            plan     302    403  200   200  200   200  200  200  200  200  200
POST /on-call/away                                       plan     302    403  404   404  404   404  302  404  404  404  404
GET  /on-call/away/<away_id>/end                         plan     302    403  404   404  404   404  200  404  404  404  404
POST /on-call/away/<away_id>/end                         plan     302    403  404   404  404   404  302  404  404  404  404
GET  /my-safety/calendar                                 plan     302    403  200   200  200   200  403  403  403  403  403
POST /my-safety/calendar                                 plan     302    403  302   302  302   302  403  403  403  403  403
POST /my-safety/calendar/refresh                         plan     302    403  302   302  302   302  403  403  403  403  403
POST /my-safety/calendar/remove                          plan     302    403  302   302  302   302  403  403  403  403  403
GET  /my-safety/kin                                      plan     302    403  200   200  200   200  403  403  403  403  403
POST /my-safety/kin                                      plan     302    403  302   302  302   302  403  403  403  403  403
POST /my-safety/kin/forget                               plan     302    403  302   302  302   302  403  403  403  403  403
GET  /accounts/reached/                                  plan     302    403  200   200  200   200  200  200  200  200  200
POST /accounts/reached/add                               plan     302    403  404   302  404   404  404  404  404  404  404
POST /accounts/reached/notifications                     plan     302    403  404   404  404   404  404  404  404  404  404
POST /accounts/reached/<point_id>/code                   plan     302    403  404   302  404   404  404  404  404  404  404
POST /accounts/reached/<point_id>/prove                  plan     302    403  404   422  404   404  404  404  404  404  404
POST /accounts/reached/<point_id>/first                  plan     302    403  404   302  404   404  404  404  404  404  404
GET  /accounts/reached/<point_id>/remove                 plan     302    403  404   200  404   404  404  404  404  404  404
POST /accounts/reached/<point_id>/remove                 plan     302    403  404   302  404   404  404  404  404  404  404
POST /api/v1/plans                                       plan     401    403  422   403  403   403  422  403  403  422  422
PUT  /api/v1/plans/<plan_id>/draft                       plan     401    403  404   403  403   403  200  403  403  200  200
DELETE /api/v1/plans/<plan_id>/draft                     plan     401    403  404   403  403   403  200  403  403  200  200
POST /api/v1/plans/<plan_id>/publish                     plan     401    403  404   403  403   403  200  403  403  200  200
POST /api/v1/rotas                                       plan     401    403  422   403  403   403  201  403  403  201  201
PUT  /api/v1/rotas/<rota_id>                             plan     401    403  404   403  403   403  200  403  403  200  200
POST /api/v1/rotas/<rota_id>/covers                      plan     401    403  404   403  403   403  201  403  403  201  201
DELETE /api/v1/rotas/<rota_id>/covers/<cover_id>         plan     401    403  404   403  403   403  204  403  403  204  204
POST /api/v1/rotas/<rota_id>/away                        plan     401    403  404   403  403   403  201  403  403  201  201
DELETE /api/v1/rotas/<rota_id>/away/<away_id>            plan     401    403  404   403  403   403  204  403  403  204  204
GET  /api/v1/on-call                                     plan     401    403  200   200  200   200  200  200  200  200  200
POST /api/v1/on-call/away                                plan     401    403  201   201  201   201  201  201  201  201  201
DELETE /api/v1/on-call/away/<away_id>                    plan     401    403  404   404  404   404  204  404  404  404  404
GET  /api/v1/plans                                       plan     401    403  200   403  403   403  200  200  200  200  200
GET  /api/v1/plans/<plan_id>                             plan     401    403  404   403  403   403  200  200  200  200  200
GET  /api/v1/plans/<plan_id>/dry-run                     plan     401    403  404   403  403   403  200  200  200  200  200
GET  /api/v1/plans/<plan_id>/dry-run?occasion=missed     plan     401    403  404   403  403   403  200  200  200  200  200
GET  /api/v1/timings                                     plan     401    403  200   403  403   403  200  200  200  200  200
GET  /api/v1/timings/<place_id>                          plan     401    403  404   403  403   403  200  200  200  200  200
POST /api/v1/timings/<place_id>                          plan     401    403  404   403  403   403  201  403  403  201  201
GET  /api/v1/rotas                                       plan     401    403  200   403  403   403  200  200  200  200  200
GET  /api/v1/rotas/<rota_id>                             plan     401    403  404   403  403   403  200  200  200  200  200
"""

_DAY = {"begins_day": "<rota day>", "begins_time": "09:00", "ends_day": "<rota end>", "ends_time": "09:00"}
_SPAN = {"begins": "<rota day>T09:00:00Z", "ends": "<rota end>T09:00:00Z"}
_API_ROTA = {"name": "Nights", "first_day": "2026-03-02", "people": ["<manager_id>", "<buddy_id>"]}
_ROTA = {
    "name": "Nights",
    "team": "<team_id>",
    "length": "week",
    "first_day": "2026-03-02",
    "hand_over": "09:00",
    "people": "manager@example.org\nbuddy@example.org",
    "together": "1",
    "do": "publish",
}
BODIES: dict[str, dict[str, Any]] = {
    "POST /timings/<place_id>": {"driving_s": "90", "why": "The rounds on the moor"},
    "POST /api/v1/timings/<place_id>": {"said": {"driving_s": 5400}, "why": "The rounds on the moor"},
    "POST /plans/new": {"for": "<organisation_id>", "name": "Everybody else"},
    "POST /plans/<plan_id>/change": {
        "steps": "1",
        "people-1": "Bo Lind",
        "roles-1": ["operator"],
        "timeout-1": "90",
        "order": "alone",
    },
    "POST /rotas/new": _ROTA | {"name": "Days"},
    "POST /rotas/<rota_id>/change": _ROTA,
    "POST /rotas/<rota_id>/covers": {"covered": "<manager_id>", "by": "Olu Grant", **_DAY},
    "POST /rotas/<rota_id>/away": {"person": "<manager_id>", **_DAY},
    "POST /on-call/away": {"place": "<manager_id>", **_DAY},
    "POST /api/v1/plans": {"name": "District nursing again", "team": "<team_id>"},
    "PUT /api/v1/plans/<plan_id>/draft": {"steps": [{"roles": ["operator"]}]},
    "POST /api/v1/plans/<plan_id>/publish": {"with_gaps": True},
    "POST /api/v1/rotas": _API_ROTA | {"name": "Days", "team": "<team_id>"},
    "PUT /api/v1/rotas/<rota_id>": _API_ROTA,
    "POST /api/v1/rotas/<rota_id>/covers": {"covered": "<manager_id>", "by": "<buddy_id>", **_SPAN},
    "POST /api/v1/rotas/<rota_id>/away": {"person": "<manager_id>", **_SPAN},
    "POST /api/v1/on-call/away": _SPAN | {"leaves_gap": True},
    "POST /my-safety/calendar": {"url": "https://calendar.example.org/mine.ics"},
    "POST /my-safety/kin": {"name": "Ola Okoye", "number": "07700 900888", "tells": "help"},
    "POST /accounts/reached/add": {"place": "<held>", "channel": "sms", "address": "07700 900999"},
    "POST /accounts/reached/<point_id>/prove": {"code": "not the one"},
}
