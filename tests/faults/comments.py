"""People comment while web processes are killed; then one network floods the form while another has one thing to say.

    python -m tests.faults.comments --comments 500

Every comment that was acknowledged must be stored once, with its audit entry. The flood must cost the other nothing.
"""

import argparse
import http.client
import os
import random
import re
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from tests.faults.promises import Promises, percentile
from tests.faults.site import Processes, site
from tests.search_servers.starting import free_ports

CLIENTS = 8
KILL_EVERY = (
    1.0  # seconds, at random around it; workers are forked ready, so that they live long enough to work
)
FLOOD_SECONDS, FLOOD_COMMENTS = 60, 500
LIMIT = 10  # comments an hour from one network
REFERENCE = re.compile(r'class="app-reference">([^<]+)<')


class Web:
    """gunicorn with three workers; a killed worker is replaced by its master."""

    def __init__(self, processes: Processes, port: int, **environment: str) -> None:
        os.environ.update(TRUSTED_PROXY_COUNT="1", **environment)
        self.port = port
        self.master = processes.start(
            "-m", "gunicorn", "localoffer.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--workers", "3", "--threads", "2", "--preload", "--worker-class", "gthread", "--log-level", "error",
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.2)
        raise RuntimeError("The site did not start.")

    def kill_one(self, chance: random.Random) -> bool:
        """SIGKILL to one worker; whether there was one."""
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text().split()
        if not children:
            return False
        with suppress(ProcessLookupError):
            os.kill(int(chance.choice(children)), signal.SIGKILL)
        return True

    def send(self, text: str, network: str) -> tuple[int, str, float]:
        """Send one comment as the last page of the form does; its status, its reference, and the seconds it took."""
        from feedback.saying.answers import Answers

        answers = Answers(
            opened_at=int(time.time()) - 60,
            from_whom="parent-carer",
            subjects=("missing",),
            text=text,
            seen=("who", "about", "words"),
        )
        body = urlencode({"answers": answers.signed(), "question": "check"})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-For": network,
        }
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/feedback/comment/", body, headers)
            response = connection.getresponse()
            page = response.read().decode()
        finally:
            connection.close()
        found = REFERENCE.search(page)
        return response.status, found[1] if found else "", time.monotonic() - began


def survive(wanted: int, web: Web, promises: Promises) -> None:
    """Clients send until ``wanted`` comments were acknowledged, and workers are killed meanwhile."""
    from feedback.domain.audit_verification import verify_audit
    from feedback.domain.receiving import reference_hash
    from feedback.models import AuditEntry, Comment, CommentReceipt

    chance = random.Random(6)
    acknowledged: dict[str, str] = {}
    refused = kills = 0
    lock, done = threading.Lock(), threading.Event()

    def client(number: int) -> None:
        nonlocal refused
        turn = 0
        while not done.is_set():
            turn += 1
            text = f"Comment {number} of turn {turn}."
            try:
                status, reference, _ = web.send(text, f"10.{number}.{turn % 250}.1")
            except (OSError, http.client.HTTPException):
                with lock:
                    refused += 1
                continue
            with lock:
                if status == 200 and reference:
                    acknowledged[reference] = text
                else:
                    refused += 1
                if len(acknowledged) >= wanted:
                    done.set()

    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as clients:
        running = [clients.submit(client, number) for number in range(CLIENTS)]
        while not done.is_set() and time.monotonic() - began < 900:
            kills += web.kill_one(chance)
            time.sleep(KILL_EVERY * chance.uniform(0.5, 1.5))
        done.set()
        for one in running:
            one.result()
    promises.keep(
        len(acknowledged) >= wanted,
        f"{len(acknowledged)} comments acknowledged in {time.monotonic() - began:.0f} s, {refused} not, "
        f"while {kills} web processes were killed",
    )
    stored = {
        receipt.reference_hash: receipt.comment
        for receipt in CommentReceipt.objects.select_related("comment")
    }
    lost = [
        reference
        for reference, text in acknowledged.items()
        if (comment := stored.get(reference_hash(reference))) is None or comment.text != text
    ]
    promises.keep(not lost, f"{len(lost)} acknowledged comments are lost")
    texts = list(Comment.objects.values_list("text", flat=True))
    promises.keep(
        len(texts) == len(set(texts)), f"{len(texts)} are stored, {len(texts) - len(set(texts))} twice"
    )
    entries = AuditEntry.objects.filter(action="comment.received").values_list("object_id", flat=True)
    without = set(map(str, Comment.objects.values_list("pk", flat=True))) - set(entries)
    promises.keep(not without, f"{len(without)} have no audit entry")
    promises.keep(not verify_audit().problem, f"the audit trail is whole {verify_audit().problem}")


def flood(web: Web, promises: Promises) -> None:
    """500 comments a minute from one network, and one every few seconds from elsewhere."""
    from feedback.models import Comment
    from localoffer.mail.models import OutgoingMail

    before, mails = Comment.objects.count(), OutgoingMail.objects.count()
    genuine: list[float] = []
    answers: list[int] = []
    until = time.monotonic() + FLOOD_SECONDS

    def flooding(number: int) -> None:
        pause = FLOOD_SECONDS / (FLOOD_COMMENTS / 4)
        while time.monotonic() < until:
            began = time.monotonic()
            status, _, _ = web.send(f"Flood {number} {began}", "192.0.2.66")
            answers.append(status)
            time.sleep(max(0.0, pause - (time.monotonic() - began)))

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(flooding, number) for number in range(4)]
        number = 0
        while time.monotonic() < until:
            number += 1
            status, reference, seconds = web.send(f"Genuine {number}", f"198.51.{number}.7")
            if status == 200 and reference:
                genuine.append(seconds)
            time.sleep(2)
        for one in running:
            one.result()
    taken = answers.count(200)
    promises.tell(
        f"{len(answers)} comments of the flood in {FLOOD_SECONDS} s: {taken} taken, the rest told to wait"
    )
    promises.keep(taken <= LIMIT, f"{taken} of the flood taken, {LIMIT} at most")
    promises.keep(len(genuine) == number, f"{len(genuine)} of {number} genuine comments stored meanwhile")
    promises.keep(
        percentile(genuine, 0.95) < 1,
        f"a genuine one took {percentile(genuine, 0.5):.2f} s in the middle, {max(genuine):.2f} s at most",
    )
    promises.keep(Comment.objects.count() - before == taken + number, "nothing else was stored")
    written = OutgoingMail.objects.count() - mails
    promises.keep(written <= 10, f"{written} mails to officers")


def main() -> int:
    """Run both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--comments", type=int, default=500)
    wanted = parser.parse_args().comments
    promises = Promises()
    ports = free_ports()
    with site("") as processes:
        from django.core.management import call_command

        from feedback.models import FeedbackSettings

        call_command("collectstatic", interactive=False, verbosity=0)
        settings = FeedbackSettings.load()
        settings.new_comments_email = "comments@example.org"
        settings.save()
        web = Web(processes, next(ports))
        survive(wanted, web, promises)
        flood(web, promises)
    return promises.exit_code


if __name__ == "__main__":
    sys.exit(main())
