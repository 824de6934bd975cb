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
		execute format('with fresh as materialized (select * from (%1$s) q where q.updated_at > $1),
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

-- Without jit, which would compile queries for longer than the longest of them runs.
create function @extschema@.abm_kpi_refresh(target_schema text, everything boolean default false) returns table (name text, row_count bigint)
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
	set jit = off
as $$
declare
	connection record;
	relation record;
	fact record;
	since timestamptz;
	until timestamptz;
begin
	select * into connection from _connection(target_schema) as (layout text, source_schema text, options jsonb);
	if connection.options ->> 'mode' is distinct from 'copy' then
		raise exception 'schema "%" reads the tables of the CRM live', target_schema using errcode = 'object_not_in_prerequisite_state',
			hint = 'There is nothing to refresh. Copies are made by the option {"mode": "copy"} of abm_kpi_connect.';
	end if;
	perform _checked_layout(connection.layout, connection.source_schema, target_schema, connection.options);
	for relation in select * from _relations(connection.layout, connection.source_schema, target_schema, connection.options) r where r.query is not null loop
		since := null;
		if not coalesce(everything, false) then
			execute format('select newest from %I.abm_kpi_copied where name = $1', target_schema) into since using relation.entity;
		end if;
		name := relation.entity;
		row_count := _copy(target_schema, relation.entity, relation.query, relation.updated_query, since);
		if relation.updated_query is not null then
			execute format('select max(q.updated_at) from (%s) q', relation.updated_query) into until;
			execute format('insert into %I.abm_kpi_copied values ($1, $2, clock_timestamp()) on conflict (name) do update set newest = excluded.newest, refreshed_at = excluded.refreshed_at', target_schema)
			using relation.entity, until;
		end if;
		return next;
	end loop;
	-- Each fact is made of relations and of facts before it.
	for fact in
		select f.name, f.query from _facts() f where f.name <> 'parameter'
		union all select k.name, v.facts from _view() v, lateral _kept(v.name, v.dates) k
	loop
		execute format('delete from %I.%I', target_schema, fact.name);
		execute format('insert into %I.%I %s', target_schema, fact.name, _in_target(fact.query, target_schema, null));
		get diagnostics row_count = row_count;
		execute format('analyze %I.%I', target_schema, fact.name);
		name := fact.name;
		return next;
	end loop;
end
$$;
comment on function @extschema@.abm_kpi_refresh(text, boolean) is
'Fills the tables of a schema that was connected in copy mode. What says when it was updated is fetched if it is newer than the last time, everything else anew; everything := true fetches all, which rows deleted in the source need. The facts that the KPI views share are tables too, filled anew, so that a change of settings takes effect with the next refresh. Returns the rows written for each table. Errors: 42704 if the schema is not connected, 55000 if it is not in copy mode, 22023 if the source has no longer the layout.';

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
'Lets a role read the views of a connected schema: usage of the schemas, and select on what is there and, because the views run with the rights of the reader, on the tables of the CRM that they read. The caller needs the right to grant these. Returns the statements that it ran. Errors: 42704 if the schema is not connected or there is no such role.';
