"""What the machine gives at this moment, to put beside what Crier reaches."""

import os
import re
import subprocess
import time


def fsyncs(folder, seconds=1.0):
    """Appends of 4 KiB, each synced, in a second, and how long the slowest hundredth of them took, in words."""
    block = b"x" * 4096
    file = os.open(f"{folder}/fsync", os.O_CREAT | os.O_WRONLY, 0o600)
    times, begun = [], time.monotonic()
    while time.monotonic() - begun < seconds:
        before = time.monotonic()
        os.write(file, block)
        os.fdatasync(file)
        times.append(time.monotonic() - before)
    os.close(file)
    times.sort()
    return f"{len(times) / (time.monotonic() - begun):,.0f} fsync/s, p99 {times[len(times) * 99 // 100] * 1000:.1f} ms"


def wrk(house, port, seconds=2):
    """POSTs of 1 KiB a second on 64 connections of one thread."""
    house.write("post.lua", 'wrk.method = "POST"\nwrk.body = string.rep("x", 1024)\n')
    words = ["/usr/bin/wrk", "-t1", "-c64", f"-d{seconds}s", "-s", house.path("post.lua"), f"http://127.0.0.1:{port}/"]
    said = subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True).stdout
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))


def smtp_source(port, messages=20000, sessions=20):
    """Mails of 2 KiB a second on sessions that are kept."""
    begun = time.monotonic()
    subprocess.run(["/usr/sbin/smtp-source", "-d", "-s", str(sessions), "-l", "2048", "-m", str(messages), f"127.0.0.1:{port}"], check=True)
    return messages / (time.monotonic() - begun)
