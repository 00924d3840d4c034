"""Opens the store that the settings name."""

from pathlib import Path

from shared.errors import SettingsError
from shared.settings import Settings
from shared.store.folder import FolderStore
from shared.store.store import Store


def open_store(settings: Settings) -> Store:
    """The artifact store. Raises SettingsError for a form that is not supported."""
    url = settings.store_url
    if "://" in url:
        raise SettingsError(f"CLIFFHANGER_STORE: {url.split('://', 1)[0]}:// is not supported; give a folder that all workers share")
    return FolderStore(Path(url))
