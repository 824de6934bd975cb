-- web: the KPI views of pages, forms, content and where visitors come from.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create type @extschema@._beyond as (expected float8, extra float8, low float8, high float8);
comment on type @extschema@._beyond is
'Internal: how many there were beyond those expected, with limits.';
comment on column @extschema@._beyond.expected is 'How many were expected.';
comment on column @extschema@._beyond.extra is 'How many more there were.';
comment on column @extschema@._beyond.low is 'Lower limit of extra.';
comment on column @extschema@._beyond.high is 'Upper limit of extra.';

-- A Poisson process has the variance of its count; one is added, as for a count of 0 would be sure.
create function @extschema@._beyond(week_count bigint, four_weeks_count numeric, week_start date, as_of date) returns @extschema@._beyond
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select row(e.expected, week_count - e.expected, week_count - e.expected - e.reach, week_count - e.expected + e.reach)::_beyond
	from (
		select four_weeks_count::float8 / 4 * p.passed as expected, 1.96 * sqrt(week_count + 1 + (four_weeks_count::float8 + 1) / 16 * p.passed ^ 2) as reach
		from (select greatest(least((as_of - week_start + 1) / 7.0::float8, 1), 0) as passed) p
	) e
$$;
comment on function @extschema@._beyond(bigint, numeric, date, date) is
'Internal: the count of a week beside a quarter of that of the four weeks before, with limits (about 95 %) as of Poisson processes; of a running week, of the days that have passed.';

