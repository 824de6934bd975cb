-- customers: the KPI views of customers: satisfaction and retention.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._account_nps(accounts text[], scores integer[]) returns float8[]
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select array[avg(u.nps)::float8, stddev_samp(u.nps)::float8]
	from (
		select 100.0 * (count(*) filter (where t.score >= 9) - count(*) filter (where t.score <= 6)) / count(*) as nps
		from unnest(accounts, scores) t(account_id, score) where t.account_id is not null group by t.account_id
	) u
$$;
comment on function @extschema@._account_nps(text[], integer[]) is
'Internal: the mean and the standard deviation of the NPS of accounts, from answers with their accounts in any order.';

create function @extschema@._view_customers() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('nps', 'Would they recommend us: NPS of customers and eNPS of employees, by the last answer of each person in the period. eNPS of fewer than min_group answers is not returned. Filter one period_grain, one dimension and one survey_kind.', $$
select a.*
from (
	select x.*, g.period_grain, g.period_start,
		row_number() over (partition by g.period_grain, g.period_start, x.person order by x.age) = 1 as is_last
	from {answer_fact} x
	cross join lateral {periods} g
	where x.day <= (select p.as_of from {parameter} p)
) a
where a.is_last
$$, 'month quarter year trailing_year given summed', $$
comparison_group
segment
tier
owner = owner_id, owner_name
role
$$, $$
survey_kind text -- nps (customers, 0 to 10) or enps (employees, 1 to 10).
$$, $$
answers = nps_agg(score)
asked = rate_agg(score is not null)
followed = rate_agg(is_followed_up) filter (where score <= 6)
accounts = array_agg(account_id) filter (where score is not null)
scores = array_agg(score) filter (where score is not null)
where = a.survey_kind <> 'enps' or coalesce(responses(answers), 0) >= p.min_group
$$, 'responses(answers)', $$
interval nps = nps(answers) | nps_ci(answers) -- Share of promoters minus share of detractors, -100 to 100.
count promoter_count = promoters(answers) -- People who gave 9 or 10.
count passive_count = passives(answers) -- People who gave 7 or 8.
count detractor_count = detractors(answers) -- People who gave at most 6.
count response_count = responses(answers) -- People who answered.
float average_score = average_score(answers) -- Mean score.
float score_stddev = score_stddev(answers) -- Spread of the scores: whether they are of one mind.
float account_nps = (@extschema@._account_nps(accounts, scores))[1] -- Mean of the NPS of the accounts: each counts once, however many of its people answered.
float account_stddev = (@extschema@._account_nps(accounts, scores))[2] -- Spread of the NPS of the accounts.
rate response_rate (response_count / invited_count) = asked -- Share of those who answered, or were invited in the period and have not, that answered.
rate detractor_follow_up_rate (followed_up_count / detractor_count) = followed -- Share of the detractors to whom somebody came back.
$$),
('retention', 'Who stays, and what they pay: customers before the period against those at its end, by recurring revenue. The running period is read as of today. Rates of a month and of a year are different figures: filter one period_grain and one dimension.', $$
select * from {customer_period_fact}
$$, 'month quarter year trailing_year given summed', $$
comparison_group
segment
tier
product
owner = owner_id, owner_name
$$, '', $$
pairs = revenue_agg(case d.dimension when 'product' then x.value_before else x.account_before end, case d.dimension when 'product' then x.value_now else x.account_now end,
 case d.dimension when 'product' then x.first_on else x.account_first_on end < x.period_start) filter (where d.dimension = 'product' or x.is_account)
cross_sell = sum(case when x.account_before = 0 then 0 when d.dimension = 'product' then case when x.value_before = 0 then x.value_now else 0 end
 else least(greatest(x.account_now - x.account_before, 0), x.account_other_product) end) filter (where d.dimension = 'product' or x.is_account and x.account_now > 0)
$$, 'start_count(pairs)', $$
rate logo_retention_rate (retained_count / start_count) = rate_summary(retained_count(pairs), start_count(pairs)) -- Share of the customers before the period that still are customers at its end.
ratio net_retention_rate (now_value / start_value) = coalesce(start_value(pairs) + expansion_value(pairs) - contraction_value(pairs) - churned_value(pairs), 0) | coalesce(start_value(pairs), 0) -- What the customers before the period pay at its end / what they paid. May exceed 1.
ratio gross_retention_rate (kept_value / start_value) = coalesce(start_value(pairs) - contraction_value(pairs) - churned_value(pairs), 0) | coalesce(start_value(pairs), 0) -- The same, but nobody counts for more than he paid.
ratio expansion_rate (expansion_value / start_value) = coalesce(expansion_value(pairs), 0) | coalesce(start_value(pairs), 0) -- What customers pay more / what all paid.
value upsell_value = coalesce(expansion_value(pairs), 0) - case a.dimension when 'product' then 0 else coalesce(cross_sell, 0) end -- Part of expansion_value that is for products they had.
value cross_sell_value = coalesce(cross_sell, 0) -- Part of expansion_value that is for products new to them. Of one product: what customers of others pay for it, who are in new_count there.
ratio contraction_rate (contraction_value / start_value) = coalesce(contraction_value(pairs), 0) | coalesce(start_value(pairs), 0) -- What customers who stay pay less / what all paid.
ratio churn_rate (churned_value / start_value) = coalesce(churned_value(pairs), 0) | coalesce(start_value(pairs), 0) -- What those who left paid / what all paid.
count churned_count = churned_count(pairs) -- Customers before the period that are none at its end.
count new_count = new_count(pairs) -- Customers at its end that never were before it.
count reactivated_count = reactivated_count(pairs) -- Customers at its end that were none just before it, but earlier.
$$)
$views$;
comment on function @extschema@._view_customers() is
'Internal: the KPI views of customers: satisfaction and retention.';
