-- The report: its parts with rows written by hand, then the page: over nothing, over one deal, over labels that mean harm, by
-- readers who see a part, whatever is set, and of the demo company.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select no_plan();

-- What is wrong with a piece of a page, read tag by tag: not ASCII, an unknown entity, an attribute without quotes, tags that do not match.
create function pg_temp.faults(page text) returns setof text language plpgsql as $$
declare
	token text;
	tag text[];
	open_tags text[] := '{}';
begin
	if page ~ '[^\n\x20-\x7e]' then return next 'not plain ASCII'; end if;
	if substring(page from '<style>.*</style>') ~* '@import|url\(|//|expression' then return next 'a style sheet that asks for something'; end if;
	for token in select m[1] from regexp_matches(regexp_replace(page, '^<!DOCTYPE html>', ''), '(<[^>]*>|[^<]+|<)', 'g') m loop
		if token !~ '^<' then
			if token ~ '&(?!(#\d+|amp|lt|gt|quot);)' then return next 'entity in ' || left(token, 60); end if;
			continue;
		end if;
		tag := regexp_match(token, '^<(/?)([a-z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*="[^"<]*")*)\s*(/?)>$');
		if tag is null then
			return next 'tag ' || left(token, 60);
		elsif tag[2] !~ '^(html|head|meta|title|style|body|main|header|footer|section|div|figure|h1|h2|p|b|small|br|span|table|thead|tbody|tr|th|td|svg|g|text|tspan|line|rect|circle|path)$'
			or exists (select from regexp_matches(tag[3], '([a-zA-Z0-9-]+)="', 'g') a where a[1] !~ '^(lang|charset|name|content|class|id|viewBox|role|aria-label|x|y|x1|y1|x2|y2|cx|cy|r|d|width|height|fill-opacity)$')
		then
			return next 'not allowed: ' || left(token, 60);
		elsif tag[3] ~ '&(?!(#\d+|amp|lt|gt|quot);)' then
			return next 'entity in ' || left(token, 60);
		elsif tag[1] = '/' then
			if open_tags[cardinality(open_tags)] is distinct from tag[2] then return next format('%s closes %s', token, open_tags[cardinality(open_tags)]); end if;
			open_tags := open_tags[:cardinality(open_tags) - 1];
		elsif tag[4] = '' then
			open_tags := open_tags || tag[2];
		end if;
	end loop;
	if cardinality(open_tags) > 0 then return next 'not closed: ' || open_tags::text; end if;
end
$$;
-- The same by the XML parser of the server, if it was built with one.
create function pg_temp.parses(page text) returns boolean language plpgsql as $$
begin
	return xmlparse(document page) is not null;
exception
	when feature_not_supported then return true;
	when others then return false;
end
$$;
create function pg_temp.sound(page text, what text) returns setof text language sql as $$
	select is_empty(format('select * from pg_temp.faults(%L)', page), what || ' is well formed, without scripts and references')
	union all select ok(page is not null and pg_temp.parses(page), what || ' is XML')
$$;
select results_eq($$select * from pg_temp.faults('<p>&nbsp;</p>') union all select * from pg_temp.faults('<p><b></p></b>') union all select * from pg_temp.faults('<p a=1/>') union all select * from pg_temp.faults('<p onload="x"/><script></script><p>script onload=</p>')$$,
	$$values ('entity in &nbsp;'), ('</p> closes b'), ('</b> closes p'), ('tag <p a=1/>'), ('not allowed: <p onload="x"/>'), ('not allowed: <script>'), ('not allowed: </script>')$$, 'the test sees what is wrong');

-- Labels
select results_eq($$select _label(l) from unnest(array[null, '', '   ', 'Acme', '<b>&"''', E'a\tb\n\nc', E'a\u0001\u007f\u0085b', E'\u202eevil\u2066', 'Zo\ufffd', E'M\u00fcller', E'\u05e9\u05dc', E'\U0001F600']) l$$,
	$$values ('&#8212;'), ('&#8212;'), ('&#8212;'), ('Acme'), ('&lt;b&gt;&amp;&quot;&#39;'), ('a b c'), ('a b'), ('evil '), ('Zo\ufffd'), ('M&#252;ller'), ('&#8296;&#1513;&#1500;&#8297;'), ('&#8296;&#128512;&#8297;')$$, 'labels are escaped, cleaned and isolated');
select results_eq($$select _label('abcdef', 6), _label('abcdefg', 6), length(_label(repeat('x', 10000), 40)), _label(repeat(E'\u65e5', 4), 6), _label(repeat('&', 9), 4), length(_label(repeat(E'\u200f', 10000), 40))$$,
	$$values ('abcdef', 'abcde&#8230;', 39 + 7, '&#8296;&#26085;&#26085;&#8230;&#8297;', '&amp;&amp;&amp;&#8230;', 7)$$, 'long ones are cut, wide letters count twice');
