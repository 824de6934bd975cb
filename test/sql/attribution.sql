-- attribution: the value of a conversion divided among the touches of its path.
-- The credits are those of the rule, to the last decimal, and sum to the value exactly.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
set timezone = 'UTC';
set statement_timeout = '120s';
select plan(84);

-- Credits as {position:credit, ...} in the order of the rows.
create function pg_temp.credits(path text[], model text, value numeric default 1, at timestamptz[] default null,
	converted_at timestamptz default null, half_life interval default null, lead_position int default null,
	opportunity_position int default null, lookback interval default null) returns text language sql as $$
	select string_agg(position || ':' || coalesce(credit::text, 'null'), ' ' order by row)
	from rows from (attribution(path, model, value, at, converted_at, half_life, lead_position, opportunity_position, lookback))
		with ordinality as a (position, channel, credit, row)
$$;
create function pg_temp.path(n int) returns text[] language sql immutable as $$
	select array(select 'c' || i from generate_series(1, n) i)
$$;
-- Times so many hours after 2026-01-01.
create function pg_temp.hours(variadic hours float8[]) returns timestamptz[] language sql stable as $$
	select array(select timestamptz '2026-01-01 00:00+00' + h * interval '1 hour' from unnest(hours) with ordinality u (h, i) order by i)
$$;

-- ---------------------------------------------------------------------------
-- Reference figures
-- ---------------------------------------------------------------------------

-- Source: reference/attribution.csv; a path with its conversions and their value.
create temp table ref_path (case_id text, path text[], conversions numeric, value numeric);
insert into ref_path values
	('attr_s1_worked', '{C1,C2,C3}', 1, 0),	-- worked example of Bryl 2016
	('attr_s2', '{email,web,event}', 3, 9000),
	('attr_s2', '{web}', 2, 1500),
	('attr_s2', '{event,event,email}', 4, 22000),
	('attr_s2', '{web,email,web,event}', 1, 700),
	('attr_s2', '{ads}', 1, 400),
	('attr_s2', '{email,email}', 2, 800);
create temp table ref_channel (case_id text, model text, quantity text, channel text, expected float8, abs_tol float8, rel_tol float8);
insert into ref_channel values
	('attr_s1_worked', 'first', 'conversions', 'C1', 1, 1e-12, 1e-10),
	('attr_s1_worked', 'first', 'conversions', 'C2', 0, 1e-12, 1e-10),
	('attr_s1_worked', 'last', 'conversions', 'C1', 0, 1e-12, 1e-10),
	('attr_s1_worked', 'last', 'conversions', 'C3', 1, 1e-12, 1e-10),
	('attr_s1_worked', 'linear', 'conversions', 'C1', 0.3333333333333333, 1e-12, 1e-10),
	('attr_s1_worked', 'linear', 'conversions', 'C2', 0.3333333333333333, 1e-12, 1e-10),
	('attr_s1_worked', 'linear', 'conversions', 'C3', 0.3333333333333333, 1e-12, 1e-10),
	('attr_s1_worked', 'position', 'conversions', 'C1', 0.4, 1e-12, 1e-10),
	('attr_s1_worked', 'position', 'conversions', 'C2', 0.2, 1e-12, 1e-10),
	('attr_s1_worked', 'position', 'conversions', 'C3', 0.4, 1e-12, 1e-10),
	('attr_s2', 'first', 'conversions', 'ads', 1, 1e-12, 1e-10),
	('attr_s2', 'first', 'conversions', 'email', 5, 1e-12, 1e-10),
	('attr_s2', 'first', 'conversions', 'event', 4, 1e-12, 1e-10),
	('attr_s2', 'first', 'conversions', 'web', 3, 1e-12, 1e-10),
	('attr_s2', 'last', 'conversions', 'ads', 1, 1e-12, 1e-10),
	('attr_s2', 'last', 'conversions', 'email', 6, 1e-12, 1e-10),
	('attr_s2', 'last', 'conversions', 'event', 4, 1e-12, 1e-10),
	('attr_s2', 'last', 'conversions', 'web', 2, 1e-12, 1e-10),
	('attr_s2', 'linear', 'conversions', 'ads', 1, 1e-12, 1e-10),
	('attr_s2', 'linear', 'conversions', 'email', 4.583333333333333, 1e-12, 1e-10),
	('attr_s2', 'linear', 'conversions', 'event', 3.9166666666666665, 1e-12, 1e-10),
	('attr_s2', 'linear', 'conversions', 'web', 3.5, 1e-12, 1e-10),
	('attr_s2', 'position', 'conversions', 'ads', 1, 1e-12, 1e-10),
	('attr_s2', 'position', 'conversions', 'email', 4.9, 1e-12, 1e-10),
	('attr_s2', 'position', 'conversions', 'event', 4, 1e-12, 1e-10),
	('attr_s2', 'position', 'conversions', 'web', 3.1, 1e-12, 1e-10),
	('attr_s2', 'first', 'value', 'ads', 400, 1e-12, 1e-10),
	('attr_s2', 'first', 'value', 'email', 9800, 1e-12, 1e-10),
	('attr_s2', 'first', 'value', 'event', 22000, 1e-12, 1e-10),
	('attr_s2', 'first', 'value', 'web', 2200, 1e-12, 1e-10),
	('attr_s2', 'last', 'value', 'ads', 400, 1e-12, 1e-10),
	('attr_s2', 'last', 'value', 'email', 22800, 1e-12, 1e-10),
	('attr_s2', 'last', 'value', 'event', 9700, 1e-12, 1e-10),
	('attr_s2', 'last', 'value', 'web', 1500, 1e-12, 1e-10),
	('attr_s2', 'linear', 'value', 'ads', 400, 1e-12, 1e-10),
	('attr_s2', 'linear', 'value', 'email', 11308.333333333334, 1e-12, 1e-10),
	('attr_s2', 'linear', 'value', 'event', 17841.666666666668, 1e-12, 1e-10),
	('attr_s2', 'linear', 'value', 'web', 4850, 1e-12, 1e-10),
	('attr_s2', 'position', 'value', 'ads', 400, 1e-12, 1e-10),
	('attr_s2', 'position', 'value', 'email', 13270, 1e-12, 1e-10),
	('attr_s2', 'position', 'value', 'event', 17080, 1e-12, 1e-10),
	('attr_s2', 'position', 'value', 'web', 3650, 1e-12, 1e-10);
