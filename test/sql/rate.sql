\set ECHO none
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- rate: reference figures, then semantics from empty to hostile.

set client_min_messages = warning;
create extension if not exists pgtap;
create extension if not exists abm_kpi;
set timezone = 'UTC';

begin;
select plan(96);

-- A figure agrees if it is within abs_tol + rel_tol * |expected|; NULL only with NULL.
create function pg_temp.agrees(got float8, expected float8, abs_tol float8, rel_tol float8) returns boolean
	language sql immutable as $$
	select case when expected is null then got is null
		else coalesce(abs(got - expected) <= abs_tol + rel_tol * abs(expected), false) end $$;

-- ---------------------------------------------------------------------------
-- Reference figures: one sample
-- ---------------------------------------------------------------------------

create temp table one_sample (case_id text, hits bigint, trials bigint, level float8,
	rate float8, low float8, high float8, abs_tol float8, rel_tol float8);
insert into one_sample values
	-- 50-digit mpmath; agrees with R prop.test/qbeta and statsmodels (reference/proportions.csv)
	('prop1_s1', 81, 263, 0.95, 0.30798479087452474, 0.2552885198782742, 0.36620957698280004, 1e-14, 1e-11),
	('prop1_s2', 15, 148, 0.95, 0.10135135135135136, 0.062386399530736276, 0.16048724172330803, 1e-14, 1e-11),
	('prop1_s3', 0, 20, 0.95, 0, 0, 0.16112515805281938, 1e-14, 1e-11),
	('prop1_s4', 1, 29, 0.95, 0.034482758620689655, 0.00611321429276266, 0.17175521879320288, 1e-14, 1e-11),
	('prop1_s5', 20, 20, 0.95, 1, 0.8388748419471806, 1, 1e-14, 1e-11),
	('prop1_s6', 7, 10, 0.9, 0.7, 0.441699795869835, 0.8731234160968021, 1e-14, 1e-11),
	('prop1_s7', 500, 1000, 0.99, 0.5, 0.45940700521208483, 0.5405929947879151, 1e-14, 1e-11),
	('prop1_s8', 1, 1000000000, 0.95, 1e-09, 1.7652455495696314e-10, 5.664934243297439e-09, 0, 1e-11),
	-- definition: no trials gives NULL, never 0 nor an error
	('prop1_null_s1', 0, 0, 0.95, null, null, null, 1e-12, 1e-09),
	-- own computation: Wilson's formula at 60 digits with mpmath
	('tiny rate', 3, 1000000000000, 0.95, 3e-12, 1.0202707283648329e-12, 8.8211880922914875e-12, 0, 1e-13),
	('near 1', 999999999997, 1000000000000, 0.95, 0.999999999997, 0.99999999999117881, 0.99999999999897973, 2e-16, 0),
	('one hit', 1, 1, 0.95, 1, 0.20654931437723739, 1, 0, 1e-14),
	('one miss', 0, 1, 0.95, 0, 0, 0.79345068562276261, 0, 1e-14),
	('level one half', 1, 2, 0.5, 0.5, 0.28475888458196231, 0.71524111541803769, 0, 1e-14),
	('low level', 37, 1234, 0.8, 0.029983792544570503, 0.024359619911469838, 0.036857424745931634, 0, 1e-13),
	('high level', 37, 1234, 0.999999, 0.029983792544570503, 0.013761301400773238, 0.064087444387491041, 0, 1e-10),
	('2^61 of 2^62', 2305843009213693952, 4611686018427387904, 0.95, 0.5, 0.49999999954366032, 0.50000000045633968, 0, 1e-14),
	('1 of 2^62', 1, 4611686018427387904, 0.95, 2.1684043449710089e-19, 3.8277661191545914e-20, 1.2283868075846909e-18, 0, 1e-13);

