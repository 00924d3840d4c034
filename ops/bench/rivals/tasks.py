"""A Celery task that sends a scene and sleeps in its slot until it is done; whatever goes wrong, it retries later as a whole."""

import os
from pathlib import Path

from celery import Celery, Task

from ops.bench.rivals.client import Client, Manners

app = Celery("rival", broker=os.environ.get("RIVAL_BROKER"))
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=1, worker_hijack_root_logger=False)


@app.task(bind=True, name="rival.scene")
def scene(self: Task, number: int) -> None:  # type: ignore[type-arg]  # takes a number, returns nothing
    """One scene into the folder `RIVAL_OUT`."""
    manners = Manners.of_environment()
    client = Client(os.environ["RIVAL_URL"], os.environ["RIVAL_KEY"], manners)
    try:
        job = client.submit(f"scene {number}", 2.0)
        client.save(client.wait(job), Path(os.environ["RIVAL_OUT"]) / f"{number}.mp4")
    except Exception as error:
        raise self.retry(countdown=manners.back_off_s, max_retries=manners.tries, exc=error) from error
