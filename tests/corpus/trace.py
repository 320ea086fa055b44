"""Files in the places where known attacks leave theirs; they hold nothing."""
from sample import Sample


def samples():
    yield Sample("evil", "home/.config/sysmon/sysmon.py", b"# nothing\n", rules={"attack-trace"})
    yield Sample("evil", "home/.config/systemd/user/sysmon.service", b"[Unit]\n", rules={"attack-trace"})
    yield Sample("evil", "tmp/tpcp.tar.gz", b"nothing", rules={"attack-trace"})
    yield Sample("evil", "tmp/pglog", b"", rules={"attack-trace-like"}, verdict="review")
    yield Sample("ok", "home/sysmon/sysmon.py", b"# nothing\n")
    yield Sample("ok", "home/tpcp.tar.gz.txt", b"nothing", status="skipped")
