-- facts: what several KPI views share, as views of the target schema: the settings in one row, and deals, leads and
-- accounts with everything that figures are cut by. Read by 74-… to 79-…; {name} stands for a relation of the target.

create function @extschema@._facts() returns table (name text, description text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $facts$ values
('parameter', 'The settings as one row, for the other views.', $$
select s.time_zone, s.fiscal_year_start, (s.fiscal_year_start - 1) * interval '1 month' as fiscal_shift, s.base_currency,
	coalesce(s.as_of, (now() at time zone s.time_zone)::date) as as_of, s.min_n, s.min_group, s.engagement_days,
	s.mqa_points, s.mqa_people, s.half_life_days, s.lead_window_days, s.opportunity_window_days
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
		coalesce(max(value) filter (where name = 'opportunity_window_days')::integer, 365) as opportunity_window_days
	from {setting}
) s
$$),
('account_fact', 'Accounts that are not deleted, with the days on which they were on the list abm. For the other views.', $$
select a.account_id, a.parent_id, a.name as account_name, a.segment, coalesce(l.tier, a.tier) as tier, a.country, a.owner_id,
	coalesce(a.owner_name, a.owner_id) as owner_name, (a.created_at at time zone p.time_zone)::date as created_on,
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
('deal_fact', 'Deals that are not deleted, one row each, with what figures are cut by. Amounts and probabilities that cannot be are NULL here; problem says what is wrong with a row. For the other views.', $$
select d.*,
	case when d.status in ('won', 'lost', 'disqualified') then d.close_on end as closed_on,
	case d.status when 'won' then true when 'lost' then false end as is_won,
	case when d.status = 'open' then d.close_on end as expected_close_on,
	case when d.status in ('won', 'lost') and d.close_on is null then 'closed without a close date'
		when d.status in ('won', 'lost') and d.close_on < d.created_on then 'closed before it was created'
		when d.status in ('won', 'lost') and d.close_on > d.as_of then 'closed in the future'
		when d.raw_probability not between 0 and 1 then 'probability out of range'
		when d.currency is not null and d.raw_amount is not null and d.amount_base is null then 'currency without a rate'
		when d.status = 'won' and d.raw_amount is null then 'won without an amount'
		when d.raw_amount is not null and d.deal_value is null then 'amount out of range' end as problem
from (
	select o.opportunity_id, o.name as opportunity_name, o.account_id, a.account_name,
		case when a.listed @> (o.created_at at time zone p.time_zone)::date then 'abm'
			when o.source_class in (select i.source_class from {inbound_source} i) then 'inbound' else 'other' end as comparison_group,
		a.segment, a.tier, a.country, o.owner_id, coalesce(o.owner_name, o.owner_id) as owner_name, o.source_class, o.source,
		o.campaign_id, coalesce(c.name, o.campaign_id) as campaign_name, c.program, o.kind, o.pipeline_id, o.stage_id,
		coalesce(o.stage_name, o.stage_id) as stage_name, o.status, o.lost_reason, o.promo_code, o.forecast_category,
		(o.created_at at time zone p.time_zone)::date as created_on, o.created_at, o.close_on, p.as_of,
		o.amount as raw_amount, o.currency, o.amount_base, case when abs(o.amount_base) < 1e14 then o.amount_base end as deal_value,
		o.probability as raw_probability, case when o.probability between 0 and 1 then o.probability end as probability,
		k.stakeholder_count, case when k.stakeholder_count >= 4 then '4+' when k.stakeholder_count >= 2 then '2-3' when k.stakeholder_count = 1 then '1' end as stakeholder_band
	from {opportunity} o
	cross join {parameter} p
	left join {account_fact} a on a.account_id = o.account_id
	left join {campaign} c on c.campaign_id = o.campaign_id
	left join (select opportunity_id, count(distinct contact_id) as stakeholder_count from {opportunity_contact} group by opportunity_id) k on k.opportunity_id = o.opportunity_id
	where not coalesce(o.is_deleted, false)
) d
$$),
('customer_fact', 'Accounts that are not deleted, with the group of the deal by which they became customers. For the other views.', $$
select a.account_id, a.segment, a.tier, a.owner_id, a.owner_name, a.listed, w.comparison_group
from {account_fact} a
left join (
	select d.account_id, (array_agg(d.comparison_group order by d.closed_on, d.opportunity_id))[1] as comparison_group
	from {deal_fact} d where d.is_won and d.closed_on >= '1970-01-02' and d.closed_on <= d.as_of group by d.account_id
) w on w.account_id = a.account_id
$$),
('answer_fact', 'Answers that can be to the question of NPS and eNPS, and invitations without one, which have no score: one row each. For the other views.', $$
-- Numbers, because they are sorted for each period: of the person, and of the answers so that the last is the lowest.
select r.response_id, r.survey_kind, dense_rank() over (order by r.survey_kind, r.person) as person, row_number() over (order by r.score is null, r.answered_at desc nulls last, r.response_id desc) as age,
	r.account_id, r.role, r.day, r.answered_at, r.score, r.is_followed_up, f.segment, f.tier, f.owner_id, f.owner_name,
	-- Who is no customer has the group of the day; an employee without an account has none.
	case when r.account_id is not null or r.survey_kind = 'nps' then coalesce(f.comparison_group, case when f.listed @> r.day then 'abm' else 'other' end) end as comparison_group
from (
	select s.response_id, s.kind as survey_kind, coalesce('c' || s.contact_id, 'r' || s.response_id) as person, coalesce(s.account_id, c.account_id) as account_id, c.role,
		(coalesce(s.answered_at, s.invited_at) at time zone p.time_zone)::date as day, s.answered_at,
		case when s.answered_at is not null then s.score::integer end as score,
		coalesce(s.followed_up_at >= s.answered_at and s.followed_up_at < (p.as_of + 1)::timestamp at time zone p.time_zone, false) as is_followed_up
	from {survey_response} s
	cross join {parameter} p
	left join {contact} c on c.contact_id = s.contact_id
	where s.kind in ('nps', 'enps') and coalesce(s.answered_at, s.invited_at) >= '1970-01-02' and coalesce(s.answered_at, s.invited_at) < '2200-01-01'
		and (s.answered_at is null or s.score is null or s.score = trunc(s.score)
			and s.score between coalesce(s.scale_min, case s.kind when 'nps' then 0 else 1 end) and 10)
		and coalesce(s.scale_min, 0) in (0, 1) and coalesce(s.scale_max, 10) = 10
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
('retention_fact', 'What each account paid per month for each product before a period and at its end. For the other views.', $$
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
$$)
$facts$;
comment on function @extschema@._facts() is
'Internal: the views that KPI views share: name, what a row is, and the query with {name} for a relation of the target schema.';
