"""A long-lived process that answers streams in batches: an interpreter or the machine."""
import os
import select
import struct
import subprocess
import time

BATCH_SECONDS, STREAM_SECONDS = 60, 4


class Gone(Exception):
    """The process ended, or did not answer in time."""


class Child:
    """Takes (options, bytes) pairs and gives a line for each, as oracle.py says. What ends or stalls
    the process is found and answered with `crash` or `hang`; the process is started again."""

    def __init__(self, argv):
        self.argv = argv
        self.process = None
        self.restarts = 0

    def start(self):
        environment = dict(os.environ, PYTHONHASHSEED='0', PYTHONIOENCODING='utf-8', PYTHONWARNINGS='ignore',
                           PYTHONDONTWRITEBYTECODE='1')
        self.process = subprocess.Popen(self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env=environment, bufsize=0)

    def stop(self):
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process = None

    def exchange(self, batch, seconds):
        if self.process is None:
            self.start()
        request = b''.join([struct.pack('<I', len(batch))] +
                           [struct.pack('<BI', options, len(data)) + data for options, data in batch])
        try:
            view = memoryview(request)
            while view:
                view = view[self.process.stdin.write(view):]
        except OSError:
            raise Gone('crash')
        chunks, lines, end = [], 0, time.monotonic() + seconds
        out = self.process.stdout.fileno()
        while lines < len(batch):
            if not select.select([out], [], [], max(0, end - time.monotonic()))[0]:
                raise Gone('hang')
            chunk = os.read(out, 1 << 20)
            if not chunk:
                raise Gone('crash')
            chunks.append(chunk)
            lines += chunk.count(b'\n')
        return b''.join(chunks).split(b'\n')[:len(batch)]

    def answers(self, batch):
        """A line for each pair of the batch."""
        if not batch:
            return []
        try:
            return self.exchange(batch, BATCH_SECONDS if len(batch) > 1 else STREAM_SECONDS)
        except Gone as gone:
            self.stop()
            self.restarts += 1
            if len(batch) == 1:
                return [str(gone).encode() + b'\t\t']
            half = len(batch) // 2
            return self.answers(batch[:half]) + self.answers(batch[half:])
