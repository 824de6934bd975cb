-- layouts: how the tables of a CRM become the canonical relations. A layout is data: rows of _layout(), or of a table
-- layout of one's own in the target schema. Of a row
--   kind = source   name is a table of the CRM, definition its columns in the form of 62-source.sql; a required one must be
--                   there, with the columns marked "!", for the schema to have this layout
--   kind = entity   name is a canonical relation, definition lines "column = expression" (continued by lines that begin
--                   with a blank), then "from ..." to the end of a query. {opportunity} stands for the source of that name,
--                   {stage_map}, {parameter} and so on for a settings table, {in_base amount, currency, day} for an amount in the base
--                   currency, {status_of pipeline, stage, label} for what stage_map says. A column that is not named is NULL. Several
--                   rows of a name are united. A part whose first source is not there is left out. A required
--                   one of one's own takes the place of those that come with the layout. The column updated_at
--                   is not one of the relation: it says when the row changed, for copies that fetch what is new.

create function @extschema@._layout() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select * from _layout_salesforce()
	union all select * from _layout_hubspot()
	union all select * from _layout_odoo()
	union all select * from _layout_twenty()
	union all select * from _layout_marketo()
$$;
comment on function @extschema@._layout() is
'Internal: the layouts that come with the extension: name, kind (source or entity), the table or relation, whether the table is one that the layout is known by, and the definition.';

-- A superuser has every role, and must not run what any of them has written.
create function @extschema@._is_trusted(owner oid) returns boolean
	language sql stable
	set search_path = pg_catalog, pg_temp
as $$
	select pg_has_role(owner, 'usage') and (o.rolsuper or not m.rolsuper) from pg_roles m, pg_roles o where m.rolname = current_user and o.oid = owner
$$;
comment on function @extschema@._is_trusted(oid) is
'Internal: whether what belongs to a role may be run with the rights of the caller: he is that role or a member of it, and not merely because he is a superuser.';

-- The layouts that a target can be connected by: ours, and those of a table layout there that belongs to the caller.
create function @extschema@._layouts(target_schema text) returns table (layout text, kind text, name text, is_required boolean, definition text)
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	own oid := (select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = target_schema and c.relname = 'layout' and c.relkind = 'r' and _is_trusted(c.relowner) and _is_trusted(n.nspowner));
begin
	return query select * from _layout();
	if own is not null then
		return query execute format('select layout::text, kind::text, name::text, is_required::boolean, definition::text from %s', _qualified(own));
	end if;
end
$$;
comment on function @extschema@._layouts(text) is
'Internal: the rows of _layout(), and those of the table layout of the target schema if that belongs to the caller.';

create function @extschema@._fitting(source_schema text, target_schema text)
	returns table (layout text, is_fitting boolean, tables text[], n_columns bigint, missing text, missing_share float8)
	language sql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select r.layout, bool_and(t.source is not null and c.missing is null), array_agg(r.name order by r.name), sum(c.n)::bigint,
		string_agg(case when t.source is null then 'table ' || r.name else c.missing end, ', ' order by r.name),
		sum(case when t.source is null then c.n + 1 else c.n_missing end)::float8 / sum(c.n + 1)
	from _layouts(target_schema) r,
		lateral (select _find_table(source_schema, r.name) as source) t,
		lateral (
			select count(*) as n, string_agg(format('column %s.%s', r.name, l.alternatives[1]), ', ' order by l.place)
				filter (where not exists (select from _find_column(t.source, l.alternatives))) as missing,
				count(*) filter (where not exists (select from _find_column(t.source, l.alternatives))) as n_missing
			from _line(r.definition) l where l.is_required
		) c
	where r.kind = 'source' and r.is_required
	group by r.layout
$$;
comment on function @extschema@._fitting(text, text) is
'Internal: for each layout, whether a schema has the tables and columns that it is known by, which tables these are, how many columns, what is missing, and which share of it all that is.';

create function @extschema@._check_schema(name text, purpose text) returns void
	language plpgsql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
begin
	if name is null then
		raise exception '% must not be NULL', purpose using errcode = 'null_value_not_allowed';
	elsif not exists (select from pg_namespace n where n.nspname = name) then
		raise exception 'schema "%" does not exist', name using errcode = 'invalid_schema_name',
			hint = 'Schemas are named exactly, without quotes: kpi, not "kpi" or KPI.';
	elsif not has_schema_privilege(name, 'usage') then
		raise exception 'permission denied for schema "%"', name using errcode = 'insufficient_privilege',
			hint = format('Ask its owner: grant usage on schema %I to %I; grant select on all tables in schema %1$I to %2$I.', name, current_user);
	end if;
end
$$;
comment on function @extschema@._check_schema(text, text) is
'Internal: fails unless there is a schema of that name that the caller may use.';

