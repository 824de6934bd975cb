-- The views of questions, surveys and of who stays against plain SQL and figures by hand.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
\pset fieldsep '\n'
select no_plan();
set timezone = 'UTC';

-- Whether two queries have the same rows, whatever their columns are called.
create function pg_temp.same(a text, b text, what text) returns text language sql as $$
	select is_empty(format('(%1$s except all %2$s) union all (%2$s except all %1$s)', '(' || a || ')', '(' || b || ')'), what)
$$;

-- Nothing to read
create schema none;
select lives_ok($$select abm_kpi_create_views('none')$$, 'views are made over nothing');
select is_empty('select * from none.' || v, v || ' has no rows then') from unnest(array['response_time', 'survey', 'retention_cohort']) v;
insert into none.ticket (ticket_id) values ('t'), (null);
insert into none.survey_response (response_id, kind) values ('r', 'csat'), (null, null);
insert into none.subscription (subscription_id) values ('s'), (null);
select is_empty('select * from none.' || v, v || ' has none of rows of NULLs') from unnest(array['response_time', 'survey', 'retention_cohort']) v;
drop schema none cascade;

-- As of 2024-03-31, a Sunday: what is open waits until midnight. 2024-03-12 is a day off.
create schema s;
create table s.account (account_id text, name text, segment text, is_deleted boolean);
insert into s.account values ('a1', 'Acme', 'food', false), ('a2', 'Bolt', 'tools', null), ('a3', 'Crux', null, false), ('a9', 'Gone', 'food', true);
create table s.contact (contact_id text, account_id text, role text, is_employee boolean);
insert into s.contact select 'c' || i, 'a' || 1 + i % 3, null, false from generate_series(1, 8) i;
insert into s.contact select 'e' || i, null, null, true from generate_series(1, 8) i;
create table s.ticket (ticket_id text, account_id text, contact_id text, team text, priority text, created_at timestamptz, first_reply_at timestamptz, solved_at timestamptz);
insert into s.ticket values
	('q1', 'a1', null, 'X', 'high', '2024-03-01 16:00+00', '2024-03-04 10:00+00', '2024-03-05 16:00+00'),   -- Friday to Monday: 66 hours, a quarter of a business day
	('q2', 'a1', null, 'X', 'high', '2024-03-04 09:00+00', '2024-03-04 09:30+00', '2024-03-04 09:00+00'),   -- half an hour
	('q3', 'a2', null, 'X', 'low', '2024-03-05 20:00+00', '2024-03-06 09:00+00', '2024-03-05 19:00+00'),    -- over night; solved before it was asked
	('q4', 'a2', null, 'X', null, '2024-03-11 15:00+00', '2024-03-14 15:00+00', null),                       -- three days, of which one off
	('q5', 'a3', null, 'X', 'low', '2024-03-20 12:00+00', null, 'infinity'),
	('q6', 'a9', null, 'X', 'low', '2024-03-31 12:00+00', null, null),                                       -- may still be in time
	('q7', null, null, 'X', 'low', '2024-03-07 12:00+00', '2024-03-06 12:00+00', null),                      -- answered before it was asked
	('bad1', 'a1', null, 'X', 'low', 'infinity', null, null), ('bad2', 'a1', null, 'X', 'low', '-infinity', '2024-01-01', null), ('bad3', 'a1', null, 'X', 'low', null, '2024-01-01', null), ('bad4', 'a1', null, 'X', 'low', '2024-04-01', null, null);
