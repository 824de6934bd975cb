\set ECHO none
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- clv: customer lifetime value in closed form; reference figures, then limits and errors.

set client_min_messages = warning;
create extension if not exists pgtap;
create extension if not exists abm_kpi;

begin;
select plan(94);

-- A figure agrees if it is within abs_tol + rel_tol * |expected|; NULL only with NULL.
create function pg_temp.agrees(got numeric, expected numeric, abs_tol numeric, rel_tol numeric) returns boolean
	language sql immutable as $$
	select case when expected is null then got is null
		else coalesce(abs(got - expected) <= abs_tol + rel_tol * abs(expected), false) end $$;

-- ---------------------------------------------------------------------------
-- Reference figures
-- ---------------------------------------------------------------------------

create temp table contracts (case_id text, margin numeric, retention_rate float8, discount_rate float8, growth_rate float8,
	clv numeric, clv_first_payment_now numeric, abs_tol numeric, rel_tol numeric);
insert into contracts values
	-- m r/(1+d-r(1+g)), Gupta & Lehmann 2003/2005; sum from t = 0 with first_payment_now (reference/clv.csv)
	('contractual_s1', 100, 0.9, 0.12, 0, 409.09090909090907, 509.09090909090907, 0, 1e-12),
	('contractual_s2', 100, 0.6, 0.16, 0, 107.14285714285714, 207.14285714285714, 0, 1e-12),
	('contractual_s4', 100, 0.8, 0.12, 0.08, 312.5, 437.5, 0, 1e-12),
	-- own computation, python fractions: r = 19/20, d = 3/50, g = -1/40 and r = 99/100, d = 1/100, g = 19/1000
	('shrinking', 1234.56, 0.95, 0.06, -0.025, 8768.8373831775700935, 9784.1764485981308411, 0, 1e-15),
	('nearly without limit', 10, 0.99, 0.01, 0.019, 8319.3277310924369748, 8487.3949579831932773, 0, 1e-15);

select is_empty($$select case_id, got, clv
	from (select *, clv(margin, retention_rate, discount_rate, growth_rate) as got from contracts) as v
	where not pg_temp.agrees(got, clv, abs_tol, rel_tol)$$, 'lifetime value agrees with the reference');
select is_empty($$select case_id, got
	from (select *, clv(margin, retention_rate, discount_rate, growth_rate, true) as got from contracts) as v
	where not pg_temp.agrees(got, clv_first_payment_now, abs_tol, rel_tol)$$, 'with a first payment now it agrees with the reference');
select results_eq('select count(clv), count(clv_first_payment_now) from contracts', 'values (5::bigint, 5::bigint)',
	'that were 5 contracts');

-- Gupta & Lehmann's margin multiples r / (1 + i - r), as printed, and to 17 digits (reference/clv.csv, rel_tol 1e-12)
create temp table multiples (retention_rate float8, discount_rate float8, multiple numeric, printed numeric);
insert into multiples values
	(0.6, 0.10, 1.2, 1.20), (0.6, 0.12, 1.1538461538461537, 1.15), (0.6, 0.14, 1.1111111111111112, 1.11),
		(0.6, 0.16, 1.0714285714285714, 1.07),
	(0.7, 0.10, 1.75, 1.75), (0.7, 0.12, 1.6666666666666667, 1.67), (0.7, 0.14, 1.5909090909090908, 1.59),
		(0.7, 0.16, 1.5217391304347827, 1.52),
	(0.8, 0.10, 2.6666666666666665, 2.67), (0.8, 0.12, 2.5, 2.50), (0.8, 0.14, 2.3529411764705883, 2.35),
		(0.8, 0.16, 2.2222222222222223, 2.22),
	(0.9, 0.10, 4.5, 4.50), (0.9, 0.12, 4.090909090909091, 4.09), (0.9, 0.14, 3.75, 3.75), (0.9, 0.16, 3.4615384615384617, 3.46);
select is_empty($$select *, clv(1, retention_rate, discount_rate) from multiples
	where not pg_temp.agrees(clv(1, retention_rate, discount_rate), multiple, 0, 1e-12)$$,
	'the multiples of Gupta & Lehmann agree with the reference');
