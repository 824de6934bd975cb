-- lead_model: the probability that a lead converts, from what is known of leads and what became of them.
-- Expected values come from reference fits (Newton at 50 digits, R, MADlib), or from shares that the
-- maximum has by definition.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
set statement_timeout = '120s';
select plan(65);

-- ---------------------------------------------------------------------------
-- Reference figures
-- ---------------------------------------------------------------------------

-- Source: reference/data, patients of the MADlib documentation (second heart attack by treatment and anxiety), mtcars of R (transmission by weight and power).
create temp table ref_row (case_id text, converted boolean, features float8[]);
insert into ref_row
select 'patients', y = 1, array[treatment, anxiety]
from (values (1, 1, 70), (1, 1, 80), (1, 1, 50), (1, 0, 60), (1, 0, 40), (1, 0, 65), (1, 0, 75), (1, 0, 80), (1, 0, 70), (1, 0, 60),
	(0, 1, 65), (0, 1, 50), (0, 1, 45), (0, 1, 35), (0, 1, 40), (0, 1, 50), (0, 0, 55), (0, 0, 45), (0, 0, 50), (0, 0, 60)) v (y, treatment, anxiety);
insert into ref_row
select 'mtcars', y = 1, array[wt, hp]
from (values (1, 2.62, 110), (1, 2.875, 110), (1, 2.32, 93), (0, 3.215, 110), (0, 3.44, 175), (0, 3.46, 105), (0, 3.57, 245), (0, 3.19, 62), (0, 3.15, 95), (0, 3.44, 123), (0, 3.44, 123),
	(0, 4.07, 180), (0, 3.73, 180), (0, 3.78, 180), (0, 5.25, 205), (0, 5.424, 215), (0, 5.345, 230), (1, 2.2, 66), (1, 1.615, 52), (1, 1.835, 65), (0, 2.465, 97), (0, 3.52, 150), (0, 3.435, 150),
	(0, 3.84, 245), (0, 3.845, 175), (1, 1.935, 66), (1, 2.14, 91), (1, 1.513, 113), (1, 3.17, 264), (1, 2.77, 175), (1, 3.57, 335), (1, 2.78, 109)) v (y, wt, hp);
create temp table ref_model as
select case_id, m from (select case_id, lead_model_agg(converted, features) as s from ref_row group by case_id) r, lateral (select lead_model_fit(s) as m offset 0) f;

create temp table ref (case_id text, term int, quantity text, expected float8, rel_tol float8);
insert into ref values
	('patients', 0, 'coef', -6.3634699418458744, 1e-8), ('patients', 0, 'std_err', 3.2139045247337017, 1e-8), ('patients', 0, 'z', -1.9799810146423502, 1e-8),
	('patients', 0, 'p_value', 0.0477056620372, 1e-8), ('patients', 0, 'odds_ratio', 0.0017233763091220003, 1e-8),
	('patients', 1, 'coef', -1.024106052408071, 1e-8), ('patients', 1, 'std_err', 1.1710801464951677, 1e-8), ('patients', 1, 'z', -0.8744969808198322, 1e-8),
	('patients', 1, 'p_value', 0.38184766369971407, 1e-8), ('patients', 1, 'odds_ratio', 0.3591173540496394, 1e-8),
	('patients', 2, 'coef', 0.11904491666978413, 1e-8), ('patients', 2, 'std_err', 0.05497917557507885, 1e-8), ('patients', 2, 'z', 2.1652728587611856, 1e-8),
	('patients', 2, 'p_value', 0.030366795595679955, 1e-8), ('patients', 2, 'odds_ratio', 1.1264205122102742, 1e-8),
	('patients', null, 'loglik', -9.410182983850886, 1e-9), ('patients', null, 'null_deviance', 27.725887222397812, 1e-9), ('patients', null, 'mcfadden_r2', 0.3211987837670309, 1e-9),
	('patients', null, 'brier', 0.1565459211972456, 1e-9), ('patients', null, 'log_loss', 0.4705091491925443, 1e-9), ('patients', null, 'auc', 0.86, 1e-9),
	('mtcars', 0, 'coef', 18.866298717204156, 1e-8), ('mtcars', 0, 'std_err', 7.443558427981728, 1e-8), ('mtcars', 0, 'z', 2.534580590686601, 1e-8),
	('mtcars', 0, 'p_value', 0.011258202740763003, 1e-8), ('mtcars', 0, 'odds_ratio', 156145483.50632927, 1e-8),
	('mtcars', 1, 'coef', -8.08347518244465, 1e-8), ('mtcars', 1, 'std_err', 3.068675275390592, 1e-8), ('mtcars', 1, 'z', -2.634190475372392, 1e-8),
	('mtcars', 1, 'p_value', 0.008433816061291104, 1e-8), ('mtcars', 1, 'odds_ratio', 0.0003085967398404691, 1e-8),
	('mtcars', 2, 'coef', 0.036255596082216617, 1e-8), ('mtcars', 2, 'std_err', 0.017734154331947038, 1e-8), ('mtcars', 2, 'z', 2.044393851749913, 1e-8),
	('mtcars', 2, 'p_value', 0.04091465421038427, 1e-8), ('mtcars', 2, 'odds_ratio', 1.036920845528809, 1e-8),
	('mtcars', null, 'loglik', -5.029555236133493, 1e-9), ('mtcars', null, 'null_deviance', 43.22973327685781, 1e-9), ('mtcars', null, 'mcfadden_r2', 0.7673103739075824, 1e-9),
	('mtcars', null, 'brier', 0.04659236322527258, 1e-9), ('mtcars', null, 'log_loss', 0.15717360112917167, 1e-9), ('mtcars', null, 'auc', 0.9838056680161943, 1e-9);
