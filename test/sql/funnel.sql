\set ECHO none
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- funnel: how far units got and when; reference figures, then semantics from empty to hostile, and the recipes of docs/funnel.md.

set client_min_messages = warning;
create extension if not exists pgtap;
create extension if not exists abm_kpi;
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
set intervalstyle = 'postgres';

begin;
select plan(156);

create function pg_temp.agrees(got float8, expected float8, abs_tol float8, rel_tol float8) returns boolean
	language sql immutable as $$
	select case when expected is null then got is null
		else coalesce(abs(got - expected) <= abs_tol + rel_tol * abs(expected), false) end $$;

-- ---------------------------------------------------------------------------
-- Reference figures
-- ---------------------------------------------------------------------------

-- events at so many seconds of so many kinds, and the kinds that are the steps
create temp table journeys (case_id text, at int[], kinds text[], within int, steps text[], mode text, level int);
insert into journeys values
	-- published tests of ClickHouse's windowFunnel (reference/funnel_retention.csv)
	('wf_ch_1', '{0,1,2,3,4,5,6,7,8}', '{1000,1001,1002,1003,1004,1005,1006,1007,1008}', 10000, '{1000}', 'default', 1),
	('wf_ch_3', '{0,1,2,3,4,5,6,7,8}', '{1000,1001,1002,1003,1004,1005,1006,1007,1008}', 10000, '{1000,1001,1002,1008}', 'default', 4),
	('wf_ch_5', '{0,1,2,3,4,5,6,7,8}', '{1000,1001,1002,1003,1004,1005,1006,1007,1008}', 3, '{1003,1004,1005,1006,1007}', 'default', 4),
	('wf_ch_7', '{0,1,2,3,4,5,6,7,8}', '{1000,1001,1002,1003,1004,1005,1006,1007,1008}', 10000, '{1001,1008}', 'default', 2),
	('wf_u1_default', '{1,2,3}', '{a,b,c}', 86400, '{a,b,c}', 'default', 3),
	('wf_u1_strict_order', '{1,2,3}', '{a,b,c}', 86400, '{a,b,c}', 'strict_order', 3),
	('wf_u1_strict_order_strict_deduplication', '{1,2,3}', '{a,b,c}', 86400, '{a,b,c}', 'strict_order,strict_deduplication', 3),
	('wf_u3_default', '{1,2,3,4,5,6}', '{a,a,b,b,c,c}', 86400, '{a,b,c}', 'default', 3),
	('wf_u3_strict_order', '{1,2,3,4,5,6}', '{a,a,b,b,c,c}', 86400, '{a,b,c}', 'strict_order', 3),
	('wf_u3_strict_order_strict_deduplication', '{1,2,3,4,5,6}', '{a,a,b,b,c,c}', 86400, '{a,b,c}', 'strict_order,strict_deduplication', 2),
	('wf_u5_default', '{1,2,3,4,5,6,7}', '{a,a,b,b,d,c,c}', 86400, '{a,b,c}', 'default', 3),
	('wf_u5_strict_order', '{1,2,3,4,5,6,7}', '{a,a,b,b,d,c,c}', 86400, '{a,b,c}', 'strict_order', 2),
	('wf_u5_strict_order_strict_deduplication', '{1,2,3,4,5,6,7}', '{a,a,b,b,d,c,c}', 86400, '{a,b,c}', 'strict_order,strict_deduplication', 2),
	('wf_same_ts', '{0,1,1,1,2}', '{1000,1001,1002,1003,1004}', 10000, '{1000,1001,1002,1003,1004}', 'default', 5),
	('wf_same_ts_strict_increase', '{0,1,1,1,2}', '{1000,1001,1002,1003,1004}', 10000, '{1000,1001,1002,1003,1004}', 'strict_increase', 2),
	('wf_one_row_all_steps', '{0,1,1,1,2}', '{1000,1001,1002,1003,1004}', 10000, '{1004,1004,1004}', 'default', 3),
	-- the window is inclusive; a later start gives the longest sequence; no rows give 0 (the same file)
	('wf_window_inclusive', '{0,10}', '{a,b}', 10, '{a,b}', 'default', 2),
	('wf_window_exceeded', '{0,11}', '{a,b}', 10, '{a,b}', 'default', 1),
	('wf_restart', '{0,9,10,12,15}', '{a,b,a,b,c}', 6, '{a,b,c}', 'default', 3),
	('wf_empty', '{}', '{}', 5, '{a,b}', 'default', 0),
	-- more of ClickHouse's published tests (00632_aggregation_window_funnel)
	('u2', '{1,2,3,4}', '{a,d,b,c}', 86400, '{a,b,c}', 'strict_order', 1),
	('u4', '{1,2,3,4,5,6,7,8}', '{a,a,a,a,b,b,c,c}', 86400, '{a,b,c}', 'strict_order', 3),
	('u4 without repetition', '{1,2,3,4,5,6,7,8}', '{a,a,a,a,b,b,c,c}', 86400, '{a,b,c}', 'strict_order,strict_deduplication', 2),
	('u6', '{1,2,3,4,5,6}', '{c,c,b,b,a,a}', 86400, '{a,b,c}', 'default', 1),
	('u6 in order', '{1,2,3,4,5,6}', '{c,c,b,b,a,a}', 86400, '{a,b,c}', 'strict_order', 1),
	('u7', '{1,2,3}', '{a,c,b}', 10, '{a,b,c}', 'strict_order', 1),
	('one kind, increasing', '{0,1,1,1,2}', '{1000,1001,1002,1003,1004}', 10000, '{1004,1004,1004}', 'strict_increase', 1),
	-- by hand: where a mode stops, and where it does not
	('foreign row before step 1', '{1,2,3}', '{d,a,b}', 10, '{a,b}', 'strict_order', 2),
	('foreign row at the same time as step 1', '{1,1,2}', '{d,a,b}', 10, '{a,b}', 'strict_order', 2),
	('foreign row at the same time as step 2', '{1,2,2}', '{a,b,d}', 10, '{a,b}', 'strict_order', 1),
	('foreign row, then a clean sequence', '{1,2,3,4}', '{a,d,a,b}', 10, '{a,b}', 'strict_order', 1),
	('step 1 again after step 2', '{1,2,3,4}', '{a,b,a,c}', 10, '{a,b,c}', 'strict_order', 3),
	('premature at the same time', '{1,2,2}', '{a,c,b}', 10, '{a,b,c}', 'strict_order', 3),
	('expired is not premature', '{1,9,10,11}', '{a,b,a,b}', 5, '{a,b}', 'strict_order', 2),
	('step 1 twice', '{1,2,3}', '{a,a,b}', 10, '{a,b}', 'strict_deduplication', 2),
	('step 2 before it counts', '{1,2,3}', '{b,a,b}', 10, '{a,b}', 'strict_deduplication', 2),
	('step 2 twice', '{1,2,3,4}', '{a,b,b,c}', 10, '{a,b,c}', 'strict_deduplication', 2),
	('step 2 twice at one time', '{1,2,2,3}', '{a,b,b,c}', 10, '{a,b,c}', 'strict_deduplication', 2),
	('twice at one time, by default', '{1,2,2,3}', '{a,b,b,c}', 10, '{a,b,c}', 'default', 3),
	('step 2 twice, once too late', '{1,2,20,21,22}', '{a,b,a,b,c}', 5, '{a,b,c}', 'strict_deduplication', 2),
	('steps at one time', '{1,2,2,2}', '{a,c,a,b}', 10, '{a,b,c}', 'default', 3),
	('the same time, but an earlier start', '{1,2,2}', '{a,a,b}', 10, '{a,b}', 'strict_increase', 2),
	('all three modes', '{1,2,3,4}', '{a,b,c,d}', 10, '{a,b,c,d}', 'strict_deduplication, strict_increase ,strict_order', 4),
	('a mode and default', '{1,1}', '{a,b}', 10, '{a,b}', 'default,strict_increase', 1);

