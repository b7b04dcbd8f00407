"""How allauth's sign-in is fitted to ours."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest

from alongside.people.actions import actor_for, sign_out_others
from alongside.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators: nobody signs themselves up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """A new password signs every other device out: somebody may have changed it because theirs was stolen."""
        super().set_password(user, password)
        sign_out_others(user, context.request.session.session_key, by=actor_for(user))
