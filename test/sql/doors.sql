-- The doors of every state: text, binary and storage.  What comes out goes in
-- again byte for byte; anything else that is put in is either a state that its
-- own functions could have made, or a clean error.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
\set samples :srcdir '/include/samples.sql'
\i :samples
set statement_timeout = '300s';
select plan(19);

-- A state of each kind that is long enough to be stored out of line.
insert into sample_state
select 'duration_summary', 'toasted', (select duration_agg(date '2000-01-01', date '2000-01-01' + i * i % 7919)::text
		from generate_series(1, 5000) i)
union all
select 'touch_summary', 'toasted touches', (select touch_agg(i % 7, date '2000-01-01' + i, md5(i::text))::text from generate_series(1, 800) i);
insert into sample_state
select 'path_summary', 'toasted paths', (select path_agg(array[md5(i::text), md5((i * 7 % 300)::text), md5((i % 20)::text)], i % 2 = 0, i / 7.0)::text from generate_series(1, 400) i);
insert into sample_state
select 'amount_summary', 'toasted amounts', (select amount_agg(i * i % 7919 / 100.0)::text from generate_series(1, 5000) i);
insert into sample_state
select 'lead_model_summary', 'toasted leads', (select lead_model_agg(i % 3 = 0, array[i * i % 7919, i % 7])::text from generate_series(1, 1500) i)
union all
select 'prediction_summary', 'toasted predictions', (select prediction_agg(i % 3 = 0, i * i % 7919 / 7919.0)::text from generate_series(1, 7919) i);
select set_eq('select distinct state from sample_state', 'select name from state_type', 'there are samples of every state');
select cmp_ok((select max(length(literal)) from sample_state), '>', 20000, 'and a long one');

-- Text
select is_empty($$select state, label from sample_state
	where pg_temp.outcome(format('select %L::%s::text', literal, state)) <> literal$$,
	'text comes out as it went in');
create function pg_temp.with_settings() returns table (state text, label text) language plpgsql as $$
begin
	set local extra_float_digits = -15;
	set local datestyle = 'German';
	set local intervalstyle = 'iso_8601';
	set local timezone = 'Asia/Tokyo';
	set local bytea_output = 'escape';
	return query select s.state, s.label from sample_state s
		where pg_temp.outcome(format('select %L::%s::text', literal, s.state)) <> literal;
end
$$;
select is_empty('select * from pg_temp.with_settings()', 'in any setting');
-- Messages show the start of what cannot be read: 64 bytes, the last of which is here the first half of an é, and 16 of the rest.
create function pg_temp.refusal(literal text) returns text language plpgsql as $$
declare
	detail text;
begin
	perform literal::score_summary;
	return 'no error';
exception when invalid_text_representation then
	get stacked diagnostics detail = pg_exception_detail;
	return sqlerrm || ' ' || detail;
end
$$;
select is(pg_temp.refusal('(' || repeat('é', 64)), format('invalid input syntax for type score_summary: "(%s..." The text from "%s..." on cannot be read.',
	repeat('é', 31), repeat('é', 8)), 'messages are cut between characters');
reset all;
set client_min_messages = warning;

create temp table bad_text as
with short as (select distinct state, literal from sample_state where length(literal) < 400)
select state, left(literal, n) as literal, 'cut' as what from short, generate_series(0, length(literal) - 1) n
union
select state, overlay(literal placing c from n for 1), 'changed' from short, generate_series(1, length(literal)) n,
	unnest(array['x', '-', '9', '(', ')', ',', '.', ':', ';', ' ', 'e', 'é', '']) c
