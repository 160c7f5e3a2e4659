from django.urls import path

from learning import views

app_name = "learning"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("courses/<uuid:course_key>/", views.course, name="course"),
    path("cohorts/<uuid:cohort_id>/", views.cohort, name="cohort"),
    path("courses/<uuid:course_key>/join/", views.join, name="join"),
    path("courses/<uuid:course_key>/lessons/<uuid:lesson_key>/", views.lesson, name="lesson"),
]
