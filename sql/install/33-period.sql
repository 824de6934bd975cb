-- period: which days of an earlier period a running one is to be compared with.

create type @extschema@.period_pair as (period_start date, period_end date, before_start date, before_end date, elapsed_days integer, is_complete boolean);
comment on type @extschema@.period_pair is
'A period so far and the days of an earlier one that it is to be compared with. Each end is the day after the last: day >= period_start and day < period_end.';
comment on column @extschema@.period_pair.period_start is
'First day of the period.';

comment on column @extschema@.period_pair.period_end is
'The day after the last that is counted, which is the day after as_of.';

comment on column @extschema@.period_pair.before_start is
'First day of the period to compare with.';

comment on column @extschema@.period_pair.before_end is
'The day after the last to compare with.';

comment on column @extschema@.period_pair.elapsed_days is
'Days of the period so far, as_of among them.';

comment on column @extschema@.period_pair.is_complete is
'Whether as_of is the last day of the period.';

create function @extschema@.growth_periods(as_of date, grain text, compared_with text default 'year_ago', fiscal_month integer default 1) returns @extschema@.period_pair
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'period_growth_periods';
comment on function @extschema@.growth_periods(date, text, text, integer) is
'The period of as_of up to that day, and the days of an earlier one that growth() is to compare it with: as many days of it as have elapsed, or all of it once the period is complete. 29 February is a day like any other; where the earlier period is shorter, it is taken whole. grain is week (from Monday), month, quarter or year; compared_with is year_ago (for a week the 52nd before it) or previous_period; fiscal_month is the first month of the fiscal year. Errors: 22023 for another word or month, 22008 for a date that is infinite or after 294276-12-31, and where a period would begin before 4714-11-24 BC.';
