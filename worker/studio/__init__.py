"""The offline studio: engines that draw, speak, sync and score without any key."""
