-- prediction: how good predicted scores were, by what came of them.
-- Expected values come from pROC and from the definitions: pairs for the area, rows for the errors.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
set statement_timeout = '120s';
select plan(43);

-- ---------------------------------------------------------------------------
-- Reference figures
-- ---------------------------------------------------------------------------

-- Source: reference/lead_score.csv, quality_s1 and auc_patients
create temp table case_1 (p float8, y boolean);
insert into case_1 values (0.9, true), (0.8, true), (0.8, false), (0.7, true), (0.6, false), (0.6, true), (0.6, false), (0.3, false), (0.2, true), (0.1, false);
create temp table anxiety (x float8, y boolean);
insert into anxiety values (70, true), (80, true), (50, true), (60, true), (40, true), (65, true), (75, true), (80, true), (70, true), (60, true),
	(65, false), (50, false), (45, false), (35, false), (40, false), (50, false), (55, false), (45, false), (50, false), (60, false);
select is(auc(y, p), 0.7::float8, 'area, equal scores counting half') from case_1;
select is(round(brier(y, p)::numeric, 15), 0.24, 'Brier score') from case_1;
select is(round(log_loss(y, p)::numeric, 14), 0.67094973828898, 'log loss') from case_1;
select is((select round(((auc_ci(s, 0.5)).high - 0.7)::numeric, 14) from (select prediction_agg(y, p) as s from case_1) x), round((0.1816590212458495 * 0.6744897501960817)::numeric, 14), 'its error by DeLong');
select is(auc(y, x), 0.835::float8, 'a score of another scale') from anxiety;
select is((select round((0.835 - (auc_ci(s)).low)::numeric, 12) || ' ' || (auc_ci(s)).high from (select prediction_agg(y, x) as s from anxiety) r), round(0.0972111104761179 * 1.959963984540054, 12) || ' 1', 'its interval ends at 1');

-- ---------------------------------------------------------------------------
-- Nothing, NULLs, one
-- ---------------------------------------------------------------------------

select is((select row(auc(y, p), brier(y, p), log_loss(y, p))::text from case_1 where false), '(,,)', 'without predictions there are no figures');
select is((select row(auc(s), auc_ci(s), brier(s), brier_ci(s), log_loss(s), predictions(s), conversions(s), incomplete(s))::text from (select prediction_summary '(0)' as s) x), '(,,,,,0,0,0)', 'and counts are 0');
select is((select prediction_agg(y, p)::text from (values (null, 0.5), (null, null), (true, null), (false, null), (true, 0.25)) v (y, p)), '(2;0.25:1:0)', 'an open lead is ignored, one without a score counted');
select is((select row(auc(y, p), brier(y, p), log_loss(y, p))::text from (values (true, null::float8), (null, 0.5)) v (y, p)), '(,,)', 'NULLs are no predictions');
select is((select row(auc(y, p), brier(y, p))::text from (values (true, 0.75::float8)) v (y, p)), '(,0.0625)', 'one has an error and no area');
-- Source: reference, quality_s2_oneclass
select is((select auc(y, p) from (values (true, 0.3::float8), (true, 0.9)) v (y, p)), null, 'nor have predictions of one outcome');
select is((select auc(y, p) from (values (false, 0.3::float8), (false, 0.9)) v (y, p)), null, 'whichever it is');
select is((select auc(y, p) from (values (true, 0.9::float8), (false, 0.3)) v (y, p)), 1::float8, 'the higher score converted');
select is((select auc(y, p) from (values (true, 0.3::float8), (false, 0.9)) v (y, p)), 0::float8, 'the lower one did');
select is((select auc(y, p) from (values (true, 0.3::float8), (false, 0.3)) v (y, p)), 0.5::float8, 'equal ones');
select is((select auc_ci(prediction_agg(y, p)) from (values (true, 0.9::float8), (false, 0.3), (false, 0.1)) v (y, p)), null, 'an interval needs two of each');
select is((select brier_ci(prediction_agg(y, p)) from (values (true, 0.9::float8)) v (y, p)), null, 'and one of the Brier score two');
select is((select row(brier(y, p), log_loss(y, p))::text from (values (true, 1::float8), (false, 0)) v (y, p)), '(0,0)', 'certainties that were right');
select is((select row(brier(y, p), log_loss(y, p))::text from (values (true, 1::float8), (false, 1)) v (y, p)), '(0.5,)', 'the loss of one that was wrong is infinite, so NULL');
select is((select row(predictions(s), conversions(s), incomplete(s))::text from (select prediction_summary '(3;1:5:2;2:1:7)' as s) x), '(15,6,3)', 'counts');

-- ---------------------------------------------------------------------------
-- The definitions, computed another way
-- ---------------------------------------------------------------------------

create temp table many as
select i, i % 6 as g, abs(hashint4(i)) % 100 < 20 + i % 40 as y, (i % 40 + abs(hashint4(i * 7)) % 30)::float8 / 70 as p
from generate_series(1, 1200) i;
select is_empty($$select g, auc(y, p), (select avg(case when a.p > b.p then 1 when a.p = b.p then 0.5 else 0 end) from many a, many b where a.g = m.g and b.g = m.g and a.y and not b.y)
	from many m group by g
	having abs(auc(y, p) - (select avg(case when a.p > b.p then 1 when a.p = b.p then 0.5 else 0 end)::float8 from many a, many b where a.g = m.g and b.g = m.g and a.y and not b.y)) > 1e-15$$,
	'the area is the share of pairs in the right order');
select is_empty($$select g from many group by g
	having abs(brier(y, p) / avg((p - y::int) ^ 2) - 1) > 1e-14 or abs(log_loss(y, greatest(p, 0.01)) / avg(-ln(case when y then greatest(p, 0.01) else 1 - p end)) - 1) > 1e-13$$,
	'errors are means over the rows');
