-- views.sql - how long the KPI views take, filtered to one period_grain and one dimension. bench/views runs this.
--
-- Rows of the canonical relations for :rows deals (100,000 in the table of bench/RESULTS.md), by arithmetic, not by chance:
-- nothing here says anything about a business. A layout of its own reads them as the layouts read a CRM, twice: by
-- tables that abm_kpi_refresh fills (copy), and live. The views are those of the catalogue. A figure is the least of :rounds, and each row
-- is wholly computed. A view without those columns is read whole; the others are filtered to
-- :grain and :dimension, or, where a view does not have these, to the first grain that it has and to all.

\set ON_ERROR_STOP 1
\pset footer off
set client_min_messages = warning;
create extension abm_kpi;
create schema crm;
do $$
declare
	m record;
begin
	for m in select * from _model() where columns !~ '\[\]' loop
		execute (select format('create unlogged table crm.%I (%s)', m.entity, string_agg(format('%I %s', l.name, l.type), ', ' order by l.place)) from _line(m.columns) l);
	end loop;
end
$$;
-- A day of 1,200, and a row of another relation, by the number of a row.
create function crm.at(i bigint) returns timestamptz language sql immutable return timestamptz '2022-01-01 08:00+00' + (i * 7919 % 1200) * interval '1 day' + (i * 31 % 36000) * interval '1 second';
create function crm.one(i bigint, step bigint, n bigint) returns bigint language sql immutable return 1 + i * step % greatest(n, 1);

insert into crm.account (account_id, name, segment, tier, country, owner_id, owner_name, created_at)
select 'a' || i, 'Account ' || i, 'segment ' || i % 7, (i % 3)::text, 'c' || i % 20, 'u' || i % 25, 'Owner ' || i % 25, '2021-01-01' from generate_series(1, :rows / 5) i;
insert into crm.contact (contact_id, account_id, role, created_at, is_employee)
select 'c' || i, 'a' || crm.one(i, 1, :rows / 5), (array['buyer', 'user', 'champion'])[1 + i % 3], '2021-01-01', i % 400 = 0 from generate_series(1, :rows * 3 / 5) i;
insert into crm.opportunity (opportunity_id, name, account_id, owner_id, owner_name, pipeline_id, created_at, close_on, stage_id, stage_name, status, amount, amount_base, probability, forecast_category, kind, source_class, source, campaign_id, promo_code, lost_reason)
select 'o' || i, 'Deal ' || i, 'a' || crm.one(i, 7919, :rows / 5), 'u' || i % 25, 'Owner ' || i % 25, 'p', crm.at(i), crm.at(i)::date + (i * 31 % 190)::integer, 's' || 1 + i % 6, 'Stage ' || 1 + i % 6, s, i % 50000, i % 50000,
	i % 10 / 10.0, 'commit', (array['new', 'expansion', 'renewal'])[1 + i % 3], (array['web', 'event', 'outbound'])[1 + i % 3], 'source ' || i % 11, 'k' || i % 40, case when i % 20 = 0 then 'SPRING' end, case when s = 'lost' then 'reason ' || i % 6 end
from generate_series(1, :rows::bigint) i, lateral (select (array['won', 'lost', 'lost', 'lost', 'open'])[1 + i % 5] as s) x;
insert into crm.opportunity_contact (opportunity_id, contact_id, role) select 'o' || 1 + i / 2, 'c' || crm.one(i, 7, :rows * 3 / 5), 'buyer' from generate_series(0, 2 * :rows::bigint - 1) i;
insert into crm.stage select 'p', 's' || i, 'Stage ' || i, i, i > 5, i = 6, i / 6.0 from generate_series(1, 6) i;
insert into crm.stage_history (entity, entity_id, stage_id, entered_at, exited_at, amount, close_on)
select 'opportunity', 'o' || 1 + i / 5, 's' || 1 + i % 5, crm.at(1 + i / 5) + (i % 5) * interval '9 days', case when i % 5 < 4 then crm.at(1 + i / 5) + (i % 5 + 1) * interval '9 days' end, 100, crm.at(1 + i / 5)::date + 60
from generate_series(0, 5 * :rows::bigint - 1) i;
insert into crm.lead (lead_id, contact_id, account_id, owner_id, owner_name, created_at, source_class, source, campaign_id, landing_page, status, mql_at, sql_at, converted_at, opportunity_id, is_contactable, disqualified_at, disqualify_reason, recycled_at, score)
select 'l' || i, 'c' || crm.one(i, 1, :rows * 3 / 5), 'a' || crm.one(i, 1, :rows / 5), 'u' || i % 25, 'Owner ' || i % 25, t, (array['web', 'event', 'outbound'])[1 + i % 3], 'source ' || i % 11, 'k' || i % 40, '/p' || i % 50, 'open',
	case when i % 4 = 0 then t + interval '4 days' end, case when i % 8 = 0 then t + interval '14 days' end, case when i % 16 = 0 then t + interval '20 days' end, case when i % 16 = 0 then 'o' || i end,
	i % 5 <> 0, case when i % 7 = 0 then t + interval '35 days' end, 'reason ' || i % 5, case when i % 24 = 0 then t + interval '40 days' end, i % 100
