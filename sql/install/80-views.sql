-- views: makes the KPI views from their descriptions, the rows of _view():
--   facts       a query; {name} stands for a relation of the target schema
--   dates       the grains of a view by period (month quarter year, week, trailing_year), by the column day of facts; a word
--               window=... is the setting with the days, or their number, for which units of a cohort are waited for. '' is a view of what is now.
--               In copy mode the facts of a view of what is now are a table; kept says that they are one for a view by period, too;
--               summed that the aggregates of all its periods and slices are one, where they take long
--               given says that facts has the columns period_grain and period_start itself; {periods} in it, after "lateral",
--               are those of the day of a relation x; ahead: days to come, up to five years, are periods too
--   slices      lines "dimension = value[, label]", columns of facts; "all" is always one more
--   keys        lines "name type -- what it holds": further columns of facts that a row stands for. "name! type" is one by which
--               periods begin, too; a filter on it reaches the scan
--               "name type = each -- what it holds": a further column of the query each
--   aggregates  lines "name = expression" over the facts of a row, whose period is that of g; "each = query", over the other aggregates and the keys
--               of a row a, makes of each row as many as the query returns, so that a row may be a step of what was counted;
--               "where = condition", over the other aggregates: rows for which it is not true are not returned
--   n           how many units the headline figure is from
--   columns     lines "form name = expression -- what it holds" over the aggregates (or, without dates, over facts), where form is
--     count, value, days, float, text, date, boolean, instant   a column of that kind; a count of nothing is 0
--     whole                                 a whole number that may be unknown, and then is NULL
--     rate name (a / b) = rate_summary      the rate, its limits _lo and _hi, and its numerator and denominator
--     ratio name (a / b) = x | y            two amounts and their quotient
--     interval name = x | kpi_interval      a figure and its limits _lo and _hi
--     state name = x                        of whatever type: for a view that is made of the query
--     value_interval name = x | kpi_interval   the same of an amount
-- Slices and periods are a lateral union all of one row each and not a list of values: a filter on one of them leaves one
-- branch at planning time, so that the scan below does nothing for the others.