create temp table ref_compared as
select r.*, case r.quantity
		when 'coef' then t.coefficient when 'std_err' then t.standard_error when 'z' then t.z when 'p_value' then t.p_value when 'odds_ratio' then t.odds_ratio
		when 'loglik' then (m).log_likelihood when 'null_deviance' then -2 * (m).null_log_likelihood when 'mcfadden_r2' then 1 - (m).log_likelihood / (m).null_log_likelihood
		else (select case r.quantity when 'auc' then auc(p) when 'brier' then brier(p) else log_loss(p) end
			from (select prediction_agg(w.converted, lead_score(m, w.features) / 100) as p from ref_row w where w.case_id = r.case_id) q) end as got
from ref r
	join ref_model using (case_id)
	left join lead_model_terms(m) t on t.term = r.term;
select is_empty($$select case_id, term, quantity, expected, got from ref_compared where (abs(got - expected) <= rel_tol * abs(expected)) is not true$$,
	'coefficients, errors, likelihoods and quality agree with the reference figures');
select is((select count(*)::int from ref_compared), 42, 'all 42 of them');
-- 0.0475 = 0.11904 - 1.96 * 0.05498 and so on, by numeric arithmetic.
select is((select round(low::numeric, 6) || ' ' || round(high::numeric, 6) from ref_model, lead_model_terms(m) where case_id = 'patients' and term = 2),
	(select round(exp(0.11904491666978413 - 1.959963984540054 * 0.05497917557507885), 6) || ' ' || round(exp(0.11904491666978413 + 1.959963984540054 * 0.05497917557507885), 6)),
	'limits of an odds ratio');
select is((select round(low::numeric, 6)::text from ref_model, lead_model_terms(m, 0.5) where case_id = 'patients' and term = 2),
	(select round(exp(0.11904491666978413 - 0.6744897501960817 * 0.05497917557507885), 6)::text), 'at another level');
select is((select row((m).converged, (m).status, (m).lead_count, (m).converted_count)::text from ref_model where case_id = 'mtcars'), '(t,converged,32,13)', 'a model says how many it was fitted to');

-- ---------------------------------------------------------------------------
-- Nothing, NULLs, one
-- ---------------------------------------------------------------------------

create function pg_temp.status(s lead_model_summary) returns text language sql as $$
	select concat_ws(' ', (m).status, (m).converged, (m).lead_count, (m).converted_count, (m).coefficients::text, (m).standard_errors::text, (m).log_likelihood::text, (m).null_log_likelihood::text)
	from (select lead_model_fit(s) as m offset 0) f
