-- connect: connects a CRM, and renews and removes what that made. Everything runs with the rights of the caller and in
-- his transaction: it is made whole or not at all.

create function @extschema@.abm_kpi_connect_sql(layout text, source_schema text, target_schema text, options jsonb default '{}') returns text
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
begin
	layout := _checked_layout(layout, source_schema, target_schema, options);
	return (
		select E'begin;\nset local search_path = pg_catalog, @extschema@, pg_temp;\n\n' || string_agg(s.statement, E'\n\n' order by s.place)
			|| format(E'\n\ninsert into %I.abm_kpi_made (kind, name) values', target_schema)
			|| string_agg(format(E'\n\t(%L, %L)', s.kind, s.name), ',' order by s.kind = 'book', s.place) filter (where s.kind not in ('schema', 'row', 'index'))
			|| E';\n\ncommit;\n'
		from (select *, row_number() over () as place from _steps(layout, source_schema, target_schema, options)) s);
end
$$;
comment on function @extschema@.abm_kpi_connect_sql(text, text, text, jsonb) is
'The statements of abm_kpi_connect as text, without running them. Errors: as abm_kpi_connect, but for what the statements themselves would say.';

create function @extschema@._checked_layout(layout text, source_schema text, target_schema text, options jsonb) returns text
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	fit record;
begin
	perform _check_options(options);
	perform _check_schema(source_schema, 'source_schema');
	if target_schema is null then
		raise exception 'target_schema must not be NULL' using errcode = 'null_value_not_allowed';
	elsif target_schema = source_schema then
		raise exception 'target schema "%" is the source schema', target_schema using errcode = 'invalid_parameter_value', hint = 'Name a schema of its own, for example kpi.';
	elsif layout is null then
		return _detect(source_schema, target_schema);
	end if;
	select * into fit from _fitting(source_schema, target_schema) f where f.layout = _checked_layout.layout;
	if fit.layout is null then
		raise exception 'layout "%" does not exist', layout using errcode = 'invalid_parameter_value',
			hint = format('Layouts are %s. NULL finds the one that fits.', (select string_agg(distinct l.layout, ', ' order by l.layout) from _layouts(target_schema) l));
	elsif not fit.is_fitting then
		raise exception 'schema "%" does not have the layout %', source_schema, layout using errcode = 'invalid_parameter_value', detail = format('Missing: %s.', fit.missing),
			hint = 'abm_kpi_detect names the layout that fits.';
	end if;
	return layout;
end
$$;
comment on function @extschema@._checked_layout(text, text, text, jsonb) is
'Internal: checks the arguments of abm_kpi_connect, and finds the layout if none is named.';

-- Objects of the target schema that hinder: all but those that are expected there.
create function @extschema@._check_target(target_schema text, expected text[]) returns void
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	foreign_objects text;
begin
	if _find_table(target_schema, 'abm_kpi_connection') is not null then
		raise exception 'schema "%" is connected already', target_schema using errcode = 'duplicate_object',
			hint = format('abm_kpi_reconnect(%L) renews it, abm_kpi_disconnect(%1$L) removes it with its settings.', target_schema);
	end if;
	select string_agg(o.name, ', ' order by o.name) into foreign_objects
	from (
		select case c.relkind when 'v' then 'view ' when 'S' then 'sequence ' else 'table ' end || quote_ident(c.relname) as name
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = target_schema and c.relkind in ('r', 'v', 'm', 'f', 'p', 'S') and c.relname <> all (expected) and not starts_with(c.relname, 'abm_kpi_demo_')
		order by 1 limit 5
	) o;
	if foreign_objects is not null then
		raise exception 'schema "%" holds what abm_kpi did not make: %', target_schema, foreign_objects using errcode = 'duplicate_object',
			hint = 'Name a schema that does not exist yet, or an empty one.';
	end if;
end
$$;
comment on function @extschema@._check_target(text, text[]) is
'Internal: fails if the target schema is connected, or holds relations other than the expected ones.';

create function @extschema@._run(target_schema text, step @extschema@._step) returns void
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
	set client_min_messages = warning
as $$
begin
	execute step.statement;
	if step.kind not in ('row', 'index') then
		execute format('insert into %I.abm_kpi_made (kind, name) select %L, %L on conflict (name) do update set kind = excluded.kind', target_schema, step.kind, step.name);
	end if;
end
$$;
comment on function @extschema@._run(text, @extschema@._step) is
'Internal: runs a step and books what it made.';

