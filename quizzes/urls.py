from django.urls import path

from quizzes import views

app_name = "quizzes"
urlpatterns = [
    path("<uuid:quiz_key>/", views.start, name="start"),
    path("attempts/<uuid:attempt_id>/", views.take, name="take"),
    path("attempts/<uuid:attempt_id>/answers/<int:position>/", views.answer, name="answer"),
    path("attempts/<uuid:attempt_id>/result/", views.result, name="result"),
    path("practice/<uuid:quiz_key>/", views.practice, name="practice"),
    path("practice/lessons/<uuid:lesson_key>/", views.lesson_practice, name="lesson_practice"),
]
