"""Sessions that last for as long as they are used (`docs/decisions/0010-sessions.md`).

Django's own sessions in the database, with a model that knows whose they are, and by the one clock.
"""

from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest

from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.people.browsers import name_browser

RENEWED_EVERY = timedelta(hours=1)
"""Use renews a session, but writes it no more often than this."""
SIGN_IN = "sign_in"
READ = """
    SELECT session_data, moment - used_at FROM people_session, alongside_now() AS moment
    WHERE session_key = %s AND expire_date > moment
"""


class SessionStore(db.SessionStore):
    """A session in `people.Session`. Its name is part of what signs the content: another one would sign everybody out."""

    unused_for: timedelta | None = None
    """Since it was last renewed; None for one that has not been read from the database."""

    @classmethod
    def get_model_class(cls) -> Any:
        from alongside.people.models import Session

        return Session

    def is_due_for_renewal(self) -> bool:
        """Whether the last renewal is so long ago that use must be written down."""
        return self.unused_for is not None and self.unused_for >= RENEWED_EVERY

    def _get_session_from_db(self) -> Any:
        """The row, by a statement of our own: every page needs it, and the ORM would write the same one anew each time."""
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        content, self.unused_for = found
        return self.model(session_key=str(self.session_key), session_data=content)

    async def _aget_session_from_db(self) -> Any:
        return await sync_to_async(self._get_session_from_db)()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        moment = now()
        sign_in = data.get(SIGN_IN, {})
        return self.get_model_class()(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(modification=moment),
            public_id=sign_in.get("id") or new_id(),
            user_id=data.get(SESSION_KEY),
            device=sign_in.get("device", ""),
            remembered=bool(data.get("_session_expiry")),
            begun_at=datetime.fromisoformat(sign_in["at"]) if sign_in else None,
            used_at=moment,
        )

    async def acreate_model_instance(self, data: dict[str, Any]) -> Any:
        return await sync_to_async(self.create_model_instance)(data)


def note_sign_in(request: HttpRequest, user: Any, **_: Any) -> None:
    """Somebody has signed in (Django's signal `user_logged_in`): keeps on which device, and when."""
    from alongside.people.models import SignIn

    session, moment, device = new_id(), now(), _device(request)
    request.session[SIGN_IN] = {"id": str(session), "device": device, "at": moment.isoformat()}
    SignIn.objects.create(user_id=user.pk, at=moment, device=device, succeeded=True, session=session)


def note_refusal(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Somebody gave a wrong password (`user_login_failed`): whoever has that account can see that it happened."""
    from alongside.people.models import SignIn, User

    called = str(credentials.get("username") or credentials.get("email") or credentials.get("login") or "")
    by_name = Q(username__iexact=called) | Q(email__iexact=called)
    user = User.objects.filter(by_name, is_active=True).first() if called and request is not None else None
    if user is not None and request is not None:
        SignIn.objects.create(user=user, at=now(), device=_device(request), succeeded=False)


def note_sign_out(request: HttpRequest, user: Any, **_: Any) -> None:
    """Somebody signs out (`user_logged_out`); their session still says which sign-in it came from."""
    from alongside.people.models import SignIn

    if began := request.session.get(SIGN_IN):
        SignIn.objects.filter(session=began["id"], ended_at=None).update(ended_at=now())


def _device(request: HttpRequest) -> str:
    return name_browser(request.META.get("HTTP_USER_AGENT", ""))
