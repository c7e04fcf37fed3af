"""The parent process of one embedded server; run as a file with the standard library only.

It starts the server, reaps it, and stops it when no process holds the users' lock any more. A command that
was killed without a chance to clean up thus leaves nothing running, and one that ends while others still work
disturbs nobody.

Argument: one JSON object with `users` (path of the lock), `command`, `home`, `uid`, `gid` (null = do not
switch), `env`, `stop` (the server's signal for a fast, orderly end).
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading

PATIENCE_S = 30


def main() -> int:
    order = json.loads(sys.argv[1])
    os.chdir("/")
    lock = os.open(order["users"], os.O_RDWR | os.O_CLOEXEC)
    switch = {} if order["uid"] is None else {"user": order["uid"], "group": order["gid"], "extra_groups": []}
    server = subprocess.Popen(
        order["command"], cwd=order["home"], env=order["env"], stdin=subprocess.DEVNULL, umask=0o077, **switch
    )
    ending = threading.Event()

    def stop(*_: object) -> None:
        ending.set()
        server.send_signal(order["stop"])

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def stop_when_unused() -> None:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stop()

    threading.Thread(target=stop_when_unused, daemon=True).start()
    while not ending.is_set():
        try:
            return server.wait(timeout=1)
        except subprocess.TimeoutExpired:
            continue
    try:
        return server.wait(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        server.kill()
        return server.wait()


if __name__ == "__main__":
    code = main()
    os._exit(code if code >= 0 else 128 - code)
