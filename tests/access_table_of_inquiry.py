"""The part of the access table that is about the investigation of a case; see `tests/access_table.py`."""

from typing import Any

from tests.access_table_of_cases import on

#                                                                  given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = """
GET   /cases/<reference>/inquiry                                    case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/inquiry/interviews/add                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/interviews/add                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/interviews/<interview_id>          case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/interviews/<interview_id>          case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/interviews/<interview_id>/call-off case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/interviews/<interview_id>/call-off case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/statements/add                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/statements/add                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/statements/<statement_id>          case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/inquiry/statements/<statement_id>/version  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/statements/<statement_id>/version  case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/statements/<statement_id>/sign     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/statements/<statement_id>/sign     case     302  403  404  403  403  403  403  403  403  403  422
POST  /cases/<reference>/inquiry/statements/<statement_id>/sign-here     case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/inquiry/statements/<statement_id>/sign-by-link  case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/<reference>/inquiry/statements/<statement_id>/scans/<scan_number> case     302  403  404  403  403  403  403  403  403  403  404
GET   /statements/sign/<signing_key>                                     case     404  404  404  404  404  404  404  404  404  404  404
POST  /statements/sign/<signing_key>                                     case     404  404  404  404  404  404  404  404  404  404  404
GET   /cases/<reference>/inquiry/statements/<statement_id>/withdraw case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/statements/<statement_id>/withdraw case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/statements/<statement_id>/stand-by case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/statements/<statement_id>/stand-by case     302  403  404  403  403  403  403  403  403  403  422
POST  /cases/<reference>/inquiry/statements/<statement_id>/document case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/scene/add                           case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/scene/add                           case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/scene/<note_id>                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/scene/<note_id>                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/policies/add                        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/policies/add                        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/policies/<policy_id>                case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/policies/<policy_id>                case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/policies/<policy_id>/strike         case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/policies/<policy_id>/strike         case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/policies/<policy_id>/file           case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/<reference>/inquiry/disclosure                          case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/inquiry/disclosure?show=unused              case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/inquiry/disclosure/export.csv               case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/inquiry/disclosure/export.xlsx              case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/inquiry/disclosure/add                      case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/disclosure/add                      case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/disclosure/add-several              case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/disclosure/add-several              case     302  403  404  403  403  403  403  403  403  403  422
GET   /cases/<reference>/inquiry/disclosure/add/<source>/<source_id> case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/disclosure/add/<source>/<source_id> case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/disclosure/disclose                 case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/disclosure/disclose                 case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/disclosure/given/<given_id>/take-back case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/disclosure/given/<given_id>/take-back case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/inquiry/disclosure/items/<item_id>          case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/disclosure/items/<item_id>          case     302  403  404  403  403  403  403  403  403  403  409
GET   /cases/<reference>/inquiry/disclosure/items/<item_id>/strike   case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/inquiry/disclosure/items/<item_id>/strike   case     302  403  404  403  403  403  403  403  403  403  409
GET   /cases/<reference>/exhibits                                    case 302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/exhibits/footage/add                        case 302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/exhibits/footage/add                        case 302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/exhibits/footage/<footage_id>/<footage_act> case 302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/exhibits/footage/<footage_id>/<footage_act> case 302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/exhibits/add                       case 302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/exhibits/add                       case 302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/exhibits/<exhibit_id>/file         case 302  403  404  403  403  403  403  403  403  403  404
GET   /cases/<reference>/exhibits/<exhibit_id>/correct      case 302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/exhibits/<exhibit_id>/correct      case 302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/exhibits/<exhibit_id>/strike       case 302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/exhibits/<exhibit_id>/strike       case 302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/exhibits/<exhibit_id>/hand-over    case 302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/exhibits/<exhibit_id>/hand-over    case 302  403  404  403  403  403  403  403  403  403  302
"""

INTERVIEW = {"person": "The porter", "held": "no", "clock": "10:00", **on("on")}
STATEMENT = {
    "witness": "Ines Halloran",
    "words": "I saw him raise his arm.",
    "taken_at_place": "Ward 4",
    "taken_by": "Lee Stone",
    **on("taken_on"),
}
SCENE = {"place": "The waiting room", "seen_by": "Lee Stone", "words": "One lamp.", "clock": "00:00", **on("on")}
POLICY = {"kind": "policy", "title": "Lone working", "kept_at": "The intranet"}
ITEM = {"description": "The rota of that night", "relevance": "relevant", "use": "unused", "sensitive": "no"}
BODIES: dict[str, dict[str, Any]] = {
    "POST /cases/<reference>/inquiry/interviews/add": {"whose": "suspect", **INTERVIEW},
    "POST /cases/<reference>/inquiry/interviews/<interview_id>": INTERVIEW,
    "POST /cases/<reference>/inquiry/interviews/<interview_id>/call-off": {"why": "She is away."},
    "POST /cases/<reference>/inquiry/statements/add": {"whose": "witness", **STATEMENT},
    "POST /cases/<reference>/inquiry/statements/<statement_id>/version": {"why": "She left a word out.", **STATEMENT},
    "POST /cases/<reference>/inquiry/statements/<statement_id>/sign": {**on("on")},
    "POST /cases/<reference>/inquiry/statements/<statement_id>/withdraw": {"why": "She is not sure.", **on("on")},
    "POST /cases/<reference>/inquiry/scene/add": SCENE,
    "POST /cases/<reference>/inquiry/scene/<note_id>": {"why": "There are two.", **SCENE},
    "POST /cases/<reference>/inquiry/policies/add": POLICY,
    "POST /cases/<reference>/inquiry/policies/<policy_id>": {"why": "It was moved.", **POLICY},
    "POST /cases/<reference>/inquiry/policies/<policy_id>/strike": {"why": "It is of another ward."},
    "POST /cases/<reference>/inquiry/disclosure/add": ITEM,
    "POST /cases/<reference>/inquiry/disclosure/add/<source>/<source_id>": ITEM,
    "POST /cases/<reference>/inquiry/disclosure/disclose": {"items": "<item_id>", "to_whom": "PC Odell", **on("on")},
    "POST /cases/<reference>/inquiry/disclosure/given/<given_id>/take-back": {"why": "It was not sent."},
    "POST /cases/<reference>/inquiry/disclosure/items/<item_id>": ITEM,
    "POST /cases/<reference>/inquiry/disclosure/items/<item_id>/strike": {"why": "It is of another case."},
    "POST /cases/<reference>/exhibits/footage/add": {
        "camera": "Camera 4",
        "holder": "The bus company",
        "why": "He runs past it.",
        "from_time": "00:00",
        "until_time": "00:01",
        **on("day"),
        **on("asked_on"),
    },
    "POST /cases/<reference>/exhibits/footage/<footage_id>/<footage_act>": {"text": "They do not give it."},
    "POST /cases/<reference>/exhibits/add": {
        "mark": "LS/2",
        "what": "A torn sleeve",
        "found_where": "Ward 7",
        "found_by": "Lee Stone",
        "place": "Safe 2",
        **on("found_on"),
    },
    "POST /cases/<reference>/exhibits/<exhibit_id>/correct": {
        "mark": "LS/1",
        "what": "A sleeve",
        "found_where": "Ward 7",
        "found_by": "Lee Stone",
        "why": "It is whole.",
        **on("found_on"),
    },
    "POST /cases/<reference>/exhibits/<exhibit_id>/strike": {"why": "It is of another case."},
    "POST /cases/<reference>/exhibits/<exhibit_id>/hand-over": {
        "at": "00:00",
        "giver": "Lee Stone",
        "taker": "PC Odell",
        "place": "Police station",
        "why": "For the trial.",
        **on("day"),
    },
}
