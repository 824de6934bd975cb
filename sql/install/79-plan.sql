-- plan: the KPI views that set a figure beside what it was and what it was to be: growth and goals, and frozen baselines.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean, 79-overview.sql how figures are measured.

-- Counts of two times as long or short: what share of both is of the first, beside the share of its time.
create function @extschema@._count_finding(now bigint, before numeric, exposure float8, min_n bigint) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select case when before is null or before < 0 then null when now + before < min_n then 'too few' when i.low > exposure then 'higher' when i.high < exposure then 'lower' else 'no clear difference' end
	from rate_ci(case when before >= 0 and before < 1e15 then rate_summary(now, now + round(before)) end) i
$$;
comment on function @extschema@._count_finding(bigint, numeric, float8, bigint) is
'Internal: whether a count is higher or lower than one before, of which it has exposure as its share of the time: as the interval (95 %) of its share of both counts says, if each thing happens on its own (Przyborowski and Wilenski 1940).';

-- Days that have elapsed of the running periods: a period before is counted up to as many.
create function @extschema@._growth_states(facts text, marks text, slices text, aggregates text, columns text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select _period_query(format($q$
select x.*%s
from (
	select x.*, g.period_grain, g.period_start,
		x.day - g.period_start <= p.as_of - (date_trunc(g.period_grain, p.as_of - p.fiscal_shift) + p.fiscal_shift)::date as is_early
	from (%s) x
	cross join lateral {periods} g
	cross join {parameter} p
	where x.day <= p.as_of
) x
$q$, marks, facts), 'month quarter year given', slices, 'kpi! text -- .', aggregates, 'units', columns || E'\nstate elapsed_days = least(a.last_on, p.as_of) - a.period_start + 1 -- .')
$$;
comment on function @extschema@._growth_states(text, text, text, text, text) is
'Internal: the query of figures by period, whole, and up to the days that have elapsed of the running period.';

create function @extschema@._growth_facts() returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format($q$
select f.*, f.value - f.value_before as change, count(*) filter (where f.is_decline) over (partition by f.kpi, f.period_grain, f.dimension, f.dimension_value, f.compared_with, f.run order by f.period_start) as declines_in_a_row
from (
	select f.*, count(*) filter (where not coalesce(f.is_decline, false)) over (partition by f.kpi, f.period_grain, f.dimension, f.dimension_value, f.compared_with order by f.period_start) as run
	from (
		select f.*, (m.rate).difference * 100 as rate_change, (m.rate).low * 100 as rate_low, (m.rate).high * 100 as rate_high, m.points,
			case f.unit when 'rate' then rate(f.rates) when 'points' then nps(f.answers) when 'money' then f.amounts::float8 else f.units end as value,
			case when f.from_on is not null then case when f.unit in ('rate', 'points') then f.baseline_value else f.baseline_value * f.elapsed_days / nullif(f.to_on - f.from_on, 0) end
				when f.unit = 'rate' then rate(f.rates_before) when f.unit = 'points' then nps(f.answers_before) when f.unit = 'money' then f.amounts_before::float8 else f.units_before end as value_before,
			case f.unit when 'rate' then trials(f.rates) when 'points' then responses(f.answers) else f.units end as n_now,
			case when f.from_on is not null then f.baseline_n when f.unit = 'rate' then trials(f.rates_before) when f.unit = 'points' then responses(f.answers_before) else f.units_before end as n_before,
			case f.unit when 'rate' then rate(f.rates) < rate(f.rates_last) when 'points' then nps(f.answers) < nps(f.answers_last) when 'money' then f.amounts < f.amounts_last else f.units < f.units_last end as is_decline
		from (
			-- A running period has the early part of the ones before beside it.
			select q.*, c.label as kpi_label, c.unit, b.compared_with, b.from_on, b.to_on, b.baseline_value, b.baseline_n,
				case when b.from_on is null then case when q.is_complete then lag(q.units, b.back) over slice else lag(q.early_units, b.back) over slice end end as units_before,
				case when b.from_on is null then case when q.is_complete then lag(q.amounts, b.back) over slice else lag(q.early_amounts, b.back) over slice end end as amounts_before,
				case when b.from_on is not null then case when c.unit = 'rate' then rate_summary(round(b.baseline_value::numeric * b.baseline_n), b.baseline_n) end
					when q.is_complete then lag(q.rates, b.back) over slice else lag(q.early_rates, b.back) over slice end as rates_before,
				case when b.from_on is null then case when q.is_complete then lag(q.answers, b.back) over slice else lag(q.early_answers, b.back) over slice end end as answers_before,
				case when b.from_on is not null then b.to_on - b.from_on when q.is_complete then lag(q.elapsed_days, b.back) over slice else least(q.elapsed_days, lag(q.elapsed_days, b.back) over slice) end as days_before,
				case when q.is_complete then lag(q.units) over slice else lag(q.early_units) over slice end as units_last,
				case when q.is_complete then lag(q.amounts) over slice else lag(q.early_amounts) over slice end as amounts_last,
				case when q.is_complete then lag(q.rates) over slice else lag(q.early_rates) over slice end as rates_last,
				case when q.is_complete then lag(q.answers) over slice else lag(q.early_answers) over slice end as answers_last
			from (
%s
union all
%s
			) q
			join (values %s) c(kpi, label, unit) on c.kpi = q.kpi
			cross join lateral (
				select 'previous_period' as compared_with, 1 as back, null::date as from_on, null::date as to_on, null::float8 as baseline_value, null::bigint as baseline_n
				union all select 'year_ago', case q.period_grain when 'month' then 12 when 'quarter' then 4 else 1 end, null, null, null, null
				union all select x.name, 1, x.from_on, x.to_on, x.value, x.n
				from {baseline} x
				where x.kpi = q.kpi and coalesce(x.dimension, 'all') = q.dimension and coalesce(x.dimension_value, 'all') = q.dimension_value and x.from_on < x.to_on and x.name not in ('previous_period', 'year_ago')
					and x.value > '-1e15' and x.value < '1e15' and x.n >= 0 and case c.unit when 'rate' then x.value between 0 and 1 and x.n < 1e15 when 'points' then x.value between -100 and 100 else true end
			) b
			window slice as (partition by q.kpi, q.period_grain, q.dimension, q.dimension_value, b.compared_with order by q.period_start)
		) f
		cross join lateral (
			select case when f.unit = 'rate' then rate_compare(f.rates, f.rates_before) end as rate, case when f.unit = 'points' then nps_compare(f.answers, f.answers_before) end as points
		) m
	) f
) f
$q$,
		_growth_states('select f.* from {growth_event_fact} f', '', E'comparison_group\nsegment\nowner = owner_id, owner_name\nsource\ncampaign = campaign_id, campaign_name',
			E'units = count(*)\nearly_units = count(*) filter (where is_early)\nrates = rate_agg(is_hit)\nearly_rates = rate_agg(is_hit) filter (where is_early)\namounts = sum(amount)\nearly_amounts = sum(amount) filter (where is_early)',
			E'count units = units -- .\ncount early_units = early_units -- .\nstate rates = rates -- .\nstate early_rates = early_rates -- .\nstate amounts = coalesce(amounts, 0) -- .\nstate early_amounts = coalesce(early_amounts, 0) -- .\nstate answers = null::nps_summary -- .\nstate early_answers = null::nps_summary -- .'),
		-- The last answer of a person counts, of the whole period and of its early part.
		_growth_states('select ''nps''::text as kpi, f.* from {answer_fact} f where f.survey_kind = ''nps'' and f.score is not null', $q$,
	row_number() over (partition by x.kpi, x.period_grain, x.period_start, x.person order by x.age) = 1 as is_last,
	x.is_early and row_number() over (partition by x.kpi, x.period_grain, x.period_start, x.person, x.is_early order by x.age) = 1 as is_last_early$q$,
			E'comparison_group\nsegment\nowner = owner_id, owner_name',
			E'units = count(*)\nearly_units = count(*) filter (where is_early)\nanswers = nps_agg(score) filter (where is_last)\nearly_answers = nps_agg(score) filter (where is_last_early)',
			E'count units = units -- .\ncount early_units = early_units -- .\nstate rates = null::rate_summary -- .\nstate early_rates = null::rate_summary -- .\nstate amounts = 0::numeric -- .\nstate early_amounts = 0::numeric -- .\nstate answers = answers -- .\nstate early_answers = early_answers -- .'),
		(select string_agg(format('(%L, %L, %L)', c.kpi, c.label, c.unit), ', ' order by c.number) from _kpi_catalogue() c where c.kpi in ('new_lead_count', 'mql_count', 'opportunity_count', 'won_count', 'won_value', 'win_rate', 'nps')))
$$;
comment on function @extschema@._growth_facts() is
'Internal: the query of growth.';

create function @extschema@._goal_facts() returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	-- A figure without a goal is not computed: the condition is one that is tried before. What is counted or summed goes on
	-- as it has gone so far; each thing comes on its own, so that the spread of what is to come, and of what it is
	-- estimated from, is that of the squares of what came (compound Poisson).
	select format($q$
select g.kpi, g.period_grain, g.period_start, g.goal_value, c.label as kpi_label, c.unit, c.is_total, f.is_complete, coalesce(f.n, 0) as n, f.value, e.elapsed_rate, e.days_left,
	case when c.is_total then case when f.is_complete then f.value when e.elapsed_rate > 0 then f.value / e.elapsed_rate end else f.value end as projected,
	case when c.is_total then case when f.is_complete then f.value when e.elapsed_rate > 0 and f.n > 0 then greatest(f.value, f.value / e.elapsed_rate - 1.959963984540054 * sqrt(f.squares * e.to_come * (1 + e.to_come))) end else f.value_lo end as projected_lo,
	case when c.is_total then case when f.is_complete then f.value when e.elapsed_rate > 0 and f.n > 0 then f.value / e.elapsed_rate + 1.959963984540054 * sqrt(f.squares * e.to_come * (1 + e.to_come)) end else f.value_hi end as projected_hi
from (
	select g.kpi, g.period_grain, g.period_start, case when abs(g.value) < 1e16 then g.value end as goal_value,
		(g.period_start + case g.period_grain when 'month' then interval '1 month' when 'quarter' then interval '3 months' else interval '1 year' end)::date as next_start
	from {goal} g
	where g.kpi is not null and g.period_grain in ('month', 'quarter', 'year') and g.period_start >= '1970-01-01' and g.period_start <= (select p.as_of from {parameter} p)
) g
join (values %s) c(kpi, label, unit, is_total) on c.kpi = g.kpi
left join (
%s
) f on f.kpi = g.kpi and f.period_grain = g.period_grain and f.period_start = g.period_start
cross join lateral (
	select b.elapsed / nullif(b.days, 0) as elapsed_rate, b.days - b.elapsed as days_left, (b.days - b.elapsed) / nullif(b.elapsed, 0) as to_come
	from (
		select business_days(g.period_start, g.next_start)::float8 as days, business_days(g.period_start, least(g.next_start, p.as_of + 1))::float8 as elapsed from {parameter} p
	) b
) e
$q$,
		-- Counts and sums grow with the days.
		(select string_agg(format('(%L, %L, %L, %L::boolean)', c.kpi, c.label, c.unit, m.limits = 'count'), ', ' order by c.kpi) from _kpi_catalogue() c join _measure() m on m.kpi = c.kpi),
		(select string_agg(format($q$select %L::text as kpi, f.period_grain, f.period_start, f.is_complete, f.n, (%s)::float8 as value, %s as value_lo, %s as value_hi, %s as squares
from (%s) f where f.dimension = 'all' and exists (select from {goal} g where g.kpi = %1$L)$q$, m.kpi, replace(m.value, '%1$s', 'f.state'),
			case when m.limits in ('', 'count') then 'null::float8' else '(' || replace(m.limits, '%1$s', 'f.state') || ').low' end,
			case when m.limits in ('', 'count') then 'null::float8' else '(' || replace(m.limits, '%1$s', 'f.state') || ').high' end,
			-- (n - 1) times the variance, and n times the square of the mean.
			case when m.limits <> 'count' then 'null::float8' when m.kpi = 'won_value'
				then '((f.n - 1) * coalesce(deal_value_stddev(f.state), 0) ^ 2 + f.n * average_deal_value(f.state)::float8 ^ 2)' else 'f.n::float8' end,
			_state_query(m.kpi, false)), E'\nunion all\n' order by m.kpi) from _measure() m))
$$;
comment on function @extschema@._goal_facts() is
'Internal: the query of goal_progress.';

create function @extschema@._view_plan() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language plpgsql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $body$
begin
	return query values
('growth', 'Figures by period beside what they were: in the period before, a year ago, and in each frozen baseline. The running period is compared with as many days of the one before. Filter one kpi, period_grain, compared_with and dimension.', _growth_facts(), '', '', $$
kpi text -- The figure: new_lead_count, mql_count, opportunity_count, won_count, won_value, win_rate or nps. Filter one.
period_grain text -- Length of the period. Filter one.
period_start date -- First day of the period in the setting time_zone.
compared_with text -- previous_period, year_ago, or the name of a baseline. Filter one.
dimension text -- What the figures are cut by. Filter one.
dimension_value text -- The slice; (none) where it is unknown.
$$, '', 'f.n_now', $$
boolean is_complete = f.is_complete -- Whether the period is over.
text dimension_label = f.dimension_label -- The slice as a person reads it.
text kpi_label = f.kpi_label -- The figure as a person reads it.
text unit = f.unit -- count, money, rate (0 to 1) or points.
float value = f.value -- The figure.
float value_before = f.value_before -- What it was; of a running period, in as many days of the one before. Counts and sums of a baseline are those of as many days.
whole n_before = f.n_before -- How many units that is from.
float growth_rate = case when f.unit in ('count', 'money') then growth(f.value, f.value_before) end -- value / value_before - 1 of counts and sums. NULL where value_before is not above 0.
float change_points = case f.unit when 'rate' then 100 * f.change when 'points' then f.change end -- value - value_before of rates, in percentage points, and of NPS.
float change_points_lo = case f.unit when 'rate' then f.rate_low when 'points' then (f.points).low end -- Lower limit (95 %) of change_points.
float change_points_hi = case f.unit when 'rate' then f.rate_high when 'points' then (f.points).high end -- Upper limit (95 %) of change_points.
whole elapsed_days = f.elapsed_days -- Days of the period up to the day of reading.
count declines_in_a_row = f.declines_in_a_row -- So many periods in a row, this one the last, were below the one before.
text finding = case f.unit
 when 'count' then _count_finding(f.units, case when f.from_on is not null then f.baseline_value else f.units_before end::numeric, f.elapsed_days / (f.elapsed_days + f.days_before)::float8, p.min_n)
 when 'money' then null
 else case when f.value is null or f.value_before is null then null when f.n_now < p.min_n or f.n_before < p.min_n then 'too few'
  when coalesce(f.rate_low, (f.points).low) > 0 then 'higher' when coalesce(f.rate_high, (f.points).high) < 0 then 'lower' when coalesce(f.rate_low, (f.points).low) is null then null else 'no clear difference' end end -- Whether it changed: higher or lower, if an interval excludes no difference; no clear difference; too few (min_n). NULL for sums.
$$),
('goal_progress', 'How far each goal is reached, and how far it will be if things go on as they have. A period that has not begun has no row.', _goal_facts(), '', '', $$
kpi text -- The figure, as in kpi_status.
period_grain text -- Length of the period.
period_start date -- First day of the period.
$$, '', 'f.n', $$
boolean is_complete = coalesce(f.is_complete, false) -- Whether the period is over, and the time for which its last unit is waited for.
text kpi_label = f.kpi_label -- The figure as a person reads it.
text unit = f.unit -- rate (0 to 1), points, count, days or money.
float goal_value = f.goal_value -- The goal.
float actual_value = f.value -- The figure so far.
float attainment_rate = case when f.goal_value > 0 then f.value / nullif(f.goal_value, 0) end -- actual_value / goal_value. NULL where the goal is not above 0.
float elapsed_rate = f.elapsed_rate -- Share of the working days of the period, Monday to Friday, that are over.
float projected_value = f.projected -- Counts and sums: actual_value / elapsed_rate. Other figures: as they are.
float projected_value_lo = f.projected_lo -- Lower limit (95 %) of projected_value: if each thing comes on its own, and as often as so far.
float projected_value_hi = f.projected_hi -- Upper limit (95 %) of projected_value.
float needed_value_per_day = case when f.is_total and f.days_left > 0 and f.goal_value is not null then greatest(f.goal_value - coalesce(f.value, 0), 0) / nullif(f.days_left, 0) end -- What every working day that is left has to bring. NULL where none is left.
text finding = case when f.projected is null or f.goal_value is null then null when f.is_total and f.is_complete then case when f.value > f.goal_value then 'higher' when f.value < f.goal_value then 'lower' else 'no clear difference' end
 when f.n < p.min_n or f.projected_lo is null then 'too few' when f.projected_lo > f.goal_value then 'higher' when f.projected_hi < f.goal_value then 'lower' else 'no clear difference' end -- Whether projected_value is higher or lower than the goal, if its interval says so; no clear difference; too few (min_n).
$$);
end
$body$;
comment on function @extschema@._view_plan() is
'Internal: the KPI views of growth and goals.';