create temp view ref_channel_compared as
select r.*, (select sum(a.credit) from ref_path p, attribution(p.path, r.model, case r.quantity when 'value' then p.value else p.conversions end) a
		where p.case_id = r.case_id and a.channel = r.channel)::float8 as got
from ref_channel r;
select is_empty($$select case_id, model, quantity, channel, expected, got from ref_channel_compared
	where (abs(got - expected) <= abs_tol + rel_tol * abs(expected)) is not true$$,
	'first, last, linear and position agree with the reference figures per channel');
select is((select count(got)::int from ref_channel_compared), 42, 'all 42 of them');

create temp table ref_touch (case_id text, model text, days float8[], converted float8, lead int, opportunity int,
	touch int, expected float8, abs_tol float8, rel_tol float8);
insert into ref_touch values
	('time_decay_s1', 'time_decay', '{0,7,14}', 14, null::int, null::int, 1, 0.14285714285714285, 1e-300, 1e-12),
	('time_decay_s1', 'time_decay', '{0,7,14}', 14, null::int, null::int, 2, 0.2857142857142857, 1e-300, 1e-12),
	('time_decay_s1', 'time_decay', '{0,7,14}', 14, null::int, null::int, 3, 0.5714285714285714, 1e-300, 1e-12),
	('time_decay_s2', 'time_decay', '{0,1,5,20}', 21, null, null, 1, 0.09098726104447061, 1e-300, 1e-12),
	('time_decay_s2', 'time_decay', '{0,1,5,20}', 21, null, null, 2, 0.10045808079710176, 1e-300, 1e-12),
	('time_decay_s2', 'time_decay', '{0,1,5,20}', 21, null, null, 3, 0.14928013436215137, 1e-300, 1e-12),
	('time_decay_s2', 'time_decay', '{0,1,5,20}', 21, null, null, 4, 0.6592745237962763, 1e-300, 1e-12),
	('w_shaped_s1', 'w_shaped', '{0,1,2,3,4,5}', 6, 3, 5, 1, 0.3, 1e-15, 1e-12),
	('w_shaped_s1', 'w_shaped', '{0,1,2,3,4,5}', 6, 3, 5, 2, 0.03333333333333333, 1e-15, 1e-12),
	('w_shaped_s1', 'w_shaped', '{0,1,2,3,4,5}', 6, 3, 5, 3, 0.3, 1e-15, 1e-12),
	('w_shaped_s1', 'w_shaped', '{0,1,2,3,4,5}', 6, 3, 5, 4, 0.03333333333333333, 1e-15, 1e-12),
	('w_shaped_s1', 'w_shaped', '{0,1,2,3,4,5}', 6, 3, 5, 5, 0.3, 1e-15, 1e-12),
	('w_shaped_s1', 'w_shaped', '{0,1,2,3,4,5}', 6, 3, 5, 6, 0.03333333333333333, 1e-15, 1e-12),
	('w_shaped_s2', 'w_shaped', '{0,1,2}', 3, 2, 3, 1, 0.3333333333333333, 1e-15, 1e-12),
	('w_shaped_s2', 'w_shaped', '{0,1,2}', 3, 2, 3, 2, 0.3333333333333333, 1e-15, 1e-12),
	('w_shaped_s2', 'w_shaped', '{0,1,2}', 3, 2, 3, 3, 0.3333333333333333, 1e-15, 1e-12);
create temp view ref_touch_compared as
select r.*, (select credit from attribution(pg_temp.path(cardinality(days)), model, 1,
			at => pg_temp.hours(variadic array(select 24 * d from unnest(days) with ordinality u (d, i) order by i)),
			converted_at => timestamptz '2026-01-01 00:00+00' + converted * interval '24 hours', half_life => interval '7 days',
			lead_position => lead, opportunity_position => opportunity)
		where position = touch)::float8 as got