$$;
select is(pg_temp.status('(0)'), 'no leads f 0 0', 'without leads there is no model');
select is((lead_model_fit(null)).status, null, 'nor for NULL');
select is((select row(lead_count(s), conversions(s), incomplete(s))::text from (select lead_model_summary '(0)' as s) x), '(0,0,0)', 'counts are 0');
select is((select lead_model_agg(null, array[1.0])::text from generate_series(1, 3)), '(0)', 'a lead that is still open is ignored');
select is((select lead_model_agg(true, null)::text from generate_series(1, 3)), '(3)', 'one without features is counted');
select is((select lead_model_agg(c, f)::text from (values (true, '{1,NULL}'::float8[]), (false, '{NULL}'), (null, null), (false, null), (true, '{2,3}')) v (c, f)), '(3;2,3:1:0)', 'and one of which a feature is not known');
select is((select row(lead_count(s), conversions(s), incomplete(s))::text from (select lead_model_summary '(3;1:5:2;2:1:7)' as s) x), '(15,6,3)', 'counts');
select is((select count(*)::int from lead_model_terms(lead_model_fit('(0)'))), 0, 'without a model there are no terms');
select is(lead_score(lead_model_fit('(0)'), array[1.0]), null, 'and no score');
select is(lead_score(m, array[1, null]), null, 'nor of a lead of which a feature is not known') from ref_model where case_id = 'patients';
select is((select lead_model_agg(c, array[x])::text from (values (true, -0.0::float8), (false, '-0'::float8), (true, 0)) v (c, x)), '(0;0:2:1)', '-0 is 0');
select is((select lead_model_agg(c, f)::text from (values (true, '{2,1}'::float8[]), (false, '{1,2}'), (true, '{1,1}'), (false, '{2,1}'), (true, '{2,1}'), (false, '{-3,1e-5}')) v (c, f)),
	'(0;-3,1e-05:0:1;1,1:1:0;1,2:0:1;2,1:2:1)', 'equal rows are kept once, in order');
select is((select lead_model_agg(true, '[5:6]={7,8}'::float8[])::text from generate_series(1, 2)), '(0;7,8:2:0)', 'where an array begins does not matter');

select is((select lead_model_agg(c, f, n)::text from (values (true, '{1}'::float8[], 5), (false, '{1}', 2), (true, '{1}', 0), (false, '{2}', null), (null, '{3}', 7), (false, null, 4), (false, '{0}', 1)) v (c, f, n)), '(4;0:0:1;1:5:2)', 'leads that are counted already');
select is((select lead_model_agg(c, f)::text from (values (true, '{1}'::float8[], 5), (false, '{1}', 2), (false, '{NULL}', 4), (false, '{0}', 1)) v (c, f, n), generate_series(1, n)),
	(select lead_model_agg(c, f, n)::text from (values (true, '{1}'::float8[], 5), (false, '{1}', 2), (false, '{NULL}', 4), (false, '{0}', 1)) v (c, f, n)), 'are the same leads');
select throws_ok($$select lead_model_agg(true, '{1}', -1)$$, '22003', 'lead_count -1 is out of range, it must not be below 0', 'not fewer than none');
select throws_ok($$select lead_model_agg(c, '{1}', 9223372036854775807) from (values (true), (false)) v (c)$$, '22003', null, 'nor more than 2^63 - 1');

-- ---------------------------------------------------------------------------
-- Without a maximum there are no numbers
-- ---------------------------------------------------------------------------

select is(pg_temp.status('(0;1:3:0;2:4:0)'), 'one outcome f 7 7', 'all converted');
select is(pg_temp.status('(0;1:0:3;2:0:4)'), 'one outcome f 7 0', 'none did');
-- Source: reference, logit_separated
select is(pg_temp.status('(0;1:0:1;2:0:1;3:0:1;4:1:0;5:1:0;6:1:0)'), 'separated f 6 3', 'complete separation is reported');
select is(pg_temp.status('(0;1:0:1;2:0:1;3:1:1;4:1:0;5:1:0)'), 'separated f 6 3', 'and a quasi-complete one');
select is(pg_temp.status('(0;0,0:5:5;0,1:2:9;1,0:7:0;1,1:3:0)'), 'separated f 31 17', 'and a flag that all who have it converted with');
select is(pg_temp.status('(0;0,0:3:100000000;0,1:2:100000000;1,0:0:100000000;1,1:0:1000)'), 'separated f 300001005 5', 'and one that nobody did with, among very many');
select is(pg_temp.status('(0;1,2:1:0;2,1:0:1;2,3:1:0;3,2:0:1;7,8:1:0;9,8:0:1)'), 'separated f 6 3', 'and what only a combination of features parts');
select is(pg_temp.status('(0;7,1:1:2;7,2:2:1;7,3:1:1)'), 'singular f 8 4', 'a feature that is the same for all is reported');
select is(pg_temp.status('(0;1,3:1:2;2,5:2:1;3,7:1:1;5,11:2:1)'), 'singular f 11 6', 'and one that follows from another');
select is(pg_temp.status('(0;7:1:2)'), 'singular f 3 1', 'and a single row of features');
select is(pg_temp.status('(0;0:1:1;5e-324:2:1)'), 'singular f 5 3', 'a coefficient beyond a float8 is none');
select is((select (lead_model_fit(lead_model_agg(converted, features || features[1]))).status from ref_row where case_id = 'patients'), 'singular', 'and one that is given twice');