from generate_series(1, :rows::bigint) i, lateral (select crm.at(i) as t) x;
insert into crm.touch (touch_id, occurred_at, account_id, contact_id, lead_id, channel, source_class, campaign_id, kind, asset_id, page, session_id, duration_s, scheduled_at, outcome, direction, topic, is_bot)
select 't' || i, t, 'a' || crm.one(i, 31, :rows / 5), 'c' || crm.one(i, 17, :rows * 3 / 5), case when i % 4 = 0 then 'l' || crm.one(i, 13, :rows) end, (array['web', 'email', 'event', 'paid'])[1 + i % 4], (array['web', 'event', 'paid_search'])[1 + i % 3], 'k' || i % 40,
	k, 'x' || i % 500, '/p' || i % 50, 's' || i / 3, i % 300, case when k in ('call', 'demo', 'meeting') then t + interval '1 day' end, case when k in ('call', 'demo', 'meeting') then (array['held', 'held', 'no_show'])[1 + i / 8 % 3] end,
	case when i % 10 = 0 then 'out' else 'in' end, 'topic ' || i % 20, i % 50 = 0
from generate_series(1, 20 * :rows::bigint) i, lateral (select crm.at(i) + (i % 24) * interval '1 hour' as t, case when i % 50 = 7 then 'community' else (array['visit', 'content', 'form', 'visit', 'call', 'demo', 'meeting', 'event'])[1 + i * 13 % 8] end as k) x;
insert into crm.email_event (send_id, occurred_at, kind, contact_id, account_id, email_id, subject, campaign_id, program, program_kind, url, is_marketing, is_bot)
select 'm' || i / 4, crm.at(i / 4) + (i % 4) * interval '1 hour', (array['sent', 'delivered', 'open', 'click'])[1 + i % 4], 'c' || crm.one(i / 4, 17, :rows * 3 / 5), 'a' || crm.one(i / 4, 31, :rows / 5), 'mail ' || i / 4 % 100, 'Subject ' || i / 4 % 100,
	'k' || i / 4 % 40, 'program ' || i / 4 % 10, (array['drip', 'trigger', 'one_off'])[1 + i / 4 % 3], case when i % 4 = 3 then '/p' || i % 50 end, true, i % 97 = 2
