# expected.py - what the Python clients share: what the server found in each view, and TAP.

import collections
import math

# The types that docs/bi.md promises for a column of a KPI view.
TYPES = ('text', 'bigint', 'double precision', 'numeric(18,2)', 'date', 'boolean', 'timestamp with time zone')

QUESTION = """select view_name, column_name, type, view_comment, comment, rows, known, total
    from expected.figure order by view_name, place"""


class Column:
    def __init__(self, name, type, comment, rows, known, total):
        self.name, self.type, self.comment, self.rows, self.known, self.total = name, type, comment, rows, known, total


def views(rows):
    """{view: (its comment, its columns)} of the rows of QUESTION"""
    found = {}
    for view, name, type, view_comment, *rest in rows:
        found.setdefault(view, (view_comment, []))[1].append(Column(name, type, *rest))
    return found


def near(a, b):
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)


class Tap:
    """Tests, and what was seen of each type."""

    def __init__(self):
        self.count = 0
        self.failed = 0
        self.seen = collections.Counter()

    def ok(self, problems, name):
        self.count += 1
        if problems:
            self.failed += 1
        print(f"{'not ok' if problems else 'ok'} {self.count} - {name}")
        for problem in problems[:12]:
            print(f'#   {problem}')

    def saw(self, type, what):
        self.seen[type, what] += 1

    def end(self):
        for (type, what), columns in sorted(self.seen.items()):
            print(f'# {type}: {what} ({columns} columns)')
        print(f'1..{self.count}')
        raise SystemExit(1 if self.failed else 0)
