-- Merge laws, for every aggregate and every state of the extension: a summary
-- of all rows is the same however the rows came together.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
\set samples :srcdir '/include/samples.sql'
\i :samples
select plan(20);

select is_empty('select signature, names from sample_aggregate where n_missing > 0',
	'there are sample values for every argument of every aggregate');
select cmp_ok((select count(*) from sample_aggregate), '>=', 47::bigint, 'the aggregates are found');
select cmp_ok((select count(distinct state || literal) from sample_state where label <> 'identity'), '>=', 36::bigint,
	'their summaries differ');

-- Aggregates for which two queries differ; %1$s is the call, %2$s the state,
-- %3$L the initial value, %4$s and %5$s are the transition and its inverse and
-- %6$s their arguments.
create function pg_temp.broken(only_summaries boolean, only_inverse boolean, left_query text, right_query text)
returns table (signature text, left_value text, right_value text) language plpgsql as $$
declare
	a record;
begin
	for a in select * from sample_aggregate s
		where (s.is_summary or not only_summaries) and (s.has_inverse or not only_inverse)
	loop
		signature := a.signature;
		execute format(left_query, a.call, a.state, a.identity, a.accum, a.discard, array_to_string(a.vals, ', ')) into left_value;
		execute format(right_query, a.call, a.state, a.identity, a.accum, a.discard, array_to_string(a.vals, ', ')) into right_value;
		if left_value is null or left_value is distinct from right_value then
			return next;
		end if;
	end loop;
end
$$;

select is_empty($$select * from pg_temp.broken(true, false,
	'select %s::text from sample_row',
	'select rollup(s)::text from (select %s as s from sample_row group by part) p')$$,
	'the rollup of three summaries is the summary of all rows');
select is_empty($$select * from pg_temp.broken(true, false,
	'select %s::text from sample_row',
	'select rollup(s)::text from (select %s as s from sample_row group by i) p')$$,
	'and so is the rollup of a summary per row');
select is_empty($$select * from pg_temp.broken(true, false,
	'select %s::text from sample_row',
	'select rollup(s)::text from (select rollup(s) as s from (select part, i %% 7 as k, %s as s from sample_row group by 1, 2) p group by k) q')$$,
	'and the rollup of rollups');
select is_empty($$select * from pg_temp.broken(false, false,
	'select (%s)::text from sample_row',
	'select %s::text from (select * from sample_row order by md5(i::text)) r')$$,
	'the order of the rows does not matter');

-- combine, called by hand on every pair and on triples of summaries
create temp view combine_function as
select distinct state, combine from sample_aggregate;
create function pg_temp.combine(state text, a text, b text) returns text language plpgsql as $$
declare
	result text;
begin
	execute format('select %s(%L::%s, %L::%s)::text',
		(select combine from combine_function c where c.state = $1), a, state, b, state) into result;
	return result;
exception when invalid_parameter_value then
	return 'group constants differ';
end
$$;
select is_empty($$select a.state, a.label, b.label from sample_state a join sample_state b using (state)
	where pg_temp.combine(state, a.literal, b.literal) is distinct from pg_temp.combine(state, b.literal, a.literal)$$,
	'combine is commutative');
select is_empty($$select a.state, a.label, b.label, c.label
	from sample_state a join sample_state b using (state) join sample_state c using (state)
	where hashtext(a.label || b.label || c.label) % 5 = 0
		and pg_temp.combine(state, a.literal, b.literal) <> 'group constants differ'
		and pg_temp.combine(state, b.literal, c.literal) <> 'group constants differ'
		and pg_temp.combine(state, pg_temp.combine(state, a.literal, b.literal), c.literal)
			is distinct from pg_temp.combine(state, a.literal, pg_temp.combine(state, b.literal, c.literal))$$,
	'combine is associative');
select is_empty($$select state, a.label from sample_state a join sample_state i using (state)
	where i.label = 'identity'
		and (pg_temp.combine(state, a.literal, i.literal) <> a.literal or pg_temp.combine(state, i.literal, a.literal) <> a.literal)$$,
	'the initial value is the identity of combine');
select is_empty($$select state from combine_function where not exists (
		select from sample_state a join sample_state b using (state)
		where a.state = combine_function.state and a.label <> 'identity' and b.label <> 'identity'
			and pg_temp.combine(a.state, a.literal, b.literal) not in ('group constants differ', a.literal, b.literal))$$,
	'and there were summaries to merge');