create temp view journey_compared as
	select case_id, level as expected, instants, locals, dates, merged from journeys, lateral (
		select window_funnel(within * interval '1 s', mode, t, variadic s) as instants,
			window_funnel(within * interval '1 s', mode, t::timestamp, variadic s) as locals,
			window_funnel(within * interval '1 day', mode, date '2024-02-20' + a, variadic s) as dates,
			(select window_funnel(rollup(j)) from (select journey_agg(within * interval '1 s', mode, timestamptz '2024-02-28 23:59:58' + a * interval '1 s',
				variadic (select array_agg(k = step order by o) from unnest(steps) with ordinality as u (step, o))) as j
				from unnest(at, kinds) as e (a, k) group by a % 2, k) as parts) as merged
		from (select a, timestamptz '2024-02-28 23:59:58' + a * interval '1 s' as t, (select array_agg(k = step order by o) from unnest(steps) with ordinality as u (step, o)) as s
			from unnest(at, kinds) as e (a, k)) as rows) as q;
select is_empty('select * from journey_compared where (instants, locals, dates, merged) is distinct from (expected, expected, expected, expected)',
	'levels agree with the reference, at instants, local times and dates, and merged from parts');
select is((select count(*) from journey_compared), 44::bigint, 'that were 44 journeys');
select is_empty($$select case_id from journeys, lateral (select window_funnel(within * interval '1 s', timestamptz '2024-01-01' + a * interval '1 s',
		variadic (select array_agg(k = step order by o) from unnest(steps) with ordinality as u (step, o))) as got from unnest(at, kinds) as e (a, k)) as q
	where mode = 'default' and got <> level$$, 'without a mode it is the default');

-- units of level 0 to 4, then each step's figures: counts and exact ratios (reference/funnel_retention.csv, funnel_s1)
create temp table steps_expected (step int, reached bigint, from_previous float8, from_first float8);
insert into steps_expected values
	(1, 300, null, 1), (2, 127, 0.42333333333333334, 0.42333333333333334), (3, 42, 0.33070866141732286, 0.14), (4, 12, 0.2857142857142857, 0.04);
create temp table counted as select funnel_agg(level, 4) as f
	from (values (0, 40), (1, 173), (2, 85), (3, 30), (4, 12)) as v (level, n), generate_series(1, n);
select is((select f::text from counted), '(4;40,173,85,30,12)', 'units are counted by level');
select is_empty($$select * from counted, funnel_steps(f) as s full join steps_expected as e using (step)
	where s.reached is distinct from e.reached or not pg_temp.agrees(rate_from_previous, from_previous, 0, 1e-13)
		or not pg_temp.agrees(rate_from_first, from_first, 0, 1e-13) or not pg_temp.agrees(drop_off, 1 - from_previous, 0, 1e-13)$$,
	'the funnel table agrees with the reference');
select is((select count(*) from counted, funnel_steps(f)), 4::bigint, 'that were 4 steps');
-- Wilson score interval: own computation, python decimal at 50 digits
create temp table limits_expected (level float8, step int, previous_low float8, previous_high float8, first_low float8, first_high float8);
insert into limits_expected values
	(0.95, 1, null, null, null, null),
	(0.95, 2, 0.36873852281072717, 0.47986673277703656, 0.36873852281072717, 0.47986673277703656),
	(0.95, 3, 0.2549127824375958, 0.41644520770123744, 0.10527132693072412, 0.18383161235094903),
	(0.95, 4, 0.17167024626049079, 0.43567209268195373, 0.023027321487942308, 0.068604212038640047),
	(0.8, 1, null, null, null, null),
	(0.8, 2, 0.38729031529899954, 0.46021121664196613, 0.38729031529899954, 0.46021121664196613),
	(0.8, 3, 0.27966736842900913, 0.38607263213074405, 0.11628147370070469, 0.1676387632394819),
	(0.8, 4, 0.20577190102618806, 0.38178491179122909, 0.027829708984740738, 0.057179482661053251);
select is_empty($$select * from limits_expected as e full join (select l.level, s.* from counted, (values (0.95::float8), (0.8)) as l (level),
		lateral funnel_steps_ci(f, l.level) as s) as g using (level, step)
	where not (pg_temp.agrees(g.previous_low, e.previous_low, 0, 1e-14) and pg_temp.agrees(g.previous_high, e.previous_high, 0, 1e-14)
		and pg_temp.agrees(g.first_low, e.first_low, 0, 1e-14) and pg_temp.agrees(g.first_high, e.first_high, 0, 1e-14))$$,
	'limits of the rates agree with the reference');
select is((select count(first_low) from limits_expected), 6::bigint, 'that were 6 pairs of limits for each rate');

-- ---------------------------------------------------------------------------
-- Every sequence there is, against the one that is found
-- ---------------------------------------------------------------------------

-- Logs of up to 11 rows at few different times, with rows of no, one and several steps.
create function pg_temp.pick(c int, i int, k int, n int) returns int language sql immutable as $$
	select (hashint4extended(c * 64 + i, k) & 2147483647)::int % n $$;
create temp table logs as
select c, 2 + pg_temp.pick(c, 0, 1, 3) as n_steps, 1 + pg_temp.pick(c, 0, 2, 7) as within, c % 8 as modes,
	concat_ws(',', 'default', case when c & 1 > 0 then 'strict_increase' end, case when c & 2 > 0 then 'strict_order' end,
		case when c & 4 > 0 then 'strict_deduplication' end) as mode
from generate_series(1, 400) as c;
create temp table log_rows as
select c, i, pg_temp.pick(c, i, 4, 12) as at, case pg_temp.pick(c, i, 5, 8) when 0 then 0 when 1 then pg_temp.pick(c, i, 6, 1 << n_steps)
	else 1 << pg_temp.pick(c, i, 7, n_steps) end as steps
from logs, lateral generate_series(1, 3 + pg_temp.pick(c, 0, 3, 9)) as i;

-- The same as single occurrences of steps (0 is a row without steps), in the order in which they are read.
create temp table occurrence as
select c, at, step, row_number() over (partition by c order by at, step) as n
from log_rows join logs using (c), lateral (select step from generate_series(1, n_steps) as step where steps >> (step - 1) & 1 = 1
	union all select 0 where steps = 0 and modes & 2 > 0) as s;
create index on occurrence (c, step, at);

-- Every sequence over the occurrences before a position, by definition.
create function pg_temp.sequences(c int, before bigint, within int, is_increasing boolean) returns setof int[] language sql stable as $$
	with recursive sequence (times) as (
		select array[at] from occurrence as o where o.c = $1 and step = 1 and n < before
		union
		select times || at from sequence join occurrence as o on o.c = $1 and step = cardinality(times) + 1 and n < before
			and at >= times[cardinality(times)] + is_increasing::int and at <= times[1] + within)
	select times from sequence $$;
-- Where a strict mode stops reading.
create function pg_temp.stop(c int, within int, modes int) returns bigint language plpgsql stable as $$
declare
	o record;
	reached int;
begin
	for o in select * from occurrence where occurrence.c = $1 order by n loop
		reached := coalesce((select max(cardinality(s)) from pg_temp.sequences(c, o.n, within, modes & 1 > 0) as s), 0);
		if o.step = 0 and reached > 0 or modes & 2 > 0 and reached > 0 and o.step > reached + 1
			or modes & 4 > 0 and o.step between 2 and reached then
			return o.n;
		end if;
	end loop;
	return 1000;
end $$;
create temp table expected as
select c, coalesce(cardinality(best), 0) as level, best
from logs left join lateral (select s as best
	from pg_temp.sequences(c, case when modes & 6 > 0 then pg_temp.stop(c, within, modes) else 1000 end, within, modes & 1 > 0) as s
	order by cardinality(s) desc, s limit 1) as b on true;
