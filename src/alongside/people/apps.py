from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


class PeopleConfig(AppConfig):
    name = "alongside.people"
    label = "people"

    def ready(self) -> None:
        from alongside.people.sessions import note_refusal, note_sign_in, note_sign_out

        user_logged_in.connect(note_sign_in, dispatch_uid="note_sign_in")
        user_login_failed.connect(note_refusal, dispatch_uid="note_refusal")
        user_logged_out.connect(note_sign_out, dispatch_uid="note_sign_out")
