-- demo.sql - a CRM connected, and what its KPI views tell of the demo company, one question at a time. scripts/demo runs
-- this; at a server of your own that has the extension:
--
--   createdb halden
--   psql -d halden -c 'create extension abm_kpi' -f scripts/demo.sql
--
-- Every sentence is computed from views of the schema kpi by the query above it; no figure is typed here.

\set ON_ERROR_STOP on
\set QUIET on
\timing off
\pset format aligned
\pset pager off
\pset footer off
\pset border 0
\pset linestyle unicode
\pset unicode_border_linestyle single
\pset null ''
\pset tuples_only off
\pset expanded off
\if :{?bold}
\else
	\set bold ''
	\set plain ''
\endif
set datestyle = 'ISO';
set client_min_messages = warning;
set jit = off;          -- the views are long queries: compiling them takes longer than it saves

-- An estimate between its limits on a scale, with a line at a value to compare with. A whole block is one cell.
create or replace function pg_temp.whisker(low float8, value float8, high float8, at float8, scale_low float8, scale_high float8, width integer) returns text
	language sql immutable as $$
		select string_agg(case when i = v then '●' when i = l then '├' when i = h then '┤'
		                       when i between l and h then '─' when i = a then '┊' else ' ' end, '' order by i)
		from (select round((width - 1) * (low - scale_low) / (scale_high - scale_low))::integer,
		             round((width - 1) * (value - scale_low) / (scale_high - scale_low))::integer,
		             round((width - 1) * (high - scale_low) / (scale_high - scale_low))::integer,
		             round((width - 1) * (at - scale_low) / (scale_high - scale_low))::integer) p(l, v, h, a),
		     generate_series(0, width - 1) as i
	$$;

-- A share, a number of points, a change, money and limits, as people read them.
create or replace function pg_temp.percent(share float8) returns numeric
	language sql immutable as $$ select round(100 * share::numeric, 1) $$;
create or replace function pg_temp.change(share float8) returns text
	language sql immutable as $$ select to_char(100 * share, 'FMSG999,990') || ' %' $$;
create or replace function pg_temp.money(value numeric) returns text
	language sql immutable as $$ select to_char(value, 'FM999,999,999,990') $$;
create or replace function pg_temp.cell(value numeric, width integer) returns text
	language sql immutable as $$ select lpad(pg_temp.money(value), width) $$;
create or replace function pg_temp.range(low float8, high float8) returns text
	language sql immutable as $$ select lpad(pg_temp.percent(low)::text, 4) || ' - ' || lpad(pg_temp.percent(high)::text, 4) $$;

-- The company, unless it is there already.

select to_regnamespace('kpi') is null as is_new \gset
\if :is_new
	\warn 'Writing the Salesforce of a company that does not exist (some ten seconds) ...'
	select sum(row_count) as crm_rows, count(*) as crm_tables from abm_kpi_demo('salesforce') where not starts_with(name, 'abm_kpi_demo_') \gset
	\warn 'Connecting it, and filling the tables behind the views (a minute or more) ...'
	create temporary table connected as
	select * from abm_kpi_connect(null, 'salesforce', 'kpi', '{"mode": "copy"}');
	select count(*) as added from abm_kpi_demo_settings('kpi') \gset
	\echo
	select format(E'CONNECTED: %s tables with %s rows, recognised as the layout %s.', :crm_tables, pg_temp.money(:crm_rows), layout) as headline from kpi.abm_kpi_connection \gset
	\echo :bold:headline:plain
	\echo '   select * from abm_kpi_connect(null, ''salesforce'', ''kpi'', ''{"mode": "copy"}'');'
	select case when line.place = 1 then object.made end as made, case when line.place = 1 then n end as n, line.part[1] as names
	from (select min(array_position(array['table', 'setting', 'view'], kind)) as place, made, count(*) as n, string_agg(name, ', ' order by name) as names
	      from connected, lateral (select case when kind = 'setting' then 'settings' when kind = 'view' then 'KPI views'
	           when detail like 'from %' then 'from the CRM' else 'not in the CRM' end as made) m where kind <> 'schema' group by made) object,
	     regexp_matches(names, '(.{1,100}(?:,|$)) ?', 'g') with ordinality as line(part, place) order by object.place, object.made, line.place;
	\echo '   select * from abm_kpi_demo_settings(''kpi'');    -- what this CRM has no place for, and the settings'
\endif