from ref_touch r;
select is_empty($$select case_id, touch, expected, got from ref_touch_compared
	where (abs(got - expected) <= abs_tol + rel_tol * abs(expected)) is not true$$,
	'time_decay and w_shaped agree with the reference weights per touch');
select is((select count(got)::int from ref_touch_compared), 16, 'all 16 of them');

-- ---------------------------------------------------------------------------
-- The rules by hand
-- ---------------------------------------------------------------------------

select results_eq($$select * from attribution(array['web', 'email', 'web', 'event', 'ads'], 'position', 1000)$$,
	$$values (1, 'web', 400.0), (2, 'email', 66.6666666666666667), (3, 'web', 66.6666666666666667), (4, 'event', 66.6666666666666666), (5, 'ads', 400)$$,
	'one row per touch: position, channel, credit; a channel may come again');
select results_eq($$select (a).position, (a).channel, (a).credit from (select attribution(array['web', 'email'], 'linear', 3) as a) s$$,
	$$values (1, 'web', 1.5), (2, 'email', 1.5)$$, 'in the select list too');
select is(pg_temp.credits(pg_temp.path(3), 'first', 9.99), '1:9.99 2:0 3:0', 'first');
select is(pg_temp.credits(pg_temp.path(3), 'last', 9.99), '1:0 2:0 3:9.99', 'last');
select is(pg_temp.credits(pg_temp.path(3), 'linear', 9.99), '1:3.33 2:3.33 3:3.33', 'linear');
select is(pg_temp.credits(pg_temp.path(3), 'linear', 100), '1:33.3333333333333334 2:33.3333333333333333 3:33.3333333333333333',
	'what cannot be divided goes to the earlier of equal touches, at 16 decimals');
select is(pg_temp.credits(pg_temp.path(3), 'linear', 0.05), '1:0.016666666666666667 2:0.016666666666666667 3:0.016666666666666666',
	'at 16 more than the value has');
select is(pg_temp.credits(pg_temp.path(3), 'linear', 1e-30),
	'1:0.' || repeat('0', 30) || '3333333333333334 2:0.' || repeat('0', 30) || '3333333333333333 3:0.' || repeat('0', 30) || '3333333333333333',
	'so a small value has as many digits as a large one');
select is(pg_temp.credits(pg_temp.path(4), 'position', -10.01), '1:-4.004 2:-1.001 3:-1.001 4:-4.004', 'a refund is divided as a sale is');
select is(pg_temp.credits(pg_temp.path(1), 'position', 10), '1:10', 'position: all to one touch');
select is(pg_temp.credits(pg_temp.path(2), 'position', 10), '1:5 2:5', 'half each to two');
select is(pg_temp.credits(pg_temp.path(3), 'position', 10), '1:4 2:2 3:4', '40, 20 and 40 to three');
select is(pg_temp.credits(pg_temp.path(4), 'w_shaped', 10, lead_position => 2, opportunity_position => 3), '1:3 2:3 3:3 4:1', 'w_shaped: 30, 30, 30 and 10');
select is(pg_temp.credits(pg_temp.path(4), 'w_shaped', 10, lead_position => 4, opportunity_position => 2), '1:3 2:3 3:1 4:3', 'in any order');
select is(pg_temp.credits(pg_temp.path(4), 'w_shaped', 12, lead_position => 3, opportunity_position => 3), '1:3.6 2:0.6 3:7.2 4:0.6', 'what coincides adds');
select is(pg_temp.credits(pg_temp.path(3), 'w_shaped', 10, lead_position => 1, opportunity_position => 1), '1:9 2:0.5 3:0.5', 'all three too');
select is(pg_temp.credits(pg_temp.path(2), 'w_shaped', 9, lead_position => 2, opportunity_position => 2), '1:3 2:6', 'without other touches the 90 become 100');
select is(pg_temp.credits(pg_temp.path(1), 'w_shaped', 9, lead_position => 1, opportunity_position => 1), '1:9', 'one touch has all');
select is(pg_temp.credits(pg_temp.path(3), 'time_decay', 7, pg_temp.hours(0, 24, 48), half_life => '24 hours'), '1:1 2:2 3:4',
	'time_decay: half the weight for each half-life');
select is(pg_temp.credits(pg_temp.path(3), 'time_decay', 7, pg_temp.hours(0, 24, 48), timestamptz '2031-01-01', '24 hours'), '1:1 2:2 3:4',
	'the time until the conversion is the same factor in all weights');

-- ---------------------------------------------------------------------------
-- Exact to the last decimal, against an oracle that counts units
-- ---------------------------------------------------------------------------

create temp table sample_value (value numeric);
insert into sample_value values (1), (100), (100.00), (0.01), (7), (-1), (-100.10), (0), (1234567.89), (99999999999999999999.999999), (1e-30), (-3e-30), (1e30),
	(12345678901234567890123456789012345678901234567890.12345), (-9e400), (4611686018427387904), (4611686018427387903.5),
	(2e-16000), (1e-16383), (9e20000);
create temp table rule_case as
select model, n, value, lead, opportunity
from unnest(array['first', 'last', 'linear', 'position']) model, unnest(array[1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 40]) n, sample_value,
	(values (null::int, null::int)) k (lead, opportunity)
