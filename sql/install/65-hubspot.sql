-- hubspot: the objects of HubSpot, as Fivetran and Airbyte write them.

create function @extschema@._layout_hubspot() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$
	select null::text, null::text, null::text, null::boolean, null::text where false
$layout$;
comment on function @extschema@._layout_hubspot() is
'Internal: the layouts hubspot_fivetran and hubspot_airbyte.';
