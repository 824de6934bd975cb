-- baseline: figures of a period, kept as they are, so that later ones can be compared with them.

-- What a figure was from one day to before another, for everything and for each group; kept from NaN and infinities.
create function @extschema@._baseline_query(kpi text, period_grain text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format($q$
select %1$L::text as kpi, f.dimension, f.dimension_value, f.value, f.n
from (
	select d.dimension, d.dimension_value, (%2$s)::float8 as value, (%3$s)::bigint as n
	from (
		select x.dimension, x.dimension_value, %4$s as state
		from (
			select d.dimension, d.dimension_value, x.state
			from (select x.comparison_group, %5$s as state from (%6$s) x where %7$s group by x.comparison_group) x
			cross join lateral (select 'all' as dimension, 'all' as dimension_value union all select 'comparison_group', coalesce(x.comparison_group, '(none)')) d
		) x
		group by x.dimension, x.dimension_value
	) d
) f
where f.value > '-Infinity' and f.value < 'Infinity'$q$,
		m.kpi, replace(m.value, '%1$s', 'd.state'), replace(m.n, '%1$s', 'd.state'), m.merged, m.state,
		replace(replace(replace(m.facts, '{periods}', '(select ''baseline''::text as period_grain, $1 as period_start where x.day >= $1 and x.day < $2)'), '{period_end}', '$2'), '{is_compared}', 'false'),
		-- What a figure without days is of, such as customers before and after, is known for the periods of its view.
		case when m.is_given and m.facts !~ '\{periods\}' then format('x.period_start = $1 and x.period_grain = %L', coalesce(period_grain, '')) else 'x.day >= $1 and x.day < $2' end)
	from _measure() m
	where m.kpi = _baseline_query.kpi
$$;
comment on function @extschema@._baseline_query(text, text) is
'Internal: the query of what a figure was from $1 to before $2; period_grain is that of these days, if they are a period.';

create function @extschema@.abm_kpi_freeze_baseline(target_schema text, baseline_name text, from_on date, to_on date) returns table (kpi text, dimension text, dimension_value text, value float8, n bigint)
	language plpgsql
	set search_path = pg_catalog, @extschema@, pg_temp
	set datestyle = 'ISO'
as $$
declare
	figure text;
	read_on date;
	is_known boolean;
	grain text;
begin
	if baseline_name is null or from_on is null or to_on is null then
		raise exception 'baseline_name, from_on and to_on must not be NULL' using errcode = 'null_value_not_allowed';
	end if;
	perform _connection(target_schema);
	if baseline_name in ('', 'previous_period', 'year_ago') then
		raise exception 'a baseline cannot be called "%"', baseline_name using errcode = 'invalid_parameter_value', hint = 'The view growth uses that name. Choose one such as "before ABM".';
	elsif from_on < '1970-01-01' or to_on > '2200-01-01' or from_on >= to_on then
		raise exception 'a baseline cannot be from % to %', from_on, to_on using errcode = 'invalid_parameter_value',
			hint = 'to_on is the day after the last, later than from_on; both are from 1970-01-01 to 2200-01-01.';
	end if;
	execute format('select p.as_of from %I.parameter p', target_schema) into read_on;
	if to_on > read_on + 1 then
		raise exception 'the days from % to % are not over on %', from_on, to_on, read_on using errcode = 'invalid_parameter_value', hint = 'A baseline is of days that are over. The setting as_of says which day it is.';
	end if;
	execute format('select exists (select from %I.baseline b where b.name = $1)', target_schema) into is_known using baseline_name;
	if is_known then
		raise exception 'baseline "%" exists already', baseline_name using errcode = 'unique_violation',
			hint = format('It stays as it is. To freeze it anew: delete from %I.baseline where name = %L.', target_schema, baseline_name);
	end if;
	grain := case when extract(day from from_on) <> 1 then null when to_on = (from_on + interval '1 month')::date then 'month' when to_on = (from_on + interval '3 months')::date then 'quarter'
		when to_on = (from_on + interval '1 year')::date then 'trailing_year' end;
	for figure in select m.kpi from _measure() m order by m.kpi loop
		return query execute format('insert into %1$I.baseline as b (name, kpi, dimension, dimension_value, from_on, to_on, value, n) select $3, q.kpi, q.dimension, q.dimension_value, $1, $2, q.value, q.n from (%2$s) q returning b.kpi, b.dimension, b.dimension_value, b.value, b.n',
			target_schema, _in_target(_baseline_query(figure, grain), target_schema, '{}')) using from_on, to_on, baseline_name;
	end loop;
end
$$;
comment on function @extschema@.abm_kpi_freeze_baseline(text, text, date, date) is
'Keeps the headline figures of the days from from_on to before to_on, for all and by comparison_group, as rows of the table baseline under a name, with which the views overview and growth compare: in copy mode after the next abm_kpi_refresh. Leads and deals are as they are known today. Customers kept and their revenue are known for a month, three months or a year from the first of a month. Returns the rows. Errors: 42704 if the schema is not connected, 22023 for days that are not over or none, 23505 if the name exists, 42501 for a role that may not write the table baseline, 22004 for NULL.';
