-- The views of NPS and retention against plain SQL over the same rows that shares nothing with them.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select no_plan();

-- Whether two queries have the same rows, whatever their columns are called.
create function pg_temp.same(a text, b text, what text) returns text language sql as $$
	select is_empty(format('(%1$s except all %2$s) union all (%2$s except all %1$s)', '(' || a || ')', '(' || b || ')'), what)
$$;


-- Nothing to read
create schema none;
select lives_ok($$select abm_kpi_create_views('none')$$, 'views are made over nothing');
select is_empty('select * from none.nps', 'without answers nps has no rows');
select is_empty('select * from none.retention', 'without contracts retention has none');
insert into none.survey_response (response_id, kind) values ('r', 'nps'), (null, null);
insert into none.subscription (subscription_id) values ('s'), (null);
select is_empty('select * from none.nps', 'nor has nps of rows of NULLs');
select is_empty('select * from none.retention', 'nor retention');
drop schema none cascade;

\set include :srcdir '/include/customers.sql'
\i :include
select columns_are('k', 'nps', array['id', 'period_grain', 'period_start', 'is_complete', 'dimension', 'dimension_value', 'dimension_label', 'survey_kind', 'n', 'is_thin',
	'nps', 'nps_lo', 'nps_hi', 'promoter_count', 'passive_count', 'detractor_count', 'response_count', 'average_score', 'score_stddev', 'account_nps', 'account_stddev',
	'response_rate', 'response_rate_lo', 'response_rate_hi', 'invited_count', 'detractor_follow_up_rate', 'detractor_follow_up_rate_lo', 'detractor_follow_up_rate_hi', 'followed_up_count'], 'nps has its columns');
select columns_are('k', 'retention', array['id', 'period_grain', 'period_start', 'is_complete', 'dimension', 'dimension_value', 'dimension_label', 'n', 'is_thin',
	'logo_retention_rate', 'logo_retention_rate_lo', 'logo_retention_rate_hi', 'retained_count', 'start_count', 'net_retention_rate', 'now_value', 'start_value', 'gross_retention_rate', 'kept_value',
	'expansion_rate', 'expansion_value', 'upsell_value', 'cross_sell_value', 'contraction_rate', 'contraction_value', 'churn_rate', 'churned_value', 'churned_count', 'new_count', 'reactivated_count'], 'retention has its columns');

-- The periods: one row each, written down.
create temp table period as
select 'month' as grain, t::date as starts, (t + interval '1 month')::date as stops from generate_series(timestamp '2023-01-01', '2024-05-01', '1 month') t
union all select 'quarter', t::date, (t + interval '3 months')::date from generate_series(timestamp '2023-01-01', '2024-04-01', '3 months') t
union all values ('year', date '2023-01-01', date '2024-01-01'), ('year', '2024-01-01', '2025-01-01')
union all select 'trailing_year', t::date, (t + interval '1 year')::date from generate_series(timestamp '2023-01-01', '2023-06-01', '1 month') t;

-- NPS: the last answer of each person, by hand-listed identifiers of what cannot be.
create temp view vote as
select distinct on (p.grain, p.starts, s.kind, coalesce(s.contact_id, s.response_id)) p.grain, p.starts, s.kind, s.response_id, s.score, s.followed_up_at >= s.answered_at as is_followed,
	coalesce(s.account_id, c.account_id) as account_id, c.role,
	case coalesce(s.account_id, c.account_id) when 'a1' then 'abm' when 'a2' then 'inbound' when 'a3' then 'other' when 'a4' then 'other' else case s.kind when 'nps' then 'other' else '(none)' end end as grp
from period p
join k.survey_response s on coalesce(s.answered_at, s.invited_at) >= p.starts and coalesce(s.answered_at, s.invited_at) < least(p.stops, '2024-05-21')
left join k.contact c on c.contact_id = s.contact_id
where s.response_id !~ '^off' and s.response_id <> 'e0'
order by p.grain, p.starts, s.kind, coalesce(s.contact_id, s.response_id), s.score is null, s.answered_at desc;
-- Slices: all, and each of two.
create temp view slice_vote as
select 'all' as dimension, 'all' as value, v.* from vote v union all select 'comparison_group', v.grp, v.* from vote v union all select 'role', coalesce(v.role, '(none)'), v.* from vote v
	union all select 'owner', coalesce(case when v.account_id in ('a1', 'a2') then 'u1' when v.account_id in ('a3', 'a4') then 'u2' end, '(none)'), v.* from vote v;
