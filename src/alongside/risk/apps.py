from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "alongside.risk"
    label = "risk"

    def ready(self) -> None:
        from alongside.documents import kinds
        from alongside.risk.markers import documents, rules  # noqa: F401 (makes the permissions known)

        kinds.register(documents.LETTER)
        kinds.register_subject(documents.SUBJECT)
