"""What a browser keeps of a page that somebody signed in was shown: nothing, since the next person may sit at the same computer."""

from collections.abc import Callable

import pytest
from tests.conftest import AppClient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["/incidents", "/cases", "/api/v1/cases", "/accounts/signed-in/"])
def test_no_page_of_somebody_signed_in_is_kept(sign_in: Callable[[str], AppClient], page: str) -> None:
    assert sign_in("lsms").get(page)["Cache-Control"] == "private, no-store"


def test_of_what_anybody_may_read_nothing_is_said(client: AppClient) -> None:
    assert "no-store" not in client.get("/accounts/password/reset/").get("Cache-Control", "")
