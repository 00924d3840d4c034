"""What happens in a season, told to the address that its season file names (`webhook_url`)."""

from worker.notices.send import send_event

__all__ = ["send_event"]