union all
select 'w_shaped', n, value, lead, opportunity
from unnest(array[1, 2, 3, 4, 6]) n, sample_value, generate_series(1, n) lead, generate_series(1, n) opportunity;

-- The share of touch i as a whole number of common parts.
create function pg_temp.share(model text, n int, i int, lead int, opportunity int, common numeric) returns numeric language sql immutable as $$
	select case
		when model = 'first' then case when i = 1 then common else 0 end
		when model = 'last' then case when i = n then common else 0 end
		when model = 'linear' then common / n
		when model = 'position' and n <= 2 then common / n
		when model = 'position' then case when i in (1, n) then common * 4 / 10 else common * 2 / 10 / (n - 2) end
		when n = cardinality(keys) then common * n_keys / 3
		when n_keys > 0 then common * n_keys * 3 / 10
		else common / 10 / (n - cardinality(keys)) end
	from (select array(select distinct unnest(array[1, lead, opportunity])) as keys, (i = 1)::int + (i = lead)::int + (i = opportunity)::int as n_keys) k
$$;
create function pg_temp.expected(model text, n int, value numeric, lead int, opportunity int) returns numeric[] language sql immutable as $$
	with whole as (
		select least(min_scale(value) + 16, 16383) as scale, 30 * n * greatest(n - 1, 1) * greatest(n - 2, 1) * greatest(n - 3, 1)::numeric as common
	), part as (
		select i, div(units * w, common) as part, mod(units * w, common) as rest, units
		from (select i, abs(value) * ('1e' || scale)::numeric as units, pg_temp.share(model, n, i, lead, opportunity, common) as w, common
			from whole, generate_series(1, n) i) s
	), given as (
		select i, part + case when row_number() over (order by rest desc, i) <= units - sum(part) over () then 1 else 0 end as given
		from part
	)
	select array_agg(trim_scale(sign(value) * given * ('1e-' || scale)::numeric) order by i) from given, whole
$$;
create temp table rule_result as
select *, array(select credit from attribution(pg_temp.path(n), model, value, lead_position => lead, opportunity_position => opportunity)) as got,
	pg_temp.expected(model, n, value, lead, opportunity) as expected
from rule_case;
select is_empty('select model, n, left(value::text, 60), lead, opportunity from rule_result where got::text is distinct from expected::text',
	'every credit is what largest remainders give, without trailing zeros');
select is((select count(*)::int from rule_result), 2200, 'in 2200 divisions');
select is_empty('select model, n, left(value::text, 60) from rule_result where (select sum(c) from unnest(got) c) is distinct from value',
	'whose credits sum to the value exactly');
select is_empty('select model, n, left(value::text, 60) from rule_result where exists (select from unnest(got) c where c * sign(value) < 0)',
	'and have its sign');
select is_empty($$select model, n from (values ('first'), ('last'), ('linear'), ('position')) m (model), generate_series(1, 9) n, sample_value
	where pg_temp.credits(pg_temp.path(n), model, -value)
		<> (select string_agg(position || ':' || -credit, ' ' order by position) from attribution(pg_temp.path(n), model, value))$$,
	'a negative value is divided as its magnitude is');

-- Time decay cannot be written in fractions: numeric's power() at 40 digits, and the sum exactly.
create temp table decay_case as
select case_id, n, value, half_life,
	array(select timestamptz '2026-01-01 00:00+00' - (i * i * 7919 * case_id % 997) * interval '1 hour' - i % 3 * interval '1 microsecond'
		from generate_series(1, n) i) as at
from generate_series(1, 12) case_id, unnest(array[1, 2, 3, 10, 60]) n, unnest(array[1, -250.75, 1e12]) value,
	unnest(array[interval '7 days', '1 hour', '400 days', '30 days 11:22:33.456789']) half_life;
create temp table decay_result as
select c.*, a.position, a.credit, a.row, (c.at)[a.position] as touched
from decay_case c, rows from (attribution(pg_temp.path(n), 'time_decay', value, at, timestamptz '2026-02-01 00:00+00', half_life))
	with ordinality as a (position, channel, credit, row);
create temp view decay_expected as
select *, value * weight / sum(weight) over (partition by case_id, n, value, half_life) as expected
from (select *, 1::numeric(60, 40) / power(2::numeric(60, 40), (extract(epoch from newest - touched)::numeric(60, 40)
		/ extract(epoch from half_life))::numeric(60, 40)) as weight
	from (select *, max(touched) over (partition by case_id, n, value, half_life) as newest from decay_result) n) w;
select is_empty($$select case_id, n, value, half_life, position, credit, expected from decay_expected
	where abs(credit - expected) > abs(value) * 2e-16 or abs(credit - expected) > 1e-12 * abs(expected) + abs(value) * 1e-17 + 1e-16$$,
	'time_decay agrees with power(2, -age / half_life) within 2e-16 of the value');
select is((select count(*)::int from decay_result), 10944, 'for 10944 touches');
select is_empty($$select case_id, n, value, half_life from decay_result group by 1, 2, 3, 4 having sum(credit) <> value$$,
	'its credits sum to the value exactly');
