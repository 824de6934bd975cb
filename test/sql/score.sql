\set ECHO none
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- score: points with exponential decay; reference figures, then semantics from empty to hostile.

set client_min_messages = warning;
create extension if not exists pgtap;
create extension if not exists abm_kpi;
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
set intervalstyle = 'postgres';

begin;
select plan(94);

-- A figure agrees if it is within abs_tol + rel_tol * |expected|; NULL only with NULL.
create function pg_temp.agrees(got float8, expected float8, abs_tol float8, rel_tol float8) returns boolean
	language sql immutable as $$
	select case when expected is null then got is null
		else coalesce(abs(got - expected) <= abs_tol + rel_tol * abs(expected), false) end $$;

-- ---------------------------------------------------------------------------
-- Reference figures
-- ---------------------------------------------------------------------------

-- events: microseconds and points; half-life and as_of in microseconds as well
create temp table histories (case_id text, at bigint[], points float8[], half_life bigint, as_of bigint, score float8,
	abs_tol float8, rel_tol float8);
insert into histories values
	-- sum p_i 2^(-(asof-t_i)/h), events after as_of excluded; 50 digits (reference/lead_score.csv)
	('decay_s1', '{0,259200000000,604800000000,604800000000,1209600000000,2592000000000}', '{10,5,20,1,3,50}',
		604800000000, 2592000000000, 53.626369397053615, 0, 1e-12),
	('decay_s2', '{0,259200000000,604800000000,604800000000,1209600000000,2592000000000}', '{10,5,20,1,3,50}',
		2592000000000, 3931200000000, 50.39370983255695, 0, 1e-12),
	('decay_s3', '{0,864000000000,1728000000000}', '{10,-4,2.5}', 864000000000, 1728000000000, 3, 0, 1e-12),
	('decay_s4_future_excluded', '{0,3456000000000}', '{10,100}', 1209600000000, 2419200000000, 2.5, 0, 1e-12),
	-- no rows: SQL NULL
	('decay_s5_empty', '{}', '{}', 604800000000, 2592000000000, null, 1e-12, 1e-9),
	-- own computation: the same sum at 60 digits with mpmath
	('parts of a day', '{1,3600500000,86399999999,90000000000}', '{3,10,7.25,-2.5}', 129600000000, 200000123456,
		7.0880001524430738, 0, 1e-14),
	('old events', '{0,31536000000000,315360000000000}', '{1000,20,1}', 2592000000000, 315403200000000, 0.98851402035289614, 0, 1e-14),
	('opposite signs', '{0,604800000000,1209600000000}', '{1e9,-5e8,0.001}', 604800000000, 1296000000000,
		0.00090572366426390667, 0, 1e-14);

create temp view compared as
	select case_id, quantity, got, expected, pg_temp.agrees(got, expected, abs_tol, rel_tol) as agrees
	from (select *, timestamptz '2024-01-01' as zero, half_life * interval '1 microsecond' as h, as_of * interval '1 microsecond' as a
		from histories) as r,
		lateral (select 'lead_score' as quantity, lead_score(p, zero + t * interval '1 microsecond', h, zero + a) as got,
			score as expected
				from unnest(at, points) as e (t, p)
			union all select 'local', lead_score(p, zero::timestamp + t * interval '1 microsecond', h, zero::timestamp + a), score
				from unnest(at, points) as e (t, p)
			union all select 'date', lead_score(p, (zero + t * interval '1 microsecond')::date, h, (zero + a)::date), score
				from unnest(at, points) as e (t, p) where as_of % 86400000000 = 0 having as_of % 86400000000 = 0
			union all select 'two steps', score(score_agg(p, zero + t * interval '1 microsecond', h) filter (where t <= as_of),
				zero + a), score
				from unnest(at, points) as e (t, p)
			union all select 'two local steps',
				score(score_agg(p, zero::timestamp + t * interval '1 microsecond', h) filter (where t <= as_of),
				zero::timestamp + a), score from unnest(at, points) as e (t, p)
			union all select 'two date steps',
				score(score_agg(p, (zero + t * interval '1 microsecond')::date, h) filter (where t <= as_of), (zero + a)::date), score
				from unnest(at, points) as e (t, p) where as_of % 86400000000 = 0 having as_of % 86400000000 = 0) as q;

