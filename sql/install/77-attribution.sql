-- attribution: the KPI view of what channels and campaigns are credited with.

create function @extschema@._view_attribution() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
-- All models are read from path_summaries, which a slice merges. Of a rule, each touch is a path of its own with its part of the
-- deal as value, so that the sum for a channel is exact: a path of one touch gives it all. is_deal marks one row for each deal.
-- Rows that do not count have a NULL in is_converted and no condition of their own, so that a filter on model leaves one branch.
('attribution', 'What channels and campaigns are credited with of the value won, by models side by side. Filter one model and one level: they are never summed. The credits of one sum to the value won, what was won without a touch, or is worth less than 0, being that of (none). A model says how credit is shared, not what a channel caused.', $$
select p.closed_on as day, p.comparison_group, p.below_value, l.level, m.*
from {path_fact} p
cross join lateral (
	select 'channel'::text as level, p.channel_path as path
	union all select 'campaign'::text, p.campaign_path
) l
cross join lateral (select case when p.is_won then true end as is_won, case when p.is_won then l.path end as path, l.path[cardinality(l.path):] as last_path) w
cross join lateral (
	select 'markov'::text as model, l.path, p.is_won as is_converted, 1::numeric as part, p.deal_value as value, true as is_deal, w.last_path, p.deal_value as last_value
	union all select 'shapley'::text, w.path, w.is_won, 1::numeric, p.deal_value, true, w.last_path, p.deal_value
	union all select 'first'::text, w.path[:1], w.is_won, 1::numeric, p.deal_value, true, w.last_path, p.deal_value
	union all select 'last'::text, w.last_path, w.is_won, 1::numeric, p.deal_value, true, w.last_path, p.deal_value
	union all select 'linear'::text, array[c.channel], true, c.credit, c.credit * p.deal_value, c.position = cardinality(l.path), w.last_path, p.deal_value from attribution(w.path, 'linear') c
	union all select 'linear'::text, null::text[], case when l.path is null then w.is_won end, 1::numeric, p.deal_value, true, null::text[], p.deal_value
	union all select 'position'::text, array[c.channel], true, c.credit, c.credit * p.deal_value, c.position = cardinality(l.path), w.last_path, p.deal_value from attribution(w.path, 'position') c
	union all select 'position'::text, null::text[], case when l.path is null then w.is_won end, 1::numeric, p.deal_value, true, null::text[], p.deal_value
) m
$$, 'quarter trailing_year summed', $$
comparison_group
$$, $$
model! text -- first, last, linear (the same to each touch), position (40 % to the first, 40 % to the last, 20 % shared), markov or shapley. Filter one.
level! text -- channel or campaign. Filter one.
channel text = each -- The channel, or the campaign. (none): what was won without a touch, or by touches of no channel, and deals worth less than 0, which lower it. (other): all beyond the 900 most frequent.
channel_label text = each -- The channel or campaign as a person reads it.
$$, $$
valued = path_agg(x.path, x.is_converted, x.value)
counted = path_agg(x.path, x.is_converted, x.part)
last_touch = path_agg(x.last_path, x.is_converted, x.last_value) filter (where x.is_deal)
deals = count(*) filter (where x.is_deal and x.path is not null and x.is_converted is not null)
below = sum(x.below_value) filter (where x.is_deal and x.is_converted)
won_deals = count(*) filter (where x.is_deal and x.path is not null and x.is_converted)
each = select g.channel, coalesce(k.name, g.channel) as channel_label, g.removal_effect,
		-- Rounded so that the rounded ones sum to the rounded sum.
		round(sum(g.value) over up_to, 2) - round(sum(g.value) over up_to - g.value, 2) as value, round(sum(g.part) over up_to) - round(sum(g.part) over up_to - g.part) as part,
		round(sum(g.last_value) over up_to, 2) - round(sum(g.last_value) over up_to - g.last_value, 2) as last_value, sum(g.value) over () as won_value
	from (
		select c.channel, sum(c.removal_effect) as removal_effect, sum(c.value) as value, sum(c.part) as part, sum(c.last_value) as last_value
		from (
			select m.channel, m.removal_effect, m.credit as value, 0::numeric as part, 0::numeric as last_value from markov_attribution(a.valued) m where a.model = 'markov'
			union all select m.channel, null::float8, 0::numeric, m.credit, 0::numeric from markov_attribution(a.counted) m where a.model = 'markov'
			union all select m.channel, null::float8, m.credit, 0::numeric, 0::numeric from shapley_attribution(a.valued) m where a.model <> 'markov'
			union all select m.channel, null::float8, 0::numeric, m.credit, 0::numeric from shapley_attribution(a.counted) m where a.model <> 'markov'
			union all select m.channel, null::float8, 0::numeric, 0::numeric, m.credit from shapley_attribution(a.last_touch) m
			union all select '(none)'::text, null::float8, coalesce(untouched_value(a.valued), 0) + coalesce(a.below, 0), coalesce(untouched(a.counted)::numeric, 0), coalesce(untouched_value(a.last_touch), 0) + coalesce(a.below, 0)
		) c
		group by c.channel
	) g
	left join (select k.campaign_id, max(k.name) as name from {campaign} k group by k.campaign_id) k on a.level = 'campaign' and k.campaign_id = g.channel
	window up_to as (order by g.channel collate "C")
$$, 'a.won_deals', $$
count credited_count = e.part -- Won deals credited to it: the sum of its parts of deals, rounded so that all of a model sum to the deals won.
ratio credit_share_rate (credited_value / won_value) = e.value | e.won_value -- Its share of the value won, with and without a touch: that of closed_deals.
ratio last_touch_share_rate (last_touch_value / won_value) = e.last_value | e.won_value -- The share that the last touch gives it.
float difference_from_last_touch = ((e.value - e.last_value) / nullif(e.won_value, 0)) * 100 -- credit_share_rate less last_touch_share_rate, in points (0 to 100). Above 0: the last touch hides what it does.
float removal_effect = e.removal_effect -- Model markov: the part of the value that would be lost if all that led to it were lost, 0 to 1. NULL in other models, and for (none).
count path_count = a.deals -- Deals with a touch that the model was made from: the won ones, with markov the lost ones too.
value untouched_value = coalesce(untouched_value(a.valued), 0) -- Value won without a touch in engagement_days, which no model credits.
$$)
$views$;
comment on function @extschema@._view_attribution() is
'Internal: the KPI view of attribution.';
