-- What BI tools rely on, for every KPI view that there is, over rows of every relation: types, comments, names, keys,
-- finite numbers, and rates that are what stands beside them.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
\set crm crm_contract
\set include :srcdir '/include/crm.sql'
\i :include
select no_plan();
select count(*) > 0 as made from abm_kpi_connect(null, 'crm_contract', 'contract', '{"settings": {"as_of": "2024-04-30", "min_group": 2}}') \gset
set search_path = contract, public;
insert into account_list values ('abm', 'a1', '1', '2023-01-01', null);
insert into inbound_source values ('Web') on conflict do nothing;
insert into scoring_rule values ('web', 'visit', 1, 30), ('form', 'form', 10, null);
insert into required_role values ('buyer'), ('approver');
insert into goal values ('win_rate', 'quarter', '2024-01-01', 0.3);
insert into baseline values ('before', 'win_rate', 'all', 'all', '2023-01-01', '2024-01-01', 0.2, 50);
insert into contact (contact_id, account_id, role, created_at, is_employee) select 'c' || i, 'a' || 1 + i % 3, case i % 3 when 0 then 'buyer' when 1 then 'user' end, '2023-06-01', i % 10 = 0 from generate_series(1, 30) i;
insert into lead (lead_id, contact_id, account_id, owner_id, created_at, source_class, source, campaign_id, landing_page, status, mql_at, sql_at, converted_at, opportunity_id, disqualified_at, disqualify_reason, recycled_at, is_contactable, score)
select 'l' || i, 'c' || 1 + i % 30, 'a' || 1 + i % 3, 'u' || 1 + i % 2, t, (array['Web', 'paid', 'event'])[1 + i % 3], 's' || i % 4, 'm' || i % 2, '/p' || i % 3, 'open', case when i % 2 = 0 then t + interval '1 day' end, case when i % 4 = 0 then t + interval '3 days' end,
	case when i % 8 = 0 then t + interval '5 days' end, case when i % 8 = 0 then 'd' || i end, case when i % 7 = 0 then t + interval '2 days' end, 'no budget', case when i % 12 = 2 then t + interval '9 days' end, i % 5 > 0, i % 100
from generate_series(1, 80) i, lateral (select timestamptz '2024-01-01 09:00+00' + i * interval '1 day' as t) t;
insert into opportunity_contact (opportunity_id, contact_id, role, added_at) select 'd' || i, 'c' || 1 + i * j % 30, 'buyer', '2024-01-01' from generate_series(1, 60) i, generate_series(1, 1 + 60 % 4) j;
insert into stage (pipeline_id, stage_id, label, sort_order, is_closed, is_won, probability) select null, s, s, n, s ~ 'Closed', s ~ 'Won', n / 10.0 from unnest(array['Discovery', 'Proposal', 'Closed Won', 'Closed Lost']) with ordinality x(s, n) where to_regclass('contract.stage') is not null and (select relkind from pg_class where oid = 'contract.stage'::regclass) = 'r';
insert into touch (touch_id, occurred_at, account_id, contact_id, lead_id, channel, source_class, campaign_id, kind, asset_id, page, session_id, duration_s, scheduled_at, outcome, direction, topic, is_bot)
select 't' || i, timestamptz '2024-01-01 08:00+00' + i * interval '7 hours', 'a' || 1 + i % 3, 'c' || 1 + i % 30, 'l' || 1 + i % 80, (array['web', 'email', 'event'])[1 + i % 3], (array['Web', 'paid', 'referral'])[1 + i % 3], 'm' || i % 2,
	(array['visit', 'content', 'form', 'call', 'demo', 'meeting', 'social', 'community', 'email_click'])[1 + i % 9], 'x' || i % 5, '/p' || i % 3, 's' || i / 3, i % 300, timestamptz '2024-01-02' + i * interval '7 hours', (array['held', 'no_show', 'cancelled'])[1 + i % 3], (array['in', 'out'])[1 + i % 2], 'top', i % 40 = 0