\echo
select format(E'HALDEN INSTRUMENTS, a made-up company, on %s: %s deals of %s accounts,\n%s leads, %s touches. Its ABM programme began on %s, with %s accounts.',
              to_char(s.value::date, 'FMDD FMMonth YYYY'), (select pg_temp.money(count(*)) from kpi.deals),
              (select pg_temp.money(count(*)) from kpi.account where not is_deleted), (select pg_temp.money(count(*)) from kpi.lead where not is_deleted),
              (select pg_temp.money(count(*)) from kpi.touch), to_char(l.valid_from, 'FMDD FMMonth YYYY'), l.n) as headline,
       (select value from kpi.setting where name = 'base_currency') as currency
from kpi.setting s, (select valid_from, count(*) as n from kpi.account_list where list_id = 'abm' group by valid_from order by valid_from limit 1) l
where s.name = 'as_of' \gset
\echo :bold:headline:plain
\echo

-- 1

create temporary table win as
select dimension_value as comparison_group, rate_summary(sum(won_count), sum(closed_count)) as deals
from kpi.win_rate where period_grain = 'year' and dimension = 'comparison_group' group by dimension_value;

select format(E'1. Does ABM win more? %s: %s %% of %s closed deals (95 %% interval %s to %s)\n   against %s %% of %s inbound ones (%s to %s). Difference %s points (%s to %s).',
              case when c.low > 0 then 'Yes' when c.high < 0 then 'No, less' else 'Not clear' end,
              pg_temp.percent(rate(a.deals)), trials(a.deals), pg_temp.percent(ca.low), pg_temp.percent(ca.high),
              pg_temp.percent(rate(b.deals)), pg_temp.money(trials(b.deals)), pg_temp.percent(cb.low), pg_temp.percent(cb.high),
              pg_temp.percent(c.difference), pg_temp.percent(c.low), pg_temp.percent(c.high)) as headline
from win a, win b, lateral rate_compare(a.deals, b.deals) c, lateral rate_ci(a.deals) ca, lateral rate_ci(b.deals) cb
where a.comparison_group = 'abm' and b.comparison_group = 'inbound' \gset
\echo :bold:headline:plain

-- Sparklines of one scale: one of all groups, cut into pieces. Quarters of too few deals are blank.
with course as (
	select dimension_value as comparison_group, case when not is_thin then win_rate end as win_rate,
	       row_number() over (order by dimension_value, period_start)::integer as place
	from kpi.win_rate where period_grain = 'quarter' and dimension = 'comparison_group'),
spark as (
	select comparison_group, string_agg(repeat(substr(whole.line, place, 1), 2), '' order by place) as line
	from course, (select kpi_spark(array_agg(win_rate order by place)) as line from course) whole group by comparison_group)
select comparison_group as "group", pg_temp.cell(trials(deals), 6) as closed, hits(deals) as won, pg_temp.percent(rate(deals)) as "win %",
       pg_temp.range(ci.low, ci.high) as "95 % interval",
       pg_temp.whisker(ci.low, rate(deals), ci.high, null, 0, 0.5, 41) as "0       10      20      30      40       ",
       line as "win rate by quarter"
from win join spark using (comparison_group), lateral rate_ci(deals) ci order by rate(deals) desc;

-- 2

create temporary table listed as
select rate_agg(case status when 'won' then true when 'lost' then false end) as deals,
       count(*) filter (where status = 'won' and comparison_group <> 'abm') as late_won,
       count(*) filter (where status = 'lost' and comparison_group <> 'abm') as late_lost
from kpi.deals where account_id in (select account_id from kpi.account_list where list_id = 'abm' and valid_to is null);

select format(E'2. The trap: accounts that were put on the list after their deal, %s won and %s lost.\n   Joined with the list of today, ABM would show %s %% of %s deals, %s points too much.',
              late_won, late_lost, pg_temp.percent(rate(listed.deals)), trials(listed.deals), pg_temp.percent(rate(listed.deals)) - pg_temp.percent(rate(win.deals))) as headline
from listed, win where win.comparison_group = 'abm' \gset
\echo :bold:headline:plain

select which as "on the list", pg_temp.cell(trials(deals), 6) as closed, hits(deals) as won, pg_temp.percent(rate(deals)) as "win %",
       pg_temp.range(ci.low, ci.high) as "95 % interval",
       pg_temp.whisker(ci.low, rate(deals), ci.high, null, 0, 0.5, 41) as "0       10      20      30      40       ", counts as " "