select is_empty(format('select case_id, got, expected from compared where quantity = %L and not agrees', quantity),
	description || ' agrees with the reference')
from (values ('lead_score', 'lead_score at instants'), ('local', 'lead_score at local times'), ('date', 'lead_score at dates'),
	('two steps', 'score_agg and score at instants'), ('two local steps', 'score_agg and score at local times'),
	('two date steps', 'score_agg and score at dates')) as v (quantity, description);
select results_eq('select quantity, count(*), count(expected) from compared group by 1 order by 1', $$values
	('date', 5::bigint, 4::bigint), ('lead_score', 8, 7), ('local', 8, 7), ('two date steps', 5, 4), ('two local steps', 8, 7),
		('two steps', 8, 7)$$,
	'that were 8 leads, one of them without events');

-- ---------------------------------------------------------------------------
-- Empty, NULL, one
-- ---------------------------------------------------------------------------

create temp table touches (id int, lead text, points float8, at timestamptz);
insert into touches values (1, 'ada', 10, '2024-01-01'), (2, 'ada', 20, '2024-01-07'), (3, 'ada', null, '2024-01-09'),
	(4, 'ada', 40, null),
	(5, 'bob', 8, '2024-01-13'), (6, 'bob', -4, '2024-01-07'), (7, 'bob', 100, '2024-02-01'), (8, 'eve', null, null),
		(9, null, 16, '2024-01-13');
-- as of 2024-01-13 with a half-life of 6 days: ada 2.5 + 10, bob 8 - 2 (100 come later), eve none, nobody 16
-- (6 days divide the time since 2000, so that every weight is a power of 2 and the sums are exact)

select is((select lead_score(points, at, '6 days', '2024-01-13'::timestamptz) from touches where false), null, 'no events: no score');
select is((select score_agg(points, at, '6 days')::text from touches where false), '(0,-,0,0,0)',
	'no events: an empty summary, not NULL');
select ok((select score(s, '2024-01-13'::timestamptz) is null and score(s, '2024-01-13'::date) is null
	and score(s, '2024-01-13'::timestamp) is null
	and events(s) = 0 from (values ('(0,-,0,0,0)'::score_summary)) as v (s)), 'an empty summary has no score and 0 events');
select is((select lead_score(points, at, '6 days', '2024-01-13'::timestamptz) from touches where id in (3, 4, 8)), null,
	'NULL points or time: no event');
select is((select score_agg(points, at, '6 days')::text from touches where id in (3, 4, 8)), '(0,-,0,0,0)',
	'nothing is counted of them');
select is((select score_agg(points, at, null)::text from touches where id in (3, 4, 8)), '(0,-,0,0,0)',
	'nor is anything else looked at');
select is((select lead_score(points, at, '6 days', '2024-01-13'::timestamptz) from touches where id = 7), null,
	'only events after as_of: no score');
select is((select rollup(s)::text from unnest(null::score_summary[]) as s), '(0,-,0,0,0)', 'no summaries: an empty summary');
select is((select events(rollup(s)) from unnest(array[null, '(86400000000,z0,3,1,0)', '(0,-,0,0,0)', null]::score_summary[]) as s),
	3::bigint,
	'NULL and empty summaries are left out of a rollup');
select is((select score(s, null::timestamptz) from (select score_agg(points, at, '6 days') as s from touches) as v), null,
	'a NULL as_of when reading: NULL');
select is((select lead_score(points, at, '6 days', at) from touches where id = 1), 10::float8, 'an event at as_of counts in full');
select is((select lead_score(points, at, '6 days', at + interval '6 days') from touches where id = 1), 5::float8,
	'after one half-life it is half, exactly');
select is_empty($$
	select n, got from generate_series(0, 1000, 8) as n,
		lateral (select lead_score(12.5, at, '3 hours', at + n * interval '3 hours') as got
		from (values (timestamptz '2024-02-29 17:23:45.678901')) as v (at)) as l
	where not pg_temp.agrees(got, 12.5 * power(2::float8, -n), 0, 1e-15)$$, 'after n half-lives it is points / 2^n');
