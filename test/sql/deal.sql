-- deal: the figures of an opportunity table in one pass.
--
-- Expected figures were computed by exact fractions and 30-digit arithmetic
-- (python fractions, mpmath) from the ten rows below.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select plan(68);

create temp table deal (id int, is_won boolean, amount numeric, opened date, closed date);
insert into deal values
	(1, true, 1000.50, '2026-01-01', '2026-01-11'),
	(2, true, 2000.25, '2026-01-05', '2026-01-25'),
	(3, true, 3000, '2026-01-10', '2026-02-24'),
	(4, true, null, '2026-01-01', '2026-01-02'),
	(5, true, 500, '2026-02-01', '2026-01-30'),
	(6, false, 4000, '2026-01-01', '2026-03-01'),
	(7, false, null, '2026-01-01', '2026-03-02'),
	(8, false, 0, '2026-01-01', '2026-01-05'),
	(9, null, 7000.123456, '2026-02-01', null),
	(10, null, null, null, null);
create function pg_temp.is_near(got float8, expected float8, label text) returns text language sql as $$
	select ok(abs(got - expected) <= 1e-11 * abs(expected), label)
$$;
create temp view summary as
select deal_agg(is_won, amount, opened, closed) as s from deal;

-- nothing, then counts and values
select is((select deal_agg(is_won, amount, opened, closed)::text from deal where false), '(0,0,0,0,0,0,0,0,0,0,0,0)', 'no deals give the empty summary');
select is((select array[win_rate(s), win_rate_value(s), cycle_length(s), median_cycle_length(s)] from (select '(0,0,0,0,0,0,0,0,0,0,0,0)'::deal_summary as s) q),
	array[null, null, null, null]::float8[], 'of which no rate or length is known');
select is((select average_deal_value(s) is null and sales_velocity(s) is null and won_value(s) = 0 from (select '(0,0,0,0,0,0,0,0,0,0,0,0)'::deal_summary as s) q), true,
	'nor an average or a velocity; sums of nothing are 0');
select is((select array[won(s), lost(s), open(s)] from summary), array[5, 3, 2]::bigint[], 'won, lost and open deals are counted');
select is((select array[missing_won(s), missing_lost(s)] from summary), array[1, 1]::bigint[], 'closed deals without an amount are counted apart');
select is((select won_value(s) from summary), 6500.75, 'won value');
select is((select lost_value(s) from summary), 4000::numeric, 'lost value');
select is((select open_value(s) from summary), 7000.123456, 'open value, to its last decimal');
select is((select won_value(s)::text from summary), '6500.75', 'trailing zeros are not kept');
select is((select win_rate(s) from summary), 0.625::float8, 'win rate by count: 5 of 8');
select pg_temp.is_near((select win_rate_value(s) from summary), 26003 / 42003.0, 'win rate by value: 6500.75 of 10500.75');
select is((select average_deal_value(s) from summary), 1625.1875, 'average deal value: 6500.75 / 4');
select pg_temp.is_near((select deal_value_stddev(s) from summary), 1108.61214616519514, 'its standard deviation');
select is((select cycles(s) from summary), 4::bigint, 'cycles are those of won deals');
select is((select negative_count(s) from summary), 1::bigint, 'one that closes before it opens is counted apart');
select is((select cycle_length(s) from summary), 19::float8, 'mean cycle: 76 days / 4');
select is((select median_cycle_length(s) from summary), 15::float8, 'median cycle: between 10 and 20 days');
select is((select percentile_cycle_length(s, 0.9) from summary), 37.5::float8, 'ninth decile as percentile_cont has it');
select is((select round(sales_velocity(s), 15) from summary), 342.144736842105263, 'velocity: 6500.75 / 19 a day');

