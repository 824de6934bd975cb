-- path: attribution by what the data say, from paths that converted and paths that did not.
-- Expected values come from the published cases, or from the definitions computed another way:
-- removal by leaving the channel out, Shapley by all orders of the channels.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
set statement_timeout = '120s';
select plan(57);

-- ---------------------------------------------------------------------------
-- Reference figures
-- ---------------------------------------------------------------------------

-- Source: reference/attribution.csv; a path with its conversions, their value and how often it did not convert.
create temp table ref_path (case_id text, path text[], conversions int, value numeric, nulls int);
insert into ref_path values
	('attr_s1_worked', '{C1,C2,C3}', 1, 0, 0),	-- worked example of Bryl 2016
	('attr_s1_worked', '{C1}', 0, 0, 1),
	('attr_s1_worked', '{C2,C3}', 0, 0, 1),
	('attr_s2', '{email,web,event}', 3, 9000, 5),
	('attr_s2', '{web}', 2, 1500, 40),
	('attr_s2', '{event,event,email}', 4, 22000, 6),
	('attr_s2', '{web,email,web,event}', 1, 700, 9),
	('attr_s2', '{ads,web}', 0, 0, 30),
	('attr_s2', '{ads}', 1, 400, 25),
	('attr_s2', '{email,email}', 2, 800, 3),
	('attr_s3_no_conversion', '{x,y}', 0, 0, 5),
	('attr_s3_no_conversion', '{y}', 0, 0, 3);
create temp view ref_row as
select case_id, path, i <= conversions as converted, case when i <= conversions then value / conversions end as value
from ref_path, generate_series(1, conversions + nulls) i;
create temp table ref_summary as
select case_id, path_agg(path, converted) as counted, path_agg(path, converted, value) as valued from ref_row group by case_id;

