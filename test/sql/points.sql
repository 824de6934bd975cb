-- Scores put together in plain SQL: decay, caps, fit and behaviour, grades.
--
-- The reference cases are those of reference/lead_score.csv: 50-digit sums for
-- decay, hand-made ones for the rest.  The case of a quadratic decay there
-- only fixes a definition; this extension has exponential decay.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
set timezone = 'UTC';
select plan(22);

create function pg_temp.agrees(got float8, expected float8, rel_tol float8) returns boolean language sql immutable as $$
	select case when expected is null then got is null
		else coalesce(abs(got - expected) <= rel_tol * abs(expected), false) end $$;

-- ---------------------------------------------------------------------------
-- Decay: sum of points * 2^(-(as_of - t) / half_life), in days; events after as_of do not count
-- ---------------------------------------------------------------------------
create temp table decay_case (case_id text, days float8[], points float8[], half_life float8, as_of float8, score float8);
insert into decay_case values
	('decay_s1', '{0,3,7,7,14,30}', '{10,5,20,1,3,50}', 7, 30, 53.626369397053615),
	('decay_s2', '{0,3,7,7,14,30}', '{10,5,20,1,3,50}', 30, 45.5, 50.39370983255695),
	('decay_s3', '{0,10,20}', '{10,-4,2.5}', 10, 20, 3),
	('decay_s4_future_excluded', '{0,40}', '{10,100}', 14, 28, 2.5),
	('decay_s5_empty', '{}', '{}', 7, 30, null);
create temp view decay_event as
select c.*, timestamptz '2026-01-01 00:00+00' + as_of * interval '1 day' as read_at, e.points as p,
	timestamptz '2026-01-01 00:00+00' + e.day * interval '1 day' as at, half_life * interval '1 day' as half
from decay_case c left join lateral unnest(c.days, c.points) e (day, points) on true;

select is_empty($$select case_id, score, got from (select case_id, score, lead_score(p, at, half, read_at) as got from decay_event group by case_id, score) c
	where not pg_temp.agrees(got, score, 1e-12)$$, 'lead_score agrees with the reference');
select is_empty($$select case_id, score, got from (select case_id, score, score(score_agg(p, at, half) filter (where at <= read_at), read_at) as got
		from decay_event group by case_id, score, read_at) c
	where not pg_temp.agrees(got, score, 1e-12)$$, 'and so does score_agg, read at that time');
select is_empty($$select case_id, score, got from (select case_id, score, score(rollup(s), read_at) as got
		from (select case_id, score, read_at, p, score_agg(p, at, half) filter (where at <= read_at) as s from decay_event group by 1, 2, 3, 4) e
		group by case_id, score, read_at) c
	where not pg_temp.agrees(got, score, 1e-12)$$, 'and a rollup of parts');
select is((select count(*) from decay_case), 5::bigint, 'cases that were compared');

-- ---------------------------------------------------------------------------
-- Caps: the latest n events of a rule and a calendar day earn points
-- ---------------------------------------------------------------------------
create temp table event (at timestamptz, points float8, rule text);
insert into event
select timestamptz '2026-01-01 00:00+00' + day * interval '1 day', points, rule
from (values (0.1, 1, 'open'), (0.5, 1, 'open'), (0.9, 1, 'open'), (1.2, 1, 'open'), (1.3, 5, 'click'), (1.9, 5, 'click'),
	(2.5, 1, 'open'), (2.6, 1, 'open'), (2.7, 1, 'open'), (2.8, 30, 'demo')) v (day, points, rule);
create temp view capped as
select *, row_number() over (partition by rule, at::date order by at desc, points desc) as nth from event;
select ok(pg_temp.agrees(lead_score(points, at, '7 days', timestamptz '2026-01-04 00:00+00') filter (where nth <= 2), 42.482666662141206, 1e-12),
	'cap_s1: two of a rule and day') from capped;
select ok(lead_score(points, at, '7 days', timestamptz '2026-01-04 00:00+00') > 42.5, 'which without the cap is more') from capped;
select is((select count(*) from capped where nth > 2), 2::bigint, 'by two events');

-- Several rules with a cap, points and a half-life each: one sum per half-life
create temp table rule (rule text, points float8, cap int, half_life interval);
insert into rule values ('open', 1, 1, '7 days'), ('click', 5, 2, '7 days'), ('demo', 30, 1, '28 days');
-- by hand: opens on days 0.9, 1.2 and 2.7, clicks on 1.3 and 1.9, one demo on 2.8; read on day 3
select ok(pg_temp.agrees(sum(score),
		power(2, -2.1 / 7) + power(2, -1.8 / 7) + power(2, -0.3 / 7) + 5 * power(2, -1.7 / 7) + 5 * power(2, -1.1 / 7) + 30 * power(2, -0.2 / 28), 1e-12),
	'rules with a cap and a half-life of their own')
