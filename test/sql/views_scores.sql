-- The KPI views of lead scores. Points are expected by power(), and counts by hand.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select no_plan();

-- Nothing, and nothing but NULL
create schema score_kpi;
select is((select count(*) > 20 from abm_kpi_create_views('score_kpi', '{"settings": {"as_of": "2026-06-15", "min_n": "2", "grade_cuts": "15,10,5"}}')), true, 'the views are made');
create function pg_temp.rows_there() returns text language sql as $$
	select concat_ws(' ', (select count(*) from score_kpi.lead_score_current), (select count(*) from score_kpi.lead_score_profile), (select count(*) from score_kpi.score_drivers))
$$;
select is(pg_temp.rows_there(), '0 0 0', 'views of nothing have no rows');
insert into score_kpi.touch (touch_id) values (null);
insert into score_kpi.lead (lead_id) values (null);
insert into score_kpi.score_history (entity) values (null), ('lead');
insert into score_kpi.email_event (send_id) values (null);
select is(pg_temp.rows_there(), '0 0 0', 'rows of NULL are nothing');
truncate score_kpi.touch, score_kpi.lead, score_kpi.score_history, score_kpi.email_event;

insert into score_kpi.scoring_rule values ('a visit', 'visit', 4, 10), ('a form', 'form', 20, 10), ('a champion', 'role:champion', 5, null), ('near us', 'segment:near', 3, null), ('no points', 'visit', 'NaN', null), ('no half-life', 'visit', 1000, -1);
insert into score_kpi.account (account_id, segment) values ('acme', 'near');
insert into score_kpi.contact (contact_id, account_id, role) values ('ann', 'acme', 'champion');
insert into score_kpi.lead (lead_id, contact_id, account_id, created_at, owner_id, owner_name, source_class, source, score, disqualified_at) values
	('a1', 'ann', 'acme', '2026-04-10 00:00+00', 'u1', 'Uma', null, 's', 55, null), ('b1', null, null, '2026-04-12 00:00+00', 'u1', 'Uma', 'web', 's', 'NaN', null), ('c1', null, null, '2026-04-20 00:00+00', 'u1', 'Uma', 'web', null, null, null),
	('d1', null, null, '2026-05-03 00:00+00', 'u1', 'Uma', null, null, null, '2026-05-10 00:00+00'), ('e1', null, null, '2026-06-10 00:00+00', 'u2', null, null, null, null, null),
	-- ann again; one of March; one deleted
	('f1', 'ann', 'acme', '2026-05-20 00:00+00', 'u2', null, null, null, null, null), ('g1', null, null, '2026-03-05 00:00+00', 'u2', null, null, null, null, null);
insert into score_kpi.lead (lead_id, created_at, is_deleted) values ('x1', '2026-04-11 00:00+00', true);
insert into score_kpi.touch (touch_id, occurred_at, kind, lead_id, contact_id, anonymous_id, is_bot, direction, outcome) values
	('1', '2026-04-11 00:00+00', 'visit', 'a1', null, null, false, null, null), ('2', '2026-04-21 00:00+00', 'form', null, 'ann', null, null, 'in', null), ('3', '2026-06-06 00:00+00', 'visit', 'f1', null, null, false, null, null),
	-- b1 was a stranger when it looked, in April, and sent a form in May
	('4', '2026-04-11 00:00+00', 'visit', null, null, 'vb', false, null, null), ('5', '2026-05-10 00:00+00', 'form', 'b1', null, 'vb', false, null, null),
	('6', '2026-05-22 00:00+00', 'visit', 'd1', null, null, false, null, null), ('7', '2026-06-11 00:00+00', 'visit', 'e1', null, null, false, null, null), ('8', '2026-03-22 00:00+00', 'visit', 'g1', null, null, false, null, null),
	-- a program, what is to come, what cannot be, and a call of ours that nobody took
	('9', '2026-04-21 00:00+00', 'form', 'c1', null, null, true, null, null), ('10', '2026-06-20 00:00+00', 'form', 'c1', null, null, false, null, null), ('11', 'infinity', 'form', 'c1', null, null, false, null, null),
	('12', '2026-04-21 00:00+00', 'form', 'c1', null, null, false, 'out', null);