create temp table ref (case_id text, model text, channel text, to_channel text, quantity text, expected float8, abs_tol float8, rel_tol float8);
insert into ref values
	('attr_s1_worked', 'shapley', 'C1', null, 'credit', 0.3333333333333333, 1e-12, 1e-10),	-- Zhao et al 2018 simplified formula
	('attr_s1_worked', 'shapley', 'C2', null, 'credit', 0.3333333333333333, 1e-12, 1e-10),
	('attr_s1_worked', 'shapley', 'C3', null, 'credit', 0.3333333333333333, 1e-12, 1e-10),
	('attr_s1_worked', 'markov', null, null, 'p_conversion', 0.3333333333333333, 0.0, 1e-10),	-- absorbing chain, exact linear solve
	('attr_s1_worked', 'markov', 'C1', null, 'removal_effect', 0.5, 1e-13, 1e-10),	-- published: removal effects .5, 1, 1
	('attr_s1_worked', 'markov', 'C1', null, 'credit', 0.2, 1e-12, 1e-10),	-- published: shares .2 .4 .4
	('attr_s1_worked', 'markov', 'C2', null, 'removal_effect', 1, 1e-13, 1e-10),
	('attr_s1_worked', 'markov', 'C2', null, 'credit', 0.4, 1e-12, 1e-10),
	('attr_s1_worked', 'markov', 'C3', null, 'removal_effect', 1, 1e-13, 1e-10),
	('attr_s1_worked', 'markov', 'C3', null, 'credit', 0.4, 1e-12, 1e-10),
	('attr_s1_worked', 'markov', 'C1', 'C2', 'transition', 0.5, 0.0, 1e-10),
	('attr_s1_worked', 'markov', 'C1', '(null)', 'transition', 0.5, 0.0, 1e-10),
	('attr_s1_worked', 'markov', 'C2', 'C3', 'transition', 1, 0.0, 1e-10),
	('attr_s1_worked', 'markov', 'C3', '(conversion)', 'transition', 0.5, 0.0, 1e-10),
	('attr_s1_worked', 'markov', 'C3', '(null)', 'transition', 0.5, 0.0, 1e-10),
	('attr_s1_worked', 'markov', '(start)', 'C1', 'transition', 0.6666666666666666, 0.0, 1e-10),
	('attr_s1_worked', 'markov', '(start)', 'C2', 'transition', 0.3333333333333333, 0.0, 1e-10),
	('attr_s2', 'shapley', 'ads', null, 'credit', 1, 1e-12, 1e-10),
	('attr_s2', 'shapley', 'email', null, 'credit', 5.333333333333333, 1e-12, 1e-10),
	('attr_s2', 'shapley', 'event', null, 'credit', 3.3333333333333335, 1e-12, 1e-10),
	('attr_s2', 'shapley', 'web', null, 'credit', 3.3333333333333335, 1e-12, 1e-10),
	('attr_s2', 'markov', null, null, 'p_conversion', 0.09923664122137404, 0.0, 1e-10),
	('attr_s2', 'markov', 'ads', null, 'removal_effect', 0.2685175024690003, 1e-13, 1e-10),
	('attr_s2', 'markov', 'ads', null, 'credit', 1.8978892588997238, 1e-12, 1e-10),
	('attr_s2', 'markov_value', 'ads', null, 'credit', 3431.413756159628, 1e-12, 1e-10),	-- a conversion's value is the mean given the last channel
	('attr_s2', 'markov', 'email', null, 'removal_effect', 0.5248351648351648, 1e-13, 1e-10),
	('attr_s2', 'markov', 'email', null, 'credit', 3.709549704859631, 1e-12, 1e-10),
	('attr_s2', 'markov_value', 'email', null, 'credit', 12409.60405357488, 1e-12, 1e-10),
	('attr_s2', 'markov', 'event', null, 'removal_effect', 0.46449704142011833, 1e-13, 1e-10),
	('attr_s2', 'markov', 'event', null, 'credit', 3.2830781516885184, 1e-12, 1e-10),
	('attr_s2', 'markov_value', 'event', null, 'credit', 8768.554790614147, 1e-12, 1e-10),
	('attr_s2', 'markov', 'web', null, 'removal_effect', 0.5814185814185814, 1e-13, 1e-10),
	('attr_s2', 'markov', 'web', null, 'credit', 4.1094828845521265, 1e-12, 1e-10),
	('attr_s2', 'markov_value', 'web', null, 'credit', 9790.427399651346, 1e-12, 1e-10),
	('attr_s2', 'markov', '(start)', 'ads', 'transition', 0.42748091603053434, 0.0, 1e-10),
	('attr_s2', 'markov', '(start)', 'email', 'transition', 0.09923664122137404, 0.0, 1e-10),
	('attr_s2', 'markov', '(start)', 'event', 'transition', 0.07633587786259542, 0.0, 1e-10),
	('attr_s2', 'markov', '(start)', 'web', 'transition', 0.3969465648854962, 0.0, 1e-10),
	('attr_s2', 'markov', 'ads', '(conversion)', 'transition', 0.017857142857142856, 0.0, 1e-10),
	('attr_s2', 'markov', 'ads', '(null)', 'transition', 0.44642857142857145, 0.0, 1e-10),
	('attr_s2', 'markov', 'ads', 'web', 'transition', 0.5357142857142857, 0.0, 1e-10),
	('attr_s2', 'markov', 'email', '(conversion)', 'transition', 0.18181818181818182, 0.0, 1e-10),
	('attr_s2', 'markov', 'email', '(null)', 'transition', 0.2727272727272727, 0.0, 1e-10),
	('attr_s2', 'markov', 'email', 'web', 'transition', 0.5454545454545454, 0.0, 1e-10),
	('attr_s2', 'markov', 'event', '(conversion)', 'transition', 0.14285714285714285, 0.0, 1e-10),
	('attr_s2', 'markov', 'event', '(null)', 'transition', 0.5, 0.0, 1e-10),
	('attr_s2', 'markov', 'event', 'email', 'transition', 0.35714285714285715, 0.0, 1e-10),
	('attr_s2', 'markov', 'web', '(conversion)', 'transition', 0.02, 0.0, 1e-10),
	('attr_s2', 'markov', 'web', '(null)', 'transition', 0.7, 0.0, 1e-10),
	('attr_s2', 'markov', 'web', 'email', 'transition', 0.1, 0.0, 1e-10),
	('attr_s2', 'markov', 'web', 'event', 'transition', 0.18, 0.0, 1e-10),
	('attr_s3_no_conversion', 'markov', 'x', null, 'credit', 0, 0.0, 0.0),
	('attr_s3_no_conversion', 'markov', 'x', null, 'removal_effect', null, 0.0, 0.0);	-- 0/0
create temp table ref_compared as
select r.*, case r.quantity
		when 'p_conversion' then conversion_rate(s.counted)
		when 'transition' then (select t.rate from path_transitions(s.counted) t where (from_channel, t.to_channel) = (r.channel, r.to_channel))
		when 'removal_effect' then (select m.removal_effect from markov_attribution(s.counted) m where m.channel = r.channel)
		else (select a.credit::float8 from (
				select 'markov' as model, m.* from markov_attribution(s.counted) m union all
				select 'markov_value', m.* from markov_attribution(s.valued) m union all
				select 'shapley', m.* from shapley_attribution(s.counted) m) a
			where (a.model, a.channel) = (r.model, r.channel)) end as got