from generate_series(1, 300) i;
insert into email_event (send_id, occurred_at, kind, contact_id, account_id, email_id, subject, campaign_id, program, program_kind, url, is_marketing, is_bot)
select 'e' || i, timestamptz '2024-01-05' + i * interval '1 day' + k.n * interval '1 hour', k.kind, 'c' || 1 + i % 30, 'a' || 1 + i % 3, 'mail' || i % 3, 'Hello', 'm' || i % 2, 'p' || i % 2, (array['drip', 'trigger', 'one_off'])[1 + i % 3], case k.kind when 'click' then '/x' end, true, i % 17 = 0
from generate_series(1, 100) i, unnest(array['sent', 'delivered', 'open', 'click', 'unsubscribe', 'reply']) with ordinality k(kind, n) where k.n <= 2 or i % k.n = 0;
insert into campaign (campaign_id, name, channel, program, kind, is_abm, start_on) select 'm' || i, 'Campaign ' || i, 'web', 'p' || i, 'drip', i = 0, '2024-01-01' from generate_series(0, 1) i where (select relkind from pg_class where oid = 'contract.campaign'::regclass) = 'r';
insert into campaign_cost (campaign_id, cost_on, kind, amount, amount_base) select 'm' || i % 2, date '2024-01-01' + i, (array['media', 'labour', 'technology'])[1 + i % 3], 100, 100 from generate_series(1, 90) i;
insert into survey_response (response_id, survey_id, kind, contact_id, account_id, invited_at, answered_at, score, scale_min, scale_max, theme, followed_up_at)
select 'r' || i, 'q', k.kind, 'c' || 1 + i % 30, case k.kind when 'nps' then 'a' || 1 + i % 3 end, timestamptz '2024-01-01' + i * interval '1 day', case when i % 3 > 0 then timestamptz '2024-01-02' + i * interval '1 day' end, k.low + i % (k.high - k.low + 1), k.low, k.high, 'price', case when i % 2 = 0 then timestamptz '2024-01-09' + i * interval '1 day' end
from generate_series(1, 100) i, (values ('nps', 0, 10), ('enps', 1, 10), ('csat', 1, 5)) k(kind, low, high);
insert into survey_response (response_id, kind, answered_at, score) values ('off', 'nps', '2024-02-01', 11), ('nan', 'nps', 'infinity', 'NaN');
insert into revenue (revenue_id, account_id, booked_at, amount_base, kind) select 'v' || i, 'a' || 1 + i % 3, timestamptz '2023-01-01' + i * interval '20 days', case when i % 9 = 0 then -50 else 300 end, 'invoice' from generate_series(1, 24) i;
insert into subscription (subscription_id, account_id, start_on, end_on, mrr_base, product) select 'b' || i, 'a' || 1 + i % 3, date '2023-01-01' + i * 20, case when i % 4 = 0 then date '2023-06-01' + i * 20 end, 100 * i, 'P' || i % 2 from generate_series(1, 20) i;
insert into subscription (subscription_id, account_id, start_on, mrr_base) values ('bad', 'a1', '-infinity', 'NaN');
insert into usage_daily (account_id, day, product, active_user_count, usage, seat_count) select 'a' || 1 + i % 3, date '2024-01-01' + i, 'P' || i % 2, i % 5, 10 * i, case when i % 3 > 0 then 4 end from generate_series(1, 110) i;
insert into usage_daily (account_id, day, active_user_count, usage, seat_count) values ('a1', '2024-04-01', 'NaN', 'Infinity', -1);
insert into contract.member (community_id, member_id, contact_id, joined_at, left_at) select 'g' || i % 2, 'm' || i, 'c' || i, timestamptz '2023-06-01' + i * interval '10 days', case when i % 6 = 0 then timestamptz '2024-02-01' end from generate_series(1, 30) i;
insert into ticket (ticket_id, account_id, contact_id, team, priority, created_at, first_reply_at, solved_at) select 'k' || i, 'a' || 1 + i % 3, 'c1', 'T' || i % 2, 'high', timestamptz '2024-01-01' + i * interval '1 day', case when i % 5 > 0 then timestamptz '2024-01-01 05:00+00' + i * interval '1 day' end, case when i % 3 = 0 then timestamptz '2024-01-03' + i * interval '1 day' end from generate_series(1, 60) i;
reset search_path;

