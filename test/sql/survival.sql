\set ECHO none
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- survival: reference figures of durations; then those that have not all ended, from empty to hostile.

set client_min_messages = warning;
create extension if not exists pgtap;
create extension if not exists abm_kpi;
set timezone = 'UTC';

begin;
select plan(88);

-- A figure agrees if it is within abs_tol + rel_tol * |expected|; NULL only with NULL.
create function pg_temp.agrees(got float8, expected float8, abs_tol float8, rel_tol float8) returns boolean
	language sql immutable as $$
	select case when expected is null then got is null
		else coalesce(abs(got - expected) <= abs_tol + rel_tol * abs(expected), false) end $$;

-- ---------------------------------------------------------------------------
-- Reference figures: ended durations
-- ---------------------------------------------------------------------------

-- so many durations of so many days; percentiles at 0, .01, .1, .25, .5, .75, .9, .95, .99 and 1
create temp table samples (case_id text, days numeric[], ended numeric[], events bigint, mean float8, stddev float8,
	percentiles float8[], abs_tol float8, rel_tol float8);
insert into samples values
	-- exact rational arithmetic, numpy linear / R type 7; integer sums (reference/percentiles.csv)
	('pct_s1', '{1}', '{1}', 1, 1, null, '{1,1,1,1,1,1,1,1,1,1}', 1e-12, 1e-12),
	('pct_s2', '{0,10}', '{1,1}', 2, 5, 7.0710678118654755, '{0,0.1,1,2.5,5,7.5,9,9.5,9.9,10}', 1e-12, 1e-12),
	('pct_s3', '{3,5,8,13,90}', '{2,1,4,2,1}', 10, 15.9, 26.265524509854696, '{3,3,3,5.75,8,11.75,20.7,55.35,83.07,90}', 1e-12, 1e-12),
	('pct_s4', '{30,31,45}', '{1000000000,1,1000000000}', 2000000001, 37.49999999675, 7.500000001408333,
		'{30,30,30,30,31,45,45,45,45,45}', 1e-12, 1e-12),
	-- the 30 remissions of the Gehan data that ended, R quantile type 7 (reference/survival.csv, closed_gehan, which has
	-- no figure at 0, .01, .99 and 1)
	('closed_gehan', '{1,2,3,4,5,6,7,8,10,11,12,13,15,16,17,22,23}', '{2,2,1,2,2,3,1,4,1,2,2,1,1,1,1,2,2}', 30, 9.7, 6.659967898856053,
		'{null,null,2,5,8,12.75,22,22.55,null,null}', 1e-12, 1e-12);

create temp view sample_compared as
	select case_id, quantity, got, expected, pg_temp.agrees(got, expected, case quantity when 'percentile' then abs_tol else 0 end,
		case quantity when 'mean' then 1e-14 else rel_tol end) as agrees
	from (select *, duration_summary(days, ended, array_fill(0, array[cardinality(days)])::numeric[]) as s from samples) as built,
		lateral (select 'events' as quantity, events(s)::float8 as got, events::float8 as expected
			union all select 'mean', average_days(s), mean
			union all select 'stddev', stddev_days(s), stddev
			union all select 'median', median_days(s), percentiles[5]
			union all select 'percentile', percentile_days(s, p), percentiles[i]
			from unnest('{0,.01,.1,.25,.5,.75,.9,.95,.99,1}'::float8[]) with ordinality as ps (p, i)
			where percentiles[i] is not null) as q;

select is_empty(format('select case_id, got, expected from sample_compared where quantity = %L and not agrees', quantity),
	description || ' agrees with the reference')
from (values ('events', 'number of ended durations'), ('mean', 'mean'), ('stddev', 'standard deviation'), ('median', 'median'),
	('percentile', 'interpolated percentile')) as v (quantity, description);
select results_eq('select quantity, count(*), count(expected) from sample_compared group by 1 order by 1',
	$$values ('events', 5::bigint, 5::bigint), ('mean', 5, 5), ('median', 5, 5), ('percentile', 46, 46), ('stddev', 5, 4)$$,
	'that were 5 samples and 46 percentiles');

-- Student's t by the incomplete beta function at 50 digits: own computation, mpmath
create temp table mean_limits (days numeric[], ended numeric[], level float8, low float8, high float8);
insert into mean_limits values
	('{3,5,8,13,90}', '{2,1,4,2,1}', 0.95, 0, 34.68922434706632),	-- -2.889 without the bound at 0
	('{1,2,3,4,5,6,7,8,10,11,12,13,15,16,17,22,23}', '{2,2,1,2,2,3,1,4,1,2,2,1,1,1,1,2,2}', 0.95, 7.2131271159552, 12.1868728840448),
	('{1,2,3,4,5,6,7,8,10,11,12,13,15,16,17,22,23}', '{2,2,1,2,2,3,1,4,1,2,2,1,1,1,1,2,2}', 0.9, 7.6339665132040691,
		11.766033486795931);
