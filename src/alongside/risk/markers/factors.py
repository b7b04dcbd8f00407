"""What is weighed before a marker is made, each from 0 to 3 (domain research, section 5.1: degree of violence used or threatened,
injury, urgency of protecting staff, likelihood of repeat). The words say what a number means; they decide nothing by themselves.
"""

FACTORS: dict[str, tuple[str, tuple[str, str, str, str]]] = {
    "degree": (
        "Violence used or threatened",
        ("None", "Shouting, abuse", "Threats, pushing, things thrown", "Blows, a weapon, sexual assault"),
    ),
    "injury_physical": (
        "Injury of the body",
        ("None", "Slight, no treatment", "Treated", "Serious, or lasting"),
    ),
    "injury_psychological": (
        "Injury of the mind",
        ("None known", "Upset for a while", "Off work, or asked for support", "Ill from it, or lasting"),
    ),
    "urgency": (
        "How urgent it is to protect staff",
        (
            "Nobody goes there",
            "Somebody will go, not soon",
            "Somebody goes within days",
            "Somebody goes today or tomorrow",
        ),
    ),
    "likelihood": (
        "How likely it happens again",
        ("Unlikely", "It could", "It has before", "Somebody said or showed that it will"),
    ),
}
MARKS = tuple(FACTORS)


def factor_words(name: str, mark: int) -> str:
    """ "2 of 3: threats, pushing, things thrown"."""
    said = FACTORS[name][1][mark]
    return f"{mark} of 3: {said[:1].lower()}{said[1:]}"