select is_empty($$select *, clv(1, retention_rate, discount_rate) from multiples
	where round(clv(1, retention_rate, discount_rate), 2) is distinct from printed$$,
	'and come out as printed');
select is((select count(multiple) from multiples), 16::bigint, 'that were 16 multiples');

-- ARPA x gross margin / churn, 1 / churn (reference/clv.csv, simple_s1)
select is(clv_churn(500, 0.8, 0.025)::text, '16000', 'lifetime value from churn: 500 * 0.8 / 0.025');
select is(customer_lifetime(0.025), 40::float8, 'lifetime from churn: 1 / 0.025 periods');
-- by hand
select is(clv_simple(250, 4, 5, 0.6)::text, '3000', 'lifetime value as a product: 250 * 4 * 5 * 0.6');
select is(clv_simple(0.1, 0.1, 0.1, 0.1)::text, '0.0001', 'the product is exact in decimals');

-- The closed form is the sum of the discounted payments; those below 1e-200 are left out
select is_empty($$
	select case_id, clv(margin, retention_rate, discount_rate, growth_rate) as got, added from contracts,
		lateral (select (1 + growth_rate) * retention_rate / (1 + discount_rate) as ratio) as r,
		lateral (select sum(margin::float8 * power(ratio, t)) / (1 + growth_rate) as added,
			margin::float8 + sum(margin::float8 * power(ratio, t)) as added_now
			from generate_series(1, 40000) as t where -t * ln(ratio) < 460) as s
	where not pg_temp.agrees(clv(margin, retention_rate, discount_rate, growth_rate), added::numeric, 0, 1e-11)
		or not pg_temp.agrees(clv(margin, retention_rate, discount_rate, growth_rate, true), added_now::numeric, 0, 1e-11)$$,
	'it is the sum of the discounted payments');

-- ---------------------------------------------------------------------------
-- NULL, zero, limits
-- ---------------------------------------------------------------------------

select is_empty(format('select 1 where %s is not null', call), call || ' is NULL')
from (values ('clv(null, 0.9, 0.12)'), ('clv(100, null, 0.12)'), ('clv(100, 0.9, null)'), ('clv(100, 0.9, 0.12, null)'),
	('clv(100, 0.9, 0.12, 0, null)'), ('clv_simple(null, 1, 1)'), ('clv_simple(1, null, 1)'), ('clv_simple(1, 1, null)'),
		('clv_simple(1, 1, 1, null)'),
	('clv_churn(null, 0.5, 0.5)'), ('clv_churn(1, null, 0.5)'), ('clv_churn(1, 0.5, null)'), ('customer_lifetime(null)')) as v (call);
select is_empty(format('select 1 where %s is not null', call), call || ' has no limit: NULL')
from (values ('clv(100, 1, 0)'), ('clv(100, 1, 0, 0, true)'), ('clv(100, 1, 0.1, 0.1)'), ('clv(100, 0.5, 0, 1)'),
	('clv(100, 0.9, 0.1, 0.3)'), ('clv(0, 1, 0)'),
	('clv_churn(500, 0.8, 0)'), ('customer_lifetime(0)')) as v (call);
