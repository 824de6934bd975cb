# with_pandas.py - every KPI view as a DataFrame, by psycopg: with the dtypes that pandas chooses, and with nullable ones.
#
# What pandas chooses depends on what is in a column: an integer column with a NULL becomes float64, a column without any
# value object. dtype_backend = 'numpy_nullable' gives each type one dtype.

import datetime
import decimal
import sys
import warnings

import pandas
import psycopg

import expected

# How each type may arrive: when all rows are known, and when some are NULL.
PLAIN = {
    'text': ({'object'}, {'object'}),
    'bigint': ({'int64'}, {'float64'}),
    'double precision': ({'float64'}, {'float64'}),
    'numeric(18,2)': ({'float64'}, {'float64'}),
    'date': ({'object'}, {'object'}),
    'boolean': ({'bool'}, {'object'}),
    'timestamp with time zone': ({'datetime64[ns, UTC]'}, {'datetime64[ns, UTC]'}),
}
NULLABLE = {
    'text': {'string'},
    'bigint': {'Int64'},
    'double precision': {'Float64', 'Int64'},      # whole numbers become Int64
    'numeric(18,2)': {'Float64', 'Int64'},
    'date': {'string'},                             # as written in ISO, unless parse_dates names it
    'boolean': {'boolean'},
    'timestamp with time zone': {'datetime64[ns, UTC]'},
}


def day(value):
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def total(column, values):
    """what expected.figure has as the total of a column, of values without NULLs"""
    if column.type == 'text':
        return sum(map(len, values))
    if column.type == 'date':
        return sum((day(value) - datetime.date(1970, 1, 1)).days for value in values)
    if column.type == 'timestamp with time zone':
        return sum(value.timestamp() for value in values)
    return float(sum(values))


class Again:
    """a connection and cursor that has the rows already, so that a view is computed once and read three times"""

    def __init__(self, description, rows):
        self.description, self.rows = description, rows

    def cursor(self):
        return self

    def execute(self, *arguments):
        return self

    def fetchall(self):
        return self.rows

    def close(self):
        pass


def check(tap, view, columns, frame, dtypes, which):
    problems = []
    if list(frame.columns) != [c.name for c in columns]:
        problems.append('the columns are others')
    if len(frame) != columns[0].rows:
        problems.append(f'{len(frame)} rows, expected {columns[0].rows}')
    for column in columns:
        series = frame[column.name]
        dtype = str(series.dtype)
        known = series.dropna()
        if column.known == 0:
            case = 'no value'
        elif column.known < column.rows:
            case = 'some NULL'
        else:
            case = 'all known'
        allowed = dtypes(column, case)
        held = type(known.iloc[0]).__name__ if dtype == 'object' and len(known) else ''
        tap.saw(f'{which}, {column.type}, {case}', f'{dtype}{" of " + held if held else ""}')
        if dtype not in allowed:
            problems.append(f'{column.name} {column.type}, {case}: {dtype}, expected {sorted(allowed)}')
        if column.type == 'date' and held and held != 'date':
            problems.append(f'{column.name}: {held}')
        if len(known) != column.known:
            problems.append(f'{column.name}: {len(known)} known, expected {column.known}')
        elif column.known and not expected.near(total(column, known), column.total):
            problems.append(f'{column.name}: total {total(column, known)}, expected {column.total}')
    tap.ok(problems, f'{view}: {len(frame)} rows, {len(columns)} columns, {which}')


def plain(column, case):
    if case == 'no value':
        return {'object', 'float64'}
    return PLAIN.get(column.type, ((), ()))[case != 'all known']


def nullable(column, case):
    if case == 'no value':
        return {'object', 'Int64', 'Float64', 'string', 'boolean', 'datetime64[ns, UTC]'}
    return NULLABLE.get(column.type, ())


tap = expected.Tap()
warnings.filterwarnings('ignore', message='pandas only supports SQLAlchemy')
print(f'# Python {sys.version.split()[0]}, psycopg {psycopg.__version__}, pandas {pandas.__version__}')
with psycopg.connect() as connection:
    views = expected.views(connection.execute(expected.QUESTION).fetchall())
    tap.ok([] if len(views) >= 10 else ['too few'], f'{len(views)} views are there')
    problems = [f'{v}.{c.name} {c.type}' for v, (_, columns) in views.items() for c in columns if c.type not in expected.TYPES]
    tap.ok(problems, 'their columns are of the types that are promised')
    for view, (_, columns) in views.items():
        cursor = connection.execute(psycopg.sql.SQL('select * from kpi.{}').format(psycopg.sql.Identifier(view)))
        problems = []
        for column, description in zip(columns, cursor.description):
            name = psycopg.adapters.types[description.type_code].name
            tap.saw(f'psycopg, {column.type}', f'{name}, precision {description.precision}, scale {description.scale}')
        rows = cursor.fetchall()
        python = {'text': str, 'bigint': int, 'double precision': float, 'numeric(18,2)': decimal.Decimal,
                  'date': datetime.date, 'boolean': bool, 'timestamp with time zone': datetime.datetime}
        for place, column in enumerate(columns):
            kinds = {type(row[place]) for row in rows if row[place] is not None}
            for kind in kinds:
                tap.saw(f'psycopg, {column.type}', kind.__name__)
            if kinds - {python.get(column.type)}:
                problems.append(f'{column.name} {column.type}: {kinds}')
        tap.ok(problems, f'{view}: {len(rows)} rows, each value of the class of its type')

        again = Again(cursor.description, rows)
        check(tap, view, columns, pandas.read_sql_query('', again), plain, 'read_sql')
        check(tap, view, columns, pandas.read_sql_query('', again, dtype_backend='numpy_nullable'), nullable, 'numpy_nullable')
        dates = [c.name for c in columns if c.type == 'date' and c.known]
        problems = []
        for backend in ({}, {'dtype_backend': 'numpy_nullable'}):
            frame = pandas.read_sql_query('', again, parse_dates=dates, **backend)
            for column in columns:
                if column.name not in dates:
                    continue
                series = frame[column.name]
                tap.saw(f'{"numpy_nullable" if backend else "read_sql"}, parse_dates, date', str(series.dtype))
                if not str(series.dtype).startswith('datetime64'):
                    problems.append(f'{column.name}: {series.dtype}')
                elif not expected.near((series.dropna() - pandas.Timestamp('1970-01-01')).dt.days.sum(), column.total):
                    problems.append(f'{column.name}: other days')
        tap.ok(problems, f'{view}: {len(dates)} dates by parse_dates')
tap.end()
