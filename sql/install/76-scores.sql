-- scores: the KPI views of lead scores.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._view_scores() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('lead_score_current', 'What each lead is worth now, and whom to call first; and how likely each is to become an opportunity, by what became of earlier leads.', $$
select s.*, r.predicted_rate, s.is_disqualified is not true and not s.has_opportunity as is_open,
	case when s.score is not null and s.is_disqualified is not true and not s.has_opportunity
		then row_number() over (partition by s.owner_id, s.score is null or s.is_disqualified is true or s.has_opportunity order by s.score desc, s.created_on desc, s.lead_id) end as place
from {lead_score_fact} s
left join {lead_prediction_fact} r on r.person_id = s.person_id
$$, '', '', $$
lead_id text -- The lead.
$$, '', 'f.touch_count', $$
date as_of = p.as_of -- The day up to which figures are read.
text account_id = f.account_id -- The account.
text comparison_group = f.comparison_group -- Of the lead, as of its creation.
text source = f.source -- Its source.
text owner = f.owner_name -- Who works on it.
text status = f.status -- Status as the CRM has it.
float score = f.score -- The last score of score_history up to as_of; without a history for anybody, fit_score and behavior_score added up; without rules the score as the CRM has it. NULL: not scored.
text score_basis = case when f.score is not null then f.score_basis end -- history, rules or crm: where score comes from.
float fit_score = f.fit_score -- Points of the scoring rules for what the person or account is. NULL if none gives any.
float behavior_score = f.behavior_score -- Points of the scoring rules for what the person did, halved with every half-life. NULL if none gives any.
float predicted_rate = case when f.is_open then f.predicted_rate end -- Probability of an open lead to become an opportunity within lead_window_days, by a model of what earlier people did in the first exposure_days and where they came from, 0.0001 to 0.9999. NULL once these days are over, and until there are min_n people of both outcomes and a sign that tells them apart.
text grade = f.grade -- A, B, C or D by the setting grade_cuts.
text readiness = case when f.is_open and f.score is not null then case f.grade when 'A' then 'now' when 'B' then 'soon' else 'early' end end -- now (grade A), soon (B) or early. NULL for a lead that is not scored, is an opportunity or was judged unfit.
text top_rule = f.top_rule -- The scoring rule that gives most points now.
float score_change = case when f.score_basis <> 'crm' then f.score - f.score_before end -- score less what it was 30 days earlier.
date mql_on = f.qualified_on -- The day on which the person first was marketing qualified.
date last_touch_on = (f.last_at at time zone f.time_zone)::date -- When something was last heard of the person; mails opened do not count.
whole rank_in_owner = f.place -- Place among the open leads of the owner, by score.
$$),
('lead_score_profile', 'How good the leads created in a month were at its end. Not today''s score.', $$
select s.created_on as day, s.comparison_group, s.source, s.campaign_id, s.campaign_name, s.owner_id, s.owner_name, s.month_score, s.month_basis, s.month_grade from {lead_score_fact} s where s.is_first
$$, 'month', $$
comparison_group
source
campaign = campaign_id, campaign_name
owner = owner_id, owner_name
$$, '', $$
leads = count(*)
basis = max(month_basis)
scored = count(month_score)
average = avg(month_score)
quartiles = percentile_cont(array[0.25, 0.5, 0.75]) within group (order by month_score)
a_grades = count(*) filter (where month_grade = 'A')
b_grades = count(*) filter (where month_grade = 'B')
c_grades = count(*) filter (where month_grade = 'C')
d_grades = count(*) filter (where month_grade = 'D')
ready = rate_agg(coalesce(month_grade = 'A', false))
$$, 'scored', $$
date score_as_of_on = least(a.last_on, p.as_of) -- The day as of which scores are read: the last of the month, or as_of.
text score_basis = basis -- history: from score_history; recomputed: from touches and scoring rules up to that day, for months before there is a history.
count scored_count = scored -- Those with a score.
count unscored_count = coalesce(leads, 0) - coalesce(scored, 0) -- Those without: not 0 points, but unknown.
float average_score = average -- Mean score.
float p25_score = quartiles[1] -- A quarter has at most this.
float median_score = quartiles[2] -- Half of them have at most this.
float p75_score = quartiles[3] -- Three quarters have at most this.
count grade_a_count = a_grades -- Leads of grade A, by the setting grade_cuts.
count grade_b_count = b_grades -- Grade B.
count grade_c_count = c_grades -- Grade C.
count grade_d_count = d_grades -- Grade D.
rate ready_rate (ready_count / lead_count) = ready -- Share of the people whose first lead was created in the month that have grade A. Those without a score have not.
$$),
('score_drivers', 'Which activities of leads go before a conversion, and which only give points. People are compared who were not converted in their first exposure_days: those who did it in these days with those who did not.', $$
select * from {driver_fact} f
$$, 'trailing_year', $$
comparison_group
$$, $$
driver text -- The kind of activity.
$$, $$
rules = bool_or(has_rule)
rule_points = max(points)
people = sum(people)
done = rate_summary(sum(with_converted), sum(with_people))
undone = rate_summary(sum(converted - with_converted), sum(people - with_people))
given = sum(points_given)
$$, 'trials(done)', $$
boolean has_rule = coalesce(rules, false) -- Whether a scoring rule gives points for it.
float points = rule_points -- These points.
count lead_count = people -- People compared.
ratio points_share_rate (points_given_value / all_points_value) = coalesce(case when abs(given) < 1e12 then given end, 0)::numeric | sum(coalesce(case when abs(given) < 1e12 then given end, 0)::numeric) over (partition by a.period_grain, a.period_start, a.dimension, a.dimension_value) -- Share of all points that were given for it.
rate converted_with_rate (converted_with_count / with_count) = done -- Share of those who did it in the first exposure_days that were converted later, within lead_window_days.
rate converted_without_rate (converted_without_count / without_count) = undone -- The same of those who did not.
interval difference = (rate_compare(done, undone)).difference | rate_compare(done, undone) -- converted_with_rate less converted_without_rate.
text finding = coalesce(case _compared(done, undone, p.min_n) when 'higher' then 'raises' when 'lower' then 'lowers'
	when 'no clear difference' then case when hits(done) + hits(undone) between 1 and trials(done) + trials(undone) - 1 then 'no effect seen' end end, 'too few') -- raises or lowers the conversion, if the interval of the difference says so; no effect seen; or too few: fewer than min_n on a side, or all have the same outcome.
$$)
$views$;
comment on function @extschema@._view_scores() is
'Internal: the KPI views of lead scores.';