create temp view one_compared as
	select case_id, quantity, got, expected, pg_temp.agrees(got, expected, abs_tol, rel_tol) as agrees
	from one_sample, rate_summary(hits, trials) as s,
		lateral (values ('rate', rate(s), rate),
			('low', (rate_ci(s, level)).low, low),
			('high', (rate_ci(s, level)).high, high)) as q (quantity, got, expected);

select is_empty(format('select case_id, got, expected from one_compared where quantity = %L and not agrees', quantity),
	description || ' agrees with the reference')
from (values ('rate', 'win rate'),
	('low', 'lower limit of the win rate (Wilson)'),
	('high', 'upper limit of the win rate (Wilson)')) as v (quantity, description);
select results_eq('select quantity, count(*), count(expected) from one_compared group by 1 order by 1',
	$$values ('high', 18::bigint, 17::bigint), ('low', 18, 17), ('rate', 18, 17)$$,
	'that were 18 samples, one of them empty');

-- Newcombe 1998, Statist. Med. 17:857, table I, as printed
select is_empty($$
	select hits, trials, ci from (values
		(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)
	) as published (hits, trials, low, high), rate_ci(rate_summary(hits, trials)) as ci
	where (round(ci.low::numeric, 4), round(ci.high::numeric, 4)) is distinct from (published.low, published.high)$$,
	'the four intervals of Newcombe 1998 table I come out as printed');

-- ---------------------------------------------------------------------------
-- Reference figures: two samples
-- ---------------------------------------------------------------------------

create temp table two_samples (case_id text, hits1 bigint, trials1 bigint, hits2 bigint, trials2 bigint, level float8,
	difference float8, low float8, high float8, lift float8, z float8, p_value float8, abs_tol float8, rel_tol float8);
insert into two_samples values
	-- 50-digit mpmath; agrees with R prop.test and statsmodels (reference/proportions.csv)
	('prop2_s1', 56, 70, 48, 80, 0.95, 0.2, 0.05243147240236488, 0.33387265403690597,
		0.3333333333333333, 2.6501719512585327, 0.008045081368196585, 1e-13, 1e-10),
	('prop2_s2', 9, 10, 3, 10, 0.95, 0.6, 0.17052272393450288, 0.809017973535488,
		2, 2.7386127875258306, 0.006169899320544162, 1e-13, 1e-10),
	('prop2_s3', 5, 56, 0, 29, 0.95, 0.08928571428571429, -0.0381371479035369, 0.19256001385511162,
		null, 1.6586488692392285, 0.09718656817057973, 1e-13, 1e-10),
	('prop2_s4', 0, 10, 0, 20, 0.95, 0, -0.16112515805281938, 0.27753279986288926, null, null, null, 1e-13, 1e-10),
	('prop2_s5', 10, 10, 0, 20, 0.95, 1, 0.6790860371419146, 1,
		null, 5.477225575051661, 4.3204630578274975e-08, 1e-13, 1e-10),
	('prop2_s6', 45, 180, 60, 400, 0.95, 0.1, 0.030832196493325126, 0.17503835170482276,
		0.6666666666666666, 2.893601964822921, 0.0038085061196869953, 1e-13, 1e-10),
	('prop2_s7', 630, 3000, 525, 3000, 0.9, 0.035, 0.018261780748921486, 0.0517208117888674,
		0.2, 3.438167584792833, 0.0005856651192024561, 1e-13, 1e-10),
	-- own computation: the formulas of Newcombe 1998 at 60 digits with mpmath
	('far tail', 6000, 10000, 4000, 10000, 0.95, 0.2, 0.18636916442303965, 0.21352222443621235,
		0.5, 28.284271247461901, 5.3958656116079009e-176, 1e-15, 1e-12),
	('tiny rates', 3, 1000000000, 1, 1000000000, 0.8, 2e-9, -8.0706896681889877e-10, 5.2640690036353023e-9,
		2, 1.000000001, 0.31731050737897265, 0, 1e-13);

