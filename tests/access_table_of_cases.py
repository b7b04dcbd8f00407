"""The part of the access table that is about cases; see `tests/access_table.py`."""

from typing import Any

#                                                                  given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = """
GET   /cases                                                        case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases?q=struck                                               case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases?q=<reference>&status=running&sort=due                  case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/export.csv                                             case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/export.xlsx                                            case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/board                                                  case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/calendar                                               case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/workload                                               case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/workload.csv                                           case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/workload.xlsx                                          case     302  403  200  403  403  403  403  403  403  403  200
GET   /incidents/<reference>/case                                   incident 302  403  404  403  403  403  403  403  403  403  200
POST  /incidents/<reference>/case                                   incident 302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>                                            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/move                                       case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/waive/<owed>                               case     302  403  404  403  403  403  403  403  403  403  404
POST  /cases/<reference>/waive/<owed>                               case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/to-approve/promises/<waiver_id>                        case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/to-approve/promises/<waiver_id>                        case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/<reference>/give                                       case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/describe                                   case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/file                                       case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/plan                                       case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/tasks/add                                  case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/reports/add                                case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/join                                       case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/part                                       case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/split                                      case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/describe                                   case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/file                                       case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/plan                                       case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/tasks/add                                  case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/reports/add                                case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/join                                       case     302  403  404  403  403  403  403  403  403  403  422
POST  /cases/<reference>/part                                       case     302  403  404  403  403  403  403  403  403  403  422
POST  /cases/<reference>/split                                      case     302  403  404  403  403  403  403  403  403  403  422
GET   /cases/<reference>/looks                                      case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/file/<event_id>/correct                    case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/file/<event_id>/correct                    case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/tasks/<task_id>                            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/tasks/<task_id>                            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/tasks/<task_id>/end                        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/tasks/<task_id>/end                        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/tasks/<task_id>/reopen                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/tasks/<task_id>/reopen                     case     302  403  404  403  403  403  403  403  403  403  422
GET   /cases/<reference>/police                                     case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/police/add/<report>                        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/add/<report>                        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/clocks/<duty_id>                    case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/clocks/<duty_id>                    case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/hearings/<hearing_id>               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/hearings/<hearing_id>               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/hearings/<hearing_id>/attend        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/hearings/<hearing_id>/attend        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/hearings/<hearing_id>/result        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/hearings/<hearing_id>/result        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/orders/<order_id>                   case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/orders/<order_id>                   case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/orders/<order_id>/breach            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/orders/<order_id>/breach            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/orders/<order_id>/take-back         case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/orders/<order_id>/take-back         case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/pleas/<plea_id>/take-back           case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/pleas/<plea_id>/take-back           case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/correct                  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/correct                  case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/take-back                case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/take-back                case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/step                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/step                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/news                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/news                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/plea                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/plea                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/hearings/add             case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/hearings/add             case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/orders/add               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/orders/add               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/police/<track_id>/move/<police_act>               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/police/<track_id>/move/<police_act>               case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/police/attendances/<attendance_id>/release case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/wish                  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/wish                  case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people                                     case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/people/reporter/<report>                   case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/reporter/<report>                   case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/support/<offer_id>                  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/support/<offer_id>                  case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/support/<offer_id>/take-back        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/support/<offer_id>/take-back        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/told/<told_id>/take-back            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/told/<told_id>/take-back            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/contact               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/contact               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/promise               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/promise               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/disclosure            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/disclosure            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/statement             case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/statement             case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/support               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/support               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/people/<affected_id>/told                  case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/people/<affected_id>/told                  case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/review                                     case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/review/write                               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/review/write                               case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/review/reopen                              case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/review/reopen                              case     302  403  404  403  403  403  403  403  403  403  422
GET   /cases/<reference>/review/actions/add                         case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/review/actions/add                         case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/review/actions/<action_id>/carry-on        case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/review/actions/<action_id>/carry-on        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/review/actions/<action_id>/files/<step_id> case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/<reference>/review/actions/<action_id>/<action_act>    case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/review/actions/<action_id>/<action_act>    case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/review/lessons/add                         case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/review/lessons/add                         case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/review/lessons/<lesson_id>/change          case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/review/lessons/<lesson_id>/change          case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/review/lessons/<lesson_id>/<lesson_act>    case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/review/lessons/<lesson_id>/<lesson_act>    case     302  403  404  403  403  403  403  403  403  403  302
GET   /lessons                                                      case     302  200  200  200  200  200  200  200  200  200  200
GET   /lessons?q=struck&tag=waiting&state=draft                     case     302  200  200  200  200  200  200  200  200  200  200
GET   /lessons/export.csv                                           case     302  200  200  200  200  200  200  200  200  200  200
GET   /lessons/export.xlsx?state=draft                              case     302  200  200  200  200  200  200  200  200  200  200
GET   /lessons/<lesson_id>                                          case     302  404  404  404  404  404  404  404  404  404  200
POST  /lessons/<lesson_id>/useful                                   case     302  404  404  404  404  404  404  404  404  404  404
GET   /cases/actions                                                case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/actions.xlsx                                           case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/actions.csv                                            case     302  403  200  403  403  403  403  403  403  403  200
GET   /actions                                                      case     302  200  200  200  200  200  200  200  200  200  200
GET   /actions/<action_id>                                          case     302  404  404  404  404  404  200  404  404  404  404
POST  /actions/<action_id>                                          case     302  404  404  404  404  404  302  404  404  404  404
GET   /actions/by-link/<action_key>                                 case     404  404  404  404  404  404  404  404  404  404  404
POST  /actions/by-link/<action_key>                                 case     404  404  404  404  404  404  404  404  404  404  404
GET   /cases/<reference>/shared                                     case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/shared/add                                 case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/shared/add                                 case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/shared/<referral_id>                       case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/shared/<referral_id>/again                 case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/shared/<referral_id>/again                 case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/shared/<referral_id>/end                   case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/shared/<referral_id>/end                   case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/shared/<referral_id>/take-back                   case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/shared/<referral_id>/take-back                   case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/shared/<referral_id>/write                 case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/shared/<referral_id>/write                 case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/referrals                                              case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/referrals?q=Northbrook&status=sent                     case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/referrals/export.csv                                   case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/referrals/export.xlsx                                  case     302  403  200  403  403  403  403  403  403  403  200
GET   /cases/referrals/<referral_id>                                case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/referrals/<referral_id>/accept                         case     302  403  404  403  403  403  403  403  403  403  404
POST  /cases/referrals/<referral_id>/accept                         case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/referrals/<referral_id>/refuse                         case     302  403  404  403  403  403  403  403  403  403  404
POST  /cases/referrals/<referral_id>/refuse                         case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/referrals/<referral_id>/files/<file_id>                case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/referrals/<referral_id>/open                           case     302  403  404  403  403  403  403  403  403  403  404
POST  /cases/referrals/<referral_id>/open                           case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/referrals/<referral_id>/write                          case     302  403  404  403  403  403  403  403  403  403  404
POST  /cases/referrals/<referral_id>/write                          case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/<reference>/shared/<referral_id>/costs                       case 302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/shared/<referral_id>/costs                       case 302  403  404  403  403  403  403  403  403  403  422
GET   /cases/referrals/learning                                           case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/learning/<learning_id>/withdraw                       case 302  403  403  403  403  403  403  403  403  403  403
POST  /cases/referrals/learning/<learning_id>/withdraw                       case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/returned                                           case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/returned/export.csv                                case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/returned/export.xlsx                               case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/<referral_id>/advise                               case 302  403  403  403  403  403  403  403  403  403  403
POST  /cases/referrals/<referral_id>/advise                               case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/<referral_id>/decide                               case 302  403  403  403  403  403  403  403  403  403  403
POST  /cases/referrals/<referral_id>/decide                               case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/<referral_id>/costs                                case 302  403  403  403  403  403  403  403  403  403  403
POST  /cases/referrals/<referral_id>/costs                                case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/<referral_id>/outcome                              case 302  403  403  403  403  403  403  403  403  403  403
POST  /cases/referrals/<referral_id>/outcome                              case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/<referral_id>/learning                             case 302  403  403  403  403  403  403  403  403  403  403
POST  /cases/referrals/<referral_id>/learning                             case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/<referral_id>/chase                                case 302  403  403  403  403  403  403  403  403  403  403
POST  /cases/referrals/<referral_id>/chase                                case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/<referral_id>/help                                 case 302  403  403  403  403  403  403  403  403  403  403
POST  /cases/referrals/<referral_id>/help                                 case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/referrals/<referral_id>/step-in                              case 302  403  403  403  403  403  403  403  403  403  403
POST  /cases/referrals/<referral_id>/step-in                              case 302  403  403  403  403  403  403  403  403  403  403
GET   /cases/hand-over                                              case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/hand-over/<giver_id>                                   case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/hand-over/<giver_id>                                   case     302  403  403  403  403  403  403  403  403  403  403
GET   /api/v1/cases                                                 case     401  403  200  403  403  403  403  403  403  403  200
POST  /api/v1/cases                                                 case     401  403  404  403  403  403  403  403  403  403  201
GET   /api/v1/cases/<reference>                                     case     401  403  404  403  403  403  403  403  403  403  200
GET   /api/v1/cases/<reference>?include=narrative,suspect           case     401  403  404  403  403  403  403  403  403  403  200
PATCH /api/v1/cases/<reference>                                     case     401  403  404  403  403  403  403  403  403  403  200
POST  /api/v1/cases/<reference>/notes                               case     401  403  404  403  403  403  403  403  403  403  201
"""


def on(name: str) -> dict[str, str]:
    """Today, in the three boxes of a day."""
    return {f"{name}_day": "<day>", f"{name}_month": "<month>", f"{name}_year": "<year>"}


LESSON = {"title": "Say how long it takes", "learned": "He waited for three hours.", "to_do": "Put up a board."}
HEARING = {**on("on"), "clock": "10:00", "court": "Northbrook Magistrates' Court", "kind": "trial"}
BODIES: dict[str, dict[str, Any]] = {
    "POST /cases/<reference>/review/write": {"happened": "He waited for three hours."},
    "POST /cases/<reference>/review/reopen": {"why": "More is known."},
    "POST /cases/<reference>/review/actions/add": {"what": "Mend the door", "owner": "<held>", **on("due_on")},
    "POST /cases/<reference>/review/actions/<action_id>/carry-on": {"text": "The door comes in spring."},
    "POST /cases/<reference>/review/actions/<action_id>/<action_act>": {"text": "The ward moves."},
    "POST /cases/<reference>/review/lessons/add": LESSON,
    "POST /cases/<reference>/review/lessons/<lesson_id>/change": LESSON,
    "POST /cases/<reference>/review/lessons/<lesson_id>/<lesson_act>": {"text": "It is of one place only."},
    "POST /actions/<action_id>": {"act": "answer", "text": "The door is mended."},
    "POST /incidents/<reference>/case": {"title": "Thursday at the desk", "priority": "3"},
    "POST /cases/<reference>/move": {"act": "investigate"},
    "POST /cases/<reference>/waive/<owed>": {"why": "She left, and nobody knows where she is."},
    "POST /cases/<reference>/give": {"owner": ""},
    "POST /cases/<reference>/describe": {"title": "The man at the desk", "priority": "2"},
    "POST /cases/<reference>/file": {"text": "The ward rang.", "compartment": "narrative"},
    "POST /cases/<reference>/file/<event_id>/correct": {"text": "The porter rang."},
    "POST /cases/<reference>/plan": {"plan": "Ask the ward."},
    "POST /cases/<reference>/tasks/add": {"what": "Ask for the tape", "kind": "task"},
    "POST /cases/<reference>/tasks/<task_id>": {"what": "Ask for both tapes", "kind": "task"},
    "POST /cases/<reference>/tasks/<task_id>/end": {"ending": "done"},
    "POST /cases/<reference>/reports/add": {"incident": "<incident>"},
    "POST /cases/<reference>/join": {"other": "<reference>", "why": "The same."},
    "POST /cases/<reference>/part": {"why": "Another man."},
    "POST /cases/<reference>/split": {"why": "Another man."},
    "POST /cases/<reference>/tasks/<task_id>/reopen": {"why": "The porter remembers more."},
    "POST /cases/<reference>/police/add/<report>": {
        "offence": "theft",
        "unreported_reason": "to_be_decided",
        "person-1": "not_of_it",
    },
    "POST /cases/<reference>/police/clocks/<duty_id>": {"act": "victim_told"},
    "POST /cases/<reference>/police/hearings/<hearing_id>": HEARING,
    "POST /cases/<reference>/police/hearings/<hearing_id>/attend": {"other": "Witness 2", "role": "witness"},
    "POST /cases/<reference>/police/hearings/<hearing_id>/result": {"result": "vacated"},
    "POST /cases/<reference>/police/orders/<order_id>": {"order_words": "Two years", **on("made_on")},
    "POST /cases/<reference>/police/orders/<order_id>/breach": {"text": "He came.", **on("on")},
    "POST /cases/<reference>/police/orders/<order_id>/take-back": {"why": "Set aside."},
    "POST /cases/<reference>/police/pleas/<plea_id>/take-back": {"why": "Misheard."},
    "POST /cases/<reference>/police/<track_id>/correct": {
        "offence": "wounding",
        "person-1": "yes",
        "force": "Northshire Police",
        "incident_number": "NS-2",
        "charge": "Wounding",
    },
    "POST /cases/<reference>/police/<track_id>/take-back": {"why": "It was another man."},
    "POST /cases/<reference>/police/<track_id>/step": {"kind": "bailed", **on("on")},
    "POST /cases/<reference>/police/<track_id>/news": {**on("news_on")},
    "POST /cases/<reference>/police/<track_id>/plea": {"plea": "guilty", **on("on")},
    "POST /cases/<reference>/police/<track_id>/hearings/add": HEARING,
    "POST /cases/<reference>/police/<track_id>/orders/add": {"sentence": "costs", "amount": "£85", **on("made_on")},
    "POST /cases/<reference>/police/<track_id>/move/<police_act>": {
        "sentence": "fine",
        "amount": "250",
        **on("decided_on"),
    },
    "POST /cases/<reference>/people/reporter/<report>": {"kind": "outcome", "text": "He was fined."},
    "POST /cases/<reference>/people/support/<offer_id>": {"answer": "taken", **on("on")},
    "POST /cases/<reference>/people/support/<offer_id>/take-back": {"why": "It was another day."},
    "POST /cases/<reference>/people/told/<told_id>/take-back": {"why": "It was her sister."},
    "POST /cases/<reference>/people/<affected_id>/contact": {"contact_way": "telephone", "no_messages": "yes"},
    "POST /cases/<reference>/people/<affected_id>/promise": {**on("on")},
    "POST /cases/<reference>/people/<affected_id>/disclosure": {"agrees": "yes", **on("on")},
    "POST /cases/<reference>/people/<affected_id>/statement": {"statement": "offered", **on("on")},
    "POST /cases/<reference>/people/<affected_id>/support": {"kind": "union", **on("on")},
    "POST /cases/<reference>/people/<affected_id>/told": {
        "refused": "no",
        "teller": "Lee Stone",
        "text": "He was fined.",
        **on("on"),
    },
    "POST /cases/<reference>/people/<affected_id>/wish": {"wish": "wants", **on("said_on")},
    "POST /cases/<reference>/shared/add": {
        "purpose": "legal_advice",
        "to": "<adviser_body>",
        "ground": "crime",
        "parts": ["narrative"],
    },
    "POST /cases/<reference>/shared/<referral_id>/again": {"parts": ["narrative"]},
    "POST /cases/<reference>/shared/<referral_id>/end": {"why": "It is over."},
    "POST /cases/<reference>/shared/<referral_id>/take-back": {"things": ["narrative"], "why": "Another case."},
    "POST /cases/<reference>/shared/<referral_id>/write": {"text": "Can we go on?"},
    "POST /cases/referrals/<referral_id>/accept": {"text": "Yes."},
    "POST /cases/referrals/<referral_id>/refuse": {"why": "No."},
    "POST /cases/referrals/<referral_id>/write": {"text": "Who was there?"},
    "POST /cases/<reference>/shared/<referral_id>/costs": {"agreed": "100"},
    "POST /cases/referrals/<referral_id>/advise": {"text": "Go on."},
    "POST /cases/referrals/<referral_id>/decide": {"decision": "leave", "reasons": "No evidence."},
    "POST /cases/referrals/<referral_id>/costs": {"estimated": "100"},
    "POST /cases/referrals/<referral_id>/outcome": {"outcome": "settled"},
    "POST /cases/referrals/<referral_id>/learning": {
        "title": "Ask early",
        "learned": "Late.",
        "to_do": "Ask.",
        "confirmed": "on",
    },
    "POST /cases/referrals/learning/<learning_id>/withdraw": {"text": "It is wrong."},
    "POST /cases/referrals/<referral_id>/chase": {"text": "What came of it?"},
    "POST /cases/referrals/<referral_id>/help": {"text": "Shall we ring them?"},
    "POST /cases/referrals/<referral_id>/step-in": {"text": "We rang the police."},
    "POST /api/v1/cases": {"incidents": ["<incident>"]},
    "PATCH /api/v1/cases/<reference>": {"priority": 2},
    "POST /api/v1/cases/<reference>/notes": {"text": "The ward rang."},
}
