-- leads: the KPI views of leads.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

-- Two rates beside each other: too few where one is of fewer than min_n. A view asks this in each row: plpgsql keeps what it has parsed, a
-- function in SQL that another calls is parsed again for each.
create function @extschema@._compared(a @extschema@.rate_summary, b @extschema@.rate_summary, min_n bigint) returns text
	language plpgsql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	difference @extschema@.rate_comparison;
begin
	if not coalesce(trials(a) > 0 and trials(b) > 0, false) then
		return null;
	elsif trials(a) < min_n or trials(b) < min_n then
		return 'too few';
	end if;
	difference := rate_compare(a, b);
	return case when difference.low > 0 then 'higher' when difference.high < 0 then 'lower' when difference.low is null then 'too few' else 'no clear difference' end;
end
$$;
comment on function @extschema@._compared(@extschema@.rate_summary, @extschema@.rate_summary, bigint) is
'Internal: whether rate a is higher or lower than rate b, if the interval of the difference says so; no clear difference; too few if one has fewer than min_n. NULL if one has none.';

-- What the rate of a slice says beside that of everything else.
create function @extschema@._finding(slice @extschema@.rate_summary, whole @extschema@.rate_summary, min_n bigint) returns text
	language plpgsql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
begin
	if slice is null or whole is null then
		return null;
	end if;
	return coalesce(_compared(slice, rate_summary(hits(whole) - hits(slice), trials(whole) - trials(slice)), min_n), 'too few');
end
$$;
comment on function @extschema@._finding(@extschema@.rate_summary, @extschema@.rate_summary, bigint) is
'Internal: whether the rate of a slice is higher or lower than that of the rest of the whole, if the interval of the difference says so; no clear difference; too few if one of them has fewer than min_n.';

