-- catalogue.sql - what BI tools ask the catalogues when they are pointed at the schema of the KPI views, asked by the role
-- that reads: relations with their comments, columns with types and comments, keys, a look at each. The queries have the shape
-- of those in the sources of Metabase (its driver for PostgreSQL), of Grafana (its query editor) and of Superset's SQL Lab;
-- SQLAlchemy, JDBC and ODBC ask their own, see the other files. Each has to have all views, within two seconds.

\set ON_ERROR_STOP on
\set VERBOSITY terse
\pset format unaligned
\pset tuples_only on
set client_min_messages = warning;
select no_plan();
create temporary view wanted as select distinct view_name, view_comment from expected.figure;
select ok(count(*) >= 10, format('%s views are there', count(*))) from wanted;

-- ask(NAME, QUERY) keeps the rows of the query as a table, and how long it took.
create procedure pg_temp.ask(name text, query text) language plpgsql as $$
declare
	begun timestamptz := clock_timestamp();
begin
	execute format('create temporary table %I as %s', name, query);
	insert into pg_temp.answered values (name, clock_timestamp() - begun);
end
$$;
create temporary table answered (name text, took interval);
create function pg_temp.in_time(which text) returns text language sql as $$
	select ok(took < interval '2 seconds', format('%s within two seconds', name)) || E'\n' || diag(format('%s: %s ms', name, round(1000 * extract(epoch from took)))) from answered where name = which
$$;

-- Metabase: relations, their kinds and comments, with an estimate of their rows
call pg_temp.ask('metabase_tables', $$
	select n.nspname as schema, c.relname as name, case c.relkind when 'r' then 'TABLE' when 'p' then 'PARTITIONED TABLE' when 'v' then 'VIEW' when 'f' then 'FOREIGN TABLE' when 'm' then 'MATERIALIZED VIEW' end as type,
		d.description, s.n_live_tup as estimated_row_count
	from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
		left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0 and d.classoid = 'pg_class'::regclass
		left join pg_stat_user_tables s on s.schemaname = n.nspname and s.relname = c.relname
	where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'f', 'm') and n.nspname in ('kpi') order by 3, 1, 2$$);
select pg_temp.in_time('metabase_tables');
select is_empty($$select * from wanted except select name, description from metabase_tables where type = 'VIEW'$$, 'every view has its kind and comment');

-- Metabase: columns, types, comments and primary keys
call pg_temp.ask('metabase_fields', $$
	select c.column_name::text as name, case when c.udt_schema in ('public', 'pg_catalog') then c.udt_name::text else format('"%s"."%s"', c.udt_schema, c.udt_name) end as database_type,
		c.ordinal_position - 1 as position, c.table_name::text, pk.column_name is not null as is_key,
		col_description(format('%I.%I', c.table_schema::text, c.table_name::text)::regclass::oid, c.ordinal_position) as comment,
		column_default is null and is_nullable = 'NO' as is_required
	from information_schema.columns c left join (
		select t.table_schema, t.table_name, k.column_name from information_schema.table_constraints t
			join information_schema.key_column_usage k on k.constraint_name = t.constraint_name and k.table_schema = t.table_schema and k.table_name = t.table_name
		where t.constraint_type = 'PRIMARY KEY') pk on pk.table_schema = c.table_schema and pk.table_name = c.table_name and pk.column_name = c.column_name
	where c.table_schema !~ '^information_schema|catalog_history|pg_' and c.table_schema in ('kpi') order by c.table_name, position$$);
select pg_temp.in_time('metabase_fields');
select is_empty($$
	select view_name, column_name, place - 1, comment from expected.figure except select table_name, name, position, comment from metabase_fields
	$$, 'every column of every view is there, in its place, with its comment');
select is_empty('select view_name, column_name from expected.figure where view_comment is null or comment is null', 'none is without');
select is_empty($$select m.* from metabase_fields m join wanted w on w.view_name = m.table_name where m.is_key or m.is_required$$, 'no view has a key, no column is required');
select is_empty($$
	select m.table_name, m.name, m.database_type from metabase_fields m join wanted w on w.view_name = m.table_name
	where m.database_type not in ('text', 'int8', 'float8', 'numeric', 'date', 'bool', 'timestamptz')
	$$, 'types have the names that Metabase maps');

-- Metabase: the right to read, asked by a query that returns nothing
call pg_temp.ask('metabase_may_select', $$
	select view_name, has_schema_privilege('kpi', 'usage') and has_table_privilege(format('kpi.%I', view_name), 'select') as may from wanted$$);
