-- scalar: figures of one row or of sums that are already made.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select plan(70);

-- nps_category: promoters 9 and 10, passives 7 and 8, detractors 0 to 6
select results_eq('select nps_category(i) from generate_series(0, 10) i',
	$$select c from (values ('detractor', 7), ('passive', 2), ('promoter', 2)) v (c, n), generate_series(1, n)$$, 'every answer has its category');
select is_empty('select i from generate_series(0, 10) i where nps_category(i) <> nps_category(i::numeric) or nps_category(i) <> nps_category(i::float8)', 'whatever its type');
select is_empty($$select i from generate_series(0, 10) i group by i having nps(i) <> case nps_category(i) when 'promoter' then 100 when 'passive' then 0 else -100 end$$,
	'and nps() counts it so');
select is(nps_category(7.00), 'passive', 'a numeric may have decimals that are 0');
select throws_ok('select nps_category(11)', '22003', 'score 11 is out of range, it must be a whole number from 0 to 10', 'an answer of 11 is refused');
select throws_ok('select nps_category(-1)', '22003', null, 'and one of -1');
select throws_ok('select nps_category(8.5)', '22003', null, 'and one of 8.5');
select throws_ok('select nps_category(1e100000)', '22003', 'score 1' || repeat('0', 39) || '... is out of range, it must be a whole number from 0 to 10', 'a hundred thousand digits are not repeated');
select throws_ok($$select nps_category('NaN'::float8)$$, '22003', null, 'and NaN');

-- cycle_days: closed - opened in days of the calendar of a zone
select is(cycle_days(date '2026-01-30', date '2026-02-02'), 3, 'dates');
select is(cycle_days(timestamptz '2026-03-10 23:30-04', date '2026-03-10', 'America/New_York'), 0, 'a deal closed on the evening it was opened takes 0 days');
select is(cycle_days(timestamptz '2026-03-10 23:30-04', date '2026-03-10', 'UTC'), -1, 'in another zone it was opened the day after');
select is(cycle_days(timestamptz '2026-03-10 23:30-04', timestamptz '2026-03-11 00:30-04', 'America/New_York'), 1, 'an hour over midnight is a day');
select is(cycle_days(timestamptz '2026-03-28 12:00+01', timestamptz '2026-03-29 12:00+02', 'Europe/Berlin'), 1, 'a day of 23 hours is one');
select is(cycle_days(date '2026-02-02', date '2026-01-30'), -3, 'back-dated rows are negative, so that they can be found');
select is(cycle_days(date '4713-11-24 BC', date '5874897-12-31'), date '5874897-12-31' - date '4713-11-24 BC', 'the longest there is');
select is(cycle_days(null::date, date '2026-01-30'), null, 'NULL for NULL');
select throws_ok($$select cycle_days(timestamptz '2026-03-10', 'infinity'::timestamptz, 'UTC')$$, '22008', null, 'infinite times are refused');
select throws_ok($$select cycle_days(timestamptz '2026-03-10', date 'infinity', 'UTC')$$, '22008', null, 'and infinite dates');
select throws_ok($$select cycle_days(timestamptz '2026-03-10', date '2026-03-11', 'Nowhere')$$, '22023', null, 'and zones that do not exist');

-- lead_grade and health_band: from a cut on, the grade of that cut
select results_eq($$select lead_grade(s, '{80,60,40}') from unnest('{100,80,79.999,60,40,39.9,0,-5}'::float8[]) s$$,
	$$select unnest('{A,A,B,B,C,D,D,D}'::text[])$$, 'a grade for every score');
select is(lead_grade(0, array(select i::float8 from generate_series(25, 1, -1) i)), 'Z', 'up to Z');
select is(lead_grade(null, '{80,60,40}'), null, 'no score, no grade');
select is(lead_grade(85, array[80, 60.5, 40]), 'A', 'cuts may be numerics');
select throws_ok($$select lead_grade(50, '{80,80,40}')$$, '22023', 'cuts must be in descending order, but 80 follows 80', 'cuts that are equal are refused');
select throws_ok($$select lead_grade(50, '{40,60,80}')$$, '22023', null, 'and ascending ones');
select throws_ok($$select lead_grade(50, '{}')$$, '22023', 'cuts must have 1 to 25 elements, not 0', 'and none');
select throws_ok($$select lead_grade(50, array(select i::float8 from generate_series(26, 1, -1) i))$$, '22023', null, 'and more than letters');
select throws_ok($$select lead_grade(50, '{80,NaN}')$$, '22003', null, 'and NaN');
select throws_ok($$select lead_grade('NaN', '{80}')$$, '22003', null, 'and NaN for a score');
select throws_ok($$select lead_grade(50, '{80,NULL}')$$, '22004', null, 'and NULL');
select results_eq('select health_band(s) from unnest(array[100, 70, 69.9, 40, 39.9, 0]) s', $$select unnest('{green,green,yellow,yellow,red,red}'::text[])$$, 'bands');
select is(health_band(75, '{90,75}'), 'yellow', 'with cuts of one''s own');
select throws_ok($$select health_band(75, '{90}')$$, '22023', null, 'of which there are two');

