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
$$)
$facts$;
comment on function @extschema@._facts() is
'Internal: the views that KPI views share: name, what a row is, and the query with {name} for a relation of the target schema.';
