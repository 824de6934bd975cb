-- steps: the statements that make what a target schema holds, in order: books, settings, canonical relations, facts
-- and KPI views. 84-connect.sql runs them.

create type @extschema@._step as (kind text, name text, statement text, detail text);
comment on type @extschema@._step is
'Internal: a statement of abm_kpi_connect: the kind (schema, setting, relation, fact or view) and name of what it makes, and what to say of it.';
comment on column @extschema@._step.kind is 'What it makes.';

comment on column @extschema@._step.name is 'Its name.';

comment on column @extschema@._step.statement is 'The statement.';

comment on column @extschema@._step.detail is 'What to say of it.';

-- A table of the target, from its description, with its comments.
create function @extschema@._table_statement(target_schema text, name text, key text, description text, columns text, is_setting boolean) returns text
	language sql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format('create table %I.%I (%s%s);', target_schema, _table_statement.name, string_agg(format(E'\n\t%I %s', l.name, l.type), ',' order by l.place),
			case when is_setting then case _table_statement.name
				when 'setting' then E',\n\tprimary key (name),\n\tcheck (@extschema@.abm_kpi_check_setting(name, value))'
				when 'stage_map' then E',\n\tcheck (status in (''open'', ''won'', ''lost'', ''disqualified'')),\n\tunique nulls not distinct (pipeline, stage)'
				when 'fx_rate' then E',\n\tprimary key (currency, valid_from),\n\tcheck (rate > 0 and rate < ''Infinity'')'
				when 'account_list' then E',\n\tcheck (valid_to >= valid_from)'
				else format(E',\n\tprimary key (%s)', key) end end)
		|| format(E'\ncomment on table %I.%I is %L;', target_schema, _table_statement.name, _table_statement.description)
		|| string_agg(format(E'\ncomment on column %I.%I.%I is %L;', target_schema, _table_statement.name, l.name, l.description), '' order by l.place)
	from _line(columns) l
$$;
comment on function @extschema@._table_statement(text, text, text, text, text, boolean) is
'Internal: the statements that make a table of the target schema.';

create function @extschema@._view_statement(target_schema text, name text, query text, description text) returns text
	language sql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format(E'create or replace view %I.%I with (security_invoker = true) as\n%s;\ncomment on view %1$I.%2$I is %4$L;', target_schema, name, trim(E' \t\n' from query), description)
$$;
comment on function @extschema@._view_statement(text, text, text, text) is
'Internal: the statements that make a view of the target schema.';

create function @extschema@._fact_table_statement(target_schema text, name text, query text, description text) returns text
	language sql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format(E'create table %I.%I as\n%s\nwith no data;\ncomment on table %1$I.%2$I is %4$L;', target_schema, name, trim(E' \t\n' from query), description)
$$;
comment on function @extschema@._fact_table_statement(text, text, text, text) is
'Internal: the statements that make a table, empty yet, of what a query returns.';

create function @extschema@._column_comments(target_schema text, view_name text, names text[], descriptions text[]) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select string_agg(format(E'\ncomment on column %I.%I.%I is %L;', target_schema, view_name, c.name, c.description), '')
	from unnest(names, descriptions) c(name, description)
$$;
comment on function @extschema@._column_comments(text, text, text[], text[]) is
'Internal: the statements that comment the columns of a view.';

create function @extschema@._check_options(options jsonb) returns void
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	unknown text := (select string_agg(format('"%s"', k), ', ') from jsonb_object_keys(case jsonb_typeof(options) when 'object' then options else '{}' end) k
		where k not in ('mode', 'append', 'columns', 'settings'));
