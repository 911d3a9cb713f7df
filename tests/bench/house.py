"""Crierd on a folder of its own, receivers beside it, and what the kernel says of a process."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(what, true, patience=60.0, pause=0.01):
    """Calls `true` until it says so; how long that took."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > patience:
            raise RuntimeError(f"{what}: not within {patience:.0f} s")
        time.sleep(pause)
    return time.monotonic() - begun


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A child that ends with the benchmark."""

    def __init__(self, words, log, **more):
        self.log = open(log, "wb")
        self.child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, **more)

    def stop(self, with_signal=signal.SIGTERM, patience=60):
        if self.child.poll() is None:
            self.child.send_signal(with_signal)
            try:
                self.child.wait(patience)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def cpu_seconds(self):
        """User and system time of all threads so far."""
        with open(f"/proc/{self.child.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mib(self, name="VmHWM"):
        """VmHWM: the peak since the start; VmRSS: now."""
        with open(f"/proc/{self.child.pid}/status") as status:
            for line in status:
                if line.startswith(name + ":"):
                    return int(line.split()[1]) / 1024
        return 0.0


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("crier")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Crierd(Process):
    """A running daemon. `start_seconds`: from the start of the process until it was ready."""

    def __init__(self, house):
        self.socket = f"{house.folder}/crier.sock"
        begun = time.monotonic()
        super().__init__([f"{house.programs}/crierd", "--config", f"{house.folder}/crier.yaml"], f"{house.folder}/crierd.log", cwd=house.folder)
        wait_until("crierd to be ready", self.is_ready, 300, 0.005)
        self.start_seconds = time.monotonic() - begun

    def is_ready(self):
        if self.child.poll() is not None:
            with open(self.log.name) as log:
                raise RuntimeError("crierd ended at its start: " + log.read())
        try:
            return self.call("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def call(self, method, path, body=None):
        connection = UnixConnection(self.socket)
        text = None if body is None else json.dumps(body)
        connection.request(method, path, text, {"Content-Type": "application/json"} if text else {})
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        return answer.status, said

    def get(self, path):
        status, said = self.call("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status} {said[:300]!r}")
        return json.loads(said)

    def post(self, path, body):
        status, said = self.call("POST", path, body)
        if status not in (200, 202):
            raise RuntimeError(f"POST {path}: {status} {said[:300]!r}")
        return json.loads(said)

    def count(self, channel, state="delivered"):
        """Deliveries of a channel in a state."""
        return next(c for c in self.get("/v1/channels")["channels"] if c["name"] == channel)["deliveries"][state]

    def waits_for(self, channel, count):
        """Fails unless so many deliveries of a channel are not sent yet."""
        depth = next(c for c in self.get("/v1/channels")["channels"] if c["name"] == channel)["depth"]
        if depth != count:
            raise RuntimeError(f"{channel} has {depth} deliveries to send, not {count}")

    def wait_delivered(self, channel, count, patience=120):
        return wait_until(f"{count} deliveries on {channel}", lambda: self.count(channel) >= count, patience)

    def wait_recipients(self, audience, count, patience=300):
        """Until the recipients of an audience's file are taken in."""
        event = {"action": "notice", "audiences": [audience], "summary": "Nothing is sent."}
        return wait_until(f"{count} recipients of {audience}", lambda: sum(m["recipients"] for m in self.post("/v1/preview", event)["messages"]) >= count, patience, 0.1)


class House:
    """The folder of one row: configuration, store, receivers. Gone afterwards unless it is to be kept."""

    def __init__(self, programs, keep=False):
        self.programs = os.path.abspath(programs)
        self.keep = keep
        self.folder = tempfile.mkdtemp(prefix="crier-bench-", dir="/var/tmp")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.keep:
            print("kept:", self.folder)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return f"{self.folder}/{name}"

    def write(self, name, text):
        with open(self.path(name), "w") as out:
            out.write(text)

    def configure(self, channels, audiences):
        """`channels` and `audiences`: YAML blocks, indented by two."""
        self.write(
            "crier.yaml",
            f"""organisation: {{name: Example GmbH, contact: support@example.com}}
listen:
  - unix: {self.folder}/crier.sock
store: sqlite:///{self.folder}/crier.db
log: {{level: warn}}
channels:
{channels}
audiences:
{audiences}
""",
        )

    def crierd(self):
        return Crierd(self)

    def load(self, *words):
        """Runs crier-load against the daemon; what it measured."""
        all_words = [f"{self.programs}/crier-load", "--socket", self.path("crier.sock")] + [str(w) for w in words]
        done = subprocess.run(all_words, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)

    def nginx(self):
        """Answers everything with 204: one worker, no log. The process and its port."""
        port = free_port()
        self.write(
            "nginx.conf",
            f"""worker_processes 1;
daemon off;
pid {self.folder}/nginx.pid;
error_log {self.folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {self.folder}/body;
  proxy_temp_path {self.folder}/proxy;
  fastcgi_temp_path {self.folder}/fastcgi;
  uwsgi_temp_path {self.folder}/uwsgi;
  scgi_temp_path {self.folder}/scgi;
  keepalive_requests 100000000;
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    location / {{ return 204; }}
  }}
}}
""",
        )
        process = Process(["/usr/sbin/nginx", "-c", self.path("nginx.conf")], self.path("nginx.out"))
        wait_until("nginx", lambda: listens(port))
        return process, port

    def smtp_sink(self, *words):
        """Postfix's sink. The process and its port."""
        port = free_port()
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        process = Process(["/usr/sbin/smtp-sink", *user, *words, f"127.0.0.1:{port}", "1024"], self.path(f"sink-{port}.out"))
        wait_until("smtp-sink", lambda: listens(port))
        return process, port