from (select 'when it was created' as which, deals, 'what the views count' as counts from win where comparison_group = 'abm'
      union all select 'today', deals, 'wins that ABM did not make' from listed) x, lateral rate_ci(deals) ci order by which desc;

-- 3

create temporary table pace as
select comparison_group, deal_agg(case status when 'won' then true when 'lost' then false end, deal_value, created_on, closed_on) as deals,
       amount_agg(deal_value) filter (where status = 'won') as amounts
from kpi.deals group by comparison_group;
create temporary table speed as
select comparison_group, sales_velocity(deals) / (won(deals) + lost(deals)) as per_day from pace;

select format(E'3. Larger and slower, yet faster money: a won ABM deal is worth %s %s against %s inbound\n   (difference %s to %s), and takes %s days against %s (medians). A day on one deal brings %s %s against %s,\n   %s times as much.',
              pg_temp.money(average_deal_value(a.deals)), :'currency', pg_temp.money(average_deal_value(b.deals)),
              pg_temp.money(v.low::numeric), pg_temp.money(v.high::numeric), median_cycle_length(a.deals), median_cycle_length(b.deals),
              round(sa.per_day), :'currency', round(sb.per_day), round(sa.per_day / sb.per_day, 1)) as headline
from pace a join speed sa using (comparison_group), pace b join speed sb using (comparison_group), lateral average_deal_value_compare(a.deals, b.deals) v
where a.comparison_group = 'abm' and b.comparison_group = 'inbound' \gset
\echo :bold:headline:plain

select comparison_group as "group", won(deals) as won, pg_temp.cell(average_deal_value(deals), 10) as "mean value",
       pg_temp.money(ci.low::numeric) || ' - ' || pg_temp.money(ci.high::numeric) as "95 % interval", pg_temp.cell(median_amount(amounts), 6) as median,
       median_cycle_length(deals) as "median days", lpad(cl.low::text, 3) || ' - ' || lpad(cl.high::text, 3) as interval, round(percentile_cycle_length(deals, 0.9)) as "9 of 10",
       rpad(kpi_bar(median_cycle_length(deals), 120, 16), 16) as "days", round(per_day) as "a day",
       kpi_bar(per_day::float8, 240, 16) as "per deal and day"
from pace join speed using (comparison_group), lateral average_deal_value_ci(deals) ci, lateral median_cycle_length_ci(deals) cl order by per_day desc;

-- 4

create temporary table stall as
select v.*, d.open_now, d.value_now, d.value_now / sum(d.value_now) over () as value_share
from kpi.stage_velocity v left join (
	select stage_name, count(*) as open_now, sum(deal_value) as value_now from kpi.deals where status = 'open' group by stage_name) d using (stage_name)
where v.entity = 'opportunity' and v.dimension = 'all' and v.period_grain = 'year' and v.stage_order is not null
  and v.period_start = (select max(period_start) from kpi.stage_velocity where entity = 'opportunity' and dimension = 'all' and period_grain = 'year' and is_complete);

select format(E'4. Where do deals stall? In %s: of %s visits in %s, the newest year that is settled, %s %%\n   led further (%s to %s), half took more than %s days (%s to %s), and %s %% of the open value is there (%s deals).',
              stage_name, left_count, extract(year from period_start), pg_temp.percent(advance_rate), pg_temp.percent(advance_rate_lo), pg_temp.percent(advance_rate_hi),
              median_days, median_days_lo, median_days_hi, round(100 * value_share), open_now) as headline
from stall order by median_days desc limit 1 \gset
\echo :bold:headline:plain

select stage_name as stage, pg_temp.cell(left_count, 6) as visits, pg_temp.percent(advance_rate) as "further %", pg_temp.range(advance_rate_lo, advance_rate_hi) as "95 % interval",
       median_days as days, lpad(median_days_lo::text, 2) || ' - ' || lpad(median_days_hi::text, 2) as interval, p90_days as "9 of 10",
       rpad(kpi_bar(median_days, 40, 16), 16) as "median days", open_now as "open now", round(100 * value_share) as "value %", kpi_bar(value_share::float8, 0.5, 16) as "of the open value"
from stall order by stage_order;

select format(E'   ABM deals with four or more people: %s %% of %s are won; with one: %s %% of %s (difference %s to %s points).',
              round(100 * rate(many)), trials(many), round(100 * rate(one)), trials(one), pg_temp.percent(c.low), pg_temp.percent(c.high)) as note
