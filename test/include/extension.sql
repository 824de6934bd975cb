-- What every regress file starts with: the two extensions and plain TAP output.
\set QUIET 1
\set VERBOSITY terse
\pset format unaligned
\pset tuples_only on
\pset null '(null)'
\set SHOW_CONTEXT never
set client_min_messages = warning;
-- The views of the model are long queries over few rows here: to compile them takes longer than to run them.
set jit = off;
create extension if not exists pgtap;
create extension if not exists abm_kpi;

-- The members of the extension, for the suites that are made over all of them.
create temp view member as
select d.classid, d.objid, d.objid::regprocedure::text as name
from pg_depend d
	join pg_extension e on e.oid = d.refobjid and e.extname = 'abm_kpi'
where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e' and d.classid = 'pg_proc'::regclass;

create temp view any_function as
select p.*, p.oid::regprocedure::text as signature
from pg_proc p
	join member m on m.objid = p.oid;

-- Those that compute KPIs, and those of the model storey, which make and read views and tables.
create temp view member_function as
select * from any_function where proname !~ '^(_|abm_kpi_)';
create temp view model_function as
select * from any_function where proname ~ '^(_|abm_kpi_)';

create temp view member_type as
select t.*, t.oid::regtype::text as name
from pg_type t
	join pg_depend d on d.classid = 'pg_type'::regclass and d.objid = t.oid
	join pg_extension e on e.oid = d.refobjid and e.extname = 'abm_kpi'
where d.deptype = 'e';

-- The states: every base type of the extension.
create temp view state_type as
select * from member_type where typtype = 'b' and typelem = 0;

-- The plan of a query, as one text.
create function pg_temp.plan_of(query text) returns text language plpgsql as $$
declare
	line text;
	lines text := '';
begin
	for line in execute 'explain (verbose, costs off) ' || query loop
		lines := lines || line || E'\n';
	end loop;
	return lines;
end
$$;