create temp view two_compared as
	select case_id, quantity, got, expected,
		-- p values are held to their relative tolerance alone, as in the reference
		pg_temp.agrees(got, expected, case quantity when 'p_value' then 0 else abs_tol end, rel_tol) as agrees
	from two_samples, rate_compare(rate_summary(hits1, trials1), rate_summary(hits2, trials2), level) as c,
		lateral (values ('difference', c.difference, two_samples.difference), ('low', c.low, two_samples.low),
			('high', c.high, two_samples.high), ('lift', c.lift, two_samples.lift), ('z', c.z, two_samples.z),
			('p_value', c.p_value, two_samples.p_value)) as q (quantity, got, expected);

select is_empty(format('select case_id, got, expected from two_compared where quantity = %L and not agrees', quantity),
	description || ' agrees with the reference')
from (values ('difference', 'difference of two win rates'),
	('low', 'lower limit of the difference (Newcombe)'),
	('high', 'upper limit of the difference (Newcombe)'),
	('lift', 'lift'),
	('z', 'pooled z'),
	('p_value', 'p value')) as v (quantity, description);
select results_eq('select quantity, count(*), count(expected) from two_compared group by 1 order by 1',
	$$values ('difference', 9::bigint, 9::bigint), ('high', 9, 9), ('lift', 9, 6), ('low', 9, 9), ('p_value', 9, 8), ('z', 9, 8)$$,
	'that were 9 pairs of samples');

-- Newcombe 1998, Statist. Med. 17:873, table II, method 10, as printed
select is_empty($$
	select published.*, c.low, c.high from (values
		(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062),
		(5, 56, 0, 29, -0.0381, 0.1926), (0, 10, 0, 20, -0.1611, 0.2775), (0, 10, 0, 10, -0.2775, 0.2775),
		(10, 10, 0, 20, 0.6791, 1), (10, 10, 0, 10, 0.6075, 1)
	) as published (hits1, trials1, hits2, trials2, low, high),
		rate_compare(rate_summary(hits1, trials1), rate_summary(hits2, trials2)) as c
	where (round(c.low::numeric, 4), round(c.high::numeric, 4)) is distinct from (published.low, published.high)$$,
	'the eight intervals of Newcombe 1998 table II come out as printed');

select is_empty($$
	select case_id from two_samples, rate_compare(rate_summary(hits1, trials1), rate_summary(hits2, trials2), level) as ab,
		rate_compare(rate_summary(hits2, trials2), rate_summary(hits1, trials1), level) as ba
	where (ab.difference, ab.low, ab.high, ab.z, ab.p_value) is distinct from (-ba.difference, -ba.high, -ba.low, -ba.z, ba.p_value)$$,
	'turning the comparison round turns the signs round');
select is_empty($$
	select hits, level from generate_series(0, 40) as hits, unnest(array[0.01, 0.5, 0.95, 0.9999]) as level,
		rate_ci(rate_summary(hits, 40), level) as ci
	where not (0 <= ci.low and ci.low <= hits / 40.0 and hits / 40.0 <= ci.high and ci.high <= 1)$$,
	'an interval holds its rate and stays within 0 to 1');
select is_empty($$
	select hits from generate_series(0, 40) as hits, rate_ci(rate_summary(hits, 40)) as won,
		rate_ci(rate_summary(40 - hits, 40)) as lost
	where not pg_temp.agrees(won.low, 1 - lost.high, 1e-15, 0) or not pg_temp.agrees(won.high, 1 - lost.low, 1e-15, 0)$$,
	'the interval of the losses mirrors that of the wins');

-- ---------------------------------------------------------------------------
-- Empty, NULL, one, many
-- ---------------------------------------------------------------------------

create temp table deals (id int, region text, segment text, is_won boolean);
insert into deals values
	(1, 'east', 'small', true), (2, 'east', 'small', false), (3, 'east', 'large', true), (4, 'east', 'large', true),
	(5, 'west', 'small', null), (6, 'west', 'small', false), (7, 'west', 'large', false), (8, 'west', 'large', null),
	(9, null, 'large', true), (10, null, 'large', null);
