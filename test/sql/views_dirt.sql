-- No row breaks a KPI view: every value that is absurd is put into every column of every relation, alone in a row that is
-- otherwise as it should be and together with others, and every view is read, as of several days.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select plan(12);
create schema dirt;
select count(*) > 0 as made from abm_kpi_create_views('dirt', '{"settings": {"as_of": "2024-02-29", "time_zone": "America/New_York", "fiscal_year_start": 4, "min_group": 1, "min_n": 1}}') \gset

-- What a column of a type may hold, that should be there (place 0) and that should not.
create temp table hostile as
select t.type, v.place, v.value from (values
	('text', array['x', null, '', '(none)', '|', 'all', E'a\nb', '%', 'NaN', 'Ünï ''"']),
	('timestamptz', array['2024-02-01 12:00+00', null, 'infinity', '-infinity', '0001-01-01 00:00+00', '9999-12-31 00:00+00', '4714-11-24 00:00+00 BC', '294276-12-31 23:59:59+00', '1969-12-31 23:59:59+00', '2024-03-01 04:59:59.999999+00', '2024-03-01 05:00+00', '2199-12-31 23:59:59+00']),
	('date', array['2024-02-01', null, 'infinity', '-infinity', '0001-01-01', '9999-12-31', '4714-11-24 BC', '5874897-12-31', '1970-01-01', '2024-02-29', '2024-03-01', '2199-12-31']),
	('numeric', array['100', null, 'NaN', 'Infinity', '-Infinity', '0', '-5', '11', '1e100', '-1e100', '0.000000000000000000000001', '9.5', '1000']),
	('float8', array['1', null, 'NaN', 'Infinity', '-Infinity', '0', '-5', '11', '1e308', '-1e308', '1e-308', '0.5', '1000']),
	('bigint', array['1', null, '0', '-5', '9223372036854775807', '-9223372036854775808']),
	('boolean', array['false', null, 'true'])) t(type, list), lateral (select o - 1 as place, v as value from unnest(t.list) with ordinality u(v, o)) v;
-- What a column should hold, where its type does not say it.
create temp table good(name text, values text[]);
insert into good values ('kind', array['won', 'new', 'visit', 'content', 'form', 'call', 'demo', 'meeting', 'event', 'social', 'sent', 'delivered', 'open', 'click', 'bounce_hard', 'reply', 'unsubscribe', 'nps', 'enps', 'csat', 'media', 'labour', 'invoice', 'email_open', 'email_click']),
	('status', array['won', 'lost', 'open', 'disqualified']), ('entity', array['opportunity', 'lead']), ('list_id', array['abm']), ('outcome', array['held', 'no_show', null]), ('direction', array['in', 'out']),
	('arm', array['nurtured', 'control']), ('assigned', array['randomised', 'matched', 'self']), ('score', array['9', '3']), ('scale_max', array['10']), ('scale_min', array['0', '1']), ('sort_order', array['1', '2']),
	('period_grain', array['month']), ('dimension', array['all']), ('dimension_value', array['all']), ('kpi', array['win_rate', 'new_lead_count']), ('probability', array['0.5']), ('is_marketing', array['true']), ('is_contactable', array['true']), ('source_class', array['organic_search', 'paid']), ('half_life_days', array['30']);
insert into hostile select 'score', row_number() over (), v from unnest(array['11', '-1', '9.5', 'NaN']) v;

-- One row of a relation: column i of it has the hostile value of a place, all others the good one of a turn; column 0 is none, column -1 all.
create function pg_temp.fill(relation text, is_setting boolean) returns void language plpgsql as $$
declare
	c record;
	row_number integer := 0;
	names text := (select string_agg(quote_ident(l.name), ', ' order by l.place) from (select * from _model() union all select * from _settings()) m, lateral _line(m.columns) l where m.entity = relation);
	statement text;
