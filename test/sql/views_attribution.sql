-- The KPI view of attribution: figures counted by hand, by plain SQL that shares no code with it, and by attribution() itself.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select plan(34);


-- Nothing, and nothing but NULL
create schema credit_kpi;
select is((select count(*) > 20 from abm_kpi_create_views('credit_kpi', '{"settings": {"as_of": "2026-03-31", "min_n": "2"}}')), true, 'the views are made');
set search_path = credit_kpi, public;
select is((select string_agg(attname, ' ' order by attnum) from pg_attribute where attrelid = 'attribution'::regclass and attnum > 0),
	'id period_grain period_start is_complete dimension dimension_value dimension_label model level channel channel_label n is_thin credited_count credit_share_rate credited_value won_value last_touch_share_rate last_touch_value difference_from_last_touch removal_effect path_count untouched_value', 'its columns');
select is_empty('select * from attribution', 'nothing has no rows');
insert into touch (touch_id) values (null);
insert into opportunity (opportunity_id) values (null);
insert into opportunity (opportunity_id, status) values ('n', 'won');
select is_empty('select * from attribution', 'rows of NULL neither');
truncate touch, opportunity;

-- acme is on the list, bolt came by itself, core neither. The touches of d1: an ad, a visit without a campaign, a call that is no
-- touch of marketing, a mail. Of d2: a visit. Of d3, which was lost: two ads. Of d4: none any more, those of d3 are too long ago.
insert into account (account_id, name) values ('acme', 'Acme'), ('bolt', 'Bolt'), ('core', 'Core');
insert into account_list values ('abm', 'acme', '1', '2025-01-01', null);
insert into inbound_source values ('organic') on conflict do nothing;
insert into campaign (campaign_id, name, program, channel, is_abm) values ('c1', 'Ads 1', 'p1', 'ads', true), ('c2', 'Mail 2', 'p2', 'mail', false), ('c3', null, null, null, null);
insert into opportunity (opportunity_id, account_id, source_class, status, created_at, close_on, amount_base) values
	('d1', 'acme', 'paid', 'won', '2026-01-02 00:00+00', '2026-02-10', 1200), ('d2', 'bolt', 'organic', 'won', '2026-01-02 00:00+00', '2026-02-20', 600.05),
	('d3', 'core', 'paid', 'lost', '2025-11-02 00:00+00', '2025-12-31', 5000), ('d4', 'core', 'paid', 'won', '2026-01-02 00:00+00', '2026-03-20', 100),
	('d5', 'core', 'paid', 'open', '2026-01-02 00:00+00', '2026-03-20', 100), ('d6', 'core', 'paid', 'disqualified', '2026-01-02 00:00+00', '2026-03-20', 100);
insert into touch (touch_id, occurred_at, account_id, channel, source_class, campaign_id, is_bot) values
	('0', '2025-11-10 00:00+00', 'acme', 'fair', 'event', null, null), ('1', '2026-01-05 00:00+00', 'acme', 'banner', 'paid', 'c1', null), ('2', '2026-01-10 00:00+00', 'acme', 'web', 'organic', null, null),
	('3', '2026-01-15 00:00+00', 'acme', 'phone', null, null, null), ('4', '2026-02-10 12:00+00', 'acme', null, null, 'c2', null), ('5', '2026-02-09 00:00+00', 'acme', 'web', 'organic', null, true), ('6', '2026-02-11 12:00+00', 'acme', 'web', 'organic', null, null),
	('7', '2026-02-01 00:00+00', 'bolt', null, 'web', null, null), ('8', '2025-12-01 00:00+00', 'core', null, null, 'c1', null), ('9', '2025-12-02 00:00+00', 'core', null, null, 'c1', null);
create temp view year_all as select * from attribution where period_grain = 'trailing_year' and period_start = '2025-04-01';

