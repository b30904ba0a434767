"""
The page for managers: pick plans, change what matters, and see the difference with its interval.

The page itself is small: it reads scenario files, keeps the list of jobs and serves what workers
have drawn. Workers are processes of their own, few and shared fairly by all visitors. A job is a
run folder in the making, so that a restart loses nothing that was played. Nothing outside of the
workspace is read or written, and no other host is asked for anything.
"""
