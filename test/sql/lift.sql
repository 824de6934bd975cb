-- rate_lift_ci: how much higher one rate is than another, with its interval.
-- The lift is rate(a) / rate(b) - 1; the limits are exp(ln(a/b) -+ z * s) - 1 with
-- s^2 = (1 - a) / hits(a) + (1 - b) / hits(b) (Katz et al. 1978, Biometrics 34:469).
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select plan(19);

create temp table reference (case_id text, hits_a bigint, trials_a bigint, hits_b bigint, trials_b bigint, level float8,
	lift float8, low float8, high float8, abs_tol float8, rel_tol float8);
insert into reference values
	-- 50-digit mpmath; agrees with R prop.test and statsmodels (reference/proportions.csv, lift, lift_lo, lift_hi, rr_katz_lo, rr_katz_hi)
	('prop2_s1', 56, 70, 48, 80, 0.95, 0.3333333333333333, 0.07662642276319272, 0.651248511266387, 1e-13, 1e-10),
	('prop2_s2', 9, 10, 3, 10, 0.95, 2, 0.13835035744766994, 6.906177514784793, 1e-13, 1e-10),
	('prop2_s3', 5, 56, 0, 29, 0.95, null, null, null, 1e-13, 1e-10),
	('prop2_s4', 0, 10, 0, 20, 0.95, null, null, null, 1e-13, 1e-10),
	('prop2_s5', 10, 10, 0, 20, 0.95, null, null, null, 1e-13, 1e-10),
	('prop2_s6', 45, 180, 60, 400, 0.95, 0.6666666666666666, 0.18136111216789275, 1.3513367328304315, 1e-13, 1e-10),
	('prop2_s7', 630, 3000, 525, 3000, 0.9, 0.2, 0.09953817118057942, 0.3096407544031555, 1e-13, 1e-10),
	-- own computation: the formula above at 60 digits with mpmath
	('equal rates', 10, 100, 10, 100, 0.95, 0.0, -0.56462271179962281, 1.2968584423259165, 1e-15, 1e-12),
	('one hit each', 1, 20, 1, 30, 0.95, 0.5, -0.90053825283081118, 21.621762275829026, 1e-15, 1e-12),
	('few of many', 3, 1000000000000, 5, 1000000000000, 0.95, -0.4, -0.85660911821788023, 1.5106198910682093, 1e-15, 1e-12),
	('nearly equal', 500000001, 1000000000, 500000000, 1000000000, 0.95, 2.0e-9, -8.7646412798724755e-5, 8.7658095716371062e-5, 1e-15, 1e-12),
	('nearly equal and few of many', 3298534883329, 1152921504606846976, 3298534883328, 1152921504606846976, 0.95, 3.03164900590976062e-13, -1.52616506939877244e-06, 1.52616800491287290e-06, 0, 1e-12),
	('huge', 2305843009213693952, 4611686018427387904, 2305843006213693952, 4611686018427387904, 0.99, 1.3010426086753172e-9, -3.9525563454948441e-10, 2.9973408547775465e-9, 1e-15, 1e-9),
	('one miss', 10, 10, 19, 20, 0.95, 0.052631578947368421, -0.048057586996254307, 0.16397087246166228, 1e-15, 1e-12),
	('wide', 1, 1000000, 999999, 1000000, 0.999, -0.999998999999, -0.99999996276566972, -0.99997314301096789, 1e-15, 1e-12),
	('far apart', 999999, 1000000, 1, 1000000, 0.5, 999998.0, 509414.94624475295, 1963027.4591062703, 1e-15, 1e-12),
	('low level', 17, 90, 31, 200, 0.1, 0.21863799283154122, 0.17742144499254306, 0.26129735778839404, 1e-15, 1e-12);
select is_empty($$select case_id, (rate_compare(a, b, level)).lift, lift from reference, rate_summary(hits_a, trials_a) a, rate_summary(hits_b, trials_b) b
	where not coalesce(abs((rate_compare(a, b, level)).lift - lift) <= abs_tol + rel_tol * abs(lift), lift is null and (rate_compare(a, b, level)).lift is null)$$,
	'the lift agrees with the reference');
select is_empty($$select case_id, ci, r.low from reference r, rate_lift_ci(rate_summary(hits_a, trials_a), rate_summary(hits_b, trials_b), level) ci
	where not coalesce(abs((ci).low - r.low) <= abs_tol + rel_tol * abs(r.low), r.low is null and (ci).low is null)$$,
	'its lower limit too');
select is_empty($$select case_id, ci, r.high from reference r, rate_lift_ci(rate_summary(hits_a, trials_a), rate_summary(hits_b, trials_b), level) ci
	where not coalesce(abs((ci).high - r.high) <= abs_tol + rel_tol * abs(r.high), r.high is null and (ci).high is null)$$,
	'and its upper limit');
select is((select count(low) from reference), 14::bigint, 'limits that were compared');

-- Nothing to say
select is(rate_lift_ci('(0,0)', '(1,2)'), null, 'no trials in the first group');
select is(rate_lift_ci('(1,2)', '(0,0)'), null, 'or in the second');
select is(rate_lift_ci('(0,10)', '(3,10)'), null, 'no hits in the first: the lift is -1, its limits are not known');
select is((rate_compare('(0,10)', '(3,10)')).lift, -1::float8, 'as rate_compare says');
select is(rate_lift_ci('(3,10)', '(0,10)'), null, 'no hits in the second: there is no lift');
select is(rate_lift_ci('(10,10)', '(20,20)'), null, 'no miss in either: an interval without width would be a lie');
select isnt(rate_lift_ci('(10,10)', '(19,20)'), null, 'one miss is enough');
select is(rate_lift_ci(null, '(1,2)'), null, 'NULL for NULL');

-- Laws
select is(rate_lift_ci('(5,20)', '(4,30)'), rate_lift_ci('(5,20)', '(4,30)', 0.95), 'the level is 0.95 if none is given');
create temp table pair as
select rate_summary(a * 7 % 50 + 1, a * 7 % 50 + 1 + a * 3) as a, rate_summary(b * 11 % 40 + 1, b * 11 % 40 + 2 + b) as b
from generate_series(1, 15) a, generate_series(1, 15) b;
select is_empty($$select a, b from pair where not ((rate_lift_ci(a, b)).low < (rate_compare(a, b)).lift and (rate_compare(a, b)).lift < (rate_lift_ci(a, b)).high
	and (rate_lift_ci(a, b)).low > -1)$$, 'the interval holds the lift, above -1');
-- a / b and b / a: the limits of one are the inverses of the other's
select is_empty($$select a, b from pair where abs((1 + (rate_lift_ci(a, b)).low) * (1 + (rate_lift_ci(b, a)).high) - 1) > 1e-12$$,
	'turned round it is the inverse');
select is_empty($$select a, b from pair where (rate_lift_ci(a, b, 0.8)).high >= (rate_lift_ci(a, b, 0.99)).high$$, 'a higher level is wider');

-- Parameters
select throws_ok($$select rate_lift_ci('(1,2)', '(1,2)', 1)$$, '22023', null, 'level 1');
select throws_ok($$select rate_lift_ci('(1,2)', '(1,2)', 0)$$, '22023', null, 'level 0');
select throws_ok($$select rate_lift_ci('(0,0)', '(0,0)', 'NaN')$$, '22023', null, 'level NaN, even where there is nothing to say');
select * from finish();
