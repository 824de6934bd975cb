-- report: the KPI views as one HTML page: head, tiles, the charts of 88-charts-…, tables, footer. The page has no script
-- and asks for nothing from a network; everything that a user typed goes through _label(). It reads views and relations of
-- the target with the rights of the caller.

create function @extschema@._report_style() returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$ select $css$
:root{--paper:#fff;--ink:#1c2127;--soft:#5c6672;--rule:#e1e5e9;--grid:#eceff2;--abm:#0b63ad;--rival:#66717d;--other:#9ba5b0;--warn:#b9540a;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e4e7ea;--soft:#9aa4af;--rule:#2d333a;--grid:#23282e;--abm:#62aef0;--rival:#a3adb8;--other:#6f7a86;--warn:#ee9142}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:1152px;margin:0 auto;padding:36px 24px 48px}
h1{font-size:28px;line-height:1.2;font-weight:600;letter-spacing:-.01em;margin:0 0 6px}
h2{font-size:18px;line-height:1.3;font-weight:600;margin:0 0 8px}
p{margin:0 0 10px}
.soft,.note{color:var(--soft)}
.note{font-size:13px;line-height:1.45}
.tiles{display:grid;grid-template-columns:repeat(6,1fr);gap:0 20px;margin:28px 0 36px}
.tile{border-top:2px solid var(--ink);padding-top:8px;font-size:13px;line-height:1.4;color:var(--soft)}
.tile b{display:block;color:var(--ink);font-size:26px;line-height:1.25;font-weight:600;letter-spacing:-.01em}
.tile b small{font-size:14px;font-weight:400;letter-spacing:0}
.tile .name{color:var(--ink)}
.tile.thin b{opacity:.45}
.part{border-top:1px solid var(--rule);padding:26px 0 24px;display:grid;grid-template:"says figure" auto "note figure" 1fr / 296px minmax(0,1fr);gap:0 44px}
.says{grid-area:says}
.part>.note{grid-area:note;margin:0}
.scroll{overflow-x:auto}
.part.whole{display:block}
figure{grid-area:figure;margin:0;min-width:0}
.empty{color:var(--soft);margin:0}
svg{display:block;width:100%;height:auto;overflow:visible}
svg.wide{max-width:780px}
svg.narrow{display:none;max-width:480px;margin-top:10px}
svg text{font-size:12.5px;fill:var(--ink);stroke:var(--paper);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
svg .soft,svg .tick{fill:var(--soft)}
svg .tick,svg .small,svg .soft.end{font-size:11.5px}
svg .end{text-anchor:end}
svg .middle{text-anchor:middle}
svg .strong{font-weight:600}
svg .name{fill:currentColor;font-weight:600}
.abm{color:var(--abm)}
.inbound{color:var(--rival)}
.other{color:var(--other)}
.warn{color:var(--warn)}
.fill{fill:currentColor}
.hollow{fill:var(--paper);stroke:currentColor;stroke-width:1.8}
.stroke{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
.dash{stroke-dasharray:3 3}
.band{fill:currentColor;opacity:.13}
.range{stroke:currentColor;stroke-width:2.2;opacity:.55;stroke-linecap:round}
.grid{stroke:var(--grid)}
.zero{stroke:var(--soft)}
.event{stroke:var(--soft);stroke-dasharray:1 3}
.pale{opacity:.3}
.outline{fill:none;stroke:currentColor}
.hatch{fill:none;stroke:currentColor;opacity:.7}
.tail{stroke:currentColor;stroke-width:1.2;opacity:.7}
.mark-line{stroke:var(--ink);stroke-width:1.5}
.goal{stroke:var(--ink);stroke-width:1.8}
svg .inverse{fill:var(--paper);stroke:none;font-weight:600}
svg .plain{stroke:none}
.young{opacity:.55}
.bubble{fill:currentColor;opacity:.75}
.thin{opacity:.38}
table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:1.35}
th{font-weight:400;color:var(--soft);text-align:left;vertical-align:bottom;border-bottom:1px solid var(--rule);padding:4px 14px 4px 0}
td{overflow-wrap:break-word;border-bottom:1px solid var(--grid);padding:5px 14px 5px 0;vertical-align:top}
th.r,td.r{text-align:right;white-space:nowrap}
td.day{white-space:nowrap}
th.r+th:not(.r),td.r+td:not(.r){padding-left:16px}
th:last-child,td:last-child{padding-right:0}
tbody+tbody::before{content:"";display:table-row;height:10px}
footer{border-top:1px solid var(--rule);padding-top:24px;font-size:13px;color:var(--soft)}
footer h2{font-size:15px;color:var(--ink)}
@media(max-width:1000px){.tiles{grid-template-columns:repeat(3,1fr);gap:20px}.part{display:block}.part>.note{margin-top:10px}}
@media(max-width:620px){main{padding:24px 16px 32px}h1{font-size:23px}.tiles{grid-template-columns:repeat(2,1fr);gap:20px 16px}.tile b{font-size:23px}svg.wide{display:none}svg.narrow{display:block}.more{display:none}table{font-size:13px}th,td{padding-right:10px}}
@media print{@page{margin:14mm 13mm}body{font-size:10.5pt}main{max-width:none;padding:0}.tiles{grid-template-columns:repeat(6,1fr);gap:0 12px;margin:18px 0 22px}.tile{font-size:8pt}.tile b{font-size:15pt}.part{display:block;break-inside:avoid;padding:14px 0}.part.long{break-inside:auto}h2{break-after:avoid}table{font-size:8.5pt}td,th{padding-right:8px}.tile b small{font-size:8pt}svg.wide{display:block;max-width:146mm}svg.narrow{display:none}.more{display:table-cell}tr{break-inside:avoid}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
$css$ $$;
comment on function @extschema@._report_style() is
'Internal: the style sheet of the report: light and dark, wide and narrow, screen and paper.';


create function @extschema@._report_context(target_schema text) returns jsonb
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $body$
declare
	layout text;
	context jsonb;
	counts jsonb;
begin
	-- Not by _connection(), which is for the owner: the name of the layout is only shown, and any reader may have the page.
	perform _check_schema(target_schema, 'target_schema');
	if _find_table(target_schema, 'abm_kpi_connection') is null then
		raise exception 'schema "%" is not connected', target_schema using errcode = 'undefined_object', hint = 'Call abm_kpi_connect first.';
	end if;
	execute format('select max(c.layout) from %I.abm_kpi_connection c', target_schema) into layout;
	-- The newest twelve whole months. Where deals have been closed for less than that, and for each figure that is younger,
	-- the twelve months that are running.
	execute _in_target($q$
		select jsonb_build_object('company', coalesce((select s.value from {setting} s where s.name = 'company'), $1), 'as_of', p.as_of, 'currency', p.base_currency, 'zone', p.time_zone, 'min_n', p.min_n, 'engagement_days', p.engagement_days,
			'period_start', m.start_on, 'period_end', (m.start_on + interval '1 year')::date - 1, 'running_start', m.running_on)
		from {parameter} p, lateral (
			select w.running_on, case when exists (select from {deals} d where d.closed_on < w.whole_on + interval '1 month') then w.whole_on else w.running_on end as start_on
			from (select (date_trunc('month', p.as_of + 1) - interval '1 year')::date as whole_on, (date_trunc('month', p.as_of) - interval '11 months')::date as running_on) w
		) m$q$, target_schema, null)
	into context using target_schema;
	execute (select format('select jsonb_agg(jsonb_build_array(x.name, x.n) order by x.place) from (%s) x', string_agg(format('select %s as place, %L as name, count(*) as n from %I.%I', e.place, e.name, target_schema, e.relation), ' union all ' order by e.place))
		from (values (1, 'accounts', 'account'), (3, 'leads', 'lead'), (4, 'deals', 'opportunity'), (5, 'touches', 'touch'), (6, 'e-mail events', 'email_event'), (7, 'survey answers', 'survey_response'), (8, 'subscriptions', 'subscription')) e(place, name, relation)
		where _find_table(target_schema, e.relation) is not null)
	into counts;
	return context || jsonb_build_object('layout', layout, 'counts', counts, 'is_running', (context ->> 'period_end')::date > (context ->> 'as_of')::date);
end
$body$;
comment on function @extschema@._report_context(text) is
'Internal: what every part of the report needs: company, day, period, currency, zone, rows read.';

-- What a query of the report returns, with the context in it; NULL if the target lacks a view or column.
create function @extschema@._report_data(target_schema text, views text, query text, context jsonb) returns jsonb
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	data jsonb;
begin
	if exists (select from regexp_split_to_table(views, ', ') v(name) where not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = target_schema and c.relname = v.name)) then
		return null;
	end if;
	execute _in_target(query, target_schema, null) into data using context;
	return context - 'charts' || jsonb_strip_nulls(coalesce(data, '{}'));
exception when undefined_column then
	return null;
end
$$;
comment on function @extschema@._report_data(text, text, text, jsonb) is
'Internal: runs a query of the report. NULL if the target was made by an older release and lacks a view or a column of it.';

create function @extschema@._report_lacking(views text, target_schema text) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format('this schema was made by an older release and lacks %s: see abm_kpi_reconnect', coalesce(string_agg(v.name, ', ' order by v.place) filter (where not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = target_schema and c.relname = v.name)), 'columns of ' || views))
	from regexp_split_to_table(views, ', ') with ordinality v(name, place)
$$;
comment on function @extschema@._report_lacking(text, text) is
'Internal: the line for a part of the report whose views are missing.';

create function @extschema@._report_tile_html(label text, units text, data jsonb) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select case when t.value is null then format(E'<div class="tile"><span class="name">%s</span><b>&#8212;</b>no data: see kpi_status</div>\n', label)
		else format(E'<div class="tile%s"><span class="name">%s</span><b>%s%s</b>%s%s%s</div>\n', case when t.is_thin then ' thin' else '' end, label,
			case t.unit when 'points' then _signed(t.value, '') else _figure(t.value, t.unit) end, case when t.unit = 'money' then case when data ->> 'currency' is null then '' else ' <small>' || _label(data ->> 'currency', 8) || '</small>' end else '' end,
			coalesce(_span(t.low, t.high, t.form) || '<br/>', ''),
			case when t.change is null then 'no year before<br/>'
				when t.finding = 'no clear difference' then format('no clear change in a year (%s)<br/>', _span(t.change_lo * t.factor, t.change_hi * t.factor, 'decimal'))
				when t.finding = 'too few' then 'too few to see a change<br/>'
				else format('%s in a year%s<br/>', case when t.unit = 'money' then coalesce(_signed(t.change / nullif(t.before, 0), 'share'), '&#8212;') else _signed(t.change * t.factor, 'decimal') || ' points' end,
					coalesce(' (' || _span(t.change_lo * t.factor, t.change_hi * t.factor, 'decimal') || ')', '')) end,
			format('n&#160;%s %s', _figure(t.n, 'count'), units) || case when t.note is null then '' else '<br/>' || t.note end) end
	from jsonb_to_record(coalesce(data, '{}')) t0(unit text, value float8, low float8, high float8, before float8, change float8, change_lo float8, change_hi float8, finding text, n bigint, is_thin boolean, note text),
		lateral (select t0.*, case t0.unit when 'rate' then 100 else 1 end as factor, case t0.unit when 'points' then '' else t0.unit end as form) t
$$;
comment on function @extschema@._report_tile_html(text, text, jsonb) is
'Internal: a tile: value, interval, change on the year before, n.';

create function @extschema@._report_chart_html(name text, question text, units text, entity text, caveat text, data jsonb, lacking text) returns text
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	wide text;
	narrow text;
	finding text;
begin
	execute format('select _chart_%1$s($1, 720), _chart_%1$s($1, 360), _finding_%1$s($1)', name) into wide, narrow, finding using data;
	if wide is null then
		return format(E'<section class="part whole" id="%s"><h2>%s</h2><p class="empty">%s</p></section>\n', name, question, case when data is null then lacking else format('no %s data: see kpi_status', entity) end);
	end if;
	return format(E'<section class="part" id="%s"><div class="says"><h2>%s</h2><p>%s</p></div>\n<figure>\n%s%s</figure>\n<p class="note">n = %s %s. %s</p></section>\n', name, question, coalesce(finding, ''),
		wide, narrow, _figure((data ->> 'n')::float8, 'count'), units, caveat);
end
$$;
comment on function @extschema@._report_chart_html(text, text, text, text, text, jsonb, text) is
'Internal: a chart of the report with its question, finding, n and caveat, or a line that says what is missing.';

-- Tables

create function @extschema@._report_tables_html(target_schema text, context jsonb) returns text
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	accounts text;
	deals text;
begin
	if _find_table(target_schema, 'engagement_by_account') is not null then
		execute _in_target($q$
			with moved as (
				select e.*, row_number() over (order by e.score_change desc, e.id collate "C") as nth, row_number() over (order by e.score_change, e.id collate "C" desc) as nth_last,
					count(*) filter (where e.score_change < 0) over () as n_losses, count(*) over () as n_all
				from {engagement_by_account} e where e.comparison_group = 'abm' and e.score_change <> 0
			)
			select string_agg(case when m.nth_last = least(10, m.n_losses) and m.n_losses < m.n_all then E'</tbody>\n<tbody>' else '' end || format('<tr><td>%s</td><td class="r">%s</td><td class="r">%s</td><td class="r">%s</td><td class="r more">%s of %s</td><td class="more day">%s</td><td class="more">%s</td></tr>', _label(coalesce(m.account_name, m.account_id), 40), _figure(m.score_before, 'count'), _figure(m.score, 'count'),
				case when abs(m.score_change) >= 0.5 then _signed(m.score_change, '') else '0' end, _figure(m.engaged_contact_count, 'count'), _figure(m.contact_count, 'count'), _day(m.last_touch_on), _label(m.owner, 24)), E'\n' order by m.score_change desc, m.id collate "C")
			from moved m where m.nth <= 10 and m.score_change > 0 or m.nth_last <= 10 and m.score_change < 0$q$, target_schema, null) into accounts;
	end if;
	if _find_table(target_schema, 'deals') is not null then
		execute _in_target($q$
			select string_agg(format('<tr><td>%s</td><td class="more">%s</td><td class="r">%s</td><td>%s</td><td class="r">%s</td><td class="more day">%s</td><td class="more day">%s</td><td class="more">%s</td></tr>', _label(coalesce(d.opportunity_name, d.opportunity_id), 40), _group_name(d.comparison_group), _figure(d.deal_value, 'money'),
				_label(d.stage_name, 24), _figure(d.days_in_stage, 'days'), _day(d.last_touch_on), _day(d.expected_close_on), _label(d.owner, 24)), E'\n' order by d.deal_value desc nulls last, d.id collate "C")
			from (select * from {deals} x where x.status = 'open' and x.is_stalled order by x.deal_value desc nulls last, x.id collate "C" limit 20) d$q$, target_schema, null) into deals;
	end if;
	return format(E'<section class="part whole long" id="accounts"><h2>Which target accounts warmed up, which went silent?</h2>\n%s</section>\n', coalesce(
			E'<div class="scroll"><table><thead><tr><th>account</th><th class="r">score 30 days ago</th><th class="r">now</th><th class="r">change</th><th class="r more">people engaged</th><th class="more">last touch</th><th class="more">owner</th></tr></thead>\n<tbody>' || accounts || E'</tbody></table></div>\n'
			|| '<p class="note">The ten largest gains and losses of target accounts. One busy person is not an account.</p>', '<p class="empty">no touch or account list data: see kpi_status</p>'))
		|| format(E'<section class="part whole long" id="stalled"><h2>Which deals are stalled?</h2>\n%s</section>\n', coalesce(
			E'<div class="scroll"><table><thead><tr><th>deal</th><th class="more">group</th><th class="r">value</th><th>stage</th><th class="r">days in it</th><th class="more">last touch</th><th class="more">expected close</th><th class="more">owner</th></tr></thead>\n<tbody>' || deals || E'</tbody></table></div>\n'
			|| '<p class="note">The twenty largest open deals that are in their stage for longer than nine of ten visits of won deals.</p>', '<p class="empty">no stalled deal</p>'));
end
$$;
comment on function @extschema@._report_tables_html(text, jsonb) is
'Internal: the two tables of the report: target accounts by the change of their score, and stalled deals by value.';

create function @extschema@._report_footer_html(target_schema text, context jsonb) returns text
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	problems text;
	problem_count bigint;
	-- To look through millions of touches and mails takes longer than the rest of the page.
	is_large boolean := (select sum((c.item ->> 1)::bigint) > 1000000 from jsonb_array_elements(context -> 'counts') c(item) where c.item ->> 0 in ('touches', 'e-mail events'));
begin
	execute _in_target($q$
		select string_agg(format('%s: %s %s', _label(q.entity), _label(q.problem), _figure(q.row_count, 'count')), '; ' order by q.row_count desc, q.id collate "C"), sum(q.row_count)
		from {data_quality} q$q$ || case when is_large then ' where q.entity in (''opportunity'', ''lead'', ''survey_response'', ''subscription'', ''revenue'', ''campaign_cost'', ''stage_history'', ''ticket'', ''account_list'')' else '' end, target_schema, null)
	into problems, problem_count;
	return format(E'<footer><h2>What these figures are made of</h2>\n<p>%s %s</p>\n<p>Days are of the zone %s, values in %s. Intervals are of 95&#160;%%. Made by abm_kpi %s from the views of the schema %s, with the rights of the reader: who may not see all rows sees the figures of those he may.</p></footer>\n',
		'Read: ' || coalesce((select string_agg(_figure((c.item ->> 1)::float8, 'count') || ' ' || (c.item ->> 0), ', ' order by c.place) from jsonb_array_elements(context -> 'counts') with ordinality c(item, place)), 'nothing') || '.',
		case when problem_count > 0 then format('Left out of the figures that they would spoil, or moved by them (view data_quality): %s.', problems) else 'Nothing wrong was found in these rows (view data_quality).' end
			|| case when is_large then ' What is wrong with touches and e-mail events, of which there are many, is not counted here.' else '' end || ' Why a figure is empty, and what to do about it, is in the view kpi_status.',
		_label(context ->> 'zone'), case when context ->> 'currency' is null then 'the currency of the deals' else _label(context ->> 'currency') end, (select _label(e.extversion) from pg_extension e where e.extname = 'abm_kpi'), _label(target_schema));
end
$$;
comment on function @extschema@._report_footer_html(text, jsonb) is
'Internal: the footer of the report: rows read, rows left out, zone and currency.';

create function @extschema@.abm_kpi_report(target_schema text) returns text
	language plpgsql stable
	set search_path = pg_catalog, @extschema@, pg_temp
	set timezone = 'UTC'
	set datestyle = 'ISO'
	set intervalstyle = 'postgres'
	set extra_float_digits = 1
	set jit = off
as $$
declare
	context jsonb := _report_context(target_schema);
	title text := _label(context ->> 'company', 60);
	tiles text;
	charts text;
begin
	context := context || jsonb_build_object('charts', (select jsonb_object_agg(c.name, _report_data(target_schema, c.views, c.query, context)) from _report_chart() c));
	select string_agg(_report_tile_html(t.label, t.units, _report_data(target_schema, t.views, t.query, context)), '' order by t.place) into tiles from _report_tile() t;
	select string_agg(_report_chart_html(c.name, c.question, c.units, c.entity, c.caveat, nullif(context -> 'charts' -> c.name, 'null'), _report_lacking(c.views, target_schema)), '' order by c.place) into charts from _report_chart() c;
	return format(E'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n<meta name="viewport" content="width=device-width, initial-scale=1"/>\n<title>%s: account-based marketing</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n', title, _report_style())
		|| format(E'<header><h1>%s</h1>\n<p class="soft">Account-based marketing on %s. Twelve months to %s%s, compared with the twelve before. Source: %s.</p></header>\n', title, _day((context ->> 'as_of')::date),
			_day(least((context ->> 'period_end')::date, (context ->> 'as_of')::date)), case when (context ->> 'is_running')::boolean then ', which are not over' else '' end, case when context ->> 'layout' is null then 'relations of your own' else _label(context ->> 'layout') end)
		|| format(E'<section class="tiles">\n%s</section>\n', tiles)
		|| charts || _report_tables_html(target_schema, context) || _report_footer_html(target_schema, context) || E'</main>\n</body>\n</html>\n';
end
$$;
comment on function @extschema@.abm_kpi_report(text) is
'The KPI views of a connected schema as one HTML page: six tiles, ten charts with what they show in a sentence, two tables, and what is missing or left out. It needs no script and no network, is readable on a phone, on paper and in the dark, and is plain ASCII. It reads with the rights of the caller, so that row-level security holds. The same data give the same page. Errors: 42704 if the schema is not connected, 42501 if the caller may not read a view.';
