\set ECHO none
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- nps: NPS, eNPS and CSAT; reference figures, then semantics from empty to hostile.

set client_min_messages = warning;
create extension if not exists pgtap;
create extension if not exists abm_kpi;
set timezone = 'UTC';

begin;
select plan(180);

-- A figure agrees if it is within abs_tol + rel_tol * |expected|; NULL only with NULL.
create function pg_temp.agrees(got float8, expected float8, abs_tol float8, rel_tol float8) returns boolean
	language sql immutable as $$
	select case when expected is null then got is null
		else coalesce(abs(got - expected) <= abs_tol + rel_tol * abs(expected), false) end $$;

-- The summary of some answers on 0..10.
create function pg_temp.nps_of(variadic scores int[]) returns nps_summary language sql immutable as
	$$select nps_agg(score) from unnest(scores) as score$$;

-- ---------------------------------------------------------------------------
-- Reference figures: one survey
-- ---------------------------------------------------------------------------

-- answers: how often each score was given, from lowest on; the reference has the score as a share, ours is in points
create temp table surveys (case_id text, lowest int, answers int[], level float8,
	promoters int, passives int, detractors int, nps float8, low float8, high float8, abs_tol float8, rel_tol float8);
insert into surveys values
	-- counts by definition; limits: Rocks 2016 AW(3,3/4) at 50 digits with mpmath (reference/nps_csat_ces.csv)
	('nps_s1', 0, '{2,1,1,1,1,3,3,9,22,22,35}', 0.95,
		57, 31, 12, 0.45, 0.30121414956442333, 0.572572258202567, 1e-13, 1e-11),
	('nps_s2', 0, '{20,0,0,0,0,0,0,0,30,0,50}', 0.95,
		50, 30, 20, 0.3, 0.1405113017876161, 0.4420129700570441, 1e-13, 1e-11),
	('nps_s3', 0, '{0,0,0,0,0,0,0,0,0,0,1}', 0.95, 1, 0, 0, 1, -0.4849864942025203, 0.9849864942025204, 1e-13, 1e-11),
	('nps_s4', 0, '{0,0,0,0,0,0,0,0,12,0,0}', 0.95, 0, 12, 0, 0, -0.16003038921184368, 0.16003038921184368, 1e-13, 1e-11),
	('enps_s5', 1, '{1,0,2,1,4,6,11,14,9,7}', 0.95,
		16, 25, 14, 0.03636363636363636, -0.15496934634649337, 0.22393486358787268, 1e-13, 1e-11),
	('nps_s6', 0, '{1,0,0,0,0,0,0,0,2,0,5}', 0.9, 5, 2, 1, 0.5, -0.004025895730427389, 0.7312986230031546, 1e-13, 1e-11),
	-- own computation: the same formula at 50 digits with mpmath
	('low level', 0, '{0,0,0,0,1,0,0,2,0,3,4}', 0.5, 7, 2, 1, 0.6, 0.32693248211560242, 0.59614444096132065, 0, 1e-14);

create temp view survey_compared as
	select case_id, quantity, got, expected, pg_temp.agrees(got, expected, abs_tol, rel_tol) as agrees
	from surveys, lateral (
			select case lowest when 0 then nps_agg(score) filter (where lowest = 0)
				else enps_agg(score) filter (where lowest = 1) end as s
			from unnest(answers) with ordinality as a (n, i), generate_series(1, n),
				lateral (select i::int - 1 + lowest as score) as b) as built,
		lateral (values ('promoters', promoters(s), surveys.promoters::float8), ('passives', passives(s), surveys.passives),
			('detractors', detractors(s), surveys.detractors), ('nps', nps(s) / 100, surveys.nps),
			('low', (nps_ci(s, level)).low / 100, surveys.low), ('high', (nps_ci(s, level)).high / 100, surveys.high)
		) as q (quantity, got, expected);

select is_empty(format('select case_id, got, expected from survey_compared where quantity = %L and not agrees', quantity),
	description || ' agrees with the reference')
from (values ('promoters', 'number of promoters'), ('passives', 'number of passives'),
	('detractors', 'number of detractors'), ('nps', 'net promoter score'),
	('low', 'lower limit of the score (adjusted Wald)'),
	('high', 'upper limit of the score (adjusted Wald)')) as v (quantity, description);
select results_eq('select quantity, count(*), count(expected) from survey_compared group by 1 order by 1',
	$$values ('detractors', 7::bigint, 7::bigint), ('high', 7, 7), ('low', 7, 7), ('nps', 7, 7), ('passives', 7, 7),
		('promoters', 7, 7)$$, 'that were 7 surveys');

-- Counts beyond what rows can bring: 4e18 promoters, 1e18 passives, 2e18 detractors (limits: mpmath, 50 digits)
select ok((select pg_temp.agrees(nps(s), 200 / 7::float8, 0, 1e-15) and pg_temp.agrees(ci.low, 28.571428485692848, 0, 1e-15)
		and pg_temp.agrees(ci.high, 28.571428657164295, 0, 1e-15)
	from nps_summary('{1e18,0,0,0,0,0,1e18,0,1e18,0,4e18}'::numeric[]) as s, nps_ci(s, 0.99) as ci),
	'a score of 7e18 answers keeps its digits');
