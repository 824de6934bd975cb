-- refresh: fills the tables of a schema connected in copy mode, and lets others read a target.

-- Copies what has changed since the last time; all, if that is not known or asked for.
create function @extschema@._copy(target_schema text, entity text, query text, updated_query text, since timestamptz) returns bigint
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	columns text := (select string_agg(quote_ident(l.name), ', ' order by l.place) from _model() m, lateral _line(m.columns) l where m.entity = _copy.entity);
	same_key text := (select string_agg(format(case when l.type = 'timestamptz' then 'coalesce(t.%1$I, ''-infinity'') = coalesce(f.%1$I, ''-infinity'')'
			when l.type = 'date' then 'coalesce(t.%1$I, ''-infinity'') = coalesce(f.%1$I, ''-infinity'')' else 'coalesce(t.%1$I, '''') = coalesce(f.%1$I, '''')' end, l.name), ' and ')
		from _model() m, lateral _line(m.columns) l where m.entity = _copy.entity and l.name = any (string_to_array(m.key, ', ')));
	n bigint;
begin
	if since is null or updated_query is null then
		execute format('delete from %I.%I', target_schema, entity);
		execute format('insert into %I.%I (%s) select %3$s from (%4$s) q', target_schema, entity, columns, query);
	else
		-- One statement: the old rows go by the snapshot in which the new ones are read.
		execute format('with fresh as materialized (select * from (%1$s) q where q.updated_at > $1 or q.updated_at is null),
			gone as (delete from %2$I.%3$I t using fresh f where %4$s)
			insert into %2$I.%3$I (%5$s) select %5$s from fresh', updated_query, target_schema, entity, same_key, columns) using since;
	end if;
	get diagnostics n = row_count;
	execute format('analyze %I.%I', target_schema, entity);
	return n;
end
$$;
comment on function @extschema@._copy(text, text, text, text, timestamptz) is
'Internal: fills a copied relation, and says how many rows it wrote.';

-- One grain and one slice at a time: all at once would be sorted on disk.
create function @extschema@._filters(dates text, slices text) returns text[]
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select array_agg(format('q.period_grain = %L and q.dimension = %L', g.grain, d.dimension) order by g.place, d.place)
	from (select m[1] as grain, row_number() over () as place from regexp_matches(dates, '\m(week|month|quarter|year|trailing_year)\M', 'g') m) g
	cross join (select 'all' as dimension, 0::bigint as place union all select substring(i.item from '^\w+'), i.place from _item(slices) i) d
$$;
comment on function @extschema@._filters(text, text) is
'Internal: the conditions that name each grain and slice of a KPI view once.';

-- A table, filled with the rows of a query, all at once or by one condition after the other.
create function @extschema@._fill(target_schema text, name text, query text, filters text[]) returns bigint
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	filter text;
	n bigint;
	total bigint := 0;
begin
	execute format('delete from %I.%I', target_schema, name);
	foreach filter in array coalesce(filters, array['true']) loop
		execute format('insert into %I.%I select * from (%s) q where %s', target_schema, name, query, filter);
		get diagnostics n = row_count;
		total := total + n;
	end loop;
	execute format('analyze %I.%I', target_schema, name);
	return total;
end
$$;
comment on function @extschema@._fill(text, text, text, text[]) is
'Internal: fills a table of facts anew, and says how many rows it wrote.';

-- With the memory that maintenance may have, and without jit, which would compile queries for longer than the longest of them runs.
create function @extschema@.abm_kpi_refresh(target_schema text, everything boolean default false) returns table (name text, row_count bigint)
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
	set jit = off
as $$
declare
	connection record;
	relation record;
	fact record;
	copied record;
	has_rows boolean;
	until timestamptz;
	settings text;
	own jsonb;
	memory text := current_setting('work_mem');
begin
	select * into connection from _connection(target_schema) as (layout text, source_schema text, options jsonb);
	if connection.options ->> 'mode' is distinct from 'copy' then
		raise exception 'schema "%" reads the tables of the CRM live', target_schema using errcode = 'object_not_in_prerequisite_state',
			hint = 'There is nothing to refresh. Copies are made by the option {"mode": "copy"} of abm_kpi_connect.';
	end if;
	perform _checked_layout(connection.layout, connection.source_schema, target_schema, connection.options);
	own := _own_in_connected(target_schema);
	for relation in select * from _relations(connection.layout, connection.source_schema, target_schema, connection.options) r where r.query is not null and own ->> r.entity is null loop
		execute format('select c.newest, c.settings, c.name is not null as is_known from (select) one left join %I.abm_kpi_copied c on c.name = $1', target_schema) into copied using relation.entity;
		execute format('select exists (select from %I.%I)', target_schema, relation.entity) into has_rows;
		continue when has_rows and not copied.is_known;     -- filled by the user, who has what the CRM had not
		execute format('select md5(concat_ws(''|'', p.time_zone, p.base_currency, case when $1 then p.as_of end, (select string_agg(to_jsonb(r)::text, '','' order by to_jsonb(r)::text collate "C") from %1$I.fx_rate r),
			(select string_agg(to_jsonb(m)::text, '','' order by to_jsonb(m)::text collate "C") from %1$I.stage_map m))) from %1$I.parameter p', target_schema)
		into settings using relation.query ~ '\mas_of\M';
		-- Asked before the rows are fetched: what comes in between is fetched next time. What is in the future never gets older.
		until := null;
		if relation.updated_query is not null then
			execute format('select max(q.updated_at) filter (where q.updated_at <= clock_timestamp()) from (%s) q', relation.updated_query) into until;
		end if;
		-- A day is fetched once more: what was updated earlier may have been committed later.
		row_count := _copy(target_schema, relation.entity, relation.query, relation.updated_query,
			case when not coalesce(everything, false) and copied.settings = settings then copied.newest - interval '1 day' end);
		execute format('insert into %I.abm_kpi_copied (name, newest, refreshed_at, settings) values ($1, $2, clock_timestamp(), $3)
			on conflict (name) do update set newest = excluded.newest, refreshed_at = excluded.refreshed_at, settings = excluded.settings', target_schema)
		using relation.entity, until, settings;
		name := relation.entity;
		return next;
	end loop;
	-- Each fact is made of relations and of facts before it.
	perform set_config('work_mem', max(s.setting::bigint) || 'kB', true) from pg_settings s where s.name in ('work_mem', 'maintenance_work_mem');
	for fact in
		select f.name, f.query, null::text[] as filters from _facts() f where f.name <> 'parameter'
		union all
		select k.name, k.query, case when k.is_summed then _filters(v.dates, v.slices) end from _view() v, lateral _kept(v.name, v.facts, v.dates, v.slices, v.keys, v.aggregates) k
	loop
		name := fact.name;
		row_count := _fill(target_schema, fact.name, _in_target(fact.query, target_schema, own), fact.filters);
		return next;
	end loop;
	perform set_config('work_mem', memory, true);
end
$$;
comment on function @extschema@.abm_kpi_refresh(text, boolean) is
'Fills the tables of a schema that was connected in copy mode. What says when it was updated is fetched if it is newer than a day before the last that is known, everything else anew; everything := true fetches all, which rows deleted in the source need, and so does a change of time zone, currency, rates or stage_map. Tables that the user has filled stay. The facts that the KPI views share are tables too, filled anew. Returns the rows written for each table. Errors: 42704 if the schema is not connected, 42501 if somebody else connected it, 55000 if it is not in copy mode, 22023 if the source has no longer the layout.';

create function @extschema@.abm_kpi_grant(target_schema text, role_name text) returns setof text
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	connection record;
	statement text;
begin
	select * into connection from _connection(target_schema) as (layout text, source_schema text, options jsonb);
	if not exists (select from pg_roles r where r.rolname = role_name) then
		raise exception 'role "%" does not exist', role_name using errcode = 'undefined_object', hint = format('Make it: create role %I login;', role_name);
	end if;
	for statement in
		select format('grant usage on schema %I to %I', s.name, role_name)
		from (values (target_schema), (case when connection.options ->> 'mode' is distinct from 'copy' then connection.source_schema end), ((select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'abm_kpi'))) s(name) where s.name is not null
		union all
		select format('grant select on all tables in schema %I to %I', target_schema, role_name)
		union all
		select format('grant select on %s to %I', _qualified(s.source), role_name)
		from _sources(connection.layout, connection.source_schema, target_schema, connection.options) s
		where s.source is not null and connection.options ->> 'mode' is distinct from 'copy'
	loop
		execute statement;
		return next statement;
	end loop;
end
$$;
comment on function @extschema@.abm_kpi_grant(text, text) is
'Lets a role read the views of a connected schema: usage of the schemas, and select on what is there and, because the views run with the rights of the reader, on the tables of the CRM that they read. The caller needs the right to grant these. Returns the statements that it ran. Errors: 42704 if the schema is not connected or there is no such role, 42501 if somebody else connected it.';
