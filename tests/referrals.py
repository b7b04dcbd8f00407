"""Other bodies, to which the tests send what belongs to a case."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from alongside.cases.models import Case, Referral
from alongside.cases.referrals import parts, sending
from alongside.cases.referrals.sending import Wanted
from alongside.people.actions import actor_for, add_contact_point, add_staff
from alongside.people.models import Organisation, Staff, User
from alongside.people.roles import Role
from alongside.people.scope import acting_as
from tests.world import PASSWORD, World

EVERYTHING = tuple(parts.PARTS)


@dataclass(frozen=True)
class Bodies:
    """Somebody in each body that can receive something; `stranger` works for the Legal Protection Unit in another role."""

    adviser: Staff
    case_manager: Staff
    other_trust: Staff
    stranger: Staff

    def users(self) -> dict[str, Any]:
        """Accounts, as a request finds them: without what an earlier one remembers."""
        return {name: User.objects.get(pk=one.user_id) for name, one in vars(self).items()}


def make_bodies(world: World) -> Bodies:
    """The Legal Protection Unit, and a case manager of the national body; the other trust is the world's outsider."""
    unit = Organisation.objects.create(code="ZZL01", name="Legal Protection Unit", kind="national_body")
    national = world.organisation.parent
    assert national is not None

    def place(username: str, name: str, role: Role, organisation: Organisation) -> Staff:
        user = User.objects.create_user(username, name=name, email=f"{username}@example.org", password=PASSWORD)
        staff = add_staff(organisation, name, user=user, roles=[role])
        add_contact_point(staff, "email", f"{username}@example.org", verified=True)
        return staff

    return Bodies(
        adviser=place("adviser", "Lena Hart", Role.LEGAL_ADVISER, unit),
        case_manager=place("case_manager", "Milo Penn", Role.CASE_MANAGER, national),
        other_trust=world.outsider,
        stranger=place("stranger", "Sid Low", Role.LSMS, unit),
    )


def share(
    user: Any,
    case: Case,
    to: Staff,
    purpose: str = "share",
    chosen: tuple[str, ...] = ("narrative",),
    events: tuple[str, ...] = (),
    note: str = "",
    files: tuple[str, ...] = (),
) -> Referral:
    """Sends a part of a case to somebody's body, as a person does: the copy is shown first."""
    wanted = Wanted(to.organisation, purpose, "public_task", chosen, events, note, files)
    return sending.send(user, case, wanted, seen=parts.digest_of(sending.preview(user, case, wanted)))


def as_receiver(user: Any, act: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """Does it as the database asks for: it looks at who is signed in by itself."""
    with acting_as(user):
        return act(*args, by=actor_for(user), **more)