select is_empty($$
	select days, level, ci from mean_limits,
		average_days_ci(duration_summary(days, ended, array_fill(0, array[cardinality(days)])::numeric[]), level) as ci
	where not pg_temp.agrees(ci.low, mean_limits.low, 0, 1e-13) or not pg_temp.agrees(ci.high, mean_limits.high, 0, 1e-13)$$,
	'limits of the mean (Student) agree with the reference');
select is((select count(low) from mean_limits), 3::bigint, 'that were 3 pairs of limits');
select is(average_days_ci(duration_summary('{10,12}'::numeric[], '{3,4}', '{0,0}'), 1e-20), (78 / 7::float8, 78 / 7::float8)::kpi_interval,
	'a level next to 0 leaves the mean');
select ok((select pg_temp.agrees(ci.low, 0.18940433142363769, 0, 1e-13) and pg_temp.agrees(ci.high, 2.6439290019096956, 0, 1e-13)
	from (select duration_agg('2024-01-01'::timestamp, '2024-01-01'::timestamp + length) as s
		from (values (interval '36 hours'), ('60 hours'), ('6 hours')) as v (length)) as built, average_days_ci(s, 0.8) as ci),
	'limits of the mean of 36, 60 and 6 hours agree with the reference');

-- Ranks by exact sums of the binomial distribution: own computation, python fractions; n durations of 1, 2, ... n days
create temp table rank_limits (n int, p float8, level float8, low float8, high float8);
insert into rank_limits values
	(1, 0.5, 0.95, null, null),
	(5, 0.5, 0.95, null, null), (5, 0.5, 0.9, 1, 5), (5, 0.9, 0.95, 3, null), (5, 0.1, 0.9, null, 3),
	(6, 0.5, 0.95, 1, 6), (6, 0.1, 0.95, null, 3),
	(10, 0.5, 0.95, 2, 9), (10, 0.5, 0.9, 2, 9), (10, 0.9, 0.95, 7, null), (10, 0.1, 0.9, null, 4),
	(10, 0.5, 0.998046875, 1, 10),	-- a tail of exactly 2^-10
	(29, 0.5, 0.95, 9, 21), (29, 0.5, 0.9, 10, 20), (29, 0.9, 0.95, 23, null), (29, 0.9, 0.9, 23, 29), (29, 0.1, 0.95, null, 7),
	(29, 0.1, 0.9, 1, 7),
	(100, 0.5, 0.95, 40, 61), (100, 0.5, 0.9, 42, 59), (100, 0.9, 0.95, 84, 96), (100, 0.9, 0.9, 85, 96), (100, 0.1, 0.95, 5, 17),
	(100, 0.1, 0.9, 5, 16),
	(1000, 0.5, 0.95, 469, 532), (1000, 0.9, 0.9, 884, 916), (1000, 0.1, 0.95, 82, 120);
select is_empty($$
	select r.*, ci from rank_limits as r, lateral (select duration_agg(date '2024-01-01', date '2024-01-01' + g) as s
			from generate_series(1, n) as g) as built, percentile_days_ci(s, p, level) as ci
	where (ci.low, ci.high) is distinct from (r.low, r.high)$$, 'limits of a percentile agree with the exact ranks');
select is((select count(*) from rank_limits), 27::bigint, 'that were 27 pairs of ranks');

-- ---------------------------------------------------------------------------
-- Reference figures: open durations as well
-- ---------------------------------------------------------------------------

-- Gehan 1965 (weeks of remission), R's ovarian (days), and two small sets of deals (reference/data)
create temp table observations (study text, grp text, ended int[], open int[]);
insert into observations values
	('gehan', '6-MP', '{6,6,6,7,10,13,16,22,23}', '{6,9,10,11,17,19,20,25,32,32,34,35}'),
	('gehan', 'control', '{1,1,2,2,3,4,4,5,5,8,8,8,8,11,11,12,12,15,17,22,23}', '{}'),
	('ovarian', 'rx1', '{59,115,156,268,329,431,638}', '{448,477,803,855,1040,1106}'),
	('ovarian', 'rx2', '{353,365,464,475,563}', '{377,421,744,769,770,1129,1206,1227}'),
	('deals_tiny', 'a', '{10,30,45,60}', '{20}'),
	('deals_tiny', 'b', '{20,30}', '{30,60,90}'),
	('deals_flat', 'a', '{1,3,7}', '{5}'),
	('deals_flat', 'b', '{2,4,8}', '{6}');