select is_empty($$select * from (select *, lag(abs(credit)) over w as previous, lag(touched) over w as before from decay_result
		window w as (partition by case_id, n, value, half_life order by row)) d
	where previous > abs(credit) + 1e-16 or before > touched$$,
	'and do not decrease with time');

-- ---------------------------------------------------------------------------
-- No touches, NULLs
-- ---------------------------------------------------------------------------

create temp view model_name as
select unnest(array['first', 'last', 'linear', 'position', 'w_shaped', 'time_decay']) as model;
select is_empty($$select model, a.* from model_name, attribution(null, model) a$$, 'a NULL path has no rows in any model');
select is_empty($$select model, a.* from model_name, attribution('{}', model) a$$, 'nor has an empty one');
select is_empty($$select model, a.* from model_name, attribution('{}', model, 1, '{}', now(), interval '7 days', lookback => interval '30 days') a$$,
	'also with times');
select is_empty($$select model, a.* from model_name,
		attribution(pg_temp.path(3), model, 1, pg_temp.hours(1, 2, 3), timestamptz '2026-01-01 00:00+00', interval '7 days', 1, 2) a$$,
	'nor has one whose touches are all after the conversion');
select is_empty($$select model, a.* from model_name,
		attribution(pg_temp.path(3), model, 1, pg_temp.hours(1, 2, 3), timestamptz '2027-01-01 00:00+00', interval '7 days', 1, 2, interval '30 days') a$$,
	'or too long before it');
select results_eq($$select * from attribution('{a,b}', 'first', null)$$, $$values (1, 'a', null::numeric), (2, 'b', null)$$,
	'a value that is not known is divided into credits that are not known');
select results_eq($$select * from attribution('{a,b}', 'linear', 0)$$, $$values (1, 'a', 0::numeric), (2, 'b', 0)$$, 'a value of 0 gives credits of 0');
select results_eq($$select * from attribution('{"","a b"}', 'linear')$$, $$values (1, '', 0.5), (2, 'a b', 0.5)$$, 'the default value is 1; any text is a channel');

-- ---------------------------------------------------------------------------
-- Order, conversion, lookback
-- ---------------------------------------------------------------------------

select is(pg_temp.credits('{a,b,c}', 'last', 1, pg_temp.hours(5, 9, 2)), '3:0 1:0 2:1', 'times decide the order, and rows come in it; positions are those in path');
select is(pg_temp.credits('{a,b,c}', 'first', 1, pg_temp.hours(5, 5, 5)), '1:1 2:0 3:0', 'at the same time the order of path counts');
select is(pg_temp.credits('{a,b,c}', 'last', 1, pg_temp.hours(5, 5, 3)), '3:0 1:0 2:1', 'for each of them');
select is_empty($$select a.row, a.position from rows from (attribution(pg_temp.path(1000), 'linear', 1,
			array(select timestamptz '2026-01-01 00:00+00' - i * 7919 % 5 * interval '1 hour' from generate_series(1, 1000) i)))
		with ordinality as a (position, channel, credit, row)
	where a.position <> (select array_agg(i order by i * 7919 % 5 desc, i) from generate_series(1, 1000) i)[a.row]$$,
	'in a long path too');
select is_empty($$with touch as (select i, 'c' || i as channel, timestamptz '2026-01-01 00:00+00' + i * i * interval '1 hour' as at from generate_series(1, 30) i),
		shuffled as (select s, array_agg(channel order by md5(i::text || s)) as path, array_agg(at order by md5(i::text || s)) as at
			from touch, generate_series(0, 20) s group by s),
		result as (select s, model, string_agg(channel || ':' || credit, ' ' order by row) as credits
			from shuffled, (select model from model_name where model <> 'w_shaped') m,
				rows from (attribution(path, model, 100, at, half_life => interval '7 days')) with ordinality as a (position, channel, credit, row)
			group by 1, 2)
	select model from result group by model having count(distinct credits) <> 1 or count(*) <> 21$$,
	'with distinct times the order of the arrays does not matter');
select is(pg_temp.credits('[-3:-1]={a,b,c}', 'last', 1, ('[7:9]=' || pg_temp.hours(1, 2, 3)::text)::timestamptz[]), '1:0 2:0 3:1',
	'positions count from 1 whatever the subscripts');
select is(pg_temp.credits('{a,b,c,d}', 'last', 1, pg_temp.hours(1, 2, 3, 4), timestamptz '2026-01-01 02:00+00'), '1:0 2:1',
	'a touch at the conversion counts, one after it gets nothing and has no row');
select is(pg_temp.credits('{a,b,c,d}', 'first', 1, pg_temp.hours(1, 2, 3, 4), timestamptz '2026-01-01 04:00+00', lookback => '2 hours'), '2:1 3:0 4:0',
	'a touch exactly lookback before the conversion counts, an earlier one does not');
select is(pg_temp.credits('{a,b,c,d}', 'first', 1, pg_temp.hours(1, 2, 3, 4), timestamptz '2026-01-01 04:00+00', lookback => '01:59:59.999999'), '3:1 4:0',
	'to the microsecond');