-- A trailing year is a row if it is over and begins after the first answer; the last one always is.
create temp view expected_nps as
select v.grain, v.starts, v.dimension, v.value, v.kind, count(score) as n, count(*) as asked, count(*) filter (where score >= 9) as pro, count(*) filter (where score in (7, 8)) as pas, count(*) filter (where score <= 6) as det,
	avg(score) as mean, stddev_samp(score) as spread, count(*) filter (where score <= 6 and is_followed) as followed
from slice_vote v where grain <> 'trailing_year' or starts = '2023-06-01' group by 1, 2, 3, 4, 5;

select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, survey_kind, n, response_count, invited_count, promoter_count, passive_count, detractor_count, followed_up_count
		from k.nps where dimension in ('all', 'comparison_group', 'role', 'owner') and invited_count > 0$$,
	$$select grain, starts, dimension, value, kind, n, n, asked, pro, pas, det, followed from expected_nps where kind = 'nps' or n >= 5$$, 'nps: the counts of each period and slice');
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, survey_kind, round(nps::numeric, 6), round(average_score::numeric, 6), round(score_stddev::numeric, 6), round(response_rate::numeric, 6), round(detractor_follow_up_rate::numeric, 6)
		from k.nps where dimension in ('all', 'comparison_group', 'role', 'owner') and invited_count > 0$$,
	$$select grain, starts, dimension, value, kind, round(100.0 * (pro - det) / nullif(n, 0), 6), round(mean, 6), round(spread, 6), round(n::numeric / asked, 6), round(followed::numeric / nullif(det, 0), 6)
		from expected_nps where kind = 'nps' or n >= 5$$, 'nps: its figures');
-- The adjusted Wald interval: 3/4, 3/2 and 3/4 of an answer more.
select pg_temp.same($$select period_grain, period_start, dimension_value, round(nps_lo::numeric, 6), round(nps_hi::numeric, 6) from k.nps where dimension = 'comparison_group' and survey_kind = 'nps' and n > 0$$,
	$$select grain, starts, value, round(greatest(-100, 100 * (p - d - 1.959963984540054 * sqrt((p + d - (p - d) ^ 2) / m)))::numeric, 6), round(least(100, 100 * (p - d + 1.959963984540054 * sqrt((p + d - (p - d) ^ 2) / m)))::numeric, 6)
		from (select e.*, n + 3 as m, (pro + 0.75) / (n + 3)::float8 as p, (det + 0.75) / (n + 3)::float8 as d from expected_nps e where kind = 'nps' and dimension = 'comparison_group' and n > 0) e$$, 'nps: its limits');
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, round(account_nps::numeric, 6), round(account_stddev::numeric, 6) from k.nps where survey_kind = 'nps' and dimension in ('all', 'role') and n > 0$$,
	$$select grain, starts, dimension, value, round(avg(f), 6), round(stddev_samp(f), 6)
		from (select grain, starts, dimension, value, case when account_id is not null then 100 * (avg((score >= 9)::int) - avg((score <= 6)::int)) end as f
			from slice_vote where kind = 'nps' and dimension in ('all', 'role') and score is not null and (grain <> 'trailing_year' or starts = '2023-06-01') group by grain, starts, dimension, value, account_id) a group by 1, 2, 3, 4$$, 'nps: the mean and spread of accounts');
select is((select format('%s %s %s', n, nps, average_score) from k.nps where id = 'month|2024-03-01|all|all|nps'),
	(select format('%s %s %s', count(score), (100.0 * (count(*) filter (where score >= 9) - count(*) filter (where score < 7)) / count(score))::float8, avg(score)::float8) from vote where grain = 'month' and starts = '2024-03-01' and kind = 'nps'), 'one row, by its id');
