from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "alongside.cases"

    def ready(self) -> None:
        from alongside.cases import owing
        from alongside.cases.panels import case_of_incident_panel
        from alongside.cases.working.promises import promises_of_work
        from alongside.incidents import panels

        owing.register(promises_of_work)
        panels.register(case_of_incident_panel)