-- intervals and comparisons
select pg_temp.is_near((select (win_rate_ci(s)).low from summary), 0.305742394602627290, 'Wilson interval of 5 of 8, lower limit');
select pg_temp.is_near((select (win_rate_ci(s)).high from summary), 0.863155714176402644, 'upper limit');
select pg_temp.is_near((select (average_deal_value_ci(s)).low from summary), -138.861814278034551, 'average deal value by Student''s t, lower limit');
select pg_temp.is_near((select (average_deal_value_ci(s)).high from summary), 3389.23681427803455, 'upper limit');
select is((select (cycle_length_ci(s)).low from summary), 0::float8, 'a cycle is not below 0');
select pg_temp.is_near((select (cycle_length_ci(s)).high from summary), 49.2192785787857019, 'upper limit of the mean cycle');
select is((select median_cycle_length_ci(s)::text from summary), '(,)', 'four cycles are too few for an interval of the median');
create temp view comparison as
select average_deal_value_compare(s, (select deal_agg(true, v::numeric, date '2026-01-01', date '2026-01-01' + v / 10) from unnest(array[100, 300, 200, 250, 150]) v)) as c from summary;
select pg_temp.is_near((select (c).difference from comparison), 1425.1875, 'difference of two averages');
select pg_temp.is_near((select (c).low from comparison), -334.399101732668096, 'Welch''s lower limit');
select pg_temp.is_near((select (c).high from comparison), 3184.77410173266810, 'upper limit');
select pg_temp.is_near((select (c).lift from comparison), 7.1259375, 'lift');
select pg_temp.is_near((select (c).t from comparison), 2.56590601199459551, 't');
select pg_temp.is_near((select (c).p_value from comparison), 0.0821175385775566708, 'p value');
select is((select win_rate_compare(s, s)::text from summary),
	(select rate_compare(rate_summary(won(s), won(s) + lost(s)), rate_summary(won(s), won(s) + lost(s)))::text from summary), 'win rates compare as rates do');
select is((select average_deal_value_compare(s, '(0,0,0,0,0,0,0,0,0,0,0,0)') is null from summary), true, 'nothing compares with nothing');
-- cycles of 10, 20, 45 and 1 day against 10, 30, 20, 25 and 15; mpmath at 40 digits
select is_empty($$select figure, got, expected
	from (select cycle_length_compare(s, (select deal_agg(true, 1, date '2026-01-01', date '2026-01-01' + v) from unnest(array[10, 30, 20, 25, 15]) v)) as c from summary) q,
		lateral (values ('difference', (c).difference, -1::float8), ('low', (c).low, -29.6185819031670313), ('high', (c).high, 27.6185819031670313),
			('lift', (c).lift, -0.05), ('t', (c).t, -0.0986927542439653483), ('p_value', (c).p_value, 0.926325120018461085)) v (figure, got, expected)
	where (abs(got - expected) <= 1e-11 * abs(expected)) is not true$$, 'two mean cycles compare by Welch''s t, in days');
select is((select (cycle_length_compare(s, s, 0.5)).low > (cycle_length_compare(s, s)).low from summary), true, 'a lower level gives a narrower interval');
select is((select cycle_length_compare('(0,0,0,0,0,0,0,0,0,0,0,0)', s) is null from summary), true, 'no cycles compare with nothing');

-- one-step names
select is((select win_rate_value(is_won, amount) from deal), (select win_rate_value(s) from summary), 'win_rate_value(is_won, amount)');
select is((select average_deal_value(is_won, amount) from deal), 1625.1875, 'average_deal_value(is_won, amount)');
select is((select sales_velocity(is_won, amount, opened, closed) from deal), (select sales_velocity(s) from summary), 'sales_velocity(is_won, amount, opened, closed)');
select is((select array[sales_velocity(is_won, amount, opened::timestamp, closed::timestamp), sales_velocity(is_won, amount, opened::timestamptz, closed::timestamptz),
		sales_velocity(is_won, amount, opened::timestamptz, closed)] from deal),
	(select array_fill(sales_velocity(s), array[3]) from summary), 'for every pair of times');
set timezone = 'America/Los_Angeles';
select is((select (cycles(s), cycle_length(s), negative_count(s))::text from (select deal_agg(true, 1, timestamptz '2026-03-03 15:00-08', date '2026-03-03') as s) q),
	'(1,0,0)', 'a deal created and closed on one day has a cycle of 0 days');
reset timezone;
set client_min_messages = warning;

-- exact money
select is((select won_value(deal_agg(true, v, null::date, null::date)) from (values (0.1), (0.2), (-0.3)) a (v)), 0::numeric, 'tenths add up exactly');
select is((select won_value(deal_agg(true, v, null::date, null::date)) from (values (1e-20), (922337203685476), (0.00000000000000000001)) a (v)),
	922337203685476.00000000000000000002, 'over 35 digits');
select is((select count(*) from generate_series(0, 20) d, lateral (
		select won_value(deal_agg(true, v, null::date, null::date)) as got, sum(v) as expected
		from (select round((hashint4extended(i, d) % 1000000007)::numeric / 7, d) as v from generate_series(1, 300) i) a) x where got = expected), 21::bigint,
	'as sum(numeric), with 0 to 20 decimals and both signs');