select is(format('%s', got), expected, description)
from (values
	(clv(0, 0.9, 0.12), '0', 'no margin, no value'),
	(clv(-100, 0.8, 0.12), '-250', 'a loss each period is a negative value'),
	(clv(100, 0, 0.12), '0', 'nobody stays: no value'),
	(clv(100, 0, 0.12, 0, true), '100', 'nobody stays, but the first payment is certain'),
	(clv(100, 1, 0.1), '1000', 'everybody stays: a perpetuity, 100 / 0.1'),
	(clv(100, 0.75, 0), '300', 'nothing is discounted: 100 * 0.75 / 0.25'),
	(clv(100, 0.5, 1), '33.3333333333333333', 'discounted by half'),
	(clv(100, 0.5, 0.25, -1), '40', 'a margin that falls to nothing after one payment: 100 * 0.5 / 1.25'),
	(clv(100, 0.5, 0.25, 1), '200', 'a margin that doubles'),
	(clv(100, 1, 0.1, 0.0999999999999999), '1000000000000000000', 'close to its limit the decimals are exact'),
	(clv(100, 0.8, 0.12, 0.08), '312.5', 'no zeros are kept at the end'),
	(clv(100.00, 0.8, 0.12, 0.08), '312.5', 'nor those of the margin'),
	(clv(12345678901234567890.12, 0.5, 0.5), '6172839450617283945.06', 'money keeps all its digits'),
	(clv_simple(250, 4, 5), '5000', 'the gross margin is 1 if none is given'),
	(clv_simple(250, 0, 5), '0', 'nobody buys'),
	(clv_simple(-250, 4, 5, 0.5), '-2500', 'a negative value is a loss'),
	(clv_simple(12345678901234567890.12, 2, 1, 0.5), '12345678901234567890.12', 'the product keeps all digits of money'),
	(clv_simple(100, 0.30000000000000004, 1), '30.000000000000004', 'a rate is taken to its 17th digit'),
	(clv_simple(1.10, 1, 1), '1.1', 'and no zeros at the end'),
	(clv_churn(500, 0.8, 1), '400', 'everybody churns: one period'),
	(clv_churn(500, 0, 0.1), '0', 'no margin, no value from churn'),
	(clv_churn(100, 1, 0.3), '333.3333333333333333', 'a third is cut, not wrong')
) as v (got, expected, description);
select is(customer_lifetime(1), 1::float8, 'everybody churns: a lifetime of one period');
select is(customer_lifetime(1e-320), null, 'a churn whose lifetime is beyond all numbers: NULL, not infinity');

select is(clv(100, 0.9, 0.12), clv(margin => 100, retention_rate => 0.9, discount_rate => 0.12), 'arguments have names');
select is(clv(100, 0.9, 0.12), clv(100, 0.9, 0.12, 0, false), 'no growth and no first payment now, if not asked for');
select is(clv(100, 0.8, 0.12, first_payment_now => true), 100 + clv(100, 0.8, 0.12), 'a first payment now adds one margin');
select is(clv(100, 0.8, 0.12, 0.08, true), 100 + clv(108, 0.8, 0.12, 0.08), 'the next one has grown');
select is(array[clv(100::smallint, 0.8, 0.12), clv(100::int, 0.8, 0.12), clv(100::bigint, 0.8, 0.12), clv(100::numeric, 0.8, 0.12),
	clv(100, 0.8::numeric, 0.12::real::float8::numeric(5, 2))],
	array_fill(250::numeric, array[5]), 'whole and decimal margins and rates are taken');
select bag_eq('select segment, sum(clv(margin, retention, 0.12))
	from (values (1, 100, 0.8), (1, 50, 0.8), (2, 100, null), (2, 10, 0.6)) as v (segment, margin, retention) group by 1',
	'select 1, 375::numeric union all select 2, clv(10, 0.6, 0.12)', 'values add up by segment, a NULL one is left out');

-- ---------------------------------------------------------------------------
-- Hostile
-- ---------------------------------------------------------------------------