-- as rows of deals: an open one was opened so many days before as_of, an ended one a year earlier still
create temp table rows as
	select study, grp, date '2024-06-30' - days - 365 as opened, date '2024-06-30' - 365 as closed
	from observations, unnest(ended) as days
	union all select study, grp, date '2024-06-30' - days, null from observations, unnest(open) as days;
create temp table summaries as
	select study || '_' || coalesce(grp, 'all') as case_id, duration_agg(opened, closed, date '2024-06-30') as s
	from rows group by grouping sets ((study, grp), (study));

create temp table curves (case_id text, days float8, survival float8, at_risk bigint, low float8, high float8);
insert into curves values
	-- R survival 3.5-3, survfit(conf.type = 'log-log'); reproduced to 1e-12 from the integer day histogram at 50 digits
	-- (reference/survival.csv; all have abs_tol 1e-13, rel_tol 1e-11)
	('gehan_all', 5, 0.7857142857142857, 35, 0.6286205036651329, 0.8822484853052526),
	('gehan_all', 10, 0.5654315699293211, 23, 0.40166066603799855, 0.7001926102038457),
	('gehan_all', 15, 0.39789628995026294, 15, 0.24490498138744554, 0.5468067301116933),
	('gehan_all', 20, 0.3410539628145111, 10, 0.19663837469838208, 0.49091147199195084),
	('gehan_all', 23, 0.1894744237858395, 7, 0.07527556839636776, 0.34306491914724146),
	('gehan_all', 30, 0.1894744237858395, 4, 0.07527556839636776, 0.34306491914724146),
	('gehan_6-MP', 5, 1, 21, 1, 1), ('gehan_6-MP', 10, 0.7529411764705882, 15, 0.5031995107999564, 0.8893618351692656),
	('gehan_6-MP', 15, 0.6901960784313725, 11, 0.431610222486184, 0.8490659633494508),
	('gehan_6-MP', 20, 0.6274509803921569, 8, 0.367510855987502, 0.8049121894718413),
	('gehan_6-MP', 23, 0.4481792717086835, 6, 0.18805200595923233, 0.6801426284952415),
	('gehan_6-MP', 30, 0.4481792717086835, 4, 0.18805200595923233, 0.6801426284952415),
	('gehan_control', 5, 0.5714285714285714, 14, 0.33797695385949306, 0.7492407099432166),
	('gehan_control', 10, 0.38095238095238093, 8, 0.18306654882039436, 0.577788677745831),
	('gehan_control', 15, 0.14285714285714285, 4, 0.0356573551906667, 0.32116157468086926),
	('gehan_control', 20, 0.09523809523809523, 2, 0.016259260212247006, 0.2612499819686869), ('gehan_control', 23, 0, 1, null, null),
	('gehan_control', 30, 0, 0, null, null),
	('ovarian_all', 100, 0.9615384615384616, 25, 0.7569442891775858, 0.9944911569432182),
	('ovarian_all', 300, 0.8461538461538461, 22, 0.6404348058406084, 0.9392938109466589),
	('ovarian_all', 400, 0.7307692307692307, 18, 0.5168857352879841, 0.8615025596374186),
	('ovarian_all', 500, 0.596078431372549, 12, 0.3766769468480986, 0.7602070703025687),
	('ovarian_all', 700, 0.49673202614379086, 10, 0.28205466429212844, 0.6792100833418765),
	('ovarian_rx1', 100, 0.9230769230769231, 12, 0.5663594661305217, 0.9887940623036894),
	('ovarian_rx1', 300, 0.6923076923076923, 9, 0.37336348415717197, 0.8717501165125274),
	('ovarian_rx1', 400, 0.6153846153846154, 8, 0.30833688819995897, 0.8184487118408624),
	('ovarian_rx1', 500, 0.5384615384615384, 5, 0.2476573277692343, 0.75990444026134),
	('ovarian_rx1', 700, 0.4307692307692308, 4, 0.15565224448620246, 0.6829715479365872),
	('ovarian_rx2', 100, 1, 13, 1, 1), ('ovarian_rx2', 300, 1, 13, 1, 1),
	('ovarian_rx2', 400, 0.8461538461538461, 10, 0.5122035906853931, 0.9591454605286409),
	('ovarian_rx2', 500, 0.6581196581196581, 7, 0.3200299379661677, 0.8575928110444601),
	('ovarian_rx2', 700, 0.5641025641025641, 6, 0.24363469668605653, 0.7928481784670475),
	('deals_tiny_all', 9, 1, 10, 1, 1), ('deals_tiny_all', 10, 0.9, 10, 0.47300927136205034, 0.9852813933673431),
	('deals_tiny_all', 20, 0.8, 9, 0.4086907816334041, 0.9458726458389117),
	('deals_tiny_all', 29, 0.8, 7, 0.4086907816334041, 0.9458726458389117),
	('deals_tiny_all', 30, 0.5714285714285714, 7, 0.21719270238228383, 0.8145721379207795),
	('deals_tiny_all', 45, 0.42857142857142855, 4, 0.11404177765577755, 0.7184534248763591),
	('deals_tiny_all', 60, 0.2857142857142857, 3, 0.04566553336379572, 0.6014019028729191),
	('deals_tiny_all', 89, 0.2857142857142857, 1, 0.04566553336379572, 0.6014019028729191),
	('deals_tiny_all', 90, 0.2857142857142857, 1, 0.04566553336379572, 0.6014019028729191),
	('deals_tiny_all', 100, 0.2857142857142857, 0, 0.04566553336379572, 0.6014019028729191),
	('deals_tiny_a', 9, 1, 5, 1, 1), ('deals_tiny_a', 10, 0.8, 5, 0.20380926326763904, 0.9691797888667426),
	('deals_tiny_a', 20, 0.8, 4, 0.20380926326763904, 0.9691797888667426),
	('deals_tiny_a', 29, 0.8, 3, 0.20380926326763904, 0.9691797888667426),
	('deals_tiny_a', 30, 0.5333333333333333, 3, 0.0683320878472028, 0.8630711827387925),
	('deals_tiny_a', 45, 0.26666666666666666, 2, 0.00967700057888134, 0.686136279157012), ('deals_tiny_a', 60, 0, 1, null, null),
	('deals_tiny_a', 89, 0, 0, null, null), ('deals_tiny_a', 90, 0, 0, null, null), ('deals_tiny_a', 100, 0, 0, null, null),
	('deals_tiny_b', 9, 1, 5, 1, 1), ('deals_tiny_b', 10, 1, 5, 1, 1),
	('deals_tiny_b', 20, 0.8, 5, 0.20380926326763904, 0.9691797888667426),
	('deals_tiny_b', 29, 0.8, 4, 0.20380926326763904, 0.9691797888667426),
	('deals_tiny_b', 30, 0.6, 4, 0.1257301829944313, 0.8817564073935323),
	('deals_tiny_b', 45, 0.6, 2, 0.1257301829944313, 0.8817564073935323),
	('deals_tiny_b', 60, 0.6, 2, 0.1257301829944313, 0.8817564073935323),
	('deals_tiny_b', 89, 0.6, 1, 0.1257301829944313, 0.8817564073935323),
	('deals_tiny_b', 90, 0.6, 1, 0.1257301829944313, 0.8817564073935323),
	('deals_tiny_b', 100, 0.6, 0, 0.1257301829944313, 0.8817564073935323),
	('deals_flat_all', 3, 0.625, 6, 0.22933332242913157, 0.8606982769135388),
	('deals_flat_all', 4, 0.5, 5, 0.1520358902990239, 0.7748650120668888),
	('deals_flat_all', 5, 0.5, 4, 0.1520358902990239, 0.7748650120668888),
	('deals_flat_all', 7, 0.25, 2, 0.014420423806139112, 0.6354939251603399), ('deals_flat_all', 8, 0, 1, null, null),
	('deals_flat_a', 3, 0.5, 3, 0.057847082995144544, 0.844861281190374),
	('deals_flat_a', 4, 0.5, 2, 0.057847082995144544, 0.844861281190374),
	('deals_flat_a', 5, 0.5, 2, 0.057847082995144544, 0.844861281190374), ('deals_flat_a', 7, 0, 1, null, null),
	('deals_flat_a', 8, 0, 0, null, null),
	('deals_flat_b', 3, 0.75, 3, 0.12794691759514576, 0.9605486422850784),
	('deals_flat_b', 4, 0.5, 3, 0.057847082995144544, 0.844861281190374),
	('deals_flat_b', 5, 0.5, 2, 0.057847082995144544, 0.844861281190374),
	('deals_flat_b', 7, 0.5, 1, 0.057847082995144544, 0.844861281190374), ('deals_flat_b', 8, 0, 1, null, null);