select is_empty('select view_name from metabase_may_select where not may', 'all may be read');
select is_empty($$select view_name from wanted where has_table_privilege(format('kpi.%I', view_name), 'insert') or has_table_privilege(format('kpi.%I', view_name), 'update')$$, 'none written');
create procedure pg_temp.probe() language plpgsql as $$
declare
	seen record;
begin
	for seen in select view_name from wanted order by view_name loop
		call pg_temp.ask('probe of ' || seen.view_name, format('select true as may from kpi.%I where 1 <> 1 limit 0', seen.view_name));
	end loop;
end
$$;
call pg_temp.probe();
select ok(sum(took) < interval '10 seconds' and max(took) < interval '2 seconds', format('a query that returns nothing is answered at once by each of %s views', count(*)))
	|| E'\n' || diag(format('probes: %s ms together, the slowest %s ms', round(1000 * extract(epoch from sum(took))), round(1000 * extract(epoch from max(took)))))
from answered where name ~ '^probe of';

-- Grafana: schemas, the tables of one, all tables with those of the search path first, the columns of one
call pg_temp.ask('grafana_schemas', $$
	select schema_name::text as name from information_schema.schemata
	where schema_name not in ('information_schema', 'pg_catalog', 'pg_toast', '_timescaledb_cache') order by schema_name$$);
select pg_temp.in_time('grafana_schemas');
select ok(exists (select from grafana_schemas where name = 'kpi'), 'the schema is in the list of schemas');
call pg_temp.ask('grafana_tables', $$select quote_ident(table_name) as name from information_schema.tables where quote_ident(table_schema) = 'kpi' order by 1$$);
select pg_temp.in_time('grafana_tables');
select is_empty('select view_name from wanted except select name from grafana_tables', 'every view is in the list of a schema');
call pg_temp.ask('grafana_all_tables', $$
	select case when quote_ident(table_schema) in (
			select case when trim(s[i]) = '"$user"' then user else trim(s[i]) end
			from generate_series(array_lower(string_to_array(current_setting('search_path'), ','), 1), array_upper(string_to_array(current_setting('search_path'), ','), 1)) as i,
				string_to_array(current_setting('search_path'), ',') s)
		then quote_ident(table_name) else quote_ident(table_schema) || '.' || quote_ident(table_name) end as name
	from information_schema.tables where quote_ident(table_schema) not in ('information_schema', 'pg_catalog') order by 1$$);
select pg_temp.in_time('grafana_all_tables');
select is_empty($$select 'kpi.' || view_name from wanted except select name from grafana_all_tables$$, 'every view is in the list of all');
call pg_temp.ask('grafana_columns', $$
	select w.view_name, c.* from wanted w, lateral (
		select quote_ident(column_name) as name, data_type::text as type from information_schema.columns
		where case when array_length(parse_ident('kpi.' || w.view_name), 1) = 2
			then quote_ident(table_schema) = (parse_ident('kpi.' || w.view_name))[1] and quote_ident(table_name) = (parse_ident('kpi.' || w.view_name))[2] end) c$$);
select pg_temp.in_time('grafana_columns');
select is_empty($$select view_name, column_name, split_part(type, '(', 1) from expected.figure except select * from grafana_columns$$, 'with all columns, by their SQL types');
call pg_temp.ask('grafana_time_series', $$
	select period_start::timestamp as "time", dimension_label as metric, win_rate as value from kpi.win_rate
	where period_grain = 'month' and dimension = 'comparison_group' and period_start between '2024-01-01' and '2024-12-31' order by 1$$);
select pg_temp.in_time('grafana_time_series');
select ok(count(*) >= 12, format('a time series of %s points', count(*))) from grafana_time_series;

-- Superset: the preview of a view in SQL Lab, and a chart: what its SQL around a dataset looks like
call pg_temp.ask('superset_views', $$
	select c.relname::text as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
	where c.relkind = any (array['v', 'm']) and n.nspname = 'kpi'$$);
select pg_temp.in_time('superset_views');
select is_empty('select view_name from wanted except select name from superset_views', 'every view is in the list of views');
call pg_temp.ask('superset_chart', $$
	select date_trunc('quarter', period_start) as period_start, dimension_label as dimension_label, max(win_rate) as "MAX(win_rate)", sum(won_count) as "SUM(won_count)"
	from kpi.win_rate where period_start >= to_date('2024-01-01', 'YYYY-MM-DD') and period_start < to_date('2025-01-01', 'YYYY-MM-DD') and period_grain in ('quarter') and dimension in ('segment')
	group by date_trunc('quarter', period_start), dimension_label order by "MAX(win_rate)" desc limit 1000$$);
select pg_temp.in_time('superset_chart');
select ok(count(*) > 0, format('a chart of %s points', count(*))) from superset_chart;
select * from finish();