from (select rate_agg(status = 'won') filter (where stakeholder_band = '4+') as many, rate_agg(status = 'won') filter (where stakeholder_band = '1') as one
      from kpi.deals where comparison_group = 'abm' and status in ('won', 'lost')) s, lateral rate_compare(many, one) c \gset
\echo :note
\echo

-- 5

create temporary table credit as
select level_label as program, total_cost, won_value_last / sum(won_value_last) over () as last_share, won_value_markov / sum(won_value_markov) over () as markov_share,
       roi_last, roi_markov, sum(won_value_last) over () as won_value, sum(won_count) over () as won_count
from kpi.campaign_roi where level = 'program';

select format(E'5. Does the last touch tell the truth? Of %s million %s in %s won deals it gives %s %s %%.\n   By a Markov chain over all touches it is %s %%, and the return on %s million goes from %s to %s.\n   %s gains most: %s to %s %% of the value, the return from %s to %s.',
              round(a.won_value / 1e6, 1), :'currency', a.won_count, a.program, round(100 * a.last_share), round(100 * a.markov_share), round(a.total_cost / 1e6, 1),
              pg_temp.change(a.roi_last), pg_temp.change(a.roi_markov), b.program, round(100 * b.last_share), round(100 * b.markov_share),
              pg_temp.change(b.roi_last), pg_temp.change(b.roi_markov)) as headline
from (select * from credit where total_cost > 0 order by markov_share - last_share limit 1) a,
     (select * from credit where total_cost > 0 order by markov_share - last_share desc limit 1) b \gset
\echo :bold:headline:plain

select program as program, pg_temp.cell(total_cost, 9) as "     cost", pg_temp.percent(last_share) as "last %", pg_temp.percent(markov_share) as "Markov %",
       translate(pg_temp.whisker(least(last_share, markov_share), markov_share, greatest(last_share, markov_share), null, 0, 0.32, 41), '├┤', '○○') as "share:  ○ last touch  ● Markov chain",
       lpad(pg_temp.change(roi_last), 8) as "ROI last", lpad(pg_temp.change(roi_markov), 10) as "ROI Markov"
from credit where last_share > 0 and program <> '(none)' order by markov_share - last_share;

-- 6

create temporary table source as
select dimension_value as source, l.leads, l.leads / sum(l.leads) over () as share, l.mql, l.cost, w.deals
from (select dimension_value, sum(lead_count) as leads, rate_summary(sum(mql_count), sum(lead_count)) as mql, sum(cost) as cost
      from kpi.lead_source where period_grain = 'year' and dimension = 'source' and touch_rule = 'first' group by dimension_value) l
     left join (select dimension_value, rate_summary(sum(won_count), sum(closed_count)) as deals
                from kpi.win_rate where period_grain = 'year' and dimension = 'source' group by dimension_value) w using (dimension_value)
where l.leads > 0;

select format(E'6. Many leads, no wins? %s brings %s of %s people (%s %%), at %s %s each%s.\n   %s %% of them qualify (%s to %s), of the others %s %%. Of its %s closed deals %s won (win rate %s to %s %%).',
              s.source, pg_temp.money(s.leads), pg_temp.money(trials(everybody)), round(100 * s.share), round(s.cost / s.leads), :'currency', case when s.cost / s.leads = cheapest then ', less than any other' end,
              pg_temp.percent(rate(s.mql)), pg_temp.percent(ci.low), pg_temp.percent(ci.high), pg_temp.percent(rate(others)), trials(s.deals), case hits(s.deals) when 0 then 'none is' when 1 then '1 is' else hits(s.deals) || ' are' end,
              pg_temp.percent(cw.low), pg_temp.percent(cw.high)) as headline
from (select * from source order by leads desc limit 1) s, (select rollup(mql) as everybody, min(cost / leads) as cheapest from source) a,
     (select rollup(mql) as others from (select mql from source order by leads desc offset 1) o) o, lateral rate_ci(s.mql) ci, lateral rate_ci(s.deals) cw \gset
\echo :bold:headline:plain

select source, pg_temp.cell(leads, 6) as people, rpad(kpi_bar(share::float8, 0.35, 20), 20) as "share of people", pg_temp.percent(rate(mql)) as "MQL %",
       pg_temp.cell(cost / leads, 9) as "cost each", trials(deals) as closed, hits(deals) as won, pg_temp.percent(rate(deals)) as "win %",
       pg_temp.whisker(ci.low, rate(deals), ci.high, null, 0, 0.5, 26) as "0    10   20   30   40    ",
       case when cost > 0 then coalesce(pg_temp.cell(cost / nullif(hits(deals), 0), 8), '  no win') end as "cost/win"