select is_empty($$select g from (select g, brier_ci(prediction_agg(y, p), 0.9) as c, avg((p - y::int) ^ 2) as mean, stddev((p - y::int) ^ 2) / sqrt(count(*)) as error from many group by g) x
	where abs((c).low - (mean - 1.6448536269514722 * error)) > 1e-13 or abs((c).high - (mean + 1.6448536269514722 * error)) > 1e-13$$, 'the interval of the Brier score is that of a mean');
-- DeLong by the definition: the variance of what each hit and each miss stands for.
select is_empty($$select g from (
		select g, auc_ci(prediction_agg(y, p)) as c, auc(y, p) as area, (
				select variance(v) filter (where y) / count(*) filter (where y) + variance(v) filter (where not y) / count(*) filter (where not y)
				from (select a.y, (select avg(case when (a.p > b.p) = a.y and a.p <> b.p then 1 when a.p = b.p then 0.5 else 0 end)::float8 from many b where b.g = m.g and b.y <> a.y) as v
					from many a where a.g = m.g) s) as variance
		from many m group by g) x
	where (abs((c).high - least(area + 1.959963984540054 * sqrt(variance), 1)) > 1e-13) is not false$$, 'and that of the area by DeLong');
select is((select prediction_agg(y, p)::text from many), (select rollup(s)::text from (select prediction_agg(y, p) as s from many group by i % 17) d), 'parts give the same as all');
-- 20000 different scores are more than are kept in order while they come in.
select is((select md5(prediction_agg(i % 3 = 0, i * 7919 % 20011)::text) from generate_series(1, 60000) i),
	(select md5('(0;' || string_agg(concat(p, ':', hits, ':', misses), ';' order by p) || ')')
		from (select i * 7919 % 20011 as p, count(*) filter (where i % 3 = 0) as hits, count(*) filter (where i % 3 <> 0) as misses from generate_series(1, 60000) i group by 1) g),
	'a large table is put in order in the end');
select is((select count(*)::int from (
		select i, auc(i % 3 = 0, i * 7919 % 20011) over (order by i rows between 9000 preceding and current row) as v from generate_series(1, 9100) i) w
	where i in (9001, 9050, 9100)
		and abs(v - (select avg(case when a.p > b.p then 1 when a.p = b.p then 0.5 else 0 end)::float8
			from (select j * 7919 % 20011 as p from generate_series(w.i - 9000, w.i) j where j % 3 = 0 and j > 0) a,
				(select j * 7919 % 20011 as p from generate_series(w.i - 9000, w.i) j where j % 3 <> 0 and j > 0) b)) < 1e-15), 3,
	'and moves with a window');
select is((select prediction_uncombine(prediction_agg(true, i * 7919 % 20011), prediction_agg(true, i * 7919 % 20011) filter (where i > 5))::text from generate_series(1, 9000) i),
	(select prediction_agg(true, i * 7919 % 20011)::text from generate_series(1, 5) i), 'rows are taken away from a large one');

-- ---------------------------------------------------------------------------
-- The ends of the scale
-- ---------------------------------------------------------------------------

-- 2^62 and 2^61 hits, 2^62 - 1 and 1 misses: the area by numeric arithmetic.
select is(auc('(0;1:2305843009213693952:4611686018427387903;2:2305843009213693951:1)'),
	(((2305843009213693952::numeric * 4611686018427387903 / 2) + 2305843009213693951::numeric * (4611686018427387903 + 0.5)) / (4611686018427387903::numeric * 4611686018427387904))::float8, 'pairs are counted in 128 bits');
select is(auc('(0;1:0:4611686018427387904;2:4611686018427387903:0)'), 1::float8, 'all of them');
select is(auc('(0;-1.7976931348623157e+308:9007199254740993:0;1.7976931348623157e+308:0:1)'), 0::float8, 'scores of any size');
select throws_ok($$select auc(true, 'NaN'::float8)$$, '22003', 'score must be a finite number, not NaN', 'NaN is refused');
select throws_ok($$select auc(true, 'Infinity'::float8)$$, '22003', null, 'and infinity');
select throws_ok($$select brier(true, 45)$$, '22003', 'probability 45 is out of range, it must be from 0 to 1', 'a score of 0 to 100 is no probability');
select throws_ok($$select brier(true, -0.01)$$, '22003', null, 'nor is one below 0');
select throws_ok($$select log_loss(prediction_agg(true, 1.5))$$, '22003', null, 'a summary of scores has no log loss');
select is(auc(y, p), 1::float8, 'but an area') from (values (true, 45::float8), (false, -3)) v (y, p);
create function pg_temp.hint_of(query text) returns text language plpgsql as $$
declare
	hint text;
begin
	execute query;
	return 'no error';
exception when others then
	get stacked diagnostics hint = pg_exception_hint;
	return hint;
end
$$;
select is(pg_temp.hint_of('select brier(true, 45)'), 'Divide scores of 0 to 100 by 100.', 'with a hint');
select throws_ok($$select auc_ci('(0;1:2:3)', 95)$$, '22023', null, 'a level in per cent is refused');
select throws_ok($$select prediction_discard('(0;1:1:0)', false, 1)$$, '22023', 'cannot take away from a prediction_summary what is not in it', 'what is not there cannot be taken away');
select throws_ok($$select prediction_final(prediction_uncombine((select prediction_agg(true, i * 7919 % 20011) from generate_series(1, 9000) i), '(0;0.5:1:0)'))$$, '22023', null, 'nor from a large table');
select throws_ok($$select prediction_combine('(0;1:9223372036854775807:0)', '(0;1:0:1)')$$, '22003', null, 'more than 2^63 - 1 predictions are refused');
select * from finish();
