-- deals: the KPI views of closed and open deals.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._view_deals() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('win_rate', 'How many of the closed deals were won, by the day they were closed.', $$
select closed_on as day, is_won, deal_value, status, null::boolean as cohort_is_won, false as is_cohort,
	comparison_group, segment, tier, owner_id, owner_name, source, campaign_id, campaign_name, kind, stakeholder_band
from {deal_fact} where closed_on is not null
union all
select created_on, null, null, null, is_won, true,
	comparison_group, segment, tier, owner_id, owner_name, source, campaign_id, campaign_name, kind, stakeholder_band
from {deal_fact}
$$, 'month quarter year', $$
comparison_group
segment
tier
owner = owner_id, owner_name
source
campaign = campaign_id, campaign_name
kind
stakeholder_band
$$, '', $$
won = rate_agg(is_won)
won_value = sum(deal_value) filter (where is_won)
closed_value = sum(deal_value) filter (where is_won is not null)
cohort = rate_agg(cohort_is_won)
cohort_open = count(*) filter (where is_cohort and cohort_is_won is null)
judged = rate_agg(case status when 'disqualified' then true when 'won' then false when 'lost' then false end)
$$, 'trials(won)', $$
rate win_rate (won_count / closed_count) = won -- Share of the deals closed in the period, disqualified ones left out, that were won.
count lost_count = trials(won) - hits(won) -- Deals lost.
ratio win_rate_value (won_value / closed_value) = won_value | closed_value -- Share of the value closed that was won.
rate cohort_win_rate (cohort_won_count / cohort_closed_count) = cohort -- Share of the deals created in the period, and closed since, that were won. Deals lost fast come first: see cohort_open_count.
count cohort_open_count = cohort_open -- Deals created in the period that are still open.
rate disqualified_rate (disqualified_count / judged_count) = judged -- Share of the deals closed in the period that were judged unfit.
$$)
$views$;
comment on function @extschema@._view_deals() is
'Internal: the KPI views of deals.';