-- By the rules: fit does not fade, behavior is halved every ten days.
select results_eq($$select lead_id, fit_score, round(behavior_score::numeric, 6), round((score - coalesce(fit_score, 0))::numeric, 6), score_basis, n from score_kpi.lead_score_current order by 1$$,
	$$values ('a1', 8::float8, round((4 * power(0.5, 66 / 10.0) + 20 * power(0.5, 56 / 10.0) + 4 * power(0.5, 10 / 10.0))::numeric, 6), round((4 * power(0.5, 66 / 10.0) + 20 * power(0.5, 56 / 10.0) + 4 * power(0.5, 10 / 10.0))::numeric, 6), 'rules', 3::bigint),
		('b1', null, round((4 * power(0.5, 66 / 10.0) + 20 * power(0.5, 37 / 10.0))::numeric, 6), round((4 * power(0.5, 66 / 10.0) + 20 * power(0.5, 37 / 10.0))::numeric, 6), 'rules', 2),
		('c1', null, null, null, null, 0), ('d1', null, round((4 * power(0.5, 25 / 10.0))::numeric, 6), round((4 * power(0.5, 25 / 10.0))::numeric, 6), 'rules', 1), ('e1', null, round((4 * power(0.5, 5 / 10.0))::numeric, 6), round((4 * power(0.5, 5 / 10.0))::numeric, 6), 'rules', 1),
		('f1', 8, round((4 * power(0.5, 66 / 10.0) + 20 * power(0.5, 56 / 10.0) + 4 * power(0.5, 10 / 10.0))::numeric, 6), round((4 * power(0.5, 66 / 10.0) + 20 * power(0.5, 56 / 10.0) + 4 * power(0.5, 10 / 10.0))::numeric, 6), 'rules', 3),
		('g1', null, round((4 * power(0.5, 86 / 10.0))::numeric, 6), round((4 * power(0.5, 86 / 10.0))::numeric, 6), 'rules', 1)$$, 'scores by the rules, of all that the person did');
select results_eq($$select lead_id, owner, grade, readiness, top_rule, rank_in_owner, last_touch_on, predicted_rate from score_kpi.lead_score_current order by 1$$,
	-- a1 has 10.45 points, 5 of them by what ann is; d1 is unfit; c1 is not scored
	$$values ('a1', 'Uma', 'B', 'soon', 'a champion', 1::bigint, date '2026-06-06', null::float8), ('b1', 'Uma', 'D', 'early', 'a form', 2, '2026-05-10', null), ('c1', 'Uma', null, null, null, null, null, null), ('d1', 'Uma', 'D', null, 'a visit', null, '2026-05-22', null),
		('e1', 'u2', 'D', 'early', 'a visit', 2, '2026-06-11', null), ('f1', 'u2', 'B', 'soon', 'a champion', 1, '2026-06-06', null), ('g1', 'u2', 'D', 'early', 'a visit', 3, '2026-03-22', null)$$, 'grades, and places among what is open; of so few nothing is predicted');
select results_eq($$select lead_id, round(score_change::numeric, 6) from score_kpi.lead_score_current where lead_id in ('a1', 'e1') order by 1$$,
	$$values ('a1', round((4 * power(0.5, 66 / 10.0) + 20 * power(0.5, 56 / 10.0) + 4 * power(0.5, 10 / 10.0) - 4 * power(0.5, 36 / 10.0) - 20 * power(0.5, 26 / 10.0))::numeric, 6)), ('e1', round((4 * power(0.5, 5 / 10.0))::numeric, 6))$$, 'the change of thirty days');