select throws_ok('select ' || call, code, message, call || ' is refused')
from (values
	($$clv('NaN', 0.9, 0.12)$$, '22003', 'margin must be a finite amount, not NaN'),
	($$clv('Infinity', 0.9, 0.12)$$, '22003', 'margin must be a finite amount, not Infinity'),
	($$clv('-Infinity', 0.9, 0.12)$$, '22003', 'margin must be a finite amount, not -Infinity'),
	($$clv(100, -0.1, 0.12)$$, '22023', 'retention_rate -0.1 is out of range, it must be from 0 to 1'),
	($$clv(100, 1.01, 0.12)$$, '22023', 'retention_rate 1.01 is out of range, it must be from 0 to 1'),
	($$clv(100, 90, 0.12)$$, '22023', 'retention_rate 90 is out of range, it must be from 0 to 1'),
	($$clv(100, 'NaN', 0.12)$$, '22023', 'retention_rate NaN is out of range, it must be from 0 to 1'),
	($$clv(100, 0.9, -0.01)$$, '22023', 'discount_rate -0.01 is out of range, it must be from 0 to 1'),
	($$clv(100, 0.9, 12)$$, '22023', 'discount_rate 12 is out of range, it must be from 0 to 1'),
	($$clv(100, 0.9, 'Infinity')$$, '22023', 'discount_rate Infinity is out of range, it must be from 0 to 1'),
	($$clv(100, 0.9, 0.12, 8)$$, '22023', 'growth_rate 8 is out of range, it must be from -1 to 1'),
	($$clv(100, 0.9, 0.12, -1.5)$$, '22023', 'growth_rate -1.5 is out of range, it must be from -1 to 1'),
	($$clv(100, 0.9, 0.12, 'NaN')$$, '22023', 'growth_rate NaN is out of range, it must be from -1 to 1'),
	($$clv_simple('NaN', 1, 1)$$, '22003', 'average_value must be a finite amount, not NaN'),
	($$clv_simple('Infinity', 1, 1)$$, '22003', 'average_value must be a finite amount, not Infinity'),
	($$clv_simple(1, -1, 1)$$, '22023', 'purchases_per_period -1 is out of range, it must be a finite number from 0 on'),
	($$clv_simple(1, 'NaN', 1)$$, '22023', 'purchases_per_period NaN is out of range, it must be a finite number from 0 on'),
	($$clv_simple(1, 1, 'Infinity')$$, '22023', 'lifespan_periods Infinity is out of range, it must be a finite number from 0 on'),
	($$clv_simple(1, 1, -0.5)$$, '22023', 'lifespan_periods -0.5 is out of range, it must be a finite number from 0 on'),
	($$clv_simple(1, 1, 1, 1.5)$$, '22023', 'gross_margin 1.5 is out of range, it must be from 0 to 1'),
	($$clv_simple(1, 1, 1, 'NaN')$$, '22023', 'gross_margin NaN is out of range, it must be from 0 to 1'),
	($$clv_churn('NaN', 0.8, 0.025)$$, '22003', 'average_revenue must be a finite amount, not NaN'),
	($$clv_churn('-Infinity', 0.8, 0.025)$$, '22003', 'average_revenue must be a finite amount, not -Infinity'),
	($$clv_churn(500, 80, 0.025)$$, '22023', 'gross_margin 80 is out of range, it must be from 0 to 1'),
	($$clv_churn(500, 0.8, 2.5)$$, '22023', 'churn_rate 2.5 is out of range, it must be from 0 to 1'),
	($$clv_churn(500, 0.8, -0.1)$$, '22023', 'churn_rate -0.1 is out of range, it must be from 0 to 1'),
	($$clv_churn(500, 0.8, 'NaN')$$, '22023', 'churn_rate NaN is out of range, it must be from 0 to 1'),
	($$customer_lifetime(2.5)$$, '22023', 'churn_rate 2.5 is out of range, it must be from 0 to 1'),
	($$customer_lifetime(-0.1)$$, '22023', 'churn_rate -0.1 is out of range, it must be from 0 to 1'),
	($$customer_lifetime('NaN')$$, '22023', 'churn_rate NaN is out of range, it must be from 0 to 1'),
	($$customer_lifetime('Infinity')$$, '22023', 'churn_rate Infinity is out of range, it must be from 0 to 1')
) as v (call, code, message);
create function pg_temp.hint_of(query text) returns text language plpgsql as $$
declare
	hint text;
begin
	execute query;
	return 'no error';
exception when others then
	get stacked diagnostics hint = pg_exception_hint;
	return hint;
end$$;
select is_empty($$select call, pg_temp.hint_of('select ' || call) from (values ('clv(100, 90, 0.12)', 'Write 12 % as 0.12.'), ('clv(100, 0.9, 12)', 'Write 12 % as 0.12.'),
		('clv(100, 0.9, 0.12, 8)', 'Write 8 % as 0.08.'), ('clv(100, 0.9, 0.12, -8)', 'Write 8 % as 0.08.'), ('clv(100, 0.9, 0.12, 800)', ''),
		('clv_churn(500, 80, 0.1)', 'Write 12 % as 0.12.'), ('customer_lifetime(2.5)', 'Write 12 % as 0.12.'), ('customer_lifetime(-0.1)', '')) v (call, hint)
	where pg_temp.hint_of('select ' || call) <> hint$$, 'a percentage is refused with a hint');

select finish();
rollback;