select is(pg_temp.credits('{a,b,c}', 'linear', 4, pg_temp.hours(1, 200, 900), timestamptz '2026-01-09 08:00+00', lookback => '8 days'), '2:4',
	'the credits of the touches that are left sum to the value');
select is(pg_temp.credits('{a,b,c,d,e}', 'w_shaped', 10, pg_temp.hours(1, 2, 3, 4, 5), timestamptz '2026-01-01 05:00+00',
		lead_position => 3, opportunity_position => 4, lookback => '3 hours'), '2:3 3:3 4:3 5:1',
	'w_shaped: the first touch is the first that counts');
select is(pg_temp.credits('{a,b,c,d}', 'w_shaped', 7, pg_temp.hours(1, 2, 3, 4), timestamptz '2026-01-01 04:00+00',
		lead_position => 1, opportunity_position => 3, lookback => '2 hours'), '2:3 3:3 4:1',
	'a lead touch that is dropped leaves its part to the rest in proportion');
select is(pg_temp.credits('{a,b}', 'w_shaped', 7, pg_temp.hours(4, 2), lead_position => 1, opportunity_position => 2), '2:4.6666666666666667 1:2.3333333333333333',
	'positions are those of path, not of the order by time');

-- Ages beyond any half-life
select is(pg_temp.credits('{a,b,c}', 'time_decay', 8, array[timestamptz '4713-01-01 BC', '294276-12-31 23:59:59', '294276-12-31 23:59:58'],
		half_life => '0.000001'), '1:0 3:0 2:8', 'from the first to the last instant in half-lives of a microsecond');
select is(pg_temp.credits('{a,b}', 'time_decay', 3, array[timestamptz '4713-01-01 00:00:00.000001 BC', '4713-01-01 BC'],
		timestamptz '294276-12-31 23:59:59', half_life => '0.000001'), '2:1 1:2', 'weights keep their ratio however far the conversion is');
select is(pg_temp.credits('{a,b}', 'time_decay', 1, array[timestamptz '4713-01-01 BC', '294276-12-31'], timestamptz '294276-12-31', '106751991 days',
		lookback => '106751991 days'), '2:1', 'the longest lookback does not reach from end to end');
select is((select count(*)::int || ' ' || sum(credit) || ' ' || count(distinct credit)
		from attribution(pg_temp.path(5), 'time_decay', 1, array_fill(timestamptz '2026-01-01', array[5]), half_life => '106751991 days')),
	'5 1.0 1', 'touches of one time are equal');

-- Comparing models in one query: a model looks at its own arguments only.
select is((select string_agg(model || ' ' || (select string_agg(trim_scale(round(credit, 3))::text, ',') from attribution(
			array['a', 'b', 'c', 'd'], model, 10, pg_temp.hours(0, 24, 48, 72), half_life => '24 hours', lead_position => 2, opportunity_position => 3)), '; ')
		from model_name),
	'first 10,0,0,0; last 0,0,0,10; linear 2.5,2.5,2.5,2.5; position 4,1,1,4; w_shaped 3,3,3,1; time_decay 0.667,1.333,2.667,5.333',
	'all models in one query');
select is(pg_temp.credits('{a,b}', 'linear', 1, half_life => '1 month', lead_position => 99), '1:0.5 2:0.5', 'arguments of another model are not looked at');

-- ---------------------------------------------------------------------------
-- Errors
-- ---------------------------------------------------------------------------

select throws_ok($$select attribution('{a}', 'First')$$, '22023',
	'attribution model "First" is not known, it must be first, last, linear, position, w_shaped or time_decay', 'an unknown model, and which there are');
select throws_ok($$select attribution('{a}', 'x' || repeat('ä', 100))$$, '22023',
	'attribution model "x' || repeat('ä', 31) || '..." is not known, it must be first, last, linear, position, w_shaped or time_decay', 'a long one is cut between two characters');
select throws_ok($$select attribution(null, 'markov')$$, '22023', null, 'also without a path');
select throws_ok($$select attribution('{a}', null)$$, '22004', 'model must not be null', 'no model');
select throws_ok($$select attribution('{a,null}', 'linear')$$, '22004', 'path must not contain nulls, but has one at position 2', 'a touch without a channel');
select throws_ok($$select attribution('{{a,b},{c,d}}', 'linear')$$, '2202E', 'path must be a one-dimensional array', 'a path of two dimensions');
create function pg_temp.sqlstates(variadic arguments text[]) returns text language plpgsql as $f$
declare
	argument text;
	result text := '';
begin
	foreach argument in array arguments loop
		begin
			execute 'select attribution(' || argument || ')';
			result := result || ' ok';
		exception when others then
			result := result || ' ' || sqlstate;
		end;
	end loop;
	return ltrim(result);
end
$f$;
select is(pg_temp.sqlstates($$'{a}', 'first', 'NaN'$$, $$'{a}', 'first', 'Infinity'$$, $$'{a}', 'first', '-Infinity'$$), '22003 22003 22003',
	'a value that is no amount');
