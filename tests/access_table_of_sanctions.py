"""The part of the access table that is about sanctions, removals and redress; see `tests/access_table.py`.

What the security director and the chief executive see of them is tried in `tests/database/cases/test_sanction_pages.py`.
"""

from typing import Any

#                                                                  given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = """
GET   /cases/to-approve                                             case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/to-approve/<waiting_id>                                case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/to-approve/<waiting_id>/<decision>                     case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/to-approve/<waiting_id>/<decision>                     case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/to-approve/letters/<letter_id>                         case     302  403  403  403  403  403  403  403  403  403  403
POST  /cases/to-approve/letters/<letter_id>                         case     302  403  403  403  403  403  403  403  403  403  403
GET   /cases/<reference>/sanctions                                  case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/sanctions/decide                           case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/decide                           case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/sanctions/propose                          case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/propose                          case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/sanctions/of-track/<outcome_id>            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/sanctions/removals/add                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/removals/add                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/sanctions/practice/add                     case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/practice/add                     case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/sanctions/removals/<removal_id>/correct    case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/removals/<removal_id>/correct    case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/sanctions/practice/<practice_id>/correct    case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/practice/<practice_id>/correct    case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/sanctions/practice/<practice_id>/step/<act> case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/practice/<practice_id>/step/<act> case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/sanctions/<sanction_id>/step/<act>         case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/<sanction_id>/step/<act>         case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/sanctions/<sanction_id>/correct            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/<sanction_id>/correct            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/sanctions/<sanction_id>/take-back          case     302  403  404  403  403  403  403  403  403  403  404
POST  /cases/<reference>/sanctions/<sanction_id>/take-back          case     302  403  404  403  403  403  403  403  403  403  404
GET   /cases/<reference>/sanctions/<sanction_id>/slip               case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/<sanction_id>/slip               case     302  403  404  403  403  403  403  403  403  403  422
GET   /cases/<reference>/sanctions/<sanction_id>/letters/<addressee> case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/<sanction_id>/letters/<addressee> case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/sanctions/<sanction_id>/letters/<addressee>/approve case     302  403  404  403  403  403  403  403  403  403  422
GET   /cases/<reference>/sanctions/<sanction_id>/letters/<addressee>/sent case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/sanctions/<sanction_id>/letters/<addressee>/sent case     302  403  404  403  403  403  403  403  403  403  422
GET   /cases/<reference>/sanctions/<sanction_id>/letters/<addressee>/print case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/sanctions/removals/<removal_id>            case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/sanctions/practice/<practice_id>           case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/sanctions/<sanction_id>                    case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/redress                                    case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/losses/take                        case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/redress/claims/<claim_id>                  case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/redress/losses/add                         case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/losses/add                         case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/redress/losses/<loss_id>                   case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/losses/<loss_id>                   case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/redress/losses/<loss_id>/strike            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/losses/<loss_id>/strike            case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/redress/claims/add                         case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/claims/add                         case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/redress/claims/of-order/<compensation_id> case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/claims/of-order/<compensation_id> case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/redress/claims/<claim_id>/step/<claim_act> case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/claims/<claim_id>/step/<claim_act> case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/redress/claims/<claim_id>/plan             case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/claims/<claim_id>/plan             case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/redress/claims/<claim_id>/pay              case     302  403  404  403  403  403  403  403  403  403  200
GET   /cases/<reference>/redress/claims/<claim_id>/correct            case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/claims/<claim_id>/correct            case     302  403  404  403  403  403  403  403  403  403  302
POST  /cases/<reference>/redress/claims/<claim_id>/pay              case     302  403  404  403  403  403  403  403  403  403  302
GET   /cases/<reference>/redress/claims/<claim_id>/payments/<payment_id>/undo case     302  403  404  403  403  403  403  403  403  403  200
POST  /cases/<reference>/redress/claims/<claim_id>/payments/<payment_id>/undo case     302  403  404  403  403  403  403  403  403  403  302
"""

S = "/cases/<reference>/sanctions"
R = "/cases/<reference>/redress"
C = f"{R}/claims/<claim_id>"
REMOVAL = {
    "responsible": "<responsible>",
    "happened_on_day": "<day>",
    "happened_on_month": "<month>",
    "happened_on_year": "<year>",
    "clock": "<clock>",
    "place": "Outpatients",
    "nuisance": "He shouted at the receptionist.",
    "had_excuse": "no",
    "excuse": "He gave none.",
    "asked_by": "Sister Rowe",
    "refusal": "He sat down.",
    "there_for_care": "no",
    "not_for_care": "He had been treated.",
    "needs_care": "no",
    "checked_by": "Dr Amara Pell",
    "check_ground": "He was well.",
    "removed_by": "constable",
    "officer": "PC 4411",
    "force_used": "no",
    "outcome": "left",
}
BODIES: dict[str, dict[str, Any]] = {
    f"POST {R}/claims/of-order/<compensation_id>": {"what": "What a court ordered", "amount": "250", "whose": "staff"},
    "POST /cases/to-approve/<waiting_id>/<decision>": {"text": "Yes."},
    f"POST {S}/decide": {"decision": "sanctions", "text": "As listed."},
    f"POST {S}/propose": {"kind": "written_warning", "responsible": "<responsible>", "ground": "You struck a nurse."},
    f"POST {S}/removals/add": REMOVAL,
    f"POST {S}/removals/<removal_id>/correct": REMOVAL | {"why": "Misheard."},
    f"POST {S}/practice/add": {
        "responsible": "<responsible>",
        "practice": "Tannery Row",
        "ground": "He struck her.",
        "police_reference": "0412 of today",
    },
    f"POST {S}/practice/<practice_id>/correct": {
        "responsible": "<responsible>",
        "practice": "Tannery Row",
        "ground": "He pushed her.",
        "police_reference": "0412 of today",
        "why": "Misheard.",
    },
    f"POST {S}/practice/<practice_id>/step/<act>": {"text": "It was another man."},
    f"POST {S}/<sanction_id>/step/<act>": {"text": "It was another man."},
    f"POST {S}/<sanction_id>/correct": {"ground": "You pushed a nurse.", "why": "Misheard."},
    f"POST {S}/<sanction_id>/letters/<addressee>": {"text": "<letter> Yours."},
    f"POST {S}/<sanction_id>/letters/<addressee>/approve": {"number": "1"},
    f"POST {C}/correct": {
        "kind": "agreement",
        "whose": "staff",
        "what": "A watch",
        "awarded": "120",
        "awarded_on_day": "<day>",
        "awarded_on_month": "<month>",
        "awarded_on_year": "<year>",
        "why": "Misheard.",
    },
    f"POST {R}/losses/add": {"kind": "property", "whose": "staff", "what": "A watch"},
    f"POST {R}/losses/<loss_id>": {"kind": "property", "whose": "staff", "what": "Two watches", "why": "Miscounted."},
    f"POST {R}/losses/<loss_id>/strike": {"why": "It came back."},
    f"POST {R}/claims/add": {"kind": "agreement", "whose": "staff", "what": "A watch"},
    f"POST {C}/step/<claim_act>": {"text": "He is in prison.", "said": "She can wait."},
    f"POST {C}/plan": {
        "each": "10",
        "every": "month",
        "first_day": "1",
        "first_month": "3",
        "first_year": "2027",
    },
    f"POST {C}/pay": {"amount": "10", "on_day": "<day>", "on_month": "<month>", "on_year": "<year>"},
    f"POST {C}/payments/<payment_id>/undo": {"why": "Another case."},
}
