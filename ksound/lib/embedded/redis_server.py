"""The embedded Redis: a fixed socket, every write in the append-only file, nothing evicted."""

import signal
import socket
from pathlib import Path
from urllib.parse import quote

from ksound.lib.embedded.binaries import reachable_by, redis_folder
from ksound.lib.embedded.process import Running
from ksound.lib.embedded.server import Server


class RedisServer(Server):
    """Redis on a Unix socket only; celery's queue and the cache must outlive a killed server."""

    title = "Redis"
    program = "redis-server"
    stop_signal = signal.SIGTERM
    socket_name = "redis.sock"

    @property
    def socket_path(self) -> Path:
        return self.socket_folder / self.socket_name

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket_path))}?db=0"

    def answers(self) -> bool:
        # One PING by hand: the client library would try again for seconds before it admits that nobody
        # listens.
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.socket_path))
                line.sendall(b"PING\r\n")
                # While it still loads the append-only file it says "-LOADING".
                return line.recv(64).startswith(b"+PONG")
            except OSError:
                return False

    def prepare(self) -> None:
        home = self.place.home
        if not home.exists():
            home.mkdir(mode=0o700)
            self.place.account.give(home)
        config = home / "redis.conf"
        config.write_text("".join(f"{name} {value}\n" for name, value in self._settings()), encoding="utf-8")
        self.place.account.give(config)

    def command(self) -> list[str]:
        folder = reachable_by(self.place.account, redis_folder(), program="redis-server")
        return [str(folder / "redis-server"), str(self.place.home / "redis.conf")]

    def is_main(self, seen: Running) -> bool:
        # The child that rewrites the append-only file renames itself and may outlive a killed server.
        try:
            title = Path(f"/proc/{seen.pid}/cmdline").read_bytes().split(b"\0")[0]
        except OSError:
            return False
        return b"redis-aof-rewrite" not in title

    def _settings(self) -> list[tuple[str, str]]:
        return [
            ("port", "0"),
            ("unixsocket", _quoted(self.socket_path)),
            ("unixsocketperm", "700"),
            ("dir", _quoted(self.place.home)),
            ("daemonize", "no"),
            ("appendonly", "yes"),
            ("appendfsync", "everysec"),
            ("save", '""'),
            ("maxmemory-policy", "noeviction"),
        ]


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
