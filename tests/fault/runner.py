"""What whoever runs the system was told."""

from tests.installation import RUNNER, Installation


def letters(installation: Installation) -> list[str]:
    return [str(one.get_content()) for one in installation.mail.sent if one["To"] == RUNNER]
