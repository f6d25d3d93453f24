"""Writes a file whole or not at all."""

import os
import tempfile


def replace_file(path: str, before: bytes, after: bytes) -> bool:
    """Put `after` in the place of `before`; False where something else stands there by now.

    Of a link, what it leads to is replaced. Raises OSError.
    """
    real = os.path.realpath(path)
    with open(real, "rb") as file:
        if file.read(len(before) + 1) != before:
            return False
    write_file(real, after)
    return True


def write_file(path: str, data: bytes) -> None:
    """Replace the file at `path` in one step, folders made as needed. Raises OSError.

    A link at `path` is itself replaced, and what it leads to stays as it is.
    """
    folder = os.path.dirname(path) or "."
    os.makedirs(folder, exist_ok=True)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".specc-")
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, path) from None
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(path: str) -> int:
    """The permissions that the file has, or those that a new one gets."""
    try:
        return os.lstat(path).st_mode & 0o777 if not os.path.islink(path) else _new_mode()
    except FileNotFoundError:
        return _new_mode()


def _new_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
