"""Dates in words. Palestinian readers know both names of a month: Levantine first, then the international one."""

from datetime import date

LEVANTINE = [
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
]  # fmt: skip
INTERNATIONAL = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]
ENGLISH = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
]  # fmt: skip


def long_date(day: date, language: str) -> str:
    """``22 تشرين الثاني/نوفمبر 2026`` for ``ar``, ``22 November 2026`` otherwise."""
    index = day.month - 1
    month = f"{LEVANTINE[index]}/{INTERNATIONAL[index]}" if language == "ar" else ENGLISH[index]
    return f"{day.day} {month} {day.year}"
