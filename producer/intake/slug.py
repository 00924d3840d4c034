"""A season's slug: its title as the name of a folder on any file system."""

import hashlib
import re
import unicodedata

LONGEST_CHARACTERS = 60
# A file name has at most 255 bytes, and a season's id and its temporary files add to the slug.
LONGEST_BYTES = 180

# Windows refuses these names, with any ending and in any case.
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


def slug_of(title: str) -> str:
    """The title in lower case, its letters and digits (of any script) joined by hyphens; never empty, never a path.

    A title without a letter or digit (`🔥🔥`) is named by its hash.
    """
    # An apostrophe does not part a word: the heir's is the-heirs.
    folded = re.sub(r"['’`]", "", unicodedata.normalize("NFKC", title)).lower()
    kept = "".join(character if unicodedata.category(character)[0] in "LMN" else "-" for character in unicodedata.normalize("NFC", folded))
    slug = re.sub("-+", "-", kept).strip("-")[:LONGEST_CHARACTERS]
    slug = slug.encode()[:LONGEST_BYTES].decode(errors="ignore").strip("-")
    if not slug:
        return f"season-{hashlib.sha256(title.encode()).hexdigest()[:6]}"
    return f"season-{slug}" if _RESERVED.fullmatch(slug) else slug
