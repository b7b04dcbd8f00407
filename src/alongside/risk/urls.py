from django.urls import path

from alongside.risk.assessments import views
from alongside.risk.checklists import views as checklists

urlpatterns = [
    path("risk/assessments/new", views.new),
    path("risk/assessments/<uuid:assessment_id>", views.assessment),
    path("risk/assessments/<uuid:assessment_id>/again", views.again),
    path("risk/checklists", checklists.lists),
    path("risk/checklists/<slug:phase>", checklists.one),
]