-- At the end of April a1 had 4 / 4 + 20 / 2 + 8 = 19 points, b1 4 / 4 = 1.
select results_eq($$select to_char(period_start, 'YYYY-MM'), score_as_of_on, score_basis, lead_count, scored_count, unscored_count, average_score, p25_score, median_score, p75_score, concat_ws(' ', grade_a_count, grade_b_count, grade_c_count, grade_d_count), ready_count, is_complete, is_thin from score_kpi.lead_score_profile where dimension = 'all' and period_start < '2026-06-01' order by 1$$,
	$$values ('2026-03', date '2026-03-31', 'recomputed', 1::bigint, 1::bigint, 0::bigint, 2::float8, 2::float8, 2::float8, 2::float8, '0 0 0 1', 0::bigint, true, true),
		('2026-04', '2026-04-30', 'recomputed', 3, 2, 1, 10, 5.5, 10, 14.5, '1 0 0 1', 1, true, false), ('2026-05', '2026-05-31', 'recomputed', 1, 1, 0, 2, 2, 2, 2, '0 0 0 1', 0, true, true)$$, 'scores as they were at the end of the month');
select results_eq($$select score_as_of_on, lead_count, round(median_score::numeric, 6), is_complete from score_kpi.lead_score_profile where dimension = 'all' and period_start = '2026-06-01'$$,
	$$values (date '2026-06-15', 1::bigint, round((4 * power(0.5, 5 / 10.0))::numeric, 6), false)$$, 'of the running month as of the last day');
select results_eq($$select dimension, dimension_value, dimension_label, lead_count from score_kpi.lead_score_profile where dimension in ('owner', 'source', 'comparison_group') and period_start = '2026-04-01' and lead_count > 0 order by 1, 2$$,
	$$values ('comparison_group', 'inbound', 'inbound', 2::bigint), ('comparison_group', 'other', 'other', 1), ('owner', 'u1', 'Uma', 3), ('source', '(none)', '(none)', 1), ('source', 's', 's', 2)$$, 'cut by owner, source and group');
select is_empty($$select period_start, sum(lead_count), sum(scored_count), sum(grade_a_count), sum(ready_count) from score_kpi.lead_score_profile group by dimension, period_start
	except select period_start, lead_count, scored_count, grade_a_count, ready_count from score_kpi.lead_score_profile where dimension = 'all'$$, 'the slices add up');

-- With a history, from its first day on.
insert into score_kpi.score_history (entity, entity_id, at, score) values ('lead', 'a1', '2026-04-15 00:00+00', 30), ('lead', 'a1', '2026-04-30 12:00+00', 40), ('lead', 'a1', '2026-05-20 00:00+00', 70), ('lead', 'b1', '2026-05-03 00:00+00', 12),
	('lead', 'b1', '2026-05-04 00:00+00', 'NaN'), ('lead', 'b1', '2026-07-01 00:00+00', 99), ('lead', 'b1', '-infinity', 98), ('account', 'a1', '2026-06-01 00:00+00', 5), ('lead', 'zzz', '2026-04-15 00:00+00', 5);
select results_eq($$select to_char(period_start, 'YYYY-MM'), score_basis, lead_count, scored_count, median_score from score_kpi.lead_score_profile where dimension = 'all' order by 1$$,
	$$values ('2026-03', 'recomputed', 1::bigint, 1::bigint, 2::float8), ('2026-04', 'history', 3, 1, 40), ('2026-05', 'history', 1, 0, null), ('2026-06', 'history', 1, 0, null)$$, 'months that the history does not reach are recomputed');
select results_eq($$select lead_id, score, score_change, score_basis, grade, rank_in_owner from score_kpi.lead_score_current where score is not null order by 1$$,
	$$values ('a1', 70::float8, 30::float8, 'history', 'A', 1::bigint), ('b1', 12, 0, 'history', 'B', 2)$$, 'and today is the last of it');
-- Without both
delete from score_kpi.score_history;
delete from score_kpi.scoring_rule;
select results_eq($$select lead_id, score, score_change, score_basis, readiness, fit_score, behavior_score from score_kpi.lead_score_current where score is not null$$,
	$$values ('a1', 55::float8, null::float8, 'crm', 'now', null::float8, null::float8)$$, 'else the score is what the CRM has');