create temp table medians (case_id text, n bigint, events bigint, median float8, low float8, high float8);
insert into medians values
	-- the same source
	('gehan_all', 42, 30, 12, 8, 17), ('gehan_6-MP', 21, 9, 23, 13, null), ('gehan_control', 21, 21, 8, 4, 11),
	('ovarian_all', 26, 12, 638, 431, null), ('ovarian_rx1', 13, 7, 638, 156, null), ('ovarian_rx2', 13, 5, null, 464, null),
	('deals_tiny_all', 10, 6, 45, 10, null), ('deals_tiny_a', 5, 4, 45, 10, null), ('deals_tiny_b', 5, 2, null, 20, null),
	('deals_flat_all', 8, 6, 5.5, 1, null), ('deals_flat_a', 4, 3, 5, 1, null), ('deals_flat_b', 4, 3, 6, 2, null);

create temp view compared as
	select case_id, quantity, got, expected, pg_temp.agrees(got, expected, 1e-13, 1e-11) as agrees
	from curves join summaries using (case_id),
		lateral (values ('survival', survival(s, days), curves.survival),
			('at_risk', coalesce((select c.at_risk from survival_curve(s) as c where c.days >= curves.days order by c.days limit 1), 0),
				curves.at_risk),
			('low', (survival_ci(s, days)).low, curves.low),
			('high', (survival_ci(s, days)).high, curves.high)) as q (quantity, got, expected)
	union all select case_id, quantity, got, expected, pg_temp.agrees(got, expected, 1e-13, 1e-11)
	from medians join summaries using (case_id),
		lateral (values ('n', events(s) + open_count(s), medians.n), ('events', events(s), medians.events),
			('median', survival_median_days(s), medians.median), ('median_low', (survival_median_days_ci(s)).low, medians.low),
			('median_high', (survival_median_days_ci(s)).high, medians.high)) as q (quantity, got, expected);