create temp table kpi_view as select v.*, format('contract.%I', v.name) as qualified, c.oid from _view() v left join pg_class c on c.relname = v.name and c.relnamespace = 'contract'::regnamespace;
create temp table kpi_column as select v.name as view_name, a.attname::text as name, a.attnum, format_type(a.atttypid, a.atttypmod) as type, col_description(v.oid, a.attnum) as comment, v.oid, v.dates
from kpi_view v join pg_attribute a on a.attrelid = v.oid and a.attnum > 0;

select cmp_ok((select count(*) from kpi_view), '>=', 10::bigint, 'there are views');
select is_empty('select name from kpi_view where oid is null', 'each that is described is made');
select is_empty('select name from kpi_view group by name having count(*) > 1', 'once');
select is_empty($$select view_name, name, type from kpi_column where type not in ('text', 'bigint', 'double precision', 'numeric(18,2)', 'date', 'boolean', 'timestamp with time zone')$$, 'columns are of types that BI tools know');
select is_empty($$select name from kpi_view where coalesce(length(obj_description(oid, 'pg_class')), 0) < 15$$, 'each view has a comment');
select is_empty('select view_name, name from kpi_column where coalesce(length(comment), 0) < 5', 'each column too');
select is_empty($$select view_name, name from kpi_column where name !~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$' or length(name) > 40 or length(view_name) > 40 or view_name !~ '^[a-z_]+$'$$, 'names are lower snake case of at most 40 characters');
select is_empty($$select v.name, w.name from kpi_view v, unnest(array['id', 'n', 'is_thin']) w(name) where not exists (select from kpi_column c where c.view_name = v.name and c.name = w.name)$$, 'each view has id, n and is_thin');
select is_empty($$select v.name, w.name from kpi_view v, unnest(array['period_grain', 'period_start', 'is_complete', 'dimension', 'dimension_value', 'dimension_label']) w(name) where v.dates <> '' and not exists (select from kpi_column c where c.view_name = v.name and c.name = w.name)$$, 'each view by period says which');
select is_empty($$select name from kpi_view v where not exists (select from pg_class c where c.oid = v.oid and 'security_invoker=true' = any (c.reloptions))$$, 'views read with the rights of the reader');
select is_empty($$select c.relname from pg_class c where c.relnamespace = 'contract'::regnamespace and c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)$$, 'so do those that they are made of');
select is_empty($$select view_name, name, type from kpi_column where name ~ '_count$' and type <> 'bigint' or name ~ '_(on|start)$' and type <> 'date' or name ~ '^(is|has)_' and type <> 'boolean' or name ~ '_rate(_lo|_hi)?$' and type <> 'double precision' or name ~ '_days(_lo|_hi)?$' and type not in ('double precision', 'bigint')$$, 'a name says the type');

-- The rows, read once.
create schema contract_rows;
do $$
declare
	v record;
begin
	for v in select name from kpi_view loop
		execute format('create table contract_rows.%1$I as select * from contract.%1$I', v.name);
	end loop;
end
$$;

-- How many rows of a view a condition is true of.
create function pg_temp.rows_of(view_name text, condition text) returns bigint language plpgsql as $$
declare
	n bigint;
begin
	execute format('select count(*) from contract_rows.%I where %s', view_name, condition) into n;
	return n;
end
$$;
-- The values of a column, and how a view is planned.
create function pg_temp.values_of(view_name text, column_name text) returns setof text language plpgsql as $$
begin
	return query execute format('select distinct %I from contract_rows.%I', column_name, view_name);
