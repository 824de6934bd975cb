-- company.sql - what scripts/clients gives its clients to read: the demo company with its KPI views, a role that may only
-- read, and what the server itself finds in each column of each KPI view.

set client_min_messages = warning;
set jit = off;
create extension abm_kpi;
create extension pgtap;
\o /dev/null
select * from abm_kpi_demo('kpi', 'canonical', :opportunities);
select * from abm_kpi_create_views('kpi');
select * from abm_kpi_demo_settings('kpi');
create role bi login;
alter role bi set jit = off;
select * from abm_kpi_grant('kpi', 'bi');
\o
analyze;

-- The KPI views are those that have what every KPI view has; the others are what they share.
create schema expected;
grant usage on schema expected to bi;
create table expected.figure as
select c.relname::text as view_name, a.attname::text as column_name, row_number() over (partition by c.oid order by a.attnum) as place,
	format_type(a.atttypid, a.atttypmod) as type, obj_description(c.oid, 'pg_class') as view_comment, col_description(c.oid, a.attnum) as comment,
	null::bigint as rows, null::bigint as known, null::float8 as total
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'kpi'::regnamespace and c.relkind = 'v'
	and (select count(*) from pg_attribute i where i.attrelid = c.oid and i.attname in ('id', 'n', 'is_thin')) = 3;
comment on table expected.figure is
'Each column of each KPI view: how many rows the view has, in how many the column is known, and the sum of what it holds: of numbers, of the lengths of texts, of trues, of days and seconds since 1970.';
grant select on expected.figure to bi;

-- As the role that reads, so that what it may not see is not expected.
set role bi;
create temporary table found (view_name text, figures float8[]);
do $$
declare
	seen record;
begin
	for seen in
		select f.view_name, string_agg(format('count(%1$I), ' || case f.type
			when 'text' then 'sum(length(%1$I))' when 'boolean' then 'count(*) filter (where %1$I)'
			when 'date' then 'sum(%1$I - date ''1970-01-01'')' when 'timestamp with time zone' then 'sum(extract(epoch from %1$I))'
			else 'sum(%1$I)' end, f.column_name), ', ' order by f.place) as list
		from expected.figure f group by f.view_name
	loop
		execute format('insert into found select %1$L, array[count(*), %2$s]::float8[] from kpi.%1$I', seen.view_name, seen.list);
	end loop;
end
$$;
reset role;
update expected.figure f set rows = v.figures[1], known = v.figures[2 * f.place], total = v.figures[2 * f.place + 1]
from found v where v.view_name = f.view_name;