insert into s.ticket select 'g' || i, 'a' || 1 + i % 3, null, 'T' || i % 2, (array['high', 'low'])[1 + i % 2], t, case when i % 7 > 0 then t + i * i % 90 * interval '1 hour' end, case when i % 5 > 0 then t + i * i % 90 * interval '1 hour' + interval '2 days' end
from generate_series(1, 120) i, lateral (select timestamptz '2023-11-03 11:00+00' + i * interval '19 hours' as t) t;
create table s.survey_response (response_id text, survey_id text, kind text, question text, contact_id text, account_id text, invited_at timestamptz, answered_at timestamptz, score numeric, scale_min numeric, scale_max numeric, theme text, followed_up_at timestamptz);
-- A pulse of two questions: c1 and c3 answer both, c2 one, c4 and c5 none; c1 is asked again a month later.
insert into s.survey_response (response_id, survey_id, kind, question, contact_id, invited_at, answered_at, score, scale_min, scale_max, theme) values
	('p1', 'pulse', 'pulse', 'speed', 'c1', '2024-02-01', '2024-02-02', 5, 1, 5, 'price; support'), ('p2', 'pulse', 'pulse', 'value', 'c1', '2024-02-01', '2024-02-02', 4, 1, 5, null), ('p3', 'pulse', 'pulse', 'speed', 'c2', '2024-02-01', '2024-02-03', 4, null, null, 'Support ;'),
	('p4', 'pulse', 'pulse', 'value', 'c2', '2024-02-01', null, null, 1, 5, null), ('p5', 'pulse', 'pulse', 'speed', 'c3', '2024-02-01', '2024-02-03', 2, 1, 5, 'price;price'), ('p6', 'pulse', 'pulse', 'value', 'c3', '2024-02-01', '2024-02-03', 1.5, 1, 5, ' ; '),
	('p7', 'pulse', 'pulse', null, 'c4', '2024-02-01', null, null, null, null, null), ('p8', 'pulse', 'pulse', null, 'c5', '2024-02-01', null, null, null, null, 'price'), ('p9', 'pulse', 'pulse', 'speed', 'c1', '2024-03-03', '2024-03-04', 3, 1, 5, null),
	('n1', 'nps', 'nps', null, 'c1', null, '2024-01-05', 2, 0, 10, null), ('n2', 'nps', 'nps', null, 'c1', null, '2024-01-20', 9, 0, 10, 'price'), ('n3', 'nps', 'nps', null, 'c3', null, '2024-01-20', 3, 0, 10, 'support'), ('n4', 'nps', 'nps', null, 'c7', null, '2024-01-20', 10, 0, 10, null),
	('bad1', 'pulse', 'pulse', 'speed', 'c6', '2024-02-01', '2024-02-02', 6, 1, 5, 'price'), ('bad2', 'pulse', 'pulse', 'speed', 'c6', '2024-02-01', '2024-02-02', 'NaN', 1, 5, 'price'), ('bad3', 'pulse', 'pulse', 'speed', 'c6', '2024-02-01', '2024-02-02', 4, 1, 'Infinity', 'price'), ('bad4', 'pulse', 'pulse', 'speed', 'c6', '2024-02-01', '2030-01-01', 4, 1, 5, 'price'),
	('bad5', 'pulse', 'pulse', 'speed', 'c6', '2024-02-01', 'infinity', 4, 1, 5, 'price'), ('bad6', 'nps', 'nps', null, 'c6', null, '2024-01-20', 7.5, 0, 10, null), ('bad8', 'nps', 'nps', null, 'c6', null, '2024-01-20', 50, 0, 100, 'price'), ('bad7', 'nps', 'nps', null, 'c6', null, '2024-01-20', 11, 0, 10, null);
