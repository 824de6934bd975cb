-- amount: percentiles of deal value.
--
-- percentile p of n amounts is the one at rank p (n - 1), ranks counted from 0
-- and interpolated between neighbours: percentile_cont, but in exact decimals.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select plan(51);

-- nothing, one, many
select is((select amount_agg(v)::text from (values (null::numeric)) a (v) where v > 0), '()', 'no amounts give the empty summary');
select is((select amount_agg(v)::text from (values (null::numeric), (null)) a (v)), '()', 'and so do unknown ones');
select is((select (median_amount(s), average_amount(s), percentile_amount(s, 0.9), amount_count(s), total_amount(s))::text from (select '()'::amount_summary as s) q),
	'(,,,0,0)', 'of which no percentile is known, and whose count and sum are 0');
select is((select percentile_amount_ci(s, 0.5) is null and median_amount_ci(s) is null from (select '()'::amount_summary as s) q), true, 'and no interval');
select is((select array[percentile_amount(s, 0), percentile_amount(s, 0.37), median_amount(s), percentile_amount(s, 1), average_amount(s), total_amount(s)]
		from (select amount_agg(1234.5) as s) q), array_fill(1234.5, array[6]), 'of one amount every percentile is that amount');
create temp table deal (amount numeric);
insert into deal values (1000.50), (2000.25), (3000), (null), (500), (2000.25), (-75.0001);
create temp view summary as select amount_agg(amount) as s from deal;
select is((select s::text from summary), '(-750001:1,5000000:1,10005000:1,20002500:2,30000000:1)', 'amounts are kept in ten-thousandths');
select is((select amount_count(s) from summary), 6::bigint, 'unknown amounts are not counted');
select is((select total_amount(s) from summary), 8425.9999, 'the sum is exact');
select is((select average_amount(s) from summary), (select trim_scale(sum(amount) / 6) from deal), 'average: sum / count');
select is((select median_amount(s) from summary), 1500.375, 'median: half way from 1000.50 to 2000.25');
select is((select array[percentile_amount(s, 0), percentile_amount(s, 1)] from summary), array[-75.0001, 3000], 'ends are the least and the greatest amount');
select is((select percentile_amount(s, 0.9)::text from summary), '2500.125', 'nine tenths of 5 are 4.5, in exact decimals');
select is((select percentile_amount(s, 0.1)::text from summary), '212.49995', 'decimals of an interpolation are all there');
select is((select percentile_amount(s, 1 / 3.0::float8)::text from summary), '833.66666666666658325', 'p is what its shortest text says');
select is((select percentile_amount(s, 5e-324) > -75.0001 and percentile_amount(s, 5e-324) < -75.0000999 from summary), true, 'the least p there is does no harm');
select is((select percentile_amount(s, '-0'::float8) from summary), -75.0001, 'nor does minus zero');

-- published: shared reference percentiles.csv (exact rational arithmetic;
-- numpy linear, R type 7); p is null for the mean
create temp table reference (literal amount_summary, p float8, expected numeric);
insert into reference values
	('(10000:1)', 0, 1),
	('(10000:1)', 0.01, 1),
	('(10000:1)', 0.1, 1),
	('(10000:1)', 0.25, 1),
	('(10000:1)', 0.5, 1),
	('(10000:1)', 0.75, 1),
	('(10000:1)', 0.9, 1),
	('(10000:1)', 0.95, 1),
	('(10000:1)', 0.99, 1),
	('(10000:1)', 1, 1),
	('(10000:1)', null, 1),
	('(0:1,100000:1)', 0, 0),
	('(0:1,100000:1)', 0.01, 0.1),
	('(0:1,100000:1)', 0.1, 1),
	('(0:1,100000:1)', 0.25, 2.5),
	('(0:1,100000:1)', 0.5, 5),
	('(0:1,100000:1)', 0.75, 7.5),
	('(0:1,100000:1)', 0.9, 9),
	('(0:1,100000:1)', 0.95, 9.5),
	('(0:1,100000:1)', 0.99, 9.9),
	('(0:1,100000:1)', 1, 10),
	('(0:1,100000:1)', null, 5),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 0, 3),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 0.01, 3),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 0.1, 3),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 0.25, 5.75),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 0.5, 8),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 0.75, 11.75),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 0.9, 20.7),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 0.95, 55.35),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 0.99, 83.07),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', 1, 90),
	('(30000:2,50000:1,80000:4,130000:2,900000:1)', null, 15.9),
	('(300000:1000000000,310000:1,450000:1000000000)', 0, 30),
	('(300000:1000000000,310000:1,450000:1000000000)', 0.01, 30),
	('(300000:1000000000,310000:1,450000:1000000000)', 0.1, 30),
	('(300000:1000000000,310000:1,450000:1000000000)', 0.25, 30),
	('(300000:1000000000,310000:1,450000:1000000000)', 0.5, 31),
	('(300000:1000000000,310000:1,450000:1000000000)', 0.75, 45),
	('(300000:1000000000,310000:1,450000:1000000000)', 0.9, 45),
	('(300000:1000000000,310000:1,450000:1000000000)', 0.95, 45),
	('(300000:1000000000,310000:1,450000:1000000000)', 0.99, 45),
	('(300000:1000000000,310000:1,450000:1000000000)', 1, 45),
	('(300000:1000000000,310000:1,450000:1000000000)', null, 37.49999999675);
