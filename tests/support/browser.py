"""A real browser without a window, that reaches this machine alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.support.tools import program

TIMEOUT_S = 30

# No name resolves: whatever the browser or the page might ask for outside this machine fails, and is in the log.
ARGUMENTS = ("--headless=new", "--autoplay-policy=no-user-gesture-required", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
QUIET = ("--disable-background-networking", "--disable-dev-shm-usage", "--disable-gpu", "--mute-audio", "--window-size=1280,900")


@contextmanager
def open_browser() -> Iterator[webdriver.Chrome]:
    """A browser for the length of the block; the test is skipped where there is none."""
    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium")
    for argument in (*ARGUMENTS, *QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(program("chromedriver")))
    try:
        driver.set_script_timeout(TIMEOUT_S)
        driver.set_page_load_timeout(TIMEOUT_S)
        yield driver
    finally:
        driver.quit()