end
$$;
create function pg_temp.plan_of(view_name text, filter text) returns text language plpgsql as $$
declare
	line text;
	lines text := '';
begin
	for line in execute format('explain (verbose, costs off) select * from contract.%I where %s', view_name, filter) loop
		lines := lines || line || E'\n';
	end loop;
	return lines;
end
$$;
select is_empty($$select name from kpi_view where pg_temp.rows_of(name, 'true') = 0 and name in ('win_rate', 'nps', 'retention', 'overview', 'abm_comparison', 'data_quality', 'kpi_status', 'deals', 'deal_value', 'target_accounts', 'account_qualification', 'account_contacts', 'clv_by_account', 'account_health', 'product_usage', 'community', 'response_time', 'survey', 'retention_cohort')$$, 'there are rows to look at');
select is_empty($$select name from kpi_view where pg_temp.rows_of(name, 'id is null or n is null or is_thin is null or n < 0') > 0$$, 'id, n and is_thin are never NULL');
select is_empty($$select name from kpi_view where pg_temp.rows_of(name, 'id in (select id from contract_rows.' || quote_ident(name) || ' group by id having count(*) > 1)') > 0$$, 'id is unique');
select is_empty($$select view_name, name from kpi_column where name ~ '_count$' and name not in ('goal_count', 'expected_session_count', 'extra_session_count') and pg_temp.rows_of(view_name, format('%1$I is null or %1$I < 0', name)) > 0$$, 'counts are never NULL, nor below 0; what nobody has set or expects is');
select is_empty($$select view_name, name from kpi_column where type in ('double precision', 'numeric(18,2)') and pg_temp.rows_of(view_name, format('%1$I::text in (''NaN'', ''Infinity'', ''-Infinity'')', name)) > 0$$, 'numbers are finite');
select is_empty($$select view_name, name from kpi_column where type in ('date', 'timestamp with time zone') and pg_temp.rows_of(view_name, format('not isfinite(%1$I)', name)) > 0$$, 'so are days');

-- Rates, as they are described: with their limits, and what they are made of.
create temp table rate as
select v.name as view_name, m[1] as form, m[2] as name, m[3] as a, m[4] as b
from kpi_view v, _item(v.columns) i, regexp_match(i.item, '^(rate|ratio) (\w+) \((\w+) / (\w+)\) = ') m where m is not null;
select cmp_ok((select count(*) from rate), '>=', 10::bigint, 'there are rates');
select is_empty($$select r.view_name, r.name, r.a, r.b from rate r where r.form = 'rate' and pg_temp.rows_of(r.view_name, format('%1$I is distinct from %2$I::float8 / nullif(%3$I, 0)', r.name, r.a, r.b)) > 0$$, 'a rate is its numerator by its denominator');
select is_empty($$select r.view_name, r.name from rate r where r.form = 'rate' and pg_temp.rows_of(r.view_name, format('not (%2$I between 0 and %1$I + 1e-12 and %1$I <= %3$I + 1e-12 and %3$I <= 1) or (%1$I is null) <> (%2$I is null)', r.name, r.name || '_lo', r.name || '_hi')) > 0$$, 'within its limits');
select is_empty($$select r.view_name, r.name, r.a, r.b from rate r where r.form = 'ratio' and pg_temp.rows_of(r.view_name, format('abs(%1$I - %2$I / nullif(%3$I, 0)) > 1e-6 * greatest(1, abs(%1$I)) + 0.01 / abs(nullif(%3$I, 0))', r.name, r.a, r.b)) > 0$$, 'so is a quotient of amounts, to the cent');
-- A rate with limits that is not described as one has its numerator and denominator behind it.
select is_empty($$select c.view_name, c.name from kpi_column c join kpi_column l on (l.view_name, l.attnum, l.name) = (c.view_name, c.attnum + 1, c.name || '_lo') join kpi_column a on (a.view_name, a.attnum) = (c.view_name, c.attnum + 3) join kpi_column b on (b.view_name, b.attnum) = (c.view_name, c.attnum + 4)
	where c.name ~ '_rate$' and a.type = 'bigint' and b.type = 'bigint' and not exists (select from rate r where r.view_name = c.view_name and r.name = c.name)
		and pg_temp.rows_of(c.view_name, format('%1$I is distinct from %2$I::float8 / nullif(%3$I, 0)', c.name, a.name, b.name)) > 0$$, 'as is any other with two counts behind it');