union
select state, literal || c, 'continued' from short, unnest(array[' ', ')', '0', ',', E'\n', '(0,0)']) c
union
select name, c, 'garbage' from state_type, unnest(array['', ' ', '()', '(', ')', '(,)', 'null', '{}', '[]', '(NaN,NaN)', '(1e5,1e5)', '(0x10,16)',
	'(99999999999999999999,99999999999999999999)', '(-1,1)', '(1,0)', '(1,-1)', repeat('(', 10000), repeat('9', 10000),
	'(' || repeat('9', 60) || ',1)', '1..5(1,1,1,1)', '1..99(1)', '0..5(1,1,1,1,1,1)', '-1..5(1)', '1..2(1,1)',
	'(86400000000,none,0,0,0;1:1:0)', '(86400000000,-,86400000000,7464960000000000000000,0;1:1:0)', '(0,none,0,0,0)',
	'(86400000000,none,86400000000,0,0;1:1:0)', '(86400000000,none,86400000000,7464960000000000000000,0;1:1:0,1:1:0)',
	'(86400000000,none,0,0,0;1:0:0)', '(86400000000,none,0,0,0;-1:0:1)', '(1,none,0,0,-1)', '(-1,none,0,0,1)', '(86400000000,z9223372036854775807,0,0,1)',
	'(1,none,0,0,0;9223372036854775807:0:1)', '(604800000000,z0,1,NaN,0)', '(604800000000,z0,1,Infinity,0)', '(604800000000,z0,1,1e300,0)',
	'(0,0,0,1,0)', '(0,0,0,0,1)', '(1,0,0,1,-1)', '(1,0,0,1e3,0)', '(1,0,0,.5,0)', '(1,0,0,5.,0)', '(1,0,0,1.2.3,0)', '(-1,0,0,0,0)', '(1,-1,0,0,0)',
	'(1,0,-1,0,0)', '(1,0,0,930000000000001,0)', '(1,0,0,0,216225000000000100000000000000)', '(1,0,0,0.' || repeat('0', 400) || '1,0)',
	'(1,0,0,' || repeat('9', 41) || ',0)', '(1,0,0,NaN,0)', '(1,0,0,--1,0)', '(1,0,0,+1,0)', '(9223372036854775808,0,0,0,0)',
	'(z)', '(z;)', '(-;1:1)', '(z;1:1,0:1)', '(z;1:1:6)', '(z;1:1:6A)', '(z;1:1:00)', '(z;1:-0)', '(z;1:1e16)',
	'(0,0,0;)', '(0,0,0;;)', '(0,0,0;;;)', '(0,0,0;61:0;;)', '(0,0,1)', '(1,0,0)', '(0,-1,0)', '(6,1,1)', '(1,1,10000)',
	'(0,0,0;61:0;0:n:1;)', '(0,0,0;61:0;s:0:1;)', '(0,0,0;61:0;s:0:1,0:n:1;)', '(0,0,0;61:0;0:n:2,s:0:1;)', '(0,0,0;61:0;0:n:0,s:0:0;)', '(0,0,0;61:0;0:0:1,0:n:1,s:0:1;)',
	'(0,0,0;61:0,61:0;0:1:1,1:n:1,s:0:1;)', '(0,0,0;62:0,61:0;0:1:1,1:n:1,s:0:1;)', '(0,0,0;61:0,62:0;0:n:1,s:0:1;)', '(0,0,0;61:0;0:n:1,s:0:1,s:c:1;)',
	'(0,0,0;61:0,62:0,63:0;0:n:1,1:2:1,2:1:1,s:0:1;)', '(0,0,0;61:5;0:n:1,s:0:1;0:1:5)', '(0,0,0;61:5;0:c:1,s:0:1;)', '(0,0,0;61:5;0:c:1,s:0:1;0:1:4)', '(0,0,0;61:5;0:c:1,s:0:1;0:2:10)',
	'(0,0,0;61:-5;0:c:1,s:0:1;0:1:-5)', '(0,0,0;61:5,62:0;0:1:1,1:c:1,s:0:1;0:2:5,1:2:5)', '(0,0,0;61:0,62:5;0:1:1,1:c:1,s:0:1;0:1:2,1:1:3,1:2:0)', '(0,0,0;61:0,62:4;0:1:1,1:c:1,s:0:1;0:2:5,1:2:3)',
	'(0,0,0;00:0;0:n:1,s:0:1;)', '(0,0,0;ff:0;0:n:1,s:0:1;)', '(0,0,0;6:0;0:n:1,s:0:1;)', '(0,0,0;6A:0;0:n:1,s:0:1;)', '(0,0,0;61:0;65533:n:1,s:65533:1;)', '(0,0,0;61:0;n:0:1,s:0:1;)',
	'(0,0,0;61:0,62:0;0:1:9223372036854775807,1:0:9223372036854775807,1:n:1,s:0:1;)', '(0,0,0;61:0,62:0;0:n:9223372036854775807,1:n:1,s:0:9223372036854775807,s:1:1;)',
	'(0,0,0;61:85070591730234615865843651857942052864,62:1;0:c:1,1:c:1,s:0:1,s:1:1;0:1:85070591730234615865843651857942052864,1:1:1)',
	'(-1)', '(0;)', '(0;1:0:0)', '(0;1:-1:2)', '(0;1:2:-1)', '(0;2:1:0;1:1:0)', '(0;1:1:0;1:0:1)', '(0;1,2:1:0;1,1:1:0)', '(0;-0:1:0)', '(0;1,2:1:0;3:1:0)', '(0;1:1:0;1,2:1:0)', '(0;:1:1)', '(0;1:1)',
	'(0;1:1:1;)', '(0;1e400:1:1)', '(0;NaN:1:1)', '(0;1:9223372036854775807:1)', '(0;1:9223372036854775807:0;2:1:0)', '(0;1:9223372036854775808:0)', '(0' || repeat(';0', 1) || repeat(',0', 100) || ':1:1)',
	'(z;1:1:61,1:1)', '(z;9223372036854775807:1)',
	'(604800000000,z0,1,1,1)', '(604800000000,z0,0,0,0)', '(0,z0,1,1,0)', '(604800000000,-,1,1,0)', '(604800000000,z0,-1,0,0)']) c;