begin
	for c in
		with col as (
			select l.name, l.type, row_number() over (order by l.place) as place, l.name = split_part(m.key, ', ', 1) and m.key !~ ', ' as is_key from (select * from _model() union all select * from _settings()) m, lateral _line(m.columns) l where m.entity = relation
		), turn as (
			select 0::bigint as target, null::bigint as place, t as turn from generate_series(0, 49) t
			union all select l.place, h.place, t from col l join hostile h on h.type = l.type and h.place > 0 cross join generate_series(0, 1) t
			union all select -1, h, t from generate_series(1, 12) h, generate_series(0, 4) t
		)
		select t.target, t.place, t.turn, string_agg(format('%s::%s', quote_nullable(case
			when l.place = t.target or t.target = -1 and (l.name <> 'kind' or t.turn < 2) and (l.place + t.turn) % 5 > 0 and (not l.is_key or t.turn = 0) then (select h.value from hostile h where h.type = l.type and h.place = 1 + (t.place - 1 + case t.target when -1 then l.place * t.turn else 0 end) % (select max(x.place) from hostile x where x.type = l.type))
			when g.name is not null and not (relation = 'opportunity' and l.name = 'kind') then g.values[1 + (t.turn + coalesce(3 * t.place + 5 * t.target, 0) + 10) % cardinality(g.values)]
			-- Its own identifier is unique; others are of one of thirty.
			when l.type = 'text' and l.name ~ '_id$|^pipeline$|^stage$' then case when l.name = 'entity_id' then 'o' when l.name = 'parent_id' then left(relation, 1) else left(l.name, 1) end || case when l.is_key then 100 * t.target + case when t.target = 0 then 0 else 1000 + 2 * t.place end + t.turn
				when l.name in ('pipeline_id', 'stage_id') then 1 + t.turn % 3 else 1 + (t.turn + 7 * l.place + coalesce(3 * t.place + 11 * t.target, 0)) % 30 end
			when l.type in ('timestamptz', 'date') then (timestamptz '2023-12-01 12:00+00' + ((t.turn * 7 + l.place) % 80) * interval '1 day')::text
			else (select h.value from hostile h where h.type = l.type and h.place = 0) end), l.type), ', ' order by l.place) as row
		from turn t cross join col l left join good g on g.name = l.name
		group by t.target, t.place, t.turn
	loop
		statement := format('insert into dirt.%I (%s) values (%s)', relation, names, c.row);
		if is_setting then
			begin
				execute statement;
			exception when integrity_constraint_violation or data_exception then	-- the table knows better
			end;
		else
			execute statement;
		end if;
	end loop;
end
$$;
select pg_temp.fill(m.entity, false) from _model() m \g /dev/null
select pg_temp.fill(s.entity, true) from _settings() s where s.entity not in ('setting') \g /dev/null
-- Keys that match, so that joins find each other; two list entries that overlap; an account that is its own parent.
insert into dirt.account (account_id, parent_id, name, segment) values ('a1', 'a1', 'Self', 's'), ('a2', 'a3', 'Two', 's'), ('a3', 'a2', 'Three', null), ('a1', null, 'Again', 't'), (null, null, null, null);
insert into dirt.account_list values ('abm', 'a1', '1', '2023-12-01', '2024-01-15'), ('abm', 'a1', '2', '2024-01-01', null), ('abm', 'a1', '2', null, null), ('abm', 'a2', '2', '2024-01-01', '2024-01-01'), ('abm', 'a3', null, '-infinity', 'infinity'), ('abm', 'x', null, '2024-01-01', '2024-02-01');
insert into dirt.campaign (campaign_id, parent_id) values ('c1', 'c1'), ('c2', 'c3'), ('c3', 'c2');
analyze;

-- Reads each view whole, and says what fails.
create function pg_temp.read_all() returns table (view_name text, error text) language plpgsql as $$
begin
	for view_name in select v.name from _view() v loop
		begin
			execute format('drop table if exists pg_temp.read_%1$I; create temp table read_%1$I as select * from dirt.%1$I', view_name);
		exception when others then
			error := sqlstate || ' ' || sqlerrm;
			return next;
		end;
	end loop;
end
$$;
select cmp_ok((select count(*) from dirt.opportunity), '>', 500::bigint, 'there are deals of all kinds of dirt');
select is_empty('select * from pg_temp.read_all()', 'no view fails as of a leap day');

-- How many rows of a view that was read a condition is true of.
create function pg_temp.rows_of(view_name text, condition text) returns bigint language plpgsql as $$
declare
	n bigint;
begin
	execute format('select count(*) from pg_temp.%I where %s', 'read_' || view_name, condition) into n;
	return n;
