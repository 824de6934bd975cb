-- touch: when a decaying score, of one person or of an account, was first
-- reached.  Definitions first, then a sweep in plain SQL over random touches.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
set timezone = 'UTC';
select plan(59);

-- ---------------------------------------------------------------------------
-- Definition: by hand.  Half-life 10 days.
--   day 0: 8 of Ann.  day 10: 8/2 + 5 of Ben = 9.  day 20: 9/2 + 6 of Ann = 10.5.
-- ---------------------------------------------------------------------------
create temp table day_touch (points float8, at timestamptz, person text);
insert into day_touch values
	(8, '2026-01-01 00:00+00', 'Ann'), (5, '2026-01-11 00:00+00', 'Ben'), (6, '2026-01-21 00:00+00', 'Ann');
create temp view day_summary as
select touch_agg(points, at, person) as s from day_touch;

select is(first_crossing(s, '10 days', 8), timestamptz '2026-01-01 00:00+00', 'the first touch alone reaches its own points') from day_summary;
select is(first_crossing(s, '10 days', 9), timestamptz '2026-01-11 00:00+00', 'points are halved after a half-life') from day_summary;
select is(first_crossing(s, '10 days', 10.5), timestamptz '2026-01-21 00:00+00', 'and again') from day_summary;
select is(first_crossing(s, '10 days', 10.500001), null, 'a threshold that is never reached is NULL') from day_summary;
select is(first_crossing(s, '5 days', 9), null, 'a shorter half-life forgets more') from day_summary;
select is(mqa_at(s, '10 days', 8, 2, '30 days'), timestamptz '2026-01-11 00:00+00', 'breadth too must be there: two people') from day_summary;
select is(mqa_at(s, '10 days', 8, 2, '10 days'), timestamptz '2026-01-11 00:00+00', 'a touch exactly so long ago counts') from day_summary;
select is(mqa_at(s, '10 days', 8, 2, '9 days 23:59:59.999999'), null, 'and an older one does not') from day_summary;
select is(mqa_at(s, '10 days', 8, 3, '300 days'), null, 'one person twice is one person') from day_summary;
select is(mqa_at(s, '10 days', 8, 0, '1 day'), first_crossing(s, '10 days', 8), 'without breadth it is the first crossing') from day_summary;
select is(mqa_at(s, '10 days', 10, 1, '1 day'), first_crossing(s, '10 days', 10), 'and so it is with one person, each touch having one') from day_summary;
select is(events(s), 3::bigint, 'touches are counted') from day_summary;
select is(people(s), 2::bigint, 'and people') from day_summary;
select is(s::text, '(z;820540800000000:8:416e6e,821404800000000:5:42656e,822268800000000:6:416e6e)', 'the text form') from day_summary;

-- First, not today: what comes later does not move it.
select is((select first_crossing(touch_agg(points, at), '10 days', 9) from (select points, at from day_touch
		union all values (-100::float8, timestamptz '2026-01-12 00:00+00'), (1000, '2026-03-01 00:00+00')) t),
	timestamptz '2026-01-11 00:00+00', 'later touches do not move the first crossing');
select is((select first_crossing(touch_agg(points, at), '10 days', 9) from (select points, at from day_touch
		union all values (-4::float8, timestamptz '2026-01-02 00:00+00')) t),
	timestamptz '2026-01-21 00:00+00', 'negative points before it do');
select is((select first_crossing(touch_agg(points, at), '10 days', 9) from (select points, at from day_touch
		union all values (-1::float8, timestamptz '2026-01-11 00:00+00')) t),
	timestamptz '2026-01-21 00:00+00', 'and so do those of the same instant, which have no order');

-- Who counts as a person
create temp table breadth (points float8, person text, label text);
insert into breadth values (20, 'a', 'who'), (0, 'b', 'zero'), (-1, 'c', 'negative'), (1, null, 'nobody');
select is((select mqa_at(touch_agg(points, timestamptz '2026-01-01 00:00+00', person), '10 days', 5, 2, '30 days') from breadth), null,
	'nobody known, and a touch that earns nothing, is no person');