from ref r
	join ref_summary s using (case_id);
select is_empty($$select case_id, model, quantity, channel, to_channel, expected, got from ref_compared
	where case when expected is null then got is not null else (abs(got - expected) <= abs_tol + rel_tol * abs(expected)) is not true end$$,
	'Markov and Shapley agree with the reference figures');
select is((select count(*)::int from ref_compared), 53, 'all 53 of them');
select is((select string_agg(channel || ' ' || credit, ', ') from ref_summary, markov_attribution(counted) where case_id = 'attr_s1_worked'),
	'C1 0.2, C2 0.4, C3 0.4', 'the worked example, to the last digit');

-- ---------------------------------------------------------------------------
-- Nothing, NULLs, one
-- ---------------------------------------------------------------------------

create function pg_temp.markov(s path_summary) returns text language sql as $$
	select string_agg(concat_ws(' ', channel, coalesce(removal_effect::text, 'null'), credit), ', ' order by row)
	from rows from (markov_attribution(s)) with ordinality a (channel, removal_effect, credit, row)
$$;
create function pg_temp.shapley(s path_summary) returns text language sql as $$
	select string_agg(concat_ws(' ', channel, coalesce(share::text, 'null'), credit), ', ' order by row)
	from rows from (shapley_attribution(s)) with ordinality a (channel, share, credit, row)
$$;
select is(pg_temp.markov('(0,0,0)'), null, 'without paths there are no channels');
select is(pg_temp.shapley('(0,0,0)'), null, 'nor by Shapley');
select is((select count(*)::int from markov_attribution(null)), 0, 'nor for NULL');
select is((select row(paths(s), conversions(s), conversion_rate(s), converted_value(s), untouched(s), untouched_value(s))::text from (select path_summary '(0,0,0)' as s) x),
	'(0,0,,0,0,0)', 'counts and values are 0, the rate is NULL');
select is((select count(*)::int from path_transitions('(0,0,0)')), 0, 'and there are no transitions');
select is((select path_agg(p, null::boolean, 5)::text from (values ('{a}'::text[])) v (p)), '(0,0,0)', 'a path of which nobody knows whether it converted is ignored');
select is((select path_agg(p, true, 5)::text from (values (null::text[]), ('{}')) v (p)), '(0,2,10)', 'a conversion without a touch is untouched');
select is((select path_agg(p, false, 5)::text from (values (null::text[]), ('{}')) v (p)), '(0,0,0)', 'no touch and no conversion is nothing');
select is((select path_agg(array['a'], true, v)::text from (values (null::numeric), (2.5)) v (v)), '(1,0,0;61:25000;0:c:2,s:0:2;0:1:25000)', 'an unknown value is 0, the conversion counts');
select is((select path_agg(array['a'], false, v)::text from (values ('NaN'::numeric), (-3)) v (v)), '(0,0,0;61:0;0:n:2,s:0:2;)', 'the value of what did not convert is not looked at');
select is(pg_temp.markov(path_agg(array['a'], true, 12.50)), 'a 1 12.5', 'one touch gets all') from generate_series(1, 1);
select is(pg_temp.shapley(path_agg(array['a'], true, 12.50)), 'a 1 12.5', 'by Shapley too') from generate_series(1, 1);
select is(pg_temp.markov(path_agg(array['a', 'b'], false)), 'a null 0, b null 0', 'without a conversion the effect is not known and credit 0') from generate_series(1, 1);
select is(pg_temp.shapley(path_agg(array['a', 'b'], true, 0)), 'a null 0, b null 0', 'nor with one that is worth nothing') from generate_series(1, 1);
select is((select row(paths(s), conversions(s), conversion_rate(s), converted_value(s), untouched(s), untouched_value(s))::text from (
		select path_agg(p, c, v) as s from (values ('{a,b}'::text[], true, 10.25), ('{a}', false, 99), ('{b}', true, 5), (null, true, 7.5), ('{c}', null, 1), ('{b}', false, null)) x (p, c, v)) y),
	'(4,2,0.5,15.25,1,7.5)', 'counts and values');

