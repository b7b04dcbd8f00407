"""Who may use a route, said at the route."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import rules
from asgiref.sync import iscoroutinefunction, sync_to_async
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from alongside.people.unsaved.answers import answer_signed_out

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = "anyone"
"""No account needed: sign-in, a check-in link whose key is the credential."""
MACHINE = "machine"
"""Called by machines that prove themselves in their own way, or health checks that tell nothing about people."""
SIGNED_IN = "signed_in"
"""Anyone with an account."""


class SignInNeeded(Exception):
    """The API was called without an account; it answers 401."""


def allow(rule: str) -> Callable[[View], View]:
    """States who may use a view or an API operation: a permission such as `alarms.take`, or one of the names above.

    Pages send an anonymous visitor to sign in, and keep what a form of theirs brought (`people.unsaved`); the API answers 401 and 403 as problem details. What the person may
    do with *this* object is checked again, with the object, by the action. `view.access` holds the rule, and a test
    fails on a route that has none.
    """

    def decorate(view: View) -> View:
        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
                answer = await sync_to_async(_refusal)(request, rule)
                return answer if answer is not None else await view(request, *args, **kwargs)

            guarded: Any = guarded_async
        else:

            @wraps(view)
            def guarded_sync(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
                answer = _refusal(request, rule)
                return answer if answer is not None else view(request, *args, **kwargs)

            guarded = guarded_sync
        guarded.access = rule
        return guarded

    return decorate


def require(user: Any, permission: str, obj: Any = None) -> None:
    """Raises PermissionDenied unless `user` may do this to `obj`."""
    if not user.has_perm(permission, obj):
        raise PermissionDenied


def _refusal(request: HttpRequest, rule: str) -> HttpResponse | None:
    if rule in (ANYONE, MACHINE):
        return None
    if not request.user.is_authenticated:
        if request.path.startswith("/api/"):
            raise SignInNeeded
        if "Tus-Resumable" in request.headers:  # a script that sends a file: no page would help it
            return HttpResponse("Sign in again, then go on.", status=401, content_type="text/plain; charset=utf-8")
        return answer_signed_out(request) or redirect_to_login(request.get_full_path())
    if rule == SIGNED_IN:
        return None
    if not rules.perm_exists(rule):
        raise LookupError(f"no rule is called {rule}")
    if not request.user.has_perm(rule):
        raise PermissionDenied
    return None
