-- programs: the KPI views of what was done to move deals and leads: promotions and nurture.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._view_programs() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('promo', 'What became of offers with a promotion code, by the day they were made, beside offers without one. Deals that were won with a code say nothing of those that refused it: without offers there is no rate. Filter one period_grain and one dimension.', $$
select o.promo_code, o.is_offer, o.day, o.discount, o.is_won, o.won_value, o.won_on - o.day as days, o.day as offered_on, o.won_on, o.comparison_group, o.segment
from {offer_fact} o
$$, 'month quarter year window=opportunity_window_days', $$
comparison_group
segment
$$, $$
promo_code text -- The code; (none) is the row of the offers without one.
$$, $$
offers = rate_agg(is_won) filter (where is_offer)
offered = count(*) filter (where is_offer)
with_code = count(*) filter (where not is_offer)
median_value = percentile_cont(0.5) within group (order by won_value::float8) filter (where is_won)
discounts = sum(discount) filter (where is_won)
cycles = duration_agg(offered_on, won_on) filter (where is_won)
$$, 'offered', replace($$
text basis = case when offered > 0 then 'offers' when with_code > 0 then 'deals_with_code' end -- offers, or deals_with_code where only deals with the code are known; they alone give no rate.
rate promo_rate (won_count / offer_count) = offers -- Share of the offers whose deal was won, so far.
rate without_rate (without_won_count / without_offer_count) = [without] -- The same of the offers of the period without a code.
float difference = (rate_compare(offers, [without])).difference -- promo_rate - without_rate; 0.01 is one percentage point.
float difference_lo = (rate_compare(offers, [without])).low -- Lower limit (95 %) of difference.
float difference_hi = (rate_compare(offers, [without])).high -- Upper limit (95 %) of difference.
count deal_count = with_code -- Deals with the code that no offer is known of, by the day they were created.
value median_deal_value = median_value -- Half of the deals won with the code are worth at most this.
value discount_value = coalesce(discounts, 0) -- What the codes of won deals took off.
days median_days = median_days(cycles) -- Half of the won deals were won within so many days of the offer; of their creation, where no offer is known.
text finding = _compared(offers, [without], p.min_n) -- Whether promo_rate is higher or lower than without_rate: higher, lower, no clear difference, or too few (min_n). NULL where there is nothing to compare.
$$, '[without]', $$case when a.promo_code <> '(none)' then rollup(offers) filter (where a.promo_code = '(none)') over (partition by a.period_grain, a.period_start, a.dimension, a.dimension_value) end$$)),
('nurture_lift', 'Whether people in a nurture program became opportunities more often than the control group, by the day they entered. Only a randomised control group makes the difference an effect. Filter one period_grain and one dimension.', $$
select m.*, m.program_id as program from {program_fact} m
$$, 'month quarter year trailing_year window=lead_window_days', $$
comparison_group
segment
program_kind
$$, $$
program text -- The program.
$$, $$
nurtured = rate_agg(is_converted) filter (where is_member and arm = 'nurtured')
control = rate_agg(is_converted) filter (where is_member and arm = 'control')
mqls = rate_agg(coalesce(is_mql, false)) filter (where is_member and arm = 'nurtured')
is_randomised = bool_and(assigned = 'randomised') filter (where is_member)
is_matched = bool_and(assigned in ('randomised', 'matched')) filter (where is_member)
known_cost = sum(cost) filter (where arm = 'nurtured' or not is_member)
is_known = bool_and(is_known) filter (where arm = 'nurtured' or not is_member)
$$, 'coalesce(trials(nurtured), 0)', $$
text design = case when is_randomised then 'randomised' when is_matched then 'matched' when is_matched is not null then 'observational' end -- How the two groups came about: randomised (a difference is an effect), matched, or observational (who is nurtured was chosen, or chose).
rate nurtured_rate (nurtured_converted_count / nurtured_count) = nurtured -- Share of the people in the program who became an opportunity since they entered.
rate control_rate (control_converted_count / control_count) = control -- The same of the control group.
float difference = (rate_compare(nurtured, control)).difference -- nurtured_rate - control_rate; 0.01 is one percentage point.
float difference_lo = (rate_compare(nurtured, control)).low -- Lower limit (95 %) of difference.
float difference_hi = (rate_compare(nurtured, control)).high -- Upper limit (95 %) of difference.
interval lift = (rate_compare(nurtured, control)).lift | rate_lift_ci(nurtured, control) -- nurtured_rate / control_rate - 1. NULL without a control group, or one of which nobody converted.
float p_value = (rate_compare(nurtured, control)).p_value -- Probability of a difference as large as this if there were none.
rate mql_rate (mql_count / nurtured_count) = mqls -- Share of the people in the program who became marketing qualified since they entered.
value cost = case when is_known then known_cost end -- Cost of the campaigns of the program in the months of the period, divided evenly among those who entered in a month. NULL where none or not all of it is known.
value cost_per_mql = cost_per(case when is_known then known_cost end, hits(mqls)) -- cost / mql_count.
text finding = _compared(nurtured, control, p.min_n) -- Whether nurtured_rate is higher or lower than control_rate: higher, lower, no clear difference, or too few (min_n). NULL without a control group.
$$)
$views$;
comment on function @extschema@._view_programs() is
'Internal: the KPI views of promotions and nurture.';
