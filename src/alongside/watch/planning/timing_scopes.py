"""For whom timings are set: organisations, and their teams."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from alongside.people.models import Organisation, Team
from alongside.watch.models import Timing
from alongside.watch.planning.queries import bodies_seen_by, teams_seen_by


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom timings are set."""

    organisation: Organisation
    team: Team | None

    @property
    def pk(self) -> UUID:
        return self.team.pk if self.team else self.organisation.pk

    @property
    def row(self) -> Timing:
        """What would be set for them, of which it is asked whether somebody may."""
        return Timing(organisation=self.organisation, team=self.team)

    @property
    def name(self) -> str:
        return self.team.name if self.team else f"The whole of {self.organisation.name}"


def scopes_seen_by(user: Any) -> dict[UUID, Scope]:
    """Organisations and teams whose timings this person may see, the organisation before its teams."""
    scopes = [Scope(body, None) for body in bodies_seen_by(user)]
    scopes += [Scope(team.organisation, team) for team in teams_seen_by(user)]
    scopes.sort(key=lambda scope: (scope.organisation.name, scope.team is not None, scope.name))
    return {scope.pk: scope for scope in scopes}
