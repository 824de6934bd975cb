-- revenue: retention of customers and of their recurring revenue.
--
-- nrr = revenue now of the customers at the start / revenue at the start; grr
-- takes each at most at what it was; a customer is whoever has revenue above 0.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select plan(62);

create function pg_temp.is_near(got float8, expected float8, label text) returns text language sql as $$
	select ok(abs(got - expected) <= 1e-13 * abs(expected), label)
$$;

-- reference figures: shared reference funnel_retention.csv, cases mrr_*
create temp table customer (case_id text, revenue_before numeric, revenue_now numeric);
insert into customer values
	('mrr_s1', 1000, 1200), ('mrr_s1', 500, 500), ('mrr_s1', 800, 600), ('mrr_s1', 300, 0), ('mrr_s1', 0, 700), ('mrr_s1', 150, 150),
	('mrr_s2_only_new', 0, 10);
create temp table reference (case_id text, quantity text, expected float8);
insert into reference values
	('mrr_s1', 'start_mrr', 2750),
	('mrr_s1', 'new_mrr', 700),
	('mrr_s1', 'expansion_mrr', 200),
	('mrr_s1', 'contraction_mrr', 200),
	('mrr_s1', 'churned_mrr', 300),
	('mrr_s1', 'end_mrr', 3150),
	('mrr_s1', 'logo_start', 5),
	('mrr_s1', 'logo_lost', 1),
	('mrr_s1', 'grr', 0.8181818181818182),
	('mrr_s1', 'nrr', 0.8909090909090909),
	('mrr_s1', 'logo_churn', 0.2),
	('mrr_s1', 'logo_retention', 0.8),
	('mrr_s1', 'revenue_churn_gross', 0.18181818181818182),
	('mrr_s1', 'quick_ratio', 1.8),
	('mrr_s2_only_new', 'start_mrr', 0),
	('mrr_s2_only_new', 'new_mrr', 10),
	('mrr_s2_only_new', 'expansion_mrr', 0),
	('mrr_s2_only_new', 'contraction_mrr', 0),
	('mrr_s2_only_new', 'churned_mrr', 0),
	('mrr_s2_only_new', 'end_mrr', 10),
	('mrr_s2_only_new', 'logo_start', 0),
	('mrr_s2_only_new', 'logo_lost', 0),
	('mrr_s2_only_new', 'grr', null),
	('mrr_s2_only_new', 'nrr', null),
	('mrr_s2_only_new', 'logo_churn', null),
	('mrr_s2_only_new', 'logo_retention', null),
	('mrr_s2_only_new', 'revenue_churn_gross', null),
	('mrr_s2_only_new', 'quick_ratio', null);
create temp view got as
select case_id, quantity, value
from (select case_id, revenue_agg(revenue_before, revenue_now) as s from customer group by case_id) c
	cross join lateral (values ('start_mrr', start_value(s)::float8), ('new_mrr', new_value(s)::float8), ('expansion_mrr', expansion_value(s)::float8),
		('contraction_mrr', contraction_value(s)::float8), ('churned_mrr', churned_value(s)::float8), ('end_mrr', end_value(s)::float8),
		('logo_start', start_count(s)::float8), ('logo_lost', churned_count(s)::float8), ('grr', grr(s)), ('nrr', nrr(s)),
		('logo_churn', logo_churn_rate(s)), ('logo_retention', logo_retention(s)),
		('revenue_churn_gross', contraction_rate(s) + churn_rate(s)), ('quick_ratio', quick_ratio(s))) v (quantity, value);
