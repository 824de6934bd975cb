-- Hostile matrix: every aggregate over no rows, rows of NULLs, one row and
-- values at and beyond the ends of their types, serial and parallel; every
-- function over a cross product of edge values.  Each call must end in a value
-- or in a clean error, and no NaN or infinity may come out.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
\set samples :srcdir '/include/samples.sql'
\i :samples
set statement_timeout = '120s';
select plan(17);

select is_empty('select signature, names from sample_aggregate where n_missing > 0',
	'there are sample values for every argument of every aggregate');

-- What an aggregate says where it has nothing to say.
create temp table nothing as
select signature, call, case when is_summary then identity::text when name in ('weighted_forecast', 'window_funnel') then '0' else '(null)' end as expected
from sample_aggregate;
create function pg_temp.not_nothing(template text) returns table (signature text, value text) language plpgsql as $$
declare
	n record;
begin
	for n in select * from nothing loop
		signature := n.signature;
		value := pg_temp.outcome(format(template, n.call));
		if value is distinct from n.expected then
			return next;
		end if;
	end loop;
end
$$;

-- The same over a row of NULLs, per argument: NULL in a value is no row, NULL
-- in a group constant is an error, but for an as_of, which is then none.
create temp table with_null as
select a.signature, a.state, a.is_summary, a.identity::text as identity, n.name,
	format('%s(%s)', a.name, (select string_agg(concat(a.prefixes[v.n], case when v.n = n.n then format('null::%s', a.types[v.n]) else v.value end), ', ' order by v.n)
		from unnest(a.vals) with ordinality as v (value, n))) as call
from sample_aggregate a
	cross join lateral unnest(a.names) with ordinality as n (name, n);
create function pg_temp.null_outcome(call text) returns text language sql as $$
	select pg_temp.outcome('select (' || call || ')::text from sample_row')
$$;

create temp table edge (type text, value text);
insert into edge values
	('boolean', 'true'), ('boolean', 'false'),
	('integer', '0'), ('integer', '-1'), ('integer', '11'), ('integer', '2147483647'), ('integer', '-2147483648'),
	('numeric', '0'), ('numeric', '-1'), ('numeric', '8.5'), ('numeric', 'NaN'), ('numeric', 'Infinity'), ('numeric', '-Infinity'),
	('numeric', '9223372036854775808'), ('numeric', '1e-300'), ('numeric', '1e300'), ('numeric', '8.00000000000000000000000001'),
	('double precision', '0'), ('double precision', '-0'), ('double precision', '0.5'), ('double precision', '1'), ('double precision', '8.5'),
	('double precision', 'NaN'), ('double precision', 'Infinity'), ('double precision', '-Infinity'),
	('double precision', '1.7976931348623157e308'), ('double precision', '-1.7976931348623157e308'), ('double precision', '5e-324'),
	('double precision', '0.99999999999999989'), ('double precision', '-1'), ('double precision', '1e15'),
	('text', ''), ('text', 'x'), ('text', repeat('é', 1000)),
	('date', '-infinity'), ('date', 'infinity'), ('date', '4713-01-01 BC'), ('date', '5874897-12-31'), ('date', '2026-02-01'),
	('timestamp without time zone', '-infinity'), ('timestamp without time zone', 'infinity'),
	('timestamp without time zone', '4713-01-01 00:00:00 BC'), ('timestamp without time zone', '294276-12-31 23:59:59.999999'), ('timestamp without time zone', '2026-02-01'),
	('timestamp with time zone', '-infinity'), ('timestamp with time zone', 'infinity'),
	('timestamp with time zone', '4713-01-01 00:00:00+00 BC'), ('timestamp with time zone', '294276-12-31 23:59:59.999999+00'), ('timestamp with time zone', '2026-02-01 00:00+00'),
	('interval', '0'), ('interval', '-1 day'), ('interval', '1 month'), ('interval', '1 microsecond'), ('interval', '100000000 days'),
	('interval', '2147483647 days 9223372036854775807 microseconds'), ('interval', '1 day -24 hours'),
	('bigint', '0'), ('bigint', '-1'), ('bigint', '3'), ('bigint', '9223372036854775807'), ('bigint', '-9223372036854775808'),
	('text', ''), ('text', 'UTC'), ('text', 'Europe/Berlin'), ('text', 'nowhere'), ('text', repeat('x', 1000)),
	('time without time zone', '00:00'), ('time without time zone', '24:00'), ('time without time zone', '09:00'), ('time without time zone', '17:00'),
	('double precision[]', '{}'), ('double precision[]', '{NULL}'), ('double precision[]', '{0}'), ('double precision[]', '{70,40}'), ('double precision[]', '{40,70}'),
	('double precision[]', '{NaN,1}'), ('double precision[]', '{Infinity,1}'), ('double precision[]', '{-1}'), ('double precision[]', '{{1,2},{3,4}}'),
	('double precision[]', '{1.7976931348623157e308,1.7976931348623157e308}'), ('double precision[]', '{5e-324,5e-324}'), ('double precision[]', '{100,NULL}'),
	('double precision[]', '{26,25,24,23,22,21,20,19,18,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1}'),
	('integer[]', '{}'), ('integer[]', '{NULL}'), ('integer[]', '{1,2,3,4,5}'), ('integer[]', '{0}'), ('integer[]', '{7,7}'), ('integer[]', '{{1,2},{3,4}}'),
	('date[]', '{}'), ('date[]', '{NULL}'), ('date[]', '{2026-02-02,2026-02-02}'), ('date[]', '{infinity}'), ('date[]', '{5874897-12-31}'), ('date[]', '{{2026-01-01,2026-01-02}}'),
	('text', ''), ('text', 'linear'), ('text', 'w_shaped'), ('text', 'time_decay'),
	('text[]', '{}'), ('text[]', '{NULL}'), ('text[]', '{a}'), ('text[]', '{a,b,c}'), ('text[]', '{{a,b},{c,d}}'),
	('timestamp with time zone[]', '{}'), ('timestamp with time zone[]', '{NULL}'), ('timestamp with time zone[]', '{infinity}'),
	('timestamp with time zone[]', '{2026-02-01 00:00+00}'), ('timestamp with time zone[]', '{294276-12-31 00:00+00,4713-01-01 00:00+00 BC,2026-02-01 00:00+00}'),
	('double precision[]', '{}'), ('double precision[]', '{NULL}'), ('double precision[]', '{0}'), ('double precision[]', '{1,NULL,-0,5e-324}'),
	('double precision[]', '{NaN,1}'), ('double precision[]', '{Infinity}'), ('double precision[]', '{-1.7976931348623157e308,1.7976931348623157e308}'),
	('double precision[]', '{{1,2},{3,4}}'),
	('numeric[]', '{}'), ('numeric[]', '{NULL}'), ('numeric[]', '{0}'), ('numeric[]', '{1,2}'), ('numeric[]', '{NaN,1}'), ('numeric[]', '{-1}'),
	('numeric[]', '{{1,2},{3,4}}'), ('numeric[]', '{9223372036854775807,1}'), ('numeric[]', '{0,0,0,0,0,0,0,0,0,0,9223372036854775807}');
