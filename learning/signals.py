"""What learning announces, always after the commit."""

from django.dispatch import Signal

course_completed = Signal()
"""Sent once an enrolment, with ``enrolment_id``."""
