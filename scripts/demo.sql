-- demo.sql - the KPIs of the demo company, one question at a time. scripts/demo loads demo-data.sql and runs this;
-- at a server of your own that has the extension:
--
--   createdb halden
--   psql -d halden -c 'create extension abm_kpi' -f scripts/demo-data.sql -f scripts/demo.sql
--
-- Every sentence is computed from the tables by the query above it; no figure is typed here.

\set ON_ERROR_STOP on
\set QUIET on
\timing off
\pset format aligned
\pset pager off
\pset footer off
\pset border 0
\pset linestyle unicode
\pset unicode_border_linestyle single
\pset null '-'
\pset tuples_only off
\pset expanded off
\if :{?bold}
\else
	\set bold ''
	\set plain ''
\endif
set timezone = 'Europe/Berlin';         -- in which a deal is opened on a certain day
set datestyle = 'ISO';
set client_min_messages = warning;

-- Pictures of figures. A whole block is one cell.
create or replace function pg_temp.bar(value numeric, biggest numeric, width integer) returns text
	language sql immutable as $$
		select coalesce(repeat('█', n / 8) || left(substr('▏▎▍▌▋▊▉', n % 8, 1), (n % 8 > 0)::integer), '')
		from (select greatest(round(8 * width * value / biggest)::integer, 0)) b(n)
	$$;

-- An estimate between its limits on a scale, with a line at a value to compare with.
create or replace function pg_temp.whisker(low numeric, value numeric, high numeric, at numeric, scale_low numeric, scale_high numeric, width integer) returns text
	language sql immutable as $$
		select string_agg(case when i = v then '●' when i = l then '├' when i = h then '┤'
		                       when i between l and h then '─' when i = a then '┊' else ' ' end, '' order by i)
		from (select round((width - 1) * (low - scale_low) / (scale_high - scale_low))::integer,
		             round((width - 1) * (value - scale_low) / (scale_high - scale_low))::integer,
		             round((width - 1) * (high - scale_low) / (scale_high - scale_low))::integer,
		             round((width - 1) * (at - scale_low) / (scale_high - scale_low))::integer) p(l, v, h, a),
		     generate_series(0, width - 1) as i
	$$;

-- A share or a number of points, as people read it.
create or replace function pg_temp.percent(share float8) returns numeric
	language sql immutable as $$ select round(100 * share::numeric, 1) $$;

\echo
select format(E'HALDEN INSTRUMENTS, a made-up company, on %s:\n%s accounts, %s deals, %s survey answers, %s marketing events.',
              to_char(t.as_of, 'FMDD FMMonth YYYY'), (select count(*) from account), (select count(*) from opportunity),
              (select count(*) from survey_response), (select count(*) from lead_event)) as headline
from today t \gset
\echo :bold:headline:plain

-- 1

create temporary table win as
select comparison_group, rate_agg(is_won) as deals, grouping(comparison_group) as is_all
from deal_group group by rollup (comparison_group);

select format(E'\n1. Does ABM win more? %s: %s %% of %s decided deals against %s %% of %s inbound ones.\n   Difference %s points (95 %% interval %s to %s).',
              case when c.low > 0 then 'Yes' when c.high < 0 then 'No, less' else 'Not clear' end,
              pg_temp.percent(rate(a.deals)), trials(a.deals), pg_temp.percent(rate(b.deals)), trials(b.deals),
              pg_temp.percent(c.difference), pg_temp.percent(c.low), pg_temp.percent(c.high)) as headline
from win a, win b, lateral rate_compare(a.deals, b.deals) c
where a.comparison_group = 'ABM' and b.comparison_group = 'inbound' \gset
\echo :bold:headline:plain

select coalesce(comparison_group, 'all') as "group",
       trials(deals) as decided, hits(deals) as won, pg_temp.percent(rate(deals)) as "win rate %",
       format('%s - %s', pg_temp.percent(ci.low), pg_temp.percent(ci.high)) as "95 % interval",
       pg_temp.whisker(ci.low::numeric, rate(deals)::numeric, ci.high::numeric, null, 0, 0.5, 41) as "0       10      20      30      40       "