select is((select count(*) from reference join got using (case_id, quantity)), 28::bigint, '28 figures of the reference');
select is_empty('select * from reference join got using (case_id, quantity)
	where case when expected is null then value is not null else not coalesce(abs(value - expected) <= 1e-12 + 1e-12 * abs(expected), false) end', 'are what the summary gives');

-- nothing
create temp view empty as select revenue_agg(revenue_before, revenue_now) as s from customer where false;
select is((select s::text from empty), '(0,0,0,0,0,0,0,0,0,0,0,0,0)', 'no customers give the empty summary');
select is((select array[nrr(s), grr(s), logo_retention(s), logo_churn_rate(s), expansion_rate(s), contraction_rate(s), churn_rate(s), quick_ratio(s)] from empty),
	array_fill(null::float8, array[8]), 'of which no rate is known');
select is((select array[start_value(s), end_value(s), expansion_value(s), contraction_value(s), churned_value(s), new_value(s), reactivated_value(s)] from empty),
	array_fill(0::numeric, array[7]), 'sums of nothing are 0');
select is((select array[start_count(s), end_count(s), retained_count(s), expanded_count(s), contracted_count(s), churned_count(s), new_count(s), reactivated_count(s)] from empty),
	array_fill(0::bigint, array[8]), 'and so are counts');
select is((select logo_retention_ci(s) is null and logo_retention_compare(s, s) is null from empty), true, 'nothing has no interval and does not compare');
select is((select revenue_agg(a, b)::text from (values (null::numeric, null::numeric), (0, null), (null, 0), (0, 0.000)) v (a, b)), (select s::text from empty),
	'who never had revenue is no customer, NULL or 0');

-- all kinds of customers; figures by python fractions
create temp table account (id int, revenue_before numeric, revenue_now numeric, is_reactivated boolean);
insert into account values
	(1, 1000.50, 1200.75, false),
	(2, 500, 500, null),
	(3, 800.00001, 600, true),
	(4, 300, 0, true),
	(5, null, 700, false),
	(6, 150.25, 150.25, false),
	(7, 0, 90, true),
	(8, 0, 0, true),
	(9, 250, null, null);
create temp view summary as select revenue_agg(revenue_before, revenue_now, is_reactivated) as s from account;
select is((select s::text from summary), '(2,1,1,2,1,1,2,300075001000,20025000000,20000001000,55000000000,70000000000,9000000000)', 'the text form');
select is((select array[start_count(s), end_count(s), retained_count(s), expanded_count(s), contracted_count(s), churned_count(s), new_count(s), reactivated_count(s)] from summary),
	array[6, 6, 4, 1, 1, 2, 1, 1]::bigint[], 'customers by what their revenue has done');
select is((select array[start_value(s), end_value(s), expansion_value(s), contraction_value(s), churned_value(s), new_value(s), reactivated_value(s)]::text from summary),
	'{3000.75001,3241,200.25,200.00001,550,700,90}', 'values, exact and without trailing zeros');
select pg_temp.is_near((select nrr(s) from summary), 0.81679579832776539756, 'net revenue retention');
select pg_temp.is_near((select grr(s) from summary), 0.75006248187932189659, 'gross revenue retention');
select pg_temp.is_near((select expansion_rate(s) from summary), 0.066733316448443500963, 'expansion rate');
select pg_temp.is_near((select contraction_rate(s) from summary), 0.066650007276014305504, 'contraction rate');
select pg_temp.is_near((select churn_rate(s) from summary), 0.1832875108446637979, 'revenue churn rate');
select pg_temp.is_near((select quick_ratio(s) from summary), 1.3203333157288891236, 'quick ratio, in which those who came back count as gained');
select pg_temp.is_near((select logo_retention(s) from summary), 4 / 6.0, 'logo retention: 4 of 6');
select pg_temp.is_near((select logo_churn_rate(s) from summary), 2 / 6.0, 'logo churn: 2 of 6');
select pg_temp.is_near((select grr(s) from summary), (select sum(least(revenue_before, coalesce(revenue_now, 0))) / sum(revenue_before) from account where revenue_before > 0),
	'grr caps each customer at the start');
select pg_temp.is_near((select nrr(s) from summary), (select sum(coalesce(revenue_now, 0)) / sum(revenue_before) from account where revenue_before > 0),
	'nrr is that of the customers of the start');
select pg_temp.is_near((select nrr(s) from summary), (select 1 + expansion_rate(s) - contraction_rate(s) - churn_rate(s) from summary), 'nrr is made of its parts');
select is((select new_count(s) || ' ' || new_value(s) || ' ' || reactivated_count(s) from (select revenue_agg(revenue_before, revenue_now) as s from account) q), '2 790 0',
	'unless marked, those who came back are new');
select is((select (start_value(a), end_value(a), nrr(a), quick_ratio(a)) = (start_value(s), end_value(s), nrr(s), quick_ratio(s)) from summary,
	(select revenue_agg(revenue_before, revenue_now) as a from account) q), true, 'and all else is the same');
select is((select grr(s) <= 1 and nrr(s) = 3 and expansion_rate(s) = 2 from (select revenue_agg(100, 300) as s) q), true, 'nrr may exceed 1, grr may not');
select is((select array[nrr(s), grr(s), churn_rate(s), logo_retention(s)] from (select revenue_agg(100, null) as s) q), array[0, 0, 1, 0]::float8[], 'all is lost');
select is((select quick_ratio(s) is null from (select revenue_agg(100, 300) as s) q), true, 'a quick ratio without loss is unknown');

-- intervals and comparison
select pg_temp.is_near((select (logo_retention_ci(s)).low from summary), 0.29999331513839200707, 'Wilson interval of 4 of 6, lower limit (mpmath)');
select pg_temp.is_near((select (logo_retention_ci(s)).high from summary), 0.90322858889421953224, 'upper limit');
select is((select logo_retention_ci(s, 0.8)::text from summary), (select rate_ci(rate_summary(4, 6), 0.8)::text), 'at any level it is that of a rate');
select is((select logo_retention_compare(s, (select revenue_agg(100, case when i <= 3 then 50 end) from generate_series(1, 10) i))::text from summary),
	(select rate_compare(rate_summary(4, 6), rate_summary(3, 10))::text), 'retentions compare as rates do');
select is((select logo_retention_compare(s, (select s from empty)) is null from summary), true, 'but not with nothing');
select throws_ok('select logo_retention_ci(revenue_agg(1, 1), 95)', '22023', 'confidence level 95 is out of range, it must be above 0 and below 1', 'a level is a share');

-- one step
select is((select array[nrr(revenue_before, revenue_now), grr(revenue_before, revenue_now)] from account), (select array[nrr(s), grr(s)] from summary), 'nrr and grr in one step');
select is((select nrr(revenue_before, revenue_now) from account where revenue_before is null), null::float8, 'NULL without customers at the start');
select is((select retention_rate(revenue_before > 0, revenue_now > 0) from account), (select logo_retention(s) from summary), 'retention_rate(was_customer, is_customer)');
select is((select retention_rate(a, b) from (values (true, false), (false, true), (null, true)) v (a, b)), 0::float8, 'new customers do not hide lost ones');
select is((select retention_rate(a, b) from (values (true, true), (true, null), (true, false), (null::boolean, null::boolean)) v (a, b)), 1 / 3.0::float8, 'NULL is no customer');
select is((select retention_rate(a, b) from (values (false, true)) v (a, b)), null::float8, 'NULL without customers at the start here too');

-- merging and windows
select is((select rollup(p)::text from (select revenue_agg(revenue_before, revenue_now, is_reactivated) as p from account group by id % 3) q), (select s::text from summary), 'a rollup is the summary of all');
select is_empty($$select * from (select id, nrr(revenue_before, revenue_now) over w as moving,
		(select sum(coalesce(revenue_now, 0)) / nullif(sum(revenue_before), 0) from account b where b.id between a.id - 2 and a.id and revenue_before > 0) as expected
		from account a window w as (order by id rows 2 preceding)) x
	where (moving is null) <> (expected is null) or abs(moving - expected) > 1e-15$$, 'a moving window is a query per row');
select is((select string_agg(v::text, ' ' order by id) from (select id, revenue_agg(revenue_before, revenue_now) over (order by id rows 1 preceding) as v from account where id in (3, 5, 6)) w),
	'(0,0,1,0,0,0,2,80000001000,0,20000001000,0,0,0) (0,0,1,0,1,0,2,80000001000,0,20000001000,0,70000000000,0) (1,0,0,0,1,0,1,1502500,0,0,0,7000000,0)',
	'decimals that leave a window are forgotten');

-- exact money
select is((select nrr(0.1, v) from (values (0.3)) a (v)), 3::float8, 'tenths are tenths');
select is((select expansion_value(revenue_agg(1e-20, 922337203685477)) + start_value(revenue_agg(1e-20, 922337203685477))), 922337203685477::numeric, 'over 35 digits');
select is((select array[start_value(s), end_value(s)] from (select revenue_agg(b, n) as s from (select (hashint4extended(i, 1) % 1000003 + 1000003)::numeric / 7 as b,
		(hashint4extended(i, 2) % 1000003 + 1000003)::numeric / 8 as n from generate_series(1, 1000) i) r) q),
	(select array[trim_scale(sum((hashint4extended(i, 1) % 1000003 + 1000003)::numeric / 7)), trim_scale(sum((hashint4extended(i, 2) % 1000003 + 1000003)::numeric / 8))] from generate_series(1, 1000) i),
	'as sum(numeric)');

-- refusals
select throws_ok('select revenue_agg(-5.5, 1)', '22003', 'revenue_before -5.5 is out of range, it must not be below 0', 'a negative revenue is refused');
select throws_ok('select revenue_agg(1, -0.0001)', '22003', 'revenue_now -0.0001 is out of range, it must not be below 0', 'now as well');
select throws_ok('select nrr(1, ''NaN'')', '22003', 'revenue_now must be a finite amount, not NaN', 'NaN is no revenue');
select throws_ok('select nrr(''Infinity'', 1)', '22003', 'revenue_before must be a finite amount, not Infinity', 'nor is infinity');
select throws_ok($$select revenue_discard('(1,0,0,0,0,0,0,10,0,0,0,0,0)', 10, 9)$$, '22023', 'cannot take away from a revenue_summary what is not in it', 'no customer can be taken away that is not there');
select throws_ok($$select revenue_discard('(2,0,0,0,0,0,0,10,0,0,0,0,0)', 10, 10)$$, '22023', 'cannot take away from a revenue_summary what is not in it', 'nor one whose revenue is not');
select throws_ok($$select rollup(s) from (values ('(9223372036854775807,0,0,0,0,0,0,1,0,0,0,0,0)'::revenue_summary), ('(0,0,0,0,1,0,0,0,0,0,0,1,0)')) v (s)$$, '22003',
	'more than 9223372036854775807 rows in one revenue_summary', 'customers are counted in 64 bits');
select throws_ok($$select '(1,0,0,0,0,0,1,10000,0,0,0,0,0)'::revenue_summary$$, '22003', 'invalid revenue_summary', 'a text with another scale than its own is refused');
select throws_ok($$select '(0,0,0,1,0,0,0,5,0,0,6,0,0)'::revenue_summary$$, '22003', 'invalid revenue_summary', 'and one that loses more than there was');
select throws_ok($$select '(0,0,1,1,0,0,0,85070591730234615865843651857942052864,0,85070591730234615865843651857942052864,85070591730234615865843651857942052864,0,0)'::revenue_summary$$,
	'22003', 'invalid revenue_summary', 'however much it is');
select throws_ok($$select '(0,0,0,0,1,0,0,0,0,0,0,0,0)'::revenue_summary$$, '22003', 'invalid revenue_summary', 'and new customers who pay nothing');
select throws_ok($$select '(0,0,0,0,0,0,0,0,0,0,0,7,0)'::revenue_summary$$, '22003', 'invalid revenue_summary', 'and revenue of none');
select throws_ok($$select '(0,0,0,0,-1,0,0,0,0,0,0,5,0)'::revenue_summary$$, '22003', 'invalid revenue_summary', 'and fewer than no customers');
select throws_ok($$select '(0,0,0,0,1,0,0,0,0,0,0,-5,0)'::revenue_summary$$, '22003', 'invalid revenue_summary', 'and less than no revenue');
select throws_ok($$select '(9223372036854775807,0,0,0,1,0,0,1,0,0,0,1,0)'::revenue_summary$$, '22003', 'invalid revenue_summary', 'and more customers than 2^63-1');
select throws_ok($$select '(1,0,0,0,0,0,-1,10,0,0,0,0,0)'::revenue_summary$$, '22P02', null, 'and a scale below 0');
select throws_ok($$select '(0,0,1,0,0,0,0,5,0,5,0,0,0)'::revenue_summary$$, '22003', 'invalid revenue_summary', 'and one that keeps customers, but no revenue');
select * from finish();