select cmp_ok((select count(*) from bad_text), '>', 10000::bigint, 'enough texts are tried');
create temp table text_outcome as
select *, pg_temp.outcome(format('select %L::%s::text', literal, state)) as value from bad_text;
select is_empty($$select state, what, left(literal, 200), value from text_outcome
	where value ~ '^error' and value !~ '^error (22P02|22003)$' limit 10$$,
	'a text that is no state is a syntax error or a range error');
select is_empty($$select state, what, left(literal, 200), value from text_outcome
	where value !~ '^error' and pg_temp.outcome(format('select %L::%s::text', value, state)) <> value limit 10$$,
	'and one that is, comes out so that it goes in again');
select is_empty($$select state, literal from text_outcome where what = 'cut' and value !~ '^error' limit 10$$,
	'no part of a text is a state');
select is_empty($$select state, left(literal, 100), value from text_outcome where what = 'garbage' and value !~ '^error'
	and (state, literal) not in (('rate_summary', '(0,0)'), ('amount_summary', '()'))$$,
	'garbage is never a state');

-- From 16 on bad input can be asked about instead of raised.
create function pg_temp.raises_on_bad_input(state text) returns boolean language plpgsql as $$
declare
	is_valid boolean := false;
begin
	if current_setting('server_version_num')::int >= 160000 then
		execute format('select pg_input_is_valid(%L, %L) or pg_input_is_valid(%L, %L)', '(1,', state, '(2,1)', state) into is_valid;
	end if;
	return is_valid;
exception when others then
	return true;
end
$$;
select is_empty('select name from state_type where pg_temp.raises_on_bad_input(name)', 'bad input is a soft error');

-- Binary: bytes are put in through COPY, as a bytea's own bytes.
select format('create temp table door_%s (s %I)', name, name) from state_type \gexec
create function pg_temp.receive(state text, bytes bytea) returns text language plpgsql as $$
declare
	file text := current_setting('data_directory') || '/abm_kpi_doors.bin';
	result text;
begin
	execute format('copy (select %L::bytea) to %L (format binary)', bytes, file);
	execute format('copy door_%s from %L (format binary)', state, file);
	execute format('delete from door_%s returning encode(%s_send(s), ''hex'') || '' '' || s::text', state, state) into result;
	return result;
exception when others then
	return 'error ' || sqlstate;
end
$$;
create temp table binary_state as
select distinct on (state, n) s.state, s.label, s.literal, decode(substr(b, 1, 100000), 'hex') as bytes
from sample_state s
	cross join lateral (select pg_temp.outcome(format('select encode(%s_send(%L::%1$s), ''hex'')', s.state, s.literal)) as b) x
	cross join lateral (select case when label = 'identity' then 0 when label ~ 'part 0' then 1 when label ~ 'part 1' then 2 else 3 end as n) y
