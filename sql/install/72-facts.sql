-- facts: what several KPI views share, as views of the target schema: the settings in one row, and deals, leads and
-- accounts with everything that figures are cut by. Read by 74-… to 79-…; {name} stands for a relation of the target.

create function @extschema@._facts_sales() returns table (name text, description text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $facts$ values
('parameter', 'The settings as one row, for the other views.', $$
select s.time_zone, s.fiscal_year_start, (s.fiscal_year_start - 1) * interval '1 month' as fiscal_shift, s.base_currency,
	coalesce(s.as_of, (now() at time zone s.time_zone)::date) as as_of, s.min_n, s.min_group, s.engagement_days,
	s.mqa_points, s.mqa_people, s.half_life_days, s.lead_window_days, s.opportunity_window_days,
	s.follow_up_days, s.exposure_days, s.grade_cuts, s.unpaid_sources, s.earned_sources, s.reply_hours, s.opens_at, s.closes_at, s.gross_margin, s.discount_rate
from (
	select coalesce(max(value) filter (where name = 'time_zone'), 'UTC') as time_zone,
		coalesce(max(value) filter (where name = 'fiscal_year_start')::integer, 1) as fiscal_year_start,
		max(value) filter (where name = 'base_currency') as base_currency,
		max(value) filter (where name = 'as_of')::date as as_of,
		coalesce(max(value) filter (where name = 'min_n')::bigint, 30) as min_n,
		coalesce(max(value) filter (where name = 'min_group')::bigint, 5) as min_group,
		coalesce(max(value) filter (where name = 'engagement_days')::integer, 90) as engagement_days,
		coalesce(max(value) filter (where name = 'mqa_points')::float8, 60) as mqa_points,
		coalesce(max(value) filter (where name = 'mqa_people')::integer, 2) as mqa_people,
		coalesce(max(value) filter (where name = 'half_life_days')::float8, 30) as half_life_days,
		coalesce(max(value) filter (where name = 'lead_window_days')::integer, 90) as lead_window_days,
		coalesce(max(value) filter (where name = 'opportunity_window_days')::integer, 365) as opportunity_window_days,
		coalesce(max(value) filter (where name = 'follow_up_days')::integer, 1) as follow_up_days,
		coalesce(max(value) filter (where name = 'exposure_days')::integer, 14) as exposure_days,
		string_to_array(coalesce(max(value) filter (where name = 'grade_cuts'), '75,50,25'), ',')::float8[] as grade_cuts,
		regexp_split_to_array(coalesce(max(value) filter (where name = 'unpaid_sources'), 'organic_search,organic_social,direct,web,referral,word_of_mouth,press,social,email'), ' *, *') as unpaid_sources,
		regexp_split_to_array(coalesce(max(value) filter (where name = 'earned_sources'), 'referral,word_of_mouth,press'), ' *, *') as earned_sources,
		coalesce(max(value) filter (where name = 'reply_hours')::integer, 24) as reply_hours,
		coalesce(max(value) filter (where name = 'opens_at')::time, '09:00') as opens_at,
		coalesce(max(value) filter (where name = 'closes_at')::time, '17:00') as closes_at,
		coalesce(max(value) filter (where name = 'gross_margin')::float8, 1) as gross_margin,
		coalesce(max(value) filter (where name = 'discount_rate')::float8, 0.1) as discount_rate
	from {setting}
) s
$$),
('account_fact', 'Accounts that are not deleted, with the days on which they were on the list abm. For the other views.', $$
select a.account_id, a.parent_id, a.name as account_name, a.segment, coalesce(l.tier, a.tier) as tier, a.country, a.owner_id,
	coalesce(a.owner_name, a.owner_id) as owner_name, case when a.created_at >= '1970-01-02' and a.created_at < '2200-01-01' then (a.created_at at time zone p.time_zone)::date end as created_on,
	l.listed, coalesce(l.listed @> p.as_of, false) as is_target
from {account} a
cross join {parameter} p
left join (
	select account_id, range_agg(daterange(valid_from, valid_to)) as listed, (array_agg(tier order by valid_from desc nulls last))[1] as tier
	from {account_list}
	where list_id = 'abm' and (valid_to is null or valid_from is null or valid_to >= valid_from)
	group by account_id
) l on l.account_id = a.account_id
where not coalesce(a.is_deleted, false)
$$),
-- coalesce keeps the two bounds from being taken for a narrow range, of which the planner expects few rows.
('touch_fact', 'Touches by people, up to the day of reading. One without an account is of the account of its person. A length that cannot be is NULL; is_theirs says whether it is a sign of them: not an ad that was shown, not a meeting that did not take place, not what we did without an answer; person_id is the contact, or the lead that is none yet. For the other views.', $$
select t.touch_id, t.occurred_at, coalesce(t.account_id, c.account_id) as account_id, t.contact_id, t.lead_id, coalesce(t.contact_id, t.lead_id) as person_id, t.anonymous_id, t.channel, t.source_class, t.campaign_id, t.kind, t.asset_id, t.page,
	t.session_id, case when t.duration_s between 0 and 86400 then t.duration_s end as duration_s, t.scheduled_at, t.outcome, t.direction, t.topic, t.cta_id, t.referrer,
	coalesce(t.kind, '') <> 'ad' and coalesce(t.outcome, '') not in ('cancelled', 'no_show', 'moved', 'rescheduled')
		and (coalesce(t.direction, '') not in ('out', 'outbound') or coalesce(t.outcome, '') = 'held') as is_theirs
from {touch} t
-- No key, and so no search, where the touch has an account.
left join {contact} c on c.contact_id = case when t.account_id is null then t.contact_id end
where t.is_bot is not true and coalesce(t.occurred_at >= timestamptz '1970-01-02 00:00+00' and t.occurred_at < (select (p.as_of + 1)::timestamp at time zone p.time_zone from {parameter} p), false)
$$),
('deal_day', 'Deals that are not deleted, one row each, with the days and the status that can be: a day before 1970 or after 2199 is NULL, an unknown status is open. For the other views.', $$
select d.*,
	-- The first instant that is too late for a touch of the deal.
	((case when d.status = 'open' then d.as_of when d.close_on <= d.as_of then d.close_on end + 1)::timestamp at time zone d.time_zone) as end_at
from (
	select o.opportunity_id, o.name, o.account_id, o.owner_id, o.owner_name, o.source_class, o.source, o.campaign_id, o.kind, o.pipeline_id, o.stage_id,
		o.stage_name, o.lost_reason, o.promo_code, o.forecast_category, o.amount, o.currency, o.amount_base, o.probability,
		o.status as raw_status, o.created_at as raw_created_at, o.close_on as raw_close_on,
		case when o.status in ('won', 'lost', 'disqualified') then o.status else 'open' end as status,
		case when o.created_at >= '1970-01-02' and o.created_at < '2200-01-01' then o.created_at end as created_at,
		case when o.created_at >= '1970-01-02' and o.created_at < '2200-01-01' then (o.created_at at time zone p.time_zone)::date end as created_on,
		case when o.close_on >= '1970-01-02' and o.close_on < '2200-01-01' then o.close_on end as close_on, p.as_of, p.time_zone
	from {opportunity} o
	cross join {parameter} p
	where not coalesce(o.is_deleted, false)
) d
$$),
('deal_fact', 'Deals that are not deleted, one row each, with what figures are cut by. Days, amounts and probabilities that cannot be are NULL here; problem says what is wrong with a row. For the other views.', $$
select d.*,
	-- A close after the day of reading is in no figure.
	case when d.status <> 'open' and d.close_on <= d.as_of then d.close_on end as closed_on,
	case d.status when 'won' then true when 'lost' then false end as is_won,
	case when d.status = 'open' then d.close_on end as expected_close_on,
	-- Won deals: whether it is the account's first; others: whether the account had won none when they ended.
	case when d.account_id is not null then coalesce(d.first_won_id = d.opportunity_id
		or d.first_won_on > case when d.status = 'open' then d.as_of else d.close_on end
		or d.first_won_on = d.close_on and d.status in ('lost', 'disqualified'), d.first_won_on is null) end as is_new_customer,
	case when d.status = 'open' and d.close_on < d.as_of then true when d.status = 'open' then false end as is_overdue,
	case when d.with_demo then 'With a demo' else 'Without a demo' end as demo_label,
	case when d.raw_status is null or d.raw_status not in ('open', 'won', 'lost', 'disqualified') then 'unknown status'
		when d.status <> 'open' and d.raw_close_on is null then 'closed without a close date'
		when d.raw_close_on is not null and d.close_on is null then 'close date out of range'
		when d.raw_created_at is not null and d.created_on is null then 'creation date out of range'
		when d.status <> 'open' and d.close_on < d.created_on then 'closed before it was created'
		when d.status <> 'open' and d.close_on > d.as_of then 'closed in the future'
		when d.raw_probability not between 0 and 1 then 'probability out of range'
		when d.raw_amount is not null and d.amount_base is null then 'currency without a rate'
		when d.amount_base is not null and d.deal_value is null then 'amount out of range'
		when d.status = 'won' and d.deal_value is null then 'won without an amount' end as problem
from (
	select o.opportunity_id, o.name as opportunity_name, o.account_id, a.account_name,
		case when a.listed @> o.created_on then 'abm'
			when o.source_class in (select i.source_class from {inbound_source} i) then 'inbound' else 'other' end as comparison_group,
		a.segment, a.tier, a.country, o.owner_id, coalesce(o.owner_name, o.owner_id) as owner_name, o.source_class, o.source,
		o.campaign_id, coalesce(c.name, o.campaign_id) as campaign_name, c.program, o.kind, o.pipeline_id, o.stage_id,
		coalesce(o.stage_name, o.stage_id) as stage_name, o.status, o.raw_status, o.lost_reason, o.promo_code, o.forecast_category,
		o.created_on, o.created_at, o.raw_created_at, o.close_on, o.raw_close_on, o.as_of,
		o.amount as raw_amount, o.currency, o.amount_base, case when abs(o.amount_base) < 1e14 then round(o.amount_base, 2) end as deal_value,
		o.probability as raw_probability, case when o.probability between 0 and 1 then o.probability end as probability,
		k.stakeholder_count, case when k.stakeholder_count >= 4 then '4+' when k.stakeholder_count >= 2 then '2-3' when k.stakeholder_count = 1 then '1' end as stakeholder_band,
		-- The account's first touch, if it is not after the deal.
		case when t.first_touch_at < o.end_at then (t.first_touch_at at time zone o.time_zone)::date end as first_touch_on,
		(l.sql_at at time zone o.time_zone)::date as sql_on, m.opportunity_id is not null as with_demo, w.first_won_on, w.first_won_id
	from {deal_day} o
	left join {account_fact} a on a.account_id = o.account_id
	left join {campaign} c on c.campaign_id = o.campaign_id
	left join (select opportunity_id, count(distinct contact_id) as stakeholder_count from {opportunity_contact} oc group by opportunity_id) k on k.opportunity_id = o.opportunity_id
	left join (
		select account_id, min(occurred_at) as first_touch_at from {touch_fact} x group by account_id
	) t on t.account_id = o.account_id
	left join (
		select opportunity_id, min(sql_at) as sql_at from {lead} x
		where not coalesce(is_deleted, false) and sql_at >= '1970-01-02' and sql_at < '2200-01-01' group by opportunity_id
	) l on l.opportunity_id = o.opportunity_id
	left join (
		-- A demo that took place between some time before the deal was created and its end.
		select e.opportunity_id
		from {touch_fact} t
		join {deal_day} e on e.account_id = t.account_id and t.occurred_at < e.end_at
			and t.occurred_at >= coalesce(e.created_at - (select p.engagement_days from {parameter} p) * interval '24 hours', '-infinity')
		where t.kind = 'demo' and coalesce(t.outcome, '') not in ('no_show', 'cancelled', 'moved')
		group by e.opportunity_id
	) m on m.opportunity_id = o.opportunity_id
	left join (
		select account_id, min(close_on) as first_won_on, (array_agg(opportunity_id order by close_on, created_at, opportunity_id))[1] as first_won_id
		from {deal_day} where status = 'won' and close_on <= as_of group by account_id
	) w on w.account_id = o.account_id
	offset 0 -- Computes each column once, where many others are made of it.
) d
$$),
('deal_group', 'The deals of deal_day with the group that they are compared by, without what deal_fact looks for in other relations. For the other views.', $$
select o.opportunity_id, o.account_id, o.status, case o.status when 'won' then true when 'lost' then false end as is_won, o.created_on,
	case when o.status <> 'open' and o.close_on <= o.as_of then o.close_on end as closed_on, case when abs(o.amount_base) < 1e14 then round(o.amount_base, 2) end as deal_value,
	case when a.listed @> o.created_on then 'abm' when o.source_class in (select i.source_class from {inbound_source} i) then 'inbound' else 'other' end as comparison_group
from {deal_day} o
left join {account_fact} a on a.account_id = o.account_id
$$),
('customer_fact', 'Accounts that are not deleted, with the group of the deal by which they became customers. For the other views.', $$
select a.account_id, a.segment, a.tier, a.owner_id, a.owner_name, a.listed, w.comparison_group
from {account_fact} a
left join (
	select d.account_id, (array_agg(d.comparison_group order by d.closed_on, d.opportunity_id))[1] as comparison_group
	from {deal_group} d where d.is_won and d.closed_on is not null group by d.account_id
) w on w.account_id = a.account_id
$$),
('answer_fact', 'Answers that can be to the question of NPS and eNPS, and invitations without one, which have no score: one row each. For the other views.', $$
-- Numbers, because they are sorted for each period: of the person, and of the answers so that the last is the lowest.
select r.response_id, r.survey_kind, dense_rank() over (order by r.survey_kind, r.person) as person, row_number() over (order by r.score is null, r.answered_at desc nulls last, r.response_id desc) as age,
	r.account_id, r.contact_id, r.role, r.day, r.answered_at, r.score, r.is_followed_up, f.segment, f.tier, f.owner_id, f.owner_name,
	-- Who is no customer has the group of the day; an employee without an account has none.
	case when r.account_id is not null or r.survey_kind = 'nps' then coalesce(f.comparison_group, case when f.listed @> r.day then 'abm' else 'other' end) end as comparison_group
from (
	select s.response_id, s.kind as survey_kind, coalesce('c' || s.contact_id, 'r' || s.response_id) as person, coalesce(s.account_id, c.account_id) as account_id, s.contact_id, c.role,
		(coalesce(s.answered_at, s.invited_at) at time zone p.time_zone)::date as day, s.answered_at,
		case when s.answered_at is not null then s.score::integer end as score,
		coalesce(s.followed_up_at >= s.answered_at and s.followed_up_at < (p.as_of + 1)::timestamp at time zone p.time_zone, false) as is_followed_up
	from {survey_response} s
	cross join {parameter} p
	left join {contact} c on c.contact_id = s.contact_id
	-- Nearly all answers are kept. The planner takes bounds and equalities of expressions for narrow ones, and one row for what
	-- comes out, for which it would join the same again and again: inside coalesce they are half of the rows.
	where s.kind in ('nps', 'enps') and coalesce(coalesce(s.answered_at, s.invited_at) >= '1970-01-02' and coalesce(s.answered_at, s.invited_at) < '2200-01-01'
		and (s.answered_at is null or s.score is null or s.score = trunc(s.score)
			and s.score between coalesce(s.scale_min, case s.kind when 'nps' then 0 else 1 end) and 10)
		and coalesce(s.scale_min, 0) in (0, 1) and coalesce(s.scale_max, 10) = 10, false)
) r
left join {customer_fact} f on f.account_id = r.account_id
$$),
('contract_fact', 'Contracts that can be, one row each. For the other views.', $$
select dense_rank() over (order by s.account_id) as account_number, dense_rank() over (order by s.account_id, s.product) as number,
	s.account_id, s.product, s.start_on, s.end_on, s.mrr, min(s.start_on) over () as first_start_on, min(s.start_on) over (partition by s.account_id, s.product) as product_first_on,
	min(s.start_on) over (partition by s.account_id) as account_first_on, f.segment, f.tier, f.owner_id, f.owner_name,
	-- Who became a customer without a deal has the group of the first contract.
	coalesce(f.comparison_group, case when f.listed @> min(s.start_on) over (partition by s.account_id) then 'abm' else 'other' end) as comparison_group
from (
	select x.account_id, x.product, x.start_on, case when x.end_on < '2200-01-01' then x.end_on end as end_on, round(x.mrr_base, 4) as mrr
	from {subscription} x
	where x.account_id is not null and x.mrr_base > 0 and x.mrr_base < 1e12 and x.start_on >= '1970-01-02' and x.start_on < '2200-01-01'
		and (x.end_on is null or x.end_on >= x.start_on)
		and x.account_id not in (select a.account_id from {account} a where a.is_deleted and a.account_id is not null)
) s
cross join {parameter} p
left join {customer_fact} f on f.account_id = s.account_id
where s.start_on <= p.as_of
$$),
('customer_period_fact', 'What each account paid per month for each product before a period and at its end. For the other views.', $$
select r.*, r.period_start as day, row_number() over account = 1 as is_account, sum(r.value_before) over account as account_before, sum(r.value_now) over account as account_now,
	sum(case when r.value_before = 0 then r.value_now else 0 end) over account as account_other_product
from (
	select g.period_grain, g.period_start, c.account_number, c.number, c.account_id, c.product, c.comparison_group, c.segment, c.tier, c.owner_id, c.owner_name, min(c.product_first_on) as first_on, min(c.account_first_on) as account_first_on,
		least(coalesce(sum(c.mrr) filter (where c.start_on < g.period_start and (c.end_on is null or c.end_on >= g.period_start)), 0), 1e13) as value_before,
		least(coalesce(sum(c.mrr) filter (where c.start_on <= g.last_on and (c.end_on is null or c.end_on > g.last_on)), 0), 1e13) as value_now
	from {contract_fact} c
	cross join {parameter} p
	cross join lateral (
		select 'month'::text as period_grain, t::date as period_start, least((t + interval '1 month')::date - 1, p.as_of) as last_on
		from generate_series(date_trunc('month', c.start_on::timestamp), least(c.end_on, p.as_of)::timestamp, interval '1 month') t
		union all
		select 'quarter', t::date, least((t + interval '3 months')::date - 1, p.as_of)
		from generate_series(date_trunc('quarter', c.start_on - p.fiscal_shift) + p.fiscal_shift, least(c.end_on, p.as_of)::timestamp, interval '3 months') t
		union all
		select 'year', t::date, least((t + interval '1 year')::date - 1, p.as_of)
		from generate_series(date_trunc('year', c.start_on - p.fiscal_shift) + p.fiscal_shift, least(c.end_on, p.as_of)::timestamp, interval '1 year') t
		union all
		select 'trailing_year', t::date, least((t + interval '1 year')::date - 1, p.as_of)
		from generate_series(greatest(date_trunc('month', c.start_on::timestamp) - interval '11 months',
				least(date_trunc('month', c.first_start_on::timestamp), date_trunc('month', p.as_of::timestamp) - interval '11 months')),
			least(c.end_on, date_trunc('month', p.as_of::timestamp) - interval '11 months')::timestamp, interval '1 month') t
	) g
	group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
) r
window account as (partition by r.period_grain, r.period_start, r.account_number order by r.number rows between unbounded preceding and unbounded following)
$$),
('win_touch', 'Won deals with touches of their account since its last win before: how many there were up to the close, and how many before the deal was created. For the other views.', $$
select e.ids[e.place] as opportunity_id, count(*) as touch_count, count(*) filter (where e.occurred_at < e.starts[e.place]) as touches_to_opportunity
from (
	select t.occurred_at, w.ids, w.starts, width_bucket(t.occurred_at, w.ends) + 1 as place
	from {touch_fact} t
	join (
		select account_id, array_agg(end_at order by end_at, opportunity_id) as ends, array_agg(opportunity_id order by end_at, opportunity_id) as ids,
			array_agg(created_at order by end_at, opportunity_id) as starts, max(end_at) as last_end
		from {deal_day} where status = 'won' and end_at is not null group by account_id
	) w on w.account_id = t.account_id and t.occurred_at < w.last_end
) e
group by e.ids[e.place]
$$),
('deal_touch', 'Deals with the touches of their account since its last win before, up to the close or now. For the other views.', $$
select d.opportunity_id, coalesce(sum(c.touch_count) over (partition by d.account_id, d.wins_before order by d.end_at, d.is_won, d.opportunity_id rows unbounded preceding), 0)::bigint as touch_count,
	max(c.last_touch_at) over (partition by d.account_id order by d.end_at, d.is_won, d.opportunity_id rows unbounded preceding) as last_touch_at
from (
	select opportunity_id, account_id, end_at, status = 'won' as is_won, count(*) filter (where status = 'won')
		over (partition by account_id order by end_at, status = 'won', opportunity_id rows between unbounded preceding and 1 preceding) as wins_before
	from {deal_day} where account_id is not null and end_at is not null
) d
left join (
	-- Each touch belongs to the first deal that ends after it.
	select e.ids[e.place] as opportunity_id, count(*) as touch_count, max(e.occurred_at) as last_touch_at
	from (
		select t.occurred_at, w.ids, width_bucket(t.occurred_at, w.ends) + 1 as place
		from {touch_fact} t
		join (
			select account_id, array_agg(end_at order by end_at, status = 'won', opportunity_id) as ends,
				array_agg(opportunity_id order by end_at, status = 'won', opportunity_id) as ids, max(end_at) as last_end
			from {deal_day} where end_at is not null group by account_id
		) w on w.account_id = t.account_id and t.occurred_at < w.last_end
	) e
	group by e.ids[e.place]
) c on c.opportunity_id = d.opportunity_id
$$),
('lead_step', 'Leads that are not deleted, one row each, with the days on which they came further. For the other views.', $$
select l.lead_id, case when a.listed @> (l.made_at at time zone p.time_zone)::date then 'abm' when l.source_class in (select i.source_class from {inbound_source} i) then 'inbound' else 'other' end as comparison_group,
	a.segment, l.owner_id, coalesce(l.owner_name, l.owner_id) as owner_name, l.source, l.campaign_id, coalesce(c.name, l.campaign_id) as campaign_name,
	(l.made_at at time zone p.time_zone)::date as created_on, (l.mql at time zone p.time_zone)::date as mql_on, (l.sql at time zone p.time_zone)::date as sql_on,
	case when l.opportunity_id is not null then coalesce(d.created_on, (l.converted at time zone p.time_zone)::date) end as opportunity_on,
	case when d.status = 'won' and d.close_on <= d.as_of then d.close_on end as won_on,
	case when d.status = 'won' or d.opportunity_id is null and l.converted is not null then 'won' when l.disqualified is not null or d.status in ('lost', 'disqualified') then 'lost' else 'open' end as status,
	coalesce(l.converted, l.disqualified) as ended_at
from (
	select x.*, case when x.created_at >= '1970-01-02' and x.created_at < '2200-01-01' then x.created_at end as made_at,
		case when x.mql_at >= '1970-01-02' and x.mql_at < '2200-01-01' then x.mql_at end as mql, case when x.sql_at >= '1970-01-02' and x.sql_at < '2200-01-01' then x.sql_at end as sql,
		case when x.converted_at >= '1970-01-02' and x.converted_at < '2200-01-01' then x.converted_at end as converted,
		case when x.disqualified_at >= '1970-01-02' and x.disqualified_at < '2200-01-01' then x.disqualified_at end as disqualified
	from {lead} x
	where not coalesce(x.is_deleted, false)
) l
cross join {parameter} p
left join {account_fact} a on a.account_id = l.account_id
left join {campaign} c on c.campaign_id = l.campaign_id
left join {deal_day} d on d.opportunity_id = l.opportunity_id
-- As in deal_fact.
offset 0
$$),
('stage_visit', 'Visits of deals and leads to stages that are not closed, one row each, with what came next and how long they took up to the day of reading; of a closed deal without a day of its close, that is not known. For the other views.', $$
select w.*
from (
	select v.entity, v.entity_id, v.pipeline_id, v.stage_id, v.stage_name, v.stage_order, v.comparison_group, v.segment, v.owner_id, v.owner_name, v.deal_value, v.status, v.as_of, v.entered_at,
		(v.entered_at at time zone v.time_zone)::date as entered_on, v.left_at is null and v.status = 'open' as is_open,
		greatest(coalesce(v.left_at, case when v.status = 'open' then v.as_of_at end) - v.entered_at, case when v.left_at is not null or v.status = 'open' then interval '0' end) as spent,
		case when v.is_last then v.status = 'won' else v.is_forward end as has_advanced, not v.is_last and not v.is_forward as has_gone_back, v.is_last and v.status in ('lost', 'disqualified') as is_lost_here,
		case when v.next_at is not null then not v.next_is_closed and v.next_close_on > v.close_on else v.status = 'open' and v.expected_close_on > v.close_on end as is_slipped
	from (
		select h.*, h.next_at is null or h.next_is_closed as is_last, coalesce(h.next_order >= h.stage_order, true) as is_forward,
			case when h.exited_at >= h.entered_at then h.exited_at when h.next_at is not null then h.next_at when h.status <> 'open' and h.closed_at is not null then greatest(h.closed_at, h.entered_at) end as left_at
		from (
			select h.*, lead(h.entered_at) over visit as next_at, lead(h.stage_order) over visit as next_order, lead(h.is_closed) over visit as next_is_closed, lead(h.close_on) over visit as next_close_on
			from (
				select 'opportunity'::text as entity, h.entity_id, coalesce(d.pipeline_id, '(none)') as pipeline_id, h.stage_id, coalesce(s.label, h.stage_id) as stage_name, s.sort_order as stage_order,
					coalesce(s.is_closed, h.stage_id = d.stage_id and d.status <> 'open', false) as is_closed,
					h.entered_at, case when h.exited_at < (p.as_of + 1)::timestamp at time zone p.time_zone then h.exited_at end as exited_at, h.close_on, d.expected_close_on,
					d.comparison_group, d.segment, d.owner_id, d.owner_name, d.deal_value, d.status, d.closed_on::timestamp at time zone p.time_zone as closed_at,
					p.as_of, p.time_zone, p.as_of::timestamp at time zone p.time_zone as as_of_at
				from {stage_history} h
				join {deal_fact} d on d.opportunity_id = h.entity_id
				cross join {parameter} p
				left join (
					select coalesce(pipeline_id, '(none)') as pipeline_id, stage_id, max(label) as label, max(sort_order) as sort_order, bool_or(coalesce(is_closed, false) or coalesce(is_won, false)) as is_closed
					from {stage} x group by 1, 2
				) s on s.pipeline_id = coalesce(d.pipeline_id, '(none)') and s.stage_id = h.stage_id
				where h.entity = 'opportunity' and h.entered_at >= '1970-01-02' and h.entered_at < (p.as_of + 1)::timestamp at time zone p.time_zone
				union all
				select 'lead', h.entity_id, '(none)', h.stage_id, h.stage_id, null, false, h.entered_at, case when h.exited_at < (p.as_of + 1)::timestamp at time zone p.time_zone then h.exited_at end, null, null,
					d.comparison_group, d.segment, d.owner_id, d.owner_name, null, d.status, d.ended_at, p.as_of, p.time_zone, p.as_of::timestamp at time zone p.time_zone
				from {stage_history} h
				join {lead_step} d on d.lead_id = h.entity_id
				cross join {parameter} p
				where h.entity = 'lead' and h.entered_at >= '1970-01-02' and h.entered_at < (p.as_of + 1)::timestamp at time zone p.time_zone
			) h
			-- The status is that of the entity; named here, a filter on it reaches the scan.
			window visit as (partition by h.entity, h.entity_id, h.status order by h.entered_at, h.stage_order, h.stage_id)
		) h
		where not h.is_closed
	) v
) w
$$),
('stage_stay', 'Deals and leads in each stage that they were in and that is not closed, one row each: the days of all their visits together, and what came of the last. For the other views.', $$
select s.*, s.outcome[2] = 1 as has_advanced, s.outcome[3] = 1 as is_lost_here, extract(epoch from s.spent)::float8 / 86400 as spent_days,
	-- The time spent, moved so that it ends on the day of reading.
	s.as_of::timestamp - s.spent as started, case when not s.is_open then s.as_of::timestamp end as ended, s.as_of::timestamp as read_at
from (
	select v.entity, v.entity_id, v.pipeline_id, v.stage_id, v.stage_name, v.stage_order, v.comparison_group, v.segment, v.owner_id, v.owner_name, v.deal_value, v.status, v.as_of,
		min(v.entered_on) as entered_on, sum(v.spent) as spent, bool_or(v.is_open) as is_open, count(*) filter (where v.has_gone_back) as back_count, count(*) filter (where v.is_slipped) as slip_count,
		-- Of the last visit: whether it went on, and whether it was lost there.
		max(array[extract(epoch from v.entered_at)::float8, v.has_advanced::integer, v.is_lost_here::integer]) as outcome
	from {stage_visit} v
	group by v.entity, v.entity_id, v.pipeline_id, v.stage_id, v.stage_name, v.stage_order, v.comparison_group, v.segment, v.owner_id, v.owner_name, v.deal_value, v.status, v.as_of
) s
$$),
('stage_limit', 'For each stage what is usual: how long nine of ten won deals were in it, and half of them in the best quarter of segments, of those with five or more. For the other views.', $$
select s.entity, s.pipeline_id, s.stage_id, percentile_days(rollup(s.won), 0.9) as p90_days, percentile_cont(0.25) within group (order by case when events(s.won) >= 5 then median_days(s.won) end) as best_days
from (
	select v.entity, v.pipeline_id, v.stage_id, v.segment, duration_agg(v.started, v.ended) as won
	from {stage_stay} v where v.status = 'won' group by v.entity, v.pipeline_id, v.stage_id, v.segment
) s
group by s.entity, s.pipeline_id, s.stage_id
$$),
('stage_rank', 'The places of the stages that are not closed in their pipelines, from 1 to 9. For the other views.', $$
select r.pipeline_id, r.stage_id, r.label, least(dense_rank() over (partition by r.pipeline_id order by r.sort_order, r.stage_id), 9) as place
from (
	select coalesce(pipeline_id, '(none)') as pipeline_id, stage_id, max(label) as label, max(sort_order) as sort_order
	from {stage} x group by 1, 2 having not coalesce(bool_or(is_closed or is_won), false)
) r
$$),
('funnel_step', 'The steps of each funnel: place is where funnel_unit has them. For the other views.', $$
select s.funnel, s.place, s.place - min(s.place) over (partition by s.funnel) + 1 as step, s.step_name
from (
	values ('lead'::text, 6::bigint, 'lead'::text), ('lead', 7, 'mql'), ('lead', 8, 'sql'), ('lead', 9, 'opportunity'), ('lead', 10, 'won'),
		('target_account', 6, 'target'), ('target_account', 7, 'engaged'), ('target_account', 8, 'mqa'), ('target_account', 9, 'opportunity'), ('target_account', 10, 'customer'),
		('opportunity', 10, 'won')
	union all
	-- The first stage is where a deal is created; the last ones are just before won.
	select 'opportunity', 9 - max(r.place) over () + r.place, case when r.place = 1 then 'created' else coalesce(r.label, 'stage ' || r.place) end
	from (
		select r.place, case when min(r.label) = max(r.label) then min(r.label) end as label from {stage_rank} r group by r.place
		union all select 1, null where not exists (select from {stage_rank} r)
	) r
) s(funnel, place, step_name)
$$),
('target_day', 'Accounts that were on the list abm, with the first day. For the other views.', $$
select a.account_id, a.segment, a.owner_id, a.owner_name, a.listed_on, a.listed_on::timestamp at time zone p.time_zone as listed_at, p.time_zone, a.tier, a.country, a.listed
from (
	-- On it since ever is on it since the account was created.
	select x.account_id, x.segment, x.owner_id, x.owner_name, x.tier, x.country, x.listed, case when lower_inf(x.listed) or lower(x.listed) < '1970-01-02' then x.created_on else lower(x.listed) end as listed_on
	from {account_fact} x where not isempty(x.listed)
) a
cross join {parameter} p
where a.listed_on <= p.as_of
$$)
$facts$;
comment on function @extschema@._facts_sales() is
'Internal: facts, as _facts() has them: settings, accounts, deals, stages, customers.';