-- 4 won, 3 lost, 3 open

select is((select rate_agg(is_won) from deals where false)::text, '(0,0)', 'no deals: an empty summary, not NULL');
select is((select win_rate(is_won) from deals where false), null, 'no deals: no win rate');
select is((select conversion_rate(is_won) from deals where false), null, 'no leads: no conversion rate');
select is((select hits(rate_agg(is_won)) from deals where false), 0::bigint, 'no deals: 0 won');
select is((select trials(rate_agg(is_won)) from deals where false), 0::bigint, 'no deals: 0 closed');
select ok((select rate_ci(rate_agg(is_won)) is null from deals where false), 'no deals: no interval');
select ok(rate_compare(rate_summary(0, 0), rate_summary(3, 7)) is null, 'nothing closed on the left: no comparison');
select ok(rate_compare(rate_summary(3, 7), rate_summary(0, 0)) is null, 'nothing closed on the right: no comparison');
select is((select rollup(s)::text from unnest(null::rate_summary[]) as s), '(0,0)', 'no summaries: an empty summary');
select is((select rollup(s)::text from unnest(array[null, '(2,5)', null]::rate_summary[]) as s), '(2,5)',
	'a NULL summary is left out of a rollup');
select is(rate(null::rate_summary), null, 'no summary: no rate');
select ok(rate_ci(rate_summary(3, 7), null) is null, 'a NULL level: no interval');
select ok(rate_summary(null, 7) is null, 'a NULL count: no summary');

select is((select win_rate(is_won) from deals where is_won is null), null, 'only open deals: no win rate');
select is((select rate_agg(is_won)::text from deals where is_won is null), '(0,0)', 'only open deals: nothing is counted');
select is((select win_rate(is_won) from deals where id = 1), 1::float8, 'one won deal: 1');
select is((select win_rate(is_won) from deals where id = 2), 0::float8, 'one lost deal: 0, which is not NULL');
select is((select win_rate(is_won) from deals where id in (2, 5)), 0::float8, 'one lost and one open deal: 0');

select is((select rate_agg(is_won)::text from deals), '(4,7)', '4 won of 7 closed; the 3 open ones are not counted');
select is((select hits(rate_agg(is_won)) from deals), 4::bigint, 'hits: the 4 won');
select is((select trials(rate_agg(is_won)) from deals), 7::bigint, 'trials: the 7 closed');
select is((select win_rate(is_won) from deals), 4 / 7::float8, 'win rate: won / closed, in float8');
select is((select win_rate(is_won) from deals), (select rate(rate_agg(is_won)) from deals), 'one step equals two');
select is((select conversion_rate(is_won) from deals), (select win_rate(is_won) from deals),
	'a conversion rate is counted as a win rate is');
select is((select avg(is_won::int)::float8 from deals), (select win_rate(is_won) from deals),
	'the plain SQL for it, avg of 0 and 1, gives the same');
select is(rate_ci(rate_summary(81, 263)), rate_ci(rate_summary(81, 263), 0.95), 'the level is 95 % if none is given');
select is(rate_compare(rate_summary(56, 70), rate_summary(48, 80)), rate_compare(rate_summary(56, 70), rate_summary(48, 80), 0.95),
	'so it is for a comparison');
select ok((select c.lift is null and c.z is not null and c.p_value is not null
	from rate_compare(rate_summary(5, 56), rate_summary(0, 29)) as c), 'nothing won on the right: no lift, but a p value');
select ok((select c.difference = 0 and c.lift = 0 and c.z is null and c.p_value is null and c.low < 0 and c.high > 0
	from rate_compare(rate_summary(5, 5), rate_summary(9, 9)) as c), 'all won on both sides: limits, but no z and no p value');
select is(rate_summary(4, 7)::text, '(4,7)', 'a summary from counts');
select is((select rate_summary(sum(w), sum(n))::text from (values (3::bigint, 5::bigint), (1, 2)) as v (w, n)), '(4,7)',
	'a summary from sum(bigint), which is numeric');
