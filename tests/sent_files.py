"""Files of incidents that the security specialist sends, and what works them off."""

from alongside.incidents.exchange.work import Imports
from alongside.incidents.models import ImportRun
from tests.conftest import role

HEADINGS = (
    "Datix ID,Incident date,Incident time,Description,Sub category,Site,Location,Type of person,Severity,Perpetrator"
)
GOOD = "W{n},03/05/2026,09:42,He shouted and threw a chair.,Verbal abuse,Northbrook Hospital,Ward 7,Staff,Low,Patient"


def worked(run: ImportRun) -> ImportRun:
    """The run, after the background has done all that there is to do."""
    imports = Imports()
    with role("alongside_service"):
        while imports.turn():
            pass
    run.refresh_from_db()
    return run