end
$$;
create temp table kpi_column as
select v.name as view_name, v.dates, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type
from _view() v join pg_attribute a on a.attrelid = format('dirt.%I', v.name)::regclass and a.attnum > 0;
-- No kind of touch is that of a rule here.
select is_empty($$select name from _view() v where v.name <> 'score_drivers' and pg_temp.rows_of(v.name, 'true') = 0$$, 'each has rows');
select is_empty($$select name from _view() v where pg_temp.rows_of(v.name, 'n is null or n < 0 or is_thin is null') > 0$$, 'which have an n');
select is_empty($$select view_name, name from kpi_column where type in ('double precision', 'numeric(18,2)') and pg_temp.rows_of(view_name, format('%I::text in (''NaN'', ''Infinity'', ''-Infinity'')', name)) > 0$$, 'numbers are finite');
select is_empty($$select view_name, name from kpi_column where type in ('date', 'timestamp with time zone') and pg_temp.rows_of(view_name, format('%1$I < %2$L or %1$I >= ''2200-01-01''', name, case name when 'period_start' then date '1969-04-01' else '1970-01-01' end)) > 0$$, 'no day is absurd, but the first fiscal year begins before 1970');
select is_empty($$select view_name, name from kpi_column where name ~ '_count$' and name not in ('goal_count', 'expected_session_count', 'extra_session_count') and pg_temp.rows_of(view_name, format('%1$I is null or %1$I < 0', name)) > 0$$, 'counts are 0 or more');
create temp table rate as select c.* from kpi_column c join kpi_column l on (l.view_name, l.name) = (c.view_name, c.name || '_lo') where c.name ~ '_rate$';
select is_empty($$select c.view_name, c.name from rate c where pg_temp.rows_of(c.view_name, format('not (%1$I >= %2$I - 1e-9 and %1$I <= %3$I + 1e-9 and %1$I between 0 and 1)', c.name, c.name || '_lo', c.name || '_hi')) > 0$$,
	'rates are from 0 to 1, and within their limits');
-- An identifier that several deals, leads or accounts have is one of several rows there; everywhere else a row is a row.
select is_empty($$select v.name from _view() v where v.name not in ('deals', 'engagement_by_account', 'lead_score_current', 'account_qualification', 'account_contacts', 'clv_by_account', 'account_health') and pg_temp.rows_of(v.name, 'id in (select id from pg_temp.read_' || v.name || ' group by id having count(*) > 1)') > 0$$, 'ids are unique');
-- Products overlap: who has two is a customer of both. What a row is compared with is in several; a curve of a group ends earlier; each slice
-- of attribution has a model of its own, which rounds to whole deals; visitors may come from two sources, and a form of which no visit is known
-- has none; questions are asked of all.
create function pg_temp.sums(view_name text) returns text language plpgsql as $$
declare
	keys text := concat_ws(', ', 'period_grain', 'period_start', (select string_agg(quote_ident(l.name), ', ') from _view() v, lateral _line(v.keys) l where v.name = sums.view_name));
	matched text := (select string_agg(format('w.%1$s is not distinct from a.%1$s', trim(k)), ' and ') from unnest(string_to_array(keys, ',')) k);
	names text[] := array(select c.name from kpi_column c where c.view_name = sums.view_name and c.name ~ '_count$' and c.name not in ('goal_count', 'projected_count', 'without_won_count', 'without_offer_count', 'at_risk_count', 'expected_session_count', 'extra_session_count',
		'all_session_count', 'all_known_session_count', 'all_lead_count', 'visitor_count', 'question_count') order by c.name);
	wrong text[];
begin
	execute format('select array_agg(distinct w.dimension || '' '' || n.name) from (select %1$s, dimension, array[%2$s] as s from pg_temp.%3$I where dimension <> ''product'' group by %1$s, dimension) w
		join (select %1$s, array[%2$s] as s from pg_temp.%3$I where dimension = ''all'' group by %1$s) a on %4$s
		cross join unnest($1) with ordinality n(name, place) where w.s[n.place] is distinct from a.s[n.place]',
		keys, coalesce((select string_agg(format('sum(%I)::numeric', n), ', ' order by i) from unnest(names) with ordinality u(n, i)), 'null::numeric'), 'read_' || view_name, matched) into wrong using names;
	return array_to_string(wrong, ', ');
end
$$;
select is_empty($$select v.name, pg_temp.sums(v.name) from _view() v where v.dates <> '' and v.name <> 'attribution' and pg_temp.sums(v.name) is not null$$, 'the counts of each dimension add up to all');
update dirt.setting set value = case name when 'as_of' then '1970-01-02' when 'time_zone' then 'Pacific/Kiritimati' when 'fiscal_year_start' then '12' else value end;
select is_empty('select * from pg_temp.read_all()', 'no view fails as of the first day');
update dirt.setting set value = case name when 'as_of' then '0001-01-01' when 'engagement_days' then '9999' when 'opportunity_window_days' then '9999' else value end;
select is_empty('select * from pg_temp.read_all()', 'nor as of one on which there was nothing');
drop schema dirt cascade;
select * from finish();
rollback;
