"""A claim for what was lost, from its value to the last instalment (domain research, section 2.1)."""

from alongside.cases.tracks.machine import Machine, Move, State

WHY = {"text": "Write why."}
WHEN = {"on": "Write the day."}

CLAIM = Machine(
    "claim",
    "Redress",
    (
        State("considered", "Considered", "What was lost is known; nobody has claimed it yet", "warning"),
        State("claimed", "Claimed", "The court, the insurer or the person was asked to pay", "calm"),
        State("awarded", "Awarded or agreed", "How much is to be paid, and until when, is known", "good"),
        State("paying", "Being paid", "A part has come", "good"),
        State("recovered", "Recovered", "All of it has come", "good", is_end=True),
        State("refused", "Refused", "Nothing was awarded or agreed", is_end=True),
        State("not_claimed", "Not claimed", "Nobody claims it, for a reason that is kept", is_end=True),
        State("written_off", "Written off", "The rest will not come; somebody approved that", is_end=True),
    ),
    (
        Move(
            "claim",
            "It was claimed",
            ("considered",),
            "claimed",
            needs={**WHEN, "amount": "Write how much was claimed."},
        ),
        Move("leave", "It is not claimed", ("considered",), "not_claimed", needs=WHY),
        Move("award", "It was awarded or agreed", ("claimed",), "awarded", needs={**WHEN, "amount": "Write how much."}),
        Move("refuse", "Nothing was awarded", ("claimed",), "refused", needs={**WHEN, **WHY}),
        Move(
            "pay_part",
            "A part was paid",
            ("awarded", "paying"),
            "paying",
            needs={**WHEN, "amount": "Write how much was paid."},
        ),
        Move(
            "pay_rest",
            "The rest was paid",
            ("awarded", "paying"),
            "recovered",
            needs={**WHEN, "amount": "Write how much was paid."},
        ),
        Move("write_off", "Write off what is owed", ("awarded", "paying"), "written_off", needs=WHY, level="write_off"),
        Move("reopen", "Claim it after all", ("not_claimed", "refused", "written_off"), "considered", needs=WHY),
    ),
    about="One for each claim: a compensation order, a civil claim, an agreement, the Criminal Injuries Compensation Authority, an insurer. Money is counted in pence.",
)
