"""The vendor's SDK against the embedded server: it signs, and the server looks at what it signs."""

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions import exceptions
from huaweicloudsdkcore.retry.backoff_strategy import BackoffStrategies
from huaweicloudsdkworkspaceapp.v1 import ListImageJobsRequest, WorkspaceAppClient

REQUEST = ListImageJobsRequest(job_type="CREATE_SERVER_IMAGE", limit=50)


def client(server, keys, sk=None):
    """A client of the SDK. The project id is given, so that it does not ask IAM for one."""
    credentials = BasicCredentials(keys["ak"], sk or keys["sk"], server.project_id)
    if "security_token" in keys:
        credentials.with_security_token(keys["security_token"])
    builder = WorkspaceAppClient.new_builder().with_credentials(credentials)
    return builder.with_endpoint(server.url).build()


def test_a_signed_call_lists_the_jobs(server):
    job_id = server.add("CREATE_SERVER_IMAGE", status="RUNNING", sub_jobs_total=4)
    page = client(server, server.keys).list_image_jobs(REQUEST)
    [job] = page.items
    assert (job.id, job.status, job.sub_jobs_total) == (job_id, "RUNNING", 4)


def test_temporary_keys_are_taken_with_their_token(server):
    server.add("CREATE_SERVER_IMAGE")
    assert client(server, server.temporary_keys).list_image_jobs(REQUEST).count == 1


def test_a_wrong_key_is_refused(server):
    with pytest.raises(exceptions.ClientRequestException) as error:
        client(server, server.keys, sk="another").list_image_jobs(REQUEST)
    assert (error.value.status_code, error.value.error_code) == (401, "APIGW.0301")
    assert "verify aksk signature fail" in error.value.error_msg


def test_more_calls_than_the_limit_allows_are_throttled(server):
    server.set_faults({"throttle": {"calls": 10, "window": "5m"}})
    sdk = client(server, server.keys)
    for _ in range(10):
        sdk.list_image_jobs(REQUEST)
    with pytest.raises(exceptions.ClientRequestException) as error:
        sdk.list_image_jobs(REQUEST)
    # The SDK does not tell the gateway's code.
    assert error.value.status_code == 429
    # A window is over by the server's clock, not by the jobs' time. No restoring turns that back, and
    # a signature may be 15 minutes off.
    server.control("POST", "time", {"advance": "5m"})
    sdk.list_image_jobs(REQUEST)


def test_the_sdk_tries_again_where_it_is_told_to(server):
    # With another seed other calls fail; with this one always the same.
    server.set_faults({"rate": 0.2, "status": 503}, {"rate": 0.05, "reset": True}, seed=7)
    sdk = client(server, server.keys)

    def may_go_away(_, error):
        lost = isinstance(error, exceptions.ConnectionException)
        return lost or isinstance(error, exceptions.ServerResponseException)

    for _ in range(20):
        call = sdk.list_image_jobs_invoker(REQUEST)
        call.with_retry(may_go_away, max_retries=5, backoff_strategy=BackoffStrategies.NONE)
        assert call.invoke().count == 0
    assert len(server.received()) > 20
