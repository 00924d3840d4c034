"""Faults in what is posted to a webhook: how it is done is in `ops.simulator.webhooks`."""

from ops.simulator.faults.fault import Fault

CALLBACKS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("webhook_doubled", 16, "webhook", "the end is told twice", "always"),
        Fault("webhook_out_of_order", 16, "webhook", "the end first, then that it runs", "always"),
        Fault("webhook_forged", 16, "webhook", "a false signature and somebody else's address", "always"),
        Fault("webhook_stale", 16, "webhook", "signed an hour ago", "always"),
        Fault("webhook_key_rotated", 16, "webhook", "signed with a key that the client does not have", "always"),
        Fault("webhook_early", 16, "webhook", "the end is told before the submit is answered", "always"),
        Fault("webhook_unknown", 16, "webhook", "for a job that nobody has sent, too", "always"),
        Fault("webhook_never", 16, "webhook", "nothing is told", "always"),
    )
}
