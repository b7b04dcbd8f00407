"""Fills an installation with health bodies of different size, their sites, wards and teams, and those who look for incidents.

`python -m bench.incidents_world` prints JSON: `organisations` (id, share of all incidents, sites, places by site, teams,
LSMS), and `lsms` and `manager` of the biggest, with what they sign in with. Made by the product's own actions.
"""

import json
import sys
from typing import Any

from alongside.config.commands.django_ready import start_django
from bench.people import PASSWORD

SHARES = {"ZZB01": 60, "ZZB02": 25, "ZZB03": 10, "ZZB04": 4, "ZZB05": 1}
"""Of a hundred incidents, how many are whose."""
PLACES_OF_A_SITE = 10
TEAMS_OF_A_SITE = 3


def main() -> dict[str, Any]:
    """Makes them all in one transaction."""
    from django.db import transaction

    from alongside.people.models import Organisation

    with transaction.atomic():
        bodies = [
            _furnish(Organisation.objects.create(code=code, name=f"Benchmark provider {code}", kind="provider"), share)
            for code, share in SHARES.items()
        ]
    biggest = bodies[0]
    return {"organisations": bodies, "lsms": biggest.pop("sign_in"), "manager": biggest.pop("manager")}


def _furnish(organisation: Any, share: int) -> dict[str, Any]:
    from alongside.people.actions import add_staff, appoint, form_team, open_place, open_site
    from alongside.people.models import User
    from alongside.people.roles import Role

    sites, places, teams = [], [], []
    for number in range(max(1, share)):
        site = open_site(organisation, f"Site {number:02d}")
        type(site).objects.filter(pk=site.pk).update(lat=51.5 + number * 0.013, lon=-2.6 + (number * 7 % 40) * 0.02)
        sites.append(str(site.pk))
        places.append([str(open_place(site, f"Ward {ward}").pk) for ward in range(PLACES_OF_A_SITE)])
        teams += [form_team(organisation, f"Team {number:02d}-{team}", site=site) for team in range(TEAMS_OF_A_SITE)]
    code = organisation.code.lower()
    lsms = add_staff(
        organisation,
        f"Security specialist {code}",
        user=User.objects.create_user(f"lsms-{code}", name="Security specialist", password=PASSWORD),
        roles=[Role.LSMS],
    )
    manager = add_staff(
        organisation,
        f"Manager {code}",
        user=User.objects.create_user(f"manager-{code}", name="Manager", password=PASSWORD),
    )
    appoint(manager, Role.LINE_MANAGER, team=teams[0])
    return {
        "id": str(organisation.pk),
        "share": share,
        "sites": sites,
        "places": places,
        "teams": [str(team.pk) for team in teams],
        "lsms": str(lsms.pk),
        "sign_in": {"username": f"lsms-{code}", "password": PASSWORD},
        "manager": {"username": f"manager-{code}", "password": PASSWORD},
    }


if __name__ == "__main__":
    start_django("owner")
    json.dump(main(), sys.stdout)
