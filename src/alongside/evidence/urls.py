from django.urls import path

from alongside.evidence.keeping import views as keeping
from alongside.evidence.uploading import views as uploading

urlpatterns = [
    path("evidence", keeping.files),
    path("evidence/export.<str:ending>", keeping.export),
    path("evidence/checks", keeping.checks),
    path("evidence/destruction", keeping.destruction_queue),
    path("evidence/destruction/<uuid:destruction>", keeping.destruction),
    path("evidence/<uuid:file>", keeping.file),
    path("evidence/<uuid:file>/<str:deed>", keeping.act),
    path("evidence/uploads", uploading.uploads),
    path("evidence/uploads/<uuid:upload>", uploading.upload),
    path("evidence/uploads/<uuid:upload>/cancel", uploading.cancel),
]