create temp table got as
select c, coalesce(level, 0) as level, times, coalesce(unsorted, 0) as unsorted
from logs left join (
	select c, window_funnel(within * interval '1 hour', mode, timestamp '2024-01-01' + at * interval '1 hour', variadic s order by i) as level,
		window_funnel(within * interval '1 hour', mode, timestamp '2024-01-01' + at * interval '1 hour', variadic s order by at desc, i desc) as unsorted,
		window_funnel_times(within * interval '1 hour', mode, timestamp '2024-01-01' + at * interval '1 hour', variadic s) as times
	from log_rows join logs using (c), lateral (select array_agg(steps >> k & 1 = 1 order by k) as s from generate_series(0, n_steps - 1) as k) as a
	group by c) as g using (c);
select is_empty('select * from got join expected using (c) where got.level <> expected.level or unsorted <> expected.level',
	'the level is that of the longest of all sequences');
select is_empty($$select * from got join expected using (c)
	where times is distinct from (select array_agg(timestamp '2024-01-01' + t * interval '1 hour' order by o) from unnest(best) with ordinality as u (t, o))$$,
	'the times are those of the deepest sequence that starts earliest and is earliest at every step');
select ok((select count(*) = 400 and count(distinct level) = 5 and count(*) filter (where level > 2) > 30
	and count(distinct modes) filter (where level > 1) = 8 from got join logs using (c)), 'that were 400 journeys of every level in every mode');
select ok((select count(*) filter (where e.level < d.depth) > 20 from expected as e join logs using (c),
	lateral (select max(cardinality(s)) as depth from pg_temp.sequences(c, 1000, within, modes & 1 > 0) as s) as d), 'and the strict modes stopped many of them');

-- ---------------------------------------------------------------------------
-- Empty, NULL, one
-- ---------------------------------------------------------------------------

create temp table visits (id int, lead text, at timestamptz, kind text);
insert into visits values
	(1, 'ada', '2024-03-01 09:00', 'visit'), (2, 'ada', '2024-03-04 10:00', 'form'), (3, 'ada', '2024-03-20 11:00', 'meeting'),
	(4, 'bob', '2024-03-02 09:00', 'visit'), (5, 'bob', '2024-03-30 09:00', 'visit'), (6, 'bob', '2024-04-10 09:00', 'form'),
	(7, 'cem', '2024-03-05 09:00', 'form'), (8, 'dee', null, 'visit'), (9, 'dee', null, 'form'), (10, 'eve', '2024-03-06 09:00', null),
	(11, 'fay', '2024-03-07 09:00', 'visit');
\set steps 'kind = \'visit\', kind = \'form\', kind = \'meeting\''

select is((select window_funnel('14 days', at, :steps) from visits where false), 0, 'no rows: level 0');
select is((select window_funnel_times('14 days', at, :steps) from visits where false), null, 'no rows: no times');
select is((select journey_agg('14 days', at, :steps)::text from visits where false), '(0,-,0,0)', 'no rows: an empty summary, not NULL');
select is((select journey_agg('14 days', at, :steps)::text from visits where lead = 'dee'), '(0,-,0,0)', 'a NULL time is no row');
select is((select journey_agg(null, at, :steps)::text from visits where lead = 'dee'), '(0,-,0,0)', 'nothing else is looked at there');
select is((select journey_agg('14 days', at, :steps)::text from visits where lead = 'eve'), '(1209600000000,z,0,3)', 'a NULL step is not satisfied, but the row is one of the funnel');
select is((select window_funnel('14 days', at, :steps) from visits where lead = 'eve'), 0, 'and gives level 0');
select ok((select window_funnel(s) = 0 and window_funnel_times(s) is null and window_funnel_local_times(s) is null and window_funnel_dates(s) is null
	from (values ('(0,-,0,0)'::journey_summary)) as v (s)), 'an empty summary has level 0 and no times');
select is((select rollup(s)::text from unnest(null::journey_summary[]) as s), '(0,-,0,0)', 'no summaries: an empty summary');
select is((select window_funnel('1 microsecond', at, true) from visits where id = 1), 1, 'one row and one step: level 1');
select is((select journey_agg('1 microsecond', at, null, true, null, true)::text from visits where id = 1), '(1,z,0,4;762598800000000:10:0)', 'NULL steps beside others');
select is((select journey_agg('1 microsecond', at, null, false, true, null, false, true, null, null, true, null, false, true)::text from visits where id = 1),
	'(1,z,0,12;762598800000000:' || 4 + 32 + 256 + 2048 || ':0)', 'also of more than eight');
select is((select window_funnel('1 microsecond', at, true, true, null, true) from visits where id = 1), 2, 'a NULL step stops a row that satisfies several');
select results_eq($$select lead, window_funnel('14 days', at, kind = 'visit', kind = 'form', kind = 'meeting') from visits group by lead order by lead$$,
	$$values ('ada', 2), ('bob', 2), ('cem', 0), ('dee', 0), ('eve', 0), ('fay', 1)$$, 'levels per lead');
select is((select window_funnel('30 days', at, :steps) from visits where lead = 'ada'), 3, 'a longer window, a further step');
select is((select array_agg(window_funnel order by n) from (select n, window_funnel(within, at, :steps) from visits,
	(values (1, interval '19 days 01:59:59.999999'), (2, '19 days 02:00'), (3, '458 hours')) as w (n, within) where lead = 'ada' group by n) as v), '{2,3,3}',
	'the window is inclusive to the microsecond, and a day is 24 hours');

-- ---------------------------------------------------------------------------
-- Times
-- ---------------------------------------------------------------------------

select is((select window_funnel_times('30 days', at, :steps) from visits where lead = 'ada'),
	'{2024-03-01 09:00+00,2024-03-04 10:00+00,2024-03-20 11:00+00}'::timestamptz[], 'the times of all steps');
select is((select window_funnel_times('14 days', at, :steps) from visits where lead = 'bob'),
	'{2024-03-30 09:00+00,2024-04-10 09:00+00}'::timestamptz[], 'of one sequence, not the first of every step');
select is((select window_funnel_times('60 days', at, :steps) from visits where lead = 'bob'),
	'{2024-03-02 09:00+00,2024-04-10 09:00+00}'::timestamptz[], 'the one that starts earliest');
select is((select window_funnel_times('60 days', at::timestamp, :steps) from visits where lead = 'bob'),
	'{2024-03-02 09:00,2024-04-10 09:00}'::timestamp[], 'local times stay local');
select is((select window_funnel_times('60 days', 'default', at::date, :steps) from visits where lead = 'bob'), '{2024-03-02,2024-04-10}'::date[], 'dates stay dates');
select is((select window_funnel_times('60 days', at, :steps) from visits where lead = 'cem'), null, 'level 0 has no times');
select is((select window_funnel_times('1 day', d, k = 1, k = 2) from (values (date '4713-01-01 BC', 1), ('4713-01-02 BC', 2)) as v (d, k)),
	'{4713-01-01 BC,4713-01-02 BC}'::date[], 'from the first day there is');
select is((select window_funnel_times('1 day', d, k = 1, k = 2) from (values (date '294276-12-30', 1), ('294276-12-31', 2)) as v (d, k)),
	'{294276-12-30,294276-12-31}'::date[], 'to the last');
select is((select window_funnel('106751991 days', t, k = 1, k = 2) from (values (timestamp '4714-11-24 00:00 BC', 1), ('294276-12-31 23:59:59.999999', 2)) as v (t, k)),
	1, 'a distance that does not fit a bigint is longer than any window');