select is(pg_temp.sqlstates($$'{a}', 'linear', 1e131071$$, $$'{a}', 'linear', -1e131056$$, $$'{a}', 'linear', 1e131055$$), '22003 22003 ok',
	'a value that a numeric cannot hold with 16 more decimals');
select is((select sum(credit) from attribution('{a,b,c}', 'position', -1e131055)), -1e131055, 'the largest that it can is divided exactly');
select is(pg_temp.sqlstates($$'{a,b}', 'first', at => '{2026-01-01}'$$, $$'{a}', 'first', at => '{}'$$, $$'{}', 'first', at => '{2026-01-01}'$$,
		$$'{a}', 'first', at => '{2026-01-01,2026-01-02}'$$), '22023 22023 22023 22023', 'as many times as touches');
select is(pg_temp.sqlstates($$'{a}', 'first', at => '{null}'$$, $$'{a}', 'first', at => '{{2026-01-01}}'$$, $$'{a}', 'first', at => '{infinity}'$$,
		$$'{a}', 'first', at => '{-infinity}'$$, $$'{a}', 'first', at => '{2026-01-01}', converted_at => 'infinity'$$), '22004 2202E 22008 22008 22008',
	'times that are none');
select is(pg_temp.sqlstates($$'{a}', 'time_decay', at => '{2026-01-01}'$$, $$'{a}', 'time_decay', half_life => '1 day'$$,
		$$'{a}', 'time_decay', at => '{2026-01-01}', half_life => '1 day'$$), '22004 22004 ok', 'time_decay needs times and a half-life');
select is(pg_temp.sqlstates(variadic array(select format($$'{a}', 'time_decay', at => '{2026-01-01}', half_life => %L$$, h)
		from unnest(array['1 month', '1 year', '0', '-1 day', '1 day -24 hours', '106751992 days', '1 microsecond']) h)),
	'22023 22023 22023 22023 22023 22023 ok', 'a half-life of fixed length and positive');
select is(pg_temp.sqlstates($$'{a,b}', 'w_shaped'$$, $$'{a,b}', 'w_shaped', lead_position => 1$$, $$'{a,b}', 'w_shaped', opportunity_position => 1$$,
		$$'{a,b}', 'w_shaped', lead_position => 0, opportunity_position => 1$$, $$'{a,b}', 'w_shaped', lead_position => 1, opportunity_position => 3$$,
		$$'{a,b}', 'w_shaped', lead_position => -1, opportunity_position => 1$$), '22004 22004 22004 22023 22023 22023', 'w_shaped needs positions in the path');
select is(pg_temp.sqlstates($$'{a}', 'first', lookback => '1 day'$$, $$'{a}', 'first', at => '{2026-01-01}', lookback => '1 day'$$,
		$$'{a}', 'first', converted_at => '2026-01-01', lookback => '1 day'$$, $$'{a}', 'first', converted_at => '2026-01-01'$$,
		$$'{a}', 'first', at => '{2026-01-01}', converted_at => '2026-01-01', lookback => '1 month'$$,
		$$'{a}', 'first', at => '{2026-01-01}', converted_at => '2026-01-01', lookback => '0'$$), '22004 22004 22004 22004 22023 22023',
	'a lookback needs times, a conversion and a fixed length; a conversion needs times');
select throws_ok($$select count(*) from attribution(array_fill('a'::text, array[100001]), 'linear')$$, '54000',
	'path has 100001 touches, it must have at most 100000', 'a path may be long, not endless');
select results_eq($$select model, count(*), sum(credit) from model_name, attribution(pg_temp.path(100000), model, 1234567.89,
			array(select timestamptz '2026-01-01 00:00+00' + (i * 7919::bigint % 100003) * interval '1 minute' from generate_series(1, 100000) i),
			timestamptz '2027-01-01', interval '7 days', 17, 4711) group by model order by model$$,
	$$select model, 100000::bigint, 1234567.89 from model_name order by model$$, 'the longest path in every model');

-- Arguments of all kinds together: the credits sum to the value, or it is a clean error.
create temp table hostile_case as
select *
from unnest(array[null, '{}', '{a}', '{a,b,c}', '{null}', '{{a},{b}}']::text[]) path,
	unnest(array['linear', 'position', 'w_shaped', 'time_decay', 'last', '', null]) model,
	unnest(array[1, -0.07, 0, 1e40, 'NaN', null]::numeric[]) value,
	unnest(array[null, '{}', '{2026-01-01 00:00+00}', '{294276-12-31 00:00+00,4713-01-01 00:00+00 BC,2026-01-01 00:00+00}', '{null}', '{infinity}']::text[]) at,
	unnest(array[null, '2026-01-01 00:00+00', '294276-12-31 23:59+00', '-infinity']::timestamptz[]) converted_at,
	unnest(array[null, '1 day', '1 microsecond', '106751991 days', '-1 day', '1 month']::interval[]) half_life,
	unnest(array[null, 1, 3, 2147483647, -2147483648]::int[]) lead_position,
	unnest(array[null, 1, 2, 0]::int[]) opportunity_position,
	unnest(array[null, '1 day', '106751991 days', '0']::interval[]) lookback
