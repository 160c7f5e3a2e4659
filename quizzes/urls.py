from django.urls import path

from quizzes.views import attempts, practice, reviewing

app_name = "quizzes"
urlpatterns = [
    path("<uuid:quiz_key>/", attempts.start, name="start"),
    path("attempts/<uuid:attempt_id>/", attempts.take, name="take"),
    path("attempts/<uuid:attempt_id>/answers/<int:position>/", attempts.answer, name="answer"),
    path("attempts/<uuid:attempt_id>/result/", attempts.result, name="result"),
    path("practice/<uuid:quiz_key>/", practice.practice, name="practice"),
    path("practice/lessons/<uuid:lesson_key>/", practice.lesson_practice, name="lesson_practice"),
    path("review/<uuid:course_key>/", reviewing.review, name="review"),
]