-- The books are the last to go.
create function @extschema@._book(target_schema text) returns void
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
begin
	execute format('insert into %1$I.abm_kpi_made (kind, name) select ''book'', c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = %1$L and c.relkind = ''r'' and starts_with(c.relname, ''abm_kpi_'')', target_schema);
end
$$;
comment on function @extschema@._book(text) is
'Internal: books the books themselves.';

create function @extschema@.abm_kpi_connect(layout text, source_schema text, target_schema text, options jsonb default '{}') returns table (kind text, name text, detail text)
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	step _step;
begin
	layout := _checked_layout(layout, source_schema, target_schema, options);
	perform _check_target(target_schema, array['layout']);
	for step in select * from _steps(layout, source_schema, target_schema, options) loop
		if step.kind in ('schema', 'book') then
			execute step.statement;
		else
			perform _run(target_schema, step);
		end if;
		if step.kind in ('schema', 'setting', 'relation', 'table', 'view') then
			return query select step.kind, step.name, step.detail;
		end if;
	end loop;
	perform _book(target_schema);
	if options ->> 'mode' = 'copy' then
		perform abm_kpi_refresh(target_schema, true);
	end if;
end
$$;
comment on function @extschema@.abm_kpi_connect(text, text, text, jsonb) is
'Makes the KPI views of a CRM: in the target schema, which it creates, the canonical relations as views over the tables of the source schema, settings tables to edit, and the KPI views. layout NULL finds the one that fits. options: mode (view, or copy for tables that abm_kpi_refresh fills), append (true if the source keeps all versions of a row), columns ({"table": {"column": "yours"}}), settings ({"time_zone": "Europe/Berlin"}). Runs with the rights of the caller; all or nothing. Returns what it made, and for each relation what it reads. Errors: 3F000 no such schema, 22023 a layout or option that does not exist or fit, 42710 a target that holds something else or is connected.';

-- A table of somebody else may have a trigger, and a view of his a function, that would run with the rights of the caller.
create function @extschema@._check_owners(target_schema text, names text[]) returns void
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	foreign_one record;
begin
	select c.relname, c.relowner::regrole::text as owner into foreign_one from pg_class c join pg_namespace n on n.oid = c.relnamespace
	where n.nspname = target_schema and c.relname = any (names) and not _is_trusted(c.relowner) order by 1 limit 1;
	if found then
		raise exception 'relation %.% belongs to role %', quote_ident(target_schema), quote_ident(foreign_one.relname), foreign_one.owner using errcode = 'insufficient_privilege',
			hint = format('Who connected a schema renews and removes it: set role %s;', foreign_one.owner);
	end if;
end
$$;
comment on function @extschema@._check_owners(text, text[]) is
'Internal: fails if any of these relations of a schema belongs to a role that is not trusted.';

create function @extschema@._connection(target_schema text) returns record
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	found_one record;
	made text[];
	held text;
begin
	perform _check_schema(target_schema, 'target_schema');
	if _find_table(target_schema, 'abm_kpi_connection') is null or _find_table(target_schema, 'abm_kpi_made') is null then
		raise exception 'schema "%" is not connected', target_schema using errcode = 'undefined_object', hint = 'Call abm_kpi_connect first.';
	end if;
	-- Looked at, locked against being replaced, and looked at again.
	perform _check_owners(target_schema, array['abm_kpi_connection', 'abm_kpi_made']);
	execute format('lock table %1$I.abm_kpi_connection, %1$I.abm_kpi_made in access share mode', target_schema);
	perform _check_owners(target_schema, array['abm_kpi_connection', 'abm_kpi_made']);
	execute format('select array_agg(m.name) from %I.abm_kpi_made m', target_schema) into made;
	perform _check_owners(target_schema, made);
	for held in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = target_schema and c.relkind = 'r' and c.relname = any (made) loop
		execute format('lock table %I.%I in access share mode', target_schema, held);
	end loop;
	perform _check_owners(target_schema, made);
	execute format('select layout, source_schema, options from %I.abm_kpi_connection', target_schema) into found_one;
	return found_one;
end
$$;
comment on function @extschema@._connection(text) is
'Internal: what a target schema was connected by.';

create function @extschema@._drop_made(target_schema text, kinds text[]) returns text[]
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	statements text[];
	names text[];
	statement text;