from win, lateral rate_ci(deals) ci
order by is_all, rate(deals) desc;

select format('   Beware: joined with today''s account list, ABM would show %s %% of %s.'
              || E'\n   %s of these deals were decided before their account came onto it, and %s of them were won.',
              pg_temp.percent(win_rate(is_won)), count(is_won),
              count(is_won) filter (where comparison_group <> 'ABM'),
              count(*) filter (where comparison_group <> 'ABM' and is_won)) as note
from deal_group where is_target \gset
\echo :note
\echo

select format(E'2. In every segment? ABM is ahead in %s of %s, clearly so in %s.',
              count(*) filter (where c.difference > 0), count(*), count(*) filter (where c.low > 0)) as headline
from (select rate_agg(is_won) filter (where comparison_group = 'ABM') as a,
             rate_agg(is_won) filter (where comparison_group = 'inbound') as b
      from deal_group group by segment) s, lateral rate_compare(a, b) c \gset
\echo :bold:headline:plain

select segment, trials(a) as "n ABM", pg_temp.percent(rate(a)) as "ABM %", trials(b) as "n inb.", pg_temp.percent(rate(b)) as "inb. %",
       lpad(to_char(100 * c.difference, 'FMSG990.0'), 6) as points,
       case when c.p_value < 0.0001 then '<0.0001' else ' ' || round(c.p_value::numeric, 4) end as "p value",
       pg_temp.whisker(c.low::numeric, c.difference::numeric, c.high::numeric, 0, -0.05, 0.35, 41) as "     0         10        20        30    "
from (select segment, rate_agg(is_won) filter (where comparison_group = 'ABM') as a,
             rate_agg(is_won) filter (where comparison_group = 'inbound') as b
      from deal_group group by segment) s, lateral rate_compare(a, b) c
order by c.difference desc;

-- 3

create temporary table win_course as
select comparison_group, date_trunc('quarter', close_date)::date as quarter,
       (array_agg(rolling order by close_date desc, opportunity_id desc))[1] as rolling
from (select comparison_group, close_date, opportunity_id,
             case when count(*) over last_90 = 90 then win_rate(is_won) over last_90 end as rolling
      from deal_group where is_won is not null
      window last_90 as (partition by comparison_group order by close_date, opportunity_id rows between 89 preceding and current row)) w
where rolling is not null
group by comparison_group, date_trunc('quarter', close_date);

select format(E'3. Is it getting better? Win rate of the last 90 deals at each quarter''s end:\n   ABM went from %s to %s %%, inbound from %s to %s %%.',
              pg_temp.percent(abm[1]), pg_temp.percent(abm[cardinality(abm)]),
              pg_temp.percent(inbound[1]), pg_temp.percent(inbound[cardinality(inbound)])) as headline
from (select array_agg(rolling order by quarter) filter (where comparison_group = 'ABM') as abm,
             array_agg(rolling order by quarter) filter (where comparison_group = 'inbound') as inbound
      from win_course) x \gset
\echo :bold:headline:plain

select comparison_group as "group", pg_temp.percent((array_agg(rolling order by quarter) filter (where rolling is not null))[1]) as "first",
       pg_temp.percent(min(rolling)) as lowest, pg_temp.percent(max(rolling)) as highest,
       string_agg(coalesce(repeat(substr('▁▂▃▄▅▆▇█', 1 + floor(rolling * 8 / 0.6)::integer, 1), 3), '   '), ' ' order by quarter)
         as "win rate of the last 90 deals, by quarter (full block = 60 %)"
from (select distinct quarter from win_course) q cross join (values ('ABM'), ('inbound')) g(comparison_group)
     left join win_course using (quarter, comparison_group)
group by comparison_group order by comparison_group;

-- 4