-- ---------------------------------------------------------------------------
-- What the maximum is by definition
-- ---------------------------------------------------------------------------

-- With a flag for each group the model says the share of the group: 3 of 10 and 5 of 6.
select is((select round(lead_score(m, '{0}')::numeric, 12) || ' ' || round(lead_score(m, '{1}')::numeric, 12) from (select lead_model_fit('(0;0:3:7;1:5:1)') as m) f),
	'30.000000000000 83.333333333333', 'with one flag the score is the share of its group');
-- Log odds of both: ln(3/7), ln(5/1) - ln(3/7); Woolf's error of the second.
select is((select string_agg(round(coefficient::numeric, 12)::text || ' ' || round(standard_error::numeric, 10), ', ' order by term) from lead_model_terms(lead_model_fit('(0;0:3:7;1:5:1)'))),
	(select format('%s %s, %s %s', round(ln(3 / 7.0), 12), round(sqrt(1 / 3.0 + 1 / 7.0), 10), round(ln(5.0) - ln(3 / 7.0), 12), round(sqrt(1 / 3.0 + 1 / 7.0 + 1 / 5.0 + 1), 10))),
	'the coefficient is the log odds ratio, with the error of Woolf');
create temp table many as
select i, abs(hashint4(i * 31)) % 100 < 20 + 10 * (i % 3) + i % 7 as converted, array[i % 2, i % 3, i % 7 / 6.0, abs(hashint4(i)) % 1000 / 10.0]::float8[] as features
from generate_series(1, 6000) i;
create temp table many_model as
select m from (select lead_model_agg(converted, features) as s from many) a, lateral (select lead_model_fit(s) as m offset 0) f;
select is((m).status, 'converged', 'a model of 6000 leads') from many_model;
-- The maximum has no gradient: the model expects as many conversions as there were, in all and for each feature.
select is((select count(*)::int from (
		select abs(sum((converted::int - lead_score(m, features) / 100) * x)) as off, sum(abs(x)) as size
		from many, many_model, unnest(1.0::float8 || features) with ordinality u (x, j) group by j) g where off <= 1e-9 * size), 5,
	'it expects as many conversions as there were, for every feature');
select is((select abs(1 - (m2).log_likelihood / (m1).log_likelihood) < 1e-12 and abs(1 - (m2).coefficients[5] * -1e6 / (m1).coefficients[5]) < 1e-9
		and abs(1 - (m2).standard_errors[5] * 1e6 / (m1).standard_errors[5]) < 1e-9
	from (select m as m1 from many_model) a, (select lead_model_fit(lead_model_agg(converted, array[features[1], features[2], features[3], 1000 - 1e6 * features[4]])) as m2 from many) b), true,
	'units and origins of features do not matter');
select is((select (m).coefficients::text from many_model),
	(select (lead_model_fit(lead_model_agg(converted, features))).coefficients::text from (select * from many order by md5(i::text)) r), 'nor does the order of the rows, to the last digit');
select is((select (m).coefficients::text from many_model),
	(select (lead_model_fit(rollup(s))).coefficients::text from (select lead_model_agg(converted, features) as s from many group by i % 50) d), 'nor that they came in parts');
select is((select md5(lead_model_agg(converted, features)::text) from many),
	(select md5('(0;' || string_agg(concat(array_to_string(features, ','), ':', hits, ':', misses), ';' order by features) || ')')
		from (select features, count(*) filter (where converted) as hits, count(*) filter (where not converted) as misses from many group by features) g),
	'a table of more than 64 kB has each row once, in order');
