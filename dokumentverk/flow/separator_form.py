"""What names the form of separators; apart from them, so that a command can ask without loading what they need."""

from __future__ import annotations

SEPARATOR = "separator"
TITLE = "document_title"
"""Its one field: the title that the paper behind it is filed under."""
