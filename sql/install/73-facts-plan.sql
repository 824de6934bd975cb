-- facts: what the views of forecast, offers, programs and growth share; 72-facts.sql has those of deals and customers.

create function @extschema@._facts_plan() returns table (name text, description text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $facts$ values
('stage_win_fact', 'How many of the decided deals that were in a stage were won. For the other views.', $$
select v.pipeline_id, v.stage_id, count(distinct v.entity_id) filter (where v.status = 'won') as won_count, count(distinct v.entity_id) as decided_count
from {stage_visit} v
where v.entity = 'opportunity' and v.status in ('won', 'lost')
group by v.pipeline_id, v.stage_id
$$),
('offer_fact', 'Offers, one row for each deal and code, and deals with a code that no offer is known of. For the other views.', $$
select o.promo_code, o.is_offer, o.day, o.discount, coalesce(d.is_won and d.closed_on is not null, false) as is_won,
	case when d.is_won then d.closed_on end as won_on, case when d.is_won and d.closed_on is not null then d.deal_value end as won_value,
	coalesce(d.comparison_group, case when a.listed @> o.day then 'abm' else 'other' end) as comparison_group, coalesce(d.segment, a.segment) as segment
from (
	-- An offer that was made twice for a deal is one.
	select distinct on (coalesce('deal ' || f.opportunity_id, 'offer ' || f.offer_id), f.promo_code) coalesce(f.promo_code, '(none)') as promo_code, true as is_offer,
		(f.offered_at at time zone p.time_zone)::date as day, case when abs(f.discount) < 1e14 then f.discount end as discount, f.opportunity_id, f.account_id
	from {offer} f
	cross join {parameter} p
	where f.offered_at >= '1970-01-02' and f.offered_at < '2200-01-01'
	order by coalesce('deal ' || f.opportunity_id, 'offer ' || f.offer_id), f.promo_code, f.offered_at, f.offer_id
) o
left join {deal_fact} d on d.opportunity_id = o.opportunity_id
left join {account_fact} a on a.account_id = o.account_id
union all
select d.promo_code, false, d.created_on, null, coalesce(d.is_won and d.closed_on is not null, false), case when d.is_won then d.closed_on end,
	case when d.is_won and d.closed_on is not null then d.deal_value end, d.comparison_group, d.segment
from {deal_fact} d
where d.promo_code is not null and not exists (select from {offer} f where f.opportunity_id = d.opportunity_id and f.promo_code = d.promo_code)
$$),
('program_fact', 'People in a nurture program or its control group, one row each, with what became of them since, and what programs cost. For the other views.', $$
select m.*, case when m.is_member then sum(m.own_cost) over month_of / nullif(count(*) filter (where m.is_member and m.arm = 'nurtured') over month_of, 0)
		when count(*) filter (where m.is_member and m.arm = 'nurtured') over month_of = 0 then m.own_cost end as cost,
	bool_and(m.cost_is_known) over month_of as is_known
from (
	select m.program_id, m.arm, m.assigned, m.day, date_trunc('month', m.day)::date as month, true as is_member, l.mql_on >= m.day as is_mql, coalesce(l.opportunity_on >= m.day, false) as is_converted,
		case when a.listed @> m.day then 'abm' when l.is_inbound then 'inbound' else 'other' end as comparison_group, a.segment, k.kind as program_kind,
		null::numeric as own_cost, null::boolean as cost_is_known
	from (
		select distinct on (x.program_id, x.contact_id) x.program_id, x.contact_id, coalesce(x.account_id, c.account_id) as account_id,
			case x.arm when 'control' then 'control' else 'nurtured' end as arm, case when x.assigned in ('randomised', 'matched') then x.assigned else 'self' end as assigned,
			(case when x.entered_at >= '1970-01-02' and x.entered_at < '2200-01-01' then x.entered_at end at time zone p.time_zone)::date as day
		from {program_member} x
		cross join {parameter} p
		left join {contact} c on c.contact_id = x.contact_id
		where x.program_id is not null and x.contact_id is not null and x.entered_at >= '1970-01-02' and x.entered_at < '2200-01-01'
		order by x.program_id, x.contact_id, x.entered_at, x.arm
	) m
	left join (
		-- A lead that is no contact is its own person, if no contact has its number.
		select coalesce(x.contact_id, x.lead_id) as contact_id, max(l.mql_on) as mql_on, max(l.opportunity_on) as opportunity_on, (array_agg(x.account_id order by x.created_at, x.lead_id) filter (where x.account_id is not null))[1] as account_id,
			(array_agg(coalesce(x.source_class in (select i.source_class from {inbound_source} i), false) order by x.created_at, x.lead_id))[1] as is_inbound
		from {lead_step} l
		join {lead} x on x.lead_id = l.lead_id
		left join {contact} c on c.contact_id = x.lead_id
		where x.contact_id is not null or c.contact_id is null
		group by 1
	) l on l.contact_id = m.contact_id
	left join {account_fact} a on a.account_id = coalesce(m.account_id, l.account_id)
	left join (select c.program, min(c.kind) as kind from {campaign} c where c.program is not null group by c.program) k on k.program = m.program_id
	union all
	select c.program, null, null, date_trunc('month', k.cost_on)::date, date_trunc('month', k.cost_on)::date, false, null, null, null, null, c.kind,
		case when abs(k.amount_base) < 1e14 then k.amount_base end, coalesce(abs(k.amount_base) < 1e14, false)
	from {campaign_cost} k
	join {campaign} c on c.campaign_id = k.campaign_id
	where k.cost_on >= '1970-01-01' and k.cost_on <= (select p.as_of from {parameter} p) and c.program in (select x.program_id from {program_member} x)
) m
window month_of as (partition by m.program_id, m.month)
$$),
('growth_event_fact', 'What growth counts, one row each thing, by its own day. For the other views.', $$
select case e.what when 'new' then 'new_lead_count' else 'mql_count' end as kpi, e.day, null::boolean as is_hit, null::numeric as amount, e.comparison_group, e.segment, e.owner_id, e.owner_name, e.source, e.campaign_id, e.campaign_name
from {lead_event_fact} e
where e.what in ('new', 'mql')
union all
select 'opportunity_count', d.created_on, null, null, d.comparison_group, d.segment, d.owner_id, d.owner_name, d.source, d.campaign_id, d.campaign_name
from {deal_fact} d
where d.created_on is not null
union all
select k.kpi, d.closed_on, case when k.kpi = 'win_rate' then d.is_won end, case when k.kpi = 'won_value' then d.deal_value end, d.comparison_group, d.segment, d.owner_id, d.owner_name, d.source, d.campaign_id, d.campaign_name
from {deal_fact} d
cross join lateral (select 'win_rate' as kpi union all select 'won_count' where d.is_won union all select 'won_value' where d.is_won) k
where d.is_won is not null and d.closed_on is not null
$$)
$facts$;
comment on function @extschema@._facts_plan() is
'Internal: facts, as _facts() has them: forecast, offers, programs, growth.';
