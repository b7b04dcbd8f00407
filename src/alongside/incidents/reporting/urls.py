"""Addresses of reporting: /report for anybody, /incidents/links for those who keep the posters."""

from django.urls import path, register_converter

from alongside.incidents.reporting import arrived, posters, signpost_views, views, whole
from alongside.incidents.reporting.more import PARTS
from alongside.incidents.reporting.questions import STEPS


class StepConverter:
    """The name of a question's page."""

    regex = "|".join(step.name for step in STEPS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PartConverter(StepConverter):
    """The name of a page on which more is added."""

    regex = "|".join(PARTS)


register_converter(StepConverter, "report_step")
register_converter(PartConverter, "report_part")

urlpatterns = [
    path("report", views.report, name="report"),
    path("report/at/<str:key>", views.report_at),
    path("report/<report_step:step>", views.step),
    path("report/help", views.help_called),
    path("report/files/<uuid:held>/take-out", views.take_out),
    path("report/more/<report_part:part>", views.more),
    path("report/check", views.check),
    path("report/send", views.send),
    path("incidents/signposts", signpost_views.signposts, name="signposts"),
    path("report/sent", arrived.sent),
    path("report/sent.txt", arrived.sent_file),
    path("report/finish", arrived.finish),
    path("report/erase", views.erase),
    path("report/whole", whole.whole),
    path("report/whole/token", whole.token),
    path("report/whole/save", whole.save),
    path("report/whole/files", whole.add_file),
    path("report/whole/take-out", whole.take_out),
    path("report/whole/help", whole.tell_more),
    path("report/whole/erase", whole.erase),
    path("report/whole/send", whole.send),
    path("report/worker.js", whole.worker),
    path("incidents/links", posters.links, name="report-links"),
    path("incidents/links/door", posters.door),
    path("incidents/links/print", posters.print_again),
    path("incidents/links/<uuid:id>/replace", posters.replace),
    path("incidents/links/<uuid:id>/close", posters.close),
]