select ok((select window_funnel_local_times(s) = '{2024-01-01 08:00,2024-01-03 00:00}' and window_funnel_dates(s) = '{2024-01-01,2024-01-03}' and window_funnel(s) = 2
	from (select journey_combine(journey_agg('3 days', timestamp '2024-01-01 08:00', true, false), journey_agg('3 days', date '2024-01-03', false, true)) as s) as v),
	'local times and dates merge, a date being its midnight');
select is((select window_funnel_times(s) from (select journey_agg('14 days', at, :steps) as s from visits where lead = 'bob') as v),
	(select window_funnel_times('14 days', at, :steps) from visits where lead = 'bob'), 'a summary gives the same times');

select is((select window_funnel_times('149 days', 'strict_deduplication', date '2024-01-01' + n, n not in (63, 149), n = 63, n = 149) from generate_series(0, 149) as n),
	'{2024-01-01,2024-03-04,2024-05-29}'::date[], 'of a long journey, too');

-- 32 steps, and a row that satisfies them all
select is((select window_funnel('31 days', date '2024-01-01' + k, variadic (select array_agg(s = k order by s) from generate_series(0, 31) as s)) from generate_series(0, 31) as k),
	32, '32 steps on 32 days');
select is((select window_funnel('30 days', date '2024-01-01' + k, variadic (select array_agg(s = k order by s) from generate_series(0, 31) as s)) from generate_series(31, 0, -1) as k),
	31, 'one day less, one step less');
select is((select array_length(window_funnel_times('1 day', date '2024-01-01', variadic array_fill(true, array[32])), 1)), 32, 'all of them in one row');
select is((select window_funnel('1 day', date '2024-01-01', variadic '[-3:-1]={t,t,f}'::boolean[])), 2, 'the array of steps may start anywhere');

-- ---------------------------------------------------------------------------
-- Rows in any order, many of a time, merged and stored
-- ---------------------------------------------------------------------------

-- the day's number counts the steps down: 1, 5, 4, 3, 2, 1, ..., so that each follows the one before it after 4 days
create temp table days as select i, date '2024-01-01' + i * 7919 % 300 as d, 1 + i * 31 % 5 as k from generate_series(1, 20000) as i;
\set day_steps 'k = 1, k = 2, k = 3, k = 4, k = 5'
create temp table day_journeys as
select 'ascending' as how, (select journey_agg('9 days', d, :day_steps order by d) from days) as j
union all select 'descending', (select journey_agg('9 days', d, :day_steps order by d desc) from days)
union all select 'as they come', (select journey_agg('9 days', d, :day_steps) from days)
union all select 'in parts', (select rollup(j) from (select journey_agg('9 days', d, :day_steps) as j from days group by i % 97) as p)
union all select 'in days', (select rollup(j order by d desc) from (select d, journey_agg('9 days', d, :day_steps) as j from days group by d) as p);
select is((select count(distinct j::text) from day_journeys), 1::bigint, 'the order of the rows and of the parts does not matter');
-- Room for 12 events is full, they are put in order, and the 13th is of the time of the last one in that order.
create temp table thirteen as
select o, timestamp '2000-01-01' + s * interval '1 s' as at, case o when 1 then 2 when 13 then 3 else 1 end as k
from unnest('{100,1,2,3,4,5,6,7,8,9,10,11,100}'::int[]) with ordinality as u (s, o);
select is((select journey_agg('1 day', at, k = 1, k = 2, k = 3 order by o)::text from thirteen),
	'(86400000000,l,0,3;' || (select string_agg(s || '000000:1:0', ',' order by s) from generate_series(1, 11) as s) || ',100000000:6:0)',
	'two rows of one time before and after the others are put in order');
select is((select window_funnel('1 day', 'strict_increase', at, k = 1, k = 2, k = 3 order by o) from thirteen), 2, 'are not taken for two times');
-- Up to 90 rows at few times, in an order of chance, against what grouping by time says.
create temp table long_rows as
select c, i, pg_temp.pick(c, i, 4, 5 + c % 60) as s, pg_temp.pick(c, i, 5, 4) as k, mode
from generate_series(1001, 1400) as c, lateral generate_series(1, 5 + c % 86) as i, unnest('{default,strict_order,strict_deduplication}'::text[]) as mode;
create temp view long_expected as
select c, mode, string_agg(concat_ws(':', s * 1000000, steps, repeated), ',' order by s, steps) as events
from (select c, mode, s, sum(1 << k >> 1) as steps, sum(case when n > 1 and mode = 'strict_deduplication' then 1 << k >> 1 else 0 end) as repeated
	from (select c, mode, s, k, count(*) as n from long_rows where k > 0 or mode = 'strict_order' group by c, mode, s, k) as g group by c, mode, s, k > 0) as e
group by c, mode;
create temp view long_got as
select c, mode, n, substring(j::text from ';(.*)[)]') as events
from (select c, mode, 1 as n, journey_agg('9 s', mode, timestamp '2000-01-01' + s * interval '1 s', k = 1, k = 2, k = 3 order by i) as j from long_rows group by c, mode
	union all select c, mode, 2, rollup(j order by part) from (select c, mode, i % 4 as part, journey_agg('9 s', mode, timestamp '2000-01-01' + s * interval '1 s', k = 1, k = 2, k = 3 order by i desc) as j
		from long_rows group by c, mode, part) as p group by c, mode
	union all select c, mode, 3, journey_agg('9 s', mode, timestamp '2000-01-01' + s * interval '1 s', k = 1, k = 2, k = 3, false, false, false, false, false, false, false, false, false, false order by i)
		from long_rows group by c, mode) as x;
select is_empty('select * from long_got as g full join long_expected as e using (c, mode) where g.events is distinct from e.events', 'long journeys have the steps of each time');
select is((select count(*) from long_got), 3600::bigint, 'that were 400 journeys in three modes, each in three ways');
-- Events that are near each other are packed while they are collected, up to 12 steps; none of it may show.
create temp table far as select i, d, k from generate_series(1, 60) as i, lateral (select (date '0900-01-01' + i * 7919 % 61 * case when i > 30 then 10000 else 7 end) as d, i * 31 % 5 as k) as v;
select is((select string_agg(distinct j::text, ' ') from (
		select journey_agg('9 days', d, k = 1, k = 2, k = 3, k = 4, false, false, false, false, false, false, false, k = 0) from far
		union all select journey_agg('9 days', d, k = 1, k = 2, k = 3, k = 4, false, false, false, false, false, false, false, k = 0 order by i desc) from far
		union all select journey_agg('9 days', d, k = 1, k = 2, k = 3, k = 4, false, false, false, false, false, false, false, k = 0 order by d desc) from far
		union all select rollup(j) from (select journey_agg('9 days', d, k = 1, k = 2, k = 3, k = 4, false, false, false, false, false, false, false, k = 0) as j from far group by i % 7) as p
		union all select rollup(j order by n desc) from (select i / 30 as n, journey_agg('9 days', d, k = 1, k = 2, k = 3, k = 4, false, false, false, false, false, false, false, k = 0) as j from far group by 1) as p) as x (j)),
	(select '(777600000000,l,0,12;' || string_agg(m || ':' || steps || ':0', ',' order by m) || ')'
		from (select (d - date '2000-01-01') * 86400000000 as m, bit_or((array[2048, 1, 2, 4, 8])[k + 1]) as steps from far group by d) as e),
	'dates centuries apart are kept as they are');
select is((select journey_agg('1 day', t, true)::text from unnest('{2000-01-01 00:00:00.000002,2000-01-01 00:00:00.000001,294276-12-31 23:59:59.999999}'::timestamp[]) as t),
	'(86400000000,l,0,1;1:1:0,2:1:0,9223371331199999999:1:0)', 'in the order of their times');