select is((select sum(scored_count) from score_kpi.lead_score_profile where dimension = 'all'), 0::numeric, 'which says nothing about a month''s end');
select throws_ok($$update score_kpi.setting set value = '10,20,30' where name = 'grade_cuts'$$, '22023', null, 'grades go down');

-- score_drivers: a hundred people from October to January. Forty read the prices, of whom twenty were converted after thirty days; of the other sixty six were.
create schema driver_kpi;
select is((select count(*) > 20 from abm_kpi_create_views('driver_kpi', '{"settings": {"as_of": "2026-06-15", "min_n": "10"}}')), true, 'the views are made');
insert into driver_kpi.scoring_rule values ('prices', 'pricing_page', 20, 30), ('newsletter', 'newsletter', 1, 30), ('asks', 'demo_request', 40, 30), ('near us', 'segment:near', 3, null);
create temp table person as select i, 'p' || i as lead_id, date '2025-10-01' + i as created_at, i <= 20 or i between 41 and 46 as is_converted from generate_series(1, 100) i;
-- Those converted have a contact, as have ten others.
insert into driver_kpi.lead (lead_id, contact_id, created_at, source_class, converted_at) select lead_id, case when is_converted or i between 47 and 56 then 'c' || i end, created_at, 'web', case when is_converted then created_at + 30 when i = 47 then created_at + 120 end from person;
insert into driver_kpi.touch (touch_id, occurred_at, kind, lead_id) select 'a' || i, created_at + 2, 'pricing_page', lead_id from person where i <= 40 union all select 'b' || i, created_at + 1, 'newsletter', lead_id from person where i % 2 = 0;
-- Events are known of contacts only.
insert into driver_kpi.touch (touch_id, occurred_at, kind, contact_id) select 'c' || i, created_at + 3, 'event', 'c' || i from person where i <= 10 or i between 47 and 50;
-- Prices are known of leads: what is known of contacts only, who all were converted, does not count.
insert into driver_kpi.touch (touch_id, occurred_at, kind, contact_id) select 'k' || i, created_at + 3, 'pricing_page', 'c' || i from person where i between 41 and 46;
-- After the first fourteen days, or after the conversion, or before the lead
insert into driver_kpi.touch (touch_id, occurred_at, kind, lead_id) select 'd' || i, created_at + 20, 'pricing_page', lead_id from person where i between 91 and 95 union all select 'e' || i, created_at + 40, 'pricing_page', lead_id from person where i between 41 and 46
	union all select 'f' || i, created_at - 30, 'pricing_page', lead_id from person where i between 61 and 65;
-- Converted in the first days; created too late; an opportunity without a date
insert into driver_kpi.lead (lead_id, created_at, source_class, converted_at) select 'q' || i, date '2025-11-01', 'web', date '2025-11-06' from generate_series(1, 10) i union all select 'y' || i, date '2026-05-01', 'web', null from generate_series(1, 10) i;
insert into driver_kpi.lead (lead_id, created_at, opportunity_id) values ('z1', '2025-11-01', 'unknown');
insert into driver_kpi.touch (touch_id, occurred_at, kind, lead_id) select 'g' || i, timestamptz '2025-11-02', 'pricing_page', 'q' || i from generate_series(1, 10) i union all select 'h' || i, timestamptz '2026-05-02', 'pricing_page', 'y' || i from generate_series(1, 10) i;
create temp view driver as select * from driver_kpi.score_drivers where period_start = '2025-07-01';
select results_eq($$select driver, has_rule, points, lead_count, converted_with_count, with_count, converted_without_count, without_count, round(difference::numeric, 4), finding from driver where dimension = 'all' order by 1$$,
	$$values ('demo_request', true, 40::float8, 100::bigint, 0::bigint, 0::bigint, 26::bigint, 100::bigint, null::numeric, 'too few'),
		-- of 36 with a contact 14 were at an event, of whom 10 were converted, and 16 of the other 22
		('event', false, null, 36, 10, 14, 16, 22, -0.0130, 'no effect seen'),
		('newsletter', true, 1, 100, 13, 50, 13, 50, 0, 'no effect seen'), ('pricing_page', true, 20, 100, 20, 40, 6, 60, 0.4, 'raises')$$, 'what was done in the first days, by those who had them');