select is((select lead_score(1e15, at, '1 microsecond', '294276-12-31'::timestamptz)
	from (values ('4713-01-01 BC'::timestamptz)) as v (at)), 0::float8,
	'after 10^19 half-lives nothing is left, and nothing overflows');
select is((select score(score_agg(0, at, '6 days'), max(at)) from (values ('2024-01-01'::timestamptz)) as v (at)), 0::float8,
	'an event of 0 points scores 0, which is not NULL');

-- ---------------------------------------------------------------------------
-- Many
-- ---------------------------------------------------------------------------

select results_eq($$select lead, lead_score(points, at, '6 days', '2024-01-13'::timestamptz) from touches group by lead order by lead$$,
	$$values ('ada', 12.5::float8), ('bob', 6), ('eve', null), (null, 16)$$, 'scores per lead');
select results_eq($$select lead, events(score_agg(points, at, '6 days')) from touches group by lead order by lead$$,
	$$values ('ada', 2::bigint), ('bob', 3), ('eve', 0), (null, 1)$$, 'events with points and time per lead');
select is((select score(s, '2024-02-01'::timestamptz)
	from (select score_agg(points, at, '19 days') as s from touches where id in (5, 7)) as v), 104::float8,
	'score() at the newest event');
select is((select array_agg(round(score(s, as_of)::numeric, 12) order by as_of)
	from (select score_agg(points, at, '6 days') as s from touches where id in (1, 2)) as v,
	unnest('{2024-01-07,2024-01-13,2024-01-19,2024-01-31}'::timestamptz[]) as as_of),
	'{25.000000000000,12.500000000000,6.250000000000,1.562500000000}'::numeric[],
	'one summary is read at any later time');
select is((select lead_score(points, at, '6 days', '2024-01-13'::timestamptz) from touches),
	(select lead_score(points, at, '144 hours', '2024-01-13'::timestamptz) from touches),
	'a day is 24 hours');
select ok((select pg_temp.agrees(lead_score(points, at, '5 days', '2024-01-15 06:00'::timestamptz),
	sum(points * power(2::float8, -extract(epoch from '2024-01-15 06:00'::timestamptz - at)::float8 / 432000))
		filter (where at <= '2024-01-15 06:00'), 0, 1e-14)
	from touches), 'the plain SQL for it gives the same');
select is((select array[lead_score(p::smallint, at, h, a), lead_score(p::int, at, h, a), lead_score(p::bigint, at, h, a),
	lead_score(p::numeric, at, h, a), lead_score(p::real, at, h, a)]
	from (values (12, timestamptz '2024-01-01', interval '6 days', timestamptz '2024-01-13')) as v (p, at, h, a)),
	'{3,3,3,3,3}'::float8[], 'points of any type');
select is((select score_agg(1, at::date, '1 day')::text from (values ('2024-01-02'::timestamptz)) as v (at)),
	(select score_agg(1, at::timestamp, '1 day')::text
	from (values ('2024-01-02'::timestamptz)) as v (at)), 'a date is its midnight');
select is((select score(score_agg(4, date '2024-01-01', '1 day'), timestamp '2024-01-02')), 2::float8,
	'events at dates are read at a local time');
set local timezone = 'Asia/Tokyo';
select is((select lead_score(8, at, '1 day', as_of)
	from (values ('2024-01-01 00:00+00'::timestamptz, '2024-01-03 00:00+00'::timestamptz)) as v (at, as_of)), 2::float8,
	'the session time zone is of no account');
set local timezone = 'UTC';

-- Any order: 400 events, from 1e-3 to 1e12 points of both signs, over 400 days with a half-life of 11
create temp table events as
	select g as id, (case when g % 2 = 0 then -1 else 1 end) * power(10::float8, g * 7919 % 16 - 3) as points,
		timestamptz '2023-01-01' + (g * 104729::bigint % 401) * interval '1 day 3 minutes 0.123457 seconds' as at
	from generate_series(1, 400) as g;