select is((select people(touch_agg(points, timestamptz '2026-01-01 00:00+00', person)) from breadth), 1::bigint, 'nor does people() count them');
select is((select people(touch_agg(1, date '2026-01-01', p)) from unnest(array['', 'a', 'A', 'a ', 'ä', null]) p), 5::bigint,
	'people are told apart by the bytes of their id');

select is((select touch_agg('-0', date '2000-01-01')::text), '(l;0:0)', 'minus zero points are zero');

-- Rounding does not hide a threshold.
select is((select first_crossing_local(touch_agg(0.1, date '2026-01-01' + i % 1), '7 days', 1) from generate_series(1, 10) i), timestamp '2026-01-01',
	'ten times 0.1 is 1');
select is_empty($$select i from generate_series(1, 2000) i
	where first_crossing(format('(z;%s:%s)', i * 86399999999, i * 0.7)::touch_summary, '30 days', i * 0.7) is null$$,
	'a touch that earns the threshold reaches it at any time');
select is((select first_crossing_local(touch_agg(10, date '2026-01-01'), '7 days', 10.0000001)), null, 'but what is short of it is');

-- ---------------------------------------------------------------------------
-- The other clocks
-- ---------------------------------------------------------------------------
select is((select first_crossing_local(touch_agg(points, at at time zone 'UTC'), '10 days', 9) from day_touch), timestamp '2026-01-11', 'timestamp');
select is((select first_crossing_local(touch_agg(points, at::date), '10 days', 9) from day_touch), timestamp '2026-01-11', 'date');
select is((select mqa_at_local(touch_agg(points, at at time zone 'UTC', person), '10 days', 8, 2, '30 days') from day_touch), timestamp '2026-01-11', 'timestamp, with people');
select is((select mqa_at_local(touch_agg(points, at::date, person), '10 days', 8, 2, '30 days') from day_touch), timestamp '2026-01-11', 'date, with people');
select throws_ok($$select first_crossing(touch_agg(1, date '2026-01-01'), '1 day', 1)$$, '22023', null, 'a local time is no instant');
select throws_ok($$select first_crossing_local(touch_agg(1, timestamptz '2026-01-01'), '1 day', 1)$$, '22023', null, 'and an instant no local time');
select throws_ok($$select mqa_at(touch_agg(1, timestamp '2026-01-01', 'a'), '1 day', 1, 1, '1 day')$$, '22023', null, 'nor with people');
select throws_ok($$select touch_accum('(l;0:1)', 1, timestamptz '2026-01-01')$$, '22023',
	'cannot merge touches at times of type timestamp or date with touches at times of type timestamptz', 'nor does a touch change the clock of a state');
select throws_ok($$select rollup(s) from (select touch_agg(1, date '2026-01-01') union all select touch_agg(1, timestamptz '2026-01-01')) t (s)$$,
	'22023', null, 'summaries on different clocks do not merge');

