-- service: the KPI views of questions, surveys and of who stays.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._view_service() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('response_time', 'How long do users wait? Questions by the day on which they were asked; those without an answer, or not solved, are waiting until now. In days, and in business days from opens_at to closes_at. Filter one period_grain and one dimension.', $$
select t.*, t.read_at - t.reply_business_days * interval '24 hours' as business_asked_at, t.read_at - t.solve_business_days * interval '24 hours' as business_raised_at
from {ticket_fact} t
$$, 'week month quarter year', $$
team
priority
segment
comparison_group
$$, '', $$
questions = count(*)
replies = duration_agg(created_at, reply_at, read_at, interval '1 hour') filter (where not is_wrong_reply)
solutions = duration_agg(created_at, solved_at, read_at, interval '1 hour') filter (where not is_wrong_solution)
business_replies = duration_agg(business_asked_at, case when reply_at is not null then read_at end, read_at, interval '1 hour') filter (where not is_wrong_reply and reply_business_days is not null)
business_solutions = duration_agg(business_raised_at, case when solved_at is not null then read_at end, read_at, interval '1 hour') filter (where not is_wrong_solution and solve_business_days is not null)
in_time = rate_agg(is_in_time)
wrong = count(*) filter (where is_wrong_reply or is_wrong_solution)
$$, 'questions', $$
count question_count = questions -- Questions asked in the period.
interval median_first_reply_days = survival_median_days(replies) | survival_median_days_ci(replies) -- After so many days half of the questions had an answer (Kaplan-Meier). NULL: not half of them yet.
float p90_first_reply_days = (select min(c.days) from survival_curve(replies) c where c.survival <= 0.1 + 1e-12) -- After so many days nine of ten had one. NULL: not yet.
interval median_first_reply_business_days = survival_median_days(business_replies) | survival_median_days_ci(business_replies) -- As median_first_reply_days, in business days.
float p90_first_reply_business_days = (select min(c.days) from survival_curve(business_replies) c where c.survival <= 0.1 + 1e-12) -- As p90_first_reply_days, in business days.
rate within_sla_rate (within_sla_count / judged_count) = in_time -- Share of the questions for which the time is over (reply_hours) that had an answer within it.
count unanswered_count = open_count(replies) -- Questions without an answer.
count solved_count = events(solutions) -- Questions that were solved.
interval median_solve_days = survival_median_days(solutions) | survival_median_days_ci(solutions) -- After so many days half of them were solved.
interval median_solve_business_days = survival_median_days(business_solutions) | survival_median_days_ci(business_solutions) -- As median_solve_days, in business days.
count unsolved_count = open_count(solutions) -- Questions that are not solved.
count wrong_order_count = wrong -- Questions with an answer or a solution before they were asked, which is in no figure.
$$),
('survey', 'What do they answer? Surveys by question, and of each question all answers together, each answer, and each theme that comments were coded as. An answer may have several themes: their shares may exceed 1. Of employees nothing is returned that fewer than min_group gave. No comments. Filter period_grain, dimension, survey_id and aspect.', $$
select r.survey_id, r.survey_kind, q.question, r.day, r.score, r.theme, r.is_top, r.is_invited, r.is_completed, r.is_staff, s.cadence, s.question_count, f.segment,
	nps_category(case when r.survey_kind not in ('nps', 'enps') then l.score::numeric when r.score between 0 and 10 then r.score end) as nps_category,
	case when r.account_id is not null then coalesce(f.comparison_group, case when f.listed @> r.day then 'abm' else 'other' end) end as comparison_group
from (
	select r.*, coalesce(r.score >= r.scale_max - 1, false) as is_top,
		-- Who answered some questions of a survey only has not completed it.
		bool_and(r.score is not null) over (partition by r.survey_id, r.survey_kind, r.person, r.invited_on) as is_completed
	from (
		select coalesce(s.survey_id, '(none)') as survey_id, coalesce(s.kind, '(none)') as survey_kind, s.question, coalesce('c' || s.contact_id, 'r' || s.response_id) as person, s.contact_id,
			coalesce(s.account_id, c.account_id) as account_id, (coalesce(s.answered_at, s.invited_at) at time zone p.time_zone)::date as day, i.invited_on, i.invited_on is not null as is_invited,
			case when s.answered_at is not null then trim_scale(round(s.score, 2)) end as score, case when s.answered_at is not null and s.score is not null then s.theme end as theme,
			z.scale_max, coalesce(s.kind = 'enps' or c.is_employee, false) as is_staff
		from {survey_response} s
		cross join {parameter} p
		left join {contact} c on c.contact_id = s.contact_id
		cross join lateral (select case when s.invited_at >= '1970-01-02' and s.invited_at < '2200-01-01' then (s.invited_at at time zone p.time_zone)::date end as invited_on) i
		cross join lateral (select coalesce(s.scale_min, case when s.kind = 'nps' then 0 else 1 end) as scale_min, coalesce(s.scale_max, case when s.kind in ('nps', 'enps') then 10 else 5 end) as scale_max) z
		where coalesce(coalesce(s.answered_at, s.invited_at) >= '1970-01-02' and coalesce(s.answered_at, s.invited_at) < (p.as_of + 1)::timestamp at time zone p.time_zone, false)
			and (s.answered_at is null or s.score is null or s.score between z.scale_min and z.scale_max and z.scale_max < 1e6 
				and (coalesce(s.kind, '') not in ('nps', 'enps') or s.score = trunc(s.score) and z.scale_min in (0, 1) and z.scale_max = 10))
	) r
) r
join (
	select s.survey_id, greatest(count(distinct s.question), 1) as question_count, coalesce(array_agg(distinct s.question) filter (where s.question is not null), array[null::text]) as questions,
		case when max(g.gap) <= 10 then 'week' when max(g.gap) <= 45 then 'month' when max(g.gap) <= 135 then 'quarter' when max(g.gap) is not null then 'year' end as cadence
	from (select coalesce(s.survey_id, '(none)') as survey_id, s.question from {survey_response} s) s
	left join (
		-- How long after it people are asked again, as a rule.
		select a.survey_id, percentile_cont(0.5) within group (order by a.gap) as gap
		from (
			select a.survey_id, a.day - lag(a.day) over (partition by a.survey_id, a.contact_id order by a.day) as gap
			from (
				select distinct coalesce(s.survey_id, '(none)') as survey_id, s.contact_id, (coalesce(s.invited_at, s.answered_at) at time zone p.time_zone)::date as day
				from {survey_response} s
				cross join {parameter} p
				where s.contact_id is not null and coalesce(coalesce(s.invited_at, s.answered_at) >= '1970-01-02' and coalesce(s.invited_at, s.answered_at) < '2200-01-01', false)
			) a
		) a
		where a.gap > 3
		group by a.survey_id
	) g on g.survey_id = s.survey_id
	group by s.survey_id
) s on s.survey_id = r.survey_id
-- An invitation to a survey is one to each of its questions.
cross join lateral unnest(case when r.question is null then s.questions else array[r.question] end) q(question)
left join (
	select distinct on (a.contact_id) a.contact_id, a.score from {answer_fact} a
	where a.survey_kind = 'nps' and a.score is not null and a.contact_id is not null order by a.contact_id, a.age
) l on l.contact_id = r.contact_id
left join {customer_fact} f on f.account_id = r.account_id
$$, 'month quarter year summed', $$
comparison_group
segment
nps_category
$$, $$
survey_id! text -- The survey. Filter one.
survey_kind! text -- nps, enps, csat or pulse.
question! text -- The question. NULL: the survey has one.
aspect text = each -- total (all answers to the question), answer (one answer) or theme (one theme). Filter one.
answer text = each -- The score that was given. NULL: total, or a theme.
theme text = each -- The theme. NULL: total, or an answer.
$$, $$
answers = rate_agg(is_top) filter (where score is not null)
invited = rate_agg(is_completed) filter (where is_invited)
mean = avg(score)
scores = array_agg(score) filter (where score is not null)
themes = array_agg(theme) filter (where theme is not null)
is_staff = bool_or(is_staff)
cadence = max(cadence)
questions = max(question_count)
each = select 'total'::text as aspect, null::text as answer, null::text as theme, coalesce(cardinality(a.scores), 0)::bigint as item_count union all select 'answer', s::text, null, count(*) from unnest(a.scores) s group by s union all select 'theme', null, t.theme, count(*) from unnest(a.themes) with ordinality o(list, place), lateral (select distinct lower(trim(w)) as theme from regexp_split_to_table(o.list, ';') w where trim(w) <> '') t group by t.theme
where = not coalesce(a.is_staff, a.survey_kind = 'enps') or coalesce(trials(a.answers), 0) >= p.min_group and e.item_count >= p.min_group
$$, 'trials(answers)', $$
rate answer_rate (answer_count / response_count) = rate_summary(e.item_count, trials(answers)) -- Share of the answers to the question that are this one, or have this theme.
rate csat_rate (top_two_count / csat_response_count) = case when survey_kind in ('csat', 'pulse') then answers end -- Share of all answers to the question with one of the two best scores, in surveys of the kind csat or pulse. NULL in others: answers to the questions of NPS and eNPS are in the view nps.
float average_score = mean -- Mean of all scores given to the question.
rate complete_rate (completed_count / invited_count) = invited -- Share of the people invited that answered, or were invited in the period and have not, that answered the whole survey.
text cadence = cadence -- How often people are asked, as a rule: week, month, quarter or year. NULL: nobody was asked twice.
count question_count = questions -- Questions of the survey.
$$),
('retention_cohort', 'Do they stay? Customers by the quarter in which their first contract began, and how many of them still were, so many months later. A cell that not all of them have reached is no row. Filter one dimension; read along months_since.', $$
select * from {cohort_fact}
$$, 'quarter summed', $$
comparison_group
segment
$$, $$
months_since! bigint -- Months since the first contract of each of them.
$$, $$
retained = rate_agg(now_value > 0)
start_value = sum(start_value)
now_value = sum(now_value)
where = (a.last_on + a.months_since * interval '1 month')::date <= p.as_of
$$, 'trials(retained)', $$
rate retained_rate (retained_count / start_count) = retained -- Share of them that were customers after so many months; who came back is one.
ratio revenue_rate (now_value / start_value) = coalesce(now_value, 0) | coalesce(start_value, 0) -- What all of them paid then / what they paid in the beginning. May exceed 1.
$$)
$views$;
comment on function @extschema@._view_service() is
'Internal: the KPI views of questions, surveys and of who stays.';