select is((select string_agg(v::text, ' ' order by i) from (select i, won_value(deal_agg(true, a, null::date, null::date) over (order by i rows 2 preceding)) as v
		from (values (1, 1.00001), (2, 2), (3, 3.5), (4, 4), (5, -0.25)) t (i, a)) w),
	'1.00001 3.00001 6.50001 9.5 7.25', 'decimals that leave a window are forgotten');

-- amounts of every shape: stored and computed ones, of 1 to 9 digits of base
-- 10000, alone and in a state that knows decimals already, won, lost and taken away
create temp table shape as
select row_number() over () as i, v
from (select distinct (sign || m || 'e' || e)::numeric as v
	from unnest(array['', '-']) sign, unnest(array[0, 1, 9, 10, 9999, 10000, 10001, 99999999, 100000000, 100010001, 123456789, 999999999999, 1000000000000]) m,
		generate_series(-20, 14) e) d
where abs(v) <= 922337203685477 and v = round(v, 20)
union all
select -1, 1 + 0 * round(1, 128)
union all
select -2, round(0, 128);
create function pg_temp.shape_of(s deal_summary) returns text language sql as $$
	select format('%s %s %s', won_value(s), lost_value(s), split_part(s::text, ',', 10))
$$;
create function pg_temp.wrong_shapes(known numeric) returns table (v numeric, got text) language sql as $$
	select v, got
	from (select v, pg_temp.shape_of((select deal_agg(is_won, a, null::date, null::date) from (values (true, known), (true, v), (false, v), (true, -v)) t (is_won, a))) as stored,
			pg_temp.shape_of((select deal_agg(is_won, a + 0, null::date, null::date) from (values (true, known), (true, v), (false, v), (true, -v)) t (is_won, a))) as computed,
			(select pg_temp.shape_of(deal_agg(is_won, a, null::date, null::date) over (order by n rows 1 preceding))
				from (values (1, true, known), (2, true, -v), (3, false, v), (4, null, null)) t (n, is_won, a) order by n desc offset 1 limit 1) as moved,
			(select deal_agg(true, a, null::date, null::date)::text from (values (known), (v)) t (a)) as sum
		from shape) q
		cross join lateral unnest(array[
			case when stored <> format('%s %s %s', trim_scale(known), trim_scale(v), trim_scale((round(known, 4) * 10000) ^ 2 + 2 * (round(v, 4) * 10000) ^ 2)) then stored end,
			case when computed <> stored then computed end,
			case when moved <> format('%s %s %s', trim_scale(-v), trim_scale(v), trim_scale((round(v, 4) * 10000) ^ 2)) then moved end,
			case when won_value(sum::deal_summary) <> known + v then sum end]) as got
	where got is not null
$$;
select cmp_ok((select count(*) from shape), '>=', 350::bigint, 'there are amounts of many shapes');
select is_empty('select * from pg_temp.wrong_shapes(0)', 'each is read exactly, as is its square');
select is_empty('select * from pg_temp.wrong_shapes(0.25)', 'also where decimals came before');
select is_empty('select * from pg_temp.wrong_shapes(0.12345)', 'and many decimals');

-- merging: every set of new and known days into a histogram, in place and not
create temp table merging as
select n, (select deal_agg(true, 1, date '2026-01-01', date '2026-01-01' + d) from unnest(base) d) as large,
	(select deal_agg(true, 1, date '2026-01-01', date '2026-01-01' + d) from unnest(added) d) as small,
	(select deal_agg(true, 1, date '2026-01-01', date '2026-01-01' + d) from unnest(base || added) d)::text as expected
from unnest(array['{}', '{7}', '{10,12,14,16,30}', '{-1,0,1,2,3,10,11,12,13,14}']) b (base_text)
	cross join lateral (select base_text::int[] as base) c
	cross join generate_series(0, 511) n
	cross join lateral (select coalesce(array_agg(d), '{}') as added
		from unnest(array[-1, 0, 1, 9, 10, 13, 14, 15, 40]) with ordinality u (d, bit) where n >> (bit - 1)::int & 1 = 1) a;
select is((select count(*) from merging where deal_combine(large, small)::text = expected and deal_combine(small, large)::text = expected), 2048::bigint,
	'a merge is the summary of both');
select is((select count(*) from merging where (select rollup(s order by i)::text from (values (1, large), (2, small)) t (i, s)) = expected), 2048::bigint, 'in a rollup too');
select is((select count(*) from merging where deal_uncombine(deal_combine(large, small), small)::text = large::text
	and deal_uncombine(deal_combine(large, small), large)::text = small::text), 2048::bigint, 'and what was added can be taken away');