-- ---------------------------------------------------------------------------
-- Nothing, NULL and parameters
-- ---------------------------------------------------------------------------
select is((select touch_agg(points, at, person)::text from day_touch where false), '(-)', 'no touches');
select is((select touch_agg(points, at)::text from (values (null::float8, timestamptz '2026-01-01'), (1, null)) t (points, at)), '(-)', 'NULL points or time');
select is(first_crossing('(-)'::touch_summary, '1 day', 1), null, 'reach nothing');
select is(first_crossing_local('(-)'::touch_summary, '1 day', 1), null, 'on any clock');
select is(events('(-)'::touch_summary) + people('(-)'::touch_summary), 0::bigint, 'and are none');
select is(rollup(s)::text, '(-)', 'nor is their rollup') from (values ('(-)'::touch_summary), ('(-)'), (null)) t (s);
create function pg_temp.state_of(query text) returns text language plpgsql as
$$ begin execute query; return 'no error'; exception when others then return sqlstate; end $$;
create temp table bad_call (call text, state text);
insert into bad_call values
	($$first_crossing(s, '0', 1)$$, '22023'), ($$first_crossing(s, '-1 day', 1)$$, '22023'), ($$first_crossing(s, '1 month', 1)$$, '22023'),
	($$first_crossing(s, '1 day', 0)$$, '22023'), ($$first_crossing(s, '1 day', -1)$$, '22023'), ($$first_crossing(s, '1 day', 'NaN')$$, '22023'),
	($$first_crossing(s, '1 day', 'Infinity')$$, '22023'), ($$mqa_at(s, '1 day', 1, -1, '1 day')$$, '22023'),
	($$mqa_at(s, '1 day', 1, 1, '0')$$, '22023'), ($$mqa_at(s, '1 day', 1, 1, '3 months')$$, '22023'),
	($$touch_accum(s, 'NaN', timestamptz '2026-01-01')$$, '22003'), ($$touch_accum(s, '-Infinity', timestamptz '2026-01-01')$$, '22003'),
	($$touch_accum(s, 1.1e15, timestamptz '2026-01-01')$$, '22003'), ($$touch_accum(s, 1, timestamptz 'infinity')$$, '22008'),
	($$touch_accum(s, 1, timestamp '-infinity', 'a')$$, '22008'), ($$touch_accum(s, 1, date 'infinity')$$, '22008'),
	($$touch_accum(s, 1, date '5874897-12-31')$$, '22008'),
	($$'(z;1:1,0:1)'::touch_summary$$, '22003'), ($$'(z;1:1:6)'::touch_summary$$, '22P02'), ($$'(z)'::touch_summary$$, '22P02'),
	($$'(z;1:-0)'::touch_summary$$, '22003'), ($$'(z;1:2e15)'::touch_summary$$, '22003'), ($$'(z;1:1:00)'::touch_summary$$, '22003');
select is_empty($$select call, state, pg_temp.state_of(format('select %s from day_summary', call)) from bad_call
	where state <> pg_temp.state_of(format('select %s from day_summary', call))$$, 'what is out of range is an error of its own');
select is(first_crossing(s, null, 1), null, 'a NULL parameter gives NULL') from day_summary;

-- ---------------------------------------------------------------------------
-- A sweep in plain SQL: at each instant of a touch, all touches up to it
-- ---------------------------------------------------------------------------
select setseed(0.42) \g /dev/null
create temp table account as
select a as id, 1 + (random() * 60)::int as n, (1 + random() * 40) * interval '1 day' as half_life, 5 + random() * 40 as threshold,
	(random() * 5)::int as min_people, (1 + random() * 30) * interval '1 day' as within
from generate_series(1, 150) a;
-- one in three on whole days, so that instants are shared; one point in seven is negative, one person in six unknown
create temp table touch as
select a.id, case when i % 7 = 0 then -random() * 8 else (random() * 10)::int end as points,
	timestamptz '2026-01-01 00:00+00' + case when id % 3 = 0 then (random() * 90)::int * interval '1 day' else random() * interval '90 days' end as at,
	nullif('p' || (random() * 6)::int, 'p0') as person
from account a, generate_series(1, n) i;
analyze touch;
create temp table swept as
select a.id, min(x.at) filter (where depth) as crossed_at, min(x.at) filter (where depth and breadth) as mqa_at
from account a
	join (select distinct id, at from touch) x on x.id = a.id
	cross join lateral (
		select sum(t.points * power(2, -extract(epoch from x.at - t.at)::float8 / extract(epoch from a.half_life)::float8))
				>= a.threshold * (1 - 1e-12) as depth,
			count(distinct t.person) filter (where t.points > 0 and t.at >= x.at - a.within) >= a.min_people as breadth
		from touch t where t.id = a.id and t.at <= x.at) s
group by a.id;
create temp table computed as
select a.id, first_crossing(s, a.half_life, a.threshold) as crossed_at, mqa_at(s, a.half_life, a.threshold, a.min_people, a.within) as mqa_at
from account a join (select id, touch_agg(points, at, person) as s from touch group by id) t using (id);
select cmp_ok((select count(*) from swept where crossed_at is not null), '>', 50::bigint, 'the sweep finds crossings');
select cmp_ok((select count(*) from swept where crossed_at is null), '>', 10::bigint, 'and accounts without');
select cmp_ok((select count(*) from swept where mqa_at > crossed_at), '>', 10::bigint, 'breadth that comes after depth');
select cmp_ok((select count(*) from swept where mqa_at is null and crossed_at is not null), '>', 10::bigint, 'and breadth that never comes');
select set_eq('select id, crossed_at from computed', 'select id, crossed_at from swept', 'first_crossing is what the sweep finds');
select set_eq('select id, mqa_at from computed', 'select id, mqa_at from swept', 'and so is mqa_at');
select is_empty($$select id from touch group by id having touch_agg(points, at, person order by md5(at::text || points))::text <> touch_agg(points, at, person)::text$$,
	'the order of the rows does not matter');