select is_empty($$select i from generate_series(1, 1114111, 997) i where i not between 55296 and 57343 and _label('x' || chr(i)) !~ '^(&#8296;)?x( |[!#-%''-;=?-~]|&(#\d+|amp|lt|gt|quot);)?(&#8297;)?$'$$, 'no character breaks the page');

-- Figures and scales
select results_eq($$select _figure(v, u) from (values (null, 'rate'), (0.4268, 'rate'), (1.155, 'rate'), (0.425, 'share'), (999, 'money'), (9999.4, 'money'), (9999.6, 'money'), (57311.6, 'money'), (123456, 'money'), (999499, 'money'), (999500, 'money'), (19075700, 'money'), (123456789, 'money'), (1234567890, 'money'),
	(-2500000, 'money'), (0, 'money'), (3.25, 'days'), (9.96, 'days'), (118, 'days'), (1234567, 'count'), (-5, 'count')) x(v, u)$$,
	$$values ('&#8212;'), ('42.7&#160;%'), ('115.5&#160;%'), ('43&#160;%'), ('999'), ('9,999'), ('10.0&#160;k'), ('57.3&#160;k'), ('123&#160;k'), ('999&#160;k'), ('1.00&#160;M'), ('19.1&#160;M'), ('123&#160;M'), ('1.23&#160;bn'),
	('&#8722;2.50&#160;M'), ('0'), ('3.3'), ('10'), ('118'), ('1,234,567'), ('&#8722;5')$$, 'figures are read at a glance');
select results_eq($$select _signed(0.2, 'share'), _signed(-0.2, 'share'), _signed(0, ''), _span(0.158, 0.276, 'rate'), _span(900, 12000, 'money'), _span(1e6, 2.5e6, 'money'), _span(null, 1, 'rate'), _tick(2e6, 'money'), _tick(2.5e6, 'money'), _tick(0.5, 'share'), _tick(100, 'count')$$,
	$$values ('+20&#160;%', '&#8722;20&#160;%', '0', '15.8 to 27.6&#160;%', '900 to 12.0&#160;k', '1.00 to 2.50&#160;M', null, '2&#160;M', '2.5&#160;M', '50&#160;%', '100')$$, 'signs, limits and ticks');
select results_eq($$select array(select _ticks(-30, 27, 6)), array(select _ticks(0, 0.6, 7)), array(select _ticks(5, 5, 5)), _rounded_up(0.53, 5), _rounded_up(0, 5), _rounded_up(1234567, 6), _scale(5, 0, 10, 100, 200), _scale(50, 0, 10, 100, 200), _scale(null, 0, 10, 1, 2), _scale(1, 3, 3, 7, 9)$$,
	$$values ('{-30,-20,-10,0,10,20}'::float8[], '{0,0.1,0.2,0.3,0.4,0.5,0.6}'::float8[], '{5}'::float8[], 0.6::float8, 0::float8, 1500000::float8, 150::float8, 200::float8, null::float8, 7::float8)$$, 'ticks are round, what is off a scale is at its end');
select results_eq($$select _svg_line(1, 2.04, 3.06, 4, 'grid'), _svg_dot(null, 1, 1, 'x'), _px(12.50)$$, $$values ('<line x1="1" y1="2" x2="3.1" y2="4" class="grid"/>', null, '12.5')$$, 'marks have coordinates to a tenth; one without a place is not there');

-- Charts: rows by hand, the same for both widths. A chart without rows is none, and says nothing.
create temp table hand (name text primary key, data jsonb);
insert into hand values
('comparison', $${"currency": "EUR", "rows": [
	{"kpi": "win_rate", "label": "Win rate", "unit": "rate", "place": 1, "abm_value": 0.5, "abm_n": 400, "rival_value": 0.2, "rival_n": 400, "difference": 0.3, "difference_lo": 0.2357, "difference_hi": 0.3608, "is_thin": false},
	{"kpi": "click_rate", "label": "Clicks", "unit": "rate", "place": 2, "abm_value": 0.03, "abm_n": 90, "rival_value": 0.04, "rival_n": 80, "difference": -0.01, "difference_lo": -0.03, "difference_hi": 0.01, "is_thin": false},
	{"kpi": "nps", "label": "NPS", "unit": "points", "place": 3, "abm_value": 40, "abm_n": 9, "rival_value": -10, "rival_n": 300, "difference": 50, "difference_lo": 10, "difference_hi": 70, "is_thin": true},
	{"kpi": "velocity", "label": "Velocity", "unit": "money", "place": 4, "abm_value": 900, "abm_n": 90, "rival_value": 0, "rival_n": 80, "difference": 900, "is_thin": false},
	{"kpi": "average_days", "label": "Cycle", "unit": "days", "place": 5, "abm_value": 140, "abm_n": 90, "rival_value": 7, "rival_n": 80, "difference": 133, "difference_lo": 100, "difference_hi": 160, "is_thin": false}]}$$),
