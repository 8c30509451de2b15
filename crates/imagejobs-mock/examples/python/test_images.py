"""Is my image done? Tests of code that polls; they wait for nothing."""

import json
import time
import urllib.error
import urllib.request

import pytest


# The code to test. A program of yours has it in a module of its own.
class Images:
    def __init__(self, url, project_id, token):
        self.url = f"{url}/v1/{project_id}/image-server-jobs?job_type=CREATE_SERVER_IMAGE"
        self.token = token

    def status(self, job_id):
        """What the newest hundred jobs say; None where this one is not among them."""
        headers = {"X-Auth-Token": self.token}
        request = urllib.request.Request(f"{self.url}&limit=100", headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            jobs = json.load(answer)["items"]
        return next((job["status"] for job in jobs if job["id"] == job_id), None)

    def is_made(self, job_id, sleep=time.sleep):
        """Waits for the end, through failures that go away: whether the image is there."""
        while True:
            try:
                status = self.status(job_id)
                if status in ("SUCCESS", "FAILED"):
                    return status == "SUCCESS"
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    raise
            except OSError:
                pass  # A connection that was reset, for example.
            sleep(30)


@pytest.fixture
def images(server):
    return Images(server.url, server.project_id, server.token)


@pytest.fixture
def sleep(server):
    """Sleeps for the jobs alone: time stands still for them otherwise."""
    return lambda seconds: server.pass_time(f"{seconds}s")


@pytest.mark.parametrize("ends", ["SUCCESS", "FAILED"])
def test_an_image_is_waited_for_until_its_job_has_ended(server, images, sleep, ends):
    way = {"waits": "5s", "runs": "20m", "ends": ends}
    job_id = server.add("CREATE_SERVER_IMAGE", lifecycle=way)
    assert images.is_made(job_id, sleep) == (ends == "SUCCESS")
    # A look at first, and one in every 30 s.
    assert len(server.received()) == 42


def test_a_job_moves_when_the_test_says_so(server, images):
    job_id = server.add("CREATE_SERVER_IMAGE", lifecycle={"waits": "5s", "runs": "20m"})
    assert images.status(job_id) == "WAITING"
    server.pass_time("5s")
    assert images.status(job_id) == "RUNNING"
    server.change(job_id, status="FAILED")
    assert images.status(job_id) == "FAILED"
    assert images.status("another") is None


def test_failures_that_go_away_are_survived(server, images, sleep):
    job_id = server.add("CREATE_SERVER_IMAGE", lifecycle={"runs": "1m", "ends": "SUCCESS"})
    server.set_faults({"nth": 1, "status": 503}, {"nth": 2, "reset": True})
    assert images.is_made(job_id, sleep)
    assert len(server.received()) == 3


def test_what_does_not_go_away_ends_the_wait(server, images, sleep):
    images.token = "a-wrong-one"
    with pytest.raises(urllib.error.HTTPError) as error:
        images.is_made("1", sleep)
    assert error.value.code == 401


def test_the_right_question_is_asked(server, images):
    images.status("1")
    [call] = server.received()
    assert call["target"].endswith("/image-server-jobs?job_type=CREATE_SERVER_IMAGE&limit=100")
    # That there was a token is told, and not which.
    assert ["x-auth-token", "(hidden)"] in call["headers"]
