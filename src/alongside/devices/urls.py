"""Where the check-in link lives on the web port."""

from django.urls import path, re_path

from alongside.devices.views import check_in_link

urlpatterns = [
    path("c/<str:key>", check_in_link, name="check_in_link"),
    re_path(r"^c/(?P<key>[^/]{1,200})/(?P<press>sos|end)$", check_in_link, name="check_in_link_press"),
]
