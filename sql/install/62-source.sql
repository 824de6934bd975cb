-- source: reads a table of a CRM as the columns that are wanted of it, whatever it calls them and however it stores them.
--
-- A source is described by lines "name type" or "name! type = column | other.key". "!" marks a column without which the
-- table is not what it is taken for. After "=" are the columns that may hold it, of which the first that is not NULL
-- counts; "properties.amount" is a column properties_amount, or the key amount of a JSON column properties. Tables and
-- columns are compared without case and underscores, so one description fits snake_case, camelCase and "CamelCase".

create function @extschema@._line(definition text) returns table (place bigint, name text, is_required boolean, type text, alternatives text[], description text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select l.place, m[1], m[2] = '!', m[3], regexp_split_to_array(coalesce(m[4], m[1]), '\s*\|\s*'), m[5]
	from regexp_split_to_table(definition, '\n') with ordinality l(line, place),
		lateral regexp_match(l.line, '^\s*(\w+)(!?) (\w+(?:\[\])?)(?:\s*=\s*(.+?))?(?:\s+--\s*(.*?))?\s*$') m
	where m is not null
$$;
comment on function @extschema@._line(text) is
'Internal: the lines "name[!] type [= column | column] [-- description]" of a description, in order.';

create function @extschema@._plain(name text) returns text
	language sql immutable strict parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select lower(replace(name, '_', ''))
$$;
comment on function @extschema@._plain(text) is
'Internal: a name as it is compared, without case and underscores.';

create function @extschema@._instant(value text) returns timestamptz
	language sql immutable strict parallel safe
	return case
		when value ~ '^\d{11,14}$' then to_timestamp(value::float8 / 1000)
		when value ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?)?(Z| ?[+-](0\d|1[0-4])(:?[0-5]\d)?)?$'
			and substr(value, 9, 2)::integer <= extract(day from make_date(greatest(substr(value, 1, 4)::integer, 1), substr(value, 6, 2)::integer, 1) + interval '1 month -1 day')
			and substr(value, 1, 4) > '0000'
		then case when substr(value, 11) ~ '[Z+-]' then value::timestamptz else value::timestamp at time zone 'UTC' end
	end;
comment on function @extschema@._instant(text) is
'Internal: the instant that a text says, as ISO 8601 (UTC where it names no offset) or as milliseconds since 1970; NULL if it says none.';