select results_eq($$select driver, points_given_value, all_points_value, round(points_share_rate::numeric, 4) from driver where dimension = 'all' order by 1$$,
	$$values ('demo_request', 0.00, 850.00, 0::numeric), ('event', 0, 850, 0), ('newsletter', 50, 850, 0.0588), ('pricing_page', 800, 850, 0.9412)$$, 'what was given for it');
select is((select array_agg(dimension || ' ' || dimension_value || ' ' || lead_count order by 1) from (select * from driver where driver = 'pricing_page' order by dimension) d), array['all all 100', 'comparison_group inbound 100'], 'by group');
select is((select d.difference_lo > 0 and d.difference_lo = c.low and d.difference_hi = c.high from driver d, rate_compare(rate_summary(20, 40), rate_summary(6, 60)) c where d.dimension = 'all' and d.driver = 'pricing_page'), true, 'with the limits of rate_compare');
-- Mails that are known of contacts only are as events are. Of leads, before they were a contact and since, they are a question for everybody: twenty opened one, of whom five
-- were converted, and 21 of the other eighty. What is known by the contact does not count then; nor do programs, nor what came later.
insert into driver_kpi.email_event (send_id, occurred_at, kind, contact_id) select 'x' || i, created_at + 3, 'open', 'c' || i from person where i <= 10 or i between 47 and 50;
select results_eq($$select lead_count, converted_with_count, with_count, converted_without_count, without_count, finding from driver where dimension = 'all' and driver = 'email_open'$$, $$values (36::bigint, 10::bigint, 14::bigint, 16::bigint, 22::bigint, 'no effect seen')$$, 'mails known of contacts only');
insert into driver_kpi.email_event (send_id, occurred_at, kind, lead_id, contact_id, is_bot) select 'y' || i, created_at + case i when 2 then 20 else 4 end, 'open', lead_id, case when is_converted then 'c' || i end, i = 1 from person where i % 5 = 0 or i <= 2;
select results_eq($$select lead_count, converted_with_count, with_count, converted_without_count, without_count, round(difference::numeric, 4), finding from driver where dimension = 'all' and driver = 'email_open'$$, $$values (100::bigint, 5::bigint, 20::bigint, 21::bigint, 80::bigint, -0.0125, 'no effect seen')$$, 'and of leads');
delete from driver_kpi.email_event;
update driver_kpi.setting set value = '51' where name = 'min_n';
select is((select finding from driver where dimension = 'all' and driver = 'newsletter'), 'too few', 'fifty are too few, if 51 are wanted');
-- All of them converted: nothing can be seen.
update driver_kpi.setting set value = '2' where name = 'min_n';
update driver_kpi.lead l set converted_at = l.created_at + interval '30 days' where lead_id like 'p%';
select is((select string_agg(finding, ', ' order by driver) from driver where dimension = 'all'), 'too few, too few, too few, too few', 'where all have the same outcome nothing is seen');
update driver_kpi.setting set value = '90' where name = 'exposure_days';
select is_empty('select from driver', 'an exposure as long as the window leaves nobody');
select is((select count(*) = count(distinct id) from score_kpi.lead_score_current) and (select count(*) = count(distinct id) from score_kpi.lead_score_profile), true, 'each row once');

