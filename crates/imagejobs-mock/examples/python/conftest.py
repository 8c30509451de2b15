"""The embedded server for tests in Python: `imagejobs serve`, found by IMAGEJOBS or on the PATH."""

import json
import os
import shutil
import subprocess
import urllib.request

import pytest

# What the server knows; all of it is made up.
PROJECT = {
    "id": "images",
    "token": "made-up-token",
    "keys": [
        {"ak": "AKIMAGES", "sk": "made-up"},
        {"ak": "AKTEMPORARY", "sk": "made-up-too", "security_token": "made-up-for-an-hour"},
    ],
    "jobs": 0,
}

# No proxy of the environment stands between the tests and this machine.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"


class Server:
    """Where the server is, who may ask it, and what a test does to it."""

    project_id = PROJECT["id"]
    token = PROJECT["token"]
    keys, temporary_keys = PROJECT["keys"]

    def __init__(self, url):
        self.url = url

    def control(self, method, path, body=None):
        """A call of the control API: what it gives, or urllib's HTTPError."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/-/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def add(self, job_type, **more):
        """Adds a job, and gives its id."""
        return self.control("POST", "jobs", {"job_type": job_type, **more})["ids"][0]

    def change(self, job_id, **fields):
        self.control("PATCH", f"jobs/{job_id}", fields)

    def pass_time(self, length):
        """Lets time pass for the jobs, such as `5m`."""
        self.control("POST", "time", {"pass": length})

    def set_faults(self, *rules, seed=0):
        self.control("PUT", "faults", {"seed": seed, "rules": rules})

    def received(self):
        """The calls of the test so far."""
        return self.control("GET", "received")["received"]


@pytest.fixture(scope="session")
def running_server(tmp_path_factory):
    program = os.environ.get("IMAGEJOBS") or shutil.which("imagejobs")
    if not program:
        pytest.fail("no imagejobs: set IMAGEJOBS to the program, or have it on the PATH")
    projects = tmp_path_factory.mktemp("imagejobs") / "projects.json"
    projects.write_text(json.dumps([PROJECT]))
    command = [program, "serve", "--control", "--projects", str(projects)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            # The first line comes when the server listens.
            server = Server(process.stdout.readline().strip())
            assert server.url, "the server has ended; it said why on standard error"
            server.control("POST", "time", {"freeze": True})
            server.control("PUT", "snapshots/fresh")
            yield server
        finally:
            process.terminate()


@pytest.fixture
def server(running_server):
    """The server as it was at first: no test sees what another has done."""
    running_server.control("POST", "snapshots/fresh/restore")
    running_server.control("DELETE", "received")
    return running_server
