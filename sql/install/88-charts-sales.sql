-- charts: the pictures of the report, each a function of its rows as JSON and of the width it is drawn for: 720, or 360
-- for a phone. Beside each is the sentence that says what it shows; it speaks of a difference only if the interval of that
-- difference excludes none. 89-report.sql has the rows. Here is what concerns deals.

-- 1. Does ABM beat its rival? Differences in points on one scale, relative ones on another, with a common line at none.

create function @extschema@._comparison_rows(data jsonb) returns table (kpi text, label text, unit text, abm_value float8, abm_n bigint, rival_value float8, rival_n bigint, is_thin boolean, panel integer, value float8, low float8, high float8, says text, place bigint)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select r.kpi, concat_ws(', ', r.label, case r.unit when 'days' then 'days' when 'money' then data ->> 'currency' end), r.unit, r.abm_value, r.abm_n, r.rival_value, r.rival_n, coalesce(r.is_thin, true), p.panel, r.difference * p.factor, r.difference_lo * p.factor, r.difference_hi * p.factor,
		case when r.difference_lo is null then 'unknown' when r.is_thin then 'too few' when r.difference_lo > 0 then 'higher' when r.difference_hi < 0 then 'lower' else 'no clear difference' end,
		row_number() over (order by p.panel, r.place, r.kpi collate "C")
	from jsonb_to_recordset(data -> 'rows') r(kpi text, label text, unit text, place integer, abm_value float8, abm_n bigint, rival_value float8, rival_n bigint, difference float8, difference_lo float8, difference_hi float8, is_thin boolean),
		lateral (select case when r.unit in ('rate', 'points') then 1 else 2 end as panel, case r.unit when 'rate' then 100 when 'points' then 1 else 100 / nullif(greatest(r.rival_value, 0), 0) end as factor) p
	where r.difference * p.factor is not null and (r.abm_value <> 0 or r.rival_value <> 0)
$$;
comment on function @extschema@._comparison_rows(jsonb) is
'Internal: the rows of the comparison with their differences in points (panel 1) or in per cent of the rival (panel 2).';