select is_empty($$select c.view_name, c.name from kpi_column c join kpi_column f on f.view_name = c.view_name and f.name = left(c.name, -3) where c.name ~ '_lo$' and not exists (select from kpi_column h where h.view_name = c.view_name and h.name = f.name || '_hi')$$, 'limits come in pairs');

-- Views by period: periods of all grains, without gaps, the slices of which add up.
select is_empty($$select name from kpi_view where dates <> '' and pg_temp.rows_of(name, 'period_start is null or is_complete is null or dimension is null or dimension_value is null or dimension_label is null') > 0$$, 'periods and slices are never NULL');
select is_empty($$select name from kpi_view where dates <> '' and pg_temp.rows_of(name, 'period_grain = ''month'' and extract(day from period_start) <> 1 or period_grain = ''quarter'' and extract(month from period_start)::int % 3 <> 1 or period_grain = ''year'' and to_char(period_start, ''MMDD'') <> ''0101'' or period_grain = ''week'' and extract(isodow from period_start) <> 1') > 0$$, 'periods begin where they should');
select is_empty($$select name from kpi_view where dates <> '' and pg_temp.rows_of(name, '(dimension = ''all'') <> (dimension_value = ''all'')') > 0$$, 'all is a slice of its own');
-- A filter on period_grain and one on dimension reach the scan, in whatever view has these columns: the branches of the
-- other grains and slices, of which each names itself, are not in the plan.
create temp table branch as select c.view_name, c.name as column_name, v.value from kpi_column c, lateral pg_temp.values_of(c.view_name, c.name) v(value) where c.name in ('period_grain', 'dimension');
create temp table plan as
select v.view_name, f.filter, f.kept, replace(pg_temp.plan_of(v.view_name, f.filter), 'date_trunc(''month''::text,', '') as lines
from (select distinct view_name from branch) v, lateral (
	-- Without a filter; with the first grain and slice; with the last.
	select 'true' as filter, null::text[] as kept
	union all
	select string_agg(format('%I = %L', b.column_name, b.value), ' and '), array_agg(b.value)
	from (select distinct on (b.column_name, n) b.column_name, b.value, n from branch b, generate_series(1, 2) n where b.view_name = v.view_name
		order by b.column_name, n, case n when 1 then b.value end, b.value desc) b group by b.n
) f;
select cmp_ok((select count(*) from plan), '>=', 3 * (select count(*) from kpi_view where dates <> ''), 'all views by period are looked at');
select is_empty($$select p.view_name, b.value from plan p join branch b using (view_name) where p.filter = 'true' and position(format('%L::text,', b.value) in p.lines) = 0$$, 'without a filter all branches are planned');
select is_empty($$select p.view_name, p.filter, b.value from plan p join branch b using (view_name) where b.value <> all (p.kept) and position(format('%L::text,', b.value) in p.lines) > 0$$, 'a filter on grain and dimension leaves no other');

set datestyle = 'German';
select is_empty($$select id from contract.win_rate where position(to_char(period_start, 'YYYY-MM-DD') in id) = 0 union all select id from contract.overview where kpi = 'win_rate' and position(to_char(period_start, 'YYYY-MM-DD') in id) = 0$$, 'an id does not depend on the session');
reset datestyle;
drop schema contract, contract_rows, crm_contract cascade;
select * from finish();
