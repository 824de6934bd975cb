-- follow-up: the KPI views of what sales and money do with leads: hand-over, meetings, cost.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._view_follow_up() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('follow_up', 'What became of the people who became marketing qualified in a period: whether sales called, how soon, and what it made of them. Those who wait for a first touch are counted as waiting.', $$
select f.qualified_on as day, f.comparison_group, f.source, f.owner_id, f.owner_name, f.team, f.qualified_at, f.touched_at, f.until, f.is_accepted, f.is_returned, f.is_again, f.is_won,
	case when f.due_at <= f.until then coalesce(f.touched_at <= f.due_at, false) end as is_in_time,
	-- The business days, moved so that they end on the day of reading.
	f.until - f.business_days * interval '24 hours' as business_start
from {follow_up_fact} f
$$, 'week month quarter year window=lead_window_days', $$
owner = owner_id, owner_name
team
source
comparison_group
$$, '', $$
mqls = count(*)
followed = rate_agg(touched_at is not null)
in_time = rate_agg(is_in_time)
waits = duration_agg(qualified_at, touched_at, until, interval '1 minute')
business_waits = duration_agg(business_start, case when touched_at is not null then until end, until, interval '1 minute') filter (where business_start is not null)
accepted = rate_agg(is_accepted)
returned = rate_agg(is_returned)
again = rate_agg(coalesce(is_again, false)) filter (where is_returned)
returned_won = count(*) filter (where is_returned and is_won)
$$, 'mqls', $$
rate follow_up_rate (followed_up_count / mql_count) = followed -- Share of the people who had a touch by sales after they qualified: a call, mail or meeting of ours, not by a program, not cancelled.
rate within_sla_rate (within_sla_count / judged_count) = in_time -- Share of those whose follow_up_days are over that had it within these days.
float median_first_touch_days = survival_median_days(waits) -- Days within which half of the people have had it; those who have not are counted as waiting until now. NULL while it is fewer than half.
float median_first_touch_business_days = survival_median_days(business_waits) -- The same in business days, by the settings opens_at and closes_at and the table holiday.
rate accepted_rate (accepted_count / mql_count) = accepted -- Share that became sales qualified or was converted, so far.
rate returned_rate (returned_count / mql_count) = returned -- Share that was returned to marketing, so far.
rate returned_again_mql_rate (again_mql_count / returned_count) = again -- Share of these that qualified again.
count returned_won_count = returned_won -- Those returned that were won in the end.
count untouched_count = trials(followed) - hits(followed) -- People without a touch by sales so far.
$$),
('meetings', 'Meetings, demos and calls that were arranged: booked, held, missed. One that was moved is one meeting. Win rates with and without a demo are observed, not caused.', $$
select m.booked_on as day, 'booked' as what, m.kind as meeting_kind, m.outcome, m.account_id, m.comparison_group, m.owner_id, m.owner_name, m.source, m.held_before, null::boolean as is_won, null::boolean as with_demo from {meeting_fact} m
union all
select m.due_on, 'due', m.kind, m.outcome, m.account_id, m.comparison_group, m.owner_id, m.owner_name, m.source, m.held_before, null, null from {meeting_fact} m
union all
select d.closed_on, 'closed', null, null, d.account_id, d.comparison_group, d.owner_id, d.owner_name, d.source, null, d.is_won, d.with_demo from {deal_fact} d where d.closed_on is not null and d.is_won is not null
$$, 'week month quarter year summed', $$
comparison_group
owner = owner_id, owner_name
meeting_kind
source
$$, '', $$
scheduled = count(*) filter (where what = 'booked' and outcome is distinct from 'moved')
due = count(*) filter (where what = 'due' and outcome is distinct from 'moved')
held = rate_agg(case outcome when 'held' then true when 'no_show' then false end) filter (where what = 'due')
missed = count(*) filter (where what = 'due' and outcome = 'no_show')
cancelled = count(*) filter (where what = 'due' and outcome = 'cancelled')
moved = count(*) filter (where what = 'due' and outcome = 'moved')
unknown = count(*) filter (where what = 'due' and outcome is null)
accounts = count(*) filter (where what = 'due' and outcome = 'held' and account_id is not null and coalesce(held_before < g.period_start, true))
with_demo = rate_agg(is_won) filter (where with_demo)
without_demo = rate_agg(is_won) filter (where not with_demo)
$$, 'trials(held)', $$
count scheduled_count = scheduled -- Booked in the period; where the CRM does not say when, on the day they were due. One that was moved counts once, as what it was moved to.
count due_count = due -- Due in the period, up to as_of.
rate show_rate (held_count / held_or_no_show_count) = held -- Share of those due that took place. Neither cancelled nor moved ones are missed.
count no_show_count = missed -- Missed.
count cancelled_count = cancelled -- Cancelled.
count moved_count = moved -- Moved to another time.
count without_outcome_count = unknown -- Due, and nobody says what became of them.
count account_count = accounts -- Accounts with one that took place, in the slice of the first of them.
rate win_rate_with_demo (won_with_count / closed_with_count) = with_demo -- Win rate of the deals closed in the period for which there was a demo. Deals have no meeting_kind.
rate win_rate_without_demo (won_without_count / closed_without_count) = without_demo -- Win rate of those without. Deals that go well get demos: the difference is not their effect.
$$),
('mql_cost', 'What marketing cost in a period, for each lead, qualified lead, opportunity and new customer of the period. Costs come before what they bring: cut by campaign, or take long periods.', $$
select k.*, coalesce(c.name, k.campaign_id) as campaign_name, c.program, c.channel
from (
	-- A cost belongs to groups as the people do whom its campaign brought in its month.
	select k.cost_on as day, 'cost' as what, k.kind, k.campaign_id, coalesce(g.comparison_group, case when k.is_abm then 'abm' end) as comparison_group, k.amount * coalesce(g.share, 1) as amount, k.is_known, null::boolean as is_hit
	from (
		select k.cost_on, date_trunc('month', k.cost_on)::date as month, coalesce(k.kind, 'other') as kind, k.campaign_id, case when abs(k.amount_base) < 1e14 then k.amount_base end as amount, coalesce(abs(k.amount_base) < 1e14, false) as is_known, c.is_abm
		from {campaign_cost} k left join {campaign} c on c.campaign_id = k.campaign_id
		where k.cost_on between date '1970-01-01' and date '2199-12-31'
	) k
	left join (
		select f.campaign_id, date_trunc('month', f.created_on)::date as month, f.comparison_group, count(*) / sum(count(*)) over (partition by f.campaign_id, date_trunc('month', f.created_on)::date) as share
		from {person_fact} f where f.campaign_id is not null group by 1, 2, 3
	) g on g.campaign_id = k.campaign_id and g.month = k.month
	union all
	select f.created_on, 'lead', null, f.campaign_id, f.comparison_group, null, null, null from {person_fact} f
	union all
	select f.qualified_on, 'mql', null, f.campaign_id, f.comparison_group, null, null, null from {person_fact} f where f.qualified_on is not null
	union all
	select d.created_on, 'created', null, d.campaign_id, d.comparison_group, case when d.status = 'open' then d.deal_value end, null, null from {deal_fact} d where d.created_on is not null
	union all
	select d.closed_on, 'won', null, d.campaign_id, d.comparison_group, d.deal_value, null, d.is_new_customer from {deal_fact} d where d.is_won and d.closed_on is not null
) k
left join {campaign} c on c.campaign_id = k.campaign_id
$$, 'month quarter year summed', $$
program
campaign = campaign_id, campaign_name
channel
comparison_group
$$, '', $$
media = sum(amount) filter (where what = 'cost' and kind = 'media')
media_known = bool_and(is_known) filter (where what = 'cost' and kind = 'media')
labour = sum(amount) filter (where what = 'cost' and kind = 'labour')
labour_known = bool_and(is_known) filter (where what = 'cost' and kind = 'labour')
technology = sum(amount) filter (where what = 'cost' and kind = 'technology')
technology_known = bool_and(is_known) filter (where what = 'cost' and kind = 'technology')
total = sum(amount) filter (where what = 'cost')
known = bool_and(is_known) filter (where what = 'cost')
leads = count(*) filter (where what = 'lead')
mqls = count(*) filter (where what = 'mql')
opportunities = count(*) filter (where what = 'created')
customers = count(*) filter (where what = 'won' and is_hit)
pipeline = sum(amount) filter (where what = 'created')
won_total = sum(amount) filter (where what = 'won')
$$, 'mqls', $$
value media_cost = case when media_known then media end -- Cost of media. NULL where there is none or it is not all known.
value labour_cost = case when labour_known then labour end -- Cost of labour.
value technology_cost = case when technology_known then technology end -- Cost of technology.
value total_cost = case when known then total end -- Cost of all kinds, others among them. NULL where there is none or it is not all known.
boolean cost_is_known = coalesce(known, false) -- Whether there is a cost, and each of them has an amount.
count lead_count = leads -- People whose first lead was created in the period.
count mql_count = mqls -- People who became marketing qualified in the period.
count opportunity_count = opportunities -- Deals created in the period.
count new_customer_count = customers -- Deals won in the period that are the first of their account.
value cost_per_lead = cost_per(case when known then total end, leads) -- total_cost / lead_count. NULL where the cost is 0 or not known, or there is none.
value cost_per_mql = cost_per(case when known then total end, mqls) -- total_cost / mql_count.
value cost_per_opportunity = cost_per(case when known then total end, opportunities) -- total_cost / opportunity_count.
value cost_per_new_customer = cost_per(case when known then total end, customers) -- total_cost / new_customer_count.
value pipeline_value_per_mql = coalesce(pipeline, 0) / nullif(mqls, 0) -- Value of the deals created in the period that are open, for each MQL.
value won_value_per_mql = coalesce(won_total, 0) / nullif(mqls, 0) -- Value of the deals won in the period, for each MQL.
$$)
$views$;
comment on function @extschema@._view_follow_up() is
'Internal: the KPI views of hand-over, meetings and cost.';
