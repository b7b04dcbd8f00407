"""Making messages of rendered words."""

from uuid import UUID

from alongside.messages.actions import Outgoing
from alongside.messages.models import Purpose
from alongside.people.models import ContactPoint


def subject_and_body(text: str) -> tuple[str, str]:
    """The two parts of a rendered message: its first line is the subject."""
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip()


def to_way(
    way: ContactPoint, text: str, *, key: str, about: tuple[str, UUID], purpose: Purpose = Purpose.NOTICE
) -> Outgoing:
    """A rendered message to one way of somebody's. `key` makes it the only one of its kind; what the way is, is added to it."""
    subject, body = subject_and_body(text)
    return Outgoing(
        organisation_id=way.organisation_id,
        key=f"{key}:{way.staff_id}:{way.channel}:{way.address}",
        recipient_id=way.staff_id,
        channel=way.channel,
        address=way.address,
        purpose=purpose,
        subject=subject,
        body=body,
        about_type=about[0],
        about_id=about[1],
    )
