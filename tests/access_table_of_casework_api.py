"""The part of the access table that is about the API of casework; see `tests/access_table.py`."""

from typing import Any

C, P = "/api/v1/cases/<reference>", "/api/v1/cases/<reference>/police"
LSMS = "401  403  404  403  403  403  403  403  403  403  "
NOBODY_HERE = "401  403  403  403  403  403  403  403  403  403  403"
RECEIVERS = "401  403  404  403  403  403  403  403  403  403  404"


def of_case(status: int, *lines: str) -> str:
    """Lines that are for the security specialist of the case alone, who is answered `status`."""
    return "\n".join(f"{line}  case  {LSMS}{status}" for line in lines)


#                                    given   anon nobody outs nurse  2nd buddy mana oper  2nd  sup lsms
TABLE = "\n".join(
    [
        of_case(
            200,
            f"GET {P}/offences",
            f"GET {P}/offences?state=convicted&limit=1",
            f"GET {P}/offences/<track_id>",
            f"PATCH {P}/offences/<track_id>",
            f"POST {P}/offences/<track_id>/moves",
            f"POST {P}/offences/<track_id>/take-back",
            f"POST {P}/offences/<track_id>/news",
            f"GET {P}/hearings",
            f"GET {P}/hearings?has_result=false",
            f"PATCH {P}/hearings/<hearing_id>",
            f"POST {P}/hearings/<hearing_id>/result",
            f"POST {P}/attendances/<attendance_id>/release",
            f"PATCH {P}/orders/<order_id>",
            f"POST {P}/orders/<order_id>/breach",
            f"GET {P}/clocks",
            f"POST {P}/clocks/<duty_id>",
            f"GET {C}/sanctions",
            f"GET {C}/sanctions?family=procedural&is_open=true",
            f"GET {C}/sanctions/decision",
            f"GET {C}/sanctions/of-track",
            f"GET {C}/promises",
            f"GET {C}/sanctions/<sanction_id>",
            f"PATCH {C}/sanctions/<sanction_id>",
            f"POST {C}/sanctions/<sanction_id>/moves",
            f"GET {C}/removals",
            f"GET {C}/practice-removals",
            f"POST {C}/practice-removals/<practice_id>/moves",
            f"PATCH {C}/practice-removals/<practice_id>",
            f"GET {C}/redress",
            f"GET {C}/redress/losses",
            f"POST {C}/redress/losses/take",
            f"PATCH {C}/redress/losses/<loss_id>",
            f"GET {C}/redress/claims",
            f"GET {C}/redress/claims/<claim_id>",
            f"POST {C}/redress/claims/<claim_id>/moves",
            f"PATCH {C}/redress/claims/<claim_id>",
            f"POST {C}/redress/claims/<claim_id>/plan",
            f"POST {C}/redress/claims/<claim_id>/payments/<payment_id>/undo",
            f"GET {C}/exhibits",
            f"GET {C}/exhibits/<exhibit_id>",
            f"PATCH {C}/exhibits/<exhibit_id>",
            f"POST {C}/exhibits/<exhibit_id>/strike",
            f"GET {C}/footage",
            f"GET {C}/footage/<footage_id>",
            f"POST {C}/footage/<footage_id>/moves",
            f"GET {C}/interviews",
            f"GET {C}/interviews/<interview_id>",
            f"GET {C}/statements",
            f"GET {C}/statements/<statement_id>",
            f"GET {C}/review",
            f"POST {C}/review",
            f"GET {C}/actions",
            f"POST {C}/actions/<action_id>/moves",
            f"POST {C}/actions/<action_id>/carry-on",
            f"GET {C}/referrals",
            f"GET {C}/referrals/<referral_id>",
            f"POST {C}/referrals/<referral_id>/end",
            f"POST {C}/referrals/<referral_id>/take-back",
            f"GET {C}/tasks",
            f"GET {C}/tasks?show=all&kind=task&limit=1",
            f"PATCH {C}/tasks/<task_id>",
            f"POST {C}/tasks/<task_id>/end",
            f"GET {C}/plan",
            f"GET {C}/file",
            f"GET {C}/file?part=evidence&q=sleeve",
            f"GET {C}/people",
            f"GET {C}/people/reporters",
            f"GET {C}/people/<affected_id>",
            f"PATCH {C}/people/<affected_id>/contact",
            f"POST {C}/people/<affected_id>/promise",
            f"POST {C}/people/<affected_id>/disclosure",
            f"POST {C}/people/<affected_id>/statement",
            f"POST {C}/people/support/<offer_id>/answer",
            f"POST {C}/people/support/<offer_id>/take-back",
            f"POST {C}/people/told/<told_id>/take-back",
            f"GET {C}/documents",
            f"GET {C}/documents?q=police&kind=police_update",
            f"GET {C}/documents/kinds",
            f"GET {C}/documents/<document_id>/<form>",
            f"POST {C}/documents/look",
            f"GET {C}/referrals/choices",
            f"POST {C}/referrals/preview",
            f"POST {C}/referrals/<referral_id>/preview",
        ),
        of_case(
            201,
            f"POST {P}/offences",
            f"POST {P}/offences/<track_id>/steps",
            f"POST {P}/offences/<track_id>/hearings",
            f"POST {P}/offences/<track_id>/pleas",
            f"POST {P}/offences/<track_id>/orders",
            f"POST {P}/hearings/<hearing_id>/attendances",
            f"POST {C}/sanctions",
            f"POST {C}/sanctions/decision",
            f"POST {C}/sanctions/of-track/<outcome_id>",
            f"POST {C}/practice-removals",
            f"POST {C}/redress/losses",
            f"POST {C}/redress/claims",
            f"POST {C}/redress/claims/<claim_id>/payments",
            f"POST {C}/exhibits",
            f"POST {C}/exhibits/<exhibit_id>/hand-overs",
            f"POST {C}/footage",
            f"POST {C}/actions",
            f"POST {C}/referrals/<referral_id>/messages",
            f"POST {C}/tasks",
            f"POST {C}/plan",
            f"POST {C}/notes/<event_id>/correct",
            f"POST {C}/people/<affected_id>/wishes",
            f"POST {C}/people/<affected_id>/support",
            f"POST {C}/people/<affected_id>/told",
            f"POST {C}/people/reporters/<report>",
            f"POST {C}/documents",
        ),
        of_case(
            204,
            f"POST {P}/pleas/<plea_id>/take-back",
            f"POST {P}/orders/<order_id>/take-back",
            f"POST {C}/redress/losses/<loss_id>/strike",
        ),
        of_case(404, f"GET {C}/exhibits/<exhibit_id>/file", f"POST {C}/promises/<owed>/waive"),
        of_case(
            409,
            f"POST {C}/review/reopen",
            f"POST {C}/tasks/<task_id>/reopen",
            f"POST {C}/referrals",
            f"POST {C}/referrals/<referral_id>/versions",
            f"POST {C}/referrals/<referral_id>/costs",
        ),
        of_case(422, f"POST {C}/sanctions/<sanction_id>/slip", f"POST {C}/exhibits/files"),
        of_case(409, f"POST {C}/sanctions/<sanction_id>/take-back"),
        of_case(409, f"POST {C}/sanctions/<sanction_id>/letters/<addressee>/sent"),
        f"""
GET  /api/v1/sanctions/waiting                       case  {NOBODY_HERE}
POST /api/v1/sanctions/waiting/<waiting_id>/moves    case  {NOBODY_HERE}
GET  /api/v1/promises/waiting                        case  {NOBODY_HERE}
POST /api/v1/promises/waiting/<waiver_id>/decision   case  {NOBODY_HERE}
GET  /api/v1/caseloads                               case  {NOBODY_HERE}
GET  /api/v1/caseloads/<giver_id>                    case  {NOBODY_HERE}
POST /api/v1/caseloads/<giver_id>/hand-over          case  {NOBODY_HERE}
GET  /api/v1/actions                                 case  401  403  200  403  403  403  403  403  403  403  200
GET  /api/v1/actions?show=late                       case  401  403  200  403  403  403  403  403  403  403  200
GET  /api/v1/actions/mine                            case  401  200  200  200  200  200  200  200  200  200  200
GET  /api/v1/actions/mine/<action_id>                case  401  404  404  404  404  404  200  404  404  404  404
POST /api/v1/actions/mine/<action_id>/answer         case  401  404  404  404  404  404  200  404  404  404  404
GET  /api/v1/referrals                               case  401  403  200  403  403  403  403  403  403  403  200
GET  /api/v1/referrals/<referral_id>                 case  {RECEIVERS}
POST /api/v1/referrals/<referral_id>/answer          case  {RECEIVERS}
POST /api/v1/referrals/<referral_id>/case            case  {RECEIVERS}
POST /api/v1/referrals/<referral_id>/messages        case  {RECEIVERS}
GET  /api/v1/referrals/<referral_id>/files/<file_id> case  {RECEIVERS}
POST /api/v1/referrals/<referral_id>/advice          case  {NOBODY_HERE}
POST /api/v1/referrals/<referral_id>/decision        case  {NOBODY_HERE}
POST /api/v1/referrals/<referral_id>/costs           case  {NOBODY_HERE}
POST /api/v1/referrals/<referral_id>/outcome         case  {NOBODY_HERE}
POST /api/v1/referrals/<referral_id>/learning        case  {NOBODY_HERE}
GET  /api/v1/referrals/learning                      case  {NOBODY_HERE}
POST /api/v1/referrals/learning/<learning_id>/withdraw case  {NOBODY_HERE}
GET  /api/v1/referrals/returned                      case  {NOBODY_HERE}
POST /api/v1/referrals/<referral_id>/returned        case  {NOBODY_HERE}
GET  /api/v1/lessons                                 case  401  200  200  200  200  200  200  200  200  200  200
GET  /api/v1/lessons?q=board                         case  401  200  200  200  200  200  200  200  200  200  200
GET  /api/v1/lessons/<lesson_id>                     case  401  404  404  404  404  404  404  404  404  404  200
POST /api/v1/lessons/<lesson_id>/useful              case  401  404  404  404  404  404  404  404  404  404  404
""".strip(),
    ]
)