select is_empty($$select p, expected, percentile_amount(literal, p) from reference where p is not null
	and not coalesce(abs(percentile_amount(literal, p) - expected) <= 1e-12 * abs(expected), false)$$, 'percentiles are those of the reference');
select is_empty($$select expected, average_amount(literal) from reference where p is null
	and not coalesce(abs(average_amount(literal) - expected) <= 1e-14 * abs(expected), false)$$, 'and so are the means');
select is((select count(*) from reference), 44::bigint, 'of which there are enough');

-- against percentile_cont over float8, and exactly against ranks
create temp table random_amount as
select g, ((hashint4extended(i, g) % 5000000)::numeric / (array[1, 10, 100, 10000])[g % 4 + 1])::numeric(20, 4) as amount
from generate_series(1, 40) g, generate_series(1, g * g) i;
create temp table percentile (p numeric);
insert into percentile select i / 20.0 from generate_series(0, 20) i union values (0.01), (0.123456), (0.999);
create temp view exact as
select g, p, trim_scale(low.amount + (p * (n - 1) - floor(p * (n - 1))) * (high.amount - low.amount)) as expected
from (select g, count(*) as n from random_amount group by g) c cross join percentile
	join lateral (select amount from random_amount r where r.g = c.g order by amount offset floor(p * (n - 1)) limit 1) low on true
	join lateral (select amount from random_amount r where r.g = c.g order by amount offset ceil(p * (n - 1)) limit 1) high on true;
create temp view grouped as select g, amount_agg(amount) as s from random_amount group by g;
select is((select count(*) from exact), 960::bigint, '960 percentiles of random amounts');
select is_empty('select g, p, expected, percentile_amount(s, p::float8) from exact join grouped using (g) where percentile_amount(s, p::float8)::text <> expected::text',
	'are exactly those between the ranks');
select is_empty($$select g, p, c, percentile_amount(s, p) from (select g, (select array_agg(p::float8 order by p) from percentile) as ps from generate_series(1, 40) g) x
	join lateral (select percentile_cont(ps) within group (order by amount::float8) as cs from random_amount r where r.g = x.g) y on true
	cross join unnest(ps, cs) as u (p, c) join grouped using (g)
	where abs(percentile_amount(s, p)::float8 - c) > 1e-10 * greatest(abs(c), 1)$$, 'and near those of percentile_cont');
select is_empty('select g from random_amount group by g having total_amount(amount_agg(amount)) <> sum(amount) or amount_count(amount_agg(amount)) <> count(*)',
	'sums and counts are those of SQL');
select is((select median_amount(amount) from deal), 1500.375, 'median_amount(amount) in one step');
select is((select rollup(s)::text from grouped), (select amount_agg(amount)::text from random_amount), 'a rollup is the summary of all amounts');
create temp table numbered as select row_number() over (order by md5(g || amount::text), ctid) as i, amount from random_amount where g between 10 and 14;
select is_empty($$select * from (select i, median_amount(amount) over (order by i rows 6 preceding) as moving,
		(select percentile_cont(0.5) within group (order by amount::float8) from numbered b where b.i between a.i - 6 and a.i) as expected from numbered a) x
	where moving is null or abs(moving::float8 - expected) > 1e-9$$, 'a moving median is that of the rows in the window');

