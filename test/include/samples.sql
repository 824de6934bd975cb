-- Rows for the suites that call every aggregate of the extension.
--
-- A call is put together from the aggregate's argument names: sample_argument
-- gives, per name and type, an expression over the columns of sample_row.  An
-- aggregate with an argument that is not listed here fails the first test of
-- each suite, so that none can be added without being covered.

-- Three parts of very different size, and one row in twenty without a value.
-- A plain table, because temporary ones are not read by parallel workers.
create table sample_row as
select i,
	case when i <= 3 then 0 when i <= 500 then 1 else 2 end as part,
	i % 20 = 0 as is_missing
from generate_series(1, 1200) as i;
alter table sample_row set (parallel_workers = 2);
analyze sample_row;

create temp table sample_argument (name text, type text, value text, primary key (name, type));
insert into sample_argument values
	('is_hit', 'boolean', 'case when not is_missing then i % 3 = 0 end'),
	('is_won', 'boolean', 'case when not is_missing then i % 3 = 0 end'),
	('is_converted', 'boolean', 'case when not is_missing then i % 3 = 0 end'),
	('score', 'integer', 'case when not is_missing then 1 + i * 7 % 5 end'),
	('score', 'numeric', '(case when not is_missing then 1 + i * 7 % 5 end)::numeric'),
	('score', 'double precision', '(case when not is_missing then 1 + i * 7 % 5 end)::float8'),
	('scale_max', 'integer', '5'),
	('amount', 'numeric', 'case when i % 11 <> 0 then (i * 37 % 1000)::numeric / 8 end'),
	('revenue_before', 'numeric', 'case when i % 5 <> 0 then (i * 37 % 1000)::numeric / 8 end'),
	('revenue_now', 'numeric', 'case when i % 4 <> 0 then (i * case when i % 3 = 0 then 37 else 53 end % 1000)::numeric / 8 end'),
	('is_reactivated', 'boolean', 'case when not is_missing then i % 2 = 0 end'),
	('was_customer', 'boolean', 'case when not is_missing then i % 5 <> 0 end'),
	('is_customer', 'boolean', 'case when not is_missing then i % 4 <> 0 end'),
	-- points and times for which the decayed sum is exact in any order
	('points', 'double precision', 'case when not is_missing then i % 9 - 2 end'),
	('occurred_at', 'timestamp with time zone', 'timestamptz ''2026-03-01 00:00+00'' - i % 8 * interval ''168 hours'''),
	('occurred_at', 'timestamp without time zone', 'timestamp ''2026-03-01'' - i % 8 * interval ''168 hours'''),
	('occurred_at', 'date', 'date ''2026-03-01'' - i % 8 * 7'),
	('person', 'text', 'case when i % 11 > 0 then ''p'' || i % 13 end'),
	('half_life', 'interval', 'interval ''7 days'''),
	('probability', 'double precision', '(i % 11)::float8 / 10'),
	('predicted', 'double precision', 'case when i % 13 > 0 then (1 + i % 9)::float8 / 10 end'),
	('as_of', 'timestamp with time zone', 'timestamptz ''2026-03-01 00:00+00'''),
	('as_of', 'timestamp without time zone', 'timestamp ''2026-03-01'''),
	('as_of', 'date', 'date ''2026-03-01'''),
	('resolution', 'interval', 'interval ''12 hours'''),
	('started', 'timestamp with time zone', 'timestamptz ''2026-01-01 09:30:00.25+00'' + i % 40 * interval ''1 day'''),
	('started', 'timestamp without time zone', 'timestamp ''2026-01-01 09:30:00.25'' + i % 40 * interval ''1 day'''),
	('started', 'date', 'date ''2026-01-01'' + i % 40'),
	('ended', 'timestamp with time zone', 'case when not is_missing then timestamptz ''2026-01-03 11:00+00'' + i * 37 % 113 * interval ''20 hours'' end'),
	('ended', 'timestamp without time zone', 'case when not is_missing then timestamp ''2026-01-03 11:00'' + i * 37 % 113 * interval ''20 hours'' end'),
	('ended', 'date', 'case when not is_missing then date ''2026-01-03'' + i * 37 % 113 end'),
	('within', 'interval', 'interval ''30 days'''),
	('mode', 'text', '''strict_order, strict_deduplication'''),
	('at', 'timestamp with time zone', 'case when not is_missing then timestamptz ''2026-01-01 09:30:00.25+00'' + i * 7 % 60 * interval ''10 hours'' end'),
	('at', 'timestamp without time zone', 'case when not is_missing then timestamp ''2026-01-01 09:30:00.25'' + i * 7 % 60 * interval ''10 hours'' end'),
	('at', 'date', 'case when not is_missing then date ''2026-01-01'' + i * 7 % 60 end'),
	('steps', 'boolean[]', 'array[i % 4 in (1, 3), i % 4 = 2, i % 7 = 3, null, i % 9 = 0]'),
	('level', 'integer', 'case when not is_missing then i * 7 % 5 end'),
	('n_steps', 'integer', '4'),
	-- channels that come and go, loops and repeats, and paths without a touch
	('path', 'text[]', 'case when i % 17 > 0 then string_to_array(substr(''abacddbeacbbfadéac'', 1 + i % 13, i % 6), null) end'),
	('converted', 'boolean', 'case when not is_missing then i % 3 = 0 end'),
	-- leads of which many are alike, and some that are not known well enough
	('features', 'double precision[]', 'case when i % 13 > 0 then array[i % 2, i % 5 / 4.0, nullif(i % 17, 0)] end'),
	('lead_count', 'bigint', 'case when i % 19 > 0 then i % 3 + i % 2 end'),
	('value', 'numeric', 'case when i % 11 <> 0 then (i * 37 % 1000)::numeric / 8 end');
