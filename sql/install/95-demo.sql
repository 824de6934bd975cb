-- demo: writes the company of 90-demo.sql into a new schema, and what its CRM cannot hold beside the KPI views.

-- {name} is a table that is made on the way, {n} the number of deals.
create function @extschema@._demo_table(target_schema text, name text, query text, n integer) returns void
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
	set jit = off
	set timezone = 'UTC'
as $$
begin
	query := replace(query, '{n}', n::text);
	query := regexp_replace(query, '\{(\w+)\}', format('%I.%I', target_schema, 'demo~\1'), 'g');
	execute format(E'create table %I.%I as\n%s', target_schema, 'demo~' || name, query);
	execute format('analyze %I.%I', target_schema, 'demo~' || name);
end
$$;
comment on function @extschema@._demo_table(text, text, text, integer) is
'Internal: makes a table of the demo company from its query.';