select is(rate_summary(4.000, 7.0)::text, '(4,7)', 'a count with zeros behind the point is whole');
select is(rate_summary(0, 9223372036854775807)::text, '(0,9223372036854775807)', 'the largest count there is');
select is(rate(rate_summary(9223372036854775807, 9223372036854775807)), 1::float8, 'its rate');

-- ---------------------------------------------------------------------------
-- In queries: FILTER, DISTINCT, grouping sets, rollups, windows
-- ---------------------------------------------------------------------------

select is((select win_rate(is_won) filter (where region = 'east') from deals), 0.75::float8, 'FILTER: the east wins 3 of 4');
select is((select win_rate(is_won) filter (where region = 'south') from deals), null, 'FILTER that takes nothing: NULL');
select is((select rate_agg(distinct is_won)::text from deals), '(1,2)', 'DISTINCT: one true, one false');
select is((select win_rate(is_won order by id desc) from deals), 4 / 7::float8, 'ORDER BY changes nothing');
select bag_eq('select region, rate_agg(is_won)::text from deals group by region',
	$$values ('east', '(3,4)'), ('west', '(0,2)'), (null, '(1,1)')$$, 'GROUP BY: each region has its own');
select bag_eq('select region, segment, rate_agg(is_won)::text, win_rate(is_won) from deals group by cube (region, segment)', $$
	select region, segment, rate_agg(is_won)::text, win_rate(is_won) from deals group by region, segment
	union all select region, null, rate_agg(is_won)::text, win_rate(is_won) from deals group by region
	union all select null, segment, rate_agg(is_won)::text, win_rate(is_won) from deals group by segment
	union all select null, null, rate_agg(is_won)::text, win_rate(is_won) from deals$$, 'CUBE equals its groupings one by one');
select bag_eq('select region, segment, rate_agg(is_won)::text from deals group by rollup (region, segment)', $$
	select region, segment, rate_agg(is_won)::text from deals group by region, segment
	union all select region, null, rate_agg(is_won)::text from deals group by region
	union all select null, null, rate_agg(is_won)::text from deals$$, 'ROLLUP equals its groupings one by one');
select is((select rollup(s)::text from (select rate_agg(is_won) as s from deals group by region, segment) as parts), '(4,7)',
	'the rollup of the segments is the whole');
select is((select rate(rollup(s)) from (values (rate_summary(1, 1)), (rate_summary(0, 99))) as v (s)), 0.01::float8,
	'a rollup weighs by trials: 1 of 1 and 0 of 99 are 1 %, not 50 %');

create temp table month as
	select id, case when id % 7 <> 0 then id * 7919 % 13 < 5 end as is_won from generate_series(1, 60) as id;
select is_empty(format($$
	select * from (select id, rate_agg(is_won) over w as moving, win_rate(is_won) over w as moving_rate
		from month window w as (order by id rows between %1$s preceding and %2$s preceding)) as a,
		lateral (select rate_agg(is_won) as afresh from month as b where b.id between a.id - %1$s and a.id - %2$s) as b
	where moving::text <> afresh::text or moving_rate is distinct from rate(afresh)$$, first_row, last_row),
	'a window from ' || first_row || ' to ' || last_row || ' rows back equals the same rows counted afresh')
from (values (4, 0), (20, 3), (3, 3), (60, 30)) as v (first_row, last_row);
select is_empty($$
	select * from (select id, rollup(s) over (order by id rows between 5 preceding and 1 following) as moving
		from (select id, rate_agg(is_won) as s from month group by id) as days) as a,
		lateral (select rate_agg(is_won) as afresh from month as b where b.id between a.id - 5 and a.id + 1) as b
	where moving::text <> afresh::text$$, 'a moving rollup of daily summaries equals the same rows counted afresh');

-- An argument that counts its calls: aggregates that share one transition evaluate it once per row.
create temp sequence calls;
create function pg_temp.seen(b boolean) returns boolean language plpgsql immutable as
	$$begin perform nextval('calls'); return b; end$$;