-- Of ours six answer, five of them with a 4, and name one theme; in another survey four.
insert into s.survey_response (response_id, survey_id, kind, contact_id, invited_at, answered_at, score, scale_min, scale_max, theme) select 'e' || i, 'staff', 'pulse', 'e' || i, '2024-02-01', '2024-02-05', case when i = 6 then 1 else 4 end, 1, 5, case when i < 6 then 'pay' else 'boss' end from generate_series(1, 6) i;
insert into s.survey_response (response_id, survey_id, kind, contact_id, invited_at, answered_at, score, scale_min, scale_max) select 'f' || i, 'few', 'enps', 'e' || i, '2024-02-01', '2024-02-05', 4, 1, 10 from generate_series(1, 4) i;
create table s.subscription (subscription_id text, account_id text, start_on date, end_on date, mrr_base numeric, product text);
-- Twelve customers from November 2022 on: every third leaves after some months, every fourth pays more, one comes back.
insert into s.subscription select 'u' || i, 'k' || i, date '2022-11-15' + i * 30, case when i % 3 = 0 or i % 4 = 0 then date '2022-11-15' + i * 30 + 100 end, 10 * i, 'base' from generate_series(1, 12) i;
insert into s.subscription select 'v' || i, 'k' || i, date '2022-11-15' + i * 30 + 100, null, 40 * i, 'base' from generate_series(4, 12, 4) i;
insert into s.subscription values ('back', 'k3', '2023-09-01', null, 5, 'plus'), ('bad1', 'k1', '2023-01-01', null, 'NaN', 'base'), ('bad2', 'k1', '-infinity', null, 5, 'base'), ('bad3', 'k99', '2023-03-01', '2023-03-01', 5, 'base'), ('bad4', 'a9', '2023-03-01', null, 5, 'base'), ('bad5', 'k98', '2024-02-28', null, 0, 'base');
select count(*) > 0 as made from abm_kpi_create_views('s', '{"settings": {"as_of": "2024-03-31", "min_n": 3}}') \gset
insert into s.account_list values ('abm', 'a1', null, '2024-01-01', null);
insert into s.holiday values ('2024-03-12');
select columns_are('s', 'response_time', array['id', 'period_grain', 'period_start', 'is_complete', 'dimension', 'dimension_value', 'dimension_label', 'n', 'is_thin', 'question_count', 'median_first_reply_days', 'median_first_reply_days_lo', 'median_first_reply_days_hi', 'p90_first_reply_days',
	'median_first_reply_business_days', 'median_first_reply_business_days_lo', 'median_first_reply_business_days_hi', 'p90_first_reply_business_days', 'within_sla_rate', 'within_sla_rate_lo', 'within_sla_rate_hi', 'within_sla_count', 'judged_count', 'unanswered_count', 'solved_count',
	'median_solve_days', 'median_solve_days_lo', 'median_solve_days_hi', 'median_solve_business_days', 'median_solve_business_days_lo', 'median_solve_business_days_hi', 'unsolved_count', 'wrong_order_count'], 'response_time has its columns');
select columns_are('s', 'survey', array['id', 'period_grain', 'period_start', 'is_complete', 'dimension', 'dimension_value', 'dimension_label', 'survey_id', 'survey_kind', 'question', 'aspect', 'answer', 'theme', 'n', 'is_thin', 'answer_rate', 'answer_rate_lo', 'answer_rate_hi', 'answer_count', 'response_count',
	'csat_rate', 'csat_rate_lo', 'csat_rate_hi', 'top_two_count', 'csat_response_count', 'average_score', 'complete_rate', 'complete_rate_lo', 'complete_rate_hi', 'completed_count', 'invited_count', 'cadence', 'question_count'], 'survey has its columns, and no comment');
select columns_are('s', 'retention_cohort', array['id', 'period_grain', 'period_start', 'is_complete', 'dimension', 'dimension_value', 'dimension_label', 'months_since', 'n', 'is_thin', 'retained_rate', 'retained_rate_lo', 'retained_rate_hi', 'retained_count', 'start_count', 'revenue_rate', 'now_value', 'start_value'], 'retention_cohort has its columns');

