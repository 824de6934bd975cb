-- overview: how each KPI is measured, and the views that read others: overview, comparison, what is wrong and what
-- is missing. A KPI view is a row of _view(); 80-views.sql says what its parts mean.

-- How the figures of overview and abm_comparison are measured. facts have day and comparison_group (given: and
-- period_grain, period_start); {period_end} is the day after the period g, {is_compared} whether it is for abm_comparison,
-- state is an aggregate over facts x, merged one over its states; %1$s is a state in what follows, %2$s one to compare
-- with. expected is what ABM is expected to be.
create function @extschema@._measure() returns table (kpi text, is_given boolean, waits text, facts text, state text, merged text, value text, limits text, n text, comparison text, expected text)
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	with fact(name, is_given, facts) as (values
		('closed', false, $f$select d.closed_on as day, d.comparison_group, d.is_won, d.status, d.deal_value, d.closed_on, d.created_on from {deal_group} d where d.closed_on is not null$f$),
		('created', false, 'select d.created_on as day, d.comparison_group from {deal_group} d where d.created_on is not null'),
		-- As lead_source and lead_flow have them.
		('lead', false, $f$select l.created_on as day, l.comparison_group, l.qualified_at is not null as is_mql, l.has_opportunity, l.is_won from {lead_fact} l where l.is_first$f$),
		('mql', false, $f$select l.qualified_on as day, l.comparison_group from {lead_fact} l where l.is_first and l.qualified_on is not null$f$),
		('judged', false, $f$select l.judged_on as day, l.comparison_group, l.is_disqualified from {lead_fact} l where l.is_disqualified is not null$f$),
		-- As email_performance has them.
		('send', false, $f$select s.sent_on as day, s.was_opened, s.was_clicked, case when f.listed @> s.sent_on then 'abm' when o.is_inbound then 'inbound' else 'other' end as comparison_group
			from {email_send_fact} s left join {account_fact} f on f.account_id = s.account_id left join {contact_source_fact} o on o.person_id = s.person_id where s.was_delivered$f$),
		-- As meetings has them.
		('meeting', false, $f$select m.due_on as day, m.comparison_group, m.outcome from {meeting_fact} m where m.outcome in ('held', 'no_show')$f$),
		-- As response_time has them.
		('ticket', false, 'select t.day, t.comparison_group, t.created_at, t.reply_at as first_reply_at, t.read_at from {ticket_fact} t where not t.is_wrong_reply'),
		('nps', true, $f$select a.* from (
				select x.*, g.period_grain, g.period_start,
					row_number() over (partition by g.period_grain, g.period_start, x.person order by x.age) = 1 as is_last
				from {answer_fact} x cross join lateral {periods} g where x.survey_kind = 'nps' and x.day <= (select p.as_of from {parameter} p)
			) a where a.is_last$f$),
		('enps', true, $f$select a.* from (
				select x.*, g.period_grain, g.period_start,
					row_number() over (partition by g.period_grain, g.period_start, x.person order by x.age) = 1 as is_last
				from {answer_fact} x cross join lateral {periods} g where x.survey_kind = 'enps' and x.day <= (select p.as_of from {parameter} p)
			) a where a.is_last$f$),
		('customer', true, 'select r.* from {customer_period_fact} r where r.is_account'),
		-- As closed_deals has them.
		('touched', false, $f$select g.closed_on as day, g.comparison_group, t.touch_count from {deal_group} g join {win_touch} t on t.opportunity_id = g.opportunity_id where g.is_won and g.closed_on is not null and t.touch_count > 0$f$),
		-- Campaigns of the programme against all others: what they cost in the period, and what the deals won in it are worth whose primary campaign they are.
		('campaign', false, $f$select r.day, case when c.is_abm then 'abm' else 'other' end as comparison_group, r.won_value, r.cost, r.is_won, r.is_unknown
			from (
				select d.closed_on as day, d.campaign_id, case when abs(d.amount_base) < 1e14 then round(d.amount_base, 2) end as won_value, null::numeric as cost, true as is_won, false as is_unknown
				from (select o.campaign_id, o.amount_base, case when o.close_on <= o.as_of then o.close_on end as closed_on from {deal_day} o where o.status = 'won') d
				union all
				select case when k.cost_on >= '1970-01-02' and k.cost_on < '2200-01-01' then k.cost_on end, k.campaign_id, null, case when abs(k.amount_base) < 1e14 then k.amount_base end, false, coalesce(abs(k.amount_base) < 1e14, false) is false
				from {campaign_cost} k
			) r join {campaign} c on c.campaign_id = r.campaign_id$f$),
		-- As content_performance has them: of an asset and those to whom it was shown, each once in a period, whether they engaged with it in the period.
		('exposure', true, $f$select g.period_grain, g.period_start, x.day, x.comparison_group, coalesce(x.engaged_before >= g.period_start, false) or coalesce(x.engaged_after < {period_end}, false) as is_engaged
			from {content_fact} x cross join lateral {periods} g
			where x.is_exposure and coalesce(x.exposed_before < g.period_start, true) and x.day <= (select p.as_of from {parameter} p)$f$),
		-- As target_accounts has them; the others are accounts that were known on the first day of the period and not on the list, as account_qualification calls them. Only they can be compared with.
		('target', true, $f$select a.period_grain, a.period_start, a.period_start as day, case when a.is_target then 'abm' when o.is_inbound then 'inbound' else 'other' end as comparison_group,
				coalesce(width_bucket(a.last_on, d.days) > width_bucket(a.period_start - 1, d.days), false) as is_engaged
			from (
				select a.account_id, a.is_target, g.period_grain, g.period_start, least((g.period_start + g.length)::date - 1, p.as_of) as last_on
				from (
					select t.account_id, t.listed, t.listed_on as from_on, true as is_target from {target_day} t
					union all
					select f.account_id, f.listed, f.created_on, false from {account_fact} f where f.created_on is not null and {is_compared}
				) a
				cross join {parameter} p
				cross join lateral (
					select 'month'::text as period_grain, t::date as period_start, interval '1 month' as length from generate_series(date_trunc('month', a.from_on::timestamp), p.as_of::timestamp, interval '1 month') t
					union all
					select 'quarter', t::date, interval '3 months' from generate_series(date_trunc('quarter', a.from_on - p.fiscal_shift) + p.fiscal_shift, p.as_of::timestamp, interval '3 months') t
					union all
					select 'year', t::date, interval '1 year' from generate_series(date_trunc('year', a.from_on - p.fiscal_shift) + p.fiscal_shift, p.as_of::timestamp, interval '1 year') t
					union all
					select 'trailing_year', t::date, interval '1 year' from generate_series(date_trunc('month', a.from_on::timestamp), date_trunc('month', p.as_of::timestamp) - interval '11 months', interval '1 month') t
				) g
				where g.period_start >= a.from_on and coalesce(a.listed @> g.period_start, false) = a.is_target
			) a
			left join {account_origin_fact} o on o.account_id = a.account_id
			left join (
				select d.account_id, array_agg(d.day order by d.day) as days
				from (select distinct c.account_id, c.day from {contact_day_fact} c where c.is_reached and c.touch_count > 0) d
				group by d.account_id
			) d on d.account_id = a.account_id$f$),
		-- What customers are worth, and how they do, is known of today alone: that is the year up to now.
		('worth', true, $f$select g.period_grain, g.period_start, x.day, x.comparison_group, x.worth
			from (
				select p.as_of as day, v.comparison_group, case when abs(v.expected_value) < 1e14 then v.expected_value end as worth
				from {clv_by_account} v cross join {parameter} p
				where v.method = case when exists (select from {revenue} r where r.account_id is not null) then 'historic' else 'contract' end
			) x cross join lateral {periods} g where g.period_grain = 'trailing_year' and g.period_start = (date_trunc('month', x.day) - interval '11 months')::date$f$),
		('health', true, $f$select g.period_grain, g.period_start, x.day, x.comparison_group, x.score
			from (select p.as_of as day, h.comparison_group, round(h.health_score::numeric, 4) as score from {account_health} h cross join {parameter} p) x
			cross join lateral {periods} g where g.period_grain = 'trailing_year' and g.period_start = (date_trunc('month', x.day) - interval '11 months')::date$f$)
	), measure(kpi, fact, waits, state, merged, value, limits, n, comparison, expected) as (values
		('win_rate', 'closed', '', 'deal_agg(x.is_won, x.deal_value, x.created_on, x.closed_on) filter (where x.is_won is not null)', 'rollup(x.state)', 'win_rate(%1$s)', 'win_rate_ci(%1$s)', 'won(%1$s) + lost(%1$s)', 'win_rate_compare(%1$s, %2$s)', 'higher'),
		('win_rate_value', 'closed', '', 'deal_agg(x.is_won, x.deal_value, x.created_on, x.closed_on) filter (where x.is_won is not null)', 'rollup(x.state)', 'win_rate_value(%1$s)', '', 'won(%1$s) + lost(%1$s)', '', 'higher'),
		('won_count', 'closed', '', 'count(*) filter (where x.is_won)', 'sum(x.state)', 'coalesce(%1$s, 0)', 'count', 'coalesce(%1$s, 0)', '', ''),
		('won_value', 'closed', '', 'deal_agg(x.is_won, x.deal_value, x.created_on, x.closed_on) filter (where x.is_won)', 'rollup(x.state)', 'coalesce(won_value(%1$s), 0)', 'count', 'won(%1$s)', '', ''),
		('average_deal_value', 'closed', '', 'deal_agg(x.is_won, x.deal_value, x.created_on, x.closed_on) filter (where x.is_won is not null)', 'rollup(x.state)', 'average_deal_value(%1$s)', 'average_deal_value_ci(%1$s)', 'won(%1$s) - missing_won(%1$s)', 'average_deal_value_compare(%1$s, %2$s)', 'higher'),
		('average_days', 'closed', '', 'deal_agg(x.is_won, x.deal_value, x.created_on, x.closed_on) filter (where x.is_won is not null)', 'rollup(x.state)', 'cycle_length(%1$s)', 'cycle_length_ci(%1$s)', 'cycles(%1$s)', 'cycle_length_compare(%1$s, %2$s)', 'higher'),
		('velocity', 'closed', '', 'deal_agg(x.is_won, x.deal_value, x.created_on, x.closed_on) filter (where x.is_won is not null)', 'rollup(x.state)', 'sales_velocity(%1$s)', '', 'won(%1$s) + lost(%1$s)', '', 'higher'),
		('disqualified_rate', 'closed', '', 'rate_agg(x.status = ''disqualified'')', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'lower'),
		('opportunity_count', 'created', '', 'count(*)', 'sum(x.state)', 'coalesce(%1$s, 0)', 'count', 'coalesce(%1$s, 0)', '', ''),
		('mql_count', 'mql', '', 'count(*)', 'sum(x.state)', 'coalesce(%1$s, 0)', 'count', 'coalesce(%1$s, 0)', '', ''),
		('mql_rate', 'lead', ' window=lead_window_days', 'rate_agg(x.is_mql)', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'higher'),
		('opportunity_rate', 'lead', ' window=lead_window_days', 'rate_agg(x.has_opportunity)', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'higher'),
		('won_rate', 'lead', ' window=opportunity_window_days', 'rate_agg(x.is_won)', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'higher'),
		('lead_disqualified_rate', 'judged', '', 'rate_agg(x.is_disqualified)', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'lower'),
		('open_rate', 'send', ' window=7', 'rate_agg(x.was_opened)', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'higher'),
		('click_rate', 'send', ' window=7', 'rate_agg(x.was_clicked)', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'higher'),
		('show_rate', 'meeting', '', 'rate_agg(x.outcome = ''held'')', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'higher'),
		('logo_retention_rate', 'customer', '', 'revenue_agg(x.account_before, x.account_now)', 'rollup(x.state)', 'logo_retention(%1$s)', 'logo_retention_ci(%1$s)', 'start_count(%1$s)', 'logo_retention_compare(%1$s, %2$s)', 'higher'),
		('net_retention_rate', 'customer', '', 'revenue_agg(x.account_before, x.account_now)', 'rollup(x.state)', 'nrr(%1$s)', '', 'start_count(%1$s)', '', 'higher'),
		('gross_retention_rate', 'customer', '', 'revenue_agg(x.account_before, x.account_now)', 'rollup(x.state)', 'grr(%1$s)', '', 'start_count(%1$s)', '', 'higher'),
		('nps', 'nps', '', 'nps_agg(x.score)', 'rollup(x.state)', 'nps(%1$s)', 'nps_ci(%1$s)', 'responses(%1$s)', 'nps_compare(%1$s, %2$s)', 'higher'),
		-- Answers of few employees are nowhere, not even as what was before.
		('enps', 'enps', '', 'nps_agg(x.score)', 'case when responses(rollup(x.state)) >= (select p.min_group from {parameter} p) then rollup(x.state) end', 'nps(%1$s)', 'nps_ci(%1$s)', 'responses(%1$s)', 'nps_compare(%1$s, %2$s)', ''),
		-- A mean as any other, with the limits of Student and of Welch.
		('touches_to_win', 'touched', '', 'deal_agg(true, x.touch_count::numeric, null::date, null::date)', 'rollup(x.state)', 'average_deal_value(%1$s)', 'average_deal_value_ci(%1$s)', 'won(%1$s)', 'average_deal_value_compare(%1$s, %2$s)', 'higher'),
		-- Value, cost, deals won, costs that are not known.
		('roi', 'campaign', '', 'array[sum(x.won_value), sum(x.cost), count(*) filter (where x.is_won), count(*) filter (where x.is_unknown)]', 'array[sum(x.state[1]), sum(x.state[2]), sum(x.state[3]), sum(x.state[4])]',
			'case when (%1$s)[4] = 0 then roi(coalesce((%1$s)[1], 0), (%1$s)[2]) end', '', '(%1$s)[3]', '', 'higher'),
		('content_engagement_rate', 'exposure', '', 'rate_agg(x.is_engaged)', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'higher'),
		('engagement_rate', 'target', '', 'rate_agg(x.is_engaged)', 'rollup(x.state)', 'rate(%1$s)', 'rate_ci(%1$s)', 'trials(%1$s)', 'rate_compare(%1$s, %2$s)', 'higher'),
		('clv', 'worth', '', 'deal_agg(true, x.worth, null::date, null::date)', 'rollup(x.state)', 'average_deal_value(%1$s)', 'average_deal_value_ci(%1$s)', 'won(%1$s) - missing_won(%1$s)', 'average_deal_value_compare(%1$s, %2$s)', 'higher'),
		('health_score', 'health', '', 'deal_agg(true, x.score, null::date, null::date)', 'rollup(x.state)', 'average_deal_value(%1$s)', 'average_deal_value_ci(%1$s)', 'won(%1$s) - missing_won(%1$s)', 'average_deal_value_compare(%1$s, %2$s)', 'higher'),
		('first_reply_days', 'ticket', '', 'duration_agg(x.created_at, x.first_reply_at, x.read_at, interval ''1 hour'')', 'rollup(x.state)', 'survival_median_days(%1$s)', 'survival_median_days_ci(%1$s)', 'events(%1$s) + open_count(%1$s)', '', '')
	)
	select m.kpi, f.is_given, m.waits, f.facts, m.state, m.merged, m.value, m.limits, m.n, m.comparison, m.expected
	from measure m join fact f on f.name = m.fact
