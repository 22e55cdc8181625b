"""Where the server listens, what it refuses, and what it lets a browser load."""

import json
import os
import socket
import urllib.error
import urllib.request

import pytest
from browsing import Server

from turnaround_sim import cli
from turnaround_sim.dashboard.serving.server import FIRST_PORT, free_port, reachable
from turnaround_sim.mistakes import Mistake


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The game alone, over an empty results root."""
    running = Server("play", tmp_path_factory.mktemp("served") / "results")
    yield running
    running.end()


@pytest.fixture
def taken():
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_a_mistake_and_is_not_shared(taken):
    with pytest.raises(Mistake, match=f"port {taken} is taken"):
        free_port("127.0.0.1", taken)


def test_without_a_port_the_first_free_one_is_taken():
    found = free_port("127.0.0.1", None)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", found))
        other.listen()
        assert FIRST_PORT <= found < free_port("127.0.0.1", None)


def test_an_address_of_another_machine_is_a_mistake():
    with pytest.raises(Mistake, match="no address of this machine"):
        free_port("192.0.2.1", 0)


def test_all_addresses_are_told_as_one_that_can_be_typed():
    assert reachable("127.0.0.1") == "127.0.0.1"
    assert reachable("::1") == "[::1]"
    assert reachable("0.0.0.0") != "0.0.0.0"


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_cannot_be_is_one_message(port, capsys):
    assert cli.main(["dashboard", "--no-browser", "--port", port, "--json"][:-1]) == 2
    assert "allowed 0 to 65535" in capsys.readouterr().err


def test_every_answer_forbids_the_browser_to_ask_others(server):
    for path in ("/", "/_stcore/health"):
        with urllib.request.urlopen(server.address + path) as answer:
            policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy
        assert "*" not in policy


def test_a_page_s_own_address_keeps_its_settings(server):
    with urllib.request.urlopen(f"{server.address}/play?game=abc&x=1") as answer:
        assert answer.url == f"{server.address}/?page=play&game=abc&x=1"


def test_a_name_that_is_not_this_machine_s_is_refused(server):
    asked = urllib.request.Request(f"{server.address}/_stcore/stream", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(asked)


@pytest.mark.skipif(not os.path.exists("/proc/net/tcp"), reason="asks Linux who listens")
def test_it_listens_to_this_machine_alone(server):
    port = int(server.address.rpartition(":")[2])
    with open("/proc/net/tcp") as table:
        heard = [line.split()[1] for line in table if line.split()[3] == "0A"]
    assert [where for where in heard if int(where.partition(":")[2], 16) == port] == [f"0100007F:{port:04X}"]


def test_nothing_is_told_to_the_makers_of_the_library(server):
    with urllib.request.urlopen(f"{server.address}/_stcore/host-config") as answer:
        assert json.load(answer)
    from turnaround_sim.dashboard.serving.server import CONFIG

    assert CONFIG["browser.gatherUsageStats"] is False