('win_rate', (select jsonb_build_object('min_n', 30, 'programme_on', '2023-12-01', 'rows', jsonb_agg(jsonb_build_object('period_start', date '2023-07-01' + q * interval '3 months', 'is_complete', q < 6, 'comparison_group', g, 'won_count', case g when 'abm' then 50 else 20 end,
	'closed_count', 100, 'win_rate', case g when 'abm' then 0.5 else 0.2 end, 'win_rate_lo', case g when 'abm' then 0.4 else 0.1 end, 'win_rate_hi', case g when 'abm' then 0.6 else 0.3 end, 'is_thin', q = 0)))
	from generate_series(0, 6) q, unnest(array['abm', 'inbound']) g)),
('forecast', $${"rows": [{"closed_value": 3000000, "commit_value": 900000, "weighted_history_value": 1500000, "weighted_history_value_lo": 1100000, "weighted_history_value_hi": 1900000, "weighted_stage_value": 2100000, "overdue_value": 600000, "overdue_count": 31,
	"open_count": 120, "goal_value": 5200000, "projected_value": 4700000, "projected_value_lo": 4200000, "projected_value_hi": 5300000, "elapsed_rate": 0.62}]}$$),
('funnel', $${"min_n": 30, "rows": [{"funnel": "target_account", "step": 1, "step_name": "target", "reached_count": 400, "previous_count": 0, "first_count": 400, "open_window_count": 0}, {"funnel": "target_account", "step": 2, "step_name": "customer", "reached_count": 40, "previous_count": 400, "first_count": 400, "open_window_count": 5},
	{"funnel": "lead", "step": 1, "step_name": "lead", "reached_count": 20, "previous_count": 0, "first_count": 20, "open_window_count": 0}, {"funnel": "lead", "step": 2, "step_name": "mql", "reached_count": 0, "previous_count": 20, "first_count": 20, "open_window_count": 0}, {"funnel": "lead", "step": 3, "step_name": "won", "reached_count": 0, "previous_count": 0, "first_count": 20, "open_window_count": 0}]}$$),
('stages', $${"rows": [{"place": 1, "stage_name": "Discovery", "median_days": 9, "median_days_lo": 8, "median_days_hi": 10, "p90_days": 30, "entered_count": 300, "is_thin": false, "stalled_value": 100, "stalled_count": 2},
	{"place": 2, "stage_name": "Review", "median_days": 31, "median_days_lo": 28, "median_days_hi": 35, "entered_count": 200, "is_thin": false, "stalled_value": 400, "stalled_count": 1}, {"place": 3, "stage_name": "Rare", "entered_count": 2, "is_thin": true, "stalled_value": 0, "stalled_count": 0}]}$$),
('cycle', (select jsonb_build_object('currency', 'EUR', 'abm_per_day', 236.4, 'rival_per_day', 90, 'rows', jsonb_agg(jsonb_build_object('comparison_group', g, 'day', d, 'won_share_rate', d / 500.0 * m, 'won_share_rate_lo', d / 550.0 * m, 'won_share_rate_hi', d / 450.0 * m, 'at_risk_count', 400 - d)))
	from generate_series(0, 360, 7) d, (values ('abm', 1.0), ('inbound', 0.5)) v(g, m))),
('sources', $${"min_n": 30, "rows": [{"source": "Syndication", "lead_count": 6000, "won_count": 0, "closed_count": 26, "cost": 90000}, {"source": "Search", "lead_count": 4000, "won_count": 40, "closed_count": 200, "cost": 400000}, {"source": "Outbound", "lead_count": 600, "won_count": 100, "closed_count": 200, "cost": 60000},
	{"source": "Word of mouth", "lead_count": 300, "won_count": 2, "closed_count": 4}, {"source": "Nobody", "lead_count": 0, "won_count": 0, "closed_count": 0}]}$$),
('campaigns', $${"untouched_value": 201300, "rows": [{"campaign": "Webinars", "won_value_last": 60, "won_value_markov": 150, "total_cost": 20, "roi_last": 2, "roi_markov": 6.5, "is_complete": true}, {"campaign": "Retargeting", "won_value_last": 300, "won_value_markov": 100, "total_cost": 112, "roi_last": 1.68, "roi_markov": -0.107, "is_complete": false},
	{"campaign": "Press", "won_value_last": 640, "won_value_markov": 750}, {"campaign": "Nothing", "won_value_last": 0, "won_value_markov": 0, "total_cost": 5, "roi_last": -1, "roi_markov": -1}]}$$),
