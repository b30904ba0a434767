"""
What was played of a job: blocks in a folder that was made when the job was looked at, and is never made again.

A worker may still be at a piece when its job is removed, or its plan changes: what it then wants to keep has no place,
and no folder comes back that somebody has thrown away.
"""

from channelmix.simulate.store import Store


class KeptBlocks(Store):
    """The blocks of one plan of a job."""

    def begin(self) -> None:
        """
        Keep nothing where the folder is gone.

        Raises:
            FileNotFoundError: If it is.
        """
        self.folder.stat()