select is_empty(format('select case_id, got, expected from compared where quantity = %L and not agrees', quantity),
	description || ' agrees with the reference')
from (values ('survival', 'share that outlasts so many days'), ('at_risk', 'number at risk'),
	('low', 'lower limit of the share (log-log)'), ('high', 'upper limit of the share (log-log)'),
	('n', 'number of durations'), ('events', 'number of ended durations'), ('median', 'median'),
	('median_low', 'lower limit of the median'), ('median_high', 'upper limit of the median')) as v (quantity, description);
select results_eq('select quantity, count(*), count(expected) from compared group by 1 order by 1', $$values
	('at_risk', 78::bigint, 78::bigint), ('events', 12, 12), ('high', 78, 68), ('low', 78, 68), ('median', 12, 10),
		('median_high', 12, 2),
	('median_low', 12, 12), ('n', 12, 12), ('survival', 78, 78)$$, 'that were 12 samples and 78 points of their curves');

create temp table tests (study text, a text, b text, chi_square float8, p_value float8,
	observed_a float8, expected_a float8, observed_b float8, expected_b float8);
insert into tests values
	-- R survival 3.5-3, survdiff(rho = 0) (reference/survival.csv; chi-square and p rel_tol 1e-10, expected 1e-11)
	('gehan', '6-MP', 'control', 16.792940989216532, 4.1688091093345416e-05, 9, 19.25050094803113, 21, 10.74949905196887),
	('ovarian', 'rx1', 'rx2', 1.0627398612914138, 0.3025911169890952, 7, 5.233531017149943, 5, 6.766468982850057),
	('deals_tiny', 'a', 'b', 1.35296807829507, 0.24475990286566057, 4, 2.634920634920635, 2, 3.365079365079365),
	('deals_flat', 'a', 'b', 0.36506362584696744, 0.545707388017475, 3, 2.3285714285714287, 3, 3.6714285714285713);

create temp view tests_compared as
	select study, quantity, got, expected, pg_temp.agrees(got, expected, abs_tol, rel_tol) as agrees
	from tests join summaries as sa on sa.case_id = study || '_' || a join summaries as sb on sb.case_id = study || '_' || b,
		logrank(sa.s, sb.s) as t,
		lateral (values ('chi_square', t.chi_square, tests.chi_square, 1e-15, 1e-10),
			('p_value', t.p_value, tests.p_value, 1e-15, 1e-10),
			('observed_a', t.observed_a, tests.observed_a, 0, 0), ('expected_a', t.expected_a, tests.expected_a, 1e-12, 1e-11),
			('observed_b', t.observed_b, tests.observed_b, 0, 0), ('expected_b', t.expected_b, tests.expected_b, 1e-12, 1e-11))
			as q (quantity, got, expected, abs_tol, rel_tol);

select is_empty(format('select study, got, expected from tests_compared where quantity = %L and not agrees', quantity),
	'log-rank: ' || description || ' agrees with the reference')
from (values ('chi_square', 'chi-square'), ('p_value', 'p value'), ('observed_a', 'observed number of a'),
	('expected_a', 'expected number of a'),
	('observed_b', 'observed number of b'), ('expected_b', 'expected number of b')) as v (quantity, description);