insert into edge values
	('text', 'default'), ('text', 'strict_order'), ('text', ' strict_increase ,strict_deduplication, strict_order'), ('text', 'strict'),
	('text', ','), ('text', 'Strict_Order'), ('text', repeat('strict_order,', 1000)),
	('boolean[]', '{}'), ('boolean[]', '{NULL}'), ('boolean[]', '{t}'), ('boolean[]', '{t,NULL,t,f,t}'), ('boolean[]', '[-3:1]={f,t,f,NULL,NULL}'),
	('boolean[]', '{{t,f},{f,t}}'), ('boolean[]', array_fill(true, array[32])::text), ('boolean[]', array_fill(true, array[33])::text);
insert into edge select distinct state, literal from sample_state where label ~ 'identity|part 0|part 2';
insert into edge values
	('rate_summary', '(0,9223372036854775807)'), ('rate_summary', '(9223372036854775807,9223372036854775807)'), ('rate_summary', '(0,1)'),
	('nps_summary', '(9223372036854775807,0,0,0,0,0,0,0,0,0,0)'), ('nps_summary', '1..3(0,0,1)'), ('nps_summary', '(0,0,0,0,0,0,0,0,0,0,1)'),
	('duration_summary', '(86400000000,none,0,0,9223372036854775807)'), ('duration_summary', '(86400000000,l0,0,0,1;0:1:9223372036854775805)'),
	('duration_summary', '(1,z0,9223372036854775806,42535295865117307914475081855261474818,0;4611686018427387903:2:1)'),
	('deal_summary', '(9223372036854775807,0,0,4294967295,0,0,0,0,0,0,0,0)'), ('deal_summary', '(2,0,0,0,0,0,-1,0,0,100000000,0,2)'),
	('deal_summary', '(0,9223372036854775807,9223372036854775807,0,4294967295,5,0,-85070591730234615865843651857942052863,85070591730234615865843651857942052863,0,0,0)'),
	('deal_summary', '(0,1,0,0,0,0,0,85070591730234615865843651857942052864,0,0,0,0)'), ('deal_summary', '(1,0,0,0,0,5,1,0,0,0,9223372036854775807,0;106751991:1)'),
	('deal_summary', '(9223372036854775807,0,0,0,0,0,0,0,0,1461501637330902918203684832716283019655932542975,86399999999,9223372036854775806;0:1)'),
	('forecast_summary', '(9223372036854775807,0,0,8000000000000000000000000000000000.00000001,0)'), ('forecast_summary', '(1,9223372036854775807,1,-0.5,0.25)'),
	('touch_summary', '(z;-211813488000000000:-5:61,9223371331199999999:1000000000000000:62)'), ('touch_summary', '(l;0:5,0:5:,1:1e-300:61,2:8:61)'),
	('journey_summary', '(9223372036854775807,z,0,32;-211813488000000000:1:0,9223371331199999999:4294967294:0)'),
	('journey_summary', '(1,l,7,32;0:0:0,0:4294967295:4294967295)'), ('journey_summary', '(1,l,2,1)'),
	('funnel_summary', '(1;9223372036854775807,0)'), ('funnel_summary', '(1;0,9223372036854775807)'), ('funnel_summary', '(32' || replace(repeat(';0', 32), '0;', '0,') || ',7)'),
	('path_summary', '(0,9223372036854775807,85070591730234615865843651857942052864;61:85070591730234615865843651857942052864;0:c:9223372036854775807,s:0:9223372036854775807;0:1:85070591730234615865843651857942052864)'),
	('path_summary', '(5,1,1;:7,c3a9:0;0:1:4611686018427387903,0:c:1,1:0:4611686018427387903,s:0:1;0:2:7,1:2:7)'), ('path_summary', '(0,0,0;61:0;0:n:1,s:0:1;)'),
	('lead_model_summary', '(9223372036854775807)'), ('lead_model_summary', '(0;-1e+100:9223372036854775806:0;1e+100:0:1)'), ('lead_model_summary', '(0;0:1:0;5e-324:0:1)'),
	('lead_model_summary', '(0;0,0,0:1:1;0,0,1:1:0;0,1,0:3:1)'), ('lead_model_summary', '(0;0:4611686018427387902:1;1:1:4611686018427387902)'), ('lead_model_summary', '(0;0:1:1;5e-324:2:1)'),
	('prediction_summary', '(9223372036854775807)'), ('prediction_summary', '(0;-1.7976931348623157e+308:9223372036854775806:0;1.7976931348623157e+308:0:1)'),
	('prediction_summary', '(0;0:4611686018427387903:4611686018427387903)'), ('prediction_summary', '(0;0:1:1;1:1:1)'), ('prediction_summary', '(0;5e-324:1:0;0.9999999999999999:0:1)'),
	('lead_model', '("{0}","{1}",-1,-2,t,converged,2,1)'), ('lead_model', '("{-800,1e100}","{1,0}",-1,-2,t,converged,2,1)'), ('lead_model', '("{1e308,1e308,-1e308}","{1e-320,0,1}",,,,,,)'),
	('lead_model', '(,,,,f,separated,2,1)'), ('lead_model', '("{}",,,,,,,)'), ('lead_model', '("{NaN,Infinity}","{NaN,1}",,,,,,)'), ('lead_model', '("{NULL,1}","{1,NULL}",,,,,,)'), ('lead_model', '("{1,1}","{1,1,1}",,,,,,)'),
	('score_summary', '(1,z9223371331199999999,1,1000000000000000,0)'), ('score_summary', '(9223372036854775807,l-211813488000000000,2,-1e-300,0)');

