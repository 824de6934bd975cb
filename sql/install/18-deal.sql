-- deal: an opportunity table in one pass.

create type @extschema@.deal_summary;

create function @extschema@.deal_summary_in(literal cstring) returns @extschema@.deal_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_summary_in';
comment on function @extschema@.deal_summary_in(cstring) is
'Text input of deal_summary: (won,lost,open,missing_won,missing_lost,scale,won_value,lost_value,open_value,squares,elapsed,negative;day:count,...) with values in units of 10000^-scale and elapsed in microseconds. Errors: 22P02 syntax, 22003 figures that no rows can give.';

create function @extschema@.deal_summary_out(summary @extschema@.deal_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_summary_out';
comment on function @extschema@.deal_summary_out(@extschema@.deal_summary) is
'Text output of deal_summary: (won,lost,open,missing_won,missing_lost,scale,won_value,lost_value,open_value,squares,elapsed,negative;day:count,...) with values in units of 10000^-scale and elapsed in microseconds; exact and independent of every setting.';

create function @extschema@.deal_summary_recv(message internal) returns @extschema@.deal_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_summary_recv';
comment on function @extschema@.deal_summary_recv(internal) is
'Binary input of deal_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no rows can give.';

create function @extschema@.deal_summary_send(summary @extschema@.deal_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_summary_send';
comment on function @extschema@.deal_summary_send(@extschema@.deal_summary) is
'Binary output of deal_summary, starting with a version.';

create type @extschema@.deal_summary (
	input = @extschema@.deal_summary_in,
	output = @extschema@.deal_summary_out,
	receive = @extschema@.deal_summary_recv,
	send = @extschema@.deal_summary_send,
	internallength = variable,
	alignment = double,
	storage = extended
);
comment on type @extschema@.deal_summary is
'An opportunity table in one pass, as deal_agg() reads it and rollup() merges it: won, lost and open deals with their exact values, and the cycles of the won ones. 136 bytes and 16 per distinct day of a won cycle.';

create function @extschema@.deal_accum(state @extschema@.deal_summary, is_won boolean, amount numeric) returns @extschema@.deal_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'deal_accum_value';
comment on function @extschema@.deal_accum(@extschema@.deal_summary, boolean, numeric) is
'Transition of average_deal_value and win_rate_value: one deal. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create function @extschema@.deal_discard(state @extschema@.deal_summary, is_won boolean, amount numeric) returns @extschema@.deal_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'deal_discard_value';
comment on function @extschema@.deal_discard(@extschema@.deal_summary, boolean, numeric) is
'Inverse of deal_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.deal_accum(state @extschema@.deal_summary, is_won boolean, amount numeric, opened timestamptz, closed timestamptz) returns @extschema@.deal_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'deal_accum_timestamptz';
comment on function @extschema@.deal_accum(@extschema@.deal_summary, boolean, numeric, timestamptz, timestamptz) is
'Transition of deal_agg and sales_velocity: one deal. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create function @extschema@.deal_discard(state @extschema@.deal_summary, is_won boolean, amount numeric, opened timestamptz, closed timestamptz) returns @extschema@.deal_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'deal_discard_timestamptz';
comment on function @extschema@.deal_discard(@extschema@.deal_summary, boolean, numeric, timestamptz, timestamptz) is
'Inverse of deal_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.deal_accum(state @extschema@.deal_summary, is_won boolean, amount numeric, opened timestamp, closed timestamp) returns @extschema@.deal_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'deal_accum_timestamp';
comment on function @extschema@.deal_accum(@extschema@.deal_summary, boolean, numeric, timestamp, timestamp) is
'Transition of deal_agg and sales_velocity: one deal. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create function @extschema@.deal_discard(state @extschema@.deal_summary, is_won boolean, amount numeric, opened timestamp, closed timestamp) returns @extschema@.deal_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'deal_discard_timestamp';
comment on function @extschema@.deal_discard(@extschema@.deal_summary, boolean, numeric, timestamp, timestamp) is
'Inverse of deal_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.deal_accum(state @extschema@.deal_summary, is_won boolean, amount numeric, opened date, closed date) returns @extschema@.deal_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'deal_accum_date';
comment on function @extschema@.deal_accum(@extschema@.deal_summary, boolean, numeric, date, date) is
'Transition of deal_agg and sales_velocity: one deal. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create function @extschema@.deal_discard(state @extschema@.deal_summary, is_won boolean, amount numeric, opened date, closed date) returns @extschema@.deal_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'deal_discard_date';
comment on function @extschema@.deal_discard(@extschema@.deal_summary, boolean, numeric, date, date) is
'Inverse of deal_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.deal_accum(state @extschema@.deal_summary, is_won boolean, amount numeric, opened timestamptz, closed date) returns @extschema@.deal_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'deal_accum_mixed';
comment on function @extschema@.deal_accum(@extschema@.deal_summary, boolean, numeric, timestamptz, date) is
'Transition of deal_agg and sales_velocity: one deal. The day of the start is taken in the session time zone. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create function @extschema@.deal_discard(state @extschema@.deal_summary, is_won boolean, amount numeric, opened timestamptz, closed date) returns @extschema@.deal_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'deal_discard_mixed';
comment on function @extschema@.deal_discard(@extschema@.deal_summary, boolean, numeric, timestamptz, date) is
'Inverse of deal_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.deal_combine(state @extschema@.deal_summary, summary @extschema@.deal_summary) returns @extschema@.deal_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_combine';
comment on function @extschema@.deal_combine(@extschema@.deal_summary, @extschema@.deal_summary) is
'The two summaries as one. Errors: 22003 beyond 2^63-1 deals or a sum of more than 37 digits, 54000 beyond 262144 distinct cycles.';

create function @extschema@.deal_uncombine(state @extschema@.deal_summary, summary @extschema@.deal_summary) returns @extschema@.deal_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_uncombine';
comment on function @extschema@.deal_uncombine(@extschema@.deal_summary, @extschema@.deal_summary) is
'Inverse of deal_combine, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.deal_final(state @extschema@.deal_summary) returns @extschema@.deal_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_final';
comment on function @extschema@.deal_final(@extschema@.deal_summary) is
'Final function of deal_agg and rollup: a copy of the state without spare room.';

create function @extschema@.won(summary @extschema@.deal_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_won';
comment on function @extschema@.won(@extschema@.deal_summary) is
'Number of won deals: is_won is true.';

create function @extschema@.lost(summary @extschema@.deal_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_lost';
comment on function @extschema@.lost(@extschema@.deal_summary) is
'Number of lost deals: is_won is false.';

create function @extschema@.open(summary @extschema@.deal_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_open';
comment on function @extschema@.open(@extschema@.deal_summary) is
'Number of open deals: is_won is NULL.';

create function @extschema@.missing_won(summary @extschema@.deal_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_missing_won';
comment on function @extschema@.missing_won(@extschema@.deal_summary) is
'Number of won deals without an amount; they count in win_rate() but not in values.';

create function @extschema@.missing_lost(summary @extschema@.deal_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_missing_lost';
comment on function @extschema@.missing_lost(@extschema@.deal_summary) is
'Number of lost deals without an amount; they count in win_rate() but not in values.';

create function @extschema@.won_value(summary @extschema@.deal_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_won_value';
comment on function @extschema@.won_value(@extschema@.deal_summary) is
'Sum of the amounts of the won deals, exact. 0 without any.';

create function @extschema@.lost_value(summary @extschema@.deal_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_lost_value';
comment on function @extschema@.lost_value(@extschema@.deal_summary) is
'Sum of the amounts of the lost deals, exact. 0 without any.';

create function @extschema@.open_value(summary @extschema@.deal_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_open_value';
comment on function @extschema@.open_value(@extschema@.deal_summary) is
'Sum of the amounts of the open deals, exact: the pipeline. 0 without any.';

create function @extschema@.win_rate(summary @extschema@.deal_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_win_rate';
comment on function @extschema@.win_rate(@extschema@.deal_summary) is
'Win rate by count: won / (won + lost), 0..1. NULL where nothing is closed.';

create function @extschema@.win_rate_ci(summary @extschema@.deal_summary, level float8 default 0.95) returns @extschema@.rate_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_win_rate_ci';
comment on function @extschema@.win_rate_ci(@extschema@.deal_summary, float8) is
'Confidence interval of win_rate(), 0..1: Wilson score interval. NULL where nothing is closed. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.win_rate_value(summary @extschema@.deal_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_win_rate_value';
comment on function @extschema@.win_rate_value(@extschema@.deal_summary) is
'Win rate by value: won value / (won value + lost value). Deals without an amount are left out; see missing_won() and missing_lost(). NULL where the closed value is not above 0. Misleading where lost deals carry no value.';

create function @extschema@.average_deal_value(summary @extschema@.deal_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_average_deal_value';
comment on function @extschema@.average_deal_value(@extschema@.deal_summary) is
'Mean amount of the won deals: won value / won deals with an amount. NULL without any.';

create function @extschema@.average_deal_value_ci(summary @extschema@.deal_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_average_deal_value_ci';
comment on function @extschema@.average_deal_value_ci(@extschema@.deal_summary, float8) is
'Confidence interval of average_deal_value() by Students t. NULL below two won deals with an amount. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.deal_value_stddev(summary @extschema@.deal_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_deal_value_stddev';
comment on function @extschema@.deal_value_stddev(@extschema@.deal_summary) is
'Standard deviation of the amounts of the won deals, with n - 1; amounts of more than four decimals are rounded to four for it. NULL below two.';

create function @extschema@.cycles(summary @extschema@.deal_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_cycles';
comment on function @extschema@.cycles(@extschema@.deal_summary) is
'Number of won deals with both times and a cycle that is not negative: the denominator of cycle_length().';

create function @extschema@.negative_count(summary @extschema@.deal_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_negative_count';
comment on function @extschema@.negative_count(@extschema@.deal_summary) is
'Number of won deals that close before they open; they are in no cycle figure.';

create function @extschema@.cycle_length(summary @extschema@.deal_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_cycle_length';
comment on function @extschema@.cycle_length(@extschema@.deal_summary) is
'Mean cycle of the won deals in days of 24 hours: exact elapsed time / cycles. NULL without any.';

create function @extschema@.cycle_length_ci(summary @extschema@.deal_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_cycle_length_ci';
comment on function @extschema@.cycle_length_ci(@extschema@.deal_summary, float8) is
'Confidence interval of cycle_length() in days by Students t, with the spread of the whole days, not below 0. NULL below two cycles. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.median_cycle_length(summary @extschema@.deal_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_median_cycle_length';
comment on function @extschema@.median_cycle_length(@extschema@.deal_summary) is
'Median cycle of the won deals in whole days. NULL without any.';

create function @extschema@.median_cycle_length_ci(summary @extschema@.deal_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_median_cycle_length_ci';
comment on function @extschema@.median_cycle_length_ci(@extschema@.deal_summary, float8) is
'Confidence interval of median_cycle_length() in days by order statistics. A limit that the data are too few for is NULL. NULL without cycles. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.percentile_cycle_length(summary @extschema@.deal_summary, p float8) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_percentile_cycle_length';
comment on function @extschema@.percentile_cycle_length(@extschema@.deal_summary, float8) is
'Percentile of the won cycles in days, counted in whole days and interpolated between them as percentile_cont does. NULL without any. Errors: 22023 unless p is from 0 to 1.';

create function @extschema@.sales_velocity(summary @extschema@.deal_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_sales_velocity';
comment on function @extschema@.sales_velocity(@extschema@.deal_summary) is
'Sales velocity, value per day: (won + lost) * win rate * average won amount / mean won cycle = won value / mean won cycle in days. NULL where there is no won amount, or no cycle above 0.';

create function @extschema@.win_rate_compare(a @extschema@.deal_summary, b @extschema@.deal_summary, level float8 default 0.95) returns @extschema@.rate_comparison
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_win_rate_compare';
comment on function @extschema@.win_rate_compare(@extschema@.deal_summary, @extschema@.deal_summary, float8) is
'Is the win rate of a above that of b? As rate_compare(). NULL where either has nothing closed. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.average_deal_value_compare(a @extschema@.deal_summary, b @extschema@.deal_summary, level float8 default 0.95) returns @extschema@.kpi_comparison
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_average_deal_value_compare';
comment on function @extschema@.average_deal_value_compare(@extschema@.deal_summary, @extschema@.deal_summary, float8) is
'Is the average won amount of a above that of b? Difference a - b with its interval by Welchs t, lift, t and p value. NULL below two won amounts in either. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.cycle_length_compare(a @extschema@.deal_summary, b @extschema@.deal_summary, level float8 default 0.95) returns @extschema@.kpi_comparison
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'deal_cycle_length_compare';
comment on function @extschema@.cycle_length_compare(@extschema@.deal_summary, @extschema@.deal_summary, float8) is
'Is the won cycle of a longer than that of b? Difference a - b in days with its interval by Welchs t, lift, t and p value. NULL below two cycles in either. Errors: 22023 unless 0 < level < 1.';

create aggregate @extschema@.average_deal_value(is_won boolean, amount numeric) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.average_deal_value,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.average_deal_value,
	parallel = safe
);
comment on aggregate @extschema@.average_deal_value(boolean, numeric) is
'Average deal value: sum of the amounts of won deals / won deals with an amount. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. NULL without any. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create aggregate @extschema@.win_rate_value(is_won boolean, amount numeric) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.win_rate_value,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.win_rate_value,
	parallel = safe
);
comment on aggregate @extschema@.win_rate_value(boolean, numeric) is
'Win rate by value: won value / (won value + lost value); deals without an amount are left out. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. NULL where the closed value is not above 0. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create aggregate @extschema@.deal_agg(is_won boolean, amount numeric, opened timestamptz, closed timestamptz) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.deal_final,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.deal_final,
	parallel = safe
);
comment on aggregate @extschema@.deal_agg(boolean, numeric, timestamptz, timestamptz) is
'An opportunity table in one pass. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. Cycles are those of won deals. Read with win_rate(), won_value(), average_deal_value(), cycle_length(), median_cycle_length(), sales_velocity(), open_value() and others. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create aggregate @extschema@.sales_velocity(is_won boolean, amount numeric, opened timestamptz, closed timestamptz) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.sales_velocity,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.sales_velocity,
	parallel = safe
);
comment on aggregate @extschema@.sales_velocity(boolean, numeric, timestamptz, timestamptz) is
'Sales velocity, value per day: won value / mean won cycle in days. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. NULL where there is no won amount, or no cycle above 0. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create aggregate @extschema@.deal_agg(is_won boolean, amount numeric, opened timestamp, closed timestamp) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.deal_final,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.deal_final,
	parallel = safe
);
comment on aggregate @extschema@.deal_agg(boolean, numeric, timestamp, timestamp) is
'An opportunity table in one pass. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. Cycles are those of won deals. Read with win_rate(), won_value(), average_deal_value(), cycle_length(), median_cycle_length(), sales_velocity(), open_value() and others. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create aggregate @extschema@.sales_velocity(is_won boolean, amount numeric, opened timestamp, closed timestamp) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.sales_velocity,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.sales_velocity,
	parallel = safe
);
comment on aggregate @extschema@.sales_velocity(boolean, numeric, timestamp, timestamp) is
'Sales velocity, value per day: won value / mean won cycle in days. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. NULL where there is no won amount, or no cycle above 0. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create aggregate @extschema@.deal_agg(is_won boolean, amount numeric, opened date, closed date) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.deal_final,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.deal_final,
	parallel = safe
);
comment on aggregate @extschema@.deal_agg(boolean, numeric, date, date) is
'An opportunity table in one pass. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. Cycles are those of won deals. Read with win_rate(), won_value(), average_deal_value(), cycle_length(), median_cycle_length(), sales_velocity(), open_value() and others. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create aggregate @extschema@.sales_velocity(is_won boolean, amount numeric, opened date, closed date) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.sales_velocity,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.sales_velocity,
	parallel = safe
);
comment on aggregate @extschema@.sales_velocity(boolean, numeric, date, date) is
'Sales velocity, value per day: won value / mean won cycle in days. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. NULL where there is no won amount, or no cycle above 0. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create aggregate @extschema@.deal_agg(is_won boolean, amount numeric, opened timestamptz, closed date) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.deal_final,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.deal_final,
	parallel = safe
);
comment on aggregate @extschema@.deal_agg(boolean, numeric, timestamptz, date) is
'An opportunity table in one pass. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. The day of the start is taken in the session time zone. Cycles are those of won deals. Read with win_rate(), won_value(), average_deal_value(), cycle_length(), median_cycle_length(), sales_velocity(), open_value() and others. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create aggregate @extschema@.sales_velocity(is_won boolean, amount numeric, opened timestamptz, closed date) (
	sfunc = @extschema@.deal_accum,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.sales_velocity,
	msfunc = @extschema@.deal_accum,
	minvfunc = @extschema@.deal_discard,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.sales_velocity,
	parallel = safe
);
comment on aggregate @extschema@.sales_velocity(boolean, numeric, timestamptz, date) is
'Sales velocity, value per day: won value / mean won cycle in days. is_won is true for won, false for lost, NULL for open; after an outer join leave out what has no deal with FILTER. The day of the start is taken in the session time zone. NULL where there is no won amount, or no cycle above 0. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals, 22008 for an infinite time.';

create aggregate @extschema@.rollup(summary @extschema@.deal_summary) (
	sfunc = @extschema@.deal_combine,
	stype = @extschema@.deal_summary,
	sspace = 256,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.deal_combine,
	finalfunc = @extschema@.deal_final,
	msfunc = @extschema@.deal_combine,
	minvfunc = @extschema@.deal_uncombine,
	mstype = @extschema@.deal_summary,
	msspace = 256,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.deal_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.deal_summary) is
'Many deal summaries as one: the summary of all their deals together.';