select is((select journey_agg('1 day', 'strict_order', t, t > '2000-01-01')::text from unnest('{294276-12-31 23:59:59.999999,4714-11-24 00:00 BC,2000-01-01 00:00}'::timestamp[]) as t),
	'(86400000000,l,2,1;-211813488000000000:0:0,0:0:0,9223371331199999999:1:0)', 'and so are the first and the last time there is');
select is((select count(distinct rtrim(regexp_replace(j::text, '^.*;', ''), ')')) from (
		select journey_agg('9 days', d, :day_steps) from days
		union all select journey_agg('9 days', d, :day_steps, false, false, false, false, false, false, false, false) from days
		union all select journey_agg('9 days', 'strict_order', d, :day_steps) from days) as x (j)), 1::bigint, 'with 13 steps and in order the events are the same');
select is((select string_agg(distinct length(journey_summary_send(j))::text, ' ') from day_journeys), (16 + 16 * 300)::text, 'one entry for each of the 300 days');
create temp table stored as select * from day_journeys;
-- The state as it is while rows come: rows of one time again and again need no more room.
create aggregate pg_temp.raw_journey(interval, date, variadic boolean[]) (sfunc = journey_accum, stype = journey_summary, initcond = '(0,-,0,0)');
select ok((select max(pg_column_size(raw)) filter (where n = 5) <= 2.7 * 8 * 300 and max(pg_column_size(raw)) filter (where n = 13) <= 2.7 * 16 * 300
	from (select 5 as n, pg_temp.raw_journey('9 days', d, :day_steps) as raw from days
		union all select 13, pg_temp.raw_journey('9 days', d, :day_steps, false, false, false, false, false, false, false, false) from days) as r),
	'a state that is built takes at most 2.7 times what its times do, packed half of that');
select ok((select bool_and(window_funnel(raw) = window_funnel(j) and raw::text = j::text and journey_summary_send(raw) = journey_summary_send(j)
		and journey_combine('(0,-,0,0)', raw)::text = j::text and journey_combine(raw, '(0,-,0,0)')::text = j::text
		and window_funnel_dates(raw) = window_funnel_dates(j))
	from (select pg_temp.raw_journey('9 days', d, :day_steps) as raw from days union all select pg_temp.raw_journey('9 days', d, :day_steps order by d) from days) as r,
		(select j from day_journeys limit 1) as k), 'and every door and reader takes it as it is');
select ok((select bool_and(window_funnel(j) = 3 and window_funnel_dates(j) = '{2024-01-01,2024-01-05,2024-01-09}') from stored), 'a stored journey is read');
select is((select rollup(j)::text from stored), (select j::text from day_journeys limit 1), 'and merges with itself into itself');
select ok((select j1::text = j2::text and j1::text <> j3::text and window_funnel(j1) = 3 and window_funnel(j3) = 2
	from (select journey_agg('9 days', m, date '2024-01-01' + a, k = 1, k = 2, k = 3) as j1, journey_agg('9 days', m, date '2024-01-01' + a, k = 1, k = 2, k = 3 order by a desc, k desc) as j2
		from (values (0, 1), (1, 2), (2, 3)) as v (a, k), (values ('strict_deduplication')) as w (m)) as x,
		(select journey_agg('9 days', 'strict_deduplication', date '2024-01-01' + a, k = 1, k = 2, k = 3) as j3 from (values (1, 2), (0, 1), (2, 3), (1, 2)) as v (a, k)) as y),
	'a step that is satisfied twice at one time is remembered where that matters');
select is((select journey_agg('1 day', 'strict_order', date '2000-01-01', a, b)::text
	from (values (true, false), (false, false), (false, true), (null, null)) as v (a, b)), '(86400000000,l,2,2;0:0:0,0:3:0)', 'rows without steps are one event of their time');
select is((select journey_agg('1 day', date '2000-01-01', a, b)::text
	from (values (true, false), (false, false), (false, true), (null, null)) as v (a, b)), '(86400000000,l,0,2;0:3:0)', 'and are not kept where they do not matter');
select is((select array_agg(level order by id) from (select id, window_funnel('30 days', at, :steps) over (partition by lead order by at) as level from visits where lead < 'c') as v),
	'{1,2,3,1,1,2}', 'a level so far, in a window');
select ok((select journey_accum(s, '1 day', timestamp '2024-01-01', '{f,t}')::text <> s::text and journey_combine(s, t)::text = journey_combine(t, s)::text and s::text = x
	from (values ('(86400000000,l,0,2;0:1:0,5:2:0)'::journey_summary, '(86400000000,l,0,2;-7:1:0,5:1:0)'::journey_summary, '(86400000000,l,0,2;0:1:0,5:2:0)')) as v (s, t, x)),
	'called outside an aggregate, the transition leaves its argument alone');

-- ---------------------------------------------------------------------------
-- Counting units
-- ---------------------------------------------------------------------------

select results_eq($$select s.* from (select funnel_agg(level, 3) as f from (select window_funnel('30 days', at, kind = 'visit', kind = 'form', kind = 'meeting') as level
		from visits group by lead) as l) as c, funnel_steps(f) as s$$,
	$$values (1, 3::bigint, null::float8, 1::float8, null::float8), (2, 2, 2/3::float8, 2/3::float8, 1/3::float8), (3, 1, 0.5, 1/3::float8, 0.5)$$, 'from events to a funnel table');
select is((select array[units(f), entered(f), completed(f), reached(f, 0), reached(f, 1), reached(f, 3), reached(f, 4)] from counted), '{340,300,12,340,300,42,12}'::bigint[],
	'units that got somewhere');
select ok((select units(f) = 0 and entered(f) = 0 and completed(f) = 0 and reached(f, 0) = 0 and reached(f, 32) = 0 and rate(funnel_rate(f, 1, 2)) is null
	from (values ('(0)'::funnel_summary)) as v (f)), 'no units: counts are 0, rates NULL');
select is((select count(*) from funnel_steps('(0)')) + (select count(*) from funnel_steps_ci('(0)')), 0::bigint, 'and there are no steps');
select results_eq($$select * from funnel_steps('(2;5,0,0)')$$, $$values (1, 0::bigint, null::float8, null::float8, null::float8), (2, 0, null, null, null)$$,
	'a share of nobody is NULL');
select ok((select bool_and(previous_low is null and previous_high is null and first_low is null and first_high is null) from funnel_steps_ci('(2;5,0,0)')), 'and has no limits');
select is((select funnel_agg(level, 2)::text from (values (null::int)) as v (level)), '(0)', 'a NULL level is no unit');
select is((select funnel_agg(0, 2)::text), '(2;1,0,0)', 'level 0 is one');
select is(funnel_summary('{40,173,85,30,12}'::numeric[])::text, '(4;40,173,85,30,12)', 'counts that are already made');
select is(funnel_summary('{0,0,0}'::numeric[])::text, '(0)', 'of nobody');
select is((select pg_column_size(f) from counted), 8 + 5 * 8, 'bytes of a funnel of 4 steps');
select is((select funnel_rate(f, 0, 1)::text || funnel_rate(f, 1, 4)::text || funnel_rate(f, 2, 3)::text from counted), '(300,340)(12,300)(42,127)',
	'any step among those of any other, as a rate');
select ok((select c.low is not distinct from s.previous_low and c.high is not distinct from s.previous_high from counted, funnel_steps_ci(f) as s, rate_ci(funnel_rate(f, 2, 3)) as c where s.step = 3),
	'with the limits of a rate');
select is((select string_agg(f::text, ' ' order by i) from (select i, funnel_agg(i % 4, 3) over (order by i rows 2 preceding) as f from generate_series(0, 5) as i) as w),
	'(3;1,0,0,0) (3;1,1,0,0) (3;1,1,1,0) (3;0,1,1,1) (3;1,0,1,1) (3;1,1,0,1)', 'a moving window takes units away');
