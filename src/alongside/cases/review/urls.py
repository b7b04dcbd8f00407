from django.urls import path

from alongside.cases.review import views

urlpatterns = [
    path("cases/<case:reference>/review", views.section),
    path("cases/<case:reference>/review/write", views.write),
    path("cases/<case:reference>/review/reopen", views.reopen),
]
