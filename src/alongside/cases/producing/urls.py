from django.urls import path

from alongside.cases.producing import views

SECTION = "cases/<case:reference>/documents"

urlpatterns = [
    path(SECTION, views.documents),
    path(f"{SECTION}/make/<slug:kind>", views.make),
    path(f"{SECTION}/<uuid:document_id>/<slug:form>", views.download),
]