('cohorts', (select jsonb_build_object('min_n', 30, 'rows', jsonb_agg(jsonb_build_object('period_start', date '2023-01-01' + c * interval '3 months', 'months_since', m, 'start_count', 20 + 10 * c, 'retained_count', 20 + 10 * c - m / 3)),
	'groups', $$[{"comparison_group": "abm", "start_count": 100, "retained_count": 93, "start_value": 1000, "now_value": 1180, "net_retention_rate": 1.18, "gross_retention_rate": 0.91, "is_thin": false}, {"comparison_group": "inbound", "start_count": 120, "retained_count": 96, "start_value": 600, "now_value": 580, "net_retention_rate": 0.967, "gross_retention_rate": 0.79, "is_thin": false},
		{"comparison_group": "other", "start_count": 80, "retained_count": 64, "start_value": 400, "now_value": 390, "net_retention_rate": 0.975, "gross_retention_rate": 0.8, "is_thin": false}]$$::jsonb) from generate_series(0, 3) c, generate_series(0, 12, 3) m where m + 3 * c <= 12)),
('nps', $${"min_n": 30, "rows": [{"comparison_group": "abm", "nps": 46, "nps_lo": 38, "nps_hi": 53, "promoter_count": 180, "passive_count": 91, "detractor_count": 38, "response_count": 309, "score_stddev": 1.45, "response_rate": 0.47, "is_thin": false},
	{"comparison_group": "other", "nps": 20, "nps_lo": 13, "nps_hi": 28, "promoter_count": 236, "passive_count": 128, "detractor_count": 133, "response_count": 497, "score_stddev": 2.29, "response_rate": 0.35, "is_thin": false}]}$$);
create function pg_temp.chart(name text, data jsonb, width integer) returns text language plpgsql as $$
declare
	picture text;
begin
	execute format('select _chart_%s($1, $2)', name) into picture using data, width;
	return picture;
end
$$;
create function pg_temp.finding(name text, data jsonb) returns text language plpgsql as $$
declare
	sentence text;
begin
	execute format('select _finding_%s($1)', name) into sentence using data;
	return sentence;
end
$$;
select set_eq('select name from hand', 'select name from _report_chart()', 'there are rows for every chart');
select s from (select * from hand h, unnest(array[360, 720]) w(width) order by h.name collate "C", w.width) h, pg_temp.sound(pg_temp.chart(h.name, h.data, h.width), format('%s at %s', h.name, h.width)) s;
select is_empty($$select h.name, w.width from hand h, unnest(array[720, 360]) w(width), regexp_matches(pg_temp.chart(h.name, h.data, w.width), '\m(?:x|x1|x2|cx)="(-?[\d.]+)"', 'g') m where m[1]::numeric not between 0 and w.width$$, 'no mark is beside its picture');
select is_empty($$select c.name, d.data from _report_chart() c, unnest(array['{}', '{"rows": [], "groups": []}']::jsonb[]) d(data) where pg_temp.chart(c.name, d.data, 720) is not null or pg_temp.chart(c.name, d.data, 360) is not null$$, 'without rows there is no picture');
select is_empty($$select c.name from _report_chart() c where c.name <> 'win_rate' and pg_temp.finding(c.name, '{}') is not null$$, 'and nothing to say');

-- What is thin is faded, what is not over is hollow.
select is((select count(*) from hand h, regexp_matches(pg_temp.chart(h.name, h.data, 720), '<circle [^>]*class="[a-z]+ hollow"', 'g') where h.name = 'win_rate'), 2::bigint, 'the running quarter is hollow');
select is((select count(*) from hand h, regexp_matches(pg_temp.chart(h.name, h.data, 720), 'class="[a-z]+ stroke dash"', 'g') where h.name = 'win_rate'), 2::bigint, 'on a dashed line');
select is((select count(*) from hand h, regexp_matches(pg_temp.chart(h.name, h.data, 720), '<circle [^>]* thin"', 'g') where h.name = 'win_rate'), 2::bigint, 'thin quarters are faded');
select is_empty($$select h.name from hand h where h.name in ('comparison', 'stages', 'sources', 'cohorts') and pg_temp.chart(h.name, h.data, 720) !~ 'class="thin"'$$, 'so are thin rows');
select ok((select pg_temp.chart(h.name, h.data, 720) ~ 'class="young"' from hand h where name = 'campaigns'), 'and young campaigns');
select ok((select pg_temp.chart(h.name, h.data, 720) !~ 'Velocity' from hand h where name = 'comparison'), 'what has no rival to be divided by is not in the picture');

