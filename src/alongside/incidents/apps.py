from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "alongside.incidents"

    def ready(self) -> None:
        from alongside.incidents import occasions
        from alongside.incidents.duties.following import begin_duties, follow_change

        occasions.submitted.connect(begin_duties, dispatch_uid="duties")
        occasions.changed.connect(follow_change, dispatch_uid="duties")
