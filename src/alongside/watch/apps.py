from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "alongside.watch"
    label = "watch"
