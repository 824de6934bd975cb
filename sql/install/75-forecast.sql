-- forecast: the KPI views of what will close: the open pipeline, and how long deals take when won and lost ones compete.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._incidence_interval(share float8, variance float8) returns @extschema@.kpi_interval
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	-- Log-log limits stay between 0 and 1; of nothing, or everything, there are none. Shares are sums: 1 may be a little less.
	select row(case when i.spread is not null then case when -ln(share) * exp(i.spread) < 700 then share ^ exp(i.spread) else 0 end end, case when i.spread is not null then share ^ exp(-i.spread) end)::kpi_interval
	from (select case when share > 1e-12 and share < 1 - 1e-12 and variance >= 0 then least(1.959963984540054 * sqrt(variance) / abs(share * ln(share)), 100) end as spread) i
$$;
comment on function @extschema@._incidence_interval(float8, float8) is
'Internal: limits (95 %) of a cumulative incidence with its variance.';

-- won and lost are durations of the same deals, each with what else happened as open; ended has both as events.
create function @extschema@._cumulative_incidence(won @extschema@.duration_summary, lost @extschema@.duration_summary, ended @extschema@.duration_summary)
	returns table (day bigint, at_risk bigint, won_share float8, won_limits @extschema@.kpi_interval, lost_share float8, lost_limits @extschema@.kpi_interval)
	language sql immutable parallel safe rows 300
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	-- Share by t: sum of S(before) d / n. Its variance (Marubini and Valsecchi 1995, 10.12):
	--   sum (F(t) - F)^2 g + sum S(before)^2 d (n - d) / n^3 - 2 sum (F(t) - F) S(before) d / n^2, where g = e / (n (n - e)) and e are
	-- the ends of either kind; the squares are written out, so that running sums are enough.
	with step as (
		select c.days, c.at_risk::float8 as n, c.events::float8 as e, coalesce(lag(c.survival) over (order by c.days), 1) as s, w.events::float8 as dw, l.events::float8 as dl
		from survival_curve(ended) c join survival_curve(won) w on w.days = c.days join survival_curve(lost) l on l.days = c.days
	), share as (
		select t.*, coalesce(t.e / nullif(t.n * (t.n - t.e), 0), 0) as g, sum(t.s * t.dw / t.n) over (order by t.days) as fw, sum(t.s * t.dl / t.n) over (order by t.days) as fl from step t
	)
	select a.days::bigint, a.n::bigint, a.fw,
		_incidence_interval(a.fw, a.fw * a.fw * sum(a.g) over t - 2 * a.fw * sum(a.fw * a.g) over t + sum(a.fw * a.fw * a.g) over t
			+ sum(a.s * a.s * a.dw * (a.n - a.dw) / a.n ^ 3) over t - 2 * (a.fw * sum(a.s * a.dw / a.n ^ 2) over t - sum(a.fw * a.s * a.dw / a.n ^ 2) over t)),
		a.fl,
		_incidence_interval(a.fl, a.fl * a.fl * sum(a.g) over t - 2 * a.fl * sum(a.fl * a.g) over t + sum(a.fl * a.fl * a.g) over t
			+ sum(a.s * a.s * a.dl * (a.n - a.dl) / a.n ^ 3) over t - 2 * (a.fl * sum(a.s * a.dl / a.n ^ 2) over t - sum(a.fl * a.s * a.dl / a.n ^ 2) over t))
	from share a
	window t as (order by a.days)
$$;
comment on function @extschema@._cumulative_incidence(@extschema@.duration_summary, @extschema@.duration_summary, @extschema@.duration_summary) is
'Internal: which share of deals was won, and which lost, by each day, where the one prevents the other (Aalen and Johansen 1978), with limits (95 %).';