-- Whether a column that holds one type can be read as another, and how; NULL if it cannot.
create function @extschema@._cast(expression text, held text, wanted text, zone text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select case
		when held = full_name then expression
		when wanted in ('text', 'label') and held in ('json', 'jsonb') then case wanted
			when 'text' then format('(%s #>> ''{}'')', expression)
			else format('coalesce(%1$s::jsonb ->> ''en_US'', (select t.value from jsonb_each_text(case jsonb_typeof(%1$s::jsonb) when ''object'' then %1$s::jsonb end) t order by t.key limit 1))', expression) end
		when wanted in ('text', 'label') then expression || '::text'
		when wanted in ('numeric', 'float8') then case
			when is_float then format('case when %1$s > ''-Infinity'' and %1$s < ''Infinity'' then %1$s::%2$s end', expression, wanted)
			when held in ('smallint', 'integer', 'bigint', 'numeric') then expression || '::' || wanted
			when is_text then format('case when %1$s ~ ''^\s*[-+]?(\d{1,18}\.?\d{0,18}|\.\d{1,18})([eE][-+]?\d{1,2})?\s*$'' then %1$s::%2$s end', expression, wanted)
			when held = 'boolean' then format('%s::integer::%s', expression, wanted) end
		when wanted = 'boolean' then case
			when is_text then format('case lower(%1$s) when ''true'' then true when ''t'' then true when ''yes'' then true when ''1'' then true when ''false'' then false when ''f'' then false when ''no'' then false when ''0'' then false end', expression)
			when held in ('smallint', 'integer', 'bigint', 'numeric') then expression || ' <> 0' end
		when wanted = 'timestamptz' then case held
			when 'timestamp without time zone' then expression || ' at time zone ''UTC'''
			when 'date' then format('%s::timestamp at time zone %s', expression, zone)
			when 'bigint' then format('case when %1$s between -62135596800000 and 253402300799999 then to_timestamp(%1$s / 1000.0) end', expression)
			when 'double precision' then format('case when %1$s between -62135596800000 and 253402300799999 then to_timestamp(%1$s / 1000) end', expression)
			when 'numeric' then format('case when %1$s between -62135596800000 and 253402300799999 then to_timestamp(%1$s / 1000) end', expression)
			else case when is_text then format('@extschema@._instant(%s)', expression) end end
		when wanted = 'date' then case held
			when 'timestamp without time zone' then expression || '::date'
			when 'timestamp with time zone' then format('(%s at time zone ''UTC'')::date', expression)
			else case when is_text then format('(@extschema@._instant(%s) at time zone ''UTC'')::date', expression) end end
		when wanted = 'local_date' then case held
			when 'date' then expression
			when 'timestamp without time zone' then format('(%s at time zone ''UTC'' at time zone %s)::date', expression, zone)
			when 'timestamp with time zone' then format('(%s at time zone %s)::date', expression, zone)
			else case when is_text then format('(@extschema@._instant(%s) at time zone %s)::date', expression, zone) end end
		when wanted = 'jsonb' and held = 'json' then expression || '::jsonb'
	end
	from (select held ~ '^(text|character varying|character|name|(.+\.)?citext)$' as is_text, held in ('real', 'double precision') as is_float,
		case wanted when 'float8' then 'double precision' when 'timestamptz' then 'timestamp with time zone' when 'label' then 'text' else wanted end as full_name) t
$$;
comment on function @extschema@._cast(text, text, text, text) is
'Internal: SQL that reads an expression of one type as another: text, label (text, or a translated one in JSON), numeric, float8, boolean, timestamptz (without a zone it is UTC), date (a day of the calendar, however stored), local_date (the day of an instant in the zone), jsonb. NULL if it cannot be. What a text does not say is NULL.';

create function @extschema@._base_type(type oid) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	with recursive t(oid, base, kind) as (
		select y.oid, y.typbasetype, y.typtype from pg_type y where y.oid = type
		union all
		select y.oid, y.typbasetype, y.typtype from t join pg_type y on y.oid = t.base where t.kind = 'd'
	)
	select format_type(t.oid, null) from t where t.kind <> 'd'
$$;
comment on function @extschema@._base_type(oid) is
'Internal: the name of a type, of a domain that of the type below it.';

create function @extschema@._qualified(relation oid) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = relation
$$;
comment on function @extschema@._qualified(oid) is
'Internal: the name of a relation with that of its schema, quoted.';

create function @extschema@._find_table(source_schema text, name text) returns oid
	language plpgsql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	found_tables oid[];
	names text;
begin
	select array_agg(c.oid order by c.relname), string_agg(format('%I', c.relname), ', ' order by c.relname) into found_tables, names
	from pg_class c join pg_namespace n on n.oid = c.relnamespace
	where n.nspname = source_schema and c.relkind in ('r', 'v', 'm', 'f', 'p') and _plain(c.relname) = _plain(name);
	if cardinality(found_tables) > 1 then
		-- Of several spellings the one that is spelt as described is meant.
		select array_agg(c.oid) into found_tables from pg_class c where c.oid = any (found_tables) and c.relname = name;
		if found_tables is null then
			raise exception 'schema "%" has several tables that may be "%": %', source_schema, name, names using errcode = 'ambiguous_alias',
				hint = 'Name a schema that holds one CRM, or put views over the right tables into a schema of their own.';
		end if;
	end if;
	return found_tables[1];
end
$$;
comment on function @extschema@._find_table(text, text) is
'Internal: the table or view of a schema with that name, without regard to case and underscores; NULL if there is none, 42P09 if there are several.';

-- Where the values of one wanted column are found in a table: what its lines name, in that order.
create function @extschema@._find_column(source regclass, alternatives text[]) returns table (expression text, held text)
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select found.expression, found.held
	from unnest(alternatives) with ordinality a(name, place),
		lateral (
			select format('s.%I', c.attname) as expression, _base_type(c.atttypid) as held, 1 as way, c.attname = a.name as is_exact, c.attname
			from pg_attribute c
			where c.attrelid = source and c.attnum > 0 and not c.attisdropped and _plain(c.attname) in (_plain(replace(a.name, '.', '_')), _plain(a.name))
			union all
			select format('(s.%I::jsonb #>> %L)', c.attname, regexp_split_to_array(substr(a.name, strpos(a.name, '.') + 1), '\.')), 'text', 2, true, c.attname
			from pg_attribute c
			where c.attrelid = source and c.attnum > 0 and not c.attisdropped and strpos(a.name, '.') > 0
				and _plain(c.attname) = _plain(split_part(a.name, '.', 1)) and _base_type(c.atttypid) in ('json', 'jsonb')
		) found
	order by a.place, found.way, found.is_exact desc, found.attname
$$;
comment on function @extschema@._find_column(regclass, text[]) is
'Internal: SQL for each place in a table (aliased s) where a column of these names is held, with the type it has there, best first.';

create function @extschema@._source(source regclass, definition text, zone text, latest text default null) returns text
	language plpgsql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	wanted record;
	place record;
	readings text[];
	reading text;
	items text[] := '{}';
begin
	for wanted in select l.name, l.type, l.alternatives from _line(definition) l order by l.place loop
		readings := '{}';
		for place in select f.expression, f.held from _find_column(source, wanted.alternatives) f loop
			reading := _cast(place.expression, place.held, wanted.type, zone);
			if reading is null then
				raise exception 'column %.% is of type %, which cannot be read as %', _qualified(source), substr(place.expression, 3), place.held, wanted.type
					using errcode = 'datatype_mismatch', hint = 'Put a view over the table, in which the column has a fitting type, into a schema that you connect instead.';
			end if;
			readings := readings || reading;
		end loop;
		reading := case cardinality(readings) when 0 then 'null::' || case wanted.type when 'label' then 'text' when 'local_date' then 'date' else wanted.type end
			when 1 then readings[1] else format('coalesce(%s)', array_to_string(readings, ', ')) end;
		items := items || format('%s as %I', reading, wanted.name);
	end loop;
	if source is null then
		return format('(select %s where false)', array_to_string(items, ', '));
	elsif latest is not null then
		return format('(select distinct on (s.%1$s) s.* from (select %2$s from %3$s s) s order by s.%1$s, s.synced_at desc nulls last)', latest, array_to_string(items, ', '), _qualified(source));
	end if;
	return format('(select %s from %s s)', array_to_string(items, ', '), _qualified(source));
end
$$;
comment on function @extschema@._source(regclass, text, text, text) is
'Internal: a subquery that reads a table by its description; what the table lacks is NULL, and without a table there are no rows. latest names the key of which only the version synced last counts.';
