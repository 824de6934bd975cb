-- charts: as 88-charts-sales.sql, of accounts, leads, campaigns and customers.

-- 4. From account to customer: two funnels side by side.

create function @extschema@._chart_funnel(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with step as (
		select r.*, case r.funnel when 'target_account' then 0 else 1 end as panel, r.reached_count::float8 / nullif(r.first_count, 0) as from_first, case when r.step > 1 then r.reached_count::float8 / nullif(r.previous_count, 0) end as from_previous
		from jsonb_to_recordset(_chart_funnel.data -> 'rows') r(funnel text, step integer, step_name text, reached_count bigint, previous_count bigint, first_count bigint, open_window_count bigint)
	), form as (
		select w.*, case when w.is_wide then 42.0 else 40.0 end as row_height from (select _chart_funnel.width >= 600 as is_wide) w
	), panel as (
		select s.panel, max(s.first_count) as n, count(*) as steps, max(s.open_window_count) as waiting, case when f.is_wide then s.panel * 380.0 else 0 end as left_x,
			case when f.is_wide then 0 else coalesce(sum(count(*)) over (order by s.panel) - count(*), 0) * f.row_height + (row_number() over (order by s.panel) - 1) * 58 end as top
		from step s, form f group by s.panel, f.is_wide, f.row_height
	)
	select _svg(_chart_funnel.width, (select max(p.top + 46 + p.steps * f.row_height) from panel p), 'Funnels of target accounts and of inbound leads',
		(select string_agg(_svg_text(p.left_x, p.top + 14, 'strong', case p.panel when 0 then 'Target accounts' else 'Inbound leads' end)
				|| _svg_text(p.left_x + 228, p.top + 34, 'tick end', 'reached') || _svg_text(p.left_x + 284, p.top + 34, 'tick end', 'of all') || _svg_text(p.left_x + 340, p.top + 34, 'tick end', 'of step')
				, '' order by p.panel) from panel p)
		|| (select string_agg(_svg_text(p.left_x, y.y - 2, '', _label(s.step_name, 22))
				|| _svg_bar(p.left_x, p.left_x + greatest(170 * s.from_first, 1), y.y + 5, 12, case p.panel when 0 then 'abm fill' else 'inbound fill' end || case when s.first_count < coalesce((_chart_funnel.data ->> 'min_n')::bigint, 30) then ' thin' else '' end)
				|| coalesce(_svg_bar(p.left_x + 170 * s.from_first, p.left_x + 170 * least((s.reached_count + s.open_window_count)::float8 / nullif(s.first_count, 0), 1), y.y + 5, 12, case p.panel when 0 then 'abm' else 'inbound' end || ' outline dash pale'), '')
				|| _svg_text(p.left_x + 228, y.y + 15, 'end', _figure(s.reached_count, 'count')) || _svg_text(p.left_x + 284, y.y + 15, 'end', _figure(s.from_first, 'rate'))
				|| case when s.step > 1 then _svg_text(p.left_x + 340, y.y + 15, 'end soft', _figure(s.from_previous, 'rate')) else '' end, '' order by p.panel, s.step)
			from step s join panel p on p.panel = s.panel, lateral (select p.top + 30 + s.step * f.row_height - f.row_height + 22 as y) y))
	from form f where exists (select from step where first_count > 0)
$$;
comment on function @extschema@._chart_funnel(jsonb, integer) is
'Internal: the chart of two funnels. NULL if nobody entered.';

create function @extschema@._finding_funnel(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with step as (
		select r.*, rate_ci(case when r.step > 1 then rate_summary(r.reached_count, r.previous_count) end) as limits, max(r.step) over (partition by r.funnel) as last_step
		from jsonb_to_recordset(data -> 'rows') r(funnel text, step integer, step_name text, reached_count bigint, previous_count bigint, first_count bigint, open_window_count bigint) where r.first_count > 0
	), said as (
		select case s.funnel when 'target_account' then 0 else 1 end as place, s.funnel, max(s.first_count) as n, max(s.open_window_count) as waiting, max(s.reached_count) filter (where s.step = s.last_step) as hits, min((s.limits).low) filter (where s.step > 1) as least_low
		from step s group by s.funnel
	)
	select string_agg(format('Of %s %s %s (%s) became customers.%s', _figure(d.n, 'count'), case d.place when 0 then 'target accounts' else 'inbound leads' end, _figure(rate(rate_summary(d.hits, d.n)), 'rate'), _span(c.low, c.high, 'rate'),
		-- A step is the narrowest only if its interval is below that of all others.
		coalesce((select format(' The narrowest step is to %s: %s go on.', _label(s.step_name, 30), _figure(s.reached_count::float8 / s.previous_count, 'rate')) from step s
			where s.funnel = d.funnel and s.step > 1 and s.previous_count > 0 and not exists (select from step o where o.funnel = s.funnel and o.step > 1 and o.step <> s.step and ((o.limits).low <= (s.limits).high or (o.limits).low is null))), '')), ' ' order by d.place)
	from said d, lateral rate_ci(rate_summary(d.hits, d.n)) c
$$;
comment on function @extschema@._finding_funnel(jsonb) is
'Internal: what the funnels say, in a sentence.';

-- 7. Which sources bring customers?

create function @extschema@._source_rows(data jsonb) returns table (source text, lead_count bigint, won_count bigint, closed_count bigint, win_rate float8, win_rate_lo float8, win_rate_hi float8, cost_per_lead float8, cost_per_won float8, is_thin boolean, is_cheapest boolean, says text, place bigint)
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select s.source, s.lead_count, s.won_count, s.closed_count, rate(s.deals), (rate_ci(s.deals)).low, (rate_ci(s.deals)).high, s.cost / nullif(s.lead_count, 0), s.cost / nullif(s.won_count, 0), s.closed_count < s.min_n,
		-- Cheapest of a lead, and not of a win.
		s.cost / nullif(s.lead_count, 0) = min(s.cost / nullif(s.lead_count, 0)) over () and coalesce(s.cost / nullif(s.won_count, 0) > min(s.cost / nullif(s.won_count, 0)) over (), s.closed_count > 0),
		_finding(s.deals, rollup(s.deals) over (), s.min_n), row_number() over (order by s.lead_count desc, s.source collate "C")
	from (
		select r.*, rate_summary(r.won_count, r.closed_count) as deals, coalesce((data ->> 'min_n')::bigint, 30) as min_n
		from jsonb_to_recordset(data -> 'rows') r(source text, lead_count bigint, won_count bigint, closed_count bigint, cost float8) where r.lead_count > 0
	) s
$$;
comment on function @extschema@._source_rows(jsonb) is
'Internal: the rows of the sources with what is computed from their counts.';

create function @extschema@._chart_sources(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with s as (
		select r.* from _source_rows(_chart_sources.data) r where r.place <= 12
	), form as (
		select w.*, case when w.is_wide then 330.0 else 4 end as from_x, case when w.is_wide then 548.0 else 356 end as to_x, case when w.is_wide then 28.0 else 54 end as row_height, (select count(*) from s) as n,
			(select _rounded_up(least(greatest(max(s.win_rate_hi) filter (where not s.is_thin), max(s.win_rate), 0.05), 1), 5) from s) as high, (select max(s.lead_count) from s) as most
		from (select _chart_sources.width >= 600 as is_wide) w
	), line as (
		select s.*, 36 + (s.place - 0.5) * f.row_height + case when f.is_wide then 0 else 14 end as y, f.is_wide, f.most, _scale(s.win_rate, 0, f.high, f.from_x, f.to_x) as x, _scale(s.win_rate_lo, 0, f.high, f.from_x, f.to_x) as x1, _scale(s.win_rate_hi, 0, f.high, f.from_x, f.to_x) as x2
		from s, form f
	)
	select _svg(_chart_sources.width, 36 + f.n * f.row_height + 22, 'Leads, win rate and cost per win by source',
		_svg_axis(0, f.high, f.from_x, f.to_x, 30, 36 + f.n * f.row_height, 'share', 5)
		|| case when f.is_wide then _svg_text(150, 14, 'soft', 'leads') || _svg_text(f.from_x, 14, 'soft', 'win rate of their deals') || _svg_text(640, 14, 'soft end', 'cost per lead') || _svg_text(720, 14, 'soft end', 'per win')
			else _svg_text(0, 14, 'soft', 'win rate of their deals') || _svg_text(360, 14, 'soft end', 'leads, cost per lead / win') end
		|| (select string_agg(case when l.is_wide then _svg_text(0, l.y + 4, '', _label(l.source, 21)) || _svg_bar(150, 150 + 118.0 * l.lead_count / l.most, l.y - 7, 14, 'inbound fill pale') || _svg_text(154 + 118.0 * l.lead_count / l.most, l.y + 4, 'small', _figure(l.lead_count, 'count'))
						|| _svg_text(640, l.y + 4, 'end', case when l.is_cheapest then '<tspan class="strong">' || _figure(l.cost_per_lead, 'money') || '</tspan>' else _figure(l.cost_per_lead, 'money') end)
						|| _svg_text(720, l.y + 4, 'end', case when l.cost_per_won is null and l.cost_per_lead is not null and l.closed_count > 0 then 'no win' else _figure(l.cost_per_won, 'money') end)
						|| case when l.is_cheapest then _svg_text(576, l.y + 4, 'warn name small middle', 'cheapest') else '' end
					else _svg_text(0, l.y - 18, '', _label(l.source, 18)) || _svg_text(360, l.y - 18, 'end', _figure(l.lead_count, 'count') || '<tspan class="soft">, ' || _figure(l.cost_per_lead, 'money') || ' / '
							|| case when l.cost_per_won is null and l.cost_per_lead is not null and l.closed_count > 0 then 'no win' else _figure(l.cost_per_won, 'money') end || '</tspan>') || _svg_bar(0, 356.0 * l.lead_count / l.most, l.y - 12, 4, 'inbound fill pale') end
				|| '<g class="' || case when l.is_thin then 'thin' else 'mark' end || '">' || coalesce(_svg_estimate(l.x, l.x1, l.x2, l.y, case when l.says in ('higher', 'lower') then 'abm' else 'inbound' end, l.says not in ('higher', 'lower')), '') || '</g>', '' order by l.place) from line l))
	from form f where f.n > 0
$$;
comment on function @extschema@._chart_sources(jsonb, integer) is
'Internal: the chart of lead_source. NULL without leads.';

create function @extschema@._finding_sources(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select concat_ws(' ', case when s.higher is null and s.lower is null then 'No source is clearly better or worse than all others together.'
			else concat_ws('; ', 'Deals are won clearly more often than from all others together: ' || s.higher, case when s.higher is null then 'Deals are won clearly less often than from all others together: ' else 'clearly less often: ' end || s.lower) || '.' end,
		(select format('%s is cheapest per lead (%s), not per win: %s.', _label(c.source, 40), _figure(c.cost_per_lead, 'money'), case when c.won_count = 0 then format('none of its %s closed deals is won', _figure(c.closed_count, 'count')) else _figure(c.cost_per_won, 'money') || ' each' end)
			from _source_rows(data) c where c.is_cheapest order by c.place limit 1))
	from (select string_agg(_label(r.source, 40), ', ' order by r.place) filter (where r.says = 'higher') as higher, string_agg(_label(r.source, 40), ', ' order by r.place) filter (where r.says = 'lower') as lower, count(*) as n from _source_rows(data) r) s
	where s.n > 0
$$;
comment on function @extschema@._finding_sources(jsonb) is
'Internal: what the sources say, in a sentence.';

-- 8. What do campaigns really earn? Shares of the value won, by last touch and by Markov.

create function @extschema@._campaign_rows(data jsonb) returns table (campaign text, last_share float8, markov_share float8, total_cost float8, roi_last float8, roi_markov float8, is_complete boolean, place bigint)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select s.campaign, s.last_share, s.markov_share, s.total_cost, s.roi_last, s.roi_markov, s.is_complete, row_number() over (order by s.markov_share - s.last_share desc, s.campaign collate "C")
	from (
		select r.campaign, r.won_value_last::float8 / nullif(sum(r.won_value_last) over (), 0)::float8 as last_share, r.won_value_markov::float8 / nullif(sum(r.won_value_markov) over (), 0)::float8 as markov_share, r.total_cost, r.roi_last, r.roi_markov, coalesce(r.is_complete, true) as is_complete,
			row_number() over (order by greatest(r.won_value_last, r.won_value_markov) desc nulls last, r.campaign collate "C") as nth
		from jsonb_to_recordset(data -> 'rows') r(campaign text, won_value_last numeric, won_value_markov numeric, total_cost float8, roi_last float8, roi_markov float8, is_complete boolean)
	) s
	where s.nth <= 14 and s.last_share is not null and s.markov_share is not null and s.last_share + s.markov_share > 0
$$;
comment on function @extschema@._campaign_rows(jsonb) is
'Internal: the campaigns with their shares of the value won, those that the model gives most first.';

create function @extschema@._chart_campaigns(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with c as (
		select r.* from _campaign_rows(_chart_campaigns.data) r
	), form as (
		select w.*, case when w.is_wide then 190.0 else 4 end as from_x, case when w.is_wide then 540.0 else 356 end as to_x, case when w.is_wide then 28.0 else 44 end as row_height, (select count(*) from c) as n, (select _rounded_up(greatest(max(c.last_share), max(c.markov_share)), 6) from c) as high
		from (select _chart_campaigns.width >= 600 as is_wide) w
	), line as (
		select c.*, 36 + (c.place - 0.5) * f.row_height + case when f.is_wide then 0 else 9 end as y, f.is_wide, _scale(c.last_share, 0, f.high, f.from_x, f.to_x) as x1, _scale(c.markov_share, 0, f.high, f.from_x, f.to_x) as x2 from c, form f
	)
	select _svg(_chart_campaigns.width, 36 + f.n * f.row_height + 22, 'Share of the value won by last touch and by Markov',
		_svg_axis(0, f.high, f.from_x, f.to_x, 30, 36 + f.n * f.row_height, 'share', 6)
		|| _svg_text(f.from_x, 14, 'soft', 'share of value won: <tspan class="inbound name">&#9675; last touch</tspan> <tspan class="abm name">&#9679; Markov</tspan>') || case when f.is_wide then _svg_text(720, 14, 'soft end', 'return by last &#8594; by Markov') else _svg_text(360, 14, 'soft end', 'return') end
		|| (select string_agg(_svg_text(0, l.y + case when l.is_wide then 4 else -14 end, '', _label(l.campaign, case when l.is_wide then 28 else 26 end))
				|| '<g class="' || case when l.is_complete then 'mark' else 'young' end || '">' || _svg_line(l.x1, l.y, l.x2, l.y, 'inbound tail') || _svg_dot(l.x1, l.y, 4.5, 'inbound hollow') || _svg_dot(l.x2, l.y, 4.5, 'abm fill') || '</g>'
				|| _svg_text(_chart_campaigns.width, l.y + case when l.is_wide then 4 else -14 end, 'end', case when l.roi_last is null and l.roi_markov is null then '<tspan class="soft">no cost known</tspan>'
					else '<tspan class="soft">' || _signed(l.roi_last, 'share') || ' &#8594; </tspan>' || _signed(l.roi_markov, 'share') end), '' order by l.place) from line l))
	from form f where f.n > 0
$$;
comment on function @extschema@._chart_campaigns(jsonb, integer) is
'Internal: the chart of campaign_roi by two models. NULL without value won after a touch.';

create function @extschema@._finding_campaigns(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select nullif(concat_ws(' ',
		(select format('%s gains most when every touch on the way counts: from %s to %s of the value won%s.', _label(c.campaign, 40), _figure(c.last_share, 'share'), _figure(c.markov_share, 'share'), case when c.roi_last is null or c.roi_markov is null then '' else ', its return from ' || _signed(c.roi_last, 'share') || ' to ' || _signed(c.roi_markov, 'share') end)
			from _campaign_rows(data) c where c.markov_share > c.last_share + 0.005 order by c.place limit 1),
		(select format('%s loses most: from %s to %s%s.', _label(c.campaign, 40), _figure(c.last_share, 'share'), _figure(c.markov_share, 'share'), case when c.roi_last is null or c.roi_markov is null then '' else ', its return from ' || _signed(c.roi_last, 'share') || ' to ' || _signed(c.roi_markov, 'share') end)
			from _campaign_rows(data) c where c.markov_share < c.last_share - 0.005 order by c.place desc limit 1),
		case when (data ->> 'untouched_value')::float8 > 0 then format('In these twelve months %s were won without any touch.', _figure((data ->> 'untouched_value')::float8, 'money')) end), '')
$$;
comment on function @extschema@._finding_campaigns(jsonb) is
'Internal: what the two models say, in a sentence.';

-- 9. Do they stay and grow? A grid of cohorts, and below it what groups pay.

create function @extschema@._chart_cohorts(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with cell as (
		select r.*, dense_rank() over (order by r.period_start desc) as age from jsonb_to_recordset(_chart_cohorts.data -> 'rows') r(period_start date, months_since integer, start_count bigint, retained_count bigint)
		where r.start_count > 0 and r.months_since > 0 and r.months_since % case when _chart_cohorts.width >= 600 then 3 else 6 end = 0 and r.months_since <= 36
	), shown as (
		select c.*, dense_rank() over (order by c.period_start) as nth, c.retained_count::float8 / c.start_count as share from cell c where c.age <= 12
	), pay as (
		select r.*, row_number() over (order by r.comparison_group collate "C") as nth, _group_class(r.comparison_group) as class
		from jsonb_to_recordset(_chart_cohorts.data -> 'groups') r(comparison_group text, start_count bigint, net_retention_rate float8, gross_retention_rate float8, is_thin boolean) where r.start_count > 0
	), form as (
		select w.*, case when w.is_wide then 118.0 else 92 end as from_x, case when w.is_wide then 720.0 else 356 end as to_x, case when w.is_wide then (720 - 118) / 12.0 else (360 - 92) / 6.0 end as cell_width, coalesce((select max(s.nth) from shown s), 0) as n_rows, (select count(*) from pay) as n_pay,
			(select least(floor(10 * min(p.gross_retention_rate)) / 10, 0.9) from pay p) as low, (select greatest(ceil(10 * max(p.net_retention_rate)) / 10, 1.1) from pay p) as high, coalesce((_chart_cohorts.data ->> 'min_n')::bigint, 30) as min_n
		from (select _chart_cohorts.width >= 600 as is_wide) w
	), place as (
		select f.*, case when f.n_rows > 0 then 44 + f.n_rows * 22 + 44 else 34 end as pay_top from form f
	)
	select _svg(_chart_cohorts.width, case when f.n_pay > 0 then f.pay_top + f.n_pay * 28 + 22 else 44 + f.n_rows * 22 end, 'Customers that stay, by cohort, and what they pay',
		case when f.n_rows > 0 then _svg_text(0, 14, 'soft', 'customers since') || _svg_text(case when f.is_wide then f.from_x else f.to_x end, 14, case when f.is_wide then 'soft' else 'soft end' end, case when f.is_wide then 'share still customers after so many months' else 'share after so many months' end)
			|| (select string_agg(_svg_text(f.from_x + (m.step - 0.5) * f.cell_width, 36, 'tick middle', m.months::text), '' order by m.step)
				from (select distinct s.months_since as months, s.months_since / case when f.is_wide then 3 else 6 end as step from shown s) m)
			|| (select string_agg(_svg_text(0, 44 + (r.nth - 0.3) * 22, '', to_char(r.period_start, 'Mon YYYY')) || _svg_text(f.from_x - 8, 44 + (r.nth - 0.3) * 22, 'end soft small', _figure(r.start_count, 'count')), '' order by r.nth) from (select s.nth, s.period_start, max(s.start_count) as start_count from shown s group by s.nth, s.period_start) r)
			|| (select string_agg(format('<g%s><rect x="%s" y="%s" width="%s" height="20" class="abm fill" fill-opacity="%s"/>%s</g>', case when s.start_count < f.min_n then ' class="thin"' else '' end,
					_px(x.x), _px(44 + (s.nth - 1) * 22), _px(f.cell_width - 2), _px(0.06 + 0.44 * greatest(2 * s.share - 1, 0)), _svg_text(x.x + f.cell_width / 2 - 1, 44 + (s.nth - 1) * 22 + 14, 'middle small plain', _figure(s.share, 'share'))), '' order by s.nth, s.months_since)
				from shown s, lateral (select f.from_x + (s.months_since / case when f.is_wide then 3 else 6 end - 1) * f.cell_width as x) x)
			else '' end
		|| case when f.n_pay > 0 then _svg_text(0, f.pay_top - 14, 'soft', case when f.is_wide then 'what customers of a year ago pay now: ' else 'pay now: ' end || '<tspan class="strong">&#9675; gross</tspan>, with upgrades <tspan class="strong">&#9679; net</tspan>')
			|| _svg_axis(f.low, f.high, f.from_x, case when f.is_wide then 560 else 250 end, f.pay_top - 4, f.pay_top + f.n_pay * 28, 'share', case when f.is_wide then 6 else 3 end)
			|| (select string_agg(_svg_text(0, f.pay_top + (p.nth - 0.5) * 28 + 4, '', _group_name(p.comparison_group)) || _svg_text(f.from_x - 8, f.pay_top + (p.nth - 0.5) * 28 + 4, 'end soft small', _figure(p.start_count, 'count'))
					|| '<g class="' || case when p.is_thin then 'thin' else 'mark' end || '">' || coalesce(_svg_line(x.gross, y.y, x.net, y.y, p.class || ' range') || _svg_dot(x.gross, y.y, 4.5, p.class || ' hollow') || _svg_dot(x.net, y.y, 4.5, p.class || ' fill'), '') || '</g>'
					|| _svg_text(_chart_cohorts.width, y.y + 4, 'end', '<tspan class="soft">' || _figure(p.gross_retention_rate, 'share') || ' &#8594; </tspan>' || _figure(p.net_retention_rate, 'share')), '' order by p.nth)
				from pay p, lateral (select f.pay_top + (p.nth - 0.5) * 28 as y) y, lateral (select _scale(p.gross_retention_rate, f.low, f.high, f.from_x, case when f.is_wide then 560 else 250 end) as gross, _scale(p.net_retention_rate, f.low, f.high, f.from_x, case when f.is_wide then 560 else 250 end) as net) x)
			else '' end)
	from place f where f.n_rows + f.n_pay > 0
$$;
comment on function @extschema@._chart_cohorts(jsonb, integer) is
'Internal: the chart of retention_cohort and retention. NULL without customers.';

create function @extschema@._finding_cohorts(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select concat_ws(' ', case when coalesce(trials(s.a), 0) < s.min_n or coalesce(trials(s.b), 0) < s.min_n then 'Too few customers of ABM or of the others to compare who stays.'
			else format('Of %s ABM customers of a year ago %s stayed, of %s others %s: %s.', _figure(trials(s.a), 'count'), _figure(rate(s.a), 'rate'), _figure(trials(s.b), 'count'), _figure(rate(s.b), 'rate'),
				case when c.low > 0 then format('more by %s points', _span(100 * c.low, 100 * c.high, 'decimal')) when c.high < 0 then format('less by %s points', _span(-100 * c.high, -100 * c.low, 'decimal')) else 'no clear difference' end) end,
		case when s.net_a is not null and s.net_b is not null then format('They pay %s of what they paid, the others %s (net; no interval).', _figure(s.net_a, 'share'), _figure(s.net_b, 'share')) end)
	from (
		select rollup(rate_summary(r.retained_count, r.start_count)) filter (where r.comparison_group = 'abm') as a, rollup(rate_summary(r.retained_count, r.start_count)) filter (where r.comparison_group <> 'abm') as b,
			sum(r.now_value) filter (where r.comparison_group = 'abm')::float8 / nullif(sum(r.start_value) filter (where r.comparison_group = 'abm'), 0)::float8 as net_a, sum(r.now_value) filter (where r.comparison_group <> 'abm')::float8 / nullif(sum(r.start_value) filter (where r.comparison_group <> 'abm'), 0)::float8 as net_b,
			coalesce((data ->> 'min_n')::bigint, 30) as min_n
		from jsonb_to_recordset(data -> 'groups') r(comparison_group text, retained_count bigint, start_count bigint, now_value numeric, start_value numeric)
	) s left join lateral rate_compare(s.a, s.b) c on true
	where coalesce(trials(s.a), 0) + coalesce(trials(s.b), 0) > 0
$$;
comment on function @extschema@._finding_cohorts(jsonb) is
'Internal: what retention says, in a sentence.';

-- 10. Are they happy?

create function @extschema@._chart_nps(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with g as (
		select r.*, row_number() over (order by r.comparison_group collate "C") as nth, r.promoter_count + r.passive_count + r.detractor_count as total, _group_class(r.comparison_group) as class
		from jsonb_to_recordset(_chart_nps.data -> 'rows') r(comparison_group text, nps float8, nps_lo float8, nps_hi float8, promoter_count float8, passive_count float8, detractor_count float8, response_count bigint, score_stddev float8, response_rate float8, is_thin boolean)
		where r.promoter_count + r.passive_count + r.detractor_count > 0
	), form as (
		select w.*, case when w.is_wide then 76.0 else 0 end as bar_x, case when w.is_wide then 356.0 else 360 end as bar_end, case when w.is_wide then 384.0 else 10 end as from_x, case when w.is_wide then 570.0 else 350 end as to_x, case when w.is_wide then 40.0 else 82 end as row_height, (select count(*) from g) as n,
			(select greatest(-100, floor(least(min(g.nps_lo), 0) / 10) * 10) from g) as low, (select least(100, ceil(greatest(max(g.nps_hi), 10) / 10) * 10) from g) as high
		from (select _chart_nps.width >= 600 as is_wide) w
	), line as (
		select g.*, 36 + (g.nth - 1) * f.row_height + case when f.is_wide then f.row_height / 2 else 28 end as y, f.*, f.bar_x + (f.bar_end - f.bar_x) * g.detractor_count / g.total as x1, f.bar_x + (f.bar_end - f.bar_x) * (g.detractor_count + g.passive_count) / g.total as x2
		from g, form f
	)
	select _svg(_chart_nps.width, 36 + f.n * f.row_height + 22, 'Promoters, passives and detractors, and NPS',
		_svg_axis(f.low, f.high, f.from_x, f.to_x, 30, 36 + f.n * f.row_height, 'count', 6)
		|| _svg_text(f.bar_x, 14, 'soft', '<tspan class="warn name">detractors</tspan>, passives, <tspan class="abm name">promoters</tspan>') || case when f.is_wide then _svg_text(f.from_x, 14, 'soft', 'NPS') || _svg_text(612, 14, 'soft end', 'spread') || _svg_text(672, 14, 'soft end', 'answered') || _svg_text(720, 14, 'soft end', 'n') else '' end
		|| (select string_agg(case when l.is_wide then _svg_text(0, l.y + 4, '', _group_name(l.comparison_group)) || _svg_text(612, l.y + 4, 'end', _figure(l.score_stddev, 'decimal')) || _svg_text(672, l.y + 4, 'end', _figure(l.response_rate, 'share')) || _svg_text(720, l.y + 4, 'end soft', _figure(l.response_count, 'count'))
					else _svg_text(0, l.y - 14, '', _group_name(l.comparison_group) || ' <tspan class="strong">' || _signed(l.nps, '') || '</tspan>') || _svg_text(360, l.y - 14, 'end soft', 'n ' || _figure(l.response_count, 'count') || ', spread ' || _figure(l.score_stddev, 'decimal') || ', answered ' || _figure(l.response_rate, 'share')) end
				|| '<g class="' || case when l.is_thin then 'thin' else 'mark' end || '">' || _svg_bar(l.bar_x, l.x1, l.y - 9, 18, 'warn fill soft-fill') || _svg_bar(l.x1, l.x2, l.y - 9, 18, 'other fill pale') || _svg_bar(l.x2, l.bar_end, l.y - 9, 18, 'abm fill')
				|| case when l.x1 - l.bar_x > 30 then _svg_text((l.bar_x + l.x1) / 2, l.y + 4, 'middle small inverse', _figure(l.detractor_count / l.total, 'share')) else '' end || case when l.bar_end - l.x2 > 30 then _svg_text((l.x2 + l.bar_end) / 2, l.y + 4, 'middle small inverse', _figure(l.promoter_count / l.total, 'share')) else '' end
				|| _svg_estimate(_scale(l.nps, l.low, l.high, l.from_x, l.to_x), _scale(l.nps_lo, l.low, l.high, l.from_x, l.to_x), _scale(l.nps_hi, l.low, l.high, l.from_x, l.to_x), y2.y, l.class, false)
				|| case when l.is_wide then _svg_text(_scale(l.nps, l.low, l.high, l.from_x, l.to_x), y2.y - 9, 'middle', _signed(l.nps, '')) else '' end || '</g>', '' order by l.nth)
			from line l, lateral (select l.y + case when l.is_wide then 0 else 26 end as y) y2))
	from form f where f.n > 0
$$;
comment on function @extschema@._chart_nps(jsonb, integer) is
'Internal: the chart of nps. NULL without answers.';

create function @extschema@._finding_nps(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with g as (
		-- NPS knows three kinds of answers; any score of a kind stands for it.
		select r.comparison_group = 'abm' as is_abm, rollup(nps_summary(array[r.detractor_count, 0, 0, 0, 0, 0, 0, 0, r.passive_count, 0, r.promoter_count])) as answers
		from jsonb_to_recordset(data -> 'rows') r(comparison_group text, promoter_count numeric, passive_count numeric, detractor_count numeric) group by 1
	)
	select case when coalesce(responses(a.answers), 0) < m.min_n or coalesce(responses(b.answers), 0) < m.min_n then format('%s answers: too few to compare ABM with the others.', _figure(coalesce(responses(a.answers), 0) + coalesce(responses(b.answers), 0), 'count'))
		else format('NPS of ABM customers is %s (%s), of all others %s (%s): %s.', _signed(nps(a.answers), ''), _span(ca.low, ca.high, ''), _signed(nps(b.answers), ''), _span(cb.low, cb.high, ''),
			case when c.low > 0 then format('higher by %s points', _span(c.low, c.high, '')) when c.high < 0 then format('lower by %s points', _span(-c.high, -c.low, '')) else 'no clear difference' end) end
	from (select coalesce((data ->> 'min_n')::bigint, 30) as min_n) m left join g a on a.is_abm left join g b on not b.is_abm
		left join lateral nps_ci(a.answers) ca on true left join lateral nps_ci(b.answers) cb on true left join lateral nps_compare(a.answers, b.answers) c on true
	where exists (select from g)
$$;
comment on function @extschema@._finding_nps(jsonb) is
'Internal: what the answers say, in a sentence.';