-- Ratios of money.  funnel_retention.csv: roi_s1, roi_s2_zero_cost, cac_s1
select is(roi(150000, 50000), 2::float8, 'roi_s1: roi');
select is(roas(150000, 50000), 3::float8, 'roi_s1: roas');
select is(roi(1000, 0), null, 'roi_s2_zero_cost: roi');
select is(roas(1000, 0), null, 'roi_s2_zero_cost: roas');
select is(cost_per(60000 + 40000, 25), 4000::numeric, 'cac_s1: cac');
select is(payback_periods(cost_per(60000 + 40000, 25), 500, 0.8), 10::float8, 'cac_s1: payback_months');
select is(clv_churn(500, 0.8, 0.02), 20000::numeric, 'cac_s1: ltv');
select is(ltv_cac(clv_churn(500, 0.8, 0.02), cost_per(60000 + 40000, 25)), 5::float8, 'cac_s1: ltv_cac');
select is(cost_per(36000, 400), 90::numeric, 'cac_s1: cost_per_mql');
-- By python3 fractions, each the float8 next to the exact ratio
create temp table money_case as
select * from (values
	(922337203685477.58, 922337203685477.57, 1.0842021724855044e-17, 1.0),
	(-8.558045, -872343235565.72, null, null),
	(-20419294.636881, -22542554, null, null),
	(-6108861.613364, 1800088482, -1.0033936451871392, -0.0033936451871391955),
	(2929.169284, 601703882578, -0.9999999951318758, 4.868124286401436e-09),
	(-0.000000000579, -175904627468.64, null, null),
	(-1270546548.57, -229021.55, null, null),
	(-504999355141973.05, -867.070447793458, null, null),
	(-51858754.650881, -86017146922470.88, null, null),
	(-2524.448625, -1459404832.916095, null, null),
	(-0.000000000366, -565.638289527982, null, null),
	(-0.489153804235, -4823.26, null, null),
	(9135446607, -71631891045.8, null, null),
	(-6871822871039.83, -415510510852.54, null, null),
	(-85433578862.75, 882846.12, -96771.63411996419, -96770.63411996419),
	(47332222470732.21, 549.02, 86212200776.26169, 86212200777.26169),
	(-721028.56864, -43452.239135478072, null, null),
	(69397957038.52, -8.818065331843, null, null),
	(-6171332581941.83, -0.000097, null, null),
	(-0.052341, 0.000885, -60.14237288135593, -59.14237288135593),
	(-55605740148.41, 20770216695251.63, -1.002677186327147, -0.0026771863271470957),
	(46178321861239.15, -1739, null, null),
	(93014514525307.98, 21127650047375541, -0.9955974983343279, 0.004402501665672097),
	(37630.668832719084, -152363.739281, null, null),
	(-678563074044160.67, 99.834788, -6796859968734.15, -6796859968733.15),
	(-305237.07, -9656849138.82, null, null),
	(-19434645077495.13, -0.518617754213, null, null),
	(6084135452243165, -38029220280684.23, null, null),
	(0.000000005365, 3215.963650368318, -0.9999999999983318, 1.6682402487309075e-12),
	(-381703444.5, 1772.61, -215335.13695059827, -215334.13695059827),
	(774.28, 28086695983042.42, -0.9999999999724325, 2.7567500302188555e-11),
	(-0.098134, 62518.528106154104, -1.0000015696786693, -1.5696786692318183e-06),
	(-57749.13, 469800026597527.17, -1.0000000001229228, -1.2292278997564444e-10),
	(-502095611637.5, -277047659448454.92, null, null),
	(26956568116385.21, -1862.65, null, null),
	(-70.14, -0.00466, null, null),
	(39067.414182719553, 25676574, -0.9984784802605394, 0.0015215197394605508),
	(82.18, 4.43, 17.55079006772009, 18.55079006772009),
	(996661155501236.83, 721747557394735.39, 0.3808999355659014, 1.3808999355659015),
	(-193655627620295.63, -8630660632264, null, null)) v (revenue, cost, roi, roas);
