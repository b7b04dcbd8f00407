"""A claim for what was lost, from its value to the last instalment (domain research, section 2.1)."""

from alongside.machine import Machine, Move, State

WHY = {"text": "Write why."}
WHEN = {"on": "Write the day."}
CLAIMED = {"claimed": "Write how much was claimed."}
AWARDED = {"awarded": "Write how much is to be paid."}

CLAIM = Machine(
    "claim",
    "Redress",
    (
        State("considered", "Considered", "What was lost is known; nobody has claimed it yet", "warning"),
        State("claimed", "Claimed", "The court, the insurer or the person was asked to pay", "calm"),
        State("awarded", "Awarded or agreed", "How much is to be paid, and until when, is known", "good"),
        State("paying", "Being paid", "A part has come", "good"),
        State("write_off_asked", "Write-off asked for", "Somebody has to approve that the rest is given up", "warning"),
        State("recovered", "Recovered", "All of it has come", "good", is_end=True),
        State("refused", "Refused", "Nothing was awarded or agreed", is_end=True),
        State("not_claimed", "Not claimed", "Nobody claims it, for a reason that is kept", is_end=True),
        State("written_off", "Written off", "The rest will not come; somebody approved that", is_end=True),
    ),
    (
        Move("claim", "It was claimed", ("considered",), "claimed", needs={**WHEN, **CLAIMED}),
        Move("leave", "It is not claimed", ("considered", "claimed"), "not_claimed", needs=WHY),
        Move("award", "It was awarded or agreed", ("considered", "claimed"), "awarded", needs={**WHEN, **AWARDED}),
        Move("refuse", "Nothing was awarded", ("claimed",), "refused", needs={**WHEN, **WHY}),
        Move("pay_part", "A part was paid", ("awarded", "paying", "write_off_asked"), "paying"),
        Move("pay_rest", "The rest was paid", ("awarded", "paying", "write_off_asked", "written_off"), "recovered"),
        Move("pay_late", "Money came after it was written off", ("written_off",), "written_off"),
        Move(
            "pay_over",
            "More came than was owed",
            ("awarded", "paying", "write_off_asked", "written_off", "recovered"),
            "recovered",
        ),
        Move(
            "return_part",
            "A payment was entered wrongly, a part has come all the same",
            ("paying", "write_off_asked", "recovered", "written_off"),
            "paying",
            needs=WHY,
        ),
        Move(
            "return_all",
            "A payment was entered wrongly, nothing has come",
            ("paying", "write_off_asked", "recovered", "written_off"),
            "awarded",
            needs=WHY,
        ),
        Move(
            "return_over",
            "A payment was entered wrongly, all has come all the same",
            ("recovered",),
            "recovered",
            needs=WHY,
        ),
        Move("ask_write_off", "Ask to write off the rest", ("awarded", "paying"), "write_off_asked", needs=WHY),
        Move("write_off", "Write off the rest", ("write_off_asked",), "written_off", needs=WHY, level="write_off"),
        Move("decline_write_off", "Do not write it off", ("write_off_asked",), None, needs=WHY, level="write_off"),
        Move(
            "tell_write_off",
            "The person to whom it was owed was told",
            ("written_off",),
            "written_off",
            needs=WHEN,
        ),
        Move("owe_again", "It is owed after all", ("written_off",), None, needs=WHY),
        Move("reopen", "Claim it after all", ("not_claimed", "refused"), "considered", needs=WHY),
    ),
    about="One for each claim: a compensation order, a civil claim, an agreement, the Criminal Injuries Compensation Authority, an insurer. Money is counted in pence. Nobody writes off what they asked to write off; whoever it is owed to is asked before, and told after. Money that comes late, or is more than was owed, is entered as it came.",
)