begin
	if jsonb_typeof(options) is distinct from 'object' then
		raise exception 'options must be a JSON object, not %', coalesce(jsonb_typeof(options), 'NULL') using errcode = 'invalid_parameter_value', hint = 'For none write ''{}''.';
	elsif unknown is not null then
		raise exception 'unknown options: %', unknown using errcode = 'invalid_parameter_value', hint = 'Options are mode, append, columns and settings.';
	elsif coalesce(options ->> 'mode', 'view') not in ('view', 'copy') then
		raise exception 'mode cannot be "%"', options ->> 'mode' using errcode = 'invalid_parameter_value', hint = 'Modes are view (live) and copy (tables that abm_kpi_refresh fills).';
	elsif coalesce(jsonb_typeof(options -> 'append'), 'boolean') <> 'boolean' then
		raise exception 'append must be true or false, not %', options -> 'append' using errcode = 'invalid_parameter_value';
	elsif coalesce(jsonb_typeof(options -> 'settings'), 'object') <> 'object' or exists (select from jsonb_each(options -> 'settings') s where jsonb_typeof(s.value) in ('object', 'array')) then
		raise exception 'settings must be an object of names and values, not %', options -> 'settings' using errcode = 'invalid_parameter_value', hint = 'For example {"settings": {"time_zone": "Europe/Berlin"}}.';
	elsif coalesce(jsonb_typeof(options -> 'columns'), 'object') <> 'object' or exists (select from jsonb_each(options -> 'columns') c where jsonb_typeof(c.value) <> 'object') then
		raise exception 'columns must be an object of tables, each an object of columns, not %', options -> 'columns' using errcode = 'invalid_parameter_value', hint = 'For example {"columns": {"lead": {"mql_at": "became_mql__c"}}}.';
	end if;
	perform abm_kpi_check_setting(s.key, s.value) from jsonb_each_text(options -> 'settings') s;
end
$$;
comment on function @extschema@._check_options(jsonb) is
'Internal: fails unless the options of abm_kpi_connect are such.';

-- The subqueries by which the tables of a schema are read, by their names in the layout, with the tables they read.
create function @extschema@._sources(layout text, source_schema text, target_schema text, options jsonb) returns table (name text, source oid, query text)
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	item record;
	columns jsonb := coalesce(options -> 'columns', '{}');
	wrong text;