select is(count(*), 0::bigint, 'who answered twice has the last of both') from vote v where v.response_id = 'twice1';
-- eNPS: 1..4 in the first quarter is too few; 5..10 in the second is detractors 5 and 6, passives 7 and 8, promoters 9 and 10.
select pg_temp.same($$select period_grain, period_start, n, nps::int, detractor_count from k.nps where survey_kind = 'enps' and dimension = 'all'$$,
	$$values ('month', date '2024-04-01', 6::bigint, 0, 2::bigint), ('quarter', '2024-04-01', 6, 0, 2), ('year', '2024-01-01', 10, -40, 6), ('trailing_year', '2023-06-01', 10, -40, 6)$$, 'eNPS of fewer than min_group answers is not returned');
update k.setting set value = 7 where name = 'min_group';
select is_empty($$select * from k.nps where survey_kind = 'enps' and period_grain in ('month', 'quarter')$$, 'whatever min_group is');
update k.setting set value = null where name = 'min_group';
select is(bool_and(is_thin = (n < 3)), true, 'thin is below min_n') from k.nps;
select results_eq($$select period_start, is_complete from k.nps where period_grain = 'month' and dimension = 'all' and survey_kind = 'nps' order by 1$$,
	$$select starts, starts < '2024-05-01' from period where grain = 'month' and starts >= '2023-11-01' order by 1$$, 'months from the first answer to today, the running one incomplete');
select set_eq($$select distinct period_start from k.nps where period_grain = 'trailing_year'$$, array[date '2023-06-01'], 'a trailing year that is over, and no younger one');

-- Retention: what each account paid on the eve of the period and on its last day.
create temp view paid as
select p.grain, p.starts, a.account_id, s.product,
	coalesce(sum(s.mrr_base) filter (where s.start_on <= p.starts - 1 and (s.end_on is null or s.end_on > p.starts - 1)), 0) as was,
	coalesce(sum(s.mrr_base) filter (where s.start_on <= least(p.stops - 1, '2024-05-20') and (s.end_on is null or s.end_on > least(p.stops - 1, '2024-05-20'))), 0) as is_now,
	min(s.start_on) < p.starts as had_before
from period p cross join k.account a join k.subscription s on s.account_id = a.account_id and s.subscription_id !~ '^bad' group by p.grain, p.starts, a.account_id, s.product;
create temp view account_paid as
select grain, starts, account_id, case account_id when 'a1' then 'abm' when 'a2' then 'inbound' else 'other' end as grp, sum(was) as was, sum(is_now) as is_now, bool_or(had_before) as had_before, coalesce(sum(is_now) filter (where was = 0), 0) as of_new
from paid group by grain, starts, account_id;
create temp view expected_retention as
select grain, starts, dimension, value, count(*) filter (where was > 0) as n, count(*) filter (where was > 0 and is_now > 0) as kept, count(*) filter (where was > 0 and is_now = 0) as gone,
	count(*) filter (where was = 0 and is_now > 0 and not had_before) as fresh, count(*) filter (where was = 0 and is_now > 0 and had_before) as back,
	coalesce(sum(was), 0) as start_value, coalesce(sum(is_now) filter (where was > 0), 0) as now_value, coalesce(sum(least(was, is_now)) filter (where was > 0), 0) as kept_value,
	coalesce(sum(is_now - was) filter (where was > 0 and is_now > was), 0) as more, coalesce(sum(was - is_now) filter (where is_now > 0 and is_now < was), 0) as less, coalesce(sum(was) filter (where is_now = 0), 0) as lost,
	coalesce(sum(least(is_now - was, of_new)) filter (where was > 0 and is_now > was), 0) as cross_sell
from (select 'all' as dimension, 'all' as value, a.* from account_paid a union all select 'comparison_group', a.grp, a.* from account_paid a
	union all select 'tier', coalesce(case a.account_id when 'a1' then '1' when 'a2' then '2' when 'a4' then '1' end, '(none)'), a.* from account_paid a) s
