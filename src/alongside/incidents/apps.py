from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "alongside.incidents"

    def ready(self) -> None:
        from alongside.evidence import owners
        from alongside.incidents import occasions
        from alongside.incidents.completing.actions import ask_line_managers
        from alongside.incidents.duties.following import begin_duties, follow_change
        from alongside.incidents.exchange.webhooks.outbox import tell_other_systems
        from alongside.incidents.following.notices import tell_reporter_of
        from alongside.incidents.known_risk import note_for_subjects
        from alongside.incidents.own_copy import REPORTS as OWN_REPORTS
        from alongside.incidents.triage.closing import follow_closings
        from alongside.incidents.triage.marking import ORIGIN, REPORTS
        from alongside.incidents.triage.owning import OWNER
        from alongside.incidents.triage.telling import tell_urgent
        from alongside.incidents.unread import tell_when_submitted
        from alongside.incidents.wellbeing.actions import offer_support_at_once
        from alongside.people import own_copy
        from alongside.risk.markers import origins

        owners.register(OWNER)
        own_copy.register(OWN_REPORTS)
        origins.register(ORIGIN)
        origins.register_reports(REPORTS)
        occasions.submitted.connect(follow_closings, dispatch_uid="closing")
        occasions.submitted.connect(ask_line_managers, dispatch_uid="completing")
        occasions.submitted.connect(offer_support_at_once, dispatch_uid="wellbeing")
        occasions.submitted.connect(tell_urgent, dispatch_uid="triage")
        occasions.submitted.connect(tell_when_submitted, dispatch_uid="unread")
        occasions.submitted.connect(note_for_subjects, dispatch_uid="known_risk")
        occasions.changed.connect(note_for_subjects, dispatch_uid="known_risk")
        occasions.changed.connect(tell_other_systems, dispatch_uid="exchange")
        occasions.changed.connect(tell_reporter_of, dispatch_uid="following")
        occasions.submitted.connect(begin_duties, dispatch_uid="duties")
        occasions.changed.connect(follow_change, dispatch_uid="duties")
