-- The demo company in the KPI views: every view has rows, and every column something in it but those that cannot; and ten
-- questions of a Monday morning, each answered by the columns that are read for it.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select no_plan();
select count(*) > 0 as made from abm_kpi_demo('halden', 'canonical', 400) \gset
select count(*) > 0 as made from abm_kpi_create_views('halden') \gset
select count(*) > 0 as made from abm_kpi_demo_settings('halden') \gset
analyze;

-- One look at each view: its rows, the columns that are NULL in all of them, those that are the same in all of them.
create function pg_temp.look(view_name text, out row_count bigint, out empty_columns text[], out constant_columns text[])
	language plpgsql as $$
begin
	execute (select format('select count(*), array_remove(array[%s]::text[], null), array_remove(array[%s]::text[], null) from halden.%I',
			string_agg(format('case when count(%1$I) = 0 then %1$L end', attname), ', ' order by attnum),
			string_agg(format('case when count(*) > 1 and min(%1$I::text) = max(%1$I::text) and count(%1$I) = count(*) then %1$L end', attname), ', ' order by attnum), view_name)
		from pg_attribute where attrelid = format('halden.%I', view_name)::regclass and attnum > 0)
	into row_count, empty_columns, constant_columns;
end
$$;
create temp table looked as select b.name, l.* from halden.abm_kpi_made b cross join lateral pg_temp.look(b.name) l where b.kind = 'view';
select is(count(*), (select count(*) from _view()), 'all views were looked at') from looked;
select is_empty($$select name from looked where row_count = 0$$, 'every view has rows');
select is_empty($$select name, unnest(empty_columns) from looked$$, 'no column is NULL in every row');
-- Keys and days apart. Of what is 0 everywhere the company has none, and its CRMs would not all know.
select set_eq($$select name, unnest(constant_columns) from looked except select name, unnest('{period_grain,dimension,dimension_value,dimension_label,is_complete,n,is_thin,as_of}'::text[]) from looked$$, $$values
	('account_qualification', 'required_role_count'), ('stage_velocity', 'pipeline_id'), ('stage_velocity', 'entity'), ('nurture_lift', 'program'), -- there are four, and one each
	('attribution', 'untouched_value'), ('closed_deals', 'won_without_touch_count'), -- every deal has touches
	('deals', 'slip_count'), ('stage_velocity', 'slipped_close_count'), -- HubSpot and Odoo do not say when a close was expected before
	('stage_velocity', 'back_count'), ('lead_flow', 'reopened_count'), ('follow_up', 'again_mql_count'), ('follow_up', 'returned_won_count'), -- nothing goes back and comes again
	('meetings', 'moved_count'), ('meetings', 'without_outcome_count'), ('win_rate', 'disqualified_count'), ('retention', 'reactivated_count'), ('response_time', 'wrong_order_count'), -- nor happens
	('content_performance', 'finding'), -- in so small a company fewer than min_n were shown anything
	('lead_score_current', 'score_basis'), ('lead_score_profile', 'unscored_count'), -- every lead has a score, from its history
	('promo', 'deal_count') -- and every deal with a code an offer
$$, 'what is the same in every row is what is known to be');

-- 1. CMO: does ABM beat inbound, and is it sure?
select results_eq($$select difference_lo > 0, difference_hi < 1, as_expected from halden.abm_comparison where period_grain = 'trailing_year' and period_start = '2024-06-01' and kpi = 'win_rate' and compared_with = 'inbound'$$,
	$$values (true, true, 'yes')$$, 'ABM wins more than inbound, and that is sure');
select results_eq($$select difference_lo > 0, as_expected from halden.abm_comparison where period_grain = 'trailing_year' and period_start = '2022-12-01' and kpi = 'win_rate' and compared_with = 'inbound'$$,
	$$values (false, 'too few')$$, 'in its first year it was not');

-- 2. CMO: are we on plan?
select results_eq($$select projected_value_lo < goal_value and goal_value < projected_value_hi, projected_value / goal_value between 0.82 and 1.01, attainment_rate < elapsed_rate from halden.goal_progress where kpi = 'won_value' and not is_complete$$,
	$$values (true, true, true)$$, 'the quarter is on the way to about nine tenths of its goal, which is within the range');
select results_eq($$select period_start, gap_value = goal_value - closed_value, gap_value > 0 from halden.forecast where period_grain = 'quarter' and dimension = 'all' and gap_value is not null$$, $$values (date '2025-04-01', true, true)$$, 'and something is left to do in it');

-- 3. CMO: where does the next 50,000 go?
select results_eq($$select level_value, roi_last > 1, roi_markov > 4, roi_markov > roi_last, is_complete from halden.campaign_roi where level = 'program' and level_value in ('Retargeting', 'Webinar series') order by 1$$,
	$$values ('Retargeting', true, false, false, false), ('Webinar series', true, true, true, false)$$, 'webinars earn by the chain, retargeting by the last touch only; the youngest of both is not complete');