-- Findings. Intervals by Newcombe's formula, worked out apart: 200 of 400 against 80 of 400 is 23.6 to 36.1 points; 93 of 100 against 160 of 200 is 4.6 to 20.1.
select is((select pg_temp.finding(h.name, h.data) from hand h where h.name = f.name), f.says, f.name || ' says what it shows')
from (values
	('comparison', 'ABM wins 50.0&#160;% of its closed deals, inbound 20.0&#160;%: more by 23.6 to 36.1 points. Of 4 figures with an interval ABM is clearly higher in 2 and clearly lower in 0; the others show no clear difference.'),
	('win_rate', 'In the last four whole quarters ABM won 50.0&#160;% of 400 deals and inbound 20.0&#160;% of 400: ABM more by 23.6 to 36.1 points. No clear change of ABM on the year before.'),
	('forecast', 'Probably not: won so far 3.00&#160;M of 5.20&#160;M, and with open deals by history 4.10 to 4.90&#160;M. 62&#160;% of the working days are over. 31 open deals are overdue (600&#160;k).'),
	('funnel', 'Of 400 target accounts 10.0&#160;% (7.4 to 13.3&#160;%) became customers. The narrowest step is to customer: 10.0&#160;% go on. Of 20 inbound leads 0.0&#160;% (0.0 to 16.1&#160;%) became customers.'),
	('stages', 'Review takes longest: half of the visits take more than 31 days (28 to 35), in any other stage at most 10. Most stalled value is in Review: 400 of 500, in one deal.'),
	('cycle', 'By day 180, 35&#160;% of ABM deals are won (32 to 39&#160;%) and 18&#160;% of inbound ones (16 to 19&#160;%): more of ABM. A day on one deal brings 236 EUR in ABM, 90 in inbound (value won by closed deals and mean cycle; no interval).'),
	('sources', 'Deals are won clearly more often than from all others together: Outbound; clearly less often: Search. Syndication is cheapest per lead (15), not per win: none of its 26 closed deals is won.'),
	('campaigns', 'Press gains most when every touch on the way counts: from 64&#160;% to 75&#160;% of the value won. Retargeting loses most: from 30&#160;% to 10&#160;%, its return from +168&#160;% to &#8722;11&#160;%. In these twelve months 201&#160;k were won without any touch.'),
	('cohorts', 'Of 100 ABM customers of a year ago 93.0&#160;% stayed, of 200 others 80.0&#160;%: more by 4.6 to 20.1 points. They pay 118&#160;% of what they paid, the others 97&#160;% (net; no interval).')) f(name, says);
-- NPS of 180, 91 and 38 is 45.95, of 236, 128 and 133 it is 20.72.
select matches(pg_temp.finding(h.name, h.data), '^NPS of ABM customers is \+46 \(\d+ to \d+\), of all others \+21 \(\d+ to \d+\): higher by \d+ to \d+ points\.$', 'nps says what it shows') from hand h where h.name = 'nps';
-- Where an interval includes none, nothing is claimed.
select is_empty($$select s.name, s.says from (
	select 'comparison' as name, _finding_comparison('{"rows": [{"kpi": "win_rate", "unit": "rate", "abm_value": 0.3, "rival_value": 0.2, "difference": 0.1, "difference_lo": -0.01, "difference_hi": 0.2, "is_thin": false}]}') as says
	union all select 'win_rate', _finding_win_rate((select jsonb_build_object('min_n', 30, 'rows', jsonb_agg(jsonb_build_object('period_start', date '2024-01-01' + q * interval '3 months', 'is_complete', true, 'comparison_group', g, 'won_count', case g when 'abm' then 100 else 95 end, 'closed_count', 200))) from generate_series(0, 1) q, unnest(array['abm', 'inbound']) g))
	union all select 'cohorts', _finding_cohorts('{"groups": [{"comparison_group": "abm", "start_count": 100, "retained_count": 85}, {"comparison_group": "other", "start_count": 100, "retained_count": 80}]}')
	union all select 'nps', _finding_nps('{"rows": [{"comparison_group": "abm", "promoter_count": 50, "passive_count": 20, "detractor_count": 30}, {"comparison_group": "other", "promoter_count": 48, "passive_count": 20, "detractor_count": 32}]}')
	union all select 'cycle', _finding_cycle('{"rows": [{"comparison_group": "abm", "day": 100, "won_share_rate": 0.3, "won_share_rate_lo": 0.2, "won_share_rate_hi": 0.4}, {"comparison_group": "inbound", "day": 100, "won_share_rate": 0.2, "won_share_rate_lo": 0.1, "won_share_rate_hi": 0.3}]}')
	union all select 'stages', _finding_stages('{"rows": [{"place": 1, "stage_name": "A", "median_days": 20, "median_days_lo": 15, "median_days_hi": 30, "is_thin": false}, {"place": 2, "stage_name": "B", "median_days": 12, "median_days_lo": 9, "median_days_hi": 16, "is_thin": false}]}')
	union all select 'sources', _finding_sources('{"rows": [{"source": "A", "lead_count": 9, "won_count": 50, "closed_count": 100}, {"source": "B", "lead_count": 8, "won_count": 45, "closed_count": 100}]}')
	union all select 'forecast', _finding_forecast('{"rows": [{"closed_value": 1, "weighted_history_value": 5, "weighted_history_value_lo": 3, "weighted_history_value_hi": 8, "goal_value": 7}]}')
	) s where coalesce(s.says, '') !~ case s.name when 'stages' then '^No stage is clearly slower' when 'sources' then '^No source is clearly' when 'forecast' then '^It is open' else '[Nn]o clear difference' end or s.says ~ '(more|less|higher|lower) by|takes longest'$$, 'a difference whose interval includes none is not claimed');
