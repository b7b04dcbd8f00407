from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class PeopleConfig(AppConfig):
    name = "alongside.people"
    label = "people"

    def ready(self) -> None:
        from alongside.people.sessions import note_sign_in

        user_logged_in.connect(note_sign_in, dispatch_uid="note_sign_in")
