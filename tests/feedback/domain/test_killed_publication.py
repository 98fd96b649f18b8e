"""A publication that is killed at any moment is there whole, or not at all."""

import itertools
import json
import os
import random
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from feedback.domain.gate import gate_spans
from feedback.domain.publication import approve, submit, write
from feedback.domain.words import digest
from feedback.enums import ApprovalCheck
from feedback.models import SummaryItem
from tests.factories import feedback as make
from tests.feedback.publishing import new_item

KILLS = 50

needs_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="copies a file of SQLite; PostgreSQL keeps its own promises"
)


def publish_for_ever(path: str, ready: int, author, approver) -> None:
    """In the child: open the file, say that it is ready, and publish changed words until killed."""
    del connections["default"]
    connections.settings["default"]["NAME"] = path
    item = SummaryItem.objects.get()
    os.write(ready, b"x")
    for number in itertools.count():
        words = f"Version {os.getpid()} {number}"
        write(item, by=author, heading=words, you_said=words, response=words)
        submitted = submit(item, by=author)
        approve(submitted, by=approver, seen=submitted.digest, checks=ApprovalCheck.values)


def kill_once(path: str, seconds: float, author, approver) -> None:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            publish_for_ever(path, writer, author, approver)
        finally:
            os._exit(1)
    os.close(writer)
    assert os.read(reader, 1) == b"x"
    os.close(reader)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child failed before it was killed"


def check_whole(path: str) -> int:
    """The number of approved texts, after a look at everything that belongs together."""
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    texts = database.execute(
        "SELECT content, digest, submission_id FROM feedback_approvedtext ORDER BY id"
    ).fetchall()
    deeds = [
        json.loads(facts)["digest"]
        for (facts,) in database.execute(
            "SELECT facts FROM feedback_auditentry WHERE action = 'words.approved' ORDER BY number"
        )
    ]
    assert deeds == [one for _, one, _ in texts]
    for content, one, submission in texts:
        words = json.loads(content)
        assert words["heading"] == words["you_said"] == words["response"]
        assert digest(content) == one
        handed_in = database.execute("SELECT content FROM feedback_submittedtext WHERE id = ?", [submission])
        assert handed_in.fetchone() == (content,)
    ((state, heading),) = database.execute("SELECT state, heading FROM feedback_summaryitem").fetchall()
    submitted = database.execute("SELECT content, id FROM feedback_submittedtext ORDER BY id")
    *_, last = [(None, None), *submitted.fetchall()]
    if state == "approved":
        assert (texts[-1][0], texts[-1][2]) == last
    if state in ("approved", "submitted"):
        assert json.loads(last[0])["heading"] == heading
    database.close()
    return len(texts)


@needs_sqlite
@pytest.mark.django_db
def test_publication_killed_at_fifty_random_points_is_never_half_there(tmp_path, officer, approver):
    path = str(tmp_path / "killed.sqlite3")
    make.FeedbackPeriodFactory()
    write(new_item(), by=officer)
    # The migrated database of the tests as it is now, what this test has written included.
    Path(path).write_bytes(connection.connection.serialize())
    copy = sqlite3.connect(path)
    copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    gate_spans({"heading": "Version 1"})  # reads its lists once, before the children are made
    chance = random.Random(50)

    counts = []
    for _ in range(KILLS):
        kill_once(path, chance.uniform(0, 0.3), officer, approver)
        counts.append(check_whole(path))

    assert counts == sorted(counts)
    assert counts[-1] >= 10
