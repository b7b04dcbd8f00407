from django.urls import path

from alongside.watch.team import views

urlpatterns = [
    path("team", views.board),
    path("team/now", views.now_fragment),
    path("team/use", views.use),
]
