-- demo: writes the company of 90-demo.sql into a new schema, and what its CRM cannot hold beside the KPI views.

-- {name} is a table that is made on the way, {n} the number of deals.
create function @extschema@._demo_table(target_schema text, name text, query text, n integer) returns void
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
begin
	query := replace(query, '{n}', n::text);
	query := regexp_replace(query, '\{(\w+)\}', format('%I.%I', replace(target_schema, '\', '\\'), 'demo~\1'), 'g');
	execute format(E'create table %I.%I as\n%s', target_schema, name, query);
	execute format('analyze %I.%I', target_schema, name);
end
$$;
comment on function @extschema@._demo_table(text, text, text, integer) is
'Internal: makes a table of the demo company from its query.';

-- Salesforce names rows by the kind of thing and a number, 18 characters in all.
create function @extschema@._demo_rename(target_schema text) returns void
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	statement text;
begin
	for statement in
		select format('alter table %I.%I %s', target_schema, c.relname, string_agg(format('alter %1$I type text using %2$s || lpad(%1$I, 15, ''0'')', a.attname, p.prefix), ', '))
		from pg_class c join pg_namespace s on s.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid,
			lateral (select case a.attname when 'account_id' then '''001''' when 'contact_id' then '''003''' when 'lead_id' then '''00Q''' when 'opportunity_id' then '''006''' when 'campaign_id' then '''701''' when 'owner_id' then '''005'''
				when 'parent_id' then '''701''' when 'merged_into' then case c.relname when 'demo~lead' then '''00Q''' else '''001''' end when 'entity_id' then 'case entity when ''lead'' then ''00Q'' else ''006'' end' end as prefix) p
		where s.nspname = target_schema and c.relkind = 'r' and (c.relname = 'abm_kpi_demo_account_list' or c.relname in (select 'demo~' || m.entity from _model() m)) and a.attnum > 0 and p.prefix is not null
		group by c.relname
	loop
		execute statement;
	end loop;
end
$$;
comment on function @extschema@._demo_rename(text) is
'Internal: gives the relations of the demo company the identifiers of Salesforce.';

create function @extschema@.abm_kpi_demo(schema text, layout text default 'salesforce_fivetran', opportunities integer default 4000) returns table (name text, row_count bigint)
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
	set client_min_messages = warning
	set timezone = 'UTC'
	set datestyle = 'ISO'
	set intervalstyle = 'postgres'
	set extra_float_digits = 1
	set jit = off
as $$
declare
	part record;
begin
	if schema is null or layout is null or opportunities is null then
		raise exception 'schema, layout and opportunities must not be NULL' using errcode = 'null_value_not_allowed';
	elsif exists (select from pg_namespace n where n.nspname = schema) then
		raise exception 'schema "%" exists already', schema using errcode = 'duplicate_schema', hint = 'Name one that does not exist: it is made, and filled.';
	elsif layout not in ('salesforce_fivetran', 'hubspot_fivetran', 'odoo', 'canonical') then
		raise exception 'there is no demo with the layout "%"', layout using errcode = 'invalid_parameter_value',
			hint = 'Layouts of the demo are salesforce_fivetran, hubspot_fivetran, odoo, and canonical for the relations themselves.';
	elsif opportunities not between 100 and 1000000 then
		raise exception 'opportunities must be from 100 to 1000000, not %', opportunities using errcode = 'invalid_parameter_value';
	end if;
	execute format('create schema %I', schema);
	execute format('comment on schema %I is %L', schema, format('Halden Instruments, a company that does not exist, with %s opportunities as %s. Made by abm_kpi_demo.', opportunities, layout));
	for part in select c.name, c.query from _demo_company() c union all select r.name, r.query from _demo_relations() r union all select a.name, a.query from _demo_activity() a loop
		perform _demo_table(schema, 'demo~' || part.name, part.query, opportunities);
	end loop;
	for part in select s.name, s.query from _demo_settings() s loop
		perform _demo_table(schema, 'abm_kpi_demo_' || part.name, part.query, opportunities);
	end loop;
	if layout = 'salesforce_fivetran' then
		perform _demo_rename(schema);
	end if;
	for part in
		select w.name, w.query from _demo_salesforce() w where layout = 'salesforce_fivetran'
		union all select w.name, w.query from _demo_hubspot() w where layout = 'hubspot_fivetran'
		union all select w.name, w.query from _demo_odoo() w where layout = 'odoo'
		union all select m.entity, format('select %s from {%s}', (select string_agg(case when a.attname is null then format('null::%s as %I', l.type, l.name) else format('%I::%s', l.name, l.type) end, ', ' order by l.place)
				from _line(m.columns) l left join pg_attribute a on a.attrelid = format('%I.%I', schema, 'demo~' || m.entity)::regclass and a.attname = l.name), m.entity)
			from _model() m where layout = 'canonical' and to_regclass(format('%I.%I', schema, 'demo~' || m.entity)) is not null
	loop
		perform _demo_table(schema, part.name, part.query, opportunities);
	end loop;
	for part in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = schema and c.relkind = 'r' and starts_with(c.relname, 'demo~') loop
		execute format('drop table %I.%I', schema, part.relname);
	end loop;
	for name in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = schema and c.relkind = 'r' order by c.relname loop
		execute format('select count(*) from %I.%I', schema, name) into row_count;
		return next;
	end loop;
end
$$;
comment on function @extschema@.abm_kpi_demo(text, text, integer) is
'Writes a synthetic company, Halden Instruments, as the tables of a CRM into a new schema: three years to 26 May 2025 with so many opportunities (100 to 1,000,000) and everything else in proportion, the same rows whenever and wherever it is called. layout: salesforce_fivetran, hubspot_fivetran or odoo; canonical writes the canonical relations, for abm_kpi_create_views. Tables abm_kpi_demo_… hold settings and what the CRM has no place for: abm_kpi_demo_settings puts them beside the KPI views. Returns the tables with their rows. Errors: 42P06 if the schema exists, 22023 for another layout or number, 22004 for NULL.';

-- What a schema of the demo has beside its CRM becomes part of the relations of a target by rows of the table layout there,
-- in the way that a user adds what he has elsewhere.
create function @extschema@.abm_kpi_demo_settings(target_schema text) returns table (name text, row_count bigint)
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
	set client_min_messages = warning
as $$
declare
	connection record;
	setting record;
	added record;
begin
	select * into connection from _connection(target_schema) as (layout text, source_schema text, options jsonb);
	connection.source_schema := coalesce(connection.source_schema, target_schema);
	if _find_table(connection.source_schema, 'abm_kpi_demo_setting') is null then
		raise exception 'schema "%" is not one of abm_kpi_demo', connection.source_schema using errcode = 'wrong_object_type', hint = 'Call abm_kpi_demo, connect the schema that it makes, and then this.';
	end if;
	for setting in select s.entity as name, s.key from _settings() s where _find_table(connection.source_schema, 'abm_kpi_demo_' || s.entity) is not null loop
		if setting.name = 'setting' then
			execute format('update %1$I.setting s set value = d.value from %2$I.abm_kpi_demo_setting d where d.name = s.name', target_schema, connection.source_schema);
		else
			-- Not all of these tables have a key.
			-- Of the kinds of source that are inbound, those that abm_kpi_connect begins with are not all this company's.
			if setting.name = 'inbound_source' then
				execute format('delete from %I.inbound_source', target_schema);
			end if;
			execute format('insert into %1$I.%2$I (%3$s) (select %3$s from %4$I.%5$I except select %3$s from %1$I.%2$I) on conflict do nothing', target_schema, setting.name,
				(select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a where a.attrelid = _find_table(connection.source_schema, 'abm_kpi_demo_' || setting.name) and a.attnum > 0 and not a.attisdropped),
				connection.source_schema, 'abm_kpi_demo_' || setting.name);
		end if;
		name := setting.name;
		get diagnostics row_count = row_count;
		return next;
	end loop;
	if connection.layout is null then
		return;
	end if;
	if _find_table(target_schema, 'layout') is null then
		execute format('create table %1$I.layout (layout text, kind text, name text, is_required boolean, definition text, primary key (layout, kind, name));
			comment on table %1$I.layout is ''What the demo company has beside its CRM, added to the relations.'';
			insert into %1$I.abm_kpi_made (kind, name) values (''setting'', ''layout'')', target_schema);
	end if;
	for added in
		select m.entity, string_agg(l.name || ' ' || l.type, E'\n' order by l.place) as source, string_agg(l.name || ' = b.' || l.name, E'\n' order by l.place) as query
		from _model() m, lateral _line(m.columns) l where _find_table(connection.source_schema, 'abm_kpi_demo_' || m.entity) is not null group by m.entity order by m.entity
	loop
		execute format('insert into %I.layout values ($1, ''source'', $2, false, $3), ($1, ''entity'', $4, $6, $5) on conflict do nothing', target_schema)
		using connection.layout, 'abm_kpi_demo_' || added.entity, E'\n' || added.source || E'\n', added.entity, E'\n' || added.query || format(E'\nfrom {abm_kpi_demo_%s} b\n', added.entity),
			-- HubSpot has a campaign for each e-mail, and does not say what it is part of.
			connection.layout = 'hubspot_fivetran' and added.entity = 'campaign';
		execute format('select count(*) from %I.%I', connection.source_schema, 'abm_kpi_demo_' || added.entity) into row_count;
		name := added.entity;
		return next;
	end loop;
	perform abm_kpi_reconnect(target_schema);
end
$$;
comment on function @extschema@.abm_kpi_demo_settings(text) is
'Puts what the demo company has beside its CRM into a schema that abm_kpi_connect made over one of abm_kpi_demo: the settings, with the day on which figures are read, the list of target accounts, goals; and rows that the CRM has no place for, by a table layout there. Returns what it added, with the rows. Calling it again adds nothing. Errors: 42704 if the schema is not connected, 42809 if what it reads is not from abm_kpi_demo.';
