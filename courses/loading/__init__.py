"""Reads the bundled course from text files and keeps the CMS in step with them, without ever undoing an editor's work."""