select is_empty($$
	select salt, got, first from (select salt,
		score(score_agg(points, at, '11 days' order by md5(id::text || salt)), '2024-06-01'::timestamptz) as got,
			lead_score(points, at, '11 days', '2024-06-01'::timestamptz order by md5(salt || id::text)) as also
		from events, generate_series(1, 20) as salt group by salt) as v,
		lateral (select score(score_agg(points, at, '11 days' order by id), '2024-06-01'::timestamptz) as first from events) as w
	where not pg_temp.agrees(got, first, 0, 1e-14) or not pg_temp.agrees(also, first, 0, 1e-14)$$,
		'forty orders of the rows give the same score, to the last digits');
select is((select array_agg(distinct score(s, at)) from (select salt, at, score_agg(p, at, '1 day' order by md5(p::text || salt)) as s
	from generate_series(1, 30) as salt, unnest('{1e15,-1e15,1,1e15,-1e15,0.0009765625}'::float8[]) as p,
		(values ('2024-01-01'::timestamptz)) as t (at) group by salt, at) as v),
	'{1.0009765625}'::float8[], 'what cancels leaves the rest, in any order');
select ok((select pg_temp.agrees(score(rollup(s), '2024-06-01'::timestamptz),
	(select lead_score(points, at, '11 days', '2024-06-01'::timestamptz) from events), 0, 1e-14)
	and events(rollup(s)) = 400 from (select score_agg(points, at, '11 days') as s from events group by id % 17) as v),
	'the rollup of 17 parts is the whole');

-- ---------------------------------------------------------------------------
-- In queries: FILTER, DISTINCT, grouping sets, windows
-- ---------------------------------------------------------------------------

select is((select lead_score(points, at, '6 days', '2024-01-13'::timestamptz) filter (where points > 0)
	from touches where lead = 'bob'), 8::float8,
	'FILTER: gains alone');
select is((select lead_score(points, at, '6 days', '2024-01-13'::timestamptz) filter (where lead = 'zoe') from touches), null,
	'FILTER that takes nothing: NULL');
select is((select lead_score(distinct points, at, '6 days', '2024-01-13'::timestamptz)
	from (select * from touches union all select * from touches) as v where lead = 'bob'),
	6::float8, 'DISTINCT: equal events once');
select bag_eq($$select lead, id % 2 as half, lead_score(points, at, '6 days', '2024-01-13'::timestamptz) from touches
	group by cube (lead, id % 2)$$, $$
	select lead, id % 2, lead_score(points, at, '6 days', '2024-01-13'::timestamptz) from touches group by lead, id % 2
	union all select lead, null, lead_score(points, at, '6 days', '2024-01-13'::timestamptz) from touches group by lead
	union all select null, id % 2, lead_score(points, at, '6 days', '2024-01-13'::timestamptz) from touches group by id % 2
	union all select null, null, lead_score(points, at, '6 days', '2024-01-13'::timestamptz)
	from touches$$, 'CUBE equals its groupings one by one');
select bag_eq($$select lead, score_agg(points, at, '6 days')::text from touches where id <> 7 group by rollup (lead)$$, $$
	select lead, score_agg(points, at, '6 days')::text from touches where id <> 7 group by lead
	union all select null, score_agg(points, at, '6 days')::text
	from touches where id <> 7$$, 'ROLLUP equals its groupings one by one');
select is_empty($$
	select * from (select id, lead_score(points, at, '11 days', '2024-06-01'::timestamptz) over (order by id rows between 9 preceding
		and 2 preceding) as moving from events) as a,
		lateral (select lead_score(points, at, '11 days', '2024-06-01'::timestamptz) as afresh
			from events as b where b.id between a.id - 9 and a.id - 2) as b
	where not pg_temp.agrees(moving, afresh, 0, 1e-14)$$, 'a moving window equals the same rows scored afresh');

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

create table test_score_parallel with (fillfactor = 10) as
	select g % 5 as grp, (g * 7919::bigint % 101 - 30)::float8 as points,
		timestamptz '2023-01-01' + (g * 104729::bigint % 20011) * interval '37 minutes' as at
	from generate_series(1, 20000) as g;