select is((select rollup(f)::text from (values ('(2;1,2,3)'::funnel_summary), ('(0)'), (null), ('(2;10,20,30)')) as v (f)), '(2;11,22,33)', 'funnels merge by level');
select is(funnel_uncombine('(2;11,22,33)', '(2;1,2,3)')::text, '(2;10,20,30)', 'and are taken away');
select is(funnel_uncombine('(2;1,2,3)', '(2;1,2,3)')::text || funnel_discard('(2;0,1,0)', 1, 2)::text, '(0)(0)', 'to nothing');

-- ---------------------------------------------------------------------------
-- Hostile
-- ---------------------------------------------------------------------------

select throws_ok(format('select %s', call), code, message, format('%s is refused', left(call, 70)))
from (values
	($$window_funnel(interval '0', timestamptz '2024-01-01', true)$$, '22023', 'within must be positive, not 00:00:00'),
	($$window_funnel('-1 day', timestamp '2024-01-01', true)$$, '22023', 'within must be positive, not -1 days'),
	($$window_funnel_times('1 day -24 hours', date '2024-01-01', true)$$, '22023', 'within must be positive, not 1 day -24:00:00'),
	($$journey_agg('1 month', 'default', date '2024-01-01', true)$$, '22023', 'within must have a fixed length, not 1 mon'),
	($$window_funnel('200000000 days', date '2024-01-01', true)$$, '22023', 'within 200000000 days is too long, it must be at most 106751991 days'),
	($$window_funnel(null, date '2024-01-01', true)$$, '22004', 'within must not be null'),
	($$window_funnel('1 day', null, date '2024-01-01', true)$$, '22004', 'mode must not be null'),
	($$window_funnel('1 day', 'strict', date '2024-01-01', true)$$, '22023',
		'mode "strict" is unknown, it must be default, strict_increase, strict_order or strict_deduplication'),
	($$window_funnel('1 day', 'strict_order,', date '2024-01-01', true)$$, '22023',
		'mode "" is unknown, it must be default, strict_increase, strict_order or strict_deduplication'),
	($$window_funnel('1 day', 'Strict_Order', date '2024-01-01', true)$$, '22023',
		'mode "Strict_Order" is unknown, it must be default, strict_increase, strict_order or strict_deduplication'),
	($$window_funnel('1 day', timestamptz 'infinity', true)$$, '22008', 'at must be a finite time, not infinity'),
	($$window_funnel_times('1 day', timestamp '-infinity', true)$$, '22008', 'at must be a finite time, not -infinity'),
	($$window_funnel('1 day', date 'infinity', true)$$, '22008', 'at must be a finite time, not infinity'),
	($$window_funnel('1 day', date '5874897-12-31', true)$$, '22008', 'at 5874897-12-31 is out of range, the last date is 294276-12-31'),
	($$window_funnel('1 day', date '2024-01-01', variadic '{}'::boolean[])$$, '22023', 'a funnel must have at least one step'),
	($$window_funnel('1 day', date '2024-01-01', variadic null::boolean[])$$, '22004', 'steps must not be null'),
	($$window_funnel('1 day', date '2024-01-01', variadic '{{t,f},{f,t}}'::boolean[])$$, '2202E', 'steps must be a one-dimensional array'),
	($$window_funnel('1 day', date '2024-01-01', variadic array_fill(true, array[33]))$$, '54000', 'a funnel can have at most 32 steps, not 33'),
	($$window_funnel_times(journey_agg('1 day', date '2024-01-01', true))$$, '22023', 'the times of this journey are of type timestamp or date'),
	($$window_funnel_dates(journey_agg('1 day', timestamptz '2024-01-01', true))$$, '22023', 'the times of this journey are of type timestamptz'),
	($$window_funnel_local_times(journey_agg('1 day', timestamptz '2024-01-01', false))$$, '22023', 'the times of this journey are of type timestamptz'),
	($$funnel_agg(-1, 3)$$, '22003', 'level -1 is out of range, it must be from 0 to n_steps, which is 3'),
	($$funnel_agg(4, 3)$$, '22003', 'level 4 is out of range, it must be from 0 to n_steps, which is 3'),
	($$funnel_agg(0, 0)$$, '22023', 'n_steps 0 is out of range, it must be from 1 to 32'),
	($$funnel_agg(0, 33)$$, '22023', 'n_steps 33 is out of range, it must be from 1 to 32'),
	($$funnel_agg(0, null)$$, '22004', 'n_steps must not be null'),
	($$reached('(2;1,2,3)', -1)$$, '22023', 'step -1 is out of range, it must be from 0 to 2'),
	($$reached('(2;1,2,3)', 3)$$, '22023', 'step 3 is out of range, it must be from 0 to 2'),
	($$reached('(0)', 33)$$, '22023', 'step 33 is out of range, it must be from 0 to 32'),
	($$funnel_rate('(2;1,2,3)', 2, 1)$$, '22003', 'invalid rate_summary'),
	($$funnel_steps_ci('(2;1,2,3)', 95)$$, '22023', 'confidence level 95 is out of range, it must be above 0 and below 1'),
	($$funnel_summary('{1}'::numeric[])$$, '22023', 'units must have from 2 to 33 elements, for level 0 and each step, not 1'),
	($$funnel_summary('{1,-1}'::numeric[])$$, '22003', 'units -1 is out of range, it must be a whole number from 0 to 9223372036854775807'),
	($$funnel_summary('{1,null}'::numeric[])$$, '22004', 'units must not contain nulls'),
	($$funnel_summary('{9223372036854775807,1}'::numeric[])$$, '22003', 'invalid funnel_summary'),
	($$funnel_discard('(2;1,2,3)', 3, 2)$$, '22003', 'level 3 is out of range, it must be from 0 to n_steps, which is 2'),
	($$funnel_discard('(2;0,2,3)', 0, 2)$$, '22023', 'cannot take away from a funnel_summary what is not in it'),
	($$funnel_uncombine('(2;1,2,3)', '(2;0,3,0)')$$, '22023', 'cannot take away from a funnel_summary what is not in it'),
	($$funnel_combine('(2;1,2,3)', '(1;1,2)')$$, '22023', 'cannot merge a funnel of 2 steps with a funnel of 1 steps'),
	($$rollup(f) from (values ('(1;9223372036854775807,0)'::funnel_summary), ('(1;0,1)')) as v (f)$$, '22003', 'more than 9223372036854775807 units in one funnel_summary'),
	($$'(86400000000,z,0,2;5:1:0,5:2:0)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(86400000000,z,0,2;5:4:0)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(86400000000,z,0,2;5:0:0)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(86400000000,z,1,2;5:1:1)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(86400000000,z,4,2;5:1:2)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(86400000000,z,0,1;9223372036854775807:1:0)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(86400000000,l,0,1;-211813488000000001:1:0)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(86400000000,-,0,0)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(86400000000,z,8,1)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(86400000000,z,0,33)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(0,z,0,1)'::journey_summary$$, '22003', 'invalid journey_summary'),
	($$'(2;1,2)'::funnel_summary$$, '22P02', 'invalid input syntax for type funnel_summary: "(2;1,2)"'),
	($$'(33;1,2)'::funnel_summary$$, '22P02', 'invalid input syntax for type funnel_summary: "(33;1,2)"'),
	($$'(1;1,-2)'::funnel_summary$$, '22003', 'invalid funnel_summary')
) as v (call, code, message);

-- Binary forms made by hand, put in through COPY: version, steps, counters; version, clock, modes, steps, within, events, each with time, steps, repeated.
create temp table door_funnel_summary (s funnel_summary);
create temp table door_journey_summary (s journey_summary);
create function pg_temp.receive(state text, bytes text) returns text language plpgsql as $$
declare
	file text := current_setting('data_directory') || '/abm_kpi_funnel.bin';
	result text;
