from django.urls import path

from alongside.cases.redress import order_views, views

SECTION = "cases/<case:reference>/redress"
CLAIM = f"{SECTION}/claims/<uuid:claim_id>"

urlpatterns = [
    path(SECTION, views.redress),
    path(f"{SECTION}/losses/add", views.add_loss),
    path(f"{SECTION}/losses/take", views.take_property),
    path(f"{SECTION}/losses/<uuid:loss_id>", views.correct_loss),
    path(f"{SECTION}/losses/<uuid:loss_id>/strike", views.strike_loss),
    path(f"{SECTION}/claims/add", views.begin_claim),
    path(f"{SECTION}/claims/of-order/<uuid:compensation_id>", order_views.begin),
    path(CLAIM, views.claim),
    path(f"{CLAIM}/step/<slug:claim_act>", views.step),
    path(f"{CLAIM}/correct", views.correct_claim),
    path(f"{CLAIM}/plan", views.plan),
    path(f"{CLAIM}/pay", views.pay),
    path(f"{CLAIM}/payments/<uuid:payment_id>/undo", views.undo),
]
