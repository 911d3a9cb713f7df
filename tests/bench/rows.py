"""The rows of the table. Each is measured on a house of its own and yields Row values."""

import datetime
import os
import subprocess
import time
from dataclasses import dataclass

import limits
from house import House, wait_until

MIB = "MiB"


@dataclass
class Row:
    name: str
    target: str
    measured: str
    met: bool
    beside: str = ""


def at_least(name, target, value, unit, beside=""):
    return Row(name, f">= {target:,} {unit}", f"{value:,.0f} {unit}", value >= target, beside)


def below(name, target, value, unit, beside="", digits=2):
    return Row(name, f"< {target} {unit}", f"{value:.{digits}f} {unit}", value < target, beside)


def hooks(name="hooks", connections=64, more=""):
    return f"  {name}: {{type: webhook, allow_private: true, connections: {connections}{more}}}\n"


def mail(name, port, connections=20):
    return f"  {name}: {{type: smtp, url: 'smtp://127.0.0.1:{port}', starttls: never, from: 'Status <status@example.com>', connections: {connections}}}\n"


def one(audience, channel, to):
    return f"  {audience}: {{recipients: [{{channel: {channel}, to: '{to}'}}]}}\n"


def many(audience, channel, file):
    return f"  {audience}: {{recipients: [{{channel: {channel}, file: {file}}}]}}\n"


def urls(house, name, port, count):
    house.write(name, "".join(f"http://127.0.0.1:{port}/{i}\n" for i in range(count)))


def mailboxes(house, name, count):
    house.write(name, "".join(f"user{i}@customer.example\n" for i in range(count)))


def opening(key, audience, impact="minor", details=""):
    event = {"id": key, "action": "open", "incident": key, "title": "Checkout is slow", "impact": impact, "audiences": [audience],
             "summary": "Payments take up to a minute since 14:02 UTC; no order is lost."}
    return event | ({"details": details} if details else {})


def unread_batches(options):
    """The same events with the wording rules off: what looking at their words costs."""
    with House(options.programs, options.keep) as house:
        house.configure(hooks(), one("one", "hooks", "http://127.0.0.1:9/0") + "wording: {errors: off, warnings: off, automatic: off}\n")
        with house.crierd() as crierd:
            crierd.post("/v1/channels/hooks/pause", {})
            return house.load("--prefix", "batch", "--audience", "one", "--batch", 1000, "--connections", 4, "--events", 100000)["rate"]


def acceptance(options):
    """Rows 1 and 2: events of one webhook recipient each, the channel paused."""
    with House(options.programs, options.keep) as house:
        house.configure(hooks(), one("one", "hooks", "http://127.0.0.1:9/0"))
        with house.crierd() as crierd:
            crierd.post("/v1/channels/hooks/pause", {})
            if "1" in options.rows:
                fsyncs = limits.fsyncs(house.folder)
                runs = [house.load("--prefix", f"paced-{i}", "--audience", "one", "--rate", 1000, "--events", 3000) for i in range(3)]
                done = sorted(runs, key=lambda run: run["p99_ms"])[1]
                yield below("1  at 1,000/s, p99 of an answer", 5, done["p99_ms"], "ms", f"median of 3 runs; its p50 {done['p50_ms']}, max {done['max_ms']} ms; {fsyncs}")
                fsyncs = limits.fsyncs(house.folder)
                done = house.load("--prefix", "single", "--audience", "one", "--events", 90000)
                yield at_least("1  single events, 64 connections", 15000, done["rate"], "/s", fsyncs)
                yield below("1  the same, p99 of an answer", 20, done["p99_ms"], "ms", f"max {done['max_ms']} ms")
            if "2" in options.rows:
                before = crierd.cpu_seconds()
                done = house.load("--prefix", "batch", "--audience", "one", "--batch", 1000, "--connections", 4, "--events", 200000)
                cpu = (crierd.cpu_seconds() - before) * 1000 / done["events"]
                beside = f"{cpu:.3f} ms CPU each, answers p99 {done['p99_ms']} ms"
                unread = unread_batches(options)
                yield at_least("2  NDJSON, 1,000 a batch", 40000, done["rate"], "/s", f"{beside}; {unread:,.0f}/s with the wording rules off")


def end_to_end(crierd, channel, count, begin):
    """Deliveries a second from the first event to the last recorded outcome, and CPU milliseconds each."""
    before, begun = crierd.cpu_seconds(), time.monotonic()
    already = crierd.count(channel)
    begin()
    crierd.wait_delivered(channel, already + count)
    seconds = time.monotonic() - begun
    return count / seconds, (crierd.cpu_seconds() - before) * 1000 / count