create function @extschema@._view_forecast() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('forecast', 'What open deals are expected to bring, by the period of their expected close, from the running one on. Filter one period_grain and one dimension.', $$
-- What is overdue, has no day or one more than five years off, is in the running period, and apart.
select case when d.status <> 'open' then d.closed_on when d.is_due then d.expected_close_on else d.as_of end as day,
	case when d.status <> 'open' then 'won' when d.is_due then 'open' when d.is_overdue then 'overdue' else 'undated' end as what,
	d.deal_value, d.probability, d.history_rate, d.category,
	d.comparison_group, d.segment, d.owner_id, d.owner_name, d.pipeline_id
from (
	select d.status, d.is_won, d.is_overdue, d.closed_on, d.expected_close_on, d.as_of, d.deal_value, d.comparison_group, d.segment, d.owner_id, d.owner_name, d.pipeline_id,
		coalesce(d.expected_close_on between d.as_of and d.as_of + 1826, false) as is_due, lower(regexp_replace(regexp_replace(trim(d.forecast_category), '([a-z])([A-Z])', '\1_\2', 'g'), '[^A-Za-z]+', '_', 'g')) as category,
		coalesce(d.probability, case when d.raw_probability is null then s.probability end) as probability, case when h.decided_count > 0 then h.won_count::float8 / h.decided_count end as history_rate
	from {deal_fact} d
	left join {stage_win_fact} h on h.pipeline_id = coalesce(d.pipeline_id, '(none)') and h.stage_id = d.stage_id
	left join (
		select coalesce(x.pipeline_id, '(none)') as pipeline_id, x.stage_id, max(case when x.probability between 0 and 1 then x.probability end) as probability from {stage} x group by 1, 2
	) s on s.pipeline_id = coalesce(d.pipeline_id, '(none)') and s.stage_id = d.stage_id
) d
-- No period that runs began more than a year ago.
where d.status = 'open' or d.is_won and d.closed_on > d.as_of - 366
$$, 'month quarter year ahead', $$
comparison_group
owner = owner_id, owner_name
segment
pipeline = pipeline_id
category
$$, '', $$
open = count(*) filter (where what = 'open')
open_value = sum(deal_value) filter (where what = 'open')
by_stage = forecast_agg(deal_value, probability) filter (where what = 'open')
by_history = forecast_agg(deal_value, history_rate) filter (where what = 'open')
lowest = sum(least(deal_value, 0)) filter (where what = 'open')
highest = sum(greatest(deal_value, 0)) filter (where what = 'open')
commit_value = sum(deal_value) filter (where what = 'open' and category = 'commit')
best_case_value = sum(deal_value) filter (where what = 'open' and category = 'best_case')
closed_value = sum(deal_value) filter (where what = 'won')
overdue = count(*) filter (where what = 'overdue')
overdue_value = sum(deal_value) filter (where what = 'overdue')
missing = count(*) filter (where what = 'undated' or what = 'open' and (deal_value is null or probability is null or history_rate is null))
each = select case when a.dimension = 'all' then (select max(g.value)::numeric from {goal} g where g.kpi = 'won_value' and g.period_grain = a.period_grain and g.period_start = a.period_start and abs(g.value) < 1e16) end as goal_value
where = a.last_on >= p.as_of
$$, 'open', $$
count open_count = open -- Open deals that are expected to close in the period.
value open_value = coalesce(open_value, 0) -- Their value.
value weighted_stage_value = coalesce(weighted_value(by_stage), 0) -- Their value by the probabilities of the CRM: of the deal, else of its stage.
value weighted_history_value = coalesce(weighted_value(by_history), 0) -- Their value by history: the share of the decided deals that were in the same stage and were won.
value weighted_history_value_lo = greatest((weighted_forecast_ci(by_history)).low::numeric, lowest) -- Lower limit (95 %) of weighted_history_value, if each deal is won or lost on its own.
value weighted_history_value_hi = least((weighted_forecast_ci(by_history)).high::numeric, highest) -- Upper limit (95 %) of weighted_history_value.
value commit_value = coalesce(commit_value, 0) -- Value of those in the forecast category commit.
value best_case_value = coalesce(best_case_value, 0) -- Value of those in the category best case.
value closed_value = coalesce(closed_value, 0) -- Won in the period so far.
value goal_value = goal_value -- Goal for won_value. NULL in slices, and where there is none.
value gap_value = goal_value - coalesce(closed_value, 0) -- goal_value - closed_value: what is still to be won. Below 0: the goal is reached.
float coverage_ratio = case when goal_value - coalesce(closed_value, 0) > 0 then coalesce(open_value, 0) / nullif(goal_value - coalesce(closed_value, 0), 0) end -- open_value / gap_value. NULL where there is no gap.
count overdue_count = overdue -- In the running period: open deals whose expected close is over; in none of the values above.
value overdue_value = coalesce(overdue_value, 0) -- Their value.
count n_missing = missing -- Open deals that are missing in a value: without a value, a probability or a history of their stage; in the running period also those without a day, or with one more than five years off.
$$),
('cycle_curve', 'Which share of the deals created in a trailing year was won, and which lost, by each day after their creation, open ones counted as still waiting. Longer is not worse. Filter one dimension and one period_start.', $$
-- Durations are moved so that they end on the day of reading. Disqualified deals are left out.
select d.created_on as day, d.as_of - d.days as started, d.as_of, case when d.is_won then d.as_of end as won_at, case when not d.is_won then d.as_of end as lost_at, case when d.is_won is not null then d.as_of end as ended_at, d.comparison_group
from (
	select d.created_on, d.as_of, coalesce(d.closed_on, d.as_of) - d.created_on as days, case when d.closed_on is not null then d.is_won end as is_won, d.comparison_group
	from {deal_fact} d
	where d.status <> 'disqualified'
) d
where d.days >= 0
$$, 'trailing_year window=opportunity_window_days summed', $$
comparison_group
$$, $$
day bigint = each -- Days since creation; one row for each day on which a deal ended or was last seen open.
$$, $$
won_cycles = duration_agg(started, won_at, as_of)
lost_cycles = duration_agg(started, lost_at, as_of)
ended_cycles = duration_agg(started, ended_at, as_of)
each = select c.* from _cumulative_incidence(a.won_cycles, a.lost_cycles, a.ended_cycles) c where c.at_risk >= 10
$$, 'at_risk', $$
interval won_share_rate = won_share | won_limits -- Share of the deals that were won by this day, where a lost deal can no longer be won (Aalen-Johansen).
interval lost_share_rate = lost_share | lost_limits -- Share that was lost by this day.
count at_risk_count = at_risk -- Deals that were still open just before this day. Days with fewer than 10 are left out.
$$)
$views$;
comment on function @extschema@._view_forecast() is
'Internal: the KPI views of what will close.';
