from django.urls import path

from alongside.watch import kin_views, views
from alongside.watch.planning import own_views, rota_views
from alongside.watch.planning import views as plan_views

urlpatterns = [
    path("my-safety", views.my_safety),
    path("my-safety/now", views.now_fragment),
    path("my-safety/who", views.who_looked),
    path("my-safety/kin", kin_views.kin),
    path("my-safety/kin/forget", kin_views.forget),
    path("my-safety/help", views.help_me),
    path("my-safety/visits", views.new_visit),
    path("my-safety/visits/<uuid:id>/start", views.start),
    path("my-safety/visits/<uuid:id>/cancel", views.cancel),
    path("my-safety/visits/<uuid:id>/note", views.note),
    path("my-safety/visits/<uuid:id>/check-in", views.check_in),
    path("my-safety/visits/<uuid:id>/extend", views.extend),
    path("my-safety/visits/<uuid:id>/driving", views.driving),
    path("my-safety/visits/<uuid:id>/end", views.end),
    path("on-call", own_views.mine),
    path("on-call/away", own_views.away),
    path("on-call/away/<uuid:away_id>/end", own_views.back),
    path("my-safety/visits/<uuid:id>/home-safe", views.home_safe),
    path("plans", plan_views.plans),
    path("plans/new", plan_views.new_plan),
    path("plans/<uuid:plan_id>", plan_views.plan),
    path("plans/<uuid:plan_id>/change", plan_views.change),
    path("plans/<uuid:plan_id>/drop", plan_views.drop),
    path("plans/<uuid:plan_id>/publish", plan_views.publish),
    path("plans/<uuid:plan_id>/week", plan_views.week),
    path("plans/<uuid:plan_id>/try", plan_views.try_it),
    path("plans/<uuid:plan_id>/versions/<int:number>", plan_views.version),
    path("rotas", rota_views.rotas),
    path("rotas/new", rota_views.new_rota),
    path("rotas/<uuid:rota_id>", rota_views.rota),
    path("rotas/<uuid:rota_id>/change", rota_views.change_rota),
    path("rotas/<uuid:rota_id>/versions/<int:number>", rota_views.rota_version),
    path("rotas/<uuid:rota_id>/covers", rota_views.cover),
    path("rotas/<uuid:rota_id>/covers/<uuid:cover_id>/end", rota_views.end_cover),
    path("rotas/<uuid:rota_id>/away", rota_views.away),
    path("rotas/<uuid:rota_id>/away/<uuid:away_id>/end", rota_views.end_away),
]