begin
	select string_agg(format('%s.%s', c.key, coalesce(o.key, '')), ', ') into wrong
	from jsonb_each(columns) c left join lateral jsonb_each(c.value) o on true
	where not exists (select from _layouts(target_schema) r, lateral _line(r.definition) l where r.layout = _sources.layout and r.kind = 'source' and r.name = c.key and (o.key is null or l.name = o.key));
	if wrong is not null then
		raise exception 'layout % has no column %', layout, wrong using errcode = 'invalid_parameter_value', hint = 'docs/model.md lists the tables and columns that a layout reads.';
	end if;
	select string_agg(format('"%s"', o.value), ', ') into wrong from jsonb_each(columns) c, lateral jsonb_each_text(c.value) o where o.value is null or o.value ~ '\||\n|(^|\s)--|^\s|\s$|^$';
	if wrong is not null then
		raise exception 'columns cannot name %', wrong using errcode = 'invalid_parameter_value', hint = 'For a column whose name is empty, begins or ends with a blank, or contains | or --, connect a view over the table.';
	end if;
	for item in select r.name, r.definition from _layouts(target_schema) r where r.layout = _sources.layout and r.kind = 'source' loop
		name := item.name;
		source := _find_table(source_schema, item.name);
		select string_agg(o.key || '.' || (o.value #>> '{}'), ', ') into wrong from jsonb_each(columns -> item.name) o
		where not exists (select from _find_column(source, array[o.value #>> '{}']));
		if wrong is not null then
			raise exception 'table "%" in schema "%" has no column for %', item.name, source_schema, wrong using errcode = 'undefined_column', hint = 'Right of the dot is the column that the option columns names.';
		end if;
		query := _source(source, (
			select string_agg(format('%s %s = %s', l.name, l.type, concat_ws(' | ', columns -> item.name ->> l.name, array_to_string(l.alternatives, ' | '))), E'\n' order by l.place)
			from _line(item.definition) l), format('(select p.time_zone from %I.parameter p)', target_schema),
			case when (options ->> 'append')::boolean then (select l.name from _line(item.definition) l where l.is_required and l.name <> 'synced_at' and exists (select from _line(item.definition) y where y.name = 'synced_at') order by l.place limit 1) end);
		return next;
	end loop;
end
$$;
comment on function @extschema@._sources(text, text, text, jsonb) is
'Internal: for each source of a layout the table that it is in a schema, and the subquery that reads it.';

-- The query of each canonical relation that a layout can fill from a schema; relations that it cannot have none.
create function @extschema@._relations(layout text, source_schema text, target_schema text, options jsonb) returns table (place bigint, entity text, query text, updated_query text, detail text)
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	sources jsonb;
	tables jsonb;
	item record;
begin
	select jsonb_object_agg(s.name, s.query), jsonb_object_agg(s.name, _qualified(s.source)) into sources, tables
	from _sources(layout, source_schema, target_schema, options) s;
	for item in
		select m.place, m.entity, array_agg(r.definition order by r.place) filter (where tables ->> d.source is not null) as parts,
			string_agg(distinct tables ->> d.source, ', ') as found, string_agg(distinct d.source, ', ') filter (where tables ->> d.source is null) as missing
		from (select e.entity, row_number() over () as place from _model() e) m
		left join (
			select l.*, bool_or(l.is_required) over (partition by l.layout, l.kind, l.name) as is_replaced
			from (select l.*, row_number() over () as place from _layouts(target_schema) l) l
		) r on r.layout = _relations.layout and r.kind = 'entity' and r.name = m.entity and r.is_required is not distinct from r.is_replaced
		left join lateral (select (regexp_match(r.definition, E'\nfrom .*?\\{(\\w+)\\}'))[1] as source) d on true
		group by m.place, m.entity order by m.place
	loop
		place := item.place;
		entity := item.entity;
		query := case when item.parts is not null then _entity_query(target_schema, entity, item.parts, sources, false) end;
		updated_query := case when item.parts is not null and not exists (select from unnest(item.parts) p where not exists (select from _entity(p) u where u.name = 'updated_at'))
			then _entity_query(target_schema, entity, item.parts, sources, true) end;
		detail := concat_ws('; ', 'from ' || item.found, case when item.missing is not null then 'no table ' || item.missing end,
			case when item.found is null and item.missing is null then 'the CRM has none: fill the table yourself' end);
		return next;
	end loop;
end
$$;
comment on function @extschema@._relations(text, text, text, jsonb) is
'Internal: the queries of the canonical relations, without and with the column updated_at, and what they are read from.';

-- Canonical relations that the user has made, as the views above are to read them: as they are, or, where columns are
-- missing or of another type, by a subquery.
create function @extschema@._own_relations(target_schema text, entities text[]) returns jsonb
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	own record;
	found_all jsonb := '{}';
begin
	for own in
		select m.entity, m.key, m.columns, _find_table(target_schema, m.entity) as source,
			(select count(*) from _line(m.columns) l where not exists (
				select from _find_column(_find_table(target_schema, m.entity), array[l.name]) f where _cast('x', f.held, l.type, 'z') = 'x')) as n_other,
			(select string_agg(k, ', ') from unnest(string_to_array(m.key, ', ')) k where not exists (select from _find_column(_find_table(target_schema, m.entity), array[k]))) as missing_key
		from _model() m where m.entity = any (entities) and _find_table(target_schema, m.entity) is not null
	loop
		if own.missing_key is not null then
			raise exception 'relation %.% has no column %', target_schema, own.entity, own.missing_key using errcode = 'undefined_column', hint = 'docs/model.md lists the columns of the canonical relations.';
		elsif own.n_other > 0 then
			found_all := found_all || jsonb_build_object(own.entity, _source(own.source, own.columns, format('(select p.time_zone from %I.parameter p)', target_schema)));
		else
			found_all := found_all || jsonb_build_object(own.entity, _qualified(own.source));
		end if;
	end loop;
	return found_all;
end
$$;
comment on function @extschema@._own_relations(text, text[]) is
'Internal: those of these canonical relations that a schema holds, by name, as SQL that reads them.';

create function @extschema@._relation_steps(layout text, source_schema text, target_schema text, options jsonb, own jsonb) returns setof @extschema@._step
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	is_copy boolean := coalesce(options ->> 'mode', 'view') = 'copy';
begin
	return query
		select case when r.query is null or is_copy then 'table' else 'relation' end, r.entity,
			case when r.query is null or is_copy then _table_statement(target_schema, r.entity, m.key, m.description, m.columns, false)
				else _view_statement(target_schema, r.entity, r.query, m.description)
					|| (select _column_comments(target_schema, r.entity, array_agg(l.name), array_agg(l.description)) from _line(m.columns) l) end, r.detail
		from _relations(layout, source_schema, target_schema, options) r join _model() m on m.entity = r.entity where own ->> r.entity is null order by r.place;
	if is_copy then
		return next ('book', 'abm_kpi_copied', format($s$create table %1$I.abm_kpi_copied (name text primary key, newest timestamptz, refreshed_at timestamptz not null, settings text);
comment on table %1$I.abm_kpi_copied is 'Up to when abm_kpi_refresh has copied.';$s$, target_schema), null)::_step;
		return query
			select 'index', m.entity, format('create index on %I.%I (%s);', target_schema, m.entity, i.columns), null
			from _model() m, lateral (
				select m.key as columns
				union all select 'account_id, ' || l.name from _line(m.columns) l where l.name in ('occurred_at', 'created_at') and m.entity in ('touch', 'opportunity', 'lead')
				union all select 'account_id, occurred_at' where m.entity = 'email_event'
				union all select 'occurred_at' where m.entity in ('touch', 'email_event')
				union all select 'lead_id, occurred_at' where m.entity = 'touch'
				union all select 'opportunity_id' where m.entity = 'opportunity_contact') i
			where own ->> m.entity is null;
	end if;
end
$$;
comment on function @extschema@._relation_steps(text, text, text, jsonb, jsonb) is
'Internal: the statements that make the canonical relations of a layout, but those that are the user''s own.';

-- In a connected schema those relations are the user's own that are not booked.
create function @extschema@._own_in_connected(target_schema text) returns jsonb
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	made text[];
begin
	if not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = target_schema and c.relname = 'abm_kpi_made' and c.relkind = 'r' and _is_trusted(c.relowner))
	then
		return '{}';
	end if;
	execute format('select array_agg(m.name) from %I.abm_kpi_made m', target_schema) into made;
	return _own_relations(target_schema, array(select m.entity from _model() m where m.entity <> all (made)));
end
$$;
comment on function @extschema@._own_in_connected(text) is
'Internal: the canonical relations of a connected schema that the user has put in place of a table, as _own_relations().';

create function @extschema@._steps(layout text, source_schema text, target_schema text, options jsonb) returns setof @extschema@._step
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	own jsonb;
	made_schema boolean := not exists (select from pg_namespace n where n.nspname = target_schema);
begin
	if made_schema then
		return next ('schema', target_schema, format('create schema %I;', target_schema), 'new')::_step;
	end if;
	return next ('book', 'abm_kpi_connection', format($s$create table %1$I.abm_kpi_connection (layout text, source_schema text, options jsonb not null, version text not null, made_schema boolean not null, connected_at timestamptz not null default now());
comment on table %1$I.abm_kpi_connection is 'What this schema was connected by. Kept by abm_kpi_connect.';
insert into %1$I.abm_kpi_connection values (%2$L, %3$L, %4$L, %5$L, %6$L);$s$, target_schema, layout, source_schema, options,
		(select e.extversion from pg_extension e where e.extname = 'abm_kpi'), made_schema), null)::_step;
	return next ('book', 'abm_kpi_made', format($s$create table %1$I.abm_kpi_made (place bigint generated always as identity, kind text, name text primary key);
comment on table %1$I.abm_kpi_made is 'What abm_kpi made in this schema, and abm_kpi_disconnect removes.';$s$, target_schema), null)::_step;
	return query
		select 'setting', s.entity, _table_statement(target_schema, s.entity, s.key, s.description, s.columns, true)
			|| case s.entity when 'inbound_source' then format(E'\ninsert into %I.inbound_source values (''web''), (''organic_search''), (''paid_search''), (''direct''), (''referral''), (''word_of_mouth''), (''social''), (''webinar''), (''content_syndication''), (''phone'');', target_schema) else '' end,
			s.description
		from _settings() s;
	return next ('row', 'setting', format('insert into %I.setting (name, value, description) select d.name, coalesce(%L::jsonb ->> d.name, d.value), d.description from @extschema@._setting_default() d on conflict do nothing;',
		target_schema, options -> 'settings'), null)::_step;
	return query select 'fact', f.name, _view_statement(target_schema, f.name, _in_target(f.query, target_schema, null), f.description), f.description from _facts() f where f.name = 'parameter';
	if layout is not null then
		own := _own_in_connected(target_schema);
		return query select * from _relation_steps(layout, source_schema, target_schema, options, own);
	else
		own := _own_relations(target_schema, array(select m.entity from _model() m));
		return query select 'table', m.entity, _table_statement(target_schema, m.entity, m.key, m.description, m.columns, false), 'fill the table yourself, or put a view in its place'
			from _model() m where own ->> m.entity is null;
	end if;
	return next ('row', 'setting', format(E'-- Where nobody says what the base currency is, it is the most frequent one.\nupdate %1$I.setting set value = (select mode() within group (order by o.currency) from %2$s o where o.currency ~ ''^[A-Z]{3}$'')\nwhere name = ''base_currency'' and value is null;',
		target_schema, coalesce(own ->> 'opportunity', format('%I.opportunity', target_schema))), null)::_step;
	return query select * from _kpi_steps(target_schema, own, coalesce(options ->> 'mode', 'view') = 'copy');
end
$$;
comment on function @extschema@._steps(text, text, text, jsonb) is
'Internal: the statements that make all of a target schema, in order; without a layout, above the canonical relations that it holds.';

-- The views above the canonical relations.
create function @extschema@._kpi_steps(target_schema text, relations jsonb, is_copy boolean) returns setof @extschema@._step
	language sql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	-- By far the longest fact has rows of all grains.
	select 'fact', f.name, case when is_copy then _fact_table_statement(target_schema, f.name, _in_target(f.query, target_schema, relations), f.description)
				|| case f.name when 'customer_period_fact' then format(E'\ncreate index on %I.customer_period_fact (period_grain);', target_schema) else '' end
			else _view_statement(target_schema, f.name, _in_target(f.query, target_schema, relations), f.description) end, f.description
	from (select *, row_number() over () as place from _facts()) f where f.name <> 'parameter'
	union all
	select s.*
	from (select *, row_number() over () as place from _view()) v
	cross join lateral (
		with k as (select k.*, 'select * from {' || k.name || '}' as kept from (select) one left join _kept(v.name, v.facts, v.dates, v.slices, v.keys, v.aggregates) k on is_copy)
		select 'fact', k.name, _fact_table_statement(target_schema, k.name, _in_target(k.query, target_schema, relations), k.description)
				|| case when k.is_summed then format(E'\ncreate index on %I.%I (period_grain, dimension);', target_schema, k.name) else '' end, k.description
		from k where k.name is not null
		union all
		select 'view', v.name, _view_statement(target_schema, v.name, _in_target(case when v.dates = '' then _current_query(coalesce(k.kept, v.facts), v.keys, v.n, v.columns)
				when k.is_summed then _period_query(v.facts, v.dates, v.slices, v.keys, v.aggregates, v.n, v.columns, k.kept)
				else _period_query(coalesce(k.kept, v.facts), v.dates, v.slices, v.keys, v.aggregates, v.n, v.columns) end, target_schema, relations), v.description)
			|| (select _column_comments(target_schema, v.name, array_agg(c.name), array_agg(c.description)) from _view_comments(v.dates, v.keys, v.columns) c), v.description
		from k
	) s
$$;
comment on function @extschema@._kpi_steps(text, jsonb, boolean) is
'Internal: the statements that make the views above the canonical relations, in order.';