-- Aggregates with one argument replaced by each edge value of its type.
create temp table edge_call as
select a.signature, e.value as edge, n.name,
	format('%s(%s)', a.name, (select string_agg(concat(a.prefixes[v.n], case when v.n = n.n then format('%L::%s', e.value, a.types[v.n]) else v.value end), ', ' order by v.n)
		from unnest(a.vals) with ordinality as v (value, n))) as call
from sample_aggregate a
	cross join lateral unnest(a.names) with ordinality as n (name, n)
	join edge e on e.type = a.types[n.n];

-- Plain functions over all combinations of edge values and NULL.
create temp table function_call as
with recursive argument as (
	select f.oid, f.proname, f.proretset, f.pronargs, 0 as n, '' as arguments
	from member_function f
	where f.prokind = 'f' and f.proname !~ '_(in|out|recv)$'
	union all
	select a.oid, a.proname, a.proretset, a.pronargs, a.n + 1, a.arguments || case when a.n > 0 then ', ' else '' end || e.value
	from argument a
		join pg_proc p on p.oid = a.oid
		join (select type, format('%L::%s', value, type) as value from edge
			union all
			select distinct type, format('null::%s', type) from edge) e
			on e.type = format_type(p.proargtypes[a.n], null)
	where a.n < a.pronargs
		-- all pairs of two; of more arguments a fixed tenth each
		and (a.n < 2 or hashtext(a.arguments || e.value) % 10 = 0)
)
select proname::text as name, format('select (%s%s(%s))::text%s', '', proname, arguments, '') as call
from argument
where n = pronargs;

