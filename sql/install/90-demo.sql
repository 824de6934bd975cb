-- demo: Halden Instruments, a company that does not exist: a maker of measuring instruments, with three years of accounts,
-- deals, leads and everything else that KPI views read. 91-demo.sql has the other half of it, 92- to 94-… write it as the
-- tables of a CRM, 95-demo.sql does it.
--
-- The rows are the same on every machine, in every time zone and on every version of PostgreSQL: they are computed from
-- hashes of row numbers. What has to be so many of something, or a median of something, is not left to chance: rows stand in
-- an order of chance, and the first so many are it; the place in another order of chance is the share at which a
-- distribution is read. Counts are those of 4,000 deals and scale with {n}, the number of deals that is asked for.

create function @extschema@._demo_share(n bigint, salt integer) returns float8
	language sql immutable parallel safe
	return (hashint8extended(n, salt::bigint) & 9007199254740991)::float8 / 9007199254740992::float8;
comment on function @extschema@._demo_share(bigint, integer) is
'Internal: a number from 0 to 1 that looks random, the same for the same n and salt.';

create function @extschema@._demo_even(n bigint, start float8) returns float8
	language sql immutable parallel safe
	return n::float8 * 0.6180339887498949::float8 + start - floor(n::float8 * 0.6180339887498949::float8 + start);
comment on function @extschema@._demo_even(bigint, float8) is
'Internal: numbers from 0 to 1 that for consecutive n are dealt out evenly.';

create function @extschema@._demo_spread(share float8, points float8[]) returns float8
	language sql immutable parallel safe
	return points[width_bucket(share, '{0,0.1,0.25,0.5,0.75,0.9}'::float8[])]
		+ (points[width_bucket(share, '{0,0.1,0.25,0.5,0.75,0.9}'::float8[]) + 1] - points[width_bucket(share, '{0,0.1,0.25,0.5,0.75,0.9}'::float8[])])
		* (share - ('{0,0.1,0.25,0.5,0.75,0.9}'::float8[])[width_bucket(share, '{0,0.1,0.25,0.5,0.75,0.9}'::float8[])])
		/ ('{0.1,0.15,0.25,0.25,0.15,0.1}'::float8[])[width_bucket(share, '{0,0.1,0.25,0.5,0.75,0.9}'::float8[])];
comment on function @extschema@._demo_spread(float8, float8[]) is
'Internal: the value at a share of a distribution that is given at 0, 10, 25, 50, 75, 90 and 100 per cent.';

create function @extschema@._demo_count(base numeric, n integer) returns integer
	language sql immutable parallel safe
	return greatest(round(base * n / 4000.0), sign(base))::integer;
comment on function @extschema@._demo_count(numeric, integer) is
'Internal: how many of something there are among n deals, of which there are so many among 4,000.';