analyze test_score_parallel;
\set figures 'grp, score_agg(points, at, \'11 days\') as a, lead_score(points, at, \'11 days\', \'2024-04-01\'::timestamptz) as b'
create temp table serial as select :figures from test_score_parallel group by grp;
set local min_parallel_table_scan_size = 0;
set local parallel_setup_cost = 0;
set local parallel_tuple_cost = 0;
set local max_parallel_workers_per_gather = 2;
set local parallel_leader_participation = off;
select ok(pg_temp.plan_has(format('select %s from test_score_parallel group by grp', :'figures'), 'Partial'),
	'scores by group are partly aggregated in parallel workers');
select ok(pg_temp.plan_has($$select lead_score(points, at, '11 days', '2024-04-01'::timestamptz) from test_score_parallel$$,
	'Partial Aggregate'), 'so is the overall score');
create temp table parallel as select :figures from test_score_parallel group by grp;
select is_empty($$
	select grp, p.b, s.b from parallel as p full join serial as s using (grp)
	where not pg_temp.agrees(p.b, s.b, 0, 1e-12)
		or not pg_temp.agrees(score(p.a, '2024-12-01'::timestamptz), score(s.a, '2024-12-01'::timestamptz), 0, 1e-12)
		or events(p.a) <> 4000 or events(s.a) <> 4000$$, 'parallel equals serial to 12 digits, and counts every event');
select is((select count(*) from parallel join serial using (grp)), 5::bigint, 'that were 5 groups');

-- The workers may have left all rows to one of them. Partitions that are aggregated one by one have to meet.
create table test_score_parts (like test_score_parallel) partition by range (at);
create table test_score_part_old partition of test_score_parts for values from (minvalue) to ('2023-03-01');
create table test_score_part_new partition of test_score_parts for values from ('2023-03-01') to (maxvalue);
insert into test_score_parts select * from test_score_parallel;
analyze test_score_parts;
set local max_parallel_workers_per_gather = 0;
set local enable_partitionwise_aggregate = on;
select ok(pg_temp.plan_has(format('select %s from test_score_parts group by grp', :'figures'), 'Finalize'),
	'partitions are aggregated one by one');
create temp table parts as select :figures from test_score_parts group by grp;
select is_empty($$
	select grp, p.b, s.b from parts as p full join serial as s using (grp)
	where not pg_temp.agrees(p.b, s.b, 0, 1e-12) or events(p.a) <> 4000
		or not pg_temp.agrees(score(p.a, '2024-12-01'::timestamptz), score(s.a, '2024-12-01'::timestamptz), 0, 1e-12)$$,
	'partitions equal the whole to 12 digits');

-- ---------------------------------------------------------------------------
-- Hostile
-- ---------------------------------------------------------------------------