select is_empty('select *, roi(revenue, cost), roas(revenue, cost) from money_case where (roi(revenue, cost), roas(revenue, cost)) is distinct from (roi::float8, roas::float8)',
	'roi and roas are exact to the last digit of a float8') where (select count(*) from money_case) = 40;
select is_empty('select * from money_case where growth(revenue, cost) is distinct from roi::float8 or ltv_cac(revenue, cost) is distinct from roas::float8', 'growth and ltv_cac too');
select is(row(roi(-50, 100), roi(50, -100), roas(50, -100), cost_per(-100, 5), cost_per(0, 5), cost_per(100, 0), ltv_cac(5, -1), ltv_cac(-5, 2))::text, '(-1.5,,,,,,,-2.5)',
	'refunds may exceed the revenue; without a cost above 0 there is no figure');
select is(row(cost_per(10, 4), cost_per(100.00, 3), cost_per(100, 2.5), cost_per(90, 3::bigint))::text, '(2.5,33.3333333333333333,40,30)', 'cost_per, of shares too');
select throws_ok('select cost_per(100, -1)', '22003', 'n -1 is out of range, it must be 0 or more', 'a negative number of leads is refused');
select throws_ok('select cost_per(100, -1e100000)', '22003', 'n -1' || repeat('0', 38) || '... is out of range, it must be 0 or more', 'in a short message');
select is(row(roi(3e130000, 1e130000), roas(1e130000, 2e130000), cost_per(1e100000, 1e100000), payback_periods(1e131000, 4e131000, 0.5), growth(1, 1e100000))::text, '(2,0.5,1,0.5,-1)', 'amounts of many digits');
select is(row(payback_periods(100, 30), payback_periods(0, 30), payback_periods(100, 0), payback_periods(100, 30, 0), payback_periods(-1, 30), payback_periods(100, -30))::text,
	'(3.3333333333333335,0,,,,)', 'payback_periods');
select throws_ok('select payback_periods(100, 30, 80)', '22023', 'gross_margin 80 is out of range, it must be from 0 to 1', 'a margin in per cent is refused');
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
select is(pg_temp.hint_of('select payback_periods(100, 30, 80)'), 'Write 12 % as 0.12.', 'with a word on how to write it');
select is(pg_temp.hint_of('select payback_periods(100, 30, -1)') || pg_temp.hint_of('select payback_periods(100, 30, 101)'), '', 'where that is the mistake');
select is(pg_temp.hint_of('select nps_category(11)'), 'Leave such answers out with FILTER (WHERE ...), and count them apart.', 'and so for an answer off the scale');
select is(pg_temp.hint_of($$select health_score('{-20}')$$), 'Bring all components to one scale, for example (nps + 100) / 2.', 'and an NPS among components');
select throws_ok($$select roi('NaN', 1)$$, '22003', 'revenue must be a finite amount, not NaN', 'NaN is refused');
select throws_ok($$select cost_per('Infinity', 1)$$, '22003', null, 'and infinity');
select throws_ok('select roi(1e300, 1e-300)', '22003', 'roi is out of range of a float8', 'and what no float8 can hold');
select is(roas(1e-300, 1e300), 0::float8, 'what is too small for one is 0');