select is_empty($$select s.state, label from sample_state s join combine_function c using (state)
	where label ~ 'part 0'
		and pg_temp.outcome(format('select count(distinct %s(%L::%s, x::%3$s)::text) from (values (%2$L), (%2$L), (%2$L)) v (x)', combine, literal, state)) <> '1'$$,
	'outside an aggregate combine leaves its arguments alone');

-- A window that moves takes rows away; a query per row does not.
select is_empty($$select * from pg_temp.broken(false, true,
	'select string_agg(coalesce(v::text, ''-''), '' '' order by i) from (
		select i, %s over (order by i rows between 11 preceding and 2 following) as v from sample_row where i <= 150) w',
	'select string_agg(coalesce(v::text, ''-''), '' '' order by i) from (
		select q.i, (select %s from sample_row where i between q.i - 11 and q.i + 2 and i <= 150) as v from sample_row q where q.i <= 150) w')$$,
	'a moving window equals a query per row');
select is_empty($$select * from pg_temp.broken(true, true,
	'select string_agg(v::text, '' '' order by k) from (
		select k, rollup(s) over (order by k rows between 3 preceding and current row) as v
		from (select i / 10 as k, %s as s from sample_row where i <= 300 group by 1) p) w',
	'select string_agg(v::text, '' '' order by k) from (
		select q.k, (select %s from sample_row where i <= 300 and i / 10 between q.k - 3 and q.k) as v from generate_series(0, 30) q (k)) w')$$,
	'a moving window over stored summaries equals a query over the rows');
select is_empty($$select * from pg_temp.broken(false, true,
	'select %5$s(%4$s(%3$L::%2$s, %6$s), %6$s)::text from sample_row where i = 7',
	'select %3$L')$$,
	'a row that is taken away again leaves the initial value');
select is_empty($$select s.state, s.label, value from (
		select s.*, pg_temp.outcome(format('select %s(%L::%s, %2$L::%3$s)::text', a.aggminvtransfn::regproc, literal, s.state)) as value
		from sample_state s
			join member_function f on f.proname = 'rollup' and format_type(f.proargtypes[0], null) = s.state
			join pg_aggregate a on a.aggfnoid = f.oid and a.aggmtransfn <> 0) s
		join sample_state i on i.state = s.state and i.label = 'identity'
	where value <> i.literal$$,
	'and so does a summary that is taken away from itself');
select is_empty($$select * from pg_temp.broken(true, true,
	'select string_agg(v::text, '' '' order by i) from (
		select i, %s filter (where i in (3, 4)) over (order by i rows 1 preceding) as v from sample_row where i <= 40) w where i not in (3, 4, 5)',
	'select string_agg(%3$L, '' '') from generate_series(1, 37)')$$,
	'a window that has become empty gives the initial value');

-- Parallel plans, with workers that get very uneven shares
create function pg_temp.is_parallel(query text) returns boolean language plpgsql as $$
declare
	line text;
	found_partial boolean := false;
	found_gather boolean := false;
begin
	for line in execute 'explain (costs off) ' || query loop
		found_partial := found_partial or line ~ 'Partial.*Aggregate';
		found_gather := found_gather or line ~ 'Gather';
	end loop;
	return found_partial and found_gather;
end
$$;
create temp table serial_result as
select signature, call, pg_temp.outcome('select (' || call || ')::text from sample_row') as value from sample_aggregate;
set parallel_setup_cost = 0;
set parallel_tuple_cost = 0;
set min_parallel_table_scan_size = 0;
set max_parallel_workers_per_gather = 2;
select is_empty($$select signature from serial_result
	where not pg_temp.is_parallel('select (' || call || ')::text from sample_row')$$,
	'every aggregate gets a parallel plan with partial aggregates');
select is_empty($$select signature, value, parallel_value from (
		select signature, value, pg_temp.outcome('select (' || call || ')::text from sample_row') as parallel_value from serial_result) r
	where value is distinct from parallel_value or value like 'error%'$$,
	'and gives what the serial plan gives');
set parallel_leader_participation = off;
set enable_hashagg = off;
select is_empty($$select signature, value, parallel_value from (
		select signature, pg_temp.outcome('select string_agg(v, '' '' order by part) from (select part, (' || call
				|| ')::text as v from sample_row where part < 2 and i <> 2 group by part) p') as parallel_value,
			(select string_agg(v, ' ') from unnest(array[
				pg_temp.outcome('select (' || call || ')::text from (select * from sample_row where part = 0 and i <> 2 offset 0) r'),
				pg_temp.outcome('select (' || call || ')::text from (select * from sample_row where part = 1 offset 0) r')]) v) as value
		from serial_result) r
	where value is distinct from parallel_value$$,
	'grouped too, without the leader and by sorting');
select * from finish();
drop table sample_row;
