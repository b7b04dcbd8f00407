from django.urls import path

from alongside.people import staff_views

urlpatterns = [
    path("staff", staff_views.staff_list),
    path("staff/tokens", staff_views.tokens),
    path("staff/tokens/<uuid:token_id>/revoke", staff_views.revoke),
    path("staff/<uuid:staff_id>", staff_views.person),
    path("staff/<uuid:staff_id>/roles", staff_views.give_role),
    path("staff/<uuid:staff_id>/roles/<uuid:appointment_id>/end", staff_views.end_role),
    path("staff/<uuid:staff_id>/sign-out", staff_views.sign_out),
]
