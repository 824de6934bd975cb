# with_sqlalchemy.py - the KPI views by SQLAlchemy's reflection, which Superset and other tools stand on: every view of the
# schema is reflected without a type it does not know, and read through the reflected table; automap maps them by their id.

import datetime
import decimal
import sys
import warnings

import sqlalchemy
from sqlalchemy.ext.automap import automap_base

import expected

REFLECTED = {
    'text': 'TEXT', 'bigint': 'BIGINT', 'double precision': 'DOUBLE_PRECISION', 'numeric(18,2)': 'NUMERIC',
    'date': 'DATE', 'boolean': 'BOOLEAN', 'timestamp with time zone': 'TIMESTAMP',
}
PYTHON = {
    'text': str, 'bigint': int, 'double precision': float, 'numeric(18,2)': decimal.Decimal,
    'date': datetime.date, 'boolean': bool, 'timestamp with time zone': datetime.datetime,
}


def total(type, values):
    if type == 'text':
        return sum(map(len, values))
    if type == 'date':
        return sum((value - datetime.date(1970, 1, 1)).days for value in values)
    if type == 'timestamp with time zone':
        return sum(value.timestamp() for value in values)
    return float(sum(values))


tap = expected.Tap()
print(f'# Python {sys.version.split()[0]}, SQLAlchemy {sqlalchemy.__version__}')
engine = sqlalchemy.create_engine('postgresql+psycopg://')
with engine.connect() as connection, warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter('always')
    views = expected.views(connection.execute(sqlalchemy.text(expected.QUESTION)).fetchall())
    inspector = sqlalchemy.inspect(connection)
    names = inspector.get_view_names(schema='kpi')
    tap.ok(sorted(set(views) - set(names)), f'get_view_names has all {len(views)} KPI views, and {len(names) - len(views)} that they share')
    tap.ok(['kpi'] if 'kpi' not in inspector.get_schema_names() else [], 'get_schema_names has the schema')

    metadata = sqlalchemy.MetaData()
    metadata.reflect(connection, schema='kpi', views=True, only=list(views))
    for view, (comment, columns) in views.items():
        table = metadata.tables.get(f'kpi.{view}')
        problems = []
        if inspector.get_table_comment(view, schema='kpi')['text'] != comment:
            problems.append('the comment on the view is another')
        if inspector.get_pk_constraint(view, schema='kpi')['constrained_columns']:
            problems.append('a view has a primary key')
        if [c.name for c in table.columns] != [c.name for c in columns]:
            problems.append('the columns are others')
        for want, have in zip(columns, table.columns):
            tap.saw(f'reflected, {want.type}', repr(have.type))
            if type(have.type).__name__ != REFLECTED.get(want.type):
                problems.append(f'{want.name} {want.type}: {have.type!r}')
            if want.type == 'numeric(18,2)' and (have.type.precision, have.type.scale) != (18, 2):
                problems.append(f'{want.name}: {have.type!r}')
            if want.type == 'timestamp with time zone' and not have.type.timezone:
                problems.append(f'{want.name}: {have.type!r}')
            if have.comment != want.comment or not want.comment:
                problems.append(f'{want.name}: the comment is another')
        tap.ok(problems, f'{view}: {len(columns)} columns are reflected, with their comments')

        problems = []
        rows = connection.execute(sqlalchemy.select(table)).fetchall()
        if len(rows) != columns[0].rows:
            problems.append(f'{len(rows)} rows, expected {columns[0].rows}')
        for place, column in enumerate(columns):
            values = [row[place] for row in rows if row[place] is not None]
            kinds = set(map(type, values))
            for kind in kinds:
                tap.saw(f'read, {column.type}', kind.__name__)
            if kinds - {PYTHON.get(column.type)}:
                problems.append(f'{column.name} {column.type}: {kinds}')
            elif len(values) != column.known:
                problems.append(f'{column.name}: {len(values)} known, expected {column.known}')
            elif values and not expected.near(total(column.type, values), column.total):
                problems.append(f'{column.name}: total {total(column.type, values)}, expected {column.total}')
        tap.ok(problems, f'{view}: {len(rows)} rows are read')

    # A view has no primary key: automap takes a table that says which column is one.
    mapped = sqlalchemy.MetaData()
    for view in views:
        sqlalchemy.Table(view, mapped, sqlalchemy.Column('id', sqlalchemy.Text, primary_key=True), schema='kpi', autoload_with=connection)
    base = automap_base(metadata=mapped)
    base.prepare()
    tap.ok(sorted(set(views) - set(base.classes.keys())), 'automap maps every view by its id')

    # The whole schema, as a tool that syncs it reflects it: tables and the views that KPI views share, too.
    everything = sqlalchemy.MetaData()
    everything.reflect(connection, schema='kpi', views=True)
    unknown = [f'{t.name}.{c.name}' for t in everything.tables.values() for c in t.columns if isinstance(c.type, sqlalchemy.types.NullType)]
    tap.ok(unknown, f'all {len(everything.tables)} relations of the schema are reflected, each type known')
    tap.ok(sorted({str(w.message) for w in warned}), 'without a warning')
tap.end()