where hashtext(concat_ws('|', path, model, value, at, converted_at, half_life, lead_position, opportunity_position, lookback)) % 100 = 0;
create function pg_temp.hostile_outcome(c hostile_case) returns text language plpgsql as $$
declare
	total numeric;
	n int;
begin
	select sum(credit), count(*) into total, n
	from attribution(c.path::text[], c.model, c.value, c.at::timestamptz[], c.converted_at, c.half_life, c.lead_position, c.opportunity_position, c.lookback);
	return case when n = 0 then 'no rows' when total is not distinct from c.value then 'sums' else 'lost' end;
exception when others then
	return sqlstate;
end
$$;
create temp table hostile_result as
select c.*, pg_temp.hostile_outcome(c) as outcome from hostile_case c;
select set_eq('select outcome from hostile_result', array['sums', 'no rows', '22003', '22004', '22008', '22023', '2202E'],
	'any arguments give credits that sum to the value, no rows or a clean error');
select cmp_ok((select count(*) from hostile_result where outcome = 'sums'), '>', 50::bigint, 'credits in enough cases');
select is_empty($$select * from hostile_result where path is null and model <> '' and outcome <> 'no rows'$$, 'without a path nothing else is looked at');

create function pg_temp.is_cancelled(query text) returns boolean language plpgsql as $$
begin
	execute query;
	return false;
exception when query_canceled then
	return true;
end
$$;
set statement_timeout = '200ms';
select ok(pg_temp.is_cancelled($$select count(*) from attribution(array_fill('a'::text, array[100000]), 'linear', 1e30000 / 7)$$), 'long work can be cancelled');
set statement_timeout = '120s';

-- ---------------------------------------------------------------------------
-- Account-level paths, as in docs/attribution.md
-- ---------------------------------------------------------------------------

create temp table contact (contact_id int, account_id text);
create temp table touch (touch_id int, contact_id int, occurred_at timestamptz, channel text);
create temp table opportunity (opportunity_id int, account_id text, is_won boolean, amount numeric, closed_at timestamptz);
insert into contact values (1, 'acme'), (2, 'acme'), (3, 'bolt'), (4, 'coda'), (5, null);
insert into touch values
	(1, 1, '2026-02-01 10:00+00', 'ads'),		-- more than 30 days before
	(2, 1, '2026-03-05 10:00+00', 'ads'),
	(3, 2, '2026-03-10 10:00+00', 'event'),
	(4, 2, '2026-03-20 10:00+00', null),
	(5, 1, '2026-03-30 10:00+00', 'email'),
	(6, 1, '2026-04-01 10:00+00', 'web'),		-- after the first opportunity closed
	(7, 3, '2026-01-02 10:00+00', 'web'),
	(8, 4, '2026-03-02 10:00+00', 'email'),
	(9, 5, '2026-03-02 10:00+00', 'web');
insert into opportunity values
	(1, 'acme', true, 1000, '2026-03-31 12:00+00'), (2, 'acme', true, 500.50, '2026-04-15 12:00+00'), (3, 'bolt', true, 300, '2026-03-15 12:00+00'),
	(4, 'coda', false, 900, '2026-03-15 12:00+00'), (5, 'dune', true, 200, '2026-03-15 12:00+00'), (6, 'acme', null, 50, null);

create temp view won_path as
select o.opportunity_id, o.amount, o.closed_at,
	array_agg(coalesce(t.channel, '(none)') order by t.occurred_at, t.touch_id) filter (where t.touch_id is not null) as path,
	array_agg(t.occurred_at order by t.occurred_at, t.touch_id) filter (where t.touch_id is not null) as at
from opportunity o
	left join contact c on c.account_id = o.account_id
	left join touch t on t.contact_id = c.contact_id and t.occurred_at between o.closed_at - interval '30 days' and o.closed_at
where o.is_won
group by o.opportunity_id, o.amount, o.closed_at;
create temp view credited as
select p.opportunity_id, p.amount, m.model, a.position, a.channel, a.credit
from won_path p
	cross join unnest(array['first', 'last', 'linear', 'position', 'time_decay']) as m (model)
	left join lateral attribution(p.path, m.model, p.amount, p.at, p.closed_at, half_life => '7 days', lookback => '30 days') a on true;
select results_eq($$select coalesce(channel, 'untouched'), sum(coalesce(credit, amount)) from credited where model = 'position' group by channel order by 1$$,
	-- 1000: ads 400, event 100, none 100, email 400; 500.50: none 200.20, email 100.10, web 200.20
	$$values ('(none)', 300.2), ('ads', 400), ('email', 500.1), ('event', 100), ('untouched', 500), ('web', 200.2)$$,
	'credit per channel over all contacts of an account, and what no touch led to');
select results_eq($$select model, sum(credit) + coalesce(sum(amount) filter (where position is null), 0) from credited group by model order by model$$,
	$$select model, (select sum(amount) from opportunity where is_won) from unnest(array['first', 'last', 'linear', 'position', 'time_decay']) model order by model$$,
	'credits and untouched value sum to what was won, in every model');
select set_eq($$select opportunity_id from credited where position is null$$, array[3, 5], 'conversions without a touch are found by the left join');
select * from finish();