group by 1, 2, 3, 4;
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, n, start_count, retained_count, churned_count, new_count, reactivated_count, start_value, now_value, kept_value, expansion_value, contraction_value, churned_value, cross_sell_value, upsell_value
		from k.retention where dimension in ('all', 'comparison_group', 'tier') and start_count + new_count + reactivated_count > 0$$,
	$$select grain, starts, dimension, value, n, n, kept, gone, fresh, back, start_value, now_value, kept_value, more, less, lost, cross_sell, more - cross_sell from expected_retention where n + fresh + back > 0$$, 'retention: counts and values of each period and slice');
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, round(logo_retention_rate::numeric, 8), round(net_retention_rate::numeric, 8), round(gross_retention_rate::numeric, 8), round(expansion_rate::numeric, 8), round(contraction_rate::numeric, 8), round(churn_rate::numeric, 8)
		from k.retention where dimension in ('all', 'comparison_group', 'tier') and start_count > 0$$,
	$$select grain, starts, dimension, value, round(kept::numeric / n, 8), round(now_value / start_value, 8), round(kept_value / start_value, 8), round(more / start_value, 8), round(less / start_value, 8), round(lost / start_value, 8) from expected_retention where n > 0$$, 'retention: its rates');
select pg_temp.same($$select period_grain, period_start, dimension_value, start_count, retained_count, churned_count, new_count, reactivated_count, start_value, now_value
		from k.retention where dimension = 'product' and start_count + new_count + reactivated_count > 0$$,
	$$select grain, starts, coalesce(product, '(none)'), count(*) filter (where was > 0), count(*) filter (where was > 0 and is_now > 0), count(*) filter (where was > 0 and is_now = 0), count(*) filter (where was = 0 and is_now > 0 and not had_before), count(*) filter (where was = 0 and is_now > 0 and had_before),
		sum(was), coalesce(sum(is_now) filter (where was > 0), 0) from paid group by grain, starts, product having sum(was + is_now) > 0$$, 'retention: of a product, its customers');
-- By hand: in January a2 goes from 200 to 150; a1 100 + 40.5, a3 70. In December a1 goes from 100 to 140.5 by another product.
select is((select format('%s %s %s %s', start_count, start_value, contraction_value, net_retention_rate::numeric(6, 4)) from k.retention where id = 'month|2024-01-01|all|all'), '3 410.50 50.00 0.8782', 'retention: January, by hand');
select is((select format('%s %s %s', expansion_value, cross_sell_value, upsell_value) from k.retention where id = 'month|2023-12-01|all|all'), '40.50 40.50 0.00', 'retention: December, another product');
select is((select format('%s %s', reactivated_count, new_count) from k.retention where id = 'month|2024-04-01|all|all'), '1 0', 'who comes back in April is not new');
select results_eq($$select period_start, n from k.retention where period_grain = 'month' and dimension = 'comparison_group' and dimension_value = 'abm' order by 1$$,
	$$select starts, (starts > '2023-01-01')::int::bigint from period where grain = 'month' order by 1$$, 'each month is a row');
update k.setting set value = '4' where name = 'fiscal_year_start';
select pg_temp.same($$select period_start, start_count from k.retention where period_grain = 'year' and dimension = 'all'$$, $$values (date '2022-04-01', 0::bigint), ('2023-04-01', 3), ('2024-04-01', 3)$$, 'the fiscal year begins in April');
update k.setting set value = null where name = 'fiscal_year_start';

-- A filter reaches the scan: only one branch of the periods and one of the slices is left.
select ok(pg_temp.plan_of('select * from k.' || v || case v when 'nps' then ' where survey_kind = ''nps''' else ' where true' end) ~ 'trailing_year.*comparison_group|comparison_group.*trailing_year', v || ': all branches without a filter')
from unnest(array['nps', 'retention']) v;
select doesnt_match(pg_temp.plan_of(format('select * from k.%s where period_grain = ''month'' and dimension = ''all''', v)), '''tier''::text', v || ': a filter leaves one branch of the slices') from unnest(array['nps', 'retention']) v;
select doesnt_match(pg_temp.plan_of(format('select * from k.%s where period_grain = ''month'' and dimension = ''all''', v)), 'generate_series\(0, 11\)', v || ': and one of the periods') from unnest(array['nps', 'retention']) v;
drop schema k cascade;
select * from finish();