-- Errors that a user may get; anything else is a bug.
create function pg_temp.is_clean(outcome text) returns boolean language sql as $$
	select outcome !~ '(NaN|Infinity)'
		and (outcome !~ '^error' or outcome ~ '^error (22003|22004|22008|22023|2202E|22P02|54000)$')
$$;

create function pg_temp.check_all() returns setof text language plpgsql as $$
begin
	return next is_empty($q$select * from pg_temp.not_nothing('select (%s)::text from sample_row where false')$q$,
		'no rows give NULL, or the initial value');
	return next is_empty($q$select * from pg_temp.not_nothing('select (%s filter (where i < 0))::text from sample_row')$q$,
		'and so does a FILTER that leaves nothing');
	return next is_empty($q$select signature, name, value from (select *, pg_temp.null_outcome(call) as value from with_null) w
		where value is distinct from case
			when name in ('half_life', 'resolution', 'scale_max', 'within', 'mode', 'steps', 'n_steps') then 'error 22004'
			when name = 'as_of' then case when signature ~ '^lead_score' then 'error 22004' else value end
			-- a NULL in a deal is an open deal, an unknown amount or no cycle
			-- and a NULL revenue is that of no customer
			when state in ('deal_summary', 'revenue_summary') then value
			-- a conversion without a path is untouched, one without a value counts
			when state = 'path_summary' and name in ('path', 'value') then value
			-- a lead of known outcome that has no features, or no score, is counted
			when name = 'features' or signature ~ '^prediction_agg' and name = 'predicted' then value
			-- a deal without an amount is counted
			when signature ~ '^forecast_agg' then value
			when name = 'ended' and signature ~ ',.*,' or name = 'person' then value
			when is_summary then identity
			when signature ~ '^(weighted_forecast|window_funnel)\(' then '0'
			else '(null)' end
			or value like 'error%' and name not in ('half_life', 'resolution', 'scale_max', 'as_of', 'within', 'mode', 'steps', 'n_steps')$q$,
		'a column of NULLs is no row, and a NULL group constant an error');
	return next is_empty($q$select signature, name, edge, value from (
			select *, pg_temp.outcome('select (' || call || ')::text from sample_row where i <= 200') as value from edge_call) e
		where not pg_temp.is_clean(value)$q$,
		'edge values give a value or a clean error');
	return next is_empty($q$select signature, value from (
			select signature, pg_temp.outcome('select (' || call || ')::text from sample_row where i = 3') as value from sample_aggregate) e
		-- but an area under a curve, which needs both outcomes
		where value like 'error%' or (value = '(null)') <> (signature ~ '^auc')$q$,
		'one row gives a value');
end
$$;
select * from pg_temp.check_all();
set parallel_setup_cost = 0;
set parallel_tuple_cost = 0;
set min_parallel_table_scan_size = 0;
set max_parallel_workers_per_gather = 2;
select * from pg_temp.check_all();
set parallel_leader_participation = off;
select is_empty($$select signature, value from (
		select signature, pg_temp.outcome('select string_agg(v, '' '') from (select part, (' || call || ')::text as v from sample_row group by part) p') as value
		from sample_aggregate) e
	where value is null or value like 'error%'$$,
	'workers without a row of a group do no harm');
reset all;
set client_min_messages = warning;

select cmp_ok((select count(*) from edge_call), '>=', 500::bigint, 'aggregates meet enough edge values');
select is_empty($$select distinct proname from member_function f where prokind = 'f' and proname !~ '_(in|out|recv)$'
	and not exists (select from function_call c where c.name = f.proname)$$,
	'every function is called');
select cmp_ok((select count(*) from function_call), '>=', 10000::bigint, 'with enough combinations of edge values');
select is_empty($$select call, value from (select *, pg_temp.outcome(call) as value from function_call) c
	where not pg_temp.is_clean(value) limit 20$$,
	'every function gives a value or a clean error');
select is_empty($$select call, value from (select *, pg_temp.outcome(call) as value from function_call where call ~ '[(, ]null::' and name !~ '_(accum|discard)$|^(survival_curve|attribution)$') c
	where value <> '(null)' limit 20$$,
	'and NULL for NULL');
select * from finish();
drop table sample_row;
