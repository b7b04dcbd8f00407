"""How somebody is reached, under /accounts/reached/."""

from django.urls import path

from alongside.messages import push_views, reached_views

urlpatterns = [
    path("", reached_views.reached),
    path("add", reached_views.add),
    path("notifications", push_views.on),
    path("<uuid:point_id>/code", reached_views.code),
    path("<uuid:point_id>/prove", reached_views.prove_it),
    path("<uuid:point_id>/first", reached_views.first),
    path("<uuid:point_id>/remove", reached_views.remove),
]