select is((select (lead_model_fit(lead_model_agg(converted, features)))::text from many where i <= 1000),
	(select (lead_model_fit(lead_model_combine(lead_model_agg(converted, features) filter (where i <= 1000), '(0)')))::text from many), 'the initial value adds nothing');

-- ---------------------------------------------------------------------------
-- Scores
-- ---------------------------------------------------------------------------

create function pg_temp.model(coefficients float8[]) returns lead_model language sql as $$
	select row(coefficients, coefficients, null, null, true, 'converged', 2, 1)::lead_model
$$;
select is(lead_score(pg_temp.model('{0,1}'), '{0}'), 50::float8, 'even odds are 50');
select is(lead_score(pg_temp.model('{1,2,-3}'), '{4,2}'), 100 / (1 + exp(-3::float8)), 'a score is 100 times the probability');
select is(lead_score(pg_temp.model('{0,1}'), '{-1000}'), 0::float8, 'at least 0');
select is(lead_score(pg_temp.model('{0,1}'), '{1000}'), 100::float8, 'at most 100');
select is(lead_score(pg_temp.model('{0,1e300}'), '{-1e100}'), 0::float8, 'beyond a float8 too');
select is(lead_score(pg_temp.model('{0,1}'), '{-40}') > 0, true, 'a small one is not 0');
select throws_ok($$select lead_score(pg_temp.model('{0,1}'), '{1,2}')$$, '22023', '2 features for a model of 1', 'a score needs as many features as the model');
select throws_ok($$select lead_score(pg_temp.model('{0,1}'), '{}')$$, '22023', '0 features for a model of 1', 'not fewer');
select throws_ok($$select lead_score(pg_temp.model('{0,1e300,-1e300}'), '{1e100,1e100}')$$, '22003', null, 'infinity less infinity is no score');
select throws_ok($$select lead_score(pg_temp.model('{NaN,1}'), '{1}')$$, '22003', null, 'and coefficients are numbers');
select is((select string_agg(concat_ws(' ', term, coalesce(odds_ratio::text, 'null'), coalesce(z::text, 'null')), ', ' order by term) from lead_model_terms(row('{800,0}', '{1,0}', null, null, true, 'converged', 2, 1)::lead_model)),
	'0 null 800, 1 1 null', 'figures beyond a float8 are NULL');
select throws_ok($$select lead_model_terms(lead_model_fit('(0;0:3:7;1:5:1)'), 95)$$, '22023', null, 'a level in per cent is refused');

-- ---------------------------------------------------------------------------
-- Hostile
-- ---------------------------------------------------------------------------

select throws_ok($$select lead_model_agg(true, '{NaN}')$$, '22003', 'feature NaN is out of range, it must be a number from -1e+100 to 1e+100', 'NaN is refused');
select throws_ok($$select lead_model_agg(true, '{1,-Infinity}')$$, '22003', null, 'and infinity');
select throws_ok($$select lead_model_agg(true, '{1.1e100}')$$, '22003', null, 'and what is too large');
select throws_ok($$select lead_model_agg(true, '{}')$$, '22023', 'a row of 0 features is out of range, it must be from 1 to 100', 'and no features');
select throws_ok($$select lead_model_agg(true, array_fill(1::float8, array[101]))$$, '22023', 'a row of 101 features is out of range, it must be from 1 to 100', 'and too many');
select throws_ok($$select lead_model_agg(true, '{{1,2},{3,4}}')$$, '2202E', null, 'and a matrix');
select throws_ok($$select lead_model_agg(true, f) from (values ('{1}'::float8[]), ('{1,2}')) v (f)$$, '22023', 'rows of 1 and of 2 features in one lead_model_summary', 'rows have as many features as the first one');
select throws_ok($$select lead_model_combine('(0;1:1:0)', '(0;1,2:1:0)')$$, '22023', null, 'summaries too');
select throws_ok($$select lead_model_combine('(0;1:9223372036854775807:0)', '(0;1:0:1)')$$, '22003', null, 'more than 2^63 - 1 leads are refused');
select throws_ok($$select lead_model_discard('(0;1:1:0)', true, '{2}')$$, '22023', 'cannot take away from a lead_model_summary what is not in it', 'what is not there cannot be taken away');
select * from finish();