from source, lateral rate_ci(deals) ci order by leads desc;

-- 7

create temporary table stay as
select dimension_value as comparison_group, rate_summary(retained_count, start_count) as customers, start_value, now_value, kept_value
from kpi.retention where period_grain = 'trailing_year' and dimension = 'comparison_group'
  and period_start = (select max(period_start) from kpi.retention where period_grain = 'trailing_year' and dimension = 'comparison_group');

select format(E'7. Do they stay? %s %% of %s ABM customers of a year ago did, of the others %s %% of %s: difference %s points\n   (%s to %s). With upgrades and without new customers they pay %s %% of what they paid, the others %s %%.',
              pg_temp.percent(rate(a)), trials(a), pg_temp.percent(rate(b)), trials(b), pg_temp.percent(c.difference), pg_temp.percent(c.low), pg_temp.percent(c.high),
              round(100 * net_a), round(100 * net_b)) as headline
from (select rollup(customers) filter (where comparison_group = 'abm') as a, rollup(customers) filter (where comparison_group <> 'abm') as b,
             sum(now_value) filter (where comparison_group = 'abm') / sum(start_value) filter (where comparison_group = 'abm') as net_a,
             sum(now_value) filter (where comparison_group <> 'abm') / sum(start_value) filter (where comparison_group <> 'abm') as net_b from stay) s,
     lateral rate_compare(a, b) c \gset
\echo :bold:headline:plain

select comparison_group as "group", trials(customers) as "a year ago", hits(customers) as stayed, pg_temp.percent(rate(customers)) as "stayed %",
       pg_temp.range(ci.low, ci.high) as "95 % interval", pg_temp.whisker(ci.low, rate(customers), ci.high, null, 0.6, 1, 41) as "60        70        80        90       100",
       round(100 * kept_value / start_value) as "gross %", round(100 * now_value / start_value) as "net %", kpi_bar((now_value / start_value)::float8, 1.2, 16) as "they pay now"
from stay, lateral rate_ci(customers) ci where trials(customers) > 0 order by rate(customers) desc;

-- 8

create temporary table mood as
select *, dimension_value as comparison_group, nps_summary(array[detractor_count, 0, 0, 0, 0, 0, 0, passive_count, 0, promoter_count, 0]::numeric[]) as answers
from kpi.nps where survey_kind = 'nps' and period_grain = 'trailing_year' and dimension = 'comparison_group' and response_count > 0
  and period_start = (select max(period_start) from kpi.nps where survey_kind = 'nps' and period_grain = 'trailing_year' and dimension = 'comparison_group');

select format(E'8. Are they happier? %s: NPS %s of %s ABM answers of the last year, %s of %s others.\n   Difference %s points (%s to %s).',
              case when c.low > 0 then 'Yes' when c.high < 0 then 'No, less' else 'Not clear' end, to_char(nps(a), 'FMSG990'), responses(a),
              to_char(nps(b), 'FMSG990'), responses(b), round(c.difference), round(c.low), round(c.high)) as headline
from (select rollup(answers) filter (where comparison_group = 'abm') as a, rollup(answers) filter (where comparison_group <> 'abm') as b from mood) s,
     lateral nps_compare(a, b) c \gset
\echo :bold:headline:plain

select comparison_group as "group", promoter_count as "9-10", passive_count as "7-8", detractor_count as "0-6", lpad(to_char(nps, 'FMSG990'), 3) as nps,
       format('%s to %s', to_char(nps_lo, 'FMSG990'), to_char(nps_hi, 'FMSG990')) as "95 % interval",
       pg_temp.whisker(nps_lo, nps, nps_hi, 0, -20, 60, 41) as "          0         20        40        60", round(score_stddev::numeric, 1) as spread,
       pg_temp.percent(response_rate) as "answered %", pg_temp.percent(detractor_follow_up_rate) as "0-6 followed up %"
from mood order by mood.nps desc;

select format(E'Left out of the figures that they would spoil:\n   %s.', string_agg(format('%s %s', n, problem), ', ' order by n desc)) as note
from (select problem, count(*) as n from kpi.deals where problem is not null group by problem) p \gset
\echo :note