begin
	execute format($s$
		select array_agg(format('drop %%s %%I.%%I', case c.relkind when 'v' then 'view' else 'table' end, n.nspname, m.name) order by m.kind = 'book', m.place desc), array_agg(m.name order by m.kind = 'book', m.place desc)
		from %1$I.abm_kpi_made m join pg_class c on c.relname = m.name join pg_namespace n on n.oid = c.relnamespace and n.nspname = %1$L
		-- What is of another kind by now somebody has put in its place.
		where m.kind = any ($1) and (c.relkind = 'v' and m.kind in ('relation', 'fact', 'view') or c.relkind = 'r' and m.kind in ('table', 'setting', 'book', 'fact'))$s$, target_schema) into statements, names using kinds;
	foreach statement in array coalesce(statements, '{}') loop
		execute statement;
	end loop;
	return names;
end
$$;
comment on function @extschema@._drop_made(text, text[]) is
'Internal: drops what is booked as made, of these kinds, last first. What somebody else built on it makes this fail.';

create function @extschema@.abm_kpi_disconnect(target_schema text) returns table (name text)
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	made_schema boolean;
begin
	perform from _connection(target_schema) as (layout text, source_schema text, options jsonb);
	execute format('select made_schema from %I.abm_kpi_connection', target_schema) into made_schema;
	return query select unnest(_drop_made(target_schema, array['view', 'fact', 'relation', 'table', 'setting', 'book']));
	-- The schema goes too if it was made, unless somebody has put something into it.
	if made_schema and not exists (select from pg_depend d where d.refclassid = 'pg_namespace'::regclass and d.refobjid = quote_ident(target_schema)::regnamespace)
		and pg_has_role((select n.nspowner from pg_namespace n where n.nspname = target_schema), 'usage')
	then
		execute format('drop schema %I', target_schema);
		name := target_schema;
		return next;
	end if;
end
$$;
comment on function @extschema@.abm_kpi_disconnect(text) is
'Removes what abm_kpi_connect or abm_kpi_create_views made in a schema, settings included, and nothing else; the schema too if abm_kpi_connect made it and it is then empty. Returns what it removed. Errors: 42704 if the schema is not connected; 42501 if somebody else connected it; 2BP01 if something of somebody else is built on it.';

-- The columns that a newer release gives to tables of the target.
create function @extschema@._add_columns(target_schema text) returns void
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	lacking record;
begin
	for lacking in
		select c.relname as table_name, l.name, l.type, l.description
		from (select * from _model() union all select * from _settings()) m, lateral _line(m.columns) l, pg_class c, pg_namespace n
		where c.relname = m.entity and c.relkind = 'r' and n.oid = c.relnamespace and n.nspname = target_schema
			and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = l.name and not a.attisdropped)
	loop
		execute format('alter table %I.%I add column %I %s', target_schema, lacking.table_name, lacking.name, lacking.type);
		execute format('comment on column %I.%I.%I is %L', target_schema, lacking.table_name, lacking.name, lacking.description);
	end loop;
end
$$;
comment on function @extschema@._add_columns(text) is
'Internal: adds the columns that the description of a table of the target has and the table has not.';

-- Views over replaced tables, by "create or replace", so that what a user built on them stays.
create function @extschema@._replace_views(target_schema text, steps @extschema@._step[]) returns void
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	step _step;
	found_kind "char";
	has_rows boolean;
	made text[];
begin
	execute format('select array_agg(m.name) from %I.abm_kpi_made m', target_schema) into made;
	foreach step in array steps loop
		continue when step.kind in ('schema', 'book');
		select c.relkind into found_kind from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = target_schema and c.relname = step.name;
		if step.kind in ('setting', 'table', 'relation', 'fact', 'view') and found_kind is not null and step.name <> all (made) then
			raise exception using errcode = 'duplicate_object', message = format('relation %I.%I is in the way: abm_kpi did not make it', target_schema, step.name),
				hint = format('Give it another name: alter table %I.%I rename to ...', target_schema, step.name);
		elsif step.kind in ('setting', 'table') and found_kind <> 'r' then
			raise exception using errcode = 'wrong_object_type', message = format('%I.%I is not a table', target_schema, step.name);
		elsif step.kind = 'relation' and found_kind = 'r' then
			execute format('select exists (select from %I.%I)', target_schema, step.name) into has_rows;
			continue when has_rows;     -- filled by the user, who has what the CRM had not
			execute format('drop table %I.%I', target_schema, step.name);
		end if;
		if step.kind in ('relation', 'fact', 'view', 'row') or found_kind is null then
			perform _run(target_schema, step);
		end if;
	end loop;
end
$$;
comment on function @extschema@._replace_views(text, @extschema@._step[]) is
'Internal: runs the steps whose views exist or not, and those whose tables do not.';

create function @extschema@.abm_kpi_reconnect(target_schema text, options jsonb default null) returns table (kind text, name text, detail text)
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
	set client_min_messages = warning