-- Questions of team X. In hours: 0, 13, 66, 72, and waiting 12 and 276. Of six: 5/6, then of four 5/6 * 3/4, of three 5/12: half are answered after 66 hours.
-- Nine of ten never are. Of five whose day is over two were answered in it: q2 and q3.
select is((select format('%s %s %s %s %s %s %s %s', n, question_count, median_first_reply_days, p90_first_reply_days is null, within_sla_count, judged_count, unanswered_count, wrong_order_count) from s.response_time where id = 'month|2024-03-01|team|X'), '7 7 2.75 t 2 5 2 2', 'response_time: who waits is censored, by hand');
-- In business days: 0 over night, 1/16 (an hour of 24 in full ones), 1/4, 2; waiting 0 and 7.625 less nothing: of six 5/6, of four 5/8, of three 5/12.
select is((select median_first_reply_business_days from s.response_time where id = 'month|2024-03-01|team|X'), 0.25::float8, 'and in business days');
select is((select round(reply_business_days::numeric, 4) from s.ticket_fact where ticket_id = 'q4'), 2.0000, 'a day off is none');
-- Solved after 0 and 4 days; q6 waits for half a day, and q4, q5 and q7 for longer: not half of them are solved.
select is((select format('%s %s %s', solved_count, unsolved_count, median_solve_days is null) from s.response_time where id = 'month|2024-03-01|team|X'), '2 4 t', 'solving is a clock of its own; a solution that is to come is none');
update s.ticket set first_reply_at = '2024-03-21 12:00+00' where ticket_id = 'q5';
-- 24 hours: 0, 13, 24, 66, 72; one waits for 12: 5/6, 5/8, 5/12 at 24 hours; the last at 72 hours is the end.
select is((select format('%s %s %s', median_first_reply_days, p90_first_reply_days, within_sla_count) from s.response_time where id = 'month|2024-03-01|team|X'), '1 3 3', 'an answer at the limit is in time');
delete from s.holiday;
select is((select round(business_days::numeric, 4) from (select reply_business_days as business_days from s.ticket_fact where ticket_id = 'q4') q), 3.0000, 'without the day off it is three days');
update s.setting set value = '18:00' where name = 'opens_at';
select is((select format('%s %s', median_first_reply_days, median_first_reply_business_days is null) from s.response_time where id = 'month|2024-03-01|team|X'), '1 t', 'hours that end before they begin say nothing, and break nothing');
update s.setting set value = null where name = 'opens_at';
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, question_count, judged_count, within_sla_count, unanswered_count, solved_count, unsolved_count from s.response_time where dimension in ('all', 'priority', 'comparison_group', 'segment') and n > 0$$,
	$$select grain, starts, dimension, value, count(*), count(*) filter (where ok and t.created_at + interval '1 day' <= '2024-04-01'), count(*) filter (where ok and t.first_reply_at <= t.created_at + interval '1 day' and t.created_at + interval '1 day' <= '2024-04-01'),
			count(*) filter (where first_reply_at is null or first_reply_at >= '2024-04-01'), count(*) filter (where solved_at between created_at and '2024-03-31 23:59:59+00'), count(*) filter (where solved_at is null or solved_at >= '2024-04-01')
		from (select t.*, coalesce(first_reply_at >= created_at, true) as ok from s.ticket t where ticket_id !~ 'bad') t
		cross join lateral (values ('week', date_trunc('week', created_at)::date), ('month', date_trunc('month', created_at)::date), ('quarter', date_trunc('quarter', created_at)::date), ('year', date_trunc('year', created_at)::date)) g(grain, starts)
		cross join lateral (values ('all', 'all'), ('priority', coalesce(priority, '(none)')), ('comparison_group', case when account_id = 'a1' and created_at >= '2024-01-01' then 'abm' else 'other' end), ('segment', coalesce(case account_id when 'a1' then 'food' when 'a2' then 'tools' end, '(none)'))) d(dimension, value)
		group by 1, 2, 3, 4$$, 'response_time: the counts of each period and slice');
-- Where all are answered the median is that of whole hours.
select pg_temp.same($$select period_start, round(24 * median_first_reply_days::numeric) from s.response_time where period_grain = 'quarter' and dimension = 'team' and dimension_value = 'T1' and period_start < '2024-01-01'$$,
	$$select date '2023-10-01', min(h) from (select h, (select count(*) from s.ticket x where x.team = 'T1' and x.created_at < '2024-01-01' and floor(extract(epoch from x.first_reply_at - x.created_at) / 3600) <= h) as n from (select floor(extract(epoch from first_reply_at - created_at) / 3600) as h from s.ticket where team = 'T1' and created_at < '2024-01-01') y) z
		where n >= (select count(*) / 2.0 from s.ticket where team = 'T1' and created_at < '2024-01-01')$$, 'response_time: those who wait for months count as not answered');
select is((select median_first_reply_days from s.response_time where id = 'month|2024-01-01|all|all'), (select value from s.overview where id = 'first_reply_days|month|2024-01-01|all|all'), 'overview has the same median');

-- Surveys. Speed: 5, 4 and 2 of five who were invited; c2 left one question out. Themes: price and support twice each, of three.
select is((select format('%s %s %s %s | %s %s | %s %s', response_count, top_two_count, csat_rate::numeric(6, 4), average_score::numeric(6, 4), completed_count, invited_count, cadence, question_count) from s.survey where id = 'month|2024-02-01|all|all|pulse|pulse|speed|total'), '3 2 0.6667 3.6667 | 2 5 | month 2', 'survey: a question, by hand');
select results_eq($$select aspect, answer, theme, answer_count, answer_rate::numeric(6, 4) from s.survey where period_grain = 'month' and period_start = '2024-02-01' and dimension = 'all' and question = 'speed' order by aspect <> 'total', 1, 2, 3$$,
	$$values ('total', null, null, 3::bigint, 1.0000), ('answer', '2', null, 1, 0.3333), ('answer', '4', null, 1, 0.3333), ('answer', '5', null, 1, 0.3333), ('theme', null, 'price', 2, 0.6667), ('theme', null, 'support', 2, 0.6667)$$, 'survey: answers, and themes that overlap');
