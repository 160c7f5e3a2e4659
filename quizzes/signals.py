"""What quizzes announce, always after the commit."""

from django.dispatch import Signal

attempt_submitted = Signal()
"""Sent once an attempt, with its first ``grade``."""

question_published = Signal()
"""Sent with ``question_key`` whenever words or structure that readers can see have changed."""