-- By hand: a > b converts (10), b converts (2), a is lost. Without a only b's own start is left: value 2 * 1/... every b converts with mean value 6,
-- so value = (1/3 + 1/3) * 6 = 4 a path; without a 1/3 * 6 = 2; without b 0.
select is(pg_temp.markov(path_agg(p, c, v)), 'a 0.5 4, b 1 8', 'removal effects by hand')
from (values ('{a,b}'::text[], true, 10), ('{b}', true, 2), ('{a}', false, 0)) x (p, c, v);
select is(pg_temp.shapley(path_agg(p, c, v)), 'a 0.4166666666666667 5, b 0.5833333333333334 7', 'Shapley by hand: half of 10 each, and 2')
from (values ('{a,b}'::text[], true, 10), ('{b}', true, 2), ('{a}', false, 0)) x (p, c, v);
select is((select path_agg('{a,a,b,b,b,a}'::text[], true)::text), (select path_agg('{a,b,a}'::text[], true)::text), 'a channel that follows itself is one touch');
-- a > b > a twice: half of what is at a converts, half goes to b and comes back. Without b it is lost.
select is(pg_temp.markov(path_agg(p, c)), 'a 1 1.3333333333333333, b 0.5 0.6666666666666667', 'a loop is walked as often as it is')
from (values ('{a,b,a}'::text[], true), ('{a,b,a}', true)) x (p, c);
-- Once more without b: now a third of what is at a goes there.
select is((select string_agg(channel || ' ' || round(removal_effect::numeric, 14) || ' ' || round(credit, 14), ', ') from (
		select path_agg(p, c) as s from (values ('{a,b,a}'::text[], true), ('{a}', true)) x (p, c)) y, markov_attribution(s)),
	'a 1.00000000000000 1.50000000000000, b 0.33333333333333 0.50000000000000', 'and no more often');
select is((select array_agg(channel) from (select path_agg(array['b', 'Z', 'é', 'a', ''], true) as s) x, markov_attribution(s)), array['', 'Z', 'a', 'b', 'é'],
	'rows are in the order of bytes, whatever the collation');

-- ---------------------------------------------------------------------------
-- The definitions, computed another way
-- ---------------------------------------------------------------------------

create temp table many as
select g, i, array(select (array['ads', 'event', 'mail', 'web', 'fair', 'call'])[1 + abs(hashint4(g * 7919 + i * 31 + k)) % (3 + g % 4)]
		from generate_series(1, 1 + abs(hashint4(i * 17 + g)) % 6) k) as path,
	abs(hashint4(i * 13 + g)) % 4 = 0 as converted, (abs(hashint4(i + g * 101)) % 100000)::numeric / 100 as value
from generate_series(1, 8) g, generate_series(1, 150) i;
create temp table many_summary as
select g, path_agg(path, converted, value) as s from many group by g;

-- The chain counted by window functions, repeats left out.
create temp view step as
select g, i, node, converted, value, lag(node) over w as before, lead(node) over w as after
from (select m.g, m.i, m.converted, m.value, p.channel as node, p.n, lag(p.channel) over (partition by m.g, m.i order by p.n) as previous
	from many m, unnest(m.path) with ordinality p (channel, n)) t
where previous is distinct from node
window w as (partition by g, i order by n);
-- Value of a path in the chain without one channel: iterated until it stands still.
create function pg_temp.chain_value(of_group int, without text) returns float8 language plpgsql as $$
declare
	total float8;
begin
	create temp table node on commit drop as
	select node as name, count(*)::float8 as visits, coalesce(sum(value) filter (where converted and after is null), 0)::float8 as gain, 0::float8 as worth
	from step where g = of_group group by node;
	create temp table link on commit drop as
	select node as a, after as b, count(*)::float8 as n from step where g = of_group and after is not null group by 1, 2;
	for round in 1..200 loop
		update node set worth = case when name = without then 0 else (gain + coalesce((select sum(l.n * t.worth) from link l join node t on t.name = l.b where l.a = node.name), 0)) / visits end;
	end loop;
	select sum(worth) into total from (select s.node, n.worth from step s join node n on n.name = s.node where s.g = of_group and s.before is null) x;
	drop table node;
	drop table link;
	return total;
end
$$;
select is_empty($$select g, channel, removal_effect, expected from (
		select g, m.channel, m.removal_effect, 1 - pg_temp.chain_value(g, m.channel) / pg_temp.chain_value(g, null) as expected
		from many_summary, markov_attribution(s) m where g <= 4) x where (abs(removal_effect - expected) <= 1e-9) is not true$$,
	'the removal effect is what is lost without the channel');
