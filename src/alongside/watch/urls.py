from django.urls import path

from alongside.watch import views

urlpatterns = [
    path("my-safety", views.my_safety),
    path("my-safety/now", views.now_fragment),
    path("my-safety/who", views.who_looked),
    path("my-safety/help", views.help_me),
    path("my-safety/visits", views.new_visit),
    path("my-safety/visits/<uuid:id>/start", views.start),
    path("my-safety/visits/<uuid:id>/cancel", views.cancel),
    path("my-safety/visits/<uuid:id>/note", views.note),
    path("my-safety/visits/<uuid:id>/check-in", views.check_in),
    path("my-safety/visits/<uuid:id>/extend", views.extend),
    path("my-safety/visits/<uuid:id>/end", views.end),
]