select throws_ok(format('select %s', call), code, message, format('%s is refused', call))
from (values
	($$score_agg('NaN', timestamptz '2024-01-01', '1 day')$$, '22003',
		'points NaN is out of range, it must be a number from -1e+15 to 1e+15'),
	($$score_agg('Infinity', timestamp '2024-01-01', '1 day')$$, '22003',
		'points Infinity is out of range, it must be a number from -1e+15 to 1e+15'),
	($$score_agg('-Infinity', date '2024-01-01', '1 day')$$, '22003',
		'points -Infinity is out of range, it must be a number from -1e+15 to 1e+15'),
	($$score_agg(1e16, timestamptz '2024-01-01', '1 day')$$, '22003',
		'points 1e+16 is out of range, it must be a number from -1e+15 to 1e+15'),
	($$score_agg(-1000000000000001, date '2024-01-01', '1 day')$$, '22003',
		'points -1.000000000000001e+15 is out of range, it must be a number from -1e+15 to 1e+15'),
	($$lead_score('NaN', timestamptz '2024-01-01', '1 day', '2024-01-02')$$, '22003',
		'points NaN is out of range, it must be a number from -1e+15 to 1e+15'),
	($$lead_score(1e300, date '2024-01-01', '1 day', '2024-01-02')$$, '22003',
		'points 1e+300 is out of range, it must be a number from -1e+15 to 1e+15'),
	($$score_agg(1, timestamptz 'infinity', '1 day')$$, '22008', 'occurred_at must be a finite time, not infinity'),
	($$score_agg(1, timestamp '-infinity', '1 day')$$, '22008', 'occurred_at must be a finite time, not -infinity'),
	($$score_agg(1, date 'infinity', '1 day')$$, '22008', 'occurred_at must be a finite time, not infinity'),
	($$score_agg(1, date '5874897-12-31', '1 day')$$, '22008',
		'occurred_at 5874897-12-31 is out of range, the last date is 294276-12-31'),
	($$lead_score(1, timestamptz 'infinity', '1 day', '2024-01-02')$$, '22008', 'occurred_at must be a finite time, not infinity'),
	($$lead_score(1, timestamptz '2024-01-01', '1 day', 'infinity')$$, '22008', 'as_of must be a finite time, not infinity'),
	($$lead_score(1, timestamp '2024-01-01', '1 day', '-infinity')$$, '22008', 'as_of must be a finite time, not -infinity'),
	($$lead_score(1, date '2024-01-01', '1 day', 'infinity')$$, '22008', 'as_of must be a finite time, not infinity'),
	($$score_agg(1, timestamptz '2024-01-01', '0')$$, '22023', 'half_life must be positive, not 00:00:00'),
	($$score_agg(1, timestamp '2024-01-01', '-1 day')$$, '22023', 'half_life must be positive, not -1 days'),
	($$score_agg(1, date '2024-01-01', '1 day -24 hours')$$, '22023', 'half_life must be positive, not 1 day -24:00:00'),
	($$score_agg(1, timestamptz '2024-01-01', '1 month')$$, '22023', 'half_life must have a fixed length, not 1 mon'),
	($$score_agg(1, date '2024-01-01', '1 year -3 days')$$, '22023', 'half_life must have a fixed length, not 1 year -3 days'),
	($$score_agg(1, date '2024-01-01', '200000000 days')$$, '22023',
		'half_life 200000000 days is too long, it must be at most 106751991 days'),
	($$score_agg(1, timestamptz '2024-01-01', null)$$, '22004', 'half_life must not be null'),
	($$lead_score(1, timestamptz '2024-01-01', '0', '2024-01-02')$$, '22023', 'half_life must be positive, not 00:00:00'),
	($$lead_score(1, date '2024-01-01', '1 month', '2024-01-02')$$, '22023', 'half_life must have a fixed length, not 1 mon'),
	($$lead_score(1, timestamp '2024-01-01', null, '2024-01-02')$$, '22004', 'half_life must not be null'),
	($$lead_score(1, timestamptz '2024-01-01', '1 day', null::timestamptz)$$, '22004', 'as_of must not be null'),
	($$lead_score(1, date '2024-01-01', '1 day', null::date)$$, '22004', 'as_of must not be null')
) as v (call, code, message);

