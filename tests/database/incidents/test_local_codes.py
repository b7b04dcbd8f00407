"""What other systems call a code: kept by the organisation, read in from a file whole or not at all."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.pages import shown
from tests.taken_away import whole

from alongside.incidents.actions import Submitted
from alongside.incidents.models import LocalCode
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


def test_local_codes_are_added_corrected_read_in_and_removed(sign_in: SignIn) -> None:
    client = sign_in("lsms")
    said = {"system": "Datix", "meaning": "kinds:theft", "local": "  Theft of  items "}
    assert client.post("/incidents/local-codes", said).status_code == 302
    assert client.post("/incidents/local-codes", said).status_code == 302
    one = LocalCode.objects.get()
    assert one.local == "Theft of items"
    table = whole(client.get("/incidents/local-codes/export")).decode("utf-8-sig")
    assert table.splitlines() == ["system,list,code,local", "Datix,kinds,theft,Theft of items"]
    changed = table.replace("theft,", "burglary,") + "Datix,kinds,hate,Racial\r\n"
    file = SimpleUploadedFile("codes.csv", changed.encode("utf-8-sig"))
    assert "2 lines read, 2 of them new or corrected." in shown(
        client.post("/incidents/local-codes/import", {"file": file})
    )
    assert LocalCode.objects.get(pk=one.pk).code == "burglary"
    assert "Racial" in shown(client.get("/incidents/local-codes?q=racial"))
    assert client.post(f"/incidents/local-codes/{one.pk}", {"do": "remove"}).status_code == 302
    assert "Removed" in shown(client.get("/incidents/local-codes"))
    assert Entry.objects.filter(subject_type="local_code").count() == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a CSV file."),
        (b"a,b\n1,2\n", "The first line must name the columns"),
        (b"system,list,code,local\nDatix,kinds,hugging,Hug\nDatix,kinds,theft,Theft\n", "Line 2: Choose a code"),
        (b"\xff\xfe\x00", "This is not a CSV file in UTF-8"),
    ],
)
def test_a_list_with_a_wrong_line_is_not_read_in_at_all(content: bytes, words: str, sign_in: SignIn) -> None:
    file = SimpleUploadedFile("codes.csv", content)
    assert words in shown(sign_in("lsms").post("/incidents/local-codes/import", {"file": file}), 422)
    assert not LocalCode.objects.exists()


def test_local_codes_of_others_are_not_there(sign_in: SignIn) -> None:
    sign_in("lsms").post("/incidents/local-codes", {"system": "Datix", "meaning": "kinds:theft", "local": "Ours"})
    assert "Ours" not in shown(sign_in("outsider").get("/incidents/local-codes"))
    assert sign_in("outsider").get(f"/incidents/local-codes/{LocalCode.objects.get().pk}").status_code == 404
    said = {"system": "", "meaning": "", "local": ""}
    page = shown(sign_in("lsms").post("/incidents/local-codes", said), 422)
    assert "Write what the system is called" in page