-- Markov: two starts at ads, one at web; from ads one goes on to web, one is lost; web is met twice: once 600.05 is won, once mail
-- follows, and 1200. A path is worth 1800.05 / 3. Without ads 900.025 of 1800.05 are left, without web nothing, without mail 600.05. So the
-- effects are 0.5, 1 and 1200 / 1800.05 = 0.666648, and the credits 1800.05 * effect / 2.166648. Of two deals each is half, one and half:
-- with the untouched one 1, 1.5, 2 and 3 in all, rounded up 1, 2, 2 and 3.
select results_eq($$select channel, credited_count, credited_value, last_touch_value, won_value, untouched_value, path_count, n, round(removal_effect::numeric, 6), round(credit_share_rate::numeric, 6), round(difference_from_last_touch::numeric, 4) from year_all where dimension = 'all' and model = 'markov' and level = 'channel' order by channel collate "C"$$,
	$$values ('(none)', 1::bigint, 100.00, 100.00, 1900.05, 100.00, 3::bigint, 2::bigint, null::numeric, 0.052630, 0.0000), ('ads', 1, 415.40, 0, 1900.05, 100, 3, 2, 0.5, 0.218626, 21.8626), ('mail', 0, 553.85, 1200, 1900.05, 100, 3, 2, 0.666648, 0.291492, -34.0070), ('web', 1, 830.80, 600.05, 1900.05, 100, 3, 2, 1, 0.437252, 12.1444)$$,
	'by Markov chain, with the lost deal');
-- Three share 1200, web has 600.05 alone. Of a deal each: 1/3, 1/3, 1/3 and 1 for web.
select results_eq($$select model, string_agg(channel || ' ' || credited_value, ', ' order by channel collate "C"), min(path_count), max(path_count) from year_all where dimension = 'all' and model <> 'markov' and level = 'channel' group by model order by model$$,
	$$values ('first', '(none) 100.00, ads 1200.00, mail 0.00, web 600.05', 2::bigint, 2::bigint), ('last', '(none) 100.00, mail 1200.00, web 600.05', 2, 2), ('linear', '(none) 100.00, ads 400.00, mail 400.00, web 1000.05', 2, 2),
		('position', '(none) 100.00, ads 480.00, mail 480.00, web 840.05', 2, 2), ('shapley', '(none) 100.00, ads 400.00, mail 400.00, web 1000.05', 2, 2)$$, 'by the other models');
-- Of campaigns d1 has c1 and c2, d2 nothing: 600.05 and 100 are untouched. Without c1, or c2, nothing is left.
select results_eq($$select model, string_agg(channel || ' ' || channel_label || ' ' || credited_value || ' ' || credited_count, ', ' order by channel collate "C"), min(untouched_value), min(path_count) from year_all where dimension = 'all' and level = 'campaign' group by model order by model$$,
	$$values ('first', '(none) (none) 700.05 2, c1 Ads 1 1200.00 1, c2 Mail 2 0.00 0', 700.05, 1::bigint), ('last', '(none) (none) 700.05 2, c2 Mail 2 1200.00 1', 700.05, 1), ('linear', '(none) (none) 700.05 2, c1 Ads 1 600.00 1, c2 Mail 2 600.00 0', 700.05, 1),
		('markov', '(none) (none) 700.05 2, c1 Ads 1 600.00 1, c2 Mail 2 600.00 0', 700.05, 2), ('position', '(none) (none) 700.05 2, c1 Ads 1 600.00 1, c2 Mail 2 600.00 0', 700.05, 1), ('shapley', '(none) (none) 700.05 2, c1 Ads 1 600.00 1, c2 Mail 2 600.00 0', 700.05, 1)$$,
	'of campaigns, by name; two halves of a deal are one deal in all');