def warm(house, crierd, channel, count=3000):
    """Opens the channel's window: Crier begins gently with a destination that it does not know."""
    house.load("--prefix", "warm", "--audience", "one", "--batch", 100, "--connections", 2, "--events", count)
    crierd.wait_delivered(channel, count)


def webhooks(options):
    """Row 3."""
    with House(options.programs, options.keep) as house:
        nginx, port = house.nginx()
        with nginx:
            urls(house, "blast.csv", port, 100000)
            house.configure(hooks(), one("one", "hooks", f"http://127.0.0.1:{port}/0") + many("blast", "hooks", "blast.csv"))
            with house.crierd() as crierd:
                crierd.wait_recipients("blast", 100000)
                warm(house, crierd, "hooks")
                beside = f"wrk {limits.wrk(house, port):,.0f}/s"
                rate, cpu = end_to_end(crierd, "hooks", 10000, lambda: house.load("--prefix", "e", "--audience", "one", "--batch", 100, "--connections", 4, "--events", 10000))
                yield at_least("3  10,000 events x 1 webhook, end to end", 15000, rate, "/s", beside)
                yield below("3  the same, CPU each", 0.1, cpu, "ms", digits=3)
                rate, cpu = end_to_end(crierd, "hooks", 10000, lambda: house.load("--prefix", "f", "--audience", "one", "--events", 10000))
                yield at_least("3  the same, each event a request", 15000, rate, "/s", f"{cpu:.3f} ms CPU each")
                rate, cpu = end_to_end(crierd, "hooks", 100000, lambda: crierd.post("/v1/events", opening("blast", "blast")))
                yield at_least("3  1 event x 100,000 webhooks, end to end", 15000, rate, "/s", beside)
                yield below("3  the same, CPU each", 0.1, cpu, "ms", digits=3)


def mails(options):
    """Row 4: mails of 2 KiB over 20 sessions."""
    with House(options.programs, options.keep) as house:
        sink, port = house.smtp_sink()
        with sink:
            mailboxes(house, "list.csv", 50000)
            house.configure(mail("mail", port), one("one", "mail", "user@customer.example") + many("list", "mail", "list.csv"))
            beside = f"smtp-source -d {limits.smtp_source(port):,.0f}/s"
            with house.crierd() as crierd:
                crierd.wait_recipients("list", 50000)
                warm(house, crierd, "mail")
                each = ("--prefix", "e", "--audience", "one", "--batch", 100, "--connections", 4, "--events", 20000, "--padding", 100)
                rate, cpu = end_to_end(crierd, "mail", 20000, lambda: house.load(*each))
                yield at_least("4  20,000 events x 1 mail of 2 KiB, 20 sessions, end to end", 8000, rate, "/s", beside)
                yield below("4  the same, CPU each", 0.12, cpu, "ms", digits=3)
                rate, cpu = end_to_end(crierd, "mail", 50000, lambda: crierd.post("/v1/events", opening("m", "list", details="What we know. " * 8)))
                yield at_least("4  1 event x 50,000 mails of 2 KiB, 20 sessions, end to end", 8000, rate, "/s", beside)
                yield below("4  the same, CPU each", 0.12, cpu, "ms", digits=3)


def restart(house, crierd, what):
    """Peak memory so far, then again after a restart and one killed; all of the million waits each time."""
    crierd.waits_for("hooks", 1000000)
    yield below(f"5  {what}: peak memory", 64, crierd.memory_mib(), MIB, f"now {crierd.memory_mib('VmRSS'):.1f} MiB", 1)
    crierd.child.kill()
    crierd.child.wait()
    with house.crierd() as again:
        yield below(f"5  {what}: start to ready after kill -9", 2, again.start_seconds, "s")
        time.sleep(3)
        again.waits_for("hooks", 1000000)
        yield below(f"5  {what}: peak memory of the new process", 64, again.memory_mib(), MIB, "3 s after its start", 1)
        again.stop()
    with house.crierd() as again:
        yield below(f"5  {what}: start to ready after SIGTERM", 2, again.start_seconds, "s")