create function @extschema@._chart_comparison(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with form as (
		select w.*, case when w.is_wide then 196 else 8 end as from_x, case when w.is_wide then 492 else _chart_comparison.width - 8 end as to_x, case when w.is_wide then 24 else 42 end as row_height
		from (select _chart_comparison.width >= 600 as is_wide) w
	), scale as (
		-- A difference of more than 400 per cent is at the end of the scale; its figures are beside it.
		select r.panel, count(*) as n, greatest(-400, least(0, min(coalesce(r.low, r.value)))) * 1.04 as low, least(case r.panel when 2 then 400 else 200 end, greatest(0, max(coalesce(r.high, r.value)), case when min(coalesce(r.low, r.value)) >= 0 then 1 end)) * 1.04 as high,
			sum(count(*)) over (order by r.panel) - count(*) as rows_above, row_number() over (order by r.panel) as nth
		from _comparison_rows(_chart_comparison.data) r group by r.panel
	), panel as (
		-- None is at one place in both panels.
		select s.panel, s.n, least(s.low, -s.high * z.share / (1 - z.share)) as low, s.high, s.rows_above, s.nth, f.*, (s.nth - 1) * 62 + s.rows_above * f.row_height + 34 as top, (s.nth - 1) * 62 + (s.rows_above + s.n) * f.row_height + 34 as bottom from scale s, form f, (select max(-s.low / (s.high - s.low)) as share from scale s) z
	), line as (
		select r.*, p.top + (r.place - p.rows_above - 0.5) * p.row_height + case when p.is_wide then 0 else 9 end as y, p.is_wide, p.row_height,
			_scale(r.value, p.low, p.high, p.from_x, p.to_x) as x, _scale(r.low, p.low, p.high, p.from_x, p.to_x) as x1, _scale(r.high, p.low, p.high, p.from_x, p.to_x) as x2,
			case r.unit when 'points' then '' else r.unit end as form
		from _comparison_rows(_chart_comparison.data) r join panel p on p.panel = r.panel
	)
	select _svg(_chart_comparison.width, (select max(p.bottom) + 24 from panel p), 'Differences between ABM and inbound, figure by figure',
		(select string_agg(_svg_text(case when p.is_wide then p.from_x else 0 end, p.top - 16, 'soft', case p.panel when 1 then 'difference in points' else 'difference in per cent of inbound' end)
				|| _svg_axis(p.low, p.high, p.from_x, p.to_x, p.top - 6, p.bottom, 'signed', case when p.is_wide then 8 else 5 end)
				|| case when p.is_wide and p.nth = 1 then _svg_text(564, p.top - 16, 'soft end', 'ABM') || _svg_text(634, p.top - 16, 'soft end', 'inbound') || _svg_text(720, p.top - 16, 'soft end', 'n') else '' end, '' order by p.panel) from panel p)
		|| (select string_agg(
				case when l.is_wide then _svg_text(0, l.y + 4, case when l.is_thin then 'thin' else '' end, _label(l.label, 32))
						|| _svg_text(564, l.y + 4, 'end', _figure(l.abm_value, l.form)) || _svg_text(634, l.y + 4, 'end soft', _figure(l.rival_value, l.form))
						|| _svg_text(720, l.y + 4, 'end soft small', _figure(l.abm_n, 'count') || ' / ' || _figure(l.rival_n, 'count'))
					else _svg_text(0, l.y - 14, '', _label(l.label, 32)) || _svg_text(360, l.y - 14, 'end', _figure(l.abm_value, l.form) || ' <tspan class="soft">/ ' || _figure(l.rival_value, l.form) || '</tspan>') end
				|| '<g class="' || case when l.is_thin then 'thin' else 'mark' end || '">' || _svg_estimate(l.x, l.x1, l.x2, l.y, case when l.says in ('higher', 'lower') then 'abm' else 'inbound' end, l.says not in ('higher', 'lower')) || '</g>', '' order by l.place) from line l))
	where exists (select from panel)
$$;
comment on function @extschema@._chart_comparison(jsonb, integer) is
'Internal: the chart of abm_comparison. NULL without rows.';

create function @extschema@._finding_comparison(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select concat_ws(' ', case when w.says in ('higher', 'lower') then format('ABM wins %s of its closed deals, inbound %s: %s by %s points.', _figure(w.abm_value, 'rate'), _figure(w.rival_value, 'rate'),
			case w.says when 'higher' then 'more' else 'less' end, _span(least(abs(w.low), abs(w.high)), greatest(abs(w.low), abs(w.high)), 'decimal'))
			when w.says is not null then format('Win rate: %s.', case w.says when 'too few' then 'too few closed deals to say' else 'no clear difference' end) end,
		format('Of %s figures with an interval ABM is clearly higher in %s and clearly lower in %s%s.', c.n, c.higher, c.lower, case when c.higher + c.lower < c.n then '; the others show no clear difference' else '' end))
	from (select count(*) filter (where r.low is not null) as n, count(*) filter (where r.says = 'higher') as higher, count(*) filter (where r.says = 'lower') as lower from _comparison_rows(data) r) c
	left join _comparison_rows(data) w on w.kpi = 'win_rate'
	where c.n > 0
$$;
comment on function @extschema@._finding_comparison(jsonb) is
'Internal: what the comparison says, in a sentence.';

-- 2. Win rate by quarter.

create function @extschema@._chart_win_rate(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with q as (
		select r.*, dense_rank() over (order by r.period_start) as nth, dense_rank() over (order by r.period_start) + dense_rank() over (order by r.period_start desc) - 1 as n_quarters
		from jsonb_to_recordset(_chart_win_rate.data -> 'rows') r(period_start date, is_complete boolean, comparison_group text, win_rate float8, win_rate_lo float8, win_rate_hi float8, closed_count bigint, is_thin boolean)
	), form as (
		select 40.0 as from_x, _chart_win_rate.width - case when _chart_win_rate.width >= 600 then 104.0 else 66 end as to_x, 20.0 as top, 240.0 as bottom,
			_rounded_up(least(greatest(max(q.win_rate_hi) filter (where not q.is_thin), max(q.win_rate) * 1.1, 0.1), 1), 7) as high, max(q.n_quarters) as n, min(q.period_start) as first_on, _chart_win_rate.width >= 600 as is_wide
		from q
	), point as (
		select q.*, _scale(q.nth - 1, 0, greatest(f.n - 1, 1), f.from_x + 8, f.to_x) as x, _scale(q.win_rate, 0, f.high, f.bottom, f.top) as y,
			_scale(q.win_rate_lo, 0, f.high, f.bottom, f.top) as y_lo, _scale(q.win_rate_hi, 0, f.high, f.bottom, f.top) as y_hi, _group_class(q.comparison_group) as class,
			lead(q.nth) over (partition by q.comparison_group order by q.nth) as next_nth
		from q, form f where q.win_rate is not null
	), course as (
		select p.class, string_agg(_px(p.x) || ' ' || _px(p.y), ' L' order by p.nth) filter (where p.is_complete and not p.is_thin) as line,
			string_agg(_px(p.x) || ' ' || _px(p.y_lo), ' L' order by p.nth) filter (where not p.is_thin) || ' L' || string_agg(_px(p.x) || ' ' || _px(p.y_hi), ' L' order by p.nth desc) filter (where not p.is_thin) || ' Z' as band,
			-- The running quarter hangs on the last whole one by a dashed line.
			(array_agg(p.x order by p.nth desc) filter (where p.is_complete and not p.is_thin))[1] as last_x, (array_agg(p.y order by p.nth desc) filter (where p.is_complete and not p.is_thin))[1] as last_y,
			(array_agg(p.x order by p.nth desc))[1] as end_x, (array_agg(p.y order by p.nth desc))[1] as end_y, bool_or(not p.is_complete) as is_running, (array_agg(p.win_rate order by p.nth desc))[1] as end_rate
		from point p group by p.class
	), name as (
		-- Labels at the ends of the lines, a line apart from each other.
		select c.*, c.end_y + case when c.nearest < 15 then (15 - c.nearest) / 2 * case when c.is_lower then 1 else -1 end else 0 end as name_y
		from (select c.*, coalesce(abs(c.end_y - lag(c.end_y) over w), abs(c.end_y - lead(c.end_y) over w), 99) as nearest, lag(c.end_y) over w is not null as is_lower from course c window w as (order by c.end_y, c.class)) c
	)
	select _svg(_chart_win_rate.width, f.bottom + 74, 'Win rate by quarter', _svg_levels(0, f.high, f.bottom, f.top, f.from_x, f.to_x + 8, 'share', 7)
		|| coalesce((select _svg_line(s.x, f.top - 8, s.x, f.bottom, 'event') || _svg_text(s.x + 5, f.top - 1, 'soft', 'ABM starts')
			from (select _scale((p.programme_on - f.first_on) / 91.3, 0, greatest(f.n - 1, 1), f.from_x + 8, f.to_x) as x from (select (_chart_win_rate.data ->> 'programme_on')::date as programme_on) p where p.programme_on > f.first_on) s), '')
		|| (select string_agg(coalesce(_svg_path(c.band, c.class || ' band'), ''), '' order by c.class desc) || string_agg(coalesce(_svg_path(c.line, c.class || ' stroke'), '') || coalesce(case when c.is_running then _svg_line(c.last_x, c.last_y, c.end_x, c.end_y, c.class || ' stroke dash') end, ''), '' order by c.class desc) from course c)
		|| (select string_agg(_svg_dot(p.x, p.y, 3.5, p.class || case when p.is_complete then ' fill' else ' hollow' end || case when p.is_thin then ' thin' else '' end), '' order by p.class desc, p.nth) from point p)
		|| (select string_agg(_svg_text(c.end_x + 10, c.name_y + 4, c.class || ' name', case c.class when 'abm' then 'ABM' else 'Inbound' end || case when f.is_wide then ' ' || _figure(c.end_rate, 'share') else '' end), '' order by c.class) from name c)
		-- Under each quarter its month, its year at the first and in January, and how many deals; on a phone every other one.
		|| (select string_agg(case when f.is_wide or (f.n - q.nth) % 3 = 0 then _svg_text(t.x, f.bottom + 16, 'tick middle', to_char(q.period_start, 'Mon')) else '' end
				|| case when q.nth = 1 or extract(month from q.period_start) <= 3 then _svg_text(t.x, f.bottom + 30, 'tick middle', to_char(q.period_start, case when f.is_wide then 'YYYY' else '"&#8217;"YY' end)) else '' end
				|| case when f.is_wide or (f.n - q.nth) % 3 = 0 then _svg_text(t.x, f.bottom + 52, 'abm tick name middle', _figure(q.abm_n, 'count')) || _svg_text(t.x, f.bottom + 67, 'tick middle', _figure(q.inbound_n, 'count')) else '' end, '' order by q.nth)
			from (select q.nth, q.period_start, sum(q.closed_count) filter (where q.comparison_group = 'abm') as abm_n, sum(q.closed_count) filter (where q.comparison_group <> 'abm') as inbound_n from q group by q.nth, q.period_start) q,
				lateral (select _scale(q.nth - 1, 0, greatest(f.n - 1, 1), f.from_x + 8, f.to_x) as x) t)
		|| _svg_text(0, f.bottom + 52, 'tick', 'n'))
	from form f where exists (select from point)
$$;
comment on function @extschema@._chart_win_rate(jsonb, integer) is
'Internal: the chart of the win rate by quarter. NULL without a closed deal.';

create function @extschema@._finding_win_rate(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with q as (
		select r.* from jsonb_to_recordset(data -> 'rows') r(period_start date, is_complete boolean, comparison_group text, won_count bigint, closed_count bigint)
		where r.is_complete
	), s as (
		-- The last four whole quarters against the four before, and against each other.
		select q.comparison_group, rate_summary(sum(q.won_count) filter (where l.age < 4), sum(q.closed_count) filter (where l.age < 4)) as now,
			rate_summary(sum(q.won_count) filter (where l.age between 4 and 7), sum(q.closed_count) filter (where l.age between 4 and 7)) as before
		from q, lateral (select count(*) as age from q n where n.comparison_group = q.comparison_group and n.period_start > q.period_start) l group by q.comparison_group
	)
	select case when coalesce(trials(a.now), 0) < m.min_n or coalesce(trials(b.now), 0) < m.min_n then 'Too few deals were closed in the last four whole quarters to compare ABM with inbound.'
		else format('In the last four whole quarters ABM won %s of %s deals and inbound %s of %s: %s.', _figure(rate(a.now), 'rate'), _figure(trials(a.now), 'count'), _figure(rate(b.now), 'rate'), _figure(trials(b.now), 'count'),
			case when c.low > 0 then format('ABM more by %s points', _span(100 * c.low, 100 * c.high, 'decimal')) when c.high < 0 then format('ABM less by %s points', _span(-100 * c.high, -100 * c.low, 'decimal')) else 'no clear difference' end)
		end || coalesce(case when trials(a.before) >= m.min_n and trials(a.now) >= m.min_n then case when d.low > 0 then format(' ABM gained %s points on the year before.', _span(100 * d.low, 100 * d.high, 'decimal'))
			when d.high < 0 then format(' ABM lost %s points on the year before.', _span(-100 * d.high, -100 * d.low, 'decimal')) else ' No clear change of ABM on the year before.' end end, '')
	from (select coalesce((data ->> 'min_n')::bigint, 30) as min_n) m left join s a on a.comparison_group = 'abm' left join s b on b.comparison_group = 'inbound'
		left join lateral rate_compare(a.now, b.now) c on true left join lateral rate_compare(a.now, a.before) d on true
$$;
comment on function @extschema@._finding_win_rate(jsonb) is
'Internal: what the win rates say, in a sentence.';

-- 3. Will we make the quarter? What is won, and what comes on top of it by three ways of looking ahead.

create function @extschema@._chart_forecast(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with f as (
		select r.*, _chart_forecast.width >= 600 as is_wide, greatest(r.closed_value + r.commit_value, r.closed_value + greatest(r.weighted_history_value_hi, r.weighted_history_value), r.closed_value + r.weighted_stage_value, r.projected_value_hi, r.goal_value, r.overdue_value, 1) as most
		from jsonb_to_recordset(_chart_forecast.data -> 'rows') r(closed_value float8, commit_value float8, weighted_history_value float8, weighted_history_value_lo float8, weighted_history_value_hi float8,
			weighted_stage_value float8, overdue_value float8, overdue_count bigint, open_count bigint, goal_value float8, projected_value float8, projected_value_lo float8, projected_value_hi float8)
	), form as (
		select f.*, case when f.is_wide then 196.0 else 2 end as from_x, case when f.is_wide then 640.0 else 352 end as to_x, case when f.is_wide then 38.0 else 48 end as row_height, _rounded_up(f.most, 6) as high from f
	), line as (
		select l.place, l.name, l.class, 26 + (row_number() over (order by l.place) - 0.5) * f.row_height + case when f.is_wide then 0 else 9 end as y, f.is_wide, l.total,
			_scale(l.base, 0, f.high, f.from_x, f.to_x) as base_x, _scale(l.total, 0, f.high, f.from_x, f.to_x) as total_x, _scale(0, 0, 1, f.from_x, f.to_x) as zero_x,
			_scale(l.low, 0, f.high, f.from_x, f.to_x) as low_x, _scale(l.high, 0, f.high, f.from_x, f.to_x) as high_x, _scale(l.tick, 0, f.high, f.from_x, f.to_x) as tick_x
		from form f, lateral (
			select 1 as place, 'Won so far' as name, 'abm' as class, 0::float8 as base, f.closed_value as total, null::float8 as low, null::float8 as high, null::float8 as tick
			union all select 2, 'and committed', 'abm', f.closed_value, f.closed_value + f.commit_value, null, null, null
			union all select 3, 'and open, by history', 'abm', f.closed_value, f.closed_value + f.weighted_history_value, f.closed_value + f.weighted_history_value_lo, f.closed_value + f.weighted_history_value_hi, f.closed_value + f.weighted_stage_value
			union all select 4, 'at the pace so far', 'inbound', null, f.projected_value, f.projected_value_lo, f.projected_value_hi, null where f.projected_value is not null
			union all select 5, 'Overdue, in none of these', 'warn', 0, f.overdue_value, null, null, null where f.overdue_count > 0
		) l
	)
	select _svg(_chart_forecast.width, b.bottom + 22, 'Won, expected and planned value of the running quarter',
		_svg_axis(0, f.high, f.from_x, f.to_x, 26, b.bottom, 'money', case when f.is_wide then 7 else 4 end)
		|| coalesce((select _svg_line(g.x, 20, g.x, b.bottom, 'goal') || _svg_text(g.x, 13, case when g.x > f.to_x - 60 then 'strong end' else 'strong middle' end, 'goal ' || _figure(f.goal_value, 'money')) from (select _scale(f.goal_value, 0, f.high, f.from_x, f.to_x) as x) g), '')
		|| (select string_agg(case when l.is_wide then _svg_text(0, l.y + 4, '', l.name) else _svg_text(0, l.y - 15, '', l.name) || _svg_text(360, l.y - 15, 'end', _figure(l.total, 'money')) end
				|| case when l.place = 5 then _svg_bar(l.zero_x, l.total_x, l.y - 8, 16, 'warn outline')
						|| _svg_path((select string_agg(format('%s %sl8 -16', _px(i), _px(l.y + 8)), 'M' order by i) from generate_series(l.zero_x::numeric, l.total_x::numeric - 8, 6) i), 'warn hatch')
					when l.place = 4 then _svg_estimate(l.total_x, l.low_x, l.high_x, l.y, l.class, true)
					else _svg_bar(l.zero_x, coalesce(nullif(l.base_x, l.zero_x), case when l.place = 1 then l.total_x else l.zero_x end), l.y - 8, 16, 'abm fill')
						|| case when l.place > 1 then _svg_bar(l.base_x, l.total_x, l.y - 8, 16, 'abm fill pale') else '' end
						|| coalesce(_svg_line(l.low_x, l.y, l.high_x, l.y, 'abm range') || _svg_dot(l.total_x, l.y, 4.5, 'abm hollow'), '')
						|| coalesce(_svg_line(l.tick_x, l.y - 12, l.tick_x, l.y + 12, 'mark-line') || case when l.is_wide then _svg_text(l.tick_x, l.y + 24, 'tick middle', 'by stage') else '' end, '') end
				|| case when l.is_wide then _svg_text(720, l.y + 4, 'end', _figure(l.total, 'money')) else '' end, '' order by l.place) from line l))
	from form f, (select 26 + count(*) * max(f.row_height) + 8 as bottom from line, form f) b
$$;
comment on function @extschema@._chart_forecast(jsonb, integer) is
'Internal: the chart of forecast and goal. NULL without a running quarter.';

create function @extschema@._finding_forecast(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select case when r.goal_value is null then format('No goal is set for this quarter (table goal, won_value). Won so far: %s; with open deals by history %s.', _figure(r.closed_value, 'money'), coalesce(_span(r.low, r.high, 'money'), _figure(r.closed_value + r.weighted_history_value, 'money')))
		when r.closed_value >= r.goal_value then format('Yes: %s is won, the goal was %s.', _figure(r.closed_value, 'money'), _figure(r.goal_value, 'money'))
		when r.low is null then format('Won so far %s of %s. No open deal is due this quarter.', _figure(r.closed_value, 'money'), _figure(r.goal_value, 'money'))
		else format('%s: won so far %s of %s, and with open deals by history %s.', case when r.low >= r.goal_value then 'Probably' when r.high < r.goal_value then 'Probably not' else 'It is open' end,
			_figure(r.closed_value, 'money'), _figure(r.goal_value, 'money'), _span(r.low, r.high, 'money')) end
		|| case when r.elapsed_rate is not null then format(' %s of the working days are over.', _figure(r.elapsed_rate, 'share')) else '' end
		|| case when r.overdue_count > 0 then format(' %s open %s overdue (%s).', _figure(r.overdue_count, 'count'), case r.overdue_count when 1 then 'deal is' else 'deals are' end, _figure(r.overdue_value, 'money')) else '' end
	from (
		select r.*, r.closed_value + r.weighted_history_value_lo as low, r.closed_value + r.weighted_history_value_hi as high
		from jsonb_to_recordset(data -> 'rows') r(closed_value float8, weighted_history_value float8, weighted_history_value_lo float8, weighted_history_value_hi float8, goal_value float8, elapsed_rate float8, overdue_value float8, overdue_count bigint)
	) r
$$;
comment on function @extschema@._finding_forecast(jsonb) is
'Internal: what the forecast says, in a sentence.';

-- 5. Where do deals stall?

create function @extschema@._chart_stages(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with stage as (
		select r.*, row_number() over (order by r.place) as nth, sqrt(r.stalled_value / nullif(max(r.stalled_value) over (), 0)) as size
		from jsonb_to_recordset(_chart_stages.data -> 'rows') r(place integer, stage_name text, median_days float8, median_days_lo float8, median_days_hi float8, p90_days float8, stalled_value float8, stalled_count bigint, entered_count bigint, is_thin boolean)
	), form as (
		select w.*, case when w.is_wide then 150.0 else 4 end as from_x, case when w.is_wide then 500.0 else 314 end as to_x, case when w.is_wide then 38.0 else 50 end as row_height,
			(select _rounded_up(greatest(max(s.p90_days), max(s.median_days_hi), max(s.median_days), 1), 6) from stage s) as high, (select count(*) from stage) as n
		from (select _chart_stages.width >= 600 as is_wide) w
	), line as (
		select s.*, 28 + (s.nth - 0.5) * f.row_height + case when f.is_wide then 0 else 10 end as y, f.is_wide, _scale(s.median_days, 0, f.high, f.from_x, f.to_x) as x, _scale(s.median_days_lo, 0, f.high, f.from_x, f.to_x) as x1,
			_scale(coalesce(s.median_days_hi, case when s.median_days_lo is not null then f.high end), 0, f.high, f.from_x, f.to_x) as x2, _scale(coalesce(s.p90_days, f.high), 0, f.high, f.from_x, f.to_x) as x90
		from stage s, form f
	)
	select _svg(_chart_stages.width, 28 + f.n * f.row_height + 38, 'Days in each stage and stalled value',
		_svg_axis(0, f.high, f.from_x, f.to_x, 22, 28 + f.n * f.row_height + 2, 'days', case when f.is_wide then 7 else 5 end)
		|| _svg_text((f.from_x + f.to_x) / 2, 28 + f.n * f.row_height + 32, 'tick middle', 'days')
		|| case when f.is_wide then _svg_text(f.from_x, 13, 'soft', '&#9679; half are over by then&#160;&#160; | nine of ten') || _svg_text(536, 13, 'soft', 'stalled now') || _svg_text(720, 13, 'soft end', 'n') else _svg_text(0, 13, 'soft', '&#9679; half are over by then&#160;&#160; | nine of ten') || _svg_text(360, 13, 'soft end', 'stalled') end
		|| (select string_agg('<g class="' || case when l.is_thin then 'thin' else 'mark' end || '">'
				|| coalesce(_svg_line(l.x, l.y, l.x90, l.y, 'inbound tail' || case when l.p90_days is null then ' dash' else '' end) || case when l.p90_days is not null then _svg_line(l.x90, l.y - 6, l.x90, l.y + 6, 'mark-line') else '' end, '')
				|| coalesce(_svg_estimate(l.x, l.x1, l.x2, l.y, 'abm', false), '') || case when l.is_wide then coalesce(_svg_text(l.x, l.y - 9, 'middle', _figure(l.median_days, 'days')), '') else '' end
				|| coalesce(_svg_dot(case when l.is_wide then 550 else 340 end, l.y, 15 * l.size, 'warn bubble'), '') || '</g>'
				|| case when l.is_wide then _svg_text(0, l.y + 4, '', _label(l.stage_name, 22)) || case when l.stalled_count > 0 then _svg_text(574, l.y + 4, '', _figure(l.stalled_value, 'money') || ' <tspan class="soft">in ' || _figure(l.stalled_count, 'count') || '</tspan>') else '' end
						|| _svg_text(720, l.y + 4, 'end soft', _figure(l.entered_count, 'count'))
					else _svg_text(0, l.y - 15, '', _label(l.stage_name, 24) || ' <tspan class="soft">' || _figure(l.median_days, 'days') || ' days</tspan>') || case when l.stalled_count > 0 then _svg_text(360, l.y - 15, 'end', _figure(l.stalled_value, 'money')) else '' end end, '' order by l.nth) from line l))
	from form f where f.n > 0
$$;
comment on function @extschema@._chart_stages(jsonb, integer) is
'Internal: the chart of stage_velocity. NULL without stages.';

create function @extschema@._finding_stages(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with stage as (
		select r.* from jsonb_to_recordset(data -> 'rows') r(place integer, stage_name text, median_days float8, median_days_lo float8, median_days_hi float8, stalled_value float8, stalled_count bigint, is_thin boolean)
	)
	select concat_ws(' ', case when s.median_days_lo > o.high then format('%s takes longest: half of the visits take more than %s days (%s), in any other stage at most %s.', _label(s.stage_name, 40), _figure(s.median_days, 'days'), _span(s.median_days_lo, s.median_days_hi, 'days'), _figure(o.high, 'days'))
			else 'No stage is clearly slower than all others.' end,
		case when t.stalled_value > 0 then format('Most stalled value is in %s: %s of %s, in %s.', _label(t.stage_name, 40), _figure(t.stalled_value, 'money'), _figure(t.all_value, 'money'), case t.stalled_count when 1 then 'one deal' else _figure(t.stalled_count, 'count') || ' deals' end) else 'No deal is stalled.' end)
	from (select 1) one
	left join (select * from stage where not is_thin and median_days_lo is not null order by median_days desc, place limit 1) s on true
	left join lateral (select max(coalesce(x.median_days_hi, 'Infinity')) as high from stage x where x.place <> s.place and not x.is_thin and x.median_days is not null) o on true
	left join (select *, sum(stalled_value) over () as all_value from stage order by stalled_value desc nulls last, place limit 1) t on true
	where exists (select from stage)
$$;
comment on function @extschema@._finding_stages(jsonb) is
'Internal: what the stages say, in a sentence.';

-- 6. How long does a deal take?

create function @extschema@._chart_cycle(data jsonb, width integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with d as (
		select r.*, _group_class(r.comparison_group) as class from jsonb_to_recordset(_chart_cycle.data -> 'rows') r(comparison_group text, day float8, won_share_rate float8, won_share_rate_lo float8, won_share_rate_hi float8, at_risk_count bigint)
	), form as (
		select 46.0 as from_x, _chart_cycle.width - case when _chart_cycle.width >= 600 then 104.0 else 66 end as to_x, 16.0 as top, 236.0 as bottom, max(d.day) as last_day, _chart_cycle.width >= 600 as is_wide,
			_rounded_up(least(greatest(max(coalesce(d.won_share_rate_hi, d.won_share_rate)), 0.05), 1), 6) as high
		from d
	), point as (
		select d.*, _scale(d.day, 0, f.last_day, f.from_x, f.to_x) as x, _scale(d.won_share_rate, 0, f.high, f.bottom, f.top) as y, _scale(coalesce(d.won_share_rate_lo, d.won_share_rate), 0, f.high, f.bottom, f.top) as y_lo, _scale(coalesce(d.won_share_rate_hi, d.won_share_rate), 0, f.high, f.bottom, f.top) as y_hi
		from d, form f
	), course as (
		-- Steps: what was won stays won. A point for each place that can be seen.
		select p.class, string_agg(format('H%sV%s', _px(p.x), _px(p.y)), '' order by p.day) as line, string_agg(format('%s %s', _px(p.x), _px(p.y_lo)), ' L' order by p.day) || ' L' || string_agg(format('%s %s', _px(p.x), _px(p.y_hi)), ' L' order by p.day desc) || ' Z' as band,
			max(p.x) as end_x, (array_agg(p.y order by p.day desc))[1] as end_y, (array_agg(p.won_share_rate order by p.day desc))[1] as end_rate
		from (select distinct on (p.class, floor(p.x / 3)) p.* from point p order by p.class, floor(p.x / 3), p.day desc) p group by p.class
	), name as (
		select c.*, c.end_y + case when c.nearest < 15 then (15 - c.nearest) / 2 * case when c.is_lower then 1 else -1 end else 0 end as name_y
		from (select c.*, coalesce(abs(c.end_y - lag(c.end_y) over w), abs(c.end_y - lead(c.end_y) over w), 99) as nearest, lag(c.end_y) over w is not null as is_lower from course c window w as (order by c.end_y, c.class)) c
	)
	select _svg(_chart_cycle.width, f.bottom + 74, 'Share of deals won by day', _svg_levels(0, f.high, f.bottom, f.top, f.from_x, f.to_x, 'share', 6)
		|| (select string_agg(_svg_path(c.band, c.class || ' band') || _svg_path(format('%s %s%s', _px(f.from_x), _px(f.bottom), c.line), c.class || ' stroke'), '' order by c.class desc) from course c)
		|| (select string_agg(_svg_text(c.end_x + 8, c.name_y + 4, c.class || ' name', case c.class when 'abm' then 'ABM' else 'Inbound' end || case when f.is_wide then ' ' || _figure(c.end_rate, 'share') else '' end), '' order by c.class) from name c)
		|| (select string_agg(_svg_line(x.x, f.bottom, x.x, f.bottom + 4, 'zero') || _svg_text(x.x, f.bottom + 16, 'tick middle', _figure(t.day, 'days') || case when t.day = 0 then '' when f.is_wide then ' days' else ' d' end)
				|| coalesce((select string_agg(_svg_text(x.x, f.bottom + case a.class when 'abm' then 44 else 60 end, case a.class when 'abm' then 'abm tick name middle' else 'tick middle' end, _figure(a.at_risk_count, 'count')), '' order by a.class)
					from (select distinct on (p.class) p.class, p.at_risk_count from d p where p.day >= t.day order by p.class, p.day) a), ''), '' order by t.day)
			from _ticks(0, f.last_day, case when f.is_wide then 8 else 4 end) t(day), lateral (select _scale(t.day, 0, f.last_day, f.from_x, f.to_x) as x) x)
		|| _svg_text(0, f.bottom + 44, 'tick', 'open'))
	from form f where exists (select from d)
$$;
comment on function @extschema@._chart_cycle(jsonb, integer) is
'Internal: the chart of cycle_curve. NULL without rows.';

create function @extschema@._finding_cycle(data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with d as (
		select r.* from jsonb_to_recordset(data -> 'rows') r(comparison_group text, day float8, won_share_rate float8, won_share_rate_lo float8, won_share_rate_hi float8)
	), same_day as (
		select least(180, min(x.last_day)) as day from (select max(d.day) as last_day from d where d.comparison_group in ('abm', 'inbound') group by d.comparison_group having count(*) > 0) x
	), at as (
		select distinct on (d.comparison_group) d.*, s.day as on_day from d, same_day s where d.day <= s.day order by d.comparison_group, d.day desc
	)
	select concat_ws(' ', case when a.won_share_rate is null or b.won_share_rate is null then 'There is no day on which both ABM and inbound can be read.'
			else format('By day %s, %s of ABM deals are won%s and %s of inbound ones%s: %s.', _figure(a.on_day, 'days'), _figure(a.won_share_rate, 'share'), coalesce(' (' || _span(a.won_share_rate_lo, a.won_share_rate_hi, 'share') || ')', ''),
				_figure(b.won_share_rate, 'share'), coalesce(' (' || _span(b.won_share_rate_lo, b.won_share_rate_hi, 'share') || ')', ''),
				case when a.won_share_rate_lo > b.won_share_rate_hi then 'more of ABM' when a.won_share_rate_hi < b.won_share_rate_lo then 'less of ABM' else 'no clear difference' end) end,
		format('A day on one deal brings %s %s in ABM, %s in inbound (value won by closed deals and mean cycle; no interval).', _figure((data ->> 'abm_per_day')::float8, 'money'), data ->> 'currency', _figure((data ->> 'rival_per_day')::float8, 'money')))
	from (select 1) one left join at a on a.comparison_group = 'abm' left join at b on b.comparison_group = 'inbound'
	where exists (select from d)
$$;
comment on function @extschema@._finding_cycle(jsonb) is
'Internal: what the curves say, in a sentence.';