select is_empty($$select g, channel from (
		select g, m.channel, m.credit, converted_value(s)::float8 * removal_effect / sum(removal_effect) over (partition by g) as expected
		from many_summary, markov_attribution(s) m) x where (abs(credit - expected) <= 1e-9 * expected) is not true$$,
	'credit is in proportion to it');
select cmp_ok((select count(*) from many_summary, markov_attribution(s) m where g <= 4 and m.removal_effect between 0.01 and 0.99), '>=', 10::bigint, 'in enough cases');

-- All orders of four channels: what each adds to the value of those before it.
create temp view coalition as
select 'g' || g % 3 as game, array(select distinct c from unnest(path) c order by 1) as channels, value
from many where converted and path <@ array['ads', 'event', 'mail', 'web'];
create temp view ordering as
select array[a, b, c, d] as channels from unnest(array['ads', 'event', 'mail', 'web']) a, unnest(array['ads', 'event', 'mail', 'web']) b,
	unnest(array['ads', 'event', 'mail', 'web']) c, unnest(array['ads', 'event', 'mail', 'web']) d
where cardinality(array(select distinct x from unnest(array[a, b, c, d]) x)) = 4;
create temp view added as
select game, o.channels[k] as channel,
	sum(value) filter (where c.channels <@ o.channels[1:k] and o.channels[k] = any (c.channels)) as value
from coalition c, ordering o, generate_series(1, 4) k group by game, o.channels, k;
select is_empty($$select * from (select game, channel, round(sum(coalesce(value, 0)) / 24, 9) as expected from added group by 1, 2) e
		full join (select 'g' || g % 3 as game, path_agg(path, converted, value) as s from many where path <@ array['ads', 'event', 'mail', 'web'] group by 1) p using (game)
		cross join lateral (select credit from shapley_attribution(p.s) a where a.channel = e.channel) a
	where round(credit, 9) is distinct from expected$$,
	'the Shapley value is the mean of what a channel adds over all orders');
select is((select count(*)::int from ordering), 24, 'of which there are 24');

-- ---------------------------------------------------------------------------
-- Sums, sizes, order
-- ---------------------------------------------------------------------------

select is_empty($$select g from many_summary where converted_value(s) <> (select sum(value) from many m where m.g = many_summary.g and converted)$$, 'the value is exact');
select is_empty($$select g from many_summary where converted_value(s) <> (select sum(credit) from markov_attribution(s)) or converted_value(s) <> (select sum(credit) from shapley_attribution(s))$$,
	'and the credits of either model sum to it');
create temp table odd_value (value numeric);
insert into odd_value values (0.01), (100), (1e-20), (123456789012345.67890123456789012345), (922337203685477), (7), (0.00000000000000000003), (1000000);
select is_empty($$select value from odd_value, lateral (select path_agg(p, true, value) as s from (values ('{a,b,c}'::text[]), ('{b,c}'), ('{a}'), ('{d,e,f,g,a,b,c}')) v (p)) x
	where converted_value(s) <> 4 * value or (select sum(credit) from markov_attribution(s)) <> 4 * value or (select sum(credit) from shapley_attribution(s)) <> 4 * value$$,
	'whatever the value');
select is(pg_temp.shapley(path_agg(array['a', 'b', 'c'], true, 100)), 'a 0.3333333333333333 33.3333333333333334, b 0.3333333333333333 33.3333333333333333, c 0.3333333333333333 33.3333333333333333',
	'what does not come out even goes to the earlier channel') from generate_series(1, 1);
select is(pg_temp.markov(path_agg(array['a', 'b', 'c'], true, 100)), 'a 1 33.3333333333333334, b 1 33.3333333333333333, c 1 33.3333333333333333',
	'by Markov too') from generate_series(1, 1);
-- A loop that is left once in 3 million turns, and a channel seen once in 3 million paths
select is((select round(removal_effect::numeric, 12) || ' ' || round(credit, 6) from markov_attribution('(0,0,0;61:0,62:3;0:1:3000000,0:n:1,1:0:2999999,1:c:1,s:0:2;0:2:3,1:2:3)') where channel = 'a'),
	'1.000000000000 1.500000', 'a loop that is hardly ever left loses no digits');
select is((select rollup(s)::text from (select path_agg(path, converted, value) as s from many group by i % 40) p), (select path_agg(path, converted, value)::text from many),
	'forty summaries rolled up are one of all');
select is((select rollup(s)::text from (select path_agg(path, converted, value) as s from many group by i % 40) p),
	(select path_agg(path, converted, value)::text from (select * from many order by md5(i::text || g)) m), 'in any order');