select is(_finding_win_rate('{"rows": [{"period_start": "2024-01-01", "is_complete": true, "comparison_group": "abm", "won_count": 9, "closed_count": 10}]}'), 'Too few deals were closed in the last four whole quarters to compare ABM with inbound.', 'nor is one of few');
select results_eq($$select split_part(_finding_forecast(d::jsonb), ' ', 1) from unnest(array['{"rows": [{"closed_value": 8, "goal_value": 7}]}', '{"rows": [{"closed_value": 1, "weighted_history_value": 9, "weighted_history_value_lo": 7, "weighted_history_value_hi": 11, "goal_value": 7}]}', '{"rows": [{"closed_value": 1, "weighted_history_value": 9}]}']) d$$,
	$$values ('Yes:'), ('Probably:'), ('No')$$, 'a goal may be reached, likely, or not set');

-- Tiles: value, limits, change with its limits or why there is none, n.
select is(_report_tile_html('X', 'deals', d::jsonb), h, 'tile: ' || coalesce(d, 'nothing')) from (values
	(null, E'<div class="tile"><span class="name">X</span><b>&#8212;</b>no data: see kpi_status</div>\n'),
	('{"unit": "rate", "value": 0.25, "low": 0.23, "high": 0.27, "before": 0.2, "change": 0.05, "change_lo": 0.02, "change_hi": 0.08, "finding": "higher", "n": 900, "is_thin": false}', E'<div class="tile"><span class="name">X</span><b>25.0&#160;%</b>23.0 to 27.0&#160;%<br/>+5.0 points in a year (2.0 to 8.0)<br/>n&#160;900 deals</div>\n'),
	('{"unit": "rate", "value": 0.25, "before": 0.2, "change": 0.05, "change_lo": -0.02, "change_hi": 0.08, "finding": "no clear difference", "n": 9, "is_thin": true}', E'<div class="tile thin"><span class="name">X</span><b>25.0&#160;%</b>no clear change in a year (&#8722;2.0 to 8.0)<br/>n&#160;9 deals</div>\n'),
	('{"unit": "points", "value": 31, "n": 9, "is_thin": false}', E'<div class="tile"><span class="name">X</span><b>+31</b>no year before<br/>n&#160;9 deals</div>\n'),
	('{"unit": "money", "value": 1200, "before": 1000, "change": 200, "n": 9, "is_thin": false, "currency": "EUR", "note": "so"}', E'<div class="tile"><span class="name">X</span><b>1,200 <small>EUR</small></b>+20&#160;% in a year<br/>n&#160;9 deals<br/>so</div>\n')) t(d, h);

-- Labels that mean harm, in every chart that shows one.
create temp table bad (label text);
insert into bad values ('<script>alert(1)</script>'), (repeat('long ', 2000)), (repeat('x', 10000)), (E'\u202e\u05e9\u05dc\u05d5\u05dd'), (E'\U0001F600\U0001F468\u200d\U0001F469'), (E'\u0001\u0007\u001b[31m'), ('" onload="alert(1)'), ('&amp;&#0;'), (']]>'), ('</text></svg>'), ('%s %1$s \1'), ('-->');
select is_empty($$select h.name, left(b.label, 20), f from hand h, bad b, unnest(array[720, 360]) w(width), lateral (select (replace(h.data::text, '"' || k.word || '"', to_jsonb(b.label)::text))::jsonb as data from (values ('stages', 'Review'), ('sources', 'Search'), ('campaigns', 'Retargeting'), ('funnel', 'customer')) k(name, word) where k.name = h.name) d,
	lateral (select f from pg_temp.faults('<p>' || pg_temp.chart(h.name, d.data, w.width) || pg_temp.finding(h.name, d.data) || '</p>') f union all select 'too long' where length(pg_temp.chart(h.name, d.data, w.width)) > 20000) f(f)$$, 'no label breaks a chart');