create function @extschema@._detect(source_schema text, target_schema text) returns text
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	fits text[];
	nearest record;
begin
	perform _check_schema(source_schema, 'source_schema');
	-- A layout that is known by the same tables and by more columns goes before the one that it is a variant of.
	select array_agg(f.layout order by f.layout) into fits
	from _fitting(source_schema, target_schema) f
	where f.is_fitting and not exists (
		select from _fitting(source_schema, target_schema) o where o.is_fitting and o.tables @> f.tables and o.n_columns > f.n_columns);
	if cardinality(fits) = 1 then
		return fits[1];
	elsif fits is not null then
		raise exception 'schema "%" fits several layouts: %', source_schema, array_to_string(fits, ', ') using errcode = 'ambiguous_parameter',
			hint = 'Say which one is meant: abm_kpi_connect(layout, source_schema, target_schema).';
	end if;
	select f.layout, f.missing into nearest from _fitting(source_schema, target_schema) f
	order by f.missing_share, f.n_columns desc, f.layout limit 1;
	raise exception 'schema "%" fits no layout', source_schema using errcode = 'invalid_parameter_value',
		detail = format('The nearest is %s, for which this is missing: %s.', nearest.layout, nearest.missing),
		hint = 'For another CRM, write the canonical relations as views into a schema of your own and call abm_kpi_create_views.';
end
$$;
comment on function @extschema@._detect(text, text) is
'Internal: abm_kpi_detect, with the layouts that the target schema holds.';

create function @extschema@.abm_kpi_detect(source_schema text) returns text
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
begin
	return _detect(source_schema, null);
end
$$;
comment on function @extschema@.abm_kpi_detect(text) is
'The layout of the CRM whose tables a schema holds, recognised by the names of tables and columns: salesforce_fivetran, salesforce_airbyte, hubspot_fivetran, hubspot_airbyte, odoo, twenty or marketo_fivetran. Reads the catalogue only. Errors: 3F000 if there is no such schema; 22023 if it fits none, with what the nearest lacks; 42P08 if it fits several.';

-- An entity's definition: its expressions by column, and the rest of the query.
create function @extschema@._entity(definition text) returns table (name text, expression text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select m[1], m[2]
	from regexp_split_to_table(substr(definition, 1, strpos(definition, E'\nfrom ')), '\n(?=\S)') item,
		lateral regexp_match(item, '^\s*(\w+) = (.+?)\s*$') m
	where m is not null
$$;
comment on function @extschema@._entity(text) is
'Internal: the lines "column = expression" of an entity of a layout.';

create function @extschema@._entity_query(target_schema text, entity text, parts text[], sources jsonb, with_updated boolean) returns text
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	part text;
	items text;
	query text;
	queries text[] := '{}';
begin
	foreach part in array parts loop
		select string_agg(case when e.expression is null then format('null::%s as %I', l.type, l.name)
			else format('(%s)::%s as %I', e.expression, l.type, l.name) end, E',\n\t' order by l.place)
			|| case when with_updated then E',\n\t' || coalesce((select u.expression from _entity(part) u where u.name = 'updated_at'), 'null') || '::timestamptz as updated_at' else '' end
		into items
		from _model() m, lateral _line(m.columns) l left join _entity(part) e on e.name = l.name
		where m.entity = _entity_query.entity;
		query := format(E'select %s%s', items, rtrim(substr(part, strpos(part, E'\nfrom ')), E' \t\n'));
		-- {status_of pipeline, stage, label}: what stage_map says of a stage, by its identifier or by what people call it.
		query := regexp_replace(query, '\{status_of ([^,{}]+), ([^,{}]+), ([^{}]+)\}',
			'(select m.status from {stage_map} m where m.stage in (\2, \3) and (m.pipeline = \1 or m.pipeline is null) order by m.pipeline nulls last, m.stage = \2 desc limit 1)', 'g');
		-- {in_base amount, currency, day}: an amount in the base currency at the rate of that day, NULL without one.
		query := regexp_replace(query, '\{in_base ([^,{}]+), ([^,{}]+), ([^{}]+)\}',
			'case when \2 is null or \2 = (select p.base_currency from {parameter} p) then \1 else \1 * (select r.rate from {fx_rate} r where r.currency = \2 and r.valid_from <= \3 order by r.valid_from desc limit 1) end', 'g');
		query := _in_target(query, target_schema, sources);
		queries := queries || query;
	end loop;
	return array_to_string(queries, E'\nunion all\n');
end
$$;
comment on function @extschema@._entity_query(text, text, text[], jsonb, boolean) is
'Internal: the query of a canonical relation, from the parts that a layout defines it by and the subqueries for its sources.';