select is((select count(*) from merging where deal_combine(large, large)::text = (select rollup(s)::text from (values (large), (large)) t (s))
	and deal_uncombine(large, large)::text = '(0,0,0,0,0,0,0,0,0,0,0,0)'), 2048::bigint, 'a summary merges with itself');

-- refusals
select throws_ok($$select deal_combine(s, s) from (select '(0,1,0,0,0,0,0,85070591730234615865843651857942052864,0,0,0,0)'::deal_summary as s) q$$, '22003',
	'the sum of the amounts is out of range, it has more than 37 digits', 'a sum ends at 2^126');
select throws_ok($$select deal_combine(s, s) from (select '(0,1,0,0,0,0,0,-85070591730234615865843651857942052864,0,0,0,0)'::deal_summary as s) q$$, '22003',
	'the sum of the amounts is out of range, it has more than 37 digits', 'on either side');
select is((select string_agg(deal_combine(s, o)::text, ' ' order by n) from (select '(0,1,0,0,0,0,0,85070591730234615865843651857942052864,0,0,0,0)'::deal_summary as s) q,
		(values (1, '(0,1,0,0,0,0,0,0,0,0,0,0)'::deal_summary), (2, '(0,1,0,0,0,0,0,-85070591730234615865843651857942052864,0,0,0,0)')) t (n, o)),
	'(0,2,0,0,0,0,0,85070591730234615865843651857942052864,0,0,0,0) (0,2,0,0,0,0,0,0,0,0,0,0)', 'and not before');
select throws_ok($$select deal_accum('(4294967295,0,0,4294967295,0,0,0,0,0,0,0,0)', true, null, null::date, null::date)$$, '22003',
	'more than 4294967295 deals without an amount in one deal_summary', 'deals without an amount are counted to 2^32 - 1');
select throws_ok($$select deal_combine(s, s) from (select '(0,4294967295,0,0,4294967295,0,0,0,0,0,0,0)'::deal_summary as s) q$$, '22003',
	'more than 4294967295 deals without an amount in one deal_summary', 'in a merge too');
select throws_ok($$select '(4294967296,0,0,4294967296,0,0,0,0,0,0,0,0)'::deal_summary$$, '22003', 'invalid deal_summary', 'and in a literal');
select throws_ok('select deal_agg(true, ''NaN'', null::date, null::date)', '22003', 'amount must be a finite amount, not NaN', 'NaN is no amount');
select throws_ok('select deal_agg(true, ''-Infinity'', null::date, null::date)', '22003', 'amount must be a finite amount, not -Infinity', 'nor is infinity');
select throws_ok('select deal_agg(true, 922337203685478, null::date, null::date)', '22003',
	'amount 922337203685478 is out of range, it must be from -922337203685477 to 922337203685477 with at most 20 decimals', 'nor is a sum of all money there is');
select throws_ok('select deal_agg(true, 1e-21, null::date, null::date)', '22003',
	'amount 0.000000000000000000001 is out of range, it must be from -922337203685477 to 922337203685477 with at most 20 decimals', 'nor are 21 decimals');
select throws_ok('select deal_agg(true, 1, date ''-infinity'', date ''2026-01-01'')', '22008', 'started must be a finite time, not -infinity', 'infinite times are refused');
select throws_ok($$select deal_uncombine('(0,1,0,0,0,0,0,0,0,0,0,0)', '(1,0,0,0,0,0,0,0,0,0,0,0)')$$, '22023', 'cannot take away from a deal_summary what is not in it',
	'what is not there cannot be taken away');
-- refunds and other amounts below 0
select is((select (won(s), missing_won(s), won_value(s), average_deal_value(s), lost_value(s))::text
		from (select deal_agg(w, a, date '2026-01-01', date '2026-01-11') as s from (values (true, 100.5), (true, -40), (true, null), (false, -0.5)) v (w, a)) q),
	'(3,1,60.5,30.25,-0.5)', 'amounts below 0 are added as they are, and NULL is counted apart');
select is((select (win_rate_value(s), sales_velocity(s))::text
		from (select deal_agg(w, a, date '2026-01-01', date '2026-01-11') as s from (values (true, 40), (true, -100), (false, 10)) v (w, a)) q),
	'(,-6)', 'refunds above the sales: no rate by value, and a velocity below 0');
select * from finish();