create function @extschema@._facts() returns table (name text, description text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select * from _facts_sales()
	union all select * from _facts_marketing()
	union all select * from _facts_plan()
	union all select * from _facts_accounts()
	union all select * from _facts_leads()
	union all select * from _facts_paths()
$$;
comment on function @extschema@._facts() is
'Internal: the views that KPI views share, in the order in which they are made: name, what a row is, and the query with {name} for a relation of the target schema.';

create function @extschema@._view() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select * from _view_deals()
	union all select * from _view_pipeline()
	union all select * from _view_forecast()
	union all select * from _view_leads()
	union all select * from _view_marketing()
	union all select * from _view_programs()
	union all select * from _view_web()
	union all select * from _view_scores()
	union all select * from _view_follow_up()
	union all select * from _view_attribution()
	union all select * from _view_customers()
	union all select * from _view_targets()
	union all select * from _view_accounts()
	union all select * from _view_service()
	union all select * from _view_overview()
	union all select * from _view_plan()
$$;
comment on function @extschema@._view() is
'Internal: the KPI views, one row each, in the order in which they are made; 80-views.sql says what the columns mean.';

-- The lines of a description. One that begins with a blank continues the line above.
create function @extschema@._item(lines text) returns table (place bigint, item text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select i.place, trim(E' \t' from i.item) from regexp_split_to_table(trim(E' \t\n' from lines), '\n(?=\S)') with ordinality i(item, place) where i.item <> ''
$$;
comment on function @extschema@._item(text) is
'Internal: the lines of a description, in order, continued ones as one.';

create function @extschema@._output(columns text) returns table (place numeric, name text, expression text, description text)
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with line as (
		select i.place, m[1] as form, m[2] as name, m[3] as a, m[4] as b, split_part(m[5], ' | ', 1) as x, split_part(m[5], ' | ', 2) as y, m[6] as description
		from _item(columns) i, lateral regexp_match(i.item, '^(\w+) (\w+)(?: \((\w+) / (\w+)\))? = (.+?) -- (.+)$') m
	), output as (
		select l.place + o.step / 10.0 as place, o.name, o.expression, o.description
		from line l, lateral (
			select 1 as step, l.name, format(case l.form when 'count' then 'coalesce((%s)::bigint, 0)' when 'whole' then '(%s)::bigint'
				when 'value' then '(case when abs(%1$s) < 1e16 then %1$s end)::numeric(18,2)'
				when 'value_interval' then '(case when abs(%1$s) < 1e16 then %1$s end)::numeric(18,2)' when 'text' then '(%s)::text' when 'date' then '(%s)::date'
				when 'boolean' then '(%s)::boolean' when 'instant' then '(%s)::timestamptz' when 'state' then '%s' when 'rate' then 'rate(%s)'
				else '(%s)::float8' end, l.x) as expression, l.description
			where l.form <> 'ratio'
			union all select 1, l.name, format('((%s) / nullif(%s, 0))::float8', l.x, l.y), l.description where l.form = 'ratio'
			union all select 2, l.name || '_lo', case l.form when 'rate' then format('(rate_ci(%s)).low', l.x) when 'interval' then format('(%s).low', l.y)
					else format('(case when abs((%1$s).low) < 1e16 then (%1$s).low end)::numeric(18,2)', l.y) end,
				format('Lower limit (95 %%) of %s.', l.name) where l.form in ('rate', 'interval', 'value_interval')
			union all select 3, l.name || '_hi', case l.form when 'rate' then format('(rate_ci(%s)).high', l.x) when 'interval' then format('(%s).high', l.y)
					else format('(case when abs((%1$s).high) < 1e16 then (%1$s).high end)::numeric(18,2)', l.y) end,
				format('Upper limit (95 %%) of %s.', l.name) where l.form in ('rate', 'interval', 'value_interval')
			union all select 4, l.a, case l.form when 'rate' then format('coalesce(hits(%s), 0)', l.x) else format('(case when abs(%1$s) < 1e16 then %1$s end)::numeric(18,2)', l.x) end,
				format('Numerator of %s.', l.name) where l.form in ('rate', 'ratio')
			union all select 5, l.b, case l.form when 'rate' then format('coalesce(trials(%s), 0)', l.x) else format('(case when abs(%1$s) < 1e16 then %1$s end)::numeric(18,2)', l.y) end,
				format('Denominator of %s.', l.name) where l.form in ('rate', 'ratio')
		) o
	)
	-- Rates of one denominator name it once each; it is one column.
	select distinct on (o.name) o.place, o.name, o.expression, o.description from output o order by o.name, o.place
$$;
comment on function @extschema@._output(text) is
'Internal: the columns of a KPI view with their expressions and comments, from the lines that describe them.';

-- The relations of a target in a query: {name} becomes its qualified name, or what relations has for it.
create function @extschema@._in_target(template text, target_schema text, relations jsonb) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	-- What takes the place of a name may hold braces itself, and is not searched: a schema can have any name.
	select string_agg(case when p.place = 1 then p.part when p.name is null then '{' || p.part
		else coalesce(relations ->> p.name, format('%I.%I', target_schema, p.name)) || substr(p.part, length(p.name) + 2) end, '' order by p.place)
	from (select s.part, s.place, substring(s.part from '^(\w+)\}') as name from regexp_split_to_table(template, '\{') with ordinality s(part, place)) p
$$;
comment on function @extschema@._in_target(text, text, jsonb) is
'Internal: a query with {name} replaced by the relation of that name in the target schema, or by what relations names instead.';

-- What a fact belongs to: one branch per period grain, or per dimension.
create function @extschema@._grains(dates text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select string_agg(case
		when grain in ('week', 'month') then format('select %L::text as period_grain, date_trunc(%1$L, x.day)::date as period_start', grain)
		when grain in ('quarter', 'year') then format('select %L::text as period_grain, (date_trunc(%1$L, x.day - (select p.fiscal_shift from {parameter} p)) + (select p.fiscal_shift from {parameter} p))::date as period_start', grain)
		when grain = 'trailing_year' then 'select ''trailing_year''::text as period_grain, (date_trunc(''month'', x.day) - m.back * interval ''1 month'')::date as period_start from generate_series(0, 11) m(back)'
		end, E'\n\t\tunion all ' order by place)
	from regexp_split_to_table(dates, ' ') with ordinality g(grain, place)
	where grain in ('week', 'month', 'quarter', 'year', 'trailing_year')
$$;
comment on function @extschema@._grains(text) is
'Internal: the branches that give the periods of a day.';

create function @extschema@._dimensions(slices text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select 'select ''all''::text as dimension, ''all''::text as dimension_value, ''All''::text as dimension_label'
		|| coalesce(string_agg(format(E'\n\t\tunion all select %L, coalesce(x.%I::text, ''(none)''), coalesce(x.%I::text, ''(none)'')', m[1], coalesce(m[2], m[1]), coalesce(m[3], m[2], m[1])), '' order by i.place), '')
	from _item(slices) i, lateral regexp_match(i.item, '^(\w+)(?: = (\w+)(?:, (\w+))?)?$') m
$$;
comment on function @extschema@._dimensions(text) is
'Internal: the branches that give the slices of a fact.';

-- The facts of each period and slice. Days before 1970 are errors; coalesce keeps the two bounds from being taken for a narrow
-- range, of which the planner expects few rows.
create function @extschema@._summed_query(facts text, dates text, slices text, keys text, aggregates text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format($query$
			select g.period_grain, g.period_start, d.dimension, d.dimension_value, max(d.dimension_label) as dimension_label, min(x.day) as earliest%1$s,
				%2$s
			from (%3$s) x
			cross join lateral (
				%4$s
			) g
			cross join lateral (
				%5$s
			) d
			where x.day <= (select p.as_of%6$s from {parameter} p) and coalesce(x.day >= date '1970-01-01', false)
			group by g.period_grain, g.period_start, d.dimension, d.dimension_value%1$s$query$,
		(select coalesce(string_agg(format(', x.%I', l.name), '' order by l.place), '') from _line(keys) l where l.alternatives[1] !~ '^each\M'),
		(select string_agg(format('%s as %I', m[2], m[1]), E',\n\t\t\t\t' order by i.place) from _item(aggregates) i, lateral regexp_match(i.item, '^(\w+) = (.+)$') m where m[1] not in ('each', 'where')),
		replace(trim(E' \t\n' from facts), '{periods}', '(' || _grains(dates) || ')'),
		case when dates ~ '\mgiven\M' then 'select x.period_grain, x.period_start' else _grains(dates) end,
		_dimensions(slices), case when dates ~ '\mahead\M' then ' + 1826' else '' end)
$$;
comment on function @extschema@._summed_query(text, text, text, text, text) is
'Internal: the query of the aggregates of a KPI view by period and slice.';

-- A filter on a view of what is now often leaves all of it to be computed. No fact that views share may be called <view>_fact: that is
-- the name of the table.
create function @extschema@._kept(view_name text, facts text, dates text, slices text, keys text, aggregates text) returns table (name text, description text, query text, is_summed boolean)
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select k.view_name || '_fact', format('What the view %s is made of.', k.view_name), case when k.is_summed then _summed_query(k.facts, k.dates, k.slices, k.keys, k.aggregates) else k.facts end, k.is_summed
	from (values (_kept.view_name, _kept.facts, _kept.dates, _kept.slices, _kept.keys, _kept.aggregates, _kept.dates ~ '\msummed\M')) k(view_name, facts, dates, slices, keys, aggregates, is_summed)
	where k.dates = '' or k.dates ~ '\mkept\M' or k.is_summed
$$;
comment on function @extschema@._kept(text, text, text, text, text, text) is
'Internal: the table that keeps the facts of a KPI view in copy mode, or their aggregates, beside those that views share; none if they are not kept.';

create function @extschema@._period_query(facts text, dates text, slices text, keys text, aggregates text, n text, columns text, summed text default null) returns text
	language plpgsql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	key_columns text := (select coalesce(string_agg(format(', a.%I', l.name), '' order by l.place), '') from _line(keys) l where l.alternatives[1] !~ '^each\M');
	slice_columns text := (select coalesce(string_agg(format(', a.%I', l.name), '' order by l.place), '') from _line(keys) l where l.is_required);
	each_columns text := (select coalesce(string_agg(format(', e.%I', l.name), '' order by l.place), '') from _line(keys) l where l.alternatives[1] ~ '^each\M');
	each_query text := (select (regexp_match(i.item, '^each = (.+)$'))[1] from _item(aggregates) i where i.item like 'each = %');
	condition text := (select (regexp_match(i.item, '^where = (.+)$'))[1] from _item(aggregates) i where i.item like 'where = %');
	is_ahead boolean := dates ~ '\mahead\M';
	waited text := coalesce((regexp_match(dates, 'window=(\w+)'))[1], 'no');
	sums text := (select string_agg(format('case when s.start_on = a.period_start then a.%I end as %1$I', m[1]), ', ' order by i.place)
		from _item(aggregates) i, lateral regexp_match(i.item, '^(\w+) = (.+)$') m where m[1] not in ('each', 'where'));
begin
	-- Inside: the facts of each period and slice, or the table summed that has them. Around it: the periods between them, which have none.
	return format($query$
select concat_ws('|', a.period_grain, to_char(a.period_start, 'YYYY-MM-DD'), a.dimension, a.dimension_value%1$s%7$s) as id,
	a.period_grain, a.period_start, a.last_on + %6$s <= p.as_of as is_complete, a.dimension, a.dimension_value, a.dimension_label%1$s%7$s,
	coalesce(%2$s, 0)::bigint as n, coalesce(%2$s, 0) < p.min_n as is_thin,
	%3$s
from (
	select a.period_grain, s.start_on as period_start, (s.start_on + case a.period_grain when 'week' then interval '7 days' when 'month' then interval '1 month'
			when 'quarter' then interval '3 months' else interval '1 year' end)::date - 1 as last_on,
		a.dimension, a.dimension_value, a.dimension_label%1$s, %4$s
	from (
		select a.*, row_number() over key = 1 as is_first, lead(a.period_start) over key as next_start,
			min(a.period_start) over slice as first_start, min(a.earliest) over slice as first_day%11$s
		from (%5$s
		) a
		window slice as (partition by a.period_grain, a.dimension%9$s), key as (partition by a.period_grain, a.dimension, a.dimension_value%1$s order by a.period_start)
	) a
	cross join {parameter} p
	cross join lateral (
		select t::date as start_on
		from generate_series(case when a.is_first then a.first_start else a.period_start end::timestamp,
			case when a.next_start is not null then a.next_start - 1
				when a.period_grain = 'trailing_year' then (date_trunc('month', p.as_of) - interval '11 months')::date else %12$s end::timestamp,
			case a.period_grain when 'week' then interval '7 days' when 'quarter' then interval '3 months' when 'year' then interval '1 year' else interval '1 month' end) t
		-- Always true. The planner takes a series for 1000 rows, and so a few hundred periods for millions, which it would compile code for.
		where t = date_trunc('day', t) and t::date = date_trunc('day', t)
	) s
	where a.period_grain <> 'trailing_year' or s.start_on <= date_trunc('month', p.as_of) - interval '11 months'
		and (s.start_on >= date_trunc('month', a.first_day) or s.start_on >= date_trunc('month', p.as_of) - interval '11 months')
) a
cross join {parameter} p%8$s%10$s$query$,
		key_columns, n, (select string_agg(format('%s as %I', o.expression, o.name), E',\n\t' order by o.place) from _output(columns) o), sums,
		coalesce(E'\n\t\t\t' || summed, _summed_query(facts, dates, slices, keys, aggregates)),
		case when waited = 'no' then '0' when waited ~ '^\d+$' then waited else format('p.%I', waited) end,
		each_columns, coalesce(E'\ncross join lateral (' || each_query || ') e', ''), slice_columns, coalesce(E'\nwhere ' || condition, ''),
		case when is_ahead then ', max(a.period_start) over slice as last_start' else '' end, case when is_ahead then 'greatest(p.as_of, a.last_start)' else 'p.as_of' end);
end
$$;
comment on function @extschema@._period_query(text, text, text, text, text, text, text, text) is
'Internal: the query of a KPI view by period; summed is one of its aggregates, if there is a table of them.';

create function @extschema@._current_query(facts text, keys text, n text, columns text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format(E'select concat_ws(''|'', %s) as id, %s, coalesce(%s, 0)::bigint as n, coalesce(%3$s, 0) < p.min_n as is_thin,\n\t%s\nfrom (%s) f\ncross join {parameter} p',
		(select string_agg(format(case l.type when 'date' then 'to_char(f.%I, ''YYYY-MM-DD'')' else 'f.%I' end, l.name), ', ' order by l.place) from _line(keys) l),
		(select string_agg(format('f.%I', l.name), ', ' order by l.place) from _line(keys) l),
		n, (select string_agg(format('%s as %I', o.expression, o.name), E',\n\t' order by o.place) from _output(columns) o), trim(E' \t\n' from facts))
$$;
comment on function @extschema@._current_query(text, text, text, text) is
'Internal: the query of a KPI view of what is now.';

-- The comments of a view's columns: those of its kind first, then its own.
create function @extschema@._view_comments(dates text, keys text, columns text) returns table (name text, description text)
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select * from (values
		('id', 'Identifies the row: its key columns joined with |.'),
		('n', 'How many units the headline figure is from.'),
		('is_thin', 'Whether n is below the setting min_n.')) common(name, description)
	union all
	select * from (values
		('period_grain', 'Length of the period. Filter one.'),
		('period_start', 'First day of the period in the setting time_zone.'),
		('is_complete', case when dates like '%window=%' then 'Whether the time for which the last unit of the period is waited for is over.' else 'Whether the period is over.' end),
		('dimension', 'What the figures are cut by. Filter one.'),
		('dimension_value', 'The slice; (none) where it is unknown.'),
		('dimension_label', 'The slice as a person reads it.')) period(name, description)
	where dates <> ''
	union all select l.name, coalesce(l.description, substring(l.alternatives[1] from '^each\s+-- (.*)$')) from _line(keys) l
	union all select o.name, o.description from _output(columns) o
$$;
comment on function @extschema@._view_comments(text, text, text) is
'Internal: the comments of the columns of a KPI view.';