-- The page over nothing
create schema nothing;
select lives_ok($$select * from abm_kpi_create_views('nothing')$$, 'views over nothing');
create temp table page as select 'nothing' as name, abm_kpi_report('nothing') as html;
select s from page, pg_temp.sound(html, 'the page over nothing') s;
select is_empty($$select c.name from _report_chart() c, page p where p.name = 'nothing' and p.html !~ format('<section class="part whole" id="%s"><h2>[^<]+</h2><p class="empty">(no [A-Za-z ]+ data: see kpi_status|this schema was made by an older release [^<]+)</p></section>', c.name)$$, 'each chart is a line');
select ok(html ~ 'no survey data: see kpi_status' and html !~ '<svg', 'that says what is missing, not an empty chart') from page;
select is((select count(*) from regexp_matches((select html from page), 'no data: see kpi_status', 'g')), 6::bigint, 'so is each tile');

-- One deal
insert into nothing.inbound_source values ('web') on conflict do nothing;
insert into nothing.opportunity (opportunity_id, account_id, name, status, created_at, close_on, amount, amount_base, source_class) values ('d1', 'a1', 'The deal', 'won', '2024-01-10', '2024-02-20', 5000, 5000, 'web');
update nothing.setting set value = '2024-03-15' where name = 'as_of';
insert into page select 'one', abm_kpi_report('nothing');
select s from page, pg_temp.sound(html, 'the page of one deal') s where name = 'one';
select ok(html ~ '<div class="tile thin"><span class="name">Win rate</span><b>100\.0&#160;%</b>' and html ~ 'n&#160;1 closed deals', 'one deal is a thin figure') from page where name = 'one';
select ok(html ~ 'on 15 Mar 2024\. Twelve months to 15 Mar 2024, which are not over, compared', 'of the running twelve months, because there are no whole ones') from page where name = 'one';
select ok(html ~ '<section class="part" id="win_rate">.*Too few deals were closed', 'and a chart that says so') from page where name = 'one';

-- A page of hostile names: the company, accounts that warm up, deals that are stalled, their stages and owners.
insert into nothing.setting values ('company', '<script>alert("company")</script>') on conflict (name) do update set value = excluded.value;
insert into nothing.scoring_rule values ('v', 'visit', 10, 30);
insert into nothing.account (account_id, name, owner_name) select 'h' || n, label, label from (select label, row_number() over () as n from bad) b;
insert into nothing.account_list select 'abm', account_id, '1', '2023-01-01', null from nothing.account;
insert into nothing.touch (touch_id, occurred_at, account_id, contact_id, kind) select account_id || i, timestamptz '2024-03-10' + i * interval '1 hour', account_id, account_id || 'c', 'visit' from nothing.account, generate_series(1, 3) i;
insert into nothing.stage (pipeline_id, stage_id, label, sort_order) values (null, 's', '<b>Review</b>', 1);
insert into nothing.opportunity (opportunity_id, account_id, name, owner_name, status, created_at, close_on, amount, amount_base, stage_id, stage_name) select 'o' || account_id, account_id, name, name, 'open', '2023-11-01', null, 100, 100, 's', name from nothing.account;
insert into nothing.opportunity (opportunity_id, account_id, name, status, created_at, close_on, amount, amount_base) select 'w' || i, 'h1', 'Won', 'won', '2023-12-01', '2023-12-20', 5000, 5000 from generate_series(1, 40) i;
insert into nothing.stage_history (entity, entity_id, stage_id, entered_at, exited_at) select 'opportunity', opportunity_id, 's', created_at, case when status = 'won' then created_at + interval '2 days' end from nothing.opportunity;
insert into page select 'hostile', abm_kpi_report('nothing');
select s from page, pg_temp.sound(html, 'the page of hostile names') s where name = 'hostile';
select ok(html ~ '<h1>&lt;script&gt;alert\(&quot;company&quot;\)&lt;/script&gt;</h1>', 'shows the company''s name') from page where name = 'hostile';
select is((select count(*) from regexp_matches((select substring(html from '<section class="part whole long" id="accounts">.*?</section>') from page where name = 'hostile'), '<tr><td>', 'g')), 10::bigint, 'ten accounts that warmed up');
select is((select count(*) from regexp_matches((select substring(html from '<section class="part whole long" id="stalled">.*?</section>') from page where name = 'hostile'), '<tr><td>', 'g')), 12::bigint, 'and every stalled deal');
select cmp_ok((select length(html) from page where name = 'hostile'), '<', 100000, 'in lines of a length that can be read');

-- The same page whatever is set.
set timezone = 'Pacific/Auckland';
set datestyle = 'German';
set intervalstyle = 'iso_8601';
set extra_float_digits = -15;
set enable_hashagg = off;
set enable_hashjoin = off;
set work_mem = '64kB';
set search_path = pg_temp, nothing;
create temp table again as select public.abm_kpi_report('nothing') as html;
reset all;
select ok(a.html = p.html, 'settings of the session change nothing') from again a, page p where p.name = 'hostile';
set client_min_messages = warning;
set jit = off;

