-- report: what the report asks of the views: for each tile and each chart a query that returns one JSON object, in which
-- {name} stands for a relation of the target and $1 for the context of _report_context(). 89-report.sql makes the page.

create function @extschema@._report_tile() returns table (place integer, label text, units text, views text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $body$
	with headline(place, label, units, kpi) as (values
		(1, 'Value won', 'deals won', 'won_value'), (2, 'Win rate', 'closed deals', 'win_rate'), (4, 'Net revenue retention', 'customers', 'net_retention_rate'))
	select h.place, h.label, h.units, 'overview', format($q$
select jsonb_build_object('unit', o.unit, 'value', o.value, 'low', o.value_lo, 'high', o.value_hi, 'before', o.previous_value, 'change', o.change, 'change_lo', o.change_lo, 'change_hi', o.change_hi, 'finding', o.finding, 'n', o.n, 'is_thin', o.is_thin)
from {overview} o where o.kpi = %L and o.period_grain = 'trailing_year' and o.dimension = 'all' and o.period_start in (($1 ->> 'period_start')::date, ($1 ->> 'running_start')::date) and o.n > 0
order by o.period_start limit 1$q$, h.kpi)
	from headline h
	union all values
	(3, 'Open pipeline', 'open deals', 'deals', $q$
select jsonb_build_object('unit', 'money', 'value', d.open_value, 'before', d.open_value_before, 'change', d.open_value - d.open_value_before, 'n', d.n, 'is_thin', d.n < ($1 ->> 'min_n')::bigint, 'note', case when d.open_value_before is not null then 'a year ago by the amounts of today' end)
from (
	select count(*) filter (where o.status = 'open') as n, coalesce(sum(o.deal_value) filter (where o.status = 'open'), 0) as open_value,
		sum(o.deal_value) filter (where o.created_on <= y.day and (o.status = 'open' or o.closed_on > y.day)) as open_value_before
	from {deals} o, (select (($1 ->> 'as_of')::date - interval '1 year')::date as day) y
) d where d.n > 0$q$),
	-- These two from what the charts have read: they are the same rows.
	(5, 'NPS', 'answers', 'nps', $q$
select jsonb_build_object('unit', 'points', 'value', nps(s.now), 'low', (nps_ci(s.now)).low, 'high', (nps_ci(s.now)).high, 'before', nps(s.before), 'change', c.difference, 'change_lo', c.low, 'change_hi', c.high, 'n', responses(s.now), 'is_thin', responses(s.now) < s.min_n,
	'finding', case when c.difference is null then null when least(responses(s.now), responses(s.before)) < s.min_n then 'too few' when c.low > 0 then 'higher' when c.high < 0 then 'lower' else 'no clear difference' end)
from (
	-- NPS knows three kinds of answers; any score of a kind stands for it.
	select nps_summary(array[coalesce(sum(r.detractor_count), 0), 0, 0, 0, 0, 0, 0, 0, coalesce(sum(r.passive_count), 0), 0, coalesce(sum(r.promoter_count), 0)]) as now,
		(select case when a.item is not null then nps_summary(array[coalesce((a.item ->> 0)::numeric, 0), 0, 0, 0, 0, 0, 0, 0, coalesce((a.item ->> 1)::numeric, 0), 0, coalesce((a.item ->> 2)::numeric, 0)]) end
			from (select $1 -> 'charts' -> 'nps' -> 'before' as item) a) as before, ($1 ->> 'min_n')::bigint as min_n
	from jsonb_to_recordset($1 -> 'charts' -> 'nps' -> 'rows') r(promoter_count numeric, passive_count numeric, detractor_count numeric)
	having count(*) > 0
) s left join lateral nps_compare(s.now, s.before) c on true$q$),
	(6, 'Cost per MQL', 'qualified leads', 'lead_source', $q$
select jsonb_build_object('unit', 'money', 'value', s.cost / nullif(s.mql_count, 0), 'before', s.cost_before / nullif(s.mql_count_before, 0), 'change', s.cost / nullif(s.mql_count, 0) - s.cost_before / nullif(s.mql_count_before, 0), 'n', s.mql_count, 'is_thin', s.mql_count < ($1 ->> 'min_n')::bigint,
	'note', 'leads of four quarters')
from (
	select sum(r.year_cost) as cost, coalesce(sum(r.year_mql_count), 0) as mql_count, sum(r.before_cost) as cost_before, sum(r.before_mql_count) as mql_count_before
	from jsonb_to_recordset($1 -> 'charts' -> 'sources' -> 'rows') r(year_cost numeric, year_mql_count bigint, before_cost numeric, before_mql_count bigint)
) s where s.cost > 0 and s.mql_count > 0$q$)
$body$;
comment on function @extschema@._report_tile() is
'Internal: the tiles of the report: label, what n counts, the views, and the query of one JSON object.';

-- The charts: the question, what n counts, the views, what to say if there is nothing, the caveat, and the query of what
-- _chart_<name>() and _finding_<name>() read.
create function @extschema@._report_chart() returns table (place integer, name text, question text, units text, views text, entity text, caveat text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $body$ values
(1, 'comparison', 'Does ABM beat inbound?', 'closed deals, ABM and inbound', 'abm_comparison', 'account list or deal',
'Accounts count as ABM if they were on the list when the deal, lead or touch was created. Targets are chosen, so a difference is not an effect. Larger and slower is expected. Hollow: the interval includes no difference, or there is none.', $q$
select jsonb_build_object('rows', jsonb_agg(r), 'n', max(r.abm_n + r.rival_n) filter (where r.kpi = 'win_rate'))
from (
	select distinct on (c.kpi) c.kpi, k.label, case c.kpi when 'win_rate' then 0 else 100 * position(k.journey_phase in 'sales marketing service') + coalesce(k.number, 99) end as place, c.unit, c.abm_value, c.abm_n, c.rival_value, c.rival_n, c.difference, c.difference_lo, c.difference_hi, c.is_thin
	from {abm_comparison} c join @extschema@._kpi_catalogue() k on k.kpi = c.kpi
	-- Each figure is a query of its own. Those of mails and meetings, which read millions of rows and say least about the question, are left to the view.
	where c.kpi in ('win_rate', 'win_rate_value', 'average_deal_value', 'average_days', 'velocity', 'disqualified_rate', 'mql_rate', 'opportunity_rate', 'won_rate', 'lead_disqualified_rate', 'logo_retention_rate', 'net_retention_rate', 'gross_retention_rate', 'nps')
		and c.period_grain = 'trailing_year' and c.compared_with = 'inbound' and c.period_start in (($1 ->> 'period_start')::date, ($1 ->> 'running_start')::date)
	order by c.kpi, c.period_start
) r$q$),
(2, 'win_rate', 'How does the win rate move?', 'closed deals, ABM and inbound', 'win_rate', 'closed ABM or inbound deal',
'By the day a deal was closed: deals lost fast are closed first, so that a young programme looks worse than it is. Bands are 95 % intervals. Hollow: the running quarter. Faded: too few deals.', $q$
select jsonb_build_object('rows', jsonb_agg(r), 'n', sum(r.closed_count), 'programme_on', (select min(l.valid_from) from {account_list} l where l.list_id = 'abm' and l.valid_from > '-infinity'))
from (
	select w.period_start, w.is_complete, w.dimension_value as comparison_group, w.won_count, w.closed_count, w.win_rate, w.win_rate_lo, w.win_rate_hi, w.is_thin
	from {win_rate} w where w.period_grain = 'quarter' and w.dimension = 'comparison_group' and w.dimension_value in ('abm', 'inbound') and w.period_start > ($1 ->> 'as_of')::date - 1280
) r$q$),
(3, 'forecast', 'Will we make the quarter?', 'open deals due this quarter', 'forecast, goal_progress', 'open deal',
'By history: open deals by the share that was won of earlier deals in the same stage, with its 95 % interval. By stage (the upright mark): the probabilities that the CRM holds, which are opinions. Overdue deals are in none of these until somebody moves their close.', $q$
select jsonb_build_object('rows', jsonb_agg(r), 'n', max(r.open_count))
from (
	select f.closed_value, f.commit_value, f.weighted_history_value, f.weighted_history_value_lo, f.weighted_history_value_hi, f.weighted_stage_value, f.overdue_value, f.overdue_count, f.open_count, coalesce(f.goal_value, g.goal_value) as goal_value,
		g.projected_value, g.projected_value_lo, g.projected_value_hi, g.elapsed_rate
	from {forecast} f
	left join {goal_progress} g on g.kpi = 'won_value' and g.period_grain = 'quarter' and g.period_start = f.period_start
	where f.period_grain = 'quarter' and f.dimension = 'all' and f.period_start <= ($1 ->> 'as_of')::date and f.period_start > ($1 ->> 'as_of')::date - 93
	order by f.period_start desc limit 1
) r$q$),
(4, 'funnel', 'How do accounts become customers?', 'target accounts and inbound leads', 'funnel', 'lead or account list',
'Of the newest eight quarters of entry that are over with their waiting time (opportunity_window_days), so that nobody is still on the way. A later step implies the earlier ones.', $q$
select jsonb_build_object('rows', jsonb_agg(r), 'n', sum(r.first_count) filter (where r.step = 1))
from (
	select q.funnel, q.step, max(q.step_name) as step_name, sum(q.reached_count) as reached_count, sum(q.previous_count) as previous_count, sum(q.first_count) as first_count, sum(q.open_window_count) as open_window_count
	from (
		select f.*, dense_rank() over (order by f.period_start desc) as age from {funnel} f where f.period_grain = 'quarter' and f.dimension = 'all' and f.funnel = 'target_account' and f.is_complete
		union all
		select f.*, dense_rank() over (order by f.period_start desc) from {funnel} f where f.period_grain = 'quarter' and f.dimension = 'comparison_group' and f.dimension_value = 'inbound' and f.funnel = 'lead' and f.is_complete
	) q
	where q.age <= 8 group by q.funnel, q.step
) r$q$),
(5, 'stages', 'Where do deals stall?', 'visits to a stage', 'stage_velocity', 'stage history',
'Visits that began in the newest year that is over; open visits count as still waiting, a dashed line has no end yet. Stalled: open now for longer than nine of ten visits of won deals. Many days are a place to look, not a fault.', $q$
select jsonb_build_object('rows', jsonb_agg(r), 'n', sum(r.entered_count))
from (
	-- The days of one year, and what is stalled now whenever it came.
	select row_number() over (order by v.pipeline_id collate "C", v.stage_order, v.stage_id collate "C") as place, v.stage_name, v.median_days, v.median_days_lo, v.median_days_hi, v.p90_days, v.entered_count, v.is_thin, v.all_value as stalled_value, v.all_count as stalled_count
	from (
		select s.*, sum(s.stalled_value) over stage as all_value, sum(s.stalled_count) over stage as all_count,
			max(case when s.period_start <= ($1 ->> 'as_of')::date - 364 and s.entered_count > 0 then s.period_start end) over () as whole_year, max(s.period_start) over () as newest_year
		from {stage_velocity} s where s.period_grain = 'year' and s.dimension = 'all' and s.entity = 'opportunity'
		window stage as (partition by s.pipeline_id, s.stage_id)
	) v
	where v.period_start = coalesce(v.whole_year, v.newest_year) and v.stage_order is not null and (v.entered_count > 0 or v.all_count > 0)
	order by 1 limit 14
) r$q$),
(6, 'cycle', 'How long does a deal take?', 'deals created', 'cycle_curve, abm_comparison', 'deal',
'Deals created in these twelve months; lost deals can no longer be won, open ones count as still waiting. Below: deals still open on that day; the curve ends where fewer than ten are. Longer is not worse.', $q$
select jsonb_build_object('rows', jsonb_agg(r), 'n', sum(r.at_risk_count) filter (where r.day = r.first_day), 'abm_per_day', max(v.abm_per_day), 'rival_per_day', max(v.rival_per_day))
from (
	select c.dimension_value as comparison_group, c.day, c.won_share_rate, c.won_share_rate_lo, c.won_share_rate_hi, c.at_risk_count, min(c.day) over (partition by c.dimension_value) as first_day
	from (
		select x.*, rank() over (order by x.period_start) as nth from {cycle_curve} x
		where x.period_grain = 'trailing_year' and x.dimension = 'comparison_group' and x.dimension_value in ('abm', 'inbound') and x.period_start in (($1 ->> 'period_start')::date, ($1 ->> 'running_start')::date)
	) c
	where c.nth = 1
) r
left join (
	select a.abm_value / nullif(a.abm_n, 0) as abm_per_day, a.rival_value / nullif(a.rival_n, 0) as rival_per_day
	from {abm_comparison} a where a.kpi = 'velocity' and a.period_grain = 'trailing_year' and a.compared_with = 'inbound' and a.period_start in (($1 ->> 'period_start')::date, ($1 ->> 'running_start')::date)
	order by a.period_start limit 1
) v on true$q$),
(7, 'sources', 'Which sources bring customers?', 'leads', 'lead_source', 'lead',
'By the first touch of people whose first lead was created in the newest eight whole quarters. Filled: clearly above or below all other sources together. Faded: too few closed deals. A dash: no cost known.', $q$
select jsonb_build_object('rows', jsonb_agg(r), 'n', sum(r.lead_count))
from (
	select max(q.dimension_label) as source, sum(q.lead_count) as lead_count, sum(q.won_count) as won_count, sum(q.closed_count) as closed_count, sum(q.cost) as cost,
		sum(q.cost) filter (where q.age <= 4) as year_cost, sum(q.mql_count) filter (where q.age <= 4) as year_mql_count, sum(q.cost) filter (where q.age > 4) as before_cost, sum(q.mql_count) filter (where q.age > 4) as before_mql_count
	from (select s.*, dense_rank() over (order by s.period_start desc) as age from {lead_source} s where s.period_grain = 'quarter' and s.dimension = 'source' and s.touch_rule = 'first' and s.is_complete) q
	where q.age <= 8 group by q.dimension_value
) r$q$),
(8, 'campaigns', 'What do campaigns really earn?', 'deals won', 'campaign_roi, attribution', 'campaign or touch',
'Markov shares the value of a win among all touches on the way by what would be lost without them: a model, not an experiment. Faded: began less than a year ago and has deals that are not closed yet.', $q$
select jsonb_build_object('rows', jsonb_agg(r), 'n', max(r.n), 'untouched_value', (select max(a.untouched_value) from {attribution} a where a.period_grain = 'trailing_year' and a.dimension = 'all' and a.model = 'last' and a.level = 'channel' and a.period_start in (($1 ->> 'period_start')::date, ($1 ->> 'running_start')::date)))
from (
	select c.level_label as campaign, c.won_value_last, c.won_value_markov, c.total_cost, c.roi_last, c.roi_markov, c.is_complete or c.started_on < ($1 ->> 'as_of')::date - 365 as is_complete, sum(c.n) over () as n
	from {campaign_roi} c where c.level = 'program'
) r where r.campaign <> '(none)'$q$),
(9, 'cohorts', 'Do they stay and grow?', 'customers a year ago', 'retention_cohort, retention', 'subscription',
'Customers by the quarter of their first win. Cells that are not over are blank. Net retention hides those who leave behind those who grow: read gross beside it. Faded: fewer than the setting min_n.', $q$
select jsonb_build_object('rows', (
		select jsonb_agg(c) from (
			select m.period_start, m.months_since, m.start_count, m.retained_count
			from {retention_cohort} m where m.period_grain = 'quarter' and m.dimension = 'all' and m.is_complete and m.period_start > ($1 ->> 'as_of')::date - 1280
		) c),
	'groups', jsonb_agg(r), 'n', sum(r.start_count))
from (
	select t.dimension_value as comparison_group, t.start_count, t.retained_count, t.start_value, t.now_value, t.net_retention_rate, t.gross_retention_rate, t.is_thin
	from (select x.*, rank() over (order by x.period_start) as nth from {retention} x where x.period_grain = 'trailing_year' and x.dimension = 'comparison_group' and x.n > 0 and x.period_start in (($1 ->> 'period_start')::date, ($1 ->> 'running_start')::date)) t
	where t.nth = 1
) r$q$),
(10, 'nps', 'Are they happy?', 'answers', 'nps', 'survey',
'The last answer of each person. Spread: standard deviation of the scores; answered: share of those invited. Where few answer, those who do may not speak for the others.', $q$
select jsonb_build_object('rows', jsonb_agg(r) filter (where r.is_now), 'n', sum(r.response_count) filter (where r.is_now),
	'before', case when count(*) filter (where not r.is_now) > 0 then jsonb_build_array(sum(r.detractor_count) filter (where not r.is_now), sum(r.passive_count) filter (where not r.is_now), sum(r.promoter_count) filter (where not r.is_now)) end)
from (
	select s.dimension_value as comparison_group, s.nps, s.nps_lo, s.nps_hi, s.promoter_count, s.passive_count, s.detractor_count, s.response_count, s.score_stddev, s.response_rate, s.is_thin, s.period_start = s.start_on as is_now
	from (
		select x.*, min(x.period_start) filter (where x.period_start >= ($1 ->> 'period_start')::date) over () as start_on from {nps} x
		where x.survey_kind = 'nps' and x.period_grain = 'trailing_year' and x.dimension = 'comparison_group' and x.n > 0
			and x.period_start in (($1 ->> 'period_start')::date, ($1 ->> 'running_start')::date, (($1 ->> 'period_start')::date - interval '1 year')::date, (($1 ->> 'running_start')::date - interval '1 year')::date)
	) s
	where s.period_start in (s.start_on, (s.start_on - interval '1 year')::date)
) r$q$)
$body$;
comment on function @extschema@._report_chart() is
'Internal: the charts of the report: name, question, what n counts, views, what is missing if there is nothing, caveat, and the query of one JSON object.';
