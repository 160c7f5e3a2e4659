"""Templates under a strict policy: nothing inline, every form protected, nothing unescaped, words that can be translated."""

import re

import pytest

from tests.conventions.sources import lines_with, name_of, python_files, templates

COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
FORM = re.compile(r"<form\b([^>]*(?:\{%.*?%\}[^>]*)*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)
ALLAUTH_FORM = re.compile(
    r"\{% element form\b([^%]*)%\}(.*?)\{% endelement %\}(?=\s*(?:\{% endblock|\{% endif|<|$|\{%))", re.DOTALL
)
POST = re.compile(r"""method\s*=\s*["']?post""", re.IGNORECASE)
NEVER = {
    "inline style": r"<style\b|\sstyle\s*=\s*[\"']",
    "inline script": r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:json|ld\+json)\")",
    "event handler": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "script address": r"(?:href|src|action)\s*=\s*[\"']\s*javascript:",
    "unescaped text": r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b",
    "another host": r"<(?:script|link|img|iframe|audio|video|source)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//",
    "autoplay": r"<(?:audio|video)\b[^>]*\bautoplay",
    "words that are no literal": r"\{%\s*(?:translate|trans)\s+(?![\"'])",
    "presentation form": r"[\ufb50-\ufdff\ufe70-\ufefc]",
    "percentage that changes sides beside Arabic": r"\}\}\s?[%٪]|\d\s?[%٪](?!\})",
    "score with a slash": r"\}\}\s*/\s*\{\{",
}


def find(pattern: str) -> list[str]:
    found = []
    for path in templates():
        text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), path.read_text(encoding="utf-8"))
        found += lines_with(pattern, path, text)
    return found


def test_there_are_templates_to_look_at():
    assert len(templates()) > 100


@pytest.mark.parametrize("name", NEVER)
def test_templates_never_hold(name):
    assert find(NEVER[name]) == []


def test_code_writes_no_inline_style_or_script():
    pattern = r"""style=["']|<script|\son(?:click|load|error|change|submit)="""

    assert [line for path in python_files() for line in lines_with(pattern, path)] == []


def unprotected_forms(text: str) -> list[str]:
    return [
        attributes.strip()[:80]
        for form in (FORM, ALLAUTH_FORM)
        for attributes, inside in form.findall(text)
        if POST.search(attributes) and "{% csrf_token %}" not in inside
    ]


def test_every_form_is_protected_or_changes_nothing():
    faults = {name_of(path): found for path in templates() if (found := unprotected_forms(path.read_text(encoding="utf-8")))}

    assert faults == {}


def test_there_are_forms_to_look_at():
    texts = [path.read_text(encoding="utf-8") for path in templates()]

    assert sum(len(FORM.findall(text)) for text in texts) >= 8
    assert sum(text.count("{% csrf_token %}") for text in texts) >= 12


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('<form method="post"><button></button></form>', 1),
        ("<form action='x' method=POST>\n</form>", 1),
        ('<form method="post" action="{% url "x" %}">{% csrf_token %}</form>', 0),
        ('<form method="post" action="{% if a > b %}x{% endif %}"><b></b></form>', 1),
        ('<form action="/search/"><input></form>', 0),
        ('<form method="get"><input></form>', 0),
        ('<form method="post">{% csrf_token %}</form><form method="post"></form>', 1),
    ],
)
def test_unprotected_form_is_recognised(text, count):
    assert len(unprotected_forms(text)) == count


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("inline style", '<p style="color: red">'),
        ("inline style", "<style>p{}</style>"),
        ("inline script", "<script>alert(1)</script>"),
        ("inline script", '<script type="module">'),
        ("event handler", '<a href="#" onclick="go()">'),
        ("script address", '<a href="javascript:go()">'),
        ("unescaped text", "{{ user.name|safe }}"),
        ("another host", '<script src="https://cdn.example/x.js">'),
        ("words that are no literal", "{% translate title %}"),
        ("score with a slash", "{{ earned }}/{{ total }}"),
    ],
)
def test_fault_in_a_template_is_recognised(name, text):
    assert re.search(NEVER[name], text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("inline script", '<script type="module" src="{% static "x.js" %}"></script>'),
        ("inline style", '<link rel="stylesheet" href="x.css">'),
        ("event handler", '<p data-online="yes" class="one">'),
        ("unescaped text", "{{ text|safe_text }}"),
        ("words that are no literal", "{% translate 'Sign in' %}"),
        ("score with a slash", "{{ base }}/static/"),
    ],
)
def test_good_template_is_no_fault(name, text):
    assert not re.search(NEVER[name], text)
