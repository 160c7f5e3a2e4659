"""Certificates on paper: a typst template and what it is filled with. Imports no models."""

from .fonts import can_print, unprintable_in
from .pdf import CannotRender, Document, render_pdf

__all__ = ["CannotRender", "Document", "can_print", "render_pdf", "unprintable_in"]
