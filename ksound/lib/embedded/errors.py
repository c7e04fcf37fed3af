"""What a person at a terminal reads when an embedded service cannot run."""

import errno
from pathlib import Path


class EmbeddedServiceError(RuntimeError):
    """The message is one sentence that says what is wrong and what to do about it."""


def disk_is_full(folder: Path) -> EmbeddedServiceError:
    return EmbeddedServiceError(f"The disk that holds {folder} is full: free some space and start again.")


def not_writable(folder: Path) -> EmbeddedServiceError:
    return EmbeddedServiceError(
        f"The data folder {folder} cannot be written by this user: "
        "give it to this user, or name another one with KSOUND_DATA_DIR."
    )


def from_os_error(error: OSError, folder: Path) -> EmbeddedServiceError:
    """Turn the two failures people meet, a full disk and a foreign folder, into their remedies."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_is_full(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return not_writable(folder)
    return EmbeddedServiceError(f"The data folder {folder} cannot be used: {error.strerror or error}.")


def from_log(*, title: str, said: str, folder: Path, log: Path) -> EmbeddedServiceError:
    """Explain why a server ended while starting.

    `said` is what the server wrote since it was started; its last complaint is quoted when the cause is not a
    known one.
    """
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return disk_is_full(folder)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    complaints = [
        line for line in lines if any(word in line for word in ("FATAL", "PANIC", "rror", "failed"))
    ]
    reason = (complaints or lines or ["it ended without a word"])[-1]
    return EmbeddedServiceError(f"{title} did not start in {folder}: {reason} (the whole log is {log}).")
