-- facts: what KPI views of target accounts, customers and service share; 72-facts.sql has those of deals.

create function @extschema@._facts_accounts() returns table (name text, description text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $body$
select f.name, f.description, replace(f.query, '{periods}', '(' || _grains('week month quarter year') || ')')
from (values
('contact_fact', 'People of accounts who are neither deleted nor ours: contacts, and leads that are not one yet. For the other views.', $$
select c.contact_id, c.account_id, nullif(trim(c.role), '') as role, c.seniority,
	case when c.created_at >= '1970-01-02' and c.created_at < '2200-01-01' then (c.created_at at time zone p.time_zone)::date end as created_on
from {contact} c
cross join {parameter} p
where c.account_id is not null and not coalesce(c.is_deleted, false) and not coalesce(c.is_employee, false)
union all
-- Numbers of leads and of contacts may be the same.
select l.lead_id, l.account_id, null, null, case when l.created_at >= '1970-01-02' and l.created_at < '2200-01-01' then (l.created_at at time zone p.time_zone)::date end
from {lead} l
cross join {parameter} p
left join {contact} c on c.contact_id = l.lead_id and c.account_id = l.account_id
where l.contact_id is null and l.lead_id is not null and l.account_id is not null and not coalesce(l.is_deleted, false) and c.contact_id is null
$$),
('account_origin_fact', 'Accounts with a lead or a deal, and whether the first of them was inbound. For the other views.', $$
select o.account_id, (array_agg(o.source_class in (select i.source_class from {inbound_source} i) order by o.created_at, o.id))[1] as is_inbound
from (
	select l.account_id, l.source_class, l.created_at, l.lead_id as id from {lead} l where not coalesce(l.is_deleted, false)
	union all
	select d.account_id, d.source_class, d.created_at, d.opportunity_id from {opportunity} d where not coalesce(d.is_deleted, false)
) o
where o.account_id is not null
group by o.account_id
$$),
('contact_day_fact', 'What happened on a day between us and a person of an account, or somebody unknown there: how many signs of theirs, whether we addressed them, and whether either reached the other. Opens of mails do not count. For the other views.', $$
select e.account_id, e.contact_id, e.day, sum(e.touch_count) as touch_count, bool_or(e.is_contacted) as is_contacted, bool_or(e.is_reached) as is_reached
from (
	select t.account_id, t.person_id as contact_id, (t.occurred_at at time zone p.time_zone)::date as day, t.is_theirs::integer as touch_count,
		t.kind = 'ad' or coalesce(t.direction in ('out', 'outbound'), false) as is_contacted, true as is_reached
	from {touch_fact} t
	cross join {parameter} p
	where t.account_id is not null and coalesce(t.outcome, '') not in ('cancelled', 'no_show', 'moved', 'rescheduled') and coalesce(t.kind, '') <> 'email_open'
		and (t.scheduled_at is null or t.scheduled_at < (p.as_of + 1)::timestamp at time zone p.time_zone)
		and (coalesce(t.kind, '') <> 'email_click' or not exists (select from {email_event} e))
	union all
	select s.account_id, s.contact_id, s.sent_on, 0, true, true from {email_send_fact} s where s.was_delivered and s.account_id is not null
	union all
	select e.account_id, coalesce(min(e.contact_id), min(e.lead_id)), (min(e.occurred_at) at time zone p.time_zone)::date, 1, false, true
	from {email_event} e
	cross join {parameter} p
	where e.kind = 'click' and e.is_bot is not true and e.account_id is not null and coalesce(e.url, '') !~ '(unsubscribe|preferences)'
		and coalesce(e.occurred_at >= timestamptz '1970-01-02 00:00+00' and e.occurred_at < (p.as_of + 1)::timestamp at time zone p.time_zone, false)
	group by e.account_id, e.send_id, p.time_zone
) e
where e.contact_id is null or e.contact_id not in (select c.contact_id from {contact} c where c.is_employee and c.contact_id is not null)
group by e.account_id, e.contact_id, e.day
$$),
('account_qualified_fact', 'Accounts that were marketing qualified, with the first time: when their points reached mqa_points, and so many people as mqa_people says had brought them points in the engagement_days before. For the other views.', $$
with touch as materialized (
	select s.account_id, s.person, s.occurred_at, s.half_life_days, s.points
	from (
		select e.account_id, case when e.person not in (select c.contact_id from {contact} c where c.is_employee and c.contact_id is not null) then e.person end as person,
			e.occurred_at, e.half_life_days, e.points, sum(greatest(e.points, 0)) over (partition by e.account_id) as most
		from {scored_touch_fact} e
	) s
	where s.most >= (select p.mqa_points from {parameter} p)
)
select q.account_id, min(q.at) as qualified_at, (min(q.at) at time zone p.time_zone)::date as mqa_on
from (
	-- A person counts from a touch until engagement_days later: at each time so many have begun and not ended.
	select e.account_id, e.at, e.depth, sum(e.people) over (partition by e.account_id order by e.at, e.place) as people
	from (
		-- The points at the time of each touch, of each half-life apart: between touches they only fall.
		select d.account_id, d.at, 2 as place, 0 as people, sum(d.score) as depth
		from (
			select t.account_id, t.at, coalesce(score(score_agg(case when t.half_life_days = h.half_life_days then t.points end, t.at, h.half_life_days * interval '1 day')
				over (partition by t.account_id, h.half_life_days order by t.at), t.at), 0) as score
			from (select t.account_id, t.occurred_at as at, t.half_life_days, sum(t.points) as points from touch t group by 1, 2, 3) t
			cross join (select distinct f.half_life_days from {scoring_fact} f) h
		) d
		group by d.account_id, d.at
		union all
		select v.account_id, case v.place when 1 then v.at else v.at + v.span end, v.place, case v.place when 1 then 1 else -1 end, null
		from (
			select t.account_id, t.at, t.span, b.place, case b.place when 1 then coalesce(t.at - t.span > t.at_before, true) else coalesce(t.at + t.span < t.at_after, true) end as is_bound
			from (
				select t.account_id, t.at, p.engagement_days * interval '24 hours' as span, lag(t.at) over person as at_before, lead(t.at) over person as at_after
				from (select distinct t.account_id, t.person, t.occurred_at as at from touch t where t.points > 0 and t.person is not null) t
				cross join {parameter} p
				window person as (partition by t.account_id, t.person order by t.at)
			) t
			cross join (values (1), (3)) b(place)
		) v
		where v.is_bound
	) e
) q
cross join {parameter} p
where q.depth >= p.mqa_points * (1 - 1e-12) and q.people >= p.mqa_people
group by q.account_id, p.time_zone
$$),
('funnel_unit', 'Leads, accounts that were on the list abm, and deals, one row each: the day of entry, and those of the places 2 to 10 in a funnel. For the other views.', $$
select 'lead'::text as funnel, l.created_on as day, l.comparison_group, l.segment, l.source, l.campaign_id, l.campaign_name, l.owner_id, l.owner_name, l.status = 'lost' as is_over,
	l.created_on as p2, l.created_on as p3, l.created_on as p4, l.created_on as p5, l.created_on as p6, l.mql_on as p7, l.sql_on as p8, l.opportunity_on as p9, l.won_on as p10
from {lead_step} l
where l.created_on is not null
union all
-- An account is followed from the day on which it first was put on the list.
select 'target_account', a.listed_on, 'abm', a.segment, null, null, null, a.owner_id, a.owner_name, false,
	a.listed_on, a.listed_on, a.listed_on, a.listed_on, a.listed_on,
	(t.engaged_at at time zone a.time_zone)::date, case when q.mqa_on >= a.listed_on then q.mqa_on end, d.opportunity_on, d.customer_on
from {target_day} a
left join (
	select t.account_id, min(t.occurred_at) as engaged_at
	from {touch_fact} t join {target_day} a on a.account_id = t.account_id and t.occurred_at >= a.listed_at
	where t.is_theirs group by t.account_id
) t on t.account_id = a.account_id
left join (
	select d.account_id, min(d.created_on) as opportunity_on, min(d.close_on) filter (where d.status = 'won') as customer_on
	from {deal_day} d join {target_day} a on a.account_id = d.account_id and d.created_on >= a.listed_on group by d.account_id
) d on d.account_id = a.account_id
left join {account_qualified_fact} q on q.account_id = a.account_id
union all
select 'opportunity', d.created_on, d.comparison_group, d.segment, d.source, d.campaign_id, d.campaign_name, d.owner_id, d.owner_name, d.status in ('lost', 'disqualified'),
	case when o.n_stages < 9 then d.created_on else h.p2 end,
	case when o.n_stages < 8 then d.created_on else h.p3 end,
	case when o.n_stages < 7 then d.created_on else h.p4 end,
	case when o.n_stages < 6 then d.created_on else h.p5 end,
	case when o.n_stages < 5 then d.created_on else h.p6 end,
	case when o.n_stages < 4 then d.created_on else h.p7 end,
	case when o.n_stages < 3 then d.created_on else h.p8 end,
	case when o.n_stages < 2 then d.created_on else h.p9 end,
	case when d.status = 'won' then d.closed_on end
from {deal_fact} d
cross join (select coalesce(max(r.place), 1) as n_stages from {stage_rank} r) o
left join (
	select h.opportunity_id, min(h.entered_on) filter (where h.place = 2) as p2, min(h.entered_on) filter (where h.place = 3) as p3, min(h.entered_on) filter (where h.place = 4) as p4, min(h.entered_on) filter (where h.place = 5) as p5, min(h.entered_on) filter (where h.place = 6) as p6, min(h.entered_on) filter (where h.place = 7) as p7, min(h.entered_on) filter (where h.place = 8) as p8, min(h.entered_on) filter (where h.place = 9) as p9
	from (
		select h.entity_id as opportunity_id, (h.entered_at at time zone p.time_zone)::date as entered_on, 9 - n.n_stages + r.place as place
		from {stage_history} h
		cross join {parameter} p
		join {deal_day} d on d.opportunity_id = h.entity_id
		join {stage_rank} r on r.pipeline_id = coalesce(d.pipeline_id, '(none)') and r.stage_id = h.stage_id
		cross join (select coalesce(max(r.place), 1) as n_stages from {stage_rank} r) n
		where h.entity = 'opportunity' and h.entered_at >= '1970-01-02' and h.entered_at < (p.as_of + 1)::timestamp at time zone p.time_zone
	) h
	group by h.opportunity_id
) h on h.opportunity_id = d.opportunity_id
where d.created_on is not null
$$),
('target_period_fact', 'Accounts that were on the list abm on the first day of a period, with what they did in it. For the other views.', $$
select t.period_grain, t.period_start, t.period_start as day, t.account_id, t.tier, t.segment, t.country, t.owner_id, t.owner_name,
	t.contact_count > 0 as is_covered, t.contact_count, t.is_reached, t.is_engaged, coalesce(t.mqa_on between t.period_start and t.last_on, false) as is_qualified,
	t.opportunity_count, t.is_won, coalesce(c.contacted_count, 0) as contacted_count, coalesce(c.engaged_count, 0) as engaged_count
from (
	select a.account_id, a.tier, a.segment, a.country, a.owner_id, a.owner_name, g.period_grain, g.period_start, g.last_on, q.mqa_on,
		-- How many of sorted days are not after the last, less those before the first.
		coalesce(width_bucket(g.last_on, k.days), 0) as contact_count,
		coalesce(width_bucket(g.last_on, d.reached_days) > width_bucket(g.period_start - 1, d.reached_days), false) as is_reached,
		coalesce(width_bucket(g.last_on, d.engaged_days) > width_bucket(g.period_start - 1, d.engaged_days), false) as is_engaged,
		coalesce(width_bucket(g.last_on, o.created_days) - width_bucket(g.period_start - 1, o.created_days), 0) as opportunity_count,
		coalesce(width_bucket(g.last_on, o.won_days) > width_bucket(g.period_start - 1, o.won_days), false) as is_won
	from {target_day} a
	cross join {parameter} p
	cross join lateral (
		select 'week'::text as period_grain, t::date as period_start, least(t::date + 6, p.as_of) as last_on
		from generate_series(date_trunc('week', a.listed_on::timestamp), p.as_of::timestamp, interval '7 days') t
		union all
		select 'month', t::date, least((t + interval '1 month')::date - 1, p.as_of)
		from generate_series(date_trunc('month', a.listed_on::timestamp), p.as_of::timestamp, interval '1 month') t
		union all
		select 'quarter', t::date, least((t + interval '3 months')::date - 1, p.as_of)
		from generate_series(date_trunc('quarter', a.listed_on - p.fiscal_shift) + p.fiscal_shift, p.as_of::timestamp, interval '3 months') t
		union all
		select 'year', t::date, least((t + interval '1 year')::date - 1, p.as_of)
		from generate_series(date_trunc('year', a.listed_on - p.fiscal_shift) + p.fiscal_shift, p.as_of::timestamp, interval '1 year') t
	) g
	left join {account_qualified_fact} q on q.account_id = a.account_id
	left join (
		select c.account_id, array_agg(c.known_on order by c.known_on) as days
		from (select c.account_id, coalesce(c.created_on, '-infinity') as known_on from {contact_fact} c) c
		group by c.account_id
	) k on k.account_id = a.account_id
	left join (
		select d.account_id, array_agg(d.day order by d.day) as reached_days, array_agg(d.day order by d.day) filter (where d.is_engaged) as engaged_days
		from (
			select c.account_id, c.day, bool_or(c.touch_count > 0) as is_engaged
			from {contact_day_fact} c where c.is_reached and c.account_id in (select t.account_id from {target_day} t) group by c.account_id, c.day
		) d
		group by d.account_id
	) d on d.account_id = a.account_id
	left join (
		select g.account_id, array_agg(g.created_on order by g.created_on) filter (where g.created_on is not null) as created_days,
			array_agg(g.closed_on order by g.closed_on) filter (where g.is_won and g.closed_on is not null) as won_days
		from {deal_group} g group by g.account_id
	) o on o.account_id = a.account_id
	where a.listed @> g.period_start and g.period_start >= a.listed_on
) t
left join (
	select c.account_id, c.period_grain, c.period_start, count(*) as contacted_count, count(*) filter (where c.is_engaged) as engaged_count
	from (
		select x.account_id, x.contact_id, g.period_grain, g.period_start, bool_or(x.touch_count > 0) as is_engaged
		from {contact_day_fact} x
		cross join lateral {periods} g
		where x.contact_id is not null and x.account_id in (select t.account_id from {target_day} t)
		group by x.account_id, x.contact_id, g.period_grain, g.period_start
		having bool_or(x.is_contacted)
	) c
	group by c.account_id, c.period_grain, c.period_start
) c on c.account_id = t.account_id and c.period_grain = t.period_grain and c.period_start = t.period_start
$$),
('contact_stage_fact', 'People of accounts with the stage of deals of the account in which most of their signs were. For the other views.', $$
select s.contact_id, (array_agg(s.stage_name order by s.touch_count desc, s.stage_order desc nulls last, s.stage_name))[1] as most_active_stage
from (
	select c.contact_id, v.stage_name, max(v.stage_order) as stage_order, sum(c.touch_count) as touch_count
	from {contact_day_fact} c
	join (
		select d.account_id, v.stage_name, v.stage_order, v.entered_on, v.entered_on + floor(extract(epoch from v.spent) / 86400)::integer as left_on
		from {stage_visit} v
		join {deal_group} d on d.opportunity_id = v.entity_id
		where v.entity = 'opportunity'
	) v on v.account_id = c.account_id and c.day >= v.entered_on and c.day <= v.left_on
	where c.contact_id is not null and c.touch_count > 0
	group by c.contact_id, v.stage_name
) s
group by s.contact_id
$$),
('contact_score_fact', 'Score of each person of an account by scoring_rule. For the other views.', $$
select s.contact_id, sum(s.score) as score
from (
	select e.contact_id, e.half_life_days, lead_score(e.points, e.occurred_at, e.half_life_days * interval '1 day', (select (p.as_of + 1)::timestamp at time zone p.time_zone from {parameter} p)) as score
	from {scored_touch_fact} e
	where e.contact_id is not null
	group by e.contact_id, e.half_life_days
) s
group by s.contact_id
$$),
('ticket_fact', 'Questions of users that can be, one row each, with what was done up to the day of reading, and how long that took in days and in business days. A reply or solution before its question is an error, and unknown. For the other views.', $$
select q.ticket_id, q.day, q.account_id, q.team, q.priority, q.segment, q.comparison_group, q.created_at, q.reply_at, q.solved_at, q.read_at, q.is_wrong_reply, q.is_wrong_solution,
	-- Judged when the time for an answer is over, and not before: those answered fast would be judged first.
	case when not q.is_wrong_reply and q.due_at <= q.read_at then coalesce(q.reply_at <= q.due_at, false) end as is_in_time,
	case when q.has_hours then business_days(q.created_at, coalesce(q.reply_at, q.read_at), q.time_zone, q.opens_at, q.closes_at, holidays => q.holidays) end as reply_business_days,
	case when q.has_hours then business_days(q.created_at, coalesce(q.solved_at, q.read_at), q.time_zone, q.opens_at, q.closes_at, holidays => q.holidays) end as solve_business_days
from (
	select t.ticket_id, (t.created_at at time zone p.time_zone)::date as day, t.account_id, t.team, t.priority, f.segment, t.created_at,
		case when f.listed @> (t.created_at at time zone p.time_zone)::date then 'abm' else 'other' end as comparison_group,
		case when t.first_reply_at >= t.created_at and t.first_reply_at < r.read_at then t.first_reply_at end as reply_at, coalesce(t.first_reply_at < t.created_at, false) as is_wrong_reply,
		case when t.solved_at >= t.created_at and t.solved_at < r.read_at then t.solved_at end as solved_at, coalesce(t.solved_at < t.created_at, false) as is_wrong_solution,
		r.read_at, t.created_at + p.reply_hours * interval '1 hour' as due_at, p.time_zone, p.opens_at, p.closes_at, p.closes_at > p.opens_at as has_hours, h.holidays
	from {ticket} t
	cross join {parameter} p
	cross join lateral (select (p.as_of + 1)::timestamp at time zone p.time_zone as read_at) r
	cross join (select coalesce(array_agg(h.day) filter (where h.day between date '1970-01-01' and date '2199-12-31'), '{}') as holidays from {holiday} h) h
	left join {account_fact} f on f.account_id = t.account_id
	where coalesce(t.created_at >= '1970-01-02' and t.created_at < r.read_at, false)
	offset 0
) q
$$),
('usage_day_fact', 'Use of the product by account, product and day; what cannot be is NULL. For the other views.', $$
select u.account_id, u.product, case when u.day between date '1970-01-02' and date '2199-12-31' then u.day end as day, case when u.active_user_count between 0 and 1e9 then u.active_user_count end as active_user_count,
	case when u.usage between 0 and 1e15 then u.usage::numeric end as usage, case when u.seat_count between 0 and 1e9 then u.seat_count end as seat_count
from {usage_daily} u
where u.account_id is not null and coalesce(u.day >= '1970-01-02' and u.day <= (select p.as_of from {parameter} p), false)
	and u.account_id not in (select a.account_id from {account} a where a.is_deleted and a.account_id is not null)
$$),
('usage_period_fact', 'Customers on the last day of a period by product, and what use accounts made of it in the period and the one before. For the other views.', $$
select u.*, u.period_start as day, row_number() over account = 1 as is_account, bool_or(u.is_customer) over account as account_is_customer, bool_or(u.is_active) over account as account_is_active,
	-- By the day, so that the running period can be compared; a fifth less is less.
	u.usage / u.days < 0.8 * u.usage_before / u.days_before as is_falling, sum(u.usage) over account / u.days < 0.8 * sum(u.usage_before) over account / u.days_before as account_is_falling
from (
	select u.period_grain, u.period_start, u.account_id, u.product, u.is_customer, u.is_active, u.usage, u.usage_before, u.active_user_count, u.seat_count, f.segment,
		coalesce(f.comparison_group, case when f.listed @> u.period_start then 'abm' else 'other' end) as comparison_group,
		least(s.next_on, p.as_of + 1) - u.period_start as days, u.period_start - s.before_on as days_before
	from (
		select u.period_grain, u.period_start, u.account_id, u.product, bool_or(u.what = 'customer') as is_customer, coalesce(bool_or(u.what = 'now' and (u.usage > 0 or u.active_user_count > 0)), false) as is_active,
			coalesce(sum(u.usage) filter (where u.what = 'now'), 0) as usage, coalesce(sum(u.usage) filter (where u.what = 'before'), 0) as usage_before,
			max(u.active_user_count) filter (where u.what = 'now') as active_user_count,
			(array_agg(u.seat_count order by u.day desc) filter (where u.what = 'now' and u.seat_count is not null))[1] as seat_count
		from (
			select 'now' as what, g.period_grain, g.period_start, x.account_id, x.product, x.day, x.usage, x.active_user_count, x.seat_count
			from {usage_day_fact} x
			cross join lateral {periods} g
			union all
			select 'before', g.period_grain, (g.period_start + case g.period_grain when 'week' then interval '7 days' when 'month' then interval '1 month' when 'quarter' then interval '3 months' else interval '1 year' end)::date,
				x.account_id, x.product, null, x.usage, null, null
			from {usage_day_fact} x
			cross join lateral {periods} g
			union all
			select 'customer', g.period_grain, g.period_start, c.account_id, c.product, null, null, null, null
			from {contract_fact} c
			cross join {parameter} p
			cross join lateral (
				select 'week'::text as period_grain, t::date as period_start, least(t::date + 6, p.as_of) as last_on
				from generate_series(date_trunc('week', c.start_on::timestamp), least(c.end_on, p.as_of)::timestamp, interval '7 days') t
				union all
				select 'month', t::date, least((t + interval '1 month')::date - 1, p.as_of)
				from generate_series(date_trunc('month', c.start_on::timestamp), least(c.end_on, p.as_of)::timestamp, interval '1 month') t
				union all
				select 'quarter', t::date, least((t + interval '3 months')::date - 1, p.as_of)
				from generate_series(date_trunc('quarter', c.start_on - p.fiscal_shift) + p.fiscal_shift, least(c.end_on, p.as_of)::timestamp, interval '3 months') t
				union all
				select 'year', t::date, least((t + interval '1 year')::date - 1, p.as_of)
				from generate_series(date_trunc('year', c.start_on - p.fiscal_shift) + p.fiscal_shift, least(c.end_on, p.as_of)::timestamp, interval '1 year') t
			) g
			-- Without any use there is nothing to say.
			where exists (select from {usage_day_fact} d) and (c.end_on is null or c.end_on > g.last_on)
		) u
		group by u.period_grain, u.period_start, u.account_id, u.product
	) u
	cross join {parameter} p
	cross join lateral (select case u.period_grain when 'week' then interval '7 days' when 'month' then interval '1 month' when 'quarter' then interval '3 months' else interval '1 year' end as step) i
	cross join lateral (select (u.period_start + i.step)::date as next_on, (u.period_start - i.step)::date as before_on) s
	left join {customer_fact} f on f.account_id = u.account_id
	where u.period_start <= p.as_of
) u
window account as (partition by u.period_grain, u.period_start, u.account_id order by u.product rows between unbounded preceding and unbounded following)
$$),
('cohort_fact', 'Customers with what they paid per month when their first contract began, and so many months later, up to the day of reading. For the other views.', $$
select a.account_id, a.comparison_group, a.segment, a.first_on as day, m.months_since::bigint as months_since, a.start_value,
	least(coalesce(sum(c.mrr), 0), 1e13) as now_value
from (
	select c.account_number, c.account_id, c.comparison_group, c.segment, c.account_first_on as first_on, least(sum(c.mrr), 1e13) as start_value
	from {contract_fact} c
	where c.start_on = c.account_first_on and (c.end_on is null or c.end_on > c.start_on)
	group by c.account_number, c.account_id, c.comparison_group, c.segment, c.account_first_on
) a
cross join {parameter} p
cross join lateral (select extract(year from g.since) * 12 + extract(month from g.since) as months from age(p.as_of::timestamp, a.first_on::timestamp) g(since)) g
cross join lateral generate_series(0, least(g.months, 240)::integer) m(months_since)
left join {contract_fact} c on c.account_number = a.account_number and c.start_on <= (a.first_on + m.months_since * interval '1 month')::date
	and (c.end_on is null or c.end_on > (a.first_on + m.months_since * interval '1 month')::date)
group by a.account_number, a.account_id, a.comparison_group, a.segment, a.first_on, m.months_since, a.start_value
$$)
) f(name, description, query)
$body$;
comment on function @extschema@._facts_accounts() is
'Internal: facts, as _facts() has them: target accounts, people, customers, questions.';
