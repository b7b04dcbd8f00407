from django.urls import path

from alongside.risk.markers import acting_views, views

ONE = "risk/markers/<uuid:id>"

urlpatterns = [
    path("risk/markers", views.markers),
    path("risk/markers/search", views.search),
    path("risk/markers/settings", views.set_settings),
    path("risk/markers/proposed", acting_views.proposed),
    path("risk/markers/propose/<slug:origin>/<slug:key>", acting_views.propose),
    path(ONE, views.marker),
    path(f"{ONE}/looks", views.looks),
    path(f"{ONE}/act/<slug:act>", acting_views.act),
    path(f"{ONE}/report", acting_views.add_report),
    path(f"{ONE}/told", acting_views.told),
    path(f"{ONE}/not-told", acting_views.not_told),
    path(f"{ONE}/letter", acting_views.letter),
    path(f"{ONE}/documents/<uuid:document_id>/<slug:form>", acting_views.document),
]