-- Row-level security: as in row_security, Ann owns two accounts with 32 closed deals, Ben one with 16.
\set crm crm_report
\set include :srcdir '/include/crm.sql'
\i :include
select lives_ok($$select abm_kpi_connect(null, 'crm_report', 'seen', '{"settings": {"as_of": "2024-04-30"}}')$$, 'a CRM is connected');
create role ann;
create role ben;
create role nobody;
alter table crm_report.account enable row level security;
alter table crm_report.opportunity enable row level security;
create policy own on crm_report.account using (owner_id = case current_user when 'ann' then 'u1' when 'ben' then 'u2' end);
create policy own on crm_report.opportunity using (owner_id = case current_user when 'ann' then 'u1' when 'ben' then 'u2' end);
select lives_ok($$select abm_kpi_grant('seen', 'ann'), abm_kpi_grant('seen', 'ben')$$, 'two may read');
grant select on page to public;
grant insert on page to public;
insert into page select 'owner', abm_kpi_report('seen');
set role ann;
insert into page select 'ann', abm_kpi_report('seen');
set role ben;
insert into page select 'ben', abm_kpi_report('seen');
set role nobody;
select throws_ok($$select abm_kpi_report('seen')$$, '42501', null, 'who may read nothing gets no page');
reset role;
select results_eq($$select name, (regexp_match(html, 'n&#160;(\d+) closed deals'))[1], (regexp_match(html, 'Read: (\d+) accounts, .*? (\d+) deals'))[1:2] from page where name in ('owner', 'ann', 'ben') order by 1$$,
	$$values ('ann', '32', '{2,40}'::text[]), ('ben', '16', '{1,20}'), ('owner', '48', '{3,60}')$$, 'each sees the figures of his rows');
select s from page, pg_temp.sound(html, 'the page of one who sees a part') s where name = 'ann';

-- An older connection: a view is missing.
drop view seen.funnel;
select ok(abm_kpi_report('seen') ~ '<p class="empty">this schema was made by an older release and lacks funnel: see abm_kpi_reconnect</p>', 'a view that is missing is a line');

-- Errors
select throws_ok($$select abm_kpi_report('crm_report')$$, '42704', 'schema "crm_report" is not connected', 'a schema that is not connected is named');
select throws_ok($$select abm_kpi_report('nowhere')$$, '3F000', null, 'so is one that is not there');
select throws_ok($$select abm_kpi_report(null)$$, '22004', null, 'and none');

-- The demo company, small: every chart whose views there are is a picture twice, with its n.
select lives_ok($$select * from abm_kpi_demo('demo_report', 'canonical', 400)$$, 'a company of 400 deals is written');
select lives_ok($$select * from abm_kpi_create_views('demo_report')$$, 'connected');
select lives_ok($$select * from abm_kpi_demo_settings('demo_report')$$, 'and set');
insert into page select 'demo', abm_kpi_report('demo_report');
select s from page, pg_temp.sound(html, 'the page of the demo company') s where name = 'demo';
select ok(html ~ '<h1>Halden Instruments</h1>', 'which has its name') from page where name = 'demo';
select ok(html ~ 'Twelve months to 30 Apr 2025, compared' and html ~ format('n&#160;%s closed deals<', (select count(*) from demo_report.opportunity where status in ('won', 'lost') and close_on >= '2024-05-01' and close_on < '2025-05-01' and not coalesce(is_deleted, false))), 'and the figures of twelve whole months') from page where name = 'demo';
select is_empty($$select c.name from _report_chart() c, page p where p.name = 'demo' and not exists (select from regexp_split_to_table(c.views, ', ') v where to_regclass('demo_report.' || v) is null)
	and (select count(*) from regexp_matches(substring(p.html from format('<section class="part" id="%s">.*?</section>', c.name)), '<svg class="(wide|narrow)"', 'g')) is distinct from 2$$, 'each chart is there, for wide pages and narrow ones');
select is_empty($$select c.name from _report_chart() c, page p where p.name = 'demo' and p.html ~ format('<section class="part" id="%s">', c.name) and p.html !~ format('<section class="part" id="%s"><div class="says"><h2>%s</h2><p>[^<]{20,}</p></div>.*?<p class="note">n = [0-9,]+ [^<]{40,}</p></section>', c.name, replace(c.question, '?', '\?'))$$, 'with its question, finding, n and caveat');
select is_empty($$select m[1] from page p, regexp_matches(p.html, '<div class="tile[^"]*"><span class="name">([^<]+)</span><b>&#8212;', 'g') m where p.name = 'demo'$$, 'and each tile');
select is((select count(*) from page p, regexp_matches(p.html, '<tr><td>', 'g') where p.name = 'demo') > 20, true, 'there are two tables');
select * from finish();
rollback;
