"""Who keeps templates writes versions, tries them, and puts them in force by name; every version stays."""

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from tests.conftest import AppClient
from tests.files import MEDIA
from tests.taken_away import whole
from tests.world import World

from alongside.cases.sanctions.letters import emergency_sentence
from alongside.documents import actions, queries
from alongside.documents.kinds import Kind, kinds
from alongside.documents.models import TemplateVersion
from alongside.evidence.arriving import arrive
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, add_staff
from alongside.people.models import User
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]
HERE = "/documents/templates/police_update"
SHORT = "Dear {{ officer }},\n\nhow does it stand?"


def read(client: AppClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_a_version_is_written_tried_and_put_in_force_by_name(world: World, kind: Kind, sign_in: SignIn) -> None:
    lsms, administrator = sign_in("lsms"), sign_in("administrator")
    assert "Please tell us" in read(lsms, HERE), "a template begins from the built-in one"
    tried = lsms.post(HERE, {"source": SHORT, "do": "try", "seen": "0"})
    assert tried.status_code == 200
    assert "data:image/png;base64," in tried.content.decode()
    assert not TemplateVersion.objects.exists()
    kept = lsms.post(HERE, {"source": SHORT, "why": "It was too long.", "seen": "0"})
    assert kept.headers["Location"] == f"{HERE}/versions/1?done=written"
    assert queries.version_in_force(world.organisation, kind) is None
    assert "Not in force" in read(lsms, f"{HERE}/versions/1")
    assert administrator.post(f"{HERE}/versions/1/in-force", {"in_force_why": "It is clearer."}).status_code == 302
    page = read(lsms, HERE)
    for words in ("Your version 1 is in force", "Lee Stone", "It was too long.", "Ada Quist", "It is clearer."):
        assert words in page
    assert read(lsms, "/documents/templates").count("Your version 1") == 1
    verbs = Entry.objects.filter(verb__startswith="document.template").order_by("pk").values_list("verb", "actor_name")
    assert list(verbs) == [
        ("document.template_written", "Lee Stone"),
        ("document.template_in_force", "Ada Quist"),
    ]


def test_a_template_without_a_place_for_the_words_of_its_letter_is_warned_of_when_tried_and_kept(
    world: World, sign_in: SignIn
) -> None:
    lsms, here, warning = sign_in("lsms"), "/documents/templates/sanction_gp", "no place for the words"
    fixed = f"Dear Doctor,\n\n{emergency_sentence()}"
    for source, is_warned in ((fixed, True), (f"{{# words #}}\n{fixed}", True), ("{{ words }}", False)):
        tried = lsms.post(here, {"source": source, "do": "try", "seen": "0"})
        assert (warning in tried.content.decode()) is is_warned, source
    kept = lsms.post(here, {"source": fixed, "why": "Shorter.", "seen": "0"})
    assert warning in read(lsms, kept.headers["Location"].partition("?")[0])
    assert warning not in read(lsms, f"{here}/versions/0")
    assert warning not in read(lsms, f"{HERE}/versions/0"), "a kind whose document has fields of its own"


def test_a_template_that_is_too_long_is_refused_with_how_long_it_may_be(kind: Kind, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    answer = lsms.post(HERE, {"source": "x" * 60_001, "why": "Longer.", "seen": "0"})
    assert answer.status_code == 422
    assert "Write at most 60,000 characters." in answer.content.decode()
    answer = lsms.post(HERE, {"source": "x" * 1_100_000, "why": "Longer.", "seen": "0"})
    assert answer.status_code == 413
    assert "longer than 1 MB" in answer.content.decode()
    assert "what you wrote is still there" in answer.content.decode()


def test_the_list_is_searched_narrowed_turned_over_and_taken_away(
    world: World, kind: Kind, by: Actor, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = actions.write_template(world.organisation, kind, SHORT, "Shorter.", by=by)
    actions.put_in_force(world.organisation, kind, version, "Clearer.", by=by)
    lsms, link = sign_in("lsms"), f'href="{HERE}"'
    assert link in read(lsms, "/documents/templates?search=police")
    assert link in read(lsms, "/documents/templates?from=own")
    assert read(lsms, "/documents/templates?from=own").count("/documents/templates/") == 1
    assert link not in read(lsms, "/documents/templates?from=built_in")
    assert link not in read(lsms, "/documents/templates?search=statement")
    assert "No document fits this." in read(lsms, "/documents/templates?search=nobodywrotethis")
    table = whole(lsms.get("/documents/templates?from=own&format=csv")).decode()
    assert "Your version 1" in table
    assert "Built in" not in table
    assert whole(lsms.get("/documents/templates?format=xlsx")).startswith(b"PK")
    taken = Entry.objects.filter(verb="documents.exported").order_by("pk").values_list("details", flat=True)
    assert [json.loads(details)["rows"] for details in taken] == [1, len(kinds())]
    monkeypatch.setattr("alongside.web.listing.PAGE", 2)
    assert "page=2" in read(lsms, "/documents/templates")
    assert read(lsms, "/documents/templates?page=2").count('<li><a href="/documents/templates/') == 2


def test_taken_out_of_force_the_built_in_one_holds_and_the_version_stays(
    world: World, kind: Kind, by: Actor, sign_in: SignIn
) -> None:
    version = actions.write_template(world.organisation, kind, SHORT, "Shorter.", by=by)
    actions.put_in_force(world.organisation, kind, version, "Clearer.", by=by)
    lsms = sign_in("lsms")
    assert lsms.post(f"{HERE}/versions/0/in-force", {"in_force_why": "The police asked for more."}).status_code == 302
    assert queries.version_in_force(world.organisation, kind) is None
    assert queries.versions_of(world.organisation, kind).get().source.strip() == SHORT
    assert "The built-in template is in force" in read(lsms, HERE)
    assert lsms.post(f"{HERE}/versions/0/in-force", {"in_force_why": "Again."}).status_code == 422


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Dear {{ officer }},\n\n{{ ofence }}", "Line 3: There is no field called “ofence” here."),
        ("{% if more %}", "Line 1: Something is not complete"),
        ("", "Write the template."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_with_its_line(source: str, words: str, sign_in: SignIn) -> None:
    for deed in ({"do": "try"}, {"why": "Shorter."}):
        answer = sign_in("lsms").post(HERE, {"source": source, "seen": "0", **deed})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert sign_in("lsms").post(f"{HERE}/try/pdf", {"source": source}).status_code == 422
    assert not TemplateVersion.objects.exists()


def test_a_version_needs_a_reason_and_so_does_its_force(kind: Kind, by: Actor, world: World, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    assert "Write why" in lsms.post(HERE, {"source": SHORT, "why": " ", "seen": "0"}).content.decode()
    actions.write_template(world.organisation, kind, SHORT, "Shorter.", by=by)
    answer = lsms.post(f"{HERE}/versions/1/in-force", {"in_force_why": ""})
    assert (answer.status_code, queries.version_in_force(world.organisation, kind)) == (422, None)


def test_whoever_began_before_somebody_else_kept_theirs_is_told(kind: Kind, by: Actor, world: World) -> None:
    actions.write_template(world.organisation, kind, SHORT, "Shorter.", seen=0, by=by)
    with pytest.raises(ValidationError, match="meanwhile"):
        actions.write_template(world.organisation, kind, "Dear {{ officer }}", "Even shorter.", seen=0, by=by)
    assert actions.write_template(world.organisation, kind, SHORT, "The same.", seen=1, by=by).number == 2


def test_words_that_have_to_stand_cannot_be_taken_out(sign_in: SignIn) -> None:
    answer = sign_in("lsms").post(
        "/documents/templates/witness_statement", {"source": "{{ words }}", "why": "Shorter.", "seen": "0"}
    )
    assert answer.status_code == 422
    assert "liable to prosecution" in answer.content.decode()


def test_the_sample_comes_as_pdf_and_as_word_document(sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    pdf, word = (lsms.post(f"{HERE}/try/{form}", {"source": SHORT}) for form in ("pdf", "docx"))
    assert pdf.content.startswith(b"%PDF")
    assert word.content.startswith(b"PK")
    assert "attachment" in pdf.headers["Content-Disposition"]
    assert lsms.post(f"{HERE}/try/exe", {"source": SHORT}).status_code == 404


@pytest.mark.parametrize("who", ["nurse", "manager", "director", "operator"])
def test_others_keep_no_templates(who: str, sign_in: SignIn) -> None:
    client = sign_in(who)
    for path in ("/documents/templates", HERE, f"{HERE}/versions/0", "/documents/letterhead"):
        assert client.get(path).status_code == 403


def test_a_specialist_of_one_team_alone_keeps_no_templates(world: World, client_for: Callable[..., AppClient]) -> None:
    user = User.objects.create_user("teamlsms", name="Tess Lane", password="correct horse battery staple")
    staff = add_staff(world.organisation, "Tess Lane", user=user, team=world.team)
    from alongside.people.actions import appoint

    appoint(staff, Role.LSMS, team=world.team)
    assert client_for(user).get("/documents/templates").status_code == 403
    assert not user.has_perm("documents.templates")
    appoint(staff, Role.LSMS)
    assert client_for(user).get("/documents/templates").status_code == 200


@pytest.fixture
def client_for() -> Callable[[User], AppClient]:
    """A browser of somebody who is signed in."""

    def make(user: User) -> AppClient:
        client = AppClient()
        client.force_login(user)
        return client

    return make


def test_the_letterhead_is_written_with_its_picture_and_the_picture_is_taken_off(world: World, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    said = {"name": "Northbrook Security", "lines": "1 High Street", "foot": ""}
    with (MEDIA / "bite.png").open("rb") as mark:
        assert lsms.post("/documents/letterhead", {**said, "picture": mark}).status_code == 302
    assert lsms.get("/documents/letterhead/picture").headers["Content-Type"] == "image/png"
    assert lsms.post("/documents/letterhead", {**said, "foot": "Chair: A Name"}).status_code == 302
    kept = queries.letterhead_of(world.organisation)
    assert kept is not None
    assert kept.picture is not None, "without a new picture the one before stays"
    assert lsms.post("/documents/letterhead", {**said, "without_picture": "on"}).status_code == 302
    assert lsms.get("/documents/letterhead/picture").status_code == 404


@pytest.mark.parametrize("name", ["bite.webp", "voice.ogg"])
def test_a_picture_of_another_format_is_refused(name: str, world: World, by: Actor) -> None:
    wrong = arrive(name, [(MEDIA / name).read_bytes()])
    with pytest.raises(ValidationError) as caught:
        actions.write_letterhead(
            world.organisation, name="Us", lines="", foot="", picture=wrong, without_picture=False, by=by
        )
    assert list(caught.value.message_dict) == ["picture"]
    assert queries.letterhead_of(world.organisation) is None


def test_a_picture_that_is_too_large_is_refused(world: World, sign_in: SignIn) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    large = SimpleUploadedFile("mark.png", (MEDIA / "bite.png").read_bytes() + bytes(actions.PICTURE_BYTES))
    answer = sign_in("lsms").post("/documents/letterhead", {"name": "Us", "picture": large})
    assert answer.status_code == 422
    assert "too large" in answer.content.decode()


def test_the_actor_of_a_version_is_kept_by_name(kind: Kind, world: World) -> None:
    ada = actor_for(world.administrator.user)
    version = actions.write_template(world.organisation, kind, SHORT, "Shorter.", by=ada)
    assert (version.made_by, version.made_by_id) == ("Ada Quist", world.administrator.user_id)
