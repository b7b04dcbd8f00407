"""The routers of the API of cases, each with where it stands under `/api/v1`."""

from ninja import Router

from alongside.cases.api import router as cases
from alongside.cases.exhibits.api import router as exhibits
from alongside.cases.inquiry.api import router as inquiry
from alongside.cases.lessons.api import router as lessons
from alongside.cases.police.api import router as police
from alongside.cases.police.court_api import router as court
from alongside.cases.producing.api import router as documents
from alongside.cases.redress.api import router as redress
from alongside.cases.referrals.api import received
from alongside.cases.referrals.receiver_api import router as advised
from alongside.cases.referrals.sending_api import router as referrals
from alongside.cases.remedial.api import everywhere as actions
from alongside.cases.remedial.api import router as actions_of_case
from alongside.cases.review.api import router as review
from alongside.cases.sanctions.api import router as sanctions
from alongside.cases.sanctions.api import waiting
from alongside.cases.supervising.api import router as caseloads
from alongside.cases.victims.api import router as people
from alongside.cases.working.api import router as working
from alongside.cases.working.waiving_api import router as promises
from alongside.cases.working.waiving_api import waiting as promises_waiting

OF_CASE = (
    *(cases, working, people, police, court, sanctions, redress, exhibits, inquiry, review, actions_of_case, documents),
    referrals,
    promises,
)
ROUTERS: tuple[tuple[str, Router], ...] = (
    *(("/cases", router) for router in OF_CASE),
    ("/sanctions", waiting),
    ("/promises", promises_waiting),
    ("/actions", actions),
    ("/referrals", received),
    ("/referrals", advised),
    ("/lessons", lessons),
    ("/caseloads", caseloads),
)