select is((select (win_rate(pg_temp.seen(is_won)), rate_agg(pg_temp.seen(is_won)), conversion_rate(pg_temp.seen(is_won)))::text
	from deals), '(0.5714285714285714,"(4,7)",0.5714285714285714)', 'win_rate, rate_agg and conversion_rate of one column');
select is(nextval('calls'), 11::bigint, 'they pass over its 10 rows once, not three times');

-- ---------------------------------------------------------------------------
-- Parallel
-- ---------------------------------------------------------------------------

create function pg_temp.plan_has(query text, what text) returns boolean language plpgsql as $$
declare line text;
begin
	for line in execute 'explain (costs off) ' || query loop
		if line like '%' || what || '%' then return true; end if;
	end loop;
	return false;
end$$;

create table test_rate_parallel with (fillfactor = 10) as
	select g % 5 as grp, case when g % 11 <> 0 then g * 7919::bigint % 101 < 37 end as is_won from generate_series(1, 20000) as g;
analyze test_rate_parallel;
create temp table serial as
	select grp, rate_agg(is_won)::text as s, win_rate(is_won) as r from test_rate_parallel group by grp;
set local min_parallel_table_scan_size = 0;
set local parallel_setup_cost = 0;
set local parallel_tuple_cost = 0;
set local max_parallel_workers_per_gather = 2;
set local parallel_leader_participation = off;
select ok(pg_temp.plan_has('select grp, rate_agg(is_won)::text as s, win_rate(is_won) as r from test_rate_parallel group by grp',
	'Partial'), 'win rates by group are partly aggregated in parallel workers');
select ok(pg_temp.plan_has('select win_rate(is_won) from test_rate_parallel', 'Partial Aggregate'), 'so is the overall win rate');
create temp table parallel as
	select grp, rate_agg(is_won)::text as s, win_rate(is_won) as r from test_rate_parallel group by grp;
select bag_eq('select * from parallel', 'select * from serial', 'parallel equals serial exactly');
select is((select sum(trials(s::rate_summary)) from parallel),
	(select count(is_won)::numeric from test_rate_parallel), 'and counts every closed deal');

-- The workers may have left all rows to one of them. Partitions that are aggregated one by one have to meet.
create table test_rate_parts (like test_rate_parallel) partition by list (is_won);
create table test_rate_part_won partition of test_rate_parts for values in (true);
create table test_rate_part_lost partition of test_rate_parts for values in (false);
create table test_rate_part_open partition of test_rate_parts for values in (null);
insert into test_rate_parts select * from test_rate_parallel;
analyze test_rate_parts;
set local max_parallel_workers_per_gather = 0;
set local enable_partitionwise_aggregate = on;
select ok(pg_temp.plan_has('select grp, rate_agg(is_won)::text as s, win_rate(is_won) as r from test_rate_parts group by grp', 'Finalize'),
	'partitions are aggregated one by one');
create temp table parts as
	select grp, rate_agg(is_won)::text as s, win_rate(is_won) as r from test_rate_parts group by grp;
select bag_eq('select * from parts', 'select * from serial', 'partitions equal the whole exactly');

-- ---------------------------------------------------------------------------
-- Hostile
-- ---------------------------------------------------------------------------

