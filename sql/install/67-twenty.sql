-- twenty: the tables of Twenty.

create function @extschema@._layout_twenty() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$
	select null::text, null::text, null::text, null::boolean, null::text where false
$layout$;
comment on function @extschema@._layout_twenty() is
'Internal: the layout twenty.';
