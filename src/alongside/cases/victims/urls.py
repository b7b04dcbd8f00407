from django.urls import path

from alongside.cases.victims import views

urlpatterns = [
    path("cases/<case:reference>/people", views.people),
    path("cases/<case:reference>/people/reporter/<reference:report>", views.reporter),
    path("cases/<case:reference>/people/support/<uuid:offer_id>", views.support_answer),
    path("cases/<case:reference>/people/support/<uuid:offer_id>/take-back", views.support_take_back),
    path("cases/<case:reference>/people/told/<uuid:told_id>/take-back", views.feedback_take_back),
    path("cases/<case:reference>/people/<uuid:affected_id>/wish", views.wish),
    path("cases/<case:reference>/people/<uuid:affected_id>/contact", views.contact),
    path("cases/<case:reference>/people/<uuid:affected_id>/promise", views.promise),
    path("cases/<case:reference>/people/<uuid:affected_id>/disclosure", views.disclosure),
    path("cases/<case:reference>/people/<uuid:affected_id>/statement", views.statement),
    path("cases/<case:reference>/people/<uuid:affected_id>/support", views.support),
    path("cases/<case:reference>/people/<uuid:affected_id>/told", views.feedback),
]
