-- pipeline: the KPI views of funnels and stages.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._survival_percentile(summary @extschema@.duration_summary, p float8) returns float8
	language sql immutable strict parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select min(c.days) from survival_curve(summary) c where c.survival <= 1 - p + 1e-9
$$;
comment on function @extschema@._survival_percentile(@extschema@.duration_summary, float8) is
'Internal: days after which a share p had ended, open ones counted as still going on. NULL while that is not known.';

create function @extschema@._view_pipeline() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('funnel', 'How far leads, target accounts and deals came that entered in the period, within the opportunity_window_days. A later step implies the earlier ones. Filter one period_grain, one dimension and one funnel.', $$
-- A funnel takes the last of ten places; an unused one is that of the entry. A step is reached when it or a later one is.
select u.*, least(u.day + p.opportunity_window_days, p.as_of) as last_on, u.day + p.opportunity_window_days > p.as_of and not u.is_over as is_waiting,
	least(u.p2, u.p3, u.p4, u.p5, u.p6, u.p7, u.p8, u.p9, u.p10) as s2,
	least(u.p3, u.p4, u.p5, u.p6, u.p7, u.p8, u.p9, u.p10) as s3,
	least(u.p4, u.p5, u.p6, u.p7, u.p8, u.p9, u.p10) as s4,
	least(u.p5, u.p6, u.p7, u.p8, u.p9, u.p10) as s5,
	least(u.p6, u.p7, u.p8, u.p9, u.p10) as s6,
	least(u.p7, u.p8, u.p9, u.p10) as s7,
	least(u.p8, u.p9, u.p10) as s8,
	least(u.p9, u.p10) as s9,
	least(u.p10) as s10
from {funnel_unit} u
cross join {parameter} p
$$, 'month quarter year window=opportunity_window_days summed', $$
comparison_group
segment
source
campaign = campaign_id, campaign_name
owner = owner_id, owner_name
$$, $$
funnel! text -- What goes through it: lead, target_account or opportunity.
step bigint = each -- Place of the step, from 1.
step_name text = each -- Name of the step.
$$, $$
reached = array[count(*), count(*) filter (where s2 <= last_on), count(*) filter (where s3 <= last_on), count(*) filter (where s4 <= last_on), count(*) filter (where s5 <= last_on), count(*) filter (where s6 <= last_on), count(*) filter (where s7 <= last_on), count(*) filter (where s8 <= last_on), count(*) filter (where s9 <= last_on), count(*) filter (where s10 <= last_on)]
waiting = array[0, count(*) filter (where is_waiting and (s2 <= last_on) is not true), count(*) filter (where is_waiting and (s3 <= last_on) is not true), count(*) filter (where is_waiting and (s4 <= last_on) is not true), count(*) filter (where is_waiting and (s5 <= last_on) is not true), count(*) filter (where is_waiting and (s6 <= last_on) is not true), count(*) filter (where is_waiting and (s7 <= last_on) is not true), count(*) filter (where is_waiting and (s8 <= last_on) is not true), count(*) filter (where is_waiting and (s9 <= last_on) is not true), count(*) filter (where is_waiting and (s10 <= last_on) is not true)]
days = array[null, duration_agg(day, greatest(day, s2)) filter (where s2 <= last_on), duration_agg(greatest(day, s2), greatest(day, s3)) filter (where s3 <= last_on), duration_agg(greatest(day, s3), greatest(day, s4)) filter (where s4 <= last_on), duration_agg(greatest(day, s4), greatest(day, s5)) filter (where s5 <= last_on), duration_agg(greatest(day, s5), greatest(day, s6)) filter (where s6 <= last_on), duration_agg(greatest(day, s6), greatest(day, s7)) filter (where s7 <= last_on), duration_agg(greatest(day, s7), greatest(day, s8)) filter (where s8 <= last_on), duration_agg(greatest(day, s8), greatest(day, s9)) filter (where s9 <= last_on), duration_agg(greatest(day, s9), greatest(day, s10)) filter (where s10 <= last_on)]
each = select f.step, f.step_name, a.reached[f.place] as reached_count, a.reached[f.place - 1] as previous_count, a.reached[1] as first_count, a.waiting[f.place] as open_window_count, a.days[f.place] as elapsed from {funnel_step} f where f.funnel = a.funnel
$$, 'reached_count', $$
count reached_count = reached_count -- Units that reached the step.
count previous_count = case when step > 1 then previous_count end -- Units that reached the step before; 0 in the first step.
count first_count = first_count -- Units that entered.
float from_previous_rate = case when step > 1 then rate(rate_summary(reached_count, previous_count)) end -- reached_count / previous_count. NULL in the first step.
float from_previous_rate_lo = case when step > 1 then (rate_ci(rate_summary(reached_count, previous_count))).low end -- Lower limit (95 %) of from_previous_rate.
float from_previous_rate_hi = case when step > 1 then (rate_ci(rate_summary(reached_count, previous_count))).high end -- Upper limit (95 %) of from_previous_rate.
float from_first_rate = rate(rate_summary(reached_count, first_count)) -- reached_count / first_count.
float from_first_rate_lo = (rate_ci(rate_summary(reached_count, first_count))).low -- Lower limit (95 %) of from_first_rate.
float from_first_rate_hi = (rate_ci(rate_summary(reached_count, first_count))).high -- Upper limit (95 %) of from_first_rate.
float drop_off_rate = case when step > 1 then rate(rate_summary(previous_count - reached_count, previous_count)) end -- Share of those that reached the step before and not this one: dropped_count / previous_count.
float drop_off_rate_lo = case when step > 1 then (rate_ci(rate_summary(previous_count - reached_count, previous_count))).low end -- Lower limit (95 %) of drop_off_rate.
float drop_off_rate_hi = case when step > 1 then (rate_ci(rate_summary(previous_count - reached_count, previous_count))).high end -- Upper limit (95 %) of drop_off_rate.
count dropped_count = case when step > 1 then previous_count - reached_count end -- Numerator of drop_off_rate.
days median_days_from_previous = case when step > 1 then median_days(elapsed) end -- Half of those that reached the step took at most so many days from the one before.
count open_window_count = open_window_count -- Units that have not reached the step and still may: their window is open, and they are not lost.
$$),
('stage_velocity', 'What becomes of deals and leads in each stage and how long they are in it, by the day they first entered it; the days of one that comes back are added up. Long is a place to look, not a fault. Filter one period_grain, one dimension and one entity.', $$
select u.*, u.entered_on as day, l.best_days, u.is_open and u.spent_days > l.p90_days as is_stalled
from {stage_stay} u
left join {stage_limit} l on l.entity = u.entity and l.pipeline_id = u.pipeline_id and l.stage_id = u.stage_id
$$, 'month quarter year window=opportunity_window_days summed', $$
comparison_group
segment
owner = owner_id, owner_name
$$, $$
entity! text -- opportunity or lead.
pipeline_id text -- The pipeline.
stage_id text -- The stage.
stage_order float8 -- Its place in the pipeline.
stage_name text -- Its name.
$$, $$
entered = count(*)
moved = rate_agg(has_advanced) filter (where not is_open)
back = sum(back_count)
lost_here = count(*) filter (where is_lost_here)
stays = duration_agg(started, ended, read_at)
spent = sum(spent_days)
open = count(*) filter (where is_open)
stalled = count(*) filter (where is_stalled)
stalled_value = sum(deal_value) filter (where is_stalled)
best_days = max(best_days)
slips = sum(slip_count)
$$, 'entered', $$
count entered_count = entered -- Deals or leads that entered the stage for the first time in the period.
rate advance_rate (advanced_count / left_count) = moved -- Share of those that are not in it any more that went on from it, after the last visit, to a later stage or were won.
count back_count = back -- Steps back from it to an earlier stage.
count lost_here_count = lost_here -- Those that were lost or disqualified in it.
days average_days = average_days(stays) -- Mean days of those that are not in it any more.
interval median_days = survival_median_days(stays) | survival_median_days_ci(stays) -- Days after which half had left it, those in it counted as still there. NULL while that is not known.
days p90_days = _survival_percentile(stays, 0.9) -- Days after which nine of ten had left it, those in it counted as still there.
count open_count = open -- Those that are in it.
count stalled_count = stalled -- Of these, the ones that have been longer in it than nine of ten won deals were.
value stalled_value = coalesce(stalled_value, 0) -- Value of the stalled ones.
ratio share_of_cycle_rate (days_here / days_in_all) = spent | sum(spent) over (partition by a.period_grain, a.dimension, a.dimension_value, a.period_start, a.entity, a.pipeline_id) -- Days in this stage as a share of those in all stages of the pipeline.
days days_over_best = survival_median_days(stays) - best_days -- median_days minus that of the best quarter of segments, of won deals in segments with five or more.
count slipped_close_count = slips -- How often the expected close was put off there.
$$)
$views$;
comment on function @extschema@._view_pipeline() is
'Internal: the KPI views of funnels and stages.';