-- predicted_rate. Of 150 people 60 read the prices in the first fourteen days: 24 of them, and 9 of the other 90, were converted within ninety days. With one sign the model says these shares.
create schema model_kpi;
select is((select count(*) > 20 from abm_kpi_create_views('model_kpi', '{"settings": {"as_of": "2026-06-15", "min_n": "33"}}')), true, 'the views are made');
insert into model_kpi.lead (lead_id, created_at, source_class, converted_at) select 'p' || i, date '2025-06-01' + i, 'web', case when i <= 24 or i between 61 and 69 then date '2025-06-01' + i + 40 end from generate_series(1, 149) i;
insert into model_kpi.touch (touch_id, occurred_at, kind, lead_id) select 'a' || i, timestamptz '2025-06-03' + i * interval '1 day', 'pricing_page', 'p' || i from generate_series(1, 59) i;
-- Who does something later, or is converted in these days or after the ninety, is no example of anything else.
insert into model_kpi.touch (touch_id, occurred_at, kind, lead_id) select 'b' || i, timestamptz '2025-06-21' + i * interval '1 day', 'pricing_page', 'p' || i from generate_series(61, 65) i;
insert into model_kpi.lead (lead_id, created_at, source_class, converted_at) select 'q' || i, '2025-07-01', 'web', '2025-07-05' from generate_series(1, 40) i;
update model_kpi.lead set converted_at = created_at + interval '100 days' where lead_id in ('p149', 'p148');
-- Open: r1 read the prices, r2 did not, r3 did after its first fourteen days, r4 as a contact, r5 does what nobody did before, r6 is new. r7 was judged unfit, r8 is an opportunity. r9 is of March 1, and an example: the sixtieth that read the prices.
insert into model_kpi.lead (lead_id, contact_id, created_at, source_class, disqualified_at, opportunity_id) values ('r1', null, '2026-05-01', 'web', null, null), ('r2', null, '2026-05-01', 'web', null, null), ('r3', null, '2026-05-01', 'web', null, null), ('r4', 'c4', '2026-05-01', 'web', null, null),
	('r5', null, '2026-05-01', 'web', null, null), ('r6', null, '2026-06-15 10:00', 'other', null, null), ('r7', null, '2026-05-01', 'web', '2026-05-09', null), ('r8', null, '2026-05-01', 'web', null, 'd8'), ('r9', null, '2026-03-01', 'web', null, null);
insert into model_kpi.touch (touch_id, occurred_at, kind, lead_id, contact_id) values ('1', '2026-05-14', 'pricing_page', 'r1', null), ('3', '2026-05-15', 'pricing_page', 'r3', null), ('4', '2026-05-02', 'pricing_page', null, 'c4'),
	('5', '2026-05-02', 'podcast', 'r5', null), ('7', '2026-05-02', 'pricing_page', 'r7', null), ('8', '2026-05-02', 'pricing_page', 'r8', null), ('9', '2026-03-02', 'pricing_page', 'r9', null);
create function pg_temp.predicted() returns text language sql as $$
	select coalesce(string_agg(lead_id || ' ' || round(predicted_rate::numeric, 9), ', ' order by lead_id), 'none') from model_kpi.lead_score_current where predicted_rate is not null
$$;
select is(pg_temp.predicted(), 'r1 0.400000000, r2 0.100000000, r3 0.100000000, r4 0.100000000, r5 0.100000000, r6 0.100000000', 'leads that may still be converted have the share of those who did the same');
select results_eq($$select term, sign, person_count, converted_count from model_kpi.lead_model_fact order by term$$, $$values (0, null, 150::bigint, 33::bigint), (1, 'did pricing_page', 150, 33)$$, 'by the one sign that tells');
update model_kpi.setting set value = '34' where name = 'min_n';
select is(pg_temp.predicted(), 'none', '33 conversions are too few, if 34 are wanted');
update model_kpi.setting set value = '33' where name = 'min_n';
-- What always comes with it tells nothing more, and what only those did who were converted would be certainty.
insert into model_kpi.touch (touch_id, occurred_at, kind, lead_id) select 'c' || i, case when i < 60 then timestamptz '2025-06-04' + i * interval '1 day' else '2026-03-04' end, 'visit', case when i < 60 then 'p' || i else 'r9' end from generate_series(1, 60) i
	union all select 'd' || i, timestamptz '2025-06-04' + i * interval '1 day', 'demo_request', 'p' || i from generate_series(1, 24) i union all select 'e' || i, timestamptz '2025-06-04' + i * interval '1 day', 'demo_request', 'p' || i from generate_series(61, 69) i;
