-- tour.sql - twelve questions in ten minutes, for an analyst with psql.
--
--   scripts/demo --keep            then, at the psql that it names:
--   \i docs/tour.sql
--
-- It reads a schema kpi that abm_kpi_connect made: the demo company Halden Instruments, or yours (psql -v kpi=schema). Each
-- answer is one statement over a view; copy it and change it. docs/views.md says what each view is, \d+ kpi.win_rate what
-- each column is.
\if :{?kpi} \else \set kpi kpi \endif
\pset footer off
\pset null '-'
\pset linestyle unicode
\pset border 1

\echo
\echo '1. Do accounts on the list win more? Each view has its n, its limits (95 %), and slices: filter one period_grain and one dimension.'
select dimension_label as "group", won_count as won, closed_count as closed, round(100 * win_rate::numeric, 1) as "win rate %",
	round(100 * win_rate_lo::numeric, 1) || ' to ' || round(100 * win_rate_hi::numeric, 1) as "95 %", kpi_bar(win_rate, 0.5, 20) as " "
from :"kpi".win_rate
where period_grain = 'year' and dimension = 'comparison_group' and period_start = (select max(period_start) from :"kpi".win_rate where period_grain = 'year' and is_complete)
order by win_rate desc;

\echo '2. Is that sure? as_expected says yes or no only where the interval of the difference excludes none.'
select kpi, unit, round(abm_value::numeric, 3) as abm, round(rival_value::numeric, 3) as inbound, round(difference_lo::numeric, 3) as "from", round(difference_hi::numeric, 3) as "to", as_expected
from :"kpi".abm_comparison
where period_grain = 'trailing_year' and compared_with = 'inbound' and as_expected is not null
	and period_start = (select max(period_start) from :"kpi".abm_comparison where period_grain = 'trailing_year')
order by as_expected desc, kpi;

\echo '3. How did the quarters go? A running period is not complete.'
select kpi_label as figure, kpi_spark(array_agg(value order by period_start)) as quarters, round((array_agg(value order by period_start desc))[1]::numeric, 2) as "this one", count(*) filter (where not is_complete) as running
from :"kpi".overview
where period_grain = 'quarter' and dimension = 'all' and kpi in ('won_value', 'win_rate', 'average_days', 'mql_count', 'nps')
group by kpi_label
order by kpi_label;

\echo '4. Will we make the quarter? What is left goes on as it went so far; the range says how sure that is.'
select kpi, period_start, round(100 * elapsed_rate::numeric) as "elapsed %", round(100 * attainment_rate::numeric) as "reached %", round((100 * projected_value / nullif(goal_value, 0))::numeric) as "projected %",
	round((100 * projected_value_lo / nullif(goal_value, 0))::numeric) as "from", round((100 * projected_value_hi / nullif(goal_value, 0))::numeric) as "to", finding
from :"kpi".goal_progress
where not is_complete
order by kpi;

\echo '5. And the open deals? Two weightings: the probabilities of the CRM are opinions, history is not. Overdue deals are apart.'
select period_start as quarter, open_count as deals, open_value, weighted_stage_value as "by stage", weighted_history_value as "by history", weighted_history_value_lo as "from", weighted_history_value_hi as "to", overdue_value as overdue
from :"kpi".forecast
where period_grain = 'quarter' and dimension = 'all'
order by period_start;

\echo '6. Where do deals stall? Open deals count as still waiting.'
select stage_name as stage, sum(entered_count) as entered, round(avg(median_days)::numeric) as "median days", round(avg(p90_days)::numeric) as "nine of ten", sum(stalled_count) as stalled, sum(stalled_value) as "value stalled", kpi_bar(avg(median_days), 60, 20) as " "
from :"kpi".stage_velocity
where period_grain = 'year' and dimension = 'all' and entity = 'opportunity' and period_start = (select max(period_start) from :"kpi".stage_velocity where period_grain = 'year')
group by stage_order, stage_name
order by stage_order;

\echo '7. How long does a deal take? Won and lost deals compete; longer is not worse.'
select dimension_label as "group", day, round(100 * won_share_rate::numeric, 1) as "won %", round(100 * lost_share_rate::numeric, 1) as "lost %", at_risk_count as "still open"
from (
	select c.*, row_number() over (partition by dimension_value, day / 60 order by day desc) as place
	from :"kpi".cycle_curve c
	where dimension = 'comparison_group' and dimension_value in ('abm', 'inbound')
		and period_start = (select max(period_start) from :"kpi".cycle_curve where is_complete)
) c
where place = 1 and day < 360
order by dimension_label, day;

\echo '8. Which sources bring customers? Rank by the cost of a won deal, not by that of a lead.'
select dimension_label as source, lead_count as leads, cost_per_lead as "a lead", mql_count as mql, won_count as won, round(100 * won_rate::numeric, 2) as "won %", cost_per_won as "a win", finding
from :"kpi".lead_source
where period_grain = 'year' and dimension = 'source' and touch_rule = 'first' and period_start = (select max(period_start) from :"kpi".lead_source where period_grain = 'year' and is_complete)
order by cost_per_won nulls last, lead_count desc;

\echo '9. What do campaigns earn? A campaign younger than the median deal shows a loss until its deals close.'
select level_value as program, is_complete as complete, total_cost as cost, won_value_primary as "won", round(roi_primary::numeric, 2) as roi, round(roi_last::numeric, 2) as "roi by last touch", payback_days
from :"kpi".campaign_roi
where level = 'program'
order by total_cost desc nulls last
limit 8;

\echo '10. Which target accounts warmed up, and which went silent?'
select account_name as account, round(score::numeric, 1) as score, round(score_change::numeric, 1) as change, engaged_contact_count as people, days_silent, kpi_bar(score, 100, 20) as " "
from (
	(select e.* from :"kpi".engagement_by_account e where comparison_group = 'abm' order by score_change desc nulls last, account_id limit 5)
	union all
	(select e.* from :"kpi".engagement_by_account e where comparison_group = 'abm' order by score_change nulls last, account_id limit 5)
) e
order by score_change desc;

\echo '11. Do they stay, and are they happy?'
select r.dimension_label as "group", r.retained_count || ' of ' || r.start_count as stayed, round(100 * r.net_retention_rate::numeric) as "net %", round(100 * r.gross_retention_rate::numeric) as "gross %",
	round(s.nps::numeric) as nps, round(s.nps_lo::numeric) || ' to ' || round(s.nps_hi::numeric) as "95 %", round(s.score_stddev::numeric, 1) as spread, s.response_count as answers
from :"kpi".retention r
left join :"kpi".nps s on s.period_grain = r.period_grain and s.period_start = r.period_start and s.dimension = r.dimension and s.dimension_value = r.dimension_value and s.survey_kind = 'nps'
where r.period_grain = 'trailing_year' and r.dimension = 'comparison_group' and r.period_start = (select max(period_start) from :"kpi".retention where period_grain = 'trailing_year')
order by r.dimension_label;

\echo '12. What is wrong with the data, and why is a figure empty?'
select entity, problem, row_count as rows, example_keys as "such as" from :"kpi".data_quality order by row_count desc, entity, problem limit 8;
select kpi, status, reason, next_step from :"kpi".kpi_status where status <> 'ready' order by kpi limit 8;
