from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "alongside.watch"
    label = "watch"

    def ready(self) -> None:
        from alongside.people.own_copy import register
        from alongside.risk import occasions
        from alongside.watch.gating.actions import look_again_at
        from alongside.watch.privacy.own_parts import OWN

        for part in OWN:
            register(part)
        occasions.known_again.connect(look_again_at, dispatch_uid="gate")