insert into sample_argument
select replace(replace(name, 'started', 'opened'), 'ended', 'closed'), type, value
from sample_argument
where name in ('started', 'ended');

-- Each aggregate over rows, with its call and what it is made of.
create temp table sample_aggregate as
select f.oid, f.signature, f.proname::text as name,
	a.aggtranstype::regtype::text as state, a.agginitval as identity,
	a.aggcombinefn::regproc::text as combine,
	f.prorettype = a.aggtranstype as is_summary,
	a.aggmtransfn <> 0 as has_inverse, a.aggtransfn::regproc::text as accum, a.aggminvtransfn::regproc::text as discard,
	u.types, u.names, u.vals, u.prefixes, u.n_missing,
	format('%s(%s)', f.proname, (select string_agg(concat(p, v), ', ' order by n) from unnest(u.prefixes, u.vals) with ordinality as a (p, v, n))) as call
from member_function f
	join pg_aggregate a on a.aggfnoid = f.oid
	cross join lateral (
		select array_agg(format_type(t.oid, null) order by t.n) as types,
			array_agg(f.proargnames[t.n] order by t.n) as names,
			array_agg(s.value order by t.n) as vals,
			array_agg(case when f.provariadic <> 0 and t.n = f.pronargs then 'variadic ' end order by t.n) as prefixes,
			count(*) filter (where s.value is null) as n_missing
		from unnest(f.proargtypes::oid[]) with ordinality as t (oid, n)
			left join sample_argument s on s.name = f.proargnames[t.n] and s.type = format_type(t.oid, null)
	) u
where f.proname <> 'rollup';

-- Summaries of all kinds, with the expression that makes each.
create temp table sample_state (state text, label text, literal text, primary key (state, label));

create function pg_temp.fill_sample_states() returns void language plpgsql as $$
declare
	a record;
	part int;
	literal text;
begin
	for a in select * from sample_aggregate where is_summary and n_missing = 0 loop
		insert into sample_state values (a.state, 'identity', a.identity::text) on conflict do nothing;
		for part in 0..2 loop
			execute format('select %s::text from sample_row where part = %s', a.call, part) into literal;
			insert into sample_state values (a.state, a.signature || ' of part ' || part, literal);
		end loop;
	end loop;
end
$$;
select pg_temp.fill_sample_states() \g /dev/null

-- The value of a query, or the error it ends in.
create function pg_temp.outcome(query text) returns text language plpgsql as $$
declare
	result text;
begin
	execute query into result;
	return coalesce(result, '(null)');
exception when others then
	return 'error ' || sqlstate;
end
$$;
