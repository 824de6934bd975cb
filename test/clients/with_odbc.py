# with_odbc.py - every KPI view by psqlODBC, the way of Excel, Power BI and Tableau: what SQLTables and SQLColumns say of
# it, and the rows.

import datetime
import decimal
import sys

import pyodbc

import expected

# SQL type (sql.h) and its name, and the class in which a value arrives.
PROMISED = {
    'text': ((-1, -10), str),                       # SQL_LONGVARCHAR, SQL_WLONGVARCHAR
    'bigint': ((-5,), int),                         # SQL_BIGINT
    'double precision': ((8, 6), float),            # SQL_DOUBLE, SQL_FLOAT
    'numeric(18,2)': ((2,), decimal.Decimal),       # SQL_NUMERIC
    'date': ((91, 9), datetime.date),               # SQL_TYPE_DATE
    'boolean': ((-7,), bool),                       # SQL_BIT
    'timestamp with time zone': ((93, 11), datetime.datetime),
}
OTHER = ((), None)


def total(type, values):
    if type == 'text':
        return sum(map(len, values))
    if type == 'date':
        return sum((value - datetime.date(1970, 1, 1)).days for value in values)
    if type == 'timestamp with time zone':
        return sum(value.replace(tzinfo=datetime.timezone.utc).timestamp() for value in values)
    return float(sum(values))


tap = expected.Tap()
connection = pyodbc.connect('Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=5432;Database=postgres;Uid=bi;BoolsAsChar=0;TextAsLongVarchar=1', autocommit=True)
print(f'# Python {sys.version.split()[0]}, pyodbc {pyodbc.version}, psqlODBC {connection.getinfo(pyodbc.SQL_DRIVER_VER)}')
cursor = connection.cursor()
views = expected.views([tuple(row) for row in cursor.execute(expected.QUESTION)])
tables = {row.table_name: row for row in cursor.tables(schema='kpi', tableType='VIEW')}
tap.ok(sorted(set(views) - set(tables)), f'SQLTables has all {len(views)} KPI views, and {len(tables) - len(views)} that they share')
for view, (comment, columns) in views.items():
    problems = []
    described = list(cursor.columns(table=view, schema='kpi'))
    if [row.column_name for row in described] != [c.name for c in columns]:
        problems.append('the columns are others')
    for column, row in zip(columns, described):
        tap.saw(f'SQLColumns, {column.type}', f'{row.type_name}, {row.data_type}, size {row.column_size}, digits {row.decimal_digits}')
        if row.data_type not in PROMISED.get(column.type, OTHER)[0]:
            problems.append(f'{column.name} {column.type}: {row.data_type} {row.type_name}')
        if column.type == 'numeric(18,2)' and (row.column_size, row.decimal_digits) != (18, 2):
            problems.append(f'{column.name}: {row.column_size}, {row.decimal_digits}')
    tap.ok(problems, f'{view}: {len(columns)} columns by SQLColumns')

    problems = []
    rows = cursor.execute(f'select * from kpi.{view}').fetchall()
    if len(rows) != columns[0].rows:
        problems.append(f'{len(rows)} rows, expected {columns[0].rows}')
    for place, column in enumerate(columns):
        values = [row[place] for row in rows if row[place] is not None]
        kinds = set(map(type, values))
        for kind in kinds:
            tap.saw(f'read, {column.type}', kind.__name__)
        if kinds - {PROMISED.get(column.type, OTHER)[1]}:
            problems.append(f'{column.name} {column.type}: {kinds}')
        elif len(values) != column.known:
            problems.append(f'{column.name}: {len(values)} known, expected {column.known}')
        elif values and not expected.near(total(column.type, values), column.total):
            problems.append(f'{column.name}: total {total(column.type, values)}, expected {column.total}')
    tap.ok(problems, f'{view}: {len(rows)} rows are read')
tap.end()
