-- amount: distinct amounts with their counts, for percentiles of deal value.

create type @extschema@.amount_summary;

create function @extschema@.amount_summary_in(literal cstring) returns @extschema@.amount_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_summary_in';
comment on function @extschema@.amount_summary_in(cstring) is
'Text input of amount_summary: (amount:count,...) in ten-thousandths, ascending, () for none. Errors: 22P02 syntax, 22003 amounts that do not ascend or are out of range, counts below 1.';

create function @extschema@.amount_summary_out(summary @extschema@.amount_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_summary_out';
comment on function @extschema@.amount_summary_out(@extschema@.amount_summary) is
'Text output of amount_summary: (amount:count,...) in ten-thousandths, ascending, () for none; exact and independent of every setting.';

create function @extschema@.amount_summary_recv(message internal) returns @extschema@.amount_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_summary_recv';
comment on function @extschema@.amount_summary_recv(internal) is
'Binary input of amount_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 amounts that do not ascend or are out of range, counts below 1.';

create function @extschema@.amount_summary_send(summary @extschema@.amount_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_summary_send';
comment on function @extschema@.amount_summary_send(@extschema@.amount_summary) is
'Binary output of amount_summary, starting with a version.';

create type @extschema@.amount_summary (
	input = @extschema@.amount_summary_in,
	output = @extschema@.amount_summary_out,
	receive = @extschema@.amount_summary_recv,
	send = @extschema@.amount_summary_send,
	internallength = variable,
	alignment = double,
	storage = extended
);
comment on type @extschema@.amount_summary is
'Distinct amounts with their counts, as amount_agg() reads them and rollup() merges them. 16 bytes and 16 per distinct amount; at most 262144 of them.';

create function @extschema@.amount_accum(state @extschema@.amount_summary, amount numeric) returns @extschema@.amount_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_accum';
comment on function @extschema@.amount_accum(@extschema@.amount_summary, numeric) is
'Transition of amount_agg and median_amount: one amount. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 4 decimals, 54000 beyond 262144 distinct amounts.';

create function @extschema@.amount_discard(state @extschema@.amount_summary, amount numeric) returns @extschema@.amount_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_discard';
comment on function @extschema@.amount_discard(@extschema@.amount_summary, numeric) is
'Inverse of amount_accum, for moving windows. Errors: 22023 if the amount is not in it.';

create function @extschema@.amount_combine(state @extschema@.amount_summary, summary @extschema@.amount_summary) returns @extschema@.amount_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_combine';
comment on function @extschema@.amount_combine(@extschema@.amount_summary, @extschema@.amount_summary) is
'The two summaries as one. Errors: 22003 beyond 2^63-1 amounts, 54000 beyond 262144 distinct ones.';

create function @extschema@.amount_uncombine(state @extschema@.amount_summary, summary @extschema@.amount_summary) returns @extschema@.amount_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_uncombine';
comment on function @extschema@.amount_uncombine(@extschema@.amount_summary, @extschema@.amount_summary) is
'Inverse of amount_combine, for moving windows. Errors: 22023 if the amounts are not in it.';

create function @extschema@.amount_final(state @extschema@.amount_summary) returns @extschema@.amount_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_final';
comment on function @extschema@.amount_final(@extschema@.amount_summary) is
'Final function of amount_agg and rollup: a copy of the state without spare room.';

create function @extschema@.amount_count(summary @extschema@.amount_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_count';
comment on function @extschema@.amount_count(@extschema@.amount_summary) is
'Number of amounts that are not NULL.';

create function @extschema@.total_amount(summary @extschema@.amount_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_total';
comment on function @extschema@.total_amount(@extschema@.amount_summary) is
'Sum of the amounts, exact. 0 without any.';

create function @extschema@.average_amount(summary @extschema@.amount_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_average';
comment on function @extschema@.average_amount(@extschema@.amount_summary) is
'Sum of the amounts / their number. NULL without any.';

create function @extschema@.median_amount(summary @extschema@.amount_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_median_amount';
comment on function @extschema@.median_amount(@extschema@.amount_summary) is
'Median of the amounts: percentile_amount() at 0.5, exact. NULL without any.';

create function @extschema@.percentile_amount(summary @extschema@.amount_summary, p float8) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_percentile_amount';
comment on function @extschema@.percentile_amount(@extschema@.amount_summary, float8) is
'Percentile of the amounts, p from 0 (the least) to 1 (the greatest), interpolated as percentile_cont does, but in exact decimals. NULL without any. Errors: 22023 unless p is from 0 to 1.';

create function @extschema@.median_amount_ci(summary @extschema@.amount_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_median_amount_ci';
comment on function @extschema@.median_amount_ci(@extschema@.amount_summary, float8) is
'Interval of the median between two of the amounts, by the binomial distribution. A limit that there are too few amounts for is NULL. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.percentile_amount_ci(summary @extschema@.amount_summary, p float8, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'amount_percentile_amount_ci';
comment on function @extschema@.percentile_amount_ci(@extschema@.amount_summary, float8, float8) is
'Interval of a percentile between two of the amounts, by the binomial distribution. A limit that there are too few amounts for is NULL. Errors: 22023 unless p is from 0 to 1 and 0 < level < 1.';

create aggregate @extschema@.amount_agg(amount numeric) (
	sfunc = @extschema@.amount_accum,
	stype = @extschema@.amount_summary,
	sspace = 256,
	initcond = '()',
	combinefunc = @extschema@.amount_combine,
	finalfunc = @extschema@.amount_final,
	msfunc = @extschema@.amount_accum,
	minvfunc = @extschema@.amount_discard,
	mstype = @extschema@.amount_summary,
	msspace = 256,
	minitcond = '()',
	mfinalfunc = @extschema@.amount_final,
	parallel = safe
);
comment on aggregate @extschema@.amount_agg(numeric) is
'Amounts for percentiles; NULL is ignored. Read with median_amount(), percentile_amount(), average_amount(), total_amount() and amount_count(). Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 4 decimals, 54000 beyond 262144 distinct amounts.';

create aggregate @extschema@.median_amount(amount numeric) (
	sfunc = @extschema@.amount_accum,
	stype = @extschema@.amount_summary,
	sspace = 256,
	initcond = '()',
	combinefunc = @extschema@.amount_combine,
	finalfunc = @extschema@.median_amount,
	msfunc = @extschema@.amount_accum,
	minvfunc = @extschema@.amount_discard,
	mstype = @extschema@.amount_summary,
	msspace = 256,
	minitcond = '()',
	mfinalfunc = @extschema@.median_amount,
	parallel = safe
);
comment on aggregate @extschema@.median_amount(numeric) is
'Median of the amounts, exact; NULL is ignored. NULL without any. Errors: 22003 for an amount that is NaN, infinite, beyond 922337203685477 or of more than 4 decimals, 54000 beyond 262144 distinct amounts.';

create aggregate @extschema@.rollup(summary @extschema@.amount_summary) (
	sfunc = @extschema@.amount_combine,
	stype = @extschema@.amount_summary,
	sspace = 256,
	initcond = '()',
	combinefunc = @extschema@.amount_combine,
	finalfunc = @extschema@.amount_final,
	msfunc = @extschema@.amount_combine,
	minvfunc = @extschema@.amount_uncombine,
	mstype = @extschema@.amount_summary,
	msspace = 256,
	minitcond = '()',
	mfinalfunc = @extschema@.amount_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.amount_summary) is
'Many amount summaries as one: the summary of all their amounts together. Errors: 22003 beyond 2^63-1 amounts, 54000 beyond 262144 distinct amounts.';