-- growth: current / previous - 1, NULL for a base that is not above 0
create temp table growth_case as
select * from (values
	(272171861, 7534406172789, -0.9999638761363858),
	(9889, 89032416230182382, -0.999999999999889),
	(-1646468766386737117, 63291881328314623, -27.013901496243932),
	(1836354160192690932, 660, 2782354788170743.0),
	(56833221765499, 52544745, 1081614.7118185463),
	(-6841849, -21, null),
	(-17102207673, 11269680912, -2.51754142877191),
	(1040857097936657559, 24229010478388705, 41.95912533716802),
	(-110317, 67916, -2.6243153307026326),
	(-4348512885200766, 970, -4483002974434.779),
	(-6211890353896884, 7, -887412907699555.9),
	(1651417881132413, 155023795433355898, -0.9893473264764547),
	(-1897404793598861138, 45, -4.216455096886358e+16),
	(-16973096287327050, 24795549, -684521899.963683),
	(38287271834, -1, null),
	(-1561290465576332067, -21, null),
	(474707465585187394, 191018512, 2485138536.6993585),
	(42582, -32, null),
	(53330514646896, 1055184986, 50540.38881283893),
	(-443222120051889227, 22443, -19748791162140.164),
	(14580770324905134, -48, null),
	(14, 98, -0.8571428571428571),
	(6703762204457, 4960562371600, 0.35141173566067696),
	(-224658205028, 398040448, -565.4104918402664),
	(231692, 95455, 1.4272379655334975),
	(-1627612501970714573, -7, null),
	(3053140, 3201314, -0.046285369070325495),
	(1197990330, 2182706588620, -0.9994511445852383),
	(204569313570859, 2591643781436417, -0.9210658057885268),
	(214860214145, 638045, 336746.74372497236),
	(9223372036854775807, 9223372036854775806, 1.0842021724855044e-19),
	(-9223372036854775807, 9223372036854775807, -2)) v (current, previous, growth);
select is_empty('select *, growth(current::bigint, previous::bigint) from growth_case where growth(current::bigint, previous::bigint) is distinct from growth::float8 and abs(growth(current::bigint, previous::bigint) / growth - 1) > 2.3e-16',
	'growth of counts, by python3 fractions') where (select count(*) from growth_case) = 32;
select is(row(growth(110, 100), growth(110::bigint, 100::bigint), growth(110::numeric, 100), growth(0, 5), growth(5, 0), growth(5, -5), growth(-5, 5), growth(null::bigint, 5))::text, '(0.1,0.1,0.1,-1,,,-2,)', 'growth');
select is(growth(1e308::float8, 1e300::float8), 99999999::float8, 'growth of large figures');
select is(growth(-1.7e308::float8, 1.7e308::float8), -2::float8, 'whose difference leaves the range');
select throws_ok('select growth(1e308::float8, 1e-308::float8)', '22003', 'growth from 1e-308 to 1e+308 is out of range of a float8', 'where the ratio does, it is refused');

create function pg_temp.state_of(query text) returns text language plpgsql as $$
begin
	execute query;
	return 'no error';
exception when others then
	return sqlstate;
end
$$;

-- Health: sum of weight * score / sum of weight over what is present
select is(row(health_score('{80,70,NULL}', '{1,1,2}'), health_score('{80,70,NULL}'), health_score('{90,NULL,45}', '{3,9,1}'), health_score('{100,NULL}', '{0,1}'),
		health_score('{NULL,NULL}'), health_score('{}'), health_score('{}', '{}'), health_score('{50}', '{0}'))::text, '(75,75,78.75,,,,,)', 'health_score');
select is(health_score('{100,100}', '{0.1,0.7}'), 100::float8, 'which rounding does not lift above 100');
select is(row(health_coverage('{80,70,NULL}', '{1,1,2}'), health_coverage('{80,70,NULL,NULL}'), health_coverage('{NULL,NULL}', '{1,1}'), health_coverage('{}'), health_coverage('{50}', '{0}'))::text,
	'(0.5,0.5,0,,)', 'health_coverage');
select is(row(health_score('{100,50}', '{1.7e308,1.7e308}'), health_score('{100,50}', '{5e-324,5e-324}'), health_coverage('{100,NULL}', '{1.7e308,1.7e308}'))::text, '(75,75,0.5)', 'weights may be as large or small as they like');
select is_empty($$select w, e, pg_temp.state_of(format('select health_score(%L, %L)', s, w)) from (values
		('{50,60}', '{1}', '2202E'), ('{50,60}', '{1,-1}', '22003'), ('{50,60}', '{1,NaN}', '22003'), ('{50,60}', '{1,NULL}', '22004'), ('{50,60}', '{1,Infinity}', '22003'),
		('{50,101}', '{1,1}', '22003'), ('{50,-1}', '{1,1}', '22003'), ('{50,NaN}', '{1,1}', '22003'), ('{{50,60}}', '{{1,1}}', '2202E')) v (s, w, e)
	where pg_temp.state_of(format('select health_score(%L, %L)', s, w)) <> e or pg_temp.state_of(format('select health_coverage(%L, %L)', s, w)) <> e$$, 'what is no component or weight is refused');
select * from finish();
