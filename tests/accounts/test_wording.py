"""The sentences of allauth and Django whose words we replace still exist, and nothing of ours ends in another language."""

import re
from pathlib import Path

import allauth
import django
import polib
import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import override

from accounts import wording

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHIPPED = {entry.msgid for entry in polib.pofile(str(Path(allauth.__file__).parent / "locale/ar/LC_MESSAGES/django.po"))}
OF_DJANGO = polib.pofile(str(Path(django.__file__).parent / "contrib/auth/locale/ar/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("sentence", wording.REPLACED)
def test_replaced_sentence_is_one_that_allauth_says(sentence: str):
    assert sentence in SHIPPED


@pytest.mark.parametrize("sentence", wording.PASSWORD_RULES)
def test_replaced_rule_is_one_that_django_has(sentence: str):
    assert sentence in {entry.msgid for entry in OF_DJANGO}


def test_length_of_a_password_is_said_in_our_words():
    with override("ar"):
        rule = MinimumLengthValidator(min_length=10)

        assert rule.get_help_text() == "كلمة المرور 10 أحرف على الأقل."
        assert rule.get_error_message() == "كلمة المرور هذه قصيرة: يلزم 10 أحرف على الأقل."


@pytest.mark.parametrize("folder", ["account", "mfa"])
def test_every_page_of_allauth_that_can_be_reached_has_our_own_template(folder: str):
    shipped = Path(allauth.__file__).parent / "templates" / folder
    # Telephones, codes by mail, sign-up by passkey and trusted browsers are turned off; bases without words stay allauth's.
    left_alone = re.compile(
        r"phone|(login|reset|verification|confirm)_code|passkey|trust|email_change|signup_form|base_|/base\.html|webauthn/snippets/login_script|download\.txt"
    )

    missing = [
        str(path.relative_to(shipped))
        for path in shipped.rglob("*.*")
        if not (TEMPLATES / folder / path.relative_to(shipped)).exists()
        and not left_alone.search(str(path.relative_to(shipped.parent)))
    ]

    assert missing == []