-- intervals: ranks by the binomial distribution, exact by python fractions
create temp view twenty as select amount_agg(i * 100) as s from generate_series(1, 20) i;
select is((select median_amount_ci(s)::text from twenty), '(600,1500)', 'of 20 amounts the median lies between the 6th and the 15th');
select is((select percentile_amount_ci(s, 0.25)::text from twenty), '(200,1000)', 'the lower quartile between the 2nd and the 10th');
select is((select percentile_amount_ci(s, 0.99)::text from twenty), '(1900,)', 'too few for an upper limit of the last hundredth');
select is((select median_amount_ci(amount_agg(i))::text from generate_series(1, 5) i), '(,)', 'five amounts are too few for any');
select is((select (median_amount_ci(s, 0.999)).low < (median_amount_ci(s, 0.5)).low from twenty), true, 'more confidence is a wider interval');

-- range: the whole of what is accepted, and what is not
select is((select (total_amount(s), median_amount(s))::text from (select amount_agg(v) as s from (values (922337203685477), (-922337203685477), (0.0001), (-0.0000)) a (v)) q),
	'(0.0001,0.00005)', 'the greatest and the least amount');
select is((select percentile_amount(s, 0.5) from (select amount_agg(v) as s from (values (922337203685477), (-922337203685476)) a (v)) q), 0.5, 'a step over the whole range');
select is((select total_amount('(9223372036854770000:9223372036854775807)')), 8507059173023456228727548976854939::numeric, 'the largest sum there can be');
select is((select average_amount('(-9223372036854770000:9223372036854775807)')), -922337203685477.0, 'and its average');
select throws_ok('select amount_agg(1.00001)', '22003', 'amount 1.00001 is out of range, it must have at most 4 decimals', 'five decimals are refused');
select lives_ok('select amount_agg(1.00010000)', 'zeros at the end are none');
select throws_ok('select amount_agg(922337203685478)', '22003',
	'amount 922337203685478 is out of range, it must be from -922337203685477 to 922337203685477 with at most 20 decimals', 'a larger amount is refused');
select throws_ok('select amount_agg(''NaN'')', '22003', 'amount must be a finite amount, not NaN', 'NaN is refused');
select throws_ok('select ''(9223372036854770001:1)''::amount_summary', '22003', 'invalid amount_summary', 'a text with a larger one too');
select throws_ok('select ''(-9223372036854770001:1,0:1)''::amount_summary', '22003', 'invalid amount_summary', 'or a lesser one');
select throws_ok('select percentile_amount(amount_agg(1), 90)', '22023', 'percentile 90 is out of range, it must be from 0 to 1', 'p is a share');
select throws_ok('select percentile_amount(amount_agg(1), ''NaN'')', '22023', 'percentile NaN is out of range, it must be from 0 to 1', 'not NaN');
select throws_ok('select percentile_amount_ci(amount_agg(1), 1.5)', '22023', 'percentile 1.5 is out of range, it must be from 0 to 1', 'nor above 1 for an interval');
select throws_ok('select median_amount_ci(amount_agg(1), 95)', '22023', 'confidence level 95 is out of range, it must be above 0 and below 1', 'a level is a share too');
select throws_ok($$select amount_discard('(10000:1)', 2)$$, '22023', 'cannot take away from a summary what is not in it', 'what is not there cannot be taken away');
select throws_ok('select amount_agg(i) from generate_series(1, 262145) i', '54000', 'more than 262144 distinct values in one group', '262145 distinct amounts are refused');
select is((select amount_count(amount_agg(i % 262144)) from generate_series(1, 600000) i), 600000::bigint, '262144 are not too many, however often each occurs');
create table many_amounts as select hashint4(i) % 60000 as v from generate_series(1, 150000) i;
alter table many_amounts set (parallel_workers = 2);
create temp table counted as
select '(' || string_agg(v::bigint * 10000 || ':' || n, ',' order by v) || ')' as expected from (select v, count(*) as n from many_amounts group by v) c;
select is((select md5(amount_agg(v)::text) from many_amounts), (select md5(expected) from counted), 'many amounts in no order are counted each');
set parallel_setup_cost = 0;
set parallel_tuple_cost = 0;
set min_parallel_table_scan_size = 0;
select is((select md5(amount_agg(v)::text) from many_amounts), (select md5(expected) from counted), 'by workers as well');
reset all;
set client_min_messages = warning;
drop table many_amounts;
select is((select amount_count(amount_agg(round(i::numeric, -1))) from generate_series(1, 300000) i), 300000::bigint, 'rounded they are few enough');
select * from finish();