from (select lead_score(r.points, e.at, half_life, timestamptz '2026-01-04 00:00+00') as score
	from (select *, row_number() over (partition by rule, at::date order by at desc) as nth from event) e join rule r using (rule)
	where nth <= cap group by half_life) s;

-- ---------------------------------------------------------------------------
-- Grades by thirds of a letter: start D, each criterion moves, clipped to F..A+
-- ---------------------------------------------------------------------------
create temp table grade_case (case_id text, thirds int[], grade text);
insert into grade_case values ('grade_s1', '{2,2,2,2,2}', 'A+'), ('grade_s2', '{-1,2}', 'D+'), ('grade_s3', '{1,1,1,1,1,1,1,1,1,1}', 'A+'),
	('own: none', '{}', 'D'), ('own: floor', '{-1,-1,-1,-1}', 'F'), ('own: one letter', '{3}', 'C'), ('own: ceiling', '{9,9}', 'A+'),
	('own: NULL is no criterion', '{2,null}', 'C-');
select is_empty($$select case_id, grade, got from (select case_id, grade,
			(array['F', 'D-', 'D', 'D+', 'C-', 'C', 'C+', 'B-', 'B', 'B+', 'A-', 'A', 'A+'])[1 + least(greatest(2 + coalesce(sum(t), 0), 0), 12)] as got
		from grade_case left join lateral unnest(thirds) t on true group by case_id, grade) c
	where got is distinct from grade$$, 'grades by thirds agree with the reference');

-- ---------------------------------------------------------------------------
-- Fit and behaviour
-- ---------------------------------------------------------------------------
create temp view combined as
select fit, behaviour, weight, weight * fit + (1 - weight) * behaviour as additive,
	power(fit, weight) * power(behaviour, 1 - weight) as geometric,
	substr('DCBA', 1 + width_bucket(fit, array[25, 50, 75]::float8[]), 1) || 3 - width_bucket(behaviour, array[30, 70]::float8[]) as cell
from (values (80::float8, 35::float8, 0.4::float8), (0, 35, 0.4), (80, 0, 0.4), (75, 70, 0.5), (74.99, 69.99, 0.5), (24, 29.99, 0.5), (null, 35, 0.4)) v (fit, behaviour, weight);
select ok(pg_temp.agrees(additive, 53, 1e-13), 'combine_s1: additive') from combined where fit = 80 and behaviour = 35;
select ok(pg_temp.agrees(geometric, 48.71658325766914, 1e-13), 'combine_s1: geometric') from combined where fit = 80 and behaviour = 35;
select is(geometric, 0::float8, 'geometric is 0 without fit') from combined where fit = 0;
select is(geometric, 0::float8, 'or without behaviour') from combined where behaviour = 0;
select is(cell, 'A2', 'matrix_s1') from combined where fit = 80 and behaviour = 35;
select is(cell, 'A1', 'a score at a cut is above it') from combined where fit = 75;
select is(cell, 'B2', 'and one below is not') from combined where fit = 74.99;
select is(cell, 'D3', 'the lowest cell') from combined where fit = 24;
select is(coalesce(additive, geometric), null, 'an unknown fit leaves the combination unknown') from combined where fit is null;
select is(cell, null, 'and the cell') from combined where fit is null;

-- ---------------------------------------------------------------------------
-- Running points without decay, and a score that somebody else keeps: when was the threshold first reached?
-- ---------------------------------------------------------------------------
select is((select min(at) from (select at, sum(points) over (order by at) as total from event) r where total >= 10),
	timestamptz '2026-01-02 21:36+00', 'without decay: 4 opens, then 5 and 5 by day 1.9');
select is((select first_crossing(touch_agg(points, at), '7 days', 10) from event), timestamptz '2026-01-02 21:36+00',
	'with decay the same day: 13.26 points by then');
select is((select min(at) filter (where score >= 40) from (values (timestamptz '2026-01-01 00:00+00', 35), ('2026-01-02 00:00+00', 41),
		('2026-01-03 00:00+00', 38), ('2026-01-04 00:00+00', 45)) h (at, score)), timestamptz '2026-01-02 00:00+00',
	'a history of scores: the first entry, whatever it fell to since');
select * from finish();