select results_eq($$select dimension_value, model, string_agg(channel || ' ' || credited_value, ', ' order by channel collate "C"), min(path_count), bool_or(is_thin) from year_all where dimension = 'comparison_group' and level = 'channel' and model in ('markov', 'last') group by 1, 2 order by 1, 2$$,
	$$values ('abm', 'last', '(none) 0.00, mail 1200.00', 1::bigint, true), ('abm', 'markov', '(none) 0.00, ads 400.00, mail 400.00, web 400.00', 1, true), ('inbound', 'last', '(none) 0.00, web 600.05', 1, true), ('inbound', 'markov', '(none) 0.00, web 600.05', 1, true),
		('other', 'last', '(none) 100.00', 0, true), ('other', 'markov', '(none) 100.00, ads 0.00', 1, true)$$, 'each group has a chain of its own');
select results_eq($$select period_start, is_complete, string_agg(channel || ' ' || credited_value, ', ' order by channel collate "C") from attribution where period_grain = 'quarter' and dimension = 'all' and model = 'linear' and level = 'channel' group by 1, 2 order by 1$$,
	$$values (date '2025-10-01', true, '(none) 0.00'), ('2026-01-01', true, '(none) 100.00, ads 400.00, mail 400.00, web 1000.05')$$, 'quarters by the day of the win');
select results_eq($$select period_start, string_agg(concat_ws(' ', channel, credited_value, coalesce(removal_effect::text, 'null')), ', ' order by channel collate "C") from attribution where period_grain = 'quarter' and dimension = 'all' and model = 'markov' and level = 'campaign' group by 1 order by 1$$,
	$$values (date '2025-10-01', '(none) 0.00 null, c1 0.00 null'), ('2026-01-01', '(none) 700.05 null, c1 600.00 1, c2 600.00 1')$$, 'a quarter in which only a deal was lost has no effect to tell');

-- Sums
select is_empty($$select period_grain, period_start, dimension, dimension_value, model, level from attribution group by 1, 2, 3, 4, 5, 6 having sum(credited_value) <> min(won_value) or sum(last_touch_value) <> min(won_value) or min(won_value) <> max(won_value)$$, 'the credits of one model and level are the value won');
select is_empty($$select a.period_grain, a.period_start, a.model, a.level from attribution a where dimension = 'all' group by 1, 2, 3, 4 having sum(credited_count) <> (select count(*) from opportunity o where o.status = 'won' and o.close_on >= a.period_start and o.close_on < a.period_start + case a.period_grain when 'quarter' then interval '3 months' else interval '1 year' end)$$, 'and the parts of deals the deals won');
select is_empty($$select period_start, model, level from attribution where dimension in ('all', 'comparison_group') group by 1, 2, 3, period_grain having sum(won_value) filter (where dimension = 'all' and channel = '(none)') <> sum(won_value) filter (where dimension <> 'all' and channel = '(none)')$$, 'groups add up');
select results_eq('select count(*) from attribution', 'select count(distinct id) from attribution', 'each row once');
select results_eq($$select array_agg(distinct model order by model), array_agg(distinct level order by level), array_agg(distinct period_grain order by period_grain), array_agg(distinct dimension order by dimension) from attribution$$,
	$$values (array['first', 'last', 'linear', 'markov', 'position', 'shapley'], array['campaign', 'channel'], array['quarter', 'trailing_year'], array['all', 'comparison_group'])$$, 'models, levels, grains and slices');

-- Many deals, by plain SQL: linear by counting touches, first and last by the order of time, Shapley by distinct channels.
insert into account (account_id) select 'm' || i from generate_series(1, 200) i;
insert into opportunity (opportunity_id, account_id, source_class, status, created_at, close_on, amount_base)
select 'm' || i, 'm' || i, 'paid', case when i % 3 = 0 then 'lost' else 'won' end, '2025-02-01 00:00+00', date '2025-05-01' + i, i * 10.01 from generate_series(1, 200) i;
insert into touch (touch_id, occurred_at, account_id, channel, source_class)
select 'm' || i || '-' || k, (date '2025-05-01' + i)::timestamp at time zone 'UTC' - k * interval '19 hours', 'm' || i, (array['a', 'b', 'c', 'd', 'e'])[1 + (i * i + k * k * 3 + i * k) % 5], 'x' from generate_series(1, 200) i, generate_series(1, i % 8) k;
create temp view plain_touch as
select o.opportunity_id, o.close_on, o.amount_base, coalesce(c.channel, t.channel, t.source_class) as channel, count(*) over (partition by o.opportunity_id) as n,
	row_number() over (partition by o.opportunity_id order by t.occurred_at) as i, row_number() over (partition by o.opportunity_id, coalesce(c.channel, t.channel, t.source_class) order by t.occurred_at) as j