select is_empty($$select id from (select id, touch_agg(points, at, person) as whole from touch group by id) w
	join (select id, rollup(s) as rolled from (select id, touch_agg(points, at, person) as s from touch group by id, person) p group by id) r using (id)
	where whole::text <> rolled::text$$, 'nor does how they were merged');
select is_empty($$select id from (select id, touch_agg(points, at, person) as s, touch_agg(points, at) as bare from touch group by id) t join account a using (id)
	where first_crossing(s, half_life, threshold) is distinct from first_crossing(bare, half_life, threshold)$$,
	'people do not move the score');
-- Where lead_score is asked at the crossing and just before it, it says the same.
select is_empty($$select id from computed c join account a using (id)
		cross join lateral (select lead_score(points, at, a.half_life, c.crossed_at) as here,
			lead_score(points, at, a.half_life, c.crossed_at - interval '1 microsecond') as before from touch t where t.id = c.id) s
	where crossed_at is not null and (here < threshold * (1 - 1e-11) or before >= threshold)$$,
	'lead_score agrees with the crossing');

-- ---------------------------------------------------------------------------
-- Extremes
-- ---------------------------------------------------------------------------
select is((select first_crossing(touch_agg(1e15, t), '1 microsecond', 1.1e15) from unnest(array[timestamptz '4713-01-01 00:00:00+00 BC',
		'294276-12-31 23:59:59.999999+00', '294276-12-31 23:59:59.999999+00']) t), timestamptz '294276-12-31 23:59:59.999999+00',
	'the ends of time');
select is((select mqa_at(touch_agg(1, t, t::text), '106751990 days', 1, 2, '106751990 days') from unnest(array[timestamptz '4713-01-01 00:00:00+00 BC',
		'294276-12-31 23:59:59.999999+00']) t), null, 'are further apart than the longest window');
select is((select first_crossing(touch_agg(p, t), '1 day', 1) from (values (-1e15::float8, timestamptz '2026-01-01 00:00+00'),
		(2, '2026-02-19 00:00+00'), (2, '2026-02-20 00:00+00')) v (p, t)), timestamptz '2026-02-20 00:00+00', 'a debt of 1e15 points is 1.78 after 49 half-lives, and 0.89 after 50');
-- the sum of 2^(-k/10) from k = 0 on is 1 / (1 - 2^-0.1) = 14.9327; 89 terms of it are 14.9014
select is((select first_crossing_local(touch_agg(1, date '2000-01-01' + i), '10 days', 14.94) from generate_series(1, 20000) i), null, 'many touches stay below the limit of their sum');
select is((select first_crossing_local(touch_agg(1, date '2000-01-01' + i), '10 days', 14.9) from generate_series(1, 20000) i), timestamp '2000-03-30', 'and come near it');
select is((select people(touch_agg(1, date '2000-01-01', md5(i::text))) from generate_series(1, 20000) i), 20000::bigint, 'many people');
select is((select octet_length(touch_summary_send(touch_agg(1, date '2000-01-01', repeat('x', 1000000)))) from generate_series(1, 3)), 6 + 3 * 1000020, 'and long names');
create function pg_temp.is_cancelled(query text) returns boolean language plpgsql as $$
begin
	execute query;
	return false;
exception when query_canceled then
	return true;
end
$$;
-- in order already and without people, so that there is nothing to sort: the sweep itself is cancelled
create temp table long_history as
select touch_agg(1, timestamptz '2000-01-01 00:00+00' + i * interval '1 second') as s from generate_series(1, 2000000) i;
set statement_timeout = '30ms';
select ok(pg_temp.is_cancelled($$select first_crossing(s, interval '1 day', 1e9) from long_history$$), 'a long sweep can be cancelled');
set statement_timeout = 0;
select * from finish();
