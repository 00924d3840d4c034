"""What the user gets: episodes put in place, the manifest that describes them, and the report page."""