select results_eq($$select aspect, answer, answer_count, csat_rate, completed_count, invited_count from s.survey where period_grain = 'quarter' and dimension = 'all' and question = 'value' order by aspect <> 'total', 1, 2$$,
	$$values ('total', null, 2::bigint, 0.5::float8, 2::bigint, 5::bigint), ('answer', '1.5', 1, 0.5, 2, 5), ('answer', '4', 1, 0.5, 2, 5)$$, 'survey: the other question; a theme of blanks is none');
select results_eq($$select period_start, response_count, invited_count, is_complete from s.survey where period_grain = 'month' and dimension = 'all' and question = 'speed' and aspect = 'total' order by 1$$, $$values (date '2024-02-01', 3::bigint, 5::bigint, true), ('2024-03-01', 1, 1, true)$$, 'survey: months, from its first answer');
-- c1 gave 9 at last, c3 3; c2, c4 and c5 were never asked.
select results_eq($$select dimension_value, response_count, invited_count from s.survey where period_grain = 'year' and dimension = 'nps_category' and question = 'speed' and aspect = 'total' order by 1$$, $$values ('(none)', 1::bigint, 3::bigint), ('detractor', 1, 1), ('promoter', 2, 2)$$, 'survey: by what they say of us');
select results_eq($$select theme, answer_count from s.survey where period_grain = 'year' and dimension = 'nps_category' and dimension_value = 'detractor' and aspect = 'theme' order by survey_id, 1$$, $$values ('support', 1::bigint), ('price', 1)$$, 'survey: what detractors name');
select results_eq($$select dimension_value, response_count from s.survey where period_grain = 'year' and dimension = 'nps_category' and survey_id = 'nps' and aspect = 'total' order by 1$$, $$values ('detractor', 2::bigint), ('promoter', 2)$$, 'survey: an answer to the question itself is of its own category');
select results_eq($$select distinct survey_kind, csat_rate, csat_rate_lo, csat_rate_hi, top_two_count, csat_response_count, response_count from s.survey where survey_id = 'nps' and period_grain = 'year' and dimension = 'all'$$, $$values ('nps', null::float8, null::float8, null::float8, 0::bigint, 0::bigint, 4::bigint)$$, 'survey: 9 and 10 of NPS are no satisfied customers');
select set_eq($$select survey_kind from s.survey where csat_rate is not null$$, array['pulse'], 'survey: nor is anything of a kind for which that is not defined');
select results_eq($$select aspect, answer, theme, answer_count, response_count from s.survey where period_grain = 'month' and period_start = '2024-02-01' and dimension = 'all' and survey_id = 'staff' order by aspect <> 'total', 1, 2, 3$$,
	$$values ('total', null, null, 6::bigint, 6::bigint), ('answer', '4', null, 5, 6), ('theme', null, 'pay', 5, 6)$$, 'survey: of employees nothing that fewer than min_group gave');
select is_empty($$select * from s.survey where survey_id = 'few'$$, 'nor a survey of four');
update s.setting set value = '2' where name = 'min_group';
select is((select response_count from s.survey where id = 'month|2024-02-01|all|all|few|enps|total'), 4::bigint, 'whatever min_group is');
update s.setting set value = null where name = 'min_group';

select results_eq($$select entity, problem, row_count, example_keys from s.data_quality where entity in ('ticket', 'survey_response') order by 1, 2$$, $$values ('survey_response', 'date out of range', 1::bigint, 'bad5'), ('survey_response', 'scale out of range', 1, 'bad3'), ('survey_response', 'scale that NPS does not have', 1, 'bad8'), ('survey_response', 'score is not a whole number', 1, 'bad6'), ('survey_response', 'score off the scale', 3, 'bad1, bad2, bad7'),
	('ticket', 'answered before it was asked', 1, 'q7'), ('ticket', 'no date or one out of range', 3, 'bad1, bad2, bad3'), ('ticket', 'solved before it was asked', 1, 'q3')$$, 'what cannot be is listed');

