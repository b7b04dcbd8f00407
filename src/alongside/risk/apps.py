from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "alongside.risk"
    label = "risk"

    def ready(self) -> None:
        from alongside.documents import kinds
        from alongside.risk import rules  # noqa: F401 (the permissions of this room)
        from alongside.risk.markers import documents
        from alongside.risk.markers import rules as markers_rules  # noqa: F401

        kinds.register(documents.LETTER)
        kinds.register_subject(documents.SUBJECT)