begin
	execute format('copy (select %L::bytea) to %L (format binary)', '\x' || bytes, file);
	execute format('copy door_%s from %L (format binary)', state, file);
	execute format('delete from door_%s returning s::text', state) into result;
	return result;
exception when others then
	return sqlstate;
end $$;
select is_empty(format('select * from (values %s) as v (what, got, expected) where got is distinct from expected', string_agg(format('(%L, pg_temp.receive(%L, %L), %L)', what, state, bytes, expected), ',')),
	'binary forms that no funnel has are refused')
from (values
	('32 steps', 'funnel_summary', '0120' || repeat('0000000000000001', 33), '(32;1' || repeat(',1', 32) || ')'),
	('33 steps', 'funnel_summary', '0121' || repeat('0000000000000001', 34), '22003'),
	('a negative count', 'funnel_summary', '0101' || '0000000000000003' || 'ffffffffffffffff', '22003'),
	('steps, but no units', 'funnel_summary', '0101' || repeat('00', 16), '22003'),
	('an event', 'journey_summary', '01010020' || '0000000000000007' || '00000001' || '0000000000000005' || '80000000' || '00000000', '(7,z,0,32;5:2147483648:0)'),
	('33 steps', 'journey_summary', '01010021' || '0000000000000007' || '00000001' || '0000000000000005' || '80000000' || '00000000', '22003'),
	('no window', 'journey_summary', '01010020' || '0000000000000000' || '00000001' || '0000000000000005' || '80000000' || '00000000', '22003'),
	('a time beyond the last', 'journey_summary', '01010020' || '0000000000000007' || '00000001' || '7fffffffffffffff' || '80000000' || '00000000', '22003'),
	('an unknown clock', 'journey_summary', '01030020' || '0000000000000007' || '00000001' || '0000000000000005' || '80000000' || '00000000', '22003'),
	('two events said, one there', 'journey_summary', '01010020' || '0000000000000007' || '00000002' || '0000000000000005' || '80000000' || '00000000', '22P03'),
	('none said, one there', 'journey_summary', '01010020' || '0000000000000007' || '00000000' || '0000000000000005' || '80000000' || '00000000', '22P03'),
	('more than there may be', 'journey_summary', '01010020' || '0000000000000007' || '01000001', '22P03'),
	('2^28 + 1 events, of which one is there', 'journey_summary', '01010020' || '0000000000000007' || '10000001' || '0000000000000005' || '80000000' || '00000000', '22P03')
) as v (what, state, bytes, expected);

select throws_ok(format('select %s from (values (interval ''1 day'', ''default'', timestamptz ''2024-01-01'', array[true, false]), %s) as v (within, mode, at, steps)', call, second),
	'22023', message, format('%s is refused by %s', message, call))
from (values
	($$window_funnel(within, at, variadic steps)$$, $$('2 days', null, '2024-01-02', '{f,t}')$$, 'within must be the same in all rows of a group'),
	($$window_funnel_times(within, mode, at::date, variadic steps)$$, $$('25 hours', 'default', '2024-01-02', '{f,f}')$$, 'within must be the same in all rows of a group'),
	($$journey_agg(within, mode, at, variadic steps)$$, $$('1 day', 'strict_order', '2024-01-02', '{f,t}')$$, 'mode must be the same in all rows of a group'),
	($$window_funnel(within, mode, at::timestamp, variadic steps)$$, $$('1 day', 'default', '2024-01-02', '{f,t,f}')$$, 'the number of steps must be the same in all rows of a group'),
	($$funnel_agg(1, cardinality(steps))$$, $$('1 day', 'default', '2024-01-02', '{f,t,f}')$$, 'cannot merge a funnel of 2 steps with a funnel of 3 steps'),
	($$rollup(j) from (select journey_agg(within, at, variadic steps) as j$$, $$('2 days', null, '2024-01-02', '{f,t}')) as v (within, mode, at, steps) group by within) as w, (values (1, 2, 3, 4)$$,
		'within must be the same in all rows of a group')
) as v (call, second, message);
-- 16777216 events are the most. The text of a summary is counted first, so that none is made for what is refused; an aggregate counts where it makes room
-- and before it gives a summary away. That takes as many rows, seconds and a gigabyte, so it is tried by hand and not here:
-- select window_funnel('1 day', date '2000-01-01' + i, true) from generate_series(1, 16777217) i, and 13 steps and window_funnel_times().
select throws_ok($$select ('(1,z,0,1;' || repeat(',', 16777216) || ')')::journey_summary$$, '54000', 'more than 16777216 events in one journey_summary', 'one event more than there may be is refused');
select throws_ok($$select ('(1,z,0,1;' || repeat(',', 16777215) || ')')::journey_summary$$, '22P02', null, 'as many as there may be are looked at');
select throws_ok($$select window_funnel('1 day', repeat('ä', 40), date '2024-01-01', true)$$, '22023',
	'mode "' || repeat('ä', 32) || '..." is unknown, it must be default, strict_increase, strict_order or strict_deduplication', 'a long unknown mode is cut between letters');
select throws_ok($$select window_funnel('1 day', 'a' || repeat('ä', 40), date '2024-01-01', true)$$, '22023',
	'mode "a' || repeat('ä', 31) || '..." is unknown, it must be default, strict_increase, strict_order or strict_deduplication', 'wherever they end');
select throws_ok($$select journey_combine(journey_agg('1 day', timestamptz '2024-01-01', true), journey_agg('1 day', date '2024-01-01', true))$$, '22023',
	'cannot merge events at times of type timestamptz with events at times of type timestamp or date', 'instants and dates do not merge');
select is((select window_funnel('24 hours', mode, at, a, b) from (values ('strict_order,strict_increase', timestamptz '2024-01-01', true, false),
	('strict_increase, strict_order', '2024-01-02', false, true)) as v (mode, at, a, b)), 2, 'modes in another order are the same modes');

-- ---------------------------------------------------------------------------
-- The recipes of docs/funnel.md
-- ---------------------------------------------------------------------------

-- Five deals: a goes back and on again, b waits, c skips a stage and is lost, d has just begun, e waits in the third stage.
create temp table stage_history (deal text, stage text, stage_order int, entered_at timestamptz, exited_at timestamptz);
insert into stage_history values
	('a', 'discovery', 1, '2026-01-01', '2026-01-11'), ('a', 'qualification', 2, '2026-01-11', '2026-01-25'),
	('a', 'discovery', 1, '2026-01-25', '2026-01-30'), ('a', 'qualification', 2, '2026-01-30', '2026-02-10'),
	('a', 'proposal', 3, '2026-02-10', '2026-03-03'), ('a', 'won', 4, '2026-03-03', '9999-12-31'),
	('b', 'discovery', 1, '2026-01-05', '2026-01-19'), ('b', 'qualification', 2, '2026-01-19', '2050-01-01'),
	('c', 'discovery', 1, '2026-01-08', '2026-01-12'), ('c', 'proposal', 3, '2026-01-12', '2026-02-09'), ('c', 'lost', 5, '2026-02-09', null),
	('d', 'discovery', 1, '2026-02-20', null),
	('e', 'discovery', 1, '2026-01-10', '2026-01-24'), ('e', 'qualification', 2, '2026-01-24', '2026-02-07'), ('e', 'proposal', 3, '2026-02-07', '2026-04-15'),
	('e', 'won', 4, '2026-04-15', null);
create temp view visit as
select deal, stage, stage_order, entered_at, exited_at, lead(stage) over w as next_stage, lead(stage_order) over w as next_order
from (select deal, stage, stage_order, entered_at, case when exited_at <= timestamptz '2026-03-31' then exited_at end as exited_at
      from stage_history where entered_at <= timestamptz '2026-03-31') as known
window w as (partition by deal order by entered_at, exited_at, stage_order);