order by state, n, label;
select is_empty($$select state, label from binary_state
	where pg_temp.receive(state, bytes) <> encode(bytes, 'hex') || ' ' || literal$$,
	'binary comes out as it went in');

create temp table bad_bytes as
with short as (select * from binary_state where length(bytes) < 300)
select state, substr(bytes, 1, n) as bytes, 'cut' as what from short, generate_series(0, length(bytes) - 1) n
union
select state, bytes || '\x00'::bytea, 'continued' from short
union
select state, set_bit(bytes, n, 1 - get_bit(bytes, n)), 'flipped' from short, generate_series(0, length(bytes) * 8 - 1) n
	where label !~ 'part 1' or n % 5 = 0
union
select state, set_byte(bytes, 0, n), 'version' from short, unnest(array[0, 2, 255]) n
union
select state, overlay(bytes placing '\xffffffff'::bytea from n), 'overlaid' from short, generate_series(2, length(bytes) - 3, 2) n
union
select state, overlay(bytes placing '\x7fffffffffffffff'::bytea from n), 'overlaid' from short, generate_series(2, length(bytes) - 7, 4) n
union
-- a count that has grown, and enough behind it to go on reading
select state, set_byte(bytes, n, 200) || decode(repeat('00', 3000), 'hex'), 'grown' from short, generate_series(1, length(bytes) - 1) n
	where label !~ 'part [01]';
select cmp_ok((select count(*) from bad_bytes), '>', 3000::bigint, 'enough byte strings are tried');
create temp table binary_outcome as
select *, pg_temp.receive(state, bytes) as value from bad_bytes;
select is_empty($$select state, what, bytes, value from binary_outcome
	where value ~ '^error' and value !~ '^error (22P03|22003|08P01)$' limit 10$$,
	'bytes that are no state are a format error or a range error');
select is_empty($$select state, what, bytes, value from binary_outcome
	where value !~ '^error' and split_part(value, ' ', 1) <> encode(bytes, 'hex') limit 10$$,
	'and bytes that are come out as they went in');
select is_empty($$select state, what, bytes, value from binary_outcome
	where value !~ '^error' and pg_temp.outcome(format('select encode(%s_send(%L::%1$s), ''hex'') || '' '' || %2$L::%1$s::text', state, split_part(value, ' ', 2))) <> value limit 10$$,
	'as a text that goes in again and is the same bytes');
select is_empty($$select state, bytes, value from binary_outcome where what in ('cut', 'continued', 'grown', 'version') and value !~ '^error'$$,
	'a wrong length or version is always an error');

-- Storage: packed, compressed and out of line
create function pg_temp.stored_differently() returns table (state text, label text, reader text) language plpgsql as $$
declare
	s record;
	f record;
	direct text;
	stored text;
begin
	for s in select distinct on (x.state, x.literal) x.* from sample_state x where x.label ~ 'toasted|part [01]' order by x.state, x.literal loop
		execute format('create temp table storage (pad bool, s %s) on commit drop', s.state);
		execute format('insert into storage values (true, %L)', s.literal);
		for f in select p.oid::regproc::text as name from member_function p
			where p.pronargs = 1 and p.prokind = 'f' and format_type(p.proargtypes[0], null) = s.state and not p.proretset
				and p.prorettype <> 'cstring'::regtype loop
			direct := pg_temp.outcome(format('select %s(%L::%s)::text', f.name, s.literal, s.state));
			stored := pg_temp.outcome(format('select %s(s)::text from storage', f.name));
			if direct <> stored then
				state := s.state; label := s.label; reader := f.name;
				return next;
			end if;
		end loop;
		drop table storage;
	end loop;
end
$$;
select is_empty('select * from pg_temp.stored_differently()', 'a stored state reads as a fresh one');
select is((select rollup(s)::text from (select literal::duration_summary as s from sample_state where label = 'toasted') t),
	(select literal from sample_state where label = 'toasted'), 'and merges as one');
select * from finish();
drop table sample_row;