from generate_series(0, 20 * :rows::bigint - 1) i;
insert into crm.campaign (campaign_id, name, channel, program, kind, is_abm, start_on) select 'k' || i, 'Campaign ' || i, (array['web', 'email', 'event', 'paid'])[1 + i % 4], 'program ' || i % 10, 'drip', i % 5 = 0, '2022-01-01' from generate_series(0, 39) i;
insert into crm.campaign_cost select 'k' || i % 40, date '2022-01-01' + i, (array['media', 'labour', 'technology'])[1 + i % 3], 1000, null, 1000 from generate_series(0, 1199) i;
insert into crm.survey_response (response_id, survey_id, kind, contact_id, account_id, invited_at, answered_at, score, scale_min, scale_max, theme)
select 'r' || i, 'q', k.kind, 'c' || crm.one(i, 1, :rows * 3 / 5), 'a' || crm.one(i, 1, :rows / 5), crm.at(i), case when i % 3 > 0 then crm.at(i) + interval '1 day' end, k.low + i % (k.high - k.low + 1), k.low, k.high, 'theme ' || i % 5
from generate_series(1, :rows / 2) i, lateral (select * from (values ('nps', 0, 10), ('enps', 1, 10), ('csat', 1, 5)) k(kind, low, high) offset case when i % 10 = 0 then 1 when i % 5 = 1 then 2 else 0 end limit 1) k;
insert into crm.revenue (revenue_id, account_id, booked_at, amount_base, kind) select 'v' || i, 'a' || crm.one(i, 7, :rows / 5), crm.at(i), 100 + i % 900, 'invoice' from generate_series(1, 2 * :rows::bigint) i;
insert into crm.subscription select 'b' || i, 'a' || crm.one(i, 1, :rows / 5), date '2022-01-01' + i % 900, case when i % 4 = 0 then date '2023-01-01' + i % 900 end, 100 + i % 1000, 'product ' || i % 3 from generate_series(1, :rows * 3 / 10) i;
insert into crm.ticket (ticket_id, account_id, contact_id, team, priority, created_at, first_reply_at, solved_at)
select 'q' || i, 'a' || crm.one(i, 7, :rows / 5), 'c' || crm.one(i, 11, :rows * 3 / 5), 'team ' || i % 5, 'high', crm.at(i), case when i % 7 > 0 then crm.at(i) + i % 90 * interval '1 hour' end, case when i % 3 > 0 then crm.at(i) + interval '5 days' end from generate_series(1, :rows::bigint) i;
insert into crm.score_history select 'lead', 'l' || crm.one(i, 3, :rows), crm.at(i), i % 100, 'rule ' || i % 5, i % 10 from generate_series(1, 2 * :rows::bigint) i;
insert into crm.asset (asset_id, name, kind, topic, network, published_on) select 'x' || i, 'Asset ' || i, (array['page', 'document', 'video', 'social_post'])[1 + i % 4], 'topic ' || i % 20, 'net ' || i % 3, '2022-01-01' from generate_series(0, 499) i;
insert into crm.program_member select 'program ' || i % 10, 'c' || i, 'a' || crm.one(i, 1, :rows / 5), crm.at(i), case when i % 4 = 0 then 'control' else 'nurtured' end, 'randomised' from generate_series(1, :rows / 2) i;
insert into crm.offer (offer_id, promo_code, account_id, opportunity_id, offered_at, expires_at, discount) select 'f' || i, 'SPRING', 'a' || crm.one(i, 7919, :rows / 5), 'o' || i, crm.at(i), crm.at(i) + interval '30 days', 100 from generate_series(1, :rows / 10) i;
insert into crm.metric_daily select (array['impressions', 'followers', 'posts', 'mentions'])[1 + i % 4], date '2022-01-01' + i / 12, 'net ' || i / 4 % 3, 'k' || i % 40, i % 1000 from generate_series(0, 14399) i;
insert into crm.member select 'forum ' || i % 4, 'p' || i, 'c' || 3 * i, null, crm.at(i), case when i % 9 = 0 then crm.at(i) + interval '300 days' end from generate_series(1, :rows / 5) i;
insert into crm.segment_member select 'segment ' || i % 9, 'account', 'a' || i, '2022-06-01', null from generate_series(1, :rows / 5) i;
insert into crm.usage_daily select 'a' || crm.one(i, 7, :rows / 5), date '2024-01-01' + (i % 450)::integer, 'product ' || i % 3, i % 20, i % 500, 25 from generate_series(1, 5 * :rows::bigint) i;
do $$
declare
	m record;
begin
	for m in select * from _model() where columns !~ '\[\]' loop
		execute format('analyze crm.%I', m.entity);
	end loop;
end
$$;

-- A layout that reads them as they are.
create procedure crm.connect(target text, mode text) language plpgsql as $$
begin
	execute format('create schema %I', target);
	execute format('create table %I.layout (layout text, kind text, name text, is_required boolean, definition text)', target);
	execute format($layout$
		insert into %1$I.layout
		select 'bench', 'source', m.entity, true, string_agg(l.name || case when l.place = 1 then '! ' else ' ' end || l.type, E'\n' order by l.place) from _model() m, lateral _line(m.columns) l where m.columns !~ '\[\]' group by m.entity
		union all
		select 'bench', 'entity', m.entity, false, string_agg(l.name || ' = s.' || l.name, E'\n' order by l.place) || E'\nfrom {' || m.entity || '} s' from _model() m, lateral _line(m.columns) l where m.columns !~ '\[\]' group by m.entity
	$layout$, target);
	perform abm_kpi_connect('bench', 'crm', target, jsonb_build_object('mode', mode, 'settings', '{"as_of": "2025-04-14"}'::jsonb));
	execute format($setting$
		insert into %1$I.account_list select 'abm', 'a' || i, '1', '2022-06-01', null from generate_series(1, 500) i;
		insert into %1$I.scoring_rule values ('visit', 'visit', 2, 30), ('form', 'form', 10, 60), ('meeting', 'meeting', 20, 90), ('open', 'email_open', 1, 30);
		insert into %1$I.goal select 'won_value', 'quarter', date '2022-01-01' + i * interval '3 months', 1e6 from generate_series(0, 13) i
	$setting$, target);
