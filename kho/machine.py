"""Faults of the machine that kho runs on, told apart from those of what departments send."""

from __future__ import annotations

import errno

#: What the operating system says when a disk is full or broken, or too many files are open. Memory is not among them:
#: a file that uses it up would do so again.
_OURS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ESTALE})


def is_ours(error: BaseException) -> bool:
    """Whether an error says nothing of the file that was read: it is none in a moment, or when room is made."""
    return isinstance(error, OSError) and error.errno in _OURS