-- Time in stage by hand, in days up to 2026-03-31. discovery: a 10 + 5, b 14, c 4, e 14, d open 39; qualification: a 14 + 11, e 14, b open 71;
-- proposal: a 21, c 28, e open 52.
select results_eq($$
	select stage, events(d) as ended, open_count(d) as open, average_days(d) as mean, median_days(d) as median, survival_median_days(d) as with_open
	from (select stage, min(stage_order) as stage_order, duration_agg(timestamptz '2026-03-31' - spent, case when not is_open then timestamptz '2026-03-31' end, timestamptz '2026-03-31') as d
	      from (select deal, stage, min(stage_order) as stage_order, bool_or(exited_at is null) as is_open,
	                   sum(extract(epoch from coalesce(exited_at, timestamptz '2026-03-31') - entered_at)) * interval '1 second' as spent
	            from visit where stage not in ('won', 'lost') group by deal, stage) as t
	      group by stage) as s
	order by stage_order$$,
	$$values ('discovery', 4::bigint, 1::bigint, 47 / 4::float8, 14::float8, 14::float8), ('qualification', 2, 1, 19.5, 19.5, 25), ('proposal', 2, 1, 24.5, 24.5, 28)$$,
	'time in stage, visits of a deal summed and open ones censored');

-- Moves by hand: discovery to qualification a, a, b, e and to proposal c; qualification to discovery a, to proposal a, e; proposal to won a, to lost c.
select results_eq($$
	select stage, next_stage, n, rate(rate_summary(n, sum(n) over (partition by stage))) as share
	from (select stage, min(stage_order) as o, next_stage, min(next_order) as next_o, count(*) as n from visit where next_stage is not null group by stage, next_stage) as m
	order by o, next_o$$,
	$$values ('discovery', 'qualification', 4::bigint, 4 / 5::float8), ('discovery', 'proposal', 1, 1 / 5::float8), ('qualification', 'discovery', 1, 1 / 3::float8),
		('qualification', 'proposal', 2, 2 / 3::float8), ('proposal', 'won', 1, 0.5), ('proposal', 'lost', 1, 0.5)$$,
	'from which stage deals move to which');
select results_eq($$
	select stage, trials(advanced) as left_it, rate(advanced) as advance_rate, back, skipped, lost
	from (select stage, min(stage_order) as o, rate_agg(next_order > stage_order and next_stage <> 'lost') as advanced, count(*) filter (where next_order < stage_order) as back,
	             count(*) filter (where next_order > stage_order + 1 and next_stage <> 'lost') as skipped, count(*) filter (where next_stage = 'lost') as lost
	      from visit where stage not in ('won', 'lost') group by stage) as s
	order by o$$,
	$$values ('discovery', 5::bigint, 1::float8, 0::bigint, 1::bigint, 0::bigint), ('qualification', 3, 2 / 3::float8, 1, 0, 0), ('proposal', 2, 0.5, 0, 0, 1)$$,
	'how many advance, go back, skip a stage and are lost');

-- The furthest stage of each deal: a won (4), b 2, c 3, d 1, e 3; lost is none.
select results_eq($$
	select s.* from (select funnel_agg(furthest, 4) as f from (select max(stage_order) filter (where stage <> 'lost') as furthest from visit group by deal) as d) as c, funnel_steps(f) as s$$,
	$$values (1, 5::bigint, null::float8, 1::float8, null::float8), (2, 4, 0.8, 0.8, 1 / 5::float8), (3, 3, 0.75, 0.6, 0.25), (4, 1, 1 / 3::float8, 0.2, 2 / 3::float8)$$,
	'a stage funnel, in which later stages imply earlier ones');

-- Closing dates: a slips by 31 and 14 days, b is brought forward, c never moves.
create temp table close_date_history (deal text, changed_at timestamptz, close_date date);
insert into close_date_history values ('a', '2026-01-01', '2026-03-01'), ('a', '2026-02-20', '2026-04-01'), ('a', '2026-03-25', '2026-04-15'),
	('b', '2026-01-05', '2026-06-30'), ('b', '2026-02-01', '2026-05-31'), ('b', '2026-02-02', '2026-05-31'), ('c', '2026-01-08', '2026-03-31');
select results_eq($$
	select deal, count(*) filter (where moved > 0) as slips, sum(moved) filter (where moved > 0) as days_slipped, count(*) filter (where moved < 0) as brought_forward
	from (select deal, close_date - lag(close_date) over (partition by deal order by changed_at) as moved from close_date_history) as c
	group by deal order by deal$$,
	$$values ('a', 2::bigint, 45::bigint, 0::bigint), ('b', 0, null, 1), ('c', 0, null, 0)$$, 'closing dates that slipped');

-- Units whose first window is still open: on 2024-03-17 ada's and bob's have ended, fay's ends on the 21st; cem and eve never started. On 2024-04-11 all have,
-- also bob's, who started again on 2024-03-30 and got further.
select results_eq($$
	select as_of::date, started + interval '14 days' > as_of as is_open, string_agg(lead || ' ' || level, ', ' order by lead)
	from (select lead, as_of, min(at) filter (where kind = 'visit') as started, window_funnel('14 days', at, kind = 'visit', kind = 'form', kind = 'meeting') as level
		from visits, (values (timestamptz '2024-03-17'), ('2024-04-11')) as d (as_of) where at <= as_of group by lead, as_of) as s
	group by 1, 2 order by 1, 2$$,
	$$values (date '2024-03-17', false, 'ada 2, bob 1'), ('2024-03-17', true, 'fay 1'), ('2024-03-17', null, 'cem 0, eve 0'),
		('2024-04-11', false, 'ada 2, bob 2, fay 1'), ('2024-04-11', null, 'cem 0, eve 0')$$, 'units whose window is still open are told apart');

-- From visit to form: ada 3 days and an hour, bob 11 days; to meeting: ada 16 days and an hour.
select results_eq($$
	select step, events(d), average_days(d) from (
		select step, duration_agg(times[step - 1], times[step]) as d
		from (select window_funnel_times('30 days', at, kind = 'visit', kind = 'form', kind = 'meeting') as times from visits group by lead) as t,
			generate_series(2, 3) as step
		group by step) as s order by step$$,
	$$values (2, 2::bigint, (73 / 24.0 + 11)::float8 / 2), (3, 1, 385 / 24::float8)$$, 'days from each step to the next');

-- In any order: eve took no step, cem and fay one, ada three, bob two.
select is((select funnel_agg(n::int, 3)::text from (select count(distinct kind) filter (where kind in ('visit', 'form', 'meeting')) as n
	from visits where at is not null group by lead) as l), '(3;1,2,1,1)', 'steps in any order');

-- The daily copies of two deals: f goes back after a day, g stays where it is.
create temp table snapshot (day date, deal text, stage text);
insert into snapshot values ('2026-03-01', 'f', 'discovery'), ('2026-03-02', 'f', 'discovery'), ('2026-03-03', 'f', 'proposal'), ('2026-03-04', 'f', 'discovery'),
	('2026-03-05', 'f', 'discovery'), ('2026-03-02', 'g', 'discovery'), ('2026-03-04', 'g', 'discovery');
select results_eq($$
	select deal, stage, min(day) as entered, lead(min(day)) over (partition by deal order by min(day)) as exited
	from (select *, count(*) filter (where is_new) over (partition by deal order by day) as n
		from (select *, stage is distinct from lag(stage) over (partition by deal order by day) as is_new from snapshot) as s) as v
	group by deal, n, stage order by deal, entered$$,
	$$values ('f', 'discovery', date '2026-03-01', date '2026-03-03'), ('f', 'proposal', '2026-03-03', '2026-03-04'), ('f', 'discovery', '2026-03-04', null),
		('g', 'discovery', '2026-03-02', null)$$, 'a history from daily copies');

select finish();
rollback;
