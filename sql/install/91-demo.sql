-- demo: the relations of the demo company, in the columns of 60-model.sql, from the accounts and deals of 90-demo.sql.
-- Identifiers are numbers as text; a layout that has others turns them into its own.

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
('contact', $$
select (10000000 + c.n * 8 + k)::text as contact_id, c.n::text as account_id,
	(array['Managing Director','Head of Quality','Production Engineer','Laboratory Manager','Head of IT Security','Purchaser'])[k] as title,
	case when _demo_share(c.n * 8 + k, 31) < 0.85 then (array['economic buyer','champion','technical evaluator','user','security','procurement'])[k] end as role,
	(array['c-level','director','professional','manager','manager','professional'])[k] as seniority,
	timestamptz '2021-06-01 09:00 Europe/Berlin' + floor(360 * _demo_share(c.n * 8 + k, 32)) * interval '1 day' as created_at, false as is_employee, false as is_deleted
from {company} c, generate_series(1, 6) k where not c.is_merged
union all
select (19000000 + n)::text, null, 'Staff', null, null, timestamptz '2021-06-01 09:00 Europe/Berlin', true, false from generate_series(1, _demo_count(100, {n})) n
$$),
('stage', $$
select 'default' as pipeline_id, s.*
from (values ('discovery', 'Discovery', 1::float8, false, false, 0.1::float8), ('qualification', 'Qualification', 2, false, false, 0.25), ('solution', 'Solution', 3, false, false, 0.5),
	('security_review', 'Security Review', 4, false, false, 0.7), ('negotiation', 'Negotiation', 5, false, false, 0.9), ('closed_won', 'Closed Won', 6, true, true, 1), ('closed_lost', 'Closed Lost', 7, true, false, 0))
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
('opportunity', $$
select d.id::text as opportunity_id, c.name || ' ' || d.n as name, d.account::text as account_id, (10000000 + d.account * 8 + 1)::text as contact_id, d.owner::text as owner_id, p.name as owner_name,
	'default' as pipeline_id, d.created_at,
	case when is_backdated then opened_on - 3 when is_decided then closed_on
		when due < 0.1 then date '2025-05-26' - 2 - floor(400 * due)::integer when due < 0.45 then date '2025-05-28' + floor(33 * (due - 0.1) / 0.35)::integer
		else date '2025-07-01' + floor(150 * (due - 0.45) / 0.55)::integer end as close_on,
	case when is_backdated then decided_at - (closed_on - opened_on + 3) * interval '1 day' when is_decided then decided_at end as closed_at,
	s.stage_id, s.label as stage_name, case when d.is_won then 'won' when is_decided then 'lost' else 'open' end as status,
	amount / case currency when 'USD' then 0.8 when 'CHF' then 1.25 else 1 end as amount, currency, case when not is_foreign then amount end as amount_base, null::numeric as recurring_amount_monthly,
	case when is_improbable then 10 else s.probability end as probability, case when is_decided then 'closed' when reached >= 5 then 'commit' when reached >= 4 then 'best case' else 'pipeline' end as forecast_category,
	case when row_number() over (partition by d.account order by d.created_at, d.n) = 1 then 'new' else 'expansion' end as kind, d.source as source_class, d.source,
	case when g.p is not null and (g.p <> 10 or d.grp = 'abm') then (g.id + (extract(year from opened_on)::integer - 2022) * 4 + extract(quarter from opened_on)::integer - 1)::text end as campaign_id,
	case when has_code then 'SPRING10' end as promo_code,
	case when is_decided and not d.is_won then (array['price','no decision','competitor','no budget','timing'])[1 + d.n % 5] end as lost_reason, false as is_deleted
from (
	select d.*, case when not is_decided then case when late_close < 0.036 then late_close / 0.4 else 0.1 + 0.9 * (late_close - 0.036) / 0.964 end end as due
	from (select d.*, _demo_even(row_number() over (partition by is_decided order by amount, n), 0.6) as late_close from {deal_reach} d) d
) d
join {company} c on c.n = d.account
join {person} p on p.n = d.owner
join {stage} s on s.sort_order = case when d.is_won then 6 when is_decided then 7 else reached end
left join {program} g on g.channel = d.source and g.p not in (12)
order by d.n
$$),
('opportunity_contact', $$
select d.id::text as opportunity_id, (10000000 + account * 8 + k)::text as contact_id, (array['economic buyer','champion','technical evaluator','user','security','procurement'])[k] as role,
	d.created_at + (k - 1) * 0.1 * (least(decided_at, timestamptz '2025-05-26 12:00 Europe/Berlin') - d.created_at) as added_at
from {deal} d, generate_series(1, d.people) k
order by d.n, k
$$),
-- Nine visits are of a stage that was renamed since.
('stage_history', $$
select 'opportunity' as entity, id::text as entity_id, case when renamed <= _demo_count(9, {n}) then 'proof_of_concept' else stage_id end as stage_id, entered_at, exited_at, amount, close_on
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
select row_number() over (order by k.place, g.r) as n, k.*, g.r, d.n as deal, d.id as deal_id, d.account as deal_account, d.created_at as deal_at, d.source as deal_source, d.grp
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
	case when _demo_share(n, 45) < 0.96 then true else false end as is_contactable, 1 + floor(12 * _demo_share(n, 46))::integer as owner, z.last_at
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
select (20000000 + l.n + copy * 5000000)::text as lead_id, case when copy = 1 then (20000000 + l.n)::text end as merged_into,
	case when deal is not null then (10000000 + account * 8 + 1)::text end as contact_id, account::text as account_id, l.owner::text as owner_id, p.name as owner_name, created_at + copy * interval '1 hour' as created_at, source as source_class, source,
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
('score_history', $$
select 'lead' as entity, lead_id as entity_id, created_at as at, score, null::text as rule_id, score as delta from {lead} where not is_deleted
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
	_demo_even(place_too, 0.5) < case when is_won then 0.60 else 0.33 end as has_webinar, 2 + floor(_demo_share(n, 60) * (steps - 2))::integer as webinar_step, floor(8 * _demo_share(n, 61))::integer as taste
from (
	select d.*, floor(_demo_spread(_demo_share(n, 62), case when is_won then '{4,4.5,6,7.3,9,11,14}' else '{3,3.5,4.5,5.8,7.5,9,12}' end::float8[]))::integer as steps,
		_demo_even(row_number() over (partition by grp, is_won order by amount desc, n), 0.9) as place, row_number() over (partition by grp, is_won order by _demo_share(n, 63), n) as place_too,
		opened_on - floor(_demo_spread(_demo_share(n, 64), '{3,8,15,25,40,60,85}'))::integer as first_on, least(decided_at, timestamptz '2025-05-26 11:00 Europe/Berlin') as until
	from {deal} d
) d
$$),
('way_touch', $$
select n, step, account, people, grp, is_won, amount, first_at + (until - interval '2 hours' - first_at) * case when step = steps then 1 else (step - 1 + 0.6 * _demo_share(n * 16 + step, 65)) / steps end as occurred_at,
	case when step = steps and ends_by_ad then 'retargeting' when step = steps and ends_by_webinar then 'webinar' when has_webinar and step = webinar_step then 'webinar'
		else (array['email','organic_search','content','email','event','paid_search','email','social','email','direct','email','organic_search'])[1 + taste + floor(4.2 * power(_demo_share(n * 16 + step, 66), 1.5))::integer] end as channel
from (select *, greatest((first_on + time '10:00') at time zone 'Europe/Berlin', timestamptz '2022-06-01 08:00 Europe/Berlin') as first_at from {way}) w, generate_series(1, steps) step
$$)
$company$;
comment on function @extschema@._demo_activity() is
'Internal: what people of the demo company''s accounts did, their answers, contracts and questions, in the form of _demo_company().';
