-- views_forecast: forecast, cycle_curve, promo and nurture_lift, over a small hand-made company.
--
-- Read on 2026-03-31. History of pipeline p: s1 was visited by two won and three lost deals (0.4), s2 by two and one (2/3).
-- Open deals by quarter of their expected close, value and the probabilities of the CRM and of history:
--   Q1 2026  o3 4000 x 0.1, 0.4; overdue o4 8000; without a day, or one too far off: o5, o6
--   Q2       o1 1000 x 0.5, 0.4   o2 2000 x 0.8 (of its stage), 2/3   o7 64000 x (1000: none), 0.4   o8 no value   o9 500 x 0.2, no history   o10 NaN
--   Q3       100 deals of 100 x 0.3, 0.5
--   Q4       none
--   Q1 2027  o11 10 x 0.5, 0.4
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select plan(25);
set timezone = 'UTC';

create schema cast_;
select count(*) > 0 as made from abm_kpi_create_views('cast_', '{"settings": {"as_of": "2026-03-31", "min_n": "30"}}') \gset
set search_path = cast_, public;

-- Nothing, and rows of NULLs
select is((select array[(select count(*) from forecast), (select count(*) from cycle_curve), (select count(*) from promo), (select count(*) from nurture_lift)]), array[0, 0, 0, 0]::bigint[], 'without data no rows');
insert into opportunity (opportunity_id) values ('n');
insert into offer (offer_id) values ('n');
insert into program_member (program_id) values ('n'), (null);
insert into goal (kpi, period_grain, period_start) values ('won_value', 'quarter', '2026-04-01');
select results_eq($$select period_grain, open_count, n_missing, weighted_stage_value, weighted_history_value_lo, goal_value from forecast where dimension = 'all' order by period_grain$$,
	$$values ('month', 0::bigint, 1::bigint, 0.00, null::numeric, null::numeric), ('quarter', 0, 1, 0, null, null), ('year', 0, 1, 0, null, null)$$, 'a deal of which nothing is known is missing in the running period');
select is((select array[(select count(*) from cycle_curve), (select count(*) from promo), (select count(*) from nurture_lift)]), array[0, 0, 0]::bigint[], 'and nowhere else');
delete from opportunity; delete from offer; delete from program_member; delete from goal;

-- Forecast
insert into stage (pipeline_id, stage_id, label, sort_order, probability) values ('p', 's1', 'One', 1, 0.2), ('p', 's2', 'Two', 2, 0.8), ('p', 's9', 'Nine', 3, null), ('q', 'q1', 'One', 1, null);
insert into opportunity (opportunity_id, pipeline_id, stage_id, status, created_at, close_on, amount_base, probability, forecast_category, owner_id) values
	('w1', 'p', 's2', 'won', '2026-01-02', '2026-01-20', 100, 1, 'Closed', 'u1'), ('w2', 'p', 's2', 'won', '2026-01-02', '2026-03-31', 200, 1, null, 'u1'),
	('x1', 'p', 's2', 'lost', '2026-01-02', '2026-01-20', 7, 0, null, 'u1'), ('x2', 'p', 's1', 'lost', '2026-01-02', '2026-01-20', 7, 0, null, 'u1'), ('x3', 'p', 's1', 'lost', '2026-01-02', '2026-01-20', 7, 0, null, 'u1'),
	('y1', 'q', 'q1', 'won', '2025-01-02', '2025-01-20', 55, 1, null, 'u2'), ('y2', 'q', 'q1', 'lost', '2025-01-02', '2025-01-20', 55, 0, null, 'u2'),
	('o1', 'p', 's1', 'open', '2026-01-02', '2026-04-10', 1000, 0.5, 'Commit', 'u1'), ('o2', 'p', 's2', 'open', '2026-01-02', '2026-05-20', 2000, null, 'Best Case', 'u1'),
	('o3', 'p', 's1', 'open', '2026-01-02', '2026-03-31', 4000, 0.1, 'BestCase', 'u1'), ('o4', 'p', 's1', 'open', '2026-01-02', '2026-02-01', 8000, 0.5, 'Commit', 'u1'),
	('o5', 'p', 's1', 'open', '2026-01-02', null, 16000, 0.5, null, 'u1'), ('o6', 'p', 's1', 'open', '2026-01-02', '2040-01-01', 32000, 0.5, null, 'u1'),
	('o7', 'p', 's1', 'open', '2026-01-02', '2026-04-15', 64000, 1000, null, 'u2'), ('o8', 'p', 's1', 'open', '2026-01-02', '2026-06-30', null, 0.5, null, 'u2'),
	('o9', 'p', 's9', 'open', '2026-01-02', '2026-05-05', 500, 0.2, null, 'u2'), ('o10', 'p', 's1', 'open', '2026-01-02', '2026-04-01', 'NaN', 0.5, null, 'u2'),
	('o11', 'p', 's1', 'open', '2026-01-02', '2027-01-10', 10, 0.5, null, 'u1'), ('d1', 'p', 's1', 'disqualified', '2026-01-02', '2026-02-01', 999, 0, null, 'u1');