select results_eq('select quantity, count(*), count(expected) from tests_compared group by 1 order by 1', $$values
	('chi_square', 4::bigint, 4::bigint), ('expected_a', 4, 4), ('expected_b', 4, 4), ('observed_a', 4, 4), ('observed_b', 4, 4),
		('p_value', 4, 4)$$,
	'that were 4 pairs of samples');

-- Freireich et al. 1963, Gehan 1965, as printed
select is((select array_agg(survival_median_days(s) order by case_id) from summaries where case_id in ('gehan_6-MP', 'gehan_control')),
	'{23,8}'::float8[],
	'median remission of the Gehan data: 23 and 8 weeks, as published');
select is((select round(t.chi_square::numeric, 2) from summaries as a, summaries as b, logrank(a.s, b.s) as t
	where a.case_id = 'gehan_6-MP' and b.case_id = 'gehan_control'), 16.79, 'log-rank of the Gehan data: 16.79, as published');

select is_empty($$
	select case_id, c from summaries, survival_curve(s) as c
	where (survival(s, c.days), survival_ci(s, c.days)) is distinct from (c.survival, (c.low, c.high)::rate_interval)$$,
	'survival() and survival_ci() read what survival_curve() lists');
select is_empty($$
	select case_id, c from summaries, survival_curve(s, 0.8) as c
	where survival_ci(s, c.days, 0.8) is distinct from (c.low, c.high)::rate_interval$$, 'at another level as well');
select is_empty($$
	select case_id, c from summaries, lateral (select sum(c.events) as ended, sum(c.censored) as open, max(c.at_risk) as n,
			min(c.at_risk - c.events - c.censored) as left_over, bool_and(c.low <= c.survival and c.survival <= c.high) as within
		from survival_curve(s) as c) as c
	where (ended, open, n, left_over, within) is distinct from (events(s)::numeric, open_count(s)::numeric, events(s) + open_count(s),
		0::bigint, true)$$,
	'a curve lists every duration once and keeps its share within the limits');

-- ---------------------------------------------------------------------------
-- Empty, NULL, one
-- ---------------------------------------------------------------------------

select ok((select survival(s, 10) is null and survival_ci(s, 10) is null and survival_median_days(s) is null
	and survival_median_days_ci(s) is null
	from (values ('(0,-,0,0,0)'::duration_summary)) as v (s)), 'no durations: no share, no median, no limits');
select is((select count(*) from survival_curve('(0,-,0,0,0)'::duration_summary)), 0::bigint, 'no durations: no rows of a curve');
select is((select count(*) from survival_curve(null::duration_summary)), 0::bigint, 'no summary: no rows of a curve');
select ok(logrank('(0,-,0,0,0)', s) is null and logrank(s, '(0,-,0,0,0)') is null, 'one group empty: no test')
from duration_summary('{1}'::numeric[], '{1}', '{0}') as s;
select ok((select survival(s, 10) is null and survival_median_days(s) is null and logrank(s, s) is null
	from (select duration_agg(date '2024-01-10', date '2024-01-01') as s) as v), 'only a negative duration: no figure either');
select results_eq($$select c.* from duration_summary('{5}'::numeric[], '{0}', '{3}') as s, survival_curve(s) as c$$,
	'values (5::float8, 3::bigint, 0::bigint, 3::bigint, 1::float8, 1::float8, 1::float8)', 'nothing has ended: the share stays 1');
select ok((select survival(s, 1000) = 1 and survival_ci(s, 1000) = (1, 1)::rate_interval and survival_median_days(s) is null
	and survival_median_days_ci(s) = row(null, null)::kpi_interval from duration_summary('{5}'::numeric[], '{0}', '{3}') as s),
	'nothing has ended: no median is reached');
select ok((select t.chi_square is null and t.p_value is null and t.observed_a = 0 and t.expected_b = 0
	from duration_summary('{5}'::numeric[], '{0}', '{3}') as s, logrank(s, s) as t),
	'nothing has ended in either group: nothing to test');
select results_eq($$select c.* from duration_summary('{5}'::numeric[], '{1}', '{0}') as s, survival_curve(s) as c$$,
	'values (5::float8, 1::bigint, 1::bigint, 0::bigint, 0::float8, null::float8, null::float8)',
		'one that ended: the share drops to 0, without limits');
select ok((select survival(s, 0) = 1 and survival(s, 4.999) = 1 and survival(s, 5) = 0 and survival(s, 6) = 0
	and survival_ci(s, 4) = (1, 1)::rate_interval
	and survival_ci(s, 5) = row(null, null)::rate_interval and survival_median_days(s) = 5
	from duration_summary('{5}'::numeric[], '{1}', '{0}') as s),
	'one that ended: 1 before it, 0 from it on');