select cmp_ok((select roi_markov from halden.campaign_roi where level = 'program' and level_value = 'Retargeting'), '<', 0::float8, 'by the chain retargeting loses');
select results_eq($$select count(*) filter (where is_complete) > 100, count(*) filter (where not is_complete) > 0, bool_and(is_complete or started_on > '2025-01-01') from halden.campaign_roi where level = 'campaign' and level_value <> '(none)' and is_complete is not null$$,
	$$values (true, true, true)$$, 'young campaigns are marked');
select results_eq($$select channel, credit_share_rate < last_touch_share_rate, difference_from_last_touch < -5 from halden.attribution where period_grain = 'trailing_year' and period_start = '2024-06-01' and dimension = 'all' and model = 'markov' and level = 'channel' and channel in ('retargeting', 'webinar') order by 1$$,
	$$values ('retargeting', true, true), ('webinar', false, false)$$, 'retargeting has less by the chain than by the last touch');
select results_eq($$select dimension_value, cost_per_lead = min(cost_per_lead) over (), cost_per_won is null from halden.lead_source where period_grain = 'year' and period_start = '2024-01-01' and dimension = 'source' and touch_rule = 'first' and cost_per_lead is not null order by cost_per_lead limit 1$$,
	$$values ('Content Syndication', true, true)$$, 'syndicated leads are the cheapest, and win nothing');

-- 4. Sales: what will close, what is at risk?
select results_eq($$select weighted_history_value_lo < weighted_history_value and weighted_history_value < weighted_history_value_hi, weighted_history_value < weighted_stage_value, overdue_value > 0 from halden.forecast where period_grain = 'quarter' and period_start = '2025-04-01' and dimension = 'all'$$,
	$$values (true, true, true)$$, 'history promises less than the stages do, and something is overdue');
select results_eq($$select count(*) filter (where is_stalled) > 10, count(*) filter (where is_overdue), sum(deal_value) filter (where is_overdue) = (select sum(overdue_value) from halden.forecast where period_grain = 'quarter' and dimension = 'all'), max(slip_count) from halden.deals where status = 'open'$$,
	$$values (true, 2::bigint, true, 0::bigint)$$, 'by the deals: some are stalled, two overdue, none known to be put off');

-- 5. Sales: where do deals stall, could the cycle be shorter?
select results_eq($$select distinct on (period_start) stage_name from halden.stage_velocity where period_grain = 'year' and dimension = 'all' and entity = 'opportunity' and period_start >= '2023-01-01' order by period_start, median_days desc nulls last$$,
	$$values ('Security Review'), ('Security Review'), ('Security Review')$$, 'security reviews take longest, every year');
select results_eq($$select stage_name, days_over_best > 0 from halden.stage_velocity where period_grain = 'year' and period_start = '2025-01-01' and dimension = 'all' and entity = 'opportunity' order by stalled_value desc nulls last limit 1$$, $$values ('Security Review', true)$$, 'most of what is stalled is there, and some do it faster');
select results_eq($$select dimension_value, max(won_share_rate) filter (where day <= 60) < 0.15, max(at_risk_count) > 25, min(at_risk_count) >= 10 from halden.cycle_curve where period_start = '2024-06-01' and dimension = 'comparison_group' and dimension_value in ('abm', 'inbound') group by 1 order by 1$$,
	$$values ('abm', true, true, true), ('inbound', true, true, true)$$, 'after sixty days not one in seven is won, of either group');

-- 6. Sales: are the leads good, and did we call them?
select cmp_ok((select avg(median_score) from halden.lead_score_profile where dimension = 'all' and period_start >= '2024-01-01'), '<', (select avg(median_score) from halden.lead_score_profile where dimension = 'all' and period_start < '2023-12-01') - 5, 'the median score falls');
select cmp_ok((select avg(lead_count) from halden.lead_score_profile where dimension = 'all' and period_start between '2024-01-01' and '2025-04-01'), '>', 1.7 * (select avg(lead_count) from halden.lead_score_profile where dimension = 'all' and period_start < '2023-12-01'), 'while leads rise');
select cmp_ok((select avg(ready_rate) from halden.lead_score_profile where dimension = 'all' and period_start >= '2024-01-01'), '<', (select avg(ready_rate) from halden.lead_score_profile where dimension = 'all' and period_start < '2023-12-01'), 'and fewer of them are ready');
select results_eq($$select dimension_label, within_sla_rate < 0.4, untouched_count > 0 from halden.follow_up where period_grain = 'year' and period_start = '2024-01-01' and dimension = 'owner' order by within_sla_rate limit 1$$, $$values ('Clara Ostman', true, true)$$, 'one does not hurry to call');
select results_eq($$select within_sla_rate between 0.69 and 0.73, untouched_count < 10 from halden.follow_up where period_grain = 'year' and period_start = '2024-01-01' and dimension = 'all'$$, $$values (true, true)$$, 'of all leads seven of ten are called within a day');
select results_eq($$select win_rate, finding from halden.lead_source where period_grain = 'year' and period_start = '2024-01-01' and dimension = 'source' and dimension_value = 'Content Syndication' and touch_rule = 'first'$$, $$values (0::float8, 'lower')$$, 'of the leads from syndicated content none is won');

