from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "alongside.devices"
    label = "devices"