$$;
comment on function @extschema@._measure() is
'Internal: how the figures of overview and abm_comparison are measured, a row per KPI.';

-- The query of the states of a KPI by period, from months that are merged.
create function @extschema@._state_query(kpi text, is_compared boolean) returns text
	language plpgsql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	m record;
	monthly text;
begin
	select * into m from _measure() r where r.kpi = _state_query.kpi;
	monthly := format(case when m.is_given
		then 'select x.period_grain, x.period_start, min(x.day) as day, x.comparison_group, %s as state from (%s) x group by 1, 2, 4'
		else 'select date_trunc(''month'', x.day)::date as day, x.comparison_group, %s as state from (%s) x where coalesce(x.day >= ''1970-01-02'', false) and x.day <= (select p.as_of from {parameter} p) group by 1, 2' end, m.state, m.facts);
	monthly := replace(replace(replace(monthly, '{periods}', '(' || _grains('month quarter year trailing_year') || ')'), '{is_compared}', is_compared::text),
		'{period_end}', 'g.period_start + case g.period_grain when ''month'' then interval ''1 month'' when ''quarter'' then interval ''3 months'' else interval ''1 year'' end');
	if not is_compared then
		return _period_query(monthly, 'month quarter year trailing_year' || case when m.is_given then ' given' else '' end || m.waits, 'comparison_group', '',
			'state = ' || m.merged, replace(m.n, '%1$s', 'state'), 'state state = state -- The state.');
	end if;
	return _period_query(format('select x.*, c.compared_with from (%s) x cross join lateral (select ''inbound''::text as compared_with where x.comparison_group in (''abm'', ''inbound'') union all select ''other'' where x.comparison_group in (''abm'', ''other'') union all select ''all_other'') c', monthly),
		'month quarter year trailing_year' || case when m.is_given then ' given' else '' end || m.waits, '', 'compared_with text -- .',
		format(E'abm = %s\nrival = %s', regexp_replace(m.merged, '(rollup|sum)\(x\.state(\[\d\])?\)', '\1(x.state\2) filter (where x.comparison_group = ''abm'')', 'g'),
			regexp_replace(m.merged, '(rollup|sum)\(x\.state(\[\d\])?\)', '\1(x.state\2) filter (where x.comparison_group <> ''abm'')', 'g')),
		replace(m.n, '%1$s', 'abm'), E'state abm = abm -- .\nstate rival = rival -- .');