-- 7. ABM: which target accounts warmed up, which went silent?
select results_eq($$select count(*) filter (where score_change > 10) > 0, count(*) filter (where days_silent > 60) > 0, bool_and((top_contact_id is null) = (engaged_contact_count = 0)), count(top_topic) > 10, max(engaged_contact_count) > 1 from halden.engagement_by_account where comparison_group = 'abm'$$,
	$$values (true, true, true, true, true)$$, 'some warmed up, some went silent, and there is somebody to call where somebody was active');

-- 8. ABM: right accounts, right contacts?
select results_eq($$select dimension_value, n, coverage_rate = 1, reach_rate > 0.9, engagement_rate > 0.7, mqa_rate between 0 and 0.5, account_to_opportunity_rate > 0.3, account_to_customer_rate > 0.2 from halden.target_accounts where period_grain = 'year' and period_start = '2024-01-01' and dimension = 'tier' and dimension_value in ('1', '2') order by 1$$,
	$$values ('1', 13::bigint, true, true, true, true, true, true), ('2', 13, true, true, true, true, true, true)$$, 'of the accounts of both tiers nearly all are reached');
select results_eq($$select count(*) filter (where missing_roles is not null) between 20 and 100, bool_or(missing_roles ~ 'champion') from halden.account_qualification$$, $$values (true, true)$$, 'of some accounts no champion is known');
select results_eq($$select dimension_value from halden.win_rate where period_grain = 'year' and dimension = 'stakeholder_band' group by 1 order by sum(win_rate * closed_count) / sum(closed_count) desc limit 1$$, $$values ('4+')$$, 'four and more people win most');

-- 9. CS: who may leave, who may grow?
select results_eq($$select health_band, count(*) > 0, count(falling_components) > 0, min(renewal_on) > '2025-05-26', count(*) filter (where expansion_candidate) > 0, bool_or(health_score < 40) from halden.account_health group by 1 order by 1$$,
	$$values ('green', true, true, true, true, false), ('red', true, true, true, false, true), ('yellow', true, true, true, false, false)$$, 'there are all bands; contracts end in each; who may grow is green');
select results_eq($$select net_retention_rate > gross_retention_rate + 0.1, gross_retention_rate < 0.85 from halden.retention where period_grain = 'trailing_year' and period_start = '2024-06-01' and dimension = 'all'$$, $$values (true, true)$$, 'net retention hides who left');

-- 10. CS: are customers happier, did we answer?
select results_eq($$select dimension_value, round(nps), nps_lo < nps and nps < nps_hi, score_stddev < 2, response_rate between 0.3 and 0.6 from halden.nps where period_grain = 'trailing_year' and period_start = '2024-06-01' and survey_kind = 'nps' and dimension = 'comparison_group' and dimension_value in ('abm', 'other') order by 1$$,
	$$values ('abm', 45::float8, true, true, true), ('other', 21, true, false, true)$$, 'ABM customers are happier, and more alike');
select results_eq($$select detractor_follow_up_rate between 0.3 and 0.45 from halden.nps where period_grain = 'trailing_year' and period_start = '2024-06-01' and survey_kind = 'nps' and dimension = 'all'$$, $$values (true)$$, 'four in ten detractors were answered');
select results_eq($$select sum(unanswered_count)::bigint, sum(question_count)::bigint from halden.response_time where period_grain = 'year' and dimension = 'all'$$, $$select count(*) filter (where first_reply_at is null or first_reply_at >= '2025-05-26 22:00+00'), count(*) from halden.ticket where created_at < '2025-05-26 22:00+00'$$, 'some questions have no answer');
select set_eq($$select theme from halden.survey where period_grain = 'year' and dimension = 'nps_category' and dimension_value = 'detractor' and survey_id = 'nps-2025' and aspect = 'theme'$$, '{price,support,usability}'::text[], 'and detractors speak of these');

-- What else was added to the company is seen where it belongs.
select results_eq($$select survey_id, max(cadence), max(question_count) from halden.survey where survey_kind in ('csat', 'pulse') group by 1 order by 1$$, $$values ('csat-service', 'year', 1::bigint), ('pulse-users', 'quarter', 2)$$, 'users are asked every quarter');
select results_eq($$select community_id, sum(post_count) filter (where period_start >= '2024-07-01') > 3 * sum(post_count) filter (where period_start < '2024-07-01') from halden.community where period_grain = 'quarter' group by 1 order by 1$$, $$values ('laboratory', false), ('users', true)$$, 'one community grows');
select results_eq($$select dimension_value, active_account_rate = 1, seat_use_rate between 0.5 and 0.9 from halden.product_usage where period_grain = 'quarter' and period_start = '2025-04-01' and dimension = 'product' order by 1$$, $$values ('Service', false, null::boolean), ('Software', true, true)$$, 'who has software uses it');
select set_eq($$select asset_id from halden.content_performance where period_grain = 'trailing_year' and dimension = 'all' group by 1 having sum(touch_count) = 0$$, '{post-5,video-1,video-2,video-3}'::text[], 'and what nobody has looked at is there');
select * from finish();
rollback;