create function @extschema@._view_web() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('traffic', 'Where sessions on the web site, leads and deals came from, each by its own day. Shares are given of everything, and of what has a known source.', $$
select f.*, case when f.source_class = any (p.earned_sources) then 'earned' when f.source_class = any (p.unpaid_sources) then 'unpaid' when f.source_class is not null then 'paid' end as media,
	f.source_class = any (p.unpaid_sources) as is_unpaid, f.source_class = any (p.earned_sources) as is_earned
from (
	select s.day, 'session' as what, s.visitor_number, s.is_engaged, s.source_class, s.referrer, s.network, s.comparison_group, null::numeric as value from {session_fact} s
	union all
	select l.created_on, 'lead', null, null, l.source_class, null, null, l.comparison_group, null from {person_fact} l
	union all
	select l.qualified_on, 'mql', null, null, l.source_class, null, null, l.comparison_group, null from {person_fact} l where l.qualified_on is not null
	union all
	select g.created_on, 'deal', null, null, d.source_class, null, null, g.comparison_group, g.deal_value
	from {deal_group} g join {deal_day} d on d.opportunity_id = g.opportunity_id where g.status = 'open'
) f
cross join {parameter} p
$$, 'week month quarter year summed', $$
source_class
media
referrer
network
comparison_group
$$, '', $$
sessions = rate_agg(is_engaged)
known = count(*) filter (where what = 'session' and source_class is not null)
visitors = count(distinct visitor_number)
unpaid = rate_agg(is_unpaid) filter (where what = 'session')
leads = count(*) filter (where what = 'lead')
unpaid_leads = rate_agg(is_unpaid) filter (where what = 'lead')
mqls = count(*) filter (where what = 'mql')
pipeline = sum(value)
all_unpaid = bool_and(coalesce(is_unpaid, false))
any_unpaid = bool_or(is_unpaid is not false)
all_earned = bool_and(coalesce(is_earned, false))
any_earned = bool_or(is_earned is not false)
$$, 'trials(sessions)', replace($$
rate web_engagement_rate (engaged_session_count / session_count) = sessions -- Share of the sessions that were more than a glance: more than 10 seconds, two visits, a form or a call to action.
count visitor_count = visitors -- Visitors; one with sessions of two sources counts in both.
rate session_share_rate (session_count / all_session_count) = rate_summary(coalesce(trials(sessions), 0), sum(coalesce(trials(sessions), 0)) over (partition by a.period_grain, a.dimension, a.period_start)) -- Share of this slice of all sessions of the period, those of unknown source among them.
rate known_session_share_rate (known_source_session_count / all_known_session_count) = rate_summary(coalesce(known, 0), sum(coalesce(known, 0)) over (partition by a.period_grain, a.dimension, a.period_start)) -- The same of the sessions of known source.
rate unpaid_session_rate (unpaid_session_count / known_source_session_count) = unpaid -- Share of the sessions of known source that are of the setting unpaid_sources.
rate unpaid_all_session_rate (unpaid_session_count / session_count) = rate_summary(coalesce(hits(unpaid), 0), coalesce(trials(sessions), 0)) -- The same of all sessions: as if all of unknown source were paid for.
rate lead_share_rate (lead_count / all_lead_count) = rate_summary(coalesce(leads, 0), sum(coalesce(leads, 0)) over (partition by a.period_grain, a.dimension, a.period_start)) -- Share of this slice of all people whose first lead was created in the period.
rate unpaid_lead_rate (unpaid_lead_count / known_source_lead_count) = unpaid_leads -- Share of the leads of known source that are of unpaid_sources.
count mql_count = mqls -- People who became marketing qualified, on their own day.
boolean is_unpaid = case when all_unpaid then true when not any_unpaid then false end -- Whether everything here is of unpaid_sources; NULL for a mixture, and for nothing.
boolean is_earned = case when all_earned then true when not any_earned then false end -- Whether everything here is of the setting earned_sources; NULL for a mixture, and for nothing.
whole expected_session_count = round(([beyond]).expected) -- Of a week: sessions of the four weeks before / 4, or of that as much as has passed of the week, as a whole number.
whole extra_session_count = round(([beyond]).extra) -- Sessions of a week beyond those expected, as a whole number. Before and after is not cause and effect.
float extra_session_count_lo = ([beyond]).low -- Lower limit (95 %) of extra_session_count, as of Poisson processes.
float extra_session_count_hi = ([beyond]).high -- Upper limit (95 %) of extra_session_count.
value pipeline_value = coalesce(pipeline, 0) -- Value of the deals created in the period that are open.
$$, '[beyond]', $$_beyond(coalesce(trials(sessions), 0), case when a.period_grain = 'week' and count(*) over (partition by a.period_grain, a.dimension, a.dimension_value order by a.period_start rows between 4 preceding and 1 preceding) = 4 then sum(coalesce(trials(sessions), 0)) over (partition by a.period_grain, a.dimension, a.dimension_value order by a.period_start rows between 4 preceding and 1 preceding) end, a.period_start, p.as_of)$$)),
('landing_page', 'What becomes of the visitors whose first visit began on a page. A page with visitors and without leads is a row.', $$
select e.day, e.page, e.source_class as source, e.comparison_group, e.has_bounced, e.is_lead, case when e.is_lead then e.is_mql end as is_mql, case when e.is_mql then e.is_won end as is_won
from {entrance_fact} e
$$, 'month quarter year', $$
source
comparison_group
$$, $$
page! text -- The page on which the first session began; (none) where it is not known.
$$, $$
leads = rate_agg(is_lead)
mqls = rate_agg(is_mql)
won = rate_agg(is_won)
bounced = rate_agg(has_bounced)
$$, 'trials(leads)', $$
rate lead_rate (lead_count / visitor_count) = leads -- Share of the visitors who became a lead, so far.
count non_converting_count = trials(leads) - hits(leads) -- Visitors who did not.
rate mql_rate (mql_count / lead_count) = mqls -- Share of those leads who became marketing qualified, so far.
rate won_rate (won_count / mql_count) = won -- Share of those whose deal was won, so far.
rate bounce_rate (bounced_count / visitor_count) = bounced -- Share of the visitors whose first session was no more than a glance.
text finding = _finding(leads, (rollup(leads) over (partition by a.period_grain, a.dimension, a.dimension_value, a.period_start)), p.min_n) -- Whether lead_rate is higher or lower than that of all other pages: higher, lower, no clear difference, or too few (min_n).
$$),
('form_conversion', 'How many of the visitors of its pages use a form or a call to action. Submissions are not submitters.', $$
select x.period_grain, x.period_start, min(x.day) as day, x.point_kind, x.point_id, x.visitor, min(x.page) as page, min(x.source_class) as source,
	min(x.comparison_group) as comparison_group, not bool_and(x.is_use) as was_seen, bool_or(x.is_use) as is_user, count(*) filter (where x.is_use) as uses,
	bool_or(x.is_new_lead) as is_new_lead, case when bool_or(x.is_use) then coalesce(bool_or(x.is_mql), false) end as is_mql
from (select x.*, g.period_grain, g.period_start from {point_fact} x cross join lateral {periods} g where x.day <= (select p.as_of from {parameter} p)) x
group by x.period_grain, x.period_start, x.point_kind, x.point_id, x.visitor
$$, 'week month quarter year given summed', $$
page
source
comparison_group
$$, $$
point_kind! text -- form or cta (call to action). Filter one.
point_id text -- The form or call to action; a form without a name is its page.
$$, $$
users = rate_agg(is_user)
seen = count(*) filter (where was_seen)
uses = sum(uses)
new_leads = count(*) filter (where is_new_lead)
mqls = rate_agg(is_mql)
$$, 'trials(users)', $$
text point_name = coalesce((select max(s.name) from {asset} s where s.asset_id = a.point_id), a.point_id) -- What people call it.
rate mql_rate (mql_count / submitter_count) = mqls -- Share of the people who used it that are marketing qualified since, so far.
rate form_rate (submitter_count / visitor_count) = case when seen > 0 then users end -- Share of the visitors of its pages who used it. Who sent a form without a recorded visit was there. NULL if no visit was recorded at all.
float click_rate = case when a.point_kind = 'cta' and seen > 0 then rate(users) end -- The same of a call to action, where it is the share that followed it.
count submission_count = uses -- How often it was used.
count new_lead_count = new_leads -- People who became a lead by it: on that day or the next.
$$),
('content_performance', 'Who looked at what, and what came after it. An asset that nobody looked at is a row. What came after is not because of it.', $$
select * from {content_fact} x
$$, 'month quarter year trailing_year summed', $$
comparison_group
role
segment
$$, $$
asset_id text -- The asset.
$$, $$
name = max(asset_name)
kind = max(asset_kind)
topics = max(topic)
networks = max(network)
shares = max(share_kind)
engaged = count(*) filter (where is_engaged and coalesce(engaged_before < g.period_start, true))
exposed = rate_agg(coalesce(engaged_before >= g.period_start, false) or coalesce(engaged_after < g.period_start + case g.period_grain when 'month' then interval '1 month' when 'quarter' then interval '3 months' else interval '1 year' end, false))
	filter (where is_exposure and coalesce(exposed_before < g.period_start, true))
accounts = count(*) filter (where is_account and coalesce(account_before < g.period_start, true))
targets = count(*) filter (where is_target and coalesce(target_before < g.period_start, true))
touches = count(*) filter (where is_touch)
minutes = avg(duration_s) / 60
ctas = rate_agg(is_cta or coalesce(cta_before >= g.period_start, false) or coalesce(cta_after < g.period_start + case g.period_grain when 'month' then interval '1 month' when 'quarter' then interval '3 months' else interval '1 year' end, false))
	filter (where is_engaged and coalesce(engaged_before < g.period_start, true))
mqls = count(*) filter (where is_mql_after and coalesce(mql_before < g.period_start, true))
wins = count(*) filter (where is_won_after and is_account and coalesce(won_before < g.period_start, true))
touched_on = max(case when is_touch then x.day end)
$$, 'engaged', $$
text asset_name = max(name) over (partition by a.period_grain, a.dimension, a.asset_id) -- What people call it.
text asset_kind = max(kind) over (partition by a.period_grain, a.dimension, a.asset_id) -- page, document, video, webinar, social_post, ad and others; of an asset that is not in the relation asset, a kind of touch with it.
text topic = max(topics) over (partition by a.period_grain, a.dimension, a.asset_id) -- Its topic.
text network = max(networks) over (partition by a.period_grain, a.dimension, a.asset_id) -- Social network, of a post.
text share_kind = max(shares) over (partition by a.period_grain, a.dimension, a.asset_id) -- How a post was shared.
count engaged_contact_count = engaged -- People, known or not, who looked at it, read it, or took part.
rate engagement_rate (engaged_exposed_count / exposed_contact_count) = exposed -- Share of those to whom it was shown who engaged with it. NULL where it was not recorded to whom it was shown.
count engaged_account_count = accounts -- Accounts of these people, in the slice of the first of them.
count engaged_target_account_count = targets -- Those of them that were on the list abm on the day.
count touch_count = touches -- How often it was looked at.
float average_minutes = minutes -- Mean length of the touches whose length is known.
rate cta_rate (cta_count / engaged_count) = ctas -- Share of the people engaged who sent a form of it, or followed a call to action.
count mql_after_count = mqls -- People engaged who became marketing qualified in engagement_days after it. Not because of it.
count won_after_count = wins -- Accounts engaged that won a deal in engagement_days after it. Not because of it.
date last_touch_on = touched_on -- The last day in the period on which it was looked at.
text finding = _finding(coalesce(exposed, rate_summary(0, 0)), (rollup(exposed) over (partition by a.period_grain, a.dimension, a.dimension_value, a.period_start, kind)), p.min_n) -- Whether engagement_rate is higher or lower than that of all other assets of its kind: higher, lower, no clear difference, or too few (min_n).
$$)
$views$;
comment on function @extschema@._view_web() is
'Internal: the KPI views of pages, forms, content and traffic.';
