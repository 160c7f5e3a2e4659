from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("completion/", views.completion_report, name="completion"),
    path("completion/export/", views.completion_export, name="completion_export"),
]
