-- deals: the KPI views of closed and open deals.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean. A deal that is read by two days, that of its
-- close and that of its creation, is two rows of facts: those of the second have is_cohort.

create function @extschema@._velocity_change(now @extschema@.deal_summary, before @extschema@.deal_summary) returns numeric[]
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	-- Velocity is number x win rate x value per win / cycle. A change from v to w is shared out by the logarithms of its
	-- factors (the logarithmic mean Divisia index of Ang 2004): mean(v, w) x ln(factor / factor before), where
	-- mean(v, w) = (w - v) / ln(w / v). Without a remainder; so the last share is what the rounded others leave.
	-- Where a velocity is not above 0 the summaries are NULL here, so that nothing is divided by what they hold: a WHERE
	-- would not be a guard, because the planner may compute what it selects first.
	select case when r.now is not null then array[r.n, r.rate, r.value, round(r.w, 2) - round(r.v, 2) - r.n - r.rate - r.value] end
	from (
		select f.v, f.w, f.now, round(f.mean * ln((won(f.now) + lost(f.now))::numeric / (won(f.before) + lost(f.before))), 2) as n,
			round(f.mean * ln((won(f.now)::numeric / (won(f.now) + lost(f.now))) / (won(f.before)::numeric / (won(f.before) + lost(f.before)))), 2) as rate,
			round(f.mean * ln((won_value(f.now) / won(f.now)) / (won_value(f.before) / won(f.before))), 2) as value
		from (
			select d.v, d.w, case when d.v > 0 and d.w > 0 then d.now end as now, case when d.v > 0 and d.w > 0 then d.before end as before,
				case when not (d.v > 0 and d.w > 0) then null when d.w = d.v then d.v else (d.w - d.v) / nullif(ln(d.w / d.v), 0) end as mean
			from (
				select _velocity_change.now, _velocity_change.before, round(sales_velocity(_velocity_change.before), 20) as v, round(sales_velocity(_velocity_change.now), 20) as w
			) d
		) f
	) r
$$;
comment on function @extschema@._velocity_change(@extschema@.deal_summary, @extschema@.deal_summary) is
'Internal: the change of sales velocity between two summaries, to the cent, as the parts of the number of deals, the win rate, the value per win and the cycle. NULL where a velocity is NULL or not above 0.';