insert into opportunity (opportunity_id, pipeline_id, stage_id, status, created_at, close_on, amount_base, probability) select 'q' || i, 'q', 'q1', 'open', '2026-02-01', '2026-07-15', 100, 0.3 from generate_series(1, 100) i;
insert into stage_history (entity, entity_id, stage_id, entered_at)
select 'opportunity', d, s, timestamptz '2026-01-03' + n * interval '1 day' from (values ('w1', 's1', 1), ('w1', 's2', 2), ('w2', 's1', 1), ('w2', 's2', 2), ('w2', 's1', 3), ('w2', 's2', 4), ('x1', 's1', 1), ('x1', 's2', 2), ('x2', 's1', 1), ('x3', 's1', 1), ('o1', 's1', 1), ('d1', 's1', 1)) h(d, s, n);
insert into stage_history (entity, entity_id, stage_id, entered_at) values ('opportunity', 'y1', 'q1', '2025-01-03'), ('opportunity', 'y2', 'q1', '2025-01-03');
insert into goal values ('won_value', 'quarter', '2026-01-01', 1000), ('won_value', 'quarter', '2026-04-01', 'NaN'), ('won_value', 'year', '2026-01-01', 200), ('won_count', 'quarter', '2026-01-01', 7);
select results_eq($$select period_start, open_count, open_value, weighted_stage_value, weighted_history_value, commit_value, best_case_value, closed_value, overdue_count, overdue_value, n_missing from forecast where period_grain = 'quarter' and dimension = 'all' order by period_start$$,
	$$values (date '2026-01-01', 1::bigint, 4000.00, 400.00, 1600.00, 0.00, 4000.00, 300.00, 1::bigint, 8000.00, 2::bigint),
		('2026-04-01', 6, 67500, 2200, 27333.33, 1000, 2000, 0, 0, 0, 4),
		('2026-07-01', 100, 10000, 3000, 5000, 0, 0, 0, 0, 0, 0),
		('2026-10-01', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
		('2027-01-01', 1, 10, 5, 4, 0, 0, 0, 0, 0, 0)$$, 'the quarters to come, as counted by hand');
-- sqrt(100 x 100^2 x 0.25) = 500; 1.959964 x 500 = 979.98
select results_eq($$select weighted_history_value_lo, weighted_history_value_hi from forecast where period_grain = 'quarter' and dimension = 'all' and period_start in ('2026-04-01', '2026-07-01') order by period_start$$,
	$$values (0.00, 67500.00), (4020.02, 5979.98)$$, 'their range, never beyond nothing and everything');
select results_eq($$select period_grain, goal_value, gap_value, round(coverage_ratio::numeric, 6) from forecast where dimension = 'all' and period_start in ('2026-01-01', '2026-04-01') and period_grain <> 'month' order by period_grain, period_start$$,
	$$values ('quarter', 1000.00, 700.00, 5.714286), ('quarter', null, null, null), ('year', 200, -100, null)$$, 'goals: one that is reached has no gap to cover, one of NaN is none');
select is((select array_agg(period_start order by period_start) from forecast where period_grain = 'month' and dimension = 'all'),
	(select array_agg(d::date order by d) from generate_series(timestamp '2026-03-01', '2027-01-01', '1 month') d), 'months without a deal are rows, those that are over are not');
select results_eq($$select dimension_value, sum(open_value), sum(overdue_value), sum(closed_value), max(goal_value) from forecast where period_grain = 'quarter' and dimension = 'owner' group by 1 order by 1$$,
	$$values ('(none)', 10000.00, 0.00, 0.00, null::numeric), ('u1', 7010, 8000, 300, null), ('u2', 64500, 0, 0, null)$$, 'by owner, without goals');
select results_eq($$select distinct dimension_value from forecast where period_grain = 'year' and dimension = 'category' order by 1$$, $$values ('(none)'), ('best_case'), ('closed'), ('commit')$$, 'by category');
select results_eq($$select dimension, sum(open_count) from forecast where period_grain = 'quarter' group by 1 order by 1$$, $$values ('all', 108::numeric), ('category', 108), ('comparison_group', 108), ('owner', 108), ('pipeline', 108), ('segment', 108)$$, 'slices add up');

-- The curve: twenty deals of d days, won (1), lost (2) or open (0). Shares are exact fractions, limits from their variance
-- (Marubini and Valsecchi 1995, 10.12), both computed with rational numbers by another program.
select is((select string_agg(concat_ws(' ', (i).low, (i).high), ', ' order by n) from (values (1, public._incidence_interval(0, 0)), (2, public._incidence_interval(1 - 1e-16, 1e-3)), (3, public._incidence_interval(1e-16, 1e-3)), (4, public._incidence_interval(0.5, -1e-20)), (5, public._incidence_interval(null, 1)),
	(6, public._incidence_interval(0.5, 0)), (7, public._incidence_interval(0.5, 1e10)), (8, public._incidence_interval(0.9999999, 0.1))) v(n, i)), ', , , , , 0.5 0.5, 0 1, 0 1', 'limits of nearly nothing and nearly everything');
truncate opportunity, stage_history;
create temp table way as select * from unnest(array[1,2,2,3,5,5,5,8,9,10,12,15,15,20,22,30,31,40,41,50], array[1,2,1,0,2,2,1,1,0,2,1,1,2,0,1,2,0,1,0,2]) with ordinality w(d, e, i);
select results_eq($$select day, at_risk, round(won_share::numeric, 12), round((won_limits).low::numeric, 10), round((won_limits).high::numeric, 10), round(lost_share::numeric, 12), round((lost_limits).low::numeric, 10), round((lost_limits).high::numeric, 10)
	from (select public._cumulative_incidence(duration_agg(date '2026-01-01' - d, case when e = 1 then date '2026-01-01' end, date '2026-01-01'), duration_agg(date '2026-01-01' - d, case when e = 2 then date '2026-01-01' end, date '2026-01-01'),
		duration_agg(date '2026-01-01' - d, case when e > 0 then date '2026-01-01' end, date '2026-01-01')) as c from way) s, lateral (select (s.c).*) c where day in (5, 15, 22, 50)$$,
	$$values (5::bigint, 16::bigint, round(49 / 320.0, 12), 0.0379538930, 0.3408267328, round(5 / 32.0, 12), 0.0387084004, 0.3465579313),
		(15, 9, round(567 / 1760.0, 12), 0.1307419143, 0.5322574753, round(479 / 1760.0, 12), 0.0985154123, 0.4815443834),
		(22, 6, round(343 / 880.0, 12), 0.1723431258, 0.6035744081, round(479 / 1760.0, 12), 0.0985154123, 0.4815443834),
		(50, 1, round(1267 / 2640.0, 12), 0.2254785817, 0.6964073862, round(1373 / 2640.0, 12), 0.2564229624, 0.7304662948)$$, 'won and lost compete');
insert into opportunity (opportunity_id, status, created_at, close_on) select 'c' || i, (array['open', 'won', 'lost'])[e + 1], case when e = 0 then timestamptz '2026-03-31' - d * interval '1 day' else '2025-06-01' end, case when e > 0 then date '2025-06-01' + d end from way;
insert into opportunity (opportunity_id, status, created_at, close_on) values ('back', 'won', '2025-06-01', '2025-05-01'), ('unfit', 'disqualified', '2025-06-01', '2025-06-03'), ('later', 'won', '2026-03-20', '2026-05-01'), ('long', 'won', '2015-06-01', '2025-06-01'), ('ever', 'won', '-infinity', '2025-06-01');
-- later is open for 11 days: 21 at risk at first
select results_eq($$select day, at_risk_count, round(won_share_rate::numeric, 6), n from cycle_curve where dimension = 'all' and period_start = '2025-04-01' order by day$$,
	$$values (1::bigint, 21::bigint, round(1 / 21.0, 6), 21::bigint), (2, 20, round(2 / 21.0, 6), 20), (3, 18, round(2 / 21.0, 6), 18), (5, 17, round(2 / 21.0 + 18 / 21.0 / 17, 6), 17),
		(8, 14, round(2 / 21.0 + 18 / 21.0 / 17 + 18 / 21.0 * 14 / 17 / 14, 6), 14), (9, 13, round(2 / 21.0 + 18 / 21.0 / 17 + 18 / 21.0 * 14 / 17 / 14, 6), 13), (10, 12, round(2 / 21.0 + 18 / 21.0 / 17 + 18 / 21.0 * 14 / 17 / 14, 6), 12),
		(11, 11, round(2 / 21.0 + 18 / 21.0 / 17 + 18 / 21.0 * 14 / 17 / 14, 6), 11),
		(12, 10, round(2 / 21.0 + 18 / 21.0 / 17 + 18 / 21.0 * 14 / 17 / 14 + 18 / 21.0 * 14 / 17 * 13 / 14 * 11 / 12 / 10, 6), 10)$$, 'the view stops where fewer than ten are at risk; what cannot be is left out, what ends later is open');
-- Of a share that is 1 but for rounding, 1 less 2^-53, there are no limits; those of a wide spread are 0 and nearly 1: no number under- or overflows.
select results_eq($$select x.share, (i.l).low, (i.l).high > 0.999 from (values (1, 1 - 1.1102230246251565e-16::float8, 0.01::float8), (2, 0.5, 1e6), (3, 0, 0.01)) x(n, share, variance), lateral (select public._incidence_interval(x.share, x.variance) as l offset 0) i order by n$$,
	$$values (1 - 1.1102230246251565e-16::float8, null::float8, null::boolean), (0.5, 0, true), (0, null, null)$$, 'limits of any share can be told');
select is_empty($$select * from cycle_curve where period_start = '2014-07-01'$$, 'a year with one deal has no curve');
select results_eq($$select distinct dimension, dimension_value from cycle_curve order by 1$$, $$values ('all', 'all'), ('comparison_group', 'other')$$, 'by group');

-- Promotions. Code A in 2025: offers a1 won 100 (20 days, 10 off), a2 won 300 (40 days, 30 off), a3 lost, a4 without a deal, a5 open, a1 again.
-- Without a code: four offers, one won. B was on two won deals without an offer. C was offered in 2024 only.
truncate opportunity;
insert into opportunity (opportunity_id, status, created_at, close_on, amount_base, promo_code) values ('a1', 'won', '2025-05-01', '2025-05-30', 100, 'A'), ('a2', 'won', '2025-05-01', '2025-06-19', 300, 'A'), ('a3', 'lost', '2025-05-01', '2025-06-19', 900, 'A'),
	('a5', 'open', '2025-05-01', '2026-06-19', 900, null), ('n1', 'won', '2025-05-01', '2025-06-19', 900, null), ('n2', 'lost', '2025-05-01', '2025-06-19', 900, null),
	('b1', 'won', '2025-05-01', '2025-05-11', 50, 'B'), ('b2', 'won', '2025-05-01', '2026-05-11', 70, 'B'), ('c1', 'lost', '2024-05-01', '2024-05-11', 70, 'C');
insert into offer (offer_id, promo_code, opportunity_id, offered_at, discount) values ('1', 'A', 'a1', '2025-05-10', 10), ('1b', 'A', 'a1', '2025-05-20', 99), ('2', 'A', 'a2', '2025-05-10', 30), ('3', 'A', 'a3', '2025-05-10', 50), ('4', 'A', null, '2025-05-10', 'NaN'), ('5', 'A', 'a5', '2025-05-10', 50),
	('6', null, 'n1', '2025-05-10', null), ('7', null, 'n2', '2025-05-10', null), ('8', null, null, '2025-05-10', null), ('9', null, null, '2025-05-10', null), ('10', 'C', 'c1', '2024-05-10', 1), ('11', 'A', 'a3', 'infinity', 1);
select results_eq($$select promo_code, basis, won_count, offer_count, promo_rate, without_won_count, without_offer_count, without_rate, deal_count, median_deal_value, discount_value, median_days, finding from promo where period_grain = 'year' and dimension = 'all' and period_start = '2025-01-01' order by promo_code collate "C"$$,
	$$values ('(none)', 'offers', 1::bigint, 4::bigint, 0.25::float8, 0::bigint, 0::bigint, null::float8, 0::bigint, 900.00, 0.00, 40::float8, null::text), ('A', 'offers', 2, 5, 0.4, 1, 4, 0.25, 0, 200, 40, 30, 'too few'),
		('B', 'deals_with_code', 0, 0, null, 1, 4, 0.25, 2, 50, 0, 10, null), ('C', null, 0, 0, null, 1, 4, 0.25, 0, null, 0, null, null)$$, 'codes, as counted by hand; deals that were won with one alone give no rate');
select results_eq($$select promo_code, offer_count, without_offer_count, without_rate from promo where period_grain = 'year' and dimension = 'all' and period_start = '2024-01-01' and n > 0$$, $$values ('C', 1::bigint, 0::bigint, null::float8)$$, 'offers without a code of another year are nothing to compare with');
select is_empty($$select id from promo where (difference is null) <> (promo_rate is null or without_rate is null)$$, 'a difference needs both');
select results_eq($$select distinct is_complete from promo where period_grain = 'year' and period_start = '2025-01-01'$$, 'values (false)', 'a year later deals may still be won');

-- Nurture. Program P, randomised, January: 60 nurtured, 30 became opportunities; 60 of the control group, 10. Q: matched by
-- hand, without a control group. R: one chose himself. P costs 600 in January, 100 in February, when nobody entered.
insert into contact (contact_id, account_id) select 'k' || i, 'acc' from generate_series(1, 130) i;
insert into account (account_id, segment) values ('acc', 'large');
insert into campaign (campaign_id, program, kind) values ('m1', 'P', 'drip'), ('m2', 'X', 'one_off');
insert into campaign_cost (campaign_id, cost_on, kind, amount_base) values ('m1', '2026-01-05', 'media', 400), ('m1', '2026-01-25', 'media', 200), ('m1', '2026-02-25', 'media', 100), ('m2', '2026-01-25', 'media', 999);
insert into program_member (program_id, contact_id, entered_at, arm, assigned) select 'P', 'k' || i, '2026-01-10 12:00+00', case when i <= 60 then 'nurtured' else 'control' end, 'randomised' from generate_series(1, 120) i;
insert into program_member (program_id, contact_id, entered_at, arm, assigned) values ('Q', 'k121', '2026-01-10', 'nurtured', 'matched'), ('Q', 'l1', '2026-01-10', null, 'matched'), ('R', 'k123', '2026-01-10', 'nurtured', null), ('R', 'k124', '2026-01-10', 'control', 'matched'), ('R', 'k125', 'infinity', 'control', 'matched');
insert into lead (lead_id, contact_id, account_id, created_at, mql_at, converted_at, opportunity_id)
select 'k' || i, 'k' || i, 'acc', '2026-01-01', case when i <= 40 then timestamptz '2026-01-12' end, case when i <= 30 or i between 61 and 70 then timestamptz '2026-01-20' when i = 31 then '2026-01-05' end, case when i <= 31 or i between 61 and 70 then 'none' end from generate_series(1, 120) i;
insert into lead (lead_id, created_at, mql_at) values ('l1', '2026-01-01', '2026-02-02');
select results_eq($$select program, design, nurtured_converted_count, nurtured_count, control_converted_count, control_count, round(difference::numeric, 6), round(lift::numeric, 6), mql_count, cost, cost_per_mql, finding from nurture_lift where period_grain = 'month' and period_start = '2026-01-01' and dimension = 'all' order by program$$,
	$$values ('P', 'randomised', 30::bigint, 60::bigint, 10::bigint, 60::bigint, 0.333333, 2.000000, 40::bigint, 600.00, 15.00, 'higher'), ('Q', 'matched', 0, 2, 0, 0, null, null, 1, null, null, null), ('R', 'observational', 0, 1, 0, 1, 0, null, 0, null, null, 'too few')$$,
	'who was in a program, and who was not; what came before they entered is not of it');
-- Newcombe (1998), method 10, of 30/60 and 10/60: by hand from the Wilson limits 0.37735..0.62265 and 0.09313..0.28032
select results_eq($$select round(difference_lo::numeric, 4), round(difference_hi::numeric, 4) from nurture_lift where program = 'P' and period_grain = 'month' and period_start = '2026-01-01' and dimension = 'all'$$, $$values (0.1661, 0.4763)$$, 'with limits');
select results_eq($$select period_start, nurtured_count, cost, design, finding from nurture_lift where program = 'P' and period_grain = 'month' and dimension = 'all' and period_start >= '2026-02-01' order by 1$$, $$values (date '2026-02-01', 0::bigint, 100.00, null::text, null::text), ('2026-03-01', 0, null, null, null)$$, 'what a program costs when nobody enters is not lost');
select results_eq($$select dimension_value, cost from nurture_lift where program = 'P' and period_grain = 'quarter' and dimension = 'program_kind'$$, $$values ('drip', 700.00)$$, 'by kind of program');
select results_eq($$select dimension_value, sum(nurtured_count), sum(cost) from nurture_lift where period_grain = 'quarter' and dimension = 'segment' group by 1 order by 1$$, $$values ('(none)', 1::numeric, 100.00), ('large', 62, 600)$$, 'and segment, where costs follow people');
reset search_path;
select * from finish();
rollback;