from opportunity o join touch t on t.account_id = o.account_id and t.occurred_at < o.close_on + 1 and t.occurred_at >= o.close_on + 1 - 90 left join campaign c on c.campaign_id = t.campaign_id
where o.status = 'won' and t.is_bot is not true and (t.campaign_id is not null or t.source_class is not null);
create temp view plain_credit as
select close_on, 'linear' as model, channel, amount_base / n as credit from plain_touch
union all select close_on, 'first', channel, amount_base from plain_touch where i = 1
union all select close_on, 'last', channel, amount_base from plain_touch where i = n
union all select close_on, 'shapley', channel, amount_base / count(*) over (partition by opportunity_id) from plain_touch where j = 1
union all select close_on, 'position', channel, amount_base * case when n = 1 then 1 when n = 2 then 0.5 when i in (1, n) then 0.4 else 0.2 / (n - 2) end from plain_touch;
select is_empty($$select a.model, a.period_grain, a.period_start, channel, a.credited_value, p.credit from (select * from attribution where dimension = 'all' and level = 'channel' and model <> 'markov' and channel <> '(none)') a
	left join lateral (select sum(p.credit) as credit from plain_credit p where p.model = a.model and p.channel = a.channel and p.close_on >= a.period_start and p.close_on < a.period_start + case a.period_grain when 'quarter' then interval '3 months' else interval '1 year' end) p on true
	where abs(a.credited_value - coalesce(p.credit, 0)) > 0.011$$, 'hundreds of deals, as plain SQL has it, to the cent');
select cmp_ok((select count(*) from attribution where dimension = 'all' and level = 'channel' and model <> 'markov' and credited_value > 0), '>', 100::bigint, 'in enough rows');
select is_empty($$select a.channel, a.credited_value, m.credit from (select * from attribution where dimension = 'all' and level = 'channel' and model = 'markov' and period_grain = 'quarter' and period_start = '2025-07-01' and channel <> '(none)') a
	full join (select m.* from (select path_agg(channels, status = 'won', amount_base) as s from (select o.opportunity_id, o.status, o.amount_base, array_agg(t.channel order by t.occurred_at) filter (where t.channel is not null) as channels
			from opportunity o left join touch t on t.account_id = o.account_id where o.opportunity_id ~ '^m' and o.close_on between '2025-07-01' and '2025-09-30' group by o.opportunity_id, o.status, o.amount_base) p) s, markov_attribution(s.s) m) m on m.channel = a.channel
	where abs(a.credited_value - m.credit) > 0.011 or a.channel is null or m.channel is null or a.removal_effect <> m.removal_effect$$, 'and Markov as path_agg() of the touches');
select is_empty($$select period_grain, period_start, dimension, dimension_value, model, level from attribution group by 1, 2, 3, 4, 5, 6 having sum(credited_value) <> min(won_value)$$, 'rounded ones still sum to the value won');

