"""The room of the shared page layout: templates, components, styles and scripts."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Makes `jinja2/`, `static/` and the filters of this room known to Django."""

    name = "alongside.web"
    label = "web"