create temporary table cycle as
select comparison_group,
       duration_agg(created_at, close_date) as closed,
       duration_agg(created_at, close_date, as_of) as everything
from deal_group, today group by comparison_group;

select format(E'4. How long does a deal take? ABM %s days, inbound %s (median of the decided), %s times as long.\n   Open deals included: %s and %s days. Longer is not worse here; plan for it.',
              median_days(a.closed), median_days(b.closed), round((median_days(a.closed) / median_days(b.closed))::numeric, 1),
              survival_median_days(a.everything), survival_median_days(b.everything)) as headline
from cycle a, cycle b where a.comparison_group = 'ABM' and b.comparison_group = 'inbound' \gset
\echo :bold:headline:plain

select comparison_group as "group", events(closed) as decided,
       round(average_days(closed)::numeric, 1) as mean, median_days(closed) as median,
       round(percentile_days(closed, 0.9)) as p90,
       open_count(everything) as open, survival_median_days(everything) as "with open",
       format('%s - %s', ci.low, ci.high) as "95 % interval",
       pg_temp.bar(survival_median_days(everything)::numeric, 130, 26) as "days until half are decided"
from cycle, lateral survival_median_days_ci(everything) ci order by median_days(closed) desc;

-- 5

create temporary table cohort as
select date_trunc('quarter', created_at at time zone 'Europe/Berlin')::date as quarter,
       duration_agg(created_at, close_date, as_of) as deals
from deal_group, today
where comparison_group = 'ABM' and created_at >= timestamptz '2024-01-01 00:00 Europe/Berlin'
group by 1;

select format(E'5. Are ABM deals getting faster? %s: the median of decided deals went from %s to %s days.\n   But in a young quarter only the fast deals are decided yet. With the open ones: %s and %s days.',
              case when median_days(b.deals) < median_days(a.deals) then 'It looks so' else 'It does not look so' end,
              median_days(a.deals), median_days(b.deals), survival_median_days(a.deals), survival_median_days(b.deals)) as headline
from cohort a, cohort b where a.quarter = date '2024-01-01' and b.quarter = date '2025-01-01' \gset
\echo :bold:headline:plain

select to_char(quarter, 'YYYY "Q"Q') as opened, events(deals) as decided, open_count(deals) as open,
       median_days(deals) as "median decided", survival_median_days(deals) as "median of all",
       case when ci.low is not null then format('%s - %s', ci.low, coalesce(ci.high::text, '?')) end as "95 % interval",
       case when survival_median_days(deals) is null then 'half are not decided yet'
            else pg_temp.bar(median_days(deals)::numeric, 130, 26) || repeat('░', greatest(round(26 * survival_median_days(deals) / 130)
                 - ceil(26 * median_days(deals) / 130), 0)::integer) end as "█ decided  ░ with open deals"
from cohort, lateral survival_median_days_ci(deals) ci order by quarter;

-- 6

create temporary table answers as
select case when target_from <= (answered_at at time zone 'Europe/Berlin')::date then 'ABM' else 'other' end as comparison_group,
       segment, nps_agg(score) filter (where score between 0 and 10) as answers
from survey_response join account using (account_id) where kind = 'nps' group by 1, 2;

select format(E'6. Are they happier? %s: NPS %s at target accounts (%s answers), %s elsewhere (%s answers).\n   Difference %s points (95 %% interval %s to %s). Standard deviation: %s against %s.',
              case when c.low > 0 then 'Yes' when c.high < 0 then 'No, less' else 'Not clear' end,
              to_char(nps(a), 'FMSG990'), responses(a), to_char(nps(b), 'FMSG990'), responses(b),
              round(c.difference), round(c.low), round(c.high), round(score_stddev(a)::numeric, 1), round(score_stddev(b)::numeric, 1)) as headline
from (select rollup(answers) filter (where comparison_group = 'ABM') as a,
             rollup(answers) filter (where comparison_group = 'other') as b from answers) s, lateral nps_compare(a, b) c \gset