select throws_ok(query, code, message, description)
from (values
	($$select score_agg(1, date '2024-01-01', h) from (values (interval '1 day'), ('2 days')) as v (h)$$, '22023',
		'half_life must be the same in all rows of a group', 'two half-lives in one group are refused'),
	($$select lead_score(1, date '2024-01-01', h, '2024-02-01') from (values (interval '1 day'), ('2 days')) as v (h)$$, '22023',
		'half_life must be the same in all rows of a group', 'by lead_score as well'),
	($$select lead_score(1, date '2024-01-01', '1 day', a) from (values (date '2024-02-01'), ('2024-02-02')) as v (a)$$, '22023',
		'as_of must be the same in all rows of a group', 'two as_of in one group are refused'),
	($$select rollup(s) from (select score_agg(1, date '2024-01-01', h) as s
		from (values (interval '1 day'), ('2 days')) as v (h) group by h) as w$$, '22023',
		'half_life must be the same in all rows of a group', 'a rollup of two half-lives is refused'),
	($$select rollup(s) from unnest('{"(86400000000,=z0,1,1,0)","(86400000000,z0,1,1,0)"}'::score_summary[]) as s$$, '22023',
		'as_of must be the same in all rows of a group', 'a state with an as_of and one without do not merge'),
	($$select score_combine(score_agg(1, timestamptz '2024-01-01', '1 day'), score_agg(1, date '2024-01-01', '1 day'))$$, '22023',
		'cannot merge points at times of type timestamptz with points at times of type timestamp or date',
			'instants and dates do not merge'),
	($$select score_combine(score_agg(1, timestamp '2024-01-01', '1 day'), score_agg(1, timestamptz '2024-01-01', '1 day'))$$, '22023',
		'cannot merge points at times of type timestamp or date with points at times of type timestamptz',
			'nor local times and instants'),
	($$select score(score_agg(1, timestamptz '2024-01-31', '1 day'), timestamptz '2024-01-30 12:00')$$, '22023',
		'as_of 2024-01-30 12:00:00+00 is before 2024-01-31 00:00:00+00, the newest event of the summary',
			'reading before the newest event is refused'),
	($$select score(score_agg(1, timestamptz '2024-01-31', '1 day'), timestamptz '2024-01-30 23:59:59.999999')$$, '22023',
		'as_of 2024-01-30 23:59:59.999999+00 is before 2024-01-31 00:00:00+00, the newest event of the summary', 'by a microsecond too'),
	($$select score(score_agg(1, date '2024-01-31', '1 day'), date '2024-01-30')$$, '22023',
		'as_of 2024-01-30 00:00:00 is before 2024-01-31 00:00:00, the newest event of the summary', 'at dates as well'),
	($$select score(score_agg(1, timestamptz '2024-01-31', '1 day'), date '2024-02-01')$$, '22023',
		'as_of must be of type timestamptz, as the times of the points are', 'events at instants are not read at a date'),
	($$select score(score_agg(1, timestamptz '2024-01-31', '1 day'), timestamp '2024-02-01')$$, '22023',
		'as_of must be of type timestamptz, as the times of the points are', 'nor at a local time'),
	($$select score(score_agg(1, date '2024-01-31', '1 day'), timestamptz '2024-02-01')$$, '22023',
		'as_of must be of type timestamp or date, as the times of the points are', 'events at dates are not read at an instant'),
	($$select score(score_agg(1, timestamptz '2024-01-31', '1 day'), timestamptz 'infinity')$$, '22008',
		'as_of must be a finite time, not infinity', 'reading at infinity is refused'),
	($$select score(score_agg(1, date '2024-01-31', '1 day'), date '-infinity')$$, '22008',
		'as_of must be a finite time, not -infinity', 'and at -infinity'),
	($$select rollup(s) from unnest('{"(86400000000,z0,9223372036854775807,0,0)","(86400000000,z0,1,0,0)"}'::score_summary[]) as s$$,
		'22003',
		'more than 9223372036854775807 rows in one score_summary', 'a rollup beyond 2^63-1 events is refused')
) as v (query, code, message, description);

select is((select lead_score(1, at, h, '2024-01-15'::date)
	from (values (date '2024-01-15', interval '1 day'), ('2024-02-15', '2 days')) as v (at, h)), 1::float8,
	'the half-life of an event after as_of is of no account');
select is((select score_agg(p, '2024-01-01'::date, '1 day')::text from unnest('{1e15,-1e15}'::float8[]) as p),
	(select score_agg(0, '2024-01-01'::date, '1 day')::text from generate_series(1, 2)), 'points of 1e15 and -1e15 are not too many');
select is((select score_agg('-0', date '2000-01-01', '1 day')::text), '(86400000000,l0,1,0,0)', 'minus zero points are zero');
select is((select s::text || score_accum(s, 1, date '2000-01-01', '1 day')::text || s::text
	from (values ('(86400000000,l0,1,2,0)'::score_summary)) as v (s)),
	'(86400000000,l0,1,2,0)(86400000000,l0,2,3,0)(86400000000,l0,1,2,0)',
		'called outside an aggregate, the transition leaves its argument alone');

select finish();
rollback;