select throws_ok(query, code, message, description)
from (values
	('select rate_ci(rate_summary(1, 2), 0)', '22023',
		'confidence level 0 is out of range, it must be above 0 and below 1', 'a confidence level of 0 is refused'),
	('select rate_ci(rate_summary(1, 2), 1)', '22023',
		'confidence level 1 is out of range, it must be above 0 and below 1', 'a confidence level of 1 is refused'),
	('select rate_ci(rate_summary(1, 2), 95)', '22023',
		'confidence level 95 is out of range, it must be above 0 and below 1', 'a confidence level of 95 is refused'),
	('select rate_ci(rate_summary(1, 2), -0.95)', '22023',
		'confidence level -0.95 is out of range, it must be above 0 and below 1', 'a negative confidence level is refused'),
	($$select rate_ci(rate_summary(1, 2), 'NaN')$$, '22023',
		'confidence level NaN is out of range, it must be above 0 and below 1', 'a confidence level of NaN is refused'),
	($$select rate_ci(rate_summary(0, 0), 'Infinity')$$, '22023',
		'confidence level Infinity is out of range, it must be above 0 and below 1', 'an infinite one, even where nothing is closed'),
	('select rate_compare(rate_summary(1, 2), rate_summary(1, 2), 1)', '22023',
		'confidence level 1 is out of range, it must be above 0 and below 1', 'rate_compare refuses a level of 1'),
	($$select rate_compare(rate_summary(1, 2), rate_summary(1, 2), 'NaN')$$, '22023',
		'confidence level NaN is out of range, it must be above 0 and below 1', 'rate_compare refuses a level of NaN'),
	('select rate_summary(8, 7)', '22003', 'invalid rate_summary', 'more hits than trials are refused'),
	('select rate_summary(-1, 7)', '22003',
		'hits -1 is out of range, it must be a whole number from 0 to 9223372036854775807', 'a negative count is refused'),
	('select rate_summary(0, -1)', '22003',
		'trials -1 is out of range, it must be a whole number from 0 to 9223372036854775807', 'negative trials are refused'),
	('select rate_summary(1.5, 7)', '22003',
		'hits 1.5 is out of range, it must be a whole number from 0 to 9223372036854775807', 'half a hit is refused'),
	($$select rate_summary('NaN', 7)$$, '22003',
		'hits NaN is out of range, it must be a whole number from 0 to 9223372036854775807', 'NaN hits are refused'),
	($$select rate_summary(1, 'Infinity')$$, '22003',
		'trials Infinity is out of range, it must be a whole number from 0 to 9223372036854775807', 'infinite trials are refused'),
	('select rate_summary(1, 9223372036854775808)', '22003',
		'trials 9223372036854775808 is out of range, it must be a whole number from 0 to 9223372036854775807',
		'2^63 trials are refused'),
	($$select rollup(s) from (values (rate_summary(0, 9223372036854775807)), (rate_summary(1, 1))) as v (s)$$, '22003',
		'more than 9223372036854775807 trials in one rate_summary', 'a rollup beyond 2^63-1 trials is refused'),
	('select rate_combine(rate_summary(0, 9223372036854775807), rate_summary(0, 1))', '22003',
		'more than 9223372036854775807 trials in one rate_summary', 'so is combining two summaries'),
	('select rate_discard(rate_summary(0, 0), true)', '22023',
		'cannot take away from a rate_summary what is not in it', 'nothing can be taken from nothing'),
	('select rate_discard(rate_summary(0, 7), true)', '22023',
		'cannot take away from a rate_summary what is not in it', 'no win can be taken from losses'),
	('select rate_discard(rate_summary(7, 7), false)', '22023',
		'cannot take away from a rate_summary what is not in it', 'no loss can be taken from wins'),
	('select rate_uncombine(rate_summary(1, 7), rate_summary(2, 3))', '22023',
		'cannot take away from a rate_summary what is not in it', 'no summary can be taken from a smaller one')
) as v (query, code, message, description);

select is(rate_uncombine(rate_summary(4, 7), rate_summary(4, 6))::text, '(0,1)', 'what is in it can be taken away');
select is((select rollup(s)::text from (values (rate_summary(0, 9223372036854775806)), (rate_summary(1, 1))) as v (s)),
	'(1,9223372036854775807)', 'a rollup up to 2^63-1 trials is not');
select is((select s::text || rate_accum(s, true)::text || s::text from rate_summary(1, 2) as s), '(1,2)(2,3)(1,2)',
	'called outside an aggregate, the transition leaves its argument alone');

select finish();
rollback;