def backlog(options):
    """Row 5: a million pending while the receiver is down."""
    with House(options.programs, options.keep) as house:
        house.configure(hooks(), one("one", "hooks", "http://127.0.0.1:9/0"))
        with house.crierd() as crierd:
            done = house.load("--prefix", "row", "--audience", "one", "--batch", 1000, "--connections", 2, "--events", 1000000)
            yield from restart(house, crierd, f"1,000,000 events waiting (taken at {done['rate']:,.0f}/s)")
    with House(options.programs, options.keep) as house:
        urls(house, "blast.csv", 9, 1000000)
        house.configure(hooks(), many("blast", "hooks", "blast.csv"))
        with house.crierd() as crierd:
            seconds = crierd.wait_recipients("blast", 1000000)
            crierd.post("/v1/events", opening("blast", "blast"))
            time.sleep(5)
            yield from restart(house, crierd, f"1 broadcast to 1,000,000 (file read in {seconds:.1f} s)")


def urgent(options):
    """Row 6: a critical event to 10 recipients while a million others are being told something else."""
    with House(options.programs, options.keep) as house:
        nginx, port = house.nginx()
        with nginx:
            urls(house, "blast.csv", port, 1000000)
            urls(house, "ten.csv", port, 10)
            house.configure(hooks(), many("blast", "hooks", "blast.csv") + many("ten", "hooks", "ten.csv"))
            with house.crierd() as crierd:
                crierd.wait_recipients("blast", 1000000)
                crierd.wait_recipients("ten", 10)
                crierd.post("/v1/events", opening("blast", "blast"))
                crierd.wait_delivered("hooks", 20000)
                worst = 0.0
                for i in range(5):
                    begun = time.monotonic()
                    crierd.post("/v1/events", opening(f"urgent-{i}", "ten", "critical"))
                    wait_until("the ten", lambda: crierd.get(f"/v1/incidents/urgent-{i}")["deliveries"]["delivered"] == 10, 60, 0.005)
                    worst = max(worst, time.monotonic() - begun)
                    time.sleep(0.3)
                told = crierd.count("hooks")
                yield below("6  10 critical amid a blast to 1,000,000: all told", 1, worst, "s", f"worst of 5, {told:,} of the blast told by then")


def late_relay(options):
    """Row 7: one relay answers each mail a second late; what else is sent is as quick as without it."""
    with House(options.programs, options.keep) as house:
        nginx, web = house.nginx()
        good, good_port = house.smtp_sink()
        late, late_port = house.smtp_sink("-W", ".:1")
        with nginx, good, late:
            urls(house, "web.csv", web, 30000)
            mailboxes(house, "list.csv", 20000)
            house.configure(hooks() + mail("good", good_port) + mail("late", late_port),
                            many("web", "hooks", "web.csv") + many("list", "good", "list.csv") + many("slow", "late", "list.csv"))
            with house.crierd() as crierd:
                for audience, count in (("web", 30000), ("list", 20000), ("slow", 20000)):
                    crierd.wait_recipients(audience, count)

                def rates(name):
                    web_rate, _ = end_to_end(crierd, "hooks", 30000, lambda: crierd.post("/v1/events", opening(f"{name}-web", "web")))
                    mail_rate, _ = end_to_end(crierd, "good", 20000, lambda: crierd.post("/v1/events", opening(f"{name}-mail", "list")))
                    return web_rate, mail_rate

                rates("warm")
                web_alone, mail_alone = rates("alone")
                crierd.post("/v1/events", opening("late", "slow"))
                time.sleep(1)
                web_beside, mail_beside = rates("beside")
                told = crierd.count("late")
                for name, alone, beside in (("webhooks", web_alone, web_beside), ("another relay", mail_alone, mail_beside)):
                    yield Row(f"7  {name} beside a relay that answers 1 s late", ">= 0.8 of alone", f"{beside / alone:.2f}", beside >= 0.8 * alone,
                              f"{beside:,.0f}/s, alone {alone:,.0f}/s; {told} late mails told")


def brake(options):
    """Row 8: a blast to a million is stopped, from the request to the answer: before anything of it was sent, and amid it."""
    with House(options.programs, options.keep) as house:
        nginx, port = house.nginx()
        with nginx:
            urls(house, "blast.csv", port, 1000000)
            house.configure(hooks(), many("blast", "hooks", "blast.csv"))
            with house.crierd() as crierd:
                crierd.wait_recipients("blast", 1000000)

                def stop(key):
                    update = crierd.get(f"/v1/updates?incident={key}")["updates"][0]["update_id"]
                    begun = time.monotonic()
                    counts = crierd.post(f"/v1/updates/{update}/stop", {})
                    milliseconds = (time.monotonic() - begun) * 1000
                    if sum(counts.values()) != 1000000:
                        raise RuntimeError(f"the counts of the stop do not make a million: {counts}")
                    return milliseconds, counts

                crierd.post("/v1/channels/hooks/pause", {})
                crierd.post("/v1/events", opening("unsent", "blast"))
                took, counts = stop("unsent")
                yield below("8  stop of 1,000,000 not sent yet", 100, took, "ms", f"{counts['cancelled']:,} cancelled", 1)
                crierd.post("/v1/channels/hooks/resume", {})
                worst, said = 0.0, ""
                for i in range(5):
                    before = crierd.count("hooks")
                    crierd.post("/v1/events", opening(f"amid-{i}", "blast"))
                    crierd.wait_delivered("hooks", before + 20000)
                    took, counts = stop(f"amid-{i}")
                    if took > worst:
                        worst, said = took, f"worst of 5: {counts['delivered']:,} delivered, {counts['sending']} on their way"
                yield below("8  stop amid a blast to 1,000,000", 100, worst, "ms", said, 1)