end
$$;
comment on function @extschema@._state_query(text, boolean) is
'Internal: the query of the states of a KPI by period, for overview by comparison_group, for abm_comparison by rival.';

create function @extschema@._change(value text, limits text, comparison text, before text, name text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select case
		when comparison <> '' then format('(%3$s - %4$s)::float8 as %2$s, (%1$s).low as %2$s_lo, (%1$s).high as %2$s_hi', format(comparison, 'f.state', 'f.' || before), name,
			replace(value, '%1$s', 'f.state'), replace(value, '%1$s', 'f.' || before))
		-- What is counted so far is not to be compared with a whole period.
		else format('case when f.has_%s = 1%s then (%s - %s)::float8 end as %5$s, null::float8 as %5$s_lo, null::float8 as %5$s_hi', before, case limits when 'count' then ' and f.is_complete' else '' end,
			replace(value, '%1$s', 'f.state'), replace(value, '%1$s', 'f.' || before), name) end
$$;
comment on function @extschema@._change(text, text, text, text, text) is
'Internal: the columns of a change and its limits.';

create function @extschema@._overview_facts() returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select string_agg(format($q$select %1$L::text as kpi, %2$L::text as kpi_label, %3$L::text as journey_phase, %4$L::text as unit, %5$L::text as good_direction, %6$s as has_interval,
	f.period_grain, f.period_start, f.is_complete, f.dimension, f.dimension_value, f.dimension_label, f.n, %7$s as before_n,
	(%8$s)::float8 as value, %9$s as value_lo, %10$s as value_hi, (%11$s)::float8 as previous_value, %12$s,
	(%13$s)::float8 as year_ago_value, %14$s
from (
	select q.*, lag(q.state, case q.period_grain when 'trailing_year' then 12 else 1 end) over slice as before,
		lag(q.state, case q.period_grain when 'quarter' then 4 when 'year' then 1 else 12 end) over slice as year_ago,
		lag(1, case q.period_grain when 'trailing_year' then 12 else 1 end) over slice as has_before, lag(1, case q.period_grain when 'quarter' then 4 when 'year' then 1 else 12 end) over slice as has_year_ago
	from (%15$s) q
	window slice as (partition by q.period_grain, q.dimension, q.dimension_value order by q.period_start)
) f$q$,
		m.kpi, c.label, c.journey_phase, c.unit, c.good_direction, (m.comparison <> '')::text, replace(m.n, '%1$s', 'f.before'),
		replace(m.value, '%1$s', 'f.state'), case when m.limits in ('', 'count') then 'null::float8' else '(' || replace(m.limits, '%1$s', 'f.state') || ').low' end,
		case when m.limits in ('', 'count') then 'null::float8' else '(' || replace(m.limits, '%1$s', 'f.state') || ').high' end,
		'case when f.has_before = 1 then ' || replace(m.value, '%1$s', 'f.before') || ' end', _change(m.value, m.limits, m.comparison, 'before', 'change'),
		'case when f.has_year_ago = 1 then ' || replace(m.value, '%1$s', 'f.year_ago') || ' end', _change(m.value, m.limits, m.comparison, 'year_ago', 'change_year_ago'),
		_state_query(m.kpi, false)), E'\nunion all\n' order by m.place)
	from (select r.*, row_number() over () as place from _measure() r) m join _kpi_catalogue() c on c.kpi = m.kpi
$$;
comment on function @extschema@._overview_facts() is
'Internal: the query of overview without goals and baselines.';

create function @extschema@._comparison_facts() returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select string_agg(format($q$select %1$L::text as kpi, %2$L::text as unit, %3$L::text as expected_direction, %4$s as has_interval, f.period_grain, f.period_start, f.is_complete, f.compared_with,
	(%5$s)::float8 as abm_value, %6$s as abm_value_lo, %7$s as abm_value_hi, coalesce(f.n, 0) as abm_n,
	(%8$s)::float8 as rival_value, %9$s as rival_value_lo, %10$s as rival_value_hi, f.rival_n,
	%11$s as difference, %12$s as difference_lo, %13$s as difference_hi, %14$s as lift, %15$s as p_value
from (
	select q.*, max(q.n) over slice as most_abm, coalesce(%16$s, 0) as rival_n, max(%16$s) over slice as most_rival
	from (%17$s) q
	window slice as (partition by q.period_grain, q.compared_with)
) f
where f.most_abm > 0 and f.most_rival > 0$q$,
		m.kpi, c.unit, m.expected, (m.comparison <> '')::text,
		replace(m.value, '%1$s', 'f.abm'), case m.limits when '' then 'null::float8' else '(' || replace(m.limits, '%1$s', 'f.abm') || ').low' end, case m.limits when '' then 'null::float8' else '(' || replace(m.limits, '%1$s', 'f.abm') || ').high' end,
		replace(m.value, '%1$s', 'f.rival'), case m.limits when '' then 'null::float8' else '(' || replace(m.limits, '%1$s', 'f.rival') || ').low' end, case m.limits when '' then 'null::float8' else '(' || replace(m.limits, '%1$s', 'f.rival') || ').high' end,
		format('(%s - %s)::float8', replace(m.value, '%1$s', 'f.abm'), replace(m.value, '%1$s', 'f.rival')),
		case m.comparison when '' then 'null::float8' else format('(%s).low', format(m.comparison, 'f.abm', 'f.rival')) end,
		case m.comparison when '' then 'null::float8' else format('(%s).high', format(m.comparison, 'f.abm', 'f.rival')) end,
		case when m.kpi = 'nps' then 'null::float8' else format('((%s)::float8 / nullif((%s)::float8, 0) - 1)', replace(m.value, '%1$s', 'f.abm'), replace(m.value, '%1$s', 'f.rival')) end,
		case m.comparison when '' then 'null::float8' else format('(%s).p_value', format(m.comparison, 'f.abm', 'f.rival')) end,
		replace(m.n, '%1$s', 'q.rival'), _state_query(m.kpi, true)), E'\nunion all\n' order by m.place)
	from (select r.*, row_number() over () as place from _measure() r) m join _kpi_catalogue() c on c.kpi = m.kpi
	where m.expected <> ''
$$;
comment on function @extschema@._comparison_facts() is
'Internal: the query of abm_comparison without the share of wins.';

-- What may be wrong with a row: relation, problem, the condition on a row x, and the views that leave it out or are moved by it.
create function @extschema@._problem() returns table (entity text, problem text, condition text, views_affected text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$ values
('opportunity', 'unknown status', $c$x.status is null or x.status not in ('open', 'won', 'lost', 'disqualified')$c$, 'win_rate, deals'),
('opportunity', 'closed before it was created', $c$x.status in ('won', 'lost', 'disqualified') and x.close_on < case when x.created_at >= '1970-01-02' and x.created_at < '2200-01-01' then (x.created_at at time zone p.time_zone)::date end$c$, 'cycle_length, sales_velocity'),
('opportunity', 'closed without a close date', $c$x.status in ('won', 'lost', 'disqualified') and x.close_on is null$c$, 'win_rate, deal_value, cycle_length'),
('opportunity', 'closed in the future', $c$x.status in ('won', 'lost', 'disqualified') and x.close_on > p.as_of$c$, 'win_rate, deal_value, cycle_length'),
('opportunity', 'no creation date', 'x.created_at is null', 'cycle_length, funnel'),
('opportunity', 'date out of range', $c$x.created_at < '1970-01-02' or x.created_at >= '2200-01-01' or x.close_on < '1970-01-02' or x.close_on >= '2200-01-01'$c$, 'win_rate, cycle_length, forecast'),
('opportunity', 'probability out of range', 'x.probability < 0 or x.probability > 1', 'forecast'),
('opportunity', 'amount out of range', $c$x.amount_base = 'NaN' or abs(x.amount_base) >= 1e14$c$, 'deal_value, win_rate, forecast'),
('opportunity', 'currency without a rate', 'x.amount is not null and x.amount_base is null', 'deal_value, win_rate, forecast'),
('opportunity', 'won without an amount', $c$x.status = 'won' and x.amount is null and x.amount_base is null$c$, 'deal_value, sales_velocity'),
('opportunity', 'no account', 'x.account_id is null', 'abm_comparison, target_accounts'),
('opportunity', 'account is not there', 'x.account_id is not null and not x.has_account', 'abm_comparison, target_accounts'),
('opportunity', 'identifier used twice', 'x.n_same > 1', 'deals'),
('opportunity', 'account listed after its deal', $c$x.status in ('won', 'lost') and x.first_listed_on > case when x.created_at >= '1970-01-02' and x.created_at < '2200-01-01' then (x.created_at at time zone p.time_zone)::date end$c$, 'abm_comparison'),
('opportunity', 'won with an amount below 0', $c$x.status = 'won' and x.amount_base < 0 and x.amount_base > '-1e14'$c$, 'attribution, campaign_roi, deal_value, closed_deals'),
('account', 'identifier used twice', 'x.n_same > 1', 'deals, win_rate, abm_comparison, engagement_by_account'),
('lead', 'identifier used twice', 'x.n_same > 1', 'lead_flow, lead_source'),
('lead', 'duplicate of a contact', 'x.n_before > 0', 'lead_flow, lead_source'),
('lead', 'no creation date', 'x.created_at is null', 'lead_flow, lead_source'),
('lead', 'date out of range', $c$x.created_at < '1970-01-02' or x.created_at >= '2200-01-01' or x.mql_at < '1970-01-02' or x.mql_at >= '2200-01-01'$c$, 'lead_flow, lead_source'),
('lead', 'qualified before it was created', 'x.mql_at < x.created_at', 'follow_up, funnel'),
('lead', 'score out of range', $c$x.score = 'NaN' or abs(x.score) >= 1e14$c$, 'lead_score_current'),
('survey_response', 'score off the scale', $c$x.score < coalesce(x.scale_min, case x.kind when 'nps' then 0 else 1 end) or x.score > coalesce(x.scale_max, case when x.kind in ('nps', 'enps') then 10 else 5 end)$c$, 'nps, survey'),
('survey_response', 'score is not a whole number', $c$x.kind in ('nps', 'enps') and x.score <> trunc(x.score)$c$, 'nps, survey'),
('survey_response', 'scale that NPS does not have', $c$x.kind in ('nps', 'enps') and (x.scale_min not in (0, 1) or x.scale_max <> 10)$c$, 'nps'),
('survey_response', 'scale out of range', $c$coalesce(x.kind, '') not in ('nps', 'enps') and x.scale_max >= 1e6$c$, 'survey'),
('survey_response', 'score without a date', 'x.score is not null and x.answered_at is null', 'nps, survey'),
('survey_response', 'answered before the invitation', 'x.answered_at < x.invited_at', 'nps'),
('survey_response', 'date out of range', $c$coalesce(x.answered_at, x.invited_at) < '1970-01-02' or coalesce(x.answered_at, x.invited_at) >= '2200-01-01'$c$, 'nps, survey'),
('subscription', 'revenue out of range', $c$x.mrr_base < 0 or x.mrr_base = 'NaN' or x.mrr_base >= 1e12$c$, 'retention, retention_cohort, clv_by_account'),
('subscription', 'ends before it starts', 'x.end_on < x.start_on', 'retention, retention_cohort, clv_by_account'),
('subscription', 'no start', 'x.start_on is null', 'retention, retention_cohort, clv_by_account'),
('subscription', 'no account', 'x.account_id is null', 'retention, retention_cohort, clv_by_account'),
('subscription', 'date out of range', $c$x.start_on < '1970-01-02' or x.start_on >= '2200-01-01'$c$, 'retention, retention_cohort, clv_by_account'),
('revenue', 'amount out of range', $c$x.amount_base = 'NaN' or abs(x.amount_base) >= 1e14$c$, 'clv_by_account'),
('revenue', 'no account', 'x.account_id is null', 'clv_by_account'),
('revenue', 'no date or one out of range', $c$x.booked_at is null or x.booked_at < '1970-01-02' or x.booked_at >= '2200-01-01'$c$, 'clv_by_account'),
('touch', 'done by a bot', 'x.is_bot', 'traffic, engagement_by_account'),
('touch', 'in the future', 'x.occurred_at >= (p.as_of + 1)::timestamp at time zone p.time_zone', 'traffic, engagement_by_account'),
('touch', 'no date or one out of range', $c$x.occurred_at is null or x.occurred_at < '1970-01-02'$c$, 'traffic, engagement_by_account'),
('touch', 'duration out of range', $c$x.duration_s < 0 or x.duration_s > 1e9$c$, 'engagement_by_account'),
('touch', 'of nobody', 'x.account_id is null and x.contact_id is null and x.lead_id is null and x.anonymous_id is null', 'engagement_by_account'),
('email_event', 'done by a bot', 'x.is_bot', 'email_performance'),
('email_event', 'no date or one out of range', $c$x.occurred_at is null or x.occurred_at < '1970-01-02' or x.occurred_at >= '2200-01-01'$c$, 'email_performance'),
('email_event', 'of an e-mail whose sending is unknown', $c$not x.is_sent$c$, 'email_performance'),
('campaign_cost', 'amount out of range', $c$x.amount_base = 'NaN' or abs(x.amount_base) >= 1e14$c$, 'mql_cost, campaign_roi'),
('campaign_cost', 'currency without a rate', 'x.amount is not null and x.amount_base is null', 'mql_cost, campaign_roi'),
('stage_history', 'left before it was entered', 'x.exited_at < x.entered_at', 'stage_velocity, funnel'),
('stage_history', 'no date or one out of range', $c$x.entered_at is null or x.entered_at < '1970-01-02' or x.entered_at >= '2200-01-01'$c$, 'stage_velocity, funnel'),
('ticket', 'no date or one out of range', $c$x.created_at is null or x.created_at < '1970-01-02' or x.created_at >= '2200-01-01'$c$, 'response_time, account_health'),
('ticket', 'answered before it was asked', 'x.first_reply_at < x.created_at', 'response_time'),
('ticket', 'solved before it was asked', 'x.solved_at < x.created_at', 'response_time'),
('usage_daily', 'number out of range', $c$x.active_user_count < 0 or x.active_user_count > 1e9 or x.usage < 0 or x.usage > 1e15 or x.seat_count < 0 or x.seat_count > 1e9$c$, 'product_usage, account_health'),
('usage_daily', 'no account', 'x.account_id is null', 'product_usage, account_health'),
('usage_daily', 'no day or one out of range', $c$x.day is null or x.day < '1970-01-02' or x.day >= '2200-01-01'$c$, 'product_usage, account_health'),
('member', 'no identifier', 'x.member_id is null', 'community'),
('account_list', 'account is not there', 'not x.has_account', 'target_accounts, abm_comparison'),
('goal', 'unknown figure', 'not x.is_known', 'goal_progress, overview'),
('goal', 'unknown period grain', $c$x.period_grain not in ('month', 'quarter', 'year')$c$, 'goal_progress, overview'),
('goal', 'no period begins on this day', $c$case when x.period_grain not in ('month', 'quarter', 'year') then false when x.period_start >= '1970-01-01' and x.period_start < '2200-01-01'
	then x.period_start <> (date_trunc(x.period_grain, x.period_start - p.fiscal_shift) + p.fiscal_shift)::date else true end$c$, 'goal_progress, overview'),
('goal', 'value out of range', 'abs(x.value) >= 1e16', 'goal_progress, overview')
$$;
comment on function @extschema@._problem() is
'Internal: what data_quality looks for, a row per relation and problem.';

create function @extschema@._problem_facts() returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select string_agg(format($q$select %1$L::text as entity, e.problem, e.row_count, t.entity_count, e.value_affected, e.example_keys, e.views_affected, e.first_seen_on
from (
	select c.problem, c.views_affected, count(*) as row_count, sum(case when abs(%2$s) < 1e14 then %2$s end) as value_affected,
		nullif(array_to_string((array_agg(distinct %3$s collate "C" order by %3$s collate "C"))[1:5], ', '), '') collate "default" as example_keys, min(case when x.%4$I >= '1970-01-02' and x.%4$I < '2200-01-01' then %5$s end) as first_seen_on
	from (%6$s) x
	cross join {parameter} p
	cross join lateral (%7$s) c
	where %8$s
	group by c.problem, c.views_affected
) e
cross join (select count(*) as entity_count from {%1$s} x) t$q$,
		r.entity, r.value, r.key, r.at, case when r.at ~ '_on$|^valid_from$|^day$|_start$' then 'x.' || r.at else format('(x.%I at time zone p.time_zone)::date', r.at) end, r.source, c.branches, c.conditions), E'\nunion all\n' order by r.entity)
	from (values
		('opportunity', 'x.amount_base', 'x.opportunity_id', 'created_at', $s$select o.*, o.account_id in (select a.account_id from {account} a where a.account_id is not null) as has_account, a.first_listed_on, count(*) over (partition by o.opportunity_id) as n_same
		from {opportunity} o left join (select a.account_id, min(lower(a.listed)) as first_listed_on from {account_fact} a where a.listed is not null group by a.account_id) a on a.account_id = o.account_id where not coalesce(o.is_deleted, false)$s$),
		('account', 'null::numeric', 'x.account_id', 'created_at', $s$select a.*, count(*) over (partition by a.account_id) as n_same from {account} a where not coalesce(a.is_deleted, false) and a.account_id is not null$s$),
		('lead', 'null::numeric', 'x.lead_id', 'created_at', $s$select l.*, count(*) over (partition by l.lead_id) as n_same, case when l.contact_id is not null then row_number() over (partition by l.contact_id order by l.created_at, l.lead_id) - 1 end as n_before from {lead} l where not coalesce(l.is_deleted, false)$s$),
		('survey_response', 'null::numeric', 'x.response_id', 'answered_at', 'select r.* from {survey_response} r'),
		('subscription', 'x.mrr_base', 'x.subscription_id', 'start_on', 'select s.* from {subscription} s'),
		('revenue', 'x.amount_base', 'coalesce(x.revenue_id, x.account_id)', 'booked_at', 'select r.* from {revenue} r'),
		('touch', 'null::numeric', 'x.touch_id', 'occurred_at', 'select t.* from {touch} t'),
		('email_event', 'null::numeric', 'x.send_id', 'occurred_at', $s$select e.*, s.send_id is not null as is_sent from {email_event} e left join (select e.send_id from {email_event} e where e.kind in ('sent', 'delivered') group by e.send_id) s on s.send_id = e.send_id$s$),
		('campaign_cost', 'x.amount_base', 'x.campaign_id', 'cost_on', 'select c.* from {campaign_cost} c'),
		('stage_history', 'null::numeric', 'x.entity_id', 'entered_at', 'select h.* from {stage_history} h'),
		('ticket', 'null::numeric', 'x.ticket_id', 'created_at', 'select t.* from {ticket} t'),
		('usage_daily', 'null::numeric', 'x.account_id', 'day', 'select u.* from {usage_daily} u'),
		('member', 'null::numeric', 'x.contact_id', 'joined_at', 'select m.* from {member} m'),
		('account_list', 'null::numeric', 'x.account_id', 'valid_from', 'select l.*, l.account_id in (select a.account_id from {account} a where a.account_id is not null) as has_account from {account_list} l'),
		-- What goal_progress measures, and the goal that lead_flow has.
		('goal', 'null::numeric', 'x.kpi', 'period_start', (select format('select g.*, g.kpi in (%s) as is_known from {goal} g', string_agg(quote_literal(m.kpi), ', ' order by m.kpi)) from (select m.kpi from _measure() m union select 'new_lead_count') m))
	) r(entity, value, key, at, source)
	join lateral (
		select string_agg(format('select %L::text as problem, %L::text as views_affected where %s', c.problem, c.views_affected, c.condition), E'\n\t\tunion all ' order by c.place) as branches,
			string_agg('(' || c.condition || ')', ' or ' order by c.place) as conditions
		from (select b.*, row_number() over () as place from _problem() b) c where c.entity = r.entity
	) c on true
$$;
comment on function @extschema@._problem_facts() is
'Internal: the query of data_quality.';

create function @extschema@._status_facts() returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	-- Rows of each relation by kind, then the scarcest need of each KPI.
	with relation(name, at, kinds) as (values
		('account', 'created_at', $k$null::text$k$), ('account_list', 'valid_from', $k$null::text$k$), ('scoring_rule', '', $k$null::text$k$), ('baseline', 'to_on', $k$null::text$k$),
		('contact', 'created_at', $k$null::text$k$),
		('lead', 'created_at', $k$concat_ws(' ', case when x.mql_at is not null then 'mql' end, case when x.disqualified_at is not null then 'disqualified' end, case when x.recycled_at is not null then 'recycled' end, case when x.converted_at is not null then 'converted' end)$k$),
		('opportunity', 'created_at', $k$concat_ws(' ', x.status, case when x.promo_code is not null then 'promo' end)$k$),
		('stage_history', 'entered_at', 'x.entity'), ('touch', 'occurred_at', 'x.kind'), ('email_event', 'occurred_at', 'x.kind'),
		('campaign_cost', 'cost_on', $k$null::text$k$), ('survey_response', 'answered_at', 'case when x.answered_at is not null then x.kind end'), ('revenue', 'booked_at', $k$null::text$k$),
		('subscription', 'start_on', $k$null::text$k$), ('ticket', 'created_at', $k$null::text$k$),
		('usage_daily', 'day', $k$null::text$k$), ('member', 'joined_at', $k$null::text$k$), ('program_member', 'entered_at', $k$null::text$k$)
	)
	select format($q$select c.kpi, c.label, v.view_name, v.column_name, c.entity_needed, c.good_direction, s.relation, s.kinds, s.is_known, s.row_count, s.all_count, s.newest_on, s.history_from_on, m.kind as made_as, k.layout, k.mode
from (values %s) c(place, kpi, label, view_name, column_name, entity_needed, good_direction)
left join lateral (
	select b.name as view_name, a.attname::text as column_name
	from {abm_kpi_made} b join pg_catalog.pg_class t on t.oid = b.tableoid
	join pg_catalog.pg_class r on r.relnamespace = t.relnamespace and r.relname = b.name
	join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attname = c.column_name and not a.attisdropped
	where b.kind = 'view' and b.name = c.view_name
) v on true
join (
	select distinct on (n.kpi) n.kpi, n.relation, n.kinds, n.is_known, coalesce(sum(r.row_count) filter (where n.kinds is null or string_to_array(r.kinds, ' ') && string_to_array(n.kinds, '+')), 0)::bigint as row_count, coalesce(sum(r.row_count), 0)::bigint as all_count,
		max(r.newest_on) filter (where n.kinds is null or string_to_array(r.kinds, ' ') && string_to_array(n.kinds, '+')) as newest_on, min(r.oldest_on) filter (where n.kinds is null or string_to_array(r.kinds, ' ') && string_to_array(n.kinds, '+')) as history_from_on
	from (values %s) n(kpi, place, relation, kinds, is_known, is_setting)
	left join (
%s
	) r on r.relation = n.relation
	group by n.kpi, n.place, n.relation, n.kinds, n.is_known, n.is_setting
	-- Of what is set, a few rows are enough.
	order by n.kpi, n.is_setting and count(r.relation) > 0, coalesce(sum(r.row_count) filter (where n.kinds is null or string_to_array(r.kinds, ' ') && string_to_array(n.kinds, '+')), 0), n.place
) s on s.kpi = c.kpi
left join {abm_kpi_made} m on m.name = s.relation
left join (select max(k.layout) as layout, max(k.options ->> 'mode') as mode from {abm_kpi_connection} k) k on true$q$,
		(select string_agg(format('(%s, %L::text, %L::text, %L::text, %L::text, %L::text, %L::text)', c.number, c.kpi, c.label, c.view_name, c.column_name, (select string_agg(distinct split_part(n.need, ':', 1), ', ') from regexp_split_to_table(c.needs, ', ') n(need)), c.good_direction), E',\n\t' order by c.number) from _kpi_catalogue() c where c.number is not null),
		(select string_agg(format('(%L::text, %s, %L::text, %L::text, %s, %s)', c.kpi, n.place, split_part(n.need, ':', 1), nullif(split_part(n.need, ':', 2), ''), exists (select from relation r where r.name = split_part(n.need, ':', 1))::text, exists (select from _settings() t where t.entity = split_part(n.need, ':', 1))::text), E',\n\t\t' order by c.number, n.place)
			from _kpi_catalogue() c, lateral regexp_split_to_table(c.needs, ', ') with ordinality n(need, place) where c.number is not null),
		(select string_agg(format(E'\t\tselect %L::text as relation, %s as kinds, count(*) as row_count, %s as newest_on, %s as oldest_on from {%1$s} x cross join {parameter} p group by 2%5$s', r.name, r.kinds,
				d.day_max, d.day_min, case when r.at ~ '_at$' then ', p.time_zone' else '' end), E'\n\t\tunion all\n')
			from relation r, lateral (select case when r.at = '' then 'null::date' when r.at ~ '_at$' then format('(max(x.%1$I) filter (where x.%1$I >= ''1970-01-02'' and x.%1$I < ''2200-01-01'') at time zone p.time_zone)::date', r.at)
					else format('max(x.%1$I) filter (where x.%1$I >= ''1970-01-02'' and x.%1$I < ''2200-01-01'')', r.at) end as day_max) mx,
				lateral (select mx.day_max, replace(mx.day_max, 'max(', 'min(') as day_min) d))
$$;
comment on function @extschema@._status_facts() is
'Internal: the query of kpi_status.';

create function @extschema@._view_overview() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language plpgsql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $body$
begin
	return query values
('overview', 'The headline figures, by period, with what they were, are to be and were in the baseline. Filter kpi, period_grain and dimension.', format($$
select f.*, case when g.value > '-Infinity' and g.value < 'Infinity' then g.value end as goal_value, b.value as baseline_value,
	case when not f.has_interval or f.previous_value is null then null when f.n < p.min_n or f.before_n < p.min_n or f.change_lo is null then 'too few'
		when f.change_lo > 0 then 'higher' when f.change_hi < 0 then 'lower' else 'no clear difference' end as finding
from (
%s
) f
cross join {parameter} p
left join {goal} g on g.kpi = f.kpi and g.period_grain = f.period_grain and g.period_start = f.period_start and f.dimension = 'all'
left join (
	select distinct on (b.kpi, coalesce(b.dimension, 'all'), coalesce(b.dimension_value, 'all')) b.kpi, coalesce(b.dimension, 'all') as dimension, coalesce(b.dimension_value, 'all') as dimension_value, b.value
	from {baseline} b where b.value > '-Infinity' and b.value < 'Infinity'
	order by b.kpi, coalesce(b.dimension, 'all'), coalesce(b.dimension_value, 'all'), b.to_on desc nulls last, b.name
) b on b.kpi = f.kpi and b.dimension = f.dimension and b.dimension_value = f.dimension_value
$$, _overview_facts()), '', '', $$
kpi text -- The figure, as in kpi_status. Filter one.
period_grain text -- Length of the period. Filter one.
period_start date -- First day of the period in the setting time_zone.
dimension text -- all or comparison_group. Filter one.
dimension_value text -- The slice.
$$, '', 'f.n', $$
boolean is_complete = f.is_complete -- Whether the period is over, and the time for which its last unit is waited for.
text dimension_label = f.dimension_label -- The slice as a person reads it.
text kpi_label = f.kpi_label -- The figure as a person reads it.
text journey_phase = f.journey_phase -- marketing, sales or service.
text unit = f.unit -- rate (0 to 1), points, count, days or money.
float value = f.value -- The figure.
float value_lo = f.value_lo -- Lower limit (95 %) of value. NULL where the figure has no interval.
float value_hi = f.value_hi -- Upper limit (95 %) of value.
float previous_value = f.previous_value -- The figure of the period before; of trailing_year, of the year before.
float change = f.change -- value - previous_value in the unit of the figure: of a rate, 0.01 is one percentage point. NULL for counts and sums of the running period.
float change_lo = f.change_lo -- Lower limit (95 %) of change.
float change_hi = f.change_hi -- Upper limit (95 %) of change.
float year_ago_value = f.year_ago_value -- The figure of the same period a year ago.
float change_year_ago = f.change_year_ago -- value - year_ago_value, as change.
float change_year_ago_lo = f.change_year_ago_lo -- Lower limit (95 %) of change_year_ago.
float change_year_ago_hi = f.change_year_ago_hi -- Upper limit (95 %) of change_year_ago.
float goal_value = f.goal_value -- What the table goal has for it.
float baseline_value = f.baseline_value -- What the table baseline has for it, the latest if there are several.
text good_direction = f.good_direction -- higher, lower or neutral.
text finding = f.finding -- Whether it changed: higher or lower, if the interval of the change excludes no difference; no clear difference; too few. NULL where the figure has no interval.
$$),
('abm_comparison', 'ABM against the others, figure by figure. Accounts on the list were chosen, so a difference is not an effect. Filter kpi, period_grain (trailing_year first) and compared_with.', format($$
select f.*, coalesce(w.target_won_count, 0) as target_won_count, coalesce(w.won_count, 0) as won_count,
	case when not f.has_interval then null when f.abm_n < p.min_n or f.rival_n < p.min_n or f.difference_lo is null then 'too few'
		when f.difference_lo > 0 then case f.expected_direction when 'higher' then 'yes' else 'no' end when f.difference_hi < 0 then case f.expected_direction when 'lower' then 'yes' else 'no' end else 'too few' end as as_expected
from (
%s
) f
cross join {parameter} p
left join (
	select g.period_grain, g.period_start, sum(x.target_won_count) as target_won_count, sum(x.won_count) as won_count
	from (
		select date_trunc('month', d.closed_on)::date as day, count(*) filter (where d.comparison_group = 'abm') as target_won_count, count(*) as won_count
		from {deal_group} d where d.is_won and d.closed_on >= '1970-01-02' and d.closed_on <= (select p.as_of from {parameter} p) group by 1
	) x
	cross join lateral (%s) g
	group by 1, 2
) w on w.period_grain = f.period_grain and w.period_start = f.period_start
$$, _comparison_facts(), _grains('month quarter year trailing_year')), '', '', $$
kpi text -- The figure, as in kpi_status. Filter one.
period_grain text -- Length of the period; trailing_year is the main one. Filter one.
period_start date -- First day of the period in the setting time_zone.
compared_with text -- inbound, other, or all_other for both. Filter one.
$$, '', 'least(f.abm_n, f.rival_n)', $$
boolean is_complete = f.is_complete -- Whether the period is over, and the time for which its last unit is waited for.
text unit = f.unit -- rate (0 to 1), points, days or money.
float abm_value = f.abm_value -- The figure of ABM: accounts on the list when the deal, lead or touch was created.
float abm_value_lo = f.abm_value_lo -- Lower limit (95 %) of abm_value. NULL where the figure has no interval.
float abm_value_hi = f.abm_value_hi -- Upper limit (95 %) of abm_value.
count abm_n = f.abm_n -- How many units it is from.
float rival_value = f.rival_value -- The figure of the others.
float rival_value_lo = f.rival_value_lo -- Lower limit (95 %) of rival_value.
float rival_value_hi = f.rival_value_hi -- Upper limit (95 %) of rival_value.
count rival_n = f.rival_n -- How many units it is from.
float difference = f.difference -- abm_value - rival_value in the unit of the figure: of a rate, 0.01 is one percentage point.
float difference_lo = f.difference_lo -- Lower limit (95 %) of difference.
float difference_hi = f.difference_hi -- Upper limit (95 %) of difference.
float lift = f.lift -- abm_value / rival_value - 1. NULL for NPS.
float p_value = f.p_value -- Probability of a difference as large as this if there were none.
text expected_direction = f.expected_direction -- What ABM is expected to be. Longer cycles are expected, and not worse.
text as_expected = f.as_expected -- yes or no, if the interval of the difference excludes no difference; else too few to say. NULL where the figure has no interval.
rate target_share_of_wins_rate (target_won_count / won_count) = rate_summary(f.target_won_count, f.won_count) -- Share of all deals won in the period that are ABM.
$$),
('data_quality', 'What is wrong with rows, one line per problem, with keys to find them. Such rows are left out of the figures that they would spoil.', _problem_facts(), '', '', $$
entity text -- The relation. Filter one.
problem text -- What is wrong.
$$, '', 'f.row_count', $$
count row_count = f.row_count -- Rows that have the problem.
rate row_share_rate (row_count / entity_count) = rate_summary(least(f.row_count, f.entity_count), f.entity_count) -- Share of the rows of the relation that have it.
value value_affected = f.value_affected -- What these rows are worth, where they have a value that can be.
text example_keys = f.example_keys -- Up to five of their keys.
text views_affected = f.views_affected -- Views that leave them out or are moved by them.
date first_seen_on = f.first_seen_on -- The earliest day of such a row.
$$),
('kpi_status', 'What there is for each KPI, and why one is empty.', format($$
select f.*, case when f.row_count = 0 then 'empty' when f.made_as = 'setting' then 'ready' when f.newest_on < p.as_of - p.engagement_days then 'stale' when f.row_count < p.min_n then 'thin' else 'ready' end as status
from (
%s
) f
cross join {parameter} p
$$, _status_facts()), '', '', $$
kpi text -- Name of the figure, as goal and baseline have it.
$$, '', 'f.row_count', $$
text label = f.label -- The figure as a person reads it.
text view_name = f.view_name -- The view that has it. NULL: none yet.
text column_name = f.column_name -- The column of that view.
text entity_needed = f.entity_needed -- The relations that it is computed from.
count row_count = f.row_count -- Rows of the scarcest of these that it can use.
date newest_on = f.newest_on -- The newest day of these.
date history_from_on = f.history_from_on -- The earliest day of these.
text status = f.status -- ready, thin (fewer rows than the setting min_n), stale (nothing new for engagement_days) or empty.
text reason = case f.status
 when 'empty' then case when f.all_count > 0 then format('%s has %s rows, but none of the kind %s', f.relation, f.all_count, replace(f.kinds, '+', ' or '))
 when not f.is_known then format('there is no relation %s yet', f.relation) when f.made_as = 'setting' then format('the settings table %s is empty', f.relation)
 when f.made_as = 'table' and f.layout is not null and f.mode is distinct from 'copy' then format('the layout %s has no %s', f.layout, f.relation) else format('%s has no rows', f.relation) end
 when 'stale' then format('nothing in %s since %s', f.relation, f.newest_on) when 'thin' then format('only %s rows in %s', f.row_count, f.relation) end -- Why it is not ready.
text next_step = case f.status
 when 'empty' then case when not f.is_known then null when f.all_count > 0 then format('look at the column of %s that says the kind', f.relation) when f.made_as = 'relation' then format('sync the tables that %s is read from', f.relation) else format('fill %s', f.relation) end
 when 'stale' then 'see whether the sync runs' when 'thin' then 'wait for more, or read a longer period' end -- What to do about it.
text good_direction = f.good_direction -- higher, lower or neutral.
$$);
end
$body$;
comment on function @extschema@._view_overview() is
'Internal: the KPI views that read others: comparison, overview, what is wrong and what is missing.';