-- What cannot be
create temp table credit_before as select * from attribution;
insert into touch (touch_id, occurred_at, account_id, channel, source_class, campaign_id) values ('x1', 'infinity', 'acme', 'a', 'b', 'c1'), ('x2', '-infinity', 'acme', 'a', 'b', 'c1'), ('x3', null, 'acme', 'a', 'b', 'c1'), ('x4', '2026-02-01', null, 'a', 'b', 'c1'), ('x5', '2027-02-01', 'acme', 'a', 'b', 'c1');
insert into opportunity (opportunity_id, account_id, source_class, status, created_at, close_on, amount_base) values ('x1', 'acme', 'paid', 'won', '2026-01-02', 'infinity', 7), ('x2', 'acme', 'paid', 'won', '2026-01-02', null, 7), ('x3', 'acme', 'paid', 'won', '2026-01-02', '2030-01-01', 7),
	('x4', 'acme', 'paid', 'wun', '2026-01-02', '2026-02-01', 7), ('x5', 'acme', 'paid', 'won', '2029-01-02', '2026-02-01', 7);
insert into opportunity (opportunity_id, account_id, status, close_on, amount_base, is_deleted) values ('x6', 'acme', 'won', '2026-02-01', 7, true);
select is_empty('select * from attribution except select * from credit_before', 'days and states that cannot be change nothing');
delete from opportunity where opportunity_id ~ '^x';
insert into opportunity (opportunity_id, account_id, source_class, status, close_on, amount_base) values ('y1', 'bolt', 'organic', 'won', '2026-02-20', 'NaN'), ('y2', 'bolt', 'organic', 'won', '2026-02-20', 'Infinity'), ('y3', 'bolt', 'organic', 'won', '2026-02-20', 1e17),
	('y4', 'bolt', 'organic', 'won', '2026-02-20', -5), ('y5', 'bolt', 'organic', 'won', '2026-02-20', null), ('y6', 'bolt', 'organic', 'won', '2026-02-20', 0);
select results_eq($$select model, won_value, credited_value, credited_count from attribution where period_grain = 'quarter' and period_start = '2026-01-01' and dimension_value = 'inbound' and level = 'channel' and channel = 'web' order by 1$$,
	$$select m, 595.05, 600.05, 7::bigint from unnest(array['first', 'last', 'linear', 'markov', 'position', 'shapley']) m$$, 'a value that is none is 0, and one below 0 is nobody''s credit; the deal counts');
-- In all quarters and groups, 1200 + 600.05 + 100 and the 200 of 10.01 that were made above, and 5 less.
select results_eq($$select model, level, credited_value, last_touch_value from attribution where period_grain = 'quarter' and period_start = '2026-01-01' and dimension_value = 'inbound' and channel = '(none)' order by 1, 2$$,
	$$select m, l, case l when 'channel' then -5 else 595.05 end, case l when 'channel' then -5 else 595.05 end from unnest(array['first', 'last', 'linear', 'markov', 'position', 'shapley']) m, unnest(array['campaign', 'channel']) l order by 1, 2$$, 'but lowers (none), of which it is all but what bolt came with');
select set_eq($$select distinct a.period_start, a.dimension_value, a.won_value from attribution a where a.period_grain = 'quarter' and a.won_value <> 0$$,
	$$select c.period_start, c.dimension_value, c.won_value from closed_deals c where c.period_grain = 'quarter' and c.dimension in ('all', 'comparison_group') and c.won_value <> 0$$, 'the value won is that of closed_deals');
select is_empty($$select level from campaign_roi group by level having sum(won_value_primary) <> (select sum(c.won_value) from closed_deals c where c.period_grain = 'year' and c.dimension = 'all') or sum(won_value_last) <> sum(won_value_primary)
	or abs(sum(won_value_linear) - sum(won_value_primary)) > 0.03 or abs(sum(won_value_markov) - sum(won_value_primary)) > 0.03$$, 'so are those of campaign_roi');