NOT_SEEN = "0" * 64
"""The digest of a copy that nobody was shown."""
ADVICE = {"purpose": "legal_advice", "to": "<adviser_body>", "ground": "crime", "parts": ["narrative"]}
HEARING = {"starts_at": "<in an hour>", "court": "Northbrook Magistrates' Court", "kind": "trial"}
BODIES: dict[str, dict[str, Any]] = {
    f"POST {P}/offences": {"report": "<report>", "offence": "theft"},
    f"PATCH {P}/offences/<track_id>": {"officer": "PC Odell"},
    f"POST {P}/offences/<track_id>/moves": {
        "act": "<police_act>",
        "sentence": "fine",
        "amount": 25_000,
        "decided_on": "<today>",
    },
    f"POST {P}/offences/<track_id>/take-back": {"why": "It was another man."},
    f"POST {P}/offences/<track_id>/steps": {"kind": "bailed", "on": "<today>"},
    f"POST {P}/offences/<track_id>/news": {"news_on": "<today>"},
    f"POST {P}/offences/<track_id>/hearings": HEARING,
    f"POST {P}/offences/<track_id>/pleas": {"plea": "guilty", "on": "<today>"},
    f"POST {P}/offences/<track_id>/orders": {"sentence": "costs", "amount": 8_500, "made_on": "<today>"},
    f"PATCH {P}/hearings/<hearing_id>": {"note": "Court 2."},
    f"POST {P}/hearings/<hearing_id>/result": {"result": "vacated"},
    f"POST {P}/hearings/<hearing_id>/attendances": {"role": "witness", "other": "Witness 2"},
    f"POST {P}/pleas/<plea_id>/take-back": {"why": "Misheard."},
    f"PATCH {P}/orders/<order_id>": {"order_words": "Two years"},
    f"POST {P}/orders/<order_id>/breach": {"on": "<today>", "text": "He came."},
    f"POST {P}/orders/<order_id>/take-back": {"why": "Set aside."},
    f"POST {P}/clocks/<duty_id>": {"act": "victim_told"},
    f"POST {C}/sanctions": {"kind": "written_warning", "responsible": "<responsible>", "ground": "He struck her."},
    f"POST {C}/sanctions/decision": {"decision": "sanctions", "text": "They fit what he did."},
    f"PATCH {C}/sanctions/<sanction_id>": {"reference": "HR 1", "why": "It was forgotten."},
    f"POST {C}/sanctions/<sanction_id>/moves": {"act": "<act>", "text": "Another man."},
    f"POST {C}/sanctions/<sanction_id>/slip": {"on": "<today>"},
    f"POST {C}/sanctions/<sanction_id>/letters/<addressee>/sent": {"on": "<today>"},
    f"POST {C}/sanctions/<sanction_id>/take-back": {"why": "Another man."},
    f"POST {C}/practice-removals": {
        "responsible": "<responsible>",
        "practice": "Mill Lane",
        "ground": "He threatened the receptionist.",
        "police_reference": "0413",
    },
    f"PATCH {C}/practice-removals/<practice_id>": {"practice": "Tannery Row", "why": "The other one."},
    f"POST {C}/practice-removals/<practice_id>/moves": {"act": "notify", "on": "<today>"},
    f"POST {C}/promises/<owed>/waive": {"why": "She left."},
    "POST /api/v1/promises/waiting/<waiver_id>/decision": {"decision": "agree"},
    "POST /api/v1/sanctions/waiting/<waiting_id>/moves": {"act": "<decision>", "text": "Yes."},
    f"POST {C}/redress/losses": {"kind": "property", "whose": "staff", "what": "A scarf"},
    f"PATCH {C}/redress/losses/<loss_id>": {"amount": 11_000, "why": "The invoice came."},
    f"POST {C}/redress/losses/<loss_id>/strike": {"why": "It was found."},
    f"POST {C}/redress/claims": {"kind": "agreement", "whose": "staff", "what": "A scarf"},
    f"POST {C}/redress/claims/<claim_id>/moves": {
        "act": "<claim_act>",
        "text": "He left the country.",
        "said": "She agrees.",
    },
    f"PATCH {C}/redress/claims/<claim_id>": {"reference": "CV 7", "why": "It was forgotten."},
    f"POST {C}/redress/claims/<claim_id>/plan": {"each": 2_500, "every": "month", "first": "<today>"},
    f"POST {C}/redress/claims/<claim_id>/payments": {"amount": 100, "on": "<today>"},
    f"POST {C}/redress/claims/<claim_id>/payments/<payment_id>/undo": {"why": "Another claim."},
    f"POST {C}/exhibits": {
        "mark": "LS/9",
        "what": "A broken phone",
        "found_on": "<today>",
        "found_where": "Ward 7",
        "found_by": "Lee Stone",
        "place": "Safe 2",
    },
    f"PATCH {C}/exhibits/<exhibit_id>": {"found_where": "Ward 9", "why": "The ward was misheard."},
    f"POST {C}/exhibits/<exhibit_id>/strike": {"why": "It is of another case."},
    f"POST {C}/footage": {
        "camera": "Camera 4",
        "holder": "Northshire Buses",
        "starts_at": "<today>T00:00:00Z",
        "ends_at": "<today>T00:30:00Z",
        "why": "He runs past it.",
    },
    f"POST {C}/footage/<footage_id>/moves": {"act": "<footage_act>", "text": "They do not give it."},
    f"POST {C}/exhibits/<exhibit_id>/hand-overs": {
        "at": "<today>T00:00:00Z",
        "giver": "Lee Stone",
        "taker": "PC Odell",
        "place": "Police station",
        "why": "For the trial.",
    },
    f"POST {C}/review": {"happened": "He waited for three hours."},
    f"POST {C}/review/reopen": {"why": "More is known."},
    f"POST {C}/actions": {"what": "Mend the light", "owner": "<held>", "due_on": "<today>"},
    f"POST {C}/actions/<action_id>/moves": {"act": "<action_act>", "text": "The ward moves."},
    f"POST {C}/actions/<action_id>/carry-on": {"why": "The door comes in spring."},
    "POST /api/v1/actions/mine/<action_id>/answer": {"act": "answer", "text": "The door is mended."},
    f"POST {C}/referrals/<referral_id>/messages": {"text": "Can we go on?"},
    f"POST {C}/referrals/<referral_id>/end": {"text": "It is over."},
    f"POST {C}/referrals/<referral_id>/take-back": {"things": ["narrative"], "why": "It was another case."},
    f"POST {C}/tasks": {"what": "Ask for the recording", "kind": "enquiry", "owner": "<held>", "due_on": "<today>"},
    f"PATCH {C}/tasks/<task_id>": {"due_on": "<today>"},
    f"POST {C}/tasks/<task_id>/end": {"ending": "done", "result": "He was not there."},
    f"POST {C}/tasks/<task_id>/reopen": {"why": "The porter remembers more."},
    f"POST {C}/plan": {"text": "Ask the ward."},
    f"POST {C}/notes/<event_id>/correct": {"text": "The porter rang.", "why": "Misheard."},
    f"PATCH {C}/people/<affected_id>/contact": {"contact_way": "telephone", "no_messages": True},
    f"POST {C}/people/<affected_id>/promise": {"on": "<today>"},
    f"POST {C}/people/<affected_id>/disclosure": {"agrees": True, "on": "<today>"},
    f"POST {C}/people/<affected_id>/statement": {"statement": "offered", "on": "<today>"},
    f"POST {C}/people/<affected_id>/wishes": {"wish": "wants", "said_on": "<today>"},
    f"POST {C}/people/<affected_id>/support": {"kind": "union", "on": "<today>"},
    f"POST {C}/people/<affected_id>/told": {"on": "<today>", "teller": "Lee Stone", "text": "He was fined."},
    f"POST {C}/people/support/<offer_id>/answer": {"answer": "taken", "on": "<today>"},
    f"POST {C}/people/support/<offer_id>/take-back": {"why": "It was another day."},
    f"POST {C}/people/told/<told_id>/take-back": {"why": "It was her sister."},
    f"POST {C}/people/reporters/<report>": {"kind": "outcome", "text": "He was fined."},
    f"POST {C}/documents": {"kind": "case_pack", "purpose": "Meeting with the police"},
    f"POST {C}/documents/look": {"kind": "outcome_letter", "words": "He was fined."},
    "POST /api/v1/caseloads/<giver_id>/hand-over": {"taker": "<held>", "cases": ["<id>"], "why": "She is away."},
    f"POST {C}/referrals/preview": ADVICE,
    f"POST {C}/referrals": {**ADVICE, "seen": NOT_SEEN},
    f"POST {C}/referrals/<referral_id>/preview": {"parts": ["narrative"]},
    f"POST {C}/referrals/<referral_id>/versions": {"parts": ["narrative"], "seen": NOT_SEEN},
    f"POST {C}/referrals/<referral_id>/costs": {"agreed": 10_000},
    "POST /api/v1/referrals/<referral_id>/advice": {"text": "Go on."},
    "POST /api/v1/referrals/<referral_id>/decision": {"decision": "leave", "reasons": "No evidence."},
    "POST /api/v1/referrals/<referral_id>/costs": {"estimated": 10_000},
    "POST /api/v1/referrals/<referral_id>/outcome": {"outcome": "settled"},
    "POST /api/v1/referrals/<referral_id>/learning": {
        "title": "Ask early",
        "learned": "Late.",
        "to_do": "Ask.",
        "confirmed": True,
    },
    "POST /api/v1/referrals/learning/<learning_id>/withdraw": {"text": "It is wrong."},
    "POST /api/v1/referrals/<referral_id>/returned": {"act": "chase", "text": "What came of it?"},
    "POST /api/v1/referrals/<referral_id>/answer": {"act": "accept"},
    "POST /api/v1/referrals/<referral_id>/messages": {"text": "Who was there?"},
}