select is(pg_temp.predicted(), 'r1 0.400000000, r2 0.100000000, r3 0.100000000, r4 0.100000000, r5 0.100000000, r6 0.100000000', 'of signs that come together one counts, and one with one outcome does not');
-- A sign that follows from others is left out: who calls is who reads the prices and who comes to the fair, of whom nobody does both.
delete from model_kpi.touch where kind in ('visit', 'demo_request');
insert into model_kpi.touch (touch_id, occurred_at, kind, lead_id) select 'f' || i, timestamptz '2025-06-04' + i * interval '1 day', 'fair', 'p' || i from generate_series(61, 100) i union all select 'g' || i, timestamptz '2025-06-04' + i * interval '1 day', 'call', 'p' || i from generate_series(1, 100) i where i <> 60 union all select '13', '2026-03-03', 'call', 'r9';
update model_kpi.lead set converted_at = created_at + interval '40 days' where lead_id = 'p149';
update model_kpi.lead set converted_at = null where lead_id = 'p69';
-- Shares: prices 24 / 60, fair 8 / 40, neither 1 / 50. Two signs say all.
select is((select count(*) from model_kpi.lead_model_fact where sign is not null), 2::bigint, 'two signs of three');
insert into model_kpi.touch (touch_id, occurred_at, kind, lead_id) values ('10', '2026-05-03', 'call', 'r1'), ('11', '2026-05-03', 'call', 'r3'), ('12', '2026-05-03', 'fair', 'r3');
select is(pg_temp.predicted(), 'r1 0.400000000, r2 0.020000000, r3 0.200000000, r4 0.020000000, r5 0.020000000, r6 0.020000000', 'and the shares of three groups');
-- Sources: of three with fifty people each 5, 15 and 25 were converted. One, of equal ones the first by name, is what the others are compared with, and stands for sources never seen.
delete from model_kpi.touch;
update model_kpi.lead l set source_class = (array['web', 'event', 'partner'])[1 + i % 3], converted_at = case when i % 10 < (array[1, 3, 5])[1 + i % 3] or i = 147 then date '2025-06-01' + i + 40 end from (select i, 'p' || i as lead_id from generate_series(1, 149) i) p where p.lead_id = l.lead_id;
update model_kpi.lead set source_class = 'event' where lead_id = 'r2';
update model_kpi.lead set source_class = 'partner' where lead_id = 'r3';
update model_kpi.lead set source_class = null where lead_id = 'r5';
select is(pg_temp.predicted(), 'r1 0.100000000, r2 0.300000000, r3 0.500000000, r4 0.100000000, r5 0.300000000, r6 0.300000000', 'where leads come from is a sign');
-- One of 20,000 of one source, half of twenty of another: never beyond 0.0001.
update model_kpi.setting set value = '5' where name = 'min_n';
delete from model_kpi.lead where lead_id ~ '^[pq]';
insert into model_kpi.lead (lead_id, created_at, source_class, converted_at) select 'p' || i, '2025-06-01', case when i <= 20000 then 'web' else 'event' end, case when i = 1 or i between 20001 and 20010 then timestamptz '2025-07-10' end from generate_series(1, 20020) i;
select is(pg_temp.predicted(), 'r1 0.000100000, r2 0.500000000, r3 0.000100000, r4 0.000100000, r5 0.000100000, r6 0.000100000', 'nothing is impossible');
delete from model_kpi.lead where lead_id ~ '^p' and converted_at is null;
select is(pg_temp.predicted(), 'none', 'with one outcome nothing is predicted');
update model_kpi.setting set value = '90' where name = 'exposure_days';
select is(pg_temp.predicted(), 'none', 'nor with an exposure as long as the window');

select doesnt_match(pg_temp.plan_of($$select * from score_kpi.lead_score_profile where dimension = 'source'$$), '''(owner|campaign|comparison_group)''::text', 'the filter of lead_score_profile reaches the scan');
select doesnt_match(pg_temp.plan_of($$select * from driver_kpi.score_drivers where dimension = 'all'$$), '''comparison_group''::text', 'that of score_drivers too');
select * from finish();
rollback;