select ok((select ci.high = 100 and pg_temp.agrees(ci.low, 99.99999892857722, 0, 1e-15)
	from nps_ci(nps_summary('{1,0,0,0,0,0,0,0,0,0,1000000000}'::numeric[])) as ci), 'an interval ends at 100 points');
select ok((select ci.low = -100 and pg_temp.agrees(ci.high, -99.99999892857722, 0, 1e-15)
	from nps_ci(nps_summary('{1000000000,0,0,0,0,0,0,0,0,0,1}'::numeric[])) as ci), 'and at -100 points');

-- ---------------------------------------------------------------------------
-- Reference figures: two surveys
-- ---------------------------------------------------------------------------

create temp table survey_pairs (case_id text, promoters1 int, passives1 int, detractors1 int,
	promoters2 int, passives2 int, detractors2 int, level float8,
	difference float8, low float8, high float8, z float8, p_value float8, abs_tol float8, rel_tol float8);
insert into survey_pairs values
	-- unpooled z test as R NPS::nps.test; limits with 3/4, 3/2, 3/4 added to each sample (reference/nps_csat_ces.csv)
	('nps2_s1', 50, 30, 20, 40, 30, 30, 0.95, 0.2, -0.025515959828272608, 0.4138654743913794,
		1.7541160386140584, 0.07941062599894223, 1e-14, 1e-10),
	('nps2_s2', 8, 3, 1, 4, 5, 6, 0.95, 0.7166666666666667, 0.07061989577287434, 1.0849356597826811,
		2.5759589142705765, 0.009996252350173361, 1e-14, 1e-10),
	('nps2_s3', 10, 0, 0, 6, 0, 0, 0.95, 0, -0.39996928810400356, 0.6050974932322087, null, null, 1e-14, 1e-10);

create temp view pair_compared as
	select case_id, quantity, got, expected, pg_temp.agrees(got, expected, abs_tol, rel_tol) as agrees
	from survey_pairs, nps_compare(nps_summary(array[detractors1, 0, 0, 0, 0, 0, 0, passives1, 0, promoters1, 0]::numeric[]),
			nps_summary(array[0, 0, 0, 0, 0, 0, detractors2, 0, passives2, 0, promoters2]::numeric[]), level) as c,
		lateral (values ('difference', c.difference / 100, survey_pairs.difference), ('low', c.low / 100, survey_pairs.low),
			('high', c.high / 100, survey_pairs.high), ('z', c.z, survey_pairs.z),
			('p_value', c.p_value, survey_pairs.p_value)) as q (quantity, got, expected);

select is_empty(format('select case_id, got, expected from pair_compared where quantity = %L and not agrees', quantity),
	description || ' agrees with the reference')
from (values ('difference', 'difference of two scores'), ('low', 'lower limit of the difference (adjusted)'),
	('high', 'upper limit of the difference (adjusted)'), ('z', 'unadjusted z'), ('p_value', 'p value'))
	as v (quantity, description);
select results_eq('select quantity, count(*), count(expected) from pair_compared group by 1 order by 1',
	$$values ('difference', 3::bigint, 3::bigint), ('high', 3, 3), ('low', 3, 3), ('p_value', 3, 2), ('z', 3, 2)$$,
	'that were 3 pairs of surveys');

-- ---------------------------------------------------------------------------
-- Reference figures: satisfaction and mean answers
-- ---------------------------------------------------------------------------

create temp table answer_means (case_id text, lowest int, answers int[], level float8, csat float8, csat_low float8, csat_high float8,
	mean float8, stddev float8, mean_low float8, mean_high float8, abs_tol float8, rel_tol float8);
