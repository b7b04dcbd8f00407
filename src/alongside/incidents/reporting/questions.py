"""The questions of a report, in their order. Pure.

No way through them must be answered more than ten times (`MOST_ANSWERS`): what else helps is asked `later`, once these
few answers are given, and never has to be. What may be left stands on the way where it makes a report urgent: a strangling.
"""

from collections.abc import Mapping, Sequence

from alongside.incidents.reporting.asking import Field, Option, Step

MOST_ANSWERS = 10
PEOPLE = ("me", "staff", "patient", "visitor", "contractor", "child")
NO, YES = Option("no", "No"), Option("yes", "Yes")

STEPS: Sequence[Step] = (
    Step(
        "danger",
        "Is anyone in danger now?",
        "In danger now",
        [
            Field(
                "danger",
                "radios",
                "Is anyone in danger now?",
                hint="If you say yes, we tell people at once, before you go on.",
                options=[NO, Option("yes", "Yes, someone is in danger now")],
                required=True,
                missing="Choose yes or no. If someone is in danger now, ring 999.",
            )
        ],
    ),
    Step(
        "what",
        "What happened?",
        "What happened",
        [
            Field(
                "kinds",
                "checkboxes",
                "What happened?",
                hint="Choose everything that fits.",
                codes="kinds",
                required=True,
                missing="Choose at least one thing that happened. If nothing fits, choose “Something else”.",
            )
        ],
    ),
    Step(
        "when",
        "When did it happen?",
        "When",
        [
            Field(
                "when",
                "radios",
                "When did it happen?",
                options=[
                    Option("now", "Just now"),
                    Option("today", "Earlier today"),
                    Option("other", "On another day"),
                ],
                required=True,
                missing="Choose when it happened.",
            ),
            Field("when_date", "date", "Which day?", applies={"when": ["other"]}),
            Field(
                "when_time",
                "time",
                "About what time?",
                hint="Leave it empty if you do not know.",
                applies={"when": ["today", "other"]},
            ),
            Field(
                "when_estimated",
                "tick",
                "I am not sure of the time",
                applies={"when": ["today", "other"]},
            ),
        ],
    ),
    Step(
        "where",
        "Where did it happen?",
        "Where",
        [
            Field(
                "where",
                "radios",
                "Where did it happen?",
                options=[
                    Option("place", "In one of our wards, clinics or buildings"),
                    Option("private_home", "In somebody’s home"),
                    Option("vehicle", "In an ambulance or another vehicle"),
                    Option("public_place", "In the street or another public place"),
                    Option("online", "By phone, in writing or online"),
                    Option("elsewhere", "Somewhere else"),
                    Option("unknown", "I don’t know"),
                ],
                required=True,
                missing="Choose where it happened. If you do not know, choose “I don’t know”.",
            ),
            Field(
                "where_place",
                "place",
                "Which ward, clinic or building?",
                hint="Begin to type and choose, or write it in your own words.",
                applies={"where": ["place"]},
            ),
            Field(
                "where_words",
                "text",
                "Where exactly? (optional)",
                hint="For example, the car park behind the clinic. Do not write a patient’s name.",
                applies={"where": ["place", "private_home", "vehicle", "public_place", "elsewhere"]},
                longest=300,
            ),
        ],
        applies={"place_known": ["no"]},
    ),
    Step(
        "who",
        "Who was it done to?",
        "Who it was done to",
        [
            Field(
                "targets",
                "checkboxes",
                "Who was it done to?",
                hint="Choose everyone that fits.",
                codes="targets",
                required=True,
                missing="Choose who it was done to. If nobody, choose “Nobody”.",
            ),
            Field(
                "injury",
                "radios",
                "Was anybody hurt?",
                hint="If several people were hurt, choose for the one who was hurt most.",
                codes="injuries",
                applies={"targets": PEOPLE},
            ),
        ],
    ),
    Step(
        "by",
        "Who did it?",
        "Who did it",
        [
            Field(
                "responsible",
                "checkboxes",
                "Who did it?",
                hint="Choose everyone that fits.",
                codes="responsible_kinds",
                required=True,
                missing="Choose who did it. If you do not know, choose “I don’t know”.",
            ),
        ],
    ),
    Step(
        "acts",
        "What did they do?",
        "What they did",
        [
            Field(
                "acts",
                "checkboxes",
                "What did they do? (optional)",
                hint="Choose everything that fits. You can leave it empty.",
                codes="acts",
            )
        ],
        applies={"kinds": ["physical_assault"]},
    ),
    Step(
        "words",
        "What happened, in your own words?",
        "In your own words",
        [
            Field(
                "account",
                "long_text",
                "Your words (optional)",
                hint="A sentence is enough. Please leave out patients’ names.",
                longest=20_000,
            ),
            Field(
                "camera",
                "tick",
                "A camera may have recorded it",
                hint="Recordings are overwritten after some weeks. We ask for this one to be kept.",
            ),
            Field("files", "files", "Add pictures, films, recordings or a PDF (optional)"),
        ],
    ),
    Step(
        "you",
        "How can we reach you?",
        "Your name",
        [
            Field(
                "reporter",
                "radios",
                "How can we reach you?",
                options=[
                    Option("account", "By my Alongside account", "Your report carries your name."),
                    Option("contact", "I give my name and how to reach me"),
                    Option("anonymous", "I do not want to say who I am"),
                ],
                required=True,
                missing="Choose whether you want to give your name.",
            ),
            Field(
                "name",
                "text",
                "Your name",
                applies={"reporter": ["contact"]},
                autocomplete="name",
                longest=120,
                required=True,
                missing="Write your name, or choose that you do not want to say who you are.",
            ),
            Field(
                "email",
                "email",
                "E-mail address (optional)",
                hint="We use it to tell you that there is something new in your report, at most once a day. If it was done "
                "to you, we also offer you support, and ask twice how you are. No message says what happened, and one "
                "click stops them all.",
                applies={"reporter": ["contact"]},
                autocomplete="email",
                longest=254,
            ),
            Field(
                "phone",
                "phone",
                "Phone number (optional)",
                hint="For the same by text message, if you give no e-mail address. The security specialist may ring you.",
                applies={"reporter": ["contact"]},
                autocomplete="tel",
                longest=40,
            ),
            Field(
                "no_messages",
                "tick",
                "Do not send me these messages",
                applies={"reporter": ["contact"]},
            ),
            Field(
                "anonymous_because",
                "radios",
                "Why do you not want to say? (optional)",
                hint="It helps us to make reporting safer. It is counted and not linked to you.",
                codes="anonymity_reasons",
                folded=True,
                applies={"reporter": ["anonymous"]},
            ),
        ],
    ),
    Step(
        "how",
        "Tell us a little more about it",
        "How",
        [
            Field("weapons", "checkboxes", "What was the weapon?", codes="weapons", applies={"kinds": ["weapon"]}),
            Field(
                "sexual_acts",
                "checkboxes",
                "What was it?",
                hint="You can leave this empty.",
                codes="sexual_acts",
                applies={"kinds": ["sexual_safety"]},
            ),
            Field(
                "hate_strands",
                "checkboxes",
                "What was it about?",
                codes="hate_strands",
                applies={"kinds": ["hate"]},
            ),
        ],
        applies={"kinds": ["weapon", "sexual_safety", "hate"]},
        hint="Choose everything that fits. You can leave any of it empty.",
        later=True,
    ),
    Step(
        "police",
        "Do you want the police told?",
        "Police",
        [
            Field(
                "police",
                "radios",
                "Do you want the police told?",
                hint="Nothing is sent to the police by this page. Someone will talk with you first if you leave your name.",
                codes="police_wishes",
            )
        ],
        later=True,
    ),
    Step(
        "you_are",
        "Who are you?",
        "Who you are",
        [
            Field(
                "i_am",
                "radios",
                "Who are you?",
                options=[
                    Option("staff", "I work here"),
                    Option("patient", "A patient"),
                    Option("visitor", "A visitor, relative or carer"),
                    Option("contractor", "A contractor or volunteer"),
                ],
            ),
        ],
        applies={"targets": ["me"], "signed_in": ["no"]},
        later=True,
    ),
    Step(
        "factors",
        "Did anything seem to affect them?",
        "What seemed to affect them",
        [
            Field(
                "factors",
                "checkboxes",
                "Did anything seem to affect them?",
                hint="Your impression is enough. It excuses nothing; it helps to prevent the next time.",
                codes="factors",
            ),
        ],
        applies={"responsible": ["patient", "relative", "public", "colleague", "manager", "contractor", "group"]},
        later=True,
    ),
)

BY_NAME: Mapping[str, Step] = {step.name: step for step in STEPS}
FIELDS: Mapping[str, Field] = {field.name: field for step in STEPS for field in step.fields}