select is((select string_agg(n || ': ' || rows, ', ' order by n) from (select n, count(*) as rows from (
		select (select count(*) from markov_attribution(s)) as n
		from (select path_agg(array['c' || i, 'c' || i + 1], true, 1) over (order by i rows 4 preceding) as s from generate_series(1, 3000) i) w) x group by n) y),
	'2: 1, 3: 1, 4: 1, 5: 1, 6: 2996', 'a window over thousands of channels, a few at a time');
select is((select path_agg(array['c' || i], true, 1) filter (where i < 3) over (order by i rows 1 preceding) from generate_series(1, 4) i offset 3)::text, '(0,0,0)', 'and empty again');

-- ---------------------------------------------------------------------------
-- Hostile
-- ---------------------------------------------------------------------------

select throws_ok($$select path_agg('{a,NULL}', true)$$, '22004', 'path must not contain nulls, but has one at position 2', 'a NULL channel');
select throws_ok($$select path_agg('{{a},{b}}', true)$$, '2202E', 'path must be a one-dimensional array', 'two dimensions');
select throws_ok($$select path_agg('{a}', true, -0.01)$$, '22003', 'value -0.01 is out of range, it must not be below 0', 'a value below 0');
select throws_ok($$select path_agg('{a}', true, 'NaN')$$, '22003', 'value must be a finite amount, not NaN', 'NaN');
select throws_ok($$select path_agg('{a}', true, 'Infinity')$$, '22003', 'value must be a finite amount, not Infinity', 'infinity');
select throws_ok($$select path_agg(array_fill('a'::text, array[100001]), true)$$, '54000', 'path has 100001 touches, it must have at most 100000', 'too many touches');
select throws_ok($$select path_agg(array[repeat('x', 1001)], true)$$, '54000', 'the name of a channel has 1001 bytes, it must have at most 1000', 'too long a name');
select lives_ok($$select path_agg(array[repeat('x', 1000)], true)$$, 'one that is not');
select throws_ok($$select path_agg(array['c' || i], true) from generate_series(1, 1001) i$$, '54000', 'more than 1000 channels in one path_summary', 'too many channels');
select is((select count(*)::int from (select path_agg(array['c' || i], true) as s from generate_series(1, 1000) i) x, markov_attribution(s)), 1000, 'as many as there may be');
select throws_ok($$select rollup(s) from (select path_agg(array['c' || i], true) as s from generate_series(1, 1001) i group by i % 2) x$$, '54000', 'more than 1000 channels in one path_summary', 'too many in a rollup');
select throws_ok($$select path_agg(array['c' || i / 600, 'c' || i % 600], true) from generate_series(0, 359999) i$$, '54000', 'more than 262144 different pairs of channels in one path_summary', 'too many pairs');
select throws_ok($$select path_discard(path_agg(array['a', 'b'], true, 5), array['b'], true, 5) from generate_series(1, 1)$$, '22023', 'cannot take away from a path_summary what is not in it', 'taking away what is not there');
select throws_ok($$select path_discard(path_agg(array['a', 'b', 'a'], true, 5), array['a'], true, 0)::text from generate_series(1, 1)$$, '22023', 'cannot take away from a path_summary what is not in it', 'nor a part of what is');
select throws_ok($$select path_discard(path_agg(array['a'], true, 5), array['a'], true, 4)::text from generate_series(1, 1)$$, '22023', 'cannot take away from a path_summary what is not in it', 'nor a part of its value');
select throws_ok($$select path_uncombine(path_agg(array['a'], true, 5), path_agg(array['b'], true, 5)) from generate_series(1, 1)$$, '22023', 'cannot take away from a path_summary what is not in it', 'nor another summary');
create function pg_temp.is_cancelled(query text) returns boolean language plpgsql as $$
begin
	execute query;
	return false;
exception when query_canceled then
	return true;
end
$$;
create temp table wide as
select path_agg(array(select 'c' || (i * 37 + k * k * 11) % 1000 from generate_series(1, 20) k), i % 3 = 0, i) as s from generate_series(1, 5000) i;
set statement_timeout = '20ms';
select ok(pg_temp.is_cancelled($$select count(*) from wide, markov_attribution(s)$$), 'long work can be cancelled');
set statement_timeout = '120s';
select is((select (count(*), sum(credit) = max(converted_value(s)), bool_and(removal_effect between 0 and 1))::text from wide, markov_attribution(s)), '(1000,t,t)', 'and done');
select * from finish();