select ok((select survival(s, 0) = 0.75 and survival(s, 0.5) = 0.75 from duration_summary('{0,9}'::numeric[], '{1,1}', '{0,2}') as s),
	'what ended on the first day does not outlast 0 days');
select ok((select survival(s, null) is null and survival_ci(s, 1, null) is null
	from duration_summary('{0,9}'::numeric[], '{1,1}', '{0,2}') as s),
	'NULL days or level: NULL');

-- ---------------------------------------------------------------------------
-- Many
-- ---------------------------------------------------------------------------

select is_empty($$
	select n, days, survival(s, days) from unnest('{3,7,10,49,1000}'::int[]) as n,
		lateral (select duration_summary(array_agg(d), array_agg(1), array_agg(0)) as s
		from generate_series(1::numeric, n) as d) as built, generate_series(0, n) as days
	where survival(s, days) <> (n - days) / n::float8$$, 'complete data: the plain share, to the last digit');
select is_empty($$
	select n, survival_median_days(s) from generate_series(1, 60) as n,
		lateral (select duration_summary(array_agg(d), array_agg(1), array_agg(0)) as s
		from generate_series(1::numeric, n) as d) as built
	where survival_median_days(s) <> percentile_days(s, 0.5)$$, 'complete data: the median is that of the ended durations');
select results_eq($$select c.days, c.at_risk, c.events, c.censored, c.survival
	from duration_summary('{5,9}'::numeric[], '{1,1}', '{2,0}') as s, survival_curve(s) as c$$,
	'values (5::float8, 4::bigint, 1::bigint, 2::bigint, 0.75::float8), (9, 1, 1, 0, 0)',
		'what is open on a day is at risk on that day');
-- R's rule for a share of exactly one half: the middle of the stretch on which it is, which the last observation ends
select is((select array_agg(survival_median_days(duration_summary(days, ended, open)) order by i) from (values
	(1, '{4,10}'::numeric[], '{1,1}'::numeric[], '{0,0}'::numeric[]), (2, '{4,10}', '{1,0}', '{0,1}'),
		(3, '{4,10,20}', '{2,0,0}', '{0,1,1}'),
	(4, '{4,6,10,20}', '{2,0,1,0}', '{0,1,0,0}'), (5, '{4}', '{1}', '{1}'), (6, '{4,10}', '{3,1}', '{0,1}'),
		(7, '{4,10}', '{2,0}', '{0,3}'),
	(8, '{1,2,3,4,5,6}', '{1,1,1,1,1,1}', '{0,0,0,0,0,0}')) as v (i, days, ended, open)),
	'{7,7,12,7,4,4,null,3.5}'::float8[], 'where the share stays at one half the median is the middle');
select is(survival_median_days(duration_summary('{1,2,3,4,5,9}'::numeric[], '{1,1,1,3,1,0}', '{0,2,0,1,0,6}')), 7::float8,
	'a share of exactly one half (python fractions) is one, though floating-point products make it 0.4999999999999999');
select is((select array_agg(survival(s, d) order by d)
	from (select duration_agg(opened, closed, '2024-01-03'::timestamptz, '1 hour') as s from (values
		('2024-01-01'::timestamptz, '2024-01-01 06:30'::timestamptz), ('2024-01-01', '2024-01-01 12:00'), ('2024-01-01', null),
			('2024-01-01', '2024-01-02'))
	as v (opened, closed)) as built, unnest('{0.24,0.25,0.49,0.5,0.99,1,3}'::float8[]) as d),
	'{1,0.75,0.75,0.5,0.5,0.25,0.25}'::float8[],
	'with a resolution of hours the share is told at parts of a day');
select is((select array[survival_median_days(s), (survival_median_days_ci(s)).low] from (select duration_agg('2024-01-01'::timestamptz,
	'2024-01-01'::timestamptz + g * interval '6 hours', null, '6 hours') as s from generate_series(1, 9) as g) as v),
	'{1.25,0.25}'::float8[],
	'medians are in days whatever the resolution');
select is_empty(format($$
	select c.days from (select duration_agg('2024-01-01'::timestamptz,
		case when g %% 3 > 0 then '2024-01-01'::timestamptz + g * interval %1$L end,
			'2024-01-01'::timestamptz + 200 * interval %1$L, interval %1$L) as s from generate_series(1, 199) as g) as v,
			survival_curve(s) as c
	where survival(s, c.days) <> c.survival$$, resolution),
	'a resolution of ' || resolution || ': the share at a time of the curve is that of the curve')