create function @extschema@._view_leads() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('lead_flow', 'What happened to leads in a period, each thing by its own day. Figures of different leads: for rates read lead_source.', $$
select * from {lead_event_fact} e
$$, 'week month quarter year', $$
comparison_group
source_class
source
campaign = campaign_id, campaign_name
segment
owner = owner_id, owner_name
$$, '', $$
leads = count(*) filter (where what = 'lead')
new_leads = count(*) filter (where what = 'new')
reopened = count(*) filter (where what = 'reopened')
mqls = count(*) filter (where what = 'mql')
sqls = count(*) filter (where what = 'sql')
converted = count(*) filter (where what = 'converted')
recycled = count(*) filter (where what = 'recycled')
quiet = count(*) filter (where what = 'quiet')
judged = rate_agg(case what when 'disqualified' then true when 'accepted' then false end)
$$, 'leads', $$
count lead_count = leads -- Leads created, several of one person among them. Says nothing about their worth.
count new_lead_count = new_leads -- People seen for the first time who may be written to, so far as is known.
count reopened_count = reopened -- Leads with a visit, content or form of theirs after they were returned to marketing, by the day of the first.
count mql_count = mqls -- People who became marketing qualified, by the day of the first time; a later step implies it.
count sql_count = sqls -- People who became sales qualified, by the day of the first time; a conversion implies it.
count converted_count = converted -- People who were converted.
count recycled_count = recycled -- Leads returned to marketing.
count gone_quiet_count = quiet -- Leads, neither accepted nor judged unfit, of whom nothing has been heard for engagement_days, by the day on which that was so. Leads that came back are not among them any more.
rate disqualified_rate (disqualified_count / judged_count) = judged -- Share of the leads judged in the period, as accepted or unfit, that were judged unfit. The last judgement counts.
whole goal_count = case when a.dimension = 'all' then (select max(case when abs(g.value) < 1e15 then g.value end) from {goal} g
	where g.kpi = 'new_lead_count' and coalesce(g.period_grain, 'month') = a.period_grain and g.period_start = a.period_start) end -- Goal for new_lead_count, from the table goal. NULL where there is none.
whole projected_count = coalesce(new_leads, 0) / least((p.as_of - a.period_start + 1)::float8 / (a.last_on - a.period_start + 1), 1) -- New leads of the whole period if they go on to come as until now; of a period that is over, new_lead_count.
whole projected_count_lo = (select greatest(n.k, (n.k - 1.96 * sqrt((n.k + 1) * (1 - n.passed))) / n.passed)
	from (select coalesce(new_leads, 0) as k, least((p.as_of - a.period_start + 1)::float8 / (a.last_on - a.period_start + 1), 1) as passed) n) -- Lower limit (about 95 %) of projected_count, as of a Poisson process.
whole projected_count_hi = (select (n.k + 1.96 * sqrt((n.k + 1) * (1 - n.passed))) / n.passed
	from (select coalesce(new_leads, 0) as k, least((p.as_of - a.period_start + 1)::float8 / (a.last_on - a.period_start + 1), 1) as passed) n) -- Upper limit (about 95 %) of projected_count.
$$),
('lead_source', 'What becomes of the people whose first lead was created in a period, by where they came from. touch_rule says by which touch: the first, which is the source of the lead, or the last before they qualified. Never add up the two. Rank by cost_per_won, not by cost_per_lead.', $$
select b.*, coalesce(c.name, b.campaign_id) as campaign_name,
	-- What a campaign cost in a month is divided among those it brought in it; if there are none, it stands for itself.
	case when b.campaign_id is null or count(*) filter (where b.is_lead) over brought = 0 then b.campaign_cost
		when b.is_lead then sum(b.campaign_cost) over brought / count(*) filter (where b.is_lead) over brought end as cost,
	case when b.campaign_id is null then b.campaign_cost_is_known else bool_and(b.campaign_cost_is_known) over brought end as is_known
from (
	select 'first' as touch_rule, f.created_on as day, date_trunc('month', f.created_on)::date as month, f.source_class, f.source, f.campaign_id, f.landing_page, f.comparison_group,
		true as is_lead, f.qualified_at is not null as is_mql, f.accepted_at is not null as is_sql, f.has_opportunity, f.is_won, f.is_closed, f.is_disqualified, f.won_value,
		null::numeric as campaign_cost, null::boolean as campaign_cost_is_known
	from {lead_fact} f
	where f.is_first
	union all
	select 'last', f.created_on, date_trunc('month', f.created_on)::date, t.source_class, t.channel, t.campaign_id, t.page, f.comparison_group,
		true, f.qualified_at is not null, f.accepted_at is not null, f.has_opportunity, f.is_won, f.is_closed, f.is_disqualified, f.won_value, null, null
	from {lead_fact} f
	left join (
		select distinct on (t.lead_id) t.lead_id, t.source_class, t.channel, t.campaign_id, t.page
		from (
			select t.lead_id, max(t.occurred_at) as at
			from {touch_fact} t
			join {lead_fact} l on l.lead_id = t.lead_id
			where l.is_first and t.source_class is not null and t.occurred_at <= coalesce(l.qualified_at, l.until)
			group by t.lead_id
		) m
		join {touch_fact} t on t.lead_id = m.lead_id and t.occurred_at = m.at
		where t.source_class is not null
		order by t.lead_id, t.touch_id
	) t on t.lead_id = f.lead_id
	where f.is_first
	union all
	select 'first', date_trunc('month', k.cost_day)::date, date_trunc('month', k.cost_day)::date, null, null, k.campaign_id, null, null, false, null, null, null, null, null, null, null,
		case when abs(k.amount_base) < 1e14 then k.amount_base end, coalesce(abs(k.amount_base) < 1e14, false)
	from (select c.campaign_id, c.amount_base, c.cost_on, case when c.cost_on >= '1970-01-02' and c.cost_on < '2200-01-01' then c.cost_on end as cost_day from {campaign_cost} c) k
	where k.cost_on <= (select p.as_of from {parameter} p)
	union all
	select 'last', date_trunc('month', k.cost_day)::date, date_trunc('month', k.cost_day)::date, null, null, k.campaign_id, null, null, false, null, null, null, null, null, null, null,
		case when abs(k.amount_base) < 1e14 then k.amount_base end, coalesce(abs(k.amount_base) < 1e14, false)
	from (select c.campaign_id, c.amount_base, c.cost_on, case when c.cost_on >= '1970-01-02' and c.cost_on < '2200-01-01' then c.cost_on end as cost_day from {campaign_cost} c) k
	where k.cost_on <= (select p.as_of from {parameter} p)
) b
left join {campaign} c on c.campaign_id = b.campaign_id
window brought as (partition by b.touch_rule, b.campaign_id, b.month)
$$, 'month quarter year window=lead_window_days kept', $$
source_class
source
campaign = campaign_id, campaign_name
landing_page
comparison_group
$$, $$
touch_rule! text -- first: by the source of the lead. Filter one. last: by the last touch of known source before the person qualified; source is then its channel, landing_page its page.
$$, $$
leads = count(*) filter (where is_lead)
mqls = rate_agg(is_mql)
sqls = rate_agg(is_sql)
opportunities = rate_agg(has_opportunity)
won = rate_agg(is_won)
closed = rate_agg(is_won) filter (where is_closed)
judged = rate_agg(is_disqualified)
value = sum(won_value)
known_cost = sum(cost)
is_known = bool_and(is_known)
$$, 'leads', $$
rate mql_rate (mql_count / lead_count) = mqls -- Share of the people who became marketing qualified, so far.
rate sql_rate (sql_count / lead_count) = sqls -- Share of the people who became sales qualified, so far.
rate opportunity_rate (opportunity_count / lead_count) = opportunities -- Share of the people who became an opportunity, so far.
rate won_rate (won_count / lead_count) = won -- Share of the people whose deal was won, so far.
rate win_rate (won_count / closed_count) = closed -- Share of those whose deal is closed that won it.
rate disqualified_rate (disqualified_count / judged_count) = judged -- Share of the leads judged, as accepted or unfit, that were judged unfit.
value won_value = coalesce(value, 0) -- Value of the deals won; a deal of several people counts for the first of them.
value cost = case when is_known then known_cost end -- Cost of the campaigns in the months of the period, divided evenly among the people that a campaign brought in a month. NULL where none or not all of it is known.
value cost_per_lead = cost_per(case when is_known then known_cost end, leads) -- cost / lead_count. NULL where the cost is 0 or not known, or there is nobody.
value cost_per_mql = cost_per(case when is_known then known_cost end, hits(mqls)) -- cost / mql_count.
value cost_per_won = cost_per(case when is_known then known_cost end, hits(won)) -- cost / won_count.
text finding = case when a.dimension <> 'all' then _finding(won, rollup(won) over (partition by a.period_grain, a.dimension, a.touch_rule, a.period_start), p.min_n) end -- Whether won_rate is higher or lower than that of everybody else of the period: higher, lower, no clear difference, or too few (min_n).
$$)
$views$;
comment on function @extschema@._view_leads() is
'Internal: the KPI views of leads.';
