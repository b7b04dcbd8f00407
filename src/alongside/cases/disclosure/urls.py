from django.urls import path

from alongside.cases.disclosure import views

PAGE = "cases/<case:reference>/inquiry/disclosure"

urlpatterns = [
    path(PAGE, views.schedule),
    path(f"{PAGE}/export.csv", views.export_csv),
    path(f"{PAGE}/export.xlsx", views.export_xlsx),
    path(f"{PAGE}/add", views.add_item),
    path(f"{PAGE}/add-several", views.add_several),
    path(f"{PAGE}/add/<slug:source>/<uuid:source_id>", views.add_material),
    path(f"{PAGE}/disclose", views.disclose),
    path(f"{PAGE}/given/<uuid:given_id>/take-back", views.take_back),
    path(f"{PAGE}/items/<uuid:item_id>", views.change_item),
    path(f"{PAGE}/items/<uuid:item_id>/strike", views.strike_item),
]
