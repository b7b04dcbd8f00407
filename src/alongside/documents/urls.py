from django.urls import path

from alongside.documents import list_views, views

urlpatterns = [
    path("documents/templates", list_views.templates),
    path("documents/templates/<slug:kind>", views.template),
    path("documents/templates/<slug:kind>/try/<slug:form>", views.try_as),
    path("documents/templates/<slug:kind>/versions/<int:number>", views.version),
    path("documents/templates/<slug:kind>/versions/<int:number>/in-force", views.put_in_force),
    path("documents/letterhead", views.letterhead),
    path("documents/letterhead/picture", views.picture),
]
