from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "alongside.documents"

    def ready(self) -> None:
        from alongside.documents.owning import DOCUMENT, LETTERHEAD
        from alongside.evidence import owners

        owners.register(DOCUMENT)
        owners.register(LETTERHEAD)
