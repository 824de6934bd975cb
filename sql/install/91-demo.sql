-- demo: the relations of the demo company, in the columns of 60-model.sql, from the accounts and deals of 90-demo.sql.
-- Identifiers are numbers as text; a layout that has others turns them into its own.

-- Names that every CRM can say: those that HubSpot shows for what it knows itself.
create function @extschema@._demo_source(source_class text) returns text
	language sql immutable parallel safe
	return case source_class when 'direct' then 'Direct Traffic' when 'social' then 'Social Media' when 'referral' then 'Referrals' else initcap(replace(source_class, '_', ' ')) end;
comment on function @extschema@._demo_source(text) is
'Internal: what a kind of source is called in the demo company.';

create function @extschema@._demo_relations() returns table (name text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $company$ values
('person', $$
select n, (array['Anna Berg','Jonas Falk','Mira Lund','Peter Holm','Sofia Krantz','Erik Vinter','Clara Ostman','David Reuter','Ines Marlow','Tomas Ekdal',
	'Nora Sand','Felix Harder','Lena Winther','Oskar Brandt','Julia Sommer','Karl Nyberg','Eva Steen','Martin Rask','Ida Holst','Paul Lindner'])[n] as name
from generate_series(1, 20) n
$$),
('account', $$
select c.n::text as account_id, case when is_merged then (c.n - z.accounts)::text end as merged_into, c.name, domain, segment as industry, segment, country, owner::text as owner_id, p.name as owner_name,
	timestamptz '2021-01-01 09:00 Europe/Berlin' + floor(500 * _demo_share(c.n, 30)) * interval '1 day' as created_at, is_merged as is_deleted
from {company} c join {person} p on p.n = c.owner cross join {size} z
order by c.n
$$),
('stage', $$
select 'default' as pipeline_id, s.*
from (values ('discovery', 'Discovery', 1::float8, false, false, 0.1::float8), ('qualification', 'Qualification', 2, false, false, 0.25), ('solution', 'Solution', 3, false, false, 0.5),
	('security_review', 'Security Review', 4, false, false, 0.7), ('negotiation', 'Negotiation', 5, false, false, 0.9), ('closed_won', 'Won', 6, true, true, 1), ('closed_lost', 'Lost', 7, true, false, 0))
	s(stage_id, label, sort_order, is_closed, is_won, probability)
$$),
-- A program has a campaign per quarter. Its cost, where it has any, is that of the three years.
('program', $$
select p, name, channel, kind, is_abm, p * 100 + 40000000 as id, cost * {n} / 4000.0 as cost, cost_kind, starts
from (values
	(1, 'Search engine optimisation', 'organic_search', 'trigger', false, null::numeric, null, date '2022-06-01'),
	(2, 'Search ads', 'paid_search', 'trigger', false, 1700000, 'media', '2022-06-01'),
	(3, 'Webinar series', 'webinar', 'one_off', false, 900000, 'program', '2022-06-01'),
	(4, 'Retargeting', 'retargeting', 'trigger', false, 4000000, 'media', '2022-06-01'),
	(5, 'Newsletter', 'email', 'one_off', false, 160000, 'labour', '2022-06-01'),
	(6, 'Trade fairs', 'event', 'one_off', false, 900000, 'program', '2022-06-01'),
	(7, 'Content hub', 'content', 'trigger', false, 480500, 'labour', '2022-06-01'),
	(8, 'Content syndication', 'content_syndication', 'trigger', false, 139500, 'media', '2023-12-01'),
	(9, 'Social ads', 'social', 'trigger', false, 420000, 'media', '2022-06-01'),
	(10, 'Accounts one to one', 'outbound', 'trigger', true, 500000, 'program', '2022-12-01'),
	(11, 'Partners', 'partner', 'trigger', false, 250000, 'program', '2022-06-01'),
	(12, 'Nurture', 'email', 'drip', false, 50000, 'technology', '2022-06-01'),
	(13, 'Press', 'referral', 'one_off', false, null, null, '2022-06-01')) v(p, name, channel, kind, is_abm, cost, cost_kind, starts)
$$),
('quarter', $$
select q, date '2022-04-01' + (q - 1) * interval '3 months' as starts from generate_series(1, 13) q
$$),
('campaign', $$
select (id)::text as campaign_id, null::text as parent_id, name, channel, name as program, kind, is_abm, starts as start_on, null::date as end_on, null::numeric as cost, null::text as cost_kind
from {program}
union all
select (id + q)::text, id::text, p.name || ' ' || to_char(q.starts, 'YYYY "Q"Q'), channel, p.name, kind, is_abm, greatest(p.starts, q.starts)::date, (q.starts + interval '3 months')::date - 1,
	round(cost * (least((q.starts + interval '3 months')::date, date '2025-05-27') - greatest(p.starts, q.starts)::date) / (date '2025-05-27' - p.starts), 2), cost_kind
from {program} p join {quarter} q on q.starts + interval '3 months' > p.starts
$$),
('campaign_cost', $$
select campaign_id, start_on as cost_on, cost_kind as kind, cost as amount, null::text as currency, cost as amount_base from {campaign} where cost is not null
$$),
-- Leads of four kinds: so many in all, marketing qualified, sales qualified, judged unfit; those that became a deal are the
-- first of their kind.
('lead_kind', $$
select * from (values ('inbound', 1, _demo_count(16200, {n}), _demo_count(2916, {n}), _demo_count(2700, {n}), _demo_count(1022, {n}), 1000000000, '{5,14,24,38,55,72,98}'::float8[]),
	('abm', 2, _demo_count(1500, {n}), _demo_count(480, {n}), _demo_count(420, {n}), _demo_count(42, {n}), _demo_count(360, {n}), '{5,14,24,38,55,72,98}'),
	('other', 3, _demo_count(3000, {n}), _demo_count(330, {n}), _demo_count(250, {n}), _demo_count(107, {n}), _demo_count(200, {n}), '{5,14,24,38,55,72,98}'),
	('syndicated', 4, _demo_count(9300, {n}), _demo_count(558, {n}), _demo_count(60, {n}), _demo_count(400, {n}), 1000000000, '{2,8,15,23,32,44,70}'))
	v(kind, place, total, mql, sql, unfit, most, scores)
$$),
('lead_place', $$
select row_number() over (order by k.place, g.r) as n, k.*, g.r, d.n as deal, d.id as deal_id, d.account as deal_account, d.created_at as deal_at, d.source as deal_source, d.owner as deal_owner
from {lead_kind} k
cross join lateral generate_series(1, k.total) g(r)
left join (
	select d.*, row_number() over (partition by kind order by _demo_share(n, 40), n) as r
	from (select d.*, case when is_syndicated then 'syndicated' else grp end as kind from {deal} d) d
) d on d.kind = k.kind and d.r = g.r and d.r <= k.most
$$),
-- Days between 0 and 1 are shares of the way from the first contact to the deal, where there is one.
('lead_dated', $$
select n, kind, r, deal, deal_id, deal_at, r <= sql as is_sql, r <= mql as is_mql, r > mql - (mql - sql) / 2 and r <= mql - (mql - sql) / 2 + unfit as is_unfit, r > sql and r <= mql - (mql - sql) / 2 as is_recycled,
	case when deal is not null then deal_account when kind = 'abm' then 1 + floor(z.targets * _demo_share(n, 41))::integer end as account,
	case when deal is not null then greatest(deal_at - interval '1 day' * _demo_spread(_demo_share(n, 42), '{1,4,9,18,32,50,80}'), f.first_at + (deal_at - f.first_at) * 0.5 * _demo_share(n, 42))
		else f.first_at + _demo_even(r, 0.1) * (z.last_at - f.first_at) end as created_at,
	case when deal is not null then deal_source when kind = 'syndicated' then 'content_syndication' when kind = 'inbound'
			then (array['organic_search','organic_search','organic_search','paid_search','paid_search','direct','webinar','social','referral','organic_search'])[1 + floor(10 * _demo_share(n, 43))::integer]
		when kind = 'abm' then (array['outbound','event','webinar','organic_search'])[1 + floor(4 * _demo_share(n, 43))::integer]
		else (array['partner','partner','outbound','event','word_of_mouth'])[1 + floor(5 * _demo_share(n, 43))::integer] end as source,
	_demo_spread((row_number() over (partition by kind = 'syndicated' order by _demo_share(n, 44) + case when r <= mql then 0.35 else 0 end, n) - 0.5) / count(*) over (partition by kind = 'syndicated'), scores) as score,
	case when _demo_share(n, 45) < 0.96 then true else false end as is_contactable, coalesce(deal_owner, 1 + floor(20 * _demo_share(n, 46))::integer) as owner, z.last_at
from {lead_place} p
cross join (select *, timestamptz '2025-05-26 12:00 Europe/Berlin' as last_at from {size}) z,
	lateral (select (case kind when 'abm' then z.programme_on when 'syndicated' then z.syndication_on else z.start_on end + time '08:00') at time zone 'Europe/Berlin' as first_at) f
$$),
('lead_step', $$
select l.*, case when is_mql then case when deal is not null then created_at + 0.3 * (deal_at - created_at) else least(created_at + interval '1 day' * _demo_spread(_demo_share(n, 47), '{0.02,0.3,1,4,10,22,45}'), created_at + 0.4 * (last_at - created_at)) end end as mql_at,
	case when is_sql then case when deal is not null then created_at + 0.7 * (deal_at - created_at) else least(created_at + interval '1 day' * (45 + 20 * _demo_share(n, 48)), created_at + 0.8 * (last_at - created_at)) end end as sql_at,
	case when is_unfit then least(created_at + interval '1 day' * (46 + 20 * _demo_share(n, 49)), created_at + 0.9 * (last_at - created_at)) end as unfit_at,
	case when is_recycled then least(created_at + interval '1 day' * (50 + 30 * _demo_share(n, 50)), created_at + 0.9 * (last_at - created_at)) end as recycled_at
from {lead_dated} l
$$),
-- Twenty-five were entered twice, and merged since.
('lead', $$
select (20000000 + l.n + copy * 9000000)::text as lead_id, case when copy = 1 then (20000000 + l.n)::text end as merged_into,
	case when deal is not null then (20000000 + l.n)::text end as contact_id, account::text as account_id, l.owner::text as owner_id, p.name as owner_name, created_at + copy * interval '1 hour' as created_at, source as source_class, _demo_source(source) as source,
	case when g.p is not null and (g.p <> 10 or l.kind = 'abm') and created_at >= g.starts then (g.id + (extract(year from created_at at time zone 'Europe/Berlin')::integer - 2022) * 4 + extract(quarter from created_at at time zone 'Europe/Berlin')::integer - 1)::text end as campaign_id,
	case when source in ('organic_search','direct','referral','social','paid_search') then (array['/','/products','/pricing','/white-paper','/contact','/demo'])[1 + floor(6 * _demo_share(l.n, 51))::integer] when source = 'webinar' then '/webinar' when source = 'content_syndication' then '/guide' end as landing_page,
	case when deal is not null then 'Converted' when is_unfit then 'Disqualified' when is_recycled then 'Recycled' when is_sql then 'Qualified' when is_mql then 'Marketing qualified' else 'Open' end as status,
	mql_at, sql_at, deal_at as converted_at, deal_id::text as opportunity_id, unfit_at as disqualified_at, case when is_unfit then (array['no need','student','competitor','wrong region','unreachable'])[1 + l.n % 5] end as disqualify_reason,
	recycled_at, is_contactable, round(score::numeric, 1)::float8 as score, copy = 1 as is_deleted
from (select l.*, copy from {lead_step} l, generate_series(0, 1) copy where copy = 0 or kind = 'inbound' and deal is null and r % 7 = 0 and (r - (select min(r) from {lead_step} where kind = 'inbound' and deal is null)) / 7 between 1 and _demo_count(25, {n})) l
join {person} p on p.n = l.owner
left join {program} g on g.channel = l.source and g.p <> 12
order by copy, l.n
$$),
('contact', $$
select (10000000 + c.n * 8 + k)::text as contact_id, c.n::text as account_id,
	(array['Managing Director','Head of Quality','Production Engineer','Laboratory Manager','Head of IT Security','Purchaser'])[k] as title,
	case when _demo_share(c.n * 8 + k, 31) < 0.85 then (array['economic buyer','champion','technical evaluator','user','security','procurement'])[k] end as role,
	(array['c-level','director','professional','manager','manager','professional'])[k] as seniority,
	timestamptz '2021-06-01 09:00 Europe/Berlin' + floor(360 * _demo_share(c.n * 8 + k, 32)) * interval '1 day' as created_at, false as is_employee, false as is_deleted
from {company} c, generate_series(1, 6) k where not c.is_merged
union all
select l.lead_id, l.account_id, 'Managing Director', case when _demo_share(l.lead_id::bigint, 31) < 0.85 then 'economic buyer' end, 'c-level', l.created_at, false, false from {lead} l where l.opportunity_id is not null
union all
select (19000000 + n)::text, null, 'Staff', null, null, timestamptz '2021-06-01 09:00 Europe/Berlin', true, false from generate_series(1, _demo_count(100, {n})) n
$$),
('opportunity', $$
select d.id::text as opportunity_id, c.name || ' ' || d.n as name, d.account::text as account_id, coalesce(l.contact_id, (10000000 + d.account * 8 + 1)::text) as contact_id, d.owner::text as owner_id, p.name as owner_name,
	'default' as pipeline_id, d.created_at,
	case when is_backdated then opened_on - 3 when is_decided then closed_on
		when due < 0.1 then date '2025-05-26' - 2 - floor(400 * due)::integer when due < 0.33 then date '2025-05-28' + floor(33 * (due - 0.1) / 0.23)::integer
		else date '2025-07-01' + floor(150 * (due - 0.33) / 0.67)::integer end as close_on,
	case when is_backdated then decided_at - (closed_on - opened_on + 3) * interval '1 day' when is_decided then decided_at end as closed_at,
	s.stage_id, s.label as stage_name, case when d.is_won then 'won' when is_decided then 'lost' else 'open' end as status,
	amount / case currency when 'USD' then 0.8 when 'CHF' then 1.25 else 1 end as amount, currency, case when not is_foreign then amount end as amount_base, null::numeric as recurring_amount_monthly,
	case when is_improbable then 10 else s.probability end as probability, case when is_decided then 'Closed' when reached >= 5 then 'Commit' when reached >= 4 then 'Best Case' else 'Pipeline' end as forecast_category,
	case when row_number() over (partition by d.account order by d.created_at, d.n) = 1 then 'new' else 'expansion' end as kind, d.source as source_class, _demo_source(d.source) as source,
	case when l.lead_id is not null then l.campaign_id when g.p is not null and (g.p <> 10 or d.grp = 'abm') then (g.id + (extract(year from opened_on)::integer - 2022) * 4 + extract(quarter from opened_on)::integer - 1)::text end as campaign_id,
	case when has_code then 'SPRING10' end as promo_code,
	case when is_decided and not d.is_won then (array['price','no decision','competitor','no budget','timing'])[1 + d.n % 5] end as lost_reason, false as is_deleted
from (
	select d.*, case when not is_decided then case when late_close < 0.03 then late_close / 0.4 else 0.1 + 0.9 * (late_close - 0.03) / 0.97 end end as due
	from (select d.*, _demo_even(row_number() over (partition by is_decided order by amount, n), 0.6) as late_close from {deal_reach} d) d
) d
join {company} c on c.n = d.account
join {person} p on p.n = d.owner
join {stage} s on s.sort_order = case when d.is_won then 6 when is_decided then 7 else reached end
left join {program} g on g.channel = d.source and g.p not in (12)
left join {lead} l on l.opportunity_id = d.id::text
order by d.n
$$),
('opportunity_contact', $$
select d.id::text as opportunity_id, c.contact_id, c.role, d.created_at + (k - 1) * 0.1 * (least(decided_at, timestamptz '2025-05-26 12:00 Europe/Berlin') - d.created_at) as added_at
from {deal} d
join {opportunity} o on o.opportunity_id = d.id::text
cross join generate_series(1, d.people) k
join {contact} c on c.contact_id = case when k = 1 then o.contact_id else (10000000 + account * 8 + k)::text end
order by d.n, k
$$),
-- Nine visits are of a stage that is no more: only its identifier is known, the same in every CRM but Odoo, which has numbers.
('stage_history', $$
select 'opportunity' as entity, id::text as entity_id, case when renamed <= _demo_count(9, {n}) then 'Proof of Concept' else stage_id end as stage_id, entered_at, exited_at, amount, close_on
from (
	select d.n, d.id, s.stage_id, v.entered_at, v.exited_at, o.amount, o.close_on, s.sort_order,
		case when s.sort_order = 3 and v.exited_at < timestamptz '2023-01-01' then row_number() over (partition by s.sort_order = 3 and v.exited_at < timestamptz '2023-01-01' order by _demo_share(d.n, 33), d.n) end as renamed
	from {visit} v join {deal} d on d.n = v.n join {opportunity} o on o.opportunity_id = d.id::text join {stage} s on s.sort_order = v.stage
	union all
	select d.n, d.id, case when is_won then 'closed_won' else 'closed_lost' end, d.decided_at, null, o.amount, o.close_on, 6, null
	from {deal} d join {opportunity} o on o.opportunity_id = d.id::text where is_decided
) h
order by n, sort_order
$$),
('score_history', $$
select 'lead' as entity, lead_id as entity_id, created_at as at, score, null::text as rule_id, null::float8 as delta from {lead} where not is_deleted
$$)
$company$;
comment on function @extschema@._demo_relations() is
'Internal: the relations of the demo company, in the form of _demo_company().';

create function @extschema@._demo_activity() returns table (name text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $company$ values
-- The way of an account to the end of a deal: for every deal a number of touches, the last of which is retargeting for a
-- known share of the value, and one in the middle of which is a webinar for a known share of the deals.
('way', $$
select d.*, place < case when is_won then 0.30 else 0.24 end as ends_by_ad, place >= 0.94 as ends_by_webinar,
	_demo_even(place_too, 0.5) < case when is_won then 0.58 else 0.52 end as has_webinar, 2 + floor(_demo_share(n, 60) * (steps - 2))::integer as webinar_step, floor(8 * _demo_share(n, 61))::integer as taste
from (
	select d.*, floor(_demo_spread(_demo_share(n, 62), case when is_won then '{4,4.5,6,7.3,9,11,14}' else '{3,3.5,4.5,5.8,7.5,9,12}' end::float8[]))::integer as steps,
		_demo_even(row_number() over (partition by grp, is_won order by amount desc, n), 0.9) as place, row_number() over (partition by grp, is_won order by _demo_share(n, 63), n) as place_too,
		opened_on - floor(_demo_spread(_demo_share(n, 64), '{3,8,15,25,40,60,85}'))::integer as first_on, least(decided_at, timestamptz '2025-05-26 11:00 Europe/Berlin') as until
	from {deal} d
) d
$$),
-- Visits from nowhere are of no campaign, and so never the last touch.
('way_touch', $$
select n, step, account, people, grp, is_won, amount, first_at + (until - interval '2 hours' - first_at) * case when step = steps then 1 else (step - 1 + 0.6 * _demo_share(n * 16 + step, 65)) / steps end as occurred_at,
	case when step = steps and ends_by_ad then 'retargeting' when step = steps and ends_by_webinar then 'webinar' when has_webinar and (step = webinar_step or step = webinar_step + 2 and step < steps) then 'webinar'
		else replace((array['email','organic_search','content','email','event','paid_search','direct','social','email','direct','organic_search','content'])[1 + taste + floor(3.3 * power(_demo_share(n * 16 + step, 66), 1.5))::integer],
			case when step = steps then 'direct' else '' end, 'organic_search') end as channel
from (select *, greatest((first_on + time '10:00') at time zone 'Europe/Berlin', timestamptz '2022-06-01 08:00 Europe/Berlin') as first_at from {way}) w, generate_series(1, steps) step
$$),
('meeting', $$
select d.id, d.account, d.owner, d.is_won, k, row_number() over (order by d.n, k) as n, d.created_at + (0.1 + 0.8 * (k - 1 + _demo_share(d.n * 4 + k, 70)) / m) * (d.until - d.created_at) as held_at,
	case when k = m and _demo_share(d.n, 71) < case when is_won then 0.6 else 0.35 end then 'demo' when k % 3 = 0 then 'call' else 'meeting' end as kind,
	case when o < 0.78 then 'held' when o < 0.87 then 'no_show' else 'cancelled' end as outcome
from (select d.*, least(decided_at, timestamptz '2025-05-26 11:00 Europe/Berlin') - interval '3 hours' as until, 1 + floor(2.5 * _demo_share(n, 72))::integer as m from {deal_reach} d where reached >= 2) d,
	generate_series(1, m) k, lateral (select _demo_share(d.n * 4 + k, 73) as o) s
where until > created_at
$$),
-- Who is called after a lead was marketing qualified, and when: one of twelve does not hurry.
('follow_up', $$
select *, mql_at + interval '1 day' * case when place <= 0.71 * among then 0.02 + 0.95 * power(_demo_share(n, 74), 1.5) else 1.1 + 12 * power(_demo_share(n, 74), 2) end as called_at
from (
	select l.n, l.owner, l.account, l.deal, l.mql_at, row_number() over (order by case when owner = 7 then case when own_place <= 0.22 then 0 else 1 end else 0.5 * _demo_share(l.n, 75) end, l.n) as place, count(*) over () as among,
		_demo_share(l.n, 76) < case when owner = 7 then 0.25 else 0.07 end as is_untouched
	from (select l.*, (row_number() over (partition by owner order by _demo_share(l.n, 77), l.n) - 0.5) / count(*) over (partition by owner) as own_place from {lead_step} l where is_mql) l
) l
where place <= 0.71 * among or not is_untouched
$$),
-- Visits of people whom nobody knows: most of them read a calculator that leads nowhere.
('visit_web', $$
select n, 'v' || n % ({n}::bigint * 9 / 2 + 1) as visitor, start_at + interval '1 day' * 1090 * _demo_even(n, 0.3) as occurred_at,
	(array['organic_search','organic_search','organic_search','direct','direct','paid_search','paid_search','social','referral','email','word_of_mouth','(none)'])[1 + floor(12 * _demo_share(n, 80))::integer] as source,
	(array['/','/products','/pricing','/white-paper','/contact','/demo','/calculator','/calculator','/calculator','/calculator','/calculator','/webinar'])[1 + floor(12 * _demo_share(n, 81))::integer] as page,
	case when _demo_share(n, 82) > 0.35 then round(_demo_spread(_demo_share(n, 83), '{3,9,25,70,160,340,1500}')) end::float8 as duration_s
from generate_series(1, _demo_count(36000, {n})) n, (select timestamptz '2022-06-01 08:00 Europe/Berlin' as start_at) s
$$),
-- People of customers who joined one of two communities: in the one more and more is written, in the other less and less.
('member', $$
select case when n % 4 = 0 then 'laboratory' else 'users' end as community_id, 'm' || contact_id as member_id, contact_id, account_id, joined_at,
	case when _demo_share(n, 131) < 0.08 then joined_at + _demo_share(n, 132) * (timestamptz '2025-05-26 11:00 Europe/Berlin' - joined_at) end as left_at
from (
	select row_number() over (order by c.contact_id::bigint) as n, c.contact_id, c.account_id,
		c.since + case when row_number() over (order by c.contact_id::bigint) % 4 = 0 then 0.3 else 0.9 end * _demo_share(c.contact_id::bigint, 133) * (timestamptz '2025-05-26 11:00 Europe/Berlin' - c.since) as joined_at
	from (
		select c.contact_id, min(o.account_id) as account_id, min(o.closed_at) as since from {opportunity_contact} c join {opportunity} o using (opportunity_id) where o.status = 'won' group by c.contact_id
	) c
	where _demo_share(c.contact_id::bigint, 130) < 0.4
) m
$$),
('post', $$
select m.n, k, m.account_id, m.contact_id, joined_at + power(_demo_share(m.n * 64 + k, 134), case community_id when 'laboratory' then 3 else 0.8 end) * (coalesce(left_at, timestamptz '2025-05-26 11:00 Europe/Berlin') - joined_at) as posted_at
from (select *, row_number() over (order by contact_id::bigint) as n from {member}) m, generate_series(1, floor(_demo_spread(_demo_share(m.n, 135), '{0,0,1,3,6,12,40}'))::integer) k
$$),
('touch', $$
select (50000000 + n * 16 + step)::text as touch_id, occurred_at, account::text as account_id, (10000000 + account * 8 + 1 + step % least(people, 6))::text as contact_id, null::text as lead_id, null::text as anonymous_id, w.channel, w.channel as source_class,
	(g.id + (extract(year from occurred_at at time zone 'Europe/Berlin')::integer - 2022) * 4 + extract(quarter from occurred_at at time zone 'Europe/Berlin')::integer - 1)::text as campaign_id,
	case w.channel when 'webinar' then 'event' when 'event' then 'event' when 'email' then 'email_click' when 'retargeting' then 'ad' when 'social' then 'social' when 'content' then 'content' else 'visit' end as kind,
	case w.channel when 'webinar' then 'webinar-' || 1 + n % 12 when 'content' then 'white-paper-' || 1 + n % 8 when 'retargeting' then 'webinar-' || 1 + n % 12 when 'social' then 'post-' || 1 + n % 4 end as asset_id, case when w.channel in ('organic_search','paid_search','direct') then '/products' when w.channel = 'content' then '/white-paper' end as page,
	case when w.channel in ('organic_search','paid_search','direct','content') then 'j' || n || '-' || step end as session_id, case when w.channel in ('organic_search','paid_search','direct','content') then round(_demo_spread(_demo_share(n * 16 + step, 84), '{3,12,40,110,240,420,1600}')) when w.channel = 'webinar' then 2700 end::float8 as duration_s,
	null::timestamptz as scheduled_at, null::text as outcome, 'in' as direction, (array['calibration','laboratory','line control','compliance'])[1 + (n + step) % 4] as topic, false as is_bot,
	case when w.channel = 'content' and (n + step) % 5 = 0 then 'get-white-paper' end as cta_id, null::text as referrer, null::timestamptz as booked_at
from {way_touch} w left join {program} g on g.channel = w.channel and g.p <> 12
union all
select (500000000 + n)::text, held_at, account::text, (10000000 + account * 8 + 1 + k % 3)::text, null, null, case kind when 'call' then 'phone' else 'meeting' end, null, null, kind, null, null, null, 2700, case when kind <> 'call' then held_at end, outcome, case kind when 'call' then 'out' end, null, false, null, null, case when kind <> 'call' then held_at - interval '4 days' end from {meeting}
union all
select (600000000 + n)::text, called_at, account::text, case when deal is not null then (20000000 + n)::text end, (20000000 + n)::text, null, 'phone', null, null, 'call', null, null, null, 240, null, 'held', 'out', null, false, null, null, null from {follow_up}
union all
select (700000000 + n)::text, occurred_at, null, null, null, visitor, source, nullif(source, '(none)'), null, 'visit', null, page, 's' || n, duration_s, null, null, 'in', null, false, null, case source when 'referral' then (array['trade-journal.example','association.example'])[1 + n % 2] end, null from {visit_web}
union all
select (800000000 + l.lead_id::bigint * 4 + k)::text, created_at - interval '1 minute' * (3 - k), case k when 2 then account_id end, case k when 2 then contact_id end, lead_id, case k when 1 then 'l' || lead_id end, case k when 1 then source_class else 'web' end, case k when 1 then source_class end, case k when 1 then campaign_id end, case k when 1 then 'visit' else 'form' end, case when k = 2 then 'form-' || substr(landing_page, 2) when landing_page = '/white-paper' then 'white-paper-' || 1 + lead_id::bigint % 8 when landing_page = '/webinar' then 'webinar-' || 1 + lead_id::bigint % 12 end, landing_page, case k when 1 then 'l' || lead_id end,
	case k when 1 then round(_demo_spread(_demo_share(lead_id::bigint, 85), '{20,40,70,130,240,400,1500}')) end::float8, null, null, 'in', null, false, null, null, null
from {lead} l, generate_series(1, 2) k where not is_deleted and landing_page is not null
union all
-- What tells who will buy: the price list, and asking for a demo.
select (1000000000 + n * 4 + k)::text, created_at + (0.2 + 0.5 * _demo_share(n * 4 + k, 86)) * (coalesce(deal_at, least(created_at + interval '20 days', last_at)) - created_at), null, null, (20000000 + n)::text, 'l' || 20000000 + n, 'direct', 'direct', null, case k when 1 then 'pricing_page' else 'demo_request' end, null, case k when 1 then '/pricing' else '/demo' end, 'p' || n,
	90, null, null, 'in', null, false, case k when 2 then 'ask-for-a-demo' end, null, null
from {lead_step}, generate_series(1, 2) k where _demo_share(n * 4 + k, 87) < case when deal is not null then case k when 1 then 0.42 else 0.3 end else case k when 1 then 0.09 else 0.03 end end
union all
select (1100000000 + n * 64 + k)::text, posted_at, account_id, contact_id, null, null, 'community', null, null, 'community', null, null, null, null, null, null, 'in', (array['calibration','laboratory','line control','compliance'])[1 + (n + k) % 4], false, null, null, null from {post}
$$),
-- What there is to look at. Nobody has looked at the videos yet, and at the last of the posts.
('asset', $$
select a.kind || '-' || n as asset_id, a.title || ' ' || n as name, a.asset_kind as kind, (array['calibration','laboratory','line control','compliance'])[1 + n % 4] as topic, case when a.kind = 'post' then (array['linkedin','xing'])[1 + n % 2] end as network,
	case when a.kind = 'post' then (array['company','employee','paid'])[1 + n % 3] end as share_kind, date '2022-06-01' + 80 * (n - 1) as published_on
from (values ('webinar', 'Webinar', 'webinar', 12), ('white-paper', 'White paper', 'document', 8), ('post', 'Post', 'social_post', 5), ('video', 'Video', 'video', 3)) a(kind, title, asset_kind, total), generate_series(1, a.total) n
$$),
-- Some who click have blocked the picture that tells of an open.
-- Newsletters and nurture mails, to people of the accounts, the first lead of each among them since it is a contact; and a
-- newsletter in their first days to two of five leads, none of whom has blocked pictures: who opens it is evenly of those who
-- become a deal and of all others. The scanner of some companies opens all and clicks all.
('send', $$
select s.n, g.id + q.q as campaign_id, g.name as program, g.kind as program_kind, at, r.account, g.p, r.account % 6 = 0 as is_scanned,
	_demo_share(s.n, 91) < 0.97 as is_delivered, _demo_share(s.n, 92) as opens, _demo_share(s.n, 93) as clicks, _demo_share(s.n, 94) as other, g.name || to_char(q.starts, ' YYYY "Q"Q') as subject, (g.id + q.q)::text as email_id,
	coalesce(l.contact_id, (10000000 + r.account * 8 + 1 + s.n % 6)::text) as contact_id, null::text as lead_id
from generate_series(1, _demo_count(40000, {n})) s(n)
cross join {size} a
cross join lateral (select timestamptz '2022-06-01 09:00 Europe/Berlin' + interval '1 day' * floor(1089 * _demo_even(s.n, 0.7)) as at) t
cross join lateral (select 1 + floor(a.accounts * _demo_share(s.n, 90))::integer as account) r
join {program} g on g.p = case when s.n % 4 = 0 then 12 else 5 end
join {quarter} q on t.at >= q.starts at time zone 'UTC' and t.at < (q.starts + interval '3 months') at time zone 'UTC'
left join (select distinct on (account_id) account_id, contact_id, converted_at from {lead} where contact_id is not null order by account_id, created_at, lead_id) l on s.n % 6 = 0 and l.account_id = r.account::text and l.converted_at <= t.at
union all
select s.n, g.id + q.q, g.name, g.kind, s.at, s.account, g.p, coalesce(s.account, s.lead) % 6 = 0, _demo_share(s.n, 91) < 0.97, s.opens, 0.9 * _demo_share(s.n, 93), _demo_share(s.n, 94), g.name || to_char(q.starts, ' YYYY "Q"Q'), (g.id + q.q)::text,
	case when s.deal is not null then (20000000 + s.lead)::text end, (20000000 + s.lead)::text
from (
	select l.n + _demo_count(40000, {n}) as n, l.n as lead, l.deal, l.account, created_at + interval '1 day' * (1 + 9 * _demo_share(l.n, 161)) as at, _demo_even(row_number() over (partition by kind, deal is not null order by created_at, l.n), 0.45) as opens
	from (select *, _demo_even(row_number() over (partition by kind, deal is not null order by created_at, n), 0.6) as v from {lead_step} where is_contactable) l
	where l.v < 0.4
) s
join {program} g on g.p = 5
join {quarter} q on s.at >= q.starts at time zone 'UTC' and s.at < (q.starts + interval '3 months') at time zone 'UTC'
where s.at < timestamptz '2025-05-24 09:00 Europe/Berlin'
$$),
('email_event', $$
select (100000000 + s.n)::text as send_id, e.at as occurred_at, e.kind, contact_id, lead_id, s.account::text as account_id, email_id, subject, campaign_id::text as campaign_id, program, program_kind,
	case e.kind when 'click' then 'https://halden.example/' || case when s.n % 3 = 0 then 'pricing' else 'products' end end as url, true as is_marketing, e.is_bot
from {send} s,
	lateral (values ('sent', at, false, true), ('delivered', at + interval '1 second', false, is_delivered), ('open', at + interval '3 seconds', true, is_delivered and is_scanned), ('click', at + interval '4 seconds', true, is_delivered and is_scanned),
		('open', at + interval '1 hour' * (0.1 + 40 * opens), false, is_delivered and opens < 0.29 and (opens >= 0.034 or clicks < 0.9)), ('click', at + interval '1 hour' * (0.2 + 40 * opens), false, is_delivered and opens < 0.034),
		('unsubscribe', at + interval '50 hours', false, is_delivered and other < 0.003), ('spam', at + interval '51 hours', false, is_delivered and other > 0.9996), ('reply', at + interval '45 hours', false, is_delivered and opens < 0.004),
		('bounce_hard', at + interval '2 seconds', false, not is_delivered and other < 0.6), ('bounce_soft', at + interval '2 seconds', false, not is_delivered and other >= 0.6)) e(kind, at, is_bot, is_so)
where is_so
$$),
-- Inbound leads that were nurtured, and those that chance left out to compare with: who became a deal is the first so many of
-- those who did, all others come after them. Who is no contact is known by the lead.
('program_member', $$
select 'Nurture' as program_id, (20000000 + n)::text as contact_id, account::text as account_id, created_at + 0.2 * (coalesce(deal_at, created_at + interval '1 day') - created_at) as entered_at,
	case when place <= nurtured then 'nurtured' else 'control' end as arm, 'randomised' as assigned
from (
	select l.*, row_number() over (partition by deal is not null order by _demo_share(n, 95), n) as place, case when deal is not null then _demo_count(864, {n}) else _demo_count(6000, {n}) - _demo_count(864, {n}) end as nurtured,
		case when deal is not null then _demo_count(180, {n}) else _demo_count(1500, {n}) - _demo_count(180, {n}) end as control
	from {lead_dated} l where kind = 'inbound'
) l
where place <= nurtured + control
$$),
-- Offers with a code, of every deal that has one, and without: a code does not help.
('offer', $$
select (70000000 + d.n)::text as offer_id, o.promo_code, o.account_id, o.opportunity_id, d.created_at + 0.4 * (d.decided_at - d.created_at) as offered_at, d.created_at + 0.4 * (d.decided_at - d.created_at) + interval '30 days' as expires_at,
	case when d.has_code then round(o.amount_base / 10, 2) end as discount
from (select d.*, row_number() over (partition by is_decided, is_won, has_code order by _demo_share(n, 96), n) as place from {deal} d) d
join {opportunity} o on o.opportunity_id = d.id::text
where is_decided and (has_code or place <= case when is_won then _demo_count(174, {n}) else _demo_count(426, {n}) end)
order by d.n
$$),
-- Answers: so many of each score, given out in an order of chance that favours some, and no longer the one country.
('answer', $$
select r.*, case when r.grp = 'rest' and r.place > 1 - _demo_count(3, {n})::float8 / r.total then 11 else s.score end as score
from (
	select a.*, c.country, (row_number() over (partition by grp order by _demo_share(a.n, 100) + case when segment = 'Pharma' then 0.1 when segment = 'Food' then -0.1 else 0 end
		+ case when country = 'SE' and answered_at >= timestamptz '2025-01-01' then -0.45 else 0 end, a.n) - 0.5) / total as place
	from (
		select row_number() over (order by g.grp, k) as n, g.grp, k, total, timestamptz '2025-05-26 10:00 Europe/Berlin' - interval '1 day' * (1 + 360 * _demo_even(k, 0.55)) as answered_at,
			case grp when 'abm' then 1 + (k - 1) % z.targets when 'rest' then z.targets + z.late + 1 + (k - 1) % (z.accounts - z.targets - z.late) end as account, 1 + (k - 1) / case grp when 'abm' then z.targets else z.accounts - z.targets - z.late end as person
		from {size} z, (values ('abm', _demo_count(310, {n})), ('rest', _demo_count(743, {n})), ('staff', _demo_count(84, {n}))) g(grp, total), lateral generate_series(1, total) k
	) a
	left join {company} c on c.n = a.account
) r
join (
	select grp, score, lag(up_to, 1, 0::numeric) over (partition by grp order by score) as from_place, up_to
	from (
		select grp, o - 1 as score, sum(counts) over (partition by grp order by o)::numeric / sum(counts) over (partition by grp) as up_to
		from (values ('abm', array[0,0,0,1,3,10,24,43,48,112,69,0]), ('rest', array[9,7,11,15,23,49,63,91,117,168,187,3]), ('staff', array[0,0,1,2,3,5,7,11,11,24,20,0])) c(grp, c), unnest(c) with ordinality x(counts, o)
	) y
) s on s.grp = r.grp and r.place > s.from_place and r.place <= s.up_to
$$),
('nps_response', $$
select (30000 + n)::text as response_id, case grp when 'staff' then 'enps-2025' else 'nps-2025' end as survey_id, case grp when 'staff' then 'enps' else 'nps' end as kind, null::text as question,
	case grp when 'staff' then (19000000 + k)::text else (10000000 + account * 8 + least(person, 6))::text end as contact_id, account::text as account_id, answered_at - interval '2 days' as invited_at, answered_at, score::numeric as score, case grp when 'staff' then 1 else 0 end::numeric as scale_min, 10::numeric as scale_max,
	case when score <= 6 and grp <> 'staff' then (array['price','support','usability'])[1 + n % 3] end as theme,
	case when score <= 6 and grp <> 'staff' and row_number() over (partition by score <= 6 and grp <> 'staff' order by _demo_share(n, 101), n) <= 0.4 * count(*) filter (where score <= 6 and grp <> 'staff') over () then answered_at + interval '1 day' * (0.5 + 13 * _demo_share(n, 102)) end as followed_up_at
from {answer}
union all
select (40000000 + k)::text, 'nps-2025', 'nps', null, (10000000 + (1 + k % z.accounts) * 8 + 4 + k % 3)::text, (1 + k % z.accounts)::text, timestamptz '2025-05-24 10:00 Europe/Berlin' - interval '1 day' * 360 * _demo_even(k, 0.25), null, null, 0, 10, null, null
from {size} z, generate_series(1, _demo_count(1700, {n})) k
$$),
-- Who is on the list became a customer since.
-- Contracts at the day one year ago: those who leave, buy more, pay more, pay less stand evenly in the order of what they pay.
('contract', $$
select *, case when left_now then 'leaves' when v < cross_to then 'cross' when v < up_to then 'up' when v >= less_from then 'less' else 'same' end as fate
from (
	select c.*, floor((place + 0.5) * leavers / total) > floor((place - 0.5) * leavers / total) as left_now, _demo_even(place, 0.15) as v, 10 * round(_demo_spread((place - 0.5) / total, price::float8[])::numeric / 10) as mrr
	from (
		select n, g.*, row_number() over (partition by g.grp order by _demo_share(a.n, 110), a.n) as place
		from (select c.n, case when is_target then 'abm' else 'rest' end as grp, row_number() over (partition by is_target order by _demo_share(c.n, 111), c.n) as k from {company} c where not is_late and not is_merged) a
		join (values ('abm', _demo_count(130, {n}), _demo_count(9, {n}), '{400,900,1600,2700,4100,6200,12000}', 0.5, 0.8, 0.9, 0.387, 0.323, 0.215),
			('rest', _demo_count(380, {n}), _demo_count(68, {n}), '{120,300,520,900,1400,2100,4500}', 0.2, 0.5, 0.9, 0.365, 0.487, 0.378)) g(grp, total, leavers, price, cross_to, up_to, less_from, cross_by, up_by, less_by) on g.grp = a.grp and a.k <= g.total
	) c
) c
$$),
('subscription', $$
select row_number() over (order by n, part)::text as subscription_id, n::text as account_id, case when part = 1 then began else changed end as start_on, case when part = 1 and fate in ('leaves', 'up', 'less') then changed when n % 3 <> 0 then since + 365 * (1 + (date '2025-05-26' - since) / 365) end as end_on,
	round(mrr * case when part = 1 then 1 when fate = 'cross' then cross_by when fate = 'up' then 1 + up_by else 1 - less_by end, 2) as mrr_base, case when part = 2 and fate = 'cross' then 'Software' else 'Service' end as product
from (select *, case when grp = 'abm' then date '2022-12-01' + floor(500 * _demo_share(n, 112))::integer else date '2022-06-01' - floor(900 * _demo_share(n, 112))::integer + floor(600 * _demo_share(n, 113))::integer end as began, date '2024-06-15' + floor(330 * _demo_share(n, 114))::integer as changed from {contract}) c,
	generate_series(1, 2) part, lateral (select case when part = 1 then began else changed end as since) y
where part = 1 or fate in ('cross', 'up', 'less')
$$),
-- What is used: software by the people who have a seat; what was serviced only where it is connected, and of that seats are not
-- known. Who leaves uses less and less, and the one country too.
('usage_daily', $$
select account_id, day, product, active as active_user_count, round((active * (2 + 6 * _demo_share(w * 64 + part, 144)))::numeric, 1)::float8 as usage, case product when 'Software' then seats end::numeric as seat_count
from (
	select u.*, greatest(round(seats * (0.3 + 0.6 * _demo_share(n, 141)) * (0.85 + 0.3 * _demo_share(w * 64 + part, 142)) * case when fate = 'leaves' then greatest(least((end_on - day) / 84.0, 1), 0.1) else 1 end
		* case when country = 'SE' and day >= date '2025-01-01' then 0.5 else 1 end), case fate when 'leaves' then 0 else 1 end)::numeric as active
	from (
		select s.account_id, s.product, s.end_on, k.n, k.fate, c.country, d.day, k.n * 64 + d.week as w, case s.product when 'Software' then 1 else 2 end as part,
			case s.product when 'Software' then 3 + floor(20 * _demo_share(k.n, 143)) else 2 + floor(5 * _demo_share(k.n, 143)) end as seats
		from {subscription} s
		join {contract} k on k.n::text = s.account_id
		join {company} c on c.n = k.n
		join (select week, date '2025-05-23' - 7 * week as day from generate_series(0, 39) week) d on d.day >= s.start_on and (s.end_on is null or d.day < s.end_on)
		where s.product = 'Software' or k.n % 4 = 0
	) u
) u
$$),
('revenue', $$
select s.subscription_id || '-' || to_char(q.starts, 'YYYYMM') as revenue_id, account_id, q.starts at time zone 'Europe/Berlin' as booked_at, mrr_base * 3 as amount_base, 'invoice' as kind, null::text as opportunity_id
from {subscription} s join {quarter} q on q.starts >= s.start_on and q.starts < least(s.end_on, date '2025-05-26') and q.starts >= date '2022-06-01'
union all
select 'd' || opportunity_id, account_id, (close_on + 30)::timestamp at time zone 'Europe/Berlin', amount_base, 'invoice', opportunity_id from {opportunity} where status = 'won' and amount_base is not null and closed_at < timestamptz '2025-04-25'
union all
select 'r' || opportunity_id, account_id, (close_on + 75)::timestamp at time zone 'Europe/Berlin', -round(amount_base / 10, 2), 'refund', opportunity_id from {opportunity} where status = 'won' and amount_base is not null and closed_at < timestamptz '2025-03-01' and opportunity_id::bigint % 37 = 0
$$),
('ticket', $$
select (60000000 + t.n)::text as ticket_id, c.n::text as account_id, (10000000 + c.n * 8 + 4)::text as contact_id, (array['Hotline','Laboratory','Field service'])[1 + t.n % 3] as team, (array['low','normal','normal','high'])[1 + t.n % 4] as priority, t.created_at,
	case when t.share < 0.97 then created_at + reply end as first_reply_at, case when t.share < 0.9 then created_at + reply + interval '1 day' * _demo_spread(_demo_share(t.n, 121), '{0.05,0.2,0.6,1.6,3.5,7,20}') end as solved_at
from (
	select n, timestamptz '2023-06-01 08:00 Europe/Berlin' + interval '1 day' * 720 * _demo_even(n, 0.45) as created_at, _demo_share(n, 122) as share, row_number() over (order by n) as k from generate_series(1, _demo_count(5000, {n})) n
) t
join (select n, country, row_number() over (order by _demo_share(n, 123), n) as k, count(*) over () as total from (select distinct c.n, c.country from {contract} k join {company} c on c.n = k.n) c) c on c.k = 1 + t.n % c.total
cross join lateral (select interval '1 day' * _demo_spread(_demo_share(t.n, 120), '{0.01,0.04,0.1,0.2,0.45,0.9,3}') * case when c.country = 'SE' and t.created_at >= timestamptz '2024-10-01' then 2 else 1 end as reply) r
$$),
-- Beside how likely they are to recommend us: how content they were with an answer, and what users say every quarter.
('survey_response', $$
select * from {nps_response}
union all
select (50000000 + t.n)::text, 'csat-service', 'csat', null, contact_id, account_id, solved_at + interval '1 hour', case when is_answered then solved_at + interval '20 hours' end,
	case when is_answered then s.score end, 1, 5, case when is_answered and s.score <= 3 then case when is_slow then 'waiting time' when t.n % 2 = 0 then 'knowledge' else 'knowledge; waiting time' end end, null
from (select *, ticket_id::bigint - 60000000 as n, first_reply_at - created_at > interval '1 day' as is_slow, _demo_share(ticket_id::bigint, 151) < 0.4 as is_answered from {ticket} where solved_at < timestamptz '2025-05-25' and ticket_id::bigint % 5 = 0) t
cross join lateral (select least(floor(_demo_spread(_demo_share(t.n, 152), case when t.is_slow then '{1,1,2,3,4,5,5}' else '{1,2.5,4,4.6,5,5,5}' end::float8[])), 5)::numeric as score) s
union all
select (60000000 + row_number() over (order by q.q, k.n, question))::text, 'pulse-users', 'pulse', (array['The software helps me in my work','I know whom to ask'])[question], (10000000 + k.n * 8 + 4)::text, k.n::text, a.at, case when r.is_answered then a.at + interval '3 days' end,
	case when r.is_answered then floor(_demo_spread(_demo_share(k.n * 64 + q.q * 2 + question, 153), '{1,2,3,4,4.8,5,5}'))::numeric end, 1, 5, null, null
from {contract} k join {quarter} q on q.q between 10 and 13 and k.n % 3 = 0 and k.fate <> 'leaves'
cross join generate_series(1, 2) question
cross join lateral (select (q.starts + interval '40 days 9 hours') at time zone 'Europe/Berlin' as at) a
cross join lateral (select _demo_share(k.n * 64 + q.q, 154) < case question when 1 then 0.65 else 0.6 end as is_answered) r
$$)
$company$;
comment on function @extschema@._demo_activity() is
'Internal: what people of the demo company''s accounts did, their answers, contracts and questions, in the form of _demo_company().';

create function @extschema@._demo_settings() returns table (name text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $company$ values
('setting', $$
select * from (values ('time_zone', 'Europe/Berlin'), ('base_currency', 'EUR'), ('company', 'Halden Instruments'), ('as_of', '2025-05-26')) s(name, value)
$$),
-- The last ones came onto the list months after their one deal was decided.
('account_list', $$
select 'abm' as list_id, n::text as account_id, case when is_late then '3' else (1 + n % 2)::text end as tier, case when is_late then date '2024-12-01' + n % 120 else date '2022-12-01' end as valid_from, null::date as valid_to
from {company} where is_target or is_late
$$),
('inbound_source', $$
select * from (values ('organic_search'), ('paid_search'), ('direct'), ('social'), ('webinar'), ('referral'), ('content_syndication'), ('content'), ('email'), ('retargeting')) s(source_class)
$$),
('scoring_rule', $$
select * from (values ('newsletter open', 'email_open', 1::float8, 30::float8), ('click', 'email_click', 3, 30), ('visit', 'visit', 2, 30), ('content', 'content', 8, 45), ('event', 'event', 15, 60), ('form', 'form', 10, 45),
	('meeting', 'meeting', 20, 90), ('demo', 'demo', 30, 90), ('pricing page', 'pricing_page', 20, 30), ('demo request', 'demo_request', 40, 60),
	('first tier', 'tier:1', 10, null), ('buyer', 'role:economic buyer', 5, null)) s(rule_id, kind, points, half_life_days)
$$),
('required_role', $$
select * from (values ('economic buyer'), ('champion'), ('technical evaluator'), ('security')) s(role)
$$),
('fx_rate', $$
select * from (values ('USD', date '2000-01-01', 0.8), ('CHF', date '2000-01-01', 1.25)) s(currency, valid_from, rate)
$$),
-- 40 of the 65 working days of the running quarter are over, and it is on the way to 91 % of its goal.
('goal', $$
select k.kpi, 'quarter' as period_grain, q.starts::date as period_start, round(case when q.q = 13 then k.value / (40 / 65.0) / 0.91 else k.value * 1.04 end)::float8 as value
from {quarter} q
cross join lateral (
	select 'won_value' as kpi, sum(amount_base) as value from {opportunity} o where status = 'won' and close_on >= q.starts and close_on < q.starts + interval '3 months'
	union all
	select 'won_count', count(*) from {opportunity} o where status = 'won' and close_on >= q.starts and close_on < q.starts + interval '3 months'
	union all
	select 'new_lead_count', count(*) from {lead} where not is_deleted and is_contactable and created_at >= q.starts at time zone 'Europe/Berlin' and created_at < (q.starts + interval '3 months') at time zone 'Europe/Berlin'
) k
where q.q >= 6
$$),
('baseline', $$
select 'before ABM' as name, 'win_rate' as kpi, 'all' as dimension, 'all' as dimension_value, date '2022-06-01' as from_on, date '2022-12-01' as to_on, avg(case status when 'won' then 1 else 0 end)::float8 as value, count(*) as n
from {opportunity} where status <> 'open' and created_at < timestamptz '2022-12-01 00:00 Europe/Berlin'
$$)
$company$;
comment on function @extschema@._demo_settings() is
'Internal: the settings of the demo company, by their table, in the form of _demo_company().';
