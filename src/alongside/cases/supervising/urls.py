from django.urls import path

from alongside.cases.supervising import views

urlpatterns = [
    path("cases/hand-over", views.from_whom),
    path("cases/hand-over/<uuid:giver_id>", views.to_whom),
]