\echo :bold:headline:plain

select coalesce(segment, comparison_group || ', all') as "group",
       promoters(s) as "9-10", passives(s) as "7-8", detractors(s) as "0-6", lpad(to_char(nps(s), 'FMSG990'), 3) as nps,
       format('%s to %s', to_char(ci.low, 'FMSG990'), to_char(ci.high, 'FMSG990')) as "95 % interval",
       pg_temp.whisker(ci.low::numeric, nps(s)::numeric, ci.high::numeric, 0, -25, 75, 41) as "          0         25        50         "
from (select comparison_group, segment, rollup(answers) as s, grouping(segment) as is_all
      from answers group by grouping sets ((comparison_group), (segment))) x, lateral nps_ci(s) ci
order by is_all desc, nps(s) desc;

-- 7

create temporary table score as
select a.account_id, a.name, a.segment, a.target_from is not null as is_target,
       count(*) as events, sum(points) as points, max(occurred_at) as newest,
       lead_score(points, occurred_at, interval '30 days', (t.as_of + 1)::timestamptz) as score
from lead_event join account a using (account_id), today t group by a.account_id;

select format(E'7. Whom to call today? Points lose half of their weight in 30 days: %s, score %s.\n   %s has collected most points of all, %s, but was last seen in %s:\n   score %s, rank %s of %s.',
              hot.name, round(hot.score::numeric), cold.name, cold.points, to_char(cold.newest, 'FMMonth YYYY'),
              round(cold.score::numeric, 1), (select count(*) + 1 from score s where s.score > cold.score), (select count(*) from score)) as headline
from (select * from score order by score desc, account_id limit 1) hot, (select * from score order by points desc, account_id limit 1) cold \gset
\echo :bold:headline:plain

select name, segment, case when is_target then 'yes' else '' end as target, events, points, newest::date as "last seen",
       round(score::numeric, 1) as score, pg_temp.bar(score::numeric, 200, 28) as "score today"
from score order by score.score desc, account_id limit 6;

-- 8

create temporary table renewal as
select case when target_from <= t.as_of then 'ABM' else 'other' end as comparison_group,
       rate_agg(is_renewed) as contracts, avg(annual_margin) as margin
from contract join account using (account_id), today t group by 1;

select format(E'8. What is a customer worth? %s euro at target accounts, %s elsewhere: %s times as much,\n   %s times by larger contracts, %s times by loyalty (all coming years, discounted by 10 %%).',
              to_char(round(clv(a.margin, rate(a.contracts), 0.10), -3), 'FM999,999'), to_char(round(clv(b.margin, rate(b.contracts), 0.10), -3), 'FM999,999'),
              round(clv(a.margin, rate(a.contracts), 0.10) / clv(b.margin, rate(b.contracts), 0.10), 1),
              round(a.margin / b.margin, 1), round(clv(1, rate(a.contracts), 0.10) / clv(1, rate(b.contracts), 0.10), 1)) as headline
from renewal a, renewal b where a.comparison_group = 'ABM' and b.comparison_group = 'other' \gset
\echo :bold:headline:plain

select comparison_group as "group", trials(contracts) as due, hits(contracts) as renewed, pg_temp.percent(rate(contracts)) as "renewed %",
       format('%s - %s', pg_temp.percent(ci.low), pg_temp.percent(ci.high)) as "95 % interval",
       to_char(margin, '9,999,999') as "margin/year", to_char(clv(margin, rate(contracts), 0.10), '9,999,999') as "lifetime value",
       pg_temp.bar(clv(margin, rate(contracts), 0.10), 180000, 26) as " "
from renewal, lateral rate_ci(contracts) ci order by clv(margin, rate(contracts), 0.10) desc;

select format(E'Left out, and counted: %s deals that close before they open (cycle), %s answers of 11 (NPS).',
              (select negative_count(rollup(closed)) from cycle),
              (select count(*) from survey_response where score not between 0 and 10)) as note \gset
\echo :note