as $$
declare
	connection record;
	steps _step[];
	new_settings jsonb;
begin
	select * into connection from _connection(target_schema) as (layout text, source_schema text, options jsonb);
	new_settings := options -> 'settings';
	options := coalesce(options, connection.options);
	perform _check_options(options);
	if connection.layout is not null then
		perform _checked_layout(connection.layout, connection.source_schema, target_schema, options);
	elsif options - 'settings' <> '{}' then
		raise exception 'schema "%" was made by abm_kpi_create_views, which has the option settings only, not %', target_schema, options - 'settings' using errcode = 'invalid_parameter_value';
	end if;
	if coalesce(options ->> 'mode', 'view') <> coalesce(connection.options ->> 'mode', 'view') then
		raise exception 'mode cannot be changed from % to %', coalesce(connection.options ->> 'mode', 'view'), coalesce(options ->> 'mode', 'view')
			using errcode = 'invalid_parameter_value', hint = 'Save your settings, disconnect, and connect again.';
	end if;
	perform _add_columns(target_schema);
	if options ->> 'mode' = 'copy' then
		-- Copied facts are tables, which cannot be replaced under the views.
		perform _drop_made(target_schema, array['view', 'fact']);
	end if;
	-- A view in place of a table that was made, or the like, is the user's, and stays.
	execute format('delete from %1$I.abm_kpi_made m using pg_class c, pg_namespace n where n.nspname = %1$L and c.relnamespace = n.oid and c.relname = m.name
		and (m.kind = ''table'' and c.relkind <> ''r'' or m.kind = ''relation'' and c.relkind not in (''r'', ''v''))', target_schema);
	steps := array(select s from _steps(connection.layout, connection.source_schema, target_schema, options) s);
	begin
		perform _replace_views(target_schema, steps);
	exception when invalid_table_definition or wrong_object_type or dependent_objects_still_exist then
		-- Columns have changed: what is built on these views has to go first, which the user is told by the drop.
		perform _drop_made(target_schema, array['view', 'fact', 'relation']);
		perform _replace_views(target_schema, steps);
	end;
	execute format('update %I.setting s set value = n.value from jsonb_each_text($1) n where n.key = s.name', target_schema) using new_settings;
	execute format('update %I.abm_kpi_connection set options = $1, version = $2, connected_at = now()', target_schema)
	using options, (select e.extversion from pg_extension e where e.extname = 'abm_kpi');
	if options ->> 'mode' = 'copy' then
		perform abm_kpi_refresh(target_schema, true);
	end if;
	return query select s.kind, s.name, s.detail from unnest(steps) s where s.kind in ('relation', 'table', 'view');
end
$$;
comment on function @extschema@.abm_kpi_reconnect(text, jsonb) is
'Makes the views of a connected schema anew, after a sync tool has replaced tables, the CRM has new ones, or the extension was updated. Settings, and tables that the user fills or has put views in the place of, stay. options NULL keeps those of abm_kpi_connect; the mode cannot be changed. Returns what abm_kpi_connect does. Errors: 42704 if the schema is not connected; 42501 if somebody else connected it; 22023 if the source has no longer the layout; 2BP01 if something is built on a view whose columns have changed.';

create function @extschema@.abm_kpi_create_views(target_schema text, options jsonb default '{}') returns table (kind text, name text, detail text)
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
	set client_min_messages = warning
as $$
declare
	step _step;
begin
	perform _check_options(options);
	perform _check_schema(target_schema, 'target_schema');
	if options - 'settings' <> '{}' then
		raise exception 'abm_kpi_create_views has the option settings only, not %', options - 'settings' using errcode = 'invalid_parameter_value';
	end if;
	perform _check_target(target_schema, array(select m.entity from _model() m));
	for step in select * from _steps(null, null, target_schema, options) loop
		if step.kind in ('schema', 'book') then
			execute step.statement;
		else
			perform _run(target_schema, step);
		end if;
		if step.kind in ('setting', 'relation', 'table', 'view') then
			return query select step.kind, step.name, step.detail;
		end if;
	end loop;
	perform _book(target_schema);
end
$$;
comment on function @extschema@.abm_kpi_create_views(text, jsonb) is
'Makes the KPI views in a schema that holds canonical relations (docs/model.md) as views or tables of the user: those that are missing as empty tables, columns that are missing as NULL. options: settings. Returns what it made. Errors: 3F000 no such schema, 42710 if it is connected or holds anything else, 42703 if a relation lacks a key column, 42804 if a column has a type that cannot be read.';