-- Who stays, by plain SQL: what each of a quarter paid in the beginning, and m months after its own first day.
create temp table first as select account_id, min(start_on) as first_on from s.subscription where account_id ~ 'k' and subscription_id !~ 'bad' group by 1;
create temp table expected as
select date_trunc('quarter', first_on)::date as quarter, m, count(*) as n, count(*) filter (where then_paid > 0) as kept, sum(paid) as paid, sum(then_paid) as then_paid
from (
	select f.*, m, (select sum(mrr_base) from s.subscription x where x.account_id = f.account_id and subscription_id !~ 'bad' and start_on = f.first_on) as paid,
		(select coalesce(sum(mrr_base), 0) from s.subscription x where x.account_id = f.account_id and subscription_id !~ 'bad' and start_on <= (f.first_on + make_interval(months => m))::date and (end_on is null or end_on > (f.first_on + make_interval(months => m))::date)) as then_paid
	from first f, generate_series(0, 40) m
) x
where (date_trunc('quarter', first_on) + interval '3 months' - interval '1 day' + make_interval(months => m)) <= '2024-03-31'
group by 1, 2;
select pg_temp.same($$select period_start, months_since, n, start_count, retained_count, start_value, now_value from s.retention_cohort where dimension = 'all' and n > 0$$, 'select quarter, m::bigint, n, n, kept, paid::numeric(18, 2), then_paid::numeric(18, 2) from expected', 'retention_cohort: each cell, and no other');
select pg_temp.same($$select period_start, months_since, round(retained_rate::numeric, 8), round(revenue_rate::numeric, 8) from s.retention_cohort where dimension = 'all' and n > 0$$, 'select quarter, m::bigint, round(kept::numeric / n, 8), round(then_paid / paid, 8) from expected', 'retention_cohort: its rates');
select cmp_ok((select count(*) from expected where kept < n), '>', 3::bigint, 'somebody left');
select cmp_ok((select count(*) from expected where then_paid > paid), '>', 0::bigint, 'and somebody pays more');
-- k3 begins on 2023-02-13, is gone from 24 May on, and back on 1 September; k2 and k4 are of that quarter, too.
select results_eq($$select months_since, retained_count from s.retention_cohort where dimension = 'all' and period_start = '2023-01-01' and months_since in (3, 4, 6, 7) order by 1$$, $$values (3::bigint, 3::bigint), (4, 2), (6, 2), (7, 3)$$, 'who comes back counts');
select results_eq($$select max(months_since), bool_and(is_complete) from s.retention_cohort where dimension = 'all' and period_start = '2023-10-01'$$, $$values (3::bigint, true)$$, 'customers of the last quarter of 2023 have all been three months by now, and no more');
select is_empty($$select * from s.retention_cohort where period_start = '2024-01-01' and months_since > 0$$, 'of an unfinished cell there is no row');

-- The day is that of the setting, whatever the session's zone is.
create temp table response_time_before as select * from s.response_time;
create temp table survey_before as select * from s.survey;
create temp table retention_cohort_before as select * from s.retention_cohort;
set timezone = 'Asia/Tokyo';
select pg_temp.same('select * from s.' || v, format('select * from %s_before', v), v || ' is the same in a session of another zone') from unnest(array['response_time', 'survey', 'retention_cohort']) v;
set timezone = 'UTC';

-- A filter reaches the scan: only one branch of the periods and one of the slices is left.
select matches(pg_temp.plan_of('select * from s.' || v), '''segment''::text', v || ': all branches without a filter') from unnest(array['response_time', 'survey', 'retention_cohort']) v;
select doesnt_match(pg_temp.plan_of(format('select * from s.%s where period_grain = ''quarter'' and dimension = ''all''', v)), '''segment''::text|date_trunc\(''year', v || ': a filter leaves one branch of the slices, and one of the periods') from unnest(array['response_time', 'survey', 'retention_cohort']) v;
drop schema s cascade;
select * from finish();
