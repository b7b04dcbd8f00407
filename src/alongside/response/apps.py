from django.apps import AppConfig


class ResponseConfig(AppConfig):
    name = "alongside.response"
    label = "response"
