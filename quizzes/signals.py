"""What quizzes announce, always after the commit."""

from django.dispatch import Signal

attempt_submitted = Signal()
"""Sent once an attempt, with its first ``grade``."""

attempt_regraded = Signal()
"""Sent with the ``grade`` by which a correction or a person's mark has made an attempt a pass that was none before."""

question_corrected = Signal()
"""Sent with ``correction_id`` once a correction and the grades it adds are stored."""

question_published = Signal()
"""Sent with ``question_key`` whenever words or structure that readers can see have changed."""