-- {name} is an earlier table, {n} the number of deals.
create function @extschema@._demo_company() returns table (name text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $company$ values
-- The sizes and days that others ask for.
('size', $$
select _demo_count(260, {n}) as targets, _demo_count(60, {n}) as late_won, _demo_count(10, {n}) as late_lost,
	_demo_count(60, {n}) + _demo_count(10, {n}) as late, _demo_count(1600, {n}) + 10 as accounts, _demo_count(4, {n}) as merged,
	date '2022-06-01' as start_on, date '2022-12-01' as programme_on, date '2023-12-01' as syndication_on, date '2025-05-26' as as_of
$$),
-- Accounts: first the list of the programme, then those that were put on it after their deal, then all others; behind them
-- those that were merged away.
('company', $$
select n, n <= z.targets as is_target, n > z.targets and n <= z.targets + z.late as is_late, n > z.accounts as is_merged,
	(array['Avelund','Borgvik','Caldmoor','Drevna','Elmsted','Farrowby','Grenholt','Hasselby','Ilmarra','Jorvane',
		'Kestrow','Lindarra','Morvale','Nethersk','Orlund','Pellworth','Quarrin','Rowmark','Silverin','Tarnwick',
		'Ulvedal','Varnholt','Wexmoor','Ystrad','Zellhof','Ambersund','Brackvale','Corrin','Dunmarra','Eskholm',
		'Fennrick','Garsund','Holmarra','Ingvale','Jarrow','Kilvane','Lorrick','Mossby','Norrhavn','Oakmarra'])[1 + (m - 1) % 40]
		|| ' ' || case s
		when 1 then (array['Motors','Axles','Drives','Brakes','Castings','Gears','Springs','Seats'])[1 + (m - 1) / 200 % 8]
		when 2 then (array['Circuits','Sensors','Boards','Displays','Relays','Cables','Lasers','Chips'])[1 + (m - 1) / 200 % 8]
		when 3 then (array['Dairy','Bakery','Brewery','Foods','Mills','Fruits','Sweets','Spices'])[1 + (m - 1) / 200 % 8]
		when 4 then (array['Presses','Tools','Robots','Pumps','Cranes','Looms','Valves','Lathes'])[1 + (m - 1) / 200 % 8]
		else (array['Pharma','Biotech','Vaccines','Labs','Reagents','Serums','Medical','Enzymes'])[1 + (m - 1) / 200 % 8] end
		|| case when m > 1600 then ' ' || (m - 1) / 1600 + 1 else '' end as name,
	'halden-' || m || '.example' as domain,
	(array['Automotive','Electronics','Food','Machinery','Pharma'])[s] as segment,
	(array['DE','AT','CH','NL','SE','DK'])[1 + floor(6 * _demo_share(m, 1))::integer] as country,
	1 + m % 20 as owner
from {size} z, generate_series(1, z.accounts + z.merged) n,
	lateral (select case when n > z.accounts then n - z.accounts else n end as m) o,
	lateral (select 1 + (7 * (m - 1) + (m - 1) / 40) % 5 as s) p
order by n
$$),
-- Deals, decided and open, of three groups: on the list, inbound, other. when_at says where in the three years a deal is
-- closed; deals of an account follow each other with months between.
('deal_place', $$
select row_number() over (order by g.grp, k) as n, g.*, k, k <= decided as is_decided, v * (1.3 - 0.3 * v) as when_at,
	row_number() over (partition by g.grp = 'abm' order by v, g.grp, k) as account_place
from (values
		('abm', _demo_count(640, {n}), _demo_count(243, {n}), _demo_count(171, {n}), 0.15::float8),
		('inbound', _demo_count(2180, {n}), _demo_count(458, {n}), {n} - _demo_count(640, {n}) - _demo_count(171, {n}) - _demo_count(2180, {n}) - _demo_count(720, {n}) - _demo_count(70, {n}), 0),
		('other', _demo_count(720, {n}), _demo_count(122, {n}), _demo_count(70, {n}), 0)) g(grp, decided, won, still_open, drift),
	lateral generate_series(1, decided + still_open) k,
	lateral (select _demo_even(k, 0.37) as v) w
$$),
('deal_outcome', $$
select p.*, c.n as account, c.segment, c.country,
	is_decided and row_number() over (partition by p.grp, is_decided order by _demo_share(p.n, 2) + drift * when_at
		+ case c.segment when 'Machinery' then 0.06 when 'Pharma' then 0.03 when 'Food' then -0.07 else 0 end desc, p.n) <= won as is_won
from {deal_place} p
cross join {size} z
join {company} c on c.n = case when grp = 'abm' then 1 + (account_place * 7 % z.targets) else z.targets + z.late + 1 + account_place % (z.accounts - z.targets - z.late) end
$$),
('deal_value', $$
select d.*, (row_number() over (partition by grp, is_decided, is_won order by _demo_share(n, 3), n) - 0.5) / count(*) over (partition by grp, is_decided, is_won) as cycle_share,
	(row_number() over (partition by grp, is_decided, is_won order by _demo_share(n, 4), n) - 0.5) / count(*) over (partition by grp, is_decided, is_won) as amount_share
from {deal_outcome} d
$$),
-- When a deal was opened and closed, what it is worth, how many people take part in it.
('deal_dated', $$
select d.n, grp, k, account, segment, country, is_decided, is_won, cycle_share, amount_share,
	case when is_decided then started + floor((z.as_of - started - days) * when_at)::integer else z.as_of - days end as opened_on,
	case when is_decided then started + floor((z.as_of - started - days) * when_at)::integer + days end as closed_on, days,
	100 * round((case when is_decided and not is_won then 0.9 else 1 end * _demo_spread(amount_share, case grp when 'abm' then '{9000,18000,33000,61000,105000,165000,356000}'
		when 'inbound' then '{2500,6000,10500,19600,34000,55000,109000}' else '{2500,5500,9500,17600,30000,48000,98000}' end::float8[]) / 100)::numeric) as amount
from {deal_value} d
cross join {size} z,
	lateral (select case when grp = 'abm' then z.programme_on else z.start_on end as started, round(_demo_spread(cycle_share, case
		when not is_decided then case grp when 'abm' then '{2,20,45,90,160,260,520}' else '{1,10,22,45,90,200,480}' end
		when is_won then case grp when 'abm' then '{20,48,75,118,175,230,400}' when 'inbound' then '{3,14,29,52,80,115,240}' else '{4,18,33,58,88,125,270}' end
		else case grp when 'abm' then '{10,30,55,95,150,210,400}' when 'inbound' then '{2,9,20,40,70,110,230}' else '{2,10,22,44,76,118,240}' end end::float8[]))::integer as days) t
$$),
-- What is picked out of them: deals whose account came onto the list later, those from syndicated content, the dirt.
('deal_pick', $$
select d.n,
	case when grp <> 'abm' and closed_on < date '2024-10-01' and row_number() over (partition by is_won, grp <> 'abm' and closed_on < date '2024-10-01' order by _demo_share(d.n, 5), d.n) <= case when is_won then z.late_won else z.late_lost end
		then z.targets + row_number() over (partition by is_won, grp <> 'abm' and closed_on < date '2024-10-01' order by _demo_share(d.n, 5), d.n) + case when is_won then 0 else z.late_won end end as late_account,
	grp = 'inbound' and not is_won and opened_on > date '2024-01-15'
		and row_number() over (partition by is_decided, grp = 'inbound' and not is_won and opened_on > date '2024-01-15' order by _demo_share(d.n, 6), d.n)
			<= case when is_decided then _demo_count(26, {n}) else _demo_count(2, {n}) end as is_syndicated,
	is_decided and grp <> 'abm' and row_number() over (partition by is_decided, grp <> 'abm' order by _demo_share(d.n, 7), d.n) <= _demo_count(18, {n}) as is_backdated,
	is_won and grp <> 'abm' and row_number() over (partition by is_won, grp <> 'abm' order by _demo_share(d.n, 8), d.n) <= _demo_count(12, {n}) as is_unpriced,
	not is_decided and row_number() over (partition by is_decided order by _demo_share(d.n, 9), d.n) <= _demo_count(2, {n}) as is_improbable,
	not is_decided and row_number() over (partition by is_decided order by _demo_share(d.n, 9) desc, d.n) = 1 as is_foreign,
	is_decided and row_number() over (partition by is_decided, is_won order by _demo_share(d.n, 10), d.n) <= case when is_won then _demo_count(74, {n}) else _demo_count(166, {n}) end as has_code
from {deal_dated} d cross join {size} z
$$),
('deal', $$
select d.n, 30000000 + d.n as id, d.grp, coalesce(p.late_account, d.account)::integer as account, d.is_decided, d.is_won, d.opened_on, d.closed_on, d.days, d.cycle_share, d.amount_share,
	case when not p.is_unpriced then d.amount end as amount, p.late_account is not null as is_late, p.is_syndicated, p.is_backdated, p.is_improbable, p.is_foreign, p.has_code,
	case when p.is_foreign then 'GBP' when s.u < 0.07 then 'USD' when s.u < 0.12 then 'CHF' else 'EUR' end as currency,
	(d.opened_on + time '08:00' + floor(600 * _demo_share(d.n, 11)) * interval '1 minute') at time zone 'Europe/Berlin' as created_at,
	(d.closed_on + time '18:00' + floor(60 * _demo_share(d.n, 12)) * interval '1 minute') at time zone 'Europe/Berlin' as decided_at,
	case when p.is_syndicated then 'content_syndication' else (case d.grp
		when 'abm' then (array['outbound','outbound','outbound','event','event','webinar','organic_search'])
		when 'inbound' then (array['organic_search','organic_search','organic_search','paid_search','paid_search','direct','webinar','social','referral','organic_search'])
		else (array['partner','partner','partner','outbound','outbound','outbound','event','word_of_mouth']) end)
		[1 + floor(case d.grp when 'abm' then 7 when 'inbound' then 10 else 8 end * _demo_share(d.n, 13))::integer] end as source,
	-- With one, two or three, or more people: on the list, more people win more.
	case when d.grp <> 'abm' then 1 + floor(_demo_spread(s.t, '{0,0,0.3,0.95,1.8,3,4}'))::integer
		when not d.is_decided then 1 + floor(5.999 * s.t)::integer
		when d.is_won then case when s.b <= 125 / 243.0 then 4 + d.n % 3 when s.b <= 165 / 243.0 then 1 else 2 + d.n % 2 end
		else case when s.b <= 125 / 397.0 then 4 + d.n % 3 when s.b <= 265 / 397.0 then 1 else 2 + d.n % 2 end end::integer as people,
	1 + floor(20 * _demo_share(d.n, 14))::integer as owner
from {deal_dated} d
join {deal_pick} p on p.n = d.n
join (select n, _demo_share(n, 15) as u, _demo_share(n, 16) as t,
	(row_number() over (partition by grp, is_decided, is_won order by _demo_share(n, 17), n) - 0.5) / count(*) over (partition by grp, is_decided, is_won) as b from {deal_dated}) s on s.n = d.n
$$),
-- How far a deal came: lost ones by an order in which the quick ones went first, open ones by their age.
('deal_reach', $$
select d.*, case when is_won then 5 when is_decided then width_bucket(place, array[0, 604, 1352, 1854, 2544]::float8[])
	else width_bucket(open_place, array[0, 0.15, 0.29, 0.41, 0.86]::float8[]) end as reached,
	case when not is_decided then _demo_share(n, 18) end as expected_share
from (
	select d.*, (row_number() over (partition by is_decided, is_won order by 0.75 * cycle_share + 0.25 * _demo_share(n, 19), n) - 0.5) / count(*) over (partition by is_decided, is_won) * 2717 as place,
		_demo_even(row_number() over (partition by is_decided, is_won order by amount, n), 0.2) as open_place
	from {deal} d
) d
$$),
-- Visits of stages: the days of a deal, divided by weights.
('visit', $$
select n, stage, created_at + coalesce(since, 0) / total * span as entered_at, case when stage < reached or is_decided then created_at + until / total * span end as exited_at
from (
	select n, stage, weight, reached, is_decided, created_at, sum(weight) over (partition by n order by stage rows unbounded preceding) as until, sum(weight) over (partition by n order by stage rows between unbounded preceding and 1 preceding) as since, sum(weight) over (partition by n) as total,
		case when is_decided then decided_at else timestamptz '2025-05-26 12:00 Europe/Berlin' end - created_at as span
	from (
		select d.*, s as stage, (array[7.5, 12.5, 16.5, 27, 15.5])[s]::float8 * _demo_spread(_demo_share(n * 8 + s, 20), case when s = 4 then '{0.1,0.3,0.6,1,1.9,3.6,7}'::float8[] else '{0.25,0.5,0.7,1,1.4,1.9,3}' end)
			* case when s = 4 then case when grp = 'abm' then case when people >= 4 then 0.36 when people = 1 then 1.05 else 1 end else 1.15 end else 1 end
			* case when s = 4 and not is_decided then 3 else 1 end as weight
		from {deal_reach} d, generate_series(1, d.reached) s
	) w
) v
order by n, stage
$$)
$company$;
comment on function @extschema@._demo_company() is
'Internal: the accounts and deals of the demo company, as queries in order: the name of a table and what is in it.';