def wakes(pid):
    """How often threads of the process have gone to sleep, by thread."""
    counts = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status", encoding="ascii") as status:
            counts[task] = next(int(line.split()[1]) for line in status if line.startswith("voluntary_ctxt_switches"))
    return counts


def idle(options):
    """Row 10: how often a daemon wakes up that has an open incident and a promise, and nothing to do."""
    span = 20
    with House(options.programs, options.keep) as house:
        nginx, port = house.nginx()
        with nginx:
            house.configure(hooks(), one("a", "hooks", f"http://127.0.0.1:{port}/a"))
            with house.crierd() as crierd:
                crierd.post("/v1/events", dict(opening("db", "a"), next_update="4h"))
                crierd.wait_delivered("hooks", 1)
                time.sleep(12)  # the first sweep of what is old comes 10 s after the start
                before = wakes(crierd.child.pid)
                time.sleep(span)
                count = sum(value - before.get(task, 0) for task, value in wakes(crierd.child.pid).items())
                yield below(f"10 wake-ups of an idle daemon with an open incident, in {span} s", 10, count, "", f"{len(before)} threads", 0)


def agenda(options):
    """Row 11: 10,000 open incidents that 100 audiences have heard of."""
    printed = subprocess.run([os.path.join(options.programs, "agenda_bench")], check=True, capture_output=True, text=True).stdout
    figures = {name: float(value) for name, value in (line.split() for line in printed.splitlines())}
    name = "11 10,000 incidents x 100 audiences:"
    yield below(f"{name} all planned", 2, figures["plan_ms"] / 1000, "s", f"first page of the schedule {figures['page_ms']:.0f} ms")
    yield below(f"{name} planned anew on a reload", 2, figures["plan_anew_ms"] / 1000, "s", "", 3)
    yield below(f"{name} the next occasion found", 1000, figures["next_ns"], "ns", "mean of 1,000,000", 1)


