from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "alongside.watch"
    label = "watch"

    def ready(self) -> None:
        from alongside.watch.privacy.own_parts import OWN
        from alongside.watch.privacy.parts import register

        for part in OWN:
            register(part)