create function @extschema@._view_deals() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('win_rate', 'How many of the closed deals were won, by the day they were closed. Filter one period_grain and one dimension.', $$
select e.day, e.is_cohort, d.is_won, d.deal_value, d.status, d.closed_on,
	d.comparison_group, d.segment, d.tier, d.owner_id, d.owner_name, d.source, d.campaign_id, d.campaign_name, d.kind, d.stakeholder_band, d.with_demo, d.demo_label
from {deal_fact} d
cross join lateral (select d.closed_on as day, false as is_cohort union all select d.created_on, true) e
$$, 'month quarter year', $$
comparison_group
segment
tier
owner = owner_id, owner_name
source
campaign = campaign_id, campaign_name
kind
stakeholder_band
with_demo = with_demo, demo_label
$$, '', $$
won = rate_agg(is_won) filter (where not is_cohort)
won_value = sum(deal_value) filter (where is_won and not is_cohort)
closed_value = sum(deal_value) filter (where is_won is not null and not is_cohort)
cohort = rate_agg(is_won) filter (where is_cohort and closed_on is not null)
cohort_open = count(*) filter (where is_cohort and status = 'open')
judged = rate_agg(case status when 'disqualified' then true when 'won' then false when 'lost' then false end) filter (where not is_cohort)
$$, 'trials(won)', $$
rate win_rate (won_count / closed_count) = won -- Share of the deals closed in the period, disqualified ones left out, that were won.
count lost_count = trials(won) - hits(won) -- Deals lost.
ratio win_rate_value (won_value / closed_value) = coalesce(won_value, 0) | coalesce(closed_value, 0) -- Share of the value closed that was won.
rate cohort_win_rate (cohort_won_count / cohort_closed_count) = cohort -- Share of the deals created in the period, and closed since, that were won. Deals lost fast come first: see cohort_open_count.
count cohort_open_count = cohort_open -- Deals created in the period that are still open.
rate disqualified_rate (disqualified_count / judged_count) = judged -- Share of the deals closed in the period that were judged unfit.
$$),
('deal_value', 'What won deals are worth, by the day they were closed. Filter one period_grain and one dimension.', $$
select d.closed_on as day, d.deal_value,
	d.comparison_group, d.segment, d.tier, d.owner_id, d.owner_name, d.source, d.campaign_id, d.campaign_name, d.kind, d.stakeholder_band, d.with_demo, d.demo_label
from {deal_fact} d
where d.is_won
$$, 'month quarter year', $$
comparison_group
segment
tier
owner = owner_id, owner_name
source
campaign = campaign_id, campaign_name
kind
stakeholder_band
with_demo = with_demo, demo_label
$$, '', $$
deals = deal_agg(true, deal_value, null::date, null::date)
percentiles = percentile_cont(array[0.5, 0.9]) within group (order by deal_value::float8)
$$, 'won(deals) - missing_won(deals)', $$
count won_count = won(deals) -- Deals won in the period.
value won_value = coalesce(won_value(deals), 0) -- Their value.
value_interval average_deal_value = average_deal_value(deals) | average_deal_value_ci(deals) -- Mean value of a won deal with a value. A few large deals move it: see the median.
value median_deal_value = percentiles[1] -- Half of the won deals are worth at most this.
value p90_deal_value = percentiles[2] -- Nine of ten won deals are worth at most this.
count n_missing = missing_won(deals) -- Won deals without a value that can be; they are in none of the values.
$$),
('cycle_length', 'How long won deals took, by the day they were closed, from each of three starts. The figures of open deals are of those created in the period. Longer is not worse. Filter one period_grain, one dimension and one start_point.', $$
select e.day, e.is_cohort, d.created_on, d.first_touch_on, d.sql_on, d.closed_on, d.is_won, d.status, d.as_of, case when d.is_won then d.closed_on end as won_on,
	d.comparison_group, d.segment, d.tier, d.owner_id, d.owner_name, d.source, d.campaign_id, d.campaign_name, d.kind, d.stakeholder_band, d.with_demo, d.demo_label
from {deal_fact} d
cross join lateral (select d.closed_on as day, false as is_cohort union all select d.created_on, true) e
where d.is_won is not null or d.status = 'open'
$$, 'month quarter year', $$
comparison_group
segment
tier
owner = owner_id, owner_name
source
campaign = campaign_id, campaign_name
kind
stakeholder_band
with_demo = with_demo, demo_label
$$, $$
start_point text = each -- From where it is counted: created, first_touch (the first touch of the account) or sql (the lead was sales qualified).
$$, $$
won = count(*) filter (where is_won and not is_cohort)
open = count(*) filter (where is_cohort and status = 'open')
won_cycles = array[duration_agg(created_on, won_on) filter (where not is_cohort), duration_agg(first_touch_on, won_on) filter (where not is_cohort), duration_agg(sql_on, won_on) filter (where not is_cohort)]
lost_cycles = array[duration_agg(created_on, closed_on) filter (where not is_won and not is_cohort), duration_agg(first_touch_on, closed_on) filter (where not is_won and not is_cohort), duration_agg(sql_on, closed_on) filter (where not is_won and not is_cohort)]
cohort_cycles = array[duration_agg(created_on, won_on, as_of) filter (where is_cohort and (won_on is not null or status = 'open')), duration_agg(first_touch_on, won_on, as_of) filter (where is_cohort and (won_on is not null or status = 'open')), duration_agg(sql_on, won_on, as_of) filter (where is_cohort and (won_on is not null or status = 'open'))]
ages = array[duration_agg(created_on, as_of) filter (where is_cohort and status = 'open'), duration_agg(first_touch_on, as_of) filter (where is_cohort and status = 'open'), duration_agg(sql_on, as_of) filter (where is_cohort and status = 'open')]
each = select s.start_point, a.won_cycles[s.place] as cycles, a.lost_cycles[s.place] as lost_cycle, a.cohort_cycles[s.place] as with_open, a.ages[s.place] as open_ages from (select 1 as place, 'created'::text as start_point union all select 2, 'first_touch' union all select 3, 'sql') s
$$, 'events(cycles)', $$
count won_count = won -- Deals won in the period.
interval average_days = average_days(cycles) | average_days_ci(cycles) -- Mean days from the start to the close of won deals.
days median_days = median_days(cycles) -- Half of the won deals took at most so long.
days p90_days = percentile_days(cycles, 0.9) -- Nine of ten won deals took at most so long.
days lost_median_days = median_days(lost_cycle) -- Half of the lost deals took at most so long.
interval median_days_with_open = survival_median_days(with_open) | survival_median_days_ci(with_open) -- Days in which half of the deals created in the period were won, lost ones left out and open ones counted as still waiting. NULL while that is not known.
count open_count = open -- Deals created in the period that are still open.
days open_median_age_days = median_days(open_ages) -- Half of them have been open for at most so long.
count negative_count = negative_count(cycles) -- Won deals closed before they started; they are in none of the days.
$$),
('sales_velocity', 'What a day of selling brings: number of closed deals x win rate x average value / average cycle, by the day deals were closed, and what its change comes from. Filter one period_grain and one dimension.', $$
select d.closed_on as day, d.is_won, d.deal_value, d.created_on, d.closed_on, d.comparison_group, d.segment, d.owner_id, d.owner_name
from {deal_fact} d
where d.is_won is not null
$$, 'month quarter year', $$
comparison_group
segment
owner = owner_id, owner_name
$$, '', $$
deals = deal_agg(is_won, deal_value, created_on, closed_on)
$$, 'won(deals) + lost(deals)', $$
count opportunity_count = won(deals) + lost(deals) -- Deals closed in the period.
float win_rate = win_rate(deals) -- Share of them that were won.
float win_rate_lo = (win_rate_ci(deals)).low -- Lower limit (95 %) of win_rate.
float win_rate_hi = (win_rate_ci(deals)).high -- Upper limit (95 %) of win_rate.
count won_count = won(deals) -- Numerator of win_rate.
count closed_count = won(deals) + lost(deals) -- Denominator of win_rate.
value average_deal_value = average_deal_value(deals) -- Mean value of a won deal.
days average_days = cycle_length(deals) -- Mean days from creation to close of won deals.
value velocity_value_per_day = sales_velocity(deals) -- Won value / average_days. NULL if a factor is.
value velocity_before = lag(sales_velocity(deals)) over (partition by a.period_grain, a.dimension, a.dimension_value order by a.period_start) -- The same of the period before.
value from_count_value = (_velocity_change(deals, lag(deals) over (partition by a.period_grain, a.dimension, a.dimension_value order by a.period_start)))[1] -- Part of the change that comes from the number of closed deals. The four parts add up to velocity_value_per_day - velocity_before.
value from_win_rate_value = (_velocity_change(deals, lag(deals) over (partition by a.period_grain, a.dimension, a.dimension_value order by a.period_start)))[2] -- Part that comes from the win rate.
value from_deal_value = (_velocity_change(deals, lag(deals) over (partition by a.period_grain, a.dimension, a.dimension_value order by a.period_start)))[3] -- Part that comes from the value of a won deal.
value from_cycle_value = (_velocity_change(deals, lag(deals) over (partition by a.period_grain, a.dimension, a.dimension_value order by a.period_start)))[4] -- Part that comes from the cycle: shorter is more.
$$),
('closed_deals', 'Deals closed, customers won, and how many touches that took, by the day deals were closed. Filter one period_grain and one dimension.', $$
select d.closed_on as day, d.is_won, d.deal_value, d.is_new_customer, d.kind, coalesce(t.touch_count, 0) as touch_count, t.touches_to_opportunity,
	d.comparison_group, d.segment, d.owner_id, d.owner_name, d.source, d.lost_reason
from {deal_fact} d
left join {win_touch} t on t.opportunity_id = d.opportunity_id
where d.is_won is not null
$$, 'month quarter year', $$
comparison_group
segment
owner = owner_id, owner_name
source
kind
lost_reason
$$, '', $$
closed = rate_agg(is_won)
won_value = sum(deal_value) filter (where is_won)
new_customer = count(*) filter (where is_won and is_new_customer)
existing_customer = count(*) filter (where is_won and not is_new_customer)
to_opportunity = percentile_cont(0.5) within group (order by touches_to_opportunity::float8) filter (where is_won and touch_count > 0)
to_win = percentile_cont(0.5) within group (order by touch_count::float8) filter (where is_won and touch_count > 0)
touches = avg(touch_count) filter (where is_won and touch_count > 0)
untouched = count(*) filter (where is_won and touch_count = 0)
mismatch = count(*) filter (where is_won and (kind = 'new' and not is_new_customer or kind in ('expansion', 'renewal') and is_new_customer))
$$, 'trials(closed)', $$
count won_count = hits(closed) -- Deals won in the period.
count lost_count = trials(closed) - hits(closed) -- Deals lost.
value won_value = coalesce(won_value, 0) -- Value of the won deals.
count new_customer_count = new_customer -- Won deals that are the first of their account, by history.
count existing_customer_count = existing_customer -- Won deals of accounts that had won one before. A deal without an account is neither.
float median_touches_to_opportunity = to_opportunity -- Touches of the account since its last win before, until the deal was created: half of the won deals with any touch had at most so many.
float average_touches_to_win = touches -- Touches of the account since its last win before, until the close: mean of the won deals with any.
float median_touches_to_win = to_win -- Half of the won deals with any touch had at most so many until the close.
count won_without_touch_count = untouched -- Won deals of which no touch is known; they are in none of the touches.
count kind_mismatch_count = mismatch -- Won deals whose kind says new where history says existing customer, or expansion or renewal where it says new.
$$),
('deals', 'Every deal that is not deleted: what is behind the figures of the other views.', $$
select d.*, d.closed_on - d.created_on as cycle_days, case when d.status = 'open' then d.as_of - d.created_on end as age_days,
	u.days_in_stage, u.is_stalled, u.slip_count, t.touch_count, (t.last_touch_at at time zone q.time_zone)::date as last_touch_on
from {deal_fact} d
cross join {parameter} q
left join {deal_touch} t on t.opportunity_id = d.opportunity_id
left join (
	select s.entity_id, sum(s.slip_count) as slip_count, max(s.spent_days) filter (where s.is_open) as days_in_stage,
		bool_or(s.is_open and s.spent_days > l.p90_days) as is_stalled
	from {stage_stay} s
	left join {stage_limit} l on l.entity = s.entity and l.pipeline_id = s.pipeline_id and l.stage_id = s.stage_id
	where s.entity = 'opportunity'
	group by s.entity_id
) u on u.entity_id = d.opportunity_id
$$, '', '', $$
opportunity_id text -- Identifier of the deal.
$$, '', '1', $$
text opportunity_name = f.opportunity_name -- What people call it.
text account_id = f.account_id -- Its account.
text account_name = f.account_name -- Name of the account.
text comparison_group = f.comparison_group -- abm: the account was on the list abm when the deal was created; inbound: it was not, and the kind of source is inbound; other.
text segment = f.segment -- Segment of the account.
text tier = f.tier -- Tier of the account.
text owner_id = f.owner_id -- Who works on it.
text owner = f.owner_name -- Name of the owner.
text source = f.source -- Where it comes from.
text campaign_id = f.campaign_id -- Its campaign.
text campaign = f.campaign_name -- Name of the campaign.
text kind = f.kind -- new, expansion, renewal or other, as the CRM has it.
text status = f.status -- open, won, lost or disqualified; an unknown status is open.
text stage_name = f.stage_name -- Stage now.
value deal_value = f.deal_value -- Value in the base currency.
date created_on = f.created_on -- Day of creation.
date expected_close_on = f.expected_close_on -- While it is open: the day on which it is expected to close.
date closed_on = f.closed_on -- Day of the close.
days cycle_days = f.cycle_days -- Days from creation to close. Below 0: see problem.
days age_days = f.age_days -- While it is open: days since creation.
days days_in_stage = f.days_in_stage -- While it is open: days that it has been in its stage, those of earlier visits among them.
text stakeholder_band = f.stakeholder_band -- 1, 2-3 or 4+ people.
count stakeholder_count = f.stakeholder_count -- People that take part in it.
boolean with_demo = f.with_demo -- Whether a demo took place with the account in the engagement_days before it was created, or later and up to its end.
count touch_count = f.touch_count -- Touches of the account since its last win before, up to the close or now.
date first_touch_on = f.first_touch_on -- First touch of the account, if not after the close.
date last_touch_on = f.last_touch_on -- Last touch of the account up to the close or now.
count slip_count = f.slip_count -- How often its expected close was put off.
boolean is_stalled = coalesce(f.is_stalled, false) -- Whether it has been in its stage longer than nine of ten won deals were.
boolean is_overdue = coalesce(f.is_overdue, false) -- Whether it is open after the day on which it was expected to close.
boolean is_new_customer = f.is_new_customer -- Whether the account had won no deal before.
text lost_reason = f.lost_reason -- Why it was lost.
text problem = f.problem -- What is wrong with the row, if anything.
$$)
$views$;
comment on function @extschema@._view_deals() is
'Internal: the KPI views of deals.';