from (values ('1 minute'), ('7 minutes'), ('1 hour'), ('1 day'), ('7 days')) as v (resolution);
select is((select array[events(s), open_count(s), negative_count(s), survival(s, 3)]
	from (select duration_agg(date '2024-01-10', closed, date '2024-02-01') as s
	from (values (date '2024-01-12'), ('2024-01-13'), ('2024-01-20'), ('2024-01-09'), (null)) as v (closed)) as built),
	'{3,1,1,0.5}'::float8[],
	'negative durations are not at risk');
select is((select survival(duration_agg(date '2024-01-01', closed, as_of), 20)
	from (values (date '2024-01-11'), ('2024-01-31'), (null)) as v (closed),
	(values (date '2024-01-16')) as w (as_of)), 2 / 3::float8, 'what ended after as_of was open then');

select is_empty($$
	select a.case_id, b.case_id from summaries as a, summaries as b, logrank(a.s, b.s) as t, logrank(b.s, a.s) as u
	where not pg_temp.agrees(t.chi_square, u.chi_square, 1e-13, 1e-12)
		or (t.observed_a, t.observed_b) is distinct from (u.observed_b, u.observed_a)
		or not pg_temp.agrees(t.expected_a, u.expected_b, 0, 1e-13)
			or not pg_temp.agrees(t.observed_a + t.observed_b, t.expected_a + t.expected_b, 0, 1e-13)$$,
	'a log-rank test is the same turned round, and expects as many as it observes');
select is_empty($$select case_id, t from summaries, logrank(s, s) as t
	where not pg_temp.agrees(t.chi_square, 0, 1e-13, 0) or not pg_temp.agrees(t.p_value, 1, 1e-6, 0)$$,
	'a group does not differ from itself');
select ok((select t.chi_square is not null from logrank(duration_agg_1, duration_agg_2) as t),
	'groups with different as_of can be compared')
from (values ('(86400000000,l0,86400000000,7464960000000000000000,0;1:1:1)'::duration_summary,
	'(86400000000,l86400000000,172800000000,29859840000000000000000,0;2:1:1)'::duration_summary)) as v (duration_agg_1, duration_agg_2);

-- Two billion deals in each group: quotients, not products, of counts (own computation: python fractions)
select ok((select pg_temp.agrees(t.chi_square, 1606775.1396347289, 0, 1e-12)
	and pg_temp.agrees(t.expected_a, 1723809523.8095238, 0, 1e-14)
	from duration_summary('{10,20,30}'::numeric[], '{1000000000,500000000,250000000}', '{0,100000000,150000000}') as a,
		duration_summary('{10,20,30}'::numeric[], '{900000000,600000000,250000000}', '{0,100000000,150000000}') as b,
			logrank(a, b) as t),
	'two billion deals in each group do not overflow');

-- ---------------------------------------------------------------------------
-- Hostile
-- ---------------------------------------------------------------------------

select throws_ok(format($$select %s from duration_summary('{1,2}'::numeric[], '{1,1}', '{0,0}') as s$$,
	format(call, quote_literal(days))), '22023',
	format('days %s is out of range, it must be a finite number from 0 on', days),
		split_part(call, '(', 1) || ' refuses ' || days || ' days')
from (values (1, 'survival(s, %s)'), (2, 'survival_ci(s, %s)')) as v (i, call),
	(values (1, '-1'), (2, '-1e-300'), (3, 'NaN'), (4, 'Infinity'), (5, '-Infinity')) as w (j, days)
order by i, j;
select throws_ok(format($$select %s from duration_summary('{1,2}'::numeric[], '{1,1}', '{0,0}') as s$$,
	format(call, quote_literal(level))), '22023',
	format('confidence level %s is out of range, it must be above 0 and below 1', level),
		split_part(call, '(', 1) || ' refuses a confidence level of ' || level)
from (values (1, 'survival_ci(s, 1, %s)'), (2, 'survival_median_days_ci(s, %s)'), (3, 'survival_curve(s, %s)')) as v (i, call),
	(values (1, '0'), (2, '1'), (3, '95'), (4, 'NaN')) as w (j, level)
order by i, j;
select throws_ok($$select survival('(0,-,0,0,0)'::duration_summary, -1)$$, '22023',
	'days -1 is out of range, it must be a finite number from 0 on',
	'a negative number of days is refused even where there is nothing to tell');
select throws_ok($$select logrank(duration_agg(date '2024-01-01', '2024-01-02'),
	duration_agg(date '2024-01-01', '2024-01-02', null, '1 hour'))$$, '22023',
	'cannot compare durations of resolution 86400000000 with durations of resolution 3600000000 microseconds',
		'groups of different resolution cannot be compared');

select finish();
rollback;
