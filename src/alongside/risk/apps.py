from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "alongside.risk"
    label = "risk"

    def ready(self) -> None:
        from alongside.documents import kinds
        from alongside.risk import (
            known,
            occasions,
            rules,  # noqa: F401 (the permissions of this room)
        )
        from alongside.risk.markers import documents
        from alongside.risk.markers import known as known_markers
        from alongside.risk.markers import rules as markers_rules  # noqa: F401

        kinds.register(documents.LETTER)
        kinds.register_subject(documents.SUBJECT)
        known.register("markers", known_markers.markers_about)
        occasions.moved_on.connect(known_markers.follow, dispatch_uid="markers")
