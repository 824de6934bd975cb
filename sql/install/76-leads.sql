-- leads: the KPI views of leads.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._view_leads() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$
	select null::text, null::text, null::text, null::text, null::text, null::text, null::text, null::text, null::text where false
$views$;
comment on function @extschema@._view_leads() is
'Internal: the KPI views of leads.';