select results_eq($$select problem, row_count, value_affected, example_keys from data_quality where entity = 'opportunity' and problem ~ 'below'$$, $$values ('won with an amount below 0', 1::bigint, -5.00, 'y4')$$, 'and it is listed');
delete from opportunity where opportunity_id ~ '^y';
insert into touch (touch_id, occurred_at, account_id, channel, source_class, campaign_id) values ('z1', '2026-02-01', 'acme', repeat('é', 2000), 'x', null), ('z2', '2026-02-02', 'acme', null, null, repeat('k', 2000)), ('z3', '2026-02-03', 'acme', '', '', 'c3'), ('z4', '2026-02-04', 'acme', '(none)', 'x', null);
select lives_ok('select * from attribution', 'names that are too long or empty');
select results_eq($$select length(channel), credited_value from attribution where period_grain = 'quarter' and period_start = '2026-01-01' and dimension_value = 'abm' and level = 'channel' and model = 'linear' order by channel collate "C"$$,
	-- Seven touches; c3 and an unknown campaign have no channel, nor has (none)
	$$values (6, 514.29), (3, 171.42), (4, 171.43), (3, 171.43), (250, 171.43)$$, 'are cut, and what has no channel is (none)');
delete from touch where touch_id ~ '^z';
insert into touch (touch_id, occurred_at, account_id, campaign_id) select 'w' || i, timestamptz '2026-01-06 00:00+00' + i * interval '1 second', 'acme', 'w' || lpad(i::text, 4, '0') from generate_series(1, 950) i;
insert into touch (touch_id, occurred_at, account_id, campaign_id) select 'v' || i, timestamptz '2026-01-07 00:00+00' + i * interval '1 second', 'acme', 'w' || lpad(i::text, 4, '0') from generate_series(1, 890) i;
select results_eq($$select count(*), count(*) filter (where channel = '(other)'), sum(credited_value), max(path_count) from attribution where period_grain = 'quarter' and period_start = '2026-01-01' and dimension_value = 'abm' and level = 'campaign' and model = 'markov'$$,
	-- c1 and 899 of the others, and one for the rest, one for those without
	$$values (902::bigint, 1::bigint, 1200.00, 1::bigint)$$, 'more campaigns than a chain may have are one after the 900th');
select is((select count(*) from attribution where period_grain = 'quarter' and period_start = '2026-01-01' and dimension_value = 'abm' and level = 'campaign' and model = 'markov' and channel in ('c1', 'w0001', 'w0890')), 3::bigint, 'those that are met most often keep their names');
delete from touch where touch_id ~ '^[wv]';

-- campaign_roi has the same deals and touches: of all time, without those of no campaign.
select is_empty($$select level_value, won_value_markov, credit from (select level_value, won_value_markov from campaign_roi where level = 'campaign' and won_value_markov <> 0) r
	full join (select channel as level_value, credited_value as credit from year_all where dimension = 'all' and level = 'campaign' and model = 'markov') a using (level_value)
	where won_value_markov is distinct from credit and abs(won_value_markov - credit) > 0.011 and level_value <> '(none)'$$, 'campaign_roi has the same credits');
select results_eq($$select level, level_value, won_value_markov from campaign_roi where level in ('program', 'is_abm') and level_value <> '(none)' order by 1, 2$$,
	$$values ('is_abm', 'abm', 600.00), ('is_abm', 'other', 600.00), ('program', 'p1', 600.00), ('program', 'p2', 600.00)$$, 'by program and by kind');

-- A filter on one period, slice, model and level does the work of these only.
select doesnt_match(pg_temp.plan_of($$select * from attribution where period_grain = 'quarter' and dimension = 'all' and model = 'markov' and level = 'channel'$$), '''(comparison_group|linear|shapley|position)''::text', 'the filter reaches the scan');
select matches(pg_temp.plan_of('select * from attribution'), '''linear''::text', 'without one all is computed');
select results_eq($$select * from attribution where period_grain = 'quarter' and dimension = 'all' and model = 'markov' and level = 'channel'$$,
	$$select * from (select * from attribution offset 0) a where period_grain = 'quarter' and dimension = 'all' and model = 'markov' and level = 'channel'$$, 'and the rows are the same');
reset search_path;
drop schema credit_kpi cascade;
select * from finish();
