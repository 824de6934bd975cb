-- marketo: the objects of Marketo, as Fivetran writes them.

create function @extschema@._layout_marketo() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$
	select null::text, null::text, null::text, null::boolean, null::text where false
$layout$;
comment on function @extschema@._layout_marketo() is
'Internal: the layout marketo_fivetran.';