end
$$;

-- The time that this process has taken of the processor, in milliseconds: on a busy machine it says more than the clock.
create function crm.busy() returns numeric language sql as
$$ select 10 * sum(t::numeric) from unnest((string_to_array(regexp_replace(pg_read_file('/proc/self/stat', 0, 4000, true), '^.*\) ', ''), ' '))[12:13]) t $$;

-- Time for each view, in milliseconds.
create function crm.speed(target text, compiles boolean, rounds integer, grain text, dimension text) returns table (view_name text, filter text, ms numeric, busy numeric, row_count bigint) language plpgsql as $$
declare
	v record;
	started timestamptz;
	busy_before numeric;
begin
	perform set_config('jit', compiles::text, true), set_config('max_parallel_workers_per_gather', '0', true);
	for v in
		select w.name, coalesce(string_agg(case a.attname when 'period_grain' then format('period_grain = %L', case when w.dates ~ ('\m' || grain || '\M') or w.dates !~ '\m(week|month|quarter|year|trailing_year)\M' then grain else substring(w.dates from '\m(?:week|month|quarter|year|trailing_year)\M') end)
			when 'dimension' then format('dimension = %L', case when w.slices ~ ('\m' || dimension || '\M') or w.name = 'overview' then dimension else 'all' end) end, ' and ' order by a.attnum), '') as filter
		from _view() w left join pg_attribute a on a.attrelid = format('%I.%I', target, w.name)::regclass and a.attname in ('period_grain', 'dimension')
		group by w.name
		order by w.name
	loop
		view_name := v.name;
		filter := v.filter;
		ms := null;
		busy := null;
		for round in 1 .. rounds loop
			started := clock_timestamp();
			busy_before := crm.busy();
			-- A row as a value: all its columns are computed.
			execute format('select count(q) from (select * from %I.%I %s offset 0) q', target, v.name, 'where ' || nullif(v.filter, '')) into row_count;
			ms := least(ms, round(1000 * extract(epoch from clock_timestamp() - started)));
			busy := least(busy, crm.busy() - busy_before);
		end loop;
		return next;
	end loop;
end
$$;

select clock_timestamp() as started \gset
call crm.connect('copied', 'copy');
select round(extract(epoch from clock_timestamp() - :'started'::timestamptz)) as connect_seconds, clock_timestamp() as started \gset
-- As the settings are now, and a second time, so that this is what a refresh takes that has rows to replace.
create temp table refreshed as select * from abm_kpi_refresh('copied');
select round(extract(epoch from clock_timestamp() - :'started'::timestamptz)) as refresh_seconds \gset
call crm.connect('live', 'view');
vacuum analyze;

\echo abm_kpi_connect in copy mode :connect_seconds s, abm_kpi_refresh :refresh_seconds s
\pset format unaligned
\pset tuples_only on
select string_agg(format('%s %s', r.row_count, r.name), ', ' order by r.row_count desc) from refreshed r where r.name in (select m.entity from _model() m) and r.row_count > 0;
\echo
\echo 'ms: by the clock / of the processor'
\echo
\echo '| view | filter | rows | copy, jit off | copy, jit on | live, jit off | live, jit on |'
\echo '|---|---|---|---|---|---|---|'
create temp table speed as
select m.target, m.compiles, s.* from (values ('copied', false), ('copied', true), ('live', false), ('live', true)) m(target, compiles), lateral crm.speed(m.target, m.compiles, :rounds, :'grain', :'dimension') s
where m.target = any (string_to_array(:'modes', ' '));
select format('| %s | %s | %s | %s | %s | %s | %s |', view_name, filter, max(row_count), max(t) filter (where target = 'copied' and not compiles), max(t) filter (where target = 'copied' and compiles),
	max(t) filter (where target = 'live' and not compiles), max(t) filter (where target = 'live' and compiles))
from speed, lateral (select ms || ' / ' || busy as t) x group by view_name, filter order by view_name;
