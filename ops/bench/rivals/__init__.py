"""The two usual ways to do the same work, written anew from what tutorials teach: a pool of threads, and a Celery task that waits."""
