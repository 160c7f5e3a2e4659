"""The sentences of allauth whose words we replace still exist, and nothing of ours ends in another language."""

import re
from pathlib import Path

import allauth
import polib
import pytest

from accounts import wording

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHIPPED = {entry.msgid for entry in polib.pofile(str(Path(allauth.__file__).parent / "locale/ar/LC_MESSAGES/django.po"))}


@pytest.mark.parametrize("sentence", wording.REPLACED)
def test_replaced_sentence_is_one_that_allauth_says(sentence: str):
    assert sentence in SHIPPED


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