insert into answer_means values
	-- top box with Wilson, mean with t interval by scipy's t quantile, which is good to 1e-10 (reference/nps_csat_ces.csv)
	('csat_s1', 1, '{3,4,9,31,53}', 0.95, 0.84, 0.7557973061072976, 0.8990471151119522,
		4.27, 0.9934634854737727, 4.072875291141804, 4.467124708858196, 1e-12, 1e-10),
	-- the reference's top box is the best three of seven; the best two: own computation, mpmath
	('ces_s1', 1, '{1,0,2,4,10,18,9}', 0.95, 0.61363636363636364, 0.46623575392378279, 0.74278797249474432,
		5.545454545454546, 1.2659135033191782, null, null, 1e-12, 1e-10),
	-- own computation at 50 digits with mpmath, t by the incomplete beta function (the reference's limits of ces_s1 are off
	-- by 2e-10, as scipy's quantile is)
	('ces_s1 again', 1, '{1,0,2,4,10,18,9}', 0.95, null, null, null,
		5.5454545454545454, 1.2659135033191782, 5.1605816628684833, 5.9303274280406076, 0, 1e-14),
	('csat_s1 again', 1, '{3,4,9,31,53}', 0.95, 0.84, 0.7557973061072976, 0.8990471151119522,
		4.27, 0.99346348547377269, 4.0728752911340814, 4.4671247088659186, 0, 1e-14),
	('nps_s1', 0, '{2,1,1,1,1,3,3,9,22,22,35}', 0.95, null, null, null,
		8.3, 2.1438189279786658, 7.874619814197291, 8.725380185802709, 0, 1e-14),
	('enps_s5', 1, '{1,0,2,1,4,6,11,14,9,7}', 0.99, null, null, null,
		7.4, 1.9398358082484618, 6.7016190001848465, 8.0983809998151535, 0, 1e-14),
	('two answers', 0, '{0,0,0,0,0,0,0,1,1,0,0}', 0.5, null, null, null, 7.5, 0.70710678118654752, 7, 8, 0, 1e-14);

create temp view mean_compared as
	select case_id, quantity, got, expected, pg_temp.agrees(got, expected, abs_tol, rel_tol) as agrees
	from answer_means, lateral (
			select case when cardinality(answers) < 10 then csat_agg(score,
				cardinality(answers)) filter (where cardinality(answers) < 10)
				when lowest = 0 then nps_agg(score) else enps_agg(score) filter (where lowest = 1) end as s
			from unnest(answers) with ordinality as a (n, i), generate_series(1, n),
				lateral (select i::int - 1 + lowest as score) as b) as built,
		lateral (values ('csat', case when csat is not null then csat(s) end, csat),
			('csat_low', case when csat is not null then (csat_ci(s, level)).low end, csat_low),
			('csat_high', case when csat is not null then (csat_ci(s, level)).high end, csat_high),
			('mean', average_score(s), mean), ('stddev', score_stddev(s), stddev),
			('mean_low', (average_score_ci(s, level)).low, mean_low),
			('mean_high', (average_score_ci(s, level)).high, mean_high)) as q (quantity, got, expected)
	where expected is not null;

select is_empty(format('select case_id, got, expected from mean_compared where quantity = %L and not agrees', quantity),
	description || ' agrees with the reference')
from (values ('csat', 'customer satisfaction'), ('csat_low', 'lower limit of the satisfaction (Wilson)'),
	('csat_high', 'upper limit of the satisfaction (Wilson)'), ('mean', 'mean answer'),
	('stddev', 'standard deviation of the answers'), ('mean_low', 'lower limit of the mean answer (Student)'),
	('mean_high', 'upper limit of the mean answer (Student)')) as v (quantity, description);
select results_eq('select quantity, count(*) from mean_compared group by 1 order by 1',
	$$values ('csat', 3::bigint), ('csat_high', 3), ('csat_low', 3), ('mean', 7), ('mean_high', 6), ('mean_low', 6), ('stddev', 7)$$,
	'that were 3 satisfactions and 7 means, 6 of them with limits');

-- ---------------------------------------------------------------------------
-- Empty, NULL, one, many
-- ---------------------------------------------------------------------------

create temp table answers (id int, region text, score int);
insert into answers values (1, 'east', 10), (2, 'east', 9), (3, 'east', 7), (4, 'east', 0), (5, 'west', 6), (6, 'west', 8),
	(7, 'west', null), (8, 'west', 10), (9, null, 3), (10, null, null);
-- 3 promoters, 2 passives, 3 detractors, 2 without an answer; sum 53

select is((select nps_agg(score)::text from answers where false), '(0,0,0,0,0,0,0,0,0,0,0)', 'no rows: an empty summary, not NULL');
select is((select csat_agg(score, 5)::text from answers where false), '(0,0,0,0,0,0,0,0,0,0,0)', 'so it is for CSAT: no scale yet');
select is((select nps(score) from answers where false), null, 'no rows: no NPS');
select is((select enps(score) from answers where false), null, 'no rows: no eNPS');
select is((select csat(score, 5) from answers where false), null, 'no rows: no CSAT');
select results_eq('select promoters(s), passives(s), detractors(s), responses(s)
	from nps_summary(array_fill(0, array[11])::numeric[]) as s',
	'values (0::bigint, 0::bigint, 0::bigint, 0::bigint)', 'no answers: all counts are 0');
select ok((select nps_ci(s) is null and csat_ci(s) is null and average_score_ci(s) is null and csat(s) is null
	and average_score(s) is null and score_stddev(s) is null from nps_summary(array_fill(0, array[11])::numeric[]) as s),
	'no answers: no figure and no interval');
select ok((select nps_compare(e, s) is null and nps_compare(s, e) is null
	from nps_summary(array_fill(0, array[11])::numeric[]) as e, pg_temp.nps_of(9) as s), 'no answers on one side: no comparison');
select is((select nps_agg(score)::text from answers where score is null), '(0,0,0,0,0,0,0,0,0,0,0)', 'only NULLs: nothing is counted');
select is((select nps(score) from answers where score is null), null, 'only NULLs: no NPS');
select is((select csat(score, 10) from answers where score is null), null, 'only NULLs: no CSAT');
select is((select rollup(s)::text from unnest(array[null, '1..3(1,0,2)', null]::nps_summary[]) as s), '1..3(1,0,2)',
	'a NULL summary is left out of a rollup');
select is((select rollup(s)::text from unnest(array['(0,0,0,0,0,0,0,0,0,0,0)', '1..3(1,0,2)',
	'(0,0,0,0,0,0,0,0,0,0,0)']::nps_summary[]) as s),
	'1..3(1,0,2)', 'an empty summary has no scale and merges with any');

select is((select array_agg(n order by score) from (select score, nps(score) as n
	from generate_series(0, 10) as score group by score) as v),
	'{-100,-100,-100,-100,-100,-100,-100,0,0,100,100}'::float8[], 'NPS: 0 to 6 detract, 7 and 8 are passive, 9 and 10 promote');
select is((select array_agg(n order by score) from (select score, enps(score) as n
	from generate_series(1, 10) as score group by score) as v),
	'{-100,-100,-100,-100,-100,-100,0,0,100,100}'::float8[], 'eNPS: 1 to 6 detract, 7 and 8 are passive, 9 and 10 promote');
select is((select string_agg(scale || ':' || boxes, ' ' order by scale) from (
		select scale, string_agg(c::text, '' order by score) as boxes from (
			select scale, score, csat(score, scale) as c from generate_series(3, 10) as scale, generate_series(1, scale) as score
			group by scale, score) as v group by scale) as w),
	'3:011 4:0011 5:00011 6:000011 7:0000011 8:00000011 9:000000011 10:0000000011',
		'CSAT: the two best scores of each scale of 3 to 10');
select ok((select score_stddev(s) is null and average_score_ci(s) is null and average_score(s) = 7 and nps_ci(s) is not null
	from pg_temp.nps_of(7) as s), 'one answer: a mean, but no deviation and no t interval');
select ok((select score_stddev(s) = 0 and average_score_ci(s) = (7, 7)::kpi_interval from pg_temp.nps_of(7, 7, 7, 7, 7) as s),
	'five equal answers: deviation 0');
select is((select average_score_ci(nps_agg(score)) from (values (0), (10)) as v (score)), (0, 10)::kpi_interval,
	'the interval of a mean stays on the scale 0..10');
select is((select average_score_ci(csat_agg(score, 4)) from (values (1), (4)) as v (score)), (1, 4)::kpi_interval, 'and on 1..4');
select is((select average_score_ci(enps_agg(score)) from (values (1), (10)) as v (score)), (1, 10)::kpi_interval, 'and on 1..10');

select is(average_score_ci(pg_temp.nps_of(7, 7, 7, 8, 8, 8, 8), 1e-20), (53 / 7::float8, 53 / 7::float8)::kpi_interval,
	'a level next to 0 leaves the mean');

select is((select nps_agg(score)::text from answers), '(1,0,0,1,0,0,1,1,1,1,2)', 'eight answers by score, the two NULLs left out');
select results_eq('select promoters(s), passives(s), detractors(s), responses(s) from (select nps_agg(score) as s from answers) as v',
	'values (3::bigint, 2::bigint, 3::bigint, 8::bigint)', '3 promoters, 2 passives, 3 detractors, 8 responses');
select is((select nps(score) from answers), 0::float8, 'as many promoters as detractors: NPS 0, which is not NULL');
select is((select nps(score) from answers where id <= 4), 25::float8, 'NPS is in points: 2 promoters, 1 detractor of 4 are 25');
select is((select average_score(nps_agg(score)) from answers), 53 / 8::float8, 'mean answer');
select ok((select pg_temp.agrees(score_stddev(nps_agg(score)), stddev_samp(score)::float8, 0, 1e-15) from answers),
	'the deviation is that of stddev_samp');
select is((select nps(score) from answers where region = 'west'), (select nps(nps_agg(score)) from answers where region = 'west'),
	'NPS: one step equals two');
select is((select enps(score) from answers where score > 0), (select nps(enps_agg(score)) from answers where score > 0),
	'eNPS: one step equals two');
select is((select csat(score, 10) from answers where score > 0), (select csat(csat_agg(score, 10)) from answers where score > 0),
	'CSAT: one step equals two');
select is((select csat(nps_agg(score)) from answers), 3 / 8::float8, 'csat() of a 0..10 question: 9 and 10');
select is((select nps(csat_agg(score, 10)) from answers where score > 0), (select enps(score) from answers where score > 0),
	'nps() of a 1..10 satisfaction question reads it as eNPS');
select is((select nps(nps_agg(score)) from answers),
	(select 100.0 * (count(*) filter (where score >= 9) - count(*) filter (where score <= 6)) / count(score) from answers)::float8,
	'the plain SQL for it gives the same');
select ok((select s.difference = -t.difference and s.low = -t.high and s.high = -t.low and s.z = -t.z and s.p_value = t.p_value
	from nps_compare(nps_summary('{3,0,0,0,0,0,0,5,0,9,0}'::numeric[]), nps_summary('{4,0,0,0,0,0,0,5,0,2,0}'::numeric[])) as s,
		nps_compare(nps_summary('{4,0,0,0,0,0,0,5,0,2,0}'::numeric[]), nps_summary('{3,0,0,0,0,0,0,5,0,9,0}'::numeric[])) as t),
	'turning a comparison round turns its signs round');
select ok((select c.difference = 200 and c.high = 200 and c.low < 200 and c.z is null and c.p_value is null
	from nps_compare(nps_summary('{0,0,0,0,0,0,0,0,0,0,1000000}'::numeric[]), nps_summary('{1000000,0,0,0,0,0,0,0,0,0,0}'::numeric[]),
		0.99999999) as c),
	'all for and all against: a difference of 200 points, limits on the scale, no z');
select ok((select nps_ci(s) = nps_ci(s, 0.95) and csat_ci(s) = csat_ci(s, 0.95) and average_score_ci(s) = average_score_ci(s, 0.95)
	and nps_compare(s, s) = nps_compare(s, s, 0.95) from pg_temp.nps_of(0, 7, 10) as s), 'the level is 95 % if none is given');
select is(csat_ci(csat_summary), rate_ci(rate_summary(84, 100)), 'an interval of satisfaction is that of the rate 84 of 100')
from (values ('1..5(3,4,9,31,53)'::nps_summary)) as v (csat_summary);

-- ---------------------------------------------------------------------------
-- Types of scores
-- ---------------------------------------------------------------------------

create temp table typed as select score, score::smallint as s2, score::bigint as s8, score::numeric as n, score::numeric(4, 2) as n2,
	score::float8 as f8, score::real as f4 from answers;
create temp table summaries_by_type as select
	(select array[nps_agg(score)::text, nps_agg(s2)::text, nps_agg(s8)::text, nps_agg(n)::text, nps_agg(n2)::text,
		nps_agg(f8)::text, nps_agg(f4)::text] from typed) as nps,
	(select array[enps_agg(score)::text, enps_agg(s2)::text, enps_agg(s8)::text, enps_agg(n)::text, enps_agg(n2)::text,
		enps_agg(f8)::text, enps_agg(f4)::text] from typed where score > 0) as enps,
	(select array[csat_agg(score, 10)::text, csat_agg(s2, 10)::text, csat_agg(s8, 10)::text, csat_agg(n, 10)::text,
		csat_agg(n2, 10)::text, csat_agg(f8, 10)::text, csat_agg(f4, 10)::text] from typed where score > 0) as csat;
select is((select nps from summaries_by_type), array_fill('(1,0,0,1,0,0,1,1,1,1,2)'::text, array[7]),
	'NPS counts integer, smallint, bigint, numeric, numeric(4,2), float8 and real scores alike');
select is((select enps from summaries_by_type), array_fill('1..10(0,0,1,0,0,1,1,1,1,2)'::text, array[7]), 'so does eNPS');
select is((select csat from summaries_by_type), array_fill('1..10(0,0,1,0,0,1,1,1,1,2)'::text, array[7]), 'so does CSAT');
select is((select array[nps(score), nps(n), nps(f8), enps(score), enps(n), enps(f8)] from typed where score > 0),
	'{14.285714285714286,14.285714285714286,14.285714285714286,14.285714285714286,14.285714285714286,14.285714285714286}'::float8[],
	'the one-step names as well: 3 promoters, 2 detractors of 7');
select is((select array[csat(score, 10), csat(n, 10), csat(f8, 10)] from typed where score > 0), array_fill(3 / 7::float8, array[3]),
	'csat as well: 3 of 7');
select is((select nps_agg(n)::text from unnest('{9,9.0,9.000,0.9e1,10.00,1e1,0.0,-0.0}'::numeric[]) as n), '(2,0,0,0,0,0,0,0,0,4,2)',
	'zeros behind the point and exponents are whole numbers');
select is((select nps_agg(f)::text from unnest('{9,1e1,0,-0}'::float8[]) as f), '(2,0,0,0,0,0,0,0,0,1,1)', 'minus zero is zero');

-- ---------------------------------------------------------------------------
-- In queries: FILTER, DISTINCT, grouping sets, rollups, windows
-- ---------------------------------------------------------------------------

select is((select nps(score) filter (where region = 'east') from answers), 25::float8, 'FILTER: the east alone');
select is((select nps(score) filter (where region = 'south') from answers), null, 'FILTER that takes nothing: NULL');
select is((select nps_agg(distinct score)::text from answers), '(1,0,0,1,0,0,1,1,1,1,1)', 'DISTINCT: each score once');
select is((select csat(distinct score, 10) from answers where score > 0), 2 / 6::float8, 'DISTINCT with two arguments');
select bag_eq('select region, nps_agg(score)::text, nps(score) from answers group by rollup (region)', $$
	select region, nps_agg(score)::text, nps(score) from answers group by region
	union all select null, nps_agg(score)::text, nps(score) from answers$$, 'ROLLUP equals its groupings one by one');
select bag_eq('select region, id % 2 as half, csat_agg(score, 10)::text from answers where score > 0 group by cube (region, id % 2)', $$
	select region, id % 2, csat_agg(score, 10)::text from answers where score > 0 group by region, id % 2
	union all select region, null, csat_agg(score, 10)::text from answers where score > 0 group by region
	union all select null, id % 2, csat_agg(score, 10)::text from answers where score > 0 group by id % 2
	union all select null, null, csat_agg(score, 10)::text from answers where score > 0$$, 'CUBE equals its groupings one by one');
select is((select rollup(s)::text from (select nps_agg(score) as s from answers group by region) as v),
	(select nps_agg(score)::text from answers), 'the rollup of the regions is the whole');

create temp table month as
	select id, case when id % 7 <> 0 then id * 7919 % 11 end as nps_score,
		case when id % 9 <> 0 then 1 + id * 7919 % 5 end as csat_score
	from generate_series(1, 60) as id;
select is_empty(format($$
	select * from (select id, nps_agg(nps_score) over w as m1, enps_agg(nullif(nps_score, 0)) over w as m2,
			csat_agg(csat_score, 5) over w as m3, nps(nps_score::numeric) over w as m4, csat(csat_score::float8, 5) over w as m5
		from month window w as (order by id rows between %1$s preceding and %2$s preceding)) as a,
		lateral (select nps_agg(nps_score) as f1, enps_agg(nullif(nps_score, 0)) as f2, csat_agg(csat_score, 5) as f3
			from month as b where b.id between a.id - %1$s and a.id - %2$s) as b
	where (m1::text, m2::text, m3::text, m4, m5) is distinct from (f1::text, f2::text, f3::text, nps(f1), csat(f3))$$, first_row,
		last_row),
	'a window from ' || first_row || ' to ' || last_row || ' rows back equals the same rows counted afresh')
from (values (4, 0), (20, 3), (3, 3), (60, 30)) as v (first_row, last_row);
select is_empty($$
	select * from (select id, rollup(s) over (order by id rows between 5 preceding and 1 following) as moving
		from (select id, csat_agg(csat_score, 5) as s from month group by id) as days) as a,
		lateral (select csat_agg(csat_score, 5) as afresh from month as b where b.id between a.id - 5 and a.id + 1) as b
	where moving::text <> afresh::text$$, 'a moving rollup of daily summaries equals the same rows counted afresh');
select is((select string_agg(coalesce(c::text, 'none'), ' ' order by id)
	from (select id, csat(score, scale) over (order by id rows between 1 preceding and current row) as c
		from (values (1, 5, 5), (2, null, null), (3, 5, 7), (4, null, 7), (5, null, 9), (6, 9, 9)) as v (id, score, scale)) as w),
	'1 1 0 0 none 1', 'a window that has moved off one scale may enter another');

create temp sequence calls;
create function pg_temp.seen(n int) returns int language plpgsql immutable as $$begin perform nextval('calls'); return n; end$$;
select is((select nps(pg_temp.seen(score)) = nps(nps_agg(pg_temp.seen(score))) from answers), true, 'nps and nps_agg of one column');
select is(nextval('calls'), 11::bigint, 'they pass over its 10 rows once, not twice');

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

create table test_nps_parallel with (fillfactor = 10) as
	select g % 5 as grp, case when g % 13 <> 0 then (g * 7919::bigint % 11)::int end as score, (1 + g * 104729::bigint % 7)::int as ease
	from generate_series(1, 20000) as g;
analyze test_nps_parallel;
create temp table serial as
	select grp, nps_agg(score)::text as a, nps(score) as b, csat_agg(ease, 7)::text as c, enps_agg(ease::numeric)::text as d
	from test_nps_parallel group by grp;
set local min_parallel_table_scan_size = 0;
set local parallel_setup_cost = 0;
set local parallel_tuple_cost = 0;
set local max_parallel_workers_per_gather = 2;
set local parallel_leader_participation = off;
select ok(pg_temp.plan_has('select grp, nps_agg(score), nps(score), csat_agg(ease, 7), enps_agg(ease::numeric)
	from test_nps_parallel group by grp',
	'Partial'), 'scores by group are partly aggregated in parallel workers');
select ok(pg_temp.plan_has('select nps(score) from test_nps_parallel', 'Partial Aggregate'), 'so is the overall NPS');
create temp table parallel as
	select grp, nps_agg(score)::text as a, nps(score) as b, csat_agg(ease, 7)::text as c, enps_agg(ease::numeric)::text as d
	from test_nps_parallel group by grp;
select bag_eq('select * from parallel', 'select * from serial', 'parallel equals serial exactly');
select is((select sum(responses(a::nps_summary)) from parallel), (select count(score)::numeric from test_nps_parallel),
	'and counts every answer');

-- The workers may have left all rows to one of them. Partitions that are aggregated one by one have to meet.
create table test_nps_parts (like test_nps_parallel) partition by range (ease);
create table test_nps_part_low partition of test_nps_parts for values from (1) to (3);
create table test_nps_part_high partition of test_nps_parts for values from (3) to (8);
insert into test_nps_parts select * from test_nps_parallel;
analyze test_nps_parts;
set local max_parallel_workers_per_gather = 0;
set local enable_partitionwise_aggregate = on;
select ok(pg_temp.plan_has('select grp, nps_agg(score), nps(score), csat_agg(ease, 7), enps_agg(ease::numeric)
	from test_nps_parts group by grp', 'Finalize'), 'partitions are aggregated one by one');
create temp table parts as
	select grp, nps_agg(score)::text as a, nps(score) as b, csat_agg(ease, 7)::text as c, enps_agg(ease::numeric)::text as d
	from test_nps_parts group by grp;
select bag_eq('select * from parts', 'select * from serial', 'partitions equal the whole exactly');

-- ---------------------------------------------------------------------------
-- Hostile
-- ---------------------------------------------------------------------------

select throws_ok(format('select %s(%s)', f, args), '22003',
	format('score %s is out of range, it must be a whole number from %s to %s', said, lowest, highest),
	format('%s(%s) is refused', f, args))
from (values
	('nps', '11', '11', 0, 10), ('nps', '-1', '-1', 0, 10), ('nps', '2147483647', '2147483647', 0, 10),
	('nps', '11::bigint', '11', 0, 10), ('nps', '(-1)::smallint', '-1', 0, 10),
	('nps', '8.5', '8.5', 0, 10), ('nps', '8.05', '8.05', 0, 10), ('nps', '-0.5', '-0.5', 0, 10), ('nps', '10.01', '10.01', 0, 10),
	('nps', '11.0', '11.0', 0, 10), ('nps', '1e30', '1000000000000000000000000000000', 0, 10),
	('nps', $$'NaN'::numeric$$, 'NaN', 0, 10), ('nps', $$'Infinity'::numeric$$, 'Infinity', 0, 10),
	('nps', '8.5::float8', '8.5', 0, 10), ('nps', '(-0.1)::float8', '-0.1', 0, 10), ('nps', '11::float8', '11', 0, 10),
	('nps', '10.000000000000002::float8', '10.000000000000002', 0, 10), ('nps', '1e300::float8', '1e+300', 0, 10),
	('nps', $$'NaN'::float8$$, 'NaN', 0, 10), ('nps', $$'Infinity'::float8$$, 'Infinity', 0, 10),
	('nps', $$'-Infinity'::float8$$, '-Infinity', 0, 10),
	('nps_agg', '11', '11', 0, 10), ('nps_agg', '8.5', '8.5', 0, 10), ('nps_agg', $$'NaN'::float8$$, 'NaN', 0, 10),
	('enps', '0', '0', 1, 10), ('enps', '11', '11', 1, 10), ('enps', '0.0', '0.0', 1, 10), ('enps', '0::float8', '0', 1, 10),
	('enps_agg', '0', '0', 1, 10), ('enps_agg', '7.5', '7.5', 1, 10), ('enps_agg', $$'NaN'::float8$$, 'NaN', 1, 10),
	('csat', '6, 5', '6', 1, 5), ('csat', '0, 5', '0', 1, 5), ('csat', '4.5, 5', '4.5', 1, 5),
		('csat', $$'NaN'::float8, 5$$, 'NaN', 1, 5),
	('csat_agg', '8, 7', '8', 1, 7), ('csat_agg', '0.5, 7', '0.5', 1, 7), ('csat_agg', '11::float8, 10', '11', 1, 10)
) as v (f, args, said, lowest, highest);

select throws_ok(query, code, message, description)
from (values
	('select csat(3, null::int)', '22004', 'scale_max must not be null', 'a NULL scale_max is refused'),
	('select csat_agg(3.0, null::int)', '22004', 'scale_max must not be null', 'by csat_agg as well'),
	('select csat(1, 2)', '22023', 'scale_max 2 is out of range, it must be from 3 to 10', 'a scale of 2 is refused'),
	('select csat(1, 11)', '22023', 'scale_max 11 is out of range, it must be from 3 to 10', 'a scale of 11 is refused'),
	('select csat_agg(1::float8, 0)', '22023', 'scale_max 0 is out of range, it must be from 3 to 10', 'a scale of 0 is refused'),
	('select csat(1, -5)', '22023', 'scale_max -5 is out of range, it must be from 3 to 10', 'a negative scale is refused'),
	('select csat(score, scale) from (values (3, 5), (3, 7)) as v (score, scale)', '22023',
		'cannot merge answers on a scale of 1..5 with answers on a scale of 1..7', 'mixed scales in one group are refused'),
	('select rollup(s) from (select unnest(array[nps_agg(9), enps_agg(9)]) as s) as v', '22023',
		'cannot merge answers on a scale of 0..10 with answers on a scale of 1..10', 'NPS and eNPS answers do not mix in a rollup'),
	($$select rollup(s) from unnest('{"1..5(0,0,0,0,1)","1..7(0,0,0,0,0,0,1)"}'::nps_summary[]) as s$$, '22023',
		'cannot merge answers on a scale of 1..5 with answers on a scale of 1..7', 'nor do satisfactions of 5 and of 7'),
	($$select nps_uncombine('1..5(0,0,0,0,1)', '1..7(0,0,0,0,0,0,1)')$$, '22023',
		'cannot merge answers on a scale of 1..5 with answers on a scale of 1..7', 'nor are they taken away from each other'),
	($$select rollup(s) from unnest('{"(0,0,0,0,0,0,0,0,0,9223372036854775807,0)","(0,0,0,0,0,0,0,0,0,1,0)"}'::nps_summary[]) as s$$,
		'22003',
		'more than 9223372036854775807 answers in one nps_summary', 'a rollup beyond 2^63-1 answers of one score is refused'),
	($$select rollup(s) from unnest('{"(0,0,0,0,0,0,0,0,0,9223372036854775807,0)","(1,0,0,0,0,0,0,0,0,0,0)"}'::nps_summary[]) as s$$,
		'22003',
		'more than 9223372036854775807 answers in one nps_summary', 'and of all scores together'),
	('select nps_discard(nps_agg(9), 8)', '22023', 'cannot take away from a nps_summary what is not in it',
		'an 8 cannot be taken from a 9'),
	('select nps_discard(nps_discard(nps_agg(9), 9), 9)', '22023',
		'cannot take away from a nps_summary what is not in it', 'nothing can be taken from nothing'),
	('select csat_discard(csat_agg(5, 5), 5, 7)', '22023',
		'cannot merge answers on a scale of 1..5 with answers on a scale of 1..7', 'an answer on another scale cannot be taken away'),
	($$select nps_uncombine('(0,0,0,0,0,0,0,0,0,2,0)', '(0,0,0,0,0,0,0,0,0,1,1)')$$, '22023',
		'cannot take away from a nps_summary what is not in it', 'nor can a summary that is not in it'),
	($$select nps_summary('{1,2,3}'::numeric[])$$, '22023', 'counts must have 11 elements, for the scores 0 to 10, not 3',
		'three counts are refused'),
	($$select nps_summary('{}'::numeric[])$$, '22023', 'counts must have 11 elements, for the scores 0 to 10, not 0',
		'no counts are refused'),
	($$select nps_summary('{1,2,3,4,5,6,7,8,9,10,11,12}'::numeric[])$$, '22023',
		'counts must have 11 elements, for the scores 0 to 10, not 12', 'twelve counts are refused'),
	($$select nps_summary('{1,2,3,4,5,null,7,8,9,10,11}'::numeric[])$$, '22004', 'counts must not contain nulls',
		'a NULL count is refused'),
	($$select nps_summary('{1,2,3,4,5,-6,7,8,9,10,11}'::numeric[])$$, '22003',
		'count -6 is out of range, it must be a whole number from 0 to 9223372036854775807', 'a negative count is refused'),
	($$select nps_summary('{1,2,3,4,5,6.5,7,8,9,10,11}'::numeric[])$$, '22003',
		'count 6.5 is out of range, it must be a whole number from 0 to 9223372036854775807', 'half an answer is refused'),
	($$select nps_summary('{1,2,3,4,5,NaN,7,8,9,10,11}'::numeric[])$$, '22003',
		'count NaN is out of range, it must be a whole number from 0 to 9223372036854775807', 'NaN answers are refused'),
	($$select nps_summary('{9223372036854775808,0,0,0,0,0,0,0,0,0,0}'::numeric[])$$, '22003',
		'count 9223372036854775808 is out of range, it must be a whole number from 0 to 9223372036854775807',
			'2^63 answers are refused'),
	($$select nps_summary('{9223372036854775807,0,0,0,0,0,0,0,0,0,1}'::numeric[])$$, '22003', 'invalid nps_summary',
		'so are 2^63 answers together'),
	($$select nps_summary('{{1,2,3,4,5,6,7,8,9,10,11}}'::numeric[])$$, '2202E', 'counts must be a one-dimensional array',
		'a matrix is refused')
) as v (query, code, message, description);

select throws_ok(format(query, $$'1..5(0,0,0,0,1)'::nps_summary$$), '22023',
	'a net promoter score needs answers on a scale of 0..10 or 1..10, not 1..5', name || ' refuses answers on 1..5')
from (values ('nps', 'select nps(%s)'), ('promoters', 'select promoters(%s)'), ('passives', 'select passives(%s)'),
	('detractors', 'select detractors(%s)'), ('nps_ci', 'select nps_ci(%s)'),
	('nps_compare, on the left,', 'select nps_compare(%s, pg_temp.nps_of(9))'),
	('nps_compare, on the right,', 'select nps_compare(pg_temp.nps_of(9), %s)')) as v (name, query);
select throws_ok(format('select %s from pg_temp.nps_of(7, 9) as s', format(call, quote_literal(level))), '22023',
	format('confidence level %s is out of range, it must be above 0 and below 1', level),
	split_part(call, '(', 1) || ' refuses a confidence level of ' || level)
from (values (1, 'nps_ci(s, %s)'), (2, 'csat_ci(s, %s)'), (3, 'average_score_ci(s, %s)'), (4, 'nps_compare(s, s, %s)')) as v (i, call),
	(values ('0'), ('1'), ('95'), ('NaN')) as w (level)
order by i, level;

select is(nps_uncombine('(0,0,0,0,0,0,0,0,0,2,1)', '(0,0,0,0,0,0,0,0,0,2,0)')::text, '(0,0,0,0,0,0,0,0,0,0,1)',
	'what is in it can be taken away');
select is(nps_uncombine('1..5(0,0,0,0,1)', '1..5(0,0,0,0,1)')::text, '(0,0,0,0,0,0,0,0,0,0,0)',
	'down to the empty summary, which has no scale');
select is((select s::text || nps_accum(s, 9)::text || s::text from pg_temp.nps_of(10) as s),
	'(0,0,0,0,0,0,0,0,0,0,1)(0,0,0,0,0,0,0,0,0,1,1)(0,0,0,0,0,0,0,0,0,0,1)',
	'called outside an aggregate, the transition leaves its argument alone');

select finish();
rollback;