def simulation(options):
    """Row 12: a month, with an incident that lasts a working day opened every seven hours."""
    with House(options.programs, options.keep) as house:
        zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "Asia/Tokyo"]
        audiences = "".join(f"  a{i}: {{timezone: {zones[i % 5]}, office_hours: {{mon-fri: '09:00-17:00'}}, "
                            f"recipients: [{{channel: hooks, to: 'https://a{i}.example/hook'}}]}}\n" for i in range(20))
        rhythm = ("rhythm: {office_close: {lead: 30m, min_impact: minor, ask: 30m}, office_open: {min_impact: minor}, "
                  "promise: {remind: 10m, holding: {times: 1}}}\n")
        names = ", ".join(f"a{i}" for i in range(20))
        house.write("crier.yaml", "channels:\n  hooks: {type: webhook}\naudiences:\n" + audiences +
                    f"routes:\n  - {{match: {{}}, audiences: [{names}]}}\n" + rhythm)
        begin = datetime.datetime(2026, 11, 2, tzinfo=datetime.timezone.utc)
        steps = []
        for i in range(100):
            opened = begin + datetime.timedelta(hours=7 * i)
            for hours, action in ((0, "open"), (2, "update"), (5, "update"), (9, "resolve")):
                at = (opened + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
                more = ", title: Payments are slow, impact: major" if action == "open" else ""
                promise = "" if action == "resolve" else ", next_update: 2h"
                steps.append((at, f"  - {{at: {at}, action: {action}, incident: i{i}, summary: Payments take a minute{more}{promise}}}\n"))
        house.write("month.yaml", "config: crier.yaml\nstart: 2026-11-02T00:00:00Z\nend: 2026-12-02T00:00:00Z\nevents:\n" +
                               "".join(text for _, text in sorted(steps)))
        started = time.monotonic()
        lines = subprocess.run([os.path.join(options.programs, "crier"), "simulate", house.path("month.yaml"), "--json"], check=True,
                               capture_output=True, text=True).stdout.count("\n")
        yield below("12 crier simulate: 30 days, 100 incidents, 20 audiences", 3, time.monotonic() - started, "s", f"{lines:,} lines")


def words(options):
    """Rows 13 and 14: one update worded, and one checked; the latter on messages of the samples where they are beside the project."""
    messages = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/samples/messages/corpus.jsonl")
    printed = subprocess.run([os.path.join(options.programs, "words_bench"), messages], check=True, capture_output=True, text=True).stdout
    figures = {name: float(value) for name, value in (line.split() for line in printed.splitlines())}
    if "13" in options.rows:
        yield below("13 render 4 channels x 2 languages", 2, figures["render_ms"], "ms", f"mean of 2,000; worst {figures['render_worst_ms']:.2f} ms", 3)
    if "14" in options.rows:
        yield below("14 check of a 2 KiB update", 1, figures["check_ms"], "ms",
                    f"mean of 2,048 in 64 texts, {figures['check_findings']:.0f} findings each; worst {figures['check_worst_ms']:.2f} ms; "
                    f"the first check of a process {figures['check_first_ms']:.0f} ms", 3)



def documents(options):
    """Row 15: monitors' documents become events."""
    printed = subprocess.run([os.path.join(options.programs, "ingest_bench")], check=True, capture_output=True, text=True).stdout
    figures = {name: float(value) for name, value in (line.split() for line in printed.splitlines())}
    for name, what in (("ingest_group", "an Alertmanager document with 1,000 alerts"), ("ingest_list", "1,000 alerts of Prometheus, each an incident")):
        yield below(f"15 {what}, decoded", 20, figures[f"{name}_ms"], "ms", f"mean of 200; worst {figures[name + '_worst_ms']:.2f} ms", 2)


def programs(options):
    """Row 16: programs as adapters, as many as there can be, and 200/s of them beside single webhooks."""
    with House(options.programs, options.keep) as house:
        nginx, port = house.nginx()
        with nginx:
            house.write("pager", "#!/bin/sh\nread -r document\necho said\n")
            os.chmod(house.path("pager"), 0o755)
            house.write("numbers.csv", "".join(f"+49 30 {i}\n" for i in range(4000)))
            program = f"{{type: exec, command: [{house.path('pager')}]"
            house.configure(f"  fast: {program}, connections: 20}}\n  paced: {program}, connections: 20, rate: 200/s}}\n" + hooks(),
                            many("crowd", "fast", "numbers.csv") + many("list", "paced", "numbers.csv") + one("web", "hooks", f"http://127.0.0.1:{port}/0"))
            with house.crierd() as crierd:
                crierd.wait_recipients("crowd", 4000)
                crierd.wait_recipients("list", 4000)

                def webhook_times(name):
                    times = []
                    for i in range(100):
                        already, begun = crierd.count("hooks"), time.monotonic()
                        crierd.post("/v1/events", opening(f"{name}-{i}", "web"))
                        wait_until("a webhook", lambda: crierd.count("hooks") > already, 60, 0.001)
                        times.append((time.monotonic() - begun) * 1000)
                    return sorted(times)

                webhook_times("warm")
                alone = webhook_times("alone")
                crierd.post("/v1/events", opening("many", "list"))
                crierd.wait_delivered("paced", 400)
                before, begun = crierd.count("paced"), time.monotonic()
                beside = webhook_times("beside")
                wait_until("five seconds", lambda: time.monotonic() - begun > 5)
                rate = (crierd.count("paced") - before) / (time.monotonic() - begun)
                yield at_least("16 programs at a rate of 200/s", 190, rate, "/s")
                yield Row("16 one webhook amid them, p90 from request to recorded", "< 2 x alone", f"{beside[90]:.1f} ms", beside[90] < 2 * alone[90],
                          f"of 100, median {beside[50]:.1f} ms; alone p90 {alone[90]:.1f} ms, median {alone[50]:.1f} ms")
                crierd.wait_delivered("paced", 4000)
                rate, cpu = end_to_end(crierd, "fast", 4000, lambda: crierd.post("/v1/events", opening("crowd", "crowd")))
                yield at_least("16 1 event x 4,000 programs, end to end", 200, rate, "/s", f"{cpu:.2f} ms CPU of crierd each")


ALL = {"1": acceptance, "2": acceptance, "3": webhooks, "4": mails, "5": backlog, "6": urgent, "7": late_relay, "8": brake,
       "10": idle, "11": agenda, "12": simulation, "13": words, "14": words, "15": documents, "16": programs}
